//! The layout of `src/`: each folder is a stage of the pipeline, and imports point down the list only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms of the library, from the top down: each uses those below it only.
const LIBRARY: [&str; 9] = [
    "questions",
    "emit",
    "overlay",
    "facts",
    "resolution",
    "project",
    "environment",
    "lock",
    "text",
];

/// The rooms of the command, from the top down. They see the library as its users do.
const COMMAND: [&str; 4] = ["commands", "fetch", "console", "cli"];

/// The most lines that a file may have, its unit tests included.
const LONGEST: usize = 400;

/// A file of `src/`, by its module path.
struct Module {
    /// `["lock", "marker"]`
    path: Vec<String>,
    text: String,
}

/// All files of `src/` but the two roots.
fn modules() -> Vec<Module> {
    fn add(folder: &Path, path: &[String], modules: &mut Vec<Module>) {
        for entry in fs::read_dir(folder).expect("a folder of src/ can be read") {
            let entry = entry.expect("an entry of src/ can be read").path();
            let stem = entry.file_stem().expect("it has a name").to_string_lossy().into_owned();
            let mut own = path.to_vec();
            if entry.is_dir() {
                own.push(stem);
                add(&entry, &own, modules);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                if stem != "mod" {
                    own.push(stem);
                }
                let text = fs::read_to_string(&entry).expect("a file of src/ can be read");
                modules.push(Module { path: own, text });
            }
        }
    }
    let mut modules = Vec::new();
    add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut modules);
    modules.retain(|module| module.path != ["lib"] && module.path != ["main"]);
    assert!(modules.len() > 100, "the files are not where they should be");
    modules
}

impl Module {
    fn room(&self) -> &str {
        &self.path[0]
    }

    fn name(&self) -> String {
        self.path.join("::")
    }

    /// The module paths that it names, from the root of its crate; those of the library from the command
    /// are not among them.
    fn named(&self) -> BTreeSet<Vec<String>> {
        let mut named = BTreeSet::new();
        for (at, _) in self.text.match_indices("::") {
            let before = self.text[..at].trim_end_matches(is_of_a_word);
            let first = &self.text[before.len()..at];
            if before.ends_with("::") || !matches!(first, "crate" | "super" | "self") {
                continue;
            }
            let mut path = if first == "crate" { Vec::new() } else { self.path.clone() };
            let mut rest = &self.text[before.len()..];
            loop {
                let word = rest.split(|letter| !is_of_a_word(letter)).next().unwrap_or_default();
                match word {
                    "" | "crate" | "self" => (),
                    "super" => drop(path.pop()),
                    _ => path.push(word.to_owned()),
                }
                match rest[word.len()..].strip_prefix("::") {
                    Some(after) if !word.is_empty() => rest = after,
                    _ => break,
                }
            }
            named.insert(path);
        }
        named
    }
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[test]
fn the_listing_of_src_is_the_pipeline() {
    let rooms: BTreeSet<_> = modules().into_iter().map(|module| module.path[0].clone()).collect();
    let expected: BTreeSet<_> =
        LIBRARY.iter().chain(&COMMAND).map(|room| (*room).to_owned()).collect();
    assert_eq!(rooms, expected);
}

#[test]
fn imports_point_down_the_pipeline_only() {
    for rooms in [LIBRARY.as_slice(), COMMAND.as_slice()] {
        for module in modules() {
            let Some(floor) = rooms.iter().position(|room| *room == module.room()) else {
                continue;
            };
            for path in module.named() {
                let Some(other) = path.first() else { continue };
                let below = rooms.iter().position(|room| room == other);
                assert!(
                    below.is_none_or(|below| below >= floor),
                    "{} imports {}, which is above it",
                    module.name(),
                    path.join("::")
                );
            }
        }
    }
}

#[test]
fn no_two_files_import_each_other() {
    let modules = modules();
    let names: BTreeSet<_> = modules.iter().map(|module| &module.path).collect();
    let file_of = |path: &[String]| {
        (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|it| names.contains(it))
    };
    let mut arrows: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for module in &modules {
        let files = module.named().into_iter().filter_map(|path| file_of(&path));
        // A parent declares its children, and hands on what they define.
        let others =
            files.filter(|it| !module.path.starts_with(it) && !it.starts_with(&module.path));
        arrows.insert(module.path.clone(), others.collect());
    }
    // A file that imports nothing that is left, or that nothing left imports, is in no cycle.
    loop {
        let imported: BTreeSet<_> = arrows.values().flatten().cloned().collect();
        let before = arrows.len();
        arrows.retain(|from, to| !to.is_empty() && imported.contains(from));
        let left: BTreeSet<_> = arrows.keys().cloned().collect();
        for to in arrows.values_mut() {
            to.retain(|file| left.contains(file));
        }
        if arrows.len() == before {
            break;
        }
    }
    let left: Vec<_> = arrows.iter().map(|(from, to)| (from.join("::"), to)).collect();
    assert!(left.is_empty(), "these files import each other: {left:#?}");
}

#[test]
fn only_commands_use_the_network() {
    for module in modules().iter().filter(|module| !matches!(module.room(), "commands" | "fetch")) {
        let uses =
            module.named().into_iter().any(|path| path.first().is_some_and(|it| it == "fetch"));
        assert!(!uses, "{} uses the network", module.name());
    }
}

#[test]
fn a_file_can_be_held_in_the_head() {
    for module in modules() {
        let lines = module.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", module.name());
    }
}
