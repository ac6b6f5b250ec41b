//! The command line as people use it: projects in every state, shells, terminals and pipes.

mod adopt;
mod ahead;
mod builders;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod console;
mod doctor;
mod git;
mod init;
mod layouts;
mod locks;
mod merging;
mod newcomer;
mod options;
mod paths;
mod pylock;
mod reasons;
mod shells;
mod tool;
mod tutorials;
mod watch;

use std::fs;
use std::path::Path;

use command::{Outcome, Workplace};

/// The exit code and the report of a run.
fn report(outcome: &Outcome) -> String {
    let report = outcome.report.lines().map(str::trim_end);
    format!("exit code {}\n{}", outcome.code, Vec::from_iter(report).join("\n"))
}

/// The text of a chapter of the book.
fn book(chapter: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src").join(chapter);
    fs::read_to_string(path).expect("the chapter is there")
}

/// A copy of a case, which has its `uv.nix`.
fn case(name: &str) -> Workplace {
    Workplace::copy_of(&case::folder().join(name))
}

/// The text of a file.
fn text(workplace: &Workplace, name: &str) -> String {
    fs::read_to_string(workplace.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
