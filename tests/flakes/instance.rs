//! A template in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::command::Workplace;
use crate::{outcome, repository, run};

/// A copy of a template.
pub(crate) struct Instance(Workplace);

impl Instance {
    /// As `nix flake init` makes it.
    pub(crate) fn of(template: &str) -> Self {
        Self(Workplace::copy_of(&repository("nix/templates").join(template)))
    }

    /// The same with another flake.
    pub(crate) fn with_flake(template: &str, flake: &str) -> Self {
        let instance = Self::of(template);
        instance.0.write("flake.nix", flake);
        instance
    }

    /// Locked again, as `reference/flake-lib.md` of the book says, so that its files can be downloaded; in a repository of its own.
    /// `lock` is the lock, and `arguments` are what `uv lock` needs to write it.
    pub(crate) fn locked(template: &str, lock: &str, arguments: &[&str]) -> Self {
        ["nix-build", "uv", "git"].into_iter().for_each(needs);
        let instance = Self::of(template);
        run(instance.command("git").args(["init", "--quiet"]));
        let lock_anew = ["lock", "--upgrade", "--quiet", "--no-python-downloads"];
        run(instance.command("uv").args(lock_anew).args(arguments));
        instance.generate(lock);
        instance
    }

    /// Runs `uvnix lock2nix` for a lock.
    pub(crate) fn generate(&self, lock: &str) {
        run(self.command(env!("CARGO_BIN_EXE_uvnix")).args(["lock2nix", lock]));
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.0.path(relative)
    }

    pub(crate) fn write(&self, relative: &str, text: &str) {
        self.0.write(relative, text);
    }

    /// What the flake has on every system, as the names of derivations, or why it has nothing.
    pub(crate) fn evaluated(&self) -> Result<Value, String> {
        needs("nix-instantiate");
        let mut evaluate = Command::new(repository("nix/tests/evaluate-flake"));
        let text = outcome(evaluate.arg(self.path("flake.nix")))?;
        Ok(serde_json::from_str(&text).expect("Nix prints JSON"))
    }

    /// Builds an attribute of the flake, such as `packages.default`, for this system.
    pub(crate) fn build(&self, attribute: &str) -> PathBuf {
        let mut build = Command::new(repository("nix/tests/build-flake"));
        build.arg(self.path("flake.nix")).args([attribute, &python()]);
        build.env("UVNIX_TEST_UVNIX", env!("CARGO_BIN_EXE_uvnix"));
        run(&mut build).into()
    }

    /// What a command of bash prints in the flake's development shell.
    pub(crate) fn in_shell(&self, shell: &str) -> String {
        self.in_shell_of(&self.build("devShells.default"), shell)
    }

    /// The same in a development shell that is built already.
    pub(crate) fn in_shell_of(&self, variables: &Path, shell: &str) -> String {
        // As `nix develop` does, keep the home of the user instead of that of builds.
        let script = format!(
            "home=$HOME && source {} && export HOME=$home && eval \"$shellHook\" && {shell}",
            variables.display()
        );
        run(self.command("bash").args(["-ec", &script]))
    }

    /// A command that runs in the template's folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path("."));
        command
    }
}

/// The version of the Python of this machine, such as 3.12.
pub(crate) fn python() -> String {
    let version = "import sys; print('%d.%d' % sys.version_info[:2])";
    run(Command::new("python3").args(["-c", version]))
}

fn needs(tool: &str) {
    let found = outcome(Command::new(tool).arg("--version"));
    assert!(found.is_ok(), "this test needs {tool}; ./check installs what the tests need");
}
