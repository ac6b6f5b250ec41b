//! Sources of packages, and the files that they have.

use pep508_rs::PackageName;
use toml::Spanned;

use super::value::bad_value;
use crate::lock::address::{file_path, read_index, read_url};
use crate::lock::source::{self, Git, LocalPath, Registry, Source};
use crate::lock::wheel::WheelName;
use crate::lock::{File, Hash, HashAlgorithm, Location, LockError, PackageVersion, Span, wire};

pub(super) fn read_source(
    wire: Spanned<wire::Source>,
    package: &PackageName,
) -> Result<Source, LockError> {
    let span = wire.span();
    let unknown =
        |span: Span| LockError::UnknownSource { package: package.to_string(), span: span.into() };
    let wire::Source { registry, git, url, subdirectory, path, directory, editable, r#virtual } =
        wire.into_inner();
    let local = |path: String| LocalPath::try_from(path.as_str());
    let kinds: [Option<Result<Source, String>>; 7] = [
        registry.as_deref().map(read_registry),
        git.map(|git| Git::try_from(git.as_str()).map(Source::Git)),
        url.map(|url| {
            let subdirectory = subdirectory.as_deref().map(source::inside).transpose()?;
            Ok(Source::Url { url: read_url(&url)?, subdirectory })
        }),
        path.map(|path| local(path).map(Source::Path)),
        directory.map(|path| local(path).map(Source::Directory)),
        editable.map(|path| local(path).map(Source::Editable)),
        r#virtual.map(|path| local(path).map(Source::Virtual)),
    ];
    let mut kinds = kinds.into_iter().flatten();
    match (kinds.next(), kinds.next()) {
        (Some(source), None) => source.map_err(|message| bad_value(message, span).into()),
        (None, _) => Err(unknown(span)),
        (Some(_), Some(_)) => {
            Err(bad_value(format!("the source of `{package}` is of two kinds"), span).into())
        }
    }
}

fn read_registry(registry: &str) -> Result<Source, String> {
    let registry = if registry.contains("://") {
        Registry::Url(read_index(registry)?)
    } else {
        Registry::Path(LocalPath::try_from(registry)?)
    };
    Ok(Source::Registry(registry))
}

pub(super) fn read_sdist(wire: Spanned<wire::Sdist>, source: &Source) -> Result<File, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let file = || {
        let location = location(wire.url, wire.path.as_deref(), source)?;
        Ok(File { size: wire.size, ..File::at(location, read_hash(wire.hash)?)? })
    };
    file().map_err(|message: String| bad_value(message, span).into())
}

pub(super) fn read_wheel(
    wire: Spanned<wire::Wheel>,
    source: &Source,
    version: Option<&PackageVersion>,
) -> Result<File, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    // It stands for a URL or a path that the source has.
    let filename = wire.filename.filter(|_| wire.url.is_none() && wire.path.is_none());
    let file = || {
        let location = location(wire.url, wire.path.as_deref(), source)?;
        let hash = read_hash(wire.hash)?;
        let file = File { size: wire.size, ..File::named(filename, location, hash)? };
        WheelName::check(file.name.as_str(), version)?;
        Ok(file)
    };
    file().map_err(|message: String| bad_value(message, span).into())
}

/// The location of a file, from its own keys or from the source of its package.
fn location(url: Option<String>, path: Option<&str>, source: &Source) -> Result<Location, String> {
    let in_url = match url {
        Some(url) if url.starts_with("file://") => Some(file_path(&url)?),
        Some(url) => return read_url(&url).map(Location::Url),
        None => None,
    };
    let path = in_url.as_deref().or(path).map(LocalPath::try_from).transpose()?;
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

/// A hash as uv writes it: other tools know SHA-1, and capitals.
fn read_hash(text: Option<String>) -> Result<Option<Hash>, String> {
    let Some(text) = text else { return Ok(None) };
    let hash: Hash = text.parse()?;
    let algorithm = hash.algorithm();
    if algorithm == HashAlgorithm::Sha1 || !text.starts_with(algorithm.name()) {
        return Err(format!(
            "`{text}` has none of the algorithms sha256, sha384, sha512, md5 and blake2b"
        ));
    }
    Ok(Some(hash))
}
