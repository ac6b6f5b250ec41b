//! Findings, as a terminal shows them.

use std::fmt::Write;

use indexmap::IndexMap;

use super::{Check, Finding, Level};
use crate::text::characters::Characters;
use crate::text::printable::{any_of, counted};

impl Check {
    /// The heading of its findings.
    const fn title(self) -> &'static str {
        match self {
            Self::OutdatedLock => "pyproject.toml is newer than uv.lock",
            Self::Stale => "not up to date",
            Self::NotGenerated => "not generated yet",
            Self::LeftOut => "environments left out",
            Self::Untracked => "untracked: a flake ignores these until you `git add` them",
            Self::OutOfReach => "not accessible to Nix",
            Self::DifferentPythons => "uv and Nix use different Pythons",
            Self::NoFile => "nothing to install",
            Self::NewerTarget => "wheels need a newer system than configured",
            Self::NoHash => "files without a hash",
            Self::UnknownTree => "git commits without a hash",
            Self::PrivateTree => "private repositories",
            Self::UnknownBuildSystem => "unknown build requirements",
            Self::UnlockedBuildSystem => "build requirements that are not locked",
            Self::MissingBuildSystem => "missing build requirements",
            Self::UnfitBuildSystem => "build requirements with another version",
            Self::Cycle => "dependency cycles",
            Self::NotLookedAt => "not checked",
            Self::BuiltFromSource => "built from source",
            Self::NoCargoLock => "Rust without a Cargo.lock",
            Self::MissingLibrary => "missing libraries",
            Self::NativeNeeds => "libraries and programs from elsewhere",
        }
    }
}

/// The summary if there is nothing to do.
pub const WELL: &str = "nothing needs attention";

/// The number of untracked files that are listed.
const UNTRACKED: usize = 10;

/// The text of sorted findings about the lock file `name`. Background is counted, and printed if `is_verbose`.
#[must_use]
pub fn print(name: &str, findings: &[Finding], is_verbose: bool, characters: Characters) -> String {
    let is_shown = |it: &&Finding| is_verbose || !it.check.is_background();
    let shown = Vec::from_iter(findings.iter().filter(is_shown));
    let more = match findings.len() - shown.len() {
        0 => String::new(),
        hidden => format!(" (`--verbose` prints {})", counted(hidden, "note")),
    };
    let mut text = format!("{name}: {}{more}\n", summary(findings));
    for group in shown.chunk_by(|one, other| (one.level, one.check) == (other.level, other.check)) {
        print_group(group, &mut text);
    }
    characters.shown(text)
}

fn summary(findings: &[Finding]) -> String {
    let parts = [(Level::Warning, "warning"), (Level::Note, "note")].map(|(level, what)| {
        let asks = |it: &&Finding| it.level == level && it.check.needs_attention();
        let count = findings.iter().filter(asks).count();
        (count > 0).then(|| counted(count, what))
    });
    let parts = Vec::from_iter(parts.into_iter().flatten());
    if parts.is_empty() { WELL.to_owned() } else { parts.join(", ") }
}

/// Prints the findings of one check. A message or a help text that several findings share is printed once.
fn print_group(group: &[&Finding], text: &mut String) {
    let level = match group[0].level {
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let _ = writeln!(text, "\n{level}: {}", group[0].check.title());
    let mut by_help: IndexMap<&str, IndexMap<Said<'_>, Vec<&str>>> = IndexMap::new();
    for Finding { subject, message, help, environments, .. } in group {
        let same_help = by_help.entry(help).or_default();
        same_help.entry((message, environments.as_deref())).or_default().push(subject);
    }
    for (help, by_message) in by_help {
        for (said, subjects) in by_message {
            print_subjects(group[0].check, said, &subjects, text);
        }
        let _ = writeln!(text, "    help: {help}");
    }
}

/// A message, and the scopes that it is about.
type Said<'f> = (&'f str, Option<&'f [String]>);

fn print_subjects(check: Check, said: Said<'_>, subjects: &[&str], text: &mut String) {
    let places = said.1.map(|it| format!(" (in {})", any_of(it)));
    let message = format!("{}{}", said.0, places.unwrap_or_default());
    let is_untracked = check == Check::Untracked;
    if let ([subject], false) = (subjects, is_untracked) {
        let _ = writeln!(text, "  {subject}: {message}");
        return;
    }
    let shown = if is_untracked { UNTRACKED } else { subjects.len() };
    for subject in subjects.iter().take(shown) {
        let _ = writeln!(text, "  {subject}");
    }
    if subjects.len() > shown {
        let _ = writeln!(text, "  and {} more", subjects.len() - shown);
    }
    // The heading of this check contains the message.
    if !is_untracked {
        let _ = writeln!(text, "    {message}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(check: Check, subject: &str, message: &str, help: &str) -> Finding {
        Finding {
            level: Level::Warning,
            check,
            subject: subject.to_owned(),
            environments: None,
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }

    #[test]
    fn untracked_files_are_one_list() {
        let file = |name| finding(Check::Untracked, name, "a flake ignores it", "run `git add`");
        let names: Vec<_> = (0..12).map(|number| format!("file-{number:02}")).collect();
        let findings: Vec<_> = names.iter().map(|name| file(name)).collect();
        let text = print("uv.lock", &findings, false, Characters::Unicode);
        assert!(text.ends_with("  file-09\n  and 2 more\n    help: run `git add`\n"), "{text}");
        assert!(!text.contains("a flake ignores it"), "{text}");
    }

    #[test]
    fn the_same_message_and_the_same_advice_are_given_once() {
        let package = |name, message| finding(Check::UnknownTree, name, message, "look it up");
        let findings = [
            package("a 1.0", "no hash"),
            package("b 1.0", "another reason"),
            package("c 1.0", "no hash"),
        ];
        insta::assert_snapshot!(print("uv.lock", &findings, false, Characters::Unicode), @r"
        uv.lock: 3 warnings

        warning: git commits without a hash
          a 1.0
          c 1.0
            no hash
          b 1.0: another reason
            help: look it up
        ");
    }

    #[test]
    fn background_is_counted_and_printed_on_request() {
        let built =
            finding(Check::BuiltFromSource, "a 1.0", "built with flit-core", "add libraries");
        let findings = [Finding { level: Level::Note, ..built }];
        let text = print("uv.lock", &findings, false, Characters::Unicode);
        assert_eq!(text, "uv.lock: nothing needs attention (`--verbose` prints 1 note)\n");
        let text = print("uv.lock", &findings, true, Characters::Unicode);
        insta::assert_snapshot!(text, @"
        uv.lock: nothing needs attention

        note: built from source
          a 1.0: built with flit-core
            help: add libraries
        ");
    }

    #[test]
    fn that_nothing_was_found_is_said() {
        let text = print("uv.lock", &[], false, Characters::Unicode);
        assert_eq!(text, "uv.lock: nothing needs attention\n");
    }
}
