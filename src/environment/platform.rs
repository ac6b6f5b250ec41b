//! Platforms: a Nix system, and the newest glibc, musl or macOS that wheels may require.

use std::fmt;
use std::str::FromStr;

use crate::lock::wheel::{PlatformTag, TaggedPlatform};

/// A system, by the name that Nix gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum System {
    Aarch64Darwin,
    Aarch64Linux,
    Armv6lLinux,
    Armv7lLinux,
    I686Linux,
    Powerpc64leLinux,
    Riscv64Linux,
    S390xLinux,
    X86_64Darwin,
    X86_64Linux,
}

impl System {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Aarch64Darwin,
        Self::Aarch64Linux,
        Self::Armv6lLinux,
        Self::Armv7lLinux,
        Self::I686Linux,
        Self::Powerpc64leLinux,
        Self::Riscv64Linux,
        Self::S390xLinux,
        Self::X86_64Darwin,
        Self::X86_64Linux,
    ];

    /// Its name in Nix.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aarch64Darwin => "aarch64-darwin",
            Self::Aarch64Linux => "aarch64-linux",
            Self::Armv6lLinux => "armv6l-linux",
            Self::Armv7lLinux => "armv7l-linux",
            Self::I686Linux => "i686-linux",
            Self::Powerpc64leLinux => "powerpc64le-linux",
            Self::Riscv64Linux => "riscv64-linux",
            Self::S390xLinux => "s390x-linux",
            Self::X86_64Darwin => "x86_64-darwin",
            Self::X86_64Linux => "x86_64-linux",
        }
    }

    /// The result of `platform.machine()` in Python.
    #[must_use]
    pub const fn machine(self) -> &'static str {
        match self {
            Self::Aarch64Darwin => "arm64",
            Self::Aarch64Linux => "aarch64",
            Self::Armv6lLinux => "armv6l",
            Self::Armv7lLinux => "armv7l",
            Self::I686Linux => "i686",
            Self::Powerpc64leLinux => "ppc64le",
            Self::Riscv64Linux => "riscv64",
            Self::S390xLinux => "s390x",
            Self::X86_64Darwin | Self::X86_64Linux => "x86_64",
        }
    }

    /// The glibc of the first `manylinux` wheels for it, if there are any.
    const fn first_manylinux(self) -> Option<u16> {
        match self {
            Self::I686Linux | Self::X86_64Linux => Some(5),
            Self::Aarch64Linux | Self::Armv7lLinux | Self::Powerpc64leLinux | Self::S390xLinux => {
                Some(17)
            }
            Self::Riscv64Linux => Some(31),
            Self::Aarch64Darwin | Self::Armv6lLinux | Self::X86_64Darwin => None,
        }
    }

    const fn is_darwin(self) -> bool {
        matches!(self, Self::Aarch64Darwin | Self::X86_64Darwin)
    }
}

/// The C library of a system, or that of macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each says its own name")]
pub enum Libc {
    Darwin,
    Glibc,
    Musl,
}

/// A system with its C library: `x86_64-linux`, `x86_64-linux-musl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemName {
    /// The system.
    pub system: System,
    /// Its C library.
    pub libc: Libc,
}

impl SystemName {
    /// The system with its default C library.
    #[must_use]
    pub const fn usual(system: System) -> Self {
        let libc = if system.is_darwin() { Libc::Darwin } else { Libc::Glibc };
        Self { system, libc }
    }

    /// The name that Nix gives its kernel.
    #[must_use]
    pub const fn kernel(self) -> &'static str {
        match self.libc {
            Libc::Darwin => "darwin",
            Libc::Glibc | Libc::Musl => "linux",
        }
    }
}

impl fmt::Display for SystemName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let musl = if self.libc == Libc::Musl { "-musl" } else { "" };
        write!(formatter, "{}{musl}", self.system.name())
    }
}

impl FromStr for SystemName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, is_musl) = match text.strip_suffix("-musl") {
            Some(name) => (name, true),
            None => (text, false),
        };
        let known = System::ALL.into_iter().find(|system| system.name() == name);
        match known.map(Self::usual) {
            Some(Self { system, libc: Libc::Glibc }) if is_musl => {
                Ok(Self { system, libc: Libc::Musl })
            }
            Some(usual) if !is_musl => Ok(usual),
            _ => Err(format!(
                "unknown system `{text}`; uvnix supports {}, and each Linux system with the suffix `-musl`",
                System::ALL.map(System::name).join(", ")
            )),
        }
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
    /// The default version for a C library.
    #[must_use]
    pub const fn usual(libc: Libc) -> Self {
        match libc {
            Libc::Darwin => Self { major: 14, minor: 0 },
            Libc::Glibc => Self { major: 2, minor: 40 },
            Libc::Musl => Self { major: 1, minor: 2 },
        }
    }
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
            _ => Err(format!("`{text}` is not a version such as 2.34 or 14")),
        }
    }
}

/// A system with the version of its C library or of macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// The system, and its C library.
    pub name: SystemName,
    /// The newest version of the C library, or of macOS, that wheels may require.
    pub target: TargetVersion,
}

/// The rank of `linux`, behind every `manylinux` and `musllinux`.
const PLAIN_LINUX: u16 = u16::MAX;
/// The distance between the ranks of two macOS releases, larger than the number of formats.
const FORMATS: u16 = 10;

impl Platform {
    /// The rank of the platform of a tag in uv's order; `None` if it does not fit.
    pub(crate) fn rank(self, tag: &PlatformTag<'_>) -> Option<u16> {
        let is_own = |machine| machine == self.name.system.machine();
        match (self.name.libc, tag.kind) {
            (_, TaggedPlatform::Any) => Some(0),
            (Libc::Darwin, TaggedPlatform::MacOs { release, format }) => {
                self.rank_macos(release, format)
            }
            (Libc::Glibc | Libc::Musl, TaggedPlatform::Linux { machine }) => {
                is_own(machine).then_some(PLAIN_LINUX)
            }
            (Libc::Glibc, TaggedPlatform::Manylinux { glibc, is_legacy, machine }) => {
                is_own(machine).then(|| self.rank_glibc(glibc, is_legacy))?
            }
            // `musllinux_1_N` from the platform's musl down.
            (Libc::Musl, TaggedPlatform::Musllinux { musl: (1, minor), machine }) => {
                let is_known = is_own(machine) && self.target.major == 1;
                is_known.then(|| self.target.minor.checked_sub(minor))?
            }
            _ => None,
        }
    }

    /// `manylinux_2_N` from the platform's glibc down, each legacy name right behind its number.
    fn rank_glibc(self, (major, minor): (u16, u16), is_legacy: bool) -> Option<u16> {
        if (self.target.major, major) != (2, 2) || minor < self.name.system.first_manylinux()? {
            return None;
        }
        Some(self.target.minor.checked_sub(minor)? * 2 + u16::from(is_legacy))
    }

    /// `macosx_14_0` down to `macosx_11_0`, then `macosx_10_16` down to `macosx_10_4`; within each
    /// the formats that the machine runs, its own first.
    fn rank_macos(self, (major, minor): (u16, u16), format: &str) -> Option<u16> {
        let formats: &[&str] = match (self.name.system, major) {
            (System::X86_64Darwin, _) => {
                &["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
            }
            (_, 10) => &["universal2"],
            _ => &["arm64", "universal2"],
        };
        let format = formats.iter().position(|&known| known == format)?;
        let release = match (major, minor) {
            (11.., 0) => self.target.major.checked_sub(major)?,
            (10, 4..=16) if self.target.major > 10 => self.target.major - 10 + 16 - minor,
            (10, 4..) if self.target.major == 10 => self.target.minor.checked_sub(minor)?,
            _ => return None,
        };
        Some(release * FORMATS + u16::try_from(format).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(system: System, tags: &[&str]) -> Vec<Option<u16>> {
        ranks_on(SystemName::usual(system), tags)
    }

    fn ranks_on(name: SystemName, tags: &[&str]) -> Vec<Option<u16>> {
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        tags.iter().map(|tag| platform.rank(&PlatformTag::parse(tag))).collect()
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

    #[test]
    fn musl_has_wheels_of_its_own() {
        let musl = SystemName { system: System::X86_64Linux, libc: Libc::Musl };
        let tags = ["musllinux_1_2_x86_64", "musllinux_1_1_x86_64", "linux_x86_64"];
        let ranks = ranks_on(musl, &tags);
        assert!(ranks.iter().all(Option::is_some) && ranks.is_sorted(), "{ranks:?}");
        assert_eq!(ranks_on(musl, &["musllinux_1_3_x86_64", "manylinux1_x86_64"]), [None; 2]);
    }

    #[test]
    fn a_system_is_known_by_the_name_that_nix_gives_it() {
        for name in ["x86_64-linux", "armv7l-linux", "aarch64-linux-musl", "aarch64-darwin"] {
            assert_eq!(name.parse::<SystemName>().unwrap().to_string(), name);
        }
        for name in ["x86-linux", "aarch64-darwin-musl", "x86_64-linux-gnu"] {
            assert!(name.parse::<SystemName>().is_err(), "{name}");
        }
    }
}
