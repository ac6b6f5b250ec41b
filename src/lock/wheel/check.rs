//! The names that wheels of a `uv.lock` may have: uv reads no lock with others.

use std::str::FromStr;

use pep440_rs::Version;

use super::WheelName;
use crate::lock::PackageVersion;
use crate::text::bytes::{has_byte, split_once};
use crate::text::printable::shortened;

impl WheelName<'_> {
    /// Refuses a name that uv refuses for a package of this version, if that is known. The error is one sentence.
    pub(in crate::lock) fn check(
        filename: &str,
        version: Option<&PackageVersion>,
    ) -> Result<(), String> {
        fault(filename, version)
            .map_or(Ok(()), |fault| Err(format!("the wheel `{}` {fault}", shortened(filename))))
    }
}

/// What is wrong with a name.
fn fault(filename: &str, version: Option<&PackageVersion>) -> Option<String> {
    let Some(stem) = filename.strip_suffix(".whl") else {
        return Some("has a name without `.whl` at its end".to_owned());
    };
    let (name, rest) = split_once(stem, b'-').unwrap_or((stem, ""));
    let (of_wheel, tags) = split_once(rest, b'-').unwrap_or((rest, ""));
    if !is_package(name) {
        return Some("has a name that does not begin with the name of a package".to_owned());
    }
    // A build number comes before the three tags, and the label of a variant after them. Of the tags, uv has refused
    // more in time: what an earlier uv has locked fits nothing.
    if !(2..=4).contains(&tags.bytes().filter(|byte| *byte == b'-').count()) {
        return Some("has a name that does not end with tags such as `py3-none-any`".to_owned());
    }
    if version.is_some_and(|version| version.text == of_wheel) {
        return None;
    }
    let Ok(parsed) = Version::from_str(of_wheel) else {
        return Some(format!("has the version `{of_wheel}`, which is not one"));
    };
    let PackageVersion { text, version } = version?;
    let is_same = parsed == *version || parsed.without_local() == *version;
    (!is_same).then(|| format!("has the version {of_wheel}, but its package has {text}"))
}

fn is_package(name: &str) -> bool {
    let is_end = |end: Option<&u8>| end.is_some_and(u8::is_ascii_alphanumeric);
    is_end(name.as_bytes().first())
        && is_end(name.as_bytes().last())
        && !has_byte(name, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(filename: &str) -> Option<String> {
        fault(filename, Some(&PackageVersion::try_from("8.1.7".to_owned()).unwrap()))
    }

    #[test]
    fn names_that_some_uv_reads_are_accepted() {
        for filename in [
            "click-8.1.7-py3-none-any.whl",
            "Cl.i_ck-8.1.07-py2.py3-none-any.whl",
            "click-8.1.7.0-1b_2.c-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "click-8.1.7+cpu-cp312-cp312-any.whl",
            "click-v8.1.7-py3-3-any-variant.whl",
            "click-8.1.7-2.7-none-any.whl",
        ] {
            assert_eq!(fault_of(filename), None, "{filename}");
        }
        assert_eq!(fault("click-9-py3-none-any.whl", None), None);
    }

    #[test]
    fn names_that_uv_refuses_are_refused_with_the_reason() {
        let tags = "has a name that does not end with tags such as `py3-none-any`";
        let package = "has a name that does not begin with the name of a package";
        for (filename, expected) in [
            ("click-8.1.7-py3-none-any.WHL", "has a name without `.whl` at its end"),
            ("cl@ick-8.1.7-py3-none-any.whl", package),
            ("_click-8.1.7-py3-none-any.whl", package),
            ("-8.1.7-py3-none-any.whl", package),
            ("click-8.1.7-py3_none_any.whl", tags),
            ("click-8.1.7-1-py3-none-any-x-y.whl", tags),
            ("click-x-py3-none-any.whl", "has the version `x`, which is not one"),
            ("click-8.1.6-py3-none-any.whl", "has the version 8.1.6, but its package has 8.1.7"),
        ] {
            assert_eq!(fault_of(filename).as_deref(), Some(expected), "{filename}");
        }
    }
}
