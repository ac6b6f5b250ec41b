//! The folder that a project may take files from: its repository.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::repository::Repository;

/// The root of a repository; where there is none, the folder of a lock file.
#[derive(Debug)]
pub(crate) struct Boundary {
    /// The folder, without symbolic links.
    pub root: PathBuf,
    /// Whether a repository, or a path of the Nix store, draws it.
    pub is_drawn: bool,
}

impl Boundary {
    /// The boundary around the folder of a lock file.
    pub(crate) fn around(folder: &Path) -> Self {
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let repository = Repository::around(folder).map(|repository| repository.root);
        match repository.or_else(|| store_path(&real)) {
            Some(root) => Self { root, is_drawn: true },
            None => Self { root: real, is_drawn: false },
        }
    }

    /// The same with the folders next to it.
    pub(crate) fn with_siblings(&self) -> Self {
        let root = self.root.parent().unwrap_or(&self.root).to_owned();
        Self { root, is_drawn: self.is_drawn }
    }

    /// Whether a path, or what its symbolic links lead to, is outside. A path that does not exist is taken as
    /// it is written.
    pub(crate) fn excludes(&self, path: &Path) -> bool {
        !real(path).starts_with(&self.root)
    }
}

/// The path of the Nix store that a folder is in: anybody can read all of it already.
fn store_path(folder: &Path) -> Option<PathBuf> {
    let inside = folder.strip_prefix("/nix/store").ok()?;
    Some(Path::new("/nix/store").join(inside.components().next()?))
}

/// A path without symbolic links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut real = PathBuf::new();
    for step in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match step {
            Component::ParentDir => drop(real.pop()),
            step => real.push(step),
        }
        if let Ok(resolved) = fs::canonicalize(&real) {
            real = resolved;
        }
    }
    real
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_and_parent_folders_lead_out() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        for name in ["project/inside", "private"] {
            fs::create_dir_all(top.join(name)).unwrap();
        }
        symlink("../private", top.join("project/link")).unwrap();
        let boundary = Boundary::around(&top.join("project"));
        for inside in ["project", "project/inside", "project/missing/file", "private/../project"] {
            assert!(!boundary.excludes(&top.join(inside)), "{inside}");
        }
        for outside in ["private", "project/../missing", "project/link/file", "project/link/../a"] {
            assert!(boundary.excludes(&top.join(outside)), "{outside}");
        }
        fs::create_dir(top.join(".git")).unwrap();
        assert!(!Boundary::around(&top.join("project")).excludes(&top.join("private")));
    }

    #[test]
    fn all_of_a_store_path_is_inside() {
        let root = store_path(Path::new("/nix/store/a-source/services/api"));
        assert_eq!(root.as_deref(), Some(Path::new("/nix/store/a-source")));
        assert_eq!(store_path(Path::new("/home/me")), None);
    }
}
