//! Rust dependencies of what is built.

use insta::assert_snapshot;

use crate::archive::Archive;
use crate::project::Project;
use crate::server::Server;

const CARGO_LOCK: &str = "version = 3\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n";

fn archive() -> Archive {
    let pyproject = "[build-system]\nrequires = [\"maturin\"]\n";
    let files = [("pyproject.toml", pyproject), ("rust/Cargo.lock", CARGO_LOCK)];
    Archive::sdist("a", "tar.gz", &files)
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
    let (packages, _) = project.evaluated();
    let tools = packages["a"]["nativeBuildInputs"].to_string();
    for tool in ["cargo-setup-hook", "cargo", "rustc", "maturin-0"] {
        assert!(tools.contains(tool), "{tools}");
    }

    // With the setting goes the fact.
    project.set("");
    project.generate(&server, &[]);
    assert!(!project.read("uvnix.lock").contains("cargo-locks"));
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
