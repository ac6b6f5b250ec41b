//! The only code that uses the network. Only commands call it.
//!
//! Takes URLs, hashes, indexes and credentials; returns files in a cache, and git checkouts. A file with
//! another hash than expected is an error.
//!
//! | file | open it for |
//! |---|---|
//! | `http`, `proxy`, `error` | requests: redirects, retries, timeouts, certificates |
//! | `page` | the pages of an index |
//! | `credential`, `address` | user names and passwords, and which server receives them |
//! | `cache`, `digest` | files by their hash |
//! | `readings` | what was read in archives |
//! | `git`, `nar` | the files of a locked commit, and their hash as Nix computes it |
//! | `mirror`, `settings` | mirrors; environment variables |
//! | `pace`, `allowance` | servers that are too slow, files that are too large |
//! | `side_by_side`, `progress` | many jobs at once, and what the user sees of them |
//! | [`whole_file`], `leftover` | atomic writes; temporary files of killed processes |
//! | [`temporary`] | temporary folders, and those of killed processes |
//! | [`plain_file`] | reading files, but no pipes or devices |

mod allowance;
mod cache;
mod credential;
mod digest;
mod error;
pub(crate) mod git;
mod http;
mod leftover;
mod mirror;
mod nar;
mod pace;
mod page;
pub(crate) mod plain_file;
mod progress;
mod proxy;
mod readings;
#[cfg(test)]
mod server;
mod settings;
mod side_by_side;
pub(crate) mod temporary;
#[cfg(test)]
mod tests;
pub(crate) mod whole_file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;
use uvnix::lock::{Git, Hash};
use uvnix::text::printable::spelled_out;

use crate::cli::Mirror;
use allowance::Allowance;
use cache::Cache;
use credential::{Credential, Credentials};
pub(crate) use digest::digest_of;
pub(crate) use error::FetchError;
use git::{Checkout, GitError};
use http::{Client, Failure, Remote};
pub(crate) use mirror::mirrored;
pub(crate) use progress::Progress;
pub(crate) use readings::{Question, Readings};
use settings::Variables;
pub(crate) use settings::timeout;
pub(crate) use side_by_side::side_by_side;
use uvnix::text::address::{self, shown};

/// How to download files.
///
/// URLs in it may contain passwords, so it has no `Debug`.
#[derive(Default)]
pub(crate) struct FetchOptions {
    /// Whether to use only the cache.
    pub offline: bool,
    /// Whether to read each archive again, whatever was read in it earlier.
    pub reads_again: bool,
    /// Prefixes of URLs, and their replacements.
    pub mirrors: Vec<Mirror>,
    /// The package indexes of the project.
    pub indexes: Vec<Index>,
    /// URLs in the lock file with user names or passwords, which are for their servers.
    pub in_lock: Vec<Url>,
}

/// A package index, as `[[tool.uv.index]]` declares it.
pub(crate) struct Index {
    /// Its name, which is part of the names of the variables for its credentials.
    pub name: Option<String>,
    /// Its URL.
    pub url: String,
    /// The other hosts that get its credentials.
    pub hosts: Vec<String>,
}

/// A file to download.
#[derive(Clone, Copy)]
pub(crate) struct FileRequest<'r> {
    /// Its name in messages: `numpy 2.1.0`.
    pub what: &'r str,
    /// Its URL.
    pub url: &'r str,
    /// The expected hash, if known.
    pub hash: Option<&'r Hash>,
    /// The URL of its index.
    pub index: Option<&'r str>,
    /// Its size in the lock: a larger file is refused.
    pub size: Option<u64>,
    /// Is told what happens.
    pub progress: &'r Progress,
}

/// A downloaded file with the expected hash.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FetchedFile {
    /// Its path in the cache.
    pub path: PathBuf,
    /// The SHA-256 of the whole file.
    pub sha256: Hash,
}

/// Downloads files; threads may share it.
pub(crate) struct Fetcher {
    offline: bool,
    mirrors: Vec<Mirror>,
    credentials: Credentials,
    cache: Cache,
    readings: Option<Readings>,
    client: Client,
    allowance: Allowance,
    /// The servers that did not respond, with the reason. Further requests to them fail at once.
    silent: Mutex<BTreeMap<String, String>>,
}

impl Fetcher {
    /// A fetcher with the settings of this process's environment.
    pub(crate) fn new(options: FetchOptions) -> Result<Self, FetchError> {
        let variable = |name: &str| std::env::var(name).ok();
        Ok(Self::with(options, &variable, Variables::read(&variable)?))
    }

    fn with(
        options: FetchOptions,
        variable: &dyn Fn(&str) -> Option<String>,
        variables: Variables,
    ) -> Self {
        Self {
            offline: options.offline,
            credentials: Credentials::read(&options, variable, variables.netrc.as_deref()),
            mirrors: options.mirrors,
            readings: (!options.reads_again).then(|| Readings::new(&variables.cache)),
            cache: Cache::new(variables.cache),
            allowance: Allowance::new(
                variables.connection.limit,
                variables.connection.unsized_limit,
            ),
            client: Client::new(variables.connection),
            silent: Mutex::default(),
        }
    }

    /// The time after which a slow server counts as failed.
    pub(crate) fn timeout(&self) -> Duration {
        self.client.timeout()
    }

    /// What was read in archives earlier, unless all of it is to be read again.
    pub(crate) const fn readings(&self) -> Option<&Readings> {
        self.readings.as_ref()
    }

    /// Downloads a file, unless it is in the cache.
    ///
    /// A file without a known hash is downloaded each time, since it may have changed.
    pub(crate) fn file(&self, request: &FileRequest) -> Result<FetchedFile, FetchError> {
        if let Some(hash) = request.hash
            && let Some(file) = self.cache.find(hash)?
        {
            return Ok(file);
        }
        if self.offline {
            let what = spelled_out(request.what);
            return Err(FetchError::Offline { what, url: shown(request.url) });
        }
        let remote = self.remote(request)?;
        self.ask(&remote, request.progress, |end| self.download(&remote, request, end))
    }

    /// Tries until an attempt succeeds or fails permanently. A server that does not respond is not asked again.
    fn ask<T>(
        &self,
        remote: &Remote,
        progress: &Progress,
        attempt: impl FnMut(Instant) -> Result<T, Failure>,
    ) -> Result<T, FetchError> {
        let origin = remote.url.origin().ascii_serialization();
        if let Some(cause) = self.silent().get(&origin) {
            let (what, url, cause) = (remote.what.clone(), remote.shown.clone(), cause.clone());
            return Err(FetchError::Unreachable { what, url, cause });
        }
        let fetched = self.client.with_retries(&remote.what, progress, attempt);
        if let Err(FetchError::Unreachable { cause, .. }) = &fetched {
            self.silent().insert(origin, cause.clone());
        }
        fetched
    }

    /// Fetches a locked commit into a new folder below `parent`.
    pub(crate) fn check_out(&self, git: &Git, parent: &Path) -> Result<Checkout, GitError> {
        let credential = self.in_lock(git);
        git::check_out(git, parent, self.client.git_limits(), credential.as_ref())
    }

    /// Whether the locked commit is in the history of its branch or tag; of any, if the lock names none.
    pub(crate) fn is_reachable(&self, git: &Git, parent: &Path) -> Result<bool, GitError> {
        let credential = self.in_lock(git);
        git::is_reachable(git, parent, self.client.git_limits(), credential.as_ref())
    }

    /// The credential for the server of a repository in the lock file.
    fn in_lock(&self, git: &Git) -> Option<Credential> {
        Url::parse(&git.url).ok().and_then(|url| self.credentials.in_lock(&url))
    }

    fn silent(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The URL to request, with mirror and credentials.
    fn remote(&self, request: &FileRequest) -> Result<Remote, FetchError> {
        let mirror = mirrored(request.url, &self.mirrors);
        let (address, shown) = match &mirror {
            Some(mirror) => {
                (mirror.as_str(), format!("{} (mirror of {})", shown(mirror), shown(request.url)))
            }
            None => (request.url, shown(request.url)),
        };
        let what = spelled_out(request.what);
        let mut url = match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            _ => return Err(FetchError::BadAddress { what, url: shown }),
        };
        let credential = self.credentials.of(&url, request.index);
        let variables = self.credentials.variables(request.index);
        address::remove_userinfo(&mut url);
        Ok(Remote { what, shown, url, credential, accepted: None, variables })
    }

    /// One attempt: downloads the file into the cache, and checks its hash.
    fn download(
        &self,
        remote: &Remote,
        request: &FileRequest,
        end: Instant,
    ) -> Result<FetchedFile, Failure> {
        let hash = request.hash;
        let mut entry = self.cache.begin(hash.map(Hash::algorithm))?;
        let mut room = self.allowance.of_file(request.size);
        self.client.download(remote, end, &mut room, |bytes| {
            request.progress.received(bytes.len());
            entry.write(bytes)
        })?;
        let finished = entry.finish();
        room.keep();
        match hash {
            Some(expected) if *expected != finished.hash => {
                Err(Failure::from(FetchError::WrongHash {
                    what: remote.what.clone(),
                    url: remote.shown.clone(),
                    expected: expected.to_string(),
                    got: finished.hash.to_string(),
                }))
            }
            _ => Ok(self.cache.keep(finished)?),
        }
    }
}
