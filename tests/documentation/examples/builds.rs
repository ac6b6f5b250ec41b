//! What keeps the requirements of builds from being locked.

use crate::command::UV;
use crate::example::{Example, REGISTRY, lock};

const PYPROJECT: &str =
    "[build-system]\nrequires = [\"builder>=2\"]\n\n[tool.uvnix]\nlock-build-systems = true\n";

/// What uv is told in a file.
const CONSTRAINTS: &str = "[tool.uv]\nbuild-constraint-dependencies = [\"builder<3\"]\n";

/// A project whose build requirements uv is to lock.
fn project(code: &'static str) -> Example {
    Example::of(code, "lock2nix")
        .file("uv.lock", lock(REGISTRY).replace("virtual", "editable"))
        .file("pyproject.toml", PYPROJECT)
}

/// The same with a uv that answers so.
fn answered(code: &'static str, pylock: &str) -> Example {
    project(code).file("pylock.toml", pylock).surrounded("UVNIX_UV", UV)
}

pub fn examples() -> Vec<Example> {
    let refused = |code| answered(code, "").file("refusal", "error: there is no builder>=2");
    let git = "lock-version = \"1.0\"\ncreated-by = \"uv\"\n\n[[packages]]\nname = \"builder\"\n\
               vcs = { type = \"git\", url = \"https://git.example/builder\", commit-id = \"0\" }\n";
    let backend = "backend::locked_build_systems";
    vec![
        Example::of(backend, "lock2nix --backend nixpkgs --lock-build-systems")
            .file("uv.lock", lock(REGISTRY)),
        project("build_lock::no_uv").variable("PATH", "/nowhere"),
        refused("build_lock::unresolvable"),
        refused("build_lock::wrong"),
        answered("build_lock::unusable", "lock-version = \"2.0\"\n"),
        answered("build_lock::not_a_pylock", "lock-version = \"2.0\"\n"),
        answered("build_lock::not_from_an_index", git),
        answered("build_lock::no_room", "")
            .file("pyproject.toml", format!("{PYPROJECT}\n{CONSTRAINTS}"))
            .variable("TMPDIR", "/nowhere"),
    ]
}
