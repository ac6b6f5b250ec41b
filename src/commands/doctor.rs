//! `uvnix doctor`: checks for likely problems.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use miette::Report;
use schemars::JsonSchema;
use serde::Serialize;
use uvnix::environment::Environments;
use uvnix::lock::Source;
use uvnix::project::Ahead;
use uvnix::questions::doctor::{
    self, Commands, Finding, Level, OtherPythons, Outdated, PackagePath, Surroundings, examine,
    examine_surroundings,
};
use uvnix::text::printable;

use super::input::Input;
use super::lock2nix::options::PlanOptions;
use super::lock2nix::output::OutputFile;
use super::lock2nix::plan::{Plan, with_plan};
use super::lock2nix::reason::FileDifference;
use super::python;
use super::question::{Locks, print_json};
use super::repository::{Repository, real};
use crate::cli::{Doctor, Format};
use crate::commands::paths::{argument, from_here, tidy};
use crate::console::{Part, Role, characters, labelled, print, styled, tell, wrapped};
use crate::fetch::plain_file;
use crate::fetch::whole_file::folder_of;

/// Files that describe how to build a folder.
const DESCRIPTIONS: [&str; 2] = ["pyproject.toml", "setup.py"];

/// The findings of one lock file.
#[derive(Serialize, JsonSchema)]
struct Answer {
    lock: String,
    findings: Vec<Finding>,
}

/// Prints the findings.
pub(crate) fn run(arguments: &Doctor) -> ExitCode {
    let mut answers = Vec::new();
    let mut is_well = true;
    for path in &arguments.paths {
        match one(path, arguments) {
            Ok(answer) => answers.push(answer),
            Err(report) => {
                tell(format_args!("{report:?}"));
                is_well = false;
            }
        }
    }
    let mut findings = answers.iter().flat_map(|answer| &answer.findings);
    is_well &= !arguments.strict || findings.all(|finding| finding.level != Level::Warning);
    let printed = match arguments.format {
        Format::Text => print(&styled(wrapped(text(&answers, arguments)), part)),
        Format::Json => print_json(&Locks { locks: answers }),
    };
    if let Err(report) = &printed {
        tell(format_args!("{report:?}"));
    }
    ExitCode::from(u8::from(!is_well || printed.is_err()))
}

fn text(answers: &[Answer], arguments: &Doctor) -> String {
    let texts = answers.iter().filter_map(|Answer { lock, findings }| {
        let is_verbose = arguments.verbosity.verbose;
        if !arguments.verbosity.quiet {
            return Some(doctor::print(lock, findings, is_verbose, characters()));
        }
        let warnings = findings.iter().filter(|finding| finding.level == Level::Warning).cloned();
        let warnings = Vec::from_iter(warnings);
        (!warnings.is_empty()).then(|| doctor::print(lock, &warnings, is_verbose, characters()))
    });
    Vec::from_iter(texts).join("\n")
}

fn one(path: &Path, arguments: &Doctor) -> Result<Answer, Report> {
    let input = Input::read(path, arguments.verbosity.verbose)?;
    let file = OutputFile::of(None, &input)?;
    let contents = file.contents(&arguments.contents, false);
    let commands = &commands(path);
    with_plan(&input, &PlanOptions::of(input.settings(), contents), |plan| {
        let mut findings = examine(plan.overlay, &plan.build_requirements(), commands);
        let mut around = surroundings(&input);
        around.ahead = plan.ahead.iter().map(differences).collect();
        around.other_pythons = other_pythons(&input, &plan.overlay.inputs.resolved.environments);
        around.missing_files = plan.missing_files.iter().cloned().collect();
        if is_new(&input, &file) {
            // What the first run writes and looks up, and `git add` after it, is not missing yet.
            findings.retain(|finding| !finding.check.is_looked_up());
            around.untracked.clear();
            around.ignored.clear();
            around.untracked_besides.clear();
            around.not_generated = Some(file.target.to_string());
        } else if arguments.contents.is_empty() {
            // With options about environments, an up-to-date file would look stale.
            around.stale = stale(&input, &file, plan)?;
        }
        findings.extend(examine_surroundings(&around, commands));
        findings.sort();
        Ok(Answer { lock: printable::path(&input.file.path), findings })
    })
}

/// The commands for the lock file at a path, as the user named it.
fn commands(path: &Path) -> Commands {
    if path == Path::new(".") { Commands::default() } else { Commands::of(&argument(path)) }
}

/// The Pythons that the Nix file of the project names, if that of `.python-version` is not among them.
fn other_pythons(input: &Input, environments: &Environments) -> Option<OtherPythons> {
    let pinned = python::pinned(&input.file.folder)?;
    let (path, named) = python::named_in_nix(&input.file.folder, environments)?;
    (!named.contains(&pinned)).then(|| OtherPythons {
        pinned,
        file: name(&tidy(&path)),
        named: Vec::from_iter(named),
    })
}

/// A package, with what the lock does not have of it.
fn differences(ahead: &Ahead) -> Outdated {
    let differences = ahead.differences.iter().map(ToString::to_string);
    let reason = Vec::from_iter(differences).join(", ");
    Outdated { subject: ahead.package.clone(), reason }
}

/// Whether the project does not use uvnix yet.
fn is_new(input: &Input, file: &OutputFile) -> bool {
    let has_flake = || input.file.folder.join("flake.nix").exists();
    file.before.is_none() && !input.file.facts_path().exists() && !has_flake()
}

/// The part of a line that has a style.
fn part(line: &str) -> Part {
    let good = |start| (start..line.len(), Role::Good);
    labelled(line).or_else(|| line.find(doctor::WELL).map(good))
}

/// The files that are not up to date, with the reason.
fn stale(input: &Input, file: &OutputFile, plan: &Plan<'_>) -> Result<Vec<Outdated>, Report> {
    let outdated = plan.outdated(input, file, FileDifference::in_short)?.into_iter();
    Ok(outdated.map(|(subject, reason)| Outdated { subject, reason }).collect())
}

fn surroundings(input: &Input) -> Surroundings {
    let folder = &input.file.folder;
    let repository = Repository::around(folder);
    let root = repository.as_ref().map(|repository| repository.root.clone());
    let root = root.or_else(|| fs::canonicalize(folder).ok()).unwrap_or_else(|| folder.clone());
    let mut around =
        Surroundings { root: root.to_string_lossy().into_owned(), ..Surroundings::default() };
    let generated = input.file.path.with_extension("nix");
    let mut seen = vec![input.file.path.clone(), generated, input.file.facts_path()];
    seen.extend(["uv.toml", "flake.nix"].map(|name| folder.join(name)));
    seen.extend(input.file.script.iter().map(|name| folder.join(name)));
    seen.extend(input.settings().builders.iter().map(|path| tidy(&folder.join(path.as_str()))));
    for (_, package) in input.lock().packages() {
        seen.extend(
            package.files().filter_map(|file| Some(folder.join(file.location.path()?.as_str()))),
        );
        let Some(path) = package.source.folder() else { continue };
        let its_folder = tidy(&folder.join(path.as_str()));
        let place = || PackagePath { package: package.to_string(), path: path.to_string() };
        let is_virtual = matches!(package.source, Source::Virtual(_));
        match fs::canonicalize(&its_folder) {
            Ok(real) if real.starts_with(&root) => {
                let is_described = DESCRIPTIONS.iter().any(|name| real.join(name).is_file());
                if !is_described && !is_virtual {
                    around.undescribed.push(place());
                }
                seen.push(if is_virtual { real.join("pyproject.toml") } else { real });
            }
            // A virtual package is not built.
            _ if is_virtual => (),
            Ok(_) => around.outside.push(place()),
            Err(_) => around.absent.push(place()),
        }
    }
    let there = seen.into_iter().filter(|path| path.exists()).filter_map(|path| real(&path));
    let (within, outside): (Vec<_>, Vec<_>) = there.partition(|path| path.starts_with(&root));
    let place = |path: &PathBuf| PackagePath { package: name(path), path: name(folder_of(path)) };
    around.outside.extend(outside.iter().map(place));
    if let Some(repository) = repository {
        sort_out(&repository, within, &mut around);
    }
    around
}

/// A path without symbolic links, relative to the working folder.
fn name(path: &Path) -> String {
    from_here(path).to_string_lossy().into_owned()
}

/// Whether a flake declares that Nix copies it with its submodules.
fn has_submodules(flake: &Path) -> bool {
    let text = plain_file::read_to_string(flake).unwrap_or_default();
    text.lines()
        .any(|line| !line.trim_start().starts_with('#') && line.contains("submodules = true"))
}

/// Finds the files that git does not track, and those in other repositories.
fn sort_out(repository: &Repository, seen: Vec<PathBuf>, around: &mut Surroundings) {
    let (own, others): (Vec<_>, Vec<_>) = seen.into_iter().partition(|path| {
        let folder = if path.is_dir() { path } else { folder_of(path) };
        Repository::around(folder).as_ref() == Some(repository)
    });
    let others = others.iter().map(|path| name(path)).collect();
    if !repository.root.join(".gitmodules").is_file() {
        around.in_own_repositories = others;
    } else if !has_submodules(&repository.root.join("flake.nix")) {
        around.in_submodules = others;
    }
    let Some(untracked) = repository.untracked(&own) else {
        around.is_git_silent = true;
        return;
    };
    let is_module = |path: &Path| path.extension().is_some_and(|extension| extension == "py");
    let describes = |path: &Path| DESCRIPTIONS.iter().any(|name| path.ends_with(name));
    let is_needed = |path: &PathBuf| own.contains(path) || is_module(path) || describes(path);
    let (needed, besides): (Vec<_>, Vec<_>) = untracked.into_iter().partition(is_needed);
    let ignored = repository.ignored(&needed);
    let (ignored, needed): (Vec<_>, Vec<_>) =
        needed.into_iter().partition(|path| ignored.contains(path));
    around.ignored = ignored.iter().map(|path| name(path)).collect();
    around.untracked = needed.iter().map(|path| name(path)).collect();
    around.untracked_besides = besides.iter().map(|path| name(path)).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::question::tests::is_published;

    #[test]
    fn the_schema_of_answers_is_published() {
        is_published::<Locks<Answer>>("doctor", "doctor");
    }
}
