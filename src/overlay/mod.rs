//! All environments merged, with each fact once.
//!
//! Takes the resolutions, the projects, the settings and the facts; gives an [`Overlay`]. A package that
//! several
//! environments share has one [`Variant`]; the needs of only some of its environments are a
//! [`Conditional`].
//!
//! | file | open it for |
//! |---|---|
//! | `wheels` | the wheels of a package, by scope |
//! | `needs` | dependencies, shared or by environment |
//! | `member` | what can be installed by name |
//! | `build`, `provided` | the build requirements of each package; the available build systems |
//! | `locked` | locked build requirements |
//! | `cycles` | dependency cycles, for builders that cannot have them |
//! | `lack` | the facts that are missing |

mod build;
mod cycles;
mod lack;
mod locked;
mod member;
mod needs;
mod provided;
mod wheels;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

pub use cycles::{Circles, Cycle};
pub use member::Member;
pub use needs::{Conditional, Edges, Needs};
pub use provided::Unmet;
pub use wheels::Wheels;

use crate::environment::EnvironmentSet;
use crate::lock::formula::{Clauses, Formula, Literal};
use crate::lock::{Package, PackageId, RelativePath, Sdist};
use crate::project::requirement::BuildRequirement;
use crate::project::settings::Settings;
use crate::project::{Project, Projects};
use crate::resolution::activation::{Bring, activations};
use crate::resolution::artifact::{must_not_be_built, refusal};
use crate::resolution::graph::Node;
use crate::resolution::resolved::Resolved;

/// The content of a generated file.
#[derive(Debug)]
pub struct Overlay<'l> {
    /// The packages that can be installed by name.
    pub members: BTreeMap<&'l PackageName, Member<'l>>,
    /// Every package that some environment has; more than one variant where the lock forks.
    pub packages: BTreeMap<&'l PackageName, Vec<Variant<'l>>>,
    /// The choices that a specification implies, with the environments in which they apply.
    pub activations: Vec<(Bring, Place<'l>)>,
    /// The packages that only builds need, by name and version.
    pub build_packages: BTreeMap<&'l str, Variant<'l>>,
    /// For each list of build requirements the packages that meet it, and where they are needed.
    pub build_environments: BTreeMap<String, BTreeMap<&'l str, Place<'l>>>,
    /// The cycles, for builders that cannot have them.
    pub cycles: Vec<Cycle<'l>>,
}

/// One version of a package, for the environments that have it.
#[derive(Debug)]
pub struct Variant<'l> {
    /// The package.
    pub package: &'l Package,
    /// Where it is, if not everywhere.
    pub places: Vec<Place<'l>>,
    /// The `pyproject.toml` of a local package.
    pub project: Option<&'l Project>,
    /// The folders of other local packages inside of its own, seen from it.
    pub nested: Vec<RelativePath>,
    /// Its wheels.
    pub wheels: Wheels<'l>,
    /// The sdist to build if no wheel fits.
    pub sdist: Option<&'l Sdist>,
    /// Why it must not be built, although nothing else is left to do.
    pub refused: Option<&'static str>,
    /// Its needs in all environments that have it.
    pub needs: Needs<'l>,
    /// Its additional needs in some of these environments.
    pub conditional: Vec<Conditional<'l>>,
    /// Whether its build requirements are known, even if there are none.
    pub is_build_known: bool,
    /// Its build requirements.
    pub build_requirements: Vec<&'l BuildRequirement>,
    /// The list of requirements that are locked for its builds.
    pub build_environment: Option<String>,
    /// The same for its builds as an editable package, where that takes more.
    pub editable_build_environment: Option<String>,
    /// The environments that have it.
    present: EnvironmentSet,
}

/// Where something holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'l> {
    /// In these scopes; none: in every environment that there is.
    pub environments: Option<BTreeSet<&'l str>>,
    /// For these choices: alternatives, each of choices that are made or not; none: for all.
    pub when: Vec<Vec<String>>,
}

/// The inputs of every variant.
struct Merge<'l> {
    resolved: &'l Resolved<'l>,
    projects: &'l Projects,
    settings: &'l Settings,
}

impl<'l> Overlay<'l> {
    /// Brings the resolutions of all environments together.
    #[must_use]
    pub fn merge(
        resolved: &'l Resolved<'l>,
        projects: &'l Projects,
        settings: &'l Settings,
    ) -> Self {
        let merge = Merge { resolved, projects, settings };
        let Resolved { graph, environments, .. } = resolved;
        let mut by_name: BTreeMap<_, Vec<PackageId>> = BTreeMap::new();
        for (id, package) in graph.lock.packages() {
            if !merge.present(id).is_clear() {
                by_name.entry(&package.name).or_default().push(id);
            }
        }
        let packages = by_name.into_iter().map(|(name, mut ids)| {
            ids.sort_by_key(|&id| {
                let package = &graph.lock[id];
                (package.version.as_ref().map(|version| &version.version), &package.source)
            });
            (name, ids.iter().map(|&id| merge.variant(id)).collect())
        });
        let activations = activations(resolved);
        let everywhere = environments.set(|_| true);
        let activations = activations
            .iter()
            .map(|((bring, clauses), set)| (bring.clone(), merge.place(clauses, set, &everywhere)));
        Self {
            packages: packages.collect(),
            members: merge.members(),
            activations: activations.collect(),
            build_packages: BTreeMap::new(),
            build_environments: BTreeMap::new(),
            cycles: Vec::new(),
        }
    }
}

impl<'l> Merge<'l> {
    /// When an environment reaches a package.
    fn reaches(&self, index: usize, id: PackageId) -> &Formula {
        let node = self.resolved.graph.index(Node::Package(id)).expect("every package is a node");
        self.resolved.resolutions[index].reaches(node)
    }

    /// The environments that have a package, for some choices at least.
    fn present(&self, id: PackageId) -> EnvironmentSet {
        self.resolved.environments.set(|index| !self.reaches(index, id).is_never())
    }

    /// A package, in the environments and for the choices that have it.
    fn variant(&self, id: PackageId) -> Variant<'l> {
        let package = &self.resolved.graph.lock[id];
        let present = self.present(id);
        let mut answers: BTreeMap<Clauses, EnvironmentSet> = BTreeMap::new();
        for index in present.ones() {
            let clauses = self.reaches(index, id).clauses(self.resolved.conflicts.allowed());
            let nowhere = || self.resolved.environments.none();
            answers.entry(clauses).or_insert_with(nowhere).insert(index);
        }
        let everywhere = self.resolved.environments.set(|_| true);
        let places = answers.iter().map(|(clauses, set)| self.place(clauses, set, &everywhere));
        let mut places: Vec<_> = places.filter(|place| !place.is_everywhere()).collect();
        places.sort();
        let (needs, conditional) = needs::of(self, id, &present);
        Variant {
            package,
            places,
            project: self.projects.get(&id),
            nested: self.nested(package),
            wheels: self.wheels(package, &present),
            sdist: package.sdist.as_ref().filter(|_| !must_not_be_built(self.settings, package)),
            refused: refusal(self.settings, package),
            needs,
            conditional,
            is_build_known: false,
            build_requirements: Vec::new(),
            build_environment: None,
            editable_build_environment: None,
            present,
        }
    }

    /// The folders of other local packages inside of that of a local package.
    fn nested(&self, package: &Package) -> Vec<RelativePath> {
        let Some(folder) = package.source.folder() else { return Vec::new() };
        let others = self.resolved.graph.lock.packages();
        let others = others.filter_map(|(_, other)| other.source.folder()?.inside(folder));
        let nested: BTreeSet<_> = others.filter(|path| *path != RelativePath::here()).collect();
        Vec::from_iter(nested)
    }

    fn place(&self, clauses: &Clauses, set: &EnvironmentSet, within: &EnvironmentSet) -> Place<'l> {
        let describe = |clause: &Vec<Literal>| -> Vec<_> {
            clause.iter().map(|literal| self.resolved.conflicts.describe(literal)).collect()
        };
        let always = clauses.iter().any(Vec::is_empty);
        Place {
            environments: (set != within).then(|| self.resolved.environments.cover(set, within)),
            when: if always { Vec::new() } else { clauses.iter().map(describe).collect() },
        }
    }
}

impl Place<'_> {
    fn is_everywhere(&self) -> bool {
        self.environments.is_none() && self.when.is_empty()
    }
}
