//! What keeps the requirements of builds from being locked.

use insta::assert_snapshot;

use crate::command::Workplace;

const LOCK: &str = r#"
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
"#;

const PYPROJECT: &str = "build-system.requires = ['builder>=2']\n[tool.uvnix]";

/// A project whose build requirements are locked, as those of every project.
fn workplace(more: (&str, &str)) -> Workplace {
    Workplace::with(&[("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), more])
}

/// The report of a run that writes the file, but locks no build requirements.
fn unlocked(workplace: &Workplace, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let variables = [&[("UVNIX_LOCK_BUILD_SYSTEMS", "")], variables].concat();
    let outcome = workplace.lock2nix_with(&variables, arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(workplace.path("uv.nix").exists() && !workplace.path("uvnix.lock").exists());
    outcome.report
}

#[test]
fn a_uv_that_is_not_there_is_asked_for() {
    let workplace = workplace(("pylock.toml", ""));
    assert_snapshot!(unlocked(&workplace, &[("PATH", "/nowhere")], &[]), @"
    warning: could not lock build requirements of: app 1
      uv was not found [uvnix::uv::not_found]
      help: install uv (https://docs.astral.sh/uv/), or set UVNIX_UV to its path
      Nix builds these packages only if your flake provides their build requirements. Fix this and run again, or turn locking off with `lock-build-systems = false` in [tool.uvnix].
    uv.nix: written (1 package, 12 environments)
    ");
}

#[test]
fn a_uv_that_is_too_old_is_named() {
    let workplace = workplace(("version", "uv 0.6.14"));
    let uv = workplace.uv();
    let report = unlocked(&workplace, &[("UVNIX_UV", &uv)], &[]);
    assert!(report.contains("is too old: uv 0.6.14 [uvnix::uv::too_old]"), "{report}");
}

#[test]
fn what_uv_says_is_shown_with_the_packages_that_it_is_about() {
    let said = "error: no \u{1b}[31mbuilder at https://me:secret@pypi.example/simple\n  hint: look";
    let workplace = workplace(("refusal", said));
    let uv = workplace.uv();
    let variables = [("UVNIX_UV", uv.as_str())];
    assert_snapshot!(unlocked(&workplace, &variables, &[]), @r"
    Asking uv for the build requirements of 1 package
    warning: could not lock build requirements of: app 1
      builder>=2; libcst, tomli ; python_full_version < '3.11': error: no \u{1b}[31mbuilder at https://***@pypi.example/simple
          hint: look [uvnix::build_lock::unresolvable]
      help: check the index and `build-constraint-dependencies` in [tool.uv], or set other build requirements: `build-system` in [tool.uvnix.packages.<name>]
      Nix builds these packages only if your flake provides their build requirements. Fix this and run again, or turn locking off with `lock-build-systems = false` in [tool.uvnix].
    uv.nix: written (1 package, 12 environments)
    ");
    let report = unlocked(&workplace, &variables, &["--offline"]);
    assert!(report.contains("hint: look [uvnix::build_lock::offline]"), "{report}");
    assert!(report.contains("without `--offline`"), "{report}");
}

#[test]
fn an_index_that_cannot_be_reached_is_named_once_for_all_lists() {
    let said = "error: Request failed after 3 retries in 4.9s\n  \
                cause: Failed to fetch: https://pypi.example/simple/builder/\n  \
                cause: error sending request for url (https://pypi.example/simple/builder/)\n  \
                cause: client error (Connect)\n  cause: dns error\n  cause: no such host";
    let workplace = workplace(("refusal", said));
    let member = "\n[[package]]\nname = 'other'\nversion = '1'\nsource = { directory = 'other' }\n";
    workplace.write("uv.lock", format!("{LOCK}dependencies = [{{ name = 'other' }}]\n{member}"));
    workplace.write("other/pyproject.toml", "build-system.requires = ['flit']");
    let uv = workplace.uv();
    let variables = [("UVNIX_UV", uv.as_str())];
    assert_snapshot!(unlocked(&workplace, &variables, &[]), @"
    Asking uv for the build requirements of 2 packages
    warning: could not lock build requirements of: app 1, other 1
      builder>=2; flit; libcst, tomli ; python_full_version < '3.11': uv cannot reach pypi.example: no such host [uvnix::build_lock::unreachable]
      help: check the network, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the address of the index, then try again
      Nix builds these packages only if your flake provides their build requirements. Fix this and run again, or turn locking off with `lock-build-systems = false` in [tool.uvnix].
    uv.nix: written (2 packages, 12 environments)
    ");
    workplace.write("refusal", "error: Because builder was not found in the cache");
    let report = unlocked(&workplace, &variables, &["--offline"]);
    let told = "  builder>=2; flit; libcst, tomli ; python_full_version < '3.11': the cache of uv does not have them \
                [uvnix::build_lock::offline]\n  help: run once without `--offline`\n";
    assert!(report.contains(told), "{report}");
}

#[test]
fn an_index_that_lacks_the_backend_of_this_uv_is_met_with_another_bound() {
    let workplace = workplace(("refusal", "error: only uv-build<=0.13.6 is available"));
    let pyproject = PYPROJECT.replace("builder>=2", "setuptools', 'uv_build>=0.13.9,<0.14");
    workplace.write("pyproject.toml", pyproject);
    let report = unlocked(&workplace, &[("UVNIX_UV", &workplace.uv())], &[]);
    let help = "  help: if the index does not have this version of uv-build yet, lower the bound \
                uv-build>=0.13.9,<0.14 in [build-system]";
    assert!(report.contains(help), "{report}");
    let variables = [("UVNIX_LOCK_BUILD_SYSTEMS", "")];
    let doctor = workplace.with_variables(&variables, &["doctor", "--format", "json"]).output;
    assert!(doctor.contains("lower the bound uv-build>=0.13.9,<0.14"), "{doctor}");
}

#[test]
fn an_answer_that_is_none_is_refused() {
    let workplace = workplace(("pylock.toml", "lock-version = '2.0'"));
    let report = unlocked(&workplace, &[("UVNIX_UV", &workplace.uv())], &[]);
    for part in [
        "the output of uv is not a valid pylock.toml: version 2.0 of the pylock.toml format",
        "[uvnix::build_lock::not_a_pylock]",
        "help: check that `uv pip compile --format pylock.toml` works",
        "uv.nix: written (1 package, 12 environments)",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn lists_that_can_be_locked_are_locked_and_the_file_is_up_to_date_without_the_others() {
    let workplace = workplace(("pylock.toml", "lock-version = '1.0'"));
    let uv = workplace.uv();
    let variables = [("UVNIX_UV", uv.as_str()), ("UVNIX_LOCK_BUILD_SYSTEMS", "")];
    let run = |arguments: &[&str]| workplace.lock2nix_with(&variables, arguments);
    workplace.write("pyproject.toml", PYPROJECT.replace("builder>=2", "hatchling"));
    assert_eq!(run(&[]).code, 0);
    let locked = workplace.contents().remove("uvnix.lock").expect("it was written");
    workplace.write("refusal", "error: there is no other");
    let two = "build-system = { requires = ['hatchling'], build-backend = 'hatchling.build' }";
    workplace.write("pyproject.toml", two);
    let outcome = run(&[]);
    assert!(
        outcome.report.contains("  editables~=0.3, hatchling: error: there"),
        "{}",
        outcome.report
    );
    assert_eq!(workplace.contents().remove("uvnix.lock"), Some(locked));
    let outcome = run(&["--check"]);
    assert_eq!(outcome.code, 0, "{}", outcome.output);
    let warning = "warning: the build requirements editables~=0.3, hatchling are not locked";
    assert!(outcome.report.contains(warning), "{}", outcome.report);
}

#[test]
fn a_check_names_the_lists_that_are_locked_for_other_settings() {
    let workplace = workplace(("pylock.toml", "lock-version = '1.0'"));
    let uv = workplace.uv();
    let variables = [("UVNIX_UV", uv.as_str()), ("UVNIX_LOCK_BUILD_SYSTEMS", "")];
    let run = |arguments: &[&str]| workplace.lock2nix_with(&variables, arguments);
    assert_eq!(run(&[]).code, 0);
    assert_eq!(run(&["--check"]).code, 0);
    for setting in
        ["exclude-newer = '2026-06-01T00:00:00Z'", "build-constraint-dependencies = ['builder<3']"]
    {
        workplace.write("pyproject.toml", format!("{PYPROJECT}\n[tool.uv]\n{setting}\n"));
        let outcome = run(&["--check"]);
        let reason = "uvnix.lock has them for other environments, or for other indexes or settings of [tool.uv]";
        let warning = format!(
            "warning: the build requirements builder>=2 are not locked: {reason}\n  \
             help: run `uvnix lock2nix` to lock them again\n"
        );
        assert!(outcome.report.contains(&warning), "{setting}: {}", outcome.report);
        let variables = [("UVNIX_LOCK_BUILD_SYSTEMS", "")];
        let doctor = workplace.with_variables(&variables, &["doctor", "--format", "json"]).output;
        assert!(doctor.contains(&format!("{reason}; required by app")), "{setting}: {doctor}");
        // What uv will answer is unknown: it may be the same.
        let stale = "uvnix.lock has build requirements that are locked for other environments or settings: ";
        assert!(outcome.output.contains(stale), "{setting}: {}", outcome.output);
        for untrue in ["uvnix.lock has changed", "-    build-environments"] {
            assert!(!outcome.output.contains(untrue), "{setting}: {}", outcome.output);
        }
        assert_eq!(outcome.code, 1, "{setting}");
        assert_eq!(run(&[]).code, 0);
        assert_eq!(run(&["--check"]).code, 0, "{setting}");
    }
}

#[test]
fn without_a_lock_the_ways_out_are_named() {
    let pyproject = "build-system.requires = ['builder>=2']\n\
                     tool.uvnix.lock-build-systems = false";
    let workplace = Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", LOCK)]);
    let variables = [("UVNIX_LOCK_BUILD_SYSTEMS", "")];
    assert_snapshot!(workplace.lock2nix_with(&variables, &[]).report, @"
    warning: build requirement builder: neither in the project nor, on 2026-08-17, among the build systems of pyproject.nix; required by app 1 (builder>=2)
      help: lock build requirements: run `uvnix lock2nix` with uv on PATH, and without `lock-build-systems = false`; or add the missing packages to a dependency group of the project
    uv.nix: written (1 package, 12 environments)
    ");
}

#[test]
fn an_extra_that_the_project_does_not_have_is_named_before_evaluation_does_it() {
    let pyproject = "build-system.requires = ['builder[plain,fast]>=2']\n\
                     tool.uvnix.lock-build-systems = false";
    let builder = "[[package]]\nname = \"builder\"\nversion = \"2\"\n\
                   source = { registry = \"https://pypi.example/simple\" }\n\
                   [package.optional-dependencies]\nplain = [{ name = \"app\" }]\n";
    let lock =
        format!("{LOCK}dependencies = [{{ name = \"builder\", extra = [\"plain\"] }}]\n{builder}");
    let workplace = Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", &lock)]);
    let variables = [("UVNIX_LOCK_BUILD_SYSTEMS", "")];
    let report = workplace.lock2nix_with(&variables, &[]).report;
    let warning = "warning: build requirement builder: not locked, and the project has it without the extra fast, so builds \
                   do not get the extra; required by app 1 (builder[plain,fast]>=2)\n";
    assert!(report.starts_with(warning), "{report}");
    workplace.write("pyproject.toml", pyproject.replace(",fast", ""));
    let report = workplace.lock2nix_with(&variables, &[]).report;
    assert!(!report.contains("warning: build requirement"), "{report}");
}

#[test]
fn an_address_that_is_none_is_shown_in_uvnix_lock() {
    let locked = "\
version = 1

[build-terms]
python = \"3.12\"

[build-locks.\"builder>=2\"]
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
        ╭─[uvnix.lock:10:1]
      9 │ [build-packages."builder 2.0".files]
     10 │ "file:///etc/builder-2.0-py3-none-any.whl" = "md5:00000000000000000000000000000000"
        · ─────────────────────┬────────────────────
        ·                      ╰── here
        ╰────
      help: restore the file, or delete it and run `uvnix lock2nix`, which looks
            everything up again
    "#);
}
