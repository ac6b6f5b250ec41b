//! The command line, as types.

mod adopt;
mod contents;
mod everywhere;
mod project;
mod question;
mod shell;
mod tool;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use pep508_rs::PackageName;
use uvnix::facts::build_lock::Upgrade;
use uvnix::project::settings;

pub(crate) use adopt::Adopt;
pub(crate) use contents::{BuildSystems, Contents, Environments};
pub(crate) use everywhere::{Color, Everywhere};
pub(crate) use project::{Doctor, Init, InitOptions, Verify};
pub(crate) use question::{
    Diff, DiffFormat, Explain, Format, Graph, GraphFormat, LockArguments, Tree, Why,
};
pub(crate) use shell::{Completions, Man, Shell};
pub(crate) use tool::{NewTool, Tool, ToolAction, ToolIndex, ToolLocking, ToolUpgrade};

/// Generate one Nix file from uv.lock
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = concat!(
        "\
Examples:
  uvnix init         create a flake for this project
  uvnix adopt        move to uv from Poetry, PDM, Pipenv or pip
  uvnix tool httpie  package one program from the index
  uvnix lock2nix     generate uv.nix again after uv.lock changed
  uvnix doctor       check for likely problems

Environment variables:
  UVNIX_PROJECT    same as --project
  UVNIX_LOOKUP     same as --lookup
  UVNIX_LOCK_BUILD_SYSTEMS
                   same as --lock-build-systems
  UVNIX_OFFLINE    same as --offline
  UVNIX_MIRRORS    same as --mirror; separate several mirrors with spaces
  UVNIX_FLAKE      the flake that the files of `init` take uvnix from; empty: none
  UVNIX_UV         the uv that resolves requirements [default: uv]
  UVNIX_CACHE_DIR  folder for downloads [default: uvnix in the user's cache folder]
  UVNIX_HTTP_RETRIES, UV_HTTP_RETRIES
                   number of retries of a download [default: 3]
  UV_HTTP_TIMEOUT  seconds without enough data after which a download fails [default: 60]
  UVNIX_DOWNLOAD_LIMIT
                   bytes of all files without a size in the lock file [default: 1 GiB]
  NO_COLOR, CLICOLOR_FORCE
                   never or always use colors; --color takes precedence

Exit codes:
  0  success
  1  error; with --check, a file is not up to date; with --strict, there is a warning; with verify,
     something differs
  2  invalid command line; with --check or verify, a lock file that cannot be read
  3  with --check, a generated file was edited by hand

Documentation: ",
        env!("CARGO_PKG_HOMEPAGE")
    )
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub everywhere: Everywhere,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Adopt(Adopt),
    Tool(Tool),
    Lock2nix(Lock2nix),
    Doctor(Doctor),
    Verify(Verify),
    Tree(Tree),
    Why(Why),
    Explain(Explain),
    Graph(Graph),
    Diff(Diff),
    Completions(Completions),
    Man(Man),
}

/// Generate uv.nix from uv.lock
#[derive(Debug, Args)]
#[command(after_help = "\
The generated file is an overlay for the package set of pyproject.nix, or, with --backend nixpkgs, for \
the Python package sets of nixpkgs. Commit it next to the lock file.

Examples:
  uvnix lock2nix                     write uv.nix next to ./uv.lock
  uvnix lock2nix services/api        write services/api/uv.nix
  uvnix lock2nix tool.py.lock        write tool.py.nix for a script
  uvnix lock2nix pylock.toml         write pylock.nix for a lock file of another tool
  uvnix lock2nix -o - | less         print the file
  uvnix lock2nix --check services/*  check that files are up to date
  uvnix lock2nix --watch             write uv.nix after each `uv add`
  uvnix lock2nix --backend nixpkgs   write overrides for nixpkgs' own Python sets
  uvnix lock2nix --python 3.12 --system x86_64-linux --system aarch64-linux

Exit codes:
  0  success
  1  error; with --check, a file is not up to date
  2  invalid command line; with --check, an error, for example a lock file that cannot be read
  3  with --check, a file is not what uvnix writes for these locks and settings: somebody edited it")]
pub(crate) struct Lock2nix {
    /// Project folder, uv.lock, pylock.toml, or lock file of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write to this file instead of next to the lock file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub contents: Contents,

    /// Ignore the options that the existing file was made with
    #[arg(long)]
    pub reset_options: bool,

    #[command(flatten)]
    pub mode: Mode,

    /// Output format of --check
    #[arg(long, default_value = "text", value_name = "FORMAT", requires = "check")]
    pub format: Format,

    /// Overwrite a file that uvnix did not write
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub upgrade: UpgradeOptions,

    #[command(flatten)]
    pub lookup: LookupOptions,

    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// When files are written
#[derive(Debug, Default, Clone, Copy, Args)]
pub(crate) struct Mode {
    /// Write no files; print why a file is not up to date, and a diff, and exit with 1 or 3
    #[arg(long, conflicts_with = "force")]
    pub check: bool,

    /// Keep running, and write the file again whenever uv.lock or a pyproject.toml changes
    #[arg(long, conflicts_with_all = ["check", "output"])]
    pub watch: bool,
}

/// Which locked build requirements to upgrade
#[derive(Debug, Default, Clone, Args)]
pub(crate) struct UpgradeOptions {
    /// Lock the newest versions of all build requirements
    #[arg(long = "upgrade-build-systems", conflicts_with = "check")]
    everything: bool,

    /// Lock the newest version of a build requirement (repeatable)
    #[arg(long = "upgrade-build-system", value_name = "NAME", conflicts_with = "check")]
    names: Vec<PackageName>,
}

impl UpgradeOptions {
    /// The build requirements to lock again.
    pub(crate) fn wanted(&self) -> Upgrade {
        if self.everything {
            Upgrade::Everything
        } else if self.names.is_empty() {
            Upgrade::Nothing
        } else {
            Upgrade::Packages(self.names.iter().cloned().collect())
        }
    }
}

/// How to look up data that the lock file does not contain
#[derive(Debug, Default, Clone, Args)]
pub(crate) struct LookupOptions {
    /// Data missing from uv.lock to look up and store in uvnix.lock
    #[arg(long = "lookup", env = "UVNIX_LOOKUP", value_name = "WHICH")]
    wanted: Option<LookupMode>,

    #[command(flatten)]
    pub network: NetworkOptions,
}

/// How to use the network
#[derive(Debug, Default, Clone, Args)]
pub(crate) struct NetworkOptions {
    /// Do not use the network; use local files and the cache
    #[arg(long, env = "UVNIX_OFFLINE", value_parser = FalseyValueParser::new())]
    pub offline: bool,

    /// Download URLs that start with FROM from TO instead (repeatable)
    #[arg(long = "mirror", env = "UVNIX_MIRRORS", value_name = "FROM=TO", value_delimiter = ' ', value_parser = Mirror::unless_empty)]
    mirrors: Vec<Option<Mirror>>,
}

/// How much to print
#[derive(Debug, Default, Clone, Copy, Args)]
pub(crate) struct Verbosity {
    /// Print more, for example unknown keys of the lock file
    #[arg(short, long)]
    pub verbose: bool,

    /// Print only warnings and errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
}

/// Which missing data to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LookupMode {
    /// Data that is needed to build the packages of some environment (default)
    Needed,
    /// Also data that `sourcePreference = "sdist"` needs, and the libraries of all wheels
    All,
    /// Needed data without the libraries of wheels
    Builds,
    /// Do not look up anything
    None,
    /// As the settings say: the environment variable is empty
    #[value(name = "", hide = true)]
    Unset,
}

/// A replacement for the start of URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mirror {
    /// The start of a URL in the lock.
    pub from: String,
    /// Its replacement.
    pub to: String,
}

impl Mirror {
    /// An empty variable counts as unset.
    fn unless_empty(text: &str) -> Result<Option<Self>, String> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
    }
}

impl FromStr for Mirror {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
        match text.split_once('=') {
            Some((from, to)) if is_address(from) && is_address(to) => {
                Ok(Self { from: from.to_owned(), to: to.to_owned() })
            }
            _ => Err("a mirror is FROM=TO, and both are http:// or https:// URLs".to_owned()),
        }
    }
}

impl Lock2nix {
    /// An error message, if options are given that exclude each other.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let output = self.output.as_deref()?;
        if self.paths.len() > 1 {
            Some(
                "`--output` accepts one lock file only; without it, each file is written next to its lock file",
            )
        } else if self.mode.check && output == Path::new("-") {
            Some("`--check` compares with a file, and `--output -` is standard output")
        } else {
            None
        }
    }

    /// Whether an option matters that the file does not record.
    pub(crate) fn is_special(&self) -> bool {
        self.output.is_some() || self.reset_options || self.lookup.wanted().is_some()
    }
}

impl LookupOptions {
    /// Which missing data to look up; `None` if the settings decide.
    pub(crate) fn wanted(&self) -> Option<settings::LookupMode> {
        match self.wanted? {
            LookupMode::Needed => Some(settings::LookupMode::Needed),
            LookupMode::All => Some(settings::LookupMode::All),
            LookupMode::Builds => Some(settings::LookupMode::Builds),
            LookupMode::None => Some(settings::LookupMode::None),
            LookupMode::Unset => None,
        }
    }
}

impl NetworkOptions {
    /// The starts of URLs to replace, in the order of the command line.
    pub(crate) fn mirrors(&self) -> Vec<Mirror> {
        self.mirrors.iter().flatten().cloned().collect()
    }
}
