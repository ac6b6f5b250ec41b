//! The commands to run after `uvnix init`.

use std::path::{Component, PathBuf};

use super::flake_plan::FlakePlan;
use super::layout::Layout;
use super::project_folder::ProjectFolder;
use crate::commands::boundary;
use crate::commands::input::Input;
use crate::commands::paths::{argument, from_here, from_shell};
use crate::commands::repository::real;

/// The commands to run once the files exist.
pub(super) fn next(
    home: &ProjectFolder,
    input: &Input,
    plan: &FlakePlan,
    shell: &Shell<'_>,
) -> String {
    let folder = from_shell(&from_here(&home.folder));
    let is_here_or_above = folder.components().all(|it| !matches!(it, Component::Normal(_)));
    let enter = (!is_here_or_above).then(|| format!("cd {}", argument(&from_here(&home.folder))));
    let when = match plan {
        FlakePlan::Write(_) | FlakePlan::Keep(..) => "Next",
        FlakePlan::Tell(..) => "Then",
    };
    let develop =
        if shell.has_direnv { "direnv allow".to_owned() } else { shell.layout.shell(shell.name) };
    let steps = track(home, input, shell).into_iter().chain(enter).chain([develop]);
    let steps = steps.map(|step| format!("  {step}"));
    let direnv = if shell.has_direnv { "" } else { "With direnv: uvnix init --direnv\n" };
    format!("{when}:\n{}\n{direnv}", Vec::from_iter(steps).join("\n"))
}

/// The development shell, and how to start it.
#[derive(Debug)]
pub(super) struct Shell<'t> {
    /// The files that define it.
    pub layout: Layout,
    /// Its name in a flake that existed before.
    pub name: Option<&'t str>,
    /// Whether direnv starts it.
    pub has_direnv: bool,
}

/// The `git add` for files that the flake needs and git does not track, and that for those that git ignores.
fn track(home: &ProjectFolder, input: &Input, shell: &Shell<'_>) -> Vec<String> {
    let Some(repository) = &home.repository else { return Vec::new() };
    let project = home.folder.join("pyproject.toml");
    let direnv = if shell.has_direnv { &[".envrc", ".gitignore"][..] } else { &[] };
    let (nix, facts) = (home.nix_file(), input.file.facts_name());
    let others = [home.lock.as_str(), &nix, &facts].into_iter();
    let others = others.chain(shell.layout.files().iter().copied()).chain([".gitattributes"]);
    let others = others.chain(direnv.iter().copied()).map(|name| home.folder.join(name));
    let functions = input.settings().builders.iter();
    let functions = functions.map(|path| boundary::real(&home.folder.join(path.as_str())));
    let others = Vec::from_iter(others.chain(functions));
    let local = input.lock().packages().filter_map(|(_, package)| package.source.folder());
    let local = local.filter_map(|path| real(&home.folder.join(path.as_str())));
    let local = Vec::from_iter(local.filter(|folder| folder.starts_with(&repository.root)));

    let descriptions = local.iter().map(|folder| folder.join("pyproject.toml"));
    let files = [project.clone()].into_iter().chain(others.clone()).chain(descriptions);
    let files = Vec::from_iter(files.filter(|file| file.is_file()));
    // If git fails, list all files: adding a file twice does no harm.
    let untracked = repository.untracked(&files).unwrap_or(files);

    let ignored = repository.ignored(&untracked);

    // If the project is not tracked, add its whole folder with the sources.
    let is_new = untracked.contains(&project);
    let mut added = if is_new {
        vec![home.folder.clone()]
    } else {
        let is_added = |file: &PathBuf| untracked.contains(file) && !ignored.contains(file);
        Vec::from_iter(others.into_iter().filter(is_added))
    };
    for folder in local.into_iter().filter(|it| !(is_new && it.starts_with(&home.folder))) {
        if untracked.contains(&folder.join("pyproject.toml")) && !added.contains(&folder) {
            added.push(folder);
        }
    }
    let commands = [("git add", added), ("git add --force", ignored)].map(|(command, paths)| {
        let paths = paths.iter().map(|path| argument(&from_here(path)));
        let paths = Vec::from_iter(paths);
        (!paths.is_empty()).then(|| format!("{command} {}", paths.join(" ")))
    });
    commands.into_iter().flatten().collect()
}
