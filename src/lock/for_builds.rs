//! Packages that no lock has, since only builds need them.

use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::PackageName;
use url::Url;

use super::source::percent_decode;
use super::{Hash, Location, Package, PackageVersion, Registry, Sdist, Source, Wheel, convert};
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
        let source = Source::Registry(Registry::Url(index.unwrap_or_default()));
        Self { name, version: Some(version), source, ..convert::empty_root() }
    }

    /// Adds a file, unless it is a wheel for systems that Nix does not build for.
    pub(crate) fn add_file(&mut self, location: Location, hash: Hash) {
        let hash = Some(hash);
        let filename = percent_decode(location.filename());
        if filename.strip_suffix(".whl").is_none() {
            self.sdist = Some(Sdist { location, hash });
        } else if WheelName::parse(&filename).is_some_and(|name| is_for_nix(&name)) {
            let is_same = |wheel: &Wheel| wheel.location == location;
            self.wheels.retain(|wheel| !is_same(wheel));
            let place = self.wheels.partition_point(|wheel| wheel.filename < filename);
            self.wheels.insert(place, Wheel { filename, location, hash, size: None });
        }
    }

    /// Whether it has files on the server that this address is of.
    pub(crate) fn has_files_on_server_of(&self, url: &str) -> bool {
        let wheels = self.wheels.iter().map(|wheel| &wheel.location);
        let mut locations = wheels.chain(self.sdist.as_ref().map(|sdist| &sdist.location));
        locations.any(|location| is_on_server_of(url, location))
    }

    /// Adds the files of the same version that uv chose for another list of requirements: uv omits files
    /// that do not fit the Pythons it resolves for.
    pub(crate) fn add_files(&mut self, other: Self) {
        self.sdist = other.sdist.or_else(|| self.sdist.take());
        for Wheel { location, hash, .. } in other.wheels {
            self.add_file(location, hash.expect("each file for builds has a hash"));
        }
    }
}

impl Location {
    /// Checks that the location ends in a file name. The error is one sentence.
    pub(crate) fn check_filename(&self) -> Result<(), String> {
        let name = percent_decode(self.filename());
        if name.is_empty() || name.contains(['/', '\0']) {
            return Err(format!("`{name}` is not a file name"));
        }
        Ok(())
    }
}

fn is_on_server_of(url: &str, location: &Location) -> bool {
    let Location::Url(file) = location else { return false };
    match (Url::parse(url), Url::parse(file)) {
        (Ok(url), Ok(file)) => url.origin() == file.origin(),
        _ => false,
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
