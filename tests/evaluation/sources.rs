//! Which files of a local package are its source.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};

/// The example, with more of what lies in a project.
fn workspace() -> Workplace {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workspace");
    let workplace = Workplace::copy_of(&example);
    for name in [".venv/bin/python", "packages/notes-store/src/notes_store/data.csv"] {
        workplace.write(name, "first");
    }
    generate(&workplace);
    workplace
}

fn generate(workplace: &Workplace) {
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
}

fn derivation(workplace: &Workplace, package: &str) -> Value {
    let attribute = format!("pythonSet.{package}.drvPath");
    evaluate(&workplace.path("uv.nix"), &attribute, &[]).expect("there is a derivation")
}

#[test]
fn what_the_build_does_not_read_builds_nothing_anew() {
    let workplace = workspace();
    let before = derivation(&workplace, "notes");
    for name in [
        "flake.nix",
        "overrides.nix",
        ".venv/bin/python",
        "CHANGELOG.md",
        "README.md",
        ".git/HEAD",
        "src/notes/__pycache__/x.cpython-312.pyc",
        "packages/notes-store/src/notes_store/__init__.py",
        "packages/notes-render/pyproject.toml",
        ".github/workflows/ci.yml",
        "pylock.toml",
        "pylock.dev.toml",
    ] {
        let old = fs::read_to_string(workplace.path(name)).unwrap_or_default();
        workplace.write(name, old + "\n# edited\n");
        assert_eq!(derivation(&workplace, "notes"), before, "{name}");
    }
    let text = fs::read_to_string(workplace.path("uv.nix")).expect("it was generated");
    workplace.write("uv.nix", text + "\n");
    assert_eq!(derivation(&workplace, "notes"), before, "uv.nix");
}

#[test]
fn what_the_build_reads_builds_it_anew() {
    let workplace = workspace();
    for (name, package) in [
        ("src/notes/__init__.py", "notes"),
        ("pyproject.toml", "notes"),
        ("LICENSE", "notes"),
        ("packages/notes-store/src/notes_store/data.csv", "notes-store"),
    ] {
        let before = derivation(&workplace, package);
        let old = fs::read_to_string(workplace.path(name)).unwrap_or_default();
        workplace.write(name, old + "\n# edited\n");
        assert_ne!(derivation(&workplace, package), before, "{name}");
    }
}

#[test]
fn what_is_clutter_at_the_top_may_be_data_below_it() {
    let workspace = workspace();
    for name in [
        "src/notes/template/.github/workflows/ci.yml",
        "src/notes/template/.vscode/settings.json",
        "src/notes/template/.pre-commit-config.yaml",
        "src/notes/template/.envrc",
        "src/notes/template/pylock.toml",
        "src/notes/template/uv.lock",
        "src/notes/template/flake.nix",
        "result/__init__.py",
    ] {
        let before = derivation(&workspace, "notes");
        workspace.write(name, "data");
        assert_ne!(derivation(&workspace, "notes"), before, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_what_was_built_is_not_part_of_a_source() {
    let workspace = workspace();
    let before = derivation(&workspace, "notes");
    for name in ["result", "result-dev"] {
        std::os::unix::fs::symlink("/nowhere", workspace.path(name)).expect("a link can be made");
        assert_eq!(derivation(&workspace, "notes"), before, "{name}");
    }
}

#[test]
fn a_nix_file_that_the_project_names_is_part_of_its_source() {
    let workspace = workspace();
    let project = fs::read_to_string(workspace.path("pyproject.toml")).expect("there is one");
    let forced =
        "\n[tool.hatch.build.targets.wheel.force-include]\n'schema.nix' = 'notes/schema.nix'\n";
    workspace.write("pyproject.toml", project + forced);
    generate(&workspace);
    let before = derivation(&workspace, "notes");
    workspace.write("schema.nix", "{ }");
    assert_ne!(derivation(&workspace, "notes"), before);
}

#[test]
fn a_readme_that_the_project_names_is_part_of_its_source() {
    let workplace = workspace();
    let project = fs::read_to_string(workplace.path("pyproject.toml")).expect("there is one");
    let readme = project.replace("[project]\n", "[project]\nreadme = \"README.md\"\n");
    workplace.write("pyproject.toml", readme);
    workplace.write("README.md", "first");
    generate(&workplace);
    let before = derivation(&workplace, "notes");
    workplace.write("README.md", "second");
    assert_ne!(derivation(&workplace, "notes"), before);
}

#[test]
fn settings_say_what_belongs_to_a_source() {
    let workplace = workspace();
    let project = fs::read_to_string(workplace.path("pyproject.toml")).expect("there is one");
    let settings = "\n[tool.uvnix.packages.notes]\nsource-include = [\"packages/*/*.toml\", \"NEWS\", \"docs/a.md\", \".github/a\"]\n\
                    source-exclude = [\"**/*.log\", \"docs\"]\n";
    workplace.write("pyproject.toml", project + settings);
    generate(&workplace);
    let edited = |name: &str| {
        let before = derivation(&workplace, "notes");
        let old = fs::read_to_string(workplace.path(name)).unwrap_or_default();
        workplace.write(name, old + "\n# edited\n");
        derivation(&workplace, "notes") != before
    };
    assert!(edited("packages/notes-store/pyproject.toml"));
    assert!(edited("NEWS"));
    assert!(edited("docs/a.md"));
    assert!(!edited("docs/b.md"));
    assert!(edited(".github/a"));
    assert!(!edited(".github/workflows/b"));
    assert!(!edited("src/notes/debug.log"));
    assert!(!edited("packages/notes-store/src/notes_store/__init__.py"));
}

#[test]
fn a_folder_that_the_flake_does_not_hold_is_named_with_what_to_do() {
    let workplace = workspace();
    fs::remove_dir_all(workplace.path("packages/notes-store")).expect("it was there");
    let message = refusal(&workplace.path("uv.nix"), "pythonSet.notes-store.drvPath", &[]);
    assert!(message.contains("the folder packages/notes-store does not exist"), "{message}");
    assert!(message.contains("git add"), "{message}");
}
