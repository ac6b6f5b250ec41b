//! Locks that are none, and environments that a lock is not for.

use crate::example::{Example, REGISTRY, lock};

/// A folder that has nothing but this lock.
fn locked(code: &'static str, lock: impl AsRef<str>) -> Example {
    Example::of(code, "lock2nix").file("uv.lock", lock.as_ref())
}

pub(super) fn examples() -> Vec<Example> {
    let mut examples = locks();
    examples.extend(graphs());
    examples.extend(environments());
    examples
}

fn locks() -> Vec<Example> {
    let marker = "{ name = \"needed\", marker = \"sys_platfrom == 'linux'\" }";
    let members =
        "version = 1\nrequires-python = \">=3.12\"\n\n[manifest]\nmembers = [\"nobody\"]\n";
    vec![
        locked("lock::not_a_lock", "version = 1\n<<<<<<< HEAD\n"),
        locked("lock::unknown_version", "version = 2\n"),
        locked("lock::unknown_source", lock("source = { hg = \"https://hg.example/needed\" }")),
        locked("lock::bad_marker", lock(REGISTRY).replace("{ name = \"needed\" }", marker)),
        locked("lock::bad_value", lock(REGISTRY).replace(">=3.12", "3.12 or so")),
        locked("lock::unknown_member", members),
    ]
}

fn graphs() -> Vec<Example> {
    let absent = lock(REGISTRY).replace("{ name = \"needed\" }", "{ name = \"absent\" }");
    let second = REGISTRY.replace("1.0", "2.0");
    let twice = lock(&format!("{REGISTRY}\n\n[[package]]\nname = \"needed\"\n{second}"));
    let both =
        "{ name = \"needed\", version = \"1.0\" },\n    { name = \"needed\", version = \"2.0\" }";
    let items = (0..1001).map(|index| format!("{{ package = \"app\", extra = \"x{index}\" }}"));
    let conflicts = format!("\nconflicts = [[{}]]\n\n[[", Vec::from_iter(items).join(", "));
    vec![
        locked("graph::dangling_dependency", absent),
        locked("graph::ambiguous_dependency", &twice),
        locked("resolve::two_of_one_name", twice.replace("{ name = \"needed\" }", both)),
        locked("resolve::too_many_choices", lock(REGISTRY).replacen("\n[[", &conflicts, 1)),
    ]
}

fn environments() -> Vec<Example> {
    let macos = "supported-markers = [\"sys_platform == 'darwin'\"]\n\n[[package]]\nname = \"app\"";
    let macos = lock(REGISTRY).replace("[[package]]\nname = \"app\"", macos);
    vec![
        locked("environment::no_python", lock(REGISTRY).replace("3.12", "3.20")),
        Example::of("environment::python_not_admitted", "lock2nix --python 3.11")
            .file("uv.lock", lock(REGISTRY)),
        Example::of("environment::not_supported", "lock2nix --system x86_64-linux")
            .file("uv.lock", macos),
    ]
}
