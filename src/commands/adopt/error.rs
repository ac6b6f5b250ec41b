//! Errors of `uvnix adopt`. None of them leaves a file behind, except the last.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

use crate::console::write_help;

/// What uvx runs with `--migrate`. The build backend stays, so that builds stay the same.
pub(super) const MIGRATION: &str = "migrate-to-uv --skip-lock --keep-current-build-backend";

#[derive(Debug, Error, Diagnostic)]
pub(super) enum AdoptError {
    #[error("there is no lock file of another tool in {}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::adopt::no_lock),
        help(
            "pass a folder with poetry.lock, pdm.lock, Pipfile.lock, pylock.toml or requirements.txt, or such a file"
        )
    )]
    NoLock(PathBuf),

    #[error("there are several lock files in {}: {locks}", printable::path(folder))]
    #[diagnostic(code(uvnix::adopt::which_lock), help("pass one of them"))]
    WhichLock { folder: PathBuf, locks: String },

    #[error("{} is not a lock file of a tool that uvnix knows", printable::path(.0))]
    #[diagnostic(
        code(uvnix::adopt::unknown_lock),
        help(
            "pass poetry.lock, pdm.lock, Pipfile.lock, a pylock.toml, or a requirements.txt with pinned versions"
        )
    )]
    UnknownLock(PathBuf),

    #[error("{} exists: the project is already locked with uv", printable::path(.0))]
    #[diagnostic(
        code(uvnix::adopt::already_locked),
        help("run `uvnix init`; or delete the file to adopt the other lock file again")
    )]
    AlreadyLocked(PathBuf),

    #[error(
        "{} {}, where uv finds the requirements of a project",
        printable::path(path),
        if *exists { "has no [project]" } else { "does not exist: it has [project]" }
    )]
    #[diagnostic(
        code(uvnix::adopt::no_project),
        help(
            "run `uvnix adopt --migrate`, which runs `uvx {MIGRATION}` in a copy of the project. \
             If you run that command yourself, restore the old lock file afterwards: it deletes it"
        )
    )]
    NoProject { path: PathBuf, exists: bool },

    #[error("migrate-to-uv failed: {0}")]
    #[diagnostic(
        code(uvnix::adopt::not_migrated),
        help(
            "write [project] by hand, then run `uvnix adopt` without `--migrate`; no files were changed"
        )
    )]
    NotMigrated(String),

    #[error("uv cannot lock the project: {0}")]
    #[diagnostic(
        code(uvnix::adopt::not_locked),
        help(
            "change the requirements in pyproject.toml so that `uv lock` succeeds; no files were changed"
        )
    )]
    NotLocked(String),

    #[error("uv.lock would not be the same as {}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::adopt::changed),
        help(
            "change the requirements in pyproject.toml, or adopt without `--exact`; no files were changed"
        )
    )]
    Changed(PathBuf),

    #[error("{} cannot be copied to a temporary folder: {cause}", printable::path(path))]
    #[diagnostic(
        code(uvnix::adopt::not_copied),
        help("{}", write_help(cause, "check its permissions, or set TMPDIR to another folder"))
    )]
    NotCopied { path: PathBuf, cause: io::Error },
}
