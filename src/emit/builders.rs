//! The functions at the end of a file, which turn its data into an overlay.
//!
//! Each file of `nix/builders` is a part of them: bindings of one of two scopes, the file's or that of a package set. All
//! parts of a scope see each other.

use std::collections::BTreeSet;

use super::attributes::{Attribute, Attributes};
use super::fragment::{self, Fragment};
use super::part::{FILE, IMPORTED, LINES, MESSAGES, Part, SET, Scope, WITHIN};
use crate::emit::nix::Expression;
use crate::project::settings::Backend;

/// The backends, in the order of their names.
pub(super) const BACKENDS: [Backend; 2] = [Backend::Nixpkgs, Backend::PyprojectNix];

/// Between the start and the end of the function for a package set.
const PARTS_OF_SET: &str = "parts = null;\n";

/// Which parts some functions have.
struct Choice<'c> {
    backend: Backend,
    /// `None`: all of them.
    data: Option<&'c Attributes<'c>>,
}

impl Choice<'_> {
    fn needs(&self, needed_by: &[Attribute]) -> bool {
        match self.data {
            // Others do what a part does for data that lacks something.
            None => !needed_by.iter().any(|it| matches!(it, Attribute::NoPackage(_))),
            Some(data) => needed_by.is_empty() || needed_by.iter().any(|it| data.has(*it)),
        }
    }

    /// The functions, indented by so many spaces, without the `let` in front of them.
    fn functions(&self, depth: usize) -> String {
        let is_of_backend = |part: &&Part| part.backend.is_none_or(|only| only == self.backend);
        let is_needed = |part: &&Part| is_of_backend(part) && self.needs(part.needed_by);
        let parts = Vec::from_iter(FILE.iter().chain(&SET).filter(is_needed));
        let lines = LINES.iter().filter(|(_, needed_by)| self.needs(needed_by));
        let names = parts.iter().map(|part| part.name).chain(lines.map(|(name, _)| *name));
        let names = BTreeSet::from_iter(names);
        let (mut text, mut inner, mut within) = (String::new(), String::new(), String::new());
        for part in &parts {
            let fragment = Fragment::of(part.text);
            match part.scope {
                Scope::File => fragment.print(depth, &names, &mut text),
                Scope::Set => fragment.print(depth + 4, &names, &mut inner),
            }
        }
        Fragment::of(WITHIN.text).print(depth, &names, &mut within);
        let (start, end) = within.split_once(PARTS_OF_SET).unwrap_or_default();
        text.extend([start.trim_end_matches(' '), inner.trim_start_matches('\n'), end]);
        fragment::inherited(parts.iter().map(|part| part.text), depth, &text) + &text
    }
}

/// All functions: a function of the data for each backend.
pub(super) fn all() -> String {
    let mut text = String::from("{\n");
    for backend in BACKENDS {
        let functions = Choice { backend, data: None }.functions(6);
        text.extend(["  ", name_of(backend), " =\n    data:\n    let\n"]);
        text.push_str(functions.trim_start_matches('\n'));
        text.push_str("    in\n    if data ? script then script else project;\n");
    }
    text + "}\n"
}

/// The import of all functions from a file with this SHA-256, and the call whose argument is the data.
pub(super) fn import(backend: Backend, file: &str, sha256: &str) -> String {
    let mut text = String::new();
    for part in [MESSAGES, IMPORTED] {
        Fragment::of(part.text).print(2, &BTreeSet::new(), &mut text);
    }
    let call = format!("(imported file sha256).{} data", name_of(backend));
    text + &format!("\n  file = {file};\n  sha256 = \"{sha256}\";\nin\n{call}\n")
}

/// The attribute of the shared functions.
const fn name_of(backend: Backend) -> &'static str {
    match backend {
        Backend::Nixpkgs => "nixpkgs",
        Backend::PyprojectNix => "pyproject-nix",
    }
}

/// The functions that `data` needs, and the result.
pub(super) fn text(backend: Backend, data: &Expression<'_>) -> String {
    let attributes = &Attributes::of(data);
    let functions = Choice { backend, data: Some(attributes) }.functions(2);
    functions
        + "in\n"
        + if attributes.has(Attribute::Top("script")) { "script\n" } else { "project\n" }
}
