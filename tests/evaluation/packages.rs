//! What an overlay says of packages.

use std::fs;

use serde_json::json;

use crate::command::Workplace;
use crate::evaluator::{self, evaluate, refusal};
use crate::of;

#[test]
fn a_package_that_an_environment_lacks_is_no_attribute_of_the_overlay() {
    let names = |system| {
        let names = evaluate(&of("markers/uv.nix"), "names", &[("system", system)]);
        names.expect("the overlay has names")
    };
    let common = ["choosy", "of-cpython", "of-intel", "of-posix"];
    assert_eq!(names("x86_64-darwin"), json!(common));
    assert_eq!(
        names("aarch64-linux"),
        json!(["choosy", "of-arm-linux", "of-cpython", "of-linux", "of-posix"])
    );
}

#[test]
fn the_patch_release_of_the_interpreter_decides_where_a_marker_asks_for_it() {
    let has_backport = |version| {
        let python = [("python", "3.11"), ("pythonFullVersion", version)];
        let closure = evaluate(&of("split-minor/uv.nix"), "closure", &python);
        let closure = closure.expect("there is a closure");
        closure.as_array().expect("a list").contains(&json!("backport"))
    };
    assert!(has_backport("3.11.0"));
    assert!(has_backport("3.11.2"));
    assert!(!has_backport("3.11.3"));
    assert!(!has_backport("3.11.11"));
}

#[test]
fn pypy_is_taken_for_the_newest_part_of_a_minor_version_whatever_its_own_version() {
    let workplace = Workplace::copy_of(&of("split-minor"));
    let outcome = workplace.lock2nix(&["--python", "pypy3.11", "--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let file = workplace.path("uv.nix");
    assert_eq!(evaluate(&file, "names", &[("python", "pypy3.11")]), Ok(json!(["client", "split"])));
}

#[test]
fn a_build_system_whose_own_build_requirements_are_not_known_says_what_to_write() {
    let sdist = |name: &str, dependencies: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
             sdist = {{ url = \"https://files.example/{name}-1.tar.gz\", hash = \"sha256:{}\" }}\n\
             dependencies = [{dependencies}]\n",
            "0".repeat(64)
        )
    };
    let lock = [
        "version = 1\nrequires-python = \"==3.12.*\"\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = { virtual = \".\" }\ndependencies = [{ name = \"setuptools\" }, { name = \"other\" }]\n",
        &sdist("setuptools", "{ name = \"packaging\" }"),
        &sdist("packaging", ""),
        &sdist("other", ""),
    ];
    let workplace = Workplace::with(&[("uv.lock", lock.concat())]);
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    for name in ["setuptools", "packaging"] {
        let inputs = format!("packages.{name}.nativeBuildInputs");
        let of_set = evaluate(&workplace.path("uv.nix"), &inputs, &[]).expect("the set has others");
        assert_eq!(of_set, json!(["pyproject-hook", "setuptools-0", "wheel-0", "packaging-0"]));
        let message = refusal(&workplace.path("uv.nix"), &inputs, &[("buildSystems", "none")]);
        assert!(
            message.contains(&format!("build requirements of {name} are unknown")),
            "{message}"
        );
        assert!(
            message.contains(&format!("[tool.uvnix.packages.{name}] build-system = [ … ]")),
            "{message}"
        );
    }
    let settings =
        "[tool.uvnix.packages]\nsetuptools.build-system = []\npackaging.build-system = []\n";
    workplace.write("pyproject.toml", settings);
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let inputs = evaluate(&workplace.path("uv.nix"), "packages.other.nativeBuildInputs", &[]);
    assert!(inputs.is_ok(), "{inputs:?}");
}

#[test]
fn extras_are_the_union_of_those_of_all_edges_that_hold() {
    let extras = |system, python| {
        let attribute = "pythonSet.choosy.passthru.dependencies.of-posix";
        let environment = [("system", system), ("python", python)];
        evaluate(&of("markers/uv.nix"), attribute, &environment).expect("there is an edge")
    };
    assert_eq!(extras("x86_64-linux", "3.12"), json!(["always"]));
    assert_eq!(extras("aarch64-darwin", "3.13"), json!(["always", "mac"]));
    assert_eq!(extras("aarch64-darwin", "3.14"), json!(["always", "mac", "new"]));
}

#[test]
fn a_build_requirement_of_one_system_is_none_of_another() {
    let has_cython = |system| {
        let attribute = "packages.near.nativeBuildInputs";
        let environment = [("system", system), ("spec", r#"{"near":[]}"#)];
        let path = of("local-sources/uv.nix");
        // The whole of `packages` would need the folder that is missing: only `near` is asked for.
        let inputs = evaluate(&path, attribute, &environment).expect("there are tools");
        inputs.as_array().expect("a list").contains(&json!("cython-0"))
    };
    assert!(has_cython("aarch64-darwin"));
    assert!(!has_cython("x86_64-linux"));
}

#[test]
fn git_is_asked_for_the_locked_commit_with_its_submodules() {
    // `offline.nix` answers with what it was asked for.
    let source = |package: &str| evaluator::source(&of("remote-sources/uv.nix"), package);
    assert_eq!(
        source("from-branch"),
        json!({
            "url": "https://git.example/from-branch",
            "rev": "2".repeat(40),
            "allRefs": true,
            "submodules": true,
        })
    );
    assert_eq!(source("from-folder-in-tag")["ref"], "refs/tags/v1.0+build.1");
    assert_eq!(source("from-folder-in-tag")["rev"], "4".repeat(40));
}

#[test]
fn the_root_of_a_source_moves_into_its_subdirectory() {
    let moves = |package: &str| {
        let attribute = format!("pythonSet.{package}.postUnpack");
        evaluate(&of("remote-sources/uv.nix"), &attribute, &[]).expect("there is a hook")
    };
    assert_eq!(moves("from-folder-in-sdist"), "sourceRoot=\"$sourceRoot/python/from-folder\"\n");
    assert_eq!(moves("from-folder-in-tag"), "sourceRoot=\"$sourceRoot/python/folder\"\n");
}

#[test]
fn a_hash_is_handed_to_nix_as_the_lock_spells_it() {
    let hash = |package: &str| {
        let attribute = format!("pythonSet.{package}.src.outputHash");
        let hash = evaluate(&of("hashes/uv.nix"), &attribute, &[]).expect("there is a hash");
        hash.as_str().expect("a text").to_owned()
    };
    let lock = fs::read_to_string(of("hashes/uv.lock")).expect("the lock can be read");
    assert!(lock.contains(&hash("by-sha512")));
}

#[test]
fn what_the_store_takes_no_names_from_can_be_built_nevertheless() {
    let lock = r#"
version = 1
requires-python = "==3.12.*"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
dependencies = [{ name = "folder" }, { name = "local" }, { name = "remote" }]

[[package]]
name = "folder"
version = "1"
source = { directory = "a folder~1" }

[[package]]
name = "local"
version = "1!1.0"
source = { path = "local-1!1.0-py3-none-any.whl" }
wheels = [{ filename = "local-1!1.0-py3-none-any.whl" }]

[[package]]
name = "remote"
version = "1!1.0"
source = { registry = "https://pypi.example/simple" }
sdist = { url = "https://files.example/remote-1!1.0.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }
"#;
    let workplace = Workplace::with(&[
        ("uv.lock", lock),
        ("a folder~1/pyproject.toml", ""),
        ("local-1!1.0-py3-none-any.whl", ""),
    ]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    for package in ["remote", "local", "folder"] {
        let attribute = format!("pythonSet.{package}.drvPath");
        let path = evaluate(&workplace.path("uv.nix"), &attribute, &[]);
        assert!(path.is_ok(), "{package}: {path:?}");
    }
}

#[test]
fn what_the_store_takes_no_versions_of_can_be_local() {
    for source in ["virtual", "editable"] {
        let lock = format!(
            "version = 1\nrequires-python = '>=3.12'\n\n[[package]]\nname = 'app'\n\
             version = '1!1.0.post1+cu12'\nsource = {{ {source} = '.' }}\n"
        );
        let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", "")]);
        assert_eq!(workplace.lock2nix(&[]).code, 0);
        let name = evaluate(&workplace.path("uv.nix"), "pythonSet.app.name", &[]);
        assert_eq!(name, Ok(json!("app-1-1.0.post1+cu12")), "{source}");
        let derivation = evaluate(&workplace.path("uv.nix"), "pythonSet.app.drvPath", &[]);
        assert!(derivation.is_ok(), "{source}: {derivation:?}");
    }
}

#[test]
fn a_package_with_the_name_of_an_attribute_of_the_set_works_or_is_named() {
    for name in ["hooks", "lib", "pkgs", "python", "stdenv"] {
        let lock = format!(
            r#"
version = 1
requires-python = "==3.12.*"

[[package]]
name = "app"
version = "1"
source = {{ editable = "." }}
dependencies = [{{ name = "{name}" }}]

[[package]]
name = "{name}"
version = "1.5"
source = {{ registry = "https://pypi.example/simple" }}
sdist = {{ url = "https://files.example/{name}.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }}
"#
        );
        let workplace = Workplace::with(&[("uv.lock", lock)]);
        let outcome = workplace.lock2nix(&[]);
        if outcome.code != 0 {
            assert!(outcome.report.contains(name), "{}", outcome.report);
            continue;
        }
        if let Err(message) = evaluate(&workplace.path("uv.nix"), "venvDrvPath", &[]) {
            assert!(message.contains("uvnix: ") && message.contains(name), "{name}: {message}");
        }
    }
}
