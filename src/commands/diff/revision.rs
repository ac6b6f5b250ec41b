//! The files of a git revision.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable::{self, spelled_out};

use crate::commands::file_error::{FileError, not_run};
use crate::commands::input::Files;
use crate::commands::repository;
use crate::fetch::git::git;
use crate::fetch::plain_file;

/// A commit, and the git process that reads its files.
#[derive(Debug)]
pub(super) struct Revision {
    /// The name that the user passed.
    name: String,
    commit: String,
    /// An existing folder of the repository.
    base: PathBuf,
    /// Its path from the root of the repository.
    prefix: PathBuf,
    contents: RefCell<Contents>,
}

/// One git process for all files: `git cat-file --batch`.
#[derive(Debug)]
struct Contents {
    git: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

#[derive(Debug, Error, Diagnostic)]
pub(super) enum RevisionError {
    #[error("`{name}` is not a file, a folder or a git revision{cause}")]
    #[diagnostic(
        code(uvnix::diff::unknown_revision),
        help("pass a lock file, a folder that contains one, or a revision that `git log` accepts")
    )]
    UnknownRevision { name: String, cause: String },

    #[error("the revision `{revision}` does not contain `{path}`")]
    #[diagnostic(
        code(uvnix::diff::no_lock_in_revision),
        help(
            "pass another revision, or the path of the lock file in it: `{revision}:path/to/uv.lock`"
        )
    )]
    NoLock { revision: String, path: String },

    #[error("{}", not_run("git", cause))]
    #[diagnostic(code(uvnix::diff::no_git), help("install git, or compare two files"))]
    NoGit { cause: io::Error },

    #[error("`{path}` in the revision `{revision}` is not UTF-8")]
    #[diagnostic(code(uvnix::diff::not_text), help("pass another revision"))]
    NotText { revision: String, path: String },
}

impl Revision {
    /// A revision of the repository that contains `folder`. The folder may be outside of the working folder,
    /// and may no longer exist.
    pub(super) fn open(name: &str, folder: &Path) -> Result<Self, RevisionError> {
        let base = folder.ancestors().find(|it| it.is_dir()).unwrap_or(Path::new("."));
        let commit = commit(name, base)?;
        let prefix = git(base).args(["rev-parse", "--show-prefix"]).output();
        let prefix = prefix.map_err(|cause| RevisionError::NoGit { cause })?.stdout;
        let prefix = repository::name(prefix.strip_suffix(b"\n").unwrap_or_default());
        let contents = RefCell::new(Contents::of(base)?);
        // Paths below the working folder do not start with `.`.
        let base = base.strip_prefix(".").unwrap_or(base).to_owned();
        Ok(Self { name: name.to_owned(), commit, base, prefix: prefix.into(), contents })
    }

    /// A path from the root of the repository; `None` if it is outside.
    fn seen_from_top(&self, path: &Path) -> Option<PathBuf> {
        let path = path.strip_prefix(&self.base).ok()?;
        let mut from_top = PathBuf::new();
        for step in self.prefix.components().chain(path.components()) {
            match step {
                Component::Normal(step) => from_top.push(step),
                Component::CurDir => {}
                Component::ParentDir if from_top.pop() => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(from_top)
    }
}

impl Files for Revision {
    fn name(&self, path: &Path) -> String {
        format!("{}:{}", self.name, printable::path(path))
    }

    fn text(&self, path: &Path) -> Result<Option<String>, Report> {
        let Some(from_top) = self.seen_from_top(path) else { return Ok(None) };
        let mut contents = self.contents.borrow_mut();
        let bytes = contents.of_file(&self.commit, from_top.as_os_str().as_encoded_bytes());
        let bytes = bytes.map_err(|cause| match cause.kind() {
            io::ErrorKind::FileTooLarge => {
                Report::from(FileError::reading_input(Path::new(&self.name(path)))(cause))
            }
            _ => RevisionError::NoGit { cause }.into(),
        })?;
        let not_text = |_| RevisionError::NotText {
            revision: spelled_out(&self.name),
            path: spelled_out(&path.to_string_lossy()),
        };
        Ok(bytes.map(String::from_utf8).transpose().map_err(not_text)?)
    }

    /// Links of a revision do not lead out of it.
    fn is_outside(&self, _: &Path, _: &Path) -> bool {
        false
    }

    /// A submodule exists, but its files are not in the revision.
    fn is_without(&self, _: &Path) -> bool {
        false
    }
}

impl Contents {
    fn of(folder: &Path) -> Result<Self, RevisionError> {
        let mut git = git(folder)
            .args(["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| RevisionError::NoGit { cause })?;
        let answers = git.stdout.take().expect("standard output is a pipe");
        Ok(Self { questions: git.stdin.take(), answers: BufReader::new(answers), git })
    }

    /// The content of a file, at a path from the root; `None` if it does not exist.
    fn of_file(&mut self, commit: &str, path: &[u8]) -> io::Result<Option<Vec<u8>>> {
        // git reads one name a line.
        let Some(questions) = self.questions.as_mut().filter(|_| !path.contains(&b'\n')) else {
            return Ok(None);
        };
        questions.write_all(&[commit.as_bytes(), b":", path, b"\n"].concat())?;
        questions.flush()?;
        let mut head = Vec::new();
        self.answers.read_until(b'\n', &mut head)?;
        if head.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some((kind, size)) = kind_and_size(&head) else { return Ok(None) };
        if size as u64 > plain_file::LARGEST {
            // It waits for somebody to read the file.
            self.git.kill()?;
            return Err(plain_file::too_large(plain_file::LARGEST));
        }
        let mut content = vec![0; size + 1];
        self.answers.read_exact(&mut content)?;
        content.pop();
        Ok((kind == "blob").then_some(content))
    }
}

impl Drop for Contents {
    /// git exits when its standard input is closed.
    fn drop(&mut self) {
        drop(self.questions.take());
        self.git.wait().ok();
    }
}

/// The kind and the size of the object after a header line: `4b825dc blob 12`, or `dangling 7` for a link.
/// `None` if no object follows: `main:uv.toml missing`.
///
/// <https://git-scm.com/docs/git-cat-file#_batch_output>
fn kind_and_size(head: &[u8]) -> Option<(&str, usize)> {
    let (rest, size) = str::from_utf8(head).ok()?.trim_end().rsplit_once(' ')?;
    Some((rest.rsplit(' ').next()?, size.parse().ok()?))
}

/// The hash of the commit with a name.
fn commit(name: &str, folder: &Path) -> Result<String, RevisionError> {
    let commit = format!("{name}^{{commit}}");
    let output = git(folder).args(["rev-parse", "--verify", "--end-of-options", &commit]).output();
    let output = output.map_err(|cause| RevisionError::NoGit { cause })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    // This message of git adds nothing.
    let is_useful = !said.is_empty() && said != "Needed a single revision";
    let cause = if is_useful { format!(": {}", spelled_out(said)) } else { String::new() };
    Err(RevisionError::UnknownRevision { name: spelled_out(name), cause })
}
