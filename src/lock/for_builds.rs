//! Packages that no lock has, since only builds need them.

use std::fmt;
use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::PackageName;
use url::Url;

use super::{
    File, Hash, Location, Package, PackageVersion, Registry, RelativePath, Source, convert,
};
use crate::lock::wheel::WheelName;

/// A package of an index that only builds need. It has a version, and each of its files has a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildTool {
    version: PackageVersion,
    package: Package,
}

impl BuildTool {
    /// A package of an index, still without files.
    pub(crate) fn new(name: PackageName, version: PackageVersion, index: Option<String>) -> Self {
        // Each file has an address of its own: that of the index is only good for credentials.
        let source = Source::Registry(index.map_or(Registry::Unknown, Registry::Url));
        let package = Package { version: Some(version.clone()), source, ..convert::empty(name) };
        Self { version, package }
    }

    /// A package of a lock file with its files; `None` if one of them has no hash, or if it has no version or is not
    /// from an index.
    pub(crate) fn of(package: &Package) -> Option<Self> {
        let index = match &package.source {
            Source::Registry(Registry::Url(url)) => Some(url.clone()),
            Source::Registry(Registry::Unknown) => None,
            _ => return None,
        };
        let mut tool = Self::new(package.name.clone(), package.version.clone()?, index);
        for file in package.files() {
            tool.add_file(File { size: None, ..file.clone() }, file.hash.clone()?);
        }
        Some(tool)
    }

    /// The same as a package like others.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> &PackageVersion {
        &self.version
    }

    /// The address of its index, if it is known.
    pub(crate) fn index(&self) -> Option<&str> {
        match &self.package.source {
            Source::Registry(Registry::Url(url)) => Some(url),
            _ => None,
        }
    }

    /// Its files, each with its hash.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&File, &Hash)> {
        // `add_file` gives each a hash.
        self.package.files().filter_map(|file| Some((file, file.hash.as_ref()?)))
    }

    /// Adds a file, unless it is a wheel for systems that Nix does not build for.
    pub(crate) fn add_file(&mut self, file: File, hash: Hash) {
        let file = File { hash: Some(hash), ..file };
        let Package { sdist, wheels, .. } = &mut self.package;
        let name = file.name.as_str();
        if name.strip_suffix(".whl").is_none() {
            *sdist = Some(file);
        } else if WheelName::parse(name).is_some_and(|name| is_for_nix(&name)) {
            wheels.retain(|wheel| wheel.location != file.location);
            let place = wheels.partition_point(|wheel| wheel.name < file.name);
            wheels.insert(place, file);
        }
    }

    /// Adds the files of the same version that uv chose for another list of requirements: uv omits files
    /// that do not fit the Pythons it resolves for.
    pub(crate) fn add_files(&mut self, other: &Self) {
        for (file, hash) in other.files() {
            self.add_file(file.clone(), hash.clone());
        }
    }

    /// Removes the files for which `is_needed` is false.
    pub(crate) fn keep_files(&mut self, is_needed: impl Fn(&File) -> bool) {
        self.package.wheels.retain(&is_needed);
        self.package.sdist.take_if(|sdist| !is_needed(sdist));
    }

    /// Replaces the addresses of its index and of its files by those that `address` gives for them.
    pub(crate) fn replace_addresses(&mut self, address: impl Fn(&str) -> Option<String>) {
        let replace = |url: &mut String| {
            if let Some(other) = address(url) {
                *url = other;
            }
        };
        let Package { source, sdist, wheels, .. } = &mut self.package;
        if let Source::Registry(Registry::Url(url)) = source {
            replace(url);
        }
        for file in wheels.iter_mut().chain(sdist) {
            if let Location::Url(url) = &mut file.location {
                replace(url);
            }
        }
    }

    /// Makes the absolute paths of its files that `relative` accepts relative to the folder of the lock.
    pub(crate) fn make_relative(&mut self, relative: impl Fn(&str) -> Option<RelativePath>) {
        let Package { sdist, wheels, .. } = &mut self.package;
        for file in wheels.iter_mut().chain(sdist) {
            if let Location::Absolute(path) = &file.location
                && let Some(path) = relative(path)
            {
                file.location = Location::Path(path);
            }
        }
    }
}

impl fmt::Display for BuildTool {
    /// `setuptools 80.9.0`
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.package.fmt(formatter)
    }
}

impl Location {
    /// Whether it is on the server of an index: the same scheme, host and port.
    pub(crate) fn is_on_server_of(&self, index: &str) -> bool {
        let Self::Url(file) = self else { return false };
        match (Url::parse(index), Url::parse(file)) {
            (Ok(index), Ok(file)) => index.origin() == file.origin(),
            _ => false,
        }
    }
}

fn is_for_nix(name: &WheelName<'_>) -> bool {
    let is_known = |it: &str| it == "any" || it.contains("linux") || it.starts_with("macosx");
    name.platforms().any(is_known)
}

impl TryFrom<String> for PackageVersion {
    type Error = String;

    /// The error is one sentence.
    fn try_from(text: String) -> Result<Self, String> {
        match Version::from_str(&text) {
            Ok(version) => Ok(Self { text, version }),
            Err(error) => Err(error.to_string()),
        }
    }
}
