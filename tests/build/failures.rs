//! Builds that fail, and the lines of the book that fix them.

use std::fs;
use std::path::Path;

use crate::project::Project;
use crate::{REPOSITORY, edit, read};

/// The first block of TOML under a heading of `howto/build-fails.md` with this text.
fn fix(heading: &str) -> String {
    let page = read(&Path::new(REPOSITORY).join("docs/src/howto/build-fails.md"));
    let sections = page
        .split("\n## ")
        .find(|section| section.lines().next().is_some_and(|first| first.contains(heading)));
    let section = sections.unwrap_or_else(|| panic!("the book has no section `{heading}`"));
    let (_, block) = section.split_once("```toml\n").expect("a section has a fix");
    block.split("```").next().expect("a block has an end").to_owned()
}

/// Adds lines to `pyproject.toml`, and generates again.
fn apply(project: &Project, lines: &str) {
    let pyproject = project.path("pyproject.toml");
    fs::write(&pyproject, read(&pyproject) + "\n" + lines).expect("the project can be written to");
    project.uvnix(&["lock2nix"]);
}

#[test]
fn a_build_requirement_that_is_missing_is_added_as_the_book_shows() {
    let pyproject = "[project]\nname = \"app\"\nversion = \"0.1.0\"\nrequires-python = \">=3.11\"\n\
                     [build-system]\nrequires = [\"flit_core\"]\n\
                     build-backend = \"setuptools.build_meta\"\n";
    let symptom = "ModuleNotFoundError: No module named 'setuptools'";
    let project = Project::made_of(pyproject, &["src/app/__init__.py"]);
    let failure = project.failure();
    assert!(failure.contains(symptom), "{failure}");
    apply(&project, &fix(symptom).replace("name = ", "app = "));
    assert_eq!(project.build("all", &[]).distributions(), ["app 0.1.0"]);
}

#[test]
fn a_collision_is_allowed_as_the_book_shows() {
    let member = |name: &str| {
        format!(
            "[project]\nname = \"{name}\"\nversion = \"1\"\nrequires-python = \">=3.11\"\n\
             [build-system]\nrequires = [\"setuptools\"]\n\
             build-backend = \"setuptools.build_meta\"\n[tool.setuptools]\npackages = [\"backports\"]\n"
        )
    };
    let pyproject = member("first")
        + "[tool.uv.workspace]\nmembers = [\"second\"]\n\
           [tool.uv.sources]\nsecond = { workspace = true }\n";
    let pyproject =
        pyproject.replace("[build-system]", "dependencies = [\"second\"]\n[build-system]");
    let second = member("second");
    let files = [
        ("backports/__init__.py", "# first"),
        ("second/backports/__init__.py", "# second"),
        ("second/pyproject.toml", &second),
    ];
    let project = Project::with(&pyproject, &files);
    let failure = project.failure();
    assert!(failure.contains("two packages have different files at the same path"), "{failure}");
    apply(&project, &fix("Two or more packages are trying to provide the same file"));
    assert_eq!(project.build("all", &[]).distributions(), ["first 1", "second 1"]);
}

#[test]
fn a_wrong_hash_is_named_by_nix_and_repaired_by_lock2nix() {
    let pyproject = "[project]\nname = \"app\"\nversion = \"0.1.0\"\nrequires-python = \">=3.11\"\n\
                     dependencies = [\"iniconfig\"]\n";
    let project = Project::made_of(pyproject, &[]);
    let file = read(&project.path("uv.nix"));
    let (_, hash) = file.split_once("hash = \"sha256:").expect("a wheel has a hash");
    edit(&project.path("uv.nix"), &hash[..8], "00000000");
    let failure = project.failure();
    assert!(failure.contains("hash mismatch in fixed-output derivation"), "{failure}");
    project.uvnix(&["lock2nix"]);
    assert_eq!(read(&project.path("uv.nix")), file);
}
