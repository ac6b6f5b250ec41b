//! The options that a file was made with: its header records them, and later runs keep them.

use insta::assert_snapshot;

use super::{case, report, text};
use crate::command::Workplace;

fn header(workplace: &Workplace) -> String {
    text(workplace, "uv.nix").lines().nth(1).expect("a file has a header").to_owned()
}

/// A project whose file was made with options.
fn with_options(options: &[&str]) -> Workplace {
    let workplace = case("pure");
    let outcome = workplace.lock2nix(options);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

#[test]
fn a_plain_run_keeps_the_options_of_the_file() {
    let options =
        ["--python", "3.12", "--system", "x86_64-linux", "--marker", "platform_release=a b"];
    let workplace = with_options(&options);
    let command = "# To update it: uvnix lock2nix --python 3.12 --system x86_64-linux --marker 'platform_release=a b'";
    assert_eq!(header(&workplace), command);
    let before = text(&workplace, "uv.nix");
    assert_snapshot!(report(&workplace.lock2nix(&[])), @r"
    exit code 0
    uv.nix: up to date (3 packages, 1 environment)
      options: --python 3.12 --system x86_64-linux --marker 'platform_release=a b' (as before; `--reset-options` removes them)
    ");
    assert_eq!(text(&workplace, "uv.nix"), before);
    assert_eq!(workplace.lock2nix(&["--check"]).code, 0);
    assert_eq!(workplace.lock2nix(&["--check", "--reset-options"]).code, 1);
}

#[test]
fn the_backend_is_kept_too() {
    let workplace = with_options(&["--backend", "nixpkgs"]);
    assert!(text(&workplace, "uv.nix").contains("mkPackageOverrides"));
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    assert!(text(&workplace, "uv.nix").contains("mkPackageOverrides"));
}

#[test]
fn other_options_than_before_are_printed_with_the_settings_for_them() {
    let workplace = with_options(&["--python", "3.12"]);
    let outcome =
        workplace.lock2nix(&["--python", "3.13", "--glibc", "2.34", "--backend", "nixpkgs"]);
    assert_snapshot!(report(&outcome), @r#"
    exit code 0
    uv.nix: written (3 packages, 3 environments)
      options: --backend nixpkgs --python 3.13 --glibc 2.34 (before: --python 3.12)
      help: later runs keep these options; to have them in pyproject.toml instead, add
        [tool.uvnix]
        backend = "nixpkgs"
        [tool.uvnix.environments]
        python = ["3.13"]
        glibc = "2.34"
    "#);
    assert_snapshot!(report(&workplace.lock2nix(&["--reset-options"])), @r"
    exit code 0
    uv.nix: written (3 packages, 12 environments)
      options: none (before: --backend nixpkgs --python 3.13 --glibc 2.34)
    ");
    assert_eq!(header(&workplace), "# To update it: uvnix lock2nix");
}

#[test]
fn a_header_gives_no_other_options() {
    let workplace = with_options(&["--python", "3.12"]);
    let text = text(&workplace, "uv.nix");
    for command in
        ["uvnix lock2nix --force --output ../other.nix --python 3.12", "uvnix init", "rm -r .", "'"]
    {
        let changed = text.replace("uvnix lock2nix --python 3.12", command);
        workplace.write("uv.nix", &changed);
        assert_eq!(workplace.lock2nix(&["--quiet"]).code, 0);
        assert!(!workplace.path("../other.nix").exists());
        let expected = if command.contains("3.12") { " --python 3.12" } else { "" };
        assert_eq!(header(&workplace), format!("# To update it: uvnix lock2nix{expected}"));
    }
}
