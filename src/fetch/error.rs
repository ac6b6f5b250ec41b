//! The errors of a download.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

use crate::console::write_help;

/// Why a file could not be downloaded. URLs in it are without passwords.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum FetchError {
    /// `--offline`, and the file is not in the cache.
    #[error("{what} is not in the cache: {url}")]
    #[diagnostic(
        code(uvnix::fetch::offline),
        help("run once without `--offline`, which stores the file in the cache")
    )]
    Offline { what: String, url: String },

    /// The server has no such file.
    #[error("{what} was not found: {url}")]
    #[diagnostic(
        code(uvnix::fetch::not_found),
        help(
            "check that the index still has the file; if it does not, lock the project again. A private index may also respond like this if the password is missing"
        )
    )]
    NotFound { what: String, url: String },

    /// The server asks for credentials, or refuses them (status 401 or 403).
    #[error("access to {what} denied ({status}): {url}")]
    #[diagnostic(
        code(uvnix::fetch::forbidden),
        help("set {variables}, or add the host with login and password to ~/.netrc")
    )]
    Forbidden { what: String, url: String, status: u16, variables: String },

    /// The server responds with another status than 200.
    #[error("the server responded with status {status} for {what}{wait}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::bad_status),
        help(
            "try again later, or contact the operator of the server; a status of 500 or above is a fault of the server"
        )
    )]
    BadStatus { what: String, url: String, status: u16, wait: Asked },

    /// The file does not have the hash in the lock.
    #[error(
        "the file of {what} does not have the hash in the lock file: {url}\n  expected {expected}\n       got {got}"
    )]
    #[diagnostic(
        code(uvnix::fetch::wrong_hash),
        help(
            "check whether the index, a mirror or a proxy changed the file; if the change is intended, lock the package again (with uv: `uv lock --upgrade-package`)"
        )
    )]
    WrongHash { what: String, url: String, expected: String, got: String },

    /// The server does not respond, or the connection breaks.
    #[error("cannot download {what}: {cause}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::unreachable),
        help(
            "check the network, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, then try again; finished downloads are in the cache"
        )
    )]
    Unreachable { what: String, url: String, cause: String },

    /// The certificate of the server is not trusted on this machine.
    #[error("the server of {what} is not trusted: {cause}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::untrusted),
        help(
            "set SSL_CERT_FILE to the certificates of your authority, and check the clock of this machine"
        )
    )]
    Untrusted { what: String, url: String, cause: String },

    /// The file is larger than any package.
    #[error("{what} is larger than {limit} bytes: {url}")]
    #[diagnostic(
        code(uvnix::fetch::too_large),
        help("check the content of the URL; no package is that large")
    )]
    TooLarge { what: String, url: String, limit: u64 },

    /// The file is larger than the lock file says.
    #[error("{what} is larger than the {size} bytes in the lock file: {url}")]
    #[diagnostic(
        code(uvnix::fetch::wrong_size),
        help(
            "check whether the index, a mirror or a proxy changed the file; if the change is intended, lock the package again (with uv: `uv lock --upgrade-package`)"
        )
    )]
    WrongSize { what: String, url: String, size: u64 },

    /// The files whose size the lock does not have are too large together.
    #[error(
        "{what} is too large: the files without a size in the lock file have more than {limit} bytes: {url}"
    )]
    #[diagnostic(
        code(uvnix::fetch::too_much),
        help(
            "check the content of the URL; to allow more, set UVNIX_DOWNLOAD_LIMIT to a number of bytes"
        )
    )]
    TooMuch { what: String, url: String, limit: u64 },

    /// The server redirects again and again.
    #[error("{what} is redirected more than {limit} times: {url}")]
    #[diagnostic(
        code(uvnix::fetch::too_many_redirects),
        help("open the URL in a browser; the operator of the server has to fix the redirects")
    )]
    TooManyRedirects { what: String, url: String, limit: usize },

    /// The URL is not an HTTP URL.
    #[error("the URL of {what} does not start with https:// or http://: {url}")]
    #[diagnostic(
        code(uvnix::fetch::bad_address),
        help("fix the URL in the lock file or in the mirror, or the redirect of the server")
    )]
    BadAddress { what: String, url: String },

    /// The cache cannot be read or written.
    #[error("the cache in {} cannot be used: {cause}", printable::path(path))]
    #[diagnostic(
        code(uvnix::fetch::cache),
        help(
            "{}",
            write_help(cause, "check its permissions, or set UVNIX_CACHE_DIR to another folder")
        )
    )]
    Cache { path: PathBuf, cause: io::Error },

    /// The user has no home folder.
    #[error("there is no home folder for the cache")]
    #[diagnostic(
        code(uvnix::fetch::no_cache),
        help("set HOME, or set UVNIX_CACHE_DIR to a folder")
    )]
    NoCache,

    /// An environment variable has an invalid value. The value may be secret, so it is not shown.
    #[error("{variable} is not {expected}")]
    #[diagnostic(
        code(uvnix::fetch::bad_setting),
        help("fix the environment variable, or unset it")
    )]
    BadSetting { variable: String, expected: &'static str },
}

/// The wait that the server asks for, as part of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked(pub Option<Duration>);

impl fmt::Display for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            Some(wait) => write!(formatter, ", and asks to wait {} s", wait.as_secs()),
            None => Ok(()),
        }
    }
}

impl FetchError {
    /// Whether the file is not available now, rather than wrong.
    pub(crate) const fn is_absence(&self) -> bool {
        match self {
            Self::Offline { .. }
            | Self::NotFound { .. }
            | Self::Forbidden { .. }
            | Self::BadStatus { .. }
            | Self::Unreachable { .. }
            | Self::Untrusted { .. } => true,
            Self::WrongHash { .. }
            | Self::WrongSize { .. }
            | Self::TooMuch { .. }
            | Self::TooLarge { .. }
            | Self::TooManyRedirects { .. }
            | Self::BadAddress { .. }
            | Self::Cache { .. }
            | Self::NoCache
            | Self::BadSetting { .. } => false,
        }
    }
}
