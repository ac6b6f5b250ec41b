//! Reads the files next to a lock file: projects, a script, settings.

use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::lock::{Lock, PackageId, RelativePath, Source};
use uvnix::project::script::Script;
use uvnix::project::settings::{Settings, SettingsError};
use uvnix::project::source::documents_in;
use uvnix::project::{BuildFiles, Project, Projects};

use super::{Files, InputError, LockFile, not_shown, shown_in, source};
use crate::commands::paths::tidy;

/// Reads the files that belong to a lock file.
pub(super) struct Reader<'r> {
    pub file: &'r LockFile,
    pub files: &'r dyn Files,
}

impl Reader<'_> {
    /// Reports a script that does not match its lock file, which has this text.
    pub(super) fn check_script(&self, lock: &Lock, lock_text: &str) -> Result<(), Report> {
        let Some(name) = &self.file.script else { return Ok(()) };
        let path = self.beside(name);
        let Some(text) = self.files.text(&path)? else {
            return Err(InputError::NoScript(self.files.name(&path).into()).into());
        };
        let locked = source(&self.files.name(&self.file.path), lock_text);
        let shown = self.files.name(&path);
        let checked = Script::parse(&text, &shown).and_then(|script| script.check(lock, &locked));
        checked.map_err(|error| self.shown_in(error.into(), &path, &text))
    }

    /// The projects of the lock's local packages.
    ///
    /// The folder of a member that is built must exist. Other local dependencies may be missing: they may
    /// exist on another machine only, and evaluation reports them if they are built.
    pub(super) fn projects(&self, lock: &mut Lock) -> (Projects, Vec<Report>) {
        let mut problems = Vec::from_iter(self.add_workspace_root(lock).err());
        let local: Vec<_> = lock
            .packages()
            .filter_map(|(id, package)| Some((id, self.beside(package.source.folder()?.as_str()))))
            .collect();
        let mut projects = Projects::new();
        for (id, folder) in local {
            match self.project(&tidy(&folder.join("pyproject.toml")), lock) {
                Ok(Some(mut project)) => {
                    project.documents.extend(self.documents_beside(&folder));
                    project.cargo_locks.retain(|path| self.has(&folder, path));
                    lock.limit_groups(id, &project.group_pythons);
                    projects.insert(id, project);
                }
                Ok(None) => problems.extend(self.no_member(id, folder, lock).map(Report::from)),
                Err(problem) => problems.push(problem),
            }
        }
        (projects, problems)
    }

    fn has(&self, folder: &Path, file: &RelativePath) -> bool {
        matches!(self.files.text(&tidy(&folder.join(file.as_str()))), Ok(Some(_)))
    }

    /// The error for a member that is built and whose folder does not exist.
    fn no_member(&self, id: PackageId, folder: PathBuf, lock: &Lock) -> Option<InputError> {
        let package = &lock[id];
        let is_built = !matches!(package.source, Source::Virtual(_));
        let is_missed = is_built && lock.members.contains(&id) && self.files.is_without(&folder);
        is_missed.then(|| InputError::NoMember { member: package.name.to_string(), folder })
    }

    /// Adds a root without `[project]` that has dependency groups.
    fn add_workspace_root(&self, lock: &mut Lock) -> Result<(), Report> {
        if lock.project().is_some() || self.file.script.is_some() {
            return Ok(());
        }
        let root = self.project(&self.beside("pyproject.toml"), lock)?;
        if root.is_some_and(|root| !root.is_package && !root.groups.is_empty()) {
            lock.add_workspace_root();
        }
        Ok(())
    }

    fn project(&self, path: &Path, lock: &mut Lock) -> Result<Option<Project>, Report> {
        let Some(text) = self.files.text(path)? else { return Ok(None) };
        let folder = path.parent().unwrap_or(Path::new(""));
        Project::of(&self.build_files(folder, text.clone()), &mut lock.markers)
            .map(Some)
            .map_err(|error| self.shown_in(error.into(), path, &text))
    }

    /// The files that say how a folder is built.
    fn build_files(&self, folder: &Path, pyproject: String) -> BuildFiles {
        // A file that cannot be read is reported by the build.
        let text = |name: &str| self.files.text(&tidy(&folder.join(name))).ok().flatten();
        let files = BuildFiles {
            pyproject: Some(pyproject),
            setup_cfg: text("setup.cfg"),
            setup_py: text("setup.py"),
            ..BuildFiles::default()
        };
        let backend = files.in_tree_backend().and_then(|file| text(file.as_str()));
        BuildFiles { backend, ..files }
    }

    /// The documents, such as READMEs, that build files next to a `pyproject.toml` name.
    fn documents_beside(&self, folder: &Path) -> Vec<String> {
        let names = ["MANIFEST.in", "setup.cfg", "setup.py", "Cargo.toml"];
        // A file that cannot be read is reported by the build.
        let texts = names.map(|name| self.files.text(&tidy(&folder.join(name))).ok().flatten());
        texts.iter().flatten().flat_map(|text| documents_in(text)).collect()
    }

    /// The settings in the root's `pyproject.toml`, or in a script's metadata.
    pub(super) fn settings(&self, lock: &Lock) -> Result<Settings, Report> {
        let path = self.beside(self.file.script.as_deref().unwrap_or("pyproject.toml"));
        let Some(text) = self.files.text(&path)? else {
            return Ok(Settings::default());
        };
        let in_it = |error: SettingsError| self.shown_in(error.into(), &path, &text);
        let settings = if self.file.script.is_some() {
            Settings::parse(&Script::metadata(&text)).map_err(in_it)?
        } else {
            self.with_uv_toml(Settings::parse(&text).map_err(in_it)?)?
        };
        settings.check(lock).map_err(in_it)?;
        Ok(settings)
    }

    fn with_uv_toml(&self, settings: Settings) -> Result<Settings, Report> {
        let path = self.beside("uv.toml");
        let Some(text) = self.files.text(&path)? else { return Ok(settings) };
        settings.with_uv_toml(&text).map_err(|error| self.shown_in(error.into(), &path, &text))
    }

    /// A path relative to the folder of the lock file.
    fn beside(&self, path: &str) -> PathBuf {
        tidy(&self.file.folder.join(path))
    }

    fn shown_in(&self, error: Report, path: &Path, text: &str) -> Report {
        let name = self.files.name(path);
        let is_outside = self.files.is_outside(path, &self.file.folder);
        if is_outside { not_shown(&name) } else { shown_in(error, &name, text) }
    }
}
