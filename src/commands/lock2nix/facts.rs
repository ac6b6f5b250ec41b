//! `uvnix.lock`: reads it, looks up missing data, and drops data that is not needed.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use miette::Report;
use uvnix::facts::{Facts, Lookup, Subject};
use uvnix::overlay::BuiltPackages;
use uvnix::project::settings::CargoLock;
use uvnix::text::printable::{counted, some_of};

use super::look::{Search, Trouble};
use super::own_python::OwnPython;
use crate::commands::file_error::FileError;
use crate::commands::input::{Files, LockFile, shown_beside, shown_in_file};
use crate::commands::paths::tidy;
use crate::commands::several::{Several, with_code};
use crate::console::tell;
use crate::fetch::plain_file::{self, if_present};
use crate::fetch::side_by_side;

/// The most reports with the same code that are all printed.
const ALIKE: usize = 5;

/// The data in the `uvnix.lock` of a lock file, read from `files`; none if there is no `uvnix.lock`.
pub(crate) fn read_from(files: &dyn Files, file: &LockFile) -> Result<Facts, Report> {
    let path = tidy(&file.facts_path());
    match files.text(&path)? {
        Some(text) => Facts::parse(&text)
            .map_err(|error| shown_in_file(error.into(), files, (&path, &text), &file.folder)),
        None => Ok(Facts::default()),
    }
}

/// What was looked up in this run, which is not tried again.
#[derive(Default)]
pub(crate) struct Tried {
    subjects: BTreeSet<String>,
    /// The lists that uv was asked about.
    pub lists: BTreeSet<String>,
}

/// The data in the `uvnix.lock` of a lock file; none if there is no `uvnix.lock`.
pub(crate) fn read(file: &LockFile) -> Result<Facts, Report> {
    let path = file.facts_path();
    let text = if_present(plain_file::read_to_string(&path));
    let Some(text) = text.map_err(FileError::reading_input(&path))? else {
        return Ok(Facts::default());
    };
    Facts::parse(&text).map_err(|error| shown_beside(error.into(), &path, &text, &file.folder))
}

/// Looks up needed data that is missing, and drops data that is not needed.
///
/// Prints a warning for data that is not available now; fails for data that is wrong.
pub(crate) fn complete(
    before: &Facts,
    lookups: &[Lookup<'_>],
    search: &Search<'_>,
    tried: &mut Tried,
) -> Result<Facts, Report> {
    let mut facts = before.clone();
    facts.keep(lookups);
    let is_new = |lookup: &&Lookup<'_>| !tried.subjects.contains(&subject(lookup));
    let lookups = Vec::from_iter(lookups.iter().filter(is_new).cloned());
    tried.subjects.extend(lookups.iter().map(subject));
    let is_own = own_subjects(&lookups, search.own);
    let (own, others): (Vec<_>, Vec<_>) =
        lookups.into_iter().partition(|lookup| is_own.contains(&subject(lookup)));
    let (mut absent, mut wrong) = (Vec::new(), Vec::new());
    for (lookups, whose) in [(&own, Whose::Own), (&others, Whose::Others)] {
        for trouble in find_out(&mut facts, lookups, search, whose) {
            match (trouble, whose) {
                (Trouble::Absent(report), Whose::Own) => absent.push(report),
                (Trouble::Absent(_), Whose::Others) => {}
                (Trouble::Wrong(report), _) => wrong.push(report),
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Several::in_lookups(wrong));
    }
    warn(&absent, &unknown(&own, &facts), search.own);
    let others = unknown(&others, &facts);
    search.own.fold(&format!("could not look up {}", missing_data(&others)), &packages(&others));
    Ok(facts)
}

/// The needed data, and why `uvnix.lock` is not up to date, if it is not.
pub(crate) fn compare(before: &Facts, lookups: &[Lookup<'_>]) -> (Facts, Option<String>) {
    let mut facts = before.clone();
    facts.keep(lookups);
    let stale = match unmet(lookups, &facts) {
        names if !names.is_empty() => Some(format!("has no data for {}", some_of(&names))),
        _ if facts != *before => Some("has entries that are not needed".to_owned()),
        _ => None,
    };
    (facts, stale)
}

/// The environments that lookups are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Some of the project's own Python.
    Own,
    /// Only others.
    Others,
}

/// The subjects of the lookups that the project's own Python needs.
fn own_subjects(lookups: &[Lookup<'_>], own: &OwnPython<'_>) -> BTreeSet<String> {
    lookups.iter().filter(|lookup| own.needs(&lookup.environments)).map(subject).collect()
}

/// The lookups with missing data.
fn unknown<'u, 'l>(lookups: &'u [Lookup<'l>], facts: &Facts) -> Vec<&'u Lookup<'l>> {
    let is_unknown = |lookup: &&Lookup<'_>| !lookup.is_done(facts) || !lookup.has_libraries(facts);
    lookups.iter().filter(is_unknown).collect()
}

/// The packages of lookups, each with the environments that need them.
fn packages(lookups: &[&Lookup<'_>]) -> BuiltPackages {
    let mut packages = BuiltPackages::new();
    for lookup in lookups {
        packages.entry(lookup.package.to_string()).or_default().add(&lookup.environments);
    }
    packages
}

/// Adds missing data to `facts`; returns the problems.
pub(crate) fn find_out(
    facts: &mut Facts,
    lookups: &[Lookup<'_>],
    search: &Search<'_>,
    whose: Whose,
) -> Vec<Trouble> {
    let mut by_subject: BTreeMap<String, Vec<&Lookup>> = BTreeMap::new();
    for lookup in unknown(lookups, facts) {
        by_subject.entry(subject(lookup)).or_default().push(lookup);
    }
    let jobs: Vec<_> = by_subject.into_values().collect();
    let title = (!search.quiet).then(|| {
        let lookups = jobs.concat();
        let count = counted(packages(&lookups).len(), "package");
        let for_others = match whose {
            Whose::Own => "",
            Whose::Others => " for other Pythons",
        };
        format!("Looking up {} of {count}{for_others}", missing_data(&lookups))
    });
    let name = |job: &Vec<&Lookup>| job[0].package.to_string();
    let answers =
        side_by_side(title.as_deref(), &jobs, name, |job, progress| search.look_at(job, progress));
    let mut troubles = Vec::new();
    for (job, answers) in jobs.iter().zip(answers) {
        for (lookup, answer) in job.iter().zip(answers) {
            match answer {
                Ok(found) => found.add_to(facts, lookup),
                Err(trouble) => troubles.push(trouble),
            }
        }
    }
    troubles
}

/// Prints a warning: which data is missing, why, and what to do.
fn warn(absent: &[Report], unknown: &[&Lookup<'_>], own: &OwnPython<'_>) {
    if unknown.is_empty() {
        return;
    }
    let (data, names) = (missing_data(unknown), own.named(&packages(unknown)));
    tell(format_args!("warning: could not look up {data} of: {names}"));
    let (lines, helps) = folded(absent);
    for line in lines {
        tell(format_args!("  {line}"));
    }
    for help in helps {
        tell(format_args!("  help: {help}"));
    }
    tell("  Fix this and run again, or skip the lookup with `--lookup none`.");
}

/// A line for each report, and the help for them. Of many with the same code, the first speaks for all: the packages
/// are named above.
fn folded(reports: &[Report]) -> (Vec<String>, BTreeSet<String>) {
    let mut by_code: IndexMap<Option<String>, Vec<&Report>> = IndexMap::new();
    for report in reports {
        let code = report.code().map(|code| code.to_string());
        by_code.entry(code).or_default().push(report);
    }
    let (mut lines, mut helps) = (Vec::new(), BTreeSet::new());
    for reports in by_code.into_values() {
        let (shown, more) = match reports.len() {
            0..=ALIKE => (&reports[..], String::new()),
            count => (&reports[..1], format!(" and {} more like this", count - 1)),
        };
        let texts = shown.iter().map(|report| with_code(report).replace('\n', "\n    ") + &more);
        lines.extend(texts);
        helps.extend(shown.iter().filter_map(|report| Some(report.help()?.to_string())));
    }
    (lines, helps)
}

/// `build requirements and hashes`: the data that is looked up for these lookups.
fn missing_data(lookups: &[&Lookup<'_>]) -> String {
    let has = |is_wanted: fn(&Lookup<'_>) -> bool| lookups.iter().any(|lookup| is_wanted(lookup));
    let data = [
        (has(|lookup| lookup.builds), "build requirements"),
        (has(|lookup| matches!(lookup.crates, Some(CargoLock::At(_)))), "Rust dependencies"),
        (has(|lookup| lookup.libraries.is_some()), "libraries"),
        (has(|lookup| !lookup.reads_contents()), "hashes"),
    ];
    let data = data.iter().filter(|(is_missing, _)| *is_missing).map(|(_, name)| *name);
    match Vec::from_iter(data)[..] {
        [] => String::new(),
        [only] => only.to_owned(),
        [ref several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

/// The packages with missing data.
fn unmet(lookups: &[Lookup<'_>], facts: &Facts) -> Vec<String> {
    let unmet = lookups.iter().filter(|lookup| !lookup.is_done(facts));
    let names: BTreeSet<_> = unmet.map(|lookup| lookup.package.to_string()).collect();
    names.into_iter().collect()
}

/// A key that packages from the same commit or the same archive share.
fn subject(lookup: &Lookup<'_>) -> String {
    match lookup.subject {
        Subject::Commit(git) => format!("{}#{}&lfs={}", git.url, git.commit, git.lfs),
        Subject::File(file) => format!("{file:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::lock2nix::look::LookError;

    #[test]
    fn many_reports_of_one_kind_are_one_line_with_their_number() {
        let report = |what: &str| Report::from(LookError::Offline { what: what.to_owned() });
        let few = ["a 1", "b 1"].map(report);
        assert_eq!(folded(&few).0.len(), 2);
        let long = Report::msg("git cannot fetch it:\nfatal: no host");
        assert_eq!(
            folded(&[long]).0,
            ["git cannot fetch it:\n    fatal: no host"],
            "below the first line"
        );
        let of_commit = |number: u32| {
            let help = format!("check with `git clone https://git.example/{number}`");
            Report::from(miette::MietteDiagnostic::new("no host").with_code("git").with_help(help))
        };
        let (lines, helps) = folded(&Vec::from_iter((1..=6).map(of_commit)));
        assert_eq!(lines, ["no host [git] and 5 more like this"]);
        assert_eq!(Vec::from_iter(helps), ["check with `git clone https://git.example/1`"]);
        let many = Vec::from_iter((1..=42).map(|number| report(&format!("p{number} 1"))));
        let (lines, _) = folded(&many);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("p1 1 is in a git repository"), "{lines:?}");
        assert!(lines[0].ends_with("[uvnix::facts::offline] and 41 more like this"), "{lines:?}");
    }
}
