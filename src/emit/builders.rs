//! The functions at the end of a file, which turn its data into an overlay.
//!
//! Each file of `nix/builders` is a part of them: bindings of one of two scopes, the file's or that of a package set. All
//! parts of a scope see each other.

use std::collections::BTreeSet;

use super::attributes::{Attribute, Attributes};
use super::fragment::{self, Fragment};
use super::part::{FILE, IMPORTED, MESSAGES, Part, SET, Scope};
use crate::emit::nix::Expression;
use crate::project::settings::Backend;

/// The backends, in the order of their names.
pub(super) const BACKENDS: [Backend; 2] = [Backend::Nixpkgs, Backend::PyprojectNix];

/// Which parts some functions have.
struct Choice<'c> {
    backend: Backend,
    /// `None`: all of them.
    data: Option<&'c Attributes<'c>>,
}

impl Choice<'_> {
    fn has(&self, part: &Part) -> bool {
        match self.data {
            // Others do what a part does for data that lacks something.
            None => !part.needed_by.iter().any(|it| matches!(it, Attribute::NoPackage(_))),
            Some(data) => {
                part.needed_by.is_empty() || part.needed_by.iter().any(|it| data.has(*it))
            }
        }
    }

    /// The functions, without the `let` in front of them.
    fn functions(&self) -> String {
        let parts = || FILE.iter().chain(&SET);
        let parts = parts().filter(|it| it.backend.is_none_or(|only| only == self.backend));
        let (chosen, others) = parts.partition::<Vec<&Part>, _>(|part| self.has(part));
        let mut text = fragment::inherited(chosen.iter().map(|part| part.text));
        let mut inner = String::new();
        for part in &chosen {
            let fragment = Fragment::of(part.text);
            match part.scope {
                Scope::File => fragment.print(0, &mut text),
                Scope::Set => fragment.print(4, &mut inner),
            }
        }
        let is_script = chosen.iter().any(|part| part.text.contains("ofThisScript ="));
        add_missing(&others, &mut text, &mut inner);
        let given = if is_script { "packages ofThisScript" } else { "packages" };
        text.extend(["\n# One package set.\nwithin =\n  arguments: final: prev:\n  let", &inner]);
        text + "  in\n  {\n    inherit " + given + ";\n  };\n"
    }
}

/// Adds what the chosen parts name of others.
fn add_missing(others: &[&Part], text: &mut String, inner: &mut String) {
    let names = || others.iter().flat_map(|part| part.otherwise.iter().map(|it| (part.scope, it)));
    let mut added = BTreeSet::new();
    loop {
        let before = added.len();
        for (scope, (name, binding)) in names() {
            let is_named = fragment::mentions(text, name) || fragment::mentions(inner, name);
            if !is_named || !added.insert(*name) {
                continue;
            }
            match scope {
                Scope::File => fragment::indent(0, binding, text),
                Scope::Set => fragment::indent(4, binding, inner),
            }
        }
        if added.len() == before {
            return;
        }
    }
}

/// All functions: a function of the data for each backend.
pub(super) fn all() -> String {
    let mut text = String::from("{\n");
    for backend in BACKENDS {
        let functions = Choice { backend, data: None }.functions();
        text.extend(["  ", name_of(backend), " =\n    data:\n    let\n"]);
        fragment::indent(6, functions.trim_start_matches('\n'), &mut text);
        text.push_str("    in\n    if data ? script then script else project;\n");
    }
    text + "}\n"
}

/// The import of all functions from a file with this SHA-256, and the call whose argument is the data.
pub(super) fn import(backend: Backend, file: &str, sha256: &str) -> String {
    let mut functions = String::new();
    for part in [MESSAGES, IMPORTED] {
        Fragment::of(part.text).print(0, &mut functions);
    }
    let mut text = String::new();
    fragment::indent(2, &functions, &mut text);
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
    let functions = Choice { backend, data: Some(attributes) }.functions();
    let mut text = String::new();
    fragment::indent(2, &functions, &mut text);
    text + "in\n" + if attributes.has(Attribute::Top("script")) { "script\n" } else { "project\n" }
}
