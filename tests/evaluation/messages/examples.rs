//! What makes Nix print each message.

use super::Project::{Case, Elsewhere, Folder, Written};
use super::{Example, Lock, PLAIN, Seen};

/// Those in which a committed file fails.
pub(super) const OF_CASES: &[Example] = &[
    Example { code: "out_of_date", edit: ("lockHash = \"", "lockHash = \"0"), ..PLAIN },
    Example {
        code: "other_environment",
        project: Case("platform-wheels"),
        arguments: &[("python", "3.13t")],
        ..PLAIN
    },
    Example {
        code: "old_platform",
        project: Case("platform-wheels"),
        arguments: &[("libcVersion", "2.35")],
        ..PLAIN
    },
    Example {
        code: "no_file",
        project: Case("no-usable-file"),
        attribute: "pythonSet.only-linux.drvPath",
        arguments: &[("system", "aarch64-darwin"), ("python", "3.14")],
        ..PLAIN
    },
    Example {
        code: "cannot_fetch",
        project: Case("hashes"),
        attribute: "pythonSet.by-nothing.drvPath",
        ..PLAIN
    },
    Example { code: "conflict", project: Case("conflicts"), arguments: &[("spec", "all")], ..PLAIN },
    Example {
        code: "unknown_dependency",
        project: Case("workspace"),
        arguments: &[("spec", r#"{"shop":["wbe"]}"#)],
        ..PLAIN
    },
    Example {
        code: "environ",
        change: "mkPyprojectOverlay = given: workspace.mkPyprojectOverlay
          (given // { environ = { platform_release = \"5.10\"; }; });",
        ..PLAIN
    },
    Example { code: "source_preference", arguments: &[("sourcePreference", "sdits")], ..PLAIN },
    Example {
        code: "python_version",
        project: Case("split-minor"),
        change: "mkPyprojectOverlay = given:
          workspace.mkPyprojectOverlay (given // { pythonVersion = \"3.12.1\"; });",
        arguments: &[("python", "3.11")],
        ..PLAIN
    },
    Example {
        code: "root_in_store",
        change: "mkEditablePyprojectOverlay = _:
          workspace.mkEditablePyprojectOverlay { root = \"${builtins.storeDir}/x-source\"; };",
        arguments: &[("editableRoot", "unused")],
        ..PLAIN
    },
    Example {
        code: "not_editable",
        project: Case("workspace"),
        change: "mkEditablePyprojectOverlay = { root }:
          workspace.mkEditablePyprojectOverlay { inherit root; members = [ \"shop\" ]; };",
        arguments: &[("editableRoot", "$REPO_ROOT")],
        ..PLAIN
    },
    Example {
        code: "override_argument",
        change: "mkPyprojectOverlay = given: final: prev:
          let packages = workspace.mkPyprojectOverlay given final prev; in
          packages // { click = packages.click.override { sourcePrefrence = \"sdist\"; }; };",
        attribute: "pythonSet.click.drvPath",
        ..PLAIN
    },
    Example { code: "other_repository", project: Elsewhere("pure"), ..PLAIN },
    Example {
        code: "unseen_lock",
        seen: Seen::Warned,
        edit: ("    root = ./.;\n", "    root = ./elsewhere;\n"),
        attribute: "versions",
        ..PLAIN
    },
    Example {
        code: "not_selected",
        project: Case("conflicts"),
        change: "mkPyprojectOverlay = given: workspace.mkPyprojectOverlay
          (given // { dependencies.trainer = [ \"cpu\" ]; });",
        arguments: &[("spec", r#"{"trainer":["cuda"]}"#)],
        ..PLAIN
    },
    Example {
        code: "other_hash",
        project: Case("local-sources"),
        edit: ("hash = \"sha256:bcab", "hash = \"sha256:0000"),
        attribute: "pythonSet.of-path-sdist.drvPath",
        ..PLAIN
    },
    Example {
        code: "missing_folder",
        project: Case("workspace"),
        edit: ("folder = \"core\"", "folder = \"shop-core\""),
        attribute: "pythonSet.shop-core.drvPath",
        ..PLAIN
    },
    Example {
        code: "unknown_build_system",
        project: Folder("examples/hello-world"),
        change: "mkPyprojectOverlay = given: final: prev:
          let packages = workspace.mkPyprojectOverlay given final prev; in packages // {
            hello-world = packages.hello-world.overrideAttrs (old: {
              nativeBuildInputs = old.nativeBuildInputs ++ final.resolveBuildSystem { meson = [ ]; };
            });
          };",
        arguments: &[("buildSystems", "none")],
        ..PLAIN
    },
];

/// A package that is installed from a wheel for every platform, or for Linux, or built from its sdist.
const HELPER: Lock = Lock { name: "helper", file: "-py3-none-any.whl" };
const SOUNDDEVICE: Lock = Lock { name: "sounddevice", file: "-py3-none-any.whl" };
const OPENCV: Lock = Lock { name: "opencv-python", file: "-cp312-cp312-manylinux_2_17_x86_64.whl" };
const BUILT: Lock = Lock { name: "built", file: ".tar.gz" };
const SETUPTOOLS: Lock = Lock { name: "setuptools", file: ".tar.gz" };

const SHARED: &str = "[tool.uvnix]\nbuilders = 'functions.nix'\n";
const WITHOUT_BUILD_SYSTEMS: &[(&str, &str)] = &[("buildSystems", "none")];

/// Those in which a file of an application fails, with what its `pyproject.toml` has besides its name and version.
pub(super) const OF_APPLICATIONS: &[Example] = &[
    Example {
        code: "group_python",
        project: Written(
            HELPER,
            "[dependency-groups]\ndev = ['helper']\n\
             [tool.uv.dependency-groups]\ndev = { requires-python = '>=3.13' }\n",
        ),
        arguments: &[("spec", r#"{"app":["dev"]}"#)],
        ..PLAIN
    },
    Example {
        code: "no_functions",
        project: Written(HELPER, SHARED),
        edit: ("functions.nix;", "nix/functions.nix;"),
        ..PLAIN
    },
    Example {
        code: "other_functions",
        project: Written(HELPER, SHARED),
        edit: ("sha256 = \"", "sha256 = \"0"),
        ..PLAIN
    },
    Example {
        code: "cannot_build",
        project: Written(BUILT, "[tool.uv]\nno-build-package = ['built']\n"),
        ..PLAIN
    },
    Example {
        code: "build_not_locked",
        project: Written(HELPER, "[build-system]\nrequires = ['setuptools']\n"),
        arguments: WITHOUT_BUILD_SYSTEMS,
        ..PLAIN
    },
    Example {
        code: "unknown_build_requirements",
        seen: Seen::Warned,
        project: Written(BUILT, ""),
        ..PLAIN
    },
    Example {
        code: "builds_itself",
        project: Written(SETUPTOOLS, ""),
        attribute: "pythonSet.setuptools.drvPath",
        arguments: WITHOUT_BUILD_SYSTEMS,
        ..PLAIN
    },
    Example {
        code: "no_setuptools",
        project: Written(BUILT, ""),
        attribute: "pythonSet.built.drvPath",
        arguments: WITHOUT_BUILD_SYSTEMS,
        ..PLAIN
    },
    Example {
        code: "unknown_build_extra",
        seen: Seen::Warned,
        project: Written(HELPER, "[build-system]\nrequires = ['setuptools[toml]']\n"),
        ..PLAIN
    },
    Example {
        code: "not_in_nixpkgs",
        project: Written(BUILT, "[tool.uvnix.packages.built]\nbuild-inputs = ['xml2']\n"),
        ..PLAIN
    },
    Example {
        code: "other_python",
        project: Written(HELPER, "[tool.uvnix.packages.helper]\nnixpkgs = 'helper'\n"),
        change: "mkPyprojectOverlay = given: final: prev:
          let helper.pythonModule.pythonVersion = \"3.11\"; in workspace.mkPyprojectOverlay given final
            (prev // { python = prev.python // { pkgs = { inherit helper; }; }; });",
        ..PLAIN
    },
    Example {
        code: "missing_library",
        seen: Seen::InBuild,
        project: Written(OPENCV, ""),
        attribute: "pythonSet.opencv-python.uvnixWarnings",
        ..PLAIN
    },
    Example {
        code: "missing_at_run_time",
        seen: Seen::InBuild,
        project: Written(SOUNDDEVICE, ""),
        attribute: "pythonSet.sounddevice.uvnixRuntimeWarnings",
        ..PLAIN
    },
    Example {
        code: "no_cargo_lock",
        seen: Seen::InBuild,
        project: Written(HELPER, "[build-system]\nrequires = ['maturin']\n"),
        attribute: "pythonSet.app.uvnixNoCargoLock",
        ..PLAIN
    },
];

/// Those in which a file for nixpkgs' own Python sets fails.
pub(super) const OF_NIXPKGS: &[Example] = &[
    Example {
        code: "no_build_tool",
        project: Written(HELPER, "[build-system]\nrequires = ['build-tool']\n"),
        attribute: "modules.app.drvPath",
        ..PLAIN
    },
    Example {
        code: "not_in_python_set",
        project: Written(HELPER, ""),
        change: "mkPackageOverrides = _: _: _: { };",
        attribute: "versions",
        ..PLAIN
    },
    Example {
        code: "other_backend",
        project: Written(HELPER, ""),
        attribute: "workspace.overlay",
        ..PLAIN
    },
];
