//! The name that a package has in the package set.

use std::borrow::Cow;

use pep508_rs::PackageName;

/// What the set of pyproject.nix's builders calls its own, of the names that a package could have.
const TAKEN: [&str; 6] = ["hooks", "lib", "packages", "pkgs", "python", "stdenv"];

/// The attribute of a package: its name, or `python_` where the set has a `python` already. No package
/// is called so, since a name cannot end in a hyphen or what stands for one.
#[must_use]
pub fn attribute(package: &PackageName) -> Cow<'_, str> {
    let name: &str = package.as_ref();
    if TAKEN.contains(&name) { Cow::Owned(format!("{name}_")) } else { Cow::Borrowed(name) }
}
