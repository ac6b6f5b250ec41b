//! A difference, as a terminal shows it.

use std::fmt::Write;

use super::builds::BuildChange;
use super::lines::{alarms, lines};
use super::{Change, ChangeKind, Difference, Item};
use crate::questions::explain::ArtifactKind;
use crate::text::characters::Characters;
use crate::text::printable::any_of;

/// The start of each line that must not be missed.
const ALARM: &str = "!! ";

/// The text of a difference.
#[must_use]
pub fn print(difference: &Difference, characters: Characters) -> String {
    let mut text = String::new();
    for alarm in alarms(difference, characters) {
        let _ = writeln!(text, "{ALARM}{alarm}");
    }
    for (sign, names) in
        [("-", &difference.environments_removed), ("+", &difference.environments_added)]
    {
        if !names.is_empty() {
            let _ = writeln!(text, "{sign} environments: {}", names.join(", "));
        }
    }
    let width = difference.changes.iter().map(|change| change.name.len()).max().unwrap_or_default();
    for change in &difference.changes {
        let what = what(change, characters);
        let _ = write!(text, "{} {:width$}  {what}", sign(change.kind), change.name);
        if let Some(environments) = &change.environments {
            let _ = write!(text, "  ({})", any_of(environments));
        }
        text.push('\n');
    }
    let lines = lines(difference, characters);
    let width = lines.iter().map(|line| line.of.chars().count()).max().unwrap_or_default();
    for line in lines {
        let _ = writeln!(text, "{} {:width$}  {}", line.sign, line.of, line.change);
    }
    let _ = writeln!(text, "{}", summary(difference));
    characters.shown(text)
}

const fn sign(kind: ChangeKind) -> char {
    match kind {
        ChangeKind::Added => '+',
        ChangeKind::Removed => '-',
        ChangeKind::Updated | ChangeKind::Downgraded | ChangeKind::Replaced => '~',
    }
}

/// `1 HASH CHANGED, 2 added, 1 updated, 1 build tool`, or that nothing changed.
pub(super) fn summary(difference: &Difference) -> String {
    let Difference { hashes_changed, hosts_added, tools, builds, settings, generated, .. } =
        difference;
    let is_same_source = |change: &&BuildChange| change.is_same_source;
    let same_sources = builds.iter().filter(is_same_source).count();
    let before = [
        (hashes_changed.len(), "HASH CHANGED", "HASHES CHANGED"),
        (same_sources, "BUILD CHANGED WITHOUT ITS SOURCE", "BUILDS CHANGED WITHOUT THEIR SOURCES"),
        (difference.unexplained.len(), "VALUE NOT IN ANY LOCK", "VALUES NOT IN ANY LOCK"),
        (hosts_added.len(), "new host", "new hosts"),
    ];
    let after = [
        (tools.len(), "build tool", "build tools"),
        (builds.len() - same_sources, "build", "builds"),
        (settings.len(), "setting", "settings"),
        (generated.len(), "change of the header", "changes of the header"),
        (usize::from(difference.outdated.is_some()), "file out of date", ""),
    ];
    let counted = |(count, one, more): (usize, &str, &str)| {
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { more }))
    };
    let parts = before.into_iter().filter_map(counted);
    let parts = parts.chain(packages(difference)).chain(after.into_iter().filter_map(counted));
    match Vec::from_iter(parts) {
        none if none.is_empty() => "No changes.".to_owned(),
        parts => parts.join(", "),
    }
}

/// How many packages changed, by the kind of change.
fn packages(difference: &Difference) -> Vec<String> {
    if difference.environments_compared == 0 {
        return vec!["the locks have no environment in common; nothing to compare".to_owned()];
    }
    let kinds = [
        (ChangeKind::Added, "added"),
        (ChangeKind::Removed, "removed"),
        (ChangeKind::Updated, "updated"),
        (ChangeKind::Downgraded, "downgraded"),
        (ChangeKind::Replaced, "replaced"),
    ];
    let counts = kinds.map(|(kind, word)| {
        let of_kind = difference.changes.iter().filter(|change| change.kind == kind);
        let mut names: Vec<_> = of_kind.map(|change| &change.name).collect();
        names.dedup();
        (names.len(), word)
    });
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, word)| format!("{count} {word}")).collect()
}

/// `1.0 → 2.0, wheel → sdist`.
pub(super) fn what(change: &Change, characters: Characters) -> String {
    let arrow = characters.arrow();
    let (old, new) = (&change.old, &change.new);
    let (old_versions, new_versions) = (each(old, version), each(new, version));
    let is_same_version = old_versions == new_versions;
    let mut parts = Vec::new();
    match change.kind {
        ChangeKind::Added => parts.push(format!("{new_versions} ({})", each(new, form))),
        ChangeKind::Removed => parts.push(old_versions),
        ChangeKind::Updated | ChangeKind::Downgraded => {
            parts.push(format!("{old_versions} {arrow} {new_versions}"));
        }
        ChangeKind::Replaced if is_same_version => parts.push(new_versions),
        ChangeKind::Replaced => parts.push(format!("{old_versions} {arrow} {new_versions}")),
    }
    if !old.is_empty() && !new.is_empty() {
        for part in [form, source] {
            let (old, new) = (each(old, part), each(new, part));
            if old != new {
                parts.push(format!("{old} {arrow} {new}"));
            }
        }
        if parts.len() == 1 && is_same_version {
            let hashes = |items| each(items, |item| hash(item, characters));
            let (old, new) = (hashes(old), hashes(new));
            parts.push(format!("same version, other file: {old} {arrow} {new}"));
        }
    }
    parts.join(", ")
}

/// A part of each item; once if all have the same.
fn each(items: &[Item], part: impl Fn(&Item) -> String) -> String {
    let mut parts: Vec<_> = items.iter().map(part).collect();
    parts.dedup();
    parts.join(" or ")
}

fn version(item: &Item) -> String {
    item.version.clone().unwrap_or_else(|| "dynamic version".to_owned())
}

fn source(item: &Item) -> String {
    item.source.clone()
}

/// The algorithm and the first digits of a hash, as in `sha256:0123456789ab…`.
fn hash(item: &Item, characters: Characters) -> String {
    const DIGITS: usize = 12;
    let Some((algorithm, digits)) = item.hash.as_ref().and_then(|hash| hash.split_once(':')) else {
        return "no hash".to_owned();
    };
    let shown = digits.get(..DIGITS).unwrap_or(digits);
    format!("{algorithm}:{shown}{}", characters.ellipsis())
}

fn form(item: &Item) -> String {
    match item.kind {
        ArtifactKind::Wheel => "wheel",
        ArtifactKind::Sdist => "sdist",
        ArtifactKind::SourceTree => "source tree",
        ArtifactKind::Virtual => "virtual package",
        ArtifactKind::Missing => "nothing to install",
    }
    .to_owned()
}
