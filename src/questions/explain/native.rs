//! The needs of a package besides Python, as a terminal shows them.

use std::fmt::Write;

use crate::questions::native::{KnownBy, NativeNeeds, When};

/// Adds the sections about needs besides Python.
pub(super) fn print(native: &NativeNeeds, text: &mut String) {
    print_section("Libraries that its wheels link", native, When::Wheel, text);
    print_section("Needed to build it", native, When::Build, text);
    print_section("Looked for when it runs", native, When::Run, text);
}

fn print_section(title: &str, native: &NativeNeeds, when: When, text: &mut String) {
    let width = native.at(when).map(|need| need.need.chars().count()).max();
    let others = native.wheels.filter(|_| when == When::Wheel).map(|known| match (known, width) {
        (KnownBy::Read, None) => "all are in its wheels",
        (KnownBy::Read, Some(_)) => "all others are in its wheels",
        (KnownBy::AnotherVersion, None) => {
            "all are in its wheels, according to the table of uvnix for another version"
        }
        (KnownBy::AnotherVersion, Some(_)) => "according to the table of uvnix for another version",
        (KnownBy::Nothing, _) => "not known: no wheel was read; see `--lookup` of `uvnix lock2nix`",
    });
    if width.is_none() && others.is_none() {
        return;
    }
    let width = width.unwrap_or_default();
    let _ = writeln!(text, "\n{title}:");
    for need in native.at(when) {
        let _ = writeln!(text, "  {:width$}  from {}", need.need, need.provider());
    }
    if let Some(others) = others {
        let _ = writeln!(text, "  {others}");
    }
}
