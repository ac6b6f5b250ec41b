//! Errors of `uvnix tool`. None of them leaves a file behind.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

#[derive(Debug, Error, Diagnostic)]
pub(super) enum ToolError {
    #[error("{} exists", printable::path(folder))]
    #[diagnostic(code(uvnix::tool::exists))]
    Exists {
        folder: PathBuf,
        #[help]
        help: String,
    },

    #[error("`{0}` has a version, but `--from` names another source than the index")]
    #[diagnostic(
        code(uvnix::tool::two_sources),
        help("remove the version, or put it into the URL: `--from git+https://…@v1.0`")
    )]
    TwoSources(String),

    #[error("uv cannot lock {tool}: {message}")]
    #[diagnostic(code(uvnix::tool::not_locked))]
    NotLocked {
        tool: String,
        message: String,
        #[help]
        help: &'static str,
    },

    #[error("{package} has no programs")]
    #[diagnostic(code(uvnix::tool::no_program))]
    NoProgram {
        package: String,
        #[help]
        help: String,
    },

    #[error("there is no tool in {}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::tool::no_tool),
        help("run `uvnix tool NAME` to create one, or pass the folder of one")
    )]
    NoTool(PathBuf),
}

impl ToolError {
    /// uv cannot lock a new tool.
    pub(super) fn not_created(message: String) -> Self {
        let help = "check the name and the version; if the package needs another Python, or uv cannot find this one, \
                    pass `--python`. No files were changed";
        Self::NotLocked { tool: "the tool".to_owned(), message, help }
    }

    /// uv cannot lock the tool in a folder again.
    pub(super) fn not_upgraded(folder: &Path, message: String) -> Self {
        let help = "check the requirements in its pyproject.toml, and that uv finds the Python of `requires-python`. Its \
                    files were not changed";
        Self::NotLocked { tool: printable::path(folder), message, help }
    }
}
