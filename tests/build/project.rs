//! A project in a temporary folder, locked with uv and built with Nix.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{REPOSITORY, needs, read, run, uvnix};

/// A copy of an example, locked now: with the addresses and hashes of files that can be downloaded.
pub(crate) struct Project {
    folder: PathBuf,
    /// The name of its lock file.
    lock: &'static str,
    python: String,
    temporary: TempDir,
}

impl Project {
    /// A copy of an example.
    pub(crate) fn locked(example: &str) -> Self {
        let temporary = TempDir::new().expect("there is a temporary folder");
        let folder = temporary.path().join(example);
        copy(&Path::new(REPOSITORY).join("examples").join(example), &folder);
        for generated in ["uv.lock", "uv.nix"] {
            fs::remove_file(folder.join(generated)).expect("every example has it");
        }
        Self::lock_with_uv(folder, temporary)
    }

    /// A project that has nothing but this `pyproject.toml`, and modules with nothing in them.
    pub(crate) fn made_of(pyproject: &str, modules: &[&str]) -> Self {
        Self::with(pyproject, &Vec::from_iter(modules.iter().map(|&name| (name, ""))))
    }

    /// A project with this `pyproject.toml` and these files.
    pub(crate) fn with(pyproject: &str, files: &[(&str, &str)]) -> Self {
        let (folder, temporary) = Self::files(pyproject, files);
        Self::lock_with_uv(folder, temporary)
    }

    /// The same with a `pylock.toml` that this command of uv writes, or a tool that uv runs.
    pub(crate) fn with_pylock(pyproject: &str, files: &[(&str, &str)], command: &[&str]) -> Self {
        let (folder, temporary) = Self::files(pyproject, files);
        let project = Self::of(folder, "pylock.toml", temporary);
        run(Command::new("uv").args(command).current_dir(&project.folder));
        project.uvnix(&["lock2nix", "pylock.toml"]);
        project
    }

    fn files(pyproject: &str, files: &[(&str, &str)]) -> (PathBuf, TempDir) {
        let temporary = TempDir::new().expect("there is a temporary folder");
        let folder = temporary.path().join("project");
        fs::create_dir(&folder).expect("a temporary folder can be written to");
        for (name, text) in [("pyproject.toml", pyproject)].iter().chain(files) {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap_or(&folder)).expect("so can what is in it");
            fs::write(file, text).expect("so can what is in it");
        }
        (folder, temporary)
    }

    fn of(folder: PathBuf, lock: &'static str, temporary: TempDir) -> Self {
        ["nix-build", "uv", "python3"].into_iter().for_each(needs);
        let version = "import sys; print('%d.%d' % sys.version_info[:2])";
        let python = run(Command::new("python3").args(["-c", version]));
        Self { folder, lock, python, temporary }
    }

    fn lock_with_uv(folder: PathBuf, temporary: TempDir) -> Self {
        let project = Self::of(folder, "uv.lock", temporary);
        let lock = ["lock", "--quiet", "--python", &project.python, "--no-python-downloads"];
        run(Command::new("uv").args(lock).current_dir(&project.folder));
        project.uvnix(&["lock2nix"]);
        project
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// Builds the environment of a specification with Nix.
    pub(crate) fn build(&self, specification: &str, choices: &[(&str, &str)]) -> Environment<'_> {
        let mut build = self.building(specification);
        build.envs(choices.iter().copied());
        Environment { project: self, folder: run(&mut build).into() }
    }

    /// What Nix prints when it fails to build the environment of all packages.
    pub(crate) fn failure(&self) -> String {
        let output = self.building("all").output().expect("the script runs");
        assert!(!output.status.success(), "it is built");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn building(&self, specification: &str) -> Command {
        let mut build = Command::new(Path::new(REPOSITORY).join("nix/tests/build"));
        build.arg(self.path(self.lock).with_extension("nix")).args([&self.python, specification]);
        build
    }

    /// Runs uvnix in the project, with a cache of its own.
    pub(crate) fn uvnix(&self, arguments: &[&str]) -> String {
        let cache = self.temporary.path().join("cache");
        let mut uvnix = uvnix();
        run(uvnix.args(arguments).current_dir(&self.folder).env("UVNIX_CACHE_DIR", cache))
    }

    /// The versions in its lock file, as [`Environment::distributions`] has them.
    pub(crate) fn locked_versions(&self, names: &[&str]) -> Vec<String> {
        let lock: toml::Table =
            toml::from_str(&read(&self.path(self.lock))).expect("a lock file is TOML");
        let packages = lock
            .get("package")
            .unwrap_or_else(|| &lock["packages"])
            .as_array()
            .expect("a lock has packages")
            .iter();
        let asked_for = packages.filter_map(|package| {
            let (name, version) = (package["name"].as_str()?, package["version"].as_str()?);
            names.contains(&name).then(|| format!("{name} {version}"))
        });
        let mut versions: Vec<_> = asked_for.collect();
        versions.sort();
        versions
    }
}

/// What Nix built.
pub(crate) struct Environment<'p> {
    project: &'p Project,
    folder: PathBuf,
}

impl Environment<'_> {
    pub(crate) fn run(&self, script: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(self.folder.join("bin").join(script));
        // Where the source of an editable package is: known when it runs.
        command.args(arguments).env("REPO_ROOT", &self.project.folder);
        run(command.env_remove("PYTHONPATH"))
    }

    pub(crate) fn python(&self, code: &str) -> String {
        self.run("python", &["-I", "-c", code])
    }

    /// Everything that is installed, as `name version`.
    pub(crate) fn distributions(&self) -> Vec<String> {
        let code = "
import importlib.metadata, re
for it in importlib.metadata.distributions():
    print(re.sub('[-_.]+', '-', it.metadata['Name']).lower(), it.version)";
        let mut distributions: Vec<_> = self.python(code).lines().map(ToOwned::to_owned).collect();
        distributions.sort();
        distributions
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder can be written to");
    for entry in fs::read_dir(from).expect("an example can be read") {
        let entry = entry.expect("an example can be read");
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).expect("a temporary folder can be written to");
        }
    }
}
