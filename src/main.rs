//! The `uvnix` command.

mod cli;
mod commands;
mod console;

use std::env;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use cli::{Cli, Color, Command};
use miette::Report;

fn main() -> ExitCode {
    let color = Color::asked_for(env::args_os());
    let matches = Cli::command().color(color.into()).get_matches();
    let Cli { everywhere, command } =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    console::set_up(everywhere.color);
    if let Some(folder) = &everywhere.project
        && let Err(report) = commands::project::enter(folder)
    {
        return code(Err(report));
    }
    run(command)
}

fn run(command: Command) -> ExitCode {
    match command {
        Command::Init(arguments) => code(commands::init::run(arguments)),
        Command::Lock2nix(arguments) => {
            if arguments.output.is_some() && arguments.paths.len() > 1 {
                let message =
                    "`--output` is for one lock; without it each file goes beside its lock";
                Cli::command().error(ErrorKind::ArgumentConflict, message).exit();
            }
            commands::lock2nix::run(&arguments)
        }
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
        Command::Tree(arguments) => code(commands::tree::run(&arguments)),
        Command::Why(arguments) => code(commands::why::run(&arguments)),
        Command::Explain(arguments) => code(commands::explain::run(&arguments)),
        Command::Graph(arguments) => code(commands::graph::run(&arguments)),
        Command::Diff(arguments) => code(commands::diff::run(&arguments)),
        Command::Completions(arguments) => code(commands::completions::run(&arguments)),
        Command::Man(arguments) => code(commands::man::run(&arguments)),
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
