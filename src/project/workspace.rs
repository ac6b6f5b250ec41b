//! A lock file, together with the projects and the settings next to it.

use pep508_rs::PackageName;

use super::settings::{Settings, SettingsError};
use super::{BuildSystem, Project};
use crate::lock::{Lock, PackageId, RelativePath, RequiresPython};
use crate::project::Projects;

/// Everything that the files of the user say. Nothing of it changes.
#[derive(Debug)]
pub struct Workspace {
    lock: Lock,
    projects: Projects,
    settings: Settings,
    /// The name of the project next to the lock file, if the lock does not have it.
    not_locked: Option<PackageName>,
}

/// The content of the files next to a lock file.
#[derive(Debug, Default)]
pub struct Beside {
    /// The file name of the script that the lock file belongs to, if known. The lock file does not contain it.
    pub script: Option<String>,
    /// The project of the `pyproject.toml`, if there is one.
    pub project: Option<Project>,
    /// The settings of `pyproject.toml` or the script, and of `uv.toml`.
    pub settings: Settings,
}

/// The reasons why there is no workspace.
#[derive(Debug)]
pub struct WorkspaceError<E> {
    /// The errors of local packages.
    pub projects: Vec<E>,
    /// The error of the settings.
    pub settings: Option<SettingsError>,
}

impl Workspace {
    /// Adds to a lock what is next to it. `read` gives the project of a local package that is in another folder, if
    /// it has one.
    ///
    /// # Errors
    /// All errors of `read`, and of settings about what the lock does not have.
    pub fn of<E>(
        lock: Lock,
        beside: Beside,
        mut read: impl FnMut(&Lock, PackageId) -> Result<Option<Project>, E>,
    ) -> Result<Self, WorkspaceError<E>> {
        let Beside { script, project: mut own, settings } = beside;
        let mut lock = lock.of_script(script);
        if let Some(own) = &own {
            add_root(&mut lock, own);
        }
        let is_here = |lock: &Lock, id| lock[id].source.folder().is_some_and(RelativePath::is_here);
        let (mut projects, mut errors) = (Projects::new(), Vec::new());
        for id in local_packages(&lock) {
            let project = match own.take_if(|_| is_here(&lock, id)) {
                Some(own) => Ok(Some(own)),
                None => read(&lock, id),
            };
            match project {
                Ok(Some(project)) => drop(projects.insert(id, added(&mut lock, id, project))),
                Ok(None) => (),
                Err(error) => errors.push(error),
            }
        }
        let not_locked = own.and_then(|own| own.declared?.name);
        match settings.check(&lock) {
            Ok(()) if errors.is_empty() => Ok(Self { lock, projects, settings, not_locked }),
            checked => Err(WorkspaceError { projects: errors, settings: checked.err() }),
        }
    }

    /// The lock.
    #[must_use]
    pub const fn lock(&self) -> &Lock {
        &self.lock
    }

    /// The name of the project next to the lock file, if the lock does not have it.
    pub(super) const fn not_locked(&self) -> Option<&PackageName> {
        self.not_locked.as_ref()
    }

    /// The `pyproject.toml` of each local package.
    #[must_use]
    pub const fn projects(&self) -> &Projects {
        &self.projects
    }

    /// `[tool.uv]`, `[tool.uvnix]` and `uv.toml`.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Adds the project next to a lock file, if the file does not contain it.
fn add_root(lock: &mut Lock, own: &Project) {
    if let Some((name, version)) = &own.installable {
        lock.add_project(name.clone(), version.clone());
    }
    // A lock file omits a root without `[project]` if its groups are empty.
    if !own.is_package && !own.groups.is_empty() {
        lock.add_root();
    }
}

/// The packages that can have a `pyproject.toml`. The root of a file without edges stands for the whole file.
fn local_packages(lock: &Lock) -> Vec<PackageId> {
    let is_project = |id| lock.kind.has_edges() || !lock.is_root(id);
    let local = lock.packages().filter(|(_, package)| package.source.folder().is_some());
    local.map(|(id, _)| id).filter(|&id| is_project(id)).collect()
}

/// A project, whose markers are now among those of the lock.
fn added(lock: &mut Lock, id: PackageId, mut project: Project) -> Project {
    if !lock.kind.has_edges() {
        project.remove_choices();
    }
    // So that it can split environments.
    for requirement in project.build_system.iter().flat_map(BuildSystem::all) {
        lock.add_marker(requirement.marker.clone());
    }
    for (group, python) in &project.group_pythons {
        let marker = lock.add_marker(python.marker.clone());
        lock.limit_group(id, group.clone(), RequiresPython { text: python.text.clone(), marker });
    }
    project
}

#[cfg(test)]
impl Workspace {
    /// The workspace of a `uv.lock`, with a `pyproject.toml` in its folder and no others.
    pub(crate) fn of_texts(lock: &str, pyproject: &str) -> Self {
        let pyproject = super::Pyproject::parse(pyproject).unwrap();
        let project = Project::of(&pyproject, &super::BuildFiles::default()).unwrap();
        let settings = Settings::of(&pyproject).unwrap();
        let beside = Beside { script: None, project: Some(project), settings };
        let none = |_: &Lock, _| Ok::<_, ()>(None);
        Self::of(Lock::parse(lock).unwrap(), beside, none).unwrap()
    }
}
