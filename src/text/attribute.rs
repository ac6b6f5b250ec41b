//! The name that a package has in the package set.

use std::borrow::Cow;

use pep508_rs::PackageName;

/// Names in the package set of pyproject.nix that are not packages.
const TAKEN: [&str; 6] = ["hooks", "lib", "packages", "pkgs", "python", "stdenv"];

/// The attribute of a package in the package set: its name, or the name and `_` if the set uses the name
/// for something else. No other package has such a name, because a name cannot end with `-`, `_` or `.`.
#[must_use]
pub fn attribute(package: &PackageName) -> Cow<'_, str> {
    let name: &str = package.as_ref();
    if TAKEN.contains(&name) { Cow::Owned(format!("{name}_")) } else { Cow::Borrowed(name) }
}
