//! The command line, as types.

mod everywhere;
mod project;
mod question;
mod shell;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use uvnix::environment::{EnvironmentOptions, MarkerValue, Python, SystemName, TargetVersion};
use uvnix::project::settings::{self, EnvironmentSettings, Settings};

pub use everywhere::{Color, Everywhere};
pub use project::{Doctor, Init};
pub use question::{Diff, DiffFormat, Explain, Format, Graph, GraphFormat, Question, Tree, Why};
pub use shell::{Completions, Man, Shell};

/// Turn a uv.lock into one committed Nix file
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  uvnix init        make a flake for this project
  uvnix lock2nix    write uv.nix anew when uv.lock changed
  uvnix doctor      tell what will probably need attention

Environment variables:
  UVNIX_PROJECT  the same as --project
  UVNIX_OFFLINE  the same as --offline, where it is taken
  UVNIX_MIRRORS  the same as --mirror, where it is taken; several with spaces between them
  UVNIX_UV       the uv that chooses what builds need [default: uv]
  UVNIX_CACHE_DIR
                 where downloads are kept [default: uvnix in the user's cache folder]
  UVNIX_HTTP_RETRIES
                 how often a download is tried again; UV_HTTP_RETRIES where it is not set
  NO_COLOR, CLICOLOR_FORCE
                 no colours, or colours everywhere; --color goes before them

Exit codes:
  0  it is done
  1  it could not be done; with --check or --strict, something is to be done
  2  the command line cannot be followed"
)]
pub struct Cli {
    #[command(flatten)]
    pub everywhere: Everywhere,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(Init),
    Lock2nix(Lock2nix),
    Doctor(Doctor),
    Tree(Tree),
    Why(Why),
    Explain(Explain),
    Graph(Graph),
    Diff(Diff),
    Completions(Completions),
    Man(Man),
}

/// Write the overlay for pyproject.nix's builders that installs what the lock says
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  uvnix lock2nix                     write uv.nix beside ./uv.lock
  uvnix lock2nix services/api        the same for another project
  uvnix lock2nix tool.py.lock        write tool.py.nix for a script
  uvnix lock2nix -o - | less         look first
  uvnix lock2nix --check services/*  tell whether files are up to date, and write nothing
  uvnix lock2nix --backend nixpkgs   write overrides for nixpkgs' own Python sets
  uvnix lock2nix --python 3.12 --system x86_64-linux --system aarch64-linux

Exit codes:
  0  every file is up to date with what could be found out, or was brought up to date
  1  with --check, a file is not up to date; else, a file could not be made
  2  the command line cannot be followed, or with --check, a lock cannot be read")]
pub struct Lock2nix {
    /// A project's folder, its uv.lock, or the lock of a script (repeatable)
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write to this file (`-`: to standard output) instead of beside the lock
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Which builders the file is for
    #[arg(long, value_name = "WHICH")]
    pub backend: Option<Backend>,

    /// Write nothing, and tell what would change
    #[arg(long, conflicts_with = "force")]
    pub check: bool,

    /// Overwrite a file that uvnix did not write
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub lookup: LookupOptions,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}

/// What is looked up that the lock does not know, and how
#[derive(Debug, Default, Clone, Args)]
pub struct LookupOptions {
    /// What to look up that uv.lock does not know, and keep in uvnix.lock
    #[arg(long = "lookup", env = "UVNIX_LOOKUP", value_name = "WHICH")]
    wanted: Option<Lookup>,

    /// Lock what builds need too: uv chooses it, and uvnix.lock keeps it. Remove the [build-locks] there
    /// to have uv choose anew
    #[arg(long)]
    pub lock_build_systems: bool,

    /// Use nothing but the files at hand and what was downloaded before
    #[arg(long, env = "UVNIX_OFFLINE", value_parser = FalseyValueParser::new())]
    pub offline: bool,

    /// Download from another address than the lock says: what begins with FROM, from TO (repeatable)
    #[arg(long = "mirror", env = "UVNIX_MIRRORS", value_name = "FROM=TO", value_delimiter = ' ', value_parser = Mirror::unless_empty)]
    mirrors: Vec<Option<Mirror>>,
}

/// How much is said
#[derive(Debug, Default, Clone, Copy, Args)]
pub struct Verbosity {
    /// Say more, such as which keys of the lock are unknown
    #[arg(short, long)]
    pub verbose: bool,

    /// Say nothing but what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
}

/// Whose builders a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// The package set of pyproject.nix's builders (the default)
    #[value(name = "pyproject.nix")]
    PyprojectNix,
    /// nixpkgs' own Python sets: `buildPythonPackage`
    Nixpkgs,
}

impl From<Backend> for settings::Backend {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::PyprojectNix => Self::PyprojectNix,
            Backend::Nixpkgs => Self::Nixpkgs,
        }
    }
}

/// Which missing facts to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lookup {
    /// What some environment needs to build its packages (the default)
    Needed,
    /// Also what `sourcePreference = "sdist"` needs
    All,
    /// Nothing
    None,
    /// What the settings say: the environment variable is set to nothing
    #[value(name = "", hide = true)]
    Unset,
}

/// Another address for everything below one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// What the address in the lock begins with.
    pub from: String,
    /// What it is to begin with.
    pub to: String,
}

impl Mirror {
    /// A variable that is set to nothing names none.
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
            _ => Err("a mirror is two addresses with `=` between them".to_owned()),
        }
    }
}

/// Which environments the file is for
#[derive(Debug, Default, Clone, Args)]
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

    /// The glibc that wheels may count on [default: 2.40]
    #[arg(long, value_name = "VERSION")]
    glibc: Option<TargetVersion>,

    /// The musl that wheels may count on, on systems that have it [default: 1.2]
    #[arg(long, value_name = "VERSION")]
    musl: Option<TargetVersion>,

    /// The macOS that wheels may count on [default: 14.0]
    #[arg(long, value_name = "VERSION")]
    macos: Option<TargetVersion>,

    /// What a marker variable is everywhere, such as `platform_release=24.1.0` (repeatable)
    #[arg(long = "marker", value_name = "NAME=VALUE")]
    markers: Vec<MarkerValue>,
}

impl Lock2nix {
    /// Which builders the file is for, with what the settings say of it.
    pub fn backend(&self, settings: &Settings) -> settings::Backend {
        self.backend.map_or(settings.backend, Into::into)
    }

    /// What cannot be asked for together, in words, if that is asked for.
    pub fn contradiction(&self) -> Option<&'static str> {
        let output = self.output.as_deref()?;
        if self.paths.len() > 1 {
            Some("`--output` is for one lock; without it each file goes beside its lock")
        } else if self.check && output == Path::new("-") {
            Some("`--check` compares a file, and standard output is none")
        } else {
            None
        }
    }

    /// Whether another file is asked for than the settings alone make.
    pub fn overrides_settings(&self) -> bool {
        self.output.is_some()
            || self.backend.is_some()
            || self.lookup.wanted().is_some()
            || self.lookup.lock_build_systems
            || self.environments.are_named()
    }
}

impl LookupOptions {
    /// Which missing facts to look up, unless the settings decide.
    pub fn wanted(&self) -> Option<settings::Lookup> {
        match self.wanted? {
            Lookup::Needed => Some(settings::Lookup::Needed),
            Lookup::All => Some(settings::Lookup::All),
            Lookup::None => Some(settings::Lookup::None),
            Lookup::Unset => None,
        }
    }

    /// The addresses that are asked instead of others.
    pub fn mirrors(&self) -> impl Iterator<Item = &Mirror> {
        self.mirrors.iter().flatten()
    }
}

impl Environments {
    /// Whether Pythons are named.
    pub fn names_pythons(&self) -> bool {
        !self.pythons.is_empty()
    }

    /// Whether anything is said of them.
    pub fn are_named(&self) -> bool {
        let Self { glibc, musl, macos, markers, .. } = self;
        let is_promised = [glibc, musl, macos].iter().any(|version| version.is_some());
        self.names_pythons() || self.names_systems() || is_promised || !markers.is_empty()
    }

    /// Whether systems are named.
    pub fn names_systems(&self) -> bool {
        !self.systems.is_empty()
    }

    /// What is asked for here, and for the rest what the settings say.
    pub fn over(&self, settings: &EnvironmentSettings) -> EnvironmentOptions {
        fn either<T: Clone>(asked_for: &[T], settled: Option<&Vec<T>>) -> Vec<T> {
            match settled {
                Some(settled) if asked_for.is_empty() => settled.clone(),
                _ => asked_for.to_vec(),
            }
        }
        let usual = EnvironmentOptions::default();
        EnvironmentOptions {
            pythons: either(&self.pythons, settings.pythons.as_ref()),
            systems: either(&self.systems, settings.systems.as_ref()),
            glibc: self.glibc.or(settings.glibc).unwrap_or(usual.glibc),
            musl: self.musl.or(settings.musl).unwrap_or(usual.musl),
            macos: self.macos.or(settings.macos).unwrap_or(usual.macos),
            markers: either(&self.markers, settings.markers.as_ref()),
        }
    }
}
