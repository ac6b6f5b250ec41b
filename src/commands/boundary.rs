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
    /// The boundary around the folder of a lock file. The folder itself is outside if a symbolic link on the
    /// way to it leads out of the repository that contains the link.
    pub(crate) fn around(folder: &Path) -> Self {
        let folder_itself = real(folder);
        match repository(folder).or_else(|| store_path(&folder_itself)) {
            Some(root) => Self { root, is_drawn: true },
            None => Self { root: folder_itself, is_drawn: false },
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

/// The root of the repository of a folder, or of the first link on the way to it that leads out of one.
fn repository(folder: &Path) -> Option<PathBuf> {
    let mut root: Option<PathBuf> = None;
    let mut here = PathBuf::new();
    for step in std::path::absolute(folder).ok()?.components() {
        let next = here.join(step);
        let Ok(real) = fs::canonicalize(&next) else { break };
        let is_inside = root.as_ref().is_some_and(|root| real.starts_with(root));
        if root.is_some() && !is_inside && step != Component::ParentDir {
            return root;
        }
        if !is_inside || real.join(".git").exists() {
            root = Repository::around(&real).map(|repository| repository.root);
        }
        here = real;
    }
    root
}

/// The path of the Nix store that a folder is in: anybody can read all of it already.
fn store_path(folder: &Path) -> Option<PathBuf> {
    let inside = folder.strip_prefix("/nix/store").ok()?;
    Some(Path::new("/nix/store").join(inside.components().next()?))
}

/// A path without symbolic links and `..`, as far as it exists.
pub(crate) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
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
    fn a_linked_folder_is_outside_of_the_repository_of_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let top = &fs::canonicalize(folder.path()).unwrap();
        for name in ["checkout/.git", "checkout/api/inner", "checkout/module/.git", "private/.git"]
        {
            fs::create_dir_all(top.join(name)).unwrap();
        }
        let link = |target: &str, name: &str| symlink(target, top.join(name)).unwrap();
        link("../private", "checkout/link");
        link("api", "checkout/inside");
        link("checkout", "home");
        let around = |path: &str| {
            let path = top.join(path);
            let boundary = Boundary::around(&path);
            (boundary.excludes(&path.join("uv.lock")), boundary.root)
        };
        assert_eq!(around("checkout/link"), (true, top.join("checkout")));
        assert_eq!(around("home/link"), (true, top.join("checkout")));
        for path in ["checkout/api", "checkout/inside/inner", "home/api", "checkout/module/../api"]
        {
            assert_eq!(around(path), (false, top.join("checkout")), "{path}");
        }
        assert_eq!(around("checkout/module"), (false, top.join("checkout/module")));
        assert_eq!(around("checkout/../private"), (false, top.join("private")));
    }

    #[test]
    fn all_of_a_store_path_is_inside() {
        let root = store_path(Path::new("/nix/store/a-source/services/api"));
        assert_eq!(root.as_deref(), Some(Path::new("/nix/store/a-source")));
        assert_eq!(store_path(Path::new("/home/me")), None);
    }
}
