//! The commands that come next.

use std::path::{Component, PathBuf};

use super::place::Place;
use super::plan::Plan;
use crate::commands::paths::{argument, from_here, from_shell};
use crate::commands::repository::real;

/// What is to be typed when the files are there; `shell` is what the development shell is called where the
/// flake has others.
pub fn next(place: &Place, plan: &Plan, shell: &str) -> String {
    let folder = from_shell(&from_here(&place.folder));
    let is_here_or_above = folder.components().all(|it| !matches!(it, Component::Normal(_)));
    let enter = (!is_here_or_above).then(|| format!("cd {}", argument(&from_here(&place.folder))));
    let (when, develop) = match plan {
        Plan::Write(_) | Plan::Keep(_) => ("Next", "nix develop".to_owned()),
        Plan::Tell(..) => ("Then", format!("nix develop .#{shell}")),
    };
    let steps = track(place).into_iter().chain(enter).chain([develop]);
    let steps = steps.map(|step| format!("  {step}"));
    format!("{when}:\n{}\n", Vec::from_iter(steps).join("\n"))
}

/// How git comes to know what Nix is to see.
fn track(place: &Place) -> Option<String> {
    let repository = place.repository.as_ref()?;
    let project = place.file("pyproject.toml");
    let others = ["uv.lock", "uv.nix", "uvnix.lock", "flake.nix", ".gitattributes"];
    let others = others.into_iter().map(|name| place.file(name));
    let files =
        Vec::from_iter([project.clone()].into_iter().chain(others).filter(|it| it.is_file()));
    // Where git cannot be asked, to add a file twice does no harm.
    let untracked = repository.untracked(&files);
    let is_among = |file: &&PathBuf| match (&untracked, real(file)) {
        (Some(untracked), Some(file)) => untracked.contains(&file),
        _ => true,
    };
    let added = Vec::from_iter(files.iter().filter(is_among).map(|file| argument(file)));
    // Of a project that git knows nothing of, its sources are missing too.
    let is_new = files.first().is_some_and(|project| is_among(&project));
    let added = if is_new { vec![argument(&from_here(&place.folder))] } else { added };
    if added.is_empty() {
        return None;
    }
    Some(format!("git add {}", Vec::from_iter(added).join(" ")))
}
