//! Why a generated file is not what it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use uvnix::emit::header::{GENERATED, Header};
use uvnix::emit::nix::{AttributeChange, Expression, changes, read};
use uvnix::emit::parts::Parts;
use uvnix::emit::shared;

use super::target::is_ours;

/// Attributes whose values only the locks decide.
const LOCKED: [&str; 9] =
    ["archive", "filename", "hash", "name", "path", "rev", "tag", "url", "version"];

/// Attributes that settings and `pyproject.toml` decide, of the file and of its packages.
const STATED: [&str; 22] = [
    "build-environment",
    "build-environments",
    "build-system",
    "config",
    "editable",
    "editable-build-environment",
    "editable-build-system",
    "environments",
    "glibc",
    "ignored-collisions",
    "indexes",
    "macos",
    "members",
    "meta",
    "musl",
    "no-bytecode",
    "parts",
    "restricted",
    "settings",
    "source",
    "varying",
    "version-variable",
];

/// Why a file is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There is no file.
    Missing,
    /// uvnix did not write it.
    NotOurs,
    /// Only its line endings differ.
    LineEndings,
    /// A merge left conflict markers in it.
    Unmerged,
    /// Another version of uvnix wrote it: its number, if the file names it.
    OtherVersion(Option<String>),
    /// The lock file has changed: the packages that differ.
    LockChanged(Vec<String>),
    /// `uvnix.lock` has changed.
    FactsChanged,
    /// It was made with other options: those.
    OptionsChanged(String),
    /// Settings or build files have changed.
    SettingsChanged,
    /// Somebody edited it.
    Edited,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileDifference {
    /// Why.
    pub(crate) reason: Reason,
    /// The attributes of its data that differ.
    pub(crate) changes: Vec<AttributeChange>,
    /// Whether its functions differ.
    pub(crate) has_other_functions: bool,
}

impl FileDifference {
    /// The difference between a file with the content `before` and the text that it should have; `None` if there is
    /// none. `locks` are the texts of the files that it is made from.
    pub(crate) fn of(
        before: Option<&[u8]>,
        text: &str,
        locks: impl FnOnce() -> Vec<String>,
    ) -> Option<Self> {
        if before == Some(text.as_bytes()) {
            return None;
        }
        let Some(before) = before else { return Some(Self::plain(Reason::Missing)) };
        if let Some(reason) = Reason::besides_content(before, text) {
            return Some(Self::plain(reason));
        }
        let before = &String::from_utf8_lossy(before);
        let (Some(old), Some(new)) = (Content::of(before), Content::of(text)) else {
            let is_new = Header::parse(before).is_some();
            let reason = if is_new { Reason::Edited } else { Reason::OtherVersion(None) };
            return Some(Self::plain(reason));
        };
        Some(old.compared_with(&new, &locks()))
    }

    /// The same for the file with the functions of several projects.
    pub(crate) fn of_functions(before: Option<&[u8]>, text: &str) -> Option<Self> {
        if before == Some(text.as_bytes()) {
            return None;
        }
        let Some(before) = before else { return Some(Self::plain(Reason::Missing)) };
        let reason =
            Reason::besides_content(before, text).unwrap_or_else(|| {
                match shared::version(&String::from_utf8_lossy(before)) {
                    Some(version) if Some(version) != shared::version(text) => {
                        Reason::OtherVersion(Some(version.to_owned()))
                    }
                    _ => Reason::Edited,
                }
            });
        Some(Self { has_other_functions: true, ..Self::plain(reason) })
    }

    const fn plain(reason: Reason) -> Self {
        Self { reason, changes: Vec::new(), has_other_functions: false }
    }
}

impl Reason {
    /// Why a file with the content `before` differs from `text`, if its content need not be understood for that.
    fn besides_content(before: &[u8], text: &str) -> Option<Self> {
        if !is_ours(before, GENERATED) {
            return Some(Self::NotOurs);
        }
        let before = &String::from_utf8_lossy(before);
        if before.replace("\r\n", "\n") == text {
            return Some(Self::LineEndings);
        }
        let is_marker = |line: &str| line.starts_with("<<<<<<< ");
        before.lines().any(is_marker).then_some(Self::Unmerged)
    }
}

/// A file that has a header and plain data.
struct Content<'t> {
    header: Header<'t>,
    data: Expression<'static>,
    functions: &'t str,
}

impl<'t> Content<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let Parts { header, data, functions } = Parts::of(text)?;
        Some(Self { header: Header::parse(header)?, data: read(data)?, functions })
    }

    fn compared_with(&self, new: &Self, locks: &[String]) -> FileDifference {
        let changes = changes(&self.data, &new.data);
        let has_other_functions = self.functions != new.functions;
        let has_changed = |name: &str| changes.iter().any(|change| change.path[0] == name);
        let (version, command) = (self.header.version, self.header.command);
        let are_genuine = self.header.is_of(self.functions)
            && (!has_other_functions || shared::are_written_after(self.functions, &self.data));
        let reason = if version != new.header.version {
            Reason::OtherVersion(Some(version.to_owned()))
        } else if !are_genuine {
            Reason::Edited
        } else if has_changed("lockHash") {
            Reason::LockChanged(packages(&self.data, &new.data))
        } else if has_changed("factsHash") && !has_changed("environments") {
            Reason::FactsChanged
        } else if command != new.header.command {
            Reason::OptionsChanged(command.to_owned())
        } else if has_changed("factsHash") {
            // Other environments need other facts.
            Reason::SettingsChanged
        } else if changes.is_empty() && has_other_functions {
            // The functions are of this version, and in another place.
            Reason::SettingsChanged
        } else if !is_edited(&self.data, &changes, locks) {
            Reason::SettingsChanged
        } else {
            Reason::Edited
        };
        FileDifference { reason, changes, has_other_functions }
    }
}

/// Whether neither settings nor build files explain the changes.
fn is_edited(old: &Expression<'_>, changes: &[AttributeChange], locks: &[String]) -> bool {
    let last = |change: &AttributeChange| change.path.last().map_or("", String::as_str).to_owned();
    let other_environments = changes.iter().any(|change| change.path[0] == "environments");
    let is_stated =
        |change: &AttributeChange| change.path.iter().any(|name| STATED.contains(&name.as_str()));
    let is_swapped = |change: &AttributeChange| {
        let is_in_both = change.old.is_some() && change.new.is_some();
        is_in_both && LOCKED.contains(&last(change).as_str()) && !is_stated(change)
    };
    let is_explained = |change: &AttributeChange| other_environments || is_stated(change);
    changes.is_empty()
        || has_foreign_file(old, locks)
        || (!other_environments && changes.iter().any(is_swapped))
        || !changes.iter().any(is_explained)
}

/// Whether some URL or hash of a file is in none of the locks.
fn has_foreign_file(data: &Expression<'_>, locks: &[String]) -> bool {
    match data {
        Expression::Set(attributes) => attributes.iter().any(|(name, value)| match value {
            Expression::String(text) if *name == "url" => {
                !locks.iter().any(|lock| lock.contains(text.as_ref()))
            }
            Expression::String(text) if *name == "hash" => {
                // In a `pylock.toml`, the algorithm is not next to the digits.
                let digits = text.split_once(':').map_or(text.as_ref(), |(_, digits)| digits);
                !locks.iter().any(|lock| lock.contains(digits))
            }
            _ => has_foreign_file(value, locks),
        }),
        Expression::List(items) => items.iter().any(|item| has_foreign_file(item, locks)),
        Expression::String(_)
        | Expression::Path(_)
        | Expression::True
        | Expression::Null
        | Expression::Integer(_) => false,
    }
}

/// The packages with other versions: `click 8.1 → 8.2`, `new 1.0 is new`, `old 1.0 is gone`.
fn packages(old: &Expression<'_>, new: &Expression<'_>) -> Vec<String> {
    let (old, new) = (versions(old), versions(new));
    let names = old.keys().chain(new.keys()).collect::<BTreeSet<_>>();
    let lines = names.into_iter().filter_map(|name| match (old.get(name), new.get(name)) {
        (Some(old), Some(new)) => (old != new).then(|| format!("{name} {old} → {new}")),
        (Some(old), None) => Some(format!("{name} {old} is gone")),
        (None, Some(new)) => Some(format!("{name} {new} is new")),
        (None, None) => None,
    });
    lines.collect()
}

/// The versions of each package; several are in one text.
fn versions(data: &Expression<'_>) -> BTreeMap<String, String> {
    let version = |variant: &Expression<'_>| match variant.get("version") {
        Some(Expression::String(version)) => Some(version.to_string()),
        _ => None,
    };
    let Some(Expression::Set(packages)) = data.get("packages") else {
        return BTreeMap::new();
    };
    let versions = packages.iter().map(|(name, package)| {
        let variants = match package {
            Expression::List(variants) => variants,
            package => slice::from_ref(package),
        };
        let versions = variants.iter().filter_map(version).collect::<BTreeSet<_>>();
        (name.to_string(), Vec::from_iter(versions).join(" and "))
    });
    versions.collect()
}
