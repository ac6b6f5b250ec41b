//! The command line, as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use uvnix::environment::{EnvironmentOptions, System, TargetVersion};

/// Turn a uv.lock into one committed Nix file
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Lock2nix(Lock2nix),
}

/// Write the overlay for pyproject.nix's builders that installs what the lock says
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix lock2nix                     write uv.nix beside ./uv.lock
  uvnix lock2nix services/api        the same for another project
  uvnix lock2nix tool.py.lock        write tool.py.nix for a script
  uvnix lock2nix -o - | less         look first
  uvnix lock2nix --python 3.12 --system x86_64-linux --system aarch64-linux")]
pub struct Lock2nix {
    /// A project's folder, its uv.lock, or the lock of a script
    #[arg(default_value = ".", value_name = "PATH")]
    pub path: PathBuf,

    /// Write to this file (`-`: to standard output) instead of beside the lock
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite a file that uvnix did not write
    #[arg(long)]
    pub force: bool,

    /// Use nothing but the files at hand (uvnix never uses the network yet)
    #[arg(long)]
    pub offline: bool,

    /// Say more, such as which keys of the lock are unknown
    #[arg(short, long)]
    pub verbose: bool,

    #[command(flatten)]
    pub environments: Environments,
}

/// Which environments the file is for
#[derive(Debug, Args)]
#[command(next_help_heading = "Environments")]
pub struct Environments {
    /// A version of CPython, such as 3.12 (repeatable) [default: each that nixpkgs has and
    /// requires-python admits]
    #[arg(long = "python", value_name = "VERSION", value_parser = python)]
    pythons: Vec<u64>,

    /// A system, such as x86_64-linux (repeatable) [default: Linux and macOS, on Intel and ARM]
    #[arg(long = "system", value_name = "SYSTEM")]
    systems: Vec<System>,

    /// The glibc that wheels may count on
    #[arg(long, value_name = "VERSION", default_value_t = TargetVersion::GLIBC)]
    glibc: TargetVersion,

    /// The macOS that wheels may count on
    #[arg(long, value_name = "VERSION", default_value_t = TargetVersion::MACOS)]
    macos: TargetVersion,
}

impl From<Environments> for EnvironmentOptions {
    fn from(arguments: Environments) -> Self {
        Self {
            pythons: arguments.pythons,
            systems: arguments.systems,
            glibc: arguments.glibc,
            macos: arguments.macos,
        }
    }
}

fn python(text: &str) -> Result<u64, String> {
    let minor = text.strip_prefix("3.").and_then(|minor| minor.parse().ok());
    minor.ok_or_else(|| format!("`{text}` is no minor version of CPython, such as 3.12"))
}
