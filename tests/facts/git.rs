//! Commits of git repositories, public and not.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::evaluator::{self, evaluate};
use crate::project::{Locked, Project};
use crate::server::{Answer, Server};

/// A repository with a project in a folder and another in all of it, below the folder of a project.
struct Repository {
    folder: PathBuf,
    commit: String,
}

impl Repository {
    fn within(project: &Project) -> Self {
        let file = |name: &str, text: &str| {
            project.workplace.write(&format!("repositories/shared/{name}"), text);
        };
        file("pyproject.toml", "[build-system]\nrequires = [\"flit_core\"]\n");
        file("python/inner/setup.py", "");
        let folder = project.path("repositories/shared");
        git(&folder, &["init", "--quiet"]);
        git(&folder, &["add", "--all"]);
        git(&folder, &["commit", "--quiet", "--message=a"]);
        git(&folder, &["update-server-info"]);
        let commit = git(&folder, &["rev-parse", "HEAD"]);
        Self { folder, commit }
    }

    /// The source of a package at an address, all of it or a folder.
    fn source(&self, url: &str, query: &str) -> String {
        format!("{{ git = \"{url}{query}#{}\" }}", self.commit)
    }

    fn as_file(&self) -> String {
        format!("file://{}", self.folder.display())
    }
}

/// Runs git as nobody in particular.
fn git(folder: &PathBuf, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@files.example"]);
    command.args(["-c", "commit.gpgSign=false"]).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.args(arguments).output().expect("git is there");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("git prints text").trim().to_owned()
}

/// A project that needs both projects of a repository at an address made from it.
fn looked_at(server: &Server, project: &Project, repository: &Repository, url: &str) -> String {
    project.lock(&[
        Locked::new("all-of-it", &repository.source(url, ""), ""),
        Locked::new("inner", &repository.source(url, "?subdirectory=python%2Finner"), ""),
    ]);
    project.generate(server, &[])
}

#[test]
fn a_public_commit_is_fetched_when_it_is_built_with_the_hash_of_its_files() {
    let project = Project::needing(&[]);
    let repository = Repository::within(&project);
    let server = Server::of_folder(project.path("repositories"));
    let url = format!("{}/shared/.git", server.url);
    looked_at(&server, &project, &repository, &url);

    let tree = &project.facts()["trees"][&format!("{url}#{}", repository.commit)];
    assert!(tree.get("private").is_none());
    let hash = tree["hash"].as_str().unwrap().to_owned();
    fs::remove_dir_all(repository.folder.join(".git")).unwrap();
    let digest = STANDARD.decode(hash.strip_prefix("sha256-").unwrap()).unwrap();
    assert_eq!(hex::encode(digest), nix_hash(&repository.folder));
    for (package, requires, tool) in [
        ("all-of-it", &["flit_core"][..], "flit-core-0"),
        ("inner", &["setuptools", "wheel"], "setuptools-0"),
    ] {
        assert_eq!(project.requires(&format!("{package} 1.0")).unwrap(), requires);
        let (packages, said) = project.evaluated();
        let source =
            json!({ "name": "source", "url": url, "rev": repository.commit, "hash": hash });
        assert_eq!(packages[package]["src"], source);
        assert!(packages[package]["nativeBuildInputs"].as_array().unwrap().contains(&json!(tool)));
        assert!(!said.contains("the build requirements of"), "{said}");
    }
    let moves = evaluate(&project.path("uv.nix"), "pythonSet.inner.postUnpack", &[]);
    assert_eq!(moves.unwrap(), "sourceRoot=\"$sourceRoot/python/inner\"\n");

    server.requests();
    assert_eq!(project.generate(&server, &["--offline"]), "");
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn a_password_in_a_lock_is_for_the_commits_of_its_server() {
    let project = Project::needing(&[]);
    let repository = Repository::within(&project);
    let folder = project.path("repositories");
    let expected = format!("Basic {}", STANDARD.encode("me:hunter2"));
    let server = Server::start(move |request| match fs::read(folder.join(&request.path[1..])) {
        _ if request.authorization.as_deref() != Some(&expected) => Answer::Unauthorized,
        Ok(bytes) => Answer::File(bytes),
        Err(_) => Answer::Missing,
    });
    let url = format!("{}/shared/.git", server.url.replace("://", "://me:hunter2@"));
    let report = looked_at(&server, &project, &repository, &url);
    let tree =
        &project.facts()["trees"][&format!("{}/shared/.git#{}", server.url, repository.commit)];
    assert_eq!(tree["private"].as_bool(), Some(true));
    for text in [report, project.read("uvnix.lock"), project.read("uv.nix")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_commit_that_only_this_user_can_read_is_fetched_by_whoever_evaluates() {
    let project = Project::needing(&[]);
    let repository = Repository::within(&project);
    let (server, url) = (Server::of(&[]), repository.as_file());
    looked_at(&server, &project, &repository, &url);
    let tree = &project.facts()["trees"][&format!("{url}#{}", repository.commit)];
    assert_eq!(tree["private"].as_bool(), Some(true));
    assert_eq!(project.requires("inner 1.0").unwrap(), ["setuptools", "wheel"]);
    let asked = evaluator::source(&project.path("uv.nix"), "inner");
    let (rev, everything) = (&repository.commit, true);
    assert_eq!(
        asked,
        json!({ "url": url, "rev": rev, "allRefs": everything, "submodules": everything })
    );
}

#[test]
fn a_commit_is_not_looked_at_offline_and_one_that_is_gone_is_named() {
    let project = Project::needing(&[]);
    let repository = Repository::within(&project);
    let (server, url) = (Server::of(&[]), repository.as_file());
    let source = repository.source(&url, "");
    project.lock(&[Locked::new("a", &source, "")]);
    let report = project.generate(&server, &["--offline"]);
    assert!(report.contains("could not look up build requirements of: a 1.0\n"), "{report}");
    assert!(report.contains("which `--offline` does not fetch"), "{report}");

    let gone = source.replace(&repository.commit, &"0".repeat(40));
    project.lock(&[Locked::new("a", &gone, "")]);
    let report = project.generate(&server, &[]);
    assert!(report.contains("git cannot fetch commit 00000"), "{report}");
    assert!(!project.path("uvnix.lock").exists() && project.path("uv.nix").exists());
}

#[test]
fn a_statement_leaves_the_hash_of_the_files_to_be_found() {
    let project = Project::needing(&[]);
    let repository = Repository::within(&project);
    let (server, url) = (Server::of(&[]), repository.as_file());
    project.lock(&[Locked::new("a", &repository.source(&url, ""), "")]);
    project.set("[tool.uvnix.packages.a]\nbuild-system = [\"hatchling\"]");
    project.generate(&server, &[]);
    assert!(project.facts().get("trees").is_some());
    assert!(project.facts().get("build-systems").is_none());
    assert!(project.read("uv.nix").contains("build-system = {\n          hatchling = [ ];"));
}

/// The SHA-256 of a folder, as Nix computes it.
fn nix_hash(folder: &PathBuf) -> String {
    let mut command = Command::new("nix-hash");
    let output = command.args(["--type", "sha256"]).arg(folder).output();
    let output = output.expect("Nix is there");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("Nix prints text").trim().to_owned()
}
