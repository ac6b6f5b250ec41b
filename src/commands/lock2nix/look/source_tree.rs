//! The source tree of a package: in an archive, or in the checkout of a commit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uvnix::facts::{LARGEST_TEXT, build_files_in_archive, text_in_archive};
use uvnix::lock::{Package, RelativePath, Source};
use uvnix::project::{BuildFiles, Pyproject};

use super::archive::Archive;
use super::{LookError, no_build_system, unreadable};
use crate::fetch::git::Checkout;
use crate::fetch::plain_file;

/// Where the source of a package is.
pub(crate) enum SourceTree<'s> {
    /// In an archive.
    Archive {
        archive: Archive<'s>,
        /// The folder inside it.
        folder: Option<&'s RelativePath>,
    },
    /// A folder of a checkout.
    Folder { root: &'s Path, path: PathBuf },
}

impl<'s> SourceTree<'s> {
    /// The source of a package that comes from a git repository.
    pub(crate) fn in_checkout(
        checkout: &'s Checkout,
        package: &'s Package,
    ) -> Result<Self, LookError> {
        let Source::Git(git) = &package.source else {
            unreachable!("a checkout exists only for packages from git");
        };
        let root = &checkout.folder;
        if let Some(archive) = &git.archive {
            let path = inside(root, archive.as_str())?;
            let archive = Archive::at(path, archive.as_str());
            return Ok(Self::Archive { archive, folder: None });
        }
        let path = match &git.subdirectory {
            Some(subdirectory) => inside(root, subdirectory.as_str())?,
            None => root.clone(),
        };
        Ok(Self::Folder { root, path })
    }

    /// The files that say how it is built.
    pub(super) fn build_files(&self, package: &Package) -> Result<BuildFiles, LookError> {
        let files = self.files_at_top(package)?;
        let pyproject = files.pyproject.as_deref().and_then(|text| Pyproject::parse(text).ok());
        let backend = pyproject.and_then(|it| it.in_tree_backend());
        let backend = backend.map(|file| self.text(&file, package));
        Ok(BuildFiles { backend: backend.transpose()?.flatten(), ..files })
    }

    fn files_at_top(&self, package: &Package) -> Result<BuildFiles, LookError> {
        match self {
            Self::Archive { archive, folder } => {
                let here = RelativePath::here();
                let part = format!("build files of {}", folder.unwrap_or(&here));
                archive.read(
                    &part,
                    |file, filename| build_files_in_archive(file, filename, *folder),
                    |cause| no_build_system(package, cause),
                )
            }
            Self::Folder { .. } => {
                let text = |name| self.text(&RelativePath::file(name), package);
                Ok(BuildFiles {
                    pyproject: text("pyproject.toml")?,
                    setup_cfg: text("setup.cfg")?,
                    setup_py: text("setup.py")?,
                    ..BuildFiles::default()
                })
            }
        }
    }

    /// A text file of it, if it is there.
    pub(crate) fn text(
        &self,
        file: &RelativePath,
        package: &Package,
    ) -> Result<Option<String>, LookError> {
        match self {
            Self::Archive { archive, folder } => {
                let place = folder.cloned().unwrap_or_else(RelativePath::here).join(file);
                archive.read(
                    &format!("text of {place}"),
                    |file, filename| text_in_archive(file, filename, &place),
                    |cause| no_build_system(package, cause),
                )
            }
            Self::Folder { root, path } => {
                if !path.join(file.as_str()).exists() {
                    return Ok(None);
                }
                let path = inside(root, path.join(file.as_str()))?;
                plain_file::read_to_string_up_to(&path, LARGEST_TEXT)
                    .map(Some)
                    .map_err(|cause| unreadable(&path, cause))
            }
        }
    }
}

/// A path in `folder`; an error if a symbolic link points out of it.
fn inside(folder: &Path, path: impl AsRef<Path>) -> Result<PathBuf, LookError> {
    let path = folder.join(path);
    let real = |path: &Path| fs::canonicalize(path).map_err(|cause| unreadable(path, cause));
    let (path, folder) = (real(&path)?, real(folder)?);
    if path.starts_with(folder) {
        return Ok(path);
    }
    Err(unreadable(&path, io::Error::other("a symbolic link points out of the repository")))
}
