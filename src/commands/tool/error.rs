//! Errors of `uvnix tool`. None of them leaves a file behind.

use std::path::PathBuf;

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

    #[error("uv cannot lock the tool: {0}")]
    #[diagnostic(
        code(uvnix::tool::not_locked),
        help(
            "check the name and the version; if the package needs another Python, or uv cannot find this one, pass \
             `--python`. No files were changed"
        )
    )]
    NotLocked(String),

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
