//! Wheel file names.
//!
//! <https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention>

mod check;
mod tag;

use crate::text::bytes::split;

pub(crate) use tag::{PlatformTag, PythonTag, Tag, TaggedPlatform, TaggedPython};

use crate::text::printable::shortened;

/// The most tags in the name of a wheel. The longest real names have some twenty.
const MOST_TAGS: usize = 1000;

/// The tags in the file name of a wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WheelName<'f> {
    /// Between wheels that fit alike, the highest wins; none is the lowest.
    pub build: Option<BuildTag<'f>>,
    pythons: &'f str,
    abis: &'f str,
    platforms: &'f str,
}

/// A build tag: a number, and the rest of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BuildTag<'f> {
    number: u64,
    suffix: &'f str,
}

impl<'f> WheelName<'f> {
    /// Parses a file name. Names that today's rules refuse occur in lock files: they fit nothing.
    #[must_use]
    pub fn parse(filename: &'f str) -> Option<Self> {
        let stem = filename.strip_suffix(".whl")?;
        let mut parts = [""; 6];
        let mut count = 0;
        for part in split(stem, b'-') {
            *parts.get_mut(count)? = part;
            count += 1;
        }
        let (build, [pythons, abis, platforms]) = match parts[..count] {
            [_name, _version, python, abi, platform] => (None, [python, abi, platform]),
            [_name, _version, build, python, abi, platform] => {
                (Some(BuildTag::parse(build)?), [python, abi, platform])
            }
            _ => return None,
        };
        Some(Self { build, pythons, abis, platforms })
    }

    /// Refuses a name that stands for more tags than can be looked at. The error is one sentence.
    pub(super) fn check_tags(filename: &'f str) -> Result<(), String> {
        let Some(Self { pythons, abis, platforms, .. }) = Self::parse(filename) else {
            return Ok(());
        };
        let count = |part: &str| part.bytes().filter(|byte| *byte == b'.').count() + 1;
        let tags = [pythons, abis, platforms].map(count);
        if tags.into_iter().fold(1_usize, usize::saturating_mul) <= MOST_TAGS {
            return Ok(());
        }
        let name = shortened(filename);
        Err(format!("the wheel `{name}` is for more than {MOST_TAGS} combinations of tags"))
    }

    /// Every tag.
    pub fn tags(&self) -> impl Iterator<Item = Tag<'f>> + use<'f> {
        let Self { pythons, abis, platforms, .. } = *self;
        split(pythons, b'.').map(PythonTag::parse).flat_map(move |python| {
            split(abis, b'.').flat_map(move |abi| {
                let platforms = split(platforms, b'.').map(PlatformTag::parse);
                platforms.map(move |platform| Tag { python, abi, platform })
            })
        })
    }

    /// The platforms it was built for.
    pub fn platforms(&self) -> impl Iterator<Item = &'f str> + use<'f> {
        split(self.platforms, b'.')
    }

    /// Whether it fits every platform.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.platforms == "any"
    }
}

impl<'f> BuildTag<'f> {
    fn parse(text: &'f str) -> Option<Self> {
        let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        Some(Self { number: number.parse().ok()?, suffix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_tags_stand_for_every_combination() {
        let wheel = WheelName::parse("six-1.16.0-py2.py3-none-any.whl").unwrap();
        let tags = wheel.tags().map(|tag| (tag.python.text, tag.abi, tag.platform.text));
        assert_eq!(Vec::from_iter(tags), [("py2", "none", "any"), ("py3", "none", "any")]);
        assert!(wheel.is_pure());
    }

    #[test]
    fn a_name_with_more_tags_than_any_wheel_has_is_refused() {
        let name = |tags| {
            let many = |tag: &str| vec![tag; tags].join(".");
            format!("a-1-{}-{}-{}.whl", many("py3"), many("none"), many("any"))
        };
        assert_eq!(WheelName::parse(&name(10)).unwrap().tags().count(), 1000);
        assert_eq!(WheelName::check_tags(&name(10)), Ok(()));
        for tags in [11, 1000] {
            let error = WheelName::check_tags(&name(tags)).unwrap_err();
            assert!(error.contains("more than 1000 combinations"), "{error}");
        }
    }

    #[test]
    fn a_build_tag_is_compared_as_a_number_first() {
        let build = |tag: &str| {
            let filename = format!("a-1-{tag}-py3-none-any.whl");
            let build = WheelName::parse(&filename).unwrap().build.unwrap();
            (build.number, build.suffix.to_owned())
        };
        assert!(build("10") > build("9z"));
        assert!(build("1b") > build("1a"));
    }

    #[test]
    fn what_is_no_wheel_name_fits_nothing() {
        for filename in
            ["a-1.tar.gz", "a-1-any.whl", "a-1-x-py3-none-any.whl", "a-1-2-3-py3-none-any.whl"]
        {
            assert_eq!(WheelName::parse(filename), None, "{filename}");
        }
    }
}
