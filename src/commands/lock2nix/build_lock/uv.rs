//! The uv of the user, run in a folder and an environment in which it finds nothing of the project.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use uvnix::text::address::shown_text;
use uvnix::text::printable::spelled_out;

use super::refusal::Refusal;
use super::request::{Origins, Request};

/// The oldest version that prints a `pylock.toml`.
const OLDEST: (u32, u32) = (0, 7);

/// The variables of the environment that uv gets: of the machine, of the network, and of uv itself those about
/// indexes, downloads and interpreters. Tokens and other secrets of the caller stay where they are. With
/// `UV_CONFIG_FILE` or `UV_NO_CONFIG`, uv would not read the project of the request.
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

/// How to run uv.
pub(super) struct Uv {
    /// As the user names it.
    name: PathBuf,
    program: OsString,
    offline: bool,
}

impl Uv {
    /// The uv of `UVNIX_UV`, or the one on `PATH`. Fails if it cannot be run, or is too old.
    pub(super) fn find(offline: bool) -> Result<Self, Refusal> {
        let name = env::var_os("UVNIX_UV").filter(|name| !name.is_empty());
        let name = PathBuf::from(name.unwrap_or_else(|| "uv".into()));
        let uv = Self { program: program(&name), name, offline };
        let mut command = uv.command();
        let output = command.arg("--version").output().map_err(|cause| uv.absent(cause))?;
        let said = String::from_utf8_lossy(&output.stdout);
        match version(&said) {
            Some(version) if version >= OLDEST => Ok(uv),
            _ => Err(Refusal::TooOld(uv.name, spelled_out(said.trim()))),
        }
    }

    /// The text of the `pylock.toml` that answers a request.
    pub(super) fn ask(&self, request: &Request<'_>, origins: &Origins) -> Result<String, Refusal> {
        let project = request.project(origins).map_err(Refusal::NoRoom)?;
        let mut command = self.command();
        command.current_dir(project.path()).args(request.arguments());
        if self.offline {
            command.arg("--offline");
        }
        let output = command.output().map_err(|cause| self.absent(cause))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Refusal::Unresolvable(shown_text(said.trim())))
    }

    fn absent(&self, cause: io::Error) -> Refusal {
        Refusal::NoUv(self.name.clone(), cause)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().env("NO_COLOR", "1").stdin(Stdio::null());
        command.envs(env::vars_os().filter(|(name, _)| is_handed_on(name)));
        // Any interpreter does: which Python the answer is for is part of the request.
        command.env("UV_PYTHON_DOWNLOADS", "never");
        command
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
pub(super) fn refused_builds(message: &str) -> impl Iterator<Item = &str> {
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
