//! Shared by the commands that answer questions: environments, package names, JSON output.

use std::env;
use std::path::Path;

use miette::Report;
use schemars::JsonSchema;
use serde::Serialize;
use uvnix::environment::{EnvironmentSet, Environments, SystemName};
use uvnix::lock::PackageId;
use uvnix::questions::subject::{elsewhere, find};
use uvnix::resolution::resolved::Resolved;
use uvnix::text::printable::any_of;

use super::input::Input;
use super::python;
use crate::cli::{self, LockArguments, Verbosity};
use crate::console::{self, tell};

/// The version of the output of `--format json`. It increases with changes that a reader must know.
const VERSION: u8 = 1;

#[derive(Serialize, JsonSchema)]
struct Answer<'a, T> {
    version: u8,
    #[serde(flatten)]
    answer: &'a T,
}

/// An answer about some packages.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Packages<T> {
    pub packages: Vec<T>,
}

/// An answer about some lock files.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Locks<T> {
    pub locks: Vec<T>,
}

/// The lock, resolved in the selected environments.
pub(crate) fn resolved<'l>(
    input: &'l Input,
    question: &LockArguments,
) -> Result<Resolved<'l>, Report> {
    let resolved = input.resolved(&question.environments.over(&input.settings().environments))?;
    if !question.verbosity.quiet {
        for error in &resolved.left_out {
            tell(format_args!("warning: environment skipped: {error}"));
        }
    }
    Ok(resolved)
}

/// Tells that a lock file does not say which package needs which, if it does not.
pub(crate) fn tell_about_edges(input: &Input, resolved: &Resolved<'_>, verbosity: Verbosity) {
    let lock = resolved.graph.lock;
    if let Some(root) = lock.root().filter(|_| !lock.kind.has_edges() && !verbosity.quiet) {
        tell(format_args!(
            "note: {} does not contain which package depends on which: all packages are dependencies of {}",
            input.name, root.name
        ));
    }
}

/// The versions of the package `name`; an error if none of these environments has it.
pub(crate) fn asked_for(
    name: &str,
    input: &Input,
    resolved: &Resolved<'_>,
    environments: &EnvironmentSet,
) -> Result<Vec<PackageId>, Report> {
    let mut ids = find(input.lock(), name)?;
    let is_here = |&id: &PackageId| environments.iter().any(|it| resolved.has(it, id));
    if !ids.iter().any(is_here) {
        let all = input.resolved(&input.settings().environments.options());
        let all = all.as_ref().unwrap_or(resolved);
        let here = match environments.len() {
            1 => called(resolved, environments),
            count if count == all.environments.len() => "any environment".to_owned(),
            _ => "any of the selected environments".to_owned(),
        };
        return Err(elsewhere(&ids, &here, all).into());
    }
    ids.retain(is_here);
    Ok(ids)
}

/// One name for these environments.
pub(crate) fn called(resolved: &Resolved<'_>, environments: &EnvironmentSet) -> String {
    let all = &resolved.environments;
    match all.scopes(environments) {
        None if all.len() > 1 => "every environment".to_owned(),
        scopes => match environments.only() {
            Some(one) => all.name(&all[one]),
            None => any_of(&scopes.unwrap_or_default()),
        },
    }
}

/// The Python that the project in a folder uses itself, on the system of this machine, unless `--python` or `--system`
/// select others.
pub(crate) fn this_machine(
    folder: &Path,
    environments: &Environments,
    named: &cli::Environments,
) -> EnvironmentSet {
    let own_python = python::own(folder, environments);
    let newest = own_python.iter().map(|id| environments[id].interpreter).max();
    let own = own_system().filter(|own| environments.iter().any(|it| it.platform.name == *own));
    let first = environments.iter().map(|it| it.platform.name).min();
    environments.set(|id| {
        let environment = &environments[id];
        (named.names_pythons() || Some(environment.interpreter) == newest)
            && (named.names_systems() || Some(environment.platform.name) == own.or(first))
    })
}

fn own_system() -> Option<SystemName> {
    let kernel = if env::consts::OS == "macos" { "darwin" } else { env::consts::OS };
    format!("{}-{kernel}", env::consts::ARCH).parse().ok()
}

/// Prints an answer as JSON.
pub(crate) fn print_json(answer: &impl Serialize) -> Result<(), Report> {
    console::print_json(&Answer { version: VERSION, answer })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{env, fs};

    use serde_json::Value;

    use super::*;

    /// Asserts that the book publishes the JSON Schema of a command's answers. `UVNIX_UPDATE=1` writes it.
    pub(crate) fn is_published<T: JsonSchema>(name: &str, command: &str) {
        let settings = schemars::generate::SchemaSettings::draft07().for_serialize();
        let mut schema = Value::from(settings.into_generator().into_root_schema_for::<Answer<T>>());
        let name = format!("{name}.json");
        schema["$id"] = format!("{}schema/{name}", env!("CARGO_PKG_HOMEPAGE")).into();
        schema["title"] = format!("The output of `uvnix {command} --format json`").into();
        schema["properties"]["version"] = serde_json::json!({ "const": VERSION });
        let text = serde_json::to_string_pretty(&schema).expect("it is JSON") + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/schema").join(name);
        if env::var_os("UVNIX_UPDATE").is_some() {
            fs::write(&path, &text).expect("the repository can be written to");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(published == text, "{command}: run with UVNIX_UPDATE=1");
    }

    #[test]
    fn the_schemas_of_questions_are_published() {
        is_published::<uvnix::questions::drawing::Drawing>("graph", "graph");
        is_published::<uvnix::questions::diff::Difference>("diff", "diff");
    }
}
