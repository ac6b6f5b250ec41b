//! `uvnix` turns a project's `uv.lock` into one Nix file: an overlay for the Python package set of
//! pyproject.nix's builders.
//!
//! uv decides which packages are installed; uvnix writes that decision down, so that Nix only has to build
//! them. Each stage is a function from plain data to plain data, in a folder of its own:
//!
//! ```text
//! uv.lock ──▶ lock ──▶ resolution × environment ──▶ overlay ──▶ emit ──▶ uv.nix
//!                             ▲                        ▲          ▲
//! pyproject.toml ──▶ project ─┴────────────────────────┤          │
//! uvnix.lock ──▶ facts (what uv.lock does not know) ───┴──────────┘
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`text`] | strings from outside | strings that are safe to print or to write |
//! | [`lock`] | the text of `uv.lock` | packages, dependencies and markers, all checked |
//! | [`environment`] | `requires-python`, markers, options | interpreters × platforms: marker values, wheel tags |
//! | [`project`] | the text of `pyproject.toml`, of a script | build systems, default groups, settings |
//! | [`resolution`] | a lock and environments | what each environment installs, for which choices |
//! | [`facts`] | the text of `uvnix.lock`; archives | build requirements, hashes and other missing facts |
//! | [`overlay`] | all of these | every fact, said once |
//! | [`emit`](mod@emit) | an overlay | the text of the file, read back before it is written |
//! | [`questions`] | the same data | answers: `tree`, `why`, `explain`, `graph`, `diff`, `doctor`, `verify` |
//!
//! A stage imports the stages above it in this table only; `tests/layout.rs` checks that. The library neither
//! reads files nor prints nor uses the network. The `uvnix` command does: `cli` has its arguments as types,
//! `commands` reads files and prints, `console` is the terminal, and `fetch` is the network.
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
