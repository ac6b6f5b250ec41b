//! What evaluation costs, in Nix's own counters: a change that makes it dearer fails here.
//!
//! They do not depend on the machine, and little on the version of Nix; with that of `cost.txt`, they are exact.
//!
//! `UVNIX_UPDATE=1 cargo test --test evaluation cost` writes `tests/evaluation/cost.txt` again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::case;
use crate::command::Workplace;
use crate::evaluator::counters;

/// The projects, from the largest lock on, with the root of editable packages, if they are editable.
const PROJECTS: [(&str, Option<&str>); 4] = [
    ("benches/zulip", None),
    ("nix/templates/service", None),
    ("examples/workspace", None),
    ("examples/workspace", Some("$REPO_ROOT")),
];

/// How far a figure may be from the committed one, with the Nix of that and with others.
const MARGINS: [f64; 2] = [0.03, 0.15];

const COUNTERS: [(&str, &str); 2] = [("calls", "nrFunctionCalls"), ("thunks", "nrThunks")];

/// Counts by project and counter.
type Costs = BTreeMap<String, f64>;

#[test]
fn evaluating_costs_what_it_did() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluation/cost.txt");
    let costs = Costs::from_iter(PROJECTS.iter().flat_map(|&(project, root)| costs(project, root)));
    let nix = nix();
    if case::is_update() {
        return fs::write(path, printed(&nix, &costs)).expect("the file can be written");
    }
    let (of_nix, expected) = parsed(&fs::read_to_string(path).expect("the file is there"));
    let margin = MARGINS[usize::from(of_nix != nix)];
    assert!(costs.keys().eq(expected.keys()), "{costs:?} {expected:?}");
    for (what, cost) in &costs {
        let change = cost / expected[what] - 1.0;
        assert!(
            change.abs() <= margin,
            "{what}: {cost}, {:+.1} % to tests/evaluation/cost.txt; if that is meant, \
             `UVNIX_UPDATE=1 cargo test --test evaluation cost` writes the file again",
            100.0 * change
        );
    }
}

/// What the environment of a project costs, without what an empty one does.
fn costs(project: &str, root: Option<&str>) -> Vec<(String, f64)> {
    let workplace = Workplace::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(project));
    let outcome = workplace.lock2nix(&["--lookup", "none", "--quiet", "--force"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let [all, none] = ["all", "{}"].map(|specification| {
        let mut arguments = vec![("python", "3.13"), ("spec", specification)];
        arguments.extend(root.map(|root| ("editableRoot", root)));
        counters(&workplace.path("uv.nix"), "venvDrvPath", &arguments)
    });
    let count = |counter: &str| {
        let [all, none] = [&all, &none].map(|it| it[counter].as_f64().expect("Nix counts it"));
        all - none
    };
    let what = root.map_or("", |_| ", editable,");
    let costs =
        COUNTERS.iter().map(|(name, counter)| (format!("{project}{what} {name}"), count(counter)));
    costs.collect()
}

/// `nix-instantiate (Nix) 2.8.0`
fn nix() -> String {
    let output = Command::new("nix-instantiate").arg("--version").output().expect("Nix runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn printed(nix: &str, costs: &Costs) -> String {
    let lines = costs.iter().map(|(what, cost)| format!("{cost} {what}\n"));
    let head = "# Nix's counters for an environment, without those of an empty one: see cost.rs.\n";
    head.to_owned() + nix + "\n" + &Vec::from_iter(lines).concat()
}

fn parsed(text: &str) -> (String, Costs) {
    let mut lines = text.lines().skip(1);
    let nix = lines.next().expect("the second line is the version").to_owned();
    let costs = lines.map(|line| {
        let (cost, what) = line.split_once(' ').expect("a number, and what it is of");
        (what.to_owned(), cost.parse().expect("a number"))
    });
    (nix, costs.collect())
}
