//! A locked package of another tool.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

use crate::lock::marker::Marker;
use crate::lock::{LocalPath, PackageVersion, RelativePath};

/// One version of a package, from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its name.
    pub name: PackageName,
    /// Its version; some files omit that of a package that is not from an index.
    pub version: Option<PackageVersion>,
    /// Where it comes from.
    pub origin: Origin,
    /// The environments that it is for, as far as the file says so.
    pub marker: Marker,
    /// The hashes of its files, such as `sha256:…`; none if the file has none.
    pub hashes: BTreeSet<String>,
}

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An index; its address, if the file names one.
    Index(Option<String>),
    /// A git repository.
    Git(GitPin),
    /// A file on a server.
    Url(String),
    /// A local file or folder.
    Local(LocalPath),
}

/// A commit of a git repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitPin {
    /// The repository.
    pub url: String,
    /// The branch, the tag or the commit that was asked for, if the file names it.
    pub reference: Option<String>,
    /// The locked commit; `pip-compile` does not lock it.
    pub commit: Option<String>,
    /// The folder of the project, if it is not the top one.
    pub subdirectory: Option<RelativePath>,
}

/// The entries of one package joined: PDM repeats a package for each selection of its extras.
pub(super) fn merged(pins: Vec<Pin>) -> Vec<Pin> {
    let mut merged: Vec<Pin> = Vec::with_capacity(pins.len());
    let mut places: BTreeMap<PackageName, Vec<usize>> = BTreeMap::new();
    for pin in pins {
        let places = places.entry(pin.name.clone()).or_default();
        let is_same = |it: &Pin| it.version == pin.version && it.origin == pin.origin;
        if let Some(place) = places.iter().copied().find(|&place| is_same(&merged[place])) {
            let same = &mut merged[place];
            same.marker = Marker::any([same.marker.clone(), pin.marker]);
            same.hashes.extend(pin.hashes);
        } else {
            places.push(merged.len());
            merged.push(pin);
        }
    }
    merged
}
