//! The mode `comment`.

use std::fs;
use std::path::Path;

use crate::action::{Outcome, run};
use crate::github::{GitHub, ROBOT};
use crate::project::{Project, UVNIX, git};

/// `uvnix diff`: it says which lock it was asked about, and between which revisions.
const DIFF: &str = r#"[ "$1 $2 $3 $#" = 'diff --format markdown 5' ] || exit 2
[ "${4#*:}" = "${5#*:}" ] || exit 2
if git diff --quiet "${4%%:*}" "${5%%:*}" -- "${4#*:}"; then
  echo '**uv.lock**: No changes.'
  exit
fi
echo "$(git log -1 --format=%s "${4%%:*}") → $(git log -1 --format=%s "${5%%:*}") of ${4#*:}"
"#;

/// What the comment on the project at the root begins with.
const MARKER: &str = "<!-- uvnix . -->\n";

/// Pushes a pull request that changes the locks of these folders, while `main` moves on.
pub(crate) fn open(project: &Project, folders: &[&str]) {
    project.git(&["checkout", "--quiet", "-b", "change"]);
    for folder in folders {
        project.bump(folder);
    }
    push(project);
}

/// Pushes what there is as a pull request, while `main` moves on.
pub(crate) fn push(project: &Project) {
    project.write("notes", "of the pull request");
    project.commit("Change");
    project.git(&["checkout", "--quiet", "main"]);
    project.write("other", "of somebody else");
    project.commit("Move on");
    project.git(&["push", "--quiet", "origin", "main"]);
    project.git(&["checkout", "--quiet", "--detach"]);
    project.git(&["merge", "--quiet", "--no-ff", "--message", "Merge", "change"]);
    project.git(&["push", "--quiet", "origin", "HEAD:refs/pull/7/merge"]);
}

/// A run for the pull request that is open, from the repository itself or from a fork of it.
fn comment(project: &Project, github: &GitHub, from: &str, paths: &str) -> Outcome {
    comment_on(DIFF, project, github, [from, paths])
}

/// The same with this script for uvnix.
fn comment_on(diff: &str, project: &Project, github: &GitHub, [from, paths]: [&str; 2]) -> Outcome {
    let program = project.program("uvnix", diff);
    comment_with(project, github, from, &[("uvnix", &program), ("paths", paths)])
}

/// The same with these inputs.
pub(crate) fn comment_with(
    project: &Project,
    github: &GitHub,
    from: &str,
    inputs: &[(&str, &str)],
) -> Outcome {
    let head = format!(r#"{{"repo":{{"full_name":"{from}"}}}}"#);
    let event = format!(r#"{{"pull_request":{{"number":7,"head":{head}}}}}"#);
    let event = project.write_beside("event.json", &event);
    let summary = project.beside("summary");
    let inputs = [inputs, &[("mode", "comment")]].concat();
    let graphql = format!("{}/graphql", github.url);
    let environment = [
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_EVENT_PATH", &event),
        ("GITHUB_REPOSITORY", "owner/project"),
        ("GITHUB_API_URL", &github.url),
        ("GITHUB_GRAPHQL_URL", &graphql),
        ("GITHUB_STEP_SUMMARY", &summary),
    ];
    run(&project.path(""), &inputs, &environment)
}

#[test]
fn a_pull_request_is_told_once_what_it_changes_and_the_comment_is_kept_current() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&["Thank you!", "I saw <!-- uvnix . --> somewhere"]);
    let outcome = comment(&project, &github, "owner/project", ".");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let text = format!("{MARKER}Move on → Merge of ./uv.lock\n\n");
    assert_eq!(github.comments().len(), 3);
    assert_eq!(github.comments()[2], text);

    MARKER.clone_into(&mut github.state.lock().unwrap().comments[2].body);
    assert_eq!(comment(&project, &github, "owner/project", ".").code, 0);
    assert_eq!(github.comments().len(), 3);
    assert_eq!(github.comments()[2], text);
}

#[test]
fn only_a_comment_of_whose_the_token_is_is_kept_current() {
    let project = Project::fresh();
    open(&project, &["."]);
    let program = project.program("uvnix", DIFF);
    for (token, author) in [("token-of-the-job", ROBOT), ("token-of-somebody", "somebody")] {
        let strangers = [("stranger", MARKER), ("github-actions", MARKER), ("robot[bot]", MARKER)];
        let github = GitHub::with_comments_of(&strangers);
        let inputs = [("uvnix", program.as_str()), ("token", token)];
        for _ in 0..2 {
            let outcome = comment_with(&project, &github, "owner/project", &inputs);
            assert_eq!(outcome.code, 0, "{}", outcome.log);
        }
        assert_eq!(github.comments()[..3], [MARKER; 3]);
        assert!(github.comments()[3].contains("Move on → Merge"));
        let state = github.state.lock().unwrap();
        assert_eq!((state.comments.len(), state.comments[3].author.as_str()), (4, author));
        let posts = state.requests.iter().filter(|it| it.starts_with("POST /repos")).count();
        assert_eq!(posts, 1, "{:?}", state.requests);
    }
}

#[test]
fn without_knowing_whose_the_token_is_no_comment_is_written() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&[]);
    let program = project.program("uvnix", DIFF);
    let inputs = [("uvnix", program.as_str()), ("token", "token-of-nobody")];
    let outcome = comment_with(&project, &github, "owner/project", &inputs);
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    assert!(
        outcome.obeyed()[0].contains("did not return the user of the token"),
        "{}",
        outcome.log
    );
    assert!(outcome.obeyed()[0].ends_with("Not for you"), "{}", outcome.log);
    assert!(github.comments().is_empty());
}

#[test]
fn the_comment_is_found_behind_a_hundred_others() {
    let project = Project::fresh();
    open(&project, &["."]);
    let mut comments = vec!["Thank you!"; 130];
    comments.push(MARKER);
    let github = GitHub::with_comments(&comments);
    assert_eq!(comment(&project, &github, "owner/project", ".").code, 0);
    assert_eq!(github.comments().len(), 131);
    assert!(github.comments()[130].contains("Move on → Merge"));
}

#[test]
fn a_pull_request_that_changes_no_lock_gets_no_comment_and_an_old_one_says_so() {
    let project = Project::fresh();
    open(&project, &[]);
    let github = GitHub::with_comments(&[]);
    let outcome = comment(&project, &github, "owner/project", ".");
    assert_eq!((outcome.code, github.comments().len()), (0, 0), "{}", outcome.log);
    let github = GitHub::with_comments(&[MARKER]);
    assert_eq!(comment(&project, &github, "owner/project", ".").code, 0);
    assert_eq!(
        github.comments(),
        [format!("{MARKER}No changes of packages, builds or settings.\n")]
    );
}

#[test]
fn a_pull_request_that_swaps_a_build_tool_is_told_though_no_lock_of_uv_changes() {
    let project = Project::fresh();
    let tool = |host: &str, digit: &str| {
        format!(
            "# @generated by uvnix: facts\nversion = 1\n\n[build-terms]\npython = \"3.12\"\n\n\
             [build-locks.wheel]\npackages = [\"wheel 1.0\"]\n\n[build-packages.\"wheel 1.0\".files]\n\
             \"https://{host}/wheel-1.0-py3-none-any.whl\" = \"sha256:{}\"\n",
            digit.repeat(64)
        )
    };
    project.write("uvnix.lock", &tool("files.example", "0"));
    project.commit("Lock");
    project.git(&["checkout", "--quiet", "-b", "change"]);
    project.write("uvnix.lock", &tool("evil.example", "f"));
    push(&project);
    let github = GitHub::with_comments(&[]);
    let uvnix = format!("exec {UVNIX} \"$@\"\n");
    let outcome = comment_on(&uvnix, &project, &github, ["owner/project", "."]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let text = &github.comments()[0];
    for told in ["[!CAUTION]", "HASH CHANGED, SAME VERSION: build tool wheel 1.0", "evil.example"] {
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn several_projects_have_a_heading_each_where_they_change() {
    let project = Project::with_projects_in(&["a", "b", "c"]);
    open(&project, &["a", "c"]);
    let github = GitHub::with_comments(&[]);
    let outcome = comment(&project, &github, "owner/project", "a\nb\nc");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let (a, c) = (
        "### `a`\n\nMove on → Merge of a/uv.lock\n\n",
        "### `c`\n\nMove on → Merge of c/uv.lock\n\n",
    );
    assert_eq!(github.comments(), [format!("<!-- uvnix a%0Ab%0Ac -->\n{a}{c}")]);
}

#[test]
fn a_folder_whose_name_looks_like_an_option_is_a_project() {
    let project = Project::with_projects_in(&["./-n"]);
    open(&project, &["-n"]);
    let github = GitHub::with_comments(&[]);
    let outcome = comment(&project, &github, "owner/project", "-*");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(github.comments()[0].ends_with("\nMove on → Merge of ./-n/uv.lock\n\n"));
}

#[test]
fn a_folder_that_is_called_as_the_base_is_not_taken_for_it() {
    let project = Project::fresh();
    open(&project, &["."]);
    let base = project.git(&["rev-parse", "HEAD^1"]);
    project.write(&format!("{}/uv.lock", base.trim()), "version = 2\n");
    let github = GitHub::with_comments(&[]);
    let diff = format!("exec {UVNIX} \"$@\"\n");
    let outcome = comment_on(&diff, &project, &github, ["owner/project", "."]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(github.comments()[0].contains("<!-- uvnix-diff -->"), "{}", github.comments()[0]);
}

#[test]
fn a_text_that_is_too_long_for_a_comment_is_cut_at_a_line_and_whole_in_the_summary() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&[]);
    let diff = "seq -f 'Line → %05g' 9000\n";
    let outcome = comment_on(diff, &project, &github, ["owner/project", "."]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    let text = &github.comments()[0];
    assert!(text.len() < 65536 && text.contains("… and more"));
    let lines = text.lines().filter(|it| it.starts_with("Line"));
    assert!(lines.clone().count() > 3000 && lines.clone().all(|it| it.len() == 14), "{text}");
    assert!(fs::read_to_string(project.beside("summary")).unwrap().contains("09000"));
}

#[test]
fn a_diff_that_fails_writes_no_comment() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&[]);
    let diff = "echo half\nexit 3\n";
    let outcome = comment_on(diff, &project, &github, ["owner/project", "."]);
    assert_eq!(outcome.code, 3, "{}", outcome.log);
    assert!(github.comments().is_empty());
}

#[test]
fn a_new_lock_and_a_shallow_clone_are_no_trouble() {
    let project = Project::with_projects_in(&["a"]);
    project.git(&["checkout", "--quiet", "-b", "more"]);
    for file in ["pyproject.toml", "uv.lock"] {
        let text = project.read(&format!("a/{file}"));
        project.write(&format!("b/{file}"), &text);
    }
    open(&project, &["a"]);
    let shallow = project.beside("shallow");
    let remote = format!("file://{}", project.remote().display());
    fs::remove_dir_all(project.path("")).unwrap();
    git(Path::new("/"), &["clone", "--quiet", "--depth=1", &remote, &shallow]);
    fs::rename(&shallow, project.path("")).unwrap();
    fs::create_dir_all(project.path("b")).unwrap();
    let github = GitHub::with_comments(&[]);
    let outcome = comment(&project, &github, "owner/project", "a\nb");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(github.comments()[0].ends_with("### `b`\n\nThe lock is new.\n\n"));
}

#[test]
fn a_fork_cannot_be_answered_so_the_summary_of_the_job_has_the_text() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&[]);
    let outcome = comment(&project, &github, "stranger/project", ".");
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(github.state.lock().unwrap().requests.is_empty());
    let summary = fs::read_to_string(project.beside("summary")).unwrap();
    assert_eq!(summary, "Move on → Merge of ./uv.lock\n\n");
}

#[test]
fn a_token_that_may_not_write_is_told_which_permission_is_missing() {
    let project = Project::fresh();
    open(&project, &["."]);
    let github = GitHub::with_comments(&[]);
    github.state.lock().unwrap().is_read_only = true;
    let outcome = comment(&project, &github, "owner/project", ".");
    assert_eq!(outcome.code, 1, "{}", outcome.log);
    for said in ["403", "Resource not accessible by integration", "`pull-requests: write`"] {
        assert!(outcome.log.contains(said), "{}", outcome.log);
    }
    assert!(!outcome.log.contains("token-of-the-job"), "{}", outcome.log);
}

#[test]
fn what_is_no_pull_request_is_refused() {
    let project = Project::fresh();
    let event = project.write_beside("event.json", r#"{"ref":"refs/heads/main"}"#);
    let outcome =
        run(&project.path(""), &[("mode", "comment")], &[("GITHUB_EVENT_PATH", event.as_str())]);
    assert_eq!(outcome.code, 2, "{}", outcome.log);
    assert!(outcome.log.contains("`on: pull_request`"), "{}", outcome.log);
}
