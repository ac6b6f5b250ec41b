//! The answer of `uv pip compile --format pylock.toml`.
//!
//! <https://packaging.python.org/en/latest/specifications/pylock-toml/>

use std::path::Path;

use miette::Diagnostic;
use thiserror::Error;

use crate::environment::Environments;
use crate::lock::marker::Marker;
use crate::lock::{BuildTool, Lock, PylockError, RelativePath, Source};
use crate::project::settings::Settings;
use crate::resolution::installed::Installed;
use crate::text::address::shown_text;

/// An answer that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum AnswerError {
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

/// The packages that uv chose, and where each is needed.
#[derive(Debug, Default)]
pub struct Answer(Vec<Chosen>);

/// A package that uv chose, and where it is needed.
#[derive(Debug)]
pub(super) struct Chosen {
    pub tool: BuildTool,
    pub marker: Marker,
}

impl Answer {
    /// Reads the text of a `pylock.toml`. Files below `folder`, the folder of the lock, get relative paths.
    ///
    /// # Errors
    /// If it is not a `pylock.toml` of uv, or names something that cannot be locked.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, AnswerError> {
        parse(text, folder).map(Self)
    }

    /// The packages.
    pub fn packages(&self) -> impl Iterator<Item = &BuildTool> {
        self.0.iter().map(|Chosen { tool, .. }| tool)
    }

    /// The packages that cannot be installed in some environment that needs them: uv omits source archives if
    /// it must not build.
    pub fn without_file<'a>(
        &'a self,
        environments: &'a Environments,
    ) -> impl Iterator<Item = &'a BuildTool> {
        let lacks_file = |Chosen { tool, marker }: &&Chosen| {
            let present = environments.set(|id| marker.holds(environments[id].values()));
            let installed = Installed::of(tool.package(), present, environments, Settings::none());
            installed.missing().is_some()
        };
        self.0.iter().filter(lacks_file).map(|Chosen { tool, .. }| tool)
    }

    /// Adds the files of another answer to the packages that it has in common with this one.
    pub fn add_files(&mut self, other: &Self) {
        for Chosen { tool, .. } in &mut self.0 {
            let key = tool.to_string();
            let same = other.packages().filter(|it| it.to_string() == key);
            same.for_each(|it| tool.add_files(it));
        }
    }

    /// The same with other addresses of indexes and files.
    #[must_use]
    pub fn with_addresses(mut self, address: impl Fn(&str) -> Option<String>) -> Self {
        for Chosen { tool, .. } in &mut self.0 {
            tool.replace_addresses(&address);
        }
        self
    }

    /// The packages, and where each is needed.
    pub(super) fn into_chosen(self) -> Vec<Chosen> {
        self.0
    }
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Chosen>, AnswerError> {
    let not_a_pylock = |message: &str| AnswerError::NotAPylock { message: shown_text(message) };
    let lock = Lock::parse_pylock(text).map_err(|error| match error {
        PylockError::NotALock { message, .. } => not_a_pylock(&message),
        other => not_a_pylock(&other.to_string()),
    })?;
    // The root needs every package, each under its own marker.
    let needed = lock.root().into_iter().flat_map(|root| &root.dependencies);
    let chosen = needed.filter_map(|dependency| {
        let package = &lock[dependency.target?];
        let marker =
            dependency.marker.map_or(Marker::ALWAYS, |marker| lock.markers[marker].clone());
        Some((package, marker))
    });
    let chosen = chosen.map(|(package, marker)| {
        if !matches!(package.source, Source::Registry(_)) {
            return Err(AnswerError::NotFromAnIndex { package: package.name.to_string() });
        }
        let without_version = || not_a_pylock(&format!("{}: no version", package.name));
        let mut tool = BuildTool::of(package).ok_or_else(without_version)?;
        tool.make_relative(|path| below(folder, path));
        Ok(Chosen { tool, marker })
    });
    chosen.collect()
}

/// The path of a file below a folder, seen from there.
fn below(folder: &Path, path: &str) -> Option<RelativePath> {
    let path = Path::new(path).strip_prefix(folder).ok()?.to_str()?;
    RelativePath::try_from(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::{Location, Package};

    fn parse(packages: &str) -> Result<Vec<Chosen>, AnswerError> {
        let text = format!("lock-version = '1.0'\ncreated-by = 'uv'\n{packages}");
        super::parse(&text, Path::new("/project"))
    }

    fn one(package: &str) -> Package {
        parse(&format!("[[packages]]\n{package}")).unwrap().remove(0).tool.package().clone()
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
        let Chosen { tool, marker } = packages.unwrap().remove(0);
        let package = tool.package();
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
            assert!(matches!(error, AnswerError::NotAPylock { .. }), "{wrong}");
            assert!(!error.to_string().contains('\u{1b}'));
        }
        let commit = "7fc59da2c4dff919db2095a0f0e47101b657131d";
        let source = format!("type = 'git', url = 'https://git.example/a', commit-id = '{commit}'");
        let vcs = format!("[[packages]]\nname = 'a'\nvcs = {{ {source} }}");
        assert!(matches!(parse(&vcs), Err(AnswerError::NotFromAnIndex { .. })));
        assert!(super::parse("lock-version = '2.0'", Path::new("/")).is_err());
    }
}
