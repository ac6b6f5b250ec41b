//! The parts of a line about build requirements, with checks.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use pep508_rs::PackageName;

use crate::lock::marker::Marker;
use crate::lock::{
    BuildTool, File, FileName, LocalPath, Location, PackageVersion, read_index, read_url,
};

/// Between an address and the name of its file.
const AS: &str = " as ";

/// The name and the version of a package, as uvnix writes them: `setuptools 80.9.0`.
#[derive(PartialEq, Eq)]
pub(crate) struct PackageKey {
    text: String,
    pub(super) name: PackageName,
    pub(super) version: PackageVersion,
}

/// A package of a list, and where it is needed: `tomli 2.0; python_full_version < '3.11'`.
pub(super) struct ListedPackage {
    pub package: String,
    pub marker: Marker,
}

/// The address of an index.
pub(super) struct Index(pub String);

/// Where a file is: an address, or a path. An address that does not end with the name of the file has it after ` as `.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    text: String,
    name: FileName,
    location: Location,
}

impl PackageKey {
    pub(super) fn of(tool: &BuildTool) -> Self {
        let (name, version) = (tool.package().name.clone(), tool.version().clone());
        Self { text: tool.to_string(), name, version }
    }
}

/// Keys are sorted as the lines of the file are: by text.
impl Ord for PackageKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for PackageKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for PackageKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a name and a version");
        let (name, version) = text.split_once(' ').ok_or_else(wrong)?;
        let name = PackageName::new(name.to_owned()).map_err(|error| error.to_string())?;
        let version = PackageVersion::try_from(version.to_owned())?;
        if format!("{name} {}", version.text) != text {
            return Err(format!("`{text}` is not spelled as uvnix writes it"));
        }
        Ok(Self { text: text.to_owned(), name, version })
    }
}

impl fmt::Display for PackageKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl FromStr for ListedPackage {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let (package, marker) = match line.split_once("; ") {
            Some((package, text)) => {
                let wrong = |message: String| format!("`{text}` is not a marker: {message}");
                (package, text.parse().map_err(wrong)?)
            }
            None => (line, Marker::ALWAYS),
        };
        Ok(Self { package: package.to_owned(), marker })
    }
}

impl fmt::Display for ListedPackage {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.package)?;
        match self.marker.normal_form() {
            Some(marker) => write!(formatter, "; {marker}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Index {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        read_index(text).map(Self)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Address {
    pub(super) fn of(file: &File) -> Self {
        let File { name, location, .. } = file.clone();
        let place = location.as_str();
        let is_named = File::at(location.clone(), None).is_ok_and(|file| file.name == name);
        let text = if is_named { place.to_owned() } else { format!("{place}{AS}{name}") };
        Self { text, name, location }
    }

    pub(super) fn file(self) -> File {
        File { name: self.name, location: self.location, hash: None, size: None }
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split_once(AS).filter(|(address, _)| address.contains("://"));
        if let Some((address, name)) = named {
            let name = FileName::try_from(name.to_owned())?;
            let location = Location::Url(read_url(address)?);
            return Ok(Self::of(&File { name, location, hash: None, size: None }));
        }
        let location = if text.contains("://") {
            Location::Url(read_url(text)?)
        } else {
            match LocalPath::try_from(text)? {
                LocalPath::Relative(path) => Location::Path(path),
                LocalPath::Absolute(path) => Location::Absolute(path),
            }
        };
        Ok(Self::of(&File::at(location, None)?))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.text.fmt(formatter)
    }
}
