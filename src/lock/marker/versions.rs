//! The comparisons of a version that `pep508_rs` gets wrong.
//!
//! It drops the zeros at the end of a version, but `~=` counts them: it reads `~= '3.12.0'` as `~= '3.12'`, which
//! Python 3.13 satisfies. In the list of `in`, it keeps them: Python 3.12 is not in its `'3.12.0 3.13'`. Such
//! comparisons are made of others here, as their specification defines them and as uv reads them.
//!
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/#compatible-release>

use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifier};
use pep508_rs::{MarkerExpression, MarkerTree, MarkerValueVersion};

use super::Marker;
use super::comparison::Comparison;
use crate::text::printable::shortened;

/// The longest list of versions, in bytes.
const LONGEST: usize = 1000;
/// The most digits of a number in a version. `pep508_rs` adds to such numbers without a check.
const MOST_DIGITS: usize = 9;

/// Refuses versions that `pep508_rs` cannot handle. The error is one sentence.
pub(crate) fn check_version(text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err(format!("a list of versions is longer than {LONGEST} bytes"));
    }
    let numbers = text.split(|character: char| !character.is_ascii_digit());
    match numbers.max_by_key(|number| number.len()) {
        Some(number) if number.len() > MOST_DIGITS => {
            Err(format!("the number {} has more than {MOST_DIGITS} digits", shortened(number)))
        }
        _ => Ok(()),
    }
}

/// `variable ~= version`; `None` if `version` is not one, or has one number only.
pub(super) fn compatible(variable: &MarkerValueVersion, version: &str) -> Option<Marker> {
    let version = Version::from_str(version).ok()?;
    let specifier = VersionSpecifier::from_version(Operator::TildeEqual, version).ok()?;
    Some(satisfying(variable, specifier))
}

/// `variable in versions`, which spaces separate; `None` if one of them is not a version.
pub(super) fn one_of(variable: &MarkerValueVersion, versions: &str) -> Option<Marker> {
    let equal = |version| satisfying(variable, VersionSpecifier::equals_version(version));
    Some(Marker::any(list(versions)?.into_iter().map(equal)))
}

/// `variable not in versions`, likewise.
pub(super) fn none_of(variable: &MarkerValueVersion, versions: &str) -> Option<Marker> {
    let differs = |version| satisfying(variable, VersionSpecifier::not_equals_version(version));
    Some(Marker::all(list(versions)?.into_iter().map(differs)))
}

fn list(versions: &str) -> Option<Vec<Version>> {
    versions.split_whitespace().map(|it| Version::from_str(it).ok()).collect()
}

/// The marker that is true where the variable satisfies the specifier.
pub(super) fn satisfying(variable: &MarkerValueVersion, specifier: VersionSpecifier) -> Marker {
    let one = |specifier| {
        let expression = MarkerExpression::Version { key: variable.clone(), specifier };
        Marker::comparison(Comparison::Other(MarkerTree::expression(expression)))
    };
    if *specifier.operator() != Operator::TildeEqual {
        return one(specifier);
    }
    let version = specifier.version();
    let (_, series) = version.release().split_last().expect("`~=` needs two numbers");
    let series = Version::new(series).with_epoch(version.epoch());
    Marker::all([
        one(VersionSpecifier::greater_than_equal_version(version.clone())),
        one(VersionSpecifier::equals_star_version(series)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a marker means; one that says nothing always holds.
    fn meaning(text: &str) -> impl PartialEq + std::fmt::Debug {
        Marker::from_str(text).map(|it| it.normal_form())
    }

    /// The texts that uv 0.13.9 writes to the lock for a project that requires Python 3.11 or later.
    #[test]
    fn versions_with_a_zero_at_the_end_are_compared_as_uv_compares_them() {
        for (text, same) in [
            ("python_version ~= '3.12.0'", "python_full_version == '3.12.*'"),
            ("python_full_version ~= '3.12.0'", "python_full_version == '3.12.*'"),
            ("'3.12.0' ~= python_full_version", "python_full_version == '3.12.*'"),
            ("implementation_version ~= '3.12.0'", "implementation_version == '3.12.*'"),
            (
                "python_full_version ~= '3.12.1'",
                "python_full_version >= '3.12.1' and python_full_version < '3.13'",
            ),
            (
                "python_full_version ~= '3.12.0.0'",
                "python_full_version >= '3.12' and python_full_version < '3.12.1'",
            ),
            (
                "python_version ~= '3.12'",
                "python_full_version >= '3.12' and python_full_version < '4'",
            ),
            (
                "python_version in '3.12.0 3.13'",
                "python_full_version >= '3.12' and python_full_version < '3.14'",
            ),
            (
                "python_version not in '3.12.0 3.13'",
                "python_full_version < '3.12' or python_full_version >= '3.14'",
            ),
        ] {
            assert_eq!(meaning(text), meaning(same), "{text}");
        }
        let limit = |specifiers| Marker::of_python(specifiers).map(|it| it.normal_form());
        assert_eq!(limit("~=3.12.0"), limit("==3.12.*"));
    }

    #[test]
    fn a_compatible_release_needs_two_numbers() {
        for text in ["python_version ~= '3'", "python_version ~= '3.x'"] {
            assert_eq!(Marker::from_str(text), Ok(Marker::ALWAYS), "{text}");
        }
        assert_eq!(Marker::from_str("python_version in '3.12, 3.13'"), Ok(Marker::ALWAYS));
        let never = Marker::from_str("python_version ~= '3.12.1'").map(|it| it.normal_form());
        assert_eq!(never, Ok(Marker::NEVER.normal_form()));
    }
}
