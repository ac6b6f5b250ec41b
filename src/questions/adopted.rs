//! What `uvnix adopt` kept and what it changed: a lock file of another tool against the `uv.lock` made from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use pep508_rs::PackageName;

use super::diff::{Change, Difference, Item, print};
use crate::lock::foreign::{ForeignLock, Origin, Pin};
use crate::lock::{Hash, LocalPath, Lock, Package, Registry, Source};
use crate::questions::explain::ArtifactKind;
use crate::text::address::without_userinfo;
use crate::text::characters::Characters;
use crate::text::printable::{counted, spelled_out};

/// The difference between a lock file of another tool and the one of uv.
#[derive(Debug)]
pub struct Adopted {
    /// The number of packages with the same versions from the same sources.
    pub kept: usize,
    /// Those of them that have one version and come from an index, as `name==version`.
    pub same: Vec<String>,
    /// The packages that are not the same, in the form of `uvnix diff`.
    pub difference: Difference,
    /// The files of packages with the same version that the old lock has no hash of, by package.
    pub unknown_files: BTreeMap<String, Vec<String>>,
    /// Whether the old lock is for one platform, or for some of the groups only.
    is_partial: bool,
}

impl Adopted {
    /// Compares the locks.
    #[must_use]
    pub fn of(old: &ForeignLock, new: &Lock) -> Self {
        let was = by_name(old.pins.iter().map(|pin| (&pin.name, pin)));
        let is = by_name(new.packages().map(|(_, package)| (&package.name, package)));
        let (mut kept, mut same) = (0, Vec::new());
        let (mut changes, mut unknown_files) = (Vec::new(), BTreeMap::new());
        for &name in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
            let pins = was.get(name).map(Vec::as_slice).unwrap_or_default();
            let packages = is.get(name).map(Vec::as_slice).unwrap_or_default();
            if pins.is_empty() && packages.iter().all(|package| is_of_the_project(package)) {
                continue;
            }
            let (before, after) = (old_items(pins, packages), new_items(packages));
            if before == after {
                kept += 1;
                same.extend(requirement(packages));
                let files = Vec::from_iter(packages.iter().flat_map(|it| files_without(pins, it)));
                if !files.is_empty() {
                    unknown_files.insert(name.to_string(), files);
                }
            } else {
                changes.push(Change::everywhere(name, before, after));
            }
        }
        let is_partial = !old.tool.is_complete();
        Self { kept, same, difference: Difference::of_all(changes), unknown_files, is_partial }
    }

    /// Whether every package is the same. A lock that is partial may lack packages that the new one has.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let mut changes = self.difference.changes.iter();
        let is_change = |change: &Change| !(self.is_partial && change.old.is_empty());
        self.unknown_files.is_empty() && !changes.any(is_change)
    }

    /// The changes of one version to another: the package, and the old version.
    pub fn moved(&self) -> impl Iterator<Item = (&str, &str)> {
        let changes = self.difference.changes.iter().filter(|change| !change.new.is_empty());
        changes.filter_map(|change| match change.old.as_slice() {
            [Item { version, .. }] if change.new.iter().all(|item| item.version != *version) => {
                Some((change.name.as_str(), version.as_deref()?))
            }
            _ => None,
        })
    }

    /// The difference in words. `name` is that of the old lock file; `reasons` say why packages changed.
    #[must_use]
    pub fn print(
        &self,
        name: &str,
        reasons: &BTreeMap<String, String>,
        characters: Characters,
    ) -> String {
        let mut text = format!("{} as in {name}\n", counted(self.kept, "package"));
        if !self.difference.changes.is_empty() {
            text += &print(&self.difference, characters);
        }
        for (package, reason) in reasons {
            let _ = writeln!(text, "{package}: {reason}");
        }
        if !self.unknown_files.is_empty() {
            let count = self.unknown_files.values().map(Vec::len).sum();
            let _ = writeln!(text, "{} without a hash in {name}:", counted(count, "file"));
        }
        for file in self.unknown_files.values().flatten() {
            let _ = writeln!(text, "  {}", spelled_out(file));
        }
        characters.shown(text)
    }
}

fn by_name<'a, T>(
    items: impl Iterator<Item = (&'a PackageName, T)>,
) -> BTreeMap<&'a PackageName, Vec<T>> {
    let mut names: BTreeMap<_, Vec<T>> = BTreeMap::new();
    items.for_each(|(name, item)| names.entry(name).or_default().push(item));
    names
}

/// The project itself, a member of the workspace, or another folder that is taken as it is.
fn is_of_the_project(package: &Package) -> bool {
    match package.source {
        Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => true,
        Source::Registry(_) | Source::Git(_) | Source::Url { .. } | Source::Path(_) => false,
    }
}

/// `name==version` of a package that has one version and comes from an index.
fn requirement(packages: &[&Package]) -> Option<String> {
    let [package] = packages else { return None };
    let version = package.version.as_ref()?;
    let is_of_an_index = matches!(package.source, Source::Registry(_));
    is_of_an_index.then(|| format!("{}=={}", package.name, version.text))
}

fn new_items(packages: &[&Package]) -> Vec<Item> {
    let items = packages.iter().map(|package| item_of(package));
    Vec::from_iter(items.collect::<BTreeSet<_>>())
}

fn item_of(package: &Package) -> Item {
    let kind = match &package.source {
        Source::Virtual(_) => ArtifactKind::Virtual,
        source if source.is_source_tree() => ArtifactKind::SourceTree,
        _ if package.wheels.is_empty() => ArtifactKind::Sdist,
        _ => ArtifactKind::Wheel,
    };
    let version = package.version.as_ref().map(|version| version.text.clone());
    Item { version, source: package.source.to_string(), kind, hash: None }
}

/// The items of the old lock, in the words of the new one where they mean the same.
fn old_items(pins: &[&Pin], packages: &[&Package]) -> Vec<Item> {
    let items = pins.iter().map(|pin| {
        let mut same_source =
            packages.iter().filter(|package| is_same_source(&pin.origin, package));
        let same_source = same_source.by_ref().collect::<Vec<_>>();
        let same = same_source.iter().find(|package| is_same_version(pin, package));
        match same.or(same_source.first()) {
            Some(package) if is_same_version(pin, package) => item_of(package),
            Some(package) => Item { version: version_of(pin), ..item_of(package) },
            None => Item {
                version: version_of(pin).or_else(|| item_of(packages.first()?).version),
                source: described(&pin.origin),
                kind: packages
                    .first()
                    .map_or(ArtifactKind::Missing, |package| item_of(package).kind),
                hash: None,
            },
        }
    });
    Vec::from_iter(items.collect::<BTreeSet<_>>())
}

fn version_of(pin: &Pin) -> Option<String> {
    pin.version.as_ref().map(|version| version.text.clone())
}

/// Folders have the version that they have now.
fn is_same_version(pin: &Pin, package: &Package) -> bool {
    match (&pin.version, &package.version) {
        (Some(old), Some(new)) => old.version == new.version || is_of_the_project(package),
        (None, _) | (_, None) => true,
    }
}

fn is_same_source(old: &Origin, package: &Package) -> bool {
    match (old, &package.source) {
        (Origin::Index(Some(old)), Source::Registry(Registry::Url(new))) => {
            without_userinfo(old).trim_end_matches('/') == new.trim_end_matches('/')
        }
        (Origin::Git(old), Source::Git(new)) => {
            old.subdirectory == new.subdirectory
                && old.commit.as_ref().is_none_or(|commit| *commit == new.commit)
        }
        (Origin::Url(old), Source::Url { url: new, .. }) => {
            let without_fragment = |url: &str| url.split('#').next().map(str::to_owned);
            without_fragment(old) == without_fragment(new)
        }
        (Origin::Index(None), Source::Registry(_))
        | (
            Origin::Local(_),
            Source::Path(_)
            | Source::Directory(_)
            | Source::Editable(_)
            | Source::Virtual(_)
            | Source::Registry(Registry::Path(_)),
        ) => true,
        (Origin::Index(_) | Origin::Git(_) | Origin::Url(_) | Origin::Local(_), _) => false,
    }
}

fn described(origin: &Origin) -> String {
    match origin {
        Origin::Index(url) => spelled_out(url.as_deref().unwrap_or("an index")),
        Origin::Git(git) => {
            let commit = git.commit.as_deref().and_then(|commit| commit.get(..12));
            let commit = commit.map(|commit| format!(" at {commit}")).unwrap_or_default();
            spelled_out(&format!("git {}{commit}", git.url))
        }
        Origin::Url(url) => spelled_out(url),
        Origin::Local(LocalPath::Relative(path)) => spelled_out(path.as_str()),
        Origin::Local(LocalPath::Absolute(path)) => spelled_out(path),
    }
}

/// The files of a package that the old lock has no hash of. If it has no hashes at all of the package, nothing
/// is known about them.
fn files_without(pins: &[&Pin], package: &Package) -> Vec<String> {
    let known: BTreeSet<String> =
        pins.iter().flat_map(|pin| &pin.hashes).map(|hash| hash.to_ascii_lowercase()).collect();
    let is_known = |hash: &Hash| known.contains(hash.as_ref());
    if known.is_empty() {
        return Vec::new();
    }
    let files = package.files().filter(|file| !file.hash.as_ref().is_some_and(is_known));
    files.map(|file| file.name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::foreign::Tool;

    const HASH: &str = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28";
    const COMMIT: &str = "7fc59da2c4dff919db2095a0f0e47101b657131d";

    fn new() -> Lock {
        let registry = "source = { registry = 'https://pypi.example/simple/' }\n";
        let file = |name: &str, hash: &str| {
            format!("{{ url = 'https://files.example/{name}', hash = '{hash}' }}")
        };
        let other = HASH.replace("ae", "be");
        let wheels = [file("a-1-py3-none-any.whl", HASH), file("a-1-cp315-abi3-any.whl", &other)];
        let text = format!(
            "version = 1\nrequires-python = '>=3.12'\n\
             [[package]]\nname = 'app'\nversion = '0'\nsource = {{ virtual = '.' }}\n\
             [[package]]\nname = 'a'\nversion = '1.0'\n{registry}wheels = [{}]\n\
             [[package]]\nname = 'b'\nversion = '2.0'\n{registry}\
             [[package]]\nname = 'c'\nversion = '1'\nsource = {{ git = 'https://git.example/c?rev=main#{COMMIT}' }}\n\
             [[package]]\nname = 'd'\nversion = '1'\n{registry}",
            wheels.join(", ")
        );
        Lock::parse(&text).unwrap()
    }

    fn adopted(old: &str) -> Adopted {
        Adopted::of(&ForeignLock::parse(Tool::Requirements, old).unwrap(), &new())
    }

    #[test]
    fn changes_are_told_and_what_is_the_same_is_counted() {
        let other = COMMIT.replace('7', "8");
        let old =
            format!("a==1 --hash={HASH}\nb==1.5\nc @ git+https://git.example/c@{other}\ne==1\n");
        let adopted = adopted(&old);
        assert!(!adopted.is_exact());
        assert_eq!(Vec::from_iter(adopted.moved()), [("b", "1.5")]);
        let reasons = BTreeMap::from([("b".to_owned(), "app needs b>=2".to_owned())]);
        insta::assert_snapshot!(adopted.print("requirements.txt", &reasons, Characters::Unicode), @"
        1 package as in requirements.txt
        ~ b  1.5 → 2.0
        ~ c  1, git https://git.example/c at 8fc59da2c4df → git https://git.example/c at 7fc59da2c4df
        + d  1 (sdist)
        - e  1
        1 added, 1 removed, 1 updated, 1 replaced
        b: app needs b>=2
        1 file without a hash in requirements.txt:
          a-1-cp315-abi3-any.whl
        ");
    }

    #[test]
    fn one_of_several_old_versions_is_not_another_file() {
        let adopted =
            adopted("b==1.5 ; python_version < '3.12'\nb==2 ; python_version >= '3.12'\n");
        let text = adopted.print("requirements.txt", &BTreeMap::new(), Characters::Unicode);
        assert!(text.contains("\n~ b  1.5 or 2.0 → 2.0\n"), "{text}");
    }

    #[test]
    fn a_lock_for_one_platform_may_lack_packages() {
        let same = format!("a==1.0.0\nb==2\nc @ git+https://git.example/c@{COMMIT}\n");
        let adopted = adopted(&same);
        assert!(adopted.is_exact(), "{adopted:?}");
        assert_eq!(adopted.difference.changes.len(), 1);
    }
}
