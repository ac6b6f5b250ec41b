//! The arguments of `completions` and `man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Print shell completions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix completions bash > ~/.local/share/bash-completion/completions/uvnix
  uvnix completions fish > ~/.config/fish/completions/uvnix.fish
  uvnix completions zsh > ~/.zfunc/_uvnix      add ~/.zfunc to fpath

Exit codes:
  0  success
  1  error
  2  invalid command line")]
pub(crate) struct Completions {
    /// Shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// The supported shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
#[allow(missing_docs, reason = "each says its own name")]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// Print or install manual pages
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix man | man -l -
  uvnix man ~/.local/share/man/man1

Exit codes:
  0  success
  1  error
  2  invalid command line")]
pub(crate) struct Man {
    /// Folder to write uvnix.1, uvnix-lock2nix.1 and so on to; created if missing [default: print uvnix.1]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
