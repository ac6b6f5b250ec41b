//! What keeps a flake from being made.

use crate::example::{Example, REGISTRY, lock};

/// A project that is locked.
fn project(code: &'static str) -> Example {
    let pyproject = "[project]\nname = \"app\"\nversion = \"0.1.0\"\n";
    Example::of(code, "init").file("pyproject.toml", pyproject).file("uv.lock", lock(REGISTRY))
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        Example::of("init::no_project", "init"),
        Example::of("init::not_locked", "init").file("pyproject.toml", ""),
        Example::of("init::empty", "init")
            .file("pyproject.toml", "[tool.poetry]\nname = \"app\"\n")
            .file("poetry.lock", "")
            .file("uv.lock", "version = 1\nrevision = 3\nrequires-python = \">=3.12\"\n"),
        Example::of("init::script", "init tool.py").file("tool.py", ""),
        Example::of("init::odd_name", "init pylock.a$b.toml").file("pylock.a$b.toml", ""),
        project("init::no_file").file("flake.nix/none", ""),
        project("init::no_system").file(
            "pyproject.toml",
            "[tool.uvnix.environments]\nsystems = [\"x86_64-linux-musl\"]\n",
        ),
    ]
}
