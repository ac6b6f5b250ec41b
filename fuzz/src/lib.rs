//! The fuzz targets: what each does with an input.

#[allow(dead_code, reason = "the targets use a part of the command")]
#[path = "../../src/cli/mod.rs"]
mod cli;
#[allow(dead_code, reason = "the targets use a part of the command")]
#[path = "../../src/console.rs"]
mod console;
#[allow(dead_code, unused_imports, reason = "the targets use a part of the command")]
#[path = "../../src/fetch/mod.rs"]
mod fetch;
pub mod network;
mod server;
pub mod targets;
