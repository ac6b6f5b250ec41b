//! Locked build requirements: uv resolves them once, and `uvnix.lock` stores the result.

mod origins;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use miette::{Diagnostic, Report};
use tempfile::NamedTempFile;
use thiserror::Error;
use toml::Table;
use uvnix::facts::Facts;
use uvnix::facts::build_lock::{BuildList, BuildLocks, PylockError, Terms};
use uvnix::text::address::without_credentials;
use uvnix::text::printable::{self, counted, spelled_out};

use crate::fetch::side_by_side;

/// The user's uv.
pub struct Uv<'u> {
    /// The folder of the lock.
    pub folder: &'u Path,
    /// The settings of uv about indexes.
    pub origins: &'u Table,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether to print no progress.
    pub quiet: bool,
}

#[derive(Debug, Error, Diagnostic)]
pub enum BuildLockError {
    #[error("cannot run {} to resolve build requirements: {cause}", printable::path(program))]
    #[diagnostic(
        code(uvnix::build_lock::no_uv),
        help("install uv (https://docs.astral.sh/uv/), or set UVNIX_UV to its path")
    )]
    NoUv { program: PathBuf, cause: io::Error },

    #[error("uv cannot resolve the build requirements of {packages} ({list}):\n{message}")]
    #[diagnostic(code(uvnix::build_lock::unresolvable))]
    Unresolvable {
        packages: String,
        list: String,
        message: String,
        #[help]
        help: &'static str,
    },

    #[error("the build requirements of {packages} ({list}) cannot be locked")]
    #[diagnostic(
        code(uvnix::build_lock::unusable),
        help("set other build requirements: `build-system` in [tool.uvnix.packages.<name>]")
    )]
    Unusable {
        packages: String,
        list: String,
        #[source]
        #[diagnostic_source]
        cause: PylockError,
    },

    #[error("cannot write a temporary file for uv: {cause}")]
    #[diagnostic(code(uvnix::build_lock::no_room), help("free some space in {}, or set TMPDIR to another folder", printable::path(&env::temp_dir())))]
    NoRoom { cause: io::Error },
}

/// Some lists of build requirements that could not be locked.
#[derive(Debug, Error, Diagnostic)]
#[error("build requirements cannot be locked; no files were changed")]
#[diagnostic(
    code(uvnix::build_lock::wrong),
    help("fix the errors below, then run the command again")
)]
struct Wrong {
    #[related]
    problems: Vec<BuildLockError>,
}

/// Locks the wanted lists that are not locked yet, and drops those that are not wanted.
pub fn complete(
    facts: &Facts,
    wanted: &BTreeMap<BuildList, BTreeSet<String>>,
    terms: &Terms,
    uv: &Uv<'_>,
) -> Result<Facts, Report> {
    let (mut locks, missing) = kept(facts, wanted, terms);
    if missing.is_empty() {
        return Ok(facts.clone().with_build_locks(locks));
    }
    let title = (!uv.quiet).then(|| {
        let packages: BTreeSet<_> = missing.iter().flat_map(|(_, packages)| *packages).collect();
        format!("Locking build requirements of {}", counted(packages.len(), "package"))
    });
    let name = |(list, _): &(&BuildList, &BTreeSet<String>)| list.to_string();
    let folder = fs::canonicalize(uv.folder).unwrap_or_else(|_| uv.folder.to_owned());
    let project = origins::project(uv.origins, &folder);
    let project = project.map_err(|cause| BuildLockError::NoRoom { cause })?;
    let answers = side_by_side(title.as_deref(), &missing, name, |(list, _)| {
        uv.choose(list, terms, project.path())
    });
    let mut problems = Vec::new();
    for ((list, packages), answer) in missing.into_iter().zip(answers) {
        let added = answer.and_then(|pylock| {
            let added = locks.add(list, terms, &pylock, &folder);
            added.map_err(Refusal::Unusable)
        });
        if let Err(refusal) = added {
            problems.push(refusal.of(list, packages, uv.offline));
        }
    }
    let is_absent = |it: &BuildLockError| matches!(it, BuildLockError::NoUv { .. });
    match problems.iter().position(is_absent) {
        Some(first) => Err(problems.swap_remove(first).into()),
        None if problems.is_empty() => Ok(facts.clone().with_build_locks(locks)),
        None => Err(Wrong { problems }.into()),
    }
}

/// The locked lists that are wanted, and why `uvnix.lock` is not up to date, if it is not.
pub fn compare(
    facts: &Facts,
    wanted: &BTreeMap<BuildList, BTreeSet<String>>,
    terms: &Terms,
) -> (Facts, Option<String>) {
    let (locks, missing) = kept(facts, wanted, terms);
    let lists: Vec<_> = missing.iter().map(|(list, _)| list.to_string()).collect();
    let stale = if !lists.is_empty() {
        let lists = spelled_out(&lists.join("; "));
        Some(format!("does not lock these build requirements: {lists}"))
    } else if locks != *facts.build_locks() {
        Some("locks build requirements that are not needed".to_owned())
    } else {
        None
    };
    (facts.clone().with_build_locks(locks), stale)
}

/// A list of requirements, and the packages that are built with it.
type Wanted<'w> = (&'w BuildList, &'w BTreeSet<String>);

/// The locked lists that are wanted, and the wanted lists that are not locked.
fn kept<'w>(
    facts: &Facts,
    wanted: &'w BTreeMap<BuildList, BTreeSet<String>>,
    terms: &Terms,
) -> (BuildLocks, Vec<Wanted<'w>>) {
    let mut locks = facts.build_locks().clone();
    locks.keep(wanted.keys(), terms);
    let missing = wanted.iter().filter(|(list, _)| locks.get(list).is_none()).collect();
    (locks, missing)
}

/// Why a list is not locked.
enum Refusal {
    NoUv(PathBuf, io::Error),
    NoRoom(io::Error),
    Unresolvable(String),
    Unusable(PylockError),
}

impl Uv<'_> {
    /// The text of the `pylock.toml` for a list.
    fn choose(&self, list: &BuildList, terms: &Terms, project: &Path) -> Result<String, Refusal> {
        let constraints = constraints(terms).map_err(Refusal::NoRoom)?;
        let program = program();
        let mut command = Command::new(&program);
        command.current_dir(self.folder).env("NO_COLOR", "1");
        command.arg("--project").arg(project);
        command.args(["pip", "compile", "--universal", "--format", "pylock.toml"]);
        command.args(["--no-header", "--quiet", "--no-progress"]);
        command.args(["--python-version", &terms.python.to_string()]);
        if let Some(constraints) = &constraints {
            command.arg("--constraints").arg(constraints.path());
        }
        if self.offline {
            command.arg("--offline");
        }
        let requirements = Vec::from_iter(list.requirements()).join("\n");
        let output = answer(command.arg("-"), &requirements);
        let output = output.map_err(|cause| Refusal::NoUv(program.into(), cause))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Refusal::Unresolvable(spelled_out(&without_credentials(said.trim()))))
    }
}

/// Runs a command with `text` on standard input.
fn answer(command: &mut Command, text: &str) -> io::Result<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // If uv exits without reading, its own message explains why.
    let _ = stdin.write_all(text.as_bytes());
    drop(stdin);
    child.wait_with_output()
}

/// A temporary file with the constraints; `None` if there are none.
fn constraints(terms: &Terms) -> io::Result<Option<NamedTempFile>> {
    if terms.constraints.is_empty() {
        return Ok(None);
    }
    let mut file = tempfile::Builder::new().suffix(".txt").tempfile()?;
    for constraint in &terms.constraints {
        writeln!(file, "{constraint}")?;
    }
    Ok(Some(file))
}

fn program() -> OsString {
    match env::var_os("UVNIX_UV").filter(|program| !program.is_empty()) {
        // uv runs in the folder of the lock file; the path is relative to this one.
        Some(program) if Path::new(&program).components().nth(1).is_some() => {
            std::path::absolute(&program).map_or(program, Into::into)
        }
        Some(program) => program,
        None => "uv".into(),
    }
}

impl Refusal {
    fn of(self, list: &BuildList, packages: &BTreeSet<String>, offline: bool) -> BuildLockError {
        let packages = Vec::from_iter(packages.iter().map(String::as_str)).join(", ");
        let list = spelled_out(&list.to_string());
        match self {
            Self::NoUv(program, cause) => BuildLockError::NoUv { program, cause },
            Self::NoRoom(cause) => BuildLockError::NoRoom { cause },
            Self::Unusable(cause) => BuildLockError::Unusable { packages, list, cause },
            Self::Unresolvable(message) => {
                let help = if offline {
                    "run once without `--offline`"
                } else {
                    "check the index and `build-constraint-dependencies` in [tool.uv], or set other build requirements: `build-system` in [tool.uvnix.packages.<name>]"
                };
                BuildLockError::Unresolvable { packages, list, message, help }
            }
        }
    }
}
