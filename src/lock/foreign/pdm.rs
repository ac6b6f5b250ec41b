//! `pdm.lock`, versions 3 and 4.

use serde::Deserialize;
use toml::Spanned;

use super::toml_lock::{FileWire, Files, Format};
use super::value::Entry;
use super::{ForeignLockError, Origin, Pin};
use crate::lock::LocalPath;
use crate::lock::address::read_url;

const FORMAT: Format = Format { name: "pdm.lock", numbers: &["3", "4"], known: "3 and 4" };

#[derive(Deserialize)]
struct PackageWire {
    name: Spanned<String>,
    version: Option<String>,
    marker: Option<String>,
    #[serde(default)]
    files: Vec<FileWire>,
    git: Option<String>,
    r#ref: Option<String>,
    revision: Option<String>,
    subdirectory: Option<String>,
    url: Option<String>,
    path: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Vec<Pin>, ForeignLockError> {
    FORMAT.pins(text, pin)
}

fn pin(wire: &PackageWire, files: &Files) -> Result<Pin, ForeignLockError> {
    let entry = Entry::of(&wire.name);
    let version = wire.version.as_deref();
    let key = format!("{} {}", entry.name, version.unwrap_or_default());
    Ok(Pin {
        name: entry.package_name()?,
        version: version.map(|version| entry.version(version)).transpose()?,
        origin: origin(wire, &entry)?,
        marker: entry.marker(wire.marker.as_deref())?,
        hashes: files.hashes(&wire.files, &key),
    })
}

fn origin(wire: &PackageWire, entry: &Entry<'_>) -> Result<Origin, ForeignLockError> {
    let wrong = |message: String| entry.wrong(&message);
    if let Some(git) = &wire.git {
        let (commit, reference) = (wire.revision.as_deref(), wire.r#ref.as_deref());
        let git = entry.git(git, commit, reference, wire.subdirectory.as_deref());
        return git.map(Origin::Git);
    }
    match (&wire.path, &wire.url) {
        (Some(path), _) => LocalPath::try_from(path.as_str()).map(Origin::Local).map_err(wrong),
        (None, Some(url)) if !url.starts_with("file:") => {
            read_url(url).map(Origin::Url).map_err(wrong)
        }
        (None, Some(url)) => {
            LocalPath::try_from(url.trim_start_matches("file://")).map(Origin::Local).map_err(wrong)
        }
        (None, None) => Ok(Origin::Index(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entries_of_a_package_and_of_its_extras_are_one() {
        let pins = parse(
            "[metadata]\nlock_version = '4.5.0'\n\
             [[package]]\nname = 'a'\nversion = '1'\nfiles = [{file = 'a', hash = 'sha256:0a'}]\n\
             [[package]]\nname = 'a'\nversion = '1'\nextras = ['x']\nfiles = [{url = 'b', hash = 'sha256:0b'}]\n\
             [[package]]\nname = 'b'\nversion = '2'\ngit = 'https://git.example/b'\nref = 'main'\n\
             revision = '7fc59da2c4dff919db2095a0f0e47101b657131d'\n\
             [[package]]\nname = 'c'\nversion = '0'\npath = './c'\n",
        )
        .unwrap();
        let [a, b, c] = pins.as_slice() else { panic!("{pins:?}") };
        assert_eq!(a.hashes.len(), 2);
        assert!(matches!(&b.origin, Origin::Git(git) if git.reference.as_deref() == Some("main")));
        assert_eq!(c.origin, Origin::Local("c".try_into().unwrap()));
    }

    #[test]
    fn older_formats_are_read_and_newer_ones_refused() {
        let old = "[[package]]\nname = 'a'\nversion = '1'\n[metadata]\nlock_version = '4.1'\n\
                   [metadata.files]\n'a 1' = [{file = 'a', hash = 'sha256:0a'}]\n";
        assert_eq!(parse(old).unwrap()[0].hashes.len(), 1);
        let newer = parse(&old.replace("4.1", "5.0"));
        assert!(matches!(newer, Err(ForeignLockError::UnknownVersion { .. })));
    }
}
