//! Locked build requirements: uv resolves them once, and `uvnix.lock` stores the result.
//!
//! | file | open it for |
//! |---|---|
//! | this one | the lists that are locked already, and those that uv is asked about |
//! | `resolver` | one list: asks uv until the answer is complete |
//! | `request` | a request to uv, as a project of its own |
//! | `refusal` | why a list is not locked, as a warning |

mod refusal;
mod request;
mod resolver;

use std::collections::BTreeMap;
use std::fs;

use uvnix::environment::Environments;
use uvnix::facts::Facts;
use uvnix::facts::build_lock::{Answer, BuildList, BuildLocks, Terms, Upgrade};
use uvnix::overlay::BuiltPackages;
use uvnix::project::settings::Settings;
use uvnix::questions::doctor::UnlockedList;
use uvnix::text::printable::{counted, spelled_out};

use super::facts::Tried;
use super::own_python::{OwnPython, united};
use crate::cli::Mirror;
use crate::commands::input::Input;
use crate::commands::uv::{Uv, UvError};
use crate::fetch::{Fetcher, side_by_side};
pub(crate) use refusal::Refusal;
use refusal::{RefusedList, warn, warn_of_uv};
use request::Origins;
use resolver::Resolver;

/// What uv is asked with.
pub(crate) struct Asking<'a> {
    /// The lock and the settings.
    pub input: &'a Input,
    /// The terms of an answer.
    pub terms: &'a Terms,
    /// What was locked before.
    pub before: &'a BuildLocks,
    /// The packages to lock again.
    pub upgrade: &'a Upgrade,
    /// The environments that have to be able to install an answer.
    pub environments: &'a Environments,
    /// The Python whose needs come first.
    pub own: &'a OwnPython<'a>,
    /// Prefixes of URLs, and their replacements.
    pub mirrors: Vec<Mirror>,
    /// Downloads source archives.
    pub fetcher: &'a Fetcher,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether to print no progress.
    pub quiet: bool,
}

/// Locks the wanted lists that are not locked yet, and drops those that are not wanted.
///
/// Prints a warning for the lists that cannot be locked.
pub(super) fn complete(
    facts: &Facts,
    wanted: &BTreeMap<BuildList, BuiltPackages>,
    asking: &Asking<'_>,
    tried: &mut Tried,
) -> Facts {
    let terms = asking.terms;
    let (mut locks, mut missing) = kept(facts, wanted, terms);
    missing.retain(|(list, _)| tried.lists.insert(list.to_string()));
    if missing.is_empty() {
        return facts.clone().with_build_locks(locks);
    }
    let packages = united(missing.iter().map(|(_, packages)| *packages));
    let title =
        format!("Asking uv for the build requirements of {}", counted(packages.len(), "package"));
    let answers = match ask(&missing, &title, asking) {
        Ok(answers) => answers,
        Err(refusal) => {
            warn_of_uv(refusal.into(), &packages, asking.own);
            return facts.clone().with_build_locks(locks);
        }
    };
    let mut unlocked = Vec::new();
    for ((list, packages), answer) in missing.into_iter().zip(answers) {
        match answer {
            Ok(answer) => locks.add(list, terms, answer),
            Err(refusal) => {
                let (list, packages) = (list.to_string(), packages.clone());
                unlocked.push(RefusedList { list, packages, refusal });
            }
        }
    }
    warn(unlocked, asking.own);
    facts.clone().with_build_locks(locks)
}

/// What uv answers for each list.
pub(crate) fn ask(
    lists: &[Wanted<'_>],
    title: &str,
    asking: &Asking<'_>,
) -> Result<Vec<Result<Answer, Refusal>>, UvError> {
    let terms = asking.terms;
    let uv = Uv::find(asking.offline, asking.fetcher.timeout())?;
    let folder = &asking.input.file.folder;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
    let settings = &asking.input.settings().uv.origins;
    let origins = Origins::of(settings, &folder, terms.default_index.as_deref(), &asking.mirrors);
    let resolver = Resolver {
        uv: &uv,
        origins: &origins,
        terms,
        environments: asking.environments,
        may_be_built: &asking.input.settings().build_when_locking,
        folder: &folder,
        fetcher: asking.fetcher,
        mirrors: &asking.mirrors,
        offline: asking.offline,
        preferred: asking.before,
        upgrade: asking.upgrade,
    };
    let title = (!asking.quiet).then_some(title);
    let name = |(list, _): &Wanted<'_>| list.to_string();
    Ok(side_by_side(title, lists, name, |(list, _), progress| resolver.answer(list, progress)))
}

/// The locked lists that are wanted, and the difference to the file. Those that uv would be asked for again are kept:
/// what uv answers is unknown.
pub(super) fn compare(
    facts: &Facts,
    wanted: &BTreeMap<BuildList, BuiltPackages>,
    terms: &Terms,
    (environments, settings): (&Environments, &Settings),
) -> KeptLists {
    let (mut locks, missing) = kept(facts, wanted, terms);
    locks.keep_files_of(environments, settings.of_build_packages());
    let before = facts.build_locks();
    let is_outdated = missing.iter().any(|(list, _)| before.get(list).is_some());
    locks.add_missing(missing.iter().map(|(list, _)| *list), before);
    let stale = match (is_outdated, locks != *before) {
        (true, _) => Some(OUTDATED),
        (false, true) => Some(UNNEEDED),
        (false, false) => None,
    };
    let missing = missing.into_iter().map(|(list, packages)| UnlockedList {
        list: spelled_out(&list.to_string()),
        packages: packages.keys().cloned().collect(),
        is_outdated: before.get(list).is_some(),
    });
    let missing = missing.collect();
    KeptLists { facts: facts.clone().with_build_locks(locks), missing, stale }
}

/// Why `uvnix.lock` is not up to date, if uv has to be asked again.
const OUTDATED: &str = "has build requirements that are locked for other environments or settings";

/// Why `uvnix.lock` is not up to date, if it has more locked lists than needed.
const UNNEEDED: &str = "locks build requirements that are not needed";

/// How far the locked lists are those that are wanted.
pub(super) struct KeptLists {
    /// The locked lists that are wanted, also those that are outdated.
    pub facts: Facts,
    /// The lists that are not locked, or outdated.
    pub missing: Vec<UnlockedList>,
    /// Why the file is not up to date, if it is not.
    pub stale: Option<&'static str>,
}

/// A list of requirements, and the packages that are built with it.
pub(crate) type Wanted<'w> = (&'w BuildList, &'w BuiltPackages);

/// The locked lists that are wanted, and the wanted lists that are not locked.
fn kept<'w>(
    facts: &Facts,
    wanted: &'w BTreeMap<BuildList, BuiltPackages>,
    terms: &Terms,
) -> (BuildLocks, Vec<Wanted<'w>>) {
    let mut locks = facts.build_locks().clone();
    locks.keep(wanted.keys(), terms);
    let missing = wanted.iter().filter(|(list, _)| locks.get(list).is_none()).collect();
    (locks, missing)
}
