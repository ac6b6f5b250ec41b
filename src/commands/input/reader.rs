//! Reads the files next to a lock file: projects, a script, settings.

use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::lock::{Lock, PackageId, RelativePath, Source};
use uvnix::project::script::Script;
use uvnix::project::settings::Settings;
use uvnix::project::source::documents_in;
use uvnix::project::{BuildFiles, Project, Projects, Pyproject, PyprojectError};

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

    /// The projects of the lock's local packages, the settings, and what is wrong with them. The `pyproject.toml`
    /// next to the lock has both, unless it is that of a script.
    pub(super) fn projects_and_settings(
        &self,
        lock: &mut Lock,
    ) -> Result<(Projects, Settings, Vec<Report>), Report> {
        let path = self.beside(self.file.script.as_deref().unwrap_or("pyproject.toml"));
        let text = self.files.text(&path)?;
        let in_it = |error| self.shown_in(error, &path, text.as_deref().unwrap_or_default());
        let pyproject = text.as_deref().filter(|_| self.file.script.is_none());
        let (pyproject, root) = match pyproject.map(Pyproject::parse).transpose() {
            Ok(pyproject) => {
                let root = pyproject.as_ref().map(|it| self.project_of(it, &path, lock));
                (pyproject, root.map(|root| root.map_err(|error| in_it(error.into()))))
            }
            Err(error) => (None, Some(Err(in_it(error.into())))),
        };
        let (projects, mut problems) = self.projects(lock, &path, root);
        let settings = match (&pyproject, text.as_deref().filter(|_| self.file.script.is_some())) {
            (Some(pyproject), _) => Settings::of(pyproject).map_err(|it| in_it(it.into())),
            (None, Some(script)) => {
                Settings::parse(&Script::metadata(script)).map_err(|it| in_it(it.into()))
            }
            (None, None) => Ok(Settings::default()),
        };
        let settings = match &pyproject {
            Some(_) => settings.and_then(|settings| self.with_uv_toml(settings)),
            None => settings,
        };
        let checked = settings.and_then(|settings| match settings.check(lock) {
            Ok(()) => Ok(settings),
            Err(error) => Err(in_it(error.into())),
        });
        let settings = checked.unwrap_or_else(|problem| {
            problems.push(problem);
            Settings::default()
        });
        Ok((projects, settings, problems))
    }

    /// The projects of the lock's local packages; `root` is that of the `pyproject.toml` at `root_path`.
    ///
    /// The folder of a member that is built must exist. Other local dependencies may be missing: they may
    /// exist on another machine only, and evaluation reports them if they are built.
    fn projects(
        &self,
        lock: &mut Lock,
        root_path: &Path,
        mut root: Option<Result<Project, Report>>,
    ) -> (Projects, Vec<Report>) {
        if let Some(Ok(Project { installable: Some((name, version)), .. })) = &root {
            lock.add_project(name.clone(), version.clone());
        }
        // A lock file omits a root without `[project]` if its groups are empty.
        if let Some(Ok(root)) = &root
            && !root.is_package
            && !root.groups.is_empty()
        {
            lock.add_workspace_root();
        }
        let own_root = if lock.kind.has_edges() { None } else { lock.root() };
        let local: Vec<_> = lock
            .packages()
            .filter(|(_, package)| own_root.is_none_or(|root| root.name != package.name))
            .filter_map(|(id, package)| Some((id, self.beside(package.source.folder()?.as_str()))))
            .collect();
        let (mut projects, mut problems) = (Projects::new(), Vec::new());
        for (id, folder) in local {
            let path = tidy(&folder.join("pyproject.toml"));
            let project = match root.take_if(|_| path == root_path) {
                Some(root) => root.map(Some),
                None => self.project(&path, lock),
            };
            match project {
                Ok(Some(mut project)) => {
                    project.documents.extend(self.documents_beside(&folder));
                    project.cargo_locks.retain(|path| self.has(&folder, path));
                    if !lock.kind.has_edges() {
                        project.remove_choices();
                    }
                    lock.limit_groups(id, &project.group_pythons);
                    projects.insert(id, project);
                }
                Ok(None) => problems.extend(self.no_member(id, folder, lock).map(Report::from)),
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(root.and_then(Result::err));
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

    fn project(&self, path: &Path, lock: &mut Lock) -> Result<Option<Project>, Report> {
        let Some(text) = self.files.text(path)? else { return Ok(None) };
        let project = Pyproject::parse(&text).and_then(|it| self.project_of(&it, path, lock));
        project.map(Some).map_err(|error| self.shown_in(error.into(), path, &text))
    }

    /// The project of the `pyproject.toml` at a path.
    fn project_of(
        &self,
        pyproject: &Pyproject<'_>,
        path: &Path,
        lock: &mut Lock,
    ) -> Result<Project, PyprojectError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        // A file that cannot be read is reported by the build.
        let text = |name: &str| self.files.text(&tidy(&folder.join(name))).ok().flatten();
        let files = BuildFiles {
            setup_cfg: text("setup.cfg"),
            setup_py: text("setup.py"),
            backend: pyproject.in_tree_backend().and_then(|file| text(file.as_str())),
            ..BuildFiles::default()
        };
        Project::of(pyproject, &files, &mut lock.markers)
    }

    /// The documents, such as READMEs, that build files next to a `pyproject.toml` name.
    fn documents_beside(&self, folder: &Path) -> Vec<String> {
        let names = ["MANIFEST.in", "setup.cfg", "setup.py", "Cargo.toml"];
        // A file that cannot be read is reported by the build.
        let texts = names.map(|name| self.files.text(&tidy(&folder.join(name))).ok().flatten());
        texts.iter().flatten().flat_map(|text| documents_in(text)).collect()
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
