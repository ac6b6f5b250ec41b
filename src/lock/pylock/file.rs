//! Where the packages of a `pylock.toml` come from, and their files.

use std::collections::BTreeMap;

use toml::Spanned;

use super::PylockError;
use super::wire::{self, Directory, Vcs};
use crate::lock::address::{file_path, git_url, read_index, read_url};
use crate::lock::convert::bad_value;
use crate::lock::source::{Git, LocalPath, Registry, Source, inside, is_commit};
use crate::lock::{File, Hash, HashAlgorithm, Location, Span};

/// The source of a package, and its files.
pub(super) struct SourceAndFiles {
    pub source: Source,
    pub sdist: Option<File>,
    pub wheels: Vec<File>,
}

const SUBDIRECTORY: &str =
    "the file can only be used by an installer that unpacks archives: lock the folder itself";

impl SourceAndFiles {
    fn of(source: Source) -> Self {
        Self { source, sdist: None, wheels: Vec::new() }
    }

    /// Reads the one source of a package.
    pub(super) fn read(package: &mut wire::Package) -> Result<Self, PylockError> {
        let wire::Package { vcs, directory, archive, sdist, wheels, .. } = package;
        let kinds = [
            ("vcs", vcs.is_some()),
            ("directory", directory.is_some()),
            ("archive", archive.is_some()),
            ("wheels or sdist", sdist.is_some() || !wheels.is_empty()),
        ];
        let kinds = Vec::from_iter(kinds.into_iter().filter(|(_, is_there)| *is_there));
        if kinds.len() != 1 {
            let kinds = Vec::from_iter(kinds.into_iter().map(|(kind, _)| kind));
            let what = if kinds.is_empty() { "no source".to_owned() } else { kinds.join(" and ") };
            let span = package.name.span().into();
            return Err(PylockError::Source {
                package: package.name.get_ref().clone(),
                what,
                span,
            });
        }
        match (vcs.take(), directory.take(), archive.take()) {
            (Some(vcs), ..) => vcs_source(vcs).map(Self::of),
            (_, Some(directory), _) => directory_source(directory).map(Self::of),
            (.., Some(archive)) => Self::of_archive(archive),
            (None, None, None) => Self::of_index(package),
        }
    }

    fn of_index(package: &mut wire::Package) -> Result<Self, PylockError> {
        let index = package.index.as_ref().map(|index| {
            read_index(index.get_ref()).map_err(|message| bad_value(message, index.span()))
        });
        let registry = index.transpose()?.map_or(Registry::Unknown, Registry::Url);
        let wheels = package.wheels.drain(..).map(file);
        Ok(Self {
            wheels: wheels.collect::<Result<_, _>>()?,
            sdist: package.sdist.take().map(file).transpose()?,
            source: Source::Registry(registry),
        })
    }

    fn of_archive(wire: Spanned<wire::File>) -> Result<Self, PylockError> {
        let span = wire.span();
        let subdirectory = wire.get_ref().subdirectory.as_deref().map(inside).transpose();
        let subdirectory = subdirectory.map_err(|message| bad_value(message, span.clone()))?;
        let file = file(wire)?;
        let local = match &file.location {
            Location::Url(url) => Err(url.clone()),
            Location::Path(path) | Location::InGit(path) => Ok(LocalPath::Relative(path.clone())),
            Location::Absolute(path) => Ok(LocalPath::Absolute(path.clone())),
        };
        let source = match (local, subdirectory) {
            (Err(url), subdirectory) => Source::Url { url, subdirectory },
            (Ok(path), None) => Source::Path(path),
            (Ok(_), Some(_)) => {
                let message = "an archive next to the lock file has a subdirectory";
                return Err(PylockError::unsupported(message, SUBDIRECTORY, span));
            }
        };
        let is_wheel = file.name.as_str().strip_suffix(".whl").is_some();
        let (wheels, sdist) = if is_wheel { (vec![file], None) } else { (vec![], Some(file)) };
        Ok(Self { source, sdist, wheels })
    }
}

fn vcs_source(wire: Spanned<Vcs>) -> Result<Source, PylockError> {
    let span = wire.span();
    let Vcs { r#type: system, url, path, commit_id, subdirectory, .. } = wire.into_inner();
    if system != "git" {
        let message = format!("the package comes from a repository of `{system}`");
        let help = "take it from a git repository, or publish it to an index";
        return Err(PylockError::unsupported(message, help, span));
    }
    let url = match (url, path) {
        (Some(url), _) => url,
        (None, Some(path)) if path.starts_with('/') => format!("file://{path}"),
        (None, Some(_)) => {
            let help = "lock the repository by its URL, or its folder as a directory";
            let message = "the git repository has only a relative path";
            return Err(PylockError::unsupported(message, help, span));
        }
        (None, None) => {
            return Err(bad_value("the repository has neither a URL nor a path", span).into());
        }
    };
    let git = || {
        if !is_commit(&commit_id) {
            return Err(format!("`{commit_id}` is not a commit hash"));
        }
        Ok(Git {
            url: git_url(&url)?,
            commit: commit_id,
            tag: None,
            branch: None,
            subdirectory: subdirectory.as_deref().map(inside).transpose()?,
            archive: None,
            lfs: false,
        })
    };
    Ok(Source::Git(git().map_err(|message| bad_value(message, span))?))
}

fn directory_source(wire: Spanned<Directory>) -> Result<Source, PylockError> {
    let span = wire.span();
    let Directory { path, editable, subdirectory } = wire.into_inner();
    let path = || {
        let subdirectory = subdirectory.as_deref().map(inside).transpose()?;
        Ok(match (LocalPath::try_from(path.as_str())?, subdirectory) {
            (path, None) => path,
            (LocalPath::Relative(path), Some(inner)) => LocalPath::Relative(path.join(&inner)),
            (LocalPath::Absolute(path), Some(inner)) => {
                LocalPath::Absolute(format!("{path}/{inner}"))
            }
        })
    };
    let path = path().map_err(|message: String| bad_value(message, span))?;
    Ok(if editable { Source::Editable(path) } else { Source::Directory(path) })
}

/// A file; a path wins over a URL, and a name over both.
fn file(wire: Spanned<wire::File>) -> Result<File, PylockError> {
    let span = wire.span();
    let wire::File { name, url, path, size, hashes, .. } = wire.into_inner();
    let hash = hash(&hashes, &span)?;
    let file = || {
        let location = match (path, url) {
            (Some(path), _) => local(&path)?,
            (None, Some(url)) if url.starts_with("file://") => local(&file_path(&url)?)?,
            (None, Some(url)) => Location::Url(read_url(&url)?),
            (None, None) => return Err("the file has neither a URL nor a path".to_owned()),
        };
        Ok(File { size, ..File::named(name, location, Some(hash))? })
    };
    Ok(file().map_err(|message: String| bad_value(message, span))?)
}

fn local(path: &str) -> Result<Location, String> {
    Ok(match LocalPath::try_from(path)? {
        LocalPath::Relative(path) => Location::Path(path),
        LocalPath::Absolute(path) => Location::Absolute(path),
    })
}

/// The hash of the algorithm that is preferred among those that uvnix can check.
fn hash(hashes: &BTreeMap<String, String>, span: &Span) -> Result<Hash, PylockError> {
    let known = HashAlgorithm::ALL.into_iter().find_map(|algorithm| {
        let is_it = |name: &&String| name.eq_ignore_ascii_case(algorithm.name());
        hashes.iter().find(|(name, _)| is_it(name)).map(|(name, digits)| format!("{name}:{digits}"))
    });
    match known {
        Some(hash) => {
            Ok(hash.parse().map_err(|message: String| bad_value(message, span.clone()))?)
        }
        None if hashes.is_empty() => Err(bad_value("the file has no hash", span.clone()).into()),
        None => {
            let names = Vec::from_iter(hashes.keys().map(String::as_str)).join(", ");
            let message = format!("the file has only hashes of {names}");
            let help = "let the tool that wrote the lock file add SHA-256 hashes";
            Err(PylockError::unsupported(message, help, span.clone()))
        }
    }
}
