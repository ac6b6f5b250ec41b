//! `uvnix explain`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::answer;
use crate::command::Workplace;

#[test]
fn each_environment_gets_a_file_and_each_other_file_has_a_reason() {
    let arguments = ["explain", "many", "--python", "3.12"];
    assert_snapshot!(answer("platform-wheels", &arguments), @"
    many v1.0
      from https://pypi.example/simple
      in every environment

    Installed:
      many-1.0-cp312-cp312-macosx_11_0_arm64.whl
        in aarch64-darwin
      many-1.0-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl
        in aarch64-linux
      many-1.0-cp312-cp312-macosx_10_9_x86_64.whl
        in x86_64-darwin
      many-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
        in x86_64-linux

    Libraries that its wheels link:
      not known: no wheel was read; see `--lookup` of `uvnix lock2nix`

    Wheels that are not used:
      cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64  for Linux (darwin)
                                                              another wheel is preferred (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-manylinux_2_41_x86_64                       for Linux (darwin)
                                                              needs glibc 2.41; 2.40 is configured (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-musllinux_1_2_x86_64                        for Linux (darwin)
                                                              for musl (x86_64-linux)
                                                              for x86_64 (aarch64-linux)
      cp312-cp312-win_amd64                                   for Windows
      cp313-cp313-macosx_11_0_arm64                           for CPython 3.13
      cp313-cp313-manylinux_2_28_x86_64                       for CPython 3.13
      cp313-cp313t-manylinux_2_28_x86_64                      for CPython 3.13
      py3-none-any                                            another wheel is preferred
    ");
}

#[test]
fn a_local_package_says_how_it_is_built_and_who_says_so() {
    assert_snapshot!(answer("workspace", &["explain", "shop-core"]), @"
    shop-core v2.0.0
      from editable folder core
      in every environment

    Installed:
      built from its source tree

    Build:
      requires: setuptools>=61, wheel
      according to pyproject.toml
    ");
}

#[test]
fn what_cannot_be_installed_says_why() {
    assert_snapshot!(answer("no-usable-file", &["explain", "only-linux"]), @"
    only-linux v1.0
      from https://pypi.example/simple
      in every environment

    Installed:
      nothing: no wheel fits, and there is no sdist
        in aarch64-linux, cp314, cp315 or darwin
      only_linux-1.0-cp313-cp313-manylinux_2_28_x86_64.whl
        in cp313-x86_64-linux

    Libraries that its wheels link:
      not known: no wheel was read; see `--lookup` of `uvnix lock2nix`

    Wheels that are not used:
      cp313-cp313-win_amd64  for Windows
    ");
}

#[test]
fn an_sdist_whose_build_system_nobody_looked_up_says_so() {
    assert_snapshot!(answer("remote-sources", &["explain", "from-zip"]), @"
    from-zip v1.0
      from https://files.example/download/from-zip-1.0.zip?token=a%20b
      in every environment

    Installed:
      from-zip-1.0.zip

    Build requirements: unknown; run `uvnix lock2nix` to look them up.
    Until then, it is built with setuptools, wheel.
    ");
}

#[test]
fn every_version_is_explained() {
    assert_snapshot!(answer("conflicts", &["explain", "tensor"]), @"
    tensor v2.5.0
      from https://pypi.example/simple
      in every environment
      with not trainer[cuda]

    Installed:
      tensor-2.5.0-py3-none-any.whl

    tensor v2.6.0
      from https://pypi.example/simple
      in every environment
      with trainer[cuda]

    Installed:
      tensor-2.6.0-py3-none-any.whl
    ");
}

#[test]
fn what_extra_build_dependencies_add_is_explained_as_it_is_generated() {
    let pyproject = "[project]\nname = 'app'\nversion = '1'\n\
                     [tool.uv.extra-build-dependencies]\ndep = ['cython']\napp = ['numpy']";
    let hash = "0".repeat(64);
    let lock = format!(
        r#"version = 1
requires-python = "==3.12.*"
[[package]]
name = "app"
version = "1"
source = {{ editable = "." }}
dependencies = [{{ name = "dep" }}]
[[package]]
name = "dep"
version = "1"
source = {{ registry = "https://pypi.example/simple" }}
sdist = {{ url = "https://files.example/dep-1.tar.gz", hash = "sha256:{hash}" }}
"#
    );
    let workplace = Workplace::with(&[("pyproject.toml", pyproject), ("uv.lock", &lock)]);
    assert_eq!(workplace.lock2nix(&["--lookup=none"]).code, 0);
    let generated = std::fs::read_to_string(workplace.path("uv.nix")).expect("it is written");
    for (package, added) in [("app", "numpy"), ("dep", "cython")] {
        let answer = workplace.uvnix("C.UTF-8", &["explain", package, "--format=json"]).output;
        let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
        let requires = &answer["packages"][0]["build"]["requires"];
        assert_eq!(*requires, serde_json::json!(["setuptools", "wheel", added]));
        let build_system = format!("{added} = [ ];\n          setuptools = [ ];\n");
        assert!(generated.contains(&build_system), "{generated}");
    }
    let found =
        workplace.with_variables(&[("LC_ALL", "C.UTF-8"), ("COLUMNS", "0")], &["doctor"]).output;
    assert!(found.contains("built from source with setuptools, wheel, cython"), "{found}");
}
