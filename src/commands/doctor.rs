//! `uvnix doctor`: what will probably need attention.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use miette::Report;
use serde::Serialize;
use uvnix::doctor::{self, Finding, Level, Patient, Surroundings, examine, examine_surroundings};
use uvnix::explain::Background;
use uvnix::lock::Source;
use uvnix::overlay::Overlay;
use uvnix::printable::spelled_out;
use uvnix::resolved::Resolved;

use super::input::Input;
use super::lock2nix::facts::{known, place};
use super::lock2nix::output::print;
use super::lock2nix::staleness;
use super::paths::{from_here, tidy};
use super::question::{characters, print_json};
use super::repository::Repository;
use crate::cli::{Doctor, Format};

#[derive(Serialize)]
struct Answers {
    locks: Vec<Answer>,
}

/// What was found about one lock.
#[derive(Serialize)]
struct Answer {
    lock: String,
    findings: Vec<Finding>,
}

/// Prints what was found.
pub fn run(arguments: &Doctor) -> ExitCode {
    let mut answers = Vec::new();
    let mut is_well = true;
    for path in &arguments.paths {
        match one(path, arguments) {
            Ok(answer) => answers.push(answer),
            Err(report) => {
                eprintln!("{report:?}");
                is_well = false;
            }
        }
    }
    let mut findings = answers.iter().flat_map(|answer| &answer.findings);
    is_well &= !arguments.strict || findings.all(|finding| finding.level != Level::Warning);
    let printed = match arguments.format {
        Format::Text => print(&text(&answers, arguments)),
        Format::Json => print_json(&Answers { locks: answers }),
    };
    if let Err(report) = &printed {
        eprintln!("{report:?}");
    }
    ExitCode::from(u8::from(!is_well || printed.is_err()))
}

fn text(answers: &[Answer], arguments: &Doctor) -> String {
    let texts = answers.iter().filter_map(|Answer { lock, findings }| {
        if !arguments.verbosity.quiet {
            return Some(doctor::print(lock, findings, characters()));
        }
        let warnings = findings.iter().filter(|finding| finding.level == Level::Warning).cloned();
        let warnings = Vec::from_iter(warnings);
        (!warnings.is_empty()).then(|| doctor::print(lock, &warnings, characters()))
    });
    Vec::from_iter(texts).join("\n")
}

fn one(path: &Path, arguments: &Doctor) -> Result<Answer, Report> {
    let input = Input::read(path, arguments.verbosity.verbose)?;
    let facts = known(&input.file)?;
    let Input { projects, settings, .. } = &input;
    let options = arguments.environments.over(&settings.environments);
    let resolved =
        Resolved::of(&input.lock, &options).map_err(|error| input.in_lock(error.into()))?;
    let overlay = Overlay::merge(&resolved, projects, settings)
        .with_build_systems(&resolved.environments, &facts, settings)
        .with_build_locks(&resolved, projects, settings, &facts)
        .with_cycles_cut_for(settings.backend, &resolved.environments);
    let background = Background { projects, settings, facts: &facts };
    let patient = Patient { resolved: &resolved, overlay: &overlay, background };
    let mut findings = examine(patient);
    findings.extend(examine_surroundings(&surroundings(&input, arguments)?));
    findings.sort();
    let lock = spelled_out(&input.file.path.to_string_lossy());
    Ok(Answer { lock, findings })
}

fn surroundings(input: &Input, arguments: &Doctor) -> Result<Surroundings, Report> {
    let repository = Repository::around(&input.file.folder);
    let folder = &input.file.folder;
    let root = repository.as_ref().map(|repository| repository.root.clone());
    let root = root.or_else(|| fs::canonicalize(folder).ok()).unwrap_or_else(|| folder.clone());
    let mut around =
        Surroundings { root: root.to_string_lossy().into_owned(), ..Surroundings::default() };
    // A file for other environments than the usual ones cannot be told from one that is stale.
    let environments = &arguments.environments;
    let generated = input.file.path.with_extension("nix");
    if !environments.are_named() {
        let file = tidy(&generated).to_string_lossy().into_owned();
        around.stale = staleness(input)?.map(|why| (file, why));
    }
    let mut files = vec![input.file.path.clone(), generated, place(&input.file)];
    files.push(folder.join("uv.toml"));
    for (_, package) in input.lock.packages() {
        let Some(path) = package.source.folder() else { continue };
        let its_folder = tidy(&folder.join(path.as_str()));
        let place = || (package.to_string(), path.to_string());
        match fs::canonicalize(&its_folder) {
            Ok(real) if real.starts_with(&root) => {
                files.push(from_here(&real.join("pyproject.toml")));
            }
            // Nothing is built of it.
            _ if matches!(package.source, Source::Virtual(_)) => (),
            Ok(_) => around.outside.push(place()),
            Err(_) => around.absent.push(place()),
        }
    }
    if let Some(repository) = repository {
        sort_out(&repository, files, &mut around);
    }
    Ok(around)
}

/// Tells the files that git does not know from those that belong to another repository.
fn sort_out(repository: &Repository, files: Vec<PathBuf>, around: &mut Surroundings) {
    let files: Vec<_> =
        files.into_iter().map(|file| tidy(&file)).filter(|it| it.is_file()).collect();
    let (own, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| {
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        Repository::around(folder.unwrap_or(Path::new("."))).as_ref() == Some(repository)
    });
    let name = |file: &Path| file.to_string_lossy().into_owned();
    around.in_submodules = others.iter().map(|file| name(file)).collect();
    // Without git, nothing can be told of it.
    let untracked = repository.untracked(&own).unwrap_or_default();
    around.untracked = untracked.into_iter().map(name).collect();
}
