//! The files of a package: where each is, and the hash that it has to have.

use std::fmt;
use std::str::FromStr;

use super::RelativePath;

/// A source archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sdist {
    /// Where it is.
    pub location: Location,
    /// Its locked hash.
    pub hash: Option<Hash>,
}

/// A built archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wheel {
    /// Its file name, which contains its tags.
    pub filename: String,
    /// Where it is.
    pub location: Location,
    /// Its locked hash.
    pub hash: Option<Hash>,
    /// How many bytes it has, where the index says so.
    pub size: Option<u64>,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// On a server.
    Url(String),
    /// Beside the lock, or below it.
    Path(RelativePath),
    /// In the git repository that is the package's source.
    InGit(RelativePath),
    /// At an absolute path, which means nothing on another machine.
    Absolute(String),
}

impl Location {
    /// The last part of an address or a path, as it is written there.
    #[must_use]
    pub fn filename(&self) -> &str {
        let path = match self {
            // Without the query.
            Self::Url(url) => url.split(['?', '#']).next().unwrap_or(url),
            Self::Path(path) | Self::InGit(path) => path.as_str(),
            Self::Absolute(path) => path,
        };
        path.rsplit('/').next().unwrap_or(path)
    }
}

/// A hash, spelled as the lock spells it: `sha256:…` in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hash {
    text: String,
    algorithm: HashAlgorithm,
}

/// The algorithms that uv writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum HashAlgorithm {
    Md5,
    Sha256,
    Sha384,
    Sha512,
    Blake2b,
}

impl HashAlgorithm {
    const ALL: [(Self, &str, usize); 5] = [
        (Self::Md5, "md5", 32),
        (Self::Sha256, "sha256", 64),
        (Self::Sha384, "sha384", 96),
        (Self::Sha512, "sha512", 128),
        (Self::Blake2b, "blake2b", 64),
    ];
}

impl Hash {
    /// How it was computed.
    #[must_use]
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// Whether Nix can check it: its stores know neither SHA-384 nor BLAKE2b.
    #[must_use]
    pub const fn is_known_to_nix(&self) -> bool {
        match self.algorithm {
            HashAlgorithm::Md5 | HashAlgorithm::Sha256 | HashAlgorithm::Sha512 => true,
            HashAlgorithm::Sha384 | HashAlgorithm::Blake2b => false,
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl AsRef<str> for Hash {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_once(':').and_then(|(name, digits)| {
            let (algorithm, _, length) =
                HashAlgorithm::ALL.into_iter().find(|(_, known, _)| *known == name)?;
            let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            (digits.len() == length && is_hexadecimal).then_some(algorithm)
        });
        match parts {
            Some(algorithm) => Ok(Self { text, algorithm }),
            None => {
                Err(format!("`{text}` is not a hash such as `sha256:` and 64 hexadecimal digits"))
            }
        }
    }
}

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_an_algorithm_and_as_many_digits_as_it_gives() {
        let sha256 = format!("sha256:{}", "0a".repeat(32));
        assert_eq!(sha256.parse::<Hash>().unwrap().to_string(), sha256);
        for wrong in ["", "sha256", "sha256:0a", "crc32:00000000", &sha256.replace('a', "g")] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }
}
