//! Names for sets of environments, so that a fact about many environments is written once.
//!
//! A *scope* is a set of environments with a name: an operating system (`linux`), a system
//! (`x86_64-linux`), an interpreter (`cp312`), or an interpreter on one of these (`cp312-linux`,
//! `cp312-x86_64-linux`). Where a minor version of Python is split, `cp311` still means all of it,
//! and `cp311.0` and `cp311.3` its parts.

use std::collections::BTreeSet;
use std::ops::Index;

use indexmap::IndexMap;

use super::{Environment, EnvironmentId, EnvironmentSet};

/// The environments of a file, sorted by interpreter and system.
#[derive(Debug)]
pub struct Environments {
    in_order: Vec<Environment>,
    all: EnvironmentSet,
    /// From wide to narrow.
    scopes: IndexMap<String, EnvironmentSet>,
}

impl Environments {
    /// Takes environments in their order.
    #[must_use]
    pub fn new(environments: Vec<Environment>) -> Self {
        let ids = (0..environments.len()).map(EnvironmentId::new);
        let mut all = Self { all: ids.collect(), in_order: environments, scopes: IndexMap::new() };
        all.add_scopes(|_, environment| environment.platform.name.kernel().to_owned());
        all.add_scopes(|_, environment| environment.platform.name.to_string());
        all.add_scopes(|_, environment| python_name(environment));
        all.add_scopes(Self::interpreter_name);
        all.add_scopes(|_, environment| on_its_kernel(&python_name(environment), environment));
        all.add_scopes(|_, environment| on_its_system(&python_name(environment), environment));
        all.add_scopes(Self::name);
        all
    }

    fn add_scopes(&mut self, name: impl Fn(&Self, &Environment) -> String) {
        for id in self.all.iter() {
            let name = name(self, &self.in_order[id.index()]);
            self.scopes.entry(name).or_default().insert(id);
        }
    }

    /// The number of environments; at least one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_order.len()
    }

    /// Whether there is none, which [`super::select`] refuses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Environment> {
        self.in_order.iter()
    }

    /// The set of all of them.
    #[must_use]
    pub const fn all(&self) -> &EnvironmentSet {
        &self.all
    }

    /// Each of them with its number.
    pub fn with_ids(&self) -> impl Iterator<Item = (EnvironmentId, &Environment)> {
        self.all.iter().zip(&self.in_order)
    }

    /// The set of the environments for which `holds` returns true.
    #[must_use]
    pub fn set(&self, holds: impl Fn(EnvironmentId) -> bool) -> EnvironmentSet {
        self.all.iter().filter(|&id| holds(id)).collect()
    }

    /// `cp312-x86_64-linux`.
    #[must_use]
    pub fn name(&self, environment: &Environment) -> String {
        on_its_system(&self.interpreter_name(environment), environment)
    }

    /// `cp312`, or `cp311.3` for the part of a split minor version that starts at 3.11.3.
    #[must_use]
    pub fn interpreter_name(&self, environment: &Environment) -> String {
        let interpreter = environment.interpreter;
        let is_split = self.in_order.iter().any(|other| {
            other.interpreter.python == interpreter.python && other.interpreter != interpreter
        });
        let name = python_name(environment);
        if is_split { format!("{name}.{}", interpreter.from) } else { name }
    }

    /// The scopes whose union is `set`; `None` if it contains all environments.
    #[must_use]
    pub fn scopes(&self, set: &EnvironmentSet) -> Option<Vec<String>> {
        self.scopes_within(set, &self.all)
    }

    /// The scopes whose union is `set`, out of the environments `within` another set; `None` if it contains all
    /// of these.
    #[must_use]
    pub fn scopes_within(
        &self,
        set: &EnvironmentSet,
        within: &EnvironmentSet,
    ) -> Option<Vec<String>> {
        (set != within).then(|| self.cover(set, within).into_iter().map(str::to_owned).collect())
    }

    /// Whether an environment is in one of these scopes.
    #[must_use]
    pub fn is_in(&self, id: EnvironmentId, scopes: &BTreeSet<&str>) -> bool {
        scopes.iter().any(|&scope| self.scopes.get(scope).is_some_and(|set| set.contains(id)))
    }

    /// The widest scopes whose union is `set`, sorted by name.
    ///
    /// Only environments in `within` count: a scope may contain others.
    #[must_use]
    pub fn cover(&self, set: &EnvironmentSet, within: &EnvironmentSet) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        let (mut left, mut others) = (set & within, within.clone());
        others.remove(set);
        for (name, scope) in &self.scopes {
            if left.is_empty() {
                break;
            }
            if scope.is_apart_from(&others) && !scope.is_apart_from(&left) {
                left.remove(scope);
                names.insert(name.as_str());
            }
        }
        names
    }
}

impl<'e> IntoIterator for &'e Environments {
    type Item = &'e Environment;
    type IntoIter = std::slice::Iter<'e, Environment>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Index<EnvironmentId> for Environments {
    type Output = Environment;

    fn index(&self, id: EnvironmentId) -> &Environment {
        &self.in_order[id.index()]
    }
}

fn python_name(environment: &Environment) -> String {
    environment.interpreter.python.to_string()
}

fn on_its_kernel(interpreter: &str, environment: &Environment) -> String {
    format!("{interpreter}-{}", environment.platform.name.kernel())
}

fn on_its_system(interpreter: &str, environment: &Environment) -> String {
    format!("{interpreter}-{}", environment.platform.name)
}

#[cfg(test)]
mod tests {
    use super::super::{Interpreter, Platform, Python, TargetVersion, nixpkgs};
    use super::*;

    fn environments() -> Environments {
        let part = |from, until| Interpreter { python: Python::cpython(11), from, until };
        let old = Interpreter::whole(Python::cpython(10));
        let all = [old, part(0, Some(3)), part(3, None)].into_iter().flat_map(|interpreter| {
            nixpkgs::SYSTEMS.map(|name| {
                let platform = Platform { name, target: TargetVersion::usual(name.libc) };
                Environment::new(interpreter, platform, &[])
            })
        });
        Environments::new(all.collect())
    }

    fn cover(holds: impl Fn(&Environment) -> bool) -> Vec<String> {
        let all = environments();
        let set = all.set(|id| holds(&all[id]));
        let names = all.cover(&set, all.all());
        names.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_set_is_named_by_its_widest_scopes() {
        assert_eq!(cover(|it| it.platform.name.kernel() == "linux"), ["linux"]);
        assert_eq!(cover(|it| it.interpreter.python.minor == 11), ["cp311"]);
        assert_eq!(cover(|it| it.interpreter.from == 3), ["cp311.3"]);
        assert_eq!(
            cover(|it| it.interpreter.python.minor == 11
                && it.platform.name.to_string() == "x86_64-linux"),
            ["cp311-x86_64-linux"]
        );
        assert_eq!(
            cover(|it| it.interpreter.python.minor == 10
                || it.platform.name.to_string() == "x86_64-linux"),
            ["cp310", "x86_64-linux"]
        );
    }

    #[test]
    fn a_scope_may_reach_beyond_what_is_looked_at() {
        let all = environments();
        let linux = all.set(|id| all[id].platform.name.kernel() == "linux");
        let old = all.set(|id| all[id].interpreter.from == 0);
        let both = &linux & &old;
        assert_eq!(Vec::from_iter(all.cover(&both, &old)), ["linux"]);
        assert_eq!(Vec::from_iter(all.cover(&both, &linux)), ["cp310", "cp311.0"]);
    }
}
