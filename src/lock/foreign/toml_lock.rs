//! The frame of `poetry.lock` and `pdm.lock`: `[[package]]`, and `[metadata]` with a version.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::pin::merged;
use super::value::check_version;
use super::{ForeignLockError, Pin};

/// A format with this frame.
pub(super) struct Format {
    /// The name of the file.
    pub name: &'static str,
    /// The first numbers of the versions that are known.
    pub numbers: &'static [&'static str],
    /// These versions in words.
    pub known: &'static str,
}

/// The files of packages that have none of their own, by a key that the format decides.
pub(super) struct Files(BTreeMap<String, Vec<FileWire>>);

/// A file of a package, of which only the hash matters.
#[derive(Deserialize)]
pub(super) struct FileWire {
    hash: Option<String>,
}

#[derive(Deserialize)]
struct Wire<P> {
    #[serde(default = "Vec::new", rename = "package")]
    packages: Vec<P>,
    metadata: MetadataWire,
}

#[derive(Deserialize)]
struct MetadataWire {
    #[serde(rename = "lock-version", alias = "lock_version")]
    version: Option<Spanned<String>>,
    /// Older formats have the files here.
    #[serde(default)]
    files: BTreeMap<String, Vec<FileWire>>,
}

impl Format {
    /// The pins of a text, each from its package.
    pub(super) fn pins<P: DeserializeOwned>(
        &self,
        text: &str,
        pin: impl Fn(&P, &Files) -> Result<Pin, ForeignLockError>,
    ) -> Result<Vec<Pin>, ForeignLockError> {
        let wire: Wire<P> =
            toml::from_str(text).map_err(|error| ForeignLockError::not_toml(self.name, &error))?;
        let version = wire.metadata.version.as_ref();
        check_version(self.name, version, self.numbers, self.known)?;
        let files = Files(wire.metadata.files);
        let pins = wire.packages.iter().map(|package| pin(package, &files));
        Ok(merged(pins.collect::<Result<_, _>>()?))
    }
}

impl Files {
    /// The hashes of the files of a package: its own, and those under a key.
    pub(super) fn hashes<C: FromIterator<String>>(&self, own: &[FileWire], key: &str) -> C {
        let elsewhere = self.0.get(key).into_iter().flatten();
        own.iter().chain(elsewhere).filter_map(|file| file.hash.clone()).collect()
    }
}
