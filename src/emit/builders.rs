//! The functions at the end of a file, which turn its data into an overlay.

use std::collections::BTreeSet;

use crate::project::settings::Backend;

/// A name, and the function that is bound to it.
type Builder = (&'static str, &'static str);

const CHOICES: Builder = ("choices", include_str!("../../nix/builders/choices.nix"));
const ENVIRONMENT: Builder = ("environment", include_str!("../../nix/builders/environment.nix"));
const DATA_OF: Builder = ("dataOf", include_str!("../../nix/builders/data.nix"));
const FETCHING: Builder = ("fetching", include_str!("../../nix/builders/fetch.nix"));
const SOURCE_OF: Builder = ("sourceOf", include_str!("../../nix/builders/source.nix"));
const SPECIFIERS: Builder = ("specifiers", include_str!("../../nix/builders/specifiers.nix"));
const ADJUSTED: Builder = ("adjustedWith", include_str!("../../nix/builders/adjusted.nix"));
const RUST: Builder = ("rust", include_str!("../../nix/builders/rust.nix"));
const RECIPE: Builder = ("recipe", include_str!("../../nix/builders/recipe.nix"));
const FOUND: Builder = ("found", include_str!("../../nix/builders/found.nix"));
const RUNTIME: Builder = ("runtime", include_str!("../../nix/builders/runtime.nix"));
const LIBRARIES: Builder = ("wheelLibraries", include_str!("../../nix/builders/libraries.nix"));

/// The last is given the others.
const PYPROJECT_NIX: [Builder; 10] = [
    ("buildSystems", include_str!("../../nix/builders/build-systems.nix")),
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

/// The builder of packages that replace locked ones by those of nixpkgs.
const PREBUILT: Builder = ("prebuilt", include_str!("../../nix/builders/prebuilt.nix"));

/// The builder of packages that only builds need.
const LOCKED_BUILDS: Builder =
    ("lockedBuilds", include_str!("../../nix/builders/locked-builds.nix"));

/// The builder of a phase before the builds that need one.
const PHASES: Builder = ("phasesOf", include_str!("../../nix/builders/phases.nix"));

/// The steps of such a phase.
const STEPS: [Builder; 4] = [
    ("files", include_str!("../../nix/builders/phases/files.nix")),
    ("metadata", include_str!("../../nix/builders/phases/metadata.nix")),
    ("path-files", include_str!("../../nix/builders/phases/path-files.nix")),
    ("versioneer", include_str!("../../nix/builders/phases/versioneer.nix")),
];

/// The parts of `adjusted`, each with the settings of packages that need it.
const PARTS: [(&[&str], Builder); 5] = [
    (&["libraries", "runtime-libraries", "runtime-programs"], FOUND),
    (&["libraries", "links-python", "missing-libraries", "siblings"], LIBRARIES),
    (&["runtime-libraries", "runtime-programs"], RUNTIME),
    (&["cargo-lock"], RUST),
    (&["recipe"], RECIPE),
];

/// What the data needs of the builders.
pub(super) struct Needs {
    /// The names of all settings that some package has.
    pub(super) settings: BTreeSet<String>,
    /// Whether packages are locked for builds.
    pub(super) locks_builds: bool,
    /// The steps that some build needs before it.
    pub(super) steps: BTreeSet<&'static str>,
}

/// The builders, each bound to its name, and the call whose argument is the data.
pub(super) fn text(backend: Backend, needs: &Needs) -> String {
    let all = match backend {
        Backend::PyprojectNix => &PYPROJECT_NIX[..],
        Backend::Nixpkgs => &NIXPKGS[..],
    };
    let mut text = String::new();
    let mut names = Vec::new();
    if !needs.settings.is_empty() {
        let is_needed = |names: &[&str]| names.iter().any(|name| needs.settings.contains(*name));
        let parts = PARTS.iter().filter(|(names, _)| is_needed(names)).map(|(_, part)| *part);
        bind_with_parts("adjusted", ADJUSTED, &Vec::from_iter(parts), &mut text);
        names.push("adjusted");
        if backend == Backend::PyprojectNix {
            bind(PREBUILT, &mut text);
            names.push(PREBUILT.0);
        }
    }
    if needs.locks_builds {
        bind(LOCKED_BUILDS, &mut text);
        names.push(LOCKED_BUILDS.0);
    }
    if !needs.steps.is_empty() {
        let steps = STEPS.into_iter().filter(|(name, _)| needs.steps.contains(name));
        bind_with_parts("phases", PHASES, &Vec::from_iter(steps), &mut text);
        names.push("phases");
    }
    for builder in all {
        bind(*builder, &mut text);
        names.push(builder.0);
    }
    names.pop();
    // The function gets itself, for the same data with another root.
    names.push("workspace");
    let names = names.join("\n      ");
    text + "\n  workspace = workspaceOf {\n    inherit\n      "
        + &names
        + "\n      ;\n  };\nin\nworkspace data\n"
}

/// A function applied to those of its parts that this file needs.
fn bind_with_parts(name: &str, function: Builder, parts: &[Builder], text: &mut String) {
    for builder in parts.iter().chain([&function]) {
        bind(*builder, text);
    }
    let names = Vec::from_iter(parts.iter().map(|(name, _)| *name));
    text.extend(["\n  ", name, " = ", function.0, " {"]);
    match names[..] {
        [] => text.push_str(" };\n"),
        [only] => text.extend([" inherit ", only, "; };\n"]),
        [..] => {
            text.extend(["\n    inherit\n      ", &names.join("\n      "), "\n      ;\n  };\n"]);
        }
    }
}

fn bind((name, builder): Builder, text: &mut String) {
    text.push_str("\n  ");
    text.push_str(name);
    text.push_str(" =");
    for line in builder.trim_end().lines() {
        text.push_str(if line.is_empty() { "\n" } else { "\n    " });
        text.push_str(line);
    }
    text.push_str(";\n");
}
