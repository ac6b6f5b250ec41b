//! What is locked for builds, as Nix sees it.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::{Outcome, Workplace};
use crate::evaluator::evaluate;

const PYPROJECT: &str = r#"
[project]
name = "app"

[build-system]
requires = ["setuptools >= 61", "builder"]
build-backend = "setuptools.build_meta"

[tool.uv]
build-constraint-dependencies = ["setuptools < 81"]
"#;

/// At run time, the project has an older setuptools.
const LOCK: &str = r#"
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
dependencies = [{ name = "setuptools" }]

[[package]]
name = "setuptools"
version = "69.5.1"
source = { registry = "https://pypi.example/simple" }
wheels = [{ url = "https://files.example/setuptools-69.5.1-py3-none-any.whl", hash = "sha256:1111111111111111111111111111111111111111111111111111111111111111" }]
"#;

/// What uv answers: a build system, one that is not pure, and one that only Intel needs.
fn pylock() -> String {
    let package = |name_and_version: &str, marker: &str, tags: &[&str]| {
        let (name, version) = name_and_version.split_once(' ').expect("a name and a version");
        let wheel = |tags: &&str| {
            let url = format!("https://files.example/{name}-{version}-{tags}.whl");
            format!("{{ url = '{url}', hashes = {{ sha256 = '{}' }} }}", "2".repeat(64))
        };
        let wheels = Vec::from_iter(tags.iter().map(wheel)).join(", ");
        format!(
            "[[packages]]\nname = '{name}'\nversion = '{version}'\n{marker}\nwheels = [{wheels}]\n"
        )
    };
    let builds = ["py3-none-manylinux_2_17_x86_64", "py3-none-manylinux_2_17_aarch64"];
    let builds = [&builds[..], &["py3-none-macosx_11_0_arm64", "py3-none-win_amd64"]].concat();
    let on_intel = "marker = \"platform_machine == 'x86_64'\"";
    [
        "lock-version = '1.0'\ncreated-by = 'uv'\n".to_owned(),
        package("builder 1.0", "", &builds),
        package("of-intel 2!3.0", on_intel, &["py3-none-any"]),
        package("setuptools 80.9.0", "", &["py3-none-any"]),
    ]
    .concat()
}

fn workplace() -> Workplace {
    let pylock = pylock();
    let files = [("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), ("pylock.toml", &pylock)];
    Workplace::with(&files)
}

fn lock(workplace: &Workplace) -> Outcome {
    let outcome =
        workplace.lock2nix_with(&[("UVNIX_UV", &workplace.uv())], &["--lock-build-systems"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    outcome
}

/// What uv was asked, and how often.
fn asked(workplace: &Workplace) -> String {
    let asked = workplace.contents().remove("asked").unwrap_or_default();
    String::from_utf8(asked).expect("the script notes text")
}

/// The names of what `app` is built with.
fn build_inputs(uv_nix: &Path, environment: &[(&str, &str)]) -> Value {
    evaluate(uv_nix, "packages.app.nativeBuildInputs", environment).expect("there are build inputs")
}

#[test]
fn builds_take_what_is_locked_although_the_project_has_another_version() {
    let workplace = workplace();
    let outcome = lock(&workplace);
    assert!(!outcome.report.contains("warning"), "{}", outcome.report);
    let uv_nix = workplace.path("uv.nix");
    let system = [("system", "x86_64-linux"), ("buildSystems", "none")];
    let builds = ["pyproject-hook", "builder-1.0", "of-intel-2-3.0", "setuptools-80.9.0"];
    assert_eq!(build_inputs(&uv_nix, &system), json!(builds));
    let versions = evaluate(&uv_nix, "versions", &system).expect("there are versions");
    assert_eq!(versions, json!({ "app": "1", "setuptools": "69.5.1" }));
    let editable = [&system[..], &[("editableRoot", "$REPO_ROOT")]].concat();
    let builds = ["pyproject-editable-hook", "builder-1.0", "of-intel-2-3.0", "setuptools-80.9.0"];
    assert_eq!(build_inputs(&uv_nix, &editable), json!(builds));
}

#[test]
fn without_a_locked_list_of_its_own_an_editable_package_is_built_with_the_tools_of_the_set() {
    let pyproject = "project.name = 'app'\n\
                     build-system = { requires = ['hatchling'], build-backend = 'hatchling.build' }\n";
    let pylock = pylock();
    let files = [("pyproject.toml", pyproject), ("uv.lock", LOCK), ("pylock.toml", &pylock)];
    let workplace = Workplace::with(&files);
    lock(&workplace);
    let facts = workplace.read("uvnix.lock").replace("    \"hatchling\",\n", "");
    workplace.write("uvnix.lock", facts.replace("\"editables~=0.3, hatchling\"", "\"hatchling\""));
    assert_eq!(workplace.lock2nix(&["--lookup", "none"]).code, 0);
    let uv_nix = workplace.path("uv.nix");
    let system = [("system", "x86_64-linux")];
    let builds = ["pyproject-hook", "builder-1.0", "of-intel-2-3.0", "setuptools-80.9.0"];
    assert_eq!(build_inputs(&uv_nix, &system), json!(builds));
    let editable = [&system[..], &[("editableRoot", "$REPO_ROOT")]].concat();
    let builds = build_inputs(&uv_nix, &editable);
    let has = |name: &str| builds.as_array().is_some_and(|names| names.contains(&json!(name)));
    assert!(has("hatchling-0") && has("editables-0") && !has("builder-1.0"), "{builds}");
}

#[test]
fn cross_compiling_builds_take_what_runs_on_the_build_platform() {
    let workplace = workplace();
    lock(&workplace);
    let uv_nix = workplace.path("uv.nix");
    let seen = |environment: &[(&str, &str)]| {
        let address = "pythonSet.app.nativeBuildInputs.1.src.url";
        let address = evaluate(&uv_nix, address, environment).expect("there is a wheel");
        (build_inputs(&uv_nix, environment).as_array().expect("a list").len(), address)
    };
    let wheel = |system: &str| {
        json!(format!("https://files.example/builder-1.0-py3-none-manylinux_2_17_{system}.whl"))
    };
    assert_eq!(seen(&[("system", "aarch64-linux")]), (3, wheel("aarch64")));
    let cross = [("system", "x86_64-linux"), ("crossSystem", "aarch64-linux")];
    assert_eq!(seen(&cross), (4, wheel("x86_64")));
    let cross = [("system", "aarch64-linux"), ("crossSystem", "x86_64-linux")];
    assert_eq!(seen(&cross), (3, wheel("aarch64")));
}

#[test]
fn what_builds_need_may_have_to_be_built_itself() {
    let workplace = workplace();
    let sdist = format!(
        "[[packages]]\nname = 'from-source'\nversion = '1'\nsdist = {{ url = \
         'https://files.example/from-source-1.tar.gz', hashes = {{ sha256 = '{}' }} }}",
        "3".repeat(64)
    );
    workplace.write("pylock.toml", pylock() + &sdist);
    let outcome = lock(&workplace);
    assert!(outcome.report.contains("could not look up build requirements of: from-source 1"));
    assert!(outcome.report.contains("the build requirement from-source 1 has no wheel"));
    let lock = workplace.path("uv.lock");
    let inputs = format!(
        r#"pythonSet.uvnixBuildPackages."{}"."from-source-1".nativeBuildInputs"#,
        lock.display()
    );
    let name = |index: usize| {
        let attribute = format!("{inputs}.{index}.name");
        evaluate(&workplace.path("uv.nix"), &attribute, &[]).expect("there is a tool")
    };
    let built_with = [name(0), name(1), name(2), name(3)];
    assert_eq!(built_with, ["pyproject-hook", "setuptools-69.5.1", "wheel-0", "packaging-0"]);
}

#[test]
fn what_is_locked_is_no_package_of_the_set() {
    let workplace = workplace();
    lock(&workplace);
    let names = evaluate(&workplace.path("uv.nix"), "names", &[]).expect("there are names");
    assert_eq!(names, json!(["app", "setuptools"]));
}

#[test]
fn two_locks_in_one_set_keep_their_build_requirements_apart() {
    let workplace = workplace();
    lock(&workplace);
    workplace.write("other/pyproject.toml", PYPROJECT.replace("\"app\"", "\"other\""));
    workplace.write("other/uv.lock", LOCK.replace("\"app\"", "\"other\""));
    workplace.write("other/pylock.toml", pylock().replace("80.9.0", "80.8.0"));
    let uv = workplace.uv_in("other");
    let outcome = workplace.lock2nix_with(&[("UVNIX_UV", &uv)], &["--lock-build-systems", "other"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let both = "let first = import ./uv.nix; in first // { mkPyprojectOverlay = given: final: prev:
        let before = first.mkPyprojectOverlay given final prev; in
        before // (import ./other/uv.nix).overlay final (prev // before); }";
    workplace.write("both.nix", both);
    let tools = |package: &str| {
        let attribute = format!("pythonSet.{package}.nativeBuildInputs.3.name");
        evaluate(&workplace.path("both.nix"), &attribute, &[("system", "x86_64-linux")])
    };
    assert_eq!(tools("app"), Ok(json!("setuptools-80.9.0")));
    assert_eq!(tools("other"), Ok(json!("setuptools-80.8.0")));
}

#[test]
fn uv_is_asked_once_for_the_oldest_python_within_the_constraints() {
    let workplace = workplace();
    lock(&workplace);
    let first = workplace.contents();
    let question = asked(&workplace);
    for told in [" --universal ", " --python-version 3.12 ", "[\"builder\", \"setuptools>=61\"]"] {
        assert!(question.contains(told), "{question}");
    }
    assert!(question.contains("constraints: setuptools<81\n"), "{question}");

    let outcome = lock(&workplace);
    assert!(outcome.report.starts_with("uv.nix: up to date"), "{}", outcome.report);
    assert!(first == workplace.contents());

    workplace.write("pyproject.toml", PYPROJECT.replace("< 81", "< 82"));
    lock(&workplace);
    assert!(asked(&workplace).contains("constraints: setuptools<82\n"));
}

#[test]
fn uv_is_told_where_files_come_from_and_nothing_that_is_for_the_lock_of_the_project() {
    let workplace = workplace();
    let more = "constraint-dependencies = [\"setuptools<70\"]\nresolution = \"lowest\"\n\
                index-strategy = \"first-index\"\n\n\
                [[tool.uv.index]]\nurl = \"https://pypi.example/simple\"\ndefault = true\n";
    workplace.write("pyproject.toml", format!("{PYPROJECT}{more}"));
    lock(&workplace);
    let question = asked(&workplace);
    for told in ["index-strategy = \"first-index\"", "url = \"https://pypi.example/simple\""] {
        assert!(question.contains(told), "{question}");
    }
    for untold in ["setuptools<70", "lowest\""] {
        assert!(!question.contains(untold), "{question}");
    }
}

#[test]
fn uv_is_asked_to_build_nothing_in_an_environment_without_secrets() {
    let workplace = workplace();
    let variables = [("UVNIX_UV", &*workplace.uv()), ("TOKEN", "secret"), ("UV_HTTP_TIMEOUT", "9")];
    let outcome = workplace.lock2nix_with(&variables, &["--lock-build-systems"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let question = asked(&workplace);
    assert!(question.contains(" --only-binary :all: "), "{question}");
    assert!(question.contains(" UV_HTTP_TIMEOUT"), "{question}");
    assert!(question.contains(" --config-file uv.toml "), "no settings of the user: {question}");
    assert!(!question.contains("TOKEN") && !question.contains("--no-binary"), "{question}");
}

#[test]
fn a_requirement_comes_from_the_index_that_its_source_names() {
    let workplace = workplace();
    let more = "\n[tool.uv.sources]\nbuilder = { index = \"corp\" }\n\n[[tool.uv.index]]\n\
                name = \"corp\"\nurl = \"https://pypi.example/corp\"\nexplicit = true\n";
    workplace.write("pyproject.toml", format!("{PYPROJECT}{more}"));
    lock(&workplace);
    let question = asked(&workplace);
    let source = "[[tool.uv.sources.builder]] index = \"corp\"";
    assert!(question.contains(source) && question.contains("explicit = true"), "{question}");
    let locks = String::from_utf8(workplace.contents()["uvnix.lock"].clone()).expect("text");
    assert!(locks.contains("\"builder (index corp), setuptools>=61\""), "{locks}");
    workplace.write(
        "pyproject.toml",
        format!("{PYPROJECT}{}", more.replace("index = \"corp\" }", "git = \"a\" }")),
    );
    lock(&workplace);
    let locks = String::from_utf8(workplace.contents()["uvnix.lock"].clone()).expect("text");
    assert!(!locks.contains("[build-locks.\"builder"), "{locks}");
}

#[test]
fn what_is_not_wanted_any_more_is_dropped() {
    let workplace = workplace();
    lock(&workplace);
    assert!(workplace.path("uvnix.lock").exists());
    assert_eq!(workplace.lock2nix(&["--lock-build-systems=false"]).code, 0);
    assert!(!workplace.path("uvnix.lock").exists());
    let system = [("system", "x86_64-linux")];
    let companion = evaluate(&workplace.path("uv.nix"), "names", &system);
    assert_eq!(companion.expect("there are names"), json!(["app", "setuptools"]));
}

#[test]
fn what_is_written_is_as_nixfmt_would_write_it() {
    let workplace = workplace();
    lock(&workplace);
    let text = workplace.contents().remove("uv.nix").expect("it was written");
    let text = String::from_utf8(text).expect("Nix is text");
    assert!(nixfmt_rs::format(&text).expect("nixfmt reads it") == text);
}
