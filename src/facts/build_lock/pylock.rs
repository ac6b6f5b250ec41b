//! The answer of `uv pip compile --format pylock.toml`.
//!
//! <https://packaging.python.org/en/latest/specifications/pylock-toml/>

use std::collections::BTreeMap;
use std::path::Path;

use miette::Diagnostic;
use pep508_rs::PackageName;
use serde::Deserialize;
use serde::de::IgnoredAny;
use thiserror::Error;
use url::Url;

use crate::environment::Environments;
use crate::lock::marker::Marker;
use crate::lock::{
    File, Hash, HashAlgorithm, LocalPath, Location, Package, PackageVersion, read_index, read_url,
};
use crate::project::settings::Settings;
use crate::resolution::installed::Installed;
use crate::text::address::shown_text;

/// An answer that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum PylockError {
    /// Not TOML, or not in the form of the specification.
    #[error("the output of uv is not a valid pylock.toml: {message}")]
    #[diagnostic(
        code(uvnix::build_lock::not_a_pylock),
        help("check that `uv pip compile --format pylock.toml` works; uvnix supports version 1.0")
    )]
    NotAPylock {
        /// The error in the output.
        message: String,
    },

    /// A package that is not made of files of an index.
    #[error("uv takes {package} from a repository, a folder or a URL, not from an index")]
    #[diagnostic(
        code(uvnix::build_lock::not_from_an_index),
        help(
            "build requirements are locked from an index only: publish the package to one, or remove the setting of uv that takes it from elsewhere"
        )
    )]
    NotFromAnIndex {
        /// The package.
        package: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Wire {
    lock_version: String,
    #[serde(default)]
    packages: Vec<PackageWire>,
}

#[derive(Deserialize)]
struct PackageWire {
    name: PackageName,
    version: Option<String>,
    marker: Option<String>,
    index: Option<String>,
    sdist: Option<FileWire>,
    #[serde(default)]
    wheels: Vec<FileWire>,
    archive: Option<IgnoredAny>,
    directory: Option<IgnoredAny>,
    vcs: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct FileWire {
    name: Option<String>,
    url: Option<String>,
    path: Option<String>,
    hashes: BTreeMap<String, String>,
}

/// The packages that uv chose, and where each is needed.
#[derive(Debug, Default)]
pub struct Answer(Vec<(Package, Marker)>);

impl Answer {
    /// Reads the text of a `pylock.toml`. Files below `folder`, the folder of the lock, get relative paths.
    ///
    /// # Errors
    /// If it is not a `pylock.toml` of uv, or names something that cannot be locked.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, PylockError> {
        parse(text, folder).map(Self)
    }

    /// The packages.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.0.iter().map(|(package, _)| package)
    }

    /// The packages that cannot be installed in some environment that needs them: uv omits source archives if
    /// it must not build.
    pub fn without_file<'a>(
        &'a self,
        environments: &'a Environments,
    ) -> impl Iterator<Item = &'a Package> {
        let lacks_file = |(package, marker): &&(Package, Marker)| {
            let present = environments.set(|id| marker.holds(environments[id].values()));
            let installed = Installed::of(package, present, environments, Settings::none());
            installed.missing().is_some()
        };
        self.0.iter().filter(lacks_file).map(|(package, _)| package)
    }

    /// Adds the files of another answer to the packages that it has in common with this one.
    pub fn add_files(&mut self, other: &Self) {
        for (package, _) in &mut self.0 {
            let key = package.to_string();
            let same = other.packages().filter(|it| it.to_string() == key);
            same.for_each(|it| package.add_files(it.clone()));
        }
    }

    /// The same with other addresses of indexes and files.
    #[must_use]
    pub fn with_addresses(mut self, address: impl Fn(&str) -> Option<String>) -> Self {
        for (package, _) in &mut self.0 {
            package.replace_addresses(&address);
        }
        self
    }

    /// The packages, and where each is needed.
    pub(super) fn into_packages(self) -> Vec<(Package, Marker)> {
        self.0
    }
}

fn parse(text: &str, folder: &Path) -> Result<Vec<(Package, Marker)>, PylockError> {
    let not_a_pylock = |message: &str| PylockError::NotAPylock { message: shown_text(message) };
    let wire: Wire = toml::from_str(text).map_err(|error| not_a_pylock(error.message()))?;
    if wire.lock_version.split('.').next() != Some("1") {
        return Err(not_a_pylock(&format!("`lock-version` is {}", wire.lock_version)));
    }
    let package = |wire: PackageWire| {
        if wire.archive.is_some() || wire.directory.is_some() || wire.vcs.is_some() {
            return Err(PylockError::NotFromAnIndex { package: wire.name.to_string() });
        }
        let name = wire.name.clone();
        package(wire, folder).map_err(|message| not_a_pylock(&format!("{name}: {message}")))
    };
    wire.packages.into_iter().map(package).collect()
}

/// The error is one sentence.
fn package(wire: PackageWire, folder: &Path) -> Result<(Package, Marker), String> {
    let marker = wire.marker.as_deref().map(marker).transpose()?.unwrap_or(Marker::ALWAYS);
    let version = PackageVersion::try_from(wire.version.ok_or("no version")?)?;
    let index = wire.index.as_deref().map(read_index).transpose()?;
    let mut package = Package::for_builds(wire.name, version, index);
    for file in wire.sdist.into_iter().chain(wire.wheels) {
        let (location, hash) = (file.location(folder)?, file.hash()?);
        package.add_file(File::named(file.name, location, Some(hash))?);
    }
    Ok((package, marker))
}

/// The error is one sentence about `text`.
pub(super) fn marker(text: &str) -> Result<Marker, String> {
    text.parse().map_err(|message: String| format!("`{text}` is not a marker: {message}"))
}

impl FileWire {
    fn location(&self, folder: &Path) -> Result<Location, String> {
        match (&self.url, &self.path) {
            (Some(url), _) if url.starts_with("file://") => local(&file_path(url)?, folder),
            (Some(url), _) => read_url(url).map(Location::Url),
            (None, Some(path)) => local(path, folder),
            (None, None) => Err("a file has neither a URL nor a path".to_owned()),
        }
    }

    /// The hash of the preferred algorithm.
    fn hash(&self) -> Result<Hash, String> {
        let mut known = HashAlgorithm::ALL.iter().map(|it| it.name());
        let said = known.find_map(|name| Some((name, self.hashes.get(name)?)));
        let (name, digits) = said.ok_or("a file has no hash of a supported algorithm")?;
        format!("{name}:{digits}").parse()
    }
}

fn file_path(url: &str) -> Result<String, String> {
    let path = Url::parse(url).ok().and_then(|url| url.to_file_path().ok());
    let path = path.and_then(|path| path.to_str().map(str::to_owned));
    path.ok_or_else(|| format!("`{url}` is not a file"))
}

/// The location of a path: relative to `folder` if it is below.
fn local(path: &str, folder: &Path) -> Result<Location, String> {
    let below = Path::new(path).strip_prefix(folder).ok().and_then(Path::to_str);
    Ok(match LocalPath::try_from(below.unwrap_or(path))? {
        LocalPath::Relative(path) => Location::Path(path),
        LocalPath::Absolute(path) => Location::Absolute(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(packages: &str) -> Result<Vec<(Package, Marker)>, PylockError> {
        let text = format!("lock-version = '1.0'\ncreated-by = 'uv'\n{packages}");
        super::parse(&text, Path::new("/project"))
    }

    fn one(package: &str) -> Package {
        parse(&format!("[[packages]]\n{package}")).unwrap().remove(0).0
    }

    #[test]
    fn a_package_has_its_files_and_where_it_is_needed() {
        let hash = format!("hashes = {{ sha256 = '{}' }}", "a".repeat(64));
        let packages = parse(&format!(
            "[[packages]]\nname = 'Tomli'\nversion = '2.0'\nmarker = \"python_version < '3.11'\"\n\
             index = 'https://me:pw@pypi.example/simple'\n\
             sdist = {{ url = 'https://files.example/tomli-2.0.tar.gz', upload-time = 2024-01-01T00:00:00Z, {hash} }}\n\
             wheels = [{{ url = 'https://me:pw@files.example/tomli-2.0-py3-none-any.whl', {hash} }}]"
        ));
        let (package, marker) = packages.unwrap().remove(0);
        assert_eq!(package.to_string(), "tomli 2.0");
        assert!(!marker.is_always());
        let url = "https://files.example/tomli-2.0-py3-none-any.whl".to_owned();
        assert_eq!(package.wheels[0].location, Location::Url(url));
        assert_eq!(package.wheels[0].name.as_str(), "tomli-2.0-py3-none-any.whl");
        assert!(package.sdist.is_some());
        assert!(!format!("{package:?}").contains("pw"));
    }

    #[test]
    fn the_name_of_a_file_wins_over_that_in_its_address() {
        let file = |name: &str| {
            let hash = format!("hashes = {{ sha256 = '{}' }}", "a".repeat(64));
            format!("{{ name = '{name}', url = 'https://files.example/get?of={name}', {hash} }}")
        };
        let (sdist, wheel) = (file("a-1.tar.gz"), file("a-1-py3-none-any.whl"));
        let package =
            one(&format!("name = 'a'\nversion = '1'\nsdist = {sdist}\nwheels = [{wheel}]"));
        assert_eq!(package.sdist.unwrap().name.as_str(), "a-1.tar.gz");
        assert_eq!(package.wheels[0].name.as_str(), "a-1-py3-none-any.whl");
    }

    #[test]
    fn wheels_for_other_systems_than_nix_s_are_left_out() {
        let wheel = |tags: &str| {
            let url = format!("https://files.example/a-1-{tags}.whl");
            format!("{{ url = '{url}', hashes = {{ md5 = '{}' }} }}", "0".repeat(32))
        };
        let tags = ["py3-none-win_amd64", "py3-none-macosx_11_0_arm64", "py3-none-linux_x86_64"];
        let wheels = tags.map(wheel).join(", ");
        let package = one(&format!("name = 'a'\nversion = '1'\nwheels = [{wheels}]"));
        assert_eq!(package.wheels.len(), 2);
    }

    #[test]
    fn a_local_file_is_named_from_the_folder_of_the_lock() {
        let file = |location: &str| {
            let hash = "0".repeat(64);
            let wheel = format!("{{ {location}, hashes = {{ sha256 = '{hash}' }} }}");
            let package = one(&format!("name = 'a'\nversion = '1'\nwheels = [{wheel}]"));
            package.wheels[0].location.clone()
        };
        let relative = Location::Path("wheels/a-1-py3-none-any.whl".try_into().unwrap());
        assert_eq!(file("path = 'wheels/a-1-py3-none-any.whl'"), relative);
        assert_eq!(file("url = 'file:///project/wheels/a-1-py3-none-any.whl'"), relative);
        let elsewhere = "/elsewhere/a-1-py3-none-any.whl";
        let location = file(&format!("url = 'file://{elsewhere}'"));
        assert_eq!(location, Location::Absolute(elsewhere.to_owned()));
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_nothing_reaches_the_terminal() {
        let hash = "hashes = {}";
        let file = |location: &str| {
            let hash = format!("hashes = {{ md5 = '{}' }}", "0".repeat(32));
            format!("[[packages]]\nname = 'a'\nversion = '1'\nsdist = {{ {location}, {hash} }}")
        };
        for wrong in [
            file("url = 'ftp://files.example/a-1.tar.gz'"),
            file("url = 'a-1.tar.gz'"),
            file("url = 'https://files.example/..%2Fa-1.tar.gz'"),
            file("url = \"https://files.example/\\u001b/a-1.tar.gz\""),
            file("path = 'archives/..'"),
            "[[packages]]\nname = 'a'\nversion = '1'\nindex = 'javascript://pypi.example'"
                .to_owned(),
            "[[packages]]\nname = 'a'".to_owned(),
            "[[packages]]\nname = 'a'\nversion = 'x\\u001b'".replace('\'', "\""),
            "[[packages]]\nname = 'a'\nversion = '1'\nmarker = 'b'".to_owned(),
            format!("[[packages]]\nname = 'a'\nversion = '1'\nsdist = {{ url = 'b', {hash} }}"),
            "packages = 1".to_owned(),
        ] {
            let error = parse(&wrong).unwrap_err();
            assert!(matches!(error, PylockError::NotAPylock { .. }), "{wrong}");
            assert!(!error.to_string().contains('\u{1b}'));
        }
        let vcs = "[[packages]]\nname = 'a'\nvcs = { type = 'git', commit-id = 'b' }";
        assert!(matches!(parse(vcs), Err(PylockError::NotFromAnIndex { .. })));
        assert!(super::parse("lock-version = '2.0'", Path::new("/")).is_err());
    }
}
