//! Builds in a package set without build systems, and overrides that add tools to a build.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};

const PYPROJECT: &str = "\
[project]
name = 'app'
[build-system]
requires = ['setuptools']
";

const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { editable = '.' }
";

/// What uv answers to each question.
const PYLOCK: &str = "\
lock-version = '1.0'
[[packages]]
name = 'cython'
version = '3.1'
wheels = [{ url = 'https://files.example/cython-3.1-py3-none-any.whl', hashes = { sha256 = 'H' } }]
[[packages]]
name = 'setuptools'
version = '80.9.0'
wheels = [{ url = 'https://files.example/setuptools-80.9.0-py3-none-any.whl', hashes = { sha256 = 'H' } }]
";

const WITHOUT: (&str, &str) = ("buildSystems", "none");

/// A project that was generated with or without locked build requirements.
fn generated(is_locked: bool) -> Workplace {
    let pylock = PYLOCK.replace("'H'", &format!("'{}'", "1".repeat(64)));
    let files = [("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), ("pylock.toml", &pylock)];
    let workplace = Workplace::with(&files);
    generate(&workplace, &[&format!("--lock-build-systems={is_locked}")]);
    workplace
}

fn generate(workplace: &Workplace, arguments: &[&str]) {
    let outcome = workplace.lock2nix_with(&[("UVNIX_UV", &workplace.uv())], arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
}

/// What uv was asked since the last call.
fn asked(workplace: &Workplace) -> String {
    let asked = workplace.contents().remove("asked").unwrap_or_default();
    workplace.write("asked", "");
    String::from_utf8(asked).expect("the script notes text")
}

/// What `app` is built with, where an overlay adds tools with `resolveBuildSystem`.
fn tools_with(workplace: &Workplace, tools: &str, set: &[(&str, &str)]) -> Result<Value, String> {
    let overlay = format!(
        "final: prev: {{ app = prev.app.overrideAttrs (old: {{ nativeBuildInputs = \
           old.nativeBuildInputs ++ final.resolveBuildSystem {{ {tools} = [ ]; }}; }}); }}"
    );
    workplace.write("overlay.nix", overlay);
    let overlay = workplace.path("overlay.nix");
    let overlay = [("extraOverlay", overlay.to_str().expect("a path of a test is text"))];
    let arguments = [set, &overlay].concat();
    evaluate(&workplace.path("uv.nix"), "packages.app.nativeBuildInputs", &arguments)
}

#[test]
fn a_locked_project_needs_no_build_systems_in_the_set() {
    let workplace = generated(true);
    for editable in [&[][..], &[("editableRoot", "$REPO_ROOT")]] {
        let arguments = [editable, &[WITHOUT]].concat();
        let environment = evaluate(&workplace.path("uv.nix"), "venvDrvPath", &arguments);
        assert!(environment.is_ok(), "{environment:?}");
    }
}

#[test]
fn overrides_take_tools_from_the_set_or_else_from_what_is_locked() {
    let workplace = generated(true);
    let locked = ["pyproject-hook", "cython-3.1", "setuptools-80.9.0"];
    let of_set = tools_with(&workplace, "cython", &[]);
    assert_eq!(of_set, Ok(json!([&locked[..], &["cython-0"]].concat())));
    let without = tools_with(&workplace, "cython", &[WITHOUT]);
    assert_eq!(without, Ok(json!([&locked[..], &locked[1..]].concat())));
    let refusal = tools_with(&workplace, "meson", &[WITHOUT]).expect_err("nobody has it");
    for told in ["neither this package set nor a build of uv.nix has meson", "uvnix lock2nix"] {
        assert!(refusal.contains(told), "{refusal}");
    }
}

#[test]
fn a_source_that_was_not_looked_up_is_named_also_where_the_tools_of_others_are_locked() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello-world");
    let arguments = [("sourcePreference", "sdist"), WITHOUT];
    let attribute = "packages.click.nativeBuildInputs";
    let message = refusal(&example.join("uv.nix"), attribute, &arguments);
    for part in ["the build requirements of click are unknown", "uvnix lock2nix --lookup all"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn what_is_not_locked_is_named_with_the_command_that_locks_it() {
    let workplace = generated(false);
    let uv_nix = workplace.path("uv.nix");
    evaluate(&uv_nix, "venvDrvPath", &[]).expect("the set has setuptools");
    let versions = evaluate(&uv_nix, "versions", &[WITHOUT]);
    assert_eq!(versions, Ok(json!({ "app": "1" })));
    let refusal = refusal(&uv_nix, "venvDrvPath", &[WITHOUT]);
    for told in ["app needs setuptools to build", "run `uvnix lock2nix` with uv on PATH"] {
        assert!(refusal.contains(told), "{refusal}");
    }
}

/// The build requirements of the project are those of hatchling, and it runs with these versions.
fn with_old_packages(requires: &str) -> Workplace {
    let package = |name: &str| {
        let url = format!("https://files.example/{name}-1-py3-none-any.whl");
        let hash = "1".repeat(64);
        format!(
            "[[package]]\nname = '{name}'\nversion = '1'\nsource = {{ registry = 'https://pypi.example/simple' }}\n\
             wheels = [{{ url = '{url}', hash = 'sha256:{hash}' }}]\n"
        )
    };
    let names = ["grpcio", "packaging", "setuptools"];
    let dependencies = names.map(|name| format!("{{ name = '{name}' }}")).join(", ");
    let dependencies = format!("dependencies = [{dependencies}]\n");
    let lock = [LOCK, &dependencies, &names.map(package).concat()].concat();
    let pyproject = PYPROJECT.replace("['setuptools']", requires);
    let workplace = Workplace::with(&[("pyproject.toml", &pyproject), ("uv.lock", &lock)]);
    generate(&workplace, &["--lock-build-systems=false"]);
    // A set with version 2 of both. As the real one, it has an attribute for a package that it does not have.
    let newer =
        "let first = import ./uv.nix; in first // { mkPyprojectOverlay = given: final: prev:
        let newer = builtins.mapAttrs (name: package: package.overrideAttrs { version = \"2\"; })
              { inherit (prev) packaging setuptools; };
            set = newer // { grpcio = prev.grpcio.overrideAttrs { }; };
        in set // first.mkPyprojectOverlay given final (prev // set); }";
    workplace.write("newer.nix", newer);
    workplace
}

#[test]
fn an_older_package_of_the_project_takes_the_place_of_a_build_system_only_if_it_is_asked_for() {
    let tools = |requires: &str| {
        let workplace = with_old_packages(requires);
        let tools = evaluate(&workplace.path("newer.nix"), "packages.app.nativeBuildInputs", &[]);
        tools.expect("there are tools").to_string()
    };
    let hatchling = tools("['hatchling']");
    assert!(hatchling.contains("packaging-2"), "{hatchling}");
    let itself = tools("['hatchling', 'packaging']");
    assert!(itself.contains("packaging-1"), "{itself}");
    let versions = tools("['setuptools>=2', 'packaging<2']");
    assert!(versions.contains("packaging-1") && versions.contains("setuptools-2"), "{versions}");
}

#[test]
fn what_an_editable_package_is_built_with_can_lack_an_extra() {
    let workplace = generated(true);
    workplace.write("pyproject.toml", PYPROJECT.replace("'setuptools'", "'setuptools[toml]'"));
    for is_locked in ["--lock-build-systems", "--lock-build-systems=false"] {
        generate(&workplace, &[is_locked]);
        let editable = [("editableRoot", "$REPO_ROOT")];
        let environment = evaluate(&workplace.path("uv.nix"), "venvDrvPath", &editable);
        assert!(environment.is_ok(), "{environment:?}");
    }
}

#[test]
fn a_locked_tool_is_changed_by_its_name() {
    let workplace = generated(true);
    let overlay = "final: prev: { uvnixBuildOverrides = prev.uvnixBuildOverrides // { \
                     cython = package: package.overrideAttrs { pname = \"changed\"; }; }; }";
    workplace.write("overlay.nix", overlay);
    let overlay = workplace.path("overlay.nix");
    let overlay = ("extraOverlay", overlay.to_str().expect("a path of a test is text"));
    let tools = |set: &[(&str, &str)]| {
        evaluate(&workplace.path("uv.nix"), "packages.app.nativeBuildInputs", set)
    };
    let expected = json!(["pyproject-hook", "changed-3.1", "setuptools-80.9.0"]);
    assert_eq!(tools(&[overlay, WITHOUT]), Ok(expected.clone()));
    let cross = [("system", "x86_64-linux"), ("crossSystem", "aarch64-linux")];
    let tools = tools(&[&cross[..], &[overlay, WITHOUT]].concat()).expect("there are tools");
    assert_eq!(tools[1], expected[1]);
}

#[test]
fn what_matches_the_runtime_is_taken_from_the_project_and_the_rest_is_locked() {
    let workplace = generated(true);
    let more = "dependencies = [{ name = 'core' }]\n[[package]]\nname = 'core'\nversion = '2'\n\
                source = { virtual = 'core' }\n";
    workplace.write("uv.lock", format!("{LOCK}{more}"));
    for setting in [
        "extra-build-dependencies.app = [{ requirement = 'core', match-runtime = true }]",
        "no-build-isolation-package = ['app']",
    ] {
        workplace.write("pyproject.toml", format!("{PYPROJECT}[tool.uv]\n{setting}\n"));
        generate(&workplace, &[]);
        let set = [WITHOUT];
        let tools = evaluate(&workplace.path("uv.nix"), "packages.app.nativeBuildInputs", &set);
        let expected = ["pyproject-hook", "cython-3.1", "setuptools-80.9.0", "core-2"];
        assert_eq!(tools, Ok(json!(expected)), "{setting}");
    }
}

#[test]
fn what_is_to_match_the_runtime_and_is_not_in_the_project_is_named() {
    let workplace = generated(true);
    let setting = "extra-build-dependencies.app = [{ requirement = 'core', match-runtime = true }]";
    workplace.write("pyproject.toml", format!("{PYPROJECT}[tool.uv]\n{setting}\n"));
    let report = workplace.lock2nix_with(&[("UVNIX_UV", &workplace.uv())], &[]).report;
    for told in ["but the project does not have core for builds of: app 1\n", "add core to"] {
        assert!(report.contains(told), "{report}");
    }
}

#[test]
fn build_requirements_stay_as_they_are_until_they_are_upgraded() {
    let workplace = generated(true);
    assert!(asked(&workplace).contains("setuptools"));
    let newer = PYLOCK.replace("80.9.0", "81.0.0").replace("'H'", &format!("'{}'", "1".repeat(64)));
    workplace.write("pylock.toml", &newer);
    generate(&workplace, &[]);
    assert_eq!(asked(&workplace), "");

    // uv is asked again, and told what it chose before.
    workplace.write("pyproject.toml", PYPROJECT.replace("['setuptools']", "['setuptools>=80']"));
    generate(&workplace, &[]);
    let question = asked(&workplace);
    let preferred = "[[packages]] name = \"setuptools\" version = \"80.9.0\"";
    assert!(
        question.contains("[\"setuptools>=80\"]") && question.contains(preferred),
        "{question}"
    );
    assert!(!question.contains("libcst"), "{question}");

    generate(&workplace, &["--upgrade-build-system", "setuptools"]);
    let question = asked(&workplace);
    assert!(question.contains("name = \"cython\"") && !question.contains(preferred), "{question}");
    generate(&workplace, &["--upgrade-build-systems"]);
    assert!(!asked(&workplace).contains("preferred:"));

    workplace.write("refusal", "error: no index");
    let outcome = workplace.lock2nix_with(
        &[("UVNIX_UV", &workplace.uv())],
        &["--upgrade-build-system=setuptools", "--upgrade-build-system=nobody"],
    );
    assert!(outcome.report.contains("error: no index"), "{}", outcome.report);
    assert!(outcome.report.contains("no locked build requirement is called nobody"));
    let locks = String::from_utf8(workplace.contents()["uvnix.lock"].clone()).expect("text");
    assert!(locks.contains("[build-packages.\"setuptools 81.0.0\".files]"), "{locks}");
}

#[test]
fn only_files_that_some_environment_installs_are_stored() {
    let workplace = generated(true);
    let tags = ["cp312-cp312-manylinux_2_17_x86_64", "cp313-cp313-manylinux_2_17_x86_64"];
    let wheel = |tag: &str| {
        let url = format!("https://files.example/cython-3.1-{tag}.whl");
        format!("{{ url = '{url}', hashes = {{ sha256 = '{}' }} }}", "1".repeat(64))
    };
    let wheels = tags.map(wheel).join(", ");
    let package = "lock-version = '1.0'\n[[packages]]\nname = 'cython'\nversion = '3.1'\n";
    workplace.write("pylock.toml", format!("{package}wheels = [{wheels}]"));
    generate(
        &workplace,
        &[
            "--upgrade-build-systems",
            "--python=3.12",
            "--system=x86_64-linux",
            "--lock-build-systems",
        ],
    );
    let stored = || {
        let locks = String::from_utf8(workplace.contents()["uvnix.lock"].clone()).expect("text");
        tags.map(|tag| locks.contains(tag))
    };
    assert_eq!(stored(), [true, false]);
    asked(&workplace);
    generate(
        &workplace,
        &["--python=3.12", "--python=3.13", "--system=x86_64-linux", "--lock-build-systems"],
    );
    assert!(asked(&workplace).contains("preferred:"));
    assert_eq!(stored(), [true, true]);
}
