//! The output file of `lock2nix`, as it is before.

use std::path::Path;

use miette::Report;

use super::functions_file::FunctionsFile;
use super::recorded;
use super::target::{Target, existing};
use crate::cli::Contents;
use crate::commands::input::Input;

/// The output, and what is there before.
#[derive(Debug)]
pub(crate) struct OutputFile {
    /// The output.
    pub target: Target,
    /// The content of the existing file; `None` if there is none.
    pub before: Option<Vec<u8>>,
    /// The file with the functions of several projects, if the settings name one.
    pub functions: Option<FunctionsFile>,
    /// The options that the existing file was made with.
    pub recorded: Contents,
}

impl OutputFile {
    /// The file of `-o`, or the one next to the lock file. Refuses to overwrite an input of the generated file,
    /// also with `--force`.
    pub(crate) fn of(output: Option<&Path>, input: &Input) -> Result<Self, Report> {
        let target = Target::of(output, &input.file);
        target.refuse_inputs(input)?;
        let before = match &target {
            Target::StandardOutput => None,
            Target::File(path) => existing(path)?,
        };
        let recorded = before.as_deref().map(recorded::of).unwrap_or_default();
        let functions = FunctionsFile::of(&target, input)?;
        Ok(Self { target, before, functions, recorded })
    }

    /// The options to generate the file with, if the command line gives `asked`: those that it was made with only if
    /// none is given.
    pub(crate) fn contents(&self, asked: &Contents, is_reset: bool) -> Contents {
        if asked.is_empty() && !is_reset { self.recorded.clone() } else { asked.clone() }
    }
}
