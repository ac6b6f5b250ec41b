//! The command line as people use it: projects in every state, shells, terminals and pipes.

#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod console;
mod doctor;
mod git;
mod init;
mod newcomer;
mod options;
mod paths;
mod shells;

use std::fs;

use command::{Outcome, Workplace};

/// The exit code and the report of a run.
fn report(outcome: &Outcome) -> String {
    let report = outcome.report.lines().map(str::trim_end);
    format!("exit code {}\n{}", outcome.code, Vec::from_iter(report).join("\n"))
}

/// A copy of a case, which has its `uv.nix`.
fn case(name: &str) -> Workplace {
    Workplace::copy_of(&case::folder().join(name))
}

/// The text of a file.
fn text(workplace: &Workplace, name: &str) -> String {
    fs::read_to_string(workplace.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
