//! From an empty folder to a flake that evaluates, with uv and uvnix.

use std::process::Command;

use crate::Workplace;
use crate::git::with_git;
use crate::init::evaluate;

/// Runs uv there.
fn uv(workplace: &Workplace, arguments: &[&str]) {
    let output = Command::new("uv").args(arguments).current_dir(workplace.path(".")).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs uv: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_newcomer_gets_from_nothing_to_a_flake_that_evaluates() {
    let workplace = Workplace::with::<&str>(&[]);
    uv(&workplace, &["init", "--package", "--name=first-steps", "."]);
    uv(&workplace, &["add", "--no-sync", "click"]);
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let outcome = workplace.uvnix_in(".", &Vec::from_iter(variables), &["init"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(outcome.output, "Next:\n  git add .\n  nix develop\n");
    let derivations = evaluate(&workplace.path(".")).unwrap_or_else(|error| panic!("{error}"));
    assert!(derivations.contains("first-steps-env.drv"), "{derivations}");
}
