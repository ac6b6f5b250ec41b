//! What packages need when they run: libraries that they open by name, and programs that they call.

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::{evaluate, evaluate_nixpkgs};

const LINUX: (&str, &str) = ("system", "x86_64-linux");

/// A package of the index with these files.
fn package(name: &str, files: &[&str]) -> String {
    let hash = "hash = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"";
    let file = |file: &&str| {
        format!(
            "{{ url = \"https://files.example/{}-1-{file}.whl\", {hash} }}",
            name.replace('-', "_")
        )
    };
    format!(
        "[[package]]\nname = {name:?}\nversion = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
         sdist = {{ url = \"https://files.example/{name}-1.tar.gz\", {hash} }}\nwheels = [{}]\n\n",
        Vec::from_iter(files.iter().map(file)).join(", ")
    )
}

/// A project that needs these packages.
fn project(packages: &[(&str, &[&str])], settings: &str, backend: &str) -> Workplace {
    let edges = packages.iter().map(|(name, _)| format!("{{ name = \"{name}\" }}"));
    let app = format!(
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{}]\n\n",
        Vec::from_iter(edges).join(", ")
    );
    let packages = packages.iter().map(|(name, files)| package(name, files));
    let lock: String = [app].into_iter().chain(packages).collect();
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", settings)]);
    let arguments = ["--lookup", "none", "--system", "x86_64-linux", "--backend", backend];
    let outcome = workplace.lock2nix(&arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

fn ask(workplace: &Workplace, attribute: &str) -> Result<Value, String> {
    evaluate(&workplace.path("uv.nix"), attribute, &[LINUX])
}

const PURE: &[&str] = &["py3-none-any"];
const FOR_LINUX: &[&str] = &["cp312-cp312-manylinux_2_17_x86_64"];

#[test]
fn a_pure_project_has_nothing_of_it() {
    let workplace = project(&[("click", PURE)], "", "pyproject.nix");
    let text = std::fs::read_to_string(workplace.path("uv.nix")).expect("it was written");
    for part in ["\n  runtime =\n", "\n  found =\n", "runtime-", "runtimePrograms"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
    assert!(ask(&workplace, "pythonSet.click.runtimePrograms").is_err());
}

#[test]
fn known_packages_get_their_libraries_and_programs_and_false_turns_it_off() {
    let workplace = project(&[("gitpython", PURE), ("psycopg", PURE)], "", "pyproject.nix");
    let libraries = ask(&workplace, "pythonSet.psycopg.uvnixRuntimeLibraries").unwrap();
    let libpq = ask(&workplace, "pkgs.libpq.outPath").unwrap();
    let line = format!(
        "import uvnix_libraries; uvnix_libraries.add({})",
        json!({"libpq.so.5": format!("{}/lib", libpq.as_str().unwrap())})
    );
    assert_eq!(libraries, json!(line));
    let git = ask(&workplace, "pkgs.git.outPath").unwrap();
    assert_eq!(ask(&workplace, "pythonSet.gitpython.runtimePrograms"), Ok(json!([git])));
    let settings = "[tool.uvnix.packages.gitpython]\nruntime-programs = false\n\
                    [tool.uvnix.packages.psycopg]\nruntime-libraries = false\n";
    let workplace = project(&[("gitpython", PURE), ("psycopg", PURE)], settings, "pyproject.nix");
    assert!(ask(&workplace, "pythonSet.psycopg.uvnixRuntimeLibraries").is_err());
    assert!(ask(&workplace, "pythonSet.gitpython.runtimePrograms").is_err());
}

#[test]
fn a_package_whose_library_another_package_or_its_wheel_contains_gets_none() {
    let packages = [("psycopg", PURE), ("psycopg-binary", FOR_LINUX), ("sounddevice", FOR_LINUX)];
    let workplace = project(&packages, "", "pyproject.nix");
    for package in ["psycopg", "sounddevice"] {
        let attribute = format!("pythonSet.{package}.uvnixRuntimeLibraries");
        assert!(ask(&workplace, &attribute).is_err(), "{package}");
    }
    // Its wheel for every platform has none.
    let workplace = project(&[("sounddevice", PURE)], "", "pyproject.nix");
    let warnings = ask(&workplace, "pythonSet.sounddevice.uvnixRuntimeWarnings").unwrap();
    let warnings = warnings.as_str().unwrap();
    for part in [
        "sounddevice needs libportaudio.so.2 when it runs, but nixpkgs has no portaudio.",
        "[tool.uvnix.packages.sounddevice] runtime-libraries = { \"libportaudio.so.2\" = ",
    ] {
        assert!(warnings.contains(part), "the stand-in has no portaudio: {warnings}");
    }
}

#[test]
fn the_modules_of_a_wheel_search_the_folders_of_libraries_that_they_open() {
    let settings =
        "tool.uvnix.packages.pillow.runtime-libraries = { 'libfribidi.so.0' = 'answer' }";
    let workplace = project(&[("pillow", FOR_LINUX)], settings, "pyproject.nix");
    let answer = ask(&workplace, "pkgs.answer.outPath").unwrap();
    let folder = format!("{}/lib", answer.as_str().unwrap());
    assert_eq!(ask(&workplace, "pythonSet.pillow.appendRunpaths"), Ok(json!([folder])));
}

#[test]
fn nixpkgs_wraps_applications_with_the_programs_that_packages_propagate() {
    let workplace = project(&[("gitpython", PURE)], "", "nixpkgs");
    let git = ask_nixpkgs(&workplace, "pkgs.git.outPath");
    let inputs = ask_nixpkgs(&workplace, "modules.gitpython.drvAttrs.propagatedBuildInputs");
    assert!(inputs.as_array().is_some_and(|inputs| inputs.contains(&git)), "{inputs}");
}

#[test]
fn what_is_written_is_as_nixfmt_would_write_it() {
    let packages = [("pdf2image", PURE), ("pyvips", PURE), ("soundfile", FOR_LINUX)];
    for backend in ["pyproject.nix", "nixpkgs"] {
        let workplace = project(&packages, "", backend);
        let text = std::fs::read_to_string(workplace.path("uv.nix")).expect("it was written");
        let formatted = nixfmt_rs::format(&text).expect("nixfmt reads it");
        let lines = text.lines().zip(formatted.lines());
        let differing = Vec::from_iter(lines.filter(|(ours, theirs)| ours != theirs).take(3));
        assert!(formatted == text, "{differing:?}");
    }
}

fn ask_nixpkgs(workplace: &Workplace, attribute: &str) -> Value {
    evaluate_nixpkgs(&workplace.path("uv.nix"), attribute, &[]).expect("it is there")
}
