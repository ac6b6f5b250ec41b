//! `--check`: compares a file with the text that it should have.

use std::time::Duration;

use serde::Serialize;
use similar::TextDiff;
use uvnix::emit::nix::Change;
use uvnix::text::printable::{counted, shortened_to, some_of, spelled_out};

use super::output::Target;
use super::reason::{Difference, Reason};
use crate::console::{changed, styled};

/// The maximum number of lines of a diff.
const LINES: usize = 60;
/// The maximum number of packages or attributes in a message.
const SHOWN: usize = 8;
/// The maximum length of a value in a message: most URLs are shorter.
const CHARACTERS: usize = 160;
/// The maximum time to compute a small diff.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the files of a lock are up to date.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The generated file.
    pub(crate) file: String,
    /// What it contains, in numbers.
    pub(crate) contents: String,
    /// How it differs from what it should be; `None` if it does not.
    pub(crate) difference: Option<Difference>,
    /// The differing lines.
    pub(crate) diff: String,
    /// Why `uvnix.lock` is not up to date, with its path; `None` if it is.
    pub(crate) facts: Option<String>,
    /// What `pyproject.toml` requires and the lock does not have.
    pub(crate) not_locked: Vec<String>,
    /// What to do: `run X`.
    pub(crate) remedy: String,
}

/// The same for programs.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    lock: String,
    file: String,
    is_up_to_date: bool,
    reason: Option<&'static str>,
    explanation: Option<String>,
    changes: Vec<ChangeAnswer>,
    has_other_functions: bool,
    uvnix_lock: Option<String>,
    not_locked: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ChangeAnswer {
    attribute: String,
    old: Option<String>,
    new: Option<String>,
}

impl Checked {
    /// Whether somebody edited the file.
    pub(crate) fn is_edited(&self) -> bool {
        self.difference.as_ref().is_some_and(|it| it.reason == Reason::Edited)
    }

    /// Whether all files are up to date.
    pub(crate) const fn is_up_to_date(&self) -> bool {
        self.difference.is_none() && self.facts.is_none()
    }

    /// What the command prints; nothing if all files are up to date.
    pub(crate) fn text(&self) -> String {
        let Self { file, difference, diff, facts, remedy, .. } = self;
        let generated = difference.as_ref().map(|it| {
            let remedy = match it.reason {
                Reason::NotOurs => {
                    &format!("move it away or overwrite it with `--force`, and {remedy}")
                }
                Reason::Edited => &format!("find out who did it; to restore it, {remedy}"),
                _ => remedy,
            };
            let details = it.details().into_iter().map(|line| format!("  {line}\n"));
            format!(
                "{file} {}: {remedy}\n{}{diff}",
                it.headline(),
                Vec::from_iter(details).concat()
            )
        });
        let facts = facts.as_ref().map(|facts| format!("{facts}: {remedy}\n"));
        [generated, facts].into_iter().flatten().collect()
    }

    /// The same for programs. `lock` is the path of the lock file.
    pub(crate) fn answer(&self, lock: String) -> Answer {
        let difference = self.difference.as_ref();
        Answer {
            lock,
            file: self.file.clone(),
            is_up_to_date: self.is_up_to_date(),
            reason: difference.map(|it| it.reason.name()),
            explanation: difference.map(|it| {
                let details = it.details().into_iter().map(|line| line.trim().to_owned());
                Vec::from_iter([it.headline()].into_iter().chain(details)).join("\n")
            }),
            changes: difference.map_or(&[][..], |it| &it.changes).iter().map(answer_of).collect(),
            has_other_functions: difference.is_some_and(|it| it.has_other_functions),
            uvnix_lock: self.facts.clone(),
            not_locked: self.not_locked.clone(),
        }
    }
}

fn answer_of(change: &Change) -> ChangeAnswer {
    ChangeAnswer { attribute: change.name(), old: change.old.clone(), new: change.new.clone() }
}

impl Difference {
    /// The reason in a few words. The subject is the file.
    pub(crate) fn headline(&self) -> String {
        match self.reason {
            Reason::Missing => "does not exist",
            Reason::NotOurs => "was not written by uvnix",
            Reason::LineEndings => {
                "has CRLF line endings (to prevent this, add `uv.nix eol=lf` to .gitattributes)"
            }
            Reason::Edited => "was edited by hand or tampered with",
            _ => "is not up to date",
        }
        .to_owned()
    }

    /// The reason in full, on several lines.
    pub(crate) fn details(&self) -> Vec<String> {
        let mut lines = match &self.reason {
            Reason::Missing | Reason::NotOurs | Reason::LineEndings => return Vec::new(),
            Reason::Unmerged => return vec!["it has the conflict markers of a merge".to_owned()],
            Reason::OtherVersion(version) => {
                let version = version.as_deref().map_or("an older version".into(), spelled_out);
                let extent = match (self.changes.is_empty(), self.has_other_functions) {
                    (false, _) => "the data differs, too",
                    (true, true) => "only its functions differ, and not the data",
                    (true, false) => "only its header differs",
                };
                let this = env!("CARGO_PKG_VERSION");
                vec![format!("it was written by uvnix {version}, and this is {this}: {extent}")]
            }
            Reason::LockChanged(packages) => {
                let packages = match spelled_out(&some_of(packages)) {
                    packages if packages.is_empty() => "the versions are the same".to_owned(),
                    packages => packages,
                };
                return vec![format!("the lock file has changed: {packages}")];
            }
            Reason::FactsChanged => return vec!["uvnix.lock has changed".to_owned()],
            Reason::OptionsChanged(command) => {
                return vec![format!("it was made by another command: {}", spelled_out(command))];
            }
            Reason::SettingsChanged => vec!["settings or build files have changed:".to_owned()],
            Reason::Edited if self.has_other_functions => {
                vec!["its functions are not those of this uvnix".to_owned()]
            }
            Reason::Edited => Vec::new(),
        };
        let value = |value: &Option<String>| {
            value.as_ref().map_or("nothing".into(), |value| shortened_to(value, CHARACTERS))
        };
        let shown = self.changes.iter().take(SHOWN);
        lines.extend(shown.map(|change| {
            let name = spelled_out(&change.name());
            let (old, new) = (value(&change.old), value(&change.new));
            match self.reason {
                Reason::Edited => format!("{name} is {old}, and must be {new}"),
                _ => format!("  {name}: {old} → {new}"),
            }
        }));
        if self.changes.len() > SHOWN {
            let more = counted(self.changes.len() - SHOWN, "further attribute");
            lines.push(format!("and {more}"));
        }
        lines
    }
}

impl Reason {
    /// Its name in JSON.
    const fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotOurs => "not-ours",
            Self::LineEndings => "line-endings",
            Self::Unmerged => "unmerged",
            Self::OtherVersion(_) => "other-version",
            Self::LockChanged(_) => "lock-changed",
            Self::FactsChanged => "uvnix-lock-changed",
            Self::OptionsChanged(_) => "options-changed",
            Self::SettingsChanged => "settings-changed",
            Self::Edited => "edited",
        }
    }
}

/// The lines of a file with the content `before` that differ from the text that it should have; nothing if only the
/// line endings do.
pub(crate) fn differing_lines(
    difference: Option<&Difference>,
    target: &Target,
    before: Option<&[u8]>,
    text: &str,
) -> String {
    match (difference, before) {
        (Some(it), Some(before)) if it.reason != Reason::LineEndings => {
            diff(&String::from_utf8_lossy(before), text, &target.to_string())
        }
        _ => String::new(),
    }
}

/// A unified diff, cut where it gets long.
fn diff(old: &str, new: &str, name: &str) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(name, name).to_string();
    let lines = text.lines().count();
    let shown = text.lines().take(LINES).map(|line| {
        // The existing file may contain any text.
        spelled_out(line) + "\n"
    });
    let shown = styled(shown.collect(), changed);
    if lines <= LINES { shown } else { format!("{shown}… and {} more lines\n", lines - LINES) }
}
