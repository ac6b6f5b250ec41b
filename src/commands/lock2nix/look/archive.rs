//! An archive of a package, and what was read in it before.

use std::cell::OnceCell;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use uvnix::lock::Hash;

use super::{LookError, unreadable};
use crate::fetch::{Fetcher, FileRequest, Question, Readings, plain_file};

/// An archive. It is downloaded when something has to be read in it.
pub(crate) struct Archive<'a> {
    filename: &'a str,
    origin: Origin<'a>,
    path: OnceCell<PathBuf>,
    /// What was read earlier in the archive with this hash.
    known: Option<(&'a Readings, &'a Hash)>,
}

enum Origin<'a> {
    Here(PathBuf),
    Remote(&'a Fetcher, FileRequest<'a>),
}

impl<'a> Archive<'a> {
    /// A file of this machine, whose file name in the lock says how it is read.
    pub(crate) fn at(path: PathBuf, filename: &'a str) -> Self {
        Self { filename, origin: Origin::Here(path), path: OnceCell::new(), known: None }
    }

    /// A file of a server.
    pub(crate) fn remote(
        fetcher: &'a Fetcher,
        request: FileRequest<'a>,
        filename: &'a str,
    ) -> Self {
        let origin = Origin::Remote(fetcher, request);
        Self { filename, origin, path: OnceCell::new(), known: None }
    }

    /// The same with what the fetcher knows of it, if nobody can make another file with its hash.
    pub(crate) fn with_readings(self, fetcher: &'a Fetcher, hash: Option<&'a Hash>) -> Self {
        let hash = hash.filter(|hash| hash.is_known_to_nix());
        Self { known: fetcher.readings().zip(hash), ..self }
    }

    /// Reads a part of the archive, unless it is known. `refused` turns an error of `read` into one that names
    /// the package.
    pub(crate) fn read<T: Serialize + DeserializeOwned, E>(
        &self,
        part: &str,
        read: impl FnOnce(BufReader<fs::File>, &str) -> Result<T, E>,
        refused: impl FnOnce(E) -> LookError,
    ) -> Result<T, LookError> {
        let filename = self.filename;
        let known = self.known.map(|(known, hash)| (known, Question { hash, filename, part }));
        if let Some(answer) = known.and_then(|(known, question)| known.recall(&question)) {
            return Ok(answer);
        }
        let path = self.path()?;
        let file = plain_file::open(path).map_err(|cause| unreadable(path, cause))?;
        let answer = read(BufReader::new(file), filename).map_err(refused)?;
        if let Some((known, question)) = known {
            known.keep(&question, &answer);
        }
        Ok(answer)
    }

    /// Where it is, once it is downloaded.
    fn path(&self) -> Result<&Path, LookError> {
        match &self.origin {
            Origin::Here(path) => Ok(path),
            Origin::Remote(fetcher, request) => {
                if let Some(path) = self.path.get() {
                    return Ok(path);
                }
                let path = fetcher.file(request)?.path;
                Ok(self.path.get_or_init(|| path))
            }
        }
    }
}
