//! Build backends that are in the source tree itself.

use crate::lock::RelativePath;
use crate::project::pyproject::Pyproject;
use crate::project::requirement::BuildRequirement;

/// The backend of aio-libs (yarl, frozenlist, propcache, …), and its module that says what it requires. It
/// compiles with Cython, and returns the requirement from a function:
/// <https://github.com/aio-libs/yarl/blob/master/packaging/pep517_backend/_backend.py>.
pub(super) const AIO_LIBS: &str = "pep517_backend.hooks";
const AIO_LIBS_FILE: &str = "pep517_backend/_backend.py";

impl Pyproject<'_> {
    /// The file of a backend in the tree to read for its requirements, if the backend is a known one.
    #[must_use]
    pub fn in_tree_backend(&self) -> Option<RelativePath> {
        let declared = self.table().get("build-system")?.get_ref();
        let is_known = declared.get("build-backend")?.get_ref().as_str() == Some(AIO_LIBS);
        let folder = declared.get("backend-path")?.get_ref().get(0)?.get_ref().as_str()?;
        let path = format!("{}/{AIO_LIBS_FILE}", folder.trim_end_matches('/'));
        let path = path.strip_prefix("./").unwrap_or(&path);
        RelativePath::try_from(path).ok().filter(|path| is_known && !path.climbs())
    }
}

/// The requirements of the backend of aio-libs: the text of each string that is a requirement of Cython.
pub(super) fn cython_requires(source: Option<&str>) -> Vec<String> {
    let Some(source) = source else { return vec!["Cython".to_owned()] };
    let starts = source.match_indices("Cython").filter_map(|(index, _)| {
        let quote = source[..index].chars().next_back().filter(|it| matches!(it, '\'' | '"'))?;
        source[index..].split(quote).next()
    });
    let is_requirement = |text: &&str| text.parse::<BuildRequirement>().is_ok();
    starts.filter(is_requirement).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_known_backend_is_in_the_backend_path() {
        let place = |build_system: &str| {
            let pyproject = format!("[build-system]\nrequires = []\n{build_system}");
            let pyproject = Pyproject::parse(&pyproject).unwrap();
            pyproject.in_tree_backend().map(|path| path.to_string())
        };
        let known = "build-backend = 'pep517_backend.hooks'\n";
        let file = Some("packaging/pep517_backend/_backend.py".to_owned());
        assert_eq!(place(&format!("{known}backend-path = ['packaging']")), file);
        assert_eq!(place(&format!("{known}backend-path = ['./packaging/']")), file);
        assert_eq!(place(&format!("{known}backend-path = ['..']")), None);
        assert_eq!(place(known), None);
        assert_eq!(place("build-backend = 'a'\nbackend-path = ['packaging']"), None);
    }

    #[test]
    fn each_string_that_requires_cython_counts() {
        let source = "\
            \"\"\"PEP 517 build backend wrapper for pre-building Cython for wheel.\"\"\"\n\
            # 'Cython line tracing is set, but building C-extensions is not. '\n\
            c_ext_build_deps = [] if is_pure_python_build else [\n\
            \x20   'Cython >= 3.0.0b3' if IS_PY3_12_PLUS\n    else \"Cython\",\n]\n";
        assert_eq!(cython_requires(Some(source)), ["Cython >= 3.0.0b3", "Cython"]);
        assert!(cython_requires(Some("import Cython")).is_empty());
        assert_eq!(cython_requires(None), ["Cython"]);
    }
}
