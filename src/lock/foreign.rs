//! Lock files of other tools, as far as `uvnix adopt` takes them over: which version of each package is locked,
//! from where, and with which hashes.
//!
//! Nothing else is read: the requirements are in the project, and uv resolves them again with these versions as
//! its preferences.
//!
//! | file | open it for |
//! |---|---|
//! | `poetry`, `pdm`, `pipenv`, `pylock`, `requirements` | one format each |
//! | `toml_lock` | the frame that those of Poetry and PDM share |
//! | `pin` | what all of them give: a locked package |
//! | `value` | the checks that all of them need |
//! | `seed` | the `uv.lock` that hands the versions over to uv |
//! | `error` | the errors of a lock file of another tool |

mod error;
mod pdm;
mod pin;
mod pipenv;
mod poetry;
mod pylock;
mod requirements;
mod seed;
mod toml_lock;
mod value;

use std::path::Path;

pub use error::ForeignLockError;
pub use pin::{GitPin, Origin, Pin};
pub use seed::{Reference, Seed};

/// The tools whose lock files can be adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `poetry.lock`
    Poetry,
    /// `pdm.lock`
    Pdm,
    /// `Pipfile.lock`
    Pipenv,
    /// `pylock.toml`, which several tools write
    Pylock,
    /// `requirements.txt`, as `pip-compile` and `uv pip compile` write it
    Requirements,
}

impl Tool {
    /// All of them, in the order in which they are looked for.
    pub const ALL: [Self; 5] =
        [Self::Poetry, Self::Pdm, Self::Pipenv, Self::Pylock, Self::Requirements];

    /// The name that its lock file usually has.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Poetry => "poetry.lock",
            Self::Pdm => "pdm.lock",
            Self::Pipenv => "Pipfile.lock",
            Self::Pylock => "pylock.toml",
            Self::Requirements => "requirements.txt",
        }
    }

    /// The tool whose lock file has this name: `requirements-dev.txt` and `pylock.dev.toml`, too.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let is_usual = |tool: &Self| tool.file_name() == name;
        let is_pylock = name.starts_with("pylock.");
        Self::ALL.into_iter().find(is_usual).or(match Path::new(name).extension()?.to_str()? {
            "toml" if is_pylock => Some(Self::Pylock),
            "txt" => Some(Self::Requirements),
            _ => None,
        })
    }

    /// Whether the file always holds the packages of all platforms, extras and dependency groups. The others may
    /// be made for one platform, or for some of the groups.
    #[must_use]
    pub const fn is_complete(self) -> bool {
        match self {
            Self::Poetry => true,
            Self::Pdm | Self::Pipenv | Self::Pylock | Self::Requirements => false,
        }
    }
}

/// A lock file of another tool.
#[derive(Debug, PartialEq, Eq)]
pub struct ForeignLock {
    /// The tool that wrote it.
    pub tool: Tool,
    /// The locked packages, in the order of the file.
    pub pins: Vec<Pin>,
}

impl ForeignLock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// If it does not have the form of the tool's lock files, or has an invalid value or a requirement that is not
    /// pinned.
    pub fn parse(tool: Tool, text: &str) -> Result<Self, ForeignLockError> {
        let pins = match tool {
            Tool::Poetry => poetry::parse(text),
            Tool::Pdm => pdm::parse(text),
            Tool::Pipenv => pipenv::parse(text),
            Tool::Pylock => pylock::parse(text),
            Tool::Requirements => requirements::parse(text),
        }?;
        Ok(Self { tool, pins })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_recognized_by_its_name() {
        for tool in Tool::ALL {
            assert_eq!(Tool::of_file(tool.file_name()), Some(tool));
        }
        assert_eq!(Tool::of_file("requirements-dev.txt"), Some(Tool::Requirements));
        assert_eq!(Tool::of_file("pylock.dev.toml"), Some(Tool::Pylock));
        for other in ["uv.lock", "Pipfile", "pyproject.toml", "requirements.in"] {
            assert_eq!(Tool::of_file(other), None, "{other}");
        }
    }
}
