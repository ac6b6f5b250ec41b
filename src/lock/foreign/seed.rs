//! The `uv.lock` that hands the locked versions over to uv.
//!
//! uv takes the versions of an existing `uv.lock` as preferences, also if the rest of the file does not fit the
//! project. It needs the name, the version and the source of each package; where a name has several versions,
//! `resolution-markers` say which is for which environments. It looks up the commits of git repositories by the
//! repository and the reference, such as `branch=main`.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;
use serde::Serialize;

use super::{ForeignLock, GitPin, Origin, Pin};

/// The index of packages for which the file names none. uv asks the indexes of the project.
const ANY_INDEX: &str = "https://index.invalid/simple";

/// What a project asks a git repository for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(pub String);

/// What the seed needs besides the locked packages.
#[derive(Debug, Default)]
pub struct Seed {
    /// The references to git repositories in the project, by the package that comes from there.
    pub references: BTreeMap<PackageName, BTreeSet<Reference>>,
    /// `resolution` and the like of `[tool.uv]`, in the spelling of the lock: if they differ, uv ignores the file.
    pub options: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Wire {
    version: u8,
    requires_python: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    options: BTreeMap<String, String>,
    package: Vec<PackageWire>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
struct PackageWire {
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resolution_markers: Vec<String>,
    source: BTreeMap<&'static str, String>,
}

impl Seed {
    /// The text of a `uv.lock` with the versions and commits of another lock file.
    #[must_use]
    pub fn text(&self, lock: &ForeignLock) -> String {
        let mut counts: BTreeMap<&PackageName, usize> = BTreeMap::new();
        lock.pins.iter().for_each(|pin| *counts.entry(&pin.name).or_default() += 1);
        let packages = lock.pins.iter().flat_map(|pin| self.packages(pin, counts[&pin.name] > 1));
        // A package may be there twice if a reference has a name that a tag and a branch have.
        let packages: BTreeSet<_> = packages.collect();
        let wire = Wire {
            version: 1,
            // Contains every `requires-python`: uv would drop versions of a narrower one.
            requires_python: ">=2.7",
            options: self.options.clone(),
            package: packages.into_iter().collect(),
        };
        toml::to_string(&wire).expect("texts and lists of texts can be written")
    }

    fn packages(&self, pin: &Pin, is_one_of_several: bool) -> Vec<PackageWire> {
        let sources = match &pin.origin {
            Origin::Index(url) => {
                vec![("registry", url.clone().unwrap_or_else(|| ANY_INDEX.to_owned()))]
            }
            Origin::Git(git) => self.commits(pin, git).into_iter().map(|it| ("git", it)).collect(),
            // The requirement itself says which file or folder it is.
            Origin::Url(_) | Origin::Local(_) => Vec::new(),
        };
        let version = pin.version.as_ref().map_or("0", |version| &version.text);
        // uv reads a condition on an extra as one on its conflicts.
        let marker = pin.marker.environment_part(&|_| true).filter(|_| is_one_of_several);
        let package = |source| PackageWire {
            name: pin.name.to_string(),
            version: version.to_owned(),
            resolution_markers: marker.clone().into_iter().collect(),
            source: BTreeMap::from([source]),
        };
        sources.into_iter().map(package).collect()
    }

    /// The commit of a package, for each reference that can have led to it: the files do not tell branches from
    /// tags.
    fn commits(&self, pin: &Pin, git: &GitPin) -> Vec<String> {
        let Some(commit) = &git.commit else { return Vec::new() };
        let named = self.references.get(&pin.name).into_iter().flatten();
        let references: BTreeSet<_> =
            named.map(|Reference(text)| text).chain(&git.reference).collect();
        let folder = git.subdirectory.iter().map(|folder| ("subdirectory", folder.as_str()));
        let folder = Vec::from_iter(folder);
        let kinds = ["branch", "rev", "tag"];
        let queries =
            references.iter().flat_map(|text| kinds.map(|kind| Some((kind, text.as_str()))));
        let queries = queries.chain([None, Some(("rev", commit.as_str()))]);
        let url = |query: Option<(&str, &str)>| {
            let pairs = folder.iter().copied().chain(query);
            let query =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{}{mark}{query}#{commit}", git.url)
        };
        queries.map(url).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::Lock;
    use crate::lock::foreign::Tool;

    const COMMIT: &str = "7fc59da2c4dff919db2095a0f0e47101b657131d";

    #[test]
    fn the_seed_is_a_lock_with_versions_forks_and_commits() {
        let text = format!(
            "a==1.0 ; python_version < '3.12' and extra == 'x'\na==2.0 ; python_version >= '3.12'\n\
             b==3 ; os_name == 'nt'\n\
             c @ git+https://git.example/c@{COMMIT}#subdirectory=d/e\nf @ https://files.example/f.zip\n"
        );
        let lock = ForeignLock::parse(Tool::Requirements, &text).unwrap();
        let main = BTreeSet::from([Reference("ma in".to_owned())]);
        let references = BTreeMap::from([("c".parse().unwrap(), main)]);
        let options = BTreeMap::from([("resolution-mode".to_owned(), "lowest".to_owned())]);
        let seed = Seed { references, options }.text(&lock);
        assert!(Lock::parse(&seed).is_ok(), "{seed}");
        insta::assert_snapshot!(seed.split("\n\n[[package]]\nname = \"c\"").next().unwrap(), @r#"
        version = 1
        requires-python = ">=2.7"

        [options]
        resolution-mode = "lowest"

        [[package]]
        name = "a"
        version = "1.0"
        resolution-markers = ["python_full_version < '3.12'"]

        [package.source]
        registry = "https://index.invalid/simple"

        [[package]]
        name = "a"
        version = "2.0"
        resolution-markers = ["python_full_version >= '3.12'"]

        [package.source]
        registry = "https://index.invalid/simple"

        [[package]]
        name = "b"
        version = "3"

        [package.source]
        registry = "https://index.invalid/simple"
        "#);
        for query in ["branch=ma+in", "tag=ma+in", &format!("rev={COMMIT}")] {
            let url = format!("https://git.example/c?subdirectory=d%2Fe&{query}#{COMMIT}");
            assert!(seed.contains(&url), "{url} is not in {seed}");
        }
        assert!(!seed.contains("files.example"), "a URL is its own requirement");
    }
}
