//! The mode `regenerate`.

use std::fs;

use crate::action::run;
use crate::modes::run_here;
use crate::project::{Project, git};

#[test]
fn a_stale_file_is_regenerated_committed_and_pushed() {
    let project = Project::fresh();
    project.bump(".");
    project.commit("Upgrade click");
    project.write("notes", "of an earlier step");
    let author = [("mode", "regenerate"), ("author", "A. Robot <robot@files.example>")];
    let outcome = run_here(&project, &author);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let last = ["log", "-1", "--format=%an %ae %cn %s", "--name-only", "main"];
    assert_eq!(
        git(&project.remote(), &last),
        "A. Robot robot@files.example A. Robot Regenerate uv.nix\n\nuv.nix\n"
    );
    assert_eq!(project.git(&["status", "--porcelain"]), "?? notes\n");
    assert_eq!(fs::read_to_string(project.beside("output")).unwrap(), "changed=true\n");
    assert_eq!(run_here(&project, &[]).code, 0);
}

#[test]
fn functions_of_several_projects_are_committed_with_the_file_that_imports_them() {
    let project = Project::fresh();
    let settings = fs::read_to_string(project.path("pyproject.toml")).unwrap();
    let builders = "\n[tool.uvnix]\nbuilders = \"nix/uvnix-builders.nix\"\n";
    project.write("pyproject.toml", &(settings + builders));
    project.commit("Share functions");
    let outcome = run_here(&project, &[("mode", "regenerate")]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let last = git(&project.remote(), &["log", "-1", "--format=", "--name-only", "main"]);
    assert_eq!(last, "nix/uvnix-builders.nix\nuv.nix\n");
}

#[test]
fn a_message_tells_a_bot_that_it_may_replace_the_commit() {
    let project = Project::fresh();
    project.bump(".");
    project.commit("Upgrade click");
    let message = [("mode", "regenerate"), ("message", "[dependabot skip] Regenerate `uv.nix`")];
    assert_eq!(run_here(&project, &message).code, 0);
    let last = git(&project.remote(), &["log", "-1", "--format=%s", "main"]);
    assert_eq!(last, "[dependabot skip] Regenerate `uv.nix`\n");
}

#[test]
fn where_every_file_is_fresh_regenerating_says_so_and_commits_nothing() {
    let project = Project::fresh();
    let outcome = run_here(&project, &[("mode", "regenerate")]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(outcome.log.contains("No changes: every file"), "{}", outcome.log);
    assert_eq!(git(&project.remote(), &["log", "--format=%s", "main"]), "Start\n");
    assert_eq!(fs::read_to_string(project.beside("output")).unwrap(), "changed=false\n");
}

#[test]
fn a_first_file_is_committed_as_well() {
    let project = Project::fresh();
    project.git(&["rm", "--quiet", "uv.nix"]);
    project.commit("No file");
    assert_eq!(run_here(&project, &[("mode", "regenerate")]).code, 0);
    assert!(git(&project.remote(), &["show", "main:uv.nix"]).starts_with("# @generated"));
}

#[test]
fn without_a_branch_regenerating_is_refused_before_anything_is_written() {
    let project = Project::fresh();
    project.bump(".");
    project.commit("Upgrade click");
    project.git(&["checkout", "--quiet", "--detach"]);
    let outcome = run_here(&project, &[("mode", "regenerate")]);
    assert_eq!(outcome.code, 2, "{}", outcome.log);
    assert!(outcome.log.contains("ref: ${{ github.head_ref"), "{}", outcome.log);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_lock_that_cannot_be_read_changes_nothing() {
    let project = Project::fresh();
    project.write("uv.lock", "version = 99\n");
    let outcome = run_here(&project, &[("mode", "regenerate")]);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    assert_eq!(git(&project.remote(), &["log", "--format=%s", "main"]), "Start\n");
    assert_eq!(project.git(&["log", "--format=%s"]), "Start\n");
}

#[test]
fn a_branch_that_has_moved_is_not_overwritten() {
    let project = Project::fresh();
    project.bump(".");
    project.commit("Upgrade click");
    project.git(&["push", "--quiet", "origin", "main"]);
    project.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    project.git(&["rm", "--quiet", "uv.nix"]);
    project.commit("Another way");
    let outcome = run_here(&project, &[("mode", "regenerate")]);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    assert!(outcome.log.contains("must not have new commits"), "{}", outcome.log);
    assert_eq!(git(&project.remote(), &["log", "-1", "--format=%s", "main"]), "Upgrade click\n");
}

/// An uvnix that writes both files of each lock.
const WRITES_BOTH: &str = r#"while [ "$1" != -- ]; do shift; done; shift
for path; do
  case $path in
    *.py.lock | tools/plain.lock) for end in nix uvnix.lock; do date +%N >"${path%lock}$end"; done ;;
    *pylock*.toml) for end in nix uvnix.lock; do date +%N >"${path%toml}$end"; done ;;
    *) for file in uv.nix uvnix.lock; do date +%N >"$path/$file"; done ;;
  esac
done
"#;

#[test]
fn the_commit_has_the_files_of_the_named_paths_and_no_others() {
    let project = Project::with_projects_in(&["services/a", "services/b b", "of ours", "tools"]);
    project.write("tools/tool.py.lock", "of a script");
    project.write("tools/*.py.lock", "of a script with a wildcard for a name");
    project.write("tools/plain", "is a script, too");
    project.write("tools/plain.lock", "of it");
    project.write("tools/pylock.dev.toml", "of another tool");
    let untouched =
        ["of ours/notes", "tools/uvnix.lock", "services/a/uv.uvnix.lock", "unused/uv.nix"];
    for file in untouched {
        project.write(file, "of the last commit");
    }
    project.commit("More");
    for file in untouched {
        project.write(file, "not committed");
    }
    project.write("services/a/new", "not known to git");
    project.write("staged", "of an earlier step");
    project.git(&["add", "staged", "of ours/notes"]);
    let before = project.git(&["status", "--porcelain", "--untracked-files=all"]);

    let program = project.program("uvnix", WRITES_BOTH);
    let paths = "services/*\nof ours\ntools/tool.py.lock\ntools/plain.lock\ntools/pylock.*.toml";
    let inputs = [("mode", "regenerate"), ("uvnix", program.as_str()), ("paths", paths)];
    let outcome = run(&project.path(""), &inputs, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let last = git(&project.remote(), &["show", "--format=", "--name-only", "main"]);
    let both = |path: &str| format!("{path}uv.nix\n{path}uvnix.lock\n");
    let projects = [both("of ours/"), both("services/a/"), both("services/b b/")].concat();
    let scripts = [
        "plain.nix",
        "plain.uvnix.lock",
        "pylock.dev.nix",
        "pylock.dev.uvnix.lock",
        "tool.py.nix",
        "tool.py.uvnix.lock",
    ];
    let scripts = scripts.map(|name| format!("tools/{name}\n")).concat();
    assert_eq!(last, projects + &scripts);
    let after = project.git(&["status", "--porcelain", "--untracked-files=all"]);
    assert_eq!(after, before);
}

#[test]
fn where_nothing_is_written_nothing_is_added() {
    let project = Project::fresh();
    project.git(&["rm", "--quiet", "uv.nix"]);
    project.commit("No file");
    project.write("notes", "of an earlier step");
    let outcome = run_here(&project, &[("mode", "regenerate"), ("options", "--help")]);
    assert_eq!(outcome.code, 2, "{}", outcome.log);
    assert!(outcome.obeyed()[0].contains("no generated file next to the locks"), "{}", outcome.log);
    assert!(!outcome.log.contains("No changes: every file"), "{}", outcome.log);
    assert_eq!(project.git(&["status", "--porcelain"]), "?? notes\n");
}
