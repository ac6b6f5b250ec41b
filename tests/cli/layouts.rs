//! `uvnix init --no-flake` and `--direnv`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::Outcome;
use crate::git::{git, with_git};
use crate::init::PYLOCK;
use crate::{Workplace, case, text};

fn init(workplace: &Workplace, options: &[&str]) -> Outcome {
    init_with(&[], workplace, &[&["--lookup=none"], options].concat())
}

/// The same with these variables, and with build requirements that uv locks.
fn init_with(more: &[(&str, &str)], workplace: &Workplace, options: &[&str]) -> Outcome {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let variables = variables.chain(more.iter().copied());
    let arguments = [&["init", "--offline"], options].concat();
    workplace.uvnix_in(".", &Vec::from_iter(variables), &arguments)
}

/// A project that is not built.
fn project(settings: &str) -> Workplace {
    let about = "name = \"app\"\nversion = \"0.1.0\"\n";
    let python = "requires-python = \">=3.12\"\n";
    let source = "source = { virtual = \".\" }\n";
    Workplace::with(&[
        ("pyproject.toml", format!("[project]\n{about}{python}{settings}")),
        ("uv.lock", format!("version = 1\n{python}\n[[package]]\n{about}{source}")),
    ])
}

/// What npins would write, with the stand-in and this repository as the sources.
fn npins(workplace: &Workplace) {
    let sources = concat!("import ", env!("CARGO_MANIFEST_DIR"), "/nix/tests/npins\n");
    workplace.write("npins/default.nix", sources);
}

/// An attribute of a file of the folder.
fn evaluate(workplace: &Workplace, file: &str, attribute: &str) -> String {
    let script = r#"source "$0/store.sh"; exec nix-instantiate --eval --json "$@""#;
    let mut command = Command::new("bash");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("nix/tests");
    command.args(["-euc", script]).arg(tests).arg(workplace.path(file));
    let output = command.args(["--attr", attribute]).output().expect("bash is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("Nix prints text")
}

#[test]
fn without_a_flake_nix_build_and_nix_shell_have_what_the_flake_has() {
    for backend in ["pyproject.nix", "nixpkgs"] {
        let workplace = project(&format!("[tool.uvnix]\nbackend = '{backend}'\n"));
        npins(&workplace);
        let outcome = init(&workplace, &["--no-flake"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(outcome.output.starts_with("Next:\n  nix-shell\n"), "{}", outcome.output);
        assert!(!workplace.path("flake.nix").exists());
        assert!(evaluate(&workplace, "default.nix", "default.drvPath").contains(".drv"));
        assert!(evaluate(&workplace, "shell.nix", "drvPath").contains("shell"));
    }
    let workplace = project("");
    npins(&workplace);
    init(&workplace, &["--no-flake"]);
    let check = evaluate(&workplace, "default.nix", "checks.uvnix-fresh.drvPath");
    assert!(check.contains("uvnix-fresh.drv"), "{check}");
    let again = init(&workplace, &["--no-flake"]);
    assert!(again.report.contains("default.nix: unchanged"), "{}", again.report);
}

/// A project with a program and tests, for one of the builders.
fn with_program(backend: &str) -> Workplace {
    let about = "name = 'tool'\nversion = '1'\n";
    let settings = format!(
        "[tool.uvnix]\nbackend = '{backend}'\n[tool.uvnix.packages.tool]\nbuild-system = []\n"
    );
    let pyproject = format!(
        "[project]\n{about}requires-python = '>=3.12'\nscripts.tool = 'tool:main'\n\
         [build-system]\nrequires = []\nbuild-backend = 'a'\n{settings}"
    );
    let registry = "source = { registry = 'https://pypi.example/simple' }\n";
    let hash = "0".repeat(64);
    let lock = format!(
        "version = 1\nrequires-python = '>=3.12'\n[[package]]\n{about}source = {{ editable = '.' }}\n\
         [package.dev-dependencies]\ndev = [{{ name = 'pytest' }}]\n\
         [[package]]\nname = 'pytest'\nversion = '9'\n{registry}\
         wheels = [{{ url = 'https://files.example/pytest-9-py3-none-any.whl', hash = 'sha256:{hash}' }}]\n"
    );
    Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", lock)])
}

#[test]
fn without_the_address_of_uvnix_each_file_evaluates_with_nixpkgs_and_pyproject_nix_only() {
    let warning = "warning: the address of uvnix' flake is not known (UVNIX_FLAKE is empty), so the development shell \
                   does not contain uvnix\n  help: install uvnix, which updates uv.nix; or remove ";
    for backend in ["pyproject.nix", "nixpkgs"] {
        for workplace in
            [project(&format!("[tool.uvnix]\nbackend = '{backend}'\n")), with_program(backend)]
        {
            npins(&workplace);
            workplace.write("pylock.toml", PYLOCK.replace("HASH", &"0".repeat(64)));
            let uv = workplace.uv();
            let variables =
                [("UVNIX_FLAKE", ""), ("UVNIX_UV", &*uv), ("UVNIX_LOCK_BUILD_SYSTEMS", "")];
            for options in [&[][..], &["--no-flake"]] {
                let outcome = init_with(&variables, &workplace, options);
                assert!(
                    outcome.code == 0 && outcome.report.contains(warning),
                    "{}",
                    outcome.report
                );
            }
            assert!(!text(&workplace, "flake.nix").contains("uvnix.url"));
            let flake =
                Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/nix/tests/evaluate-flake"))
                    .arg(workplace.path("flake.nix"))
                    .output()
                    .expect("the script runs");
            let evaluated = String::from_utf8_lossy(&flake.stdout);
            assert!(flake.status.success(), "{}", String::from_utf8_lossy(&flake.stderr));
            for part in ["packages", "checks", "shell.drv", "env.drv"] {
                assert!(evaluated.contains(part), "{part} in {evaluated}");
            }
            assert!(evaluate(&workplace, "default.nix", "default.drvPath").contains(".drv"));
            assert!(evaluate(&workplace, "shell.nix", "drvPath").contains("shell"));
        }
    }
}

#[test]
fn the_address_of_uvnix_is_text_that_nix_does_not_compute() {
    let workplace = project("");
    let outcome = init_with(&[("UVNIX_FLAKE", "path:/${here}")], &workplace, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let flake = text(&workplace, "flake.nix");
    assert!(flake.contains("uvnix.url = \"path:/\\${here}\";"), "{flake}");
    // Without flakes, uvnix comes from a repository.
    let outcome =
        init_with(&[("UVNIX_FLAKE", "github:someone/uvnix/branch")], &workplace, &["--no-flake"]);
    let warning = "warning: default.nix takes uvnix from the default branch of a git repository, which \
                   github:someone/uvnix/branch (UVNIX_FLAKE) is not, so the development shell does not contain uvnix";
    assert!(outcome.report.contains(warning), "{}", outcome.report);
    assert!(!text(&workplace, "default.nix").contains("uvnix = "));
}

#[test]
fn a_default_nix_that_exists_is_kept() {
    let workplace = case("pure");
    workplace.write("default.nix", "{ }\n");
    let outcome = init(&workplace, &["--no-flake"]);
    assert!(outcome.output.starts_with("default.nix exists and was not changed."));
    assert!(outcome.output.contains("mkProject"), "{}", outcome.output);
    assert_eq!(text(&workplace, "default.nix"), "{ }\n");
}

#[test]
fn direnv_starts_the_shell_and_sees_changes_of_the_lock() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    let outcome = init(&workplace, &["--direnv"]);
    let expected = "Next:\n  git add .\n  direnv allow\n";
    assert_eq!((outcome.code, outcome.output.as_str()), (0, expected), "{}", outcome.report);
    assert_eq!(text(&workplace, ".gitignore"), ".direnv/\n");
    // direnv runs the file with bash and functions of its own.
    let functions =
        "watch_file() { echo \"watched: $*\"; }; use() { echo \"used: $*\"; }; . ./.envrc";
    let mut bash = Command::new("bash");
    bash.args(["-euc", functions]).current_dir(workplace.path("."));
    let output = bash.output().expect("bash is there");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "watched: uv.lock uv.nix\nused: flake\n");
    let again = init(&workplace, &["--direnv"]);
    assert!(again.report.contains(".envrc: unchanged"), "{}", again.report);
}

#[test]
fn an_envrc_that_exists_is_kept() {
    let workplace = case("pure");
    workplace.write(".envrc", "export A=1\n");
    let outcome = init(&workplace, &["--direnv", "--no-flake"]);
    let added = ".envrc exists and was not changed. Add these lines to it:\n\n    watch_file uv.lock uv.nix\n    use nix\n";
    assert!(outcome.output.contains(added), "{}", outcome.output);
    assert_eq!(fs::read_to_string(workplace.path(".envrc")).expect("it is there"), "export A=1\n");
}
