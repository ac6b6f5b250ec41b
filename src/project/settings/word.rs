//! The settings that are one word of a few, with the words.

use std::fmt;

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

impl fmt::Display for Backend {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::PyprojectNix => "pyproject.nix",
            Self::Nixpkgs => "nixpkgs",
        })
    }
}

/// Which facts are looked up that `uv.lock` does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LookupMode {
    /// The facts that are needed to build the packages of some environment.
    #[default]
    Needed,
    /// Also the facts for `sourcePreference = "sdist"`, and the libraries of all wheels.
    All,
    /// The needed facts, without reading wheels.
    Builds,
    /// No facts.
    None,
}

pub(super) const LOOKUPS: [(&str, LookupMode); 4] = [
    ("needed", LookupMode::Needed),
    ("all", LookupMode::All),
    ("builds", LookupMode::Builds),
    ("none", LookupMode::None),
];

/// The artifact to install if a package has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourcePreference {
    /// A built archive.
    Wheel,
    /// A source archive.
    Sdist,
}

pub(super) const SOURCES: [(&str, SourcePreference); 2] =
    [("wheel", SourcePreference::Wheel), ("sdist", SourcePreference::Sdist)];

/// What happens if a wheel needs a library that nobody provides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingLibraries {
    /// The wheel is installed without it, as uv does.
    #[default]
    Allow,
    /// The build fails.
    Fail,
}

pub(super) const MISSING: [(&str, MissingLibraries); 2] =
    [("allow", MissingLibraries::Allow), ("fail", MissingLibraries::Fail)];

/// How builds log in to an index, if no code of the user does it.
pub(super) const CREDENTIALS: [(&str, ()); 1] = [("environment", ())];
