//! `--check`: compares a file with the text that it should have.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use similar::TextDiff;
use uvnix::emit::nix::AttributeChange;
use uvnix::emit::shared;
use uvnix::text::printable::{counted, shortened_to, some_of, spelled_out};

use super::functions_file::FunctionsFile;
use super::reason::{FileDifference, Reason};
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
pub(crate) struct Staleness {
    /// The generated file.
    pub(crate) file: String,
    /// What it contains, in numbers.
    pub(crate) contents: String,
    /// How it differs from what it should be; `None` if it does not.
    pub(crate) difference: Option<FileDifference>,
    /// The differing lines.
    pub(crate) diff: String,
    /// The file with the functions of several projects, if it is not up to date.
    pub(crate) functions: Option<StaleFunctions>,
    /// Why `uvnix.lock` is not up to date, with its path; `None` if it is.
    pub(crate) facts: Option<String>,
    /// What `pyproject.toml` requires and the lock does not have.
    pub(crate) not_locked: Vec<String>,
    /// What to do: `run X`.
    pub(crate) remedy: String,
}

/// A file with the functions of several projects that is not up to date.
#[derive(Debug)]
pub(crate) struct StaleFunctions {
    file: String,
    difference: FileDifference,
    diff: String,
}

/// The same for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answer {
    lock: String,
    file: String,
    is_up_to_date: bool,
    reason: Option<&'static str>,
    explanation: Option<String>,
    changes: Vec<ChangeAnswer>,
    has_other_functions: bool,
    functions: Option<FunctionsAnswer>,
    uvnix_lock: Option<String>,
    not_locked: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FunctionsAnswer {
    file: String,
    reason: &'static str,
    explanation: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ChangeAnswer {
    attribute: String,
    old: Option<String>,
    new: Option<String>,
}

impl Staleness {
    /// Whether somebody edited a file.
    pub(crate) fn is_edited(&self) -> bool {
        let functions = self.functions.as_ref().map(|it| &it.difference);
        let differences = self.difference.iter().chain(functions);
        differences.into_iter().any(|it| it.reason == Reason::Edited)
    }

    /// Whether all files are up to date.
    pub(crate) const fn is_up_to_date(&self) -> bool {
        self.difference.is_none() && self.functions.is_none() && self.facts.is_none()
    }

    /// What the command prints; nothing if all files are up to date.
    pub(crate) fn text(&self) -> String {
        let Self { file, difference, diff, functions, facts, remedy, .. } = self;
        let generated = difference.as_ref().map(|it| it.told(file, diff, remedy));
        let functions = functions.as_ref().map(|it| it.difference.told(&it.file, &it.diff, remedy));
        let facts = facts.as_ref().map(|facts| format!("{facts}: {remedy}\n"));
        [generated, functions, facts].into_iter().flatten().collect()
    }

    /// The same for programs. `lock` is the path of the lock file.
    pub(crate) fn answer(&self, lock: String) -> Answer {
        let difference = self.difference.as_ref();
        Answer {
            lock,
            file: self.file.clone(),
            is_up_to_date: self.is_up_to_date(),
            reason: difference.map(|it| it.reason.name()),
            explanation: difference.map(FileDifference::explanation),
            changes: difference.map_or(&[][..], |it| &it.changes).iter().map(answer_of).collect(),
            has_other_functions: difference.is_some_and(|it| it.has_other_functions),
            functions: self.functions.as_ref().map(|it| FunctionsAnswer {
                file: it.file.clone(),
                reason: it.difference.reason.name(),
                explanation: it.difference.explanation(),
            }),
            uvnix_lock: self.facts.clone(),
            not_locked: self.not_locked.clone(),
        }
    }
}

impl StaleFunctions {
    /// The difference of a file; `None` if it is up to date.
    pub(crate) fn of(file: &FunctionsFile) -> Option<Self> {
        let (name, before) = (file.name(), file.before.as_deref());
        let difference = file.difference()?;
        let diff = differing_lines(Some(&difference), &name, before, shared::text());
        Some(Self { file: name, difference, diff })
    }
}

fn answer_of(change: &AttributeChange) -> ChangeAnswer {
    ChangeAnswer { attribute: change.name(), old: change.old.clone(), new: change.new.clone() }
}

impl FileDifference {
    /// The lines about a file with this name and these differing lines. `remedy` is what updates it.
    fn told(&self, file: &str, diff: &str, remedy: &str) -> String {
        let remedy = match self.reason {
            Reason::NotOurs => {
                &format!("move it away or overwrite it with `--force`, and {remedy}")
            }
            Reason::Edited => &format!("find out who did it; to restore it, {remedy}"),
            _ => remedy,
        };
        let details = self.details().into_iter().map(|line| format!("  {line}\n"));
        let details = Vec::from_iter(details).concat();
        format!("{file} {}: {remedy}\n{details}{diff}", self.headline())
    }

    /// The reason on lines without indentation.
    fn explanation(&self) -> String {
        let lines = self.in_full();
        Vec::from_iter(lines.lines().map(str::trim)).join("\n")
    }

    /// The reason, with one difference on each line below it.
    pub(crate) fn in_full(&self) -> String {
        Vec::from_iter([self.headline()].into_iter().chain(self.details())).join("\n")
    }

    /// The reason in a few words. The subject is the file.
    pub(crate) fn headline(&self) -> String {
        match self.reason {
            Reason::Missing => "does not exist",
            Reason::NotOurs => "was not written by uvnix",
            Reason::LineEndings => {
                "has CRLF line endings (to prevent this, set `eol=lf` for it in .gitattributes)"
            }
            Reason::Edited => "was edited by hand or tampered with",
            _ => "is not up to date",
        }
        .to_owned()
    }

    /// The reason on one line.
    pub(crate) fn in_short(&self) -> String {
        let of_contents = match self.reason {
            Reason::Missing | Reason::NotOurs | Reason::LineEndings | Reason::Edited => None,
            Reason::Unmerged
            | Reason::OtherVersion(_)
            | Reason::LockChanged(_)
            | Reason::FactsChanged
            | Reason::OptionsChanged(_)
            | Reason::SettingsChanged => self.details().into_iter().next(),
        };
        of_contents.map_or_else(|| self.headline(), |line| line.trim_end_matches(':').to_owned())
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
            Reason::SettingsChanged if self.has_other_functions && self.changes.is_empty() => {
                vec!["`builders` or `backend` in [tool.uvnix] has changed".to_owned()]
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
    difference: Option<&FileDifference>,
    name: &str,
    before: Option<&[u8]>,
    text: &str,
) -> String {
    match (difference, before) {
        (Some(it), Some(before)) if it.reason != Reason::LineEndings => {
            diff(&String::from_utf8_lossy(before), text, name)
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
