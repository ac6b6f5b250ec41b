//! `[tool.uv]`: the settings that affect builds. uv itself reports errors in the others.
//!
//! <https://docs.astral.sh/uv/reference/settings/>

mod build;
mod selection;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

pub use build::{ConfigSetting, ConfigSettings, ExtraBuildDependency};
pub use selection::PackageSelection;

use build::{config_settings, extra_build_dependencies};

use super::index::index_name;
use super::requirement::{REQUIREMENTS, requirement};
use super::table::Table;
use super::value::{Value, list, text};
use super::variables::{Texts, variables};
use super::word::SourcePreference;
use crate::lock::Span;
use crate::project::requirement::BuildRequirement;
use crate::project::sources::{Sources, sources};
use crate::text::address::without_userinfo;

/// The settings of uv for all downloads, including those for builds. Which packages are built is not among
/// them: build requirements are taken from wheels wherever there are any.
///
/// <https://docs.astral.sh/uv/reference/settings/>
const ORIGINS: [&str; 16] = [
    "allow-insecure-host",
    "dependency-metadata",
    "exclude-newer",
    "exclude-newer-package",
    "extra-index-url",
    "find-links",
    "http-proxy",
    "https-proxy",
    "index",
    "index-strategy",
    "index-url",
    "keyring-provider",
    "native-tls",
    "no-index",
    "no-proxy",
    "system-certs",
];

/// The settings of uv, from the file that uv reads.
#[derive(Debug, Clone, Default)]
pub struct UvSettings {
    /// The packages that must not be installed from a wheel.
    pub no_binary: PackageSelection,
    /// The packages that are not built.
    pub no_build: PackageSelection,
    /// The packages that are built in the environment of the installed packages.
    pub no_build_isolation: PackageSelection,
    /// The settings for all build backends.
    pub config_settings: ConfigSettings,
    /// The settings for the build backend of one package.
    pub config_settings_package: BTreeMap<PackageName, ConfigSettings>,
    /// Additional build requirements of a package.
    pub extra_build_dependencies: BTreeMap<PackageName, Vec<ExtraBuildDependency>>,
    /// The environment variables of a package's build.
    pub extra_build_variables: BTreeMap<PackageName, Texts>,
    /// Constraints on build requirements; always from `pyproject.toml`.
    pub build_constraints: Vec<BuildRequirement>,
    /// Whether modules are compiled during installation, if stated.
    pub compile_bytecode: Option<bool>,
    /// Whether the root is a package, if stated; always from `pyproject.toml`.
    pub package: Option<bool>,
    /// Where requirements come from; always from `pyproject.toml`.
    pub sources: Sources,
    /// The indexes, in their order.
    pub indexes: Vec<UvIndex>,
    /// All settings that affect where files come from, as written.
    pub origins: toml::Table,
    pub(super) file: UvFile,
}

/// The file that uv takes its settings from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum UvFile {
    #[default]
    Pyproject,
    UvToml,
}

/// An index that uv knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UvIndex {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its address without credentials, or a path.
    pub url: String,
    /// Whether it replaces the default index.
    pub default: bool,
    /// Whether it is only for the packages that name it.
    pub explicit: bool,
    /// Whether it is one page with the files of all packages.
    pub is_flat: bool,
}

impl UvSettings {
    /// Where all wheels of a package are refused. uv lets a package that must not be built off from
    /// `no-binary`.
    #[must_use]
    pub fn refuses_wheels(&self, package: &PackageName) -> Option<&Span> {
        self.no_binary.place_of(package, &self.no_build)
    }

    /// Where it is refused to build a package. uv lets a package that must not come as a wheel off from
    /// `no-build`.
    #[must_use]
    pub fn refuses_builds(&self, package: &PackageName) -> Option<&Span> {
        self.no_build.place_of(package, &self.no_binary)
    }

    /// The artifact to install for a package, if the settings of uv state it.
    #[must_use]
    pub fn source(&self, package: &PackageName) -> Option<SourcePreference> {
        let wheel = self.refuses_builds(package).map(|_| SourcePreference::Wheel);
        wheel.or_else(|| self.refuses_wheels(package).map(|_| SourcePreference::Sdist))
    }

    /// Whether a package is built in the environment of the installed packages.
    #[must_use]
    pub fn is_built_without_isolation(&self, package: &PackageName) -> bool {
        self.no_build_isolation.has(package)
    }

    /// The settings for the build backend of a package: first its own, then those for all.
    #[must_use]
    pub fn config_settings_of(&self, package: &PackageName) -> ConfigSettings {
        let mut settings = self.config_settings_package.get(package).cloned().unwrap_or_default();
        for (key, setting) in &self.config_settings {
            let known = settings.remove(key);
            let both = known.map_or_else(|| setting.clone(), |known| known.and(setting));
            settings.insert(key.clone(), both);
        }
        settings
    }

    /// Whether an index is one page with the files of all packages: it has the flat format, or is in
    /// `find-links`.
    ///
    /// <https://docs.astral.sh/uv/concepts/indexes/#flat-indexes>
    #[must_use]
    pub fn is_flat(&self, index: &str) -> bool {
        let links = self.origins.get("find-links").and_then(toml::Value::as_array);
        let links = links.into_iter().flatten().filter_map(toml::Value::as_str);
        let flat = self.indexes.iter().filter(|it| it.is_flat).map(|it| it.url.as_str());
        let plain = |url: &str| without_userinfo(url).trim_end_matches('/').to_owned();
        flat.chain(links).any(|known| plain(known) == plain(index))
    }

    pub(super) fn read(table: &Table) -> Self {
        let requirements = |value: &Value| list(value, requirement);
        let constraints = "build-constraint-dependencies";
        Self {
            no_binary: PackageSelection::read(table, "no-binary"),
            no_build: PackageSelection::read(table, "no-build"),
            no_build_isolation: PackageSelection::read(table, "no-build-isolation"),
            config_settings: table
                .table("config-settings")
                .as_ref()
                .map(config_settings)
                .unwrap_or_default(),
            config_settings_package: table.by_package("config-settings-package", |package| {
                package.table().as_ref().map(config_settings)
            }),
            extra_build_dependencies: extra_build_dependencies(table),
            extra_build_variables: table.by_package("extra-build-variables", |package| {
                package.table().as_ref().map(variables)
            }),
            build_constraints: table
                .read_as(constraints, REQUIREMENTS, requirements)
                .unwrap_or_default(),
            compile_bytecode: table.flag("compile-bytecode"),
            package: table.flag("package"),
            sources: table.plain("sources").as_ref().map(sources).unwrap_or_default(),
            indexes: indexes(table),
            origins: ORIGINS
                .iter()
                .filter_map(|&key| Some((key.into(), table.plain(key)?)))
                .collect(),
            file: UvFile::Pyproject,
        }
    }

    /// The settings of uv if there is a `uv.toml`. It replaces all of `[tool.uv]`, except for the keys that
    /// uv reads as a part of the project. The indexes of `pyproject.toml` remain, because sources refer to
    /// them.
    pub(super) fn replaced_by(self, uv_toml: Self) -> Self {
        let named: BTreeSet<_> =
            uv_toml.indexes.iter().filter_map(|index| index.name.clone()).collect();
        let is_hidden = |index: &UvIndex| index.name.as_ref().is_none_or(|it| named.contains(it));
        let kept = self.indexes.into_iter().filter(|index| !is_hidden(index));
        let indexes = uv_toml.indexes.into_iter().chain(kept).collect();
        Self {
            build_constraints: self.build_constraints,
            package: self.package,
            sources: self.sources,
            indexes,
            file: UvFile::UvToml,
            ..uv_toml
        }
    }
}

fn indexes(table: &Table) -> Vec<UvIndex> {
    let tables = table.tables("index");
    let indexes = tables.into_iter().filter_map(|table| {
        let name = "a name of letters, digits, `-`, `_` and `.`";
        let url = "a URL or a path, such as `\"https://pypi.example/simple\"`";
        Some(UvIndex {
            name: table.read_as("name", name, index_name),
            default: table.flag("default").unwrap_or_default(),
            explicit: table.flag("explicit").unwrap_or_default(),
            is_flat: table.plain("format").as_ref().and_then(toml::Value::as_str) == Some("flat"),
            url: without_userinfo(&table.read_as("url", url, text)?),
        })
    });
    indexes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> UvSettings {
        Table::read_file(text, |table| UvSettings::read(&table)).unwrap()
    }

    fn name(text: &str) -> PackageName {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_refused_of_all_is_not_refused_of_those_that_need_it() {
        let settings = read("no-build = true\nno-binary-package = ['NumPy']");
        assert_eq!(settings.source(&name("numpy")), Some(SourcePreference::Sdist));
        assert_eq!(settings.source(&name("scipy")), Some(SourcePreference::Wheel));
        let settings = read("no-binary = true\nno-build-package = ['numpy']");
        assert_eq!(settings.source(&name("numpy")), Some(SourcePreference::Wheel));
        assert_eq!(settings.source(&name("scipy")), Some(SourcePreference::Sdist));
        assert_eq!(read("").source(&name("numpy")), None);
    }

    #[test]
    fn what_is_told_a_backend_for_one_package_comes_before_what_is_told_for_all() {
        let settings = read(
            "config-settings = { a = '1', b = ['2', '3'] }\n\
             config-settings-package.Num_Py = { a = '0', c = '4' }",
        );
        let list = |texts: &[&str]| {
            ConfigSetting::List(texts.iter().map(|text| (*text).to_owned()).collect())
        };
        let of = settings.config_settings_of(&name("num-py"));
        assert_eq!(of["a"], list(&["0", "1"]));
        assert_eq!(of["b"], list(&["2", "3"]));
        assert_eq!(of["c"], ConfigSetting::Text("4".to_owned()));
        assert_eq!(settings.config_settings_of(&name("other")), settings.config_settings);
    }

    #[test]
    fn an_index_is_known_without_its_credentials() {
        let settings = read(
            "[[index]]\nname = 'corp'\nurl = 'https://me:pw@pypi.example/simple'\nexplicit = true\n\
             [[index]]\nurl = './wheels'\ndefault = true",
        );
        assert_eq!(settings.indexes[0].url, "https://pypi.example/simple");
        assert!(settings.indexes[0].explicit && !settings.indexes[0].default);
        assert_eq!(settings.indexes[1].url, "./wheels");
    }

    #[test]
    fn a_flat_index_is_known_by_its_format_or_as_a_link() {
        let settings = read(
            "find-links = ['https://me:pw@files.example/links/']\n\
             [[index]]\nurl = 'https://files.example/flat'\nformat = 'flat'\n\
             [[index]]\nurl = 'https://pypi.example/simple'",
        );
        for flat in ["https://files.example/links", "https://files.example/flat/"] {
            assert!(settings.is_flat(flat), "{flat}");
        }
        assert!(!settings.is_flat("https://pypi.example/simple"));
    }

    #[test]
    fn the_rest_is_left_to_uv() {
        let settings = read("resolution = 'lowest'\nsources.numpy = 3\npip.no-binary = ['a']");
        assert_eq!(settings.source(&name("a")), None);
    }

    #[test]
    fn a_uv_toml_says_all_but_what_is_part_of_the_project() {
        let pyproject = read(
            "no-build = true\npackage = false\nbuild-constraint-dependencies = ['setuptools<80']\n\
             [[index]]\nname = 'corp'\nurl = 'https://pypi.example/old'\n\
             [[index]]\nname = 'torch'\nurl = 'https://pypi.example/torch'",
        );
        let uv_toml = read("[[index]]\nname = 'corp'\nurl = 'https://pypi.example/new'");
        let settings = pyproject.replaced_by(uv_toml);
        assert_eq!(settings.source(&name("numpy")), None);
        assert_eq!(settings.package, Some(false));
        assert_eq!(settings.build_constraints.len(), 1);
        let urls: Vec<_> = settings.indexes.iter().map(|index| index.url.as_str()).collect();
        assert_eq!(urls, ["https://pypi.example/new", "https://pypi.example/torch"]);
    }
}
