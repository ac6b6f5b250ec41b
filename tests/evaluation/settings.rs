//! What the settings make of packages.

use serde_json::{Value, json};

use crate::command::{Outcome, Workplace};
use crate::evaluator::{evaluate, refusal};

const LOCK: &str = r#"
version = 1
requires-python = "==3.12.*"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
dependencies = [{ name = "built" }, { name = "either" }, { name = "torch" }]

[[package]]
name = "built"
version = "1"
source = { registry = "https://pypi.example/simple" }
dependencies = [{ name = "helper" }]
sdist = { url = "https://files.example/built-1.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }

[[package]]
name = "either"
version = "1"
source = { registry = "https://pypi.example/simple" }
sdist = { url = "https://files.example/either-1.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }
wheels = [{ url = "https://files.example/either-1-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }]

[[package]]
name = "helper"
version = "1"
source = { registry = "https://pypi.example/simple" }
wheels = [{ url = "https://files.example/helper-1-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }]

[[package]]
name = "nvidia-cublas"
version = "1"
source = { registry = "https://pypi.example/simple" }
wheels = [{ url = "https://files.example/nvidia_cublas-1-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }]

[[package]]
name = "torch"
version = "1"
source = { registry = "https://pypi.example/simple" }
dependencies = [{ name = "nvidia-cublas" }]
wheels = [{ url = "https://files.example/torch-1-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }]
"#;

const PROJECT: &str = r#"
[project]
name = "app"
version = "1"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"#;

fn project(settings: &str) -> Workplace {
    let project = format!("{PROJECT}\n{settings}\n");
    Workplace::with(&[("uv.lock", LOCK), ("pyproject.toml", &project)])
}

fn generate(workplace: &Workplace) -> Outcome {
    workplace.lock2nix(&[
        "--lookup",
        "none",
        "--system",
        "x86_64-linux",
        "--system",
        "aarch64-linux",
    ])
}

/// A project with these settings, converted.
fn with(settings: &str) -> Workplace {
    let workplace = project(settings);
    let outcome = generate(&workplace);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

/// What is said against these settings.
fn refused(settings: &str) -> String {
    let outcome = generate(&project(settings));
    assert_ne!(outcome.code, 0, "{settings}");
    outcome.report.split_whitespace().collect::<Vec<_>>().join(" ")
}

const LINUX: (&str, &str) = ("system", "x86_64-linux");

fn ask(workplace: &Workplace, attribute: &str, arguments: &[(&str, &str)]) -> Value {
    let arguments = [&[LINUX], arguments].concat();
    let answer = evaluate(&workplace.path("uv.nix"), attribute, &arguments);
    answer.unwrap_or_else(|message| panic!("{attribute}: {message}"))
}

/// An attribute of the derivation of a package.
fn of(workplace: &Workplace, package: &str, attribute: &str) -> Value {
    ask(workplace, &format!("pythonSet.{package}.{attribute}"), &[])
}

#[test]
fn collisions_in_an_environment_are_ignored_on_request() {
    let ignored = |settings: &str| ask(&with(settings), "venv.venvIgnoreCollisions", &[]);
    assert_eq!(ignored(""), json!([]));
    let patterns = "[tool.uvnix]\nvenv-ignore-collisions = [\"*/backports/__init__.py\"]";
    assert_eq!(ignored(patterns), json!(["*/backports/__init__.py"]));
    assert_eq!(ignored("[tool.uvnix]\nvenv-ignore-collisions = true"), json!(["*"]));
    let wrong = refused("[tool.uvnix]\nvenv-ignore-collisions = [\"/a b\"]");
    assert!(wrong.contains("venv-ignore-collisions"), "{wrong}");
}

/// The names of the tools, or libraries, of a package.
fn inputs(workplace: &Workplace, package: &str, kind: &str, arguments: &[(&str, &str)]) -> Value {
    let arguments = [arguments, &[("spec", "default")]].concat();
    ask(workplace, &format!("packages.{package}.{kind}"), &arguments)
}

/// Whether the derivation has such an attribute at all.
fn has(workplace: &Workplace, package: &str, attribute: &str) -> bool {
    let path = format!("pythonSet.{package}.{attribute}");
    evaluate(&workplace.path("uv.nix"), &path, &[LINUX]).is_ok()
}

#[test]
fn libraries_and_tools_are_those_of_nixpkgs() {
    let workplace = with(
        "[tool.uvnix.packages.built]\nbuild-inputs = ['openssl', 'stdenv.cc.libc']\n\
         native-build-inputs = ['pkg-config']",
    );
    let names = |kind, index: usize| inputs(&workplace, "built", kind, &[])[index].clone();
    assert_eq!(names("nativeBuildInputs", 0), "pyproject-hook");
    let tools = inputs(&workplace, "built", "nativeBuildInputs", &[]);
    assert!(tools.as_array().is_some_and(|tools| tools.contains(&json!("pkg-config"))), "{tools}");
    assert_eq!(
        of(&workplace, "built", "buildInputs")[0],
        of(&workplace, "pkgs.openssl", "outPath")
    );
}

#[test]
fn cross_compiled_tools_run_on_the_builder_and_libraries_on_the_host() {
    let workplace = with(
        "[tool.uvnix.packages.built]\nbuild-inputs = ['openssl']\n\
         native-build-inputs = ['pkg-config']",
    );
    let cross = [("crossSystem", "aarch64-linux")];
    let libraries = inputs(&workplace, "built", "buildInputs", &cross);
    assert_eq!(libraries, json!(["openssl-aarch64-unknown-linux-gnu"]));
    let tools = inputs(&workplace, "built", "nativeBuildInputs", &cross).to_string();
    assert!(tools.contains("\"pkg-config\""), "{tools}");
}

#[test]
fn a_package_that_nixpkgs_does_not_have_is_named_with_similar_names() {
    let workplace = with("[tool.uvnix.packages.built]\nbuild-inputs = ['xml2']");
    let message = refusal(&workplace.path("uv.nix"), "pythonSet.built.drvPath", &[LINUX]);
    assert!(message.contains("names xml2, which nixpkgs does not have"), "{message}");
    assert!(message.contains("[tool.uvnix.packages.built]"), "{message}");
    assert!(message.contains("Similar names: libxml2"), "{message}");
    let workplace = with("[tool.uvnix.packages.built]\nbuild-inputs = ['stdenv.cc.lib']");
    let message = refusal(&workplace.path("uv.nix"), "pythonSet.built.drvPath", &[LINUX]);
    assert!(
        message.contains("stdenv.cc.lib") && message.contains("Similar names: libc"),
        "{message}"
    );
}

#[test]
fn variables_are_those_of_the_build() {
    let workplace = with(
        "[tool.uvnix.packages.built]\nenv = { CFLAGS = '-O2 ${out}', BOTH = 'uvnix' }\n\
         [tool.uv.extra-build-variables]\nbuilt = { BOTH = 'uv', MORE = '1' }\n\
         either = { MORE = '2' }",
    );
    assert_eq!(of(&workplace, "built", "CFLAGS"), "-O2 ${out}");
    assert_eq!(of(&workplace, "built", "BOTH"), "uvnix");
    assert_eq!(of(&workplace, "built", "MORE"), "1");
    // A wheel is not built, except where sdists are preferred.
    assert!(!has(&workplace, "either", "MORE"));
    let preferred = [("sourcePreference", "sdist")];
    assert_eq!(ask(&workplace, "pythonSet.either.MORE", &preferred), "2");
}

#[test]
fn libraries_that_may_be_missing_are_told_to_the_hook() {
    let missing = |setting: &str| {
        let workplace = with(&format!("[tool.uvnix.packages.torch]\n{setting}"));
        of(&workplace, "torch", "autoPatchelfIgnoreMissingDeps")
    };
    assert_eq!(missing("ignore-missing-libraries = ['libcuda.so.1']"), json!(["libcuda.so.1"]));
    assert_eq!(missing("ignore-missing-libraries = true"), json!(["*"]));
}

#[test]
fn config_settings_that_a_shell_would_split_are_told_to_uv_in_its_file() {
    let workplace =
        with("[tool.uv]\nconfig-settings = { 'cmake.args' = \"-DA='x' -DB=${c}\", one = ['1'] }");
    assert!(!has(&workplace, "built", "uvBuildFlags"));
    workplace.write(
        "with-text.nix",
        r#"import ./uv.nix // { file = builtins.toFile "uv.toml" ''
          [config-settings]
          "cmake.args" = "-DA='x' -DB=''${c}"
          "one" = ["1"]
        ''; }"#,
    );
    let file = evaluate(&workplace.path("with-text.nix"), "workspace.file", &[]);
    assert_eq!(Ok(of(&workplace, "built", "UV_CONFIG_FILE")), file);
}

#[test]
fn config_settings_are_flags_of_what_is_built() {
    let workplace = with(
        "[tool.uv]\nconfig-settings = { all = 'yes', many = ['1', '2'] }\n\
         config-settings-package = { built = { all = 'no' } }",
    );
    let flag = "--config-setting";
    assert_eq!(
        of(&workplace, "built", "uvBuildFlags"),
        // As uv has it, a key that is said twice has both values.
        json!([flag, "all=no", flag, "all=yes", flag, "many=1", flag, "many=2"])
    );
    assert_eq!(
        of(&workplace, "app", "uvBuildFlags"),
        json!([flag, "all=yes", flag, "many=1", flag, "many=2"])
    );
    assert!(!has(&workplace, "either", "uvBuildFlags"));
    assert_eq!(
        ask(&workplace, "pythonSet.either.uvBuildFlags", &[("sourcePreference", "sdist")])[1],
        "all=yes"
    );
}

#[test]
fn extra_build_dependencies_are_built_with() {
    let workplace = with(
        "[tool.uv.extra-build-dependencies]\n\
         built = ['cython', \"ninja; sys_platform == 'darwin'\", 
         { requirement = 'numpy', match-runtime = false }]\n\
         app = ['cython']",
    );
    for (package, wanted, unwanted) in
        [("built", "numpy-0", "ninja-0"), ("app", "cython-0", "numpy-0")]
    {
        let tools = inputs(&workplace, package, "nativeBuildInputs", &[]);
        let tools = tools.as_array().expect("a list").clone();
        assert!(tools.contains(&json!("cython-0")) && tools.contains(&json!(wanted)), "{tools:?}");
        assert!(!tools.contains(&json!(unwanted)), "{tools:?}");
    }
}

#[test]
fn what_is_built_without_isolation_sees_its_dependencies() {
    let tools = |settings| inputs(&with(settings), "built", "nativeBuildInputs", &[]).to_string();
    assert!(tools("[tool.uv]\nno-build-isolation-package = ['built']").contains("\"helper-1\""));
    assert!(tools("[tool.uv]\nno-build-isolation = true").contains("\"helper-1\""));
    assert!(!tools("[tool.uv]\nno-build-isolation-package = ['app']").contains("\"helper-1\""));
}

/// What `either` comes from.
fn either(settings: &str, preference: &str) -> String {
    let workplace = with(settings);
    let url = ask(&workplace, "pythonSet.either.src.url", &[("sourcePreference", preference)]);
    let url = url.as_str().expect("an address");
    url.rsplit_once('/').expect("it has a path").1.to_owned()
}

#[test]
fn settings_decide_between_wheels_and_sdists_whatever_is_preferred() {
    for preference in ["wheel", "sdist"] {
        for settings in [
            "[tool.uv]\nno-binary-package = ['either']",
            "[tool.uvnix.packages.either]\nsource = 'sdist'",
        ] {
            assert_eq!(either(settings, preference), "either-1.tar.gz", "{settings}");
        }
        for settings in [
            "[tool.uv]\nno-build-package = ['either']",
            "[tool.uv]\nno-build = true\nno-binary-package = ['built']",
            "[tool.uvnix.packages.either]\nsource = 'wheel'",
        ] {
            assert_eq!(either(settings, preference), "either-1-py3-none-any.whl", "{settings}");
        }
    }
}

#[test]
fn a_package_that_settings_leave_without_a_file_is_refused_when_it_is_built() {
    for (settings, package, why) in [
        ("[tool.uv]\nno-binary = true", "helper", "`no-binary` in [tool.uv]"),
        ("[tool.uv]\nno-binary-package = ['helper']", "helper", "`no-binary` in [tool.uv]"),
        ("[tool.uv]\nno-build-package = ['built']", "built", "`no-build` in [tool.uv]"),
    ] {
        let workplace = with(settings);
        let attribute = format!("pythonSet.{package}.drvPath");
        let message = refusal(&workplace.path("uv.nix"), &attribute, &[LINUX]);
        assert!(message.contains(&format!("cannot build {package}")), "{message}");
        assert!(message.contains(why), "{message}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused_when_generating() {
    for (settings, wanted) in [
        ("[tool.uv]\nno-build = true\nno-binary = true", "no package can be installed"),
        (
            "[tool.uv]\nno-build-package = ['either']\nno-binary-package = ['either']",
            "`either` cannot be installed: it is in both `no-binary-package`",
        ),
        (
            "[tool.uv]\nno-build-package = ['either']\n[tool.uvnix.packages.either]\nsource = 'sdist'",
            "`source = \"sdist\"` of `either` contradicts `no-build`",
        ),
        ("[tool.uvnix.packages.ether]\ncuda = true", "`either`"),
        ("[tool.uvnix.packages.either]\ncude = true", "`cuda`"),
    ] {
        let report = refused(settings);
        assert!(report.contains(wanted), "{settings}: {report}");
    }
}

#[test]
fn modules_are_compiled_unless_that_is_turned_off() {
    let workplace = with("[tool.uv]\ncompile-bytecode = false");
    for package in ["app", "built", "either"] {
        assert_eq!(of(&workplace, package, "UV_COMPILE_BYTECODE"), "0", "{package}");
    }
    assert_eq!(ask(&workplace, "workspace.config.compile-bytecode", &[]), false);
    let workplace = with("");
    assert!(!has(&workplace, "app", "UV_COMPILE_BYTECODE"));
    assert_eq!(ask(&workplace, "workspace.config.compile-bytecode", &[]), true);
}

#[test]
fn config_says_what_the_settings_are() {
    let workplace = with(
        "[tool.uv]\nno-binary-package = ['built']\nconfig-settings = { a = 'b' }\n\
         extra-build-variables = { built = { C = 'd' } }",
    );
    let config = ask(&workplace, "workspace.config", &[]);
    assert_eq!(config["no-binary-package"], json!(["built"]));
    assert_eq!(config["no-build"], false);
    assert_eq!(config["config-settings"], json!({ "a": "b" }));
    assert_eq!(config["extra-build-variables"], json!({ "built": { "C": "d" } }));
}
