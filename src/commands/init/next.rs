//! The commands that come next.

use std::path::{Component, Path, PathBuf};

use super::place::Place;
use super::plan::Plan;
use crate::commands::input::Input;
use crate::commands::paths::{argument, from_here, from_shell};
use crate::commands::repository::{Repository, real};

/// What is to be typed when the files are there; `shell` is what the development shell is called where the
/// flake has others.
pub fn next(place: &Place, input: &Input, plan: &Plan, shell: &str) -> String {
    let folder = from_shell(&from_here(&place.folder));
    let is_here_or_above = folder.components().all(|it| !matches!(it, Component::Normal(_)));
    let enter = (!is_here_or_above).then(|| format!("cd {}", argument(&from_here(&place.folder))));
    let (when, develop) = match plan {
        Plan::Write(_) | Plan::Keep(_) => ("Next", "nix develop".to_owned()),
        Plan::Tell(..) => ("Then", format!("nix develop .#{shell}")),
    };
    let steps = track(place, input).into_iter().chain(enter).chain([develop]);
    let steps = steps.map(|step| format!("  {step}"));
    format!("{when}:\n{}\n", Vec::from_iter(steps).join("\n"))
}

/// How git comes to know what Nix is to see.
fn track(place: &Place, input: &Input) -> Option<String> {
    let repository = place.repository.as_ref()?;
    let names =
        ["pyproject.toml", "uv.lock", "uv.nix", "uvnix.lock", "flake.nix", ".gitattributes"];
    let files = names.into_iter().filter_map(|name| real(&place.file(name)));
    let files = Vec::from_iter(files.filter(|file| file.is_file()));
    // Of a project that git knows nothing of, its sources are missing too.
    let is_new = is_untracked(repository, &place.folder.join("pyproject.toml"));
    let mut added = Vec::new();
    if is_new {
        added.push(place.folder.clone());
    } else {
        // Where git cannot be asked, to add a file twice does no harm.
        let untracked = repository.untracked(&files);
        let is_among = |it: &PathBuf| untracked.as_ref().is_none_or(|them| them.contains(it));
        added.extend(files.into_iter().filter(is_among));
    }
    let local = input.lock.packages().filter_map(|(_, package)| package.source.folder());
    let local = local.filter_map(|path| real(&place.folder.join(path.as_str())));
    let local = local.filter(|folder| folder.starts_with(&repository.root));
    for folder in local.filter(|folder| !(is_new && folder.starts_with(&place.folder))) {
        if is_untracked(repository, &folder.join("pyproject.toml")) && !added.contains(&folder) {
            added.push(folder);
        }
    }
    let added = Vec::from_iter(added.iter().map(|path| argument(&from_here(path))));
    (!added.is_empty()).then(|| format!("git add {}", added.join(" ")))
}

/// Whether git does not know a file that is there, as far as it can be asked.
fn is_untracked(repository: &Repository, file: &Path) -> bool {
    file.is_file() && repository.untracked(&[file.to_owned()]).is_none_or(|it| !it.is_empty())
}
