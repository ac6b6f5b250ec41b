//! Sources of packages, and the files that they have.

use pep508_rs::PackageName;
use toml::Spanned;

use super::value::bad_value;
use crate::lock::file::{Hash, Location, Sdist, Wheel};
use crate::lock::source::{self, Git, LocalPath, Registry, Source};
use crate::lock::{LockError, Span, wire};

pub(super) fn read_source(
    wire: Spanned<wire::Source>,
    package: &PackageName,
) -> Result<Source, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let local = |path: String| LocalPath::try_from(path.as_str());
    let source = if let Some(registry) = wire.registry {
        if registry.contains("://") {
            Ok(Source::Registry(Registry::Url(registry)))
        } else {
            local(registry).map(|path| Source::Registry(Registry::Path(path)))
        }
    } else if let Some(git) = wire.git {
        Git::try_from(git.as_str()).map(Source::Git)
    } else if let Some(url) = wire.url {
        let inside = wire.subdirectory.as_deref().map(source::inside).transpose();
        inside.and_then(|subdirectory| {
            source::check_url(&url)?;
            Ok(Source::Url { url, subdirectory })
        })
    } else if let Some(path) = wire.path {
        local(path).map(Source::Path)
    } else if let Some(path) = wire.directory {
        local(path).map(Source::Directory)
    } else if let Some(path) = wire.editable {
        local(path).map(Source::Editable)
    } else if let Some(path) = wire.r#virtual {
        local(path).map(Source::Virtual)
    } else {
        return Err(LockError::UnknownSource { package: package.to_string(), span: span.into() });
    };
    source.map_err(|message| bad_value(message, span))
}

pub(super) fn read_sdist(wire: Spanned<wire::Sdist>, source: &Source) -> Result<Sdist, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let location = location(wire.url, wire.path.as_deref(), source);
    Ok(Sdist {
        location: location.map_err(|message| bad_value(message, span.clone()))?,
        hash: read_hash(wire.hash, span)?,
    })
}

pub(super) fn read_wheel(wire: Spanned<wire::Wheel>, source: &Source) -> Result<Wheel, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let location = location(wire.url, wire.path.as_deref(), source)
        .map_err(|message| bad_value(message, span.clone()))?;
    let filename = wire.filename.or_else(|| match &location {
        Location::Url(url) => {
            let path = url.split(['?', '#']).next()?;
            path.rsplit('/').next().map(source::percent_decode)
        }
        Location::Path(path) | Location::InGit(path) => {
            path.as_str().rsplit('/').next().map(str::to_owned)
        }
        Location::Absolute(path) => path.rsplit('/').next().map(str::to_owned),
    });
    match filename {
        Some(filename) if !filename.contains(['/', '\0']) && !filename.is_empty() => {
            let (hash, size) = (read_hash(wire.hash, span)?, wire.size);
            Ok(Wheel { filename, location, hash, size })
        }
        _ => Err(bad_value("the wheel has no file name", span)),
    }
}

/// The location of a file, from its own keys or from the source of its package.
fn location(url: Option<String>, path: Option<&str>, source: &Source) -> Result<Location, String> {
    if let Some(url) = url {
        source::check_url(&url)?;
        return Ok(Location::Url(url));
    }
    let path = path.map(LocalPath::try_from).transpose()?;
    match (path, source) {
        (Some(LocalPath::Absolute(path)), _) => Ok(Location::Absolute(path)),
        (Some(LocalPath::Relative(path)), Source::Registry(Registry::Path(folder))) => match folder
        {
            LocalPath::Relative(folder) => Ok(Location::Path(folder.join(&path))),
            LocalPath::Absolute(folder) => Ok(Location::Absolute(format!("{folder}/{path}"))),
        },
        (Some(LocalPath::Relative(path)), _) => Ok(Location::Path(path)),
        (None, Source::Url { url, .. }) => Ok(Location::Url(url.clone())),
        (None, Source::Path(LocalPath::Relative(path))) => Ok(Location::Path(path.clone())),
        (None, Source::Path(LocalPath::Absolute(path))) => Ok(Location::Absolute(path.clone())),
        (None, Source::Git(Git { archive: Some(archive), .. })) => {
            Ok(Location::InGit(archive.clone()))
        }
        (
            None,
            Source::Registry(_)
            | Source::Git(_)
            | Source::Directory(_)
            | Source::Editable(_)
            | Source::Virtual(_),
        ) => Err("the file has neither a URL nor a path".to_owned()),
    }
}

fn read_hash(hash: Option<String>, span: Span) -> Result<Option<Hash>, LockError> {
    hash.map(Hash::try_from).transpose().map_err(|message| bad_value(message, span))
}
