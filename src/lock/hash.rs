//! The hashes of files and of folders, each in one spelling.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::text::bytes::has_byte;
use crate::text::printable::shortened_to;

/// How much of a text that is not a hash a message quotes: more than the longest hash has.
const LONGEST: usize = 160;

/// The hash of a file: `sha256:…` in hexadecimal digits, all in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hash {
    text: String,
    algorithm: HashAlgorithm,
}

/// The algorithms in lock files, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum HashAlgorithm {
    Sha256,
    Sha512,
    Sha384,
    Sha1,
    Md5,
    Blake2b,
}

/// The hash of a folder's Nix archive: `sha256-` and base64, as Nix writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarHash(String);

impl HashAlgorithm {
    /// All of them, in order of preference.
    pub const ALL: [Self; 6] =
        [Self::Sha256, Self::Sha512, Self::Sha384, Self::Sha1, Self::Md5, Self::Blake2b];

    /// The name, in a lock file and in Nix.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::Sha384 => "sha384",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
            Self::Blake2b => "blake2b",
        }
    }

    /// The number of hexadecimal digits. Indexes publish `BLAKE2b` with 32 bytes.
    const fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha256 | Self::Blake2b => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }
}

impl Hash {
    /// The hash of these bytes by an algorithm, if the algorithm gives that many.
    #[must_use]
    pub fn of_bytes(algorithm: HashAlgorithm, bytes: &[u8]) -> Option<Self> {
        Self::new(algorithm, &hex::encode(bytes))
    }

    /// The hash of these hexadecimal digits, if they are as many as the algorithm gives.
    fn new(algorithm: HashAlgorithm, digits: &str) -> Option<Self> {
        if digits.len() != algorithm.digits() || has_byte(digits, |it| !it.is_ascii_hexdigit()) {
            return None;
        }
        let mut text = [algorithm.name(), ":", digits].concat();
        text.make_ascii_lowercase();
        Some(Self { text, algorithm })
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// The hexadecimal digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.text[self.algorithm.name().len() + 1..]
    }

    /// Whether a build can rely on it: Nix supports neither SHA-384 nor BLAKE2b, nixpkgs rejects MD5, and other files
    /// with the same SHA-1 can be made.
    #[must_use]
    pub const fn is_known_to_nix(&self) -> bool {
        match self.algorithm {
            HashAlgorithm::Sha256 | HashAlgorithm::Sha512 => true,
            HashAlgorithm::Sha384
            | HashAlgorithm::Sha1
            | HashAlgorithm::Md5
            | HashAlgorithm::Blake2b => false,
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

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hash = text.split_once(':').and_then(|(name, digits)| {
            let is_named = |it: &HashAlgorithm| it.name().eq_ignore_ascii_case(name);
            Self::new(HashAlgorithm::ALL.into_iter().find(is_named)?, digits)
        });
        hash.ok_or_else(|| {
            let text = shortened_to(text, LONGEST);
            format!("`{text}` is not a hash such as `sha256:` and 64 hexadecimal digits")
        })
    }
}

impl NarHash {
    /// The hash whose SHA-256 this is.
    #[must_use]
    pub fn of_bytes(sha256: [u8; 32]) -> Self {
        Self(format!("sha256-{}", STANDARD.encode(sha256)))
    }
}

impl fmt::Display for NarHash {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl AsRef<str> for NarHash {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for NarHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix("sha256-").and_then(|digits| STANDARD.decode(digits).ok());
        match digits.and_then(|digits| digits.try_into().ok()) {
            Some(sha256) => Ok(Self::of_bytes(sha256)),
            None => Err(format!(
                "`{}` is not a Nix hash such as `sha256-` and 44 characters",
                shortened_to(text, LONGEST)
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_an_algorithm_and_its_number_of_digits() {
        let sha256 = format!("sha256:{}", "0a".repeat(32));
        assert_eq!(sha256.parse::<Hash>().unwrap().to_string(), sha256);
        assert_eq!(sha256.parse::<Hash>().unwrap().digits(), "0a".repeat(32));
        for wrong in ["", "sha256", "sha256:0a", "crc32:00000000", &sha256.replace('a', "g")] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_hash_in_upper_case_is_the_same_hash() {
        let hash = |text: &str| text.parse::<Hash>().unwrap();
        let (lower, upper) = ("0a".repeat(16), "0A".repeat(16));
        assert_eq!(hash(&format!("MD5:{upper}")), hash(&format!("md5:{lower}")));
    }

    #[test]
    fn the_hash_of_a_folder_has_one_spelling() {
        let text = format!("sha256-{}=", "A".repeat(43));
        assert_eq!(text.parse::<NarHash>().unwrap().to_string(), text);
        for wrong in ["sha256-", "sha256-AAAA", "sha512-AAAA", &text.replace('-', ":")] {
            assert!(wrong.parse::<NarHash>().is_err(), "{wrong}");
        }
    }
}
