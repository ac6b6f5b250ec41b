//! `reference/flake-module.md` of the book is written from the descriptions of the options, and
//! `reference/flake-lib.md` is Nix where it says so.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use serde::Deserialize;

use crate::{is_current, repository, run};

const HEAD: &str = "\
# Options of the flake-parts module

`uvnix.flakeModules.default` is a module for flake-parts. From the options in `perSystem.uvnix`, it creates packages, a development shell, checks and an app; [flake functions](flake-lib.md) shows how to use it. Most options are also arguments of `lib.mkProject`, with the same defaults.

A test generates this page from the descriptions in `nix/flake-module.nix`.
";

/// An option of the module.
#[derive(Deserialize)]
struct Described {
    name: String,
    description: String,
    r#type: String,
    default: String,
    example: Option<String>,
}

/// The options as `lib` describes them: the stand-in's, or where `PEERS` has it nixpkgs' own.
fn options() -> Vec<Described> {
    let mut evaluate = Command::new("nix-instantiate");
    evaluate.args(["--eval", "--strict", "--json"]);
    evaluate.arg(repository("nix/tests/module-options.nix"));
    match std::env::var("PEERS") {
        Ok(peers) => evaluate.args(["--argstr", "nixpkgsLib", &format!("{peers}/nixpkgs.lib/lib")]),
        Err(_) => evaluate.args(["--arg", "nixpkgsLib", "null"]),
    };
    serde_json::from_str(&run(&mut evaluate)).expect("Nix prints the options")
}

#[test]
fn the_page_of_options_is_written_from_their_descriptions() {
    let mut page = HEAD.to_owned();
    for option in options() {
        let Described { name, description, r#type, default, example } = option;
        write!(page, "\n## `{name}`\n\n{description}\n\n- type: {type}\n- default: `{default}`\n")
            .expect("a string takes everything");
        if let Some(example) = example {
            writeln!(page, "- example: `{example}`").expect("a string takes everything");
        }
    }
    is_current("docs/src/reference/flake-module.md", &page);
}

#[test]
fn every_argument_of_mk_project_is_an_option_except_pkgs_and_path() {
    let file = fs::read_to_string(repository("nix/mk-project.nix")).expect("it is there");
    let (head, _) = file.split_once("}@given").expect("its arguments come first");
    let arguments = head.lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?.split([' ', ',']).next()?;
        name.chars().all(char::is_alphanumeric).then_some(name)
    });
    let options = Vec::from_iter(options().into_iter().map(|option| option.name));
    for argument in arguments {
        let is_option = options.iter().any(|option| option == argument);
        assert!(is_option || ["pkgs", "path"].contains(&argument), "{argument} is not an option");
    }
}

#[test]
fn every_block_of_nix_in_the_guide_can_be_read() {
    let text = fs::read_to_string(repository("docs/src/reference/flake-lib.md"))
        .expect("the guide is there");
    let blocks = Vec::from_iter(text.split("```nix\n").skip(1));
    assert!(!blocks.is_empty());
    for block in blocks {
        let (block, _) = block.split_once("```").expect("a block has an end");
        let readings = [block.to_owned(), format!("{{\n{block}\n}}")];
        let is_read = readings.iter().any(|text| rnix::Root::parse(text).errors().is_empty());
        assert!(is_read, "{block}");
    }
}
