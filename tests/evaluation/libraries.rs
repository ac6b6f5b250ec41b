//! The shared libraries that wheels get without a setting.

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::{evaluate, evaluate_nixpkgs};

/// A package of the index with a wheel for Linux and macOS.
fn package(name: &str, dependencies: &str) -> String {
    let file = format!("https://files.example/{}-1-cp312-cp312", name.replace('-', "_"));
    let hash = "hash = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"";
    format!(
        "[[package]]\nname = {name:?}\nversion = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
         dependencies = [{dependencies}]\nsdist = {{ url = \"https://files.example/{name}-1.tar.gz\", {hash} }}\n\
         wheels = [\n    {{ url = \"{file}-manylinux_2_17_x86_64.whl\", {hash} }},\n    \
         {{ url = \"{file}-macosx_11_0_arm64.whl\", {hash} }},\n]\n\n"
    )
}

fn project(settings: &str, backend: &str) -> Workplace {
    let lock = [
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = { virtual = \".\" }\ndependencies = [\n    { name = \"numpy\" },\n    { name = \"torchaudio\" },\n    \
         { name = \"opencv-python\" },\n    { name = \"pyodbc\" },\n    { name = \"torch\" },\n]\n\n",
        &package("numpy", ""),
        &package("nvidia-cublas", "{ name = \"nvidia-nvjitlink\" }"),
        &package("nvidia-nvjitlink", ""),
        &package("opencv-python", ""),
        &package("pyodbc", ""),
        &package("torch", "{ name = \"nvidia-cublas\", marker = \"sys_platform == 'linux'\" }"),
        &package("torchaudio", ""),
    ]
    .concat();
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", settings)]);
    let systems = ["--system", "x86_64-linux", "--system", "aarch64-darwin"];
    let outcome =
        workplace.lock2nix(&[&["--lookup", "none", "--backend", backend], &systems[..]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

const LINUX: (&str, &str) = ("system", "x86_64-linux");
const MACOS: (&str, &str) = ("system", "aarch64-darwin");

fn ask(
    workplace: &Workplace,
    attribute: &str,
    arguments: &[(&str, &str)],
) -> Result<Value, String> {
    evaluate(&workplace.path("uv.nix"), &format!("pythonSet.{attribute}"), arguments)
}

/// The line that makes autoPatchelf search a package.
fn searched(workplace: &Workplace, package: &str) -> String {
    let path =
        ask(workplace, &format!("{package}.outPath"), &[LINUX]).expect("there is such a package");
    let path = path.as_str().expect("a path");
    format!("addAutoPatchelfSearchPath {path}/lib/python3.12/site-packages\n")
}

/// The lines of a phase that make autoPatchelf search packages.
fn searches(phase: Result<Value, String>) -> String {
    let phase = phase.expect("there is such a phase");
    let lines = phase.as_str().expect("a text").split_inclusive('\n');
    lines.filter(|line| line.starts_with("addAutoPatchelfSearchPath")).collect()
}

#[test]
fn torch_searches_the_wheels_of_cuda_and_leaves_the_driver_to_the_machine() {
    let workplace = project("", "pyproject.nix");
    let search = searches(ask(&workplace, "torch.preFixup", &[LINUX]));
    assert_eq!(search, searched(&workplace, "nvidia-cublas"));
    let missing = ask(&workplace, "torch.autoPatchelfIgnoreMissingDeps", &[LINUX]).unwrap();
    let missing = missing.as_array().expect("a list");
    assert!(missing.contains(&json!("libcuda.so.1")) && missing.contains(&json!("libcudnn.so*")));
    // It does not depend on torch, and links it.
    let search = ask(&workplace, "torchaudio.preFixup", &[LINUX]).unwrap();
    assert!(search.as_str().unwrap().contains(&searched(&workplace, "torch")), "{search}");
    // Most wheels need nothing, and nothing is said of them.
    assert!(ask(&workplace, "numpy.preFixup", &[LINUX]).is_err());
    assert!(ask(&workplace, "numpy.autoPatchelfIgnoreMissingDeps", &[LINUX]).is_err());
}

#[test]
fn a_closure_does_not_need_the_derivations_of_the_wheels_that_others_search() {
    let workplace = project("", "pyproject.nix");
    let broken = "_: prev: { nvidia-cublas = prev.nvidia-cublas.overrideAttrs {
        buildInputs = throw \"this is needed\"; }; }";
    workplace.write("overlay.nix", broken);
    let overlay = workplace.path("overlay.nix");
    let arguments = [LINUX, ("extraOverlay", overlay.to_str().expect("a text"))];
    let versions = evaluate(&workplace.path("uv.nix"), "versions", &arguments);
    assert!(versions.is_ok(), "{versions:?}");
    let derivation = ask(&workplace, "torch.drvPath", &arguments);
    assert!(derivation.is_err_and(|message| message.contains("this is needed")));
}

/// Public collections of overrides have an attribute for each package that they know.
#[test]
fn a_wheel_searches_only_packages_that_the_environment_has() {
    let workplace = project("", "pyproject.nix");
    let lock = std::fs::read_to_string(workplace.path("uv.lock")).expect("there is a lock");
    let lock = lock
        .replace("sys_platform == 'linux'", "platform_machine == 'x86_64'")
        .replace("macosx_11_0_arm64", "manylinux_2_17_aarch64");
    workplace.write("uv.lock", lock);
    let systems = ["--system", "x86_64-linux", "--system", "aarch64-linux"];
    assert_eq!(workplace.lock2nix(&[&["--lookup", "none"], &systems[..]].concat()).code, 0);
    let overlay = "_: prev: { nvidia-cublas = prev.nvidia-cublas.overrideAttrs { }; }";
    workplace.write("overlay.nix", overlay);
    let overlay = workplace.path("overlay.nix");
    let overlay = ("extraOverlay", overlay.to_str().expect("a text"));
    let search =
        |arguments: &[(&str, &str)]| searches(ask(&workplace, "torch.preFixup", arguments));
    assert_eq!(search(&[LINUX, overlay]), searched(&workplace, "nvidia-cublas"));
    assert_eq!(search(&[("system", "aarch64-linux"), overlay]), "");
}

#[test]
fn a_library_of_nixpkgs_is_the_first_attribute_that_exists() {
    let workplace = project("", "pyproject.nix");
    // The stand-in has `unixodbc`, and no `unixODBC`.
    let inputs = ask(&workplace, "pyodbc.buildInputs", &[LINUX]).unwrap();
    let unixodbc = evaluate(&workplace.path("uv.nix"), "pkgs.unixodbc.outPath", &[LINUX]).unwrap();
    assert!(inputs.as_array().unwrap().contains(&unixodbc), "{inputs}");
    assert!(ask(&workplace, "pyodbc.autoPatchelfIgnoreMissingDeps", &[LINUX]).is_err());
}

#[test]
fn the_build_names_a_library_that_nixpkgs_lacks_with_the_wheel_and_the_setting() {
    let workplace = project("", "pyproject.nix");
    let message = ask(&workplace, "opencv-python.uvnixWarnings", &[LINUX]).unwrap();
    let message = message.as_str().expect("a text");
    let before = ask(&workplace, "opencv-python.preFixup", &[LINUX]).unwrap();
    assert_eq!(before, json!("printf '%s' \"$uvnixWarnings\" >&2\n"));
    for part in [
        "the wheel of opencv-python needs libxcb.so.1",
        "nixpkgs has no libxcb or xorg.libxcb",
        "[tool.uvnix.packages.opencv-python] libraries = { \"libxcb.so.1\" = ",
        "ignore-missing-libraries",
    ] {
        assert!(message.contains(part), "{message}");
    }
    for settings in [
        "libraries = { 'libxcb.so.1' = 'zlib' }",
        "libraries = false",
        "ignore-missing-libraries = ['libxcb.so.1']",
    ] {
        let settings = format!("[tool.uvnix.packages.opencv-python]\n{settings}");
        let workplace = project(&settings, "pyproject.nix");
        assert!(ask(&workplace, "opencv-python.drvPath", &[LINUX]).is_ok(), "{settings}");
        let warnings = ask(&workplace, "opencv-python.uvnixWarnings", &[LINUX]);
        assert!(warnings.is_err() || warnings == Ok(json!("")), "{warnings:?}");
    }
}

#[test]
fn a_library_that_may_be_missing_is_used_if_nixpkgs_has_it_and_no_warning_if_not() {
    let lock = [
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = { virtual = \".\" }\ndependencies = [{ name = \"torchcodec\" }]\n\n",
        &package("torchcodec", ""),
    ];
    let workplace = Workplace::with(&[("uv.lock", lock.concat())]);
    let outcome = workplace.lock2nix(&["--lookup", "none", "--system", "x86_64-linux"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(workplace.read("uv.nix").contains("\"ffmpeg_7.lib\""));
    // The stand-in has no FFmpeg.
    assert_eq!(ask(&workplace, "torchcodec.uvnixWarnings", &[LINUX]), Ok(json!("")));
}

#[test]
fn what_is_built_and_other_systems_get_none_of_it() {
    let workplace = project("", "pyproject.nix");
    for attribute in ["opencv-python.drvPath", "torch.drvPath"] {
        assert!(ask(&workplace, attribute, &[MACOS]).is_ok(), "{attribute}");
    }
    for arguments in [&[MACOS][..], &[LINUX, ("sourcePreference", "sdist")]] {
        assert!(ask(&workplace, "torch.preFixup", arguments).is_err());
        assert!(ask(&workplace, "torch.autoPatchelfIgnoreMissingDeps", arguments).is_err());
    }
}

#[test]
fn a_library_that_nobody_provides_fails_the_build_if_that_is_asked_for() {
    let workplace =
        project("tool.uvnix.packages.torch.missing-libraries = 'fail'", "pyproject.nix");
    let missing = ask(&workplace, "torch.autoPatchelfIgnoreMissingDeps", &[LINUX]).unwrap();
    assert_eq!(missing, json!(["libcuda.so.1"]));
}

#[test]
fn nixpkgs_python_set_gets_the_same() {
    let workplace = project("", "nixpkgs");
    let of = |attribute: &str| {
        let attribute = format!("modules.{attribute}");
        evaluate_nixpkgs(&workplace.path("uv.nix"), &attribute, &[LINUX])
    };
    let search = of("torch.preFixup").unwrap();
    let sibling = of("nvidia-cublas.outPath").unwrap();
    assert!(search.as_str().unwrap().contains(sibling.as_str().unwrap()), "{search}");
    assert!(of("numpy.preFixup").is_err());
}
