//! The environments that two locks have in common.
//!
//! One lock can distinguish patch releases of Python that the other does not: then the smaller parts are
//! compared.

use crate::environment::{Environment, EnvironmentId, Environments, Interpreter};

/// The environments of two locks, side by side.
#[derive(Debug)]
pub(super) struct Common {
    /// The environments of both locks.
    pub environments: Environments,
    /// The environments of both locks that contain them.
    pub pairs: Vec<(EnvironmentId, EnvironmentId)>,
    /// The names of the environments of the old lock only.
    pub only_old: Vec<String>,
    /// The names of the environments of the new lock only.
    pub only_new: Vec<String>,
}

impl Common {
    pub(super) fn of(old: &Environments, new: &Environments) -> Self {
        let mut pairs = Vec::new();
        let mut environments = Vec::new();
        for (before, was) in old.with_ids() {
            for (after, is) in new.with_ids() {
                if let Some(both) = both(was, is) {
                    pairs.push((before, after));
                    environments.push(both);
                }
            }
        }
        let unpaired = |all: &Environments, is_paired: &dyn Fn(EnvironmentId) -> bool| {
            let unpaired = all.with_ids().filter(|&(id, _)| !is_paired(id));
            unpaired.map(|(_, environment)| all.name(environment)).collect()
        };
        Self {
            environments: Environments::new(environments),
            only_old: unpaired(old, &|id| pairs.iter().any(|pair| pair.0 == id)),
            only_new: unpaired(new, &|id| pairs.iter().any(|pair| pair.1 == id)),
            pairs,
        }
    }
}

/// The intersection of two environments.
fn both(left: &Environment, right: &Environment) -> Option<Environment> {
    let (one, other) = (left.interpreter, right.interpreter);
    let from = one.from.max(other.from);
    let until = match (one.until, other.until) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let is_same = one.python == other.python && left.platform == right.platform;
    let interpreter = Interpreter { python: one.python, from, until };
    let has_releases = until.is_none_or(|until| from < until);
    (is_same && has_releases).then(|| left.part(interpreter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::{Platform, Python, SystemName, TargetVersion};

    fn environments(parts: &[(u64, u64, Option<u64>)]) -> Environments {
        let name: SystemName = "x86_64-linux".parse().unwrap();
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        let environment = |&(minor, from, until): &(u64, u64, Option<u64>)| {
            let interpreter = Interpreter { python: Python::cpython(minor), from, until };
            Environment::new(interpreter, platform, &[])
        };
        Environments::new(parts.iter().map(environment).collect())
    }

    #[test]
    fn a_python_that_one_lock_splits_is_compared_in_parts() {
        let old = environments(&[(10, 0, None), (11, 0, None)]);
        let new = environments(&[(11, 0, Some(3)), (11, 3, None), (12, 0, None)]);
        let common = Common::of(&old, &new);
        let pairs = common.pairs.iter().map(|(old, new)| (old.index(), new.index()));
        assert_eq!(Vec::from_iter(pairs), [(1, 0), (1, 1)]);
        assert_eq!(common.only_old, ["cp310-x86_64-linux"]);
        assert_eq!(common.only_new, ["cp312-x86_64-linux"]);
    }
}
