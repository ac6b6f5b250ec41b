//! Which build systems there are to build with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use pep440_rs::Version;
use pep508_rs::PackageName;

use super::{Overlay, Packaged};
use crate::project::requirement::BuildRequirement;

/// The companion set of pyproject.nix's builders, as a list.
static PROVIDED: LazyLock<BTreeMap<PackageName, Version>> = LazyLock::new(|| {
    let lines = include_str!("provided.txt").lines().filter(|line| !line.starts_with('#'));
    let packages = lines.map(|line| {
        let (name, version) = line.split_once(' ').expect("a name and a version");
        let name = PackageName::from_str(name).expect("a name");
        (name, Version::from_str(version).expect("a version"))
    });
    packages.collect()
});

/// A build requirement that will not be met.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmet {
    /// The package that is needed.
    pub name: PackageName,
    /// The version that there is instead; `None` if there is none.
    pub instead: Option<Version>,
    /// Who needs it, and the requirement in words.
    pub needed_by: BTreeSet<(String, String)>,
}

impl Overlay<'_> {
    /// The build requirements that neither the project nor the build systems of pyproject.nix satisfy.
    #[must_use]
    pub fn unmet_build_requirements(&self) -> Vec<Unmet> {
        let mut unmet: BTreeMap<(&PackageName, Option<Version>), BTreeSet<_>> = BTreeMap::new();
        let is_built_from_set = |it: &&Packaged<'_>| {
            it.variant.installed.built().is_some() && it.build.locked.usual.is_none()
        };
        for Packaged { variant, build, .. } in self.variants().filter(is_built_from_set) {
            for requirement in &build.requirements {
                let name = &requirement.name;
                let all = &self.inputs.settings.uv.build_constraints;
                let constraints = all.iter().filter(|constraint| constraint.name == *name);
                for bound in [*requirement].into_iter().chain(constraints) {
                    if let Err(instead) = is_met(bound, self) {
                        let who = (variant.package.to_string(), bound.to_string());
                        unmet.entry((name, instead)).or_default().insert(who);
                    }
                }
            }
        }
        let described = unmet.into_iter().map(|((name, instead), needed_by)| Unmet {
            name: name.clone(),
            instead,
            needed_by,
        });
        described.collect()
    }
}

/// The error is the version that will be used instead, if there is one.
fn is_met(requirement: &BuildRequirement, overlay: &Overlay<'_>) -> Result<(), Option<Version>> {
    let name = &requirement.name;
    // A package of the project takes the place of a build system.
    let locked: Vec<_> = match overlay.packages.get(name) {
        Some(variants) => {
            let versions = variants.iter().map(|it| it.variant.package.version.as_ref());
            versions.map(|version| version.map(|version| &version.version)).collect()
        }
        None => vec![Some(PROVIDED.get(name).ok_or(None)?)],
    };
    let unfit = locked.into_iter().flatten().find(|it| !requirement.specifiers.contains(it));
    unfit.map_or(Ok(()), |version| Err(Some(version.clone())))
}

impl Unmet {
    /// The help text for it.
    pub const HELP: &str = "lock build requirements: run `uvnix lock2nix` with uv on PATH, and without \
         `lock-build-systems = false`; or add the missing packages to a dependency group of the project";

    /// Why the requirement is not met, and which packages need it. The text does not name the requirement.
    #[must_use]
    pub fn reason(&self) -> String {
        let who: Vec<_> = self
            .needed_by
            .iter()
            .map(|(package, requirement)| {
                if requirement == self.name.as_ref() {
                    package.clone()
                } else {
                    format!("{package} ({requirement})")
                }
            })
            .collect();
        let available = match &self.instead {
            Some(version) => format!("only version {version} is available"),
            None => {
                "neither in the project nor among the build systems of pyproject.nix".to_owned()
            }
        };
        format!("{available}; required by {}", who.join(", "))
    }
}

/// `build requirement hatchling: …`.
impl fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "build requirement {}: {}", self.name, self.reason())
    }
}
