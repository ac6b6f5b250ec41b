//! The file that is written where the path may be a symbolic link.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

use super::boundary::Boundary;
use crate::fetch::whole_file::folder_of;

/// The maximum number of links that lead to each other, as in Linux.
const LINKS: usize = 40;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum DestinationError {
    #[error(
        "{} leads through a symbolic link out of the project, to {}",
        printable::path(link),
        printable::path(target)
    )]
    #[diagnostic(
        code(uvnix::output::leads_out),
        help("delete the link, or write the target itself with `-o`; no files were changed")
    )]
    LeadsOut { link: PathBuf, target: PathBuf },

    #[error("the symbolic link {} cannot be followed: {cause}", printable::path(link))]
    #[diagnostic(code(uvnix::output::broken_link), help("delete the link; no files were changed"))]
    Broken { link: PathBuf, cause: io::Error },
}

/// The target of a path, through symbolic links; it may not exist.
///
/// A link arrives with a checkout. It must stay in the git repository that contains it, or else in its folder:
/// otherwise a pull request could choose any file of the user to be overwritten.
pub(crate) fn destination(path: &Path) -> Result<PathBuf, DestinationError> {
    let boundary = Boundary::around(folder_of(path));
    let is_link = path.is_symlink();
    if !is_link && !boundary.excludes(path) {
        return Ok(path.to_owned());
    }
    let broken = |cause| DestinationError::Broken { link: path.to_owned(), cause };
    let target = target(path).map_err(broken)?;
    if is_link && target.starts_with(&boundary.root) {
        return Ok(target);
    }
    Err(DestinationError::LeadsOut { link: path.to_owned(), target })
}

/// The path at the end of a chain of links. Its folder exists, and is without links.
fn target(link: &Path) -> io::Result<PathBuf> {
    let mut path = link.to_owned();
    for _ in 0..LINKS {
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        path = fs::canonicalize(folder_of(&path))?.join(name);
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("the links form a cycle"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_followed_within_its_repository_only() {
        let parent = tempfile::tempdir().unwrap();
        let parent = fs::canonicalize(parent.path()).unwrap();
        let inside = parent.join("repository/api");
        fs::create_dir_all(&inside).unwrap();
        fs::create_dir(parent.join("repository/nix")).unwrap();
        let outcome = |target: &str| {
            let link = inside.join("uv.nix");
            let _ = fs::remove_file(&link);
            symlink(target, &link).unwrap();
            destination(&link)
        };
        let leads_out = |target| matches!(outcome(target), Err(DestinationError::LeadsOut { .. }));
        assert!(leads_out("../nix/uv.nix"), "without a repository, the folder is the limit");
        fs::create_dir(parent.join("repository/.git")).unwrap();
        assert_eq!(outcome("../nix/uv.nix").unwrap(), parent.join("repository/nix/uv.nix"));
        assert!(leads_out("../../missing") && leads_out("/etc/hostname"));

        symlink("../../missing", inside.join("other")).unwrap();
        symlink(&parent, parent.join("repository/nix/up")).unwrap();
        assert!(leads_out("other") && leads_out("../nix/up/file"));
        symlink(parent.join("elsewhere"), inside.join("folder")).unwrap();
        fs::create_dir_all(parent.join("elsewhere/.git")).unwrap();
        let through = destination(&inside.join("folder/uv.nix"));
        assert!(matches!(through, Err(DestinationError::LeadsOut { .. })), "{through:?}");
        assert!(destination(&inside.join("uv.lock")).is_ok());
        for broken in ["uv.nix", "missing/uv.nix", "../nix/up/.."] {
            assert!(matches!(outcome(broken), Err(DestinationError::Broken { .. })), "{broken}");
        }
    }
}
