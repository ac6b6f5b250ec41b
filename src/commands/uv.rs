//! The uv of the user, run in a folder and an environment that uvnix chooses.

mod deadline;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::address::shown_text;
use uvnix::text::printable::{self, spelled_out};

use super::file_error::not_run;
use crate::fetch;

/// The oldest version that prints a `pylock.toml`.
const OLDEST: (u32, u32) = (0, 7);

/// The variables of the environment that uv gets: of the machine, of the network, and of uv itself those about
/// indexes, downloads and interpreters. Tokens and other secrets of the caller stay where they are.
const VARIABLES: [&str; 40] = [
    "ALL_PROXY",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "NETRC",
    "NO_PROXY",
    "PATH",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SSL_CLIENT_CERT",
    "TMPDIR",
    "UV_CACHE_DIR",
    "UV_CONCURRENT_DOWNLOADS",
    "UV_DEFAULT_INDEX",
    "UV_EXCLUDE_NEWER",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_HTTP_CONNECT_TIMEOUT",
    "UV_HTTP_RETRIES",
    "UV_HTTP_TIMEOUT",
    "UV_INDEX",
    "UV_INDEX_STRATEGY",
    "UV_INDEX_URL",
    "UV_INSECURE_HOST",
    "UV_KEYRING_PROVIDER",
    "UV_NATIVE_TLS",
    "UV_NO_CACHE",
    "UV_NO_INDEX",
    "UV_OFFLINE",
    "UV_PYTHON",
    "UV_PYTHON_INSTALL_DIR",
    "UV_PYTHON_PREFERENCE",
    "UV_REQUEST_TIMEOUT",
    "UV_SYSTEM_CERTS",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
];

/// Those that uv gets besides where it works with a project of the user, as if the user ran it: git reads the
/// repositories of packages with the user's keys.
const PROJECT_VARIABLES: [&str; 5] =
    ["GIT_CONFIG_GLOBAL", "GIT_SSH", "GIT_SSH_COMMAND", "SSH_AUTH_SOCK", PYTHON_DOWNLOADS];

const PYTHON_DOWNLOADS: &str = "UV_PYTHON_DOWNLOADS";

/// A uv that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum UvError {
    #[error("{}", not_run(&printable::path(.0), .1))]
    #[diagnostic(
        code(uvnix::uv::not_found),
        help("install uv (https://docs.astral.sh/uv/), or set UVNIX_UV to its path")
    )]
    NotFound(PathBuf, io::Error),

    #[error("{} is too old: {_1}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::uv::too_old),
        help("install uv 0.7 or newer, or set UVNIX_UV to its path")
    )]
    TooOld(PathBuf, String),

    #[error("{} did not answer within {} s", printable::path(.0), .1.as_secs())]
    #[diagnostic(
        code(uvnix::uv::too_slow),
        help(
            "check that the index responds; to allow more time, set UV_HTTP_TIMEOUT to a higher number of seconds"
        )
    )]
    TooSlow(PathBuf, Duration),
}

/// Timeouts of a server: uv talks to several for an answer, and builds packages for the lock of a project.
const PATIENCE: u32 = 5;
const PROJECT_PATIENCE: u32 = 60;

/// How to run uv.
pub(crate) struct Uv {
    /// As the user names it.
    name: PathBuf,
    program: OsString,
    offline: bool,
    /// Whether it works with a project of the user.
    is_for_project: bool,
    /// The time for a run.
    longest: Duration,
    /// Whether a run took longer. Then there are no more: they would take as long.
    is_too_slow: AtomicBool,
}

impl Uv {
    /// The uv of `UVNIX_UV`, or the one on `PATH`, where a server has this time to respond. Fails if it cannot be
    /// run, or is too old.
    pub(crate) fn find(offline: bool, timeout: Duration) -> Result<Self, UvError> {
        let name = env::var_os("UVNIX_UV").filter(|name| !name.is_empty());
        let name = PathBuf::from(name.unwrap_or_else(|| "uv".into()));
        let uv = Self {
            program: program(&name),
            name,
            offline,
            is_for_project: false,
            longest: timeout.saturating_mul(PATIENCE),
            is_too_slow: AtomicBool::new(false),
        };
        let output = uv.output(uv.command().arg("--version"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        match version(&said) {
            Some(version) if version >= OLDEST => Ok(uv),
            _ => Err(UvError::TooOld(uv.name, spelled_out(said.trim()))),
        }
    }

    /// The same for a project of the user, or a copy of it, which may take uv longer.
    pub(crate) fn for_project(offline: bool) -> Result<Self, Report> {
        let timeout = fetch::timeout()?;
        let longest = timeout.saturating_mul(PROJECT_PATIENCE);
        Ok(Self { is_for_project: true, longest, ..Self::find(offline, timeout)? })
    }

    /// Runs uv in a folder: its output, or its message if it fails.
    pub(crate) fn run<T: AsRef<OsStr>>(
        &self,
        folder: &Path,
        arguments: &[T],
    ) -> Result<Result<String, String>, UvError> {
        let mut command = self.command();
        command.current_dir(folder);
        if self.offline {
            command.arg("--offline");
        }
        command.args(arguments);
        let output = self.output(&mut command)?;
        if output.status.success() {
            return Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
        }
        Ok(Err(shown_text(String::from_utf8_lossy(&output.stderr).trim())))
    }

    fn output(&self, command: &mut Command) -> Result<Output, UvError> {
        let output = if self.is_too_slow.load(Ordering::Relaxed) {
            None
        } else {
            deadline::output(command, self.longest).map_err(|cause| self.not_found(cause))?
        };
        output.ok_or_else(|| {
            self.is_too_slow.store(true, Ordering::Relaxed);
            UvError::TooSlow(self.name.clone(), self.longest)
        })
    }

    fn not_found(&self, cause: io::Error) -> UvError {
        UvError::NotFound(self.name.clone(), cause)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().env("NO_COLOR", "1").stdin(Stdio::null());
        // Any interpreter does: which Python the answer is for is part of the request.
        command.env(PYTHON_DOWNLOADS, "never");
        if self.is_for_project {
            command.env_remove(PYTHON_DOWNLOADS);
        }
        command.envs(env::vars_os().filter(|(name, _)| self.hands_on(name)));
        command
    }

    fn hands_on(&self, name: &OsStr) -> bool {
        let of_projects = name.to_str().is_some_and(|name| PROJECT_VARIABLES.contains(&name));
        is_handed_on(name) || (self.is_for_project && of_projects)
    }
}

/// uv runs in another folder; a path is relative to this one.
fn program(name: &Path) -> OsString {
    if name.components().nth(1).is_none() {
        return name.into();
    }
    std::path::absolute(name).map_or_else(|_| name.into(), Into::into)
}

fn is_handed_on(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_credential = name.starts_with("UV_INDEX_")
        && (name.ends_with("_USERNAME") || name.ends_with("_PASSWORD"));
    is_credential || VARIABLES.contains(&name.to_ascii_uppercase().as_str())
}

/// The version in `uv 0.13.9 (x86_64-unknown-linux-gnu)`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix("uv ")?.split(|it: char| !it.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The packages that uv refuses to build, in its message.
pub(crate) fn refused_builds(message: &str) -> impl Iterator<Item = &str> {
    const HINT: &str = "Wheels are required for `";
    let ends = message.match_indices(HINT).map(|(start, hint)| &message[start + hint.len()..]);
    ends.filter_map(|end| end.split_once('`')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uv_gets_no_secret_but_those_of_indexes() {
        for name in ["PATH", "https_proxy", "UV_INDEX_CORP_PASSWORD", "UV_HTTP_TIMEOUT"] {
            assert!(is_handed_on(name.as_ref()), "{name}");
        }
        for name in ["GITHUB_TOKEN", "UV_PUBLISH_TOKEN", "AWS_SECRET_ACCESS_KEY", "VIRTUAL_ENV"] {
            assert!(!is_handed_on(name.as_ref()), "{name}");
        }
    }

    #[test]
    fn the_version_is_the_first_numbers() {
        assert_eq!(version("uv 0.13.9 (x86_64-unknown-linux-gnu)\n"), Some((0, 13)));
        assert_eq!(version("uv 1.0"), Some((1, 0)));
        assert_eq!(version("pip 23.2.1"), None);
    }

    #[test]
    fn the_packages_without_a_wheel_are_named_in_hints() {
        let message = "cause: Because …\nhint: Wheels are required for `numpy` because building from source \
                       is disabled\nhint: Wheels are required for `evil` because";
        assert_eq!(Vec::from_iter(refused_builds(message)), ["numpy", "evil"]);
        assert_eq!(refused_builds("No solution found").count(), 0);
    }
}
