//! `[tool.uvnix.packages.<name>]`: how a package is built.

use std::collections::BTreeMap;

use pep508_rs::PackageName;
use toml::Spanned;
use toml::de::DeValue;

use super::keys::{Key, packages};
use super::native::NativeSettings;
use super::nix_path::NixPath;
use super::requirement::index_requirement;
use super::table::Table;
use super::value::{Read, Unreadable, Value, any_text, list, parsed, placed, text, word};
use super::variables::variables;
use super::word::{SOURCES, SourcePreference};
use crate::lock::{RelativePath, Span};
use crate::project::requirement::BuildRequirement;
use crate::project::source::check_pattern;

/// The settings of one package.
#[derive(Debug, Clone, Default)]
pub struct PackageSettings {
    /// Its build requirements, instead of those in its source.
    pub build_system: Option<Vec<BuildRequirement>>,
    /// The libraries of nixpkgs to link against.
    pub build_inputs: Vec<NixPath>,
    /// The tools of nixpkgs to run during the build.
    pub native_build_inputs: Vec<NixPath>,
    /// The environment variables of its build.
    pub env: BTreeMap<String, String>,
    /// The libraries that its wheel may lack: names, or patterns such as `libcuda*`.
    pub ignore_missing_libraries: Vec<String>,
    /// The package of the Python set of nixpkgs to use instead.
    pub nixpkgs: Option<NixPath>,
    /// Where its Rust dependencies are locked.
    pub cargo_lock: CargoLock,
    /// Patterns of files that are added to its source.
    pub source_include: Vec<String>,
    /// Patterns of the files that its source does without.
    pub source_exclude: Vec<String>,
    /// The libraries of its wheels.
    pub native: NativeSettings,
    /// The dependencies of which it takes any version.
    pub relax_dependencies: Option<AffectedDependencies>,
    /// The dependencies that it does without.
    pub remove_dependencies: Option<AffectedDependencies>,
    /// The modules that have to be there when it is built.
    pub imports_check: Vec<String>,
    /// Where it is named.
    pub span: Span,
    pub(super) source: Option<Spanned<SourcePreference>>,
}

/// Some of a package's dependencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AffectedDependencies {
    /// Whichever it has.
    All,
    /// These dependencies.
    Named(Vec<PackageName>),
}

/// Where the Rust dependencies of a package are locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CargoLock {
    /// In the `Cargo.lock` that belongs to its source, if it is built with Rust.
    #[default]
    Found,
    /// In this file of its source.
    At(RelativePath),
    /// Nowhere.
    Off,
}

impl PackageSettings {
    /// The artifact to install, if the settings state it.
    #[must_use]
    pub fn source(&self) -> Option<SourcePreference> {
        self.source.as_ref().map(|source| *source.get_ref())
    }

    pub(super) fn read(table: Table, span: Span) -> Self {
        let advice = "keep `nixpkgs` to use the package of nixpkgs, or `build-system` to build the \
                      locked version";
        table.refuse_both([&packages::NIXPKGS, &packages::BUILD_SYSTEM], advice);
        let requirements = |value: &Value| list(value, index_requirement);
        let source = |value: &Value| placed(value, |value| word(value, &SOURCES));
        let settings = Self {
            build_system: table.read(&packages::BUILD_SYSTEM, requirements),
            build_inputs: nix_paths(&table, &packages::BUILD_INPUTS),
            native_build_inputs: nix_paths(&table, &packages::NATIVE_BUILD_INPUTS),
            env: table.table(packages::ENV.name).as_ref().map(variables).unwrap_or_default(),
            ignore_missing_libraries: table
                .read(&packages::IGNORE_MISSING_LIBRARIES, missing_libraries)
                .unwrap_or_default(),
            nixpkgs: table.read(&packages::NIXPKGS, parsed),
            cargo_lock: table.read(&packages::CARGO_LOCK, cargo_lock).unwrap_or_default(),
            source_include: globs(&table, &packages::SOURCE_INCLUDE),
            source_exclude: globs(&table, &packages::SOURCE_EXCLUDE),
            native: NativeSettings::read(&table),
            relax_dependencies: dependencies(&table, &packages::RELAX_DEPENDENCIES),
            remove_dependencies: dependencies(&table, &packages::REMOVE_DEPENDENCIES),
            imports_check: modules(&table),
            source: table.read(&packages::SOURCE, source),
            span,
        };
        table.finish();
        settings
    }
}

fn nix_paths(table: &Table, key: &'static Key) -> Vec<NixPath> {
    table.read(key, |value| list(value, parsed)).unwrap_or_default()
}

fn globs(table: &Table, key: &'static Key) -> Vec<String> {
    table.read(key, |value| list(value, pattern)).unwrap_or_default()
}

fn pattern(value: &Value) -> Read<String> {
    let pattern = text(value)?;
    check_pattern(&pattern).map_err(|message| Unreadable::new(value, message))?;
    Ok(pattern)
}

fn dependencies(table: &Table, key: &'static Key) -> Option<AffectedDependencies> {
    let read = |value: &Value| match value.get_ref() {
        DeValue::Boolean(true) => Ok(Some(AffectedDependencies::All)),
        DeValue::Boolean(false) => Ok(None),
        _ => list(value, parsed).map(|names| Some(AffectedDependencies::Named(names))),
    };
    table.read(key, read).flatten()
}

fn modules(table: &Table) -> Vec<String> {
    table.read(&packages::IMPORTS_CHECK, |value| list(value, module)).unwrap_or_default()
}

/// The name of a module, which a shell sees.
fn module(value: &Value) -> Read<String> {
    let name = text(value)?;
    let fits = |part: &str| {
        let is_first = |first: char| first.is_alphabetic() || first == '_';
        part.starts_with(is_first) && part.chars().all(|it| it.is_alphanumeric() || it == '_')
    };
    if name.split('.').all(fits) {
        Ok(name)
    } else {
        Err(Unreadable::new(value, format!("`{name}` is not a module name")))
    }
}

fn missing_libraries(value: &Value) -> Read<Vec<String>> {
    match value.get_ref() {
        DeValue::Boolean(true) => Ok(vec!["*".to_owned()]),
        DeValue::Boolean(false) => Ok(Vec::new()),
        _ => list(value, text),
    }
}

fn cargo_lock(value: &Value) -> Read<CargoLock> {
    if let DeValue::Boolean(is_at_top) = value.get_ref() {
        let top = CargoLock::At(RelativePath::file("Cargo.lock"));
        return Ok(if *is_at_top { top } else { CargoLock::Off });
    }
    let text = any_text(value)?;
    match RelativePath::try_from(text.as_str()) {
        Ok(path) if path.climbs() || path.is_here() => Err(Unreadable::new(
            value,
            format!("`{text}` is not a path inside the package's source"),
        )),
        Ok(path) => Ok(CargoLock::At(path)),
        Err(message) => Err(Unreadable::new(value, message)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::assert_bad_value;
    use super::super::{SettingsError, SettingsProblem};
    use super::*;

    fn read(text: &str) -> Result<PackageSettings, SettingsError> {
        Table::read_file(text, |table| PackageSettings::read(table, 0..0))
    }

    #[test]
    fn every_setting_of_a_package_is_read() {
        let text = r#"
            build-system = ["setuptools", "cython>=3; python_version < '3.13'"]
            build-inputs = ["openssl", "stdenv.cc.cc.lib"]
            native-build-inputs = ["pkg-config"]
            env = { CFLAGS = "-O2", EMPTY = "" }
            source = "sdist"
            ignore-missing-libraries = ["libcuda.so.1"]
            cargo-lock = "rust/Cargo.lock"
            source-include = ["data/**"]
            source-exclude = ["docs/**"]
            cuda = true
            relax-dependencies = true
            remove-dependencies = ["Old_Name"]
            imports-check = ["yaml", "yaml.nodes"]
        "#;
        let settings = read(text).unwrap();
        assert_eq!(settings.build_system.as_ref().unwrap().len(), 2);
        assert_eq!(settings.build_inputs[1].to_string(), "stdenv.cc.cc.lib");
        assert_eq!(settings.native_build_inputs.len(), 1);
        assert_eq!(settings.env["CFLAGS"], "-O2");
        assert_eq!(settings.env["EMPTY"], "");
        assert_eq!(settings.source(), Some(SourcePreference::Sdist));
        assert_eq!(settings.ignore_missing_libraries, ["libcuda.so.1"]);
        let lock = RelativePath::try_from("rust/Cargo.lock").unwrap();
        assert_eq!(settings.cargo_lock, CargoLock::At(lock));
        assert_eq!((settings.source_include.len(), settings.source_exclude.len()), (1, 1));
        assert!(settings.native.cuda == Some(true) && settings.nixpkgs.is_none());
        assert_eq!(settings.relax_dependencies, Some(AffectedDependencies::All));
        let removed = AffectedDependencies::Named(vec!["old-name".parse().unwrap()]);
        assert_eq!(settings.remove_dependencies, Some(removed));
        assert_eq!(settings.imports_check, ["yaml", "yaml.nodes"]);
    }

    #[test]
    fn true_stands_for_all_libraries_and_for_the_lock_at_the_top() {
        let settings = read("ignore-missing-libraries = true\ncargo-lock = true").unwrap();
        assert_eq!(settings.ignore_missing_libraries, ["*"]);
        assert_eq!(settings.cargo_lock, CargoLock::At(RelativePath::file("Cargo.lock")));
        let settings = read("ignore-missing-libraries = false\ncargo-lock = false").unwrap();
        assert!(
            settings.ignore_missing_libraries.is_empty() && settings.cargo_lock == CargoLock::Off
        );
    }

    #[test]
    fn a_value_of_the_wrong_form_is_refused_where_it_stands() {
        for (key, wrong) in [
            ("build-inputs", "['openssl', 'a; b']"),
            ("build-system", "['two words']"),
            ("build-system", "['a @ https://files.example/a-1.tar.gz']"),
            ("cargo-lock", "'../Cargo.lock'"),
            ("env", "{ '$(id)' = '' }"),
            ("imports-check", "['a; b']"),
            ("nixpkgs", "true"),
            ("relax-dependencies", "['a b']"),
            ("remove-dependencies", "'a'"),
            ("source", "'wheels'"),
            ("source-include", "['']"),
            ("source-exclude", "['**/a/**/b/**/c/**/d/**/e']"),
        ] {
            assert_bad_value(key, wrong, read);
        }
    }

    #[test]
    fn a_package_of_nixpkgs_has_no_build_system() {
        let error = read("nixpkgs = 'torch-bin'\nbuild-system = []").unwrap_err();
        let problems = Vec::from_iter(error.problems());
        assert!(matches!(problems[..], [SettingsProblem::Contradiction { second: Some(_), .. }]));
    }
}
