//! `uvnix.lock`: read, then completed, or only compared.

use std::collections::BTreeMap;

use miette::Report;
use uvnix::facts::build_lock::{BuildList, BuildLocks, Terms, Upgrade};
use uvnix::facts::{Facts, Lookup};
use uvnix::overlay::{BuildNeeds, BuiltPackages, Merged};
use uvnix::project::settings::LookupMode;
use uvnix::questions::doctor::UnlockedList;
use uvnix::resolution::resolved::Resolved;
use uvnix::text::address::with_credentials;

use super::build_lock::{self, Asking, KeptLists};
use super::facts::{self, Tried};
use super::look::Search;
use super::options::{MissingData, PlanOptions};
use super::own_python::OwnPython;
use crate::cli::Mirror;
use crate::commands::input::{Input, LockFile};
use crate::console::tell;
use crate::fetch::{FetchOptions, Fetcher, Index};

/// The `uvnix.lock` of a lock file.
pub(crate) struct FactsFile {
    /// Its content.
    before: Facts,
    /// The content that it should have.
    pub facts: Facts,
    /// If missing data are reported, why the two differ: `has no data for a 1.0`.
    pub stale: Option<String>,
    /// If missing data are reported, the lists of build requirements that are not locked. uv may not be able to
    /// resolve them, so the file can be up to date without.
    pub unlocked: Vec<UnlockedList>,
}

/// What has to happen to a `uvnix.lock`.
pub(crate) enum FactsChange {
    /// Nothing.
    None,
    /// It gets this text.
    Write(String),
    /// It is deleted, since no data is needed.
    Remove,
}

impl FactsFile {
    /// Reads the file, and looks up or reports what it does not contain.
    pub(crate) fn of(
        input: &Input,
        resolved: &Resolved<'_>,
        merged: &Merged<'_>,
        options: &PlanOptions,
    ) -> Result<Self, Report> {
        let before = facts::read(&input.file)?;
        let file = Self { facts: before.clone(), before, stale: None, unlocked: Vec::new() };
        if options.lookup == LookupMode::None {
            return Ok(file.without_lookup(options));
        }
        let environments = &resolved.environments;
        let terms = &Terms::of(input.lock(), environments, input.settings());
        let wanted = Wanted { merged, lookups: merged.lookups(options.lookup), options };
        match &options.missing {
            MissingData::Report => {
                let (facts, stale) = facts::compare(&file.facts, &wanted.lookups(&file.facts));
                let lists = wanted.lists(&facts);
                let settings = input.settings();
                let kept = build_lock::compare(&facts, &lists, terms, (environments, settings));
                let KeptLists { facts, missing, stale: of_lists } = kept;
                let stale = stale.or_else(|| of_lists.map(str::to_owned));
                Ok(Self { facts, stale, unlocked: missing, ..file })
            }
            MissingData::LookUp { offline, quiet, mirrors, upgrade } => {
                let fetching = fetching(*offline, mirrors, input);
                let mirrors = fetching.mirrors.clone();
                let fetcher = &Fetcher::new(fetching)?;
                let (offline, quiet, folder) = (*offline, *quiet, input.file.folder.as_path());
                let own = &OwnPython::of(folder, environments);
                let search = Search { folder, fetcher, own, offline, quiet };
                let before = file.before.build_locks();
                for name in upgrade.names().filter(|name| !before.has(name)) {
                    tell(format_args!("warning: no locked build requirement is called {name}"));
                }
                let asking = Asking {
                    input,
                    terms,
                    before,
                    upgrade,
                    environments,
                    own,
                    mirrors,
                    fetcher,
                    offline,
                    quiet,
                };
                let facts = wanted.complete(&file.facts, &search, &asking)?;
                Ok(Self { facts, ..file })
            }
        }
    }

    /// The same; locked build requirements are used only if they are wanted.
    fn without_lookup(self, options: &PlanOptions) -> Self {
        let facts = if options.locks_build_systems() {
            self.facts
        } else {
            self.facts.with_build_locks(BuildLocks::default())
        };
        Self { facts, ..self }
    }

    /// What has to happen to the file beside this lock.
    pub(crate) fn change(&self, lock: &LockFile) -> FactsChange {
        if self.facts == self.before {
            return FactsChange::None;
        }
        lock.facts_text(&self.facts).map_or(FactsChange::Remove, FactsChange::Write)
    }
}

/// The data that the file has to contain.
struct Wanted<'w> {
    merged: &'w Merged<'w>,
    /// The data about the packages of the project.
    lookups: Vec<Lookup<'w>>,
    options: &'w PlanOptions,
}

impl Wanted<'_> {
    /// The needs of builds, as far as the facts tell; none if nothing is locked for builds.
    fn of_builds<'f>(&'f self, facts: &'f Facts) -> BuildNeeds<'f> {
        let is_wanted = self.options.locks_build_systems();
        if is_wanted { self.merged.build_needs(facts) } else { BuildNeeds::default() }
    }

    /// The data to look up.
    fn lookups<'f>(&'f self, facts: &'f Facts) -> Vec<Lookup<'f>> {
        [&self.lookups[..], &self.of_builds(facts).lookups].concat()
    }

    /// The lists to lock.
    fn lists(&self, facts: &Facts) -> BTreeMap<BuildList, BuiltPackages> {
        self.of_builds(facts).lists
    }

    /// Looks up and locks what is missing. A locked package may have to be built, and may then need more.
    fn complete(
        &self,
        before: &Facts,
        search: &Search<'_>,
        asking: &Asking<'_>,
    ) -> Result<Facts, Report> {
        let mut tried = Tried::default();
        let mut locks = before.build_locks().clone();
        locks.remove_upgraded(asking.upgrade);
        let mut facts = before.clone().with_build_locks(locks);
        if *asking.upgrade == Upgrade::Everything {
            facts = facts.without_build_systems();
        }
        loop {
            let mut next = facts::complete(&facts, &self.lookups(&facts), search, &mut tried)?;
            next.add_missing_build_systems(before);
            let known = next.clone();
            next.keep(&self.lookups(&known));
            let next = build_lock::complete(&next, &self.lists(&next), asking, &mut tried);
            if next == facts {
                break;
            }
            facts = next;
        }
        let mut locks = facts.build_locks().clone();
        // What cannot be upgraded stays as it was.
        let wanted = self.lists(&facts);
        let mut earlier = before.build_locks().clone();
        earlier.keep(wanted.keys(), asking.terms);
        locks.add_missing(wanted.keys(), &earlier);
        locks.keep_files_of(asking.environments, asking.input.settings().of_build_packages());
        Ok(facts.with_build_locks(locks))
    }
}

/// How to download files: from these options, the settings, and the credentials in the lock file.
pub(crate) fn fetching(offline: bool, mirrors: &[Mirror], input: &Input) -> FetchOptions {
    let settings = input.settings();
    let mirror = |from: &str, to: &str| Mirror { from: from.to_owned(), to: to.to_owned() };
    let settled = settings.mirrors.iter().map(|(from, to)| mirror(from, to));
    let of_indexes = settings.indexes.iter().filter_map(|(name, index)| {
        Some(mirror(settings.index_url(name)?, index.mirror.as_deref()?))
    });
    let declared = settings.uv.indexes.iter();
    let hosts = |name: &str| settings.indexes.get(name).map(|index| index.hosts.clone());
    let declared = declared.map(|index| Index {
        name: index.name.clone(),
        url: index.url.clone(),
        hosts: index.name.as_deref().and_then(hosts).unwrap_or_default(),
    });
    let own = settings.indexes.iter().filter_map(|(name, index)| {
        let (name, hosts) = (Some(name.clone()), index.hosts.clone());
        Some(Index { name, url: index.url.clone()?, hosts })
    });
    FetchOptions {
        offline,
        reads_again: false,
        mirrors: mirrors.iter().cloned().chain(settled).chain(of_indexes).collect(),
        indexes: declared.chain(own).collect(),
        in_lock: with_credentials(&input.text),
    }
}
