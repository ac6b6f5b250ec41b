//! The source tree in an archive, limited to the files that describe its build.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

use super::{ArchiveError, unreadable};
use crate::text::printable::spelled_out;

/// The path of an entry in its archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EntryPath(Vec<String>);

impl EntryPath {
    /// Reads the name of an entry; `None` for the archive itself.
    pub(super) fn parse(name: &[u8]) -> Result<Option<Self>, ArchiveError> {
        // No file that is looked for has a name in an old encoding.
        let text = String::from_utf8_lossy(name);
        let is_unsafe =
            text.starts_with('/') || text.contains('\0') || text.split('/').any(|it| it == "..");
        if is_unsafe {
            return Err(ArchiveError::UnsafePath { path: spelled_out(&text) });
        }
        let parts = text.split('/').filter(|part| !matches!(*part, "" | "."));
        let parts: Vec<_> = parts.map(str::to_owned).collect();
        Ok((!parts.is_empty()).then_some(Self(parts)))
    }

    /// The path of `target`, relative to this entry; `None` if it is outside of the archive.
    fn follow(&self, target: &str) -> Option<String> {
        if target.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = self.0.iter().map(String::as_str).collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                _ => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

impl fmt::Display for EntryPath {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.join("/").fmt(formatter)
    }
}

/// An entry of the tree.
#[derive(Debug)]
pub(super) enum Node {
    File(Vec<u8>),
    /// A link: its target as written, and the path in the archive, if the target is inside.
    Link {
        text: String,
        target: Option<String>,
    },
    Other,
}

impl Node {
    /// A link that is relative to its own folder.
    pub(super) fn symlink(path: &EntryPath, target: &[u8]) -> Self {
        let text = String::from_utf8_lossy(target).into_owned();
        Self::Link { target: path.follow(&text), text }
    }

    /// A link that is relative to the top of the archive.
    pub(super) fn hard_link(target: &[u8]) -> Self {
        Self::symlink(&EntryPath(Vec::new()), target)
    }
}

/// Whether all entries seen so far share a top folder.
#[derive(Debug, PartialEq, Eq)]
enum Top {
    Nothing,
    Folder(String),
    Several,
}

/// The tree, as far as it was read.
#[derive(Debug)]
pub(super) struct ArchiveScan {
    /// The folder that is looked into.
    folder: Vec<String>,
    /// The paths of the files that are looked for in it.
    names: Vec<String>,
    /// The paths of those that are kept, too, in case they are needed.
    candidates: Vec<String>,
    /// The targets of links, which are needed too.
    targets: BTreeSet<String>,
    top: Top,
    has_native_code: bool,
    found: BTreeMap<String, Node>,
}

impl ArchiveScan {
    pub(super) fn new(folder: &str, names: &[&str]) -> Self {
        let parts = folder.split('/').filter(|part| !matches!(*part, "" | "."));
        Self {
            folder: parts.map(str::to_owned).collect(),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            candidates: Vec::new(),
            targets: BTreeSet::new(),
            top: Top::Nothing,
            has_native_code: false,
            found: BTreeMap::new(),
        }
    }

    /// The same, which also keeps other files, so that nobody reads the archive again for them.
    pub(super) fn with_candidates(self, paths: &[&str]) -> Self {
        Self { candidates: paths.iter().map(|&path| path.to_owned()).collect(), ..self }
    }

    /// The same before anything was read, with the targets of links.
    pub(super) fn again_with(self, targets: BTreeSet<String>) -> Self {
        Self { targets, top: Top::Nothing, has_native_code: false, found: BTreeMap::new(), ..self }
    }

    /// Registers an entry. Returns whether its contents are needed.
    pub(super) fn wants(&mut self, path: &EntryPath, is_folder: bool) -> bool {
        self.note_top(path, is_folder);
        self.has_native_code |= !is_folder && is_native_code(path);
        self.needs(path) || self.is_among(&self.candidates, path)
    }

    fn needs(&self, path: &EntryPath) -> bool {
        self.is_among(&self.names, path) || self.targets.contains(&path.to_string())
    }

    /// Reads a wanted file. The declared size is not trusted.
    pub(super) fn read(
        &self,
        file: impl Read,
        path: &EntryPath,
        size: u64,
        limit: u64,
    ) -> Result<Node, ArchiveError> {
        let mut contents = Vec::new();
        if size <= limit {
            file.take(limit + 1).read_to_end(&mut contents).map_err(|error| unreadable(&error))?;
        }
        let length = contents.len() as u64;
        if size.max(length) > limit {
            let (name, size) = (spelled_out(&path.to_string()), size.max(length));
            let error = ArchiveError::FileTooLarge { path: name, size, limit };
            return if self.needs(path) { Err(error) } else { Ok(Node::Other) };
        }
        if length < size { Err(ArchiveError::Truncated) } else { Ok(Node::File(contents)) }
    }

    /// Keeps an entry that is wanted. One that comes again replaces the first, as when unpacked.
    pub(super) fn keep(&mut self, path: &EntryPath, node: Node) {
        self.found.insert(path.to_string(), node);
    }

    /// Whether an entry has one of these paths in the folder.
    fn is_among(&self, paths: &[String], EntryPath(parts): &EntryPath) -> bool {
        let is_in = |parts: &[String]| {
            let Some(rest) = parts.strip_prefix(self.folder.as_slice()) else { return false };
            paths.iter().any(|path| path.split('/').eq(rest.iter().map(String::as_str)))
        };
        is_in(parts) || self.top != Top::Several && is_in(&parts[1..])
    }

    fn note_top(&mut self, EntryPath(parts): &EntryPath, is_folder: bool) {
        let is_top_file = parts.len() == 1 && !is_folder;
        if is_top_file && parts[0].starts_with("._") {
            return;
        }
        let is_same = match &self.top {
            Top::Nothing => true,
            Top::Folder(top) => *top == parts[0],
            Top::Several => return,
        };
        if is_same && !is_top_file {
            self.top = Top::Folder(parts[0].clone());
        } else {
            self.top = Top::Several;
        }
    }

    fn node(&self, name: &str) -> Option<(String, &Node)> {
        let top = if let Top::Folder(top) = &self.top { Some(top.as_str()) } else { None };
        let folders = self.folder.iter().map(String::as_str);
        let parts: Vec<&str> = top.into_iter().chain(folders).chain([name]).collect();
        let path = parts.join("/");
        let node = self.found.get(&path)?;
        Some((path, node))
    }

    /// The files that the wanted links lead to.
    pub(super) fn link_targets(&self) -> Result<BTreeSet<String>, ArchiveError> {
        let links = self.names.iter().filter_map(|name| match self.node(name)? {
            (path, Node::Link { text, target }) => {
                Some(target.clone().ok_or_else(|| broken_link(&path, text)))
            }
            (_, Node::File(_) | Node::Other) => None,
        });
        links.collect()
    }

    /// Whether a compiler reads some file of the archive.
    pub(super) const fn has_native_code(&self) -> bool {
        self.has_native_code
    }

    /// The candidates by path, with the text of those that exist; without those that only another scan can tell.
    pub(super) fn candidates(&self) -> impl Iterator<Item = (&str, Option<String>)> {
        self.candidates.iter().filter_map(|path| match self.node(path) {
            None => Some((path.as_str(), None)),
            Some((_, Node::File(contents))) => {
                let text = str::from_utf8(contents).ok()?;
                Some((path.as_str(), Some(text.to_owned())))
            }
            Some((_, Node::Link { .. } | Node::Other)) => None,
        })
    }

    /// The contents of a file of the tree, or of the target if the file is a link.
    fn bytes(&self, name: &str) -> Result<Option<&[u8]>, ArchiveError> {
        match self.node(name) {
            None | Some((_, Node::Other)) => Ok(None),
            Some((_, Node::File(contents))) => Ok(Some(contents)),
            Some((path, Node::Link { text, target })) => {
                match target.as_ref().and_then(|target| self.found.get(target)) {
                    Some(Node::File(contents)) => Ok(Some(contents)),
                    _ => Err(broken_link(&path, text)),
                }
            }
        }
    }

    /// The same, as text.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        let Some(contents) = self.bytes(name)? else { return Ok(None) };
        match str::from_utf8(contents) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => Err(ArchiveError::NotText { path: name.to_owned() }),
        }
    }

    /// The same, of a file whose ASCII alone matters. Old ones are in the encoding of their author's machine.
    pub(super) fn ascii_text(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        Ok(self.bytes(name)?.map(|contents| String::from_utf8_lossy(contents).into_owned()))
    }
}

/// Whether a compiler reads a file of this name, or a build tool that calls one.
fn is_native_code(EntryPath(parts): &EntryPath) -> bool {
    const EXTENSIONS: [&str; 14] =
        ["c", "cc", "cpp", "cu", "cxx", "f", "f90", "go", "i", "m", "mm", "pyx", "rs", "zig"];
    const NAMES: [&str; 4] = ["CMakeLists.txt", "Cargo.toml", "configure", "meson.build"];
    let name = parts.last().map_or("", String::as_str);
    let is_example = parts
        .iter()
        .any(|part| matches!(part.as_str(), "docs" | "doc" | "examples" | "tests" | "test"));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !is_example && (EXTENSIONS.contains(&extension) || NAMES.contains(&name))
}

fn broken_link(path: &str, target: &str) -> ArchiveError {
    ArchiveError::BrokenLink { path: spelled_out(path), target: spelled_out(target) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> EntryPath {
        EntryPath::parse(name.as_bytes()).unwrap().unwrap()
    }

    /// Which `setup.py` is that of a tree with these files.
    fn chosen(names: &[&str]) -> Option<String> {
        let mut scan = ArchiveScan::new("", &["pyproject.toml", "setup.py"]);
        for name in names {
            if scan.wants(&path(name), name.ends_with('/')) {
                scan.keep(&path(name), Node::File(Vec::new()));
            }
        }
        scan.node("setup.py").map(|(path, _)| path)
    }

    #[test]
    fn one_top_folder_is_the_tree_and_else_the_archive_is() {
        let found = |path: &str| Some(path.to_owned());
        assert_eq!(chosen(&["a/", "a/setup.py", "a/b/setup.py"]), found("a/setup.py"));
        assert_eq!(chosen(&["./a/setup.py", "./._a"]), found("a/setup.py"));
        assert_eq!(chosen(&["setup.py", "a/setup.py"]), found("setup.py"));
        assert_eq!(chosen(&["a/setup.py", "setup.py"]), found("setup.py"));
        assert_eq!(chosen(&["a/setup.py", "b/"]), None);
        assert_eq!(chosen(&["setup.py"]), found("setup.py"));
    }

    #[test]
    fn native_code_is_noticed_but_not_that_of_tests() {
        for name in ["a/src/a.c", "a/a.pyx", "a/rust/Cargo.toml", "a/CMakeLists.txt"] {
            assert!(is_native_code(&path(name)), "{name}");
        }
        for name in ["a/a.py", "a/tests/a.c", "a/docs/examples/a.rs", "a/c", "a/a.csv"] {
            assert!(!is_native_code(&path(name)), "{name}");
        }
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in ["/etc/passwd", "a/../../b", "..", "a\0b"] {
            assert!(EntryPath::parse(name.as_bytes()).is_err(), "{name:?}");
        }
        assert_eq!(EntryPath::parse(b"./").unwrap(), None);
        assert_eq!(path(".//a/./b/").to_string(), "a/b");
    }

    #[test]
    fn a_link_is_followed_from_its_folder_and_not_out_of_the_archive() {
        assert_eq!(path("a/b/c").follow("../d").as_deref(), Some("a/d"));
        assert_eq!(path("a/b").follow("../../c"), None);
        assert_eq!(path("a/b").follow("/a/c"), None);
    }
}
