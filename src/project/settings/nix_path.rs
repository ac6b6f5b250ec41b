//! Where something is in nixpkgs.

use std::fmt;
use std::str::FromStr;

/// A path of attributes, such as `cudaPackages.cudart`. Since it becomes Nix code, its parts are plain
/// names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NixPath(String);

impl NixPath {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its attributes, from the outer to the inner.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for NixPath {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for NixPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.split('.').all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not an attribute path such as openssl or stdenv.cc.cc.lib"))
        }
    }
}

/// <https://nix.dev/manual/nix/stable/language/identifiers>
fn is_plain(name: &str) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-');
    starts_well && name.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_plain_names_with_dots_between_them() {
        for path in ["openssl", "stdenv.cc.cc.lib", "_7zz", "haskellPackages.foldl'", "a-b.c_d"] {
            assert_eq!(path.parse::<NixPath>().unwrap().to_string(), path);
        }
        let path: NixPath = "cudaPackages.cudart".parse().unwrap();
        assert_eq!(Vec::from_iter(path.parts()), ["cudaPackages", "cudart"]);
    }

    #[test]
    fn a_path_that_would_be_other_code_is_refused() {
        for path in ["", ".", "a..b", "a.", "7zz", "a b", "a;b", "${a}", "\"a\"", "a.'b", "ä"] {
            assert!(path.parse::<NixPath>().is_err(), "{path}");
        }
    }
}
