//! The functions at the head of a file, which turn its data into an overlay.

use crate::project::settings::Backend;

/// A name, and the function that is bound to it.
type Builder = (&'static str, &'static str);

const CHOICES: Builder = ("choices", include_str!("../../nix/builders/choices.nix"));
const ENVIRONMENT: Builder = ("environment", include_str!("../../nix/builders/environment.nix"));
const DATA_OF: Builder = ("dataOf", include_str!("../../nix/builders/data.nix"));
const FETCHING: Builder = ("fetching", include_str!("../../nix/builders/fetch.nix"));
const SOURCE_OF: Builder = ("sourceOf", include_str!("../../nix/builders/source.nix"));
const SPECIFIERS: Builder = ("specifiers", include_str!("../../nix/builders/specifiers.nix"));
const ADJUSTED: Builder = ("adjusted", include_str!("../../nix/builders/adjusted.nix"));

/// The last is given the others.
const PYPROJECT_NIX: [Builder; 9] = [
    ("changes", include_str!("../../nix/builders/changes.nix")),
    CHOICES,
    ENVIRONMENT,
    DATA_OF,
    FETCHING,
    ("package", include_str!("../../nix/builders/package.nix")),
    SOURCE_OF,
    SPECIFIERS,
    ("workspaceOf", include_str!("../../nix/builders/workspace.nix")),
];
const NIXPKGS: [Builder; 9] = [
    CHOICES,
    ENVIRONMENT,
    DATA_OF,
    FETCHING,
    ("neededOf", include_str!("../../nix/builders/needed.nix")),
    ("modules", include_str!("../../nix/builders/modules.nix")),
    SOURCE_OF,
    SPECIFIERS,
    ("workspaceOf", include_str!("../../nix/builders/nixpkgs.nix")),
];

/// The builders that a file contains only if some package has settings.
const PYPROJECT_NIX_SETTINGS: [Builder; 2] =
    [ADJUSTED, ("prebuilt", include_str!("../../nix/builders/prebuilt.nix"))];
const NIXPKGS_SETTINGS: [Builder; 1] = [ADJUSTED];

/// The builders, each bound to its name, and the call that the data is the argument of.
pub(super) fn text(backend: Backend, has_settings: bool) -> String {
    let (all, for_settings) = match backend {
        Backend::PyprojectNix => (&PYPROJECT_NIX[..], &PYPROJECT_NIX_SETTINGS[..]),
        Backend::Nixpkgs => (&NIXPKGS[..], &NIXPKGS_SETTINGS[..]),
    };
    let for_settings = if has_settings { for_settings } else { &[] };
    let mut text = String::from("let");
    let mut names = Vec::new();
    for (name, builder) in for_settings.iter().chain(all) {
        bind(name, builder, &mut text);
        names.push(*name);
    }
    names.pop();
    // The function gets itself, for the same data with another root.
    names.push("workspace");
    let names = names.join("\n      ");
    text + "\n  workspace = workspaceOf {\n    inherit\n      "
        + &names
        + "\n      ;\n  };\nin\nworkspace "
}

fn bind(name: &str, builder: &str, text: &mut String) {
    text.push_str("\n  ");
    text.push_str(name);
    text.push_str(" =");
    for line in builder.trim_end().lines() {
        text.push_str(if line.is_empty() { "\n" } else { "\n    " });
        text.push_str(line);
    }
    text.push_str(";\n");
}
