//! The names of libraries.

use std::fmt;
use std::str::FromStr;

/// The name of a library, such as `libxcb.so.1`, without a folder. Nix passes it to a script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::facts) struct LibraryName(pub(in crate::facts) String);

impl FromStr for LibraryName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._@".contains(&byte);
        if !text.is_empty() && text.len() < 256 && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not the name of a library, such as `libxcb.so.1`"))
        }
    }
}

impl fmt::Display for LibraryName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
