//! The requirements of build backends in addition to `[build-system] requires`.
//!
//! A backend returns them at run time: <https://peps.python.org/pep-0517/#get-requires-for-build-wheel>.
//! uvnix reads them from files, as far as possible. It does not support requirements that a `setup.py`, a
//! plugin or a backend inside the tree computes, nor the dependencies of a module that flit imports to get
//! its version.

use toml::{Table, Value};

use super::setup_cfg;

/// The tools that each backend requires if the machine does not have them.
const REQUIRES: [(&str, &[&str]); 3] = [
    // https://mesonbuild.com/meson-python/reference/environment-variables.html
    ("mesonpy", &["ninja"]),
    // https://scikit-build-core.readthedocs.io/en/latest/configuration/index.html
    ("scikit_build_core.build", &["cmake", "ninja"]),
    ("scikit_build_core.setuptools.build_meta", &["cmake", "ninja"]),
];

/// The additional requirements of each backend for an editable wheel
/// (<https://peps.python.org/pep-0660/#get-requires-for-build-editable>).
///
/// flit, maturin, meson-python, pdm, poetry, scikit-build-core, setuptools and uv have none.
const EDITABLE_REQUIRES: [(&str, &[&str]); 2] =
    [("hatchling.build", &["editables"]), ("hatchling.ouroboros", &["editables"])];

/// The names of the packages that a build backend additionally requires for an editable wheel.
#[must_use]
pub(super) fn editable_requires(build_backend: Option<&str>) -> &'static [&'static str] {
    listed(&EDITABLE_REQUIRES, build_backend)
}

fn listed<'a>(table: &[(&str, &'a [&'a str])], build_backend: Option<&str>) -> &'a [&'a str] {
    let found = table.iter().find(|(name, _)| Some(*name) == build_backend);
    found.map_or(&[], |(_, requires)| requires)
}

/// The requirements of a build backend for a wheel.
pub(super) fn requires(build_backend: Option<&str>, tool: &Table, setup_cfg: &str) -> Vec<String> {
    let mut requires = match build_backend.unwrap_or("setuptools.build_meta") {
        "setuptools.build_meta"
        | "setuptools.build_meta:__legacy__"
        | "scikit_build_core.setuptools.build_meta" => setup_cfg::setup_requires(setup_cfg),
        "hatchling.build" => hatch_requires(tool),
        "scikit_build_core.build" => strings(at(tool, &["scikit-build", "build", "requires"])),
        "pdm.backend" if is(tool, &["pdm", "build", "run-setuptools"], true) => {
            vec!["setuptools".to_owned()]
        }
        "maturin" if bindings_are_cffi(tool) => vec!["cffi".to_owned()],
        _ => Vec::new(),
    };
    if !is(tool, &["scikit-build", "wheel", "cmake"], false) {
        requires.extend(listed(&REQUIRES, build_backend).iter().map(|&name| name.to_owned()));
    }
    requires
}

fn bindings_are_cffi(tool: &Table) -> bool {
    at(tool, &["maturin", "bindings"]).and_then(Value::as_str) == Some("cffi")
}

/// The dependencies of the build, of the wheel target, and of the hooks of both; a hook of the wheel target
/// replaces a hook of the build:
/// <https://hatch.pypa.io/latest/config/build/#dependencies>.
fn hatch_requires(tool: &Table) -> Vec<String> {
    let build = at(tool, &["hatch", "build"]).and_then(Value::as_table);
    let wheel = at(tool, &["hatch", "build", "targets", "wheel"]).and_then(Value::as_table);
    let tables = || wheel.into_iter().chain(build);
    let mut hooks = Table::new();
    for table in build.into_iter().chain(wheel) {
        hooks.extend(table.get("hooks").and_then(Value::as_table).cloned().unwrap_or_default());
    }
    hooks.retain(|_, hook| hook.get("enable-by-default") != Some(&Value::Boolean(false)));
    let of_tables = tables().flat_map(|table| strings(table.get("dependencies")));
    let of_hooks = hooks.values().flat_map(|hook| strings(hook.get("dependencies")));
    of_tables.chain(of_hooks).collect()
}

pub(super) fn at<'a>(tool: &'a Table, keys: &[&str]) -> Option<&'a Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(tool.get(*first)?, |value, key| value.get(*key))
}

fn is(tool: &Table, keys: &[&str], expected: bool) -> bool {
    at(tool, keys).and_then(Value::as_bool) == Some(expected)
}

/// The strings of a list; braces in them are for the backend to fill in.
pub(super) fn strings(list: Option<&Value>) -> Vec<String> {
    let values = list.and_then(Value::as_array).into_iter().flatten();
    let strings = values.filter_map(Value::as_str).filter(|text| !text.contains('{'));
    strings.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_for(build_backend: &str, tool: &str) -> Vec<String> {
        let tool = tool.parse::<Table>().unwrap();
        requires(Some(build_backend), &tool, "[options]\nsetup_requires = cffi\n")
    }

    #[test]
    fn hatch_asks_for_what_the_wheel_the_build_and_their_hooks_need() {
        let tool = r#"
            [hatch.build]
            dependencies = ["a"]
            hooks.custom.dependencies = ["replaced"]
            hooks.mypyc = { dependencies = ["b"], enable-by-default = false }
            [hatch.build.targets.wheel]
            dependencies = ["c>=1"]
            hooks.custom.dependencies = ["d"]
            [hatch.build.targets.sdist]
            dependencies = ["e"]
            [hatch.metadata.hooks.vcs]
            dependencies = ["f"]
        "#;
        assert_eq!(asked_for("hatchling.build", tool), ["c>=1", "a", "d"]);
        assert!(asked_for("flit_core.buildapi", tool).is_empty());
    }

    #[test]
    fn backends_that_run_build_tools_ask_for_them() {
        assert_eq!(asked_for("mesonpy", ""), ["ninja"]);
        assert_eq!(asked_for("scikit_build_core.build", ""), ["cmake", "ninja"]);
        assert!(
            asked_for("scikit_build_core.build", "scikit-build.wheel.cmake = false").is_empty()
        );
        let both = asked_for("scikit_build_core.setuptools.build_meta", "");
        assert_eq!(both, ["cffi", "cmake", "ninja"]);
        assert_eq!(asked_for("maturin", "maturin.bindings = 'cffi'"), ["cffi"]);
        assert_eq!(asked_for("pdm.backend", "pdm.build.run-setuptools = true"), ["setuptools"]);
    }

    #[test]
    fn setup_cfg_is_read_for_setuptools_only() {
        assert_eq!(asked_for("setuptools.build_meta", ""), ["cffi"]);
        assert!(asked_for("poetry.core.masonry.api", "").is_empty());
        assert_eq!(requires(None, &Table::new(), "[options]\nsetup_requires=a"), ["a"]);
    }

    #[test]
    fn only_hatchling_needs_more_for_an_editable() {
        assert_eq!(editable_requires(Some("hatchling.build")), ["editables"]);
        assert!(editable_requires(Some("setuptools.build_meta")).is_empty());
        assert!(editable_requires(None).is_empty());
    }
}
