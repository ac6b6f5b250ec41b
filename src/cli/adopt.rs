//! The arguments of `adopt`.

use std::path::PathBuf;

use clap::Args;

use super::InitOptions;

/// Write uv.lock with the versions that Poetry, PDM, Pipenv or pip locked
#[derive(Debug, Args)]
#[command(after_help = "\
uv resolves the requirements of the project again and keeps the versions and git commits of the old lock \
file, as far as the requirements allow. Then `uvnix init` creates a flake. If uv fails, no file is changed; \
the old lock file is never changed.

To read the dependencies of packages without wheels, uv may have to build them, which runs their code; \
uvnix prints a warning before.

Examples:
  uvnix adopt                  the lock file in this folder
  uvnix adopt --migrate        also convert [tool.poetry], Pipfile or requirements.in to [project]
  uvnix adopt --exact          fail if anything changes
  uvnix adopt pylock.dev.toml  a lock file with another name

Exit codes:
  0  success
  1  error; with --exact, a package or a file is not the same
  2  invalid command line")]
pub(crate) struct Adopt {
    /// poetry.lock, pdm.lock, Pipfile.lock, pylock.toml or requirements.txt, or the folder that contains it
    #[arg(default_value = ".", value_name = "LOCK")]
    pub path: PathBuf,

    /// Write nothing and exit with 1 if a package or a file is not the same
    #[arg(long)]
    pub exact: bool,

    #[command(flatten)]
    pub code: OtherCode,

    /// Write uv.lock only; do not run `uvnix init`
    #[arg(long)]
    pub no_init: bool,

    #[command(flatten)]
    pub options: InitOptions,
}

/// Code of others that may run
#[derive(Debug, Args)]
pub(crate) struct OtherCode {
    /// Run migrate-to-uv first, which converts the requirements of Poetry, Pipenv or pip to [project]
    #[arg(long)]
    pub migrate: bool,

    /// Do not let uv build packages to read their dependencies
    #[arg(long)]
    pub no_build: bool,
}
