//! `reference/evaluation-errors.md` of the book: what Nix prints for each example.

use std::path::Path;

use crate::case::{assert_is_committed, folder};
use crate::command::Workplace;
use crate::evaluator::refusal;
use crate::marks::requoted;

/// What makes a file of `tests/cases` fail.
struct Example {
    /// Its code, without `uvnix::eval::`.
    code: &'static str,
    case: &'static str,
    /// Attributes that replace those of the file.
    change: &'static str,
    /// A text of the file, and what stands in its place.
    edit: (&'static str, &'static str),
    attribute: &'static str,
    arguments: &'static [(&'static str, &'static str)],
}

/// With nothing changed.
const PLAIN: Example = Example {
    code: "",
    case: "pure",
    change: "",
    edit: ("", ""),
    attribute: "venvDrvPath",
    arguments: &[],
};

const EXAMPLES: &[Example] = &[
    Example { code: "out_of_date", edit: ("lockHash = \"", "lockHash = \"0"), ..PLAIN },
    Example {
        code: "other_environment",
        case: "platform-wheels",
        arguments: &[("python", "3.13t")],
        ..PLAIN
    },
    Example {
        code: "old_platform",
        case: "platform-wheels",
        arguments: &[("libcVersion", "2.35")],
        ..PLAIN
    },
    Example {
        code: "no_file",
        case: "no-usable-file",
        attribute: "pythonSet.only-linux.drvPath",
        arguments: &[("system", "aarch64-darwin"), ("python", "3.14")],
        ..PLAIN
    },
    Example {
        code: "cannot_fetch",
        case: "hashes",
        attribute: "pythonSet.by-nothing.drvPath",
        ..PLAIN
    },
    Example { code: "conflict", case: "conflicts", arguments: &[("spec", "all")], ..PLAIN },
    Example {
        code: "unknown_dependency",
        case: "workspace",
        arguments: &[("spec", r#"{"shop":["wbe"]}"#)],
        ..PLAIN
    },
    Example {
        code: "environ",
        change: "mkPyprojectOverlay = given: workspace.mkPyprojectOverlay
          (given // { environ = { platform_release = \"5.10\"; }; });",
        ..PLAIN
    },
    Example { code: "source_preference", arguments: &[("sourcePreference", "sdits")], ..PLAIN },
    Example {
        code: "python_version",
        case: "split-minor",
        change: "mkPyprojectOverlay = given:
          workspace.mkPyprojectOverlay (given // { pythonVersion = \"3.12.1\"; });",
        arguments: &[("python", "3.11")],
        ..PLAIN
    },
    Example {
        code: "root_in_store",
        change: "mkEditablePyprojectOverlay = _:
          workspace.mkEditablePyprojectOverlay { root = \"${builtins.storeDir}/x-source\"; };",
        arguments: &[("editableRoot", "unused")],
        ..PLAIN
    },
    Example {
        code: "not_editable",
        case: "workspace",
        change: "mkEditablePyprojectOverlay = { root }:
          workspace.mkEditablePyprojectOverlay { inherit root; members = [ \"shop\" ]; };",
        arguments: &[("editableRoot", "$REPO_ROOT")],
        ..PLAIN
    },
    Example {
        code: "override_argument",
        change: "mkPyprojectOverlay = given: final: prev:
          let packages = workspace.mkPyprojectOverlay given final prev; in
          packages // { click = packages.click.override { sourcePrefrence = \"sdist\"; }; };",
        attribute: "pythonSet.click.drvPath",
        ..PLAIN
    },
    Example { code: "other_repository", edit: ("    root = ./.;\n", ""), ..PLAIN },
];

/// What Nix prints of it: from the name of uvnix on, without the margin that newer versions add.
fn printed(example: &Example) -> String {
    let workplace = Workplace::copy_of(&folder().join(example.case));
    let (from, to) = example.edit;
    let file = workplace.read("uv.nix");
    assert!(file.contains(from), "{}: there is no `{from}`", example.code);
    workplace.write("uv.nix", file.replacen(from, to, 1));
    let change = example.change;
    let called = format!("let workspace = import ./uv.nix; in workspace // {{ {change} }}");
    workplace.write("called.nix", called);
    let told = refusal(&workplace.path("called.nix"), example.attribute, example.arguments);
    let (_, told) = told.rsplit_once("error: ").expect("Nix says that it is an error");
    let lines = told.trim_start().lines();
    let lines = lines.take_while(|line| !line.is_empty() && !line.starts_with("(use "));
    let lines = Vec::from_iter(lines);
    let margin = if lines[1..].iter().all(|line| line.starts_with("       ")) { 7 } else { 0 };
    let rest = lines[1..].iter().map(|line| format!("\n{}", &line[margin..]));
    let text = format!("error: {}{}", lines[0], String::from_iter(rest));
    // The store of the tests.
    let store = text.split(' ').find_map(|word| word.strip_suffix("/x-source"));
    store.map_or_else(|| text.clone(), |store| text.replace(store, "/nix/store"))
}

#[test]
fn the_book_quotes_what_nix_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("docs/src/reference/evaluation-errors.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    for example in EXAMPLES {
        let mark = format!("<!-- example of eval::{} -->\n```", example.code);
        assert!(page.contains(&mark), "{}", example.code);
    }
    let quoted = |mark: &str| {
        let code = mark.strip_prefix("example of eval::")?;
        EXAMPLES.iter().find(|example| example.code == code).map(printed)
    };
    assert_is_committed(&path, &requoted(&page, quoted));
}
