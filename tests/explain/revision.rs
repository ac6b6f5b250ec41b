//! `uvnix diff` with the revisions of git.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::case::{self, Case};
use crate::command::Workplace;
use crate::diff::{diff, new, old, workplace as pair};
use crate::refusal_in;

const NOTHING: &str = "No changes.\n";

/// Runs git there, with nobody's configuration.
fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@mail.example"];
    let output = Command::new("git")
        .args(identity)
        .args(arguments)
        .current_dir(folder)
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")])
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Commits all that is in a folder, of which that makes a repository.
pub(crate) fn commit(workplace: &Workplace, folder: &str) {
    let folder = workplace.path(folder);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--force", "."]);
    git(&folder, &["commit", "--quiet", "--message=all"]);
}

/// That nothing changed since a revision, at this path.
fn assert_unchanged(workplace: &Workplace, revision: &str, path: &str) {
    let outcome = workplace.uvnix("C.UTF-8", &["diff", revision, path]);
    assert_eq!((outcome.output.as_str(), outcome.report.as_str()), (NOTHING, ""), "{path}");
}

#[test]
fn what_was_committed_is_as_it_is_on_disk() {
    for case in Case::all() {
        let (top, below) = case.name.split_once('/').expect("a case is a folder");
        let workplace = Workplace::copy_of(&case::folder().join(top));
        commit(&workplace, "");
        assert_unchanged(&workplace, "HEAD", below);
        assert_unchanged(&workplace, "HEAD", &format!("./{below}"));
    }
}

#[test]
fn a_project_whose_library_lies_outside_of_the_repository_has_its_revisions() {
    let workplace = Workplace::copy_of(&case::folder().join("parent-folder"));
    commit(&workplace, "application");
    assert_unchanged(&workplace, "HEAD", "application");
    let absolute = workplace.path("application/uv.lock");
    assert_unchanged(&workplace, "HEAD", absolute.to_str().expect("the path is text"));
    let inside = workplace.uvnix_in("application", &[], &["diff", "HEAD"]);
    assert_eq!(inside.output, NOTHING);
}

/// A lock of which `built` has a wheel and an sdist, so that `no-binary` decides.
fn either() -> String {
    let wheels = "wheels = [{ url = \"https://files.example/built-1.0-py3-none-any.whl\"";
    let sdist = format!(
        "sdist = {{ url = \"https://files.example/built-1.0.tar.gz\", hash = \"sha256:{}\" }}\n",
        "0".repeat(64)
    );
    old().replacen(wheels, &(sdist + wheels), 1)
}

#[test]
fn what_uv_toml_says_was_said_in_a_revision_too() {
    let no_binary = "no-binary-package = [\"built\"]\n";
    let workplace = Workplace::with(&[("uv.lock", either()), ("uv.toml", no_binary.to_owned())]);
    workplace.write("pyproject.toml", "[project]\nname = \"app\"\nversion = \"0.1.0\"\n");
    commit(&workplace, "");
    assert_unchanged(&workplace, "HEAD", ".");
    workplace.write("uv.toml", "");
    assert_snapshot!(diff(&workplace, &["HEAD"]).output, @r#"
    ~ built  1.0, sdist → wheel
    - setting uv.toml: no-binary-package  ["built"]
    1 replaced, 1 setting
    "#);
}

#[test]
fn the_variables_of_a_hook_lead_nowhere_else() {
    let workplace = Workplace::copy_of(&case::folder().join("parent-folder"));
    commit(&workplace, "");
    let directory = workplace.path(".git").display().to_string();
    let path = env::var("PATH").expect("there is a PATH");
    let variables = [("GIT_DIR", directory.as_str()), ("PATH", path.as_str())];
    let outcome = workplace.uvnix_in("application", &variables, &["diff", "HEAD"]);
    assert_eq!((outcome.output.as_str(), outcome.report.as_str()), (NOTHING, ""));
}

#[test]
fn a_script_is_not_under_the_settings_of_a_project_beside_it() {
    let workplace = Workplace::copy_of(&case::folder().join("script"));
    workplace.write("pyproject.toml", "[tool.uv]\nno-binary = true\n");
    workplace.write("uv.toml", "no-binary = true\n");
    commit(&workplace, "");
    assert_unchanged(&workplace, "HEAD", "tool.py.lock");
    assert_unchanged(&workplace, "HEAD", "tool.py");
    assert_unchanged(&workplace, "HEAD:tool.py", "tool.py");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_revision_leads_to_its_file() {
    let no_binary = "no-binary-package = [\"built\"]\n";
    let workplace = Workplace::with(&[
        ("services/api/uv.lock", either()),
        ("services/api/pyproject.toml", "[tool.uvnix]\n".to_owned()),
        ("settings/uv.toml", no_binary.to_owned()),
    ]);
    let link = workplace.path("services/api/uv.toml");
    std::os::unix::fs::symlink("../../settings/uv.toml", link).expect("links can be made");
    commit(&workplace, "");
    assert_unchanged(&workplace, "HEAD", "services/api");
}

#[test]
fn a_folder_that_is_there_no_more_has_its_lock_in_a_revision() {
    let workplace = Workplace::with(&[("services/api/uv.lock", old()), ("uv.lock", new())]);
    commit(&workplace, "");
    fs::remove_dir_all(workplace.path("services")).expect("the folder can be removed");
    let between_files = diff(&pair(), &["old.lock", "uv.lock"]).output;
    assert_eq!(diff(&workplace, &["HEAD:services/api", "uv.lock"]).output, between_files);
}

#[test]
fn a_member_in_a_submodule_is_not_missed_in_a_revision() {
    let workplace = Workplace::copy_of(&case::folder().join("workspace"));
    let core = workplace.path("core");
    commit(&workplace, "core");
    git(&workplace.path(""), &["init", "--quiet"]);
    git(&workplace.path(""), &["-c", "advice.addEmbeddedRepo=false", "add", "--force", "."]);
    git(&workplace.path(""), &["commit", "--quiet", "--message=all"]);
    assert!(core.join(".git").is_dir());
    assert_unchanged(&workplace, "HEAD", ".");
}

#[test]
fn a_colon_makes_a_revision_of_what_a_folder_is_called_too() {
    let workplace = Workplace::with(&[("uv.lock", old()), ("main/uv.lock", new())]);
    commit(&workplace, "");
    git(&workplace.path(""), &["branch", "--force", "--move", "main"]);
    let between_files = diff(&pair(), &["old.lock", "uv.lock"]).output;
    assert_eq!(diff(&workplace, &["main:.", "main"]).output, between_files);
    assert_eq!(diff(&workplace, &[".", "main"]).output, between_files);
    assert_unchanged(&workplace, "main:", ".");
    assert_unchanged(&workplace, "main:uv.lock", ".");
}

#[test]
fn what_is_wrong_in_a_revision_is_shown_there() {
    let wrong = "[tool.uvnix]\nlookup = \"some\"\n";
    let workplace = Workplace::with(&[("uv.lock", old()), ("pyproject.toml", wrong.to_owned())]);
    commit(&workplace, "");
    workplace.write("pyproject.toml", "");
    assert_snapshot!(refusal_in(&workplace, &["diff", "HEAD"]), @r#"
    uvnix::settings::bad_value

      × invalid value of `tool.uvnix.lookup`: `some` is not "needed" or "all" or
      │ "builds" or "none"
       ╭─[HEAD:pyproject.toml:2:10]
     1 │ [tool.uvnix]
     2 │ lookup = "some"
       ·          ───┬──
       ·             ╰── this value
       ╰────
      help: write `"needed"`, `"all"`, `"builds"` or `"none"`
    "#);
}

#[cfg(unix)]
#[test]
fn all_files_of_a_workspace_are_asked_of_one_git() {
    use std::os::unix::fs::PermissionsExt;

    let members: Vec<_> = (0..100).map(|number| format!("member-{number}")).collect();
    let mut lock =
        format!("version = 1\nrequires-python = \">=3.12\"\n\n[manifest]\nmembers = {members:?}\n");
    let workplace = Workplace::with(&[("pyproject.toml", "[tool.uv.workspace]\n")]);
    for name in &members {
        let head = format!("name = \"{name}\"\nversion = \"0.1.0\"\n");
        writeln!(lock, "\n[[package]]\n{head}source = {{ editable = \"{name}\" }}")
            .expect("a text takes all");
        workplace.write(&format!("{name}/pyproject.toml"), format!("[project]\n{head}"));
    }
    workplace.write("uv.lock", lock);
    commit(&workplace, "");
    let counting = "#!/bin/sh\necho >> \"$CALLS\"\nPATH=$REAL_PATH exec git \"$@\"\n";
    workplace.write("bin/git", counting);
    let program = workplace.path("bin/git");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it can be run");

    let path = env::var("PATH").expect("git is on PATH");
    let text = |name: &str| workplace.path(name).to_str().expect("the path is text").to_owned();
    let (calls, first) = (text("calls"), format!("{}:{path}", text("bin")));
    let variables = [("REAL_PATH", path.as_str()), ("CALLS", &calls), ("PATH", &first)];
    let outcome = workplace.with_variables(&variables, &["diff", "HEAD"]);
    assert_eq!((outcome.output.as_str(), outcome.report.as_str()), (NOTHING, ""));
    let calls = fs::read_to_string(calls).expect("git was called");
    assert!(calls.lines().count() <= 3, "{} calls", calls.lines().count());
}

#[test]
fn a_revision_is_compared_with_what_is_not_committed() {
    let workplace = Workplace::with(&[("uv.lock", old())]);
    commit(&workplace, "");
    workplace.write("uv.lock", new());
    let between_files = diff(&pair(), &["old.lock", "uv.lock"]).output;
    assert_eq!(diff(&workplace, &["HEAD"]).output, between_files);
    assert_eq!(diff(&workplace, &["HEAD:uv.lock", "uv.lock"]).output, between_files);
}

#[test]
fn a_revision_without_a_lock_is_named() {
    let workplace = Workplace::with(&[("uv.lock", old()), ("readme", String::new())]);
    let folder = workplace.path("");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "readme"]);
    git(&folder, &["commit", "--quiet", "--message=without"]);
    assert_eq!(
        workplace.uvnix("C.UTF-8", &["diff", "HEAD"]).error(),
        [
            "uvnix::diff::no_lock_in_revision",
            "the revision `HEAD` does not contain `uv.lock`",
            "pass another revision, or the path of the lock file in it: `HEAD:path/to/uv.lock`"
        ]
    );
    assert_eq!(
        workplace.uvnix("C.UTF-8", &["diff", "mian"]).error(),
        [
            "uvnix::diff::unknown_revision",
            "`mian` is not a file, a folder or a git revision",
            "pass a lock file, a folder that contains one, or a revision that `git log` accepts"
        ]
    );
}
