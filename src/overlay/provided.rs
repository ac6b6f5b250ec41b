//! Which build systems there are to build with.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::LazyLock;

use pep440_rs::Version;
use pep508_rs::{ExtraName, PackageName};

use super::{BuiltPackages, Overlay, Packaged};
use crate::environment::{EnvironmentId, EnvironmentSet};
use crate::project::requirement::BuildRequirement;
use crate::text::printable::shortened_to;

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

/// The day of that list, and the beginning of the name of its commit.
const PROVIDED_ON: &str = "2026-08-17";
const PROVIDED_AT: &str = "90ffdee";

/// A build requirement that is not locked, and that builds may not find in this version.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmet {
    /// The package that is needed.
    pub name: PackageName,
    /// What there is instead; `None` if nothing is known.
    pub instead: Option<Instead>,
    /// Who needs it, and the requirement in words.
    pub needed_by: BTreeSet<(String, String)>,
}

/// What builds use instead of a build requirement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instead {
    /// That of the lock, unless the package set has the package, too.
    Locked(Version),
    /// That of the lock without this extra, unless the package set has the package, too.
    WithoutExtra(ExtraName),
    /// That of the package set, if its build systems are those of pyproject.nix of the day of our list.
    OfSet(Version),
}

impl Overlay<'_> {
    /// The build requirements that neither the project nor the build systems of pyproject.nix satisfy.
    #[must_use]
    pub fn unmet_build_requirements(&self) -> Vec<Unmet> {
        let mut unmet: BTreeMap<(&PackageName, Option<Instead>), BTreeSet<_>> = BTreeMap::new();
        let is_built_from_set = |it: &&Packaged<'_>| {
            it.variant.installed.built().is_some() && it.build.locked.usual.is_none()
        };
        for Packaged { variant, build, .. } in self.variants().filter(is_built_from_set) {
            for requirement in &build.requirements {
                let name = &requirement.name;
                let all = &self.inputs.settings().uv.build_constraints;
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

impl Overlay<'_> {
    /// The build requirements whose version is that of the project, with the packages that need them in environments
    /// in which the project does not have them.
    #[must_use]
    pub fn unmatched_build_requirements(&self) -> BTreeMap<&PackageName, BuiltPackages> {
        let environments = &self.inputs.resolved.environments;
        let mut unmatched: BTreeMap<_, BuiltPackages> = BTreeMap::new();
        for Packaged { variant, build, .. } in self.variants() {
            let Some(built) = variant.installed.built() else { continue };
            let matched = build.plan.added.iter().filter(|it| it.match_runtime);
            for requirement in matched.map(|it| &it.requirement) {
                let name = &requirement.name;
                let needs = |&id: &EnvironmentId| requirement.applies_to(&environments[id]);
                let mut lacking = EnvironmentSet::from_iter(built.iter().filter(needs));
                for Packaged { variant, .. } in self.packages.get(name).into_iter().flatten() {
                    lacking.remove(&variant.installed.present);
                }
                if !lacking.is_empty() {
                    let packages = unmatched.entry(name).or_default();
                    packages.entry(variant.package.to_string()).or_default().add(&lacking);
                }
            }
        }
        unmatched
    }

    /// The version in which the project has the package of a build requirement, if that does not meet it.
    #[must_use]
    pub fn excluded_version(&self, requirement: &BuildRequirement) -> Option<&Version> {
        let variants = self.packages.get(&requirement.name).into_iter().flatten();
        let versions = variants.filter_map(|it| it.variant.package.version.as_ref());
        let mut versions = versions.map(|version| &version.version);
        versions.find(|version| !requirement.specifiers.contains(version))
    }
}

/// The error is what will be used instead, if anything is known.
fn is_met(requirement: &BuildRequirement, overlay: &Overlay<'_>) -> Result<(), Option<Instead>> {
    let unfit = if let Some(variants) = overlay.packages.get(&requirement.name) {
        let lacks = |extra: &&ExtraName| !variants.iter().any(|it| it.variant.has_extra(extra));
        let without = || requirement.extras.iter().find(lacks).cloned();
        let excluded = overlay.excluded_version(requirement).cloned().map(Instead::Locked);
        excluded.or_else(|| without().map(Instead::WithoutExtra))
    } else {
        let provided = PROVIDED.get(&requirement.name).ok_or(None)?;
        let is_unfit = !requirement.specifiers.contains(provided);
        is_unfit.then(|| Instead::OfSet(provided.clone()))
    };
    unfit.map_or(Ok(()), |instead| Err(Some(instead)))
}

impl Unmet {
    /// The help text for it. `lock2nix` is the command for the lock.
    #[must_use]
    pub fn help(lock2nix: &str) -> String {
        format!(
            "lock build requirements: run `{lock2nix}` with uv on PATH, and without \
             `lock-build-systems = false`; or add the missing packages to a dependency group of the project"
        )
    }

    /// Why the requirement is not met, and which packages need it. The text does not name the requirement. `pinned`
    /// is the commit of the build systems of pyproject.nix that the flake uses, if it is known.
    #[must_use]
    pub fn reason(&self, pinned: Option<&str>) -> String {
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
        format!("{}; required by {}", self.available(pinned), who.join(", "))
    }

    /// Which version builds use, and which file decides that.
    fn available(&self, pinned: Option<&str>) -> String {
        let knows_set = pinned.is_some_and(|commit| commit.starts_with(PROVIDED_AT));
        match (&self.instead, pinned) {
            (Some(Instead::Locked(version)), _) => format!(
                "not locked, and uv.lock has version {version}, so builds take that of the package set, if it has one"
            ),
            (Some(Instead::WithoutExtra(extra)), _) => format!(
                "not locked, and the project has it without the extra {extra}, so builds do not get the extra"
            ),
            (Some(Instead::OfSet(version)), _) if knows_set => format!(
                "not locked, so flake.lock decides: its build systems of pyproject.nix have version {version}"
            ),
            (Some(Instead::OfSet(version)), Some(commit)) => format!(
                "not locked, so flake.lock decides: it has commit {} of the build systems of \
                 pyproject.nix, which had version {version} on {PROVIDED_ON}",
                shortened_to(commit, PROVIDED_AT.len())
            ),
            (Some(Instead::OfSet(version)), None) => format!(
                "not locked, so the package set decides: version {version}, if it has the build \
                 systems of pyproject.nix of {PROVIDED_ON}"
            ),
            (None, _) if knows_set => {
                "neither in the project nor among the build systems of pyproject.nix in flake.lock"
                    .to_owned()
            }
            (None, _) => format!(
                "neither in the project nor, on {PROVIDED_ON}, among the build systems of pyproject.nix"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_day_of_the_list() {
        let text = include_str!("provided.txt");
        let day = text.lines().find_map(|line| line.split_once("as of "));
        assert_eq!(day.map(|(_, day)| day), Some(PROVIDED_ON));
        assert!(text.contains(&format!("(commit {PROVIDED_AT})")));
        assert!(PROVIDED.contains_key(&"setuptools".parse().unwrap()), "each line can be read");
    }

    #[test]
    fn a_version_of_our_list_is_a_fact_only_for_the_commit_of_the_list() {
        let unmet = |instead| Unmet { name: "a".parse().unwrap(), instead, needed_by: [].into() };
        let other = unmet(Some(Instead::OfSet("1.2".parse().unwrap())));
        let said = |unmet: &Unmet, pinned| unmet.reason(pinned);
        assert!(said(&other, None).contains("version 1.2, if it has"));
        assert!(said(&other, Some("90ffdee0123")).contains("flake.lock decides: its build"));
        let of_another = said(&other, Some("0123456789"));
        assert!(
            of_another.contains("commit 0123456… of") && of_another.contains("had version 1.2")
        );
        assert!(said(&unmet(None), Some("90ffdee0123")).contains("in flake.lock"));
    }
}
