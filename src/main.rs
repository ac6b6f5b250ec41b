//! The `uvnix` command.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use cli::{Cli, Command};

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
    }
}
