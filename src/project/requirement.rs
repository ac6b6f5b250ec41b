//! Build requirements, in the form of PEP 508.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use pep440_rs::VersionSpecifiers;
use pep508_rs::{ExtraName, PackageName};

use crate::environment::Environment;
use crate::lock::marker::{Marker, check_version};
use crate::text::printable::{shortened, spelled_out};

/// A package that is needed to build another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildRequirement {
    /// Its name.
    pub name: PackageName,
    /// The requested extras.
    pub extras: Vec<ExtraName>,
    /// The versions that will do; any where it comes from an address.
    pub specifiers: VersionSpecifiers,
    /// Whether it comes from an address.
    pub has_url: bool,
    /// Where it is needed.
    pub marker: Marker,
    text: String,
}

impl BuildRequirement {
    /// Whether it is needed in `environment`.
    #[must_use]
    pub fn applies_to(&self, environment: &Environment) -> bool {
        self.marker.holds(environment.values())
    }

    /// The one spelling of all that mean the same, such as `tomli[x]>=1,<2 ; python_version < '3'`.
    #[must_use]
    pub fn spelling(&self) -> String {
        let extras: BTreeSet<_> = self.extras.iter().map(AsRef::<str>::as_ref).collect();
        let extras = match Vec::from_iter(extras).join(",") {
            none if none.is_empty() => none,
            some => format!("[{some}]"),
        };
        let specifiers = self.specifiers.iter().map(ToString::to_string);
        let specifiers = Vec::from_iter(specifiers).join(",");
        let marker = self.marker.normal_form().map(|marker| format!(" ; {marker}"));
        format!("{}{extras}{specifiers}{}", self.name, marker.unwrap_or_default())
    }
}

impl FromStr for BuildRequirement {
    type Err = String;

    /// The error is one sentence about the text, without the text.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = split_name(text.trim())?;
        let (extras, rest) = split_extras(rest)?;
        let url = rest.strip_prefix('@');
        let (specifiers, marker) = if let Some(url) = url {
            (VersionSpecifiers::empty(), after_url(url)?)
        } else {
            let (versions, marker) = rest
                .split_once(';')
                .map_or((rest, None), |(versions, marker)| (versions, Some(marker)));
            (specifiers(versions.trim())?, marker)
        };
        let marker = marker.map_or(Ok(Marker::ALWAYS), Marker::from_str);
        let marker = marker.map_err(|message| spelled_out(&message))?;
        Ok(Self { name, extras, specifiers, has_url: url.is_some(), marker, text: text.to_owned() })
    }
}

fn split_name(text: &str) -> Result<(PackageName, &str), String> {
    let is_in_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let end = text.find(|it| !is_in_name(it)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Err("it does not start with the name of a package".to_owned());
    }
    match PackageName::from_str(name) {
        Ok(name) => Ok((name, rest.trim_start())),
        Err(_) => Err(format!("`{}` is not the name of a package", shortened(name))),
    }
}

fn split_extras(text: &str) -> Result<(Vec<ExtraName>, &str), String> {
    let Some(list) = text.strip_prefix('[') else { return Ok((Vec::new(), text)) };
    let Some((list, rest)) = list.split_once(']') else {
        return Err("its list of extras has no closing bracket".to_owned());
    };
    let names = list.split(',').map(str::trim).filter(|_| !list.trim().is_empty());
    let extra = |name: &str| {
        let wrong = |_| format!("`{}` is not the name of an extra", shortened(name));
        ExtraName::from_str(name).map_err(wrong)
    };
    Ok((names.map(extra).collect::<Result<_, _>>()?, rest.trim_start()))
}

fn specifiers(text: &str) -> Result<VersionSpecifiers, String> {
    let inside = text.strip_prefix('(').map(|text| text.strip_suffix(')'));
    let text = match inside {
        Some(None) => return Err("its versions have no closing parenthesis".to_owned()),
        Some(Some(text)) => text.trim(),
        None => text,
    };
    check_version(text)?;
    let wrong = |_| format!("`{}` is not a list of versions, such as `>=1,<2`", shortened(text));
    VersionSpecifiers::from_str(text).map_err(wrong)
}

/// The marker after a URL; a space and a semicolon separate them.
fn after_url(text: &str) -> Result<Option<&str>, String> {
    let text = text.trim();
    let ends =
        text.match_indices(';').find(|(index, _)| text[..*index].ends_with(char::is_whitespace));
    let (url, marker) = match ends {
        Some((index, _)) => (text[..index].trim_end(), Some(&text[index + 1..])),
        None => (text, None),
    };
    if url.is_empty() || url.contains(char::is_whitespace) {
        return Err("`@` is not followed by an address".to_owned());
    }
    Ok(marker)
}

impl fmt::Display for BuildRequirement {
    /// As it was written.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::{Interpreter, Platform, Python, SystemName, TargetVersion};

    #[test]
    fn spellings_that_mean_the_same_are_one() {
        let spelling = |text: &str| text.parse::<BuildRequirement>().unwrap().spelling();
        for text in ["Flit_Core >=3 , <4", "flit-core>=3,<4", "flit.core (>=3,<4)"] {
            assert_eq!(spelling(text), "flit-core>=3,<4");
        }
        let text = "Tomli[b,a]>=1; python_version<'3.11'";
        assert_eq!(spelling(text), "tomli[a,b]>=1 ; python_full_version < '3.11'");
        let never = "a; os_name == 'a' and os_name == 'b'";
        for text in [text, never] {
            assert_eq!(spelling(&spelling(text)), spelling(text));
        }
    }

    #[test]
    fn what_is_wrong_with_a_requirement_is_said_in_words() {
        for (text, message) in [
            ("", "does not start with the name"),
            ("é", "does not start with the name"),
            ("setuptools->=61", "`setuptools-` is not the name of a package"),
            ("a.[x]", "`a.` is not the name of a package"),
            ("a[x-]", "`x-` is not the name of an extra"),
            ("a[x", "no closing bracket"),
            ("a (>=1", "no closing parenthesis"),
            ("a>=", "`>=` is not a list of versions"),
            ("a b", "`b` is not a list of versions"),
            ("a>=1é", "is not a list of versions"),
            ("a>18446744073709551615", "more than 9 digits"),
            ("a @ ", "not followed by an address"),
            ("a;", "the marker ends where"),
            ("a; os_name == 'a' é", "found `é` where"),
        ] {
            let error = text.parse::<BuildRequirement>().unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn an_address_ends_where_a_space_and_a_semicolon_follow() {
        let marker = |text: &str| text.parse::<BuildRequirement>().unwrap().marker;
        assert!(marker("a @ https://files.example/a;b.whl").is_always());
        assert!(!marker("a@https://files.example/a.whl ; os_name == 'nt'").is_always());
    }

    #[test]
    fn a_build_is_asked_with_the_values_that_the_user_states() {
        let requirement: BuildRequirement = "wheel; platform_release < '24'".parse().unwrap();
        let name: SystemName = "x86_64-linux".parse().unwrap();
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        let applies = |stated: &[&str]| {
            let stated: Vec<_> = stated.iter().map(|it| it.parse().unwrap()).collect();
            let python = Interpreter::whole(Python::cpython(12));
            requirement.applies_to(&Environment::new(python, platform, &stated))
        };
        assert!(!applies(&[]));
        assert!(applies(&["platform_release=5.10"]));
        assert!(!applies(&["platform_release=24.1"]));
    }
}
