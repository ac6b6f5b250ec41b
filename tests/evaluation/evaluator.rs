//! Nix, with the stand-in for nixpkgs and pyproject.nix of `nix/tests`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder of this repository.
fn repository(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// An attribute of `nix/tests/evaluate.nix`, for arguments such as `("python", "3.12")`; or what Nix
/// says against it.
pub(crate) fn evaluate(
    uv_nix: &Path,
    attribute: &str,
    arguments: &[(&str, &str)],
) -> Result<Value, String> {
    let mut command = Command::new(repository("nix/tests/evaluate"));
    command.arg(uv_nix).arg(attribute);
    for (name, value) in arguments {
        command.args([name, value]);
    }
    answer(command)
}

/// The same of `nix/tests/evaluate-nixpkgs.nix`.
pub(crate) fn evaluate_nixpkgs(
    uv_nix: &Path,
    attribute: &str,
    arguments: &[(&str, &str)],
) -> Result<Value, String> {
    let mut command = instantiate();
    command.args(["--attr", attribute, "--argstr", "uvNix"]).arg(uv_nix);
    for (name, value) in arguments {
        command.args(["--argstr", name, value]);
    }
    command.arg(repository("nix/tests/evaluate-nixpkgs.nix"));
    answer(command)
}

/// What Nix counts while it evaluates an attribute: `NIX_SHOW_STATS`.
pub(crate) fn counters(uv_nix: &Path, attribute: &str, arguments: &[(&str, &str)]) -> Value {
    let counted = uv_nix.with_extension("counters");
    let mut command = Command::new(repository("nix/tests/evaluate"));
    command
        .arg(uv_nix)
        .arg(attribute)
        .args(arguments.iter().flat_map(|(name, value)| [name, value]));
    command.env("NIX_SHOW_STATS", "1").env("NIX_SHOW_STATS_PATH", &counted);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", uv_nix.display()));
    let counted = std::fs::read(counted).expect("Nix writes the file");
    serde_json::from_slice(&counted).expect("Nix writes JSON")
}

/// What two files of one lock install, by `nixpkgs.nix`.
pub(crate) fn same_lock(uv_nix: &Path, nixpkgs_nix: &Path) -> Value {
    let mut command = instantiate();
    command
        .args(["--arg", "tests"])
        .arg(repository("nix/tests"))
        .arg(repository("tests/evaluation/nixpkgs.nix"))
        .env("UV_NIX", uv_nix)
        .env("NIXPKGS_NIX", nixpkgs_nix);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", uv_nix.display()))
}

/// What Nix says against it.
pub(crate) fn refusal(uv_nix: &Path, attribute: &str, arguments: &[(&str, &str)]) -> String {
    match evaluate(uv_nix, attribute, arguments) {
        Ok(value) => panic!("{attribute} is {value}, and should be refused"),
        Err(message) => message,
    }
}

/// What `installed.nix` says of a file, in every environment that it names.
pub(crate) fn installed(uv_nix: &Path) -> Value {
    let mut command = instantiate();
    command
        .args(["--arg", "tests"])
        .arg(repository("nix/tests"))
        .arg(repository("tests/evaluation/installed.nix"))
        .env("UV_NIX", uv_nix);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", uv_nix.display()))
}

/// All derivations of a file, by environment and way to use it.
pub(crate) fn derivations(uv_nix: &Path) -> Value {
    let mut command = instantiate();
    command
        .args(["--arg", "tests"])
        .arg(repository("nix/tests"))
        .arg(repository("tests/evaluation/derivations.nix"))
        .env("UV_NIX", uv_nix);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", uv_nix.display()))
}

/// The value of a Nix expression in a file.
pub(crate) fn value(file: &Path) -> Value {
    let mut command = instantiate();
    command.arg(file);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", file.display()))
}

/// `nix-instantiate` with the store of the tests.
fn instantiate() -> Command {
    let script = r#"source "$0/store.sh"; exec nix-instantiate --eval --strict --json "$@""#;
    let mut command = Command::new("bash");
    command.args(["-euc", script]).arg(repository("nix/tests"));
    command
}

/// The source of a package, with what a git server would be asked for.
pub(crate) fn source(uv_nix: &Path, package: &str) -> Value {
    let mut command = Command::new(repository("nix/tests/evaluate"));
    command
        .arg(repository("tests/evaluation/offline.nix"))
        .arg(format!("pythonSet.{package}.src.asked"))
        .env("UV_NIX", uv_nix);
    answer(command).unwrap_or_else(|message| panic!("{}: {message}", uv_nix.display()))
}

/// What Nix warns of when it evaluates an attribute.
pub(crate) fn warnings(uv_nix: &Path, attribute: &str) -> String {
    let mut command = Command::new(repository("nix/tests/evaluate"));
    let output = command.arg(uv_nix).arg(attribute).output().expect("bash is there");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

fn answer(mut command: Command) -> Result<Value, String> {
    if let Err(error) = Command::new("nix-instantiate").arg("--version").output() {
        assert_ne!(
            error.kind(),
            ErrorKind::NotFound,
            "there is no `nix-instantiate`: these tests need Nix 2.8 or later (on Debian: \
             `apt-get install nix-bin`), and prove nothing without it"
        );
    }
    let output = command.output().expect("bash is there");
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).expect("Nix prints JSON"))
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
