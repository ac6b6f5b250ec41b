//! `uvnix doctor`, which tells what will probably need attention.

use insta::assert_snapshot;
use serde_json::Value;

use crate::command::Outcome;
use crate::git::{git, with_git};
use crate::{Workplace, case};

fn doctor(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    doctor_at(workplace, "0", arguments)
}

/// The same in this many columns; 0: whole lines.
fn doctor_at(workplace: &Workplace, columns: &str, arguments: &[&str]) -> Outcome {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let variables = variables.chain([("COLUMNS", columns)]);
    workplace.uvnix_in(".", &Vec::from_iter(variables), &[&["doctor"], arguments].concat())
}

/// What was found: the check, and what it was found of.
fn found(workplace: &Workplace, arguments: &[&str]) -> Vec<String> {
    let outcome = doctor(workplace, &[&["--format=json"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let answer: Value = serde_json::from_str(&outcome.output).expect("it is JSON");
    assert_eq!(answer["version"], 1);
    let findings = answer["locks"][0]["findings"].as_array().expect("a list").iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("a text").to_owned();
    findings.map(|it| format!("{} {}", text(it, "check"), text(it, "subject"))).collect()
}

/// A project that needs a package which comes in these files.
fn project(files: &str) -> Workplace {
    let lock = format!(
        r#"version = 1
requires-python = "==3.12.*"

[[package]]
name = "app"
version = "1"
source = {{ virtual = "." }}
dependencies = [{{ name = "needed" }}]

[[package]]
name = "needed"
version = "1"
source = {{ registry = "https://pypi.example/simple" }}
{files}
"#
    );
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    assert_eq!(workplace.lock2nix(&["--offline"]).code, 0);
    workplace
}

fn file(name: &str) -> String {
    let hash = "0".repeat(64);
    format!(r#"{{ url = "https://files.example/{name}", hash = "sha256:{hash}" }}"#)
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let outcome = doctor(&case("pure"), &["--strict"]);
    assert_eq!(outcome.code, 0);
    assert_eq!(outcome.output, "uv.lock: nothing needs attention\n");
    assert_eq!(doctor(&case("pure"), &["--quiet"]).output, "");
}

#[test]
fn a_wheel_for_a_newer_glibc_or_macos_is_told_with_what_would_have_to_be_promised() {
    let wheels = format!(
        "wheels = [{}, {}]",
        file("needed-1-cp312-cp312-manylinux_2_41_x86_64.whl"),
        file("needed-1-cp312-cp312-macosx_15_0_arm64.whl")
    );
    let outcome = doctor(&project(&wheels), &["--strict", "--system=x86_64-linux"]);
    assert_eq!(outcome.code, 1);
    assert_snapshot!(outcome.output, @r#"
    uv.lock: 1 warning

    warning: wheels need a newer system than configured
      needed 1: wheels need glibc 2.41; nothing else can be installed
        help: if your machines have glibc 2.41 or newer, set `glibc = "2.41"` in [tool.uvnix.environments], or use `--glibc 2.41`
    "#);
    let all = found(&project(&wheels), &[]);
    assert_eq!(all, ["no-file needed 1", "newer-target needed 1", "newer-target needed 1"]);
    let promised = ["--system=x86_64-linux", "--glibc=2.41"];
    assert_eq!(found(&project(&wheels), &promised), [""; 0]);
}

#[test]
fn what_is_built_is_told_with_what_is_known_of_its_build() {
    let sdist = format!("sdist = {}", file("needed-1.tar.gz"));
    let workplace = project(&sdist);
    let usual = ["stale uvnix.lock", "unknown-build-system needed 1"];
    assert_eq!(found(&workplace, &[]), usual);
    let settings = "tool.uvnix.packages.needed.build-system = ['flit-core', 'nobody-has-this']";
    workplace.write("pyproject.toml", settings);
    assert_eq!(workplace.lock2nix(&["--offline"]).code, 0);
    let brief = doctor(&workplace, &[]).output;
    assert!(brief.starts_with("uv.lock: 1 warning (`--verbose` prints 2 notes)\n"), "{brief}");
    assert!(!brief.contains("note: "), "{brief}");
    let outcome = doctor(&workplace, &["--verbose"]);
    assert_eq!(outcome.code, 0);
    assert_snapshot!(outcome.output, @"
    uv.lock: 1 warning

    warning: missing build requirements
      nobody-has-this: neither in the project nor, on 2026-08-17, among the build systems of pyproject.nix; required by needed 1
        help: lock build requirements: run `uvnix lock2nix` with uv on PATH, and without `lock-build-systems = false`; or add the missing packages to a dependency group of the project

    note: built from source
      needed 1: built from source with flit-core, nobody-has-this, according to `build-system` in [tool.uvnix.packages.needed]
        help: if its build fails, add libraries and tools from nixpkgs in [tool.uvnix.packages.<name>]

    note: libraries and programs from elsewhere
      needed 1: its build uses libraries and tools from nixpkgs' recipe needed, if there is one
        help: `uvnix explain <name>` lists each of them
    ");
}

#[test]
fn commits_and_files_that_are_not_looked_at_are_told() {
    let found = found(&case("remote-sources"), &[]);
    assert!(found.contains(&"unknown-tree from-branch 0.1.0".to_owned()), "{found:?}");
    assert!(found.contains(&"unknown-build-system from-zip 1.0".to_owned()), "{found:?}");
    let found = self::found(&case("hashes"), &[]);
    assert!(found.contains(&"no-hash by-blake2b 1".to_owned()), "{found:?}");
}

#[test]
fn what_no_environment_can_install_is_told() {
    let found = found(&case("no-usable-file"), &[]);
    let expected = ["nothing-at-all 1.0", "only-linux 1.0", "only-old 1.0", "only-wasm 1.0"];
    assert_eq!(found, expected.map(|package| format!("no-file {package}")));
}

#[test]
fn what_is_only_so_for_one_of_the_builders_is_told_for_it() {
    let workplace = case("cycles");
    let found = || -> Vec<_> {
        let found = self::found(&workplace, &[]).into_iter();
        found.filter(|it| it.starts_with("cycle") || it.contains("-build-system")).collect()
    };
    let before = found();
    assert!(before.iter().all(|it| !it.starts_with("cycle")), "{before:?}");
    let text = std::fs::read_to_string(workplace.path("pyproject.toml")).unwrap_or_default();
    workplace.write("pyproject.toml", format!("{text}\n[tool.uvnix]\nbackend = \"nixpkgs\"\n"));
    let after = found();
    assert!(after.iter().any(|it| it.starts_with("cycle ")), "{after:?}");
    workplace.write("pyproject.toml", text);
    assert_eq!(workplace.lock2nix(&["--backend=nixpkgs", "--offline", "--lookup=none"]).code, 0);
    let named = self::found(&workplace, &["--backend=nixpkgs"]);
    assert!(!named.contains(&"stale uv.nix".to_owned()), "{named:?}");
    assert!(named.iter().any(|it| it.starts_with("cycle ")), "{named:?}");
}

#[test]
fn files_that_git_does_not_know_are_told_with_what_lies_outside() {
    let workplace = case("parent-folder");
    let found = || self::found(&workplace, &["application"]);
    assert_eq!(found(), ["out-of-reach library 0.1.0"]);
    git(&workplace, ".", &["init"]);
    let untracked = found();
    assert!(untracked.iter().all(|it| it.starts_with("untracked ")), "{untracked:?}");
    assert!(untracked.contains(&"untracked application/uv.nix".to_owned()), "{untracked:?}");
    assert!(untracked.contains(&"untracked library/pyproject.toml".to_owned()), "{untracked:?}");
    git(&workplace, ".", &["add", "."]);
    assert_eq!(found(), [""; 0]);
}

#[test]
fn a_lock_file_that_git_ignores_is_added_by_force() {
    let workplace = case("pure");
    workplace.write(".gitignore", "*.lock\n");
    git(&workplace, ".", &["init"]);
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let variables = Vec::from_iter(variables);
    let init = || {
        let arguments = ["init", "--offline", "--lookup=none"];
        workplace.uvnix_in(".", &variables, &arguments).output
    };
    let next = init();
    assert!(next.starts_with("Next:\n  git add .\n  git add --force uv.lock\n  nix"), "{next}");
    git(&workplace, ".", &["add", "."]);
    let next = init();
    assert!(next.starts_with("Next:\n  git add --force uv.lock\n  nix"), "{next}");
    let told = doctor(&workplace, &[]).output;
    let help = "  uv.lock\n    help: git ignores these files: remove them from .gitignore and run `git add` on them, or \
                run `git add --force`\n";
    assert!(told.contains(help), "{told}");
    git(&workplace, ".", &["add", "--force", "uv.lock"]);
    assert!(init().starts_with("Next:\n  nix"));
    assert_eq!(found(&workplace, &[]), [""; 0]);
}

#[test]
fn sources_that_git_does_not_know_are_told_unless_it_ignores_them() {
    let workplace = case("local-sources");
    git(&workplace, ".", &["init"]);
    git(&workplace, ".", &["add", "."]);
    assert!(!found(&workplace, &[]).iter().any(|it| it.starts_with("untracked")));
    git(&workplace, ".", &["rm", "-r", "--cached", "archives", "libraries of ours"]);
    workplace.write("libraries of ours/pyproject.toml", "[project]\nname = 'ours'\n");
    workplace.write(".gitignore", "*.pyc\n");
    workplace.write("libraries of ours/new.py", "");
    workplace.write("libraries of ours/new.pyc", "");
    workplace.write("libraries of ours/notes.txt", "");
    let told = found(&workplace, &[]);
    let told: Vec<_> = told.iter().filter_map(|it| it.strip_prefix("untracked ")).collect();
    assert!(told.contains(&"libraries of ours/new.py"), "{told:?}");
    assert!(told.iter().any(|it| it.starts_with("archives/")), "{told:?}");
    assert!(!told.contains(&"libraries of ours/new.pyc"), "{told:?}");
    let text = doctor(&workplace, &[]).output;
    assert!(told.contains(&"libraries of ours/pyproject.toml"), "{told:?}");
    let (warnings, notes) = text.split_once("\nnote: untracked: ").expect("some are notes");
    assert!(warnings.contains("new.py\n") && notes.contains("notes.txt\n"), "{text}");
}

#[test]
fn where_git_cannot_be_asked_that_is_said() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    let nowhere = [("PATH", "/nowhere")];
    let outcome = workplace.uvnix_in(".", &nowhere, &["doctor", "--strict"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.output.contains("note: not checked"), "{}", outcome.output);
}

#[test]
fn files_outside_of_everything_that_a_flake_sees_are_told() {
    let workplace = case("local-sources");
    let project = Workplace::with::<&str>(&[]);
    for (name, content) in workplace.contents() {
        let place = if name.starts_with("archives") { name } else { format!("project/{name}") };
        let text = String::from_utf8_lossy(&content)
            .replace("path = \"archives/", "path = \"../archives/");
        project.write(&place, text.as_bytes());
    }
    let found = found(&project, &["project"]);
    assert!(found.iter().any(|it| it.starts_with("out-of-reach archives/")), "{found:?}");
}

#[test]
fn a_script_that_git_does_not_know_is_told() {
    let workplace = case("script");
    git(&workplace, ".", &["init"]);
    git(&workplace, ".", &["add", "tool.py.lock", "tool.py.nix"]);
    assert!(found(&workplace, &["tool.py"]).contains(&"untracked tool.py".to_owned()));
}

#[test]
fn a_project_that_does_not_say_how_it_is_built_is_told() {
    let workplace = case("workspace");
    std::fs::remove_file(workplace.path("core/pyproject.toml")).expect("it is there");
    let found = found(&workplace, &[]);
    assert!(found.iter().any(|it| it.starts_with("out-of-reach shop-core")), "{found:?}");
}

#[test]
fn a_member_in_a_submodule_is_not_taken_for_a_file_to_add() {
    let other = Workplace::with(&[("pyproject.toml", "project.name = 'library'")]);
    git(&other, ".", &["init"]);
    git(&other, ".", &["add", "."]);
    git(&other, ".", &["commit", "-m", "all"]);
    let workplace = case("parent-folder");
    std::fs::remove_dir_all(workplace.path("library")).expect("it is there");
    git(&workplace, ".", &["init"]);
    let url = other.path(".").display().to_string();
    git(&workplace, ".", &["submodule", "add", &url, "library"]);
    git(&workplace, ".", &["add", "."]);
    let found = found(&workplace, &["application"]);
    let submodule = "out-of-reach library".to_owned();
    assert!(found.contains(&submodule), "{found:?}");
    assert!(!found.iter().any(|it| it.starts_with("untracked")), "{found:?}");
    workplace.write("flake.nix", "{ inputs.self.submodules = true; outputs = _: { }; }\n");
    git(&workplace, ".", &["add", "flake.nix"]);
    assert!(!self::found(&workplace, &["application"]).contains(&submodule));
}

#[test]
fn a_file_that_is_stale_or_absent_is_told() {
    let workplace = case("pure");
    workplace.write("uv.nix", "# @generated by uvnix from uv.lock.\n");
    assert_eq!(found(&workplace, &[]), ["stale uv.nix"]);
    std::fs::remove_file(workplace.path("uv.nix")).expect("it is there");
    let outcome = doctor(&workplace, &[]);
    assert_snapshot!(outcome.output, @"
    uv.lock: nothing needs attention

    note: not generated yet
      uv.nix: does not exist yet
        help: run `uvnix init` to write it and a flake, or `uvnix lock2nix` to write it alone
    ");
    workplace.write("flake.nix", "{ outputs = _: { }; }\n");
    assert_eq!(found(&workplace, &[]), ["stale uv.nix"]);
}

#[test]
fn commands_in_help_are_for_the_lock_that_was_asked_for() {
    let workplace = Workplace::with::<&str>(&[]);
    for (name, content) in case("pure").contents() {
        workplace.write(&format!("an app/{name}"), content);
    }
    workplace.write("an app/uv.nix", "# @generated by uvnix from uv.lock.\n");
    let outcome = doctor(&workplace, &["an app"]);
    assert!(outcome.output.contains("help: run `uvnix lock2nix 'an app'`\n"), "{}", outcome.output);
    std::fs::remove_file(workplace.path("an app/uv.nix")).expect("it is there");
    let outcome = doctor(&workplace, &["an app/uv.lock"]);
    let help = "help: run `uvnix init 'an app/uv.lock'` to write it and a flake, or `uvnix lock2nix 'an app/uv.lock'`";
    assert!(outcome.output.contains(help), "{}", outcome.output);
}

#[test]
fn a_lock_that_cannot_be_read_is_an_error_and_the_others_are_looked_at() {
    let workplace = case("workspace");
    let outcome = doctor(&workplace, &["nowhere", "."]);
    assert_eq!(outcome.output, "uv.lock: nothing needs attention\n");
    assert_eq!(
        outcome.error(),
        [
            "uvnix::input::no_path",
            "nowhere does not exist",
            "pass a project folder, its uv.lock, a pylock.toml, or the lock file of a script"
        ]
    );
}

#[test]
fn lines_fit_into_the_terminal() {
    let workplace = Workplace::with(&[("uv.lock", case("pure").read("uv.lock"))]);
    assert_snapshot!(doctor_at(&workplace, "40", &[]).output, @"
    uv.lock: 1 warning

    warning: not accessible to Nix
      app 1.0.0: its folder . has neither
        pyproject.toml nor setup.py
        help: restore the file; if the
          package was removed, lock the
          project again

    note: not generated yet
      uv.nix: does not exist yet
        help: run `uvnix init` to write it
          and a flake, or `uvnix lock2nix`
          to write it alone
    ");
    let colors = doctor_at(&workplace, "40", &["--color=always"]).output;
    assert!(colors.contains("\u{1b}[36mhelp:\u{1b}[0m run"), "{colors}");
}

#[test]
fn a_python_that_only_the_flake_or_only_uv_uses_is_told_with_the_file_that_decides() {
    let workplace = project(&format!("wheels = [{}]", file("needed-1-py3-none-any.whl")));
    workplace.write(".python-version", "3.11\n");
    workplace.write("flake.nix", "{ outputs = { pkgs, ... }: { python = pkgs.python312; }; }");
    assert_snapshot!(doctor(&workplace, &[]).output, @"
    uv.lock: 1 note

    note: uv and Nix use different Pythons
      .python-version: uv uses Python 3.11; Nix uses Python 3.12, because flake.nix decides
        help: use the Python of one file in the other; `uv python pin` changes .python-version
    ");
    workplace.write(".python-version", "3.12.4\n");
    assert_eq!(doctor(&workplace, &[]).output, "uv.lock: nothing needs attention\n");
}
