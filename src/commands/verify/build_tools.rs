//! Asks uv again for the build tools in `uvnix.lock`.
//!
//! uv gets the locked versions as the preferred ones, and keeps a version that is allowed. So a newer release is not a
//! difference; a version that the requirements exclude is one, and a package that nothing requires.

use std::collections::{BTreeMap, BTreeSet};

use miette::Diagnostic;
use thiserror::Error;
use uvnix::environment::Environments;
use uvnix::facts::Facts;
use uvnix::facts::build_lock::{BuildList, BuildLocks, Terms, Upgrade};
use uvnix::overlay::BuiltPackages;
use uvnix::questions::verify::VerifyError;
use uvnix::text::printable::{counted, spelled_out};

use super::online::Online;
use super::verdict::Verdict;
use crate::commands::lock2nix::build_lock::{Asking, Refusal, Wanted, ask};
use crate::commands::lock2nix::own_python::OwnPython;
use crate::console::tell;

/// The lists of build requirements, with the packages that are built with them.
pub(super) type Lists = BTreeMap<BuildList, BuiltPackages>;

/// uv gives no answer for a list.
#[derive(Debug, Error, Diagnostic)]
#[error("the build tools for `{list}` could not be verified: {refusal}")]
#[diagnostic(forward(refusal))]
struct NoAnswer {
    list: String,
    refusal: Refusal,
}

/// The requirements of locked lists that their packages do not meet.
pub(super) fn unmet(lists: &Lists, facts: &Facts, environments: &Environments) -> Vec<VerifyError> {
    let unmet = lists.keys().flat_map(|list| {
        let unmet = facts.build_locks().unmet(list, environments).into_iter();
        unmet.map(|requirement| VerifyError::UnmetRequirement {
            list: spelled_out(&list.to_string()),
            requirement: spelled_out(requirement),
        })
    });
    unmet.collect()
}

/// Adds the locked lists for which uv chooses other packages.
pub(super) fn ask_again(
    online: &Online<'_>,
    lists: &Lists,
    environments: &Environments,
    verdict: &mut Verdict,
) {
    let input = online.input;
    let terms = &Terms::of(input.lock(), environments, input.settings());
    let before = online.facts.build_locks();
    let mut current = before.clone();
    current.keep(lists.keys(), terms);
    // Another list is reported as outdated or as unmet already.
    let is_asked = |(list, _): &Wanted<'_>| {
        current.get(list).is_some() && before.unmet(list, environments).is_empty()
    };
    let asked = Vec::from_iter(lists.iter().filter(is_asked));
    if asked.is_empty() {
        return;
    }
    let mut asking = Asking {
        input,
        terms,
        before,
        upgrade: &Upgrade::Nothing,
        environments,
        own: &OwnPython::of(&input.file.folder, environments),
        mirrors: online.mirrors.clone(),
        fetcher: &online.fetcher,
        offline: false,
        quiet: online.verbosity.quiet,
    };
    let title = format!("Asking uv again for {}", counted(asked.len(), "build environment"));
    let answers = match ask(&asked, &title, &asking) {
        Ok(answers) => answers,
        Err(error) => return verdict.add_failure(error.into()),
    };
    verdict.asked.build_environments = asked.len();
    if online.verbosity.verbose {
        asking.upgrade = &Upgrade::Everything;
        asking.quiet = true;
        tell_of_newest(&asked, &asking);
    }
    let mut again = BuildLocks::default();
    for ((list, _), answer) in asked.into_iter().zip(answers) {
        let text = spelled_out(&list.to_string());
        match answer {
            Ok(answer) => {
                again.add(list, terms, answer);
                let [locked, found] = before.other_packages(&again, list, environments);
                if !(locked.is_empty() && found.is_empty()) {
                    verdict.add(VerifyError::OtherBuildTools { list: text, locked, found });
                }
            }
            Err(refusal) => verdict.add_failure(NoAnswer { list: text, refusal }.into()),
        }
    }
}

/// Prints a note about the versions that uv would choose now, without the locked ones. A list without an answer is
/// reported already.
fn tell_of_newest(asked: &[Wanted<'_>], asking: &Asking<'_>) {
    let Ok(answers) = ask(asked, "", asking) else { return };
    let (mut now, mut others) = (BuildLocks::default(), [BTreeSet::new(), BTreeSet::new()]);
    for (&(list, _), answer) in asked.iter().zip(answers) {
        let Ok(answer) = answer else { continue };
        now.add(list, asking.terms, answer);
        let differences = asking.before.other_packages(&now, list, asking.environments);
        others.iter_mut().zip(differences).for_each(|(all, some)| all.extend(some));
    }
    let [locked, found] = others.map(|it| Vec::from_iter(it).join(", "));
    if !found.is_empty() {
        tell(format_args!(
            "note: without the locked versions, uv would choose these build tools:\n  {found}\n  in place of: {locked}\n  \
             help: if only newer versions were released, `uvnix lock2nix --upgrade-build-systems` locks them"
        ));
    }
}
