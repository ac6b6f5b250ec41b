//! CPython: one minor version, or the part of one between two patch releases.

/// CPython 3.`minor` from patch release `from` up to, but not including, `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interpreter {
    /// The second number of its version.
    pub minor: u64,
    /// The first patch release that belongs to it.
    pub from: u64,
    /// The first patch release that no longer does.
    pub until: Option<u64>,
}

/// The rank of the first tag that only says `py3`, behind all that name the interpreter.
const GENERIC: u16 = 1_000;
/// The rank of the first tag without a platform, behind all that have one.
const PURE: u16 = 2_000;

impl Interpreter {
    /// All of CPython 3.`minor`.
    #[must_use]
    pub const fn whole(minor: u64) -> Self {
        Self { minor, from: 0, until: None }
    }

    /// A version that stands for all of it: no marker tells its patch releases apart.
    #[must_use]
    pub fn full_version(&self) -> String {
        format!("3.{}.{}", self.minor, self.from)
    }

    /// The rank of an interpreter and ABI in front of a platform.
    ///
    /// uv's order: the interpreter's own ABI, the stable ABI from new to old (behind its first, the
    /// interpreter without an ABI), then plain Python from new to old.
    pub(super) fn rank(&self, python: &str, abi: &str) -> Option<u16> {
        let Some(version) = python.strip_prefix("cp") else {
            return Some(GENERIC + self.rank_generic(python, abi)?);
        };
        let back = self.minors_back(version)?;
        match (abi, back) {
            ("abi3", 0) => Some(1),
            ("abi3", _) if self.minor - u64::from(back) >= 2 => Some(2 + back),
            ("none", 0) => Some(2),
            (_, 0) => (abi == python).then_some(0),
            _ => None,
        }
    }

    /// The rank of an interpreter and ABI in front of `any`.
    pub(super) fn rank_pure(&self, python: &str, abi: &str) -> Option<u16> {
        match python.strip_prefix("cp") {
            Some(version) => (abi == "none" && self.minors_back(version)? == 0).then_some(PURE),
            None => Some(PURE + 1 + self.rank_generic(python, abi)?),
        }
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

    /// How many minor versions `312` lies behind, if it is no newer.
    fn minors_back(&self, version: &str) -> Option<u16> {
        let digits = version.strip_prefix('3')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || (digits.len() > 1 && digits.starts_with('0')) {
            return None;
        }
        let back = self.minor.checked_sub(digits.parse().ok()?)?;
        u16::try_from(back).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_own_abi_comes_before_the_stable_one_before_plain_python() {
        let python = Interpreter::whole(12);
        let ranks = [
            python.rank("cp312", "cp312"),
            python.rank("cp312", "abi3"),
            python.rank("cp312", "none"),
            python.rank("cp311", "abi3"),
            python.rank("cp32", "abi3"),
            python.rank("py312", "none"),
            python.rank("py3", "none"),
            python.rank("py311", "none"),
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
        let python = Interpreter::whole(12);
        for (interpreter, abi) in [
            ("cp313", "abi3"),
            ("cp311", "cp311"),
            ("cp312", "cp312t"),
            ("cp311", "none"),
            ("cp31", "abi3"),
            ("py2", "none"),
            ("PY3", "none"),
            ("2.7", "none"),
            ("cp3012", "cp312"),
        ] {
            assert_eq!(python.rank(interpreter, abi), None, "{interpreter}-{abi}");
        }
    }
}
