//! What `verify` refuses.

use miette::Diagnostic;
use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

use crate::text::printable::some_of;

/// Something that is locked, and is not what its source has. All fields are safe to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, Error, Diagnostic)]
#[serde(untagged)]
pub enum VerifyError {
    /// A hash differs.
    #[error(
        "the hash of {file} of {package} differs\n  locked {locked}\n     now {found} ({place})"
    )]
    #[diagnostic(
        code(uvnix::verify::wrong_hash),
        help(
            "do not build it until you know why. `uvnix diff` shows when the lock changed; if the lock is right, the index, a mirror or a proxy changed the file"
        )
    )]
    WrongHash {
        /// The package.
        package: String,
        /// The file, or the commit.
        file: String,
        /// The index or the server.
        place: String,
        /// The locked hash.
        locked: String,
        /// The hash that it has now.
        found: String,
    },

    /// A size differs.
    #[error("{file} of {package} has {found} bytes, not the {locked} that are locked: {place}")]
    #[diagnostic(
        code(uvnix::verify::wrong_size),
        help(
            "restore the lock file from git, or lock the package again (with uv: `uv lock --upgrade-package`)"
        )
    )]
    WrongSize {
        /// The package.
        package: String,
        /// The file.
        file: String,
        /// The index.
        place: String,
        /// The locked size.
        locked: u64,
        /// The size on the index.
        found: u64,
    },

    /// A file name belongs to another package or version.
    #[error("{file} is not the name of a file of {package}")]
    #[diagnostic(
        code(uvnix::verify::wrong_name),
        help("the lock was edited: restore it from git, or lock the project again")
    )]
    WrongName {
        /// The package.
        package: String,
        /// The file.
        file: String,
    },

    /// The index does not have the file.
    #[error("{file} of {package} is not on the index: {place}")]
    #[diagnostic(
        code(uvnix::verify::not_listed),
        help(
            "the publisher deleted it, or it never was there: lock the package again (with uv: `uv lock --upgrade-package`)"
        )
    )]
    NotListed {
        /// The package.
        package: String,
        /// The file.
        file: String,
        /// The index.
        place: String,
    },

    /// `uvnix.lock` records something of a source that it does not contain, or not all.
    #[error(
        "the {what} of {package} in uvnix.lock are not those of its source{}",
        differences("the source", locked, found)
    )]
    #[diagnostic(
        code(uvnix::verify::other_contents),
        help(
            "uvnix.lock was edited, or another version of uvnix wrote it: restore it from git; or delete it, run `uvnix lock2nix`, and review the change"
        )
    )]
    OtherContents {
        /// The package.
        package: String,
        /// `build requirements`, `Rust dependencies` or `libraries`.
        what: String,
        /// What only `uvnix.lock` has.
        locked: Vec<String>,
        /// What only the source has.
        found: Vec<String>,
    },

    /// No package that `uvnix.lock` has for a list of build requirements meets one of them.
    #[error(
        "the build tools in uvnix.lock for `{list}` do not meet the requirement `{requirement}`"
    )]
    #[diagnostic(
        code(uvnix::verify::unmet_requirement),
        help(
            "uvnix.lock was edited: restore it from git; or run `uvnix lock2nix --upgrade-build-systems`, and review the change"
        )
    )]
    UnmetRequirement {
        /// The list.
        list: String,
        /// The requirement.
        requirement: String,
    },

    /// `uvnix.lock` has other packages for a list of build requirements than uv chooses.
    #[error(
        "the build tools in uvnix.lock for `{list}` are not those that uv chooses{}",
        differences("the answer of uv", locked, found)
    )]
    #[diagnostic(
        code(uvnix::verify::other_build_tools),
        help(
            "uv keeps the locked versions if they meet the requirements, so uvnix.lock was edited, or a release was removed from the index: restore it from git; or run `uvnix lock2nix --upgrade-build-systems`, and review the change"
        )
    )]
    OtherBuildTools {
        /// The list.
        list: String,
        /// What only `uvnix.lock` has.
        locked: Vec<String>,
        /// What only the answer of uv has.
        found: Vec<String>,
    },

    /// A commit is not in the history of its branch or tag.
    #[error("commit {commit} of {package} is not in the history of {reference}: {place}")]
    #[diagnostic(
        code(uvnix::verify::not_reachable),
        help(
            "the branch or tag was moved, or the commit is of a fork: check the commit on the server, or lock the package again (with uv: `uv lock --upgrade-package`)"
        )
    )]
    NotReachable {
        /// The package.
        package: String,
        /// The commit.
        commit: String,
        /// `the tag v1.0`, or `any branch or tag`.
        reference: String,
        /// The repository.
        place: String,
    },

    /// The generated file is not what its locks give.
    #[error("{file} {reason}")]
    #[diagnostic(
        code(uvnix::verify::not_generated),
        help("run `uvnix lock2nix`, and review the change")
    )]
    NotGenerated {
        /// The generated file, or `uvnix.lock`.
        file: String,
        /// Why, such as `is not up to date`.
        reason: String,
    },

    /// A value of the generated file is in no lock.
    #[error("{value}, which neither the lock files nor the settings have")]
    #[diagnostic(
        code(uvnix::verify::not_locked),
        help("the file was edited: run `uvnix lock2nix`, and review the change")
    )]
    NotLocked {
        /// `uv.nix has https://…`.
        value: String,
    },
}

/// A line for each side that has something of its own.
fn differences(other: &str, locked: &[String], found: &[String]) -> String {
    let sides = [("uvnix.lock", locked), (other, found)];
    let sides = sides.into_iter().filter(|(_, texts)| !texts.is_empty());
    let lines = sides.map(|(name, texts)| format!("\n  only in {name}: {}", some_of(texts)));
    Vec::from_iter(lines).concat()
}
