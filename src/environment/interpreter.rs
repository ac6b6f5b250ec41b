//! Interpreters: a minor version of Python in one implementation, or the part of it between two
//! patch releases.

use std::fmt;
use std::str::FromStr;

use pep440_rs::Version;

use crate::lock::wheel::{PythonTag, Tag, TaggedPlatform, TaggedPython};

/// A minor version of Python 3 in one implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Python {
    /// The implementation.
    pub implementation: Implementation,
    /// The second number of its version.
    pub minor: u64,
}

/// The implementations in nixpkgs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Implementation {
    /// CPython with the global interpreter lock.
    CPython,
    /// CPython without the global interpreter lock, which has an ABI of its own.
    FreeThreaded,
    /// PyPy.
    PyPy,
}

impl Python {
    /// CPython 3.`minor`.
    #[must_use]
    pub const fn cpython(minor: u64) -> Self {
        Self { implementation: Implementation::CPython, minor }
    }

    /// The version as users write it: `3.12`, `3.13t`, `pypy3.11`.
    #[must_use]
    pub fn version(self) -> String {
        let minor = self.minor;
        match self.implementation {
            Implementation::CPython => format!("3.{minor}"),
            Implementation::FreeThreaded => format!("3.{minor}t"),
            Implementation::PyPy => format!("pypy3.{minor}"),
        }
    }
}

/// `cp312`, `cp313t`, `pp311`.
impl fmt::Display for Python {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let minor = self.minor;
        match self.implementation {
            Implementation::CPython => write!(formatter, "cp3{minor}"),
            Implementation::FreeThreaded => write!(formatter, "cp3{minor}t"),
            Implementation::PyPy => write!(formatter, "pp3{minor}"),
        }
    }
}

/// From a version as users write it (`3.12`, `python3.12`, `3.13t`, `pypy3.11`), or as in the name of an
/// environment (`cp312`, `cp313t`, `pp311`).
impl FromStr for Python {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const PREFIXES: [(&str, bool); 5] =
            [("pypy3.", true), ("pp3", true), ("python3.", false), ("cp3", false), ("3.", false)];
        let mut found = PREFIXES.iter().filter_map(|(prefix, is_pypy)| {
            let rest = text.strip_prefix(prefix)?;
            let (implementation, minor) = match rest.strip_suffix('t') {
                _ if *is_pypy => (Implementation::PyPy, rest),
                Some(minor) => (Implementation::FreeThreaded, minor),
                None => (Implementation::CPython, rest),
            };
            let is_number = minor.bytes().all(|byte| byte.is_ascii_digit());
            let minor = minor.parse().ok().filter(|_| is_number)?;
            Some(Self { implementation, minor })
        });
        found.next().ok_or_else(|| {
            format!("`{text}` is not a Python version such as 3.12, 3.13t or pypy3.11")
        })
    }
}

/// A Python from patch release `from` up to, but not including, `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interpreter {
    /// Which Python.
    pub python: Python,
    /// The first patch release that belongs to it.
    pub from: u64,
    /// The first patch release that no longer does.
    pub until: Option<u64>,
}

/// The version of PyPy in marker values. It differs from the version of the language.
const PYPY_VERSION: [u64; 3] = [7, 3, 20];

/// The rank of the first generic tag such as `py3`, after all tags of the interpreter itself.
const GENERIC: u16 = 1_000;
/// The rank of the first tag without a platform, after all tags with one.
const PURE: u16 = 2_000;

impl Interpreter {
    /// All of a Python.
    #[must_use]
    pub const fn whole(python: Python) -> Self {
        Self { python, from: 0, until: None }
    }

    /// The version that represents all patch releases of it; no marker distinguishes them.
    #[must_use]
    pub fn full_version(&self) -> Version {
        Version::new([3, self.python.minor, self.from])
    }

    /// The version of the implementation, which for `CPython` is that of the language.
    #[must_use]
    pub fn implementation_version(&self) -> Version {
        match self.python.implementation {
            Implementation::CPython | Implementation::FreeThreaded => self.full_version(),
            Implementation::PyPy => Version::new(PYPY_VERSION),
        }
    }

    /// The rank of the interpreter and the ABI of a tag; `None` if they do not fit.
    pub(crate) fn rank(&self, tag: &Tag<'_>) -> Option<u16> {
        match tag.platform.kind {
            TaggedPlatform::Any => self.rank_pure(tag),
            _ => self.rank_built(tag),
        }
    }

    /// The rank of a wheel that was built for some platform.
    ///
    /// uv's order: the interpreter's own ABI, the stable ABI from new to old (behind its first, the
    /// interpreter without an ABI), then plain Python from new to old.
    fn rank_built(&self, Tag { python, abi, .. }: &Tag<'_>) -> Option<u16> {
        if python.implementation == TaggedPython::Any {
            return Some(GENERIC + self.rank_generic(python, abi)?);
        }
        let (own, stable) = match self.python.implementation {
            Implementation::CPython => (*abi == python.text, "abi3"),
            Implementation::FreeThreaded => (abi.strip_suffix('t') == Some(python.text), "abi3t"),
            Implementation::PyPy => return self.is_for_pypy(python, abi).then_some(0),
        };
        if python.implementation != TaggedPython::CPython {
            return None;
        }
        match self.minors_back(python)? {
            0 if own => Some(0),
            0 if *abi == stable => Some(1),
            0 if *abi == "none" => Some(2),
            back if *abi == stable && self.python.minor - u64::from(back) >= 2 => Some(2 + back),
            _ => None,
        }
    }

    /// The rank of a wheel for any platform.
    fn rank_pure(&self, Tag { python, abi, .. }: &Tag<'_>) -> Option<u16> {
        match python.implementation {
            TaggedPython::CPython => {
                let is_cpython = self.python.implementation != Implementation::PyPy;
                let is_own = is_cpython && *abi == "none" && self.minors_back(python)? == 0;
                is_own.then_some(PURE)
            }
            TaggedPython::Any => Some(PURE + 1 + self.rank_generic(python, abi)?),
            TaggedPython::PyPy | TaggedPython::Other => None,
        }
    }

    /// Whether a wheel was built for exactly this PyPy: `pp311-pypy311_pp73`.
    fn is_for_pypy(&self, python: &PythonTag<'_>, abi: &str) -> bool {
        let minor = self.python.minor;
        python.implementation == TaggedPython::PyPy
            && python.minor == Some(minor)
            && abi == format!("pypy3{minor}_pp73")
    }

    /// `py3N`, `py3`, `py3(N-1)`, … down to `py30`.
    fn rank_generic(&self, python: &PythonTag<'_>, abi: &str) -> Option<u16> {
        match (abi, python.version) {
            ("none", "3") => Some(1),
            ("none", _) => match self.minors_back(python)? {
                0 => Some(0),
                back => Some(1 + back),
            },
            _ => None,
        }
    }

    /// How many minor versions older the Python of a tag is; `None` if it is newer.
    fn minors_back(&self, python: &PythonTag<'_>) -> Option<u16> {
        u16::try_from(self.python.minor.checked_sub(python.minor?)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::wheel::PlatformTag;

    fn interpreter(python: &str) -> Interpreter {
        Interpreter::whole(python.parse().unwrap())
    }

    fn rank(interpreter: &Interpreter, [python, abi, platform]: [&str; 3]) -> Option<u16> {
        let (python, platform) = (PythonTag::parse(python), PlatformTag::parse(platform));
        interpreter.rank(&Tag { python, abi, platform })
    }

    fn built(interpreter: &Interpreter, python: &str, abi: &str) -> Option<u16> {
        rank(interpreter, [python, abi, "linux_x86_64"])
    }

    fn pure(interpreter: &Interpreter, python: &str, abi: &str) -> Option<u16> {
        rank(interpreter, [python, abi, "any"])
    }

    #[test]
    fn a_python_is_named_as_users_and_environments_name_it() {
        for (texts, python) in [
            (&["3.12", "python3.12", "cp312"][..], "cp312"),
            (&["3.9", "cp39"], "cp39"),
            (&["3.13t", "python3.13t", "cp313t"], "cp313t"),
            (&["pypy3.11", "pp311"], "pp311"),
        ] {
            for text in texts {
                assert_eq!(text.parse::<Python>().unwrap().to_string(), python, "{text}");
            }
        }
        for text in ["", "2.7", "3", "3.", "3.x", "3.+12", "3.12.4", "cp3", "cp27", "pp311t", "t"] {
            assert!(text.parse::<Python>().is_err(), "{text}");
        }
    }

    #[test]
    fn its_own_abi_comes_before_the_stable_one_before_plain_python() {
        let python = interpreter("3.12");
        let ranks = [
            built(&python, "cp312", "cp312"),
            built(&python, "cp312", "abi3"),
            built(&python, "cp312", "none"),
            built(&python, "cp311", "abi3"),
            built(&python, "cp32", "abi3"),
            built(&python, "py312", "none"),
            built(&python, "py3", "none"),
            built(&python, "py311", "none"),
            pure(&python, "cp312", "none"),
            pure(&python, "py312", "none"),
            pure(&python, "py3", "none"),
            pure(&python, "py30", "none"),
        ];
        assert!(ranks.iter().all(Option::is_some), "{ranks:?}");
        assert!(ranks.is_sorted_by(|left, right| left < right), "{ranks:?}");
    }

    #[test]
    fn what_is_newer_or_built_for_another_abi_does_not_fit() {
        let python = interpreter("3.12");
        for (interpreter, abi) in [
            ("cp313", "abi3"),
            ("cp311", "cp311"),
            ("cp312", "cp312t"),
            ("cp312", "abi3t"),
            ("cp311", "none"),
            ("cp31", "abi3"),
            ("pp312", "pypy312_pp73"),
            ("py2", "none"),
            ("PY3", "none"),
            ("2.7", "none"),
            ("cp3012", "cp312"),
        ] {
            assert_eq!(built(&python, interpreter, abi), None, "{interpreter}-{abi}");
        }
    }

    #[test]
    fn without_the_lock_only_wheels_built_without_it_fit() {
        let python = interpreter("3.13t");
        assert_eq!(built(&python, "cp313", "cp313t"), Some(0));
        assert_eq!(built(&python, "cp313", "abi3t"), Some(1));
        assert_eq!(built(&python, "cp313", "cp313"), None);
        assert_eq!(built(&python, "cp313", "abi3"), None);
        assert!(pure(&python, "py3", "none").is_some());
    }

    #[test]
    fn pypy_takes_its_own_wheels_and_those_of_plain_python() {
        let python = interpreter("pypy3.11");
        assert_eq!(built(&python, "pp311", "pypy311_pp73"), Some(0));
        assert!(built(&python, "py3", "none").is_some());
        for (interpreter, abi) in [("pp311", "none"), ("cp311", "abi3"), ("pp310", "pypy310_pp73")]
        {
            assert_eq!(built(&python, interpreter, abi), None, "{interpreter}-{abi}");
        }
        assert_eq!(pure(&python, "cp311", "none"), None);
    }
}
