//! Environments that cannot be had, and arguments that mean nothing.

use insta::assert_snapshot;

use crate::command::Workplace;
use crate::{error, project, refused};

/// A folder with a lock whose `requires-python` and supported systems are these.
fn locked_for(requires_python: &str, supported: &str) -> Workplace {
    let lock =
        project("version = \"1.0\"\nsource = { registry = \"https://pypi.example/simple\" }")
            .replace(">=3.12", requires_python)
            .replace(
                "\n\n[[package]]\nname = \"app\"",
                &format!("\n{supported}\n[[package]]\nname = \"app\""),
            );
    Workplace::with(&[("uv.lock", lock)])
}

#[test]
fn requires_python_that_admits_nothing_is_told_with_what_was_tried() {
    assert_snapshot!(refused(&locked_for(">=3.20", ""), &[]), @r#"
    exit code 1
    uvnix::environment::no_python

      × none of Python 3.11, 3.12, 3.13, 3.14, 3.15 satisfies requires-python
      │ ">=3.20"
      help: select a Python version that does: `python` in
            [tool.uvnix.environments], or `--python`
    "#);
}

#[test]
fn a_python_that_the_lock_does_not_admit_is_refused() {
    assert_eq!(
        error(&locked_for(">=3.12", ""), &["--python", "3.11"]),
        [
            "uvnix::environment::python_not_admitted",
            "Python 3.11 does not satisfy requires-python \">=3.12\"",
            "do not select it with `--python` or in [tool.uvnix.environments], or widen requires-python and run `uv lock`"
        ]
    );
}

#[test]
fn systems_that_the_lock_does_not_support_are_refused() {
    let workplace = locked_for(">=3.12", "supported-markers = [\"sys_platform == 'darwin'\"]");
    assert_eq!(
        error(&workplace, &["--system", "x86_64-linux"]),
        [
            "uvnix::environment::not_supported",
            "the lock file supports none of the selected environments (`supported-markers`)",
            "widen `environments` in [tool.uv] and run `uv lock`, or select other systems with `--system`"
        ]
    );
}

#[test]
fn arguments_that_mean_nothing_are_explained() {
    let workplace = locked_for(">=3.12", "");
    assert_snapshot!(refused(&workplace, &["--system", "x86_64-windows"]), @"
    exit code 2
    error: invalid value 'x86_64-windows' for '--system <SYSTEM>': unknown system `x86_64-windows`; uvnix supports aarch64-darwin, aarch64-linux, armv6l-linux, armv7l-linux, i686-linux, powerpc64le-linux, riscv64-linux, s390x-linux, x86_64-darwin, x86_64-linux, and each Linux system with the suffix `-musl`

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&workplace, &["--python", "2.7"]), @"
    exit code 2
    error: invalid value '2.7' for '--python <VERSION>': `2.7` is not a Python version such as 3.12, 3.13t or pypy3.11

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&workplace, &["--glibc", "musl"]), @"
    exit code 2
    error: invalid value 'musl' for '--glibc <VERSION>': `musl` is not a version such as 2.34 or 14

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&workplace, &["--sytem", "x86_64-linux"]), @"
    exit code 2
    error: unexpected argument '--sytem' found

      tip: a similar argument exists: '--system'

    Usage: uvnix lock2nix --system <SYSTEM> [PATH]...

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&workplace, &["-o", "uv.nix", "one", "two"]), @"
    exit code 2
    error: `--output` accepts one lock file only; without it, each file is written next to its lock file

    Usage: uvnix lock2nix [OPTIONS] [PATH]...

    For more information, try '--help'.
    ");
}

#[test]
fn a_python_may_be_named_as_in_the_name_of_an_environment() {
    let workplace = locked_for(">=3.12", "");
    let generated = |python| workplace.lock2nix(&["-o", "-", "--python", python]).output;
    for name in ["cp312", "python3.12"] {
        assert_eq!(generated(name), generated("3.12"));
    }
    assert!(generated("cp313t").contains("cp313t-x86_64-linux"));
}

#[test]
fn standard_output_is_nothing_to_compare_with() {
    let workplace = locked_for(">=3.12", "");
    let outcome = workplace.lock2nix(&["--check", "-o", "-"]);
    assert_eq!((outcome.code, outcome.output.as_str()), (2, ""));
    assert!(
        outcome.report.starts_with("error: `--check` compares with a file"),
        "{}",
        outcome.report
    );
}

#[test]
fn an_unknown_key_is_no_error_but_can_be_asked_for() {
    let workplace = locked_for(">=3.12", "invented = 1");
    let quiet = workplace.lock2nix(&["-o", "-"]);
    assert_eq!((quiet.code, quiet.report.as_str()), (0, ""));
    let verbose = workplace.lock2nix(&["-o", "-", "--verbose"]);
    assert_eq!(verbose.code, 0);
    assert_eq!(verbose.output, quiet.output);
    assert_snapshot!(verbose.report, @"note: uv.lock has an unknown key: invented");
}
