//! A `pyproject.toml` that was changed after `uv lock`: uvnix and uv agree whether it was.

use std::process::Command;

use insta::assert_snapshot;

use crate::Workplace;

const PYPROJECT: &str = r#"
[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["idna>=3,<4", "core[fast]; python_version < '3.14'"]

[project.optional-dependencies]
web = ["tool"]
all = ["app[web]", "core"]

[dependency-groups]
dev = ["tool", { include-group = "docs" }]
docs = ["idna"]

[tool.uv]
dev-dependencies = ["core"]
workspace.members = ["core", "tool"]
sources = { core = { workspace = true }, tool = { workspace = true } }
"#;

fn workplace() -> Workplace {
    let member = |name| {
        format!(
            "project = {{ name = '{name}', version = '1', requires-python = '>=3.11', \
             optional-dependencies = {{ fast = ['idna'] }} }}\n"
        )
    };
    let files = [
        ("pyproject.toml", PYPROJECT.to_owned()),
        ("core/pyproject.toml", member("core")),
        ("tool/pyproject.toml", member("tool")),
    ];
    let workplace = Workplace::with(&files);
    assert!(uv_lock(&workplace, &[]), "uv can lock it");
    workplace
}

/// Whether `uv lock` succeeds there.
fn uv_lock(workplace: &Workplace, arguments: &[&str]) -> bool {
    let folder = workplace.path(".");
    let output = Command::new("uv").arg("lock").args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| panic!("this test needs uv: {error}")).status.success()
}

/// What uvnix says about the lock, while it checks the file.
fn reported(workplace: &Workplace) -> String {
    let report = workplace.lock2nix(&["--check", "--quiet", "--lookup=none"]).report;
    let lines = report.lines().skip_while(|line| !line.contains("older than pyproject.toml"));
    Vec::from_iter(lines.skip(1).take_while(|line| !line.contains("help:")).map(str::trim))
        .join("; ")
}

#[test]
fn a_lock_that_uv_accepts_is_never_called_old() {
    let workplace = workplace();
    for [before, after] in [
        ["", ""],
        ["idna>=3,<4", "Idna <4, >=3.0"],
        ["python_version < '3.14'", "python_full_version < '3.14.0'"],
        ["[\"app[web]\", \"core\"]", "[\"core\", \"app[web]\"]"],
        ["include-group = \"docs\"", "include-group = \"Docs\""],
        ["version = \"0.1.0\"", "version = \"0.1.0\"\ndescription = \"changed\""],
    ] {
        workplace.write("pyproject.toml", PYPROJECT.replace(before, after));
        assert!(uv_lock(&workplace, &["--check"]), "{after}");
        assert_eq!(reported(&workplace), "", "{after}");
    }
}

#[test]
fn what_uv_would_lock_again_is_reported() {
    let workplace = workplace();
    for [before, after, difference] in [
        ["idna>=3,<4", "idna>=3.1,<4", "idna is locked for other versions or extras"],
        ["core[fast]", "core", "core is locked for other versions or extras"],
        ["[\"idna>=3,<4\", ", "[", "idna is locked, but no longer required"],
        ["[\"idna>=3,<4\", ", "[\"idna>=3,<4\", \"tool\", ", "tool is not locked"],
        ["[\"app[web]\", \"core\"]", "[\"core\"]", "tool is locked, but no longer required"],
        ["web = [\"tool\"]", "web = [\"tool\", \"core\"]", "core is not locked"],
        ["web = [\"tool\"]", "web = [\"tool\"]\nmore = []", "the extra more is not locked"],
        [
            "docs = [\"idna\"]",
            "docs = [\"idna>=3\"]",
            "idna is locked for other versions or extras",
        ],
        ["dev-dependencies = [\"core\"]", "", "core is locked, but no longer required"],
        ["version = \"0.1.0\"", "version = \"0.2.0\"", "its version is locked as 0.1.0"],
    ] {
        workplace.write("pyproject.toml", PYPROJECT.replace(before, after));
        assert!(!uv_lock(&workplace, &["--check"]), "{after}");
        assert_eq!(reported(&workplace), format!("app: {difference}"), "{after}");
    }
}

#[test]
fn lock2nix_and_doctor_name_the_command_that_locks_again() {
    let workplace = workplace();
    let changed = PYPROJECT.replace("idna>=3,<4", "idna>=3,<5");
    workplace.write("pyproject.toml", changed);
    let outcome = workplace.lock2nix(&["--lookup=none"]);
    assert_eq!(outcome.code, 0);
    assert_snapshot!(outcome.report, @"
    warning: uv.lock is older than pyproject.toml, so these changes are not in uv.nix:
      app: idna is locked for other versions or extras
      help: run `uv lock`, then `uvnix lock2nix`
    uv.nix: written (4 packages, 15 environments)
    ");
    assert_snapshot!(workplace.with_variables(&[], &["doctor"]).output, @"
    uv.lock: 1 warning

    warning: pyproject.toml is newer than uv.lock
      app: idna is locked for other versions or extras
        help: run `uv lock`, then `uvnix lock2nix`
    ");
    let checked = workplace.lock2nix(&["--check", "--format=json", "--lookup=none"]);
    assert!(checked.output.contains("\"app: idna is locked for other"), "{}", checked.output);
}

#[test]
fn requirements_that_a_build_computes_are_not_compared() {
    let pyproject = "[project]\nname = 'app'\nversion = '1'\ndynamic = ['dependencies']\n";
    let lock = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'app'\nversion = '1'\n\
                source = { editable = '.' }\n[package.metadata]\nrequires-dist = [{ name = 'a' }]\n";
    let workplace = Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", lock)]);
    assert_eq!(reported(&workplace), "");
    workplace.write("pyproject.toml", pyproject.replace("dynamic = ['dependencies']\n", ""));
    assert_eq!(reported(&workplace), "app: a is locked, but no longer required");
}
