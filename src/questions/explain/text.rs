//! An explanation, as a terminal shows it.

use std::fmt::Write;

use super::{ArtifactKind, BuildSummary, Explanation, InstalledFile, Rejection, native};
use crate::questions::tree::alternatives;
use crate::text::characters::Characters;
use crate::text::printable::any_of;

/// The text of the explanations of each version of a package, with all environments looked at called
/// `all`.
#[must_use]
pub fn print(explanations: &[Explanation], all: &str, characters: Characters) -> String {
    let texts: Vec<_> = explanations.iter().map(|it| print_one(it, all)).collect();
    characters.shown(texts.join("\n"))
}

fn print_one(explanation: &Explanation, all: &str) -> String {
    let Explanation { name, version, source, .. } = explanation;
    let mut text = match version {
        Some(version) => format!("{name} v{version}\n"),
        None => format!("{name}\n"),
    };
    let places = explanation.environments.as_ref().map_or(all.to_owned(), |it| any_of(it));
    let _ = writeln!(text, "  from {source}");
    let _ = writeln!(text, "  in {places}");
    if !explanation.when.is_empty() {
        let _ = writeln!(text, "  with {}", alternatives(&explanation.when));
    }
    for setting in &explanation.settings {
        let _ = writeln!(text, "  {setting}");
    }
    text.push_str("\nInstalled:\n");
    for installed in &explanation.installed {
        print_installed(installed, &mut text);
    }
    if let Some(build) = &explanation.build {
        print_build(build, &mut text);
    }
    native::print(&explanation.native, &mut text);
    if !explanation.rejected.is_empty() {
        print_rejected(explanation, &mut text);
    }
    text
}

fn print_installed(installed: &InstalledFile, text: &mut String) {
    let what = match (installed.kind, &installed.file) {
        (_, Some(file)) => file.clone(),
        (ArtifactKind::Virtual, None) => "only its dependencies".to_owned(),
        (ArtifactKind::SourceTree, None) => "built from its source tree".to_owned(),
        (ArtifactKind::Wheel | ArtifactKind::Sdist | ArtifactKind::Missing, None) => {
            let reason = installed.reason.as_deref().unwrap_or_default();
            format!("nothing: {reason}")
        }
    };
    match &installed.environments {
        Some(environments) => {
            let _ = writeln!(text, "  {what}\n    in {}", any_of(environments));
        }
        None => {
            let _ = writeln!(text, "  {what}");
        }
    }
}

fn print_build(build: &BuildSummary, text: &mut String) {
    let Some(found_in) = &build.found_in else {
        let with = build.requires.join(", ");
        text.push_str("\nBuild requirements: unknown; run `uvnix lock2nix` to look them up.\n");
        let _ = writeln!(text, "Until then, it is built with {with}.");
        return;
    };
    text.push_str("\nBuild:\n");
    if let Some(backend) = &build.backend {
        let _ = writeln!(text, "  backend: {backend}");
    }
    if !build.requires.is_empty() {
        let _ = writeln!(text, "  requires: {}", build.requires.join(", "));
    }
    let _ = writeln!(text, "  according to {found_in}");
}

fn print_rejected(explanation: &Explanation, text: &mut String) {
    text.push_str("\nWheels that are not used:\n");
    let files = explanation.rejected.iter().map(|it| short(&it.file, explanation));
    let width = files.map(|file| file.chars().count()).max().unwrap_or_default();
    for rejected in &explanation.rejected {
        let mut file = short(&rejected.file, explanation);
        for Rejection { environments, reason, .. } in &rejected.reasons {
            let places = environments.as_ref().map(|it| format!(" ({})", any_of(it)));
            let _ = writeln!(text, "  {file:width$}  {reason}{}", places.unwrap_or_default());
            file = "";
        }
    }
}

/// The file name of a wheel without the name and version of the package.
fn short<'f>(file: &'f str, explanation: &Explanation) -> &'f str {
    let stem = file.strip_suffix(".whl").unwrap_or(file);
    let version = explanation.version.as_deref().unwrap_or_default();
    let tags =
        stem.split_once('-').and_then(|(_, rest)| rest.strip_prefix(version)?.strip_prefix('-'));
    tags.unwrap_or(file)
}
