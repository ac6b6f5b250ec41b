//! Rust in a Python package: whether it is built with Rust, and where its dependencies can be locked.

use toml::de::DeValue;

use super::{BuildFiles, BuildSystem, Wire};
use crate::lock::RelativePath;
use crate::project::pyproject::Pyproject;
use crate::project::requirement::BuildRequirement;

/// The build requirements that call cargo.
const TOOLS: [&str; 3] = ["maturin", "puccinialin", "setuptools-rust"];

/// Whether one of these build requirements calls cargo.
#[must_use]
pub fn needs_rust<'r>(mut requirements: impl Iterator<Item = &'r BuildRequirement>) -> bool {
    requirements.any(|requirement| TOOLS.contains(&requirement.name.as_ref()))
}

impl BuildSystem {
    /// Whether it calls cargo.
    #[must_use]
    pub fn needs_rust(&self) -> bool {
        needs_rust(self.all())
    }
}

impl BuildFiles {
    /// The places where the `Cargo.lock` of the tree can be.
    #[must_use]
    pub fn cargo_lock_places(&self) -> Vec<RelativePath> {
        let pyproject = Pyproject::parse(self.pyproject.as_deref().unwrap_or_default()).ok();
        let wire = pyproject.as_ref().and_then(|pyproject| Wire::of(pyproject).ok());
        wire.map_or_else(|| places(&[]), |wire| wire.cargo_lock_places())
    }
}

impl Wire<'_> {
    /// The places where cargo looks for the `Cargo.lock` of the tree, in its order: in the folder of the
    /// `Cargo.toml`, and above it up to the top of the tree. Those of vendored crates lie elsewhere.
    ///
    /// maturin has the path of the `Cargo.toml` in `manifest-path`, setuptools-rust in the `path` of each
    /// module; else it is at the top.
    pub(in crate::project) fn cargo_lock_places(&self) -> Vec<RelativePath> {
        let mut manifests = Vec::new();
        manifests.extend(self.tool(&["maturin", "manifest-path"]).and_then(DeValue::as_str));
        for kind in ["ext-modules", "bins"] {
            let modules = self.tool(&["setuptools-rust", kind]).and_then(DeValue::as_array);
            let paths = modules.into_iter().flatten().filter_map(|it| it.get_ref().get("path"));
            manifests.extend(paths.filter_map(|path| path.get_ref().as_str()));
        }
        places(&manifests)
    }
}

/// The places for these paths of a `Cargo.toml`, and for the one at the top.
fn places(manifests: &[&str]) -> Vec<RelativePath> {
    let mut places: Vec<RelativePath> = Vec::new();
    for manifest in manifests.iter().chain(&["Cargo.toml"]) {
        let mut folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
        loop {
            let place =
                RelativePath::try_from(format!("{folder}/Cargo.lock").trim_start_matches('/'));
            places.extend(place.ok().filter(|place| !place.climbs() && !places.contains(place)));
            if folder.is_empty() {
                break;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(pyproject: &str) -> Vec<String> {
        let files = BuildFiles { pyproject: Some(pyproject.to_owned()), ..BuildFiles::default() };
        files.cargo_lock_places().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_cargo_lock_is_at_the_manifest_or_above_it() {
        assert_eq!(places(""), ["Cargo.lock"]);
        let maturin = "tool.maturin.manifest-path = './src/rust/Cargo.toml'";
        assert_eq!(places(maturin), ["src/rust/Cargo.lock", "src/Cargo.lock", "Cargo.lock"]);
        let setuptools = "[[tool.setuptools-rust.ext-modules]]\ntarget = 'a'\npath = 'src/_a/Cargo.toml'\n\
                          [[tool.setuptools-rust.ext-modules]]\ntarget = 'b'";
        assert_eq!(places(setuptools), ["src/_a/Cargo.lock", "src/Cargo.lock", "Cargo.lock"]);
    }

    #[test]
    fn a_manifest_elsewhere_or_of_another_form_leaves_the_top() {
        for pyproject in [
            "tool.maturin.manifest-path = '../Cargo.toml'",
            "tool.maturin.manifest-path = '/etc/Cargo.toml'",
            "tool.maturin.manifest-path = 3",
            "tool.setuptools-rust.ext-modules = 'a'",
            "tool = [",
        ] {
            assert_eq!(places(pyproject).last().unwrap(), "Cargo.lock", "{pyproject}");
            assert!(places(pyproject).iter().all(|place| !place.contains("etc/..")), "{pyproject}");
        }
    }

    #[test]
    fn maturin_and_setuptools_rust_need_rust() {
        let needs = |requires: &str| {
            let pyproject = format!("build-system.requires = [{requires}]");
            let files = BuildFiles { pyproject: Some(pyproject), ..BuildFiles::default() };
            BuildSystem::of(&files).unwrap().needs_rust()
        };
        assert!(needs("'maturin>=1'") && needs("'setuptools', 'Setuptools_Rust'"));
        assert!(!needs("'setuptools'"));
    }
}
