//! What `lock2nix` finds out where `uv.lock` is silent, from servers of the tests' own.

mod again;
mod archive;
mod build_systems;
mod builds;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod crates;
mod credentials;
#[path = "../../src/facts/libraries/tests/elf_file.rs"]
mod elf_file;
#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "../evaluation/evaluator.rs"]
mod evaluator;
mod git;
mod hashes;
mod libraries;
mod outage;
mod planted;
mod project;
mod recipes;
mod refusals;
#[allow(dead_code, reason = "other tests use the rest of it")]
mod server;
mod settings;
mod slow;
mod verify;
