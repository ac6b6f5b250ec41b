//! The `uvnix` command.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use cli::{Cli, Command};
use miette::Report;

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Lock2nix(arguments) => {
            if arguments.output.is_some() && arguments.paths.len() > 1 {
                let message =
                    "`--output` is for one lock; without it each file goes beside its lock";
                Cli::command().error(ErrorKind::ArgumentConflict, message).exit();
            }
            commands::lock2nix::run(&arguments)
        }
        Command::Tree(arguments) => code(commands::tree::run(&arguments)),
        Command::Why(arguments) => code(commands::why::run(&arguments)),
        Command::Explain(arguments) => code(commands::explain::run(&arguments)),
        Command::Graph(arguments) => code(commands::graph::run(&arguments)),
        Command::Diff(arguments) => code(commands::diff::run(&arguments)),
    }
}

fn code(answered: Result<(), Report>) -> ExitCode {
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:?}");
            ExitCode::FAILURE
        }
    }
}
