//! Runs the `git` of the user, without a shell, so that text from the lock cannot run commands.

use std::env;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use url::Url;
use uvnix::lock::Git;
use uvnix::text::address::without_credentials;
use uvnix::text::printable::spelled_out;

use super::watch::{Ended, Limits};
use crate::fetch::credential::Credential;

/// The number of lines of git's output in an error.
const LAST_LINES: usize = 5;

/// Whose credentials and configuration are used.
#[derive(Clone, Copy)]
pub(super) enum User<'a> {
    /// No credentials and no configuration.
    Anyone,
    /// Those of the user who runs uvnix, and a credential for the server.
    Current(Option<&'a Credential>),
}

/// Variables that make git use another repository than that of its folder; hooks of git set them.
const OF_ANOTHER_REPOSITORY: [&str; 7] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_WORK_TREE",
];

/// A git command with English messages, for the repository that contains a folder.
pub(crate) fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    for name in OF_ANOTHER_REPOSITORY {
        git.env_remove(name);
    }
    git.env("LC_ALL", "C").current_dir(folder);
    git
}

/// A repository that is being fetched.
pub(super) struct Repository<'a> {
    /// Its folder.
    pub(super) folder: &'a Path,
    /// An empty home folder, for [`User::Anyone`].
    pub(super) home: &'a Path,
    pub(super) user: User<'a>,
    /// Where it is fetched from.
    pub(super) git: &'a Git,
    pub(super) limits: Limits,
}

/// Why git failed.
#[derive(Debug)]
pub(super) enum Failure {
    NoGit,
    NoLfs,
    Io(io::Error),
    /// The last lines of git's output, safe to print.
    Refused(String),
    /// The limit that was exceeded, a sentence.
    Ended(String),
}

impl Failure {
    /// `git lfs` fails if git-lfs is not installed.
    pub(super) fn of_lfs(self) -> Self {
        if let Self::Refused(_) = self { Self::NoLfs } else { self }
    }
}

/// Makes the files depend on the commit only, prevents untrusted submodules from running commands, keeps large
/// files out of memory, and ends a connection that transfers less than 1 KiB/s over the timeout.
const CONFIGURATION: [&str; 12] = [
    "advice.detachedHead=false",
    "core.attributesFile=/dev/null",
    "core.autocrlf=false",
    "core.bigFileThreshold=32m",
    "core.eol=lf",
    "core.fileMode=true",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.symlinks=true",
    "gc.auto=0",
    "http.lowSpeedLimit=1024",
    "protocol.ext.allow=never",
];

/// The configuration that `git lfs install` writes.
const LFS_CONFIGURATION: [&str; 4] = [
    "filter.lfs.clean=git-lfs clean -- %f",
    "filter.lfs.process=git-lfs filter-process",
    "filter.lfs.required=true",
    "filter.lfs.smudge=git-lfs smudge -- %f",
];

/// Forbids the protocols for which git uses keys or files of this machine.
const PRIVATE_PROTOCOLS: [&str; 2] = ["protocol.file.allow=never", "protocol.ssh.allow=never"];

impl Repository<'_> {
    /// Runs `git` with these arguments.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = self.command();
        command.args(arguments);
        let ended = self.limits.run(command, self.folder).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::NoGit,
            _ => Failure::Io(error),
        })?;
        let said = match ended {
            Ended::Itself(status, _) if status.success() => return Ok(()),
            Ended::Itself(_, said) => said,
            Ended::ByLimit(reason) => return Err(Failure::Ended(reason)),
        };
        let said = String::from_utf8_lossy(&said);
        // Progress lines end with a carriage return.
        let lines: Vec<&str> =
            said.split(['\n', '\r']).filter(|it| !it.trim().is_empty()).collect();
        let last = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
        Err(Failure::Refused(spelled_out(&without_credentials(&last))))
    }

    fn command(&self) -> Command {
        let mut command = git(self.folder);
        command.stdin(Stdio::null());
        let lfs: &[&str] = if self.git.lfs { &LFS_CONFIGURATION } else { &[] };
        let private: &[&str] = match self.user {
            User::Anyone => &PRIVATE_PROTOCOLS,
            User::Current(_) => &[],
        };
        for setting in CONFIGURATION.iter().chain(lfs).chain(private) {
            command.args(["-c", setting]);
        }
        let seconds = self.limits.timeout.as_secs();
        command.args(["-c", &format!("http.lowSpeedTime={seconds}")]);
        command.env("GIT_ATTR_NOSYSTEM", "1").env("GIT_TEMPLATE_DIR", "");
        command.env("GIT_TERMINAL_PROMPT", "0");
        if self.git.lfs {
            command.env_remove("GIT_LFS_SKIP_SMUDGE");
        } else {
            command.env("GIT_LFS_SKIP_SMUDGE", "1");
        }
        match self.user {
            User::Anyone => self.forget_the_user(&mut command),
            User::Current(Some(credential)) => self.identify(&mut command, credential),
            User::Current(None) => {}
        }
        command
    }

    /// Sends a credential to the server. The environment of a process is not visible to others, unlike its
    /// arguments.
    fn identify(&self, command: &mut Command, credential: &Credential) {
        let Ok(url) = Url::parse(&self.git.url) else { return };
        let given = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
        let place: usize = given.unwrap_or(0);
        let key = format!("http.{}/.extraHeader", url.origin().ascii_serialization());
        command.env("GIT_CONFIG_COUNT", (place + 1).to_string());
        command.env(format!("GIT_CONFIG_KEY_{place}"), key);
        let header = format!("Authorization: {}", credential.header());
        command.env(format!("GIT_CONFIG_VALUE_{place}"), header);
    }

    /// Removes credentials and configuration, but keeps proxies and certificates.
    fn forget_the_user(&self, command: &mut Command) {
        // `~/.netrc` contains passwords.
        command.env("HOME", self.home).env_remove("XDG_CONFIG_HOME");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env_remove("GIT_CONFIG_COUNT").env_remove("GIT_CONFIG_PARAMETERS");
        command.env("GIT_ASKPASS", "true").env_remove("SSH_AUTH_SOCK");
    }
}
