//! The `uvnix` command.

#![warn(clippy::disallowed_macros, clippy::disallowed_methods)]

mod cli;
mod commands;
mod console;
mod fetch;

use std::env;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use cli::{Cli, Color, Command};
use miette::Report;

fn main() -> ExitCode {
    console::report_panics();
    let color = Color::asked_for(env::args_os());
    let mut cli = Cli::command().color(color.into());
    let matches = cli.get_matches_mut();
    let Cli { everywhere, command } =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    console::set_up(everywhere.color);
    let is_about_itself = matches!(command, Command::Completions(_) | Command::Man(_));
    if let Some(folder) = everywhere.project().filter(|_| !is_about_itself)
        && let Err(report) = commands::project::enter(folder)
    {
        return code(Err(report));
    }
    if let Command::Lock2nix(arguments) = &command
        && let Some(message) = arguments.contradiction()
        && let Some(lock2nix) = cli.find_subcommand_mut("lock2nix")
    {
        lock2nix.error(ErrorKind::ArgumentConflict, message).exit();
    }
    run(command)
}

fn run(command: Command) -> ExitCode {
    match command {
        Command::Init(arguments) => code(commands::init::run(&arguments)),
        Command::Adopt(arguments) => code(commands::adopt::run(&arguments)),
        Command::Tool(arguments) => code(commands::tool::run(&arguments)),
        Command::Lock2nix(arguments) => commands::lock2nix::run(&arguments),
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
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
            console::tell(format_args!("{problem:?}"));
            ExitCode::FAILURE
        }
    }
}
