//! Input that is made to stop uvnix, or the machine that it runs on.
//!
//! A lock file arrives by pull request. Each of these is answered in little time and memory, with a file
//! or with a report.

use std::process::Command;
use std::time::{Duration, Instant};

use super::{Workplace, project};

/// How long a run may take. The release build needs under two seconds; this one is not optimized, and
/// shares the machine with other tests.
const LONGEST: Duration = Duration::from_secs(30);
/// How many KiB of addresses a run may have, of which it touches a part.
const LARGEST: u32 = 700_000;

/// The exit code and the report of `uvnix lock2nix` within these limits.
fn bounded(files: &[(&str, &str)]) -> (i32, String) {
    let workplace = Workplace::with(files);
    let start = Instant::now();
    let limit =
        if cfg!(target_os = "linux") { format!("ulimit -v {LARGEST}; ") } else { String::new() };
    let output = Command::new("sh")
        .args(["-c", &format!("{limit}exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_uvnix")])
        .args(["lock2nix", "--lookup", "none", "--offline", "--output", "-"])
        .current_dir(workplace.path("."))
        .env("NO_COLOR", "1")
        .output()
        .expect("there is a shell");
    assert!(start.elapsed() < LONGEST, "it took {:?}", start.elapsed());
    let report = String::from_utf8(output.stderr).expect("uvnix prints text");
    (output.status.code().expect("uvnix is not killed"), report)
}

/// `('a0' in os_name or 'b0' in sys_platform) and …`, whose diagram has 2^`pairs` nodes.
fn bomb(pairs: usize) -> String {
    let pair = |index| format!("('a{index}' in platform_machine or 'b{index}' in sys_platform)");
    Vec::from_iter((0..pairs).map(pair)).join(" and ")
}

/// A project with these requirements for its build.
fn built_with(requirement: &str) -> [(&'static str, String); 2] {
    let lock = "version = 1\nrequires-python = '>=3.12'\n\n[[package]]\nname = 'app'\n\
                version = '1'\nsource = { editable = '.' }\n";
    let project = format!(
        "[project]\nname = 'app'\nversion = '1'\n\n[build-system]\nrequires = [{}]\n",
        toml::Value::from(requirement)
    );
    [("uv.lock", lock.to_owned()), ("pyproject.toml", project)]
}

fn bounded_build(requirement: &str) -> (i32, String) {
    let files = built_with(requirement);
    bounded(&files.each_ref().map(|(name, text)| (*name, text.as_str())))
}

const NEEDED: &str = "version = \"1\"\nsource = { registry = \"https://pypi.example/simple\" }";

#[test]
fn a_text_on_which_the_parser_of_requirements_panics_is_refused() {
    for requirement in ["setuptools->=61", "a.[x]", "a_ ; os_name == 'x'", "a[b-]", "a-@ b:/c"] {
        let (code, report) = bounded_build(requirement);
        assert_eq!(code, 1, "{requirement}: {report}");
        assert!(report.contains("project::bad_build_requirement"), "{report}");
    }
}

#[test]
fn a_text_on_which_the_parser_of_markers_panics_is_refused() {
    for marker in [
        "os_name == 'a' é",
        "os_name == 'a' and é",
        "é",
        "(os_name == 'a')é",
        "python_version <= '3.18446744073709551615'",
        "python_version == '18446744073709551615.*'",
    ] {
        let lock = project(NEEDED)
            .replace("\"needed\" }", &format!("\"needed\", marker = \"{marker}\" }}"));
        let (code, report) = bounded(&[("uv.lock", &lock)]);
        assert_eq!(code, 1, "{marker}: {report}");
        assert!(report.contains("lock::bad_marker"), "{report}");
        let (code, report) = bounded_build(&format!("a ; {marker}"));
        assert_eq!(code, 1, "{marker}: {report}");
        assert!(report.contains("project::bad_build_requirement"), "{report}");
    }
    for python in [">=18446744073709551615", "~=3.18446744073709551615", "==3.*é"] {
        let lock = project(NEEDED).replace(">=3.12", python);
        let (code, report) = bounded(&[("uv.lock", &lock)]);
        assert_eq!(code, 1, "{python}: {report}");
        assert!(report.contains("lock::bad_value"), "{report}");
    }
}

#[test]
fn a_marker_is_answered_in_the_time_that_it_takes_to_read_it() {
    for pairs in [22, 400] {
        let marker = bomb(pairs);
        let lock = project(NEEDED)
            .replace("\"needed\" }", &format!("\"needed\", marker = \"{marker}\" }}"));
        let (code, report) = bounded(&[("uv.lock", &lock)]);
        assert_eq!(code, 0, "{report}");
        let (code, report) = bounded_build(&format!("a ; {marker}"));
        assert_eq!(code, 0, "{report}");
    }
}
