//! The tags of wheels, parsed.
//!
//! <https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/>

use crate::text::bytes::split_once;

/// An interpreter, an ABI and a platform that a wheel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'f> {
    /// The interpreter.
    pub python: PythonTag<'f>,
    /// The ABI, such as `cp312`, `abi3` or `none`.
    pub abi: &'f str,
    /// The platform.
    pub platform: PlatformTag<'f>,
}

/// The interpreter of a tag, such as `cp312`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PythonTag<'f> {
    /// The tag as it is written.
    pub text: &'f str,
    /// The implementation.
    pub implementation: TaggedPython,
    /// The digits after the implementation.
    pub version: &'f str,
    /// The minor version of Python 3, if the version has one.
    pub minor: Option<u64>,
}

/// The implementation in a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaggedPython {
    /// `py`: any.
    Any,
    /// `cp`
    CPython,
    /// `pp`
    PyPy,
    /// Another one.
    Other,
}

/// The platform of a tag, such as `manylinux_2_17_x86_64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformTag<'f> {
    /// The tag as it is written.
    pub text: &'f str,
    /// Its parts.
    pub kind: TaggedPlatform<'f>,
}

/// The parts of a platform in a tag. Versions are a major and a minor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum TaggedPlatform<'f> {
    Any,
    Linux { machine: &'f str },
    Manylinux { glibc: (u16, u16), is_legacy: bool, machine: &'f str },
    Musllinux { musl: (u16, u16), machine: &'f str },
    MacOs { release: (u16, u16), format: &'f str },
    Other,
}

impl<'f> PythonTag<'f> {
    /// Parses the interpreter of a tag.
    #[must_use]
    pub fn parse(text: &'f str) -> Self {
        let (implementation, version) = match text.split_at_checked(2) {
            Some(("py", version)) => (TaggedPython::Any, version),
            Some(("cp", version)) => (TaggedPython::CPython, version),
            Some(("pp", version)) => (TaggedPython::PyPy, version),
            _ => (TaggedPython::Other, text),
        };
        let minor = version.strip_prefix('3').filter(|minor| {
            let is_number = minor.bytes().all(|byte| byte.is_ascii_digit());
            is_number && (minor.len() == 1 || !minor.starts_with('0'))
        });
        Self { text, implementation, version, minor: minor.and_then(|minor| minor.parse().ok()) }
    }
}

impl<'f> PlatformTag<'f> {
    /// Parses the platform of a tag.
    #[must_use]
    pub fn parse(text: &'f str) -> Self {
        Self { text, kind: TaggedPlatform::parse(text).unwrap_or(TaggedPlatform::Other) }
    }
}

impl<'f> TaggedPlatform<'f> {
    fn parse(text: &'f str) -> Option<Self> {
        let legacy =
            |glibc, machine| Self::Manylinux { glibc: (2, glibc), is_legacy: true, machine };
        let (kind, rest) = split_once(text, b'_').unwrap_or((text, ""));
        Some(match kind {
            "any" => Self::Any,
            "linux" => Self::Linux { machine: rest },
            "manylinux1" => legacy(5, rest),
            "manylinux2010" => legacy(12, rest),
            "manylinux2014" => legacy(17, rest),
            "manylinux" => {
                let (glibc, machine) = split_version(rest)?;
                Self::Manylinux { glibc, is_legacy: false, machine }
            }
            "musllinux" => {
                let (musl, machine) = split_version(rest)?;
                Self::Musllinux { musl, machine }
            }
            "macosx" => {
                let (release, format) = split_version(rest)?;
                Self::MacOs { release, format }
            }
            _ => return None,
        })
    }
}

/// The version and the rest of `2_17_x86_64`.
fn split_version(text: &str) -> Option<((u16, u16), &str)> {
    let (major, rest) = split_once(text, b'_')?;
    let (minor, rest) = split_once(rest, b'_')?;
    Some(((major.parse().ok()?, minor.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_parsed_into_its_parts() {
        let python = |text| {
            let PythonTag { implementation, minor, .. } = PythonTag::parse(text);
            (implementation, minor)
        };
        assert_eq!(python("cp312"), (TaggedPython::CPython, Some(12)));
        assert_eq!(python("py3"), (TaggedPython::Any, None));
        assert_eq!(python("py30"), (TaggedPython::Any, Some(0)));
        assert_eq!(python("cp3012"), (TaggedPython::CPython, None));
        assert_eq!(python("py27"), (TaggedPython::Any, None));
        assert_eq!(python("PY3"), (TaggedPython::Other, None));
        let platform = |text| PlatformTag::parse(text).kind;
        let (glibc, machine) = ((2, 17), "x86_64");
        let manylinux = |is_legacy| TaggedPlatform::Manylinux { glibc, is_legacy, machine };
        assert_eq!(platform("manylinux_2_17_x86_64"), manylinux(false));
        assert_eq!(platform("manylinux2014_x86_64"), manylinux(true));
        assert_eq!(platform("manylinux_x86_64"), TaggedPlatform::Other);
        assert_eq!(platform("any"), TaggedPlatform::Any);
    }
}
