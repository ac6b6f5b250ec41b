//! The facts that have to be looked up.

use super::{Facts, Key};
use crate::environment::EnvironmentSet;
use crate::lock::{File, Git, Package};
use crate::project::BuildSystem;
use crate::project::settings::CargoLock;

/// A fact that has to be looked up, because the lock does not contain it.
#[derive(Debug, Clone)]
pub struct Lookup<'l> {
    /// The package that it belongs to.
    pub package: &'l Package,
    /// The environments that need it.
    pub environments: EnvironmentSet,
    /// The file or the commit to look at.
    pub subject: Subject<'l>,
    /// Whether the package is built from it.
    pub builds: bool,
    /// Where the Rust dependencies are locked that it is built with.
    pub crates: Option<&'l CargoLock>,
    /// The wheel whose libraries have to be read.
    pub libraries: Option<&'l File>,
}

/// The file or the commit to look at.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'l> {
    /// A file.
    File(&'l File),
    /// A commit.
    Commit(&'l Git),
}

impl<'l> Lookup<'l> {
    /// Whether everything that is needed is known.
    #[must_use]
    pub fn is_done(&self, facts: &Facts) -> bool {
        let is_built_somehow = || {
            let key = Key::of_source(self.package);
            key.is_none_or(|key| facts.build_systems.contains_key(&key))
        };
        self.url_without_hash().is_none_or(|url| facts.hash_of(url).is_some())
            && self.git().is_none_or(|git| facts.commit_files(git).is_some())
            && (!self.builds || is_built_somehow())
            && self.crates.is_none_or(|setting| self.has_crates(setting, facts))
    }

    /// Whether the `Cargo.lock` is known, or it is known that there is none to know.
    fn has_crates(&self, setting: &CargoLock, facts: &Facts) -> bool {
        let is_known = facts.cargo_lock_of(self.package).is_some();
        match setting {
            CargoLock::Off => true,
            CargoLock::At(_) => is_known,
            CargoLock::Found => {
                let build = facts.build_of(self.package);
                let needs_rust =
                    if self.builds { build.is_some_and(BuildSystem::needs_rust) } else { true };
                !needs_rust || is_known || facts.lacks_cargo_lock(self.package)
            }
        }
    }

    /// Whether the libraries of the wheel are known, if they are needed. A file without them is complete: it
    /// only leaves more to the settings.
    #[must_use]
    pub fn has_libraries(&self, facts: &Facts) -> bool {
        self.libraries.is_none_or(|wheel| facts.libraries_of(wheel).is_some())
    }

    /// The address of a file that has no hash which Nix can check.
    #[must_use]
    pub fn url_without_hash(&self) -> Option<&'l str> {
        match self.subject {
            Subject::File(file) => file.url_without_hash(),
            Subject::Commit(_) => None,
        }
    }

    /// Whether the contents of the file or the commit are read, not only its hash.
    #[must_use]
    pub const fn reads_contents(&self) -> bool {
        self.builds || self.crates.is_some() || self.libraries.is_some()
    }

    /// The same for what `facts` record of the contents, or of the files of a commit; `None` if they record nothing.
    #[must_use]
    pub fn of_recorded(&self, facts: &Facts) -> Option<Self> {
        let recorded = Self {
            builds: self.builds && facts.build_of(self.package).is_some(),
            crates: self.crates.filter(|_| facts.cargo_lock_of(self.package).is_some()),
            libraries: self.libraries.filter(|wheel| facts.libraries_of(wheel).is_some()),
            ..self.clone()
        };
        let has_tree = self.git().is_some_and(|git| facts.commit_files(git).is_some());
        (has_tree || recorded.reads_contents()).then_some(recorded)
    }

    /// The commit, if it is one.
    #[must_use]
    pub fn git(&self) -> Option<&'l Git> {
        match self.subject {
            Subject::Commit(git) => Some(git),
            Subject::File(..) => None,
        }
    }
}
