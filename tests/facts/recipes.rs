//! What nixpkgs' own recipes lend to builds.

use serde_json::json;

use crate::archive::Archive;
use crate::project::Project;
use crate::server::Server;

const SETUPTOOLS: (&str, &str) =
    ("pyproject.toml", "[build-system]\nrequires = [\"setuptools\"]\n");

/// A project with this sdist and these settings of it.
fn project(archive: &Archive, settings: &str) -> Project {
    let project = Project::needing_sdists(&[archive]);
    project.set(&format!("[tool.uvnix.packages.{}]\n{settings}", archive.package));
    project.generate(&Server::of(&[archive]), &[]);
    project
}

fn native(package: &str) -> Archive {
    Archive::sdist(package, "tar.gz", &[SETUPTOOLS, ("src/module.c", "")])
}

fn inputs(project: &Project, package: &str) -> (String, String) {
    let (packages, _) = project.evaluated();
    let of = |kind: &str| packages[package][kind].to_string();
    (of("nativeBuildInputs"), of("buildInputs"))
}

#[test]
fn an_sdist_with_native_code_gets_the_libraries_tools_and_variables_of_the_recipe() {
    let project = project(&native("psycopg2"), "");
    let (tools, libraries) = inputs(&project, "psycopg2");
    assert!(tools.contains("\"pkg-config\"") && tools.contains("\"setuptools-0\""), "{tools}");
    // The build hook comes first: other hooks that know how to build find it done.
    assert!(tools.starts_with("[\"pyproject-hook\""), "{tools}");
    assert!(!tools.contains("cargo-setup-hook"), "{tools}");
    assert!(libraries.contains("\"openssl\"") && libraries.contains("\"zlib\""), "{libraries}");
    // Python packages come from the lock.
    assert!(!libraries.contains("numpy"), "{libraries}");
    let variable = project.evaluate("pythonSet.psycopg2.PG_CONFIG");
    assert!(variable.as_str().expect("a text").ends_with("/bin/pg_config"), "{variable}");
    let arguments = project.evaluate("pythonSet.psycopg2.drvAttrs").to_string();
    assert!(
        !arguments.contains("PRETEND_VERSION") && !arguments.contains("\"LANG\""),
        "{arguments}"
    );
    // What the recipe lacks is in a table.
    assert!(project.read("uv.nix").contains("\"libpq.pg_config\""));
}

#[test]
fn a_recipe_that_throws_or_does_not_exist_lends_nothing() {
    for package in ["thrower", "unheard-of"] {
        let (tools, libraries) = inputs(&project(&native(package), ""), package);
        assert_eq!(
            (tools.as_str(), libraries.as_str()),
            ("[\"pyproject-hook\",\"setuptools-0\"]", "[]")
        );
    }
}

#[test]
fn settings_name_another_recipe_add_to_it_or_turn_it_off() {
    let named = project(
        &native("fork"),
        "native-inputs = \"psycopg2\"\nbuild-inputs = [\"libffi\"]\nenv = { PG_CONFIG = \"mine\" }",
    );
    let (tools, libraries) = inputs(&named, "fork");
    assert!(
        tools.contains("pkg-config")
            && libraries.contains("libffi")
            && libraries.contains("openssl")
    );
    assert_eq!(named.evaluate("pythonSet.fork.PG_CONFIG"), json!("mine"));
    let off = project(&native("psycopg2"), "native-inputs = false");
    assert_eq!(inputs(&off, "psycopg2").1, "[]");
}

#[test]
fn a_pure_sdist_gets_nothing_unless_it_asks() {
    let pure = Archive::sdist("psycopg2", "tar.gz", &[SETUPTOOLS, ("psycopg2/__init__.py", "")]);
    let asked = project(&pure, "native-inputs = \"nixpkgs\"");
    assert!(inputs(&asked, "psycopg2").1.contains("openssl"));
    let project = project(&pure, "");
    assert_eq!(inputs(&project, "psycopg2").1, "[]");
    assert!(!project.read("uv.nix").contains("recipe"));
    assert!(!project.read("uvnix.lock").contains("native"));
}

#[test]
fn cmake_finds_the_python_packages_that_the_build_needs() {
    let pyproject = "[build-system]\nrequires = [\"scikit-build-core\", \"pybind11\"]\n\
                     build-backend = \"scikit_build_core.build\"\n";
    let project = project(&Archive::sdist("a", "tar.gz", &[("pyproject.toml", pyproject)]), "");
    // It is the last step, and the path that the hooks of the build requirements extend.
    let phase = project.evaluate("pythonSet.a.uvnixPreparePhase");
    let phase = phase.as_str().expect("a text");
    assert!(
        phase.contains("export CMAKE_PREFIX_PATH=") && phase.contains("NIX_PYPROJECT_PYTHONPATH"),
        "{phase}"
    );
}
