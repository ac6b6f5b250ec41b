//! The arguments of `init` and `doctor`.

use std::path::PathBuf;

use clap::Args;
use uvnix::environment::Python;

use super::{BuildSystems, Contents, Format, LookupOptions, NetworkOptions, Verbosity};

/// Create a flake and uv.nix for a project
#[derive(Debug, Args)]
#[command(after_help = "\
Existing files are not overwritten. If there is a flake.nix, the lines to add to it are printed.

Examples:
  uvnix init               the project that contains this folder
  uvnix init services/api  another project
  uvnix init --python 3.12
  uvnix init --direnv      start the shell when somebody enters the folder
  uvnix init --no-flake    for nix-build and nix-shell

Exit codes:
  0  success
  1  error
  2  invalid command line")]
pub(crate) struct Init {
    /// Folder in the project
    #[arg(default_value = ".", value_name = "PATH")]
    pub path: PathBuf,

    #[command(flatten)]
    pub options: InitOptions,
}

/// How to create a flake
#[derive(Debug, Clone, Args)]
pub(crate) struct InitOptions {
    /// Python of the flake, such as 3.12, 3.13t or pypy3.11 [default: that of .python-version or python3
    /// of nixpkgs, or the nearest that nixpkgs has and requires-python allows]
    #[arg(long, value_name = "VERSION")]
    pub python: Option<Python>,

    /// Also write .envrc, which starts the development shell with direnv
    #[arg(long)]
    pub direnv: bool,

    /// Write default.nix and shell.nix instead of flake.nix
    #[arg(long)]
    pub no_flake: bool,

    #[command(flatten)]
    pub lookup: LookupOptions,

    #[command(flatten)]
    pub build_systems: BuildSystems,

    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// Check for likely problems before building
#[derive(Debug, Args)]
#[command(after_help = "\
Does not write, build or download anything.

Examples:
  uvnix doctor                      this project
  uvnix doctor services/*           several projects
  uvnix doctor --system x86_64-linux --python 3.13
  uvnix doctor --verbose            also what is built from source or needs libraries
  uvnix doctor --format json        machine-readable output

Exit codes:
  0  success
  1  a lock file cannot be read; with --strict, there is a warning
  2  invalid command line")]
pub(crate) struct Doctor {
    /// Project folder, uv.lock, pylock.toml, or lock file of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub contents: Contents,

    /// Exit with 1 if there is a warning
    #[arg(long)]
    pub strict: bool,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// Check that the locks and uv.nix are what the indexes have
#[derive(Debug, Args)]
#[command(after_help = "\
Generates uv.nix again and compares it. Then asks the indexes whether they have each locked file, with this name, \
version, size and hash, and the git servers whether each locked commit is in the history of its branch or tag. \
Reads the sources again whose build requirements, libraries or Cargo.lock are in uvnix.lock, and asks uv again for \
the build tools there, with the locked versions as the preferred ones. Downloads \
other files only if the index has no hash that can be compared. Lists the releases that were yanked. Writes nothing.

Examples:
  uvnix verify                 this project
  uvnix verify services/*      several projects
  uvnix verify --offline       only compare local files
  uvnix verify --verbose       also the build tools that uv would choose without the locked versions
  uvnix verify --format json   machine-readable output

Exit codes:
  0  everything is verified
  1  something differs
  2  invalid command line, or an error, for example a server that does not respond")]
pub(crate) struct Verify {
    /// Project folder, uv.lock, pylock.toml, or lock file of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub network: NetworkOptions,

    #[command(flatten)]
    pub verbosity: Verbosity,
}
