//! The workflows of this repository.

use crate::{repository, text_of, yaml};

fn workflows() -> Vec<(String, String)> {
    let folder = std::fs::read_dir(repository(".github/workflows")).expect("there are workflows");
    let names = folder.map(|entry| entry.expect("it can be listed").file_name());
    let names = names.map(|name| name.into_string().expect("names are text"));
    let mut files = Vec::from_iter(names.map(|name| {
        let text = text_of(&format!(".github/workflows/{name}"));
        (name, text)
    }));
    files.sort();
    assert!(files.len() > 3, "the workflows are not where they should be");
    files
}

#[test]
fn actions_are_pinned_to_commits_with_the_version_in_a_comment() {
    for (name, text) in workflows() {
        for line in text.lines().filter_map(|line| line.trim().split_once("uses: ")) {
            let (action, version) = line.1.split_once(" # v").unwrap_or_default();
            let (_, commit) = action.split_once('@').unwrap_or_default();
            let is_commit = commit.len() == 40 && commit.chars().all(|it| it.is_ascii_hexdigit());
            assert!(is_commit && !version.is_empty(), "{name}: {}", line.1);
        }
    }
}

#[test]
fn workflows_have_no_permission_that_they_do_not_state_and_no_script_contains_an_expression() {
    for (name, text) in workflows() {
        let workflow = yaml(&text);
        let permissions = workflow["permissions"].as_object().expect("it states its permissions");
        assert!(permissions.values().all(|it| it == "read"), "{name}");
        for job in workflow["jobs"].as_object().expect("it has jobs").values() {
            assert!(job["timeout-minutes"].is_number(), "{name} has a job without a time limit");
            for step in job["steps"].as_array().expect("it has steps") {
                let script = step["run"].as_str().unwrap_or_default();
                assert!(!script.contains("${{"), "{name}: {script}");
            }
        }
    }
}

#[test]
fn the_badge_of_the_readme_is_that_of_a_workflow() {
    let badge = "/actions/workflows/ci.yml/badge.svg";
    assert!(text_of("README.md").contains(&format!("{}{badge}", env!("CARGO_PKG_REPOSITORY"))));
    assert!(repository(".github/workflows/ci.yml").is_file());
}

#[test]
fn the_forms_for_issues_are_yaml_with_fields() {
    for form in ["bug", "idea"] {
        let form = yaml(&text_of(&format!(".github/ISSUE_TEMPLATE/{form}.yml")));
        assert!(form["body"].as_array().is_some_and(|fields| !fields.is_empty()));
    }
    yaml(&text_of(".github/ISSUE_TEMPLATE/config.yml"));
    yaml(&text_of(".github/dependabot.yml"));
}
