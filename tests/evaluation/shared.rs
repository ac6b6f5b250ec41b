//! The functions in a file of their own, which the files of several projects import.

use crate::case;
use crate::command::{Outcome, Workplace};
use crate::evaluator::{derivations, refusal};

const FUNCTIONS: &str = "nix/uvnix-builders.nix";

/// A repository with the projects of these cases; each has a folder of its name, and a file with its own functions
/// too: `alone.nix`.
fn repository(cases: &[&str]) -> Workplace {
    let workplace = Workplace::with(&[(".git/HEAD", "")]);
    for case in cases {
        for name in case::files(&case::folder().join(case)) {
            let content = std::fs::read(case::folder().join(case).join(&name));
            workplace.write(&format!("{case}/{name}"), content.expect("the file can be read"));
        }
        workplace.write(&format!("{case}/alone.nix"), workplace.read(&format!("{case}/uv.nix")));
        let settings = format!("{case}/pyproject.toml");
        let builders = format!("\n[tool.uvnix]\nbuilders = \"../{FUNCTIONS}\"\n");
        workplace.write(&settings, workplace.read(&settings) + &builders);
    }
    workplace
}

fn lock2nix(workplace: &Workplace, project: &str, arguments: &[&str]) -> Outcome {
    workplace.lock2nix(&[&[project, "--lookup", "none"], arguments].concat())
}

#[test]
fn two_projects_evaluate_from_one_file_as_with_their_own_functions() {
    let workplace = repository(&["platform-wheels", "workspace"]);
    for project in ["platform-wheels", "workspace"] {
        let outcome = lock2nix(&workplace, project, &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(workplace.read(&format!("{project}/uv.nix")).ends_with(".pyproject-nix data\n"));
        let path = |file: &str| workplace.path(&format!("{project}/{file}"));
        let shared = derivations(&path("uv.nix"));
        assert!(shared.to_string().contains(".drv"), "{project}");
        assert!(shared == derivations(&path("alone.nix")), "{project}");
    }
    let formatted = nixfmt_rs::format(&workplace.read(FUNCTIONS)).expect("nixfmt reads it");
    assert!(formatted == workplace.read(FUNCTIONS));
    let text = workplace.read("workspace/uv.nix");
    assert!(nixfmt_rs::format(&text).expect("nixfmt reads it") == text);
}

#[test]
fn a_missing_or_another_file_of_functions_is_an_error_that_says_what_to_run() {
    let workplace = repository(&["pure"]);
    assert_eq!(lock2nix(&workplace, "pure", &[]).code, 0);
    let said = || refusal(&workplace.path("pure/uv.nix"), "venvDrvPath", &[]);
    let text = workplace.read(FUNCTIONS);
    workplace.write(FUNCTIONS, text.clone() + "# one more line\n");
    let message = said();
    assert!(message.contains("does not have the functions that uv.nix was generated with"));
    assert!(message.contains("Run `uvnix lock2nix`, also for the other projects"), "{message}");
    std::fs::remove_file(workplace.path(FUNCTIONS)).expect("the file is there");
    let message = said();
    assert!(message.contains("the file with the functions of uv.nix, does not exist"), "{message}");
    assert!(message.contains("Run `uvnix lock2nix`. A flake contains only"), "{message}");
}
