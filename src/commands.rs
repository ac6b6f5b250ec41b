//! The subcommands: the only code that reads files and prints.

pub mod diff;
pub mod explain;
pub mod fetch;
pub mod graph;
pub mod input;
pub mod lock2nix;
pub mod question;
pub mod tree;
pub mod why;
