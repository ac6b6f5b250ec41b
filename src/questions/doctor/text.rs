//! Findings, as a terminal shows them.

use std::fmt::Write;

use super::{Check, Finding, Level};
use crate::text::characters::Characters;
use crate::text::printable::{any_of, counted};

impl Check {
    /// What is said once of all that it found.
    const fn title(self) -> &'static str {
        match self {
            Self::Stale => "not up to date",
            Self::LeftOut => "environments that are left out",
            Self::Untracked => "not in git",
            Self::OutOfReach => "out of Nix's reach",
            Self::NoFile => "nothing to install",
            Self::NewerTarget => "wheels for a newer system than is promised",
            Self::NoHash => "without a hash",
            Self::UnknownTree => "commits that are not looked at yet",
            Self::PrivateTree => "from private repositories",
            Self::UnknownBuildSystem => "built, nobody knows with what",
            Self::MissingBuildSystem => "build systems that nobody provides",
            Self::UnfitBuildSystem => "build systems of another version than asked for",
            Self::Cycle => "packages that need each other",
            Self::NotLookedAt => "not looked at",
            Self::BuiltFromSource => "built from source",
        }
    }
}

/// How many files of which git does not know are named.
const UNTRACKED: usize = 10;

/// The text of sorted findings about what is called `name`.
#[must_use]
pub fn print(name: &str, findings: &[Finding], characters: Characters) -> String {
    let mut text = format!("{name}: {}\n", summary(findings));
    for group in
        findings.chunk_by(|one, other| (one.level, one.check) == (other.level, other.check))
    {
        print_group(group, &mut text);
    }
    characters.shown(text)
}

fn summary(findings: &[Finding]) -> String {
    let parts = [(Level::Warning, "warning"), (Level::Note, "note")].map(|(level, what)| {
        let count = findings.iter().filter(|finding| finding.level == level).count();
        (count > 0).then(|| counted(count, what))
    });
    let parts = Vec::from_iter(parts.into_iter().flatten());
    if parts.is_empty() { "nothing needs attention".to_owned() } else { parts.join(", ") }
}

/// Findings of one kind; the same advice is given once.
fn print_group(group: &[Finding], text: &mut String) {
    let level = match group[0].level {
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let _ = writeln!(text, "\n{level}: {}", group[0].check.title());
    let shown = if group[0].check == Check::Untracked { UNTRACKED } else { group.len() };
    for (index, finding) in group.iter().enumerate().take(shown) {
        let Finding { subject, message, help, environments, .. } = finding;
        let places = environments.as_ref().map(|it| format!(" (in {})", any_of(it)));
        let _ = writeln!(text, "  {subject}: {message}{}", places.unwrap_or_default());
        let is_last_of_its_kind = group.get(index + 1).is_none_or(|next| next.help != *help);
        if index + 1 == shown && group.len() > shown {
            let _ = writeln!(text, "  and {} more\n    help: {help}", group.len() - shown);
        } else if is_last_of_its_kind {
            let _ = writeln!(text, "    help: {help}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn untracked(file: &str) -> Finding {
        Finding {
            level: Level::Warning,
            check: Check::Untracked,
            subject: file.to_owned(),
            environments: None,
            message: "git does not know it".to_owned(),
            help: "run `git add`".to_owned(),
        }
    }

    #[test]
    fn the_same_advice_is_given_once() {
        let findings = [untracked("uv.lock"), untracked("uv.nix")];
        insta::assert_snapshot!(print("uv.lock", &findings, Characters::Unicode), @r"
        uv.lock: 2 warnings

        warning: not in git
          uv.lock: git does not know it
          uv.nix: git does not know it
            help: run `git add`
        ");
    }

    #[test]
    fn that_nothing_was_found_is_said() {
        let text = print("uv.lock", &[], Characters::Unicode);
        assert_eq!(text, "uv.lock: nothing needs attention\n");
    }
}
