//! `uvnix.lock`: what is known is read, what is missing is found out, what is not needed is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::facts::{Facts, Need, Subject};
use uvnix::text::printable::{self, counted};

use super::look::{Search, Trouble};
use super::output::OutputError;
use crate::commands::input::{InputError, LockFile, shown_in};
use crate::console::tell;
use crate::fetch::side_by_side;
use crate::fetch::whole_file::replace;

/// Archives or commits that are not what they should be.
#[derive(Debug, Error, Diagnostic)]
#[error("what uv.lock lacks cannot be found out; nothing was written")]
#[diagnostic(code(uvnix::facts::wrong), help("mend what is told below, and run it again"))]
struct Wrong {
    #[related]
    problems: Vec<Report>,
}

/// The facts that are known of a lock.
pub fn known(file: &LockFile) -> Result<Facts, Report> {
    let path = file.facts_path();
    match fs::read_to_string(&path) {
        Ok(text) => Facts::parse(&text)
            .map_err(|error| shown_in(error.into(), &printable::path(&path), &text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Facts::default()),
        Err(cause) => Err(InputError::Unreadable { path, cause }.into()),
    }
}

/// Finds out what is needed and not known, and drops what is not needed.
///
/// What could not be had is told, and left for the next time.
pub fn complete(before: &Facts, needs: &[Need<'_>], search: &Search<'_>) -> Result<Facts, Report> {
    let mut facts = before.clone();
    facts.keep(needs);
    let (mut absent, mut wrong) = (Vec::new(), Vec::new());
    for trouble in find_out(&mut facts, needs, search) {
        match trouble {
            Trouble::Absent(report) => absent.push(report),
            Trouble::Wrong(report) => wrong.push(report),
        }
    }
    if !wrong.is_empty() {
        return Err(Wrong { problems: wrong }.into());
    }
    warn(&absent, needs, &facts);
    Ok(facts)
}

/// What is needed of the facts, and what is wrong with the file that they are in.
pub fn compare(before: &Facts, needs: &[Need<'_>], file: &LockFile) -> (Facts, Option<String>) {
    let mut facts = before.clone();
    facts.keep(needs);
    let place = file.facts_path();
    let wrong = match unmet(needs, &facts) {
        names if !names.is_empty() => {
            Some(format!("{} lacks {}", printable::path(&place), some_of(&names)))
        }
        _ if facts != *before => {
            Some(format!("{} has entries that nothing needs", printable::path(&place)))
        }
        _ => None,
    };
    (facts, wrong)
}

/// The first of these names, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let (shown, more) = names.split_at(names.len().min(SHOWN));
    let shown = shown.join(", ");
    if more.is_empty() { shown } else { format!("{shown} and {} more", more.len()) }
}

/// What is missing joins the facts; what kept something from being found out is returned.
fn find_out(facts: &mut Facts, needs: &[Need<'_>], search: &Search<'_>) -> Vec<Trouble> {
    let mut by_subject: BTreeMap<String, Vec<&Need>> = BTreeMap::new();
    for need in needs.iter().filter(|need| !need.is_met(facts)) {
        by_subject.entry(subject(need)).or_default().push(need);
    }
    let jobs: Vec<_> = by_subject.into_values().collect();
    let title = (!search.quiet).then(|| {
        format!("looking at {} for what uv.lock does not say", counted(jobs.len(), "source"))
    });
    let name = |job: &Vec<&Need>| job[0].package.to_string();
    let answers = side_by_side(title.as_deref(), &jobs, name, |job| search.look_at(job));
    let mut troubles = Vec::new();
    for (job, answers) in jobs.iter().zip(answers) {
        for (need, answer) in job.iter().zip(answers) {
            match answer {
                Ok(found) => found.add_to(facts, need),
                Err(trouble) => troubles.push(trouble),
            }
        }
    }
    troubles
}

/// Says what is still missing, why, and what to do.
fn warn(absent: &[Report], needs: &[Need<'_>], facts: &Facts) {
    let names = unmet(needs, facts);
    if names.is_empty() {
        return;
    }
    let names = names.join(", ");
    tell(format_args!("warning: what uv.lock does not say of these is still unknown: {names}"));
    for report in absent {
        let code = report.code().expect("every error of uvnix has a code");
        tell(format_args!("  {report} [{code}]"));
    }
    let helps: BTreeSet<_> = absent.iter().filter_map(|it| Some(it.help()?.to_string())).collect();
    for help in helps {
        tell(format_args!("  help: {help}"));
    }
    tell("  Run this again when that is mended; `--lookup none` does not look.");
}

/// The packages of which something is not known.
fn unmet(needs: &[Need<'_>], facts: &Facts) -> Vec<String> {
    let unmet = needs.iter().filter(|need| !need.is_met(facts));
    let names: BTreeSet<_> = unmet.map(|need| need.package.to_string()).collect();
    names.into_iter().collect()
}

/// What packages of one repository, or one archive, have in common.
fn subject(need: &Need<'_>) -> String {
    match need.subject {
        Subject::Tree(git) => format!("{}#{}&lfs={}", git.url, git.commit, git.lfs),
        Subject::File(location, hash) => format!("{location:?} {hash:?}"),
    }
}

/// Keeps the facts of a lock beside it, if there is anything new.
pub fn save(before: &Facts, facts: &Facts, file: &LockFile) -> Result<(), Report> {
    if facts == before {
        return Ok(());
    }
    let path = file.facts_path();
    let saved = match facts.to_text() {
        Some(text) => replace(&path, &text),
        None => fs::remove_file(&path),
    };
    saved.map_err(|cause| OutputError::Unwritable { path, cause }.into())
}
