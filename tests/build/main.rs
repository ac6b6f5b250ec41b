//! The examples: their files are current, and what they lock really builds.
//!
//! `UVNIX_UPDATE=1 cargo test --test build` writes anew what is out of date.

mod failures;
mod project;
mod pylock;
mod tool;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use uvnix::environment::nixpkgs;

use project::Project;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_examples_hold_what_lock2nix_writes() {
    for name in ["hello-world", "workspace"] {
        let example = Path::new(REPOSITORY).join("examples").join(name);
        let written = run(uvnix().args(["lock2nix", "--output", "-"]).arg(&example));
        is_current(&example.join("uv.nix"), &written);
    }
}

#[test]
fn the_flakes_evaluate_on_every_system() {
    needs("nix-instantiate");
    for flake in ["flake.nix", "examples/hello-world/flake.nix", "examples/workspace/flake.nix"] {
        let flake = Path::new(REPOSITORY).join(flake);
        let mut evaluate = Command::new(Path::new(REPOSITORY).join("nix/tests/evaluate-flake"));
        let derivations = run(evaluate.arg(&flake));
        for system in nixpkgs::SYSTEMS.map(|it| it.to_string()) {
            assert!(derivations.contains(&system), "{} has nothing for {system}", flake.display());
        }
    }
}

#[test]
fn a_locked_project_is_built_into_an_environment_that_runs() {
    let project = Project::locked("hello-world");
    let environment = project.build("default", &[]);
    assert_eq!(
        environment.distributions(),
        project.locked_versions(&["click", "hello-world", "pyyaml"])
    );
    assert_eq!(environment.run("hello", &["--language", "fr", "Nix"]), "Bonjour, Nix!");
    assert_eq!(environment.python("import yaml; print(yaml.__with_libyaml__)"), "True");
    // Not the backend of the uv that runs the build, which has another version.
    let wheel = "from importlib.metadata import distribution as of; print(of('hello-world').read_text('WHEEL'))";
    let facts = read(&project.path("uvnix.lock"));
    let (_, backend) = facts.split_once("uv_build-").expect("the backend is locked");
    let backend = backend.split('-').next().expect("a wheel has a version");
    let said = environment.python(wheel);
    assert!(said.contains(&format!("Generator: uv {backend}\n")), "{said}");
}

#[test]
fn an_editable_package_follows_its_source_without_a_rebuild() {
    let project = Project::locked("hello-world");
    let environment = project.build("default", &[("EDITABLE_ROOT", "$REPO_ROOT")]);
    assert_eq!(environment.run("hello", &[]), "Hello, world!");

    let package = project.path("src/hello_world");
    edit(&package.join("greetings.yaml"), "Hello", "Good morning");
    assert_eq!(environment.run("hello", &[]), "Good morning, world!");
    edit(&package.join("__init__.py"), "}!\"", "}?\"");
    assert_eq!(environment.run("hello", &[]), "Good morning, world?");
}

#[test]
fn compiled_modules_of_an_editable_package_are_there_until_its_folder_has_its_own() {
    let pyproject = r#"
[project]
name = "flat-app"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
packages = ["app", "app.inner"]
"#;
    let setup = "from setuptools import Extension, setup\n\
                 setup(ext_modules=[Extension('app.inner._c', ['app/inner/_c.c']), Extension('_top', ['top.c'])])\n";
    let c = |name: &str| {
        format!(
            "#include <Python.h>\nstatic struct PyModuleDef it = {{ PyModuleDef_HEAD_INIT, \"{name}\" }};\n\
             PyMODINIT_FUNC PyInit_{name}(void) {{ return PyModule_Create(&it); }}\n"
        )
    };
    let (inner, top) = (c("_c"), c("_top"));
    let files = [
        ("setup.py", setup),
        ("app/__init__.py", ""),
        ("app/inner/__init__.py", ""),
        ("app/inner/_c.c", inner.as_str()),
        ("top.c", top.as_str()),
    ];
    let project = Project::with(pyproject, &files);
    let environment = project.build("default", &[("EDITABLE_ROOT", "$REPO_ROOT")]);
    let places = "import app.inner._c, _top; print('made' in app.inner._c.__file__, 'made' in _top.__file__)\n\
                  print(*[it for it in ('build', 'app.other') if __import__('importlib').util.find_spec(it)])";
    assert_eq!(environment.python(places).trim_end(), "True True");
    fs::write(project.path("app/inner/_c.py"), "").expect("the project can be written to");
    assert_eq!(environment.python(places).trim_end(), "False True");
}

#[test]
fn an_editable_package_has_the_module_with_its_version() {
    let pyproject = r#"
[project]
name = "app"
version = "1.2.3"
requires-python = ">=3.11"

[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"

[tool.hatch]
build.hooks.vcs.version-file = "src/app/_version.py"
"#;
    let project =
        Project::with(pyproject, &[("src/app/__init__.py", "from ._version import version\n")]);
    let environment = project.build("default", &[("EDITABLE_ROOT", "$REPO_ROOT")]);
    assert_eq!(environment.python("import app; print(app.version)"), "1.2.3");
}

#[test]
fn a_workspace_is_built_with_the_extras_and_groups_asked_for() {
    let project = Project::locked("workspace");
    fs::write(project.path("notes.json"), r#"["*first*"]"#).expect("the project can be written to");
    fs::write(project.path("notes.yaml"), "- '*second*'").expect("the project can be written to");
    let json = project.path("notes.json").display().to_string();
    let yaml = project.path("notes.yaml").display().to_string();

    let members = ["notes", "notes-render", "notes-store", "markdown-it-py", "mdurl"];
    let default = project.build("default", &[]);
    assert_eq!(default.distributions(), project.locked_versions(&members));
    assert_eq!(default.run("notes", &[&json]), "<p><em>first</em></p>");

    let with_yaml = project.build(r#"{"notes":["yaml"]}"#, &[]);
    let wanted = [&members[..], &["pyyaml"]].concat();
    assert_eq!(with_yaml.distributions(), project.locked_versions(&wanted));
    assert_eq!(with_yaml.run("notes", &[&yaml]), "<p><em>second</em></p>");

    let all = project.build("all", &[]);
    let development = ["iniconfig", "packaging", "pluggy", "pygments", "pytest", "ruff"];
    let wanted = [&wanted[..], &development].concat();
    assert_eq!(all.distributions(), project.locked_versions(&wanted));
    assert!(all.run("ruff", &["--version"]).starts_with("ruff "));
    assert!(all.run("pytest", &["--version"]).starts_with("pytest "));
}

#[test]
fn every_member_of_a_workspace_is_editable_at_once() {
    let project = Project::locked("workspace");
    fs::write(project.path("notes.json"), r#"["*first*"]"#).expect("the project can be written to");
    let json = project.path("notes.json").display().to_string();
    let overrides = project.path("overrides.nix").display().to_string();
    let choices = [("EDITABLE_ROOT", "$REPO_ROOT"), ("EXTRA_OVERLAY", overrides.as_str())];
    let environment = project.build("default", &choices);
    assert_eq!(environment.run("notes", &[&json]), "<p><em>first</em></p>");

    edit(&project.path("src/notes/__init__.py"), "to_html(note)", "to_html(note + ' note')");
    let render = project.path("packages/notes-render/src/notes_render/__init__.py");
    edit(&render, "render(note)", "render('# ' + note)");
    let store = project.path("packages/notes-store/src/notes_store/__init__.py");
    edit(&store, "json.loads(text)", "json.loads(text) * 2");
    let twice = "<h1><em>first</em> note</h1>\n".repeat(2);
    assert_eq!(environment.run("notes", &[&json]), twice.trim_end());
}

/// Packages of three build backends, as sdists: setuptools without a `pyproject.toml`, flit, and hatchling
/// with a plugin.
const SDISTS: &str = r#"
[project]
name = "of-sdists"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["docopt==0.6.2", "iniconfig==2.0.0", "mdurl==0.1.2"]

[tool.uv]
no-binary-package = ["docopt", "iniconfig", "mdurl"]
"#;

#[test]
fn sdists_are_built_with_what_was_found_in_them() {
    let project = Project::made_of(SDISTS, &[]);
    let facts: toml::Table =
        toml::from_str(&read(&project.path("uvnix.lock"))).expect("uvnix writes TOML");
    let found = facts["build-systems"].as_table().expect("a table").values();
    let mut found: Vec<_> = found
        .map(|it| format!("{} {} {}", it["package"], it["found-in"], it["requires"]))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            r#""docopt 0.6.2" "setup.py" ["setuptools", "wheel"]"#,
            r#""iniconfig 2.0.0" "pyproject.toml" ["hatch-vcs", "hatchling"]"#,
            r#""mdurl 0.1.2" "pyproject.toml" ["flit_core>=3.2.0,<4"]"#,
        ]
    );

    let environment = project.build("default", &[]);
    let names = ["docopt", "iniconfig", "mdurl"];
    assert_eq!(environment.distributions(), project.locked_versions(&names));
    let code = "import docopt, iniconfig, mdurl; print(docopt.__version__, mdurl.encode('a b'))";
    assert_eq!(environment.python(code), "0.6.2 a%20b");
}

/// A package that opens a library of the stand-in by name.
const ASKS: &str = r#"
[project]
name = "asks"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["cffi"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.uvnix.packages.asks]
runtime-libraries = { "libanswer.so.1" = "answer" }
"#;

#[test]
fn libraries_are_found_by_name_and_no_child_process_inherits_anything() {
    let project = Project::made_of(ASKS, &["asks.py"]);
    let environment = project.build("default", &[]);
    let by_name = "import ctypes; print(ctypes.CDLL('libanswer.so.1').answer())";
    assert_eq!(environment.python(by_name), "42");
    let found = "from ctypes.util import find_library; import ctypes; \
                 print([ctypes.CDLL(find_library(it)).answer() for it in ('answer', 'libanswer.so')])";
    assert_eq!(environment.python(found), "[42, 42]");
    let with_cffi = "import cffi; ffi = cffi.FFI(); ffi.cdef('int answer(void);'); \
                     print([ffi.dlopen(it).answer() for it in ('answer', 'libanswer.so.1')])";
    assert_eq!(environment.python(with_cffi), "[42, 42]");
    let others =
        "import ctypes.util as it; print(it.find_library('c'), it.find_library('no-such'))";
    assert_eq!(environment.python(others), "libc.so.6 None");
    let inherited = "import os, subprocess, sys; before = sorted(os.environ); import ctypes; \
                     ctypes.CDLL('libanswer.so.1'); code = 'import os; print(sorted(os.environ))'; \
                     child = subprocess.check_output([sys.executable, '-c', code], text=True); \
                     print(child.strip() == str(before))";
    assert_eq!(environment.python(inherited), "True");
    let at_the_start = "import sys; print('ctypes' in sys.modules)";
    assert_eq!(environment.python(at_the_start), "False");
}

#[test]
fn what_the_companion_set_lacks_is_built_with_what_is_locked() {
    // whey builds it, and needs some of what the project runs with.
    let pyproject = r#"
[project]
name = "styled"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["dict2css==0.6.0", "setuptools<70"]

[build-system]
requires = ["hatchling", "hatch-requirements-txt"]
build-backend = "hatchling.build"

[tool.uv]
no-binary-package = ["dict2css"]

[tool.uvnix]
lock-build-systems = true
"#;
    let project = Project::made_of(pyproject, &["styled.py"]);
    let environment = project.build("default", &[]);
    let style = "import dict2css, styled; print(dict2css.dumps({'p': {'top': '1px'}}, trailing_semicolon=True).split())";
    assert_eq!(environment.python(style), "['p', '{', 'top:', '1px;', '}']");
    let versions = project.locked_versions(&["dict2css", "setuptools"]);
    let installed = environment.distributions();
    assert!(versions.iter().all(|version| installed.contains(version)), "{installed:?}");
    let built_with = |name: &str| installed.iter().any(|it| it.starts_with(name));
    assert!(!built_with("whey ") && !built_with("hatchling "), "{installed:?}");
}

#[test]
fn without_a_repository_a_build_has_all_files_and_child_processes_have_distutils() {
    let pyproject = r#"
[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools", "setuptools-scm"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
packages = ["app"]
"#;
    let files = ["app/__init__.py", "app/templates/an index.html", "README.md"];
    let project = Project::made_of(pyproject, &files);
    let setup = "import subprocess, sys; from setuptools import setup\n\
                 code = \"import distutils; assert 'setuptools' in distutils.__file__\"\n\
                 subprocess.run([sys.executable, '-c', code], check=True); setup()\n";
    fs::write(project.path("setup.py"), setup).expect("the project can be written to");
    let environment = project.build("default", &[]);
    let code = "import app, pathlib; root = pathlib.Path(app.__file__).parent\n\
                print(*[it.relative_to(root) for it in root.rglob('*.html')], sep=', ')";
    assert_eq!(environment.python(code), "templates/an index.html");
}

#[test]
fn cmake_finds_a_build_requirement_with_headers() {
    let pyproject = r#"
[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["scikit-build-core>=0.10", "pybind11"]
build-backend = "scikit_build_core.build"
"#;
    let cmake = "cmake_minimum_required(VERSION 3.15...4.0)\nproject(app LANGUAGES CXX)\n\
                 set(PYBIND11_FINDPYTHON ON)\nfind_package(pybind11 CONFIG REQUIRED)\n\
                 pybind11_add_module(_core MODULE core.cpp)\ninstall(TARGETS _core DESTINATION app)\n";
    let core = "#include <pybind11/pybind11.h>\n\
                PYBIND11_MODULE(_core, module) { module.def(\"answer\", [] { return 42; }); }\n";
    let files = [("src/app/__init__.py", ""), ("CMakeLists.txt", cmake), ("core.cpp", core)];
    let project = Project::with(pyproject, &files);
    let environment = project.build("default", &[]);
    assert_eq!(environment.python("from app._core import answer; print(answer())"), "42");
}

fn needs(tool: &str) {
    let found = Command::new(tool).arg("--version").output();
    let is_there = found.is_ok_and(|output| output.status.success());
    assert!(is_there, "this test needs {tool}; ./check installs what the tests need");
}

fn uvnix() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uvnix"));
    // The help is as wide as a terminal says that it is.
    command.env_remove("COLUMNS").stdin(Stdio::null());
    command
}

/// What a command prints, which has to succeed.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("the commands of these tests print text");
    text.trim_end().to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = read(path);
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replace(from, to)).expect("the project can be written to");
}

/// Asserts that a file of the repository holds `text`, or writes it there.
fn is_current(path: &Path, text: &str) {
    let text = format!("{}\n", text.trim_end());
    if std::env::var_os("UVNIX_UPDATE").is_some() {
        fs::write(path, &text).expect("the repository can be written to");
    }
    let name = path.strip_prefix(REPOSITORY).expect("a file of the repository").display();
    assert!(
        read(path) == text,
        "{name} is out of date: run `UVNIX_UPDATE=1 cargo test --test build`, and review the change"
    );
}
