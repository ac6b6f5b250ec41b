//! A temporary project that asks uv one request: which packages meet a list of build requirements?
//!
//! It has the indexes, the sources and the other settings about files of the real project, and nothing else of
//! it; and uv reads no settings of the user or the machine, so that everybody gets the same answer. uv
//! resolves build requirements separately: `constraint-dependencies`, `resolution` and similar settings are for the
//! packages of the project, but `uv pip compile` would apply them. And nothing that is in the folder of the
//! project, such as an interpreter in `.venv`, is run.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use pep508_rs::PackageName;
use tempfile::TempDir;
use toml::{Table, Value};
use url::Url;
use uvnix::facts::SdistMetadata;
use uvnix::facts::build_lock::Terms;
use uvnix::lock::PackageVersion;
use uvnix::project::IndexSource;

use crate::cli::Mirror;
use crate::fetch::{mirrored, temporary};

/// The settings of uv about files, with the mirrors to use.
pub(super) struct Origins(Table);

/// The packages that uv has to take from a source archive, each with its dependencies. uv may build those
/// without.
pub(super) type FromSource = BTreeMap<PackageName, Option<SdistMetadata>>;

/// What uv is asked.
#[derive(Clone, Copy)]
pub(super) struct Request<'r> {
    /// The requirements, in the form of PEP 508.
    pub requirements: &'r [&'r str],
    /// The indexes that some of them are taken from.
    pub sources: &'r [(&'r PackageName, &'r [IndexSource])],
    /// The Python and the constraints.
    pub terms: &'r Terms,
    /// The packages without a wheel that fits.
    pub from_source: &'r FromSource,
    /// The versions that uv chooses if they are allowed: those that were chosen before.
    pub preferred: &'r BTreeMap<PackageName, PackageVersion>,
}

/// The file in the folder of a request that contains the preferred versions. uv replaces it by the answer.
pub(super) const PREFERRED: &str = "pylock.toml";

impl Origins {
    /// The settings with absolute paths, which were relative to `folder`. `default` is the address of the index
    /// of the lock that the settings do not name.
    pub(super) fn of(
        settings: &Table,
        folder: &Path,
        default: Option<&str>,
        mirrors: &[Mirror],
    ) -> Self {
        let mut origins = settings.clone();
        let change = |value: &mut Value| settle(value, folder, mirrors);
        for key in ["index-url", "extra-index-url", "find-links"] {
            origins.get_mut(key).into_iter().for_each(change);
        }
        let mut indexes = match origins.remove("index") {
            Some(Value::Array(indexes)) => indexes,
            _ => Vec::new(),
        };
        indexes.iter_mut().filter_map(|index| index.get_mut("url")).for_each(change);
        let is_default = |index: &Value| index.get("default") == Some(&Value::Boolean(true));
        let has_default = origins.contains_key("index-url") || indexes.iter().any(is_default);
        indexes.extend(default.filter(|_| !has_default).map(|url| {
            let url = mirrored(url, mirrors).unwrap_or_else(|| url.to_owned());
            Value::Table(Table::from_iter([entry("url", url), entry("default", true)]))
        }));
        if !indexes.is_empty() {
            origins.insert("index".into(), indexes.into());
        }
        Self(origins)
    }
}

impl Request<'_> {
    /// A temporary folder with a `pyproject.toml` and a `uv.toml`.
    pub(super) fn project(&self, origins: &Origins) -> io::Result<TempDir> {
        let sources =
            self.sources.iter().map(|(name, indexes)| (name.to_string(), source(indexes)));
        // Without a workspace, uv would look for one in the folders above. A source needs the index that it names.
        let index = origins.0.get("index").map(|indexes| entry("index", indexes.clone()));
        let uv = [entry("workspace", Table::new()), entry("sources", Table::from_iter(sources))];
        let uv = Table::from_iter(uv.into_iter().chain(index));
        let mut settings = origins.0.clone();
        if let Value::Array(metadata) =
            settings.entry("dependency-metadata").or_insert_with(|| Value::Array(Vec::new()))
        {
            let is_replaced = |it: &Value| {
                let name = it.get("name").and_then(Value::as_str);
                name.and_then(|name| name.parse().ok()).is_some_and(|name: PackageName| {
                    self.from_source.get(&name).is_some_and(Option::is_some)
                })
            };
            metadata.retain(|it| !is_replaced(it));
            let known = self.from_source.iter();
            metadata
                .extend(known.filter_map(|(name, known)| Some(described(name, known.as_ref()?))));
        }
        let project = Table::from_iter([
            entry("name", "uvnix-build-requirements"),
            entry("version", "0"),
            entry("requires-python", format!(">={}", self.terms.python)),
            entry("dependencies", self.requirements.to_vec()),
        ]);
        let tool = Table::from_iter([entry("uv", uv)]);
        let pyproject = Table::from_iter([entry("project", project), entry("tool", tool)]);
        let folder = temporary::folder()?;
        fs::write(folder.path().join("pyproject.toml"), pyproject.to_string())?;
        fs::write(folder.path().join("uv.toml"), settings.to_string())?;
        let constraints = self.terms.constraints.iter().map(|constraint| format!("{constraint}\n"));
        fs::write(folder.path().join("constraints.txt"), String::from_iter(constraints))?;
        if !self.preferred.is_empty() {
            fs::write(folder.path().join(PREFERRED), self.preferred_versions().to_string())?;
        }
        Ok(folder)
    }

    /// A `pylock.toml` of the preferred versions, without files.
    fn preferred_versions(&self) -> Table {
        let packages = self.preferred.iter().map(|(name, version)| {
            let fields = [entry("name", name.as_ref()), entry("version", version.text.as_str())];
            Value::Table(Table::from_iter(fields))
        });
        Table::from_iter([
            entry("lock-version", "1.0"),
            entry("created-by", "uvnix"),
            entry("packages", Value::Array(packages.collect())),
        ])
    }

    /// The arguments for uv in that folder: nothing is built but what must not come from a wheel, and of that
    /// only packages whose dependencies are not known.
    pub(super) fn arguments(&self) -> Vec<String> {
        let fixed = "pip compile pyproject.toml --config-file uv.toml --universal --format pylock.toml \
                     --no-header --quiet --no-progress --system --resolution highest --prerelease if-necessary-or-explicit \
                     --only-binary :all:";
        let mut arguments = Vec::from_iter(fixed.split_whitespace().map(str::to_owned));
        arguments.extend(["--python-version".to_owned(), self.terms.python.to_string()]);
        if !self.terms.constraints.is_empty() {
            arguments.extend(["--constraints", "constraints.txt"].map(str::to_owned));
        }
        if !self.preferred.is_empty() {
            arguments.extend(["--output-file", PREFERRED].map(str::to_owned));
        }
        for name in self.from_source.keys() {
            arguments.extend(["--no-binary".to_owned(), name.to_string()]);
        }
        arguments
    }
}

fn entry(key: &str, value: impl Into<Value>) -> (String, Value) {
    (key.to_owned(), value.into())
}

fn source(indexes: &[IndexSource]) -> Value {
    let sources = indexes.iter().map(|source| {
        let marker = source.marker.iter().map(|marker| entry("marker", marker.as_str()));
        let index = entry("index", source.index.as_str());
        Value::Table(Table::from_iter([index].into_iter().chain(marker)))
    });
    Value::Array(sources.collect())
}

/// The metadata of a package in all its versions: uv builds a version that it has no metadata of.
fn described(name: &PackageName, metadata: &SdistMetadata) -> Value {
    let python = metadata.requires_python.iter();
    let python = python.map(|python| entry("requires-python", python.as_str()));
    let fields = [
        entry("name", name.as_ref()),
        entry("requires-dist", metadata.requires.clone()),
        entry("provides-extra", metadata.extras.clone()),
    ];
    Value::Table(Table::from_iter(fields.into_iter().chain(python)))
}

/// Makes paths absolute, and replaces URLs by their mirrors.
fn settle(value: &mut Value, folder: &Path, mirrors: &[Mirror]) {
    match value {
        Value::String(address) => match Url::parse(address) {
            Ok(_) => *address = mirrored(address, mirrors).unwrap_or_else(|| address.clone()),
            Err(_) => *address = folder.join(&*address).to_string_lossy().into_owned(),
        },
        Value::Array(addresses) => addresses.iter_mut().for_each(|it| settle(it, folder, mirrors)),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn asked(origins: &str, default: Option<&str>, from_source: &FromSource) -> Table {
        let mirrors = [("https://pypi.example", "https://mirror.example/pypi")];
        let mirrors = mirrors.map(|(from, to)| Mirror { from: from.to_owned(), to: to.to_owned() });
        let settings = origins.parse().unwrap();
        let origins = Origins::of(&settings, Path::new("/a/b"), default, &mirrors);
        let terms = Terms {
            python: "3.11".parse().unwrap(),
            constraints: BTreeSet::new(),
            settings: BTreeMap::new(),
            default_index: None,
            environments: None,
        };
        let requirements = ["setuptools>=61"];
        let request = Request {
            requirements: &requirements,
            sources: &[],
            terms: &terms,
            from_source,
            preferred: &BTreeMap::new(),
        };
        let project = request.project(&origins).unwrap();
        let text = fs::read_to_string(project.path().join("uv.toml")).unwrap();
        text.parse().unwrap()
    }

    #[test]
    fn paths_are_absolute_and_addresses_are_those_of_mirrors() {
        let origins = "find-links = ['wheels', 'https://files.example']\n\
                       index-url = 'https://pypi.example/simple'\n\
                       [[index]]\nurl = '../index'\n";
        let uv = asked(origins, None, &FromSource::new());
        assert_eq!(uv["find-links"][0].as_str(), Some("/a/b/wheels"));
        assert_eq!(uv["find-links"][1].as_str(), Some("https://files.example"));
        assert_eq!(uv["index-url"].as_str(), Some("https://mirror.example/pypi/simple"));
        assert_eq!(uv["index"][0]["url"].as_str(), Some("/a/b/../index"));
    }

    #[test]
    fn the_default_index_is_that_of_the_lock_or_its_mirror() {
        let default = Some("https://pypi.example/simple");
        let index = "[[index]]\nurl = 'https://other.example'\n";
        let uv = asked(index, default, &FromSource::new());
        assert_eq!(uv["index"][1]["url"].as_str(), Some("https://mirror.example/pypi/simple"));
        assert_eq!(uv["index"][1]["default"].as_bool(), Some(true));
        let uv = asked(&format!("{index}default = true"), default, &FromSource::new());
        assert_eq!(uv["index"].as_array().unwrap().len(), 1);
        let uv = asked(index, Some("https://elsewhere.example"), &FromSource::new());
        assert_eq!(uv["index"][1]["url"].as_str(), Some("https://elsewhere.example"));
    }

    #[test]
    fn what_an_sdist_says_replaces_what_the_user_says_of_one_version() {
        let metadata = SdistMetadata { requires: vec!["b".to_owned()], ..SdistMetadata::default() };
        let from_source = FromSource::from([("num-py".parse().unwrap(), Some(metadata))]);
        let said = "[[dependency-metadata]]\nname = 'Num_Py'\nversion = '1'\n\
                    [[dependency-metadata]]\nname = 'other'";
        let uv = asked(said, None, &from_source);
        let all = uv["dependency-metadata"].as_array().unwrap();
        let names: Vec<_> = all.iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["other", "num-py"]);
        assert!(all[1].get("version").is_none());
    }
}
