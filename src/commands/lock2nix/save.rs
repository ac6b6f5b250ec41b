//! Writes `uvnix.lock` and the generated file.

use std::io;
use std::path::Path;

use miette::Report;
use uvnix::emit;
use uvnix::facts;

use super::facts_file::{FactsChange, FactsFile};
use super::output::{OutputError, Target, existing, is_ours, unwritable};
use crate::commands::destination::destination;
use crate::commands::input::LockFile;
use crate::console::print;
use crate::fetch::whole_file::{remove, replace};

/// The generated file.
pub(super) struct Output<'o> {
    /// Its text.
    pub text: &'o str,
    /// The content of the existing file.
    pub before: Option<&'o [u8]>,
    /// Whether to overwrite files that uvnix did not write.
    pub force: bool,
}

/// Whether the generated file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    None,
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
) -> Result<Change, Report> {
    let Target::File(path) = target else {
        print(output.text)?;
        return Ok(Change::Written);
    };
    let (facts_path, facts_change) = (&lock.facts_path(), facts_file.change());
    let is_changed = output.before != Some(output.text.as_bytes());
    if is_changed && !output.force {
        refuse_foreign_output(path, output.before)?;
    }
    if !matches!(facts_change, FactsChange::None) && !output.force {
        refuse_foreign_facts(facts_path)?;
    }
    let place = destination(path)?;
    let mut written = None;
    if let FactsChange::Write(text) = &facts_change {
        replace(&destination(facts_path)?, text)
            .map_err(|cause| unwritable(facts_path, cause, None))?;
        written = Some(facts_path.as_path());
    }
    if is_changed {
        replace(&place, output.text).map_err(|cause| unwritable(path, cause, written))?;
        written = Some(path);
    }
    if let FactsChange::Remove = facts_change {
        match remove(facts_path) {
            // Another process may delete it at the same time.
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                return Err(unwritable(facts_path, cause, written).into());
            }
            _ => (),
        }
    }
    Ok(if is_changed { Change::Written } else { Change::None })
}

fn refuse_foreign_output(path: &Path, before: Option<&[u8]>) -> Result<(), OutputError> {
    if before.is_none_or(|before| is_ours(before, emit::header::GENERATED)) {
        return Ok(());
    }
    let help = "move it away, overwrite it with `--force`, or write another file with `-o`";
    Err(OutputError::NotOurs { path: path.to_owned(), help })
}

fn refuse_foreign_facts(path: &Path) -> Result<(), OutputError> {
    if existing(path)?.is_none_or(|before| is_ours(&before, facts::GENERATED)) {
        return Ok(());
    }
    let help = "move it away, or overwrite it with `--force`";
    Err(OutputError::NotOurs { path: path.to_owned(), help })
}
