//! The functions at the end of a file, which turn its data into an overlay.
//!
//! Each file of `nix/builders` is a part of them: bindings of one of two scopes, the file's or that of a package set. All
//! parts of a scope see each other.

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
        for (scope, binding) in missing(&chosen, &others) {
            match scope {
                Scope::File => fragment::indent(0, binding, &mut text),
                Scope::Set => fragment::indent(4, binding, &mut inner),
            }
        }
        let has_script = self.data.is_none_or(|data| data.has(Attribute::Top("script")));
        let given = if has_script { "packages ofThisScript" } else { "packages" };
        text.extend(["\n# One package set.\nwithin =\n  arguments: final: prev:\n  let", &inner]);
        text + "  in\n  {\n    inherit " + given + ";\n  };\n"
    }
}

/// The bindings for what the chosen parts name of others, and for what these bindings name.
fn missing(chosen: &[&Part], others: &[&Part]) -> Vec<(Scope, &'static str)> {
    let bindings = |&part: &&Part| {
        let scope = part.scope;
        part.otherwise.iter().map(move |it| (scope, it))
    };
    let mut left = Vec::from_iter(others.iter().flat_map(bindings));
    let mut texts = Vec::from_iter(chosen.iter().map(|part| part.text));
    let (mut added, mut searched) = (Vec::new(), 0);
    loop {
        let start = texts.len();
        left.retain(|&(scope, &(name, binding))| {
            let is_named = fragment::mention(&texts[searched..], name);
            if is_named {
                texts.push(binding);
                added.push((scope, binding));
            }
            !is_named
        });
        if texts.len() == start {
            return added;
        }
        searched = start;
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
