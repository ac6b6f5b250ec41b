//! The lists of build requirements that uv resolves.

use std::collections::BTreeSet;

use pep508_rs::PackageName;

use super::merged::ProjectPackages;
use super::{BuildPlan, Inputs, Merged, Variant};
use crate::environment::Environments;
use crate::facts::Facts;
use crate::facts::build_lock::BuildList;
use crate::project::IndexSource;
use crate::project::requirement::BuildRequirement;

/// What the hook of pyproject.nix for editable packages runs with.
const EDITABLE_HOOK: [&str; 2] = ["libcst", "tomli; python_version < '3.11'"];

/// A requirement, with the indexes that it is taken from; any index where there are none.
pub(super) type Sourced<'l> = (&'l BuildRequirement, &'l [IndexSource]);

/// What a package is built with, as lists.
pub(super) struct BuildLists {
    /// The list for usual builds; none if everything is taken from the project.
    pub(super) usual: Option<BuildList>,
    /// The list for builds as an editable package, where that takes more.
    pub(super) editable: Option<BuildList>,
    /// The requirements that are taken from the packages of the project.
    pub(super) of_project: BTreeSet<PackageName>,
    /// Whether builds see packages of the project, too.
    pub(super) is_beside_project: bool,
}

impl BuildLists {
    /// The lists of these requirements and what an editable package needs `more`.
    pub(super) fn of(
        requirements: &[Sourced<'_>],
        more: &[BuildRequirement],
        environments: &Environments,
    ) -> Self {
        let more = more.iter().map(|requirement| (requirement, &[][..]));
        let all = || requirements.iter().copied().chain(more.clone());
        let editable = (more.len() > 0).then(|| BuildList::of(all(), environments)).flatten();
        let usual = BuildList::of(requirements.iter().copied(), environments);
        let editable = editable.filter(|_| usual.is_some());
        Self { usual, editable, of_project: BTreeSet::new(), is_beside_project: false }
    }
}

impl Merged<'_> {
    /// The list of what builds of editable packages run, with the packages that can be editable; none where no
    /// package can.
    pub(super) fn editable_hook(&self) -> Option<(BuildList, BTreeSet<String>)> {
        let can_be = |variant: &&Variant<'_>| variant.is_folder() && variant.project.is_some();
        let editable = self.variants().filter(can_be).map(|variant| variant.package.to_string());
        let packages = BTreeSet::from_iter(editable);
        let parse = |text: &str| text.parse().expect("the text is a requirement");
        let requirements: [BuildRequirement; 2] = EDITABLE_HOOK.map(parse);
        let requirements = requirements.iter().map(|it| (it, &[][..]));
        let list = BuildList::of(requirements, &self.inputs.resolved.environments)?;
        (!packages.is_empty()).then_some((list, packages))
    }
}

impl<'l> Variant<'l> {
    /// What it is built with.
    pub(super) fn build_plan(&self, inputs: Inputs<'l>, facts: &'l Facts) -> BuildPlan<'l> {
        BuildPlan::of(self.package, self.project, inputs.settings(), facts)
    }

    /// The lists to lock, if some environment builds it, or may: it has an sdist, and its requirements are known.
    pub(super) fn build_lists(
        &self,
        plan: BuildPlan<'l>,
        project: &ProjectPackages<'_>,
    ) -> Option<BuildLists> {
        let may_be_built = self.installed.built().is_some() || self.installed.sdist().is_some();
        if may_be_built { plan.lists(project) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::EnvironmentOptions;
    use crate::project::Workspace;
    use crate::resolution::resolved::Resolved;

    const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { editable = '.' }
dependencies = [{ name = 'built' }]
[[package]]
name = 'built'
version = '2'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/built-2.tar.gz', hash = 'md5:00000000000000000000000000000000' }
dependencies = [{ name = 'elsewhere', marker = \"sys_platform == 'win32'\" }]
[[package]]
name = 'elsewhere'
version = '3'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/elsewhere-3.tar.gz', hash = 'md5:00000000000000000000000000000001' }
wheels = [{ url = 'https://files.example/elsewhere-3-py3-none-any.whl', hash = 'md5:00000000000000000000000000000002' }]
";

    /// The lists of a project that says these things: each with those who have it.
    fn lists(pyproject: &str) -> Vec<String> {
        lists_of(LOCK, pyproject)
    }

    fn lists_of(lock: &str, pyproject: &str) -> Vec<String> {
        let (workspace, facts) = (Workspace::of_texts(lock, pyproject), Facts::default());
        let options = EnvironmentOptions::default();
        let resolved = Resolved::of(workspace.lock(), &options).unwrap();
        let merged = Merged::of(Inputs { resolved: &resolved, workspace: &workspace });
        let lists = merged.build_needs(&facts).lists;
        let lists = lists.iter().filter(|(list, _)| !list.to_string().starts_with("libcst"));
        let lists = lists.map(|(list, packages)| {
            let packages = Vec::from_iter(packages.keys().map(String::as_str)).join(" and ");
            format!("{packages}: {list}")
        });
        lists.collect()
    }

    #[test]
    fn what_is_built_alike_has_one_list() {
        let text = "build-system.requires = ['wheel', 'Flit_Core']\n\
                    tool.uvnix.packages.built.build-system = ['flit-core', 'wheel']";
        assert_eq!(lists(text), ["app 1 and built 2: flit-core, wheel"]);
    }

    #[test]
    fn a_folder_that_says_nothing_is_built_with_setuptools_and_an_archive_is_not_guessed_at() {
        assert_eq!(lists(""), ["app 1: setuptools, wheel"]);
    }

    #[test]
    fn what_can_be_built_instead_of_taking_its_wheel_has_a_list_if_its_requirements_are_known() {
        let lock = LOCK.replace("sys_platform == 'win32'", "sys_platform == 'linux'");
        let known = "tool.uvnix.packages.elsewhere.build-system = ['flit-core']";
        assert_eq!(lists_of(&lock, ""), ["app 1: setuptools, wheel"]);
        let both = ["elsewhere 3: flit-core", "app 1: setuptools, wheel"];
        assert_eq!(lists_of(&lock, known), both);
    }

    #[test]
    fn an_editable_build_has_a_list_of_its_own_where_it_takes_more() {
        let text = "build-system = { requires = ['hatchling'], build-backend = 'hatchling.build' }";
        assert_eq!(lists(text), ["app 1: editables~=0.3, hatchling", "app 1: hatchling"]);
    }

    #[test]
    fn what_builds_take_from_the_project_is_not_locked() {
        let built = "tool.uvnix.packages.built.build-system = ['wheel']\n\
                     build-system.requires = ['app']\n";
        assert_eq!(lists(built), ["built 2: wheel"]);
        for (setting, locked) in [
            ("no-build-isolation-package = ['built']", &["built 2: wheel"][..]),
            ("extra-build-dependencies.built = ['app']", &["built 2: wheel"]),
            (
                "extra-build-dependencies.built = [{ requirement = 'app', match-runtime = true }]",
                &["built 2: wheel"],
            ),
            // The project does not have these.
            (
                "extra-build-dependencies.built = [{ requirement = 'a', match-runtime = true }]",
                &["built 2: wheel"],
            ),
            (
                "extra-build-dependencies.built = ['a @ https://files.example/a-1.tar.gz']",
                &["built 2: wheel"],
            ),
            // No chosen environment has this one.
            (
                "no-build-isolation-package = ['built']\ntool.uv.extra-build-dependencies.built = ['elsewhere']",
                &["built 2: wheel"],
            ),
        ] {
            assert_eq!(lists(&format!("{built}tool.uv.{setting}")), locked, "{setting}");
        }
        let added = "tool.uv.extra-build-dependencies.built = ['a>=1']";
        assert_eq!(lists(&format!("{built}{added}")), ["built 2: a>=1, wheel"]);
    }
}
