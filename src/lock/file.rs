//! The files of a package.

use std::fmt;

use super::wheel::WheelName;
use super::{Hash, RelativePath};
use crate::text::bytes::{has_byte, last_part};
use crate::text::printable::is_obeyed;

/// A name with fewer dots cannot have too many tags.
const MANY_DOTS: usize = 28;

/// A wheel or a source archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The file name; that of a wheel says which environments it fits.
    pub name: FileName,
    /// Where the file is.
    pub location: Location,
    /// The hash that the file must have.
    pub hash: Option<Hash>,
    /// How many bytes it has, where the index says so.
    pub size: Option<u64>,
}

/// The name of a file: not empty, not a path, and without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName(String);

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// On a server.
    Url(String),
    /// At a path from the folder of the lock.
    Path(RelativePath),
    /// In the git repository that is the package's source.
    InGit(RelativePath),
    /// At an absolute path, which means nothing on another machine.
    Absolute(String),
}

impl File {
    /// The file at a location, under the name that it has there. The error is one sentence.
    pub(crate) fn at(location: Location, hash: Option<Hash>) -> Result<Self, String> {
        Self::named(None, location, hash)
    }

    /// The file at a location, under this name, or else that which it has there. The error is one sentence.
    pub(crate) fn named(
        name: Option<String>,
        location: Location,
        hash: Option<Hash>,
    ) -> Result<Self, String> {
        let name = name.map_or_else(|| FileName::of(&location), FileName::try_from)?;
        Ok(Self { name, location, hash, size: None })
    }

    /// Its address, if no hash is known that Nix can check.
    #[must_use]
    pub fn url_without_hash(&self) -> Option<&str> {
        match &self.location {
            Location::Url(url) if !self.hash.as_ref().is_some_and(Hash::is_known_to_nix) => {
                Some(url)
            }
            Location::Url(_) | Location::Path(_) | Location::InGit(_) | Location::Absolute(_) => {
                None
            }
        }
    }
}

impl Location {
    /// The path from the folder of the lock, where it is one.
    #[must_use]
    pub fn path(&self) -> Option<&RelativePath> {
        match self {
            Self::Path(path) => Some(path),
            Self::Url(_) | Self::InGit(_) | Self::Absolute(_) => None,
        }
    }

    /// The URL or the path, as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Url(text) | Self::Absolute(text) => text,
            Self::Path(path) | Self::InGit(path) => path.as_str(),
        }
    }
}

impl FileName {
    /// The last part of a path, or of a URL without its query and percent-encoding.
    fn of(location: &Location) -> Result<Self, String> {
        let (path, is_encoded) = match location {
            Location::Url(url) if has_byte(url, |it| matches!(it, b'#' | b'?' | b'%')) => {
                let url = url.split_once('#').map_or(url.as_str(), |(before, _)| before);
                (url.split_once('?').map_or(url, |(before, _)| before), true)
            }
            Location::Url(url) => (url.as_str(), false),
            Location::Path(path) | Location::InGit(path) => (path.as_str(), false),
            Location::Absolute(path) => (path.as_str(), false),
        };
        let name = last_part(path, b'/');
        if is_encoded && name.contains('%') {
            let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
            return decoded.into_owned().try_into();
        }
        name.to_owned().try_into()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if matches!(text.as_str(), "" | "." | "..") || text.contains('/') {
            return Err(format!("`{text}` is not a file name"));
        }
        if has_byte(&text, |byte| !byte.is_ascii_graphic()) && text.contains(is_obeyed) {
            return Err(format!("the file name `{text}` contains a control character"));
        }
        if text.bytes().filter(|byte| *byte == b'.').count() >= MANY_DOTS {
            WheelName::check_tags(&text)?;
        }
        Ok(Self(text))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_at(url: &str) -> Result<String, String> {
        FileName::of(&Location::Url(url.to_owned())).map(|name| name.to_string())
    }

    #[test]
    fn a_file_is_named_by_the_end_of_its_address() {
        for (url, name) in [
            ("https://files.example/a-1.tar.gz", "a-1.tar.gz"),
            ("https://files.example/a-1.tar.gz?sig=a/b", "a-1.tar.gz"),
            ("https://files.example/a-1.tar.gz#sha256=0/1", "a-1.tar.gz"),
            ("https://files.example/a-1%2Bcpu-py3-none-any.whl", "a-1+cpu-py3-none-any.whl"),
        ] {
            assert_eq!(name_at(url).unwrap(), name);
        }
        let path = RelativePath::try_from("wheels/a-1%2B2-py3-none-any.whl").unwrap();
        let name = FileName::of(&Location::Path(path)).unwrap();
        assert_eq!(name.as_str(), "a-1%2B2-py3-none-any.whl");
    }

    #[test]
    fn what_is_not_a_name_or_steers_a_terminal_is_refused() {
        for url in ["a/", "a/..", "a/b%2Fc", "a/%00", "a/%1B[31m.whl", "a/%E2%80%AE.whl"] {
            assert!(name_at(&format!("https://files.example/{url}")).is_err(), "{url}");
        }
    }
}
