//! Lock files that were edited or merged: uvnix refuses those that uv refuses.

use std::process::Command;

use crate::Workplace;

const PYPROJECT: &str = "[project]\nname = 'app'\nversion = '1'\nrequires-python = '>=3.12'\n\
                         dependencies = ['click']\n";

const WHEEL: &str = "click-8.1.7-py3-none-any.whl";

/// A lock with a dependency from an index.
fn lock() -> String {
    format!(
        r#"version = 1
revision = 3
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "click" }},
]

[package.metadata]
requires-dist = [{{ name = "click" }}]

[[package]]
name = "click"
version = "8.1.7"
source = {{ registry = "https://pypi.example/simple" }}
wheels = [
    {{ url = "https://files.example/{WHEEL}", hash = "sha256:{}", size = 1 }},
]
"#,
        "a".repeat(64)
    )
}

/// Whether uv reads the lock, and what uvnix says about it.
fn read(workplace: &Workplace) -> (bool, crate::Outcome) {
    let export = ["export", "--frozen", "--offline", "--quiet"];
    let uv = Command::new("uv").args(export).current_dir(workplace.path(".")).output();
    let uv = uv.unwrap_or_else(|error| panic!("this test needs uv: {error}"));
    (uv.status.success(), workplace.lock2nix(&["--lookup=none"]))
}

#[test]
fn what_uv_does_not_read_is_refused_with_the_reason() {
    let (hash, sha1) = (format!("sha256:{}", "a".repeat(64)), format!("sha1:{}", "a".repeat(40)));
    let capitals = hash.replace("sha", "SHA");
    let requires_python = "requires-python = \">=3.12\"\n";
    let one_sided =
        format!("{requires_python}conflicts = [[{{ package = 'app', extra = 'a' }}]]\n");
    let no_hash = "has none of the algorithms sha256, sha384, sha512, md5 and blake2b";
    for (before, after, told) in [
        (requires_python, "", "missing field `requires-python`"),
        (requires_python, &one_sided, "a conflict is between at least two extras"),
        ("version = \"8.1.7\"\n", "", "`click` is from an index and has no version"),
        (&hash, &sha1, no_hash),
        (&hash, &capitals, no_hash),
        (WHEEL, "click-8.1.6-py3-none-any.whl", "has the version 8.1.6, but its package has 8.1.7"),
        (WHEEL, "click-8.1.7-py3_none_any.whl", "has a name that does not end with tags"),
        (WHEEL, "click-8.1.7.zip", "has a name without `.whl` at its end"),
    ] {
        let text = lock().replacen(before, after, 1);
        let workplace = Workplace::with(&[("pyproject.toml", PYPROJECT), ("uv.lock", &text)]);
        let (is_read, outcome) = read(&workplace);
        assert!(!is_read, "uv reads it: {after}");
        assert_eq!(outcome.code, 1, "{after}");
        let report = outcome.report.split_whitespace().filter(|it| *it != "│");
        let report = Vec::from_iter(report).join(" ");
        assert!(report.contains(told), "{told}: {report}");
    }
}

#[test]
fn a_project_that_the_lock_does_not_have_is_named() {
    let other = lock().replace("name = \"app\"", "name = \"ape\"");
    let parts = lock();
    let parts = Vec::from_iter(parts.split("[[package]]\n"));
    let none = [parts[0], parts[2]].join("[[package]]\n");
    for (text, told) in [
        (lock(), None),
        (other, Some("  app: it is locked as ape\n")),
        (none, Some("  app: it is not locked\n")),
    ] {
        let workplace = Workplace::with(&[("pyproject.toml", PYPROJECT), ("uv.lock", &text)]);
        let (is_read, outcome) = read(&workplace);
        assert_eq!((is_read, outcome.code), (told.is_none(), 0), "{}", outcome.report);
        let is_old = outcome.report.contains("uv.lock is older than pyproject.toml");
        assert_eq!(is_old, told.is_some(), "{}", outcome.report);
        assert!(outcome.report.contains(told.unwrap_or_default()), "{}", outcome.report);
    }
}

#[test]
fn a_file_at_a_file_url_is_one_at_an_absolute_path() {
    let url = format!("https://files.example/{WHEEL}");
    let text = lock().replace(&url, &format!("file:///our%20wheels/{WHEEL}"));
    let workplace = Workplace::with(&[("pyproject.toml", PYPROJECT), ("uv.lock", &text)]);
    let (is_read, outcome) = read(&workplace);
    assert_eq!((is_read, outcome.code), (true, 0), "{}", outcome.report);
    let refused = format!("a flake cannot access its absolute path, /our wheels/{WHEEL}");
    assert!(workplace.read("uv.nix").contains(&refused));
    let outcome = workplace.uvnix("C.UTF-8", &["doctor"]);
    let told = outcome.output.split_whitespace().collect::<Vec<_>>().join(" ");
    let finding = format!(
        "warning: not accessible to Nix click 8.1.7: its absolute path /our wheels/{WHEEL} exists on this machine only \
         help: use an index on a server, or a relative path to a folder, and lock the project again"
    );
    assert!(told.contains(&finding), "{}", outcome.output);
}
