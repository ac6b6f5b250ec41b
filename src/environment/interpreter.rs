//! Interpreters: a minor version of Python in one implementation, or the part of it between two
//! patch releases.

use std::fmt;
use std::str::FromStr;

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
const PYPY_VERSION: &str = "7.3.20";

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
    pub fn full_version(&self) -> String {
        format!("3.{}.{}", self.python.minor, self.from)
    }

    /// The version of the implementation, which for `CPython` is that of the language.
    #[must_use]
    pub fn implementation_version(&self) -> String {
        match self.python.implementation {
            Implementation::CPython | Implementation::FreeThreaded => self.full_version(),
            Implementation::PyPy => PYPY_VERSION.to_owned(),
        }
    }

    /// The rank of an interpreter and ABI in front of a platform, of which only `any` matters here.
    pub(crate) fn rank(&self, python: &str, abi: &str, platform: &str) -> Option<u16> {
        if platform == "any" { self.rank_pure(python, abi) } else { self.rank_built(python, abi) }
    }

    /// The rank of a wheel that was built for a platform.
    ///
    /// uv's order: the interpreter's own ABI, the stable ABI from new to old (behind its first, the
    /// interpreter without an ABI), then plain Python from new to old.
    fn rank_built(&self, python: &str, abi: &str) -> Option<u16> {
        if python.starts_with("py") {
            return Some(GENERIC + self.rank_generic(python, abi)?);
        }
        let (own, stable) = match self.python.implementation {
            Implementation::CPython => (abi == python, "abi3"),
            Implementation::FreeThreaded => (abi.strip_suffix('t') == Some(python), "abi3t"),
            Implementation::PyPy => return self.is_for_pypy(python, abi).then_some(0),
        };
        match self.minors_back(python.strip_prefix("cp")?)? {
            0 if own => Some(0),
            0 if abi == stable => Some(1),
            0 if abi == "none" => Some(2),
            back if abi == stable && self.python.minor - u64::from(back) >= 2 => Some(2 + back),
            _ => None,
        }
    }

    /// The rank of a wheel for any platform.
    fn rank_pure(&self, python: &str, abi: &str) -> Option<u16> {
        if let Some(version) = python.strip_prefix("cp") {
            let is_cpython = self.python.implementation != Implementation::PyPy;
            let is_own = is_cpython && abi == "none" && self.minors_back(version)? == 0;
            return is_own.then_some(PURE);
        }
        Some(PURE + 1 + self.rank_generic(python, abi)?)
    }

    /// Whether a wheel was built for just this PyPy: `pp311-pypy311_pp73`.
    fn is_for_pypy(&self, python: &str, abi: &str) -> bool {
        let minor = self.python.minor;
        python == format!("pp3{minor}") && abi == format!("pypy3{minor}_pp73")
    }

    /// `py3N`, `py3`, `py3(N-1)`, … down to `py30`.
    fn rank_generic(&self, python: &str, abi: &str) -> Option<u16> {
        match (abi, python) {
            ("none", "py3") => Some(1),
            ("none", _) => match self.minors_back(python.strip_prefix("py")?)? {
                0 => Some(0),
                back => Some(1 + back),
            },
            _ => None,
        }
    }

    /// The number of minor versions from `312` to this Python; `None` if `312` is newer.
    fn minors_back(&self, version: &str) -> Option<u16> {
        let digits = version.strip_prefix('3')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || (digits.len() > 1 && digits.starts_with('0')) {
            return None;
        }
        let back = self.python.minor.checked_sub(digits.parse().ok()?)?;
        u16::try_from(back).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(python: &str) -> Interpreter {
        Interpreter::whole(python.parse().unwrap())
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
            python.rank_built("cp312", "cp312"),
            python.rank_built("cp312", "abi3"),
            python.rank_built("cp312", "none"),
            python.rank_built("cp311", "abi3"),
            python.rank_built("cp32", "abi3"),
            python.rank_built("py312", "none"),
            python.rank_built("py3", "none"),
            python.rank_built("py311", "none"),
            python.rank_pure("cp312", "none"),
            python.rank_pure("py312", "none"),
            python.rank_pure("py3", "none"),
            python.rank_pure("py30", "none"),
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
            assert_eq!(python.rank_built(interpreter, abi), None, "{interpreter}-{abi}");
        }
    }

    #[test]
    fn without_the_lock_only_wheels_built_without_it_fit() {
        let python = interpreter("3.13t");
        assert_eq!(python.rank_built("cp313", "cp313t"), Some(0));
        assert_eq!(python.rank_built("cp313", "abi3t"), Some(1));
        assert_eq!(python.rank_built("cp313", "cp313"), None);
        assert_eq!(python.rank_built("cp313", "abi3"), None);
        assert!(python.rank_pure("py3", "none").is_some());
    }

    #[test]
    fn pypy_takes_its_own_wheels_and_those_of_plain_python() {
        let python = interpreter("pypy3.11");
        assert_eq!(python.rank_built("pp311", "pypy311_pp73"), Some(0));
        assert!(python.rank_built("py3", "none").is_some());
        for (interpreter, abi) in [("pp311", "none"), ("cp311", "abi3"), ("pp310", "pypy310_pp73")]
        {
            assert_eq!(python.rank_built(interpreter, abi), None, "{interpreter}-{abi}");
        }
        assert_eq!(python.rank_pure("cp311", "none"), None);
    }
}
