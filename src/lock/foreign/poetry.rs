//! `poetry.lock`, versions 1.0 to 2.x.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::toml_lock::{FileWire, Files, Format};
use super::value::Entry;
use super::{ForeignLockError, Origin, Pin};
use crate::lock::LocalPath;
use crate::lock::address::{read_index, read_url};
use crate::lock::marker::Marker;

const FORMAT: Format = Format { name: "poetry.lock", numbers: &["1", "2"], known: "1.0 to 2.x" };

#[derive(Deserialize)]
struct PackageWire {
    name: Spanned<String>,
    version: String,
    #[serde(default)]
    groups: Vec<String>,
    markers: Option<MarkersWire>,
    #[serde(default)]
    files: Vec<FileWire>,
    source: Option<SourceWire>,
}

/// One marker, or one for each dependency group.
#[derive(Deserialize)]
#[serde(untagged)]
enum MarkersWire {
    One(String),
    Groups(BTreeMap<String, String>),
}

#[derive(Deserialize)]
struct SourceWire {
    r#type: String,
    url: String,
    reference: Option<String>,
    resolved_reference: Option<String>,
    subdirectory: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Vec<Pin>, ForeignLockError> {
    FORMAT.pins(text, pin)
}

fn pin(wire: &PackageWire, files: &Files) -> Result<Pin, ForeignLockError> {
    let entry = Entry::of(&wire.name);
    Ok(Pin {
        name: entry.package_name()?,
        version: Some(entry.version(&wire.version)?),
        origin: origin(wire.source.as_ref(), &entry)?,
        marker: marker(wire, &entry)?,
        hashes: files.hashes(&wire.files, wire.name.get_ref()),
    })
}

fn marker(wire: &PackageWire, entry: &Entry<'_>) -> Result<Marker, ForeignLockError> {
    match &wire.markers {
        None => Ok(Marker::ALWAYS),
        Some(MarkersWire::One(text)) => entry.marker(Some(text)),
        // A group without a marker has the package everywhere.
        Some(MarkersWire::Groups(texts)) => {
            let groups =
                wire.groups.iter().map(|group| entry.marker(texts.get(group).map(String::as_str)));
            Ok(Marker::any(groups.collect::<Result<Vec<_>, _>>()?))
        }
    }
}

fn origin(source: Option<&SourceWire>, entry: &Entry<'_>) -> Result<Origin, ForeignLockError> {
    let Some(source) = source else { return Ok(Origin::Index(None)) };
    let SourceWire { url, reference, resolved_reference, subdirectory, .. } = source;
    let wrong = |message: String| entry.wrong(&message);
    match source.r#type.as_str() {
        "legacy" => read_index(url).map(|url| Origin::Index(Some(url))).map_err(wrong),
        "git" => {
            // Poetry's name for the default branch.
            let reference = reference.as_deref().filter(|it| *it != "HEAD");
            let commit = resolved_reference.as_deref();
            entry.git(url, commit, reference, subdirectory.as_deref()).map(Origin::Git)
        }
        "url" => read_url(url).map(Origin::Url).map_err(wrong),
        "directory" | "file" => LocalPath::try_from(url.as_str()).map(Origin::Local).map_err(wrong),
        other => Err(wrong(format!("`{other}` is not a kind of source of Poetry"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "7fc59da2c4dff919db2095a0f0e47101b657131d";

    fn read(packages: &str, metadata: &str) -> Result<Vec<Pin>, ForeignLockError> {
        parse(&format!("{packages}\n[metadata]\n{metadata}\n"))
    }

    #[test]
    fn a_fork_has_its_markers_and_a_package_its_hashes() {
        let pins = read(
            "[[package]]\nname = 'A_b'\nversion = '1.0'\ngroups = ['main', 'dev']\n\
             markers = {main = 'python_version < \"3.11\"', dev = 'extra == \"x\" and os_name == \"nt\"'}\n\
             files = [{file = 'a_b-1.0.tar.gz', hash = 'sha256:0a'}]\n\
             [[package]]\nname = 'A_b'\nversion = '2.0'\ngroups = ['main', 'dev']\n\
             markers = {main = 'python_version >= \"3.11\"'}\n",
            "lock-version = '2.1'",
        )
        .unwrap();
        assert_eq!(pins[0].name.as_ref(), "a-b");
        assert_eq!(pins[0].hashes.first().unwrap(), "sha256:0a");
        let marker = pins[0].marker.environment_part(&|_| true).unwrap();
        assert_eq!(marker, "python_full_version < '3.11' or os_name == 'nt'");
        assert!(pins[1].marker.is_always(), "the group dev has it everywhere");
    }

    #[test]
    fn the_hashes_of_the_first_format_are_found() {
        let text = "lock-version = '1.1'\n[metadata.files]\na = [{file = 'a', hash = 'sha256:0a'}]";
        let pins = read("[[package]]\nname = 'a'\nversion = '1'\ncategory = 'main'\n", text);
        assert_eq!(pins.unwrap()[0].hashes.len(), 1);
        assert!(read("", "lock-version = '3.0'").is_err());
    }

    #[test]
    fn every_kind_of_source_is_known() {
        let origin = |source: &str| {
            let package =
                format!("[[package]]\nname = 'a'\nversion = '1'\n[package.source]\n{source}");
            read(&package, "").map(|pins| pins[0].origin.clone())
        };
        let git = origin(&format!(
            "type = 'git'\nurl = 'git@git.example:a.git'\nreference = 'main'\nresolved_reference = '{COMMIT}'"
        ));
        let Origin::Git(git) = git.unwrap() else { panic!("it is a repository") };
        assert_eq!(git.url, "ssh://git@git.example/a.git");
        assert_eq!((git.reference.as_deref(), git.commit.as_deref()), (Some("main"), Some(COMMIT)));
        let index = Origin::Index(Some("https://pypi.example/simple".to_owned()));
        let legacy = "type = 'legacy'\nurl = 'https://me:pw@pypi.example/simple'\nreference = 'x'";
        assert_eq!(origin(legacy).unwrap(), index);
        let local = Origin::Local("../core".try_into().unwrap());
        assert_eq!(origin("type = 'directory'\nurl = '../core'").unwrap(), local);
        for wrong in ["type = 'svn'\nurl = 'a'", "type = 'url'\nurl = 'ftp://files.example/a'"] {
            let error = origin(wrong).unwrap_err().to_string();
            assert!(error.starts_with("a: "), "{error}");
        }
    }
}
