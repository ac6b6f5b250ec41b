//! The reasons why a wheel tag does not fit an environment.
//!
//! The ranks decide whether a tag fits; this module only explains the decision.

use serde::Serialize;

use super::{Environment, Implementation, Libc, Platform, TargetVersion};

/// A part of a tag that an environment does not support.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Misfit {
    /// The part.
    pub part: TagPart,
    /// The reason: `for Windows`, `needs glibc 2.42; 2.40 is configured`.
    pub reason: String,
}

/// The parts of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each says its own name")]
pub enum TagPart {
    Platform,
    Python,
    Abi,
}

impl Environment {
    /// The parts of a tag that do not fit. Empty if, and only if, the tag has a rank.
    #[must_use]
    pub fn misfits(&self, python: &str, abi: &str, platform: &str) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        if self.platform.rank(platform).is_none() {
            let reason = self.platform.misfit(platform);
            misfits.push(Misfit { part: TagPart::Platform, reason });
        }
        if self.interpreter.rank(python, abi, platform).is_none() {
            misfits.push(self.interpreter_misfit(python, abi));
        }
        misfits
    }

    /// The version of glibc, musl or macOS that the tag needs, if the configured version is the only
    /// obstacle.
    #[must_use]
    pub fn newer_target(&self, python: &str, abi: &str, platform: &str) -> Option<TargetVersion> {
        let target = self.platform.target_of(platform)?;
        let newer = Self { platform: Platform { target, ..self.platform }, ..self.clone() };
        let is_newer = target > self.platform.target;
        (is_newer && newer.rank(python, abi, platform).is_some()).then_some(target)
    }

    fn interpreter_misfit(&self, python: &str, abi: &str) -> Misfit {
        let own = self.interpreter.python;
        let is_pypy = own.implementation == Implementation::PyPy;
        let wrong_python = |reason: String| Misfit { part: TagPart::Python, reason };
        let wrong_abi = |reason: String| Misfit { part: TagPart::Abi, reason };
        if let Some(version) = python.strip_prefix("pp") {
            return wrong_python(format!("for PyPy {}", dotted(version)));
        }
        if let Some(version) = python.strip_prefix("py") {
            return match minor(version) {
                Some(minor) if minor > own.minor => {
                    wrong_python(format!("needs Python {}", dotted(version)))
                }
                _ if version.starts_with('2') => {
                    wrong_python(format!("for Python {}", dotted(version)))
                }
                _ => wrong_abi(format!("for the ABI {abi}")),
            };
        }
        let Some(version) = python.strip_prefix("cp") else {
            return wrong_python(format!("for the interpreter {python}"));
        };
        let is_stable = abi == "abi3" || abi == "abi3t";
        match minor(version) {
            _ if is_pypy => wrong_python("for CPython".to_owned()),
            Some(minor) if is_stable && minor > own.minor => {
                wrong_python(format!("needs CPython {}", dotted(version)))
            }
            Some(minor) if !is_stable && minor != own.minor => {
                wrong_python(format!("for CPython {}", dotted(version)))
            }
            None => wrong_python(format!("for CPython {}", dotted(version))),
            Some(_) => wrong_abi(match (abi.ends_with('t'), own.implementation) {
                (false, Implementation::FreeThreaded) => {
                    "needs the global interpreter lock".to_owned()
                }
                (true, Implementation::CPython) => "for free-threaded CPython".to_owned(),
                _ => format!("for the ABI {abi}"),
            }),
        }
    }
}

impl Platform {
    /// The version in a tag that names one: `manylinux_2_41_x86_64`, `macosx_15_0_arm64`.
    fn target_of(self, tag: &str) -> Option<TargetVersion> {
        let kind = match self.name.libc {
            Libc::Darwin => "macosx_",
            Libc::Glibc => "manylinux_",
            Libc::Musl => "musllinux_",
        };
        let mut parts = tag.strip_prefix(kind)?.splitn(3, '_');
        let (major, minor) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(TargetVersion { major, minor })
    }

    fn misfit(self, tag: &str) -> String {
        const ELSEWHERE: [(&str, &str); 7] = [
            ("win", "for Windows"),
            ("android", "for Android"),
            ("ios", "for iOS"),
            ("pyodide", "for WebAssembly"),
            ("pyemscripten", "for WebAssembly"),
            ("emscripten", "for WebAssembly"),
            ("wasi", "for WebAssembly"),
        ];
        if let Some((_, reason)) = ELSEWHERE.into_iter().find(|(start, _)| tag.starts_with(start)) {
            return reason.to_owned();
        }
        let is_macos = tag.starts_with("macosx_");
        let is_linux = tag.contains("linux");
        match self.name.libc {
            Libc::Darwin if is_linux => "for Linux".to_owned(),
            Libc::Darwin => self.misfit_on_macos(tag),
            Libc::Glibc | Libc::Musl if is_macos => "for macOS".to_owned(),
            Libc::Glibc | Libc::Musl => self.misfit_on_linux(tag),
        }
    }

    fn misfit_on_linux(self, tag: &str) -> String {
        let machine = self.name.system.machine();
        let Some(name) = tag.strip_suffix(machine).and_then(|name| name.strip_suffix('_')) else {
            return match machine_of(tag) {
                Some(other) => format!("for {other}"),
                None => format!("for the platform {tag}"),
            };
        };
        let promised = self.target;
        let (kind, library) = match self.name.libc {
            Libc::Musl => ("musllinux_", "musl"),
            Libc::Glibc | Libc::Darwin => ("manylinux_", "glibc"),
        };
        if let Some(version) = name.strip_prefix(kind) {
            let version = version.replace('_', ".");
            return format!("needs {library} {version}; {promised} is configured");
        }
        match (self.name.libc, name.starts_with("musllinux"), name.starts_with("manylinux")) {
            (Libc::Glibc, true, _) => "for musl".to_owned(),
            (Libc::Musl, _, true) => "for glibc".to_owned(),
            _ => format!("for the platform {tag}"),
        }
    }

    fn misfit_on_macos(self, tag: &str) -> String {
        let mut parts = tag.trim_start_matches("macosx_").splitn(3, '_');
        let (major, minor, format) = (parts.next(), parts.next(), parts.next());
        let (Some(major), Some(minor), Some(format)) = (major, minor, format) else {
            return format!("for the platform {tag}");
        };
        let is_own = format == self.name.system.machine() || format.starts_with("universal");
        let is_newer = |text: &str| text.parse().is_ok_and(|major: u16| major > self.target.major);
        if is_own && is_newer(major) {
            return format!("needs macOS {major}.{minor}; {} is configured", self.target);
        }
        if is_own { format!("for the platform {tag}") } else { format!("for {format}") }
    }
}

/// The machine at the end of a tag for Linux: `manylinux_2_17_aarch64`, `linux_armv7l`.
fn machine_of(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once("linux")?;
    let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit() || it == '_');
    (!rest.is_empty()).then_some(rest)
}

/// The minor version of `312`.
fn minor(version: &str) -> Option<u64> {
    version.strip_prefix('3')?.parse().ok()
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

    fn reasons(python: &str, system: &str, tag: [&str; 3]) -> Vec<String> {
        let name: SystemName = system.parse().unwrap();
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        let environment =
            Environment::new(Interpreter::whole(python.parse().unwrap()), platform, &[]);
        let misfits = environment.misfits(tag[0], tag[1], tag[2]);
        assert_eq!(misfits.is_empty(), environment.rank(tag[0], tag[1], tag[2]).is_some());
        misfits.into_iter().map(|misfit| misfit.reason).collect()
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
            environment.newer_target(tag[0], tag[1], tag[2]).map(|it| it.to_string())
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
}
