//! What keeps the requirements of builds from being locked.

use insta::assert_snapshot;

use crate::command::{UV, Workplace};

const LOCK: &str = r#"
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
"#;

const PYPROJECT: &str =
    "build-system.requires = ['builder>=2']\n[tool.uvnix]\nlock-build-systems = true";

fn workplace(more: (&str, &str)) -> Workplace {
    Workplace::with(&[("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), more])
}

/// The exit code and the report of a run that writes neither a file nor a lock.
fn refused(workplace: &Workplace, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let outcome = workplace.lock2nix_with(variables, arguments);
    assert!(!workplace.path("uv.nix").exists() && !workplace.path("uvnix.lock").exists());
    let report = outcome.report.lines().map(str::trim_end);
    format!("exit code {}\n{}", outcome.code, Vec::from_iter(report).join("\n"))
}

#[test]
fn a_uv_that_is_not_there_is_asked_for() {
    let workplace = workplace(("pylock.toml", ""));
    assert_snapshot!(refused(&workplace, &[("PATH", "/nowhere")], &[]), @"
    exit code 1
    Locking build requirements of 1 package
    uvnix::build_lock::no_uv

      × cannot run uv to resolve build requirements: No such file or directory (os
      │ error 2)
      help: install uv (https://docs.astral.sh/uv/), or set UVNIX_UV to its path
    ");
}

#[test]
fn what_uv_says_is_shown_with_the_packages_that_it_is_about() {
    let said = "error: no \u{1b}[31mbuilder at https://me:secret@pypi.example/simple\n  hint: look";
    let workplace = workplace(("refusal", said));
    let variables = [("UVNIX_UV", UV)];
    assert_snapshot!(refused(&workplace, &variables, &[]), @r"
    exit code 1
    Locking build requirements of 1 package
    uvnix::build_lock::wrong

      × build requirements cannot be locked; no files were changed
      help: fix the errors below, then run the command again

    Error: uvnix::build_lock::unresolvable

      × uv cannot resolve the build requirements of app 1 (builder>=2):
      │ error: no \u{1b}[31mbuilder at https://***@pypi.example/simple
      │   hint: look
      help: check the index and `build-constraint-dependencies` in [tool.uv], or
            set other build requirements: `build-system` in
            [tool.uvnix.packages.<name>]
    ");
    assert!(refused(&workplace, &variables, &["--offline"]).contains("without `--offline`"));
}

#[test]
fn an_answer_that_is_none_is_refused() {
    let workplace = workplace(("pylock.toml", "lock-version = '2.0'"));
    assert_snapshot!(refused(&workplace, &[("UVNIX_UV", UV)], &[]), @"
    exit code 1
    Locking build requirements of 1 package
    uvnix::build_lock::wrong

      × build requirements cannot be locked; no files were changed
      help: fix the errors below, then run the command again

    Error: uvnix::build_lock::unusable

      × the build requirements of app 1 (builder>=2) cannot be locked
      ╰─▶ uvnix::build_lock::not_a_pylock

            × the output of uv is not a valid pylock.toml: `lock-version` is 2.0
            help: check that `uv pip compile --format pylock.toml` works; uvnix
                  supports version 1.0

      help: set other build requirements: `build-system` in
            [tool.uvnix.packages.<name>]
    ");
}

#[test]
fn without_a_lock_the_ways_out_are_named() {
    let pyproject = "build-system.requires = ['builder>=2']";
    let workplace = Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", LOCK)]);
    assert_snapshot!(workplace.lock2nix(&[]).report, @"
    warning: build requirement builder: neither in the project nor among the build systems of pyproject.nix; required by app 1 (builder>=2)
      help: add the missing packages to a dependency group of the project, or lock all build requirements with `uvnix lock2nix --lock-build-systems`
    uv.nix: written (1 package, 12 environments)
    ");
}

#[test]
fn an_address_that_is_none_is_shown_in_uvnix_lock() {
    let locked = "\
version = 1

[build-locks.\"builder>=2\"]
python = \"3.12\"
packages = [\"builder 2.0\"]

[build-packages.\"builder 2.0\".files]
\"file:///etc/builder-2.0-py3-none-any.whl\" = \"md5:00000000000000000000000000000000\"
";
    let files = [("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), ("uvnix.lock", locked)];
    let outcome = Workplace::with(&files).lock2nix_with(&[("UVNIX_UV", "/nowhere")], &[]);
    assert_eq!(outcome.code, 1);
    assert_snapshot!(outcome.report, @r#"
    uvnix::facts::not_facts

      × invalid uvnix.lock: `file:///etc/builder-2.0-py3-none-any.whl` is not a
      │ URL that starts with https:// or http://
       ╭─[uvnix.lock:8:1]
     7 │ [build-packages."builder 2.0".files]
     8 │ "file:///etc/builder-2.0-py3-none-any.whl" = "md5:00000000000000000000000000000000"
       · ─────────────────────┬────────────────────
       ·                      ╰── here
       ╰────
      help: restore the file, or delete it and run `uvnix lock2nix`, which looks
            everything up again
    "#);
}
