//! Platforms: a Nix system, and the oldest C library or macOS that wheels may count on.

use std::fmt;
use std::str::FromStr;

/// A system, by the name that Nix gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum System {
    Aarch64Darwin,
    Aarch64Linux,
    X86_64Darwin,
    X86_64Linux,
}

impl System {
    /// The systems that a file is generated for when nothing else is said.
    pub const ALL: [Self; 4] =
        [Self::Aarch64Darwin, Self::Aarch64Linux, Self::X86_64Darwin, Self::X86_64Linux];

    /// Its name in Nix.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aarch64Darwin => "aarch64-darwin",
            Self::Aarch64Linux => "aarch64-linux",
            Self::X86_64Darwin => "x86_64-darwin",
            Self::X86_64Linux => "x86_64-linux",
        }
    }

    /// The name that Nix gives its kernel.
    #[must_use]
    pub const fn kernel(self) -> &'static str {
        match self {
            Self::Aarch64Darwin | Self::X86_64Darwin => "darwin",
            Self::Aarch64Linux | Self::X86_64Linux => "linux",
        }
    }

    /// What Python's `platform.machine()` answers on it.
    #[must_use]
    pub const fn machine(self) -> &'static str {
        match self {
            Self::Aarch64Darwin => "arm64",
            Self::Aarch64Linux => "aarch64",
            Self::X86_64Darwin | Self::X86_64Linux => "x86_64",
        }
    }
}

impl FromStr for System {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|system| system.name() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            format!("`{text}` is no system that uvnix knows; it knows {known}")
        })
    }
}

/// A version of two numbers: of glibc, or of macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetVersion {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

impl TargetVersion {
    /// The glibc that wheels may count on when nothing else is said.
    pub const GLIBC: Self = Self { major: 2, minor: 40 };
    /// The macOS that wheels may count on when nothing else is said.
    pub const MACOS: Self = Self { major: 14, minor: 0 };
}

impl fmt::Display for TargetVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for TargetVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        match (major.parse(), minor.parse()) {
            (Ok(major), Ok(minor)) => Ok(Self { major, minor }),
            _ => Err(format!("`{text}` is no version of one or two numbers, such as 2.34 or 14")),
        }
    }
}

/// A system with what it promises to wheels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// The system.
    pub system: System,
    /// The oldest glibc (Linux) or macOS (Darwin) that wheels may count on.
    pub target: TargetVersion,
}

/// The rank of `linux`, behind every `manylinux`.
const PLAIN_LINUX: u16 = u16::MAX;
/// What lies between the ranks of two releases of macOS: more than one has formats.
const FORMATS: u16 = 10;

impl Platform {
    /// The rank of a platform tag in uv's order.
    pub(super) fn rank(self, tag: &str) -> Option<u16> {
        match self.system {
            System::Aarch64Darwin | System::X86_64Darwin => self.rank_macos(tag),
            System::Aarch64Linux | System::X86_64Linux => self.rank_linux(tag),
        }
    }

    /// `manylinux_2_N` from the platform's glibc down, each legacy name right behind its number,
    /// then `linux`.
    fn rank_linux(self, tag: &str) -> Option<u16> {
        let name = tag.strip_suffix(self.system.machine())?.strip_suffix('_')?;
        let (glibc, is_legacy) = match name {
            "linux" => return Some(PLAIN_LINUX),
            "manylinux2014" => (17, true),
            "manylinux2010" => (12, true),
            "manylinux1" => (5, true),
            _ => (name.strip_prefix("manylinux_2_")?.parse().ok()?, false),
        };
        let oldest = if self.system == System::X86_64Linux { 5 } else { 17 };
        if self.target.major != 2 || glibc < oldest {
            return None;
        }
        Some(self.target.minor.checked_sub(glibc)? * 2 + u16::from(is_legacy))
    }

    /// `macosx_14_0` down to `macosx_11_0`, then `macosx_10_16` down to `macosx_10_4`; within each
    /// the formats that the machine runs, its own first.
    fn rank_macos(self, tag: &str) -> Option<u16> {
        let mut parts = tag.strip_prefix("macosx_")?.splitn(3, '_');
        let major: u16 = parts.next()?.parse().ok()?;
        let minor: u16 = parts.next()?.parse().ok()?;
        let format = parts.next()?;
        let formats: &[&str] = match (self.system, major) {
            (System::X86_64Darwin, _) => {
                &["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
            }
            (_, 10) => &["universal2"],
            _ => &["arm64", "universal2"],
        };
        let format = formats.iter().position(|&known| known == format)?;
        let release = match (major, minor) {
            (11.., 0) => self.target.major.checked_sub(major)?,
            (10, 4..=16) => self.target.major.saturating_sub(10) + 16 - minor,
            _ => return None,
        };
        Some(release * FORMATS + u16::try_from(format).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(system: System, tags: &[&str]) -> Vec<Option<u16>> {
        let target = match system.kernel() {
            "darwin" => TargetVersion::MACOS,
            _ => TargetVersion::GLIBC,
        };
        let platform = Platform { system, target };
        tags.iter().map(|tag| platform.rank(tag)).collect()
    }

    #[test]
    fn a_newer_glibc_comes_first_and_a_legacy_name_right_behind_its_number() {
        let ranks = ranks(
            System::X86_64Linux,
            &[
                "manylinux_2_40_x86_64",
                "manylinux_2_17_x86_64",
                "manylinux2014_x86_64",
                "manylinux_2_16_x86_64",
                "manylinux1_x86_64",
                "linux_x86_64",
            ],
        );
        assert!(ranks.iter().all(Option::is_some), "{ranks:?}");
        assert!(ranks.is_sorted_by(|left, right| left < right), "{ranks:?}");
    }

    #[test]
    fn macos_prefers_the_machine_to_universal_and_11_to_10() {
        let ranks = ranks(
            System::Aarch64Darwin,
            &[
                "macosx_14_0_arm64",
                "macosx_11_0_arm64",
                "macosx_11_0_universal2",
                "macosx_10_9_universal2",
            ],
        );
        assert!(ranks.iter().all(Option::is_some), "{ranks:?}");
        assert!(ranks.is_sorted_by(|left, right| left < right), "{ranks:?}");
    }

    #[test]
    fn a_tag_of_a_newer_system_or_of_another_machine_does_not_fit() {
        let linux = [
            "manylinux_2_41_aarch64",
            "manylinux1_aarch64",
            "linux_x86_64",
            "musllinux_1_1_aarch64",
            "manylinux_x86_64",
        ];
        let darwin =
            ["macosx_15_0_arm64", "macosx_11_1_arm64", "macosx_10_9_x86_64", "macosx_10_9_arm64"];
        assert_eq!(ranks(System::Aarch64Linux, &linux), [None; 5]);
        assert_eq!(ranks(System::Aarch64Darwin, &darwin), [None; 4]);
    }
}
