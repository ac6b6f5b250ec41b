//! Writes `uvnix.lock` and the generated file.

use std::fs;
use std::path::Path;

use miette::Report;
use uvnix::emit::{self, shared};
use uvnix::facts;

use super::facts_file::{FactsChange, FactsFile};
use super::functions_file::FunctionsFile;
use super::target::{OutputError, Target, existing, is_ours, unwritable};
use crate::commands::destination::destination;
use crate::commands::input::LockFile;
use crate::console::print;
use crate::fetch::plain_file::if_present;
use crate::fetch::whole_file::{remove, replace};

const OTHER_OUTPUT: &str =
    "move it away, overwrite it with `--force`, or write another file with `-o`";
const OTHER_FUNCTIONS: &str =
    "move it away, overwrite it with `--force`, or name another file in `builders`";

/// The generated file.
pub(super) struct Output<'o> {
    /// Its text.
    pub text: &'o str,
    /// The content of the existing file.
    pub before: Option<&'o [u8]>,
    /// The file with the functions of several projects, if the text imports one.
    pub functions: Option<&'o FunctionsFile>,
    /// Whether to overwrite files that uvnix did not write.
    pub force: bool,
}

/// Whether the generated file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    Unchanged,
    Written,
}

/// Writes what changed, each file whole or not at all; refuses foreign files first.
///
/// Data is written before the file that is made from it, and deleted after it: whenever the process ends, the
/// next run needs no data that is lost. Printing to standard output changes no file.
pub(super) fn save(
    target: &Target,
    output: &Output<'_>,
    facts_file: &FactsFile,
    lock: &LockFile,
) -> Result<Saved, Report> {
    let Target::File(path) = target else {
        print(output.text)?;
        return Ok(Saved::Written);
    };
    let (facts_path, facts_change) = (&lock.facts_path(), facts_file.change(lock));
    let is_changed = output.before != Some(output.text.as_bytes());
    let functions = output.functions.filter(|file| file.difference().is_some());
    if !output.force {
        if is_changed {
            refuse_foreign(path, output.before, OTHER_OUTPUT)?;
        }
        if !matches!(facts_change, FactsChange::None) {
            refuse_foreign_facts(facts_path)?;
        }
        if let Some(FunctionsFile { path, before, .. }) = functions {
            refuse_foreign(path, before.as_deref(), OTHER_FUNCTIONS)?;
        }
    }
    let place = destination(path)?;
    let mut written = None;
    if let Some(file) = functions {
        write_functions(file)?;
        written = Some(file.path.as_path());
    }
    if let FactsChange::Write(text) = &facts_change {
        replace(&destination(facts_path)?, text)
            .map_err(|cause| unwritable(facts_path, cause, written))?;
        written = Some(facts_path.as_path());
    }
    if is_changed {
        replace(&place, output.text).map_err(|cause| unwritable(path, cause, written))?;
        written = Some(path);
    }
    if let FactsChange::Remove = facts_change {
        // Another process may delete it at the same time.
        if_present(remove(facts_path)).map_err(|cause| unwritable(facts_path, cause, written))?;
    }
    let is_changed = is_changed || functions.is_some();
    Ok(if is_changed { Saved::Written } else { Saved::Unchanged })
}

/// Writes the functions of several projects, in a folder that may not exist yet.
fn write_functions(file: &FunctionsFile) -> Result<(), Report> {
    let FunctionsFile { path, .. } = file;
    let written = fs::create_dir_all(file.folder()).map_err(|cause| unwritable(path, cause, None));
    written?;
    let place = destination(path)?;
    Ok(replace(&place, shared::text()).map_err(|cause| unwritable(path, cause, None))?)
}

/// Refuses to overwrite a generated file that uvnix did not write.
fn refuse_foreign(
    path: &Path,
    before: Option<&[u8]>,
    help: &'static str,
) -> Result<(), OutputError> {
    if before.is_none_or(|before| is_ours(before, emit::header::GENERATED)) {
        return Ok(());
    }
    Err(OutputError::NotOurs { path: path.to_owned(), help })
}

fn refuse_foreign_facts(path: &Path) -> Result<(), OutputError> {
    if existing(path)?.is_none_or(|before| is_ours(&before, facts::GENERATED)) {
        return Ok(());
    }
    let help = "move it away, or overwrite it with `--force`";
    Err(OutputError::NotOurs { path: path.to_owned(), help })
}
