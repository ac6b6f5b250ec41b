//! The TOML of `uvnix.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use miette::SourceSpan;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::crates::crates_from_git;
use super::libraries::LibraryName;
use super::{CommitFiles, CrateLock, Fact, Facts, FactsError, GENERATED, Key, WheelLibraries};
use crate::facts::build_lock::{
    BuildLockWire, BuildLocks, BuildPackageWire, BuildTermsWire, PackageKey,
};
use crate::lock::{Hash, NarHash, regular};
use crate::project::requirement::BuildRequirement;
use crate::project::{BuildSystem, FoundIn};
use crate::text::address::shown_text;
use crate::text::checked::Checked;
use crate::text::printable::spelled_out;

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Wire {
    version: i64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    build_systems: BTreeMap<String, BuildSystemWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    build_terms: Option<BuildTermsWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    build_locks: BTreeMap<String, BuildLockWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    build_packages: BTreeMap<Checked<PackageKey>, BuildPackageWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    hashes: BTreeMap<String, HashWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    trees: BTreeMap<String, TreeWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    cargo_locks: BTreeMap<String, CrateLockWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    libraries: BTreeMap<String, LibrariesWire>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LibrariesWire {
    package: String,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    needs: BTreeSet<Checked<LibraryName>>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    provides: BTreeSet<Checked<LibraryName>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CrateLockWire {
    package: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Checked<CrateLockText>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    hashes: BTreeMap<String, Checked<NarHash>>,
}

/// A `Cargo.lock` that Nix can be given.
struct CrateLockText(Arc<str>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BuildSystemWire {
    package: String,
    found_in: Checked<FoundIn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    build_backend: Option<String>,
    requires: Vec<Checked<BuildRequirement>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    backend_requires: Vec<Checked<BuildRequirement>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    native: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    versioneer: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HashWire {
    package: String,
    hash: Checked<Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreeWire {
    package: String,
    hash: Checked<NarHash>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    private: bool,
}

impl FromStr for CrateLockText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        crates_from_git(text).map(|_| Self(text.into()))
    }
}

impl fmt::Display for CrateLockText {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[derive(Deserialize)]
struct Version {
    version: Spanned<i64>,
}

pub(super) fn parse(text: &str) -> Result<Facts, FactsError> {
    let not_facts = |error: &toml::de::Error| FactsError::NotFacts {
        message: shown_text(error.message()),
        span: error.span().map(SourceSpan::from),
    };
    let read: Result<Wire, _> = regular::from_str(text);
    if read.as_ref().map_or(true, |wire| wire.version != 1) {
        // Another version need not have the form of this one: then it is all that is wrong.
        let Version { version } = toml::from_str(text).map_err(|error| not_facts(&error))?;
        if *version.get_ref() != 1 {
            let span = version.span().into();
            return Err(FactsError::UnknownVersion { version: version.into_inner(), span });
        }
    }
    let wire = read.map_err(|error| not_facts(&error))?;
    facts(wire).map_err(|message| FactsError::NotFacts { message, span: None })
}

/// The error is one sentence.
fn facts(wire: Wire) -> Result<Facts, String> {
    fn known<T>(key: String, package: String, value: T) -> (Key, Fact<T>) {
        (Key(key), Fact { package, value })
    }
    let build_systems = wire.build_systems.into_iter().map(|(key, wire)| {
        let requirements =
            |checked: Vec<Checked<_>>| checked.into_iter().map(|Checked(it)| it).collect();
        let fact = BuildSystem {
            requires: requirements(wire.requires),
            backend_requires: requirements(wire.backend_requires),
            build_backend: wire.build_backend,
            found_in: wire.found_in.0,
            has_native_code: wire.native,
            has_versioneer: wire.versioneer,
        };
        known(key, wire.package, fact)
    });
    let hashes = wire.hashes.into_iter();
    let hashes = hashes.map(|(key, wire)| known(key, wire.package, wire.hash.0));
    let trees = wire.trees.into_iter().map(|(key, wire)| {
        let fact = CommitFiles { hash: wire.hash.0, is_public: !wire.private };
        known(key, wire.package, fact)
    });
    let cargo_locks = wire.cargo_locks.into_iter().map(|(key, wire)| {
        let hashes = wire.hashes.into_iter().map(|(name, Checked(hash))| (name, hash));
        let (hashes, is_stated) = (hashes.collect(), wire.stated);
        let text = wire.text.map(|Checked(CrateLockText(text))| text);
        let fact = wire.path.zip(text);
        let fact = fact.map(|(path, text)| CrateLock { path, text, hashes, is_stated });
        known(key, wire.package, fact)
    });
    let libraries = wire.libraries.into_iter().map(|(key, wire)| {
        let names = |checked: BTreeSet<Checked<LibraryName>>| {
            checked.into_iter().map(|it| it.0.0).collect()
        };
        let fact = WheelLibraries { needs: names(wire.needs), provides: names(wire.provides) };
        known(key, wire.package, fact)
    });
    Ok(Facts {
        libraries: libraries.collect(),
        build_systems: build_systems.collect(),
        hashes: hashes.collect(),
        trees: trees.collect(),
        cargo_locks: cargo_locks.collect(),
        build_locks: BuildLocks::from_wire(
            wire.build_terms,
            wire.build_locks,
            wire.build_packages,
        )?,
    })
}

/// The text of the facts beside a lock file of this name, which this command updates.
pub(super) fn print(facts: &Facts, lock: &str, lock2nix: &str) -> String {
    let checked =
        |requirements: &[BuildRequirement]| requirements.iter().cloned().map(Checked).collect();
    let build_system = |(Key(key), known): (&Key, &Fact<BuildSystem>)| {
        let build = &known.value;
        let entry = BuildSystemWire {
            package: known.package.clone(),
            found_in: Checked(build.found_in),
            build_backend: build.build_backend.clone(),
            requires: checked(&build.requires),
            backend_requires: checked(&build.backend_requires),
            native: build.has_native_code,
            versioneer: build.has_versioneer,
        };
        (key.clone(), entry)
    };
    let hash = |(Key(key), Fact { package, value }): (&Key, &Fact<Hash>)| {
        (key.clone(), HashWire { package: package.clone(), hash: Checked(value.clone()) })
    };
    let tree = |(Key(key), Fact { package, value }): (&Key, &Fact<CommitFiles>)| {
        let hash = Checked(value.hash.clone());
        (key.clone(), TreeWire { package: package.clone(), hash, private: !value.is_public })
    };
    let crate_lock = |(Key(key), known): (&Key, &Fact<Option<CrateLock>>)| {
        let package = known.package.clone();
        let Some(CrateLock { path, text, hashes, is_stated: stated }) = known.value.clone() else {
            let hashes = BTreeMap::new();
            return (
                key.clone(),
                CrateLockWire { package, path: None, stated: false, text: None, hashes },
            );
        };
        let hashes = hashes.into_iter().map(|(name, hash)| (name, Checked(hash))).collect();
        let (path, text) = (Some(path), Some(Checked(CrateLockText(text))));
        (key.clone(), CrateLockWire { package, path, stated, text, hashes })
    };
    let libraries = |(Key(key), known): (&Key, &Fact<WheelLibraries>)| {
        let names = |names: &BTreeSet<String>| {
            names.iter().map(|name| Checked(LibraryName(name.clone()))).collect()
        };
        let WheelLibraries { needs, provides } = &known.value;
        let (needs, provides) = (names(needs), names(provides));
        (key.clone(), LibrariesWire { package: known.package.clone(), needs, provides })
    };
    let wire = Wire {
        version: 1,
        libraries: facts.libraries.iter().map(libraries).collect(),
        build_systems: facts.build_systems.iter().map(build_system).collect(),
        build_terms: facts.build_locks.terms_to_wire(),
        build_locks: facts.build_locks.locks_to_wire(),
        build_packages: facts.build_locks.packages_to_wire(),
        hashes: facts.hashes.iter().map(hash).collect(),
        trees: facts.trees.iter().map(tree).collect(),
        cargo_locks: facts.cargo_locks.iter().map(crate_lock).collect(),
    };
    let text = toml::to_string_pretty(&wire).expect("strings and lists of them are TOML");
    format!(
        "{GENERATED}facts that {} does not contain. Commit this file; `{}` updates it.\n{text}",
        spelled_out(lock),
        spelled_out(lock2nix)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
version = 1

[build-systems.a]
package = "a 1"
found-in = "pyproject.toml"
native = true
requires = ["setuptools>=61"]

[hashes."https://files.example/a-1.tar.gz"]
package = "a 1"
hash = "md5:00000000000000000000000000000000"

[trees."https://git.example/a#b"]
package = "a 1"
hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

[cargo-locks.a]
package = "a 1"
path = "Cargo.lock"
text = "[[package]]\nname = 'b'\nversion = '2.0.0'\n"

[cargo-locks.a.hashes]
"b-2.0.0" = "sha256-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="

[libraries.a]
package = "a 1"
needs = ["libb.so.2"]
provides = ["liba.so"]
"#;

    #[test]
    fn what_is_written_is_read_again() {
        let facts = parse(TEXT).unwrap();
        assert_eq!(parse(&print(&facts, "uv.lock", "uvnix lock2nix")).unwrap(), facts);
    }

    #[test]
    fn each_wrong_value_is_shown_where_it_stands() {
        for (from, to) in [
            ("setuptools>=61", "setuptools>=sixty"),
            ("pyproject.toml", "the stars"),
            ("md5:00", "md5:"),
            ("sha256-AA", "sha256-"),
            ("sha256-AA", "sha256-=="),
            ("sha256-BB", "sha512-BB"),
            ("'2.0.0'", "'2.0.0; id'"),
            ("libb.so.2", "libb.so $(id)"),
        ] {
            let text = TEXT.replace(from, to);
            let FactsError::NotFacts { span: Some(span), .. } = parse(&text).unwrap_err() else {
                panic!("{to} has no place");
            };
            let shown = &text[span.offset()..span.offset() + span.len()];
            assert!(
                shown.starts_with('"') && shown.ends_with('"') && shown.contains(to),
                "{shown}"
            );
        }
    }
}
