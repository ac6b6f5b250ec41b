//! The settings in the `pyproject.toml` of the root, or in the metadata of a script: `[tool.uvnix]`, and
//! the part of `[tool.uv]` that affects builds.
//!
//! An unknown setting, or an invalid value, is an error with its place: a typing error must not change a
//! build unnoticed.

mod builders;
mod collisions;
mod contradiction;
mod environment;
mod error;
mod index;
pub mod keys;
mod native;
mod nix_path;
mod package;
mod required_version;
mod requirement;
pub mod schema;
mod stated;
mod table;
mod uv;
mod value;
mod variables;
mod word;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use pep508_rs::PackageName;

pub use environment::EnvironmentSettings;
pub use error::{SettingsError, SettingsProblem};
pub use index::{Credentials, IndexSettings, credential_variables, gets_credentials};
pub use native::{AutomaticLibraries, NativeSettings, Recipe, RuntimePrograms};
pub use nix_path::NixPath;
pub use package::{AffectedDependencies, CargoLock, PackageSettings};
pub use stated::stated;
pub use uv::{
    ConfigSetting, ConfigSettings, ExtraBuildDependency, PackageSelection, UvIndex, UvSettings,
};
pub use word::{Backend, LookupMode, MissingLibraries, SourcePreference};

use crate::lock::{Lock, RelativePath};
use crate::project::pyproject::Pyproject;
use crate::project::requirement::BuildRequirement;
use crate::text::closest::closest;
use keys::top;
use required_version::is_for_this_version;
use table::{Problems, Table};
use uv::UvFile;
use value::{Read, Unreadable, Value, boolean, list, parsed, text, word};
use word::{BACKENDS, LOOKUPS};

/// All settings.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The environments of the generated file.
    pub environments: EnvironmentSettings,
    /// How single packages are built.
    pub packages: BTreeMap<PackageName, PackageSettings>,
    /// The settings of packages that only builds need.
    build_packages: Option<Box<Self>>,
    /// The settings of single indexes.
    pub indexes: BTreeMap<String, IndexSettings>,
    /// Mirrors: the prefix of a URL, and its replacement.
    pub mirrors: BTreeMap<String, String>,
    /// Which missing facts are looked up.
    pub lookup: LookupMode,
    /// Whether build requirements are locked too, if stated.
    pub lock_build_systems: Option<bool>,
    /// The packages that uv may build when it locks build requirements.
    pub build_when_locking: BTreeSet<PackageName>,
    /// The builders that use the file.
    pub backend: Backend,
    /// The file with the functions of the generated files of several projects.
    pub builders: Option<RelativePath>,
    /// Patterns of the paths in an environment that packages may have with different contents.
    pub ignored_collisions: Vec<String>,
    /// The paths outside of the repository that builds may read.
    pub allow_outside: Vec<RelativePath>,
    /// The settings of uv.
    pub uv: UvSettings,
}

impl Settings {
    /// The settings where nobody states any.
    #[must_use]
    pub fn none() -> &'static Self {
        static NONE: LazyLock<Settings> = LazyLock::new(Settings::default);
        &NONE
    }

    /// Reads the settings in a `pyproject.toml`. Spans refer to its text.
    ///
    /// # Errors
    /// Every key and value that is not a setting.
    pub fn of(pyproject: &Pyproject<'_>) -> Result<Self, SettingsError> {
        Table::read_parsed(pyproject.table(), |file| Self::in_file(&file))
    }

    /// The same for the text of a script's metadata.
    ///
    /// # Errors
    /// As [`Self::of`], and if it is not TOML.
    pub fn parse(metadata: &str) -> Result<Self, SettingsError> {
        Table::read_file(metadata, |file| Self::in_file(&file))
    }

    fn in_file(file: &Table) -> Self {
        let tool = file.table("tool");
        let table = |name| tool.as_ref().and_then(|tool| tool.table(name));
        let settings =
            table("uvnix").filter(is_for_this_version).map(Self::read).unwrap_or_default();
        let uv = table("uv").as_ref().map(UvSettings::read).unwrap_or_default();
        Self { uv, ..settings }
    }

    /// Reads the `uv.toml` next to the `pyproject.toml`. If it exists, uv takes its settings from it. Spans
    /// refer to this text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn with_uv_toml(self, text: &str) -> Result<Self, SettingsError> {
        let uv_toml = Table::read_file(text, |file| {
            let uv_toml = UvSettings::read(&file);
            file.report(contradiction::within_uv(&uv_toml));
            uv_toml
        })?;
        Ok(Self { uv: self.uv.replaced_by(uv_toml), ..self })
    }

    /// Checks the settings against the lock, and against each other. Spans refer to the `pyproject.toml`.
    ///
    /// # Errors
    /// Every setting that names an unknown package or index, or contradicts another one.
    pub fn check(&self, lock: &Lock) -> Result<(), SettingsError> {
        let mut problems = contradiction::with_uv(self);
        if self.uv.file == UvFile::Pyproject {
            problems.extend(contradiction::within_uv(&self.uv));
        }
        problems.extend(self.unknown_packages(lock));
        problems.extend(self.unknown_indexes());
        SettingsError::unless_none(problems)
    }

    /// The build requirements of a package, if the settings state them.
    #[must_use]
    pub fn build_system_of(&self, package: &PackageName) -> Option<&[BuildRequirement]> {
        self.packages.get(package)?.build_system.as_deref()
    }

    /// The settings of packages that only builds need. Those of the packages of the project are not for them.
    #[must_use]
    pub fn of_build_packages(&self) -> &Self {
        self.build_packages.as_deref().unwrap_or(Self::none())
    }

    /// The address of an index, by its name.
    #[must_use]
    pub fn index_url(&self, name: &str) -> Option<&str> {
        let own = self.indexes.get(name).and_then(|index| index.url.as_deref());
        own.or_else(|| {
            let known = self.uv.indexes.iter().find(|index| index.name.as_deref() == Some(name));
            known.map(|index| index.url.as_str())
        })
    }

    fn read(table: Table) -> Self {
        let lookup = |value: &_| word(value, &LOOKUPS);
        let lookup = table.read(&top::LOOKUP, lookup);
        let backend = table.read(&top::BACKEND, |value| word(value, &BACKENDS));
        let packages = |key| {
            table.by_package(key, |package| {
                package.table().map(|table| PackageSettings::read(table, package.span()))
            })
        };
        let (packages, of_builds) =
            (packages(top::PACKAGES.name), packages(top::BUILD_PACKAGES.name));
        let of_builds = Self { packages: of_builds, ..Self::default() };
        let settings = Self {
            environments: table
                .table(top::ENVIRONMENTS.name)
                .map(EnvironmentSettings::read)
                .unwrap_or_default(),
            packages,
            build_packages: (!of_builds.packages.is_empty()).then(|| Box::new(of_builds)),
            indexes: table
                .table(top::INDEXES.name)
                .as_ref()
                .map(index::indexes)
                .unwrap_or_default(),
            mirrors: table
                .table(top::MIRRORS.name)
                .as_ref()
                .map(index::mirrors)
                .unwrap_or_default(),
            lookup: lookup.unwrap_or_default(),
            build_when_locking: table
                .read(&top::BUILD_WHEN_LOCKING, |value| list(value, parsed))
                .unwrap_or_default()
                .into_iter()
                .collect(),
            lock_build_systems: table.read(&top::LOCK_BUILD_SYSTEMS, boolean),
            backend: backend.unwrap_or_default(),
            builders: builders::file(&table),
            ignored_collisions: collisions::ignored_collisions(&table),
            allow_outside: table.read(&top::ALLOW_OUTSIDE, outside).unwrap_or_default(),
            uv: UvSettings::default(),
        };
        table.finish();
        settings
    }

    fn unknown_packages(&self, lock: &Lock) -> Problems {
        let known: BTreeSet<_> = lock.packages().map(|(_, package)| &package.name).collect();
        let unknown = self.packages.iter().filter(|(name, _)| !known.contains(name));
        let problems = unknown.map(|(name, settings)| SettingsProblem::UnknownPackage {
            package: name.to_string(),
            closest: closest(name.as_ref(), known.iter().map(|known| -> &str { known.as_ref() }))
                .map(str::to_owned),
            span: settings.span.clone().into(),
        });
        problems.collect()
    }

    fn unknown_indexes(&self) -> Problems {
        let known = || self.uv.indexes.iter().filter_map(|index| index.name.as_deref());
        let unknown = self.indexes.iter().filter(|(name, _)| self.index_url(name).is_none());
        let problems = unknown.map(|(name, settings)| SettingsProblem::UnknownIndex {
            index: name.clone(),
            closest: closest(name, known()).map(str::to_owned),
            span: settings.span.clone().into(),
        });
        problems.collect()
    }
}

/// Paths from the folder of the lock.
fn outside(value: &Value) -> Read<Vec<RelativePath>> {
    list(value, |value| {
        let path = RelativePath::try_from(text(value)?.as_str());
        path.map_err(|message| Unreadable::new(value, message))
    })
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic;

    use super::*;

    /// The error codes for settings, with a lock that contains `numpy`, and the text that each error points
    /// to.
    fn wrong(text: &str) -> Vec<(String, Vec<&str>)> {
        let checked = Settings::parse(text).and_then(|settings| settings.check(&lock()));
        let error = checked.unwrap_err();
        let shown = error.problems().map(|problem| {
            let code = problem.code().unwrap().to_string();
            let labels = problem.labels().unwrap();
            let places = labels.map(|at| &text[at.offset()..at.offset() + at.len()]);
            (code.replace("uvnix::settings::", ""), places.collect())
        });
        shown.collect()
    }

    fn lock() -> Lock {
        let text = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'numpy'\n\
                    version = '2.3.0'\nsource = { registry = 'https://pypi.example/simple' }";
        Lock::parse(text).unwrap()
    }

    fn one(code: &str, places: &[&'static str]) -> Vec<(String, Vec<&'static str>)> {
        vec![(code.to_owned(), places.to_vec())]
    }

    #[test]
    fn settings_are_optional() {
        for text in ["", "[project]\nname = 'app'", "[tool.ruff]\nfix = true"] {
            let settings = Settings::parse(text).unwrap();
            assert!(settings.check(&lock()).is_ok());
            assert_eq!(settings.lookup, LookupMode::Needed);
            assert_eq!(settings.backend, Backend::PyprojectNix);
            assert!(settings.packages.is_empty() && settings.lock_build_systems.is_none());
        }
    }

    #[test]
    fn both_tables_are_read() {
        let text = r#"
            [tool.uvnix]
            lookup = "all"
            lock-build-systems = true
            backend = "nixpkgs"
            environments.python = ["3.13"]
            mirrors = { "https://files.example/" = "https://mirror.example/" }
            [tool.uvnix.packages.NumPy]
            source = "sdist"
            [tool.uvnix.indexes.corp]
            credentials = "environment"
            [tool.uv]
            no-build = true
            no-binary-package = ["numpy"]
            [[tool.uv.index]]
            name = "corp"
            url = "https://pypi.example/corp"
        "#;
        let settings = Settings::parse(text).unwrap();
        settings.check(&lock()).unwrap();
        assert_eq!(settings.lookup, LookupMode::All);
        assert_eq!(settings.backend, Backend::Nixpkgs);
        assert!(
            settings.lock_build_systems == Some(true) && settings.environments.pythons.is_some()
        );
        assert_eq!(settings.mirrors["https://files.example/"], "https://mirror.example/");
        assert_eq!(settings.index_url("corp"), Some("https://pypi.example/corp"));
        let numpy = "numpy".parse().unwrap();
        assert_eq!(settings.packages[&numpy].source(), Some(SourcePreference::Sdist));
        assert_eq!(settings.uv.source(&numpy), Some(SourcePreference::Sdist));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
        let text = "[tool.uvnix]\nlookups = 'all'\nlookup = 'some'\n[tool.uvnix.packages.numpy]\n\
                    build-input = []\nenv = 3\n";
        let codes: Vec<_> = wrong(text).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["unknown_key", "bad_value", "unknown_key", "bad_value"]);
        let error = Settings::parse(text).unwrap_err();
        assert_eq!(error.related().unwrap().count(), 3);
        assert!(error.to_string().ends_with("did you mean `lookup`?"), "{error}");
    }

    #[test]
    fn a_name_that_nobody_knows_is_refused_with_the_closest_that_is() {
        assert_eq!(wrong("tool.uvnix.packages.numpi = {}"), one("unknown_package", &["numpi"]));
        assert_eq!(wrong("tool.uvnix.indexes.corp = {}"), one("unknown_index", &["corp"]));
        let settings = Settings::parse("tool.uvnix.packages.numpi = {}").unwrap();
        let error = settings.check(&lock()).unwrap_err().to_string();
        assert!(error.ends_with("did you mean `numpy`?"), "{error}");
    }

    #[test]
    fn two_spellings_of_a_package_are_one() {
        let text = "[tool.uvnix.packages]\nNumPy = {}\nnumpy = {}";
        assert_eq!(wrong(text), one("repeated", &["NumPy", "numpy"]));
        assert_eq!(wrong("tool.uvnix.packages.'a b' = {}"), one("bad_value", &["'a b'"]));
    }

    #[test]
    fn what_cannot_both_be_done_is_shown_at_both_places() {
        for (uv, source, place) in [
            ("no-binary-package = ['NumPy']", "'wheel'", "'NumPy'"),
            ("no-build-package = ['numpy']", "'sdist'", "'numpy'"),
            ("no-build = true", "'sdist'", "true"),
        ] {
            let text = format!("tool.uvnix.packages.numpy.source = {source}\n[tool.uv]\n{uv}");
            assert_eq!(wrong(&text), [("contradiction".to_owned(), vec![source, place])]);
        }
        let text = "[tool.uv]\nno-build-package = ['a']\nno-binary-package = ['A', 'b']";
        assert_eq!(wrong(text), one("contradiction", &["'A'", "'a'"]));
        let text = "[tool.uv]\nno-build = true\nno-binary = true";
        assert_eq!(wrong(text), one("contradiction", &["true", "true"]));
    }

    #[test]
    fn a_uv_toml_takes_the_place_of_uv_s_table() {
        let text = "tool.uvnix.packages.numpy.source = 'wheel'\n[tool.uv]\nno-binary = true";
        let settings = Settings::parse(text).unwrap();
        assert!(settings.check(&lock()).is_err());
        let with = |uv_toml: &str| settings.clone().with_uv_toml(uv_toml);
        assert!(with("").unwrap().check(&lock()).is_ok());
        assert!(with("no-build = true\nno-binary = true").is_err());
        let error = with("no-binary = true").unwrap().check(&lock()).unwrap_err();
        assert_eq!(error.labels().unwrap().count(), 1);
        assert!(error.to_string().contains("uv.toml"), "{error}");
    }

    #[test]
    fn what_is_no_toml_is_refused_and_nothing_reaches_the_terminal() {
        assert_eq!(wrong("tool = [")[0].0, "not_toml");
        assert_eq!(wrong("tool.uvnix = true"), one("bad_value", &["true"]));
        for hostile in [
            "tool.uvnix.\"\\u001b[31m\" = 1",
            "tool.uvnix.packages.\"\\u001b[31m\" = {}",
            "tool.uvnix.lookup = \"\\u001b[31m\"",
            "tool.uvnix.packages.a.build-inputs = [\"\\u001b[31m\"]",
        ] {
            let error = Settings::parse(hostile).unwrap_err().to_string();
            assert!(error.contains("\\u{1b}"), "{error}");
        }
    }
}
