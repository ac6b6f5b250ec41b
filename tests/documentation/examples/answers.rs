//! Questions that have no answer.

use crate::example::{Example, REGISTRY, lock};

/// A question about a lock whose package only some environments get.
fn asked(code: &'static str, command: &'static str) -> Example {
    let marker = "{ name = \"needed\", marker = \"python_full_version < '3.13'\" }";
    let lock = lock(REGISTRY).replace("{ name = \"needed\" }", marker);
    Example::of(code, command).file("uv.lock", lock)
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        asked("question::not_a_name", "why needed==1.0"),
        asked("question::unknown_package", "why neded"),
        asked("question::elsewhere", "why needed --python 3.13"),
        asked("diff::no_git", "diff main").variable("PATH", "/nowhere"),
        asked("diff::unknown_revision", "diff mian").committed(),
        Example::of("diff::no_lock_in_revision", "diff HEAD")
            .committed()
            .file("uv.lock", lock(REGISTRY)),
        Example::of("diff::not_text", "diff HEAD")
            .file("uv.lock", b"version = 1 # \xff\n")
            .committed()
            .file("uv.lock", lock(REGISTRY)),
    ]
}
