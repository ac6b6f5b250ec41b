//! Why build requirements are not locked, and the warning about it. Builds then need them from the flake, as
//! they do without locked build requirements.

use std::collections::BTreeSet;
use std::env;
use std::io;

use indexmap::IndexMap;
use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::facts::build_lock::AnswerError;
use uvnix::overlay::BuiltPackages;
use uvnix::questions::doctor::help_for_uv_build;
use uvnix::text::address::host;
use uvnix::text::printable::{self, spelled_out};

use crate::commands::lock2nix::look::LookError;
use crate::commands::lock2nix::own_python::{OwnPython, united};
use crate::commands::several::with_code;
use crate::commands::uv::UvError;
use crate::console::tell;

/// Why a list is not locked.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Refusal {
    #[error(transparent)]
    #[diagnostic(transparent)]
    NoUv(#[from] UvError),

    #[error("cannot write a temporary file for uv: {0}")]
    #[diagnostic(
        code(uvnix::build_lock::no_room),
        help(
            "free some space in {}, or set TMPDIR to another folder",
            printable::path(&env::temp_dir())
        )
    )]
    NoRoom(io::Error),

    #[error("{0}")]
    #[diagnostic(
        code(uvnix::build_lock::unresolvable),
        help(
            "check the index and `build-constraint-dependencies` in [tool.uv], or set other build requirements: `build-system` in [tool.uvnix.packages.<name>]"
        )
    )]
    Unresolvable(String),

    #[error("uv cannot reach {server}: {cause}")]
    #[diagnostic(
        code(uvnix::build_lock::unreachable),
        help(
            "check the network, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the address of the index, then try again"
        )
    )]
    Unreachable { server: String, cause: String },

    #[error("{server} denies uv access: {status}")]
    #[diagnostic(
        code(uvnix::build_lock::forbidden),
        help(
            "set UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD for the index, or add the host with login and password to ~/.netrc"
        )
    )]
    Forbidden { server: String, status: &'static str },

    #[error("{0}")]
    #[diagnostic(code(uvnix::build_lock::offline), help("run once without `--offline`"))]
    Offline(String),

    #[error("{package} has no wheel, and only running its build backend tells its dependencies")]
    #[diagnostic(
        code(uvnix::build_lock::has_to_be_built),
        help(
            "if you trust the package, let uv build it: `build-when-locking = [\"{name}\"]` in [tool.uvnix]"
        )
    )]
    HasToBeBuilt { package: String, name: String },

    #[error("several versions of {0} have no wheel")]
    #[diagnostic(
        code(uvnix::build_lock::several_versions),
        help("select one version in `build-constraint-dependencies` of [tool.uv]")
    )]
    SeveralVersions(String),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Unusable(#[from] AnswerError),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Unreadable(#[from] LookError),
}

impl Refusal {
    /// The reason in a message of uv, which was asked with or without the network. What is the same for all lists is
    /// said in the same words, without the package and the seconds.
    pub(super) fn of(message: String, offline: bool) -> Self {
        if offline {
            let is_absent = message.contains("was not found in the cache");
            let absent = || "the cache of uv does not have them".to_owned();
            return Self::Offline(if is_absent { absent() } else { message });
        }
        let reason = unreachable(&message).or_else(|| forbidden(&message));
        reason.unwrap_or(Self::Unresolvable(message))
    }
}

/// The server that uv could not connect to, and the last of the causes; or its status, if it has an error.
fn unreachable(message: &str) -> Option<Refusal> {
    if let Some((_, rest)) = message.split_once("HTTP status server error (") {
        let (status, rest) = rest.split_once(") for url (")?;
        let (address, _) = rest.split_once(')')?;
        return Some(Refusal::Unreachable { server: host(address)?, cause: spelled_out(status) });
    }
    let (_, rest) = message.split_once("error sending request for url (")?;
    let (address, causes) = rest.split_once(')')?;
    let last = causes.lines().rev().find_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("cause: ").or_else(|| line.strip_prefix("Caused by: "))
    });
    Some(Refusal::Unreachable { server: host(address)?, cause: spelled_out(last?) })
}

/// The server that a package was not found on, because it denies access.
fn forbidden(message: &str) -> Option<Refusal> {
    let (_, rest) = message.split_once(" was not found in the package registry")?;
    let (_, hint) = rest.split_once("hint: An index ")?;
    let (_, rest) = hint.split_once('(')?;
    let (address, rest) = rest.split_once(')')?;
    let status = ["401 Unauthorized", "403 Forbidden"].into_iter().find(|it| rest.contains(it))?;
    Some(Refusal::Forbidden { server: host(address)?, status })
}

/// What failed.
const FAILED: &str = "could not lock build requirements";

/// A list that is not locked: its text, the packages that have it, and the reason.
pub(super) struct RefusedList {
    pub list: String,
    pub packages: BuiltPackages,
    pub refusal: Refusal,
}

/// The reason why no list can be locked.
pub(super) fn warn_of_uv(refusal: Refusal, packages: &BuiltPackages, own: &OwnPython<'_>) {
    tell(format_args!("warning: {FAILED} of: {}", own.named(packages)));
    let report = Report::new(refusal);
    tell(format_args!("  {}", shown(&report)));
    finish(&[report], None);
}

/// A warning about lists that are not locked; one line about those that only other Pythons need.
pub(super) fn warn(unlocked: Vec<RefusedList>, own: &OwnPython<'_>) {
    let (needed, others): (Vec<_>, Vec<_>) =
        unlocked.into_iter().partition(|it| it.packages.values().any(|set| own.needs(set)));
    if !needed.is_empty() {
        warn_of_lists(needed, own);
    }
    own.fold(FAILED, &united(others.iter().map(|it| &it.packages)));
}

fn warn_of_lists(unlocked: Vec<RefusedList>, own: &OwnPython<'_>) {
    let packages = united(unlocked.iter().map(|it| &it.packages));
    tell(format_args!("warning: {FAILED} of: {}", own.named(&packages)));
    let mut reports = Vec::new();
    let mut unresolvable =
        unlocked.iter().filter(|it| matches!(it.refusal, Refusal::Unresolvable(_)));
    let of_uv_build = unresolvable.find_map(|it| help_for_uv_build(&it.list));
    // In the order of the lists: a reason can contain the random name of a temporary file.
    let mut lists: IndexMap<String, Vec<String>> = IndexMap::new();
    for RefusedList { list, refusal, .. } in unlocked {
        let report = Report::new(refusal);
        lists.entry(shown(&report)).or_default().push(spelled_out(&list));
        reports.push(report);
    }
    for (reason, lists) in lists {
        tell(format_args!("  {}: {reason}", lists.join("; ")));
    }
    finish(&reports, of_uv_build);
}

fn shown(report: &Report) -> String {
    with_code(report).replace('\n', "\n    ")
}

fn finish(reports: &[Report], more: Option<String>) {
    let helps: BTreeSet<_> = reports.iter().filter_map(|it| Some(it.help()?.to_string())).collect();
    for help in more.into_iter().chain(helps) {
        tell(format_args!("  help: {help}"));
    }
    tell(
        "  Nix builds these packages only if your flake provides their build requirements. Fix this and run again, \
         or turn locking off with `lock-build-systems = false` in [tool.uvnix].",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(message: &str) -> String {
        Refusal::of(message.to_owned(), false).to_string()
    }

    #[test]
    fn a_server_that_cannot_be_reached_is_named_with_the_last_cause() {
        let newer = "error: Request failed after 3 retries in 4.9s\n  \
                     cause: Failed to fetch: https://pypi.example/simple/wheel/\n  \
                     cause: error sending request for url (https://pypi.example/simple/wheel/)\n  \
                     cause: client error (Connect)\n  cause: no such host";
        let older = "  × Failed to fetch: `https://pypi.example/simple/wheel/`\n  \
                     Caused by: error sending request for url (https://pypi.example/simple/wheel/)\n  \
                     Caused by: no such host";
        for message in [newer, older] {
            assert_eq!(reason(message), "uv cannot reach pypi.example: no such host");
        }
        let broken = "error: Failed to fetch: https://pypi.example/simple/wheel/\n  \
                      cause: HTTP status server error (503 Service Unavailable) for url (https://pypi.example/simple/wheel/)";
        assert_eq!(reason(broken), "uv cannot reach pypi.example: 503 Service Unavailable");
    }

    #[test]
    fn a_server_that_denies_access_is_named_if_a_package_was_not_found() {
        let absent = "Because wheel was not found in the package registry and you require wheel";
        let hints = [
            (
                "An index URL (https://pypi.example/simple) could not be queried due to a lack of valid \
                 authentication credentials (401 Unauthorized)",
                "pypi.example denies uv access: 401 Unauthorized",
            ),
            (
                "An index (https://pypi.example/simple) returned a 403 Forbidden error.",
                "pypi.example denies uv access: 403 Forbidden",
            ),
        ];
        for (hint, told) in hints {
            assert_eq!(reason(&format!("{absent}\n\nhint: {hint}")), told);
            let conflict = format!("Because a needs b\n\nhint: {hint}");
            assert_eq!(reason(&conflict), conflict);
        }
    }
}
