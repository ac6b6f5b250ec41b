//! The mode `check`, and the inputs that all modes have.

use std::fs;

use crate::action::{Outcome, run};
use crate::project::{Project, UVNIX, git};

/// A run with the uvnix of the tests.
pub(crate) fn run_here(project: &Project, inputs: &[(&str, &str)]) -> Outcome {
    let inputs = [inputs, &[("uvnix", UVNIX)]].concat();
    let output = project.beside("output");
    run(&project.path(""), &inputs, &[("GITHUB_OUTPUT", output.as_str())])
}

#[test]
fn a_fresh_file_passes_the_check() {
    let outcome = run_here(&Project::fresh(), &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(!outcome.log.contains("::error"), "{}", outcome.log);
}

#[test]
fn a_lock_changed_without_regenerating_fails_the_check_and_nothing_is_written() {
    let project = Project::fresh();
    project.bump(".");
    let outcome = run_here(&project, &[("mode", "check")]);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    assert!(outcome.log.contains("run `uvnix lock2nix .`"), "{}", outcome.log);
    assert_eq!(project.git(&["status", "--porcelain"]), " M uv.lock\n");
}

#[test]
fn the_runner_obeys_nothing_that_uvnix_prints() {
    let project = Project::fresh();
    let program = project.program("uvnix", "echo '::add-mask::a'");
    let outcome = run(&project.path(""), &[("uvnix", program.as_str())], &[]);
    assert_eq!(outcome.obeyed(), [""; 0], "{}", outcome.log);
    assert!(outcome.log.contains("\n::add-mask::a\n"), "{}", outcome.log);
}

#[test]
fn paths_are_lines_with_spaces_and_wildcards_for_projects() {
    let project = Project::with_projects_in(&["services/a", "services/b", "of ours"]);
    project.write("services/page/index.html", "is not in Python");
    project.write("services/notes", "are no project");
    let paths = "  services/*\n\nof ours\n";
    assert_eq!(run_here(&project, &[("paths", paths)]).code, 0);
    project.bump("services/b");
    project.bump("of ours");
    project.commit("Upgrade click");
    assert_eq!(run_here(&project, &[("paths", paths)]).code, 1);
    assert_eq!(run_here(&project, &[("paths", paths), ("mode", "regenerate")]).code, 0);
    let last = git(&project.remote(), &["show", "--format=", "--name-only", "main"]);
    assert_eq!(last, "of ours/uv.nix\nservices/b/uv.nix\n");
}

#[test]
fn options_reach_uvnix() {
    let project = Project::fresh();
    let options = ("options", "--python=3.12\n--system=x86_64-linux");
    let outcome = run_here(&project, &[options]);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    let command = "uvnix lock2nix --python=3.12 --system=x86_64-linux .";
    assert!(outcome.log.contains(command), "{}", outcome.log);
    project.uvnix(&["lock2nix", "--python=3.12", "--system=x86_64-linux"]);
    assert_eq!(run_here(&project, &[options]).code, 0);
}

#[test]
fn options_that_lead_to_other_files_are_refused_in_every_mode() {
    let project = Project::fresh();
    project.bump(".");
    project.commit("Upgrade click");
    for (option, said) in [
        ("--output=x.nix", "it writes each file next to its lock"),
        ("--output\nx.nix", "it writes each file next to its lock"),
        ("-o\nx.nix", "it writes each file next to its lock"),
        ("-ox.nix", "it writes each file next to its lock"),
        ("--force\n-qo=x.nix", "it writes each file next to its lock"),
        ("--project=x", "set the project in the input `paths`"),
    ] {
        for mode in ["check", "regenerate", "comment"] {
            let outcome = run_here(&project, &[("mode", mode), ("options", option)]);
            assert_eq!(outcome.code, 2, "{mode}: {}", outcome.log);
            assert!(outcome.obeyed()[0].contains(said), "{mode}: {}", outcome.log);
            assert_eq!(project.git(&["status", "--porcelain"]), "");
        }
    }
}

#[test]
fn the_environment_does_not_lead_to_another_project() {
    let project = Project::with_projects_in(&[".", "other"]);
    project.bump(".");
    let environment = [("UVNIX_PROJECT", "other")];
    let outcome = run(&project.path(""), &[("uvnix", UVNIX)], &environment);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
}

#[test]
fn no_input_is_run_as_a_command() {
    let project = Project::fresh();
    let hostile = "$(touch hit)`touch hit`'; touch hit; '\"; touch hit; \"--output=hit";
    for name in ["mode", "paths", "options", "uvnix"] {
        let outcome = run_here(&project, &[(name, hostile)]);
        assert_ne!(outcome.code, 0, "{name}: {}", outcome.log);
        assert!(!project.path("hit").exists(), "{name}: {}", outcome.log);
    }
    let author = [("mode", "regenerate"), ("author", hostile)];
    assert_eq!(run_here(&project, &author).code, 2);
    assert!(!project.path("hit").exists());
}

#[test]
fn an_input_that_means_nothing_is_a_usage_error_of_one_line() {
    let project = Project::fresh();
    for (name, value, said) in [
        ("mode", "chekc\n::warning::x", "use check, regenerate or comment"),
        ("paths", " \n", "the input `paths` is empty"),
        ("paths", "service/*", "no project matches the path `service/*`"),
    ] {
        let outcome = run_here(&project, &[(name, value)]);
        assert_eq!(outcome.code, 2, "{}", outcome.log);
        assert!(outcome.log.contains(said), "{}", outcome.log);
        assert_eq!(outcome.obeyed().len(), 1, "{}", outcome.log);
    }
    let outcome = run(&project.path(""), &[("uvnix", "no-such-uvnix")], &[]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.log.contains("the program `no-such-uvnix` was not found"), "{}", outcome.log);
}

#[test]
fn by_default_nix_builds_the_uvnix_of_the_action() {
    let project = Project::fresh();
    let folder = project.beside("bin");
    let script = "printf '%s ' \"$@\" >\"$0.asked\"\ndirname \"$(dirname \"$0\")\"\n";
    project.program("bin/nix", script);
    std::os::unix::fs::symlink(UVNIX, format!("{folder}/uvnix")).unwrap();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
    let outcome = run(&project.path(""), &[], &[("PATH", path.as_str())]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let asked = fs::read_to_string(format!("{folder}/nix.asked")).unwrap();
    assert!(asked.contains(" build ") && asked.trim_end().ends_with("#uvnix"), "{asked}");
}
