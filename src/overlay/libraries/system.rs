//! The libraries that no wheel provides: those of nixpkgs, of the driver, and of the interpreter.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The libraries of the driver, which only the machine that runs the package can provide.
pub const OF_THE_DRIVER: [&str; 9] = [
    "libcuda.so.1",
    "libcudadebugger.so.1",
    "libnvcuvid.so.1",
    "libnvidia-encode.so.1",
    "libnvidia-fbc.so.1",
    "libnvidia-ml.so.1",
    "libnvidia-opticalflow.so.1",
    "libnvidia-ptxjitcompiler.so.1",
    "libnvoptix.so.1",
];

static NIXPKGS: LazyLock<BTreeMap<&str, Vec<&str>>> =
    LazyLock::new(|| table(include_str!("nixpkgs.txt")).collect());

/// Those of these lines that are for a pattern, not for a name.
static PATTERNS: LazyLock<Vec<(&str, &[&str])>> = LazyLock::new(|| {
    let lines = NIXPKGS.iter().filter(|(known, _)| known.contains('*'));
    lines.map(|(known, attributes)| (*known, attributes.as_slice())).collect()
});

static PROVIDERS: LazyLock<Vec<(&str, Vec<&str>)>> =
    LazyLock::new(|| table(include_str!("providers.txt")).collect());

/// Lines of a word and the words that belong to it.
fn table(text: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut words = line.split(' ');
        (words.next().unwrap_or_default(), words.collect())
    })
}

/// The attributes of nixpkgs that have a library: the first one that exists is right.
pub(in crate::overlay) fn nixpkgs(library: &str) -> Option<&'static [&'static str]> {
    let exact = NIXPKGS.get(library).map(Vec::as_slice);
    let fitting = || PATTERNS.iter().find(|(pattern, _)| fits(pattern, library));
    exact.or_else(|| fitting().map(|(_, attributes)| *attributes))
}

/// Patterns of packages that provide libraries to a package which does not depend on them.
pub(super) fn undeclared(package: &str) -> Vec<&'static str> {
    let of_it = PROVIDERS.iter().filter(|(pattern, _)| fits(pattern, package));
    of_it.flat_map(|(_, providers)| providers.iter().copied()).collect()
}

/// Whether a library is that of the interpreter: `libpython3.12.so.1.0`.
pub(super) fn is_of_the_interpreter(library: &str) -> bool {
    library.starts_with("libpython3.") && library.contains(".so")
}

/// Whether a pattern with `*` and `?` fits a name, as autoPatchelf and these tables have it.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    match pattern.chars().next() {
        None => name.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            let ends = name.char_indices().map(|(index, _)| index).chain([name.len()]);
            ends.into_iter().any(|end| fits(rest, &name[end..]))
        }
        Some(first) => {
            let is_same = |other: char| first == '?' || first == other;
            let mut rest = name.chars();
            rest.next().is_some_and(is_same) && fits(&pattern[first.len_utf8()..], rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;
    use crate::project::settings::NixPath;

    #[test]
    fn a_renamed_attribute_of_nixpkgs_has_an_alternative() {
        assert_eq!(nixpkgs("libxcb.so.1"), Some(&["libxcb", "xorg.libxcb"][..]));
        assert_eq!(nixpkgs("libboost_chrono.so.1.88.0"), Some(&["boost188"][..]));
        assert_eq!(nixpkgs("libno-such-library.so.1"), None);
    }

    #[test]
    fn each_library_has_attributes_that_are_paths() {
        for (library, attributes) in NIXPKGS.iter() {
            assert!(!attributes.is_empty(), "{library}");
            for attribute in attributes {
                assert!(NixPath::from_str(attribute).is_ok(), "{library}: {attribute}");
            }
        }
    }

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(fits("nvidia-*", "nvidia-cublas-cu12") && fits("cupy-cuda*", "cupy-cuda13x"));
        assert!(
            fits("tensorrt-cu*-libs", "tensorrt-cu13-libs") && fits("*", "") && fits("a?c", "abc")
        );
        assert!(!fits("nvidia-*", "torch") && !fits("torch", "torchaudio") && !fits("", "a"));
    }
}
