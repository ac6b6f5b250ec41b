//! Checks out a locked commit. The files are byte for byte those of nixpkgs' `fetchgit` with
//! `fetchSubmodules`.

mod command;
mod reach;
mod watch;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use miette::Diagnostic;
use tempfile::TempDir;
use thiserror::Error;
use uvnix::lock::{Git, NarHash};
use uvnix::text::address::without_credentials;
use uvnix::text::printable::spelled_out;

use super::credential::Credential;
use super::nar;
pub(crate) use command::git;
use command::{Failure, Repository, User};
pub(super) use reach::is_reachable;
pub(crate) use watch::Limits;

/// The work tree of a commit.
#[derive(Debug)]
pub(crate) struct Checkout {
    /// The folder with the files, without `.git`.
    pub folder: PathBuf,
    /// The hash of the folder: `sha256-` and base64.
    pub nar_hash: NarHash,
    /// Whether it can be fetched without credentials.
    pub is_public: bool,
}

/// A commit that cannot be fetched.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum GitError {
    /// git or git-lfs is not installed.
    #[error("`{program}` is not installed, which is needed to fetch {url}")]
    #[diagnostic(
        code(uvnix::git::no_program),
        help("install `{program}`, or run uvnix in `nix shell nixpkgs#{program}`")
    )]
    NoProgram {
        /// The command.
        program: &'static str,
        /// The URL to fetch.
        url: String,
    },

    /// git could not fetch it.
    #[error("git cannot fetch commit {commit} of {url}:\n{message}")]
    #[diagnostic(
        code(uvnix::git::cannot_fetch),
        help(
            "check with `git clone {url}` that git can fetch the repository without a prompt, and that it contains the commit; if the commit is gone, lock the project again"
        )
    )]
    CannotFetch {
        /// The repository.
        url: String,
        /// The commit.
        commit: String,
        /// The last lines of the output of git.
        message: String,
    },

    /// git was ended because it took too long or wrote too much.
    #[error("gave up fetching commit {commit} of {url}: {reason}")]
    #[diagnostic(
        code(uvnix::git::given_up),
        help(
            "check with `git clone {url}` how long it takes and how large it is, or use a release of the package instead"
        )
    )]
    GivenUp {
        /// The repository.
        url: String,
        /// The commit.
        commit: String,
        /// The limit, a sentence.
        reason: String,
    },

    /// The files could not be written or read.
    #[error("cannot store the files of {url}: {message}")]
    #[diagnostic(
        code(uvnix::git::cannot_keep),
        help("check that the disk is not full; the names of files must be UTF-8")
    )]
    CannotKeep {
        /// The repository.
        url: String,
        /// The error of the operating system.
        message: String,
    },
}

/// Fetches the locked commit into a new folder below `parent`.
///
/// First without credentials, since Nix has none in its sandbox; then as the user, and with the credential for
/// the server that is in the lock file.
pub(crate) fn check_out(
    git: &Git,
    parent: &Path,
    limits: Limits,
    credential: Option<&Credential>,
) -> Result<Checkout, GitError> {
    as_anyone_first(git, credential, |user| check_out_as(user, git, parent, limits))
}

/// Tries without any credentials, if the server may allow that, and then with those of the user.
fn as_anyone_first<'a, T>(
    git: &Git,
    credential: Option<&'a Credential>,
    attempt: impl Fn(User<'a>) -> Result<T, GitError>,
) -> Result<T, GitError> {
    let scheme = git.url.split("://").next().unwrap_or_default();
    if ["https", "http", "git"].contains(&scheme) {
        match attempt(User::Anyone) {
            Err(GitError::CannotFetch { .. }) => {}
            done => return done,
        }
    }
    attempt(User::Current(credential))
}

fn check_out_as(
    user: User<'_>,
    git: &Git,
    parent: &Path,
    limits: Limits,
) -> Result<Checkout, GitError> {
    let cannot_keep = |error| cannot_keep(git, &error);
    let parent = TempDir::with_prefix_in("git-", parent).map_err(cannot_keep)?;
    let folder = parent.path().join("source");
    let home = parent.path().join("home");
    fs::create_dir(&folder).and_then(|()| fs::create_dir(&home)).map_err(cannot_keep)?;

    let repository = Repository { folder: &folder, home: &home, user, git, limits };
    fetch(&repository, git).map_err(|failure| failed(git, failure))?;
    remove_git_files(&folder).map_err(cannot_keep)?;
    let nar_hash = nar::hash(&folder).map_err(cannot_keep)?;
    let folder = parent.keep().join("source");
    Ok(Checkout { folder, nar_hash, is_public: matches!(user, User::Anyone) })
}

/// Fetches only the commit if the server allows it, else its branch or tag, else everything; then checks it
/// out.
fn fetch(repository: &Repository, git: &Git) -> Result<(), Failure> {
    let commit = git.commit.as_str();
    if git.lfs {
        repository.run(&["lfs", "version"]).map_err(Failure::of_lfs)?;
    }
    let format = if commit.len() == 64 { "sha256" } else { "sha1" };
    repository.run(&["init", "--quiet", "--object-format", format])?;
    repository.run(&["remote", "add", "--", "origin", &git.url])?;
    if repository.run(&["fetch", "--no-tags", "--depth=1", "--", "origin", commit]).is_err() {
        fetch_what_led_to_it(repository, git)?;
    }
    repository.run(&["checkout", "--quiet", "--detach", commit, "--"])?;

    let update = ["submodule", "update", "--init", "--recursive"];
    let shallow = [&update[..], &["--depth=1"]].concat();
    repository.run(&shallow).or_else(|_| repository.run(&update))
}

/// Fetches the history that contains the commit: a server may refuse a commit that is not named by a branch
/// or tag.
fn fetch_what_led_to_it(repository: &Repository, git: &Git) -> Result<(), Failure> {
    let tag = git.tag.as_ref().map(|tag| format!("refs/tags/{tag}"));
    let branch = git.branch.as_ref().map(|branch| format!("refs/heads/{branch}"));
    for reference in tag.into_iter().chain(branch) {
        let fetched = repository.run(&["fetch", "--no-tags", "--", "origin", &reference]);
        if fetched.is_ok() && has_commit(repository, git) {
            return Ok(());
        }
    }
    repository.run(&["fetch", "--tags", "--", "origin"])
}

fn has_commit(repository: &Repository, git: &Git) -> bool {
    repository.run(&["cat-file", "-e", &format!("{}^{{commit}}", git.commit)]).is_ok()
}

/// Removes each `.git`: the folder of the repository, and the files in submodules.
fn remove_git_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, is_folder) = (entry.path(), entry.file_type()?.is_dir());
        match (entry.file_name() == OsStr::new(".git"), is_folder) {
            (true, true) => fs::remove_dir_all(path)?,
            (true, false) => fs::remove_file(path)?,
            (false, true) => remove_git_files(&path)?,
            (false, false) => {}
        }
    }
    Ok(())
}

fn failed(git: &Git, failure: Failure) -> GitError {
    let url = without_credentials(&git.url);
    match failure {
        Failure::NoGit => GitError::NoProgram { program: "git", url },
        Failure::NoLfs => GitError::NoProgram { program: "git-lfs", url },
        Failure::Io(error) => cannot_keep(git, &error),
        Failure::Refused(message) => {
            GitError::CannotFetch { url, commit: git.commit.clone(), message }
        }
        Failure::Ended(reason) => GitError::GivenUp { url, commit: git.commit.clone(), reason },
    }
}

fn cannot_keep(git: &Git, error: &io::Error) -> GitError {
    let message = spelled_out(&error.to_string());
    GitError::CannotKeep { url: without_credentials(&git.url), message }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    /// A git repository to fetch from.
    struct Origin(PathBuf);

    impl Origin {
        fn new(parent: &Path, name: &str) -> Self {
            let origin = Self(parent.join(name));
            fs::create_dir(&origin.0).unwrap();
            origin.run(&["init", "--quiet", "--initial-branch=main"]);
            origin
        }

        fn run(&self, arguments: &[&str]) -> String {
            let mut command = Command::new("git");
            command.current_dir(&self.0).args(["-c", "user.name=a", "-c", "user.email=a@b"]);
            command.args(["-c", "protocol.file.allow=always", "-c", "commit.gpgSign=false"]);
            let output = command.args(arguments).output().unwrap();
            assert!(output.status.success(), "{arguments:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        }

        fn write(&self, path: &str, contents: &str) {
            fs::write(self.0.join(path), contents).unwrap();
        }

        fn commit(&self) -> String {
            self.run(&["add", "--all"]);
            self.run(&["commit", "--quiet", "--message=a"]);
            self.run(&["update-server-info"]);
            self.run(&["rev-parse", "HEAD"])
        }

        fn url(&self) -> String {
            format!("file://{}", self.0.to_string_lossy())
        }
    }

    fn limits() -> Limits {
        let minute = Duration::from_secs(60);
        Limits { timeout: minute, end: Instant::now() + minute, size: 1 << 20 }
    }

    fn locked(url: &str, commit: &str) -> Git {
        Git::try_from(format!("{url}#{commit}").as_str()).unwrap()
    }

    /// Serves files as any web server does, and nothing below `/private`. Returns its address.
    fn serve(folder: PathBuf) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&folder, stream.unwrap());
            }
        });
        format!("http://{address}")
    }

    fn answer(folder: &Path, mut stream: TcpStream) {
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let request = lines.next().unwrap_or_default();
        lines.take_while(|line| !line.is_empty()).for_each(drop);
        let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap();
        let (status, body) = match fs::read(folder.join(path.trim_start_matches('/'))) {
            _ if path.starts_with("/private") => {
                ("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"", Vec::new())
            }
            Ok(body) => ("200 OK", body),
            Err(_) => ("404 Not Found", Vec::new()),
        };
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }

    #[test]
    fn a_checkout_has_the_files_of_the_commit_without_those_of_git() {
        let parent = tempfile::tempdir().unwrap();
        let origin = Origin::new(parent.path(), "origin");
        origin.write("run", "#!/bin/sh\n");
        fs::set_permissions(origin.0.join("run"), fs::Permissions::from_mode(0o755)).unwrap();
        symlink("run", origin.0.join("link")).unwrap();
        origin.write(".gitattributes", "* text=auto\n");
        let commit = origin.commit();
        origin.write("run", "later\n");
        origin.commit();

        let checkout =
            check_out(&locked(&origin.url(), &commit), parent.path(), limits(), None).unwrap();
        assert_eq!(fs::read_to_string(checkout.folder.join("link")).unwrap(), "#!/bin/sh\n");
        assert!(!checkout.folder.join(".git").exists() && !checkout.is_public);
        // From `nix-hash --type sha256 --sri`.
        assert_eq!(
            checkout.nar_hash.as_ref(),
            "sha256-GzAniaaTaAElK7X4TrOsa3TMf+ABfOadR3dKAdSQ/68="
        );
    }

    #[test]
    fn what_anyone_can_fetch_is_public_with_its_submodules() {
        let parent = tempfile::tempdir().unwrap();
        let inner = Origin::new(parent.path(), "inner");
        inner.write("file", "inner\n");
        inner.commit();
        let outer = Origin::new(parent.path(), "outer");
        let url = serve(parent.path().to_owned());
        outer.run(&["submodule", "--quiet", "add", "../inner", "a/inner"]);
        let text = "[submodule \"inner\"]\n\tpath = a/inner\n\turl = ../../inner/.git\n";
        outer.write(".gitmodules", text);
        let commit = outer.commit();

        let git = locked(&format!("{url}/outer/.git"), &commit);
        let checkout = check_out(&git, parent.path(), limits(), None).unwrap();
        assert_eq!(fs::read_to_string(checkout.folder.join("a/inner/file")).unwrap(), "inner\n");
        assert!(!checkout.folder.join("a/inner/.git").exists() && checkout.is_public);
    }

    #[test]
    fn a_commit_that_is_not_there_or_not_given_is_an_error() {
        let parent = tempfile::tempdir().unwrap();
        let origin = Origin::new(parent.path(), "private");
        origin.write("file", "");
        let commit = origin.commit();
        let url = serve(parent.path().to_owned()).replace("://", "://user:secret@");
        for git in [
            locked(&format!("{url}/private/.git"), &commit),
            locked(&origin.url(), &"0".repeat(40)),
            locked(&format!("{}/missing", origin.url()), &commit),
        ] {
            let error = check_out(&git, parent.path(), limits(), None).unwrap_err();
            assert!(matches!(error, GitError::CannotFetch { .. }), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "nothing is left behind");
    }
}
