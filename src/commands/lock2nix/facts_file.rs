//! `uvnix.lock`: read, then completed, or only compared.

use std::collections::BTreeMap;

use miette::Report;
use uvnix::facts::Facts;
use uvnix::facts::build_lock::{BuildLocks, Terms};
use uvnix::overlay::Merged;
use uvnix::project::settings::{Lookup, Settings};
use uvnix::resolution::resolved::Resolved;

use super::build_lock::{self, Uv};
use super::facts;
use super::look::Search;
use super::options::{MissingData, PlanOptions};
use crate::commands::input::Input;
use crate::fetch::{FetchOptions, Fetcher, Index};

/// The `uvnix.lock` of a lock file.
pub struct FactsFile {
    /// Its content.
    before: Facts,
    /// The content that it should have.
    pub facts: Facts,
    /// If missing data are reported, why the two differ: `has no data for a 1.0`.
    pub stale: Option<String>,
}

/// What has to happen to a `uvnix.lock`.
pub enum FactsChange {
    /// Nothing.
    None,
    /// It gets this text.
    Write(String),
    /// It is deleted, since no data is needed.
    Remove,
}

impl FactsFile {
    /// Reads the file, and looks up or reports what it does not contain.
    pub fn of(
        input: &Input,
        resolved: &Resolved<'_>,
        merged: &Merged<'_>,
        options: &PlanOptions,
    ) -> Result<Self, Report> {
        let before = facts::read(&input.file)?;
        let file = Self { facts: before.clone(), before, stale: None };
        if options.lookup == Lookup::None {
            return Ok(file.without_lookup(options));
        }
        file.with_sources(input, merged, options)?.with_builds(input, resolved, merged, options)
    }

    /// The same; locked build requirements are used only if they are wanted.
    fn without_lookup(self, options: &PlanOptions) -> Self {
        let facts = if options.locks_build_systems {
            self.facts
        } else {
            self.facts.with_build_locks(BuildLocks::default())
        };
        Self { facts, ..self }
    }

    /// The same with what the sources of packages say.
    fn with_sources(
        self,
        input: &Input,
        merged: &Merged<'_>,
        options: &PlanOptions,
    ) -> Result<Self, Report> {
        let lookups = merged.lookups(options.lookup);
        let (facts, stale) = match &options.missing {
            MissingData::Report => facts::compare(&self.facts, &lookups),
            MissingData::LookUp { offline, quiet, mirrors } => {
                let fetcher = Fetcher::new(fetching(*offline, mirrors, &input.settings))?;
                let folder = &input.file.folder;
                let search = Search { folder, fetcher: &fetcher, offline: *offline, quiet: *quiet };
                (facts::complete(&self.facts, &lookups, &search)?, None)
            }
        };
        Ok(Self { facts, stale, ..self })
    }

    /// The same with locked build requirements, if they are wanted.
    fn with_builds(
        self,
        input: &Input,
        resolved: &Resolved<'_>,
        merged: &Merged<'_>,
        options: &PlanOptions,
    ) -> Result<Self, Report> {
        let lists = if options.locks_build_systems {
            merged.build_lists(&self.facts)
        } else {
            BTreeMap::new()
        };
        let terms = Terms::of(&resolved.environments, &input.settings);
        let (facts, stale) = match options.missing {
            MissingData::Report => build_lock::compare(&self.facts, &lists, &terms),
            MissingData::LookUp { offline, quiet, .. } => {
                let (folder, origins) = (&input.file.folder, &input.settings.uv.origins);
                let uv = Uv { folder, origins, offline, quiet };
                (build_lock::complete(&self.facts, &lists, &terms, &uv)?, None)
            }
        };
        Ok(Self { facts, stale: self.stale.or(stale), ..self })
    }

    /// What has to happen to the file.
    pub fn change(&self) -> FactsChange {
        if self.facts == self.before {
            return FactsChange::None;
        }
        self.facts.to_text().map_or(FactsChange::Remove, FactsChange::Write)
    }
}

/// How to download files: from these options and the settings.
fn fetching(offline: bool, mirrors: &[(String, String)], settings: &Settings) -> FetchOptions {
    let settled = settings.mirrors.iter().map(|(from, to)| (from.clone(), to.clone()));
    let of_indexes = settings.indexes.iter().filter_map(|(name, index)| {
        Some((settings.index_url(name)?.to_owned(), index.mirror.clone()?))
    });
    let declared = settings.uv.indexes.iter();
    let declared = declared.map(|index| Index { name: index.name.clone(), url: index.url.clone() });
    let own = settings.indexes.iter().filter_map(|(name, index)| {
        Some(Index { name: Some(name.clone()), url: index.url.clone()? })
    });
    FetchOptions {
        offline,
        mirrors: mirrors.iter().cloned().chain(settled).chain(of_indexes).collect(),
        indexes: declared.chain(own).collect(),
    }
}
