//! The setting `lookup`.

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
