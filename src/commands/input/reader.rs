//! Reads the files next to a lock file: projects, a script, settings.

use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::lock::{Lock, PackageId, Source};
use uvnix::project::script::Script;
use uvnix::project::settings::Settings;
use uvnix::project::source::documents_in;
use uvnix::project::{
    Beside, BuildFiles, Project, Pyproject, PyprojectError, Workspace, WorkspaceError,
};

use super::{Files, InputError, LockFile, not_shown, shown_in, source};
use crate::commands::paths::tidy;
use crate::commands::several::Several;

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

    /// The workspace of a lock. The `pyproject.toml` next to the lock has a project and settings, unless the lock is
    /// that of a script.
    pub(super) fn workspace(&self, lock: Lock) -> Result<Workspace, Report> {
        let path = self.beside(self.file.script.as_deref().unwrap_or("pyproject.toml"));
        let text = self.files.text(&path)?;
        let in_it = |error| self.shown_in(error, &path, text.as_deref().unwrap_or_default());
        let script = text.as_deref().filter(|_| self.file.script.is_some());
        let pyproject = text.as_deref().filter(|_| script.is_none()).map(Pyproject::parse);
        let (pyproject, project) = match pyproject.transpose() {
            Ok(pyproject) => {
                let project = pyproject.as_ref().map(|it| self.project_of(it, &path)).transpose();
                (pyproject, project.map_err(|error| in_it(error.into())))
            }
            Err(error) => (None, Err(in_it(error.into()))),
        };
        let settings = match (&pyproject, script) {
            (Some(pyproject), _) => Settings::of(pyproject)
                .map_err(|it| in_it(it.into()))
                .and_then(|settings| self.with_uv_toml(settings)),
            (None, Some(script)) => {
                Settings::parse(&Script::metadata(script)).map_err(|it| in_it(it.into()))
            }
            (None, None) => Ok(Settings::default()),
        };
        let (project, mut own_error) = split(project);
        let (settings, settings_error) = split(settings);
        let script = self.file.script.clone();
        let beside =
            Beside { script, project: project.flatten(), settings: settings.unwrap_or_default() };
        let workspace = Workspace::of(lock, beside, |lock, id| {
            self.local_project(lock, id, |place| own_error.take_if(|_| place == path))
        });
        let (mut problems, wrong_settings) = match workspace {
            Ok(workspace) if own_error.is_none() && settings_error.is_none() => {
                return Ok(workspace);
            }
            Ok(_) => (Vec::new(), None),
            Err(WorkspaceError { projects, settings }) => (projects, settings),
        };
        problems.extend(own_error);
        problems.extend(settings_error.or(wrong_settings.map(|it| in_it(it.into()))));
        Err(Several::in_files(problems))
    }

    /// The project of a local package, unless its `pyproject.toml` has a `known` error.
    ///
    /// The folder of a member that is built must exist. Other local dependencies may be missing: they may
    /// exist on another machine only, and evaluation reports them if they are built.
    fn local_project(
        &self,
        lock: &Lock,
        id: PackageId,
        known: impl FnOnce(&Path) -> Option<Report>,
    ) -> Result<Option<Project>, Report> {
        let package = &lock[id];
        let Some(folder) = package.source.folder() else { return Ok(None) };
        let folder = self.beside(folder.as_str());
        let path = tidy(&folder.join("pyproject.toml"));
        if let Some(error) = known(&path) {
            return Err(error);
        }
        if let Some(text) = self.files.text(&path)? {
            let project = Pyproject::parse(&text).and_then(|it| self.project_of(&it, &path));
            return project.map(Some).map_err(|error| self.shown_in(error.into(), &path, &text));
        }
        let is_built = !matches!(package.source, Source::Virtual(_));
        if is_built && lock.members.contains(&id) && self.files.is_without(&folder) {
            return Err(InputError::NoMember { member: package.name.to_string(), folder }.into());
        }
        Ok(None)
    }

    /// The project of the `pyproject.toml` at a path.
    fn project_of(
        &self,
        pyproject: &Pyproject<'_>,
        path: &Path,
    ) -> Result<Project, PyprojectError> {
        // A file that cannot be read is reported by the build.
        let text = |name: &str| self.files.text(&path.with_file_name(name)).ok().flatten();
        let files = BuildFiles {
            setup_cfg: text("setup.cfg"),
            setup_py: text("setup.py"),
            backend: pyproject.in_tree_backend().and_then(|file| text(file.as_str())),
            ..BuildFiles::default()
        };
        let mut project = Project::of(pyproject, &files)?;
        let others = ["MANIFEST.in", "Cargo.toml"].map(text);
        let beside = others.iter().chain([&files.setup_cfg, &files.setup_py]).flatten();
        project.documents.extend(beside.flat_map(|text| documents_in(text)));
        project.cargo_locks.retain(|file| text(file.as_str()).is_some());
        Ok(project)
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

/// What is there, and the error.
fn split<T, E>(result: Result<T, E>) -> (Option<T>, Option<E>) {
    match result {
        Ok(it) => (Some(it), None),
        Err(error) => (None, Some(error)),
    }
}
