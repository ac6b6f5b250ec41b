//! A project in a git repository, with another one as its remote.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::case;
use crate::command::Workplace;

/// The uvnix that the tests run.
pub(crate) const UVNIX: &str = env!("CARGO_BIN_EXE_uvnix");

/// A folder `clone`, whose remote is the folder `remote`.
#[derive(Debug)]
pub(crate) struct Project(Workplace);

impl Project {
    /// One fresh project at the root, committed and pushed to `main`.
    pub(crate) fn fresh() -> Self {
        Self::with_projects_in(&["."])
    }

    /// The same in each of these folders.
    pub(crate) fn with_projects_in(folders: &[&str]) -> Self {
        let project = Self(Workplace::with(&[("empty", "")]));
        let root = project.0.path("");
        git(&root, &["init", "--quiet", "--bare", "--initial-branch=main", "remote"]);
        git(&root, &["clone", "--quiet", "remote", "clone"]);
        git(&project.path(""), &["checkout", "--quiet", "-B", "main"]);
        for folder in folders {
            for file in ["pyproject.toml", "uv.lock"] {
                let text = fs::read_to_string(case::folder().join("pure").join(file));
                project.write(&format!("{folder}/{file}"), &text.expect("the case is there"));
            }
            project.uvnix(&["lock2nix", folder]);
        }
        project.commit("Start");
        project.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        project
    }

    /// A file or folder of the clone.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path("clone").join(name)
    }

    /// The remote.
    pub(crate) fn remote(&self) -> PathBuf {
        self.0.path("remote")
    }

    /// A place beside both.
    pub(crate) fn beside(&self, name: &str) -> String {
        self.0.path(name).into_os_string().into_string().expect("paths are text")
    }

    /// Makes a file beside both, and returns its path.
    pub(crate) fn write_beside(&self, name: &str, text: &str) -> String {
        self.0.write(name, text);
        self.beside(name)
    }

    /// Makes a program beside both, and returns its path.
    pub(crate) fn program(&self, name: &str, script: &str) -> String {
        let path = self.write_beside(name, &format!("#!/bin/sh\n{script}"));
        let permissions = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&path, permissions).expect("it can be made executable");
        path
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.0.write(&format!("clone/{name}"), text);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file can be read")
    }

    /// Changes the lock in a folder, and nothing else.
    pub(crate) fn bump(&self, folder: &str) {
        let name = format!("{folder}/uv.lock");
        let lock = self.read(&name);
        let bumped = lock.replace("8.1.7", "8.1.8");
        assert_ne!(lock, bumped, "the lock has click 8.1.7");
        self.write(&name, &bumped);
    }

    /// Runs git in the clone, and returns what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.path(""), arguments)
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    pub(crate) fn uvnix(&self, arguments: &[&str]) {
        let mut uvnix = Command::new(UVNIX);
        uvnix.env("UVNIX_LOCK_BUILD_SYSTEMS", "false");
        let status = uvnix.args(arguments).current_dir(self.path("")).status();
        assert!(status.expect("uvnix runs").success());
    }
}

/// Runs git as nobody in particular, and returns what it prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Somebody");
        command.env(format!("GIT_{role}_EMAIL"), "somebody@files.example");
    }
    let output = command.env("HOME", "/nowhere").output().expect("git runs");
    let text = |bytes| String::from_utf8(bytes).expect("git prints text");
    assert!(output.status.success(), "git {arguments:?}: {}", text(output.stderr));
    text(output.stdout)
}
