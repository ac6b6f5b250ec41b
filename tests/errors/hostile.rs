//! Input that is made to stop uvnix, or the machine that it runs on.
//!
//! A lock file arrives by pull request. Each of these is answered in little time and memory, with a file
//! or with a report.

use std::collections::BTreeSet;
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

/// A lock whose project has these sets of conflicting extras, each of which needs `needed`.
fn conflicting(sets: &[Vec<String>]) -> String {
    let item = |extra: &String| format!("{{ package = \"app\", extra = \"{extra}\" }}");
    let set = |set: &Vec<String>| format!("[{}]", Vec::from_iter(set.iter().map(item)).join(", "));
    let conflicts = Vec::from_iter(sets.iter().map(set)).join(", ");
    let extra = |extra: &String| {
        let marker = format!("extra == 'extra-3-app-{extra}'");
        format!("{extra} = [{{ name = \"needed\", marker = \"{marker}\" }}]\n")
    };
    let extras: BTreeSet<_> = sets.iter().flatten().collect();
    let extras: String = extras.into_iter().map(extra).collect();
    let needed = "[[package]]\nname = \"needed\"";
    project(NEEDED)
        .replacen("\n[[package]]", &format!("conflicts = [{conflicts}]\n\n[[package]]"), 1)
        .replacen("dependencies = [\n    { name = \"needed\" },\n]", "", 1)
        .replacen(needed, &format!("[package.optional-dependencies]\n{extras}\n{needed}"), 1)
}

#[test]
fn one_set_of_many_extras_is_cheap() {
    let set = (0..200).map(|index| format!("x{index}"));
    let (code, report) = bounded(&[("uv.lock", &conflicting(&[set.collect()]))]);
    assert_eq!(code, 0, "{report}");
}

#[test]
fn many_sets_are_cheap_whatever_their_names() {
    let names: [fn(usize, &str) -> String; 2] =
        [|set, side| format!("{set}-{side}"), |set, side| format!("{side}-{set}")];
    for name in names {
        let sets = (0..60).map(|set| ["a", "b"].map(|side| name(set, side)).to_vec());
        let (code, report) = bounded(&[("uv.lock", &conflicting(&Vec::from_iter(sets)))]);
        assert_eq!(code, 0, "{report}");
    }
}

#[test]
fn conflicts_that_combine_in_too_many_ways_are_refused() {
    // Each of `a` conflicts with one of `b`, and a chain makes one group of them all.
    let pairs = (0..40).map(|index| vec![format!("a{index}"), format!("b{index}")]);
    let chain = (1..40).map(|index| vec![format!("a{}", index - 1), format!("a{index}")]);
    let sets = Vec::from_iter(pairs.chain(chain));
    let (code, report) = bounded(&[("uv.lock", &conflicting(&sets))]);
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("resolve::too_many_choices"), "{report}");
}

#[test]
fn an_item_of_a_conflict_is_an_extra_or_a_group() {
    let conflicts = "conflicts = [[{ package = \"app\", extra = \"a\", group = \"g\" }]]\n";
    let lock = project(NEEDED).replacen("\n[[package]]", &format!("{conflicts}\n[[package]]"), 1);
    let (code, report) = bounded(&[("uv.lock", &lock)]);
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("both an extra and a group"), "{report}");
}

#[test]
fn of_a_line_without_an_end_a_part_is_shown() {
    let long = "x".repeat(5_000_000);
    let head = "version = 1\nrequires-python = '>=3.12'\n";
    for wrong in [
        format!("a = '{long}', b\n"),
        format!("supported-markers = [\"os_name == '{long}' é\"]\n"),
        format!("supported-markers = [\"{long}\"]\n"),
        format!("supported-markers = [\"'{long}\"]\n"),
    ] {
        let (code, report) = bounded(&[("uv.lock", &format!("{head}{wrong}"))]);
        assert_eq!(code, 1);
        assert!(report.len() < 2000 && report.contains("uv.lock:3:"), "{} bytes", report.len());
    }
    let (code, report) = bounded_build(&format!("setuptools {long}"));
    assert_eq!(code, 1);
    assert!(report.len() < 2000 && report.contains("pyproject.toml:6:"), "{} bytes", report.len());
}

#[test]
fn groups_that_include_each_other_are_cheap() {
    let [lock, (name, _)] = built_with("setuptools");
    let group = |group: u32| {
        let included = (1..=40).map(|step| (group * 7 + step * 31) % 1000);
        let included = included.map(|group| format!("{{ include-group = 'g{group}' }}"));
        format!("g{group} = [{}]\n", Vec::from_iter(included).join(", "))
    };
    let groups: String = (0..1000).map(group).collect();
    let text = format!(
        "[project]\nname = 'app'\nversion = '1'\n\n[dependency-groups]\n{groups}\n\
         [tool.uv.dependency-groups]\ng7 = {{ requires-python = '>=3.12' }}\n"
    );
    let (code, report) = bounded(&[(lock.0, &lock.1), (name, &text)]);
    assert_eq!(code, 0, "{report}");
}

#[test]
fn a_wheel_with_a_billion_tags_is_refused() {
    let many = |tag: &str| vec![tag; 1000].join(".");
    let name = format!("needed-1-{}-{}-{}.whl", many("py3"), many("none"), many("any"));
    let wheels = format!("{NEEDED}\nwheels = [{{ url = \"https://files.example/{name}\" }}]");
    let (code, report) = bounded(&[("uv.lock", &project(&wheels))]);
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("more than 1000 combinations of tags"), "{report}");
}

#[test]
fn a_marker_that_fills_memory_is_refused() {
    let long = vec!["os_name == 'a'"; 1_000_000].join(" or ");
    let lock =
        project(NEEDED).replace("\"needed\" }", &format!("\"needed\", marker = \"{long}\" }}"));
    let (code, report) = bounded(&[("uv.lock", &lock)]);
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("longer than 100000 bytes") && report.len() < 2000, "{report}");
}

#[test]
fn a_file_that_fills_memory_is_refused() {
    let lock = project(NEEDED) + &"# padding\n".repeat(7_000_000);
    let (code, report) = bounded(&[("uv.lock", &lock)]);
    assert_eq!(code, 1, "{report}");
    assert!(report.contains("it is larger than 64 MiB"), "{report}");
}
