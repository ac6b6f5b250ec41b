//! The command line of the commands that answer questions.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Environments, Verbosity};

/// What every question is about
#[derive(Debug, Args)]
pub struct Question {
    /// A project's folder, its uv.lock, or the lock of a script
    #[arg(default_value = ".", value_name = "PATH")]
    pub path: PathBuf,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}

/// How an answer is written
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Show what brings what along
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, the tree is that of the newest Python that the file is for, on this
machine's system.

Examples:
  uvnix tree                          the members, and what each needs
  uvnix tree --depth 1                what they need directly
  uvnix tree --package requests       one package, and what it needs
  uvnix tree --invert --package idna  what needs it, and what needs that
  uvnix tree --all-environments       every environment that the file is for

Exit codes:
  0  it was answered
  1  the lock cannot be read, or has no such package
  2  the command line cannot be followed")]
pub struct Tree {
    /// How far to go below the top
    #[arg(short, long, value_name = "NUMBER")]
    pub depth: Option<usize>,

    /// Start from this package (repeatable) [default: the members]
    #[arg(short, long = "package", value_name = "PACKAGE")]
    pub packages: Vec<String>,

    /// Go from what is needed to what needs it
    #[arg(short, long, visible_alias = "reverse")]
    pub invert: bool,

    /// Show every environment that the file is for; those that agree, once
    #[arg(long)]
    pub all_environments: bool,

    /// How the tree is written
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: Question,
}

/// Show how a package comes to be there
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, all environments that the file is for are looked at.

Examples:
  uvnix why idna                        the shortest way through each package that needs it
  uvnix why idna --all                  every way
  uvnix why idna --system x86_64-linux  on one system

Exit codes:
  0  it was answered
  1  the lock cannot be read, or has no such package
  2  the command line cannot be followed")]
pub struct Why {
    /// The package
    pub package: String,

    /// Show every path, not only the shortest through each package that needs it
    #[arg(long)]
    pub all: bool,

    /// How the paths are written
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: Question,
}

/// Show which file each environment installs of a package, and why none of the others
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, all environments that the file is for are looked at.

Examples:
  uvnix explain numpy
  uvnix explain numpy --python 3.13 --system aarch64-linux

Exit codes:
  0  it was answered
  1  the lock cannot be read, or has no such package
  2  the command line cannot be followed")]
pub struct Explain {
    /// The package
    pub package: String,

    /// How the answer is written
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,

    #[command(flatten)]
    pub question: Question,
}

/// Draw the packages, and what needs what
#[derive(Debug, Args)]
#[command(after_help = "\
Without --python and --system, all environments that the file is for are drawn.

Examples:
  uvnix graph > graph.svg         open it in a browser; type to find a package
  uvnix graph --format mermaid    for Markdown
  uvnix graph --format dot | dot -Tpdf -o graph.pdf

Exit codes:
  0  it was answered
  1  the lock cannot be read
  2  the command line cannot be followed")]
pub struct Graph {
    /// How the graph is written
    #[arg(long, default_value = "svg", value_name = "FORMAT")]
    pub format: GraphFormat,

    #[command(flatten)]
    pub question: Question,
}

/// How a graph is written
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For Graphviz
    Dot,
    /// For Markdown
    Mermaid,
    /// For a browser
    Svg,
    /// For programs
    Json,
}

/// Show what changed between two locks
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  uvnix diff HEAD                          what is not committed yet
  uvnix diff main                          what this branch changes
  uvnix diff v1.0 v1.1                     between two revisions
  uvnix diff main:                         the same as main, where a folder is called so too
  uvnix diff main:services/old/uv.lock     a lock that lay elsewhere then
  uvnix diff main services/api             another folder
  uvnix diff old/uv.lock uv.lock           between two files
  uvnix diff main --format markdown        for a comment on a pull request

Exit codes:
  0  it was answered
  1  a lock cannot be read, or is not there
  2  the command line cannot be followed")]
pub struct Diff {
    /// A lock, a project's folder, or a git revision: `main` is the folder of that name if there is one,
    /// `main:` and `main:services/api` are always a revision, and `./main:` never is
    #[arg(value_name = "OLD")]
    pub old: String,

    /// A lock, a project's folder, or a git revision; a revision has the lock where the other side has
    /// it
    #[arg(default_value = ".", value_name = "NEW")]
    pub new: String,

    /// How the difference is written
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: DiffFormat,

    #[command(flatten)]
    pub verbosity: Verbosity,

    #[command(flatten)]
    pub environments: Environments,
}

/// How a difference is written
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Text,
    /// For a comment on a pull request
    Markdown,
    /// For programs
    Json,
}
