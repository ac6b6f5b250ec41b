//! `howto/without-flakes.md` of the book evaluates.

use std::fs;
use std::path::Path;

use crate::command::Workplace;
use crate::evaluator::value;

/// What npins would pin: the stand-in.
const PINS: [(&str, &str); 4] = [
    ("default.nix", "{ nixpkgs = ./nixpkgs.nix; pyproject-nix = ./pyproject.nix; }"),
    (
        "nixpkgs.nix",
        "{ }: with (import ./inputs.nix).nixpkgs; { inherit lib; } // legacyPackages.x86_64-linux",
    ),
    ("pyproject.nix", "{ lib }: (import ./inputs.nix).pyproject-nix"),
    (
        "inputs.nix",
        "import INPUTS {
          systems = [ \"x86_64-linux\" ];
          argumentsFor = _: { };
          uvnix = null;
          peers = null;
        }",
    ),
];

#[test]
fn a_project_without_flakes_evaluates_as_the_book_shows() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(repository.join("docs/src/howto/without-flakes.md"));
    let page = page.expect("the page is there");
    let workplace = Workplace::copy_of(&repository.join("examples/hello-world"));
    for name in ["default.nix", "shell.nix"] {
        let (_, block) = page.split_once(&format!("<!-- {name} -->\n```nix\n")).expect("a block");
        let (block, _) = block.split_once("```").expect("a block has an end");
        workplace.write(name, block);
    }
    let inputs = repository.join("nix/tests/stand-in/inputs.nix").display().to_string();
    for (name, text) in PINS {
        workplace.write(&format!("npins/{name}"), text.replace("INPUTS", &inputs));
    }
    workplace
        .write("drv.nix", "[ (import ./default.nix).venv.drvPath (import ./shell.nix).drvPath ]");
    let derivations = value(&workplace.path("drv.nix"));
    let derivations =
        derivations.as_array().expect("a list").iter().map(serde_json::Value::to_string);
    let derivations = Vec::from_iter(derivations);
    assert!(derivations[0].contains("-app-env.drv"), "{derivations:?}");
    assert_eq!(derivations.len(), 2);
}
