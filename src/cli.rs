//! The command line, as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use uvnix::environment::{
    EnvironmentOptions, Libc, MarkerValue, Python, SystemName, TargetVersion,
};

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
    /// A project's folder, its uv.lock, or the lock of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

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
    /// A Python, such as 3.12, 3.13t or pypy3.11 (repeatable) [default: each CPython that nixpkgs has
    /// and requires-python admits]
    #[arg(long = "python", value_name = "VERSION")]
    pythons: Vec<Python>,

    /// A system, such as x86_64-linux or aarch64-linux-musl (repeatable) [default: Linux and macOS, on
    /// Intel and ARM]
    #[arg(long = "system", value_name = "SYSTEM")]
    systems: Vec<SystemName>,

    /// The glibc that wheels may count on
    #[arg(long, value_name = "VERSION", default_value_t = TargetVersion::usual(Libc::Glibc))]
    glibc: TargetVersion,

    /// The musl that wheels may count on, on systems that have it
    #[arg(long, value_name = "VERSION", default_value_t = TargetVersion::usual(Libc::Musl))]
    musl: TargetVersion,

    /// The macOS that wheels may count on
    #[arg(long, value_name = "VERSION", default_value_t = TargetVersion::usual(Libc::Darwin))]
    macos: TargetVersion,

    /// What a marker variable is everywhere, such as `platform_release=24.1.0` (repeatable)
    #[arg(long = "marker", value_name = "NAME=VALUE")]
    markers: Vec<MarkerValue>,
}

impl From<&Environments> for EnvironmentOptions {
    fn from(arguments: &Environments) -> Self {
        Self {
            pythons: arguments.pythons.clone(),
            systems: arguments.systems.clone(),
            glibc: arguments.glibc,
            musl: arguments.musl,
            macos: arguments.macos,
            markers: arguments.markers.clone(),
        }
    }
}
