//! The data of `uvnix.lock`: read, then completed, or with `--check` only compared.

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
use crate::cli::{Lock2nix, LookupOptions};
use crate::commands::input::{Input, LockFile};
use crate::fetch::{FetchOptions, Fetcher, Index};

/// The data of a lock file that is stored in `uvnix.lock`.
#[derive(Clone)]
pub struct Known {
    /// The content of `uvnix.lock`.
    before: Facts,
    /// The content that it should have.
    pub facts: Facts,
    /// With `--check`, why the two differ: `has no data for a 1.0`.
    pub stale: Option<String>,
}

impl Known {
    /// The data that an overlay needs; looks up missing data.
    pub fn of(input: &Input, merged: &Merged<'_>, arguments: &Lock2nix) -> Result<Self, Report> {
        let before = facts::known(&input.file)?;
        let wanted = wanted(input, arguments);
        if wanted == Lookup::None {
            return Ok(Self { facts: before.clone(), before, stale: None });
        }
        let needs = merged.lookups(wanted);
        if arguments.check {
            let (facts, stale) = facts::compare(&before, &needs);
            return Ok(Self { before, facts, stale });
        }
        let fetcher = Fetcher::new(fetching(&arguments.lookup, &input.settings))?;
        let folder = &input.file.folder;
        let (offline, quiet) = (arguments.lookup.offline, arguments.verbosity.quiet);
        let search = Search { folder, fetcher: &fetcher, offline, quiet };
        let facts = facts::complete(&before, &needs, &search)?;
        Ok(Self { before, facts, stale: None })
    }

    /// The same with locked build requirements, if they are wanted.
    pub fn with_build_locks(
        self,
        input: &Input,
        resolved: &Resolved<'_>,
        merged: &Merged<'_>,
        arguments: &Lock2nix,
    ) -> Result<Self, Report> {
        let settings = &input.settings;
        let is_wanted = arguments.lookup.lock_build_systems || settings.lock_build_systems;
        if wanted(input, arguments) == Lookup::None {
            // Without a lookup, use the requirements that are locked.
            let facts = if is_wanted {
                self.facts
            } else {
                self.facts.with_build_locks(BuildLocks::default())
            };
            return Ok(Self { facts, ..self });
        }
        let lists = if is_wanted { merged.build_lists(&self.facts) } else { BTreeMap::new() };
        let terms = Terms::of(&resolved.environments, settings);
        if arguments.check {
            let (facts, stale) = build_lock::compare(&self.facts, &lists, &terms);
            return Ok(Self { facts, stale: self.stale.or(stale), ..self });
        }
        let (offline, quiet) = (arguments.lookup.offline, arguments.verbosity.quiet);
        let (folder, origins) = (&input.file.folder, &settings.uv.origins);
        let uv = Uv { folder, origins, offline, quiet };
        let facts = build_lock::complete(&self.facts, &lists, &terms, &uv)?;
        Ok(Self { facts, ..self })
    }

    /// Writes `uvnix.lock`, if it changed.
    pub fn save(&self, file: &LockFile) -> Result<(), Report> {
        facts::save(&self.before, &self.facts, file)
    }
}

fn wanted(input: &Input, arguments: &Lock2nix) -> Lookup {
    arguments.lookup.wanted().unwrap_or(input.settings.lookup)
}

/// How to download files: from the options and the settings.
fn fetching(lookup: &LookupOptions, settings: &Settings) -> FetchOptions {
    let asked_for = lookup.mirrors().map(|it| (it.from.clone(), it.to.clone()));
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
        offline: lookup.offline,
        mirrors: asked_for.chain(settled).chain(of_indexes).collect(),
        indexes: declared.chain(own).collect(),
    }
}
