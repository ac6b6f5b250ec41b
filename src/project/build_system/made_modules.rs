//! Whether a build can write modules into its tree, such as compiled ones or one with the version.

use toml::Table;

use super::Wire;
use super::backend::at;
use crate::project::pyproject::{Pyproject, PyprojectError};
use crate::project::requirement::BuildRequirement;

/// The settings of a backend with which it writes files; without them, it writes none.
const WRITING: [(&str, &[&[&str]]); 7] = [
    ("flit_core.buildapi", &[]),
    ("uv_build", &[]),
    (
        "hatchling.build",
        &[&["hatch", "build", "hooks"], &["hatch", "build", "targets", "wheel", "hooks"]],
    ),
    ("poetry.core.masonry.api", &[&["poetry", "build"]]),
    ("setuptools.build_meta", &SETUPTOOLS),
    ("setuptools.build_meta:__legacy__", &SETUPTOOLS),
    ("", &SETUPTOOLS),
];

const SETUPTOOLS: [&[&str]; 1] = [&["setuptools", "ext-modules"]];

/// Whether an editable build can make modules that are not in the tree: what is not known for sure not to.
pub(in crate::project) fn makes_modules(
    pyproject: &Pyproject<'_>,
    has_setup_py: bool,
) -> Result<bool, PyprojectError> {
    let Wire { build_system, tool, .. } = pyproject.read()?;
    let declared = build_system.unwrap_or_default();
    let backend = declared.build_backend.as_deref().unwrap_or_default();
    let Some((_, writing)) = WRITING.iter().find(|(name, _)| *name == backend) else {
        return Ok(true);
    };
    // Such as setuptools-scm, or a backend in the tree.
    let is_plain = |requirement: &str| {
        let parsed = requirement.parse::<BuildRequirement>();
        parsed.is_ok_and(|it| matches!(it.name.as_ref(), "setuptools" | "wheel"))
    };
    let is_setuptools = *writing == SETUPTOOLS.as_slice();
    let has_more = is_setuptools && !declared.requires.iter().all(|it| is_plain(it.get_ref()));
    let is_set = |tool: &Table| writing.iter().any(|keys| at(tool, keys).is_some());
    Ok(is_set(&tool)
        || has_more
        || is_setuptools && has_setup_py
        || !declared.backend_path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_made(backend: &str, requires: &str, more: &str) -> bool {
        let text = format!(
            "{more}\n[build-system]\nrequires = [{requires}]\nbuild-backend = '{backend}'\n"
        );
        makes_modules(&Pyproject::parse(&text).unwrap(), false).unwrap()
    }

    #[test]
    fn backends_of_plain_python_make_modules_only_if_they_are_told_to() {
        for (backend, requires, more) in [
            (
                "hatchling.build",
                "'hatchling', 'hatch-vcs'",
                "tool.hatch.build.hooks.vcs.version-file = 'a'",
            ),
            ("hatchling.build", "'hatchling'", "[tool.hatch.build.targets.wheel.hooks.custom]"),
            ("poetry.core.masonry.api", "'poetry-core'", "tool.poetry.build.script = 'build.py'"),
            ("setuptools.build_meta", "'setuptools'", "[[tool.setuptools.ext-modules]]"),
        ] {
            assert!(is_made(backend, requires, more), "{backend}");
            assert!(!is_made(backend, &requires.replace(", 'hatch-vcs'", ""), ""), "{backend}");
        }
        assert!(is_made("setuptools.build_meta", "'setuptools>=64', 'setuptools-scm'", ""));
        assert!(!is_made("setuptools.build_meta", "'setuptools>=64', 'wheel'", ""));
        assert!(is_made("maturin", "'maturin'", ""));
        let in_tree = "build-system = { requires = [], build-backend = 'hatchling.build', backend-path = ['.'] }";
        assert!(makes_modules(&Pyproject::parse(in_tree).unwrap(), false).unwrap());
    }

    #[test]
    fn a_setup_py_can_do_anything() {
        for text in ["", "build-system.requires = ['setuptools']"] {
            let pyproject = Pyproject::parse(text).unwrap();
            assert!(makes_modules(&pyproject, true).unwrap(), "{text}");
            assert!(!makes_modules(&pyproject, false).unwrap(), "{text}");
        }
    }
}
