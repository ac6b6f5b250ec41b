//! Reads the sources again whose contents `uvnix.lock` records.

use uvnix::environment::Environments;
use uvnix::facts::{Facts, Lookup};
use uvnix::questions::verify::changed_contents;

use super::online::Online;
use super::verdict::Verdict;
use crate::commands::lock2nix::facts::{Whose, find_out};
use crate::commands::lock2nix::look::{Search, Trouble};
use crate::commands::lock2nix::own_python::OwnPython;

/// Adds what the sources do not contain as it is recorded.
pub(super) fn read_again(
    online: &Online<'_>,
    lookups: &[Lookup<'_>],
    environments: &Environments,
    verdict: &mut Verdict,
) {
    let Online { input, facts, fetcher, verbosity, .. } = online;
    let lookups = Vec::from_iter(lookups.iter().filter_map(|it| it.of_recorded(facts)));
    verdict.asked.sources = lookups.len();
    let folder = input.file.folder.as_path();
    let own = &OwnPython::of(folder, environments);
    let search = Search { folder, fetcher, own, offline: false, quiet: verbosity.quiet };
    let mut found = Facts::default();
    for trouble in find_out(&mut found, &lookups, &search, Whose::Own) {
        let (Trouble::Absent(report) | Trouble::Wrong(report)) = trouble;
        verdict.add_failure(report);
    }
    for error in changed_contents(&lookups, facts, &found) {
        verdict.add(error);
    }
}
