//! Errors of a `pylock.toml`.

use crate::example::Example;

/// A folder that has nothing but this lock file.
fn locked(code: &'static str, rest: &str) -> Example {
    let text = format!("lock-version = \"1.0\"\ncreated-by = \"pdm\"\n{rest}");
    Example::of(code, "lock2nix pylock.toml").file("pylock.toml", text)
}

/// A lock file with one package, which has these keys.
fn with_package(code: &'static str, keys: &str) -> Example {
    locked(code, &format!("\n[[packages]]\nname = \"needed\"\nversion = \"1.0\"\n{keys}\n"))
}

pub(super) fn examples() -> Vec<Example> {
    let hash = "0".repeat(64);
    let wheel = |keys: &str| {
        let hashes = format!("hashes = {{ sha256 = \"{hash}\" }}");
        let url = "https://files.example/needed-1.0-py3-none-any.whl";
        format!("{keys}\nwheels = [\n    {{ url = \"{url}\", {hashes} }},\n]")
    };
    let both = "marker = \"'fast' in extras and 'dev' in dependency_groups\"";
    vec![
        locked("pylock::not_a_lock", "<<<<<<< HEAD\n"),
        Example::of("pylock::unknown_version", "lock2nix pylock.toml")
            .file("pylock.toml", "lock-version = \"2.0\"\n"),
        with_package("pylock::bad_value", &wheel("marker = \"sys_platfrom == 'linux'\"")),
        with_package("pylock::unsupported", &wheel(both)),
        with_package("pylock::source", "wheels = []"),
        with_package("resolve::python_not_supported", &wheel("requires-python = \">=3.20\"")),
    ]
}
