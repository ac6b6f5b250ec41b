//! From an empty folder to a flake that evaluates, with uv, uvnix and git as a new user calls them.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use crate::Workplace;
use crate::command::Outcome;
use crate::git::{git, with_git};

/// Runs uv there.
fn uv(workplace: &Workplace, arguments: &[&str]) {
    let output = Command::new("uv").args(arguments).current_dir(workplace.path(".")).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs uv: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn init(workplace: &Workplace) -> Outcome {
    uvnix(workplace, &["init"])
}

/// Runs uvnix there, with the uv and git of this machine.
fn uvnix(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    // uvnix asks the uv of this machine.
    let of_uv: Vec<_> = ["HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "UV_DEFAULT_INDEX", "UV_PYTHON"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var(name).ok()?)))
        .collect();
    let of_uv = of_uv.iter().map(|(name, value)| (*name, value.as_str()));
    let variables =
        variables.chain(of_uv).chain([("UVNIX_LOCK_BUILD_SYSTEMS", ""), ("COLUMNS", "0")]);
    workplace.uvnix_in(".", &Vec::from_iter(variables), arguments)
}

/// What `nix develop` and `nix build` evaluate, of what git knows; or what Nix says against it.
fn evaluate(workplace: &Workplace) -> Result<String, String> {
    let attributes = ["devShells.x86_64-linux", "packages.aarch64-darwin"];
    let derivation = |attribute| evaluate_one(workplace, &format!("{attribute}.default.drvPath"));
    attributes.into_iter().map(derivation).collect()
}

/// An attribute of the flake, or what Nix says against it.
fn evaluate_one(workplace: &Workplace, attribute: &str) -> Result<String, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/nix/tests/evaluate-as-flake");
    let mut command = Command::new(script);
    let output = command.arg(workplace.path(".")).arg(attribute).output();
    let output = output.expect("the script runs");
    let text = |bytes| String::from_utf8(bytes).expect("Nix prints text");
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

/// What `uv init` makes with these options, with a dependency.
fn project(options: &[&str]) -> Workplace {
    let workplace = Workplace::with::<&str>(&[]);
    uv(&workplace, &[&["init", "--vcs=none", "--name=first-steps"], options, &["."]].concat());
    git(&workplace, ".", &["init"]);
    uv(&workplace, &["add", "--no-sync", "click"]);
    workplace
}

#[test]
fn a_newcomer_gets_from_nothing_to_a_flake_that_evaluates() {
    // The registry need not have the uv-build of this uv yet.
    let [flit, hatchling] = ["--build-backend=flit", "--build-backend=hatchling"];
    let app = ["--no-package"];
    for options in [&app[..], &["--package", hatchling], &["--lib", flit], &["--bare", app[0]]] {
        let workplace = project(options);
        let outcome = init(&workplace);
        assert!(outcome.code == 0 && !outcome.report.contains("warning"), "{}", outcome.report);
        assert_eq!(
            outcome.output,
            "Next:\n  git add .\n  nix develop\nWith direnv: uvnix init --direnv\n"
        );
        git(&workplace, ".", &["add", "."]);
        let derivations = evaluate(&workplace).unwrap_or_else(|error| panic!("{error}"));
        // Only `uv init --package` makes a program: the flake has it without those of its dependencies.
        let has_program = options[0] == "--package";
        let package = if has_program { "first-steps-0.1.0.drv" } else { "first-steps-env.drv" };
        assert!(derivations.contains(package), "{options:?}: {derivations}");
        let program = evaluate_one(&workplace, "packages.x86_64-linux.default.meta.mainProgram");
        let program = program.unwrap_or_else(|error| panic!("{error}"));
        let expected = if has_program { "\"first-steps\"" } else { "\"python\"" };
        assert_eq!(program.trim(), expected, "{options:?}");
    }
}

#[test]
fn the_flake_has_checks_an_app_a_formatter_and_the_license() {
    let workplace = project(&["--package", "--build-backend=hatchling"]);
    let text = fs::read_to_string(workplace.path("pyproject.toml")).expect("uv wrote it");
    workplace.write("pyproject.toml", text.replace("[project]\n", "[project]\nlicense = 'MIT'\n"));
    uv(&workplace, &["add", "--no-sync", "--dev", "pytest"]);
    assert_eq!(init(&workplace).code, 0);
    git(&workplace, ".", &["add", "."]);
    let of = |attribute: &str| {
        let value = evaluate_one(&workplace, attribute).unwrap_or_else(|error| panic!("{error}"));
        serde_json::from_str::<Value>(&value).expect("Nix prints JSON")
    };
    let names = |value: Value| Vec::from_iter(value.as_object().expect("a set").keys().cloned());
    assert_eq!(names(of("checks.x86_64-linux")), ["first-steps-tests", "uvnix-fresh"]);
    assert_eq!(names(of("apps.aarch64-darwin")), ["lock2nix"]);
    assert_eq!(of("formatter.x86_64-linux.name"), "nixfmt-tree");
    assert_eq!(of("packages.x86_64-linux.default.meta.license.spdxId"), "MIT");
}

#[test]
fn a_stale_flake_builds_nothing_but_its_shell_starts_with_uv_and_uvnix() {
    let workplace = project(&["--bare"]);
    assert_eq!(init(&workplace).code, 0);
    git(&workplace, ".", &["add", "."]);
    let shell = |attribute: &str| {
        let attribute = format!("devShells.x86_64-linux.default.{attribute}");
        evaluate_one(&workplace, &attribute)
    };
    let (hook, variable) = ("shellHook", "drvAttrs.UV_PROJECT_ENVIRONMENT");
    assert!(!shell(hook).expect("it starts").contains("out of date") && shell(variable).is_ok());
    uv(&workplace, &["add", "--no-sync", "idna"]);
    let refusal = evaluate_one(&workplace, "packages.x86_64-linux.default.drvPath");
    let refusal = refusal.expect_err("it is stale");
    assert!(refusal.contains("uvnix lock2nix"), "{refusal}");
    let message = shell(hook).expect("it starts");
    assert!(message.contains("Run `uvnix lock2nix`, then enter the shell again."), "{message}");
    assert!(shell("drvPath").is_ok() && shell(variable).is_err());
    git(&workplace, ".", &["rm", "--cached", "--force", "uv.lock"]);
    evaluate(&workplace).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn doctor_finds_nothing_in_what_uv_init_makes_before_and_after_uvnix_init() {
    for options in [&[][..], &["--package"], &["--lib"], &["--bare"], &["--app"]] {
        let workplace = Workplace::with::<&str>(&[]);
        let name = ["init", "--vcs=none", "--name=first-steps"];
        uv(&workplace, &[&name[..], options, &["."]].concat());
        git(&workplace, ".", &["init"]);
        uv(&workplace, &["add", "--no-sync", "requests"]);
        // The registry need not have the uv-build of this uv yet.
        let text = workplace.read("pyproject.toml");
        let bound = text.split_once("uv_build>=").map(|(_, rest)| rest.split(',').next());
        let text = bound.flatten().map(|bound| text.replace(bound, "0.9"));
        if let Some(text) = text {
            workplace.write("pyproject.toml", text);
        }
        let outcome = uvnix(&workplace, &["doctor", "--strict"]);
        let start = "uv.lock: nothing needs attention\n\nnote: not generated yet\n  uv.nix: ";
        assert!(outcome.code == 0 && outcome.output.starts_with(start), "{}", outcome.output);
        assert_eq!(outcome.output.matches("note: ").count(), 1, "{}", outcome.output);
        assert_eq!(init(&workplace).code, 0);
        git(&workplace, ".", &["add", "."]);
        let outcome = uvnix(&workplace, &["doctor", "--strict"]);
        assert_eq!(outcome.output, "uv.lock: nothing needs attention\n", "{options:?}");
        assert_eq!(outcome.code, 0);
    }
}

#[test]
fn build_requirements_that_uv_cannot_lock_are_reported_without_a_version_that_nobody_knows() {
    let workplace = project(&["--package", "--build-backend=hatchling"]);
    let text = workplace.read("pyproject.toml");
    workplace.write("pyproject.toml", text.replace("[\"hatchling\"]", "[\"hatchling>=99999\"]"));
    let report = init(&workplace).report;
    assert!(!report.contains("build requirement hatchling"), "{report}");
    git(&workplace, ".", &["add", "."]);
    let outcome = uvnix(&workplace, &["doctor"]);
    assert_snapshot!(outcome.output, @"
    uv.lock: 2 warnings

    warning: build requirements that are not locked
      editables~=0.3, hatchling>=99999
      hatchling>=99999
        Nix builds with them only if your flake provides them; required by first-steps 0.1.0
        help: run `uvnix lock2nix`, which says why uv cannot lock them
    ");
}
