//! A temporary folder with the files of a tool. What fails in it leaves nothing behind.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use miette::Report;
use tempfile::TempDir;
use uvnix::facts::build_lock::Upgrade;

use super::error::ToolError;
use super::requirements::Requirements;
use super::{FILES, HELP};
use crate::cli::{LookupOptions, Verbosity};
use crate::commands::enclosed;
use crate::commands::file_error::FileError;
use crate::commands::input::{Disk, Files, Input, LockFile};
use crate::commands::lock2nix;
use crate::commands::lock2nix::options::{MissingData, OutputOptions, PlanOptions};
use crate::commands::lock2nix::output::OutputFile;
use crate::commands::uv::Uv;

/// A folder that is deleted when it is dropped.
pub(super) struct Workshop {
    top: TempDir,
    /// The folder of the tool that it is a copy of; none for a new tool.
    copied: Option<PathBuf>,
}

/// The files of a workshop, with the names of those that they are copies of.
impl Files for Workshop {
    fn name(&self, path: &Path) -> String {
        let original = self.copied.as_ref().zip(path.strip_prefix(self.folder()).ok());
        let original = original.map(|(folder, path)| folder.join(path));
        Disk.name(original.as_deref().unwrap_or(path))
    }

    fn text(&self, path: &Path) -> Result<Option<String>, Report> {
        Disk.text(path)
    }

    fn is_outside(&self, path: &Path, folder: &Path) -> bool {
        Disk.is_outside(path, folder)
    }

    fn is_without(&self, folder: &Path) -> bool {
        Disk.is_without(folder)
    }
}

impl Workshop {
    /// An empty folder.
    pub(super) fn new() -> Result<Self, Report> {
        let temporary = env::temp_dir();
        let failed = FileError::writing(&temporary, "set TMPDIR to another folder");
        let workshop = Self { top: enclosed::folder().map_err(&failed)?, copied: None };
        fs::create_dir(workshop.folder()).map_err(&failed)?;
        Ok(workshop)
    }

    /// A copy of a tool.
    pub(super) fn copy_of(tool: &Path) -> Result<Self, Report> {
        let workshop = Self { copied: Some(tool.to_owned()), ..Self::new()? };
        for name in FILES.into_iter().chain(["uv.toml"]) {
            if let Some(text) = Disk.text(&tool.join(name))? {
                workshop.write(name, &text)?;
            }
        }
        Ok(workshop)
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.top.path().join("tool")
    }

    /// The path of a file.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), FileError> {
        let path = self.file(name);
        fs::write(&path, text).map_err(FileError::writing(&path, HELP))
    }

    /// The text of a file, if it exists.
    pub(super) fn written(&self, name: &str) -> Result<Option<String>, Report> {
        Disk.text(&self.file(name))
    }

    /// The lock that uv wrote, with the settings of the tool.
    pub(super) fn input(&self, verbose: bool) -> Result<Input, Report> {
        let file = LockFile::at(self.file("uv.lock"), self);
        let text = self.written("uv.lock")?.unwrap_or_default();
        Input::of(file, text, self, verbose)
    }

    /// Lets uv find the name of the package at a URL: the requirement.
    pub(super) fn add(&self, uv: &Uv, url: &str, may_build: bool) -> Result<String, Report> {
        self.run(uv, &["add", "--frozen", "--raw", "--no-progress", url], may_build)?;
        let text = self.written("pyproject.toml")?.unwrap_or_default();
        let list = Requirements::list_in(&text).unwrap_or_default();
        let found = list.into_iter().next();
        Ok(found.ok_or_else(|| ToolError::not_created("it adds no package".to_owned()))?)
    }

    /// Lets uv write `uv.lock`, with the newest versions.
    pub(super) fn lock(&self, uv: &Uv, may_build: bool) -> Result<(), Report> {
        self.run(uv, &["lock", "--no-progress", "--upgrade"], may_build)
    }

    fn run(&self, uv: &Uv, arguments: &[&str], may_build: bool) -> Result<(), Report> {
        let more = if may_build { &[][..] } else { &["--no-build"] };
        let done = uv.run(&self.folder(), &[arguments, more].concat())?;
        done.map_err(|message| self.not_locked(&message))?;
        Ok(())
    }

    /// The error for a message of uv, without what it says before, for example which interpreter it uses.
    fn not_locked(&self, message: &str) -> ToolError {
        let start = message.find("error: ").unwrap_or_default();
        let message = message[start..].to_owned();
        match &self.copied {
            Some(folder) => ToolError::not_upgraded(folder, message),
            None => ToolError::not_created(message),
        }
    }
}

/// Writes the `uv.nix` of a lock, and `uvnix.lock` if it is needed.
pub(super) fn generate(
    input: &Input,
    lookup: &LookupOptions,
    verbosity: Verbosity,
) -> Result<(), Report> {
    let file = OutputFile::of(None, input)?;
    let options = PlanOptions {
        missing: MissingData::looked_up(lookup, verbosity, Upgrade::Nothing),
        ..PlanOptions::of(input.settings(), file.recorded.clone()).with_lookup(lookup)
    };
    // The names of the temporary files mean nothing to the user.
    let silent = Verbosity { verbose: false, quiet: true };
    let output = OutputOptions { file: &file, force: false, verbosity: silent };
    lock2nix::write(input, &options, &output).map(drop)
}
