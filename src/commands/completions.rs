//! `uvnix completions`: prints shell completions.

use clap::CommandFactory;
use clap_complete::aot::{Generator, Shell as Known, generate};
use clap_complete_nushell::Nushell;
use miette::Report;

use crate::cli::{Cli, Completions, Shell};
use crate::console::print;

/// Prints the completions.
pub(crate) fn run(arguments: &Completions) -> Result<(), Report> {
    let text = match arguments.shell {
        Shell::Bash => text(Known::Bash),
        Shell::Elvish => text(Known::Elvish),
        Shell::Fish => text(Known::Fish),
        Shell::Nushell => text(Nushell),
        Shell::Powershell => text(Known::PowerShell),
        Shell::Zsh => text(Known::Zsh),
    };
    print(&text)
}

fn text(shell: impl Generator) -> String {
    let mut bytes = Vec::new();
    generate(shell, &mut Cli::command(), "uvnix", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
