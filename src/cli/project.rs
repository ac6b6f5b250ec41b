//! The command line of the commands that look after a whole project.

use std::path::PathBuf;

use clap::Args;

use super::{Backend, Environments, Format, LookupOptions, Verbosity};

/// Make a flake for a project that uv locked, and write its uv.nix
#[derive(Debug, Args)]
#[command(after_help = "\
A file that is there already is kept: beside an existing flake.nix, the lines to add to it are printed.

Examples:
  uvnix init               the project that this folder belongs to
  uvnix init services/api  another one

Exit codes:
  0  everything is there
  1  something could not be made; what to do is told
  2  the command line cannot be followed")]
pub struct Init {
    /// A folder of the project
    #[arg(default_value = ".", value_name = "PATH")]
    pub path: PathBuf,

    #[command(flatten)]
    pub lookup: LookupOptions,

    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// Tell what will probably need attention before anything is built
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is written, built or downloaded.

Examples:
  uvnix doctor                      this project
  uvnix doctor services/*           several
  uvnix doctor --system x86_64-linux --python 3.13
  uvnix doctor --format json        for programs

Exit codes:
  0  it was looked at, whatever was found
  1  a lock cannot be read, or with --strict, something needs attention
  2  the command line cannot be followed")]
pub struct Doctor {
    /// A project's folder, its uv.lock, or the lock of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Which builders the file is for
    #[arg(long, value_name = "WHICH")]
    pub backend: Option<Backend>,

    /// Exit with 1 where something needs attention
    #[arg(long)]
    pub strict: bool,

    /// How the findings are written
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}
