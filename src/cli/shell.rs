//! The command line of the commands that describe the command itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix completions bash > ~/.local/share/bash-completion/completions/uvnix
  uvnix completions fish > ~/.config/fish/completions/uvnix.fish
  uvnix completions zsh > ~/.zfunc/_uvnix      with ~/.zfunc in fpath

Exit codes:
  0  they were printed
  1  they could not be printed
  2  the command line cannot be followed")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// The shells that there are completions for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
#[allow(missing_docs, reason = "each says its own name")]
pub enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// Print the manual page, or write one for each command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix man | man -l -
  uvnix man ~/.local/share/man/man1

Exit codes:
  0  the pages are there
  1  they could not be written
  2  the command line cannot be followed")]
pub struct Man {
    /// A folder for uvnix.1, uvnix-lock2nix.1 and so on; it is made if need be [default: print uvnix.1]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
