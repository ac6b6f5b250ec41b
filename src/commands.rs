//! The subcommands: the only code that reads files and prints.

pub mod fetch;
pub mod input;
pub mod lock2nix;
