//! What can go wrong with a file from a server.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

/// Why a file could not be had. Addresses in it are without passwords.
#[derive(Debug, Error, Diagnostic)]
pub enum FetchError {
    /// The cache does not have it, and nothing else may be asked.
    #[error("{what} is not in the cache: {url}")]
    #[diagnostic(
        code(uvnix::fetch::offline),
        help("run once without `--offline`, so that the file is kept for later")
    )]
    Offline { what: String, url: String },

    /// The server has no such file.
    #[error("{what} is not there: {url}")]
    #[diagnostic(
        code(uvnix::fetch::not_found),
        help(
            "look whether the index still has the file, and run `uv lock` if not; a private index may also answer so to whoever gives no password"
        )
    )]
    NotFound { what: String, url: String },

    /// The server wants to know who asks, or does not give it to the one who does.
    #[error("the server does not give {what} to this user (status {status}): {url}")]
    #[diagnostic(
        code(uvnix::fetch::forbidden),
        help("set {variables}, or add the host with a login and a password to ~/.netrc")
    )]
    Forbidden { what: String, url: String, status: u16, variables: String },

    /// The server answers with a status that helps nobody.
    #[error("the server answers with status {status} for {what}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::bad_status),
        help(
            "try again later, or ask whoever runs the server; from 500 on it is the server's fault"
        )
    )]
    BadStatus { what: String, url: String, status: u16 },

    /// Not the file that was locked.
    #[error(
        "{what} is not the file that was locked: {url}\n  expected {expected}\n       got {got}"
    )]
    #[diagnostic(
        code(uvnix::fetch::wrong_hash),
        help(
            "find out who changed it: the index, a mirror or a proxy; if the change is meant, run `uv lock --upgrade-package` for it"
        )
    )]
    WrongHash { what: String, url: String, expected: String, got: String },

    /// No answer, or not a whole one.
    #[error("{what} cannot be fetched: {cause}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::unreachable),
        help(
            "look at the network and at HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and try again; what was fetched is kept"
        )
    )]
    Unreachable { what: String, url: String, cause: String },

    /// A certificate that nobody here vouches for.
    #[error("the server of {what} is not trusted: {cause}: {url}")]
    #[diagnostic(
        code(uvnix::fetch::untrusted),
        help("name the file of your authority's certificates in SSL_CERT_FILE, or mend the clock")
    )]
    Untrusted { what: String, url: String, cause: String },

    /// More than any package has.
    #[error("{what} is larger than {limit} bytes: {url}")]
    #[diagnostic(
        code(uvnix::fetch::too_large),
        help("look at what the address gives: no package is as large")
    )]
    TooLarge { what: String, url: String, limit: u64 },

    /// From one address to the next, without end.
    #[error("{what} is redirected more than {limit} times: {url}")]
    #[diagnostic(
        code(uvnix::fetch::too_many_redirects),
        help("open the address in a browser; whoever runs the server has to mend it")
    )]
    TooManyRedirects { what: String, url: String, limit: usize },

    /// Nothing that could be fetched.
    #[error("{what} has no address that starts with https:// or http://: {url}")]
    #[diagnostic(
        code(uvnix::fetch::bad_address),
        help(
            "mend the address: in the lock, in the mirror's option, or where the server redirects"
        )
    )]
    BadAddress { what: String, url: String },

    /// The cache cannot be read or written.
    #[error("the cache at {} cannot be used: {cause}", printable::path(path))]
    #[diagnostic(
        code(uvnix::fetch::cache),
        help("mend its permissions or make space, or name another folder in UVNIX_CACHE_DIR")
    )]
    Cache { path: PathBuf, cause: io::Error },

    /// Nobody's home.
    #[error("there is no home folder that the cache could lie in")]
    #[diagnostic(
        code(uvnix::fetch::no_cache),
        help("set HOME, or name a folder in UVNIX_CACHE_DIR")
    )]
    NoCache,

    /// A variable of the environment that means nothing. What it is set to may be secret.
    #[error("{variable} is not {expected}")]
    #[diagnostic(code(uvnix::fetch::bad_setting), help("mend the variable, or unset it"))]
    BadSetting { variable: String, expected: &'static str },
}

impl FetchError {
    /// Whether there is nothing to look at, rather than something that is wrong.
    pub const fn is_absence(&self) -> bool {
        match self {
            Self::Offline { .. }
            | Self::NotFound { .. }
            | Self::Forbidden { .. }
            | Self::BadStatus { .. }
            | Self::Unreachable { .. }
            | Self::Untrusted { .. } => true,
            Self::WrongHash { .. }
            | Self::TooLarge { .. }
            | Self::TooManyRedirects { .. }
            | Self::BadAddress { .. }
            | Self::Cache { .. }
            | Self::NoCache
            | Self::BadSetting { .. } => false,
        }
    }
}
