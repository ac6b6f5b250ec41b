//! The subcommands: the only code that reads files and prints.

pub(crate) mod adopt;
pub(crate) mod boundary;
pub(crate) mod completions;
pub(crate) mod destination;
pub(crate) mod diff;
pub(crate) mod doctor;
mod enclosed;
pub(crate) mod explain;
mod file_error;
mod flake_lock;
mod foreign_lock;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod input;
pub(crate) mod lock2nix;
pub(crate) mod man;
pub(crate) mod paths;
pub(crate) mod project;
mod python;
pub(crate) mod question;
pub(crate) mod repository;
mod several;
pub(crate) mod tool;
pub(crate) mod tree;
pub(crate) mod uv;
pub(crate) mod verify;
pub(crate) mod why;
