//! Rust dependencies of what is built.

use insta::assert_snapshot;

use crate::archive::Archive;
use crate::project::Project;
use crate::server::Server;

const CARGO_LOCK: &str = "version = 3\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n";
const MATURIN: &str = "[build-system]\nrequires = [\"maturin\"]\nbuild-backend = \"maturin\"\n";

/// An sdist with these files.
fn sdist(files: &[(&str, &str)]) -> Archive {
    Archive::sdist("a", "tar.gz", files)
}

fn archive() -> Archive {
    sdist(&[("pyproject.toml", MATURIN), ("rust/Cargo.lock", CARGO_LOCK)])
}

fn generated(archive: &Archive) -> Project {
    let project = Project::needing_sdists(&[archive]);
    project.generate(&Server::of(&[archive]), &[]);
    project
}

/// The tools of the build.
fn tools(project: &Project) -> String {
    let (packages, _) = project.evaluated();
    packages["a"]["nativeBuildInputs"].to_string()
}

#[test]
fn a_cargo_lock_is_found_beside_the_manifest_or_above_it_without_a_setting() {
    let maturin = format!("{MATURIN}[tool.maturin]\nmanifest-path = \"src/rust/Cargo.toml\"\n");
    let setuptools = "[build-system]\nrequires = [\"setuptools\", \"setuptools-rust\"]\n\
                      [[tool.setuptools-rust.ext-modules]]\ntarget = \"a\"\npath = \"src/_a/Cargo.toml\"\n";
    let vendored = ("vendor/itoa/Cargo.lock", "version = 3\n");
    for (pyproject, place, root) in [
        (MATURIN, "Cargo.lock", None),
        (maturin.as_str(), "Cargo.lock", None),
        (maturin.as_str(), "src/rust/Cargo.lock", Some("src/rust")),
        (setuptools, "src/_a/Cargo.lock", Some("src/_a")),
    ] {
        let project =
            generated(&sdist(&[("pyproject.toml", pyproject), vendored, (place, CARGO_LOCK)]));
        let of = |attribute: &str| project.evaluate(&format!("pythonSet.a.{attribute}"));
        assert_eq!(of("cargoDeps.arguments.lockFileContents"), CARGO_LOCK, "{place}");
        if let Some(root) = root {
            assert_eq!(of("cargoRoot"), root);
        }
        let tools = tools(&project);
        assert!(
            ["cargo-setup-hook", "cargo", "rustc"].iter().all(|it| tools.contains(it)),
            "{tools}"
        );
    }
}

#[test]
fn a_cargo_lock_of_another_repository_is_kept_next_to_the_generated_file() {
    let archive = sdist(&[("pyproject.toml", MATURIN), ("Cargo.lock", CARGO_LOCK)]);
    let project = Project::needing_sdists(&[&archive]);
    for name in [".git/HEAD", "ours/.git/HEAD"] {
        project.workplace.write(name, "");
    }
    let server = Server::of(&[&archive]);
    for _ in 0..2 {
        let outcome = project.lock2nix(&server, &["-o", "ours/theirs.nix"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(!project.path("uvnix.lock").exists());
        assert!(project.read("ours/theirs.uvnix.lock").contains("itoa"));
    }
    assert_eq!(server.requests().len(), 1);
    project.workplace.write(
        "ours/called.nix",
        "let workspace = import ./theirs.nix; in workspace // {
           mkPyprojectOverlay = given: workspace.mkPyprojectOverlay (given // { root = ../.; }); }",
    );
    let text = "pythonSet.a.cargoDeps.arguments.lockFileContents";
    let text = crate::evaluator::evaluate(&project.path("ours/called.nix"), text, &[]);
    assert_eq!(text, Ok(CARGO_LOCK.into()));
}

#[test]
fn a_package_without_rust_gets_none_and_one_is_not_asked_for_again() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let project = generated(&archive);
    assert!(!tools(&project).contains("cargo") && !project.read("uvnix.lock").contains("cargo"));
    let archive = sdist(&[("pyproject.toml", MATURIN)]);
    let (project, server) = (generated(&archive), Server::of(&[&archive]));
    project.generate(&server, &[]);
    assert_eq!(server.requests(), [""; 0]);
    assert_eq!(project.lock2nix(&server, &["--check"]).code, 0);
}

#[test]
fn a_build_that_needs_rust_and_has_no_cargo_lock_says_so() {
    let project =
        generated(&sdist(&[("pyproject.toml", MATURIN), ("Cargo.lock", "<<<<<<< HEAD\n")]));
    let message = project.evaluate("pythonSet.a.uvnixNoCargoLock");
    let message = message.as_str().expect("a message");
    assert!(message.contains("a needs Rust, and its source has no Cargo.lock"), "{message}");
    assert!(message.contains("[tool.uvnix.packages.a] cargo-lock"), "{message}");
    let script = project.evaluate("pythonSet.a.preBuild");
    let script = script.as_str().expect("a script");
    assert!(script.contains("\"$uvnixNoCargoLock\""), "{script}");
    assert!(
        script.contains("find . -name Cargo.toml"),
        "without one, nothing calls cargo: {script}"
    );
    assert!(!tools(&project).contains("cargo"));
    // Cargo is left to the user.
    let archive = sdist(&[("pyproject.toml", MATURIN)]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uvnix.packages.a]\ncargo-lock = false");
    project.generate(&server, &[]);
    assert!(!project.read("uvnix.lock").contains("cargo-locks"));
    assert!(!project.read("uv.nix").contains("cargo-lock = "));
}

#[test]
fn a_local_package_uses_the_cargo_lock_in_its_folder() {
    let lock = "version = 1\nrequires-python = \"==3.12.*\"\n[[package]]\nname = \"a\"\nversion = \"1.0\"\n\
                source = { editable = \".\" }\n";
    let project = Project::needing(&[]);
    project.workplace.write("uv.lock", lock);
    project
        .workplace
        .write("pyproject.toml", format!("{MATURIN}[project]\nname = \"a\"\nversion = \"1.0\"\n"));
    let server = Server::of(&[]);
    project.generate(&server, &[]);
    let message = project.evaluate("pythonSet.a.uvnixNoCargoLock");
    assert!(message.as_str().expect("a message").contains("no Cargo.lock"), "{message}");
    project.workplace.write("Cargo.lock", CARGO_LOCK);
    project.generate(&server, &[]);
    let file = project.evaluate("pythonSet.a.cargoDeps.arguments.lockFile");
    assert!(file.as_str().expect("a path").ends_with("-Cargo.lock"), "{file}");
    assert!(!project.path("uvnix.lock").exists());
}

#[test]
fn a_cargo_lock_is_kept_word_for_word_and_vendored_without_building_anything() {
    let archive = archive();
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uvnix.packages.a]\ncargo-lock = \"rust/Cargo.lock\"");
    project.generate(&server, &[]);
    let facts: toml::Table = project.read("uvnix.lock").parse().expect("uvnix writes TOML");
    let lock = &facts["cargo-locks"][archive.hash()];
    assert_eq!(lock["path"].as_str(), Some("rust/Cargo.lock"));
    assert_eq!(lock["text"].as_str(), Some(CARGO_LOCK));

    let of = |attribute: &str| project.evaluate(&format!("pythonSet.a.{attribute}"));
    assert_eq!(of("cargoRoot"), "rust");
    assert_eq!(of("cargoDeps.arguments.lockFileContents"), CARGO_LOCK);
    assert!(tools(&project).contains("maturin-0"));

    // With the setting goes the fact. What is found without it is another one.
    project.set("");
    project.generate(&server, &[]);
    assert!(!project.read("uvnix.lock").contains("itoa"));
}

#[test]
fn a_cargo_lock_that_is_not_there_is_told_with_where_it_was_looked_for() {
    let archive = archive();
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uvnix.packages.a]\ncargo-lock = true");
    let outcome = project.lock2nix(&server, &[]);
    assert_eq!(outcome.code, 1);
    assert!(!project.path("uv.nix").exists() && !project.path("uvnix.lock").exists());
    let told = outcome.report.split("Error: ").nth(1).expect("the problem itself");
    assert_snapshot!(told.trim_end(), @r#"
    uvnix::facts::no_cargo_lock

      × a 1.0 does not contain the file Cargo.lock
      help: set its path: `cargo-lock = "…"` in [tool.uvnix.packages.a]
    "#);
}
