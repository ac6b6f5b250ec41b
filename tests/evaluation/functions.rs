//! Which functions a file has.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use uvnix::emit::parts::Parts;
use uvnix::emit::shared;

use crate::case::{self, Case};
use crate::command::Workplace;
use crate::evaluator::derivations;

/// The committed files of the cases, the examples and the templates: each has the functions that it needs.
fn committed() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let others = ["examples", "nix/templates"].into_iter().flat_map(|folder| {
        let files = case::files(&top.join(folder)).into_iter();
        files.map(move |file| top.join(folder).join(file))
    });
    let others = others.filter(|file| {
        file.extension().is_some_and(|it| it == "nix") && file.with_extension("lock").exists()
    });
    Case::all().iter().map(Case::output).chain(others).collect()
}

#[test]
fn a_file_gives_the_same_derivations_as_with_all_functions() {
    let mut seen = BTreeSet::new();
    for file in committed() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        let Parts { header, data, functions } = Parts::of(&text).expect("there is data");
        // One file for each combination of functions.
        if !seen.insert(functions.to_owned()) {
            continue;
        }
        let workplace = Workplace::copy_of(file.parent().expect("it is in a folder"));
        let all = shared::text();
        let all = format!("{header}let\n  data = {data};\nin\n(\n{all}).pyproject-nix data\n");
        workplace.write("with-all.nix", all);
        workplace.write("alone.nix", &text);
        let (all, alone) = (
            derivations(&workplace.path("with-all.nix")),
            derivations(&workplace.path("alone.nix")),
        );
        assert!(alone.to_string().contains(".drv"), "{}", file.display());
        assert!(all == alone, "{}", file.display());
    }
    assert!(seen.len() > 15, "the cases need different functions");
}

#[test]
fn a_file_has_no_functions_that_its_data_does_not_need() {
    for (case, absent) in [
        ("pure", ["holdsIn =", "literalsOf =", "fetchSubmodules", "installPhase =", "preFixup"]),
        ("no-usable-file", ["sourceOf =", "editable =", "lockedFor =", "fetchSubmodules", "netrc"]),
    ] {
        let file = case::folder().join(case).join("uv.nix");
        let text = fs::read_to_string(file).expect("the file can be read");
        for name in absent {
            assert!(!text.contains(name), "{case} has {name}");
        }
    }
}
