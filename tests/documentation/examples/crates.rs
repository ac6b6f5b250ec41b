//! Rust dependencies that are not locked where they should be.

use crate::archive::Archive;
use crate::example::Example;

const SETTING: &str = "[tool.uvnix.packages.needed]\ncargo-lock = true\n";

fn project(code: &'static str, files: &[(&str, &str)]) -> Example {
    let pyproject = ("pyproject.toml", "[build-system]\nrequires = [\"maturin\"]\n");
    let files = [&[pyproject], files].concat();
    Example::of(code, "lock2nix")
        .sdist(&Archive::sdist("needed", "tar.gz", &files))
        .file("pyproject.toml", SETTING)
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        project("facts::no_cargo_lock", &[("rust/Cargo.lock", "version = 3\n")]),
        project("facts::bad_cargo_lock", &[("Cargo.lock", "<<<<<<< HEAD\n")]),
    ]
}
