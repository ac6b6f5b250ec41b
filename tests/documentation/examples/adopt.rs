//! What keeps a project of another tool from being adopted.

use crate::example::Example;

const PYPROJECT: &str = "[project]\nname = \"app\"\nversion = \"0.1.0\"\n";
const LOCK: &str =
    "[[package]]\nname = \"click\"\nversion = \"8.1.7\"\n\n[metadata]\nlock-version = \"2.1\"\n";

/// A project that Poetry locked.
fn project(code: &'static str, command: &'static str) -> Example {
    Example::of(code, command).file("pyproject.toml", PYPROJECT).file("poetry.lock", LOCK)
}

/// Requirements that pip-compile wrote.
fn requirements(code: &'static str, text: &str) -> Example {
    Example::of(code, "adopt").file("pyproject.toml", PYPROJECT).file("requirements.txt", text)
}

/// A project with another version of a package in the lock of uv.
fn changed() -> Example {
    let lock = "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"click\"\nversion = \"8.2.0\"\n\
                source = { registry = \"https://pypi.example/simple\" }\n\
                sdist = { url = \"https://files.example/click-8.2.0.tar.gz\" }\n";
    project("adopt::changed", "adopt --exact")
        .file("locked.lock", lock)
        .file(
            "refusal-to-keep",
            "Because app depends on click>=8.2 and click==8.1.7, nothing fits.",
        )
        .with_uv()
}

pub(super) fn examples() -> Vec<Example> {
    let poetry = "[tool.poetry]\nname = \"app\"\n";
    vec![
        Example::of("adopt::no_lock", "adopt"),
        project("adopt::which_lock", "adopt").file("pdm.lock", ""),
        project("adopt::unknown_lock", "adopt Pipfile").file("Pipfile", ""),
        project("adopt::already_locked", "adopt").file("uv.lock", ""),
        project("adopt::no_project", "adopt").file("pyproject.toml", poetry),
        project("adopt::not_migrated", "adopt --migrate").with_uv(),
        project("adopt::not_locked", "adopt")
            .file("refusal", "error: No solution found: app depends on click>=9")
            .with_uv(),
        changed(),
        project("adopt::not_copied", "adopt").with_uv().variable("TMPDIR", "/nowhere"),
        project("foreign::not_a_lock", "adopt").file("poetry.lock", "[metadata\n"),
        project("foreign::unknown_version", "adopt")
            .file("poetry.lock", LOCK.replace("2.1", "3.0")),
        project("foreign::bad_value", "adopt").file("poetry.lock", LOCK.replace("8.1.7", "8.x")),
        requirements("foreign::not_pinned", "click>=8\n"),
        requirements("foreign::included", "-r base.txt\nclick==8.1.7\n"),
    ]
}
