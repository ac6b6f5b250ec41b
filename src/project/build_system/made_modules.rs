//! Whether a build can write modules into its tree, such as compiled ones or one with the version.

use super::Wire;
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
pub(in crate::project) fn makes_modules(wire: &Wire<'_>, has_setup_py: bool) -> bool {
    let declared = wire.build_system.as_ref();
    let backend = declared.and_then(|it| it.build_backend.as_deref()).unwrap_or_default();
    let Some((_, writing)) = WRITING.iter().find(|(name, _)| *name == backend) else {
        return true;
    };
    // Such as setuptools-scm, or a backend in the tree.
    let is_plain = |requirement: &str| {
        let parsed = requirement.parse::<BuildRequirement>();
        parsed.is_ok_and(|it| matches!(it.name.as_ref(), "setuptools" | "wheel"))
    };
    let is_setuptools = *writing == SETUPTOOLS.as_slice();
    let mut requires = declared.iter().flat_map(|it| &it.requires);
    writing.iter().any(|keys| wire.tool(keys).is_some())
        || is_setuptools && (has_setup_py || !requires.all(|it| is_plain(it.get_ref())))
        || declared.is_some_and(|it| !it.backend_path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::Pyproject;
    use super::*;

    fn makes_modules(pyproject: &str, has_setup_py: bool) -> bool {
        let pyproject = Pyproject::parse(pyproject).unwrap();
        super::makes_modules(&Wire::of(&pyproject).unwrap(), has_setup_py)
    }

    fn is_made(backend: &str, requires: &str, more: &str) -> bool {
        let text = format!(
            "{more}\n[build-system]\nrequires = [{requires}]\nbuild-backend = '{backend}'\n"
        );
        makes_modules(&text, false)
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
        assert!(makes_modules(in_tree, false));
    }

    #[test]
    fn a_setup_py_can_do_anything() {
        for text in ["", "build-system.requires = ['setuptools']"] {
            assert!(makes_modules(text, true), "{text}");
            assert!(!makes_modules(text, false), "{text}");
        }
    }
}
