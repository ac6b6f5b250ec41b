//! `pylock.toml`: what several tools write, as a [`Lock`].
//!
//! The file does not say which package needs which (`packages.dependencies` is only for audits): each package is
//! installed where its own marker holds. Therefore one root needs all packages, each under the marker of that package.
//! The extras and dependency groups of the file are those of the root.
//!
//! | file | open it for |
//! |---|---|
//! | `wire` | the keys of the file |
//! | `file` | sources and files of packages |
//! | `root` | what the root, and the project next to the file, need |
//! | `error` | the errors of such a file |
//!
//! <https://packaging.python.org/en/latest/specifications/pylock-toml/>

mod error;
mod file;
mod root;
pub(super) mod wire;

pub use error::PylockError;
pub(super) use root::add_project;

use super::convert::{bad_value, empty, package_name, package_version, requires_python};
use super::marker::{Marker, MarkerId, Markers};
use super::regular;
use super::wire::Text;
use super::{Lock, LockKind, Package, PackageId, PackageVersion, RequiresPython};
use crate::text::printable::shortened;
use file::SourceAndFiles;
use root::Root;
use wire::Wire;

/// The version of the format that is known. Versions with another first number cannot be read.
const KNOWN: &str = "1.0";

/// Reads the text of a `pylock.toml`.
pub(super) fn parse(text: &str) -> Result<Lock, PylockError> {
    let error = match regular::from_str(text) {
        Ok(wire) => return lock(wire),
        Err(error) => error,
    };
    // Another format need not have the form of this one: then its version is all that is wrong.
    let other = toml::from_str(text).ok();
    let other = other.and_then(|wire: wire::Version| newer_version(&wire.lock_version).err());
    Err(other.unwrap_or_else(|| PylockError::not_a_lock(&error)))
}

/// The version of the format, if it is newer than the known one, but compatible.
fn newer_version(version: &Text) -> Result<Option<String>, PylockError> {
    let first = |version: &str| version.split('.').next().map(str::to_owned);
    let text = shortened(version.get_ref());
    if first(version.get_ref()) == first(KNOWN) {
        return Ok((version.get_ref() != KNOWN).then_some(text));
    }
    Err(PylockError::UnknownVersion { version: text, span: version.span().into() })
}

fn lock(wire: Wire) -> Result<Lock, PylockError> {
    let newer_version = newer_version(&wire.lock_version)?;
    let mut markers = Markers::default();
    let (requires_python, python) = match wire.requires_python {
        Some(text) => requires_python(text, &mut markers)?,
        None => (String::new(), markers.intern(Marker::ALWAYS)),
    };
    let supported_markers = environments(wire.environments, &mut markers)?;
    let mut root = Root::of(wire.extras, wire.dependency_groups)?;
    let default_groups = root.add_default_groups(wire.default_groups)?;
    let mut packages = Vec::with_capacity(wire.packages.len() + 1);
    for mut wire in wire.packages {
        let marker = wire.marker.take();
        let package = package(wire, &mut markers)?;
        root.needs(PackageId(packages.len()), &package, marker, &mut markers)?;
        packages.push(package);
    }
    let root_id = PackageId(packages.len());
    packages.push(root.package(&packages));
    Ok(Lock {
        kind: LockKind::Pylock,
        newer_version,
        requires_python,
        python,
        supported_markers,
        conflicts: Vec::new(),
        members: vec![root_id],
        requirements: Vec::new(),
        markers,
        script: None,
        root: Some(root_id),
        default_groups,
        packages,
    })
}

/// The environments that the file is for; empty: for all.
fn environments(
    texts: Option<Vec<Text>>,
    markers: &mut Markers,
) -> Result<Vec<MarkerId>, PylockError> {
    let Some(texts) = texts else { return Ok(Vec::new()) };
    if texts.is_empty() {
        return Ok(vec![markers.intern(Marker::NEVER)]);
    }
    let read = |text: Text| {
        let marker = markers.parse(text.get_ref());
        Ok(marker.map_err(|message| bad_value(message, text.span()))?)
    };
    texts.into_iter().map(read).collect()
}

fn package(mut wire: wire::Package, markers: &mut Markers) -> Result<Package, PylockError> {
    let SourceAndFiles { source, sdist, wheels } = SourceAndFiles::read(&mut wire)?;
    let limit = wire.requires_python.map(|text| requires_python(text, markers));
    let limit = limit.transpose()?.map(|(text, marker)| RequiresPython { text, marker });
    let version = wire.version.map(package_version).transpose()?;
    let file = || wheels.first().or(sdist.as_ref());
    Ok(Package {
        version: version.or_else(|| version_in(file()?.name.as_str())),
        requires_python: limit,
        span: wire.name.span(),
        source,
        sdist,
        wheels,
        ..empty(package_name(&wire.name)?)
    })
}

/// The version in the name of a file.
fn version_in(name: &str) -> Option<PackageVersion> {
    let text = match name.strip_suffix(".whl") {
        Some(wheel) => wheel.split('-').nth(1)?,
        None => name.strip_suffix(".tar.gz").or(name.strip_suffix(".zip"))?.rsplit_once('-')?.1,
    };
    PackageVersion::try_from(text.to_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::{Location, Registry, Source};

    fn lock(text: &str) -> Result<Lock, PylockError> {
        parse(&format!("lock-version = '1.0'\ncreated-by = 'x'\n{text}"))
    }

    fn one(package: &str) -> Result<Package, PylockError> {
        let lock = lock(&format!("[[packages]]\nname = 'a'\n{package}"))?;
        Ok(lock.packages().next().unwrap().1.clone())
    }

    fn hashes() -> String {
        format!("hashes = {{ md5 = '0', SHA256 = '{}' }}", "0".repeat(64))
    }

    #[test]
    fn the_root_needs_each_package_where_its_marker_holds() {
        let package = |name: &str, marker: &str| {
            let hashes = hashes();
            format!(
                "[[packages]]\nname = '{name}'\nversion = '1'\nmarker = \"{marker}\"\n\
                 wheels = [{{ url = 'https://files.example/{name}-1-py3-none-any.whl', {hashes} }}]\n"
            )
        };
        let lock = lock(&format!(
            "extras = ['Fast']\ndependency-groups = ['dev']\ndefault-groups = ['main']\n{}{}{}",
            package("a", "sys_platform == 'linux'"),
            package("pylock", "'main' in dependency_groups or 'fast' in extras"),
            package("b", "'dev' in dependency_groups and 'unknown' not in 'x' or 'gone' in extras"),
        ))
        .unwrap();
        let root = lock.root().unwrap();
        let names = |needed: &[crate::lock::Dependency]| {
            Vec::from_iter(needed.iter().map(|it| it.name.to_string())).join(" ")
        };
        assert_eq!(root.name.as_ref(), "pylock-2", "`pylock` is a package");
        assert_eq!(names(&root.dependencies), "a");
        let of = |named: &indexmap::IndexMap<pep508_rs::ExtraName, Vec<_>>| {
            Vec::from_iter(named.iter().map(|(name, needed)| format!("{name}: {}", names(needed))))
        };
        assert_eq!(of(&root.extras), ["fast: pylock"]);
        assert_eq!(of(&root.groups), ["dev: b", "main: pylock"]);
        let defaults = lock.default_groups(lock.members[0]).unwrap();
        assert_eq!(Vec::from_iter(defaults.iter().map(ToString::to_string)), ["main"]);
    }

    #[test]
    fn a_name_and_a_path_win_over_a_url() {
        let hashes = hashes();
        let package = one(&format!(
            "sdist = {{ name = 'a-2.tar.gz', url = 'https://files.example/get?id=1', size = 5, {hashes} }}\n\
             wheels = [{{ path = 'wheels/a-2-py3-none-any.whl', url = 'https://files.example/b', {hashes} }}]"
        ))
        .unwrap();
        assert_eq!(package.to_string(), "a 2");
        assert_eq!(package.source, Source::Registry(Registry::Unknown));
        let sdist = package.sdist.unwrap();
        assert_eq!((sdist.name.as_str(), sdist.size), ("a-2.tar.gz", Some(5)));
        assert!(sdist.hash.unwrap().to_string().starts_with("sha256:"));
        let path = "wheels/a-2-py3-none-any.whl".try_into().unwrap();
        assert_eq!(package.wheels[0].location, Location::Path(path));
    }

    #[test]
    fn every_kind_of_source_is_read() {
        let hashes = hashes();
        let commit = "7fc59da2c4dff919db2095a0f0e47101b657131d";
        let shown = |text: &str| one(text).unwrap().source.to_string();
        for (text, source) in [
            (
                format!(
                    "vcs = {{ type = 'git', url = 'https://git.example/a', requested-revision = 'v1', commit-id = '{commit}', subdirectory = 'b' }}"
                ),
                "git https://git.example/a at 7fc59da2c4df (folder b)",
            ),
            ("directory = { path = 'c', subdirectory = 'd' }".to_owned(), "folder c/d"),
            ("directory = { path = '.', editable = true }".to_owned(), "editable folder ."),
            (
                format!(
                    "archive = {{ url = 'https://files.example/a.zip', subdirectory = 'e', {hashes} }}"
                ),
                "https://files.example/a.zip (folder e)",
            ),
            (format!("archive = {{ path = 'a.zip', {hashes} }}"), "file a.zip"),
        ] {
            assert_eq!(shown(&text), source, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_installed_is_refused() {
        let hashes = hashes();
        let file =
            |keys: &str| format!("sdist = {{ url = 'https://files.example/a-1.tar.gz', {keys} }}");
        for (text, part) in [
            (String::new(), "`a` has no source"),
            (
                format!("directory.path = '.'\n{}", file(&hashes)),
                "has directory and wheels or sdist",
            ),
            (file("hashes = { sha3_256 = '00' }"), "only hashes of sha3_256"),
            (file("hashes = {}"), "has no hash"),
            (file(""), "has no hash"),
            (format!("sdist = {{ {hashes} }}"), "neither a URL nor a path"),
            (
                "vcs = { type = 'hg', url = 'https://a.example', commit-id = '1' }".to_owned(),
                "repository of `hg`",
            ),
            (
                "vcs = { type = 'git', path = 'a', commit-id = '1' }".to_owned(),
                "only a relative path",
            ),
            (
                "vcs = { type = 'git', url = 'https://a.example', commit-id = 'main' }".to_owned(),
                "not a commit",
            ),
            (
                format!("archive = {{ path = 'a.zip', subdirectory = 'b', {hashes} }}"),
                "has a subdirectory",
            ),
            (format!("marker = \"'a' not in extras\"\n{}", file(&hashes)), "is not chosen"),
            (format!("marker = 'x'\n{}", file(&hashes)), "`x` is not a marker variable"),
        ] {
            let error = one(&text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_version_that_is_compatible_is_read_and_another_is_refused() {
        assert_eq!(lock("").unwrap().newer_version, None);
        let newer = parse("lock-version = '1.7'\npackages = []").unwrap();
        assert_eq!(newer.newer_version.as_deref(), Some("1.7"));
        for other in ["lock-version = '2.0'", "lock-version = '2.0'\npackages = 1"] {
            let error = parse(other).unwrap_err();
            assert!(matches!(error, PylockError::UnknownVersion { .. }), "{error}");
        }
    }
}
