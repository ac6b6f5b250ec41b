//! What every command reads: a lock, and the `pyproject.toml` of each local package.

mod lock_file;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, NamedSource, Report};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uvnix::lock::{Lock, Source};
use uvnix::printable::{masked, spelled_out};
use uvnix::project::source::documents_in;
use uvnix::project::{Project, Projects};
use uvnix::script::Script;
use uvnix::settings::{Settings, SettingsError};

use super::paths::tidy;
pub use lock_file::{LockFile, LockFileError};

/// Everything that a file is made from.
#[derive(Debug)]
pub struct Input {
    /// The lock file.
    pub file: LockFile,
    /// Its text.
    pub text: String,
    /// What it says.
    pub lock: Lock,
    /// What the local packages say.
    pub projects: Projects,
    /// What the user says.
    pub settings: Settings,
}

#[derive(Debug, Error, Diagnostic)]
pub enum InputError {
    #[error("{} cannot be read: {cause}", path.display())]
    #[diagnostic(code(uvnix::input::unreadable), help("mend its permissions, or restore it"))]
    Unreadable { path: PathBuf, cause: io::Error },

    #[error("there is no script at {}", .0.display())]
    #[diagnostic(
        code(uvnix::input::no_script),
        help("restore the script, or remove its lock if the script is gone")
    )]
    NoScript(PathBuf),

    #[error("{} is not UTF-8", .0.display())]
    #[diagnostic(code(uvnix::input::not_text), help("make it anew with `uv lock`"))]
    NotText(PathBuf),

    #[error("the lock has the member `{member}` in {}, and there is no such folder", folder.display())]
    #[diagnostic(
        code(uvnix::input::no_member),
        help("fetch the submodule, or remove the member from the workspace and run `uv lock`")
    )]
    NoMember { member: String, folder: PathBuf },
}

/// Projects and settings of which several are wrong.
#[derive(Debug, Error, Diagnostic)]
#[error("several things beside the lock are wrong")]
#[diagnostic(code(uvnix::input::several), help("mend all that is told below, and run it again"))]
struct Several {
    #[related]
    problems: Vec<Report>,
}

impl Input {
    /// Reads the lock that `path` means, and the projects beside it.
    pub fn read(path: &Path, verbose: bool) -> Result<Self, Report> {
        let file = LockFile::find(path)?;
        let text = read(&file.path)?;
        let name = file.path.display().to_string();
        let mut lock = Lock::parse(&text).map_err(|error| shown_in(error.into(), &name, &text))?;
        if verbose {
            for key in Lock::unknown_keys(&text) {
                eprintln!("note: {name} has a key that uvnix does not know: {}", spelled_out(&key));
            }
        }
        if let Some(script) = file.script() {
            check_script(&file, &script, &lock, &text)?;
        }
        let (projects, mut problems) = projects(&file, &mut lock);
        let settings = settings(&file, &lock).unwrap_or_else(|problem| {
            // A root that is no TOML has been told of as a project.
            if problems.is_empty() || !is_no_toml(&problem) {
                problems.push(problem);
            }
            Settings::default()
        });
        none_of(problems)?;
        Ok(Self { file, text, lock, projects, settings })
    }

    /// A report that can show the place in the lock.
    pub fn in_lock(&self, error: Report) -> Report {
        shown_in(error, &self.file.path.display().to_string(), &self.text)
    }
}

fn read(path: &Path) -> Result<String, Report> {
    let bytes =
        fs::read(path).map_err(|cause| InputError::Unreadable { path: path.to_owned(), cause })?;
    Ok(String::from_utf8(bytes).map_err(|_| InputError::NotText(path.to_owned()))?)
}

/// The SHA-256 of a text, as Nix prints it.
pub fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Refuses a script that says something else than its lock, which has this text.
fn check_script(file: &LockFile, name: &str, lock: &Lock, lock_text: &str) -> Result<(), Report> {
    let path = tidy(&file.folder.join(name));
    if !path.is_file() {
        return Err(InputError::NoScript(path).into());
    }
    let text = read(&path)?;
    let locked = NamedSource::new(file.path.display().to_string(), masked(lock_text));
    let checked = Script::parse(&text).and_then(|script| script.check(lock, &locked));
    checked.map_err(|error| shown_in(error.into(), &path.display().to_string(), &text))
}

/// The projects of the lock's local packages.
///
/// A member that is built has to be there. A folder that is only depended on need not be: it may lie
/// where only another machine sees it, and what cannot be built is told when it is built.
fn projects(file: &LockFile, lock: &mut Lock) -> (Projects, Vec<Report>) {
    let mut problems = Vec::from_iter(add_workspace_root(file, lock).err());
    let local: Vec<_> = lock
        .packages()
        .filter_map(|(id, package)| {
            Some((id, tidy(&file.folder.join(package.source.folder()?.as_str()))))
        })
        .collect();
    let mut projects = Projects::new();
    for (id, folder) in local {
        let description = tidy(&folder.join("pyproject.toml"));
        if !description.is_file() {
            let package = &lock[id];
            let is_built = !matches!(package.source, Source::Virtual(_));
            if is_built && lock.members.contains(&id) && !folder.is_dir() {
                let member = package.name.to_string();
                problems.push(InputError::NoMember { member, folder }.into());
            }
            continue;
        }
        match project(&description, lock) {
            Ok(mut project) => {
                project.documents.extend(documents_beside(&folder));
                lock.limit_groups(id, &project.group_pythons);
                projects.insert(id, project);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (projects, problems)
}

/// A root without `[project]` takes part where it has dependency groups.
fn add_workspace_root(file: &LockFile, lock: &mut Lock) -> Result<(), Report> {
    let root = tidy(&file.folder.join("pyproject.toml"));
    if lock.project().is_none() && file.script().is_none() && root.is_file() {
        let project = project(&root, lock)?;
        if !project.is_package && !project.groups.is_empty() {
            lock.add_workspace_root();
        }
    }
    Ok(())
}

/// The documents that files beside a `pyproject.toml` name.
fn documents_beside(folder: &Path) -> Vec<String> {
    let names = ["MANIFEST.in", "setup.cfg", "setup.py", "Cargo.toml"];
    // Whether it can be read matters to the build, not here.
    let texts = names.map(|name| fs::read_to_string(folder.join(name)).unwrap_or_default());
    texts.iter().flat_map(|text| documents_in(text)).collect()
}

fn is_no_toml(problem: &Report) -> bool {
    problem.code().is_some_and(|code| code.to_string() == "uvnix::settings::not_toml")
}

/// All that is wrong with the projects, at once.
fn none_of(mut problems: Vec<Report>) -> Result<(), Report> {
    match problems.len() {
        0 => Ok(()),
        1 => Err(problems.remove(0)),
        _ => Err(Several { problems }.into()),
    }
}

/// The settings in the root's `pyproject.toml`, or in a script's metadata.
fn settings(file: &LockFile, lock: &Lock) -> Result<Settings, Report> {
    let name = file.script().unwrap_or_else(|| "pyproject.toml".to_owned());
    let path = tidy(&file.folder.join(name));
    if !path.is_file() {
        return Ok(Settings::default());
    }
    let text = read(&path)?;
    let in_pyproject =
        |error: SettingsError| shown_in(error.into(), &path.display().to_string(), &text);
    if file.script().is_some() {
        let metadata = Script::metadata(&text);
        let settings = Settings::parse(&metadata).map_err(in_pyproject)?;
        settings.check(lock).map_err(in_pyproject)?;
        return Ok(settings);
    }
    let mut settings = Settings::parse(&text).map_err(in_pyproject)?;
    let uv_toml = tidy(&file.folder.join("uv.toml"));
    if uv_toml.is_file() {
        let text = read(&uv_toml)?;
        settings = settings
            .with_uv_toml(&text)
            .map_err(|error| shown_in(error.into(), &uv_toml.display().to_string(), &text))?;
    }
    settings.check(lock).map_err(in_pyproject)?;
    Ok(settings)
}

fn project(path: &Path, lock: &mut Lock) -> Result<Project, Report> {
    let text = read(path)?;
    Project::parse(&text, &mut lock.markers)
        .map_err(|error| shown_in(error.into(), &path.display().to_string(), &text))
}

/// A report that can show the place in the file at fault.
pub fn shown_in(error: Report, name: &str, text: &str) -> Report {
    let shows_a_place = <dyn Diagnostic>::labels(error.as_ref()).is_some();
    if shows_a_place { error.with_source_code(NamedSource::new(name, masked(text))) } else { error }
}
