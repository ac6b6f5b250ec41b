//! Where a package comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::address::read_address;
use crate::text::printable::is_obeyed;

/// The kinds of source that a lock knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A package index.
    Registry(Registry),
    /// A commit of a git repository.
    Git(Git),
    /// A file on a server, with the folder inside it that holds the project.
    Url {
        /// Its address.
        url: String,
        /// The folder, if it is not the top one.
        subdirectory: Option<RelativePath>,
    },
    /// A file beside the lock.
    Path(LocalPath),
    /// A folder, built and installed as it is now.
    Directory(LocalPath),
    /// A folder that uv installs so that changes to it are seen at once.
    Editable(LocalPath),
    /// A folder that is not a package, only has dependencies.
    Virtual(LocalPath),
}

impl Source {
    /// Whether it is a tree of files, rather than archives or nothing.
    #[must_use]
    pub fn is_source_tree(&self) -> bool {
        match self {
            Self::Directory(_) | Self::Editable(_) => true,
            Self::Git(git) => git.archive.is_none(),
            Self::Registry(_) | Self::Url { .. } | Self::Path(_) | Self::Virtual(_) => false,
        }
    }

    /// The folder of a local package, if it is not where only one machine has it.
    #[must_use]
    pub fn folder(&self) -> Option<&RelativePath> {
        match self {
            Self::Directory(path) | Self::Editable(path) | Self::Virtual(path) => match path {
                LocalPath::Relative(path) => Some(path),
                LocalPath::Absolute(_) => None,
            },
            Self::Registry(_) | Self::Git(_) | Self::Url { .. } | Self::Path(_) => None,
        }
    }
}

/// A package index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Registry {
    /// On a server.
    Url(String),
    /// A folder of files.
    Path(LocalPath),
    /// One that the lock file does not name: each file has an address of its own.
    Unknown,
}

/// A commit of a git repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Git {
    /// The repository.
    pub url: String,
    /// The locked commit.
    pub commit: String,
    /// The tag that led to it, if a tag did.
    pub tag: Option<String>,
    /// The branch that led to it, if a branch did.
    pub branch: Option<String>,
    /// The folder of the project, if it is not the top one.
    pub subdirectory: Option<RelativePath>,
    /// The archive inside the repository that is the package.
    pub archive: Option<RelativePath>,
    /// Whether files in large file storage are needed.
    pub lfs: bool,
}

/// A path on the machine where the project was locked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LocalPath {
    /// From the folder of the lock.
    Relative(RelativePath),
    /// From the root, which means nothing on another machine.
    Absolute(String),
}

/// A path relative to the folder of the lock file, with forward slashes: `packages/app`, `../sibling`, or
/// `.`.
///
/// It has `..` only at the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(String);

impl RelativePath {
    /// The folder of the lock itself.
    #[must_use]
    pub fn here() -> Self {
        Self(".".to_owned())
    }

    /// A file or folder in the folder of the lock.
    #[must_use]
    pub fn file(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is that folder.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.0 == "."
    }

    /// Whether it leads out of the folder of the lock.
    #[must_use]
    pub fn climbs(&self) -> bool {
        self.0.split('/').next() == Some("..")
    }

    /// This path relative to `folder`, if `folder` contains it.
    #[must_use]
    pub fn inside(&self, folder: &Self) -> Option<Self> {
        if self == folder {
            return Some(Self::here());
        }
        if folder.is_here() {
            return (!self.climbs()).then(|| self.clone());
        }
        let rest = self.0.strip_prefix(&folder.0)?.strip_prefix('/')?;
        let rest = Self(rest.to_owned());
        // `../../a` begins with `..`, and is not below it.
        (!rest.climbs()).then_some(rest)
    }

    /// The folders that contain it, from the innermost one to that of the lock file.
    pub fn parents(&self) -> impl Iterator<Item = Self> {
        let folders = self.0.rmatch_indices('/').map(|(end, _)| Self(self.0[..end].to_owned()));
        folders.chain((!self.climbs() && !self.is_here()).then(Self::here))
    }

    /// `path`, which is relative to this path, relative to the folder of the lock file.
    #[must_use]
    pub fn join(&self, path: &Self) -> Self {
        let mut parts: Vec<&str> = self.0.split('/').filter(|part| *part != ".").collect();
        for part in path.0.split('/').filter(|part| *part != ".") {
            match parts.last() {
                Some(last) if part == ".." && *last != ".." => drop(parts.pop()),
                _ => parts.push(part),
            }
        }
        if parts.is_empty() { Self::here() } else { Self(parts.join("/")) }
    }
}

impl TryFrom<&str> for RelativePath {
    type Error = String;

    fn try_from(text: &str) -> Result<Self, String> {
        if text.starts_with('/') || text.contains('\\') || text.contains(is_obeyed) {
            return Err(format!("`{text}` is not a relative path"));
        }
        let mut parts = Vec::new();
        for part in text.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." && parts.last().is_some_and(|last| *last != "..") {
                return Err(format!("`{text}` has `..` after the name of a folder"));
            }
            parts.push(part);
        }
        if parts.is_empty() {
            return Ok(Self::here());
        }
        Ok(Self(parts.join("/")))
    }
}

impl TryFrom<String> for RelativePath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::try_from(text.as_str())
    }
}

impl From<RelativePath> for String {
    fn from(RelativePath(text): RelativePath) -> Self {
        text
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<&str> for LocalPath {
    type Error = String;

    fn try_from(text: &str) -> Result<Self, String> {
        let has_drive = text.as_bytes().get(1) == Some(&b':');
        if (text.starts_with('/') || has_drive) && !text.contains(is_obeyed) {
            return Ok(Self::Absolute(text.to_owned()));
        }
        RelativePath::try_from(text).map(Self::Relative)
    }
}

impl TryFrom<&str> for Git {
    type Error = String;

    /// Reads `https://host/repository?tag=v1&subdirectory=folder#commit`.
    fn try_from(text: &str) -> Result<Self, String> {
        let (address, commit) =
            text.rsplit_once('#').ok_or_else(|| format!("`{text}` does not name a commit"))?;
        if !is_commit(commit) {
            return Err(format!("`{commit}` is not a commit hash"));
        }
        let (url, query) = address.split_once('?').unwrap_or((address, ""));
        let mut git = Self {
            url: read_address(url, &["https", "http", "ssh", "git", "file"])?,
            commit: commit.to_owned(),
            tag: None,
            branch: None,
            subdirectory: None,
            archive: None,
            lfs: false,
        };
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value =
                percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
            if value.contains(is_obeyed) {
                return Err(format!("the {key} `{value}` contains a control character"));
            }
            match key {
                "tag" => git.tag = Some(value),
                "branch" => git.branch = Some(value),
                "subdirectory" => git.subdirectory = Some(inside(&value)?),
                "path" => git.archive = Some(inside(&value)?),
                "lfs" => git.lfs = value == "true",
                // `rev` is the user's name for the commit; other keys belong to the server.
                _ => {}
            }
        }
        Ok(git)
    }
}

/// Whether a text is the hash of a git commit.
pub(super) fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads a path that stays inside of its base folder and has no special characters of a shell.
pub(super) fn inside(text: &str) -> Result<RelativePath, String> {
    let path = RelativePath::try_from(text)?;
    if path.climbs() {
        return Err(format!("`{text}` leads out of its archive or repository"));
    }
    if text.contains(['$', '`', '"']) {
        return Err(format!("`{text}` has a character with a special meaning in a shell"));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_address_says_what_led_to_the_commit() {
        let commit = "7fc59da2c4dff919db2095a0f0e47101b657131d";
        let text =
            format!("https://git.example/a.git?subdirectory=b%2Fc&tag=v1%2B0&rev=v1#{commit}");
        let git = Git::try_from(text.as_str()).unwrap();
        assert_eq!(git.url, "https://git.example/a.git");
        assert_eq!(git.tag.as_deref(), Some("v1+0"));
        assert_eq!(git.subdirectory.unwrap().as_str(), "b/c");
        assert_eq!(git.commit, commit);
    }

    #[test]
    fn what_reaches_elsewhere_is_refused() {
        let commit = "7fc59da2c4dff919db2095a0f0e47101b657131d";
        for bad in [
            "ext::sh -c id#".to_owned() + commit,
            "https://git.example/a#main".to_owned(),
            "https://git.example/a?subdirectory=..%2F..#".to_owned() + commit,
            "https://git.example/a?subdirectory=$(id)#".to_owned() + commit,
            "https://git.example/a b#".to_owned() + commit,
            "https://git.example/a?tag=%1B[31m#".to_owned() + commit,
        ] {
            assert!(Git::try_from(bad.as_str()).is_err(), "{bad}");
        }
        for bad in ["/etc/passwd", "a/../../b", "a\nb", "..\\b"] {
            assert!(RelativePath::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_is_inside_of_its_parents() {
        let path = |text| RelativePath::try_from(text).unwrap();
        let parents = |text| Vec::from_iter(path(text).parents().map(|it| it.to_string()));
        assert_eq!(parents("a/b/c"), ["a/b", "a", "."]);
        assert_eq!(parents("../a"), [".."]);
        assert_eq!(parents("."), [""; 0]);
        let deep = path("a/b/c");
        let inside = deep.parents().map(|parent| deep.inside(&parent).unwrap());
        assert!(inside.eq(["c", "b/c", "a/b/c"].map(path)));
        assert_eq!(path("../a").inside(&path("..")), Some(path("a")));
        assert_eq!(path("../../a").inside(&path("..")), None);
    }

    #[test]
    fn paths_are_joined_without_detours() {
        let join = |base: &str, path: &str| {
            let (base, path) = (RelativePath::try_from(base), RelativePath::try_from(path));
            base.unwrap().join(&path.unwrap()).to_string()
        };
        assert_eq!(join("a/b", "../c"), "a/c");
        assert_eq!(join("..", "../c"), "../../c");
        assert_eq!(join("a", ".."), ".");
        assert_eq!(join(".", "a"), "a");
    }
}
