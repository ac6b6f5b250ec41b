//! The arguments of `tree`, `why`, `explain`, `graph` and `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Environments, Verbosity};

/// The lock file, and the environments to look at
#[derive(Debug, Args)]
pub(crate) struct LockArguments {
    /// Project folder, uv.lock, pylock.toml, or lock file of a script
    #[arg(default_value = ".", value_name = "PATH")]
    pub path: PathBuf,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}

/// The output format of an answer
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people to read
    Text,
    /// For programs to read
    Json,
}

/// Show the dependency tree
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, the tree is that of the Python in .python-version or flake.nix, on \
the system of this machine.

Examples:
  uvnix tree                          the members and their dependencies
  uvnix tree --depth 1                only direct dependencies
  uvnix tree --package requests       the dependencies of one package
  uvnix tree --invert --package idna  the packages that depend on idna
  uvnix tree --all-environments       the trees of all environments

Exit codes:
  0  success
  1  the lock file cannot be read, or does not contain the package
  2  invalid command line")]
pub(crate) struct Tree {
    /// Maximum depth of the tree
    #[arg(short, long, value_name = "NUMBER")]
    pub depth: Option<usize>,

    /// Root of the tree (repeatable) [default: the members]
    #[arg(short, long = "package", value_name = "PACKAGE")]
    pub packages: Vec<String>,

    /// Show the packages that depend on a package
    #[arg(short, long, visible_alias = "reverse")]
    pub invert: bool,

    /// Show all environments; environments with the same tree are shown together
    #[arg(long)]
    pub all_environments: bool,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: LockArguments,
}

/// Show why a package is installed
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, the answer is about all environments that uv.nix supports.

Examples:
  uvnix why idna                        the shortest paths
  uvnix why idna --all                  all paths
  uvnix why idna --system x86_64-linux  the paths on one system

Exit codes:
  0  success
  1  the lock file cannot be read, or does not contain the package
  2  invalid command line")]
pub(crate) struct Why {
    /// Name of the package
    pub package: String,

    /// Show all paths, not only the shortest through each package that depends on it
    #[arg(long)]
    pub all: bool,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: LockArguments,
}

/// Show which file of a package each environment installs, and why
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, the answer is about all environments that uv.nix supports.

Examples:
  uvnix explain numpy
  uvnix explain numpy --python 3.13 --system aarch64-linux

Exit codes:
  0  success
  1  the lock file cannot be read, or does not contain the package
  2  invalid command line")]
pub(crate) struct Explain {
    /// Name of the package
    pub package: String,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: LockArguments,
}

/// Draw the dependency graph
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, the graph has all environments that uv.nix supports.

Examples:
  uvnix graph > graph.svg         open it in a browser; type to find a package
  uvnix graph --format mermaid    for Markdown
  uvnix graph --format dot | dot -Tpdf -o graph.pdf

Exit codes:
  0  success
  1  the lock file cannot be read
  2  invalid command line")]
pub(crate) struct Graph {
    /// Output format
    #[arg(long, default_value = "svg", value_name = "FORMAT")]
    pub format: GraphFormat,

    #[command(flatten)]
    pub question: LockArguments,
}

/// The output format of a graph
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Graphviz
    Dot,
    /// For Markdown
    Mermaid,
    /// For a browser
    Svg,
    /// For programs to read
    Json,
}

/// Show what changed between two lock files
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix diff HEAD                          changes that are not committed
  uvnix diff main                          changes of this branch
  uvnix diff v1.0 v1.1                     changes between two revisions
  uvnix diff main:                         a revision, also if there is a folder main
  uvnix diff main:services/old/uv.lock     a lock file with another path in main
  uvnix diff main services/api             the lock file of another folder
  uvnix diff old/uv.lock uv.lock           changes between two files
  uvnix diff main --format markdown        for a comment on a pull request

Exit codes:
  0  success
  1  a lock file does not exist or cannot be read
  2  invalid command line")]
pub(crate) struct Diff {
    /// Lock file, project folder, or git revision. `main` is a revision unless there is a folder with that
    /// name;
    /// `main:` and `main:services/api` are always a revision, `./main:` is always a path
    #[arg(value_name = "OLD")]
    pub old: String,

    /// Lock file, project folder, or git revision. A revision without a path has the lock file at the path
    /// of the other
    /// side
    #[arg(default_value = ".", value_name = "NEW")]
    pub new: String,

    /// Output format
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: DiffFormat,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}

/// The output format of a difference
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people to read
    Text,
    /// For a comment on a pull request
    Markdown,
    /// For programs to read
    Json,
}
