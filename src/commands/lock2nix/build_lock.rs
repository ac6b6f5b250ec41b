//! What builds need: uv chooses it once, and it is kept in `uvnix.lock`.

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
use uvnix::text::printable::{self, counted, spelled_out};

use crate::commands::input::LockFile;
use crate::fetch::git::without_credentials;
use crate::fetch::side_by_side;

/// The user's uv.
pub struct Uv<'u> {
    /// The folder of the lock.
    pub folder: &'u Path,
    /// What uv is told about where files come from.
    pub origins: &'u Table,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether nothing is said of it.
    pub quiet: bool,
}

#[derive(Debug, Error, Diagnostic)]
pub enum BuildLockError {
    #[error("{} cannot be run, and it chooses what builds need: {cause}", printable::path(program))]
    #[diagnostic(
        code(uvnix::build_lock::no_uv),
        help("install uv (https://docs.astral.sh/uv/), or name it in UVNIX_UV")
    )]
    NoUv { program: PathBuf, cause: io::Error },

    #[error("uv finds nothing to build {packages} with ({list}):\n{message}")]
    #[diagnostic(code(uvnix::build_lock::unresolvable))]
    Unresolvable {
        packages: String,
        list: String,
        message: String,
        #[help]
        help: &'static str,
    },

    #[error("what {packages} is built with ({list}) cannot be locked")]
    #[diagnostic(
        code(uvnix::build_lock::unusable),
        help("`build-system` in [tool.uvnix.packages.<name>] says something else to build with")
    )]
    Unusable {
        packages: String,
        list: String,
        #[source]
        #[diagnostic_source]
        cause: PylockError,
    },

    #[error("a file for uv cannot be made: {cause}")]
    #[diagnostic(code(uvnix::build_lock::no_room), help("make room in {}, or set TMPDIR", printable::path(&env::temp_dir())))]
    NoRoom { cause: io::Error },
}

/// Some lists that are not locked.
#[derive(Debug, Error, Diagnostic)]
#[error("what builds need cannot be locked; nothing was written")]
#[diagnostic(code(uvnix::build_lock::wrong), help("mend what is told below, and run it again"))]
struct Wrong {
    #[related]
    problems: Vec<BuildLockError>,
}

/// Locks what is wanted and not locked yet, and drops what is not wanted.
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
        let lists = counted(missing.len(), "list");
        format!("asking uv what to build with, for {lists} of requirements")
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

/// What is locked and wanted, and why that is not all that there is or should be.
pub fn compare(
    facts: &Facts,
    wanted: &BTreeMap<BuildList, BTreeSet<String>>,
    terms: &Terms,
    file: &LockFile,
) -> (Facts, Option<String>) {
    let (locks, missing) = kept(facts, wanted, terms);
    let place = printable::path(&file.facts_path());
    let lists: Vec<_> = missing.iter().map(|(list, _)| list.to_string()).collect();
    let stale = if !lists.is_empty() {
        let lists = spelled_out(&lists.join("; "));
        Some(format!("{place} does not lock what builds need ({lists})"))
    } else if locks != *facts.build_locks() {
        Some(format!("{place} locks what no build needs"))
    } else {
        None
    };
    (facts.clone().with_build_locks(locks), stale)
}

/// A list of requirements, and the packages that are built with it.
type Wanted<'w> = (&'w BuildList, &'w BTreeSet<String>);

/// What is locked and wanted, and what is not locked.
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

/// Runs a command that reads a text.
fn answer(command: &mut Command, text: &str) -> io::Result<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut stdin = child.stdin.take().expect("it is a pipe");
    // Whoever does not read what it is asked says why itself.
    let _ = stdin.write_all(text.as_bytes());
    drop(stdin);
    child.wait_with_output()
}

/// The file that holds the constraints, while it is there.
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
        // It is run in the folder of the lock, and named from this one.
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
                    "run it once without `--offline`"
                } else {
                    "look at the index, and at `build-constraint-dependencies` of [tool.uv]; `build-system` in [tool.uvnix.packages.<name>] says something else to build with"
                };
                BuildLockError::Unresolvable { packages, list, message, help }
            }
        }
    }
}
