//! The two sides of a difference: a lock file on disk, or in a git revision.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::facts::Facts;
use uvnix::lock::LockKind;
use uvnix::project::script::Script;
use uvnix::project::settings::stated;
use uvnix::text::printable::spelled_out;

use super::revision::{Revision, RevisionError};
use crate::commands::input::{Disk, Files, Input, LockFile, lock_beside, lock_of_folder};
use crate::commands::lock2nix::facts;
use crate::commands::paths::tidy;
use crate::fetch::whole_file::folder_of;

/// The location of a lock file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LockPlace {
    /// On disk: a file or a folder.
    Disk(PathBuf),
    /// In a revision, at this path if there is one: `main:`, `main:services/api`.
    Revision(String, Option<PathBuf>),
}

/// A lock file, with everything that a build depends on.
pub(super) struct LockSide {
    pub input: Input,
    /// The content of `uvnix.lock`.
    pub facts: Facts,
    /// The settings as they are written.
    pub stated: BTreeMap<String, String>,
    /// The text of the generated file, if there is one.
    pub generated: Option<String>,
    /// Its name in reports.
    pub generated_name: String,
    /// The text of the file with the functions of several projects, if the settings name one that exists.
    pub functions: Option<String>,
    /// The texts that it is made from, except that of the lock file.
    pub sources: Vec<String>,
}

impl LockPlace {
    /// A revision if there is a colon; else a path if it exists; else a revision.
    pub(super) fn of(name: &str) -> Self {
        let path = Path::new(name);
        // Names of revisions do not start like this.
        let is_path = name.starts_with(['.', '/']);
        match name.split_once(':').filter(|_| !is_path) {
            Some((revision, "")) => Self::Revision(revision.to_owned(), None),
            Some((revision, path)) => Self::Revision(revision.to_owned(), Some(path.into())),
            None if is_path || path.exists() || is_lock(path) => Self::Disk(path.to_owned()),
            None => Self::Revision(name.to_owned(), None),
        }
    }

    /// Reads the lock file. A revision without a path has it at the path of the `other` side.
    pub(super) fn read(&self, other: &Self, verbose: bool) -> Result<LockSide, Report> {
        match self {
            Self::Disk(path) => LockSide::on_disk(path, verbose),
            Self::Revision(revision, path) => {
                let path = path.as_deref().or(other.path()).unwrap_or(Path::new("."));
                in_revision(revision, path, verbose)
            }
        }
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::Disk(path) => Some(path),
            Self::Revision(_, path) => path.as_deref(),
        }
    }
}

impl LockSide {
    /// The name of the lock file without its folder.
    pub(super) fn lock_name(&self) -> &str {
        self.input.name.rsplit('/').next().unwrap_or(&self.input.name)
    }

    /// The texts that the generated file is made from.
    pub(super) fn sources(&self) -> Vec<&str> {
        let sources = self.sources.iter().map(String::as_str);
        sources.chain([self.input.text.as_str()]).collect()
    }

    /// Reads the lock file of a path on disk.
    pub(super) fn on_disk(path: &Path, verbose: bool) -> Result<Self, Report> {
        Self::of(Input::read(path, verbose)?, &Disk)
    }

    /// Reads what belongs to a lock from the same files.
    fn of(input: Input, files: &dyn Files) -> Result<Self, Report> {
        let file = &input.file;
        let beside = |name: &str| files.text(&tidy(&file.folder.join(name)));
        let (settings, uv_toml) = match &file.script {
            Some(script) => (beside(script)?.map(|text| Script::metadata(&text)), None),
            None => (beside("pyproject.toml")?, beside("uv.toml")?),
        };
        let stated = stated(settings.as_deref().unwrap_or_default(), uv_toml.as_deref());
        let facts = facts::read_from(files, file)?;
        let generated_path = tidy(&file.path.with_extension("nix"));
        let generated = files.text(&generated_path)?;
        let sources = [beside(&file.facts_name())?, settings, uv_toml];
        let sources = sources.into_iter().flatten().collect();
        let generated_name = files.name(&generated_path);
        let functions = match &input.settings().builders {
            Some(path) => beside(path.as_str())?,
            None => None,
        };
        Ok(Self { input, facts, stated, generated, generated_name, functions, sources })
    }
}

/// The lock file for a path, which is relative to the working folder.
fn in_revision(name: &str, path: &Path, verbose: bool) -> Result<LockSide, Report> {
    let path = tidy(&lock_of(path));
    let revision = Revision::open(name, folder_of(&path))?;
    let Some(text) = revision.text(&path)? else {
        let path = spelled_out(&path.to_string_lossy());
        return Err(RevisionError::NoLock { revision: spelled_out(name), path }.into());
    };
    let input = Input::of(LockFile::at(path, &revision), text, &revision, verbose)?;
    LockSide::of(input, &revision)
}

/// A lock file itself, or that of a script or of a project.
fn lock_of(path: &Path) -> PathBuf {
    if is_lock(path) {
        path.to_owned()
    } else {
        lock_beside(path).unwrap_or_else(|| lock_of_folder(path))
    }
}

fn is_lock(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".lock") || LockKind::of_file(&name) == LockKind::Pylock
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_colon_is_a_revision_also_if_there_is_such_a_folder() {
        let revision =
            |path: Option<&str>| LockPlace::Revision("src".to_owned(), path.map(PathBuf::from));
        assert_eq!(LockPlace::of("src"), LockPlace::Disk("src".into()));
        assert_eq!(LockPlace::of("src:"), revision(None));
        assert_eq!(LockPlace::of("src:uv.lock"), revision(Some("uv.lock")));
        for path in ["./src:", "../a:b", "/a:b/uv.lock", "gone.lock", "./gone"] {
            assert_eq!(LockPlace::of(path), LockPlace::Disk(path.into()));
        }
    }

    #[test]
    fn a_path_means_the_same_lock_as_on_disk() {
        let lock = |path: &str| lock_of(Path::new(path)).to_string_lossy().into_owned();
        assert_eq!(lock("services/api"), "services/api/uv.lock");
        assert_eq!(lock("tool.py"), "tool.py.lock");
        assert_eq!(lock("services/api/pyproject.toml"), "services/api/uv.lock");
        assert_eq!(lock("tool.lock"), "tool.lock");
        assert_eq!(lock("api/pylock.dev.toml"), "api/pylock.dev.toml");
    }
}
