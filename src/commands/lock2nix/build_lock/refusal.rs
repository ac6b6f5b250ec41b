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
