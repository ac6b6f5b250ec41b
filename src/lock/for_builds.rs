//! Packages that no lock has, since only builds need them.

use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::PackageName;
use url::Url;

use super::{File, Location, Package, PackageVersion, Registry, Source, convert};
use crate::lock::wheel::WheelName;

impl Package {
    /// A package of an index, still without files.
    #[must_use]
    pub(crate) fn for_builds(
        name: PackageName,
        version: PackageVersion,
        index: Option<String>,
    ) -> Self {
        // Each file has an address of its own: that of the index is only good for credentials.
        let source = Source::Registry(index.map_or(Registry::Unknown, Registry::Url));
        Self { version: Some(version), source, ..convert::empty(name) }
    }

    /// Adds a file, unless it is a wheel for systems that Nix does not build for.
    pub(crate) fn add_file(&mut self, file: File) {
        let name = file.name.as_str();
        if name.strip_suffix(".whl").is_none() {
            self.sdist = Some(file);
        } else if WheelName::parse(name).is_some_and(|name| is_for_nix(&name)) {
            self.wheels.retain(|wheel| wheel.location != file.location);
            let place = self.wheels.partition_point(|wheel| wheel.name < file.name);
            self.wheels.insert(place, file);
        }
    }

    /// Replaces the addresses of its index and of its files by those that `address` gives for them.
    pub(crate) fn replace_addresses(&mut self, address: impl Fn(&str) -> Option<String>) {
        let replace = |url: &mut String| {
            if let Some(other) = address(url) {
                *url = other;
            }
        };
        if let Source::Registry(Registry::Url(url)) = &mut self.source {
            replace(url);
        }
        for file in self.wheels.iter_mut().chain(&mut self.sdist) {
            if let Location::Url(url) = &mut file.location {
                replace(url);
            }
        }
    }

    /// Adds the files of the same version that uv chose for another list of requirements: uv omits files
    /// that do not fit the Pythons it resolves for.
    pub(crate) fn add_files(&mut self, other: Self) {
        self.sdist = other.sdist.or_else(|| self.sdist.take());
        for wheel in other.wheels {
            self.add_file(wheel);
        }
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
