//! Locks a copy of a project with uv, as close to the old lock as the requirements allow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use miette::Report;
use uvnix::lock::Lock;
use uvnix::lock::foreign::ForeignLock;
use uvnix::questions::adopted::Adopted;

use super::error::AdoptError;
use super::pyproject::ProjectTable;
use crate::commands::uv::{Uv, refused_builds};
use crate::console::tell;

/// The most changed packages for which uv is asked why.
const MOST_REASONS: usize = 20;
/// The most characters of a reason.
const LONGEST_REASON: usize = 600;

/// A project that uv can lock.
pub(super) struct Locking<'l> {
    pub uv: &'l Uv,
    /// The copy of the project.
    pub folder: &'l Path,
    pub pyproject: &'l ProjectTable,
    /// The lock to stay close to.
    pub old: &'l ForeignLock,
    /// Whether uv may build packages.
    pub may_build: bool,
}

/// A lock that uv wrote.
pub(super) struct Locked {
    pub text: String,
    pub adopted: Adopted,
    /// Why packages changed, by package.
    pub reasons: BTreeMap<String, String>,
}

/// The outcome of one run: the lock, or the message of uv.
type Outcome = Result<Locked, String>;

impl Locking<'_> {
    /// The lock that is closest to the old one, from a lock with the old versions. Packages are built only if it
    /// does not go without.
    pub(super) fn run(&self, seed: &str) -> Result<Locked, Report> {
        let needed = match self.lock(seed, false)? {
            Ok(locked) => {
                let (locked, refused) = self.closer(locked, false)?;
                if refused.is_empty() || !self.may_build {
                    return Ok(locked);
                }
                refused
            }
            Err(message) if self.may_build && is_about_builds(&message) => {
                refused_builds(&message).map(str::to_owned).collect()
            }
            Err(message) => return Err(AdoptError::NotLocked(message).into()),
        };
        announce(&needed);
        let locked = self.lock(seed, true)?.map_err(AdoptError::NotLocked)?;
        Ok(self.closer(locked, true)?.0)
    }

    fn lock(&self, seed: &str, may_build: bool) -> Result<Outcome, Report> {
        let path = self.folder.join("uv.lock");
        let failed = |cause| AdoptError::NotCopied { path: path.clone(), cause };
        fs::write(&path, seed).map_err(failed)?;
        let arguments = ["lock", "--no-progress", "--no-build"];
        let arguments = &arguments[..if may_build { 2 } else { 3 }];
        if let Err(message) = self.uv.run(self.folder, arguments)? {
            return Ok(Err(message));
        }
        let text = fs::read_to_string(&path).map_err(failed)?;
        if text == seed {
            return Ok(Err("it wrote no lock file for the project".to_owned()));
        }
        let lock = Lock::parse(&text)?;
        let adopted = Adopted::of(self.old, &lock);
        Ok(Ok(Locked { text, adopted, reasons: BTreeMap::new() }))
    }

    /// The same with each changed package in its old version, if that is possible without changing others;
    /// otherwise with the reason. uv may choose another version although the old one is possible, for example of
    /// a package in several versions. Also gives the packages that uv would have to build for it.
    fn closer(
        &self,
        locked: Locked,
        may_build: bool,
    ) -> Result<(Locked, BTreeSet<String>), Report> {
        let path = self.folder.join("pyproject.toml");
        let failed = |cause| AdoptError::NotCopied { path: path.clone(), cause };
        let original = fs::read(&path).map_err(failed)?;
        let (mut best, mut is_closer) = (locked.text.clone(), false);
        let (mut reasons, mut refused) = (BTreeMap::new(), BTreeSet::new());
        let mut constraints = locked.adopted.same.clone();
        for (name, version) in locked.adopted.moved().take(MOST_REASONS) {
            constraints.push(format!("{name}=={version}"));
            fs::write(&path, self.pyproject.with_constraints(&constraints)).map_err(failed)?;
            match self.lock(&best, may_build)? {
                Ok(closer) => (best, is_closer) = (closer.text, true),
                Err(message) => {
                    refused.extend(refused_builds(&message).map(str::to_owned));
                    reasons.insert(name.to_owned(), reason(&message));
                    constraints.pop();
                }
            }
        }
        fs::write(&path, original).map_err(failed)?;
        let closest =
            if is_closer { self.lock(&best, may_build)?.unwrap_or(locked) } else { locked };
        Ok((Locked { reasons, ..closest }, refused))
    }
}

/// Whether uv fails because it must not build, in any of its versions.
fn is_about_builds(message: &str) -> bool {
    ["--no-build", "is disabled"].iter().any(|it| message.contains(it))
}

/// Says that code of packages may be run.
fn announce(packages: &BTreeSet<String>) {
    let names = Vec::from_iter(packages.iter().map(String::as_str)).join(", ");
    let which = if names.is_empty() { names } else { format!(": {names}") };
    tell(format_args!(
        "note: uv may build packages to read their dependencies, which runs their code{which}"
    ));
}

/// The sentences of uv about a resolution that fails, on one line.
fn reason(message: &str) -> String {
    let start = message.find("Because ").unwrap_or_default();
    let paragraph = message[start..].split("\n\n").next().unwrap_or_default();
    let words =
        paragraph.split(|it: char| it.is_whitespace() || ('\u{2500}'..='\u{25ff}').contains(&it));
    let text = Vec::from_iter(words.filter(|word| !word.is_empty())).join(" ");
    match text.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_the_sentences_of_uv_on_one_line() {
        let old = "  × No solution found when resolving dependencies:\n  ╰─▶ Because a depends on b>=2,\n      \
                   nothing fits.\n\n      hint: wait\n";
        assert_eq!(reason(old), "Because a depends on b>=2, nothing fits.");
        let new =
            "error: No solution found\n  cause: Because a depends on b>=2.\n         And so on.";
        assert_eq!(reason(new), "Because a depends on b>=2. And so on.");
        assert_eq!(reason("error: offline"), "error: offline");
    }

    #[test]
    fn a_lock_that_fails_since_builds_are_off_is_told_from_others() {
        let old = "error: Building source distributions is disabled";
        let new = "  hint: Wheels are required for `a` because building from source is disabled for all \
                   packages (i.e., with `--no-build`)";
        assert!(is_about_builds(old) && is_about_builds(new));
        assert!(!is_about_builds("error: Because a depends on b>=2, nothing fits."));
    }
}
