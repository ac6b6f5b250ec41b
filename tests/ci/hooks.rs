//! `.pre-commit-hooks.yaml`, run by pre-commit itself when somebody commits.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, UVNIX, git};
use crate::text_of;

/// A project that has one of the hooks installed.
struct Hooked(Project);

impl Hooked {
    fn with(hook: &str) -> Self {
        let project = Project::fresh();
        let hooks = project.beside("hooks");
        let name = ".pre-commit-hooks.yaml";
        project.write_beside(&format!("hooks/{name}"), &text_of(name));
        git(Path::new(&hooks), &["init", "--quiet"]);
        git(Path::new(&hooks), &["add", name]);
        git(Path::new(&hooks), &["commit", "--quiet", "--message", "Hooks"]);
        let revision = git(Path::new(&hooks), &["rev-parse", "HEAD"]);
        let repos = format!("[{{repo: {hooks}, rev: {revision}, hooks: [{{id: {hook}}}]}}]");
        project.write(".pre-commit-config.yaml", &format!("repos: {}\n", repos.replace('\n', "")));
        project.commit("Hooks");
        let hooked = Self(project);
        let (succeeds, log) = hooked.run("pre-commit", &["install"]);
        assert!(succeeds, "{log}");
        hooked
    }

    /// Whether it succeeds, and what it says. The uvnix of the tests is on PATH.
    fn run(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let own = Path::new(UVNIX).parent().expect("a program lies in a folder");
        let paths = std::env::var_os("PATH").expect("there is a PATH");
        let paths = [OsString::from(own), paths].join(&OsString::from(":"));
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.0.path(""))
            .env("PATH", paths)
            .env("UVNIX_LOCK_BUILD_SYSTEMS", "false")
            .env("PRE_COMMIT_HOME", self.0.beside("pre-commit"))
            .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null")])
            .envs([("GIT_AUTHOR_NAME", "Somebody"), ("GIT_COMMITTER_NAME", "Somebody")])
            .envs([("GIT_AUTHOR_EMAIL", "a@files.example"), ("GIT_COMMITTER_EMAIL", "a@b.example")])
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}; these tests need pre-commit"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    }

    fn commit(&self) -> (bool, String) {
        self.run("git", &["commit", "--all", "--message", "Upgrade click"])
    }
}

#[test]
fn a_lock_changed_without_regenerating_cannot_be_committed() {
    let hooked = Hooked::with("uvnix-check");
    let fresh = hooked.0.read("uv.nix");
    hooked.0.bump(".");
    let (succeeds, log) = hooked.commit();
    assert!(!succeeds && log.contains("check that uv.nix is up to date"), "{log}");
    assert_eq!(hooked.0.read("uv.nix"), fresh);
    hooked.0.uvnix(&["lock2nix"]);
    let (succeeds, log) = hooked.commit();
    assert!(succeeds && log.contains("Passed"), "{log}");
}

#[test]
fn the_file_that_would_be_committed_is_checked_not_the_one_that_lies_there() {
    let hooked = Hooked::with("uvnix-check");
    hooked.0.bump(".");
    hooked.0.git(&["add", "uv.lock"]);
    hooked.0.uvnix(&["lock2nix"]);
    let (succeeds, log) = hooked.run("git", &["commit", "--message", "Upgrade click"]);
    assert!(!succeeds, "{log}");
}

#[test]
fn the_other_hook_regenerates_so_that_the_next_commit_passes() {
    let hooked = Hooked::with("uvnix");
    hooked.0.bump(".");
    let (succeeds, log) = hooked.commit();
    assert!(!succeeds && log.contains("files were modified by this hook"), "{log}");
    let (succeeds, log) = hooked.commit();
    assert!(succeeds, "{log}");
    assert!(hooked.0.read("uv.nix").contains("8.1.8"));
}

#[test]
fn a_commit_that_touches_nothing_of_it_runs_no_hook() {
    let hooked = Hooked::with("uvnix-check");
    hooked.0.write("notes", "on something else");
    hooked.0.git(&["add", "notes"]);
    let (succeeds, log) = hooked.commit();
    assert!(succeeds && log.contains("Skipped"), "{log}");
}

#[test]
fn a_hook_runs_for_everything_that_a_file_is_made_from() {
    let of_a_project = "uv.lock uv.nix uv.toml uvnix.lock pyproject.toml";
    let of_a_build = "setup.py setup.cfg MANIFEST.in Cargo.toml";
    let of_a_script = "tool.py.lock tool.py.nix tool.py.uvnix.lock";
    let of_a_pylock = "pylock.toml pylock.nix pylock.uvnix.lock pylock.dev.toml pylock.dev.nix";
    let names = [of_a_project, of_a_build, of_a_script, of_a_pylock].join(" ");
    let unread =
        ["notes", "tool.py", "my-uv.lock", "setup.pyc", "pyproject.toml.orig", "my-pylock.toml"];
    for hook in ["uvnix", "uvnix-check"] {
        // A hook that tells what it runs for.
        let hooked = Hooked::with(&format!("{hook}, entry: echo, pass_filenames: true"));
        let beside = names.split(' ').map(str::to_owned);
        let below = names.split(' ').map(|name| format!("members/one/{name}"));
        let mut read = Vec::from_iter(beside.chain(below));
        for name in read.iter().map(String::as_str).chain(unread) {
            hooked.0.write(&format!("every/{name}"), "");
        }
        hooked.0.git(&["add", "every"]);
        let (_, log) = hooked.run("pre-commit", &["run", "--all-files", "--verbose"]);
        let told = log.split_whitespace().filter_map(|word| word.strip_prefix("every/"));
        let mut told = Vec::from_iter(told.map(str::to_owned));
        told.sort();
        read.sort();
        assert_eq!(told, read, "{hook}: {log}");
    }
}

#[test]
fn what_a_members_own_files_say_is_checked_before_the_commit() {
    let hooked = Hooked::with("uvnix-check");
    hooked.0.write("setup.py", "open('NEWS.md')");
    hooked.0.git(&["add", "setup.py"]);
    let (succeeds, log) = hooked.commit();
    assert!(!succeeds && log.contains("check that uv.nix is up to date"), "{log}");
    hooked.0.uvnix(&["lock2nix"]);
    assert!(hooked.0.read("uv.nix").contains("NEWS.md"), "{}", hooked.0.read("uv.nix"));
    let (succeeds, log) = hooked.commit();
    assert!(succeeds, "{log}");
}
