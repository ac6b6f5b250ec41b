//! The reasons why a wheel tag does not fit an environment.
//!
//! The ranks decide whether a tag fits; this module only explains the decision.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Environment, Implementation, Interpreter, Libc, Platform, TargetVersion};
use crate::lock::wheel::{PlatformTag, Tag, TaggedPlatform, TaggedPython};

/// A tag that an environment does not support, with the parts of the environment that it does not fit: at
/// least one.
#[derive(Debug, Clone, Copy)]
pub struct Misfit<'a> {
    pub(super) tag: &'a Tag<'a>,
    pub(super) interpreter: Option<&'a Interpreter>,
    pub(super) platform: Option<&'a Platform>,
}

/// The parts of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each says its own name")]
pub enum TagPart {
    Platform,
    Python,
    Abi,
}

impl Misfit<'_> {
    /// The number of reasons: one or two.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::from(self.interpreter.is_some()) + usize::from(self.platform.is_some())
    }

    /// Each part of the tag that does not fit, with the reason: `for Windows`, `needs glibc 2.42; 2.40 is
    /// configured`.
    pub fn reasons(&self) -> impl Iterator<Item = (TagPart, String)> {
        let platform = self.platform.map(|it| (TagPart::Platform, it.misfit(&self.tag.platform)));
        platform.into_iter().chain(self.interpreter.map(|it| it.misfit(self.tag)))
    }
}

impl Environment {
    /// The version of glibc, musl or macOS that the tag needs, if the configured version is the only
    /// obstacle.
    #[must_use]
    pub fn newer_target(&self, tag: &Tag<'_>) -> Option<TargetVersion> {
        let (major, minor) = match (self.platform.name.libc, tag.platform.kind) {
            (Libc::Darwin, TaggedPlatform::MacOs { release, .. }) => release,
            (Libc::Glibc, TaggedPlatform::Manylinux { glibc, .. }) => glibc,
            (Libc::Musl, TaggedPlatform::Musllinux { musl, .. }) => musl,
            _ => return None,
        };
        let target = TargetVersion { major, minor };
        let newer = Platform { target, ..self.platform };
        let fits = self.interpreter.rank(tag).is_some() && newer.rank(&tag.platform).is_some();
        (fits && target > self.platform.target).then_some(target)
    }
}

impl Interpreter {
    /// The reason why the interpreter or the ABI of a tag does not fit.
    fn misfit(&self, Tag { python, abi, .. }: &Tag<'_>) -> (TagPart, String) {
        let own = self.python;
        let version = dotted(python.version);
        let is_stable = *abi == "abi3" || *abi == "abi3t";
        let is_newer = python.minor.is_some_and(|minor| minor > own.minor);
        let is_own = python.minor == Some(own.minor);
        let reason = match python.implementation {
            TaggedPython::PyPy => format!("for PyPy {version}"),
            TaggedPython::Other => format!("for the interpreter {}", python.text),
            TaggedPython::Any if is_newer => format!("needs Python {version}"),
            TaggedPython::Any if python.minor.is_none() && python.version != "3" => {
                format!("for Python {version}")
            }
            TaggedPython::Any => return (TagPart::Abi, format!("for the ABI {abi}")),
            TaggedPython::CPython if own.implementation == Implementation::PyPy => {
                "for CPython".to_owned()
            }
            TaggedPython::CPython if is_stable && is_newer => format!("needs CPython {version}"),
            TaggedPython::CPython if python.minor.is_none() || !is_stable && !is_own => {
                format!("for CPython {version}")
            }
            TaggedPython::CPython => return (TagPart::Abi, self.abi_misfit(abi)),
        };
        (TagPart::Python, reason)
    }

    fn abi_misfit(&self, abi: &str) -> String {
        match (abi.ends_with('t'), self.python.implementation) {
            (false, Implementation::FreeThreaded) => "needs the global interpreter lock".to_owned(),
            (true, Implementation::CPython) => "for free-threaded CPython".to_owned(),
            _ => format!("for the ABI {abi}"),
        }
    }
}

impl Platform {
    /// The reason why the platform of a tag does not fit.
    fn misfit(self, tag: &PlatformTag<'_>) -> String {
        const ELSEWHERE: [(&str, &str); 7] = [
            ("win", "for Windows"),
            ("android", "for Android"),
            ("ios", "for iOS"),
            ("pyodide", "for WebAssembly"),
            ("pyemscripten", "for WebAssembly"),
            ("emscripten", "for WebAssembly"),
            ("wasi", "for WebAssembly"),
        ];
        let text = tag.text;
        if let Some((_, reason)) = ELSEWHERE.into_iter().find(|(start, _)| text.starts_with(start))
        {
            return reason.to_owned();
        }
        let is_darwin = self.name.libc == Libc::Darwin;
        match tag.kind {
            _ if is_darwin && text.contains("linux") => "for Linux".to_owned(),
            _ if !is_darwin && text.starts_with("macosx_") => "for macOS".to_owned(),
            TaggedPlatform::Linux { machine }
            | TaggedPlatform::Manylinux { machine, .. }
            | TaggedPlatform::Musllinux { machine, .. }
                if machine != self.name.system.machine() =>
            {
                format!("for {machine}")
            }
            TaggedPlatform::Manylinux { .. } if self.name.libc == Libc::Musl => {
                "for glibc".to_owned()
            }
            TaggedPlatform::Musllinux { .. } if self.name.libc == Libc::Glibc => {
                "for musl".to_owned()
            }
            TaggedPlatform::Manylinux { glibc, is_legacy: false, .. } => self.needs("glibc", glibc),
            TaggedPlatform::Musllinux { musl, .. } => self.needs("musl", musl),
            TaggedPlatform::MacOs { release, format } => {
                let is_own =
                    format == self.name.system.machine() || format.starts_with("universal");
                match is_own {
                    true if release.0 > self.target.major => self.needs("macOS", release),
                    true => format!("for the platform {text}"),
                    false => format!("for {format}"),
                }
            }
            _ => format!("for the platform {text}"),
        }
    }

    fn needs(self, library: &str, (major, minor): (u16, u16)) -> String {
        format!("needs {library} {major}.{minor}; {} is configured", self.target)
    }
}

/// `3.12` for `312`, `2` for `2`.
fn dotted(version: &str) -> String {
    match version.split_at_checked(1) {
        Some((major, minor)) if !minor.is_empty() => format!("{major}.{minor}"),
        _ => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Interpreter, SystemName, TargetVersion};
    use super::*;
    use crate::lock::wheel::PythonTag;

    fn parsed([python, abi, platform]: [&str; 3]) -> Tag<'_> {
        Tag { python: PythonTag::parse(python), abi, platform: PlatformTag::parse(platform) }
    }

    fn reasons(python: &str, system: &str, tag: [&str; 3]) -> Vec<String> {
        let name: SystemName = system.parse().unwrap();
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        let environment =
            Environment::new(Interpreter::whole(python.parse().unwrap()), platform, &[]);
        let tag = parsed(tag);
        environment.fit(&tag).err().map_or_else(Vec::new, |misfit| {
            assert_eq!(misfit.reasons().count(), misfit.count());
            misfit.reasons().map(|(_, reason)| reason).collect()
        })
    }

    #[test]
    fn the_platform_is_told_by_its_name() {
        let here = |platform| reasons("3.12", "x86_64-linux", ["py3", "none", platform]);
        assert_eq!(here("win_amd64"), ["for Windows"]);
        assert_eq!(here("macosx_11_0_arm64"), ["for macOS"]);
        assert_eq!(here("manylinux_2_17_aarch64"), ["for aarch64"]);
        assert_eq!(here("manylinux2014_s390x"), ["for s390x"]);
        assert_eq!(here("musllinux_1_2_x86_64"), ["for musl"]);
        assert_eq!(here("manylinux_2_41_x86_64"), ["needs glibc 2.41; 2.40 is configured"]);
        assert!(here("manylinux_2_28_x86_64").is_empty());
        let mac = |platform| reasons("3.12", "aarch64-darwin", ["py3", "none", platform]);
        assert_eq!(mac("macosx_11_0_x86_64"), ["for x86_64"]);
        assert_eq!(mac("macosx_15_0_arm64"), ["needs macOS 15.0; 14.0 is configured"]);
        assert_eq!(mac("manylinux_2_17_aarch64"), ["for Linux"]);
        let musl = reasons("3.12", "x86_64-linux-musl", ["py3", "none", "manylinux1_x86_64"]);
        assert_eq!(musl, ["for glibc"]);
    }

    #[test]
    fn a_newer_target_is_told_where_nothing_else_is_wrong() {
        let newer = |system: &str, tag: [&str; 3]| {
            let name: SystemName = system.parse().unwrap();
            let platform = Platform { name, target: TargetVersion::usual(name.libc) };
            let python = Interpreter::whole("3.12".parse().unwrap());
            let environment = Environment::new(python, platform, &[]);
            environment.newer_target(&parsed(tag)).map(|it| it.to_string())
        };
        let here = |tag: [&str; 3]| newer("x86_64-linux", tag);
        assert_eq!(here(["cp312", "cp312", "manylinux_2_41_x86_64"]).as_deref(), Some("2.41"));
        assert_eq!(here(["cp313", "cp313", "manylinux_2_41_x86_64"]), None);
        assert_eq!(here(["cp312", "cp312", "manylinux_2_17_x86_64"]), None);
        assert_eq!(here(["cp312", "cp312", "manylinux_2_41_aarch64"]), None);
        let mac = newer("aarch64-darwin", ["py3", "none", "macosx_15_0_arm64"]);
        assert_eq!(mac.as_deref(), Some("15.0"));
    }

    #[test]
    fn the_python_and_its_abi_are_told_apart() {
        let on = |python, tag: [&str; 2]| {
            reasons(python, "x86_64-linux", [tag[0], tag[1], "linux_x86_64"])
        };
        assert_eq!(on("3.12", ["cp311", "cp311"]), ["for CPython 3.11"]);
        assert_eq!(on("3.12", ["cp313", "abi3"]), ["needs CPython 3.13"]);
        assert_eq!(on("3.13", ["cp313", "cp313t"]), ["for free-threaded CPython"]);
        assert_eq!(on("3.13t", ["cp313", "cp313"]), ["needs the global interpreter lock"]);
        assert_eq!(on("3.13t", ["cp39", "abi3"]), ["needs the global interpreter lock"]);
        assert_eq!(on("3.12", ["pp311", "pypy311_pp73"]), ["for PyPy 3.11"]);
        assert_eq!(on("pypy3.11", ["cp311", "cp311"]), ["for CPython"]);
        assert_eq!(on("3.12", ["py2", "none"]), ["for Python 2"]);
        assert_eq!(on("3.12", ["py313", "none"]), ["needs Python 3.13"]);
        assert_eq!(on("3.12", ["graalpy312", "x"]), ["for the interpreter graalpy312"]);
    }

    #[test]
    fn each_tag_fits_or_has_reasons_and_fits_once_its_newer_target_is_configured() {
        let pythons =
            ["py3", "py2", "py313", "cp312", "cp39", "cp3x", "pp311", "graalpy311", "", "é"];
        let abis = ["none", "abi3", "abi3t", "cp312", "cp312t", "pypy311_pp73", "", "é"];
        let platforms = [
            "any",
            "linux_x86_64",
            "manylinux_2_99_x86_64",
            "manylinux_1_0_x86_64",
            "manylinux1_i686",
            "musllinux_1_9_x86_64",
            "macosx_99_0_arm64",
            "macosx_10_9_universal2",
            "macosx_x",
            "win32",
            "manylinux_2_99999_x86_64",
            "_",
            "é",
        ];
        for [python, system] in [
            ["3.12", "x86_64-linux"],
            ["3.13t", "x86_64-linux-musl"],
            ["pypy3.11", "i686-linux"],
            ["3.12", "aarch64-darwin"],
        ] {
            let name: SystemName = system.parse().unwrap();
            let interpreter = Interpreter::whole(python.parse().unwrap());
            let on = |target| Environment::new(interpreter, Platform { name, target }, &[]);
            let here = on(TargetVersion::usual(name.libc));
            let pairs = pythons.iter().flat_map(|python| abis.map(|abi| (*python, abi)));
            for (python, abi) in pairs {
                for tag in platforms.map(|platform| parsed([python, abi, platform])) {
                    let misfit = here.fit(&tag).err();
                    assert!(
                        misfit
                            .is_none_or(|it| it.count() > 0 && it.reasons().count() == it.count())
                    );
                    if let Some(target) = here.newer_target(&tag) {
                        assert!(misfit.is_some() && on(target).fit(&tag).is_ok(), "{tag:?}");
                    }
                }
            }
        }
    }
}
