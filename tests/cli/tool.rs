//! `uvnix tool`, which packages one program.

use insta::assert_snapshot;

use crate::command::{Outcome, Workplace};
use crate::{report, text};

/// The lock of a tool with these versions of its package and of its dependency.
fn locked(app: &str, click: &str) -> String {
    let package = |name: &str, version: &str, more: &str| {
        let hash = format!("sha256:{version:0>64}").replace('.', "a");
        format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
             source = {{ registry = \"https://pypi.example/simple\" }}\n{more}\
             wheels = [{{ url = \"https://files.example/{name}-{version}-py3-none-any.whl\", hash = \"{hash}\" }}]\n"
        )
    };
    format!(
        "version = 1\nrequires-python = \"==3.13.*\"\n\n[[package]]\nname = \"uvnix-tool\"\nversion = \"0\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{{ name = \"app\" }}]\n{}{}",
        package("app", app, "dependencies = [{ name = \"click\" }]\n"),
        package("click", click, "")
    )
}

/// A folder with a uv that answers with this lock.
fn workplace(lock: &str) -> Workplace {
    let workplace = Workplace::with(&[("bin/locked.lock", lock)]);
    workplace.uv_in("bin");
    workplace
}

fn tool(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    let uv = workplace.path("bin/uv").display().to_string();
    let cache = workplace.path("bin/cache").display().to_string();
    let variables =
        [("UVNIX_UV", uv.as_str()), ("UVNIX_CACHE_DIR", &cache), ("UVNIX_OFFLINE", "true")];
    workplace.with_variables(&variables, &[&["tool"], arguments].concat())
}

/// The files of the folder, without those of the uv.
fn names(workplace: &Workplace) -> Vec<String> {
    let names = workplace.contents().into_keys();
    names.filter(|name| !name.starts_with("bin/")).collect()
}

#[test]
fn a_tool_is_a_folder_with_its_own_lock() {
    let workplace = workplace(&locked("1.0", "8.1"));
    let outcome = tool(&workplace, &["App[fast]==1.0", "--with", "plugin", "--python=3.12"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let files = ["app/default.nix", "app/pyproject.toml", "app/uv.lock", "app/uv.nix"];
    assert_eq!(names(&workplace), files);
    assert_snapshot!(text(&workplace, "app/pyproject.toml"), @r#"
    # The first dependency is the package with the programs. After changes, run `uvnix tool upgrade`.
    [project]
    name = "uvnix-tool"
    version = "0"
    requires-python = "==3.12.*"
    dependencies = [
        "app[fast]==1.0",
        "plugin",
    ]

    [tool.uv]
    package = false
    "#);
    let expression = text(&workplace, "app/default.nix");
    assert!(expression.contains("package = pythonSet.app;"), "{expression}");
    assert!(expression.contains("{ python = python312; }"), "{expression}");
    let call = "pkgs.callPackage ./app { inherit pyproject-nix; }";
    assert!(outcome.output.starts_with("Next:\n  git add app\n"), "{}", outcome.output);
    assert!(outcome.output.contains(call), "{}", outcome.output);
    // The uv worked elsewhere.
    assert!(!workplace.path("uv.lock").exists());
}

#[test]
fn an_index_of_a_tool_is_written_down_for_upgrades() {
    let workplace = workplace(&locked("1.0", "8.1"));
    let [first, second] = ["ours=https://index.example/a", "https://index.example/b"];
    let outcome = tool(&workplace, &["app", "--index", first, "--index", second]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let pyproject = text(&workplace, "app/pyproject.toml");
    let indexes = "[[tool.uv.index]]\nname = \"ours\"\nurl = \"https://index.example/a\"\n\n\
                   [[tool.uv.index]]\nurl = \"https://index.example/b\"\n";
    assert!(pyproject.ends_with(indexes), "{pyproject}");
    let refused = tool(&workplace, &["app", "--index", "https://me:secret@index.example"]);
    assert_eq!(refused.code, 2);
    assert!(refused.report.contains("UV_INDEX_<NAME>_PASSWORD"), "{}", refused.report);
}

#[test]
fn a_folder_that_exists_is_not_touched() {
    let workplace = workplace(&locked("1.0", "8.1"));
    workplace.write("app/notes", "ours");
    let outcome = tool(&workplace, &["app"]);
    assert_eq!(outcome.error()[1], "app exists");
    assert_eq!(names(&workplace), ["app/notes"]);
    assert_eq!(tool(&workplace, &["app", "--output", "tools/other app"]).code, 0);
    let again = tool(&workplace, &["app", "-o", "tools/other app"]);
    let help = "run `uvnix tool upgrade 'tools/other app'`, or pass another folder";
    assert!(again.error()[2].starts_with(help), "{}", again.report);
}

#[test]
fn a_failure_of_uv_leaves_nothing_behind() {
    let workplace = workplace(&locked("1.0", "8.1"));
    workplace.write("bin/refusal", "Using CPython 3.13.0\nerror: No solution found");
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().display().to_string();
    let uv = workplace.path("bin/uv").display().to_string();
    let variables = [("UVNIX_UV", uv.as_str()), ("TMPDIR", folder.as_str())];
    let outcome = workplace.with_variables(&variables, &["tool", "app"]);
    assert_eq!(outcome.error()[1], "uv cannot lock the tool: error: No solution found");
    let absent = [("UVNIX_UV", "no-such-uv"), ("TMPDIR", folder.as_str())];
    let outcome = workplace.with_variables(&absent, &["tool", "app"]);
    assert!(outcome.error()[0].contains("uv::not_found"), "{}", outcome.report);
    assert_eq!(names(&workplace), [""; 0]);
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_a_name_is_refused_before_anything_is_run() {
    let workplace = workplace(&locked("1.0", "8.1"));
    for arguments in
        [&["../app"][..], &["app @ https://a.example"], &[], &["app", "--from", "../app"]]
    {
        assert_eq!(tool(&workplace, arguments).code, 2, "{arguments:?}");
    }
    let outcome = tool(&workplace, &["app", "other"]);
    assert_eq!(outcome.code, 2);
    let told = "add another with `--with other`, or run `uvnix tool other`";
    assert!(outcome.report.contains(told), "{}", outcome.report);
    let outcome = tool(&workplace, &["app==1", "--from", "git+https://git.example/app"]);
    assert!(outcome.error()[0].contains("tool::two_sources"), "{}", outcome.report);
    assert!(!workplace.path("bin/asked").exists());
}

#[test]
fn an_upgrade_changes_the_locks_and_says_what_changed() {
    let workplace = workplace(&locked("1.0", "8.1"));
    for name in ["app", "app==1.0 -o pinned"] {
        let arguments = Vec::from_iter(name.split(' '));
        assert_eq!(tool(&workplace, &arguments).code, 0);
    }
    let before = workplace.contents();
    assert_snapshot!(report(&tool(&workplace, &["upgrade"])), @"
    exit code 0
    app: up to date
    pinned: up to date
    note: pinned stays at `app==1.0`. For another version, change it in pyproject.toml and upgrade again
    ");
    assert!(text(&workplace, "bin/asked").ends_with("lock --no-progress --upgrade\n"));

    workplace.write("bin/locked.lock", locked("1.1", "8.1"));
    let outcome = tool(&workplace, &["upgrade", "app"]);
    assert_eq!(outcome.output, "~ app  1.0 → 1.1\n1 updated\n");
    assert_snapshot!(report(&outcome), @"
    exit code 0
    app/uv.lock: written
    app/uv.nix: written
    ");
    let after = workplace.contents();
    let changed = after.iter().filter(|(name, content)| before.get(*name) != Some(*content));
    let changed = changed.map(|(name, _)| name.as_str()).filter(|name| !name.starts_with("bin/"));
    assert_eq!(Vec::from_iter(changed), ["app/uv.lock", "app/uv.nix"]);
    assert_eq!(names(&workplace).len(), 8);
}

#[test]
fn a_tool_that_cannot_be_upgraded_does_not_hold_back_the_others() {
    let workplace = workplace(&locked("1.0", "8.1"));
    assert!(tool(&workplace, &["upgrade"]).error()[0].contains("tool::no_tool"));
    assert_eq!(tool(&workplace, &["app"]).code, 0);
    workplace.write("bin/locked.lock", locked("1.0", "8.2"));
    let outcome = tool(&workplace, &["upgrade", "missing", "app"]);
    assert_eq!(outcome.error()[1], "there is no tool in missing");
    assert_eq!(outcome.output, "app:\n~ click  8.1 → 8.2\n1 updated\n");
    assert!(text(&workplace, "app/uv.lock").contains("version = \"8.2\""));
}

#[test]
fn the_error_of_an_upgrade_names_the_tool_and_its_own_files() {
    let workplace = workplace(&locked("1.0", "8.1"));
    for name in ["app", "other"] {
        assert_eq!(tool(&workplace, &["app", "-o", name]).code, 0);
    }
    let settings = text(&workplace, "app/pyproject.toml");
    workplace.write("app/pyproject.toml", format!("{settings}\n[tool.uvnix]\nbogus = 1\n"));
    workplace.write("other/uv.nix", "ours");
    let outcome = tool(&workplace, &["upgrade"]);
    assert_eq!(outcome.code, 1);
    for told in ["╭─[app/pyproject.toml:", "other/uv.nix was not written by uvnix"] {
        assert!(outcome.report.contains(told), "{told}: {}", outcome.report);
    }
    let [.., help] = tool(&workplace, &["upgrade", "other"]).error();
    assert_eq!(help, "move it away, then upgrade the tool again");
    assert_eq!(text(&workplace, "other/uv.nix"), "ours");

    workplace.write("app/pyproject.toml", settings);
    workplace.write("app/uvnix.lock", "# @generated by uvnix: facts\n");
    let outcome = tool(&workplace, &["upgrade", "app"]);
    assert!(outcome.report.contains("╭─[app/uvnix.lock:"), "{}", outcome.report);

    std::fs::remove_file(workplace.path("app/uvnix.lock")).unwrap();
    workplace.write("bin/refusal", "error: No solution found");
    let [_, message, help] = tool(&workplace, &["upgrade", "app"]).error();
    assert_eq!(message, "uv cannot lock app: error: No solution found");
    assert!(help.ends_with("Its files were not changed"), "{help}");
}
