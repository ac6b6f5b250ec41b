//! `uvnix adopt`, which moves a project to uv in the versions that another tool locked.

use insta::assert_snapshot;

use crate::command::{Outcome, Workplace};
use crate::report;

const PYPROJECT: &str = "[project]\nname = \"app\"\nversion = \"0\"\nrequires-python = \">=3.12\"\n\
                         dependencies = [\"click\", \"tool\"]\n\
                         [tool.uv.sources]\ntool = { git = \"https://git.example/tool\", branch = \"main\" }\n";
const OLD: &str = "7fc59da2c4dff919db2095a0f0e47101b657131d";
const HASH: &str = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28";

fn poetry_lock() -> String {
    format!(
        "[[package]]\nname = \"click\"\nversion = \"8.1.7\"\nfiles = [{{file = \"a\", hash = \"{HASH}\"}}]\n\n\
         [[package]]\nname = \"tool\"\nversion = \"1.0\"\n[package.source]\ntype = \"git\"\n\
         url = \"https://git.example/tool\"\nreference = \"main\"\nresolved_reference = \"{OLD}\"\n\n\
         [metadata]\nlock-version = \"2.1\"\n"
    )
}

/// The lock of uv, with this version of click.
fn locked(click: &str) -> String {
    let wheel = format!("click-{click}-py3-none-any.whl");
    format!(
        "version = 1\nrequires-python = \">=3.12\"\n\n\
         [[package]]\nname = \"app\"\nversion = \"0\"\nsource = {{ virtual = \".\" }}\n\
         dependencies = [{{ name = \"click\" }}, {{ name = \"tool\" }}]\n\n\
         [[package]]\nname = \"click\"\nversion = \"{click}\"\n\
         source = {{ registry = \"https://pypi.example/simple\" }}\n\
         wheels = [{{ url = \"https://files.example/{wheel}\", hash = \"{HASH}\" }}]\n\n\
         [[package]]\nname = \"tool\"\nversion = \"1.0\"\n\
         source = {{ git = \"https://git.example/tool?branch=main#{OLD}\" }}\n"
    )
}

/// A project that Poetry locked, with a uv that answers with this lock.
fn project(click: &str) -> Workplace {
    let workplace = Workplace::with(&[("poetry.lock", poetry_lock())]);
    workplace.write("pyproject.toml", PYPROJECT);
    workplace.write("bin/locked.lock", locked(click));
    workplace.uv_in("bin");
    workplace
}

fn adopt(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    let uv = workplace.path("bin/uv").display().to_string();
    let common = ["adopt", "--offline", "--lookup=none"];
    workplace.with_variables(&[("UVNIX_UV", &uv)], &[&common[..], arguments].concat())
}

/// The files of the project, without those of the uv.
fn names(workplace: &Workplace) -> Vec<String> {
    let names = workplace.contents().into_keys();
    names.filter(|name| !name.starts_with("bin/")).collect()
}

fn asked(workplace: &Workplace) -> String {
    std::fs::read_to_string(workplace.path("bin/asked")).unwrap_or_default()
}

#[test]
fn versions_and_commits_are_handed_to_uv_and_a_flake_is_made() {
    let workplace = project("8.1.7");
    assert_snapshot!(report(&adopt(&workplace, &["--exact"])), @"
    exit code 0
    uv locks the project with the versions of poetry.lock
    2 packages as in poetry.lock
    uv.lock: written
    uv.nix: written (3 packages, 12 environments)
    flake.nix: written
    ");
    assert_eq!(asked(&workplace), "--offline lock --no-progress --no-build\n");
    let seed = std::fs::read_to_string(workplace.path("bin/seed.lock")).unwrap();
    assert!(seed.contains("version = \"8.1.7\""), "{seed}");
    assert!(
        seed.contains(&format!("git = \"https://git.example/tool?branch=main#{OLD}\"")),
        "{seed}"
    );
    let files = ["flake.nix", "poetry.lock", "pyproject.toml", "uv.lock", "uv.nix"];
    assert_eq!(names(&workplace), files);
}

#[test]
fn a_change_is_told_with_the_requirement_that_forces_it() {
    let workplace = project("8.2.0");
    let reason =
        "error: No solution found\n  cause: Because tool depends on click>=8.2, it fails.\n";
    workplace.write("bin/refusal-to-keep", reason);
    assert_snapshot!(report(&adopt(&workplace, &["--no-init"])), @"
    exit code 0
    uv locks the project with the versions of poetry.lock
    1 package as in poetry.lock
    ~ click  8.1.7 → 8.2.0
    1 updated
    click: Because tool depends on click>=8.2, it fails.
    uv.lock: written
    ");
    assert_eq!(names(&workplace), ["poetry.lock", "pyproject.toml", "uv.lock"]);
}

#[test]
fn exact_means_that_nothing_is_written_if_anything_changes() {
    let workplace = project("8.2.0");
    workplace.write("bin/refusal-to-keep", "error: no");
    let before = names(&workplace);
    let outcome = adopt(&workplace, &["--exact"]);
    assert!(outcome.error()[0].contains("adopt::changed"), "{}", outcome.report);
    let other = project("8.1.7");
    other.write("bin/locked.lock", locked("8.1.7").replace("sha256:ae", "sha256:be"));
    let outcome = adopt(&other, &["--exact"]);
    assert!(outcome.report.contains("click-8.1.7-py3-none-any.whl"), "{}", outcome.report);
    assert_eq!((names(&workplace), names(&other)), (before.clone(), before));
}

#[test]
fn a_failed_lock_leaves_nothing_behind() {
    let workplace = project("8.1.7");
    workplace.write("bin/refusal", "error: No solution found");
    let before = names(&workplace);
    let temporary = tempfile::tempdir().unwrap();
    let uv = workplace.path("bin/uv").display().to_string();
    let folder = temporary.path().display().to_string();
    let variables = [("UVNIX_UV", uv.as_str()), ("TMPDIR", folder.as_str())];
    let outcome = workplace.with_variables(&variables, &["adopt"]);
    assert_eq!(outcome.error()[1], "uv cannot lock the project: error: No solution found");
    assert_eq!(names(&workplace), before);
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn a_uv_that_never_answers_is_ended() {
    let workplace = project("8.1.7");
    workplace.write("bin/stuck", "");
    let before = names(&workplace);
    let uv = workplace.path("bin/uv").display().to_string();
    let variables = [("UVNIX_UV", uv.as_str()), ("UV_HTTP_TIMEOUT", "1")];
    let [code, message, help] = workplace.with_variables(&variables, &["adopt"]).error();
    assert_eq!(code, "uvnix::uv::too_slow");
    assert!(message.ends_with("did not answer within 5 s"), "{message}");
    assert!(help.contains("set UV_HTTP_TIMEOUT to a higher number"), "{help}");
    assert_eq!(names(&workplace), before);
}

#[test]
fn uv_builds_packages_only_if_it_has_to_and_uvnix_says_so() {
    let workplace = project("8.1.7");
    let hint = "error: No solution found\nhint: Wheels are required for `tool` because building from source \
                is disabled for all packages (i.e., with `--no-build`)";
    workplace.write("bin/refusal-without-builds", hint);
    let refused = adopt(&workplace, &["--no-build"]);
    assert!(refused.error()[1].contains("Wheels are required for `tool`"), "{}", refused.report);
    assert_eq!(asked(&workplace).matches("--no-build").count(), asked(&workplace).lines().count());
    let outcome = adopt(&workplace, &["--no-init"]);
    assert!(outcome.report.contains("which runs their code: tool\n"), "{}", outcome.report);
    assert!(asked(&workplace).ends_with("--offline lock --no-progress\n"));
}

#[test]
fn a_project_of_poetry_is_converted_on_request_and_its_lock_is_kept() {
    let workplace = project("8.1.7");
    workplace.write("pyproject.toml", "[tool.poetry]\nname = \"app\"\n");
    let outcome = adopt(&workplace, &[]);
    assert!(outcome.error()[0].contains("adopt::no_project"), "{}", outcome.report);
    workplace.write("bin/migrated.toml", PYPROJECT.replace("\"app\"", "\"\""));
    let outcome = adopt(&workplace, &["--migrate", "--no-init"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.report.contains("note: the project gets the name `"), "{}", outcome.report);
    let pyproject = std::fs::read_to_string(workplace.path("pyproject.toml")).unwrap();
    assert!(pyproject.starts_with("[project]\nname = \"") && !pyproject.contains("\"\""));
    assert_eq!(names(&workplace), ["poetry.lock", "pyproject.toml", "uv.lock"]);
    let command = "tool run migrate-to-uv --skip-lock --keep-current-build-backend\n";
    assert!(asked(&workplace).contains(command));
}

#[test]
fn requirements_that_uv_does_not_read_are_pointed_out() {
    let workplace = project("8.1.7");
    workplace.write("pyproject.toml", format!("{PYPROJECT}[tool.poetry.group.dev.dependencies]\n"));
    let outcome = adopt(&workplace, &["--no-init"]);
    let warning = "warning: uv does not read [tool.poetry.group] in pyproject.toml";
    assert!(outcome.report.contains(warning), "{}", outcome.report);
}

#[test]
fn text_from_a_lock_steers_no_terminal_and_shows_no_password() {
    for lock in [
        "a\u{1b}[2J==1\n",
        "a==1 ; \u{1b}[2J\n",
        "a @ git+https://me:hunter2@git.example/\u{1b}@1\n",
        "a @ https://me:hunter2@$(id)/a.whl\n",
        "-r https://me:hunter2@files.example/\u{202e}.txt\n",
    ] {
        let workplace = project("8.1.7");
        workplace.write("requirements.txt", lock);
        let outcome = adopt(&workplace, &["requirements.txt"]);
        assert_eq!(outcome.code, 1, "{lock}");
        let is_clean = |it: &&str| !outcome.report.contains(*it);
        assert!(["\u{1b}", "\u{202e}", "hunter2"].iter().all(is_clean), "{}", outcome.report);
    }
}

#[test]
fn lock2nix_and_init_say_what_to_do_with_the_lock_of_another_tool() {
    let workplace = project("8.1.7");
    workplace.write("Pipfile.lock", "{}");
    for file in ["poetry.lock", "Pipfile.lock"] {
        let outcome = workplace.lock2nix(&[file]);
        let help = format!("to write a uv.lock with its versions, run `uvnix adopt {file}`");
        assert_eq!(outcome.error()[2], help);
    }
    let outcome = workplace.uvnix("C.UTF-8", &["init"]);
    assert!(outcome.error()[2].contains("`uvnix adopt` if another tool"), "{}", outcome.report);
}
