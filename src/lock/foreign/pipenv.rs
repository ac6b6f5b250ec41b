//! `Pipfile.lock`, specification 6.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use miette::SourceSpan;
use serde::Deserialize;

use super::pin::merged;
use super::value::Entry;
use super::{ForeignLockError, Origin, Pin};
use crate::lock::LocalPath;
use crate::lock::address::{read_index, read_url};
use crate::text::address::shown_text;

const FORMAT: &str = "Pipfile.lock";

#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "_meta")]
    meta: MetaWire,
    /// The packages of each category: `default`, `develop` and others.
    #[serde(flatten)]
    categories: IndexMap<String, IndexMap<String, PackageWire>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct MetaWire {
    pipfile_spec: Option<u64>,
    #[serde(default)]
    sources: Vec<SourceWire>,
}

#[derive(Deserialize)]
struct SourceWire {
    name: String,
    url: String,
}

#[derive(Deserialize)]
struct PackageWire {
    version: Option<String>,
    markers: Option<String>,
    #[serde(default)]
    hashes: Vec<String>,
    index: Option<String>,
    git: Option<String>,
    r#ref: Option<String>,
    subdirectory: Option<String>,
    path: Option<String>,
    file: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Vec<Pin>, ForeignLockError> {
    let wire: Wire = serde_json::from_str(text).map_err(|error| not_a_lock(text, &error))?;
    if let Some(version) = wire.meta.pipfile_spec.filter(|version| *version != 6) {
        return Err(ForeignLockError::UnknownVersion {
            format: FORMAT,
            version: version.to_string(),
            known: "6",
            span: None,
        });
    }
    // The first index is the default one: the project says which that is.
    let sources = wire.meta.sources.into_iter().skip(1).map(|source| (source.name, source.url));
    let sources = sources.collect();
    let packages = wire.categories.iter().flat_map(|(_, packages)| packages);
    let pins = packages.map(|(name, package)| pin(text, name, package, &sources));
    Ok(merged(pins.collect::<Result<_, _>>()?))
}

fn not_a_lock(text: &str, error: &serde_json::Error) -> ForeignLockError {
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let start = before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(before, _)| before);
    ForeignLockError::NotALock {
        format: FORMAT,
        message: shown_text(message),
        span: Some(SourceSpan::from(start.min(text.len())..start.min(text.len()))),
    }
}

fn pin(
    text: &str,
    name: &str,
    wire: &PackageWire,
    sources: &BTreeMap<String, String>,
) -> Result<Pin, ForeignLockError> {
    // JSON has no places; a name in quotes is the entry of the package, or soon leads to it.
    let start = text.find(&format!("\"{name}\": {{"));
    let entry = Entry { name, span: start.map(|start| start + 1..start + 1 + name.len()) };
    let version = wire.version.as_deref().map(|version| {
        let version = version.strip_prefix("==").ok_or_else(|| {
            entry.wrong(&format!("`{version}` is not a locked version such as `==1.0`"))
        })?;
        entry.version(version.trim_start_matches('='))
    });
    let version = version.transpose()?;
    let origin = origin(wire, &entry, sources)?;
    if version.is_none() && matches!(origin, Origin::Index(_)) {
        return Err(entry.wrong("the version is missing"));
    }
    Ok(Pin {
        name: entry.package_name()?,
        version,
        origin,
        marker: entry.marker(wire.markers.as_deref())?,
        hashes: wire.hashes.iter().cloned().collect(),
    })
}

fn origin(
    wire: &PackageWire,
    entry: &Entry<'_>,
    sources: &BTreeMap<String, String>,
) -> Result<Origin, ForeignLockError> {
    let wrong = |message: String| entry.wrong(&message);
    if let Some(git) = &wire.git {
        // Pipenv replaces the branch or tag by the commit.
        let git = entry.git(git, wire.r#ref.as_deref(), None, wire.subdirectory.as_deref());
        return git.map(Origin::Git);
    }
    match (&wire.path, &wire.file) {
        (Some(path), _) => LocalPath::try_from(path.as_str()).map(Origin::Local).map_err(wrong),
        (None, Some(file)) if file.contains("://") => {
            read_url(file).map(Origin::Url).map_err(wrong)
        }
        (None, Some(file)) => LocalPath::try_from(file.as_str()).map(Origin::Local).map_err(wrong),
        (None, None) => {
            let url = wire.index.as_ref().and_then(|index| sources.get(index));
            url.map(|url| read_index(url)).transpose().map(Origin::Index).map_err(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const META: &str = r#""_meta": {"pipfile-spec": 6, "sources": [
        {"name": "pypi", "url": "https://pypi.example/simple"},
        {"name": "corp", "url": "https://me:pw@corp.example/simple"}]}"#;

    fn read(packages: &str) -> Result<Vec<Pin>, ForeignLockError> {
        parse(&format!("{{{META}, \"default\": {{{packages}}}, \"develop\": {{{packages}}}}}"))
    }

    #[test]
    fn a_package_of_two_categories_is_one() {
        let pins = read(
            r#""a": {"version": "==1.0", "hashes": ["sha256:0a"], "index": "pypi"},
               "b": {"version": "==2", "index": "corp", "markers": "os_name == 'nt'"}"#,
        );
        let pins = pins.unwrap();
        let [a, b] = pins.as_slice() else { panic!("{pins:?}") };
        assert_eq!(a.origin, Origin::Index(None));
        assert_eq!(b.origin, Origin::Index(Some("https://corp.example/simple".to_owned())));
        assert!(!b.marker.is_always());
    }

    #[test]
    fn what_is_not_locked_is_named_with_its_place() {
        for wrong in [
            r#""a": {"version": "*"}"#,
            r#""a": {}"#,
            r#""a": {"git": "https://git.example/a", "ref": "main"}"#,
            r#""a": {"version": "==1", "markers": "b"}"#,
        ] {
            match read(wrong).unwrap_err() {
                ForeignLockError::BadValue { package, span, .. } => {
                    assert!(package == "a" && span.is_some(), "{wrong}");
                }
                other => panic!("{other}"),
            }
        }
        let broken = parse("{\n  \"_meta\": 1\n}").unwrap_err();
        assert!(matches!(broken, ForeignLockError::NotALock { span: Some(_), .. }), "{broken}");
    }
}
