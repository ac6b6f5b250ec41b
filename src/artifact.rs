//! Which wheel of a package an environment gets.

use crate::environment::Environment;
use crate::lock::{Package, Wheel};
use crate::wheel::WheelName;

/// The wheels of a package whose names can be read.
#[derive(Debug, Default)]
pub struct Candidates<'l> {
    wheels: Vec<Candidate<'l>>,
}

/// A wheel, with its name read.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'l> {
    /// The wheel.
    pub wheel: &'l Wheel,
    /// What its name says.
    pub name: WheelName<'l>,
}

impl<'l> Candidates<'l> {
    /// The wheels of `package`.
    #[must_use]
    pub fn of(package: &'l Package) -> Self {
        let wheels = package.wheels.iter().filter_map(|wheel| {
            let name = WheelName::parse(&wheel.filename)?;
            Some(Candidate { wheel, name })
        });
        Self { wheels: wheels.collect() }
    }

    /// The wheel that uv would install: the one with the best tag, among equals that with the highest
    /// build number, and among those the first of the lock.
    #[must_use]
    pub fn best(&self, environment: &Environment) -> Option<&Candidate<'l>> {
        let mut best = None;
        for candidate in &self.wheels {
            let ranks = candidate
                .name
                .tags()
                .filter_map(|(python, abi, platform)| environment.rank(python, abi, platform));
            let Some(rank) = ranks.min() else {
                continue;
            };
            let build = candidate.name.build;
            let is_better = best.is_none_or(|(best_rank, best_build, _)| {
                rank < best_rank || (rank == best_rank && build > best_build)
            });
            if is_better {
                best = Some((rank, build, candidate));
            }
        }
        best.map(|(_, _, candidate)| candidate)
    }
}
