//! The file with the functions of several projects, which the setting `builders` names.

use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::emit::shared;
use uvnix::text::printable;

use super::reason::FileDifference;
use super::target::{OutputError, Target, existing};
use crate::commands::boundary::{Boundary, real};
use crate::commands::input::Input;
use crate::commands::paths::{from_here, nix_path, tidy};
use crate::console::tell;
use crate::fetch::whole_file::folder_of;

/// The file with the functions of several projects.
#[derive(Debug)]
pub(crate) struct FunctionsFile {
    /// Its path, without symbolic links.
    pub path: PathBuf,
    /// The path from the generated file, in Nix.
    pub from_output: String,
    /// The content of the existing file; `None` if there is none.
    pub before: Option<Vec<u8>>,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum FunctionsFileError {
    #[error("{}, the file of the setting `builders`, is outside of the repository", printable::path(.0))]
    #[diagnostic(
        code(uvnix::output::builders_outside),
        help(
            "name a file in the git repository of the project or, without a repository, in the folder of the \
             project, and check that no symbolic link leads out of it; no files were changed"
        )
    )]
    Outside(PathBuf),

    #[error("`builders` and the generated file are the same file: {}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::output::builders_are_output),
        help("set `builders` in [tool.uvnix] to another file")
    )]
    IsOutput(PathBuf),
}

impl FunctionsFile {
    /// The file that the settings name; `None` if they name none, or if the lock file is in another repository than
    /// the generated file, which has functions of its own then.
    pub(crate) fn of(target: &Target, input: &Input) -> Result<Option<Self>, Report> {
        let folder = &input.file.folder;
        let Some(setting) = &input.settings().builders else { return Ok(None) };
        if target.path_to(&input.file)?.is_none() {
            return Ok(None);
        }
        let path = tidy(&folder.join(setting.as_str()));
        if Boundary::around(folder).excludes(&path) {
            return Err(FunctionsFileError::Outside(path).into());
        }
        // On standard output, the text is that of the file next to the lock file.
        let output = match target {
            Target::StandardOutput => &input.file.path.with_extension("nix"),
            Target::File(output) => output,
        };
        if real(&path) == real(output) {
            return Err(FunctionsFileError::IsOutput(path).into());
        }
        let from = folder_of(output);
        let no_path = || OutputError::NoPathToLock { from: from.to_owned(), to: path.clone() };
        let from_output = nix_path(&real(from), &real(&path)).ok_or_else(no_path)?;
        let path = from_here(&real(&path));
        let before = existing(&path)?;
        Ok(Some(Self { path, from_output, before }))
    }

    /// How it differs from the text that it should have; `None` if it does not.
    pub(crate) fn difference(&self) -> Option<FileDifference> {
        FileDifference::of_functions(self.before.as_deref(), shared::text())
    }

    /// Prints that it was written, if it was.
    pub(crate) fn tell_if_written(&self) {
        if self.difference().is_none() {
            return;
        }
        tell(format_args!("{}: written (functions for several projects)", self.name()));
        if self.before.is_some() {
            tell(
                "  help: run `uvnix lock2nix` for every project that uses it: evaluation fails where its functions are not those of uv.nix",
            );
        }
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> String {
        printable::path(&self.path)
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }
}
