//! `uvnix` turns a project's `uv.lock` into one Nix file: an overlay for the Python package set of
//! pyproject.nix's builders.
//!
//! uv decides what is installed; uvnix writes that decision down, so that Nix only has to build it.
//! Each stage is a function from plain data to plain data, in a module of its own:
//!
//! ```text
//! uv.lock ──▶ lock::Lock ──▶ resolved::Resolved ──▶ overlay::Overlay ──▶ emit ──▶ uv.nix
//!                              ▲                          ▲             ▲
//!             environment::EnvironmentOptions             │             │
//! pyproject.toml ──▶ project::Project, settings::Settings ┤             │
//! uvnix.lock ──▶ facts::Facts ────────────────────────────┴─────────────┘
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`lock`] | the text of `uv.lock` | packages, edges and markers, all checked |
//! | [`script`] | the text of a script | whether its lock was made for it |
//! | [`project`] | the text of a local package's `pyproject.toml` | its build system and default groups |
//! | [`environment`] | `requires-python`, markers, options | interpreters × platforms: marker values, ranks of tags |
//! | [`graph`] | a lock | a graph of packages, extras and dependency groups |
//! | [`conflict`], [`formula`] | declared conflicts | the choices that they leave, and conditions over them |
//! | [`resolve`](mod@resolve) | a graph and one environment | what that environment reaches, for which choices |
//! | [`activation`] | the same | which choices bring others along |
//! | [`artifact`] | a package and one environment | the wheel that uv would install |
//! | [`build_lock`] | uv's answer to a list of build requirements | what is locked for builds |
//! | [`resolved`] | a lock and the environments asked for | all of these, for each environment |
//! | [`settings`] | `[tool.uvnix]`, and what of `[tool.uv]` changes a build | the same, checked |
//! | [`facts`] | the text of `uvnix.lock`; archives | what `uv.lock` does not know |
//! | [`requirement`] | a requirement of a build | its parts |
//! | [`overlay`] | all of these | every fact, said once, and which are missing |
//! | [`emit`](mod@emit) | an overlay | the text of the file; [`nix`] prints it and reads it back |
//!
//! Questions about the same data are answered beside it:
//!
//! | question | asks |
//! |---|---|
//! | [`question`], [`link`] | which package is meant; which packages need which |
//! | [`tree`], [`why`] | what brings what along; how a package comes to be there |
//! | [`explain`](mod@explain) | which file an environment installs, and why none of the others |
//! | [`diff`](mod@diff) | what changed between two locks |
//! | [`doctor`] | what will probably need attention before anything is built |
//! | [`drawing`] | the packages as a picture |
//!
//! The library neither reads files nor prints; the `uvnix` command does.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod emit;
pub mod environment;
pub mod facts;
pub mod lock;
pub mod overlay;
pub mod project;
pub mod questions;
pub mod resolution;
pub mod text;
