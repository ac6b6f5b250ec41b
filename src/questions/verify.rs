//! Whether what is locked is what an index has.

mod contents;
mod error;

use pep440_rs::Version;
use pep508_rs::PackageName;
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::ListedFile;
use crate::lock::{File, Hash, Package};
use crate::text::address::shown;
use crate::text::printable::spelled_out;

pub use contents::changed_contents;
pub use error::VerifyError;

/// A locked file.
#[derive(Debug, Clone, Copy)]
pub struct LockedFile<'l> {
    /// Its package.
    pub package: &'l Package,
    /// The file.
    pub file: &'l File,
    /// The hash that `uvnix.lock` has of it, if it has one.
    pub recorded: Option<&'l Hash>,
}

/// A release that its publisher withdrew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Yanked {
    /// The package.
    pub package: String,
    /// The reason, which may be empty.
    pub reason: String,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Comparison {
    /// What differs.
    pub problems: Vec<VerifyError>,
    /// Whether the release was yanked.
    pub yanked: Option<Yanked>,
    /// Whether the index has no hash that can be compared: then the file has to be read.
    pub needs_file: bool,
}

impl LockedFile<'_> {
    /// All locked hashes.
    pub fn hashes(&self) -> impl Iterator<Item = &Hash> {
        self.file.hash.iter().chain(self.recorded)
    }

    /// Compares with the entry of an index, which is named in the problems.
    #[must_use]
    pub fn compare(&self, listed: Option<&ListedFile>, index: &str) -> Comparison {
        let (package, file) = (self.package.to_string(), spelled_out(self.file.name.as_str()));
        let place = shown(index);
        let mut comparison = Comparison::default();
        comparison.problems.extend(self.check_name());
        let Some(listed) = listed else {
            comparison.problems.push(VerifyError::NotListed { package, file, place });
            return comparison;
        };
        let mut is_confirmed = false;
        for locked in self.hashes() {
            let same = listed.hashes.iter().find(|it| it.algorithm() == locked.algorithm());
            match same {
                Some(found) if found == locked => is_confirmed = true,
                Some(found) => comparison.problems.push(VerifyError::WrongHash {
                    package: package.clone(),
                    file: file.clone(),
                    place: place.clone(),
                    locked: locked.to_string(),
                    found: found.to_string(),
                }),
                None => {}
            }
        }
        match (self.file.size, listed.size) {
            (Some(locked), Some(found)) if locked != found => {
                let (package, file) = (package.clone(), file.clone());
                let error = VerifyError::WrongSize { package, file, place, locked, found };
                comparison.problems.push(error);
            }
            _ => {}
        }
        comparison.needs_file = !is_confirmed && comparison.problems.is_empty();
        comparison.yanked = listed
            .yanked
            .as_ref()
            .map(|reason| Yanked { package, reason: spelled_out(reason.trim()) });
        comparison
    }

    /// Whether the file name is that of the package and its version.
    #[must_use]
    pub fn check_name(&self) -> Option<VerifyError> {
        let name = self.file.name.as_str();
        let (of, version) = name_and_version(name)?;
        // Old files have names that no rule covers.
        let is_named = of.parse().map_or(true, |of: PackageName| of == self.package.name);
        let is_versioned = self.package.version.as_ref().is_none_or(|known| {
            version.parse().map_or(true, |version: Version| version == known.version)
        });
        let (package, file) = (self.package.to_string(), spelled_out(name));
        (!(is_named && is_versioned)).then_some(VerifyError::WrongName { package, file })
    }
}

/// The name and the version in a file name, if it has the form of today's rules.
fn name_and_version(file: &str) -> Option<(&str, &str)> {
    if let Some(wheel) = file.strip_suffix(".whl") {
        let mut parts = wheel.split('-');
        return Some((parts.next()?, parts.next()?));
    }
    let stem = file.strip_suffix(".tar.gz").or_else(|| file.strip_suffix(".zip"))?;
    stem.rsplit_once('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::Lock;

    fn lock(file: &str, size: u64) -> Lock {
        let hash = "0".repeat(64);
        let wheel = format!(
            "{{ url = 'https://files.example/{file}', hash = 'sha256:{hash}', size = {size} }}"
        );
        let text = format!(
            "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'a-b'\nversion = '1.0'\n\
             source = {{ registry = 'https://pypi.example/simple' }}\nwheels = [{wheel}]"
        );
        Lock::parse(&text).unwrap()
    }

    fn codes(file: &str, listed: Option<&ListedFile>) -> (Vec<String>, bool) {
        let lock = lock(file, 3);
        let (_, package) = lock.packages().next().unwrap();
        let locked = LockedFile { package, file: &package.wheels[0], recorded: None };
        let comparison = locked.compare(listed, "https://pypi.example/simple");
        let code = |it: &VerifyError| miette::Diagnostic::code(it).unwrap().to_string();
        (comparison.problems.iter().map(code).collect(), comparison.needs_file)
    }

    fn listed(hash: &str, size: u64) -> ListedFile {
        let hashes = Vec::from_iter(hash.parse().ok());
        ListedFile { url: String::new(), hashes, size: Some(size), yanked: None }
    }

    #[test]
    fn each_difference_has_its_code() {
        const FILE: &str = "a_b-1.0-py3-none-any.whl";
        let hash = |digit: &str| format!("sha256:{}", digit.repeat(64));
        let none = Vec::<String>::new();
        assert_eq!(codes(FILE, Some(&listed(&hash("0"), 3))), (none.clone(), false));
        assert_eq!(codes(FILE, Some(&listed("", 3))), (none, true));
        for (file, listed, code) in [
            (FILE, Some(listed(&hash("1"), 3)), "wrong_hash"),
            (FILE, Some(listed(&hash("0"), 4)), "wrong_size"),
            (FILE, None, "not_listed"),
            ("a_b-1.0+b-py3-none-any.whl", Some(listed(&hash("0"), 3)), "wrong_name"),
            ("c-1.0-py3-none-any.whl", Some(listed(&hash("0"), 3)), "wrong_name"),
        ] {
            assert_eq!(
                codes(file, listed.as_ref()),
                (vec![format!("uvnix::verify::{code}")], false)
            );
        }
    }
}
