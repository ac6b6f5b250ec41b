//! The subcommands: the only code that reads files and prints.

pub mod boundary;
pub mod completions;
pub mod destination;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod graph;
pub mod init;
pub mod input;
pub mod lock2nix;
pub mod man;
pub mod paths;
pub mod project;
pub mod question;
pub mod repository;
pub mod tree;
pub mod why;
