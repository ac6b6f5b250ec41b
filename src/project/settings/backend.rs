//! The builders that a file is for.

use std::fmt;

use super::keys::top;
use super::table::Table;
use super::value::word;

/// The builders that a file is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Backend {
    /// The builders of pyproject.nix.
    #[default]
    PyprojectNix,
    /// nixpkgs' own: `buildPythonPackage`.
    Nixpkgs,
}

pub(super) const BACKENDS: [(&str, Backend); 2] =
    [("pyproject.nix", Backend::PyprojectNix), ("nixpkgs", Backend::Nixpkgs)];

impl Backend {
    pub(super) fn read(table: &Table) -> Option<Self> {
        table.read(&top::BACKEND, |value| word(value, &BACKENDS))
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::PyprojectNix => "pyproject.nix",
            Self::Nixpkgs => "nixpkgs",
        })
    }
}
