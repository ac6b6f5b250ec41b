//! `requirements.txt`, in which each requirement is pinned.
//!
//! <https://pip.pypa.io/en/stable/reference/requirements-file-format/>

use std::collections::BTreeSet;

use super::pin::merged;
use super::value::Entry;
use super::{ForeignLockError, Origin, Pin};
use crate::lock::address::read_url;
use crate::lock::source::is_commit;
use crate::lock::{LocalPath, Span};
use crate::text::address::without_credentials;
use crate::text::printable::shortened;

/// Options about how and from where pip installs; the settings of uv replace them.
const IGNORED: [&str; 14] = [
    "-i",
    "--index-url",
    "--extra-index-url",
    "--no-index",
    "-f",
    "--find-links",
    "--no-binary",
    "--only-binary",
    "--prefer-binary",
    "--pre",
    "--trusted-host",
    "--require-hashes",
    "-c",
    "--constraint",
];

/// A line, with those that a backslash joins to it, and without its comment.
struct Line {
    text: String,
    span: Span,
}

pub(super) fn parse(text: &str) -> Result<Vec<Pin>, ForeignLockError> {
    let mut pins = Vec::new();
    for line in lines(text) {
        pins.extend(line.pin()?);
    }
    Ok(merged(pins))
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut joined, mut start, mut end) = (String::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if joined.is_empty() {
            start = end;
        }
        let upto = end + line.trim_end().len();
        end += line.len();
        let line = line.trim_end();
        joined.push_str(without_comment(line.strip_suffix('\\').unwrap_or(line)));
        if line.ends_with('\\') && end < text.len() {
            joined.push(' ');
            continue;
        }
        // Editors on Windows begin a file with a byte order mark.
        let content = joined.trim_start_matches('\u{feff}').trim();
        if !content.is_empty() {
            lines.push(Line { text: content.to_owned(), span: start..upto });
        }
        joined.clear();
    }
    lines
}

/// A `#` starts a comment at the beginning of a line, or after a space: a URL can contain it.
fn without_comment(line: &str) -> &str {
    let is_start = |&(at, _): &(usize, &str)| at == 0 || line[..at].ends_with([' ', '\t']);
    line.match_indices('#').find(is_start).map_or(line, |(at, _)| &line[..at])
}

impl Line {
    /// The package that the line pins; `None`: the line is an option.
    fn pin(&self) -> Result<Option<Pin>, ForeignLockError> {
        let (requirement, options) = match self.text.find(" --") {
            Some(at) => self.text.split_at(at),
            None => (self.text.as_str(), ""),
        };
        let word = self.text.split([' ', '=']).next().unwrap_or_default();
        if IGNORED.contains(&word) {
            return Ok(None);
        }
        if ["-r", "--requirement"].contains(&word) {
            let line = shown(&self.text);
            return Err(ForeignLockError::Included { line, span: self.span.clone().into() });
        }
        let editable = ["-e ", "--editable ", "--editable="];
        if let Some(source) = editable.iter().find_map(|option| self.text.strip_prefix(option)) {
            return self.unnamed(source.trim());
        }
        let hashes = options.split_whitespace();
        let hashes = hashes.filter_map(|it| it.strip_prefix("--hash=")).map(str::to_owned);
        self.requirement(requirement.trim(), hashes.collect())
    }

    /// `name[extra]==1.0 ; marker`, `name @ URL ; marker`, or a path.
    fn requirement(
        &self,
        text: &str,
        hashes: BTreeSet<String>,
    ) -> Result<Option<Pin>, ForeignLockError> {
        let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        let end = text.find(|it| !is_of_name(it)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() && !text.contains(['/', '\\']) {
            return Err(self.not_pinned(text));
        }
        if name.is_empty() || name.starts_with('.') || rest.starts_with(['/', ':', '+']) {
            return self.unnamed(text);
        }
        let rest = rest.trim_start();
        let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((_, rest)) => rest.trim_start(),
            None => rest,
        };
        let entry = Entry { name, span: Some(self.span.clone()) };
        let pin = |version, origin, marker: Option<&str>| {
            let marker = entry.marker(marker)?;
            Ok(Some(Pin { name: entry.package_name()?, version, origin, marker, hashes }))
        };
        if let Some(source) = rest.strip_prefix('@') {
            // A URL can contain `;`: a marker follows a space.
            let (url, marker) = match source.split_once(" ;") {
                Some((url, marker)) => (url.trim(), Some(marker.trim())),
                None => (source.trim(), None),
            };
            return pin(None, origin(url, &entry)?, marker);
        }
        let (version, marker) = match rest.split_once(';') {
            Some((version, marker)) => (version.trim(), Some(marker.trim())),
            None => (rest.trim(), None),
        };
        let pinned = version.strip_prefix("==").map(|it| it.trim_start_matches('=').trim());
        let Some(version) = pinned.filter(|it| !it.contains([',', '*'])) else {
            return Err(self.not_pinned(text));
        };
        pin(Some(entry.version(version)?), Origin::Index(None), marker)
    }

    /// A URL or a path without the name of a package. Only `#egg=name` names one; without it, the line is a local
    /// project, whose version is not locked.
    fn unnamed(&self, source: &str) -> Result<Option<Pin>, ForeignLockError> {
        let (address, fragment) = source.split_once('#').unwrap_or((source, ""));
        let name = fragment.split('&').find_map(|part| part.strip_prefix("egg="));
        match name.map(|name| name.split('[').next().unwrap_or(name)) {
            Some(name) => {
                let entry = Entry { name, span: Some(self.span.clone()) };
                let origin = origin(source, &entry)?;
                let (name, marker) = (entry.package_name()?, entry.marker(None)?);
                Ok(Some(Pin { name, version: None, origin, marker, hashes: BTreeSet::new() }))
            }
            None if address.contains("://") => Err(self.not_pinned(source)),
            None => Ok(None),
        }
    }

    fn not_pinned(&self, requirement: &str) -> ForeignLockError {
        let requirement = shown(requirement);
        ForeignLockError::NotPinned { requirement, span: self.span.clone().into() }
    }
}

fn shown(text: &str) -> String {
    shortened(&without_credentials(text))
}

/// `git+https://host/repository@reference#subdirectory=folder`, another URL, or a path.
fn origin(source: &str, entry: &Entry<'_>) -> Result<Origin, ForeignLockError> {
    let (address, fragment) = source.split_once('#').unwrap_or((source, ""));
    if address.starts_with("git+") {
        let path = address.find("://").map_or(0, |at| at + 3);
        let path = address[path..].find('/').map_or(address.len(), |at| path + at);
        let (url, reference) = match address[path..].rsplit_once('@') {
            Some((before, reference)) => (&address[..path + before.len()], Some(reference)),
            None => (address, None),
        };
        let folder = fragment.split('&').find_map(|part| part.strip_prefix("subdirectory="));
        let commit = reference.filter(|it| is_commit(it));
        return entry.git(url, commit, reference, folder).map(Origin::Git);
    }
    let origin = if let Some(path) = address.strip_prefix("file://") {
        LocalPath::try_from(path).map(Origin::Local)
    } else if address.contains("://") {
        read_url(address).map(Origin::Url)
    } else {
        LocalPath::try_from(address).map(Origin::Local)
    };
    origin.map_err(|message| entry.wrong(&message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "7fc59da2c4dff919db2095a0f0e47101b657131d";

    #[test]
    fn pins_are_read_and_options_are_not() {
        let pins = parse(&format!(
            "# made by pip-compile
--index-url https://pypi.example/simple
-c other.txt

             a[x,y]==1.0 \
    --hash=sha256:0a \
    --hash=sha256:0b
    # via b
             b == 2.0 ; python_version < '3.12'  # a comment
C.d===3.0
             e @ git+https://git.example/e@{COMMIT}#subdirectory=f
             g @ git+ssh://git@git.example/g@main ; os_name == 'nt'
             -e ./here
-e git+https://git.example/h#egg=h
.
             i @ https://files.example/i-1-py3-none-any.whl#sha256=0c
"
        ));
        let pins = pins.unwrap();
        let names = Vec::from_iter(pins.iter().map(|pin| pin.name.to_string()));
        assert_eq!(names, ["a", "b", "c-d", "e", "g", "h", "i"]);
        assert_eq!(Vec::from_iter(&pins[0].hashes), ["sha256:0a", "sha256:0b"]);
        assert!(!pins[1].marker.is_always() && !pins[4].marker.is_always());
        assert_eq!(pins[2].version.as_ref().unwrap().text, "3.0");
        let Origin::Git(git) = &pins[3].origin else { panic!("it is a repository") };
        assert_eq!(
            (git.url.as_str(), git.commit.as_deref()),
            ("https://git.example/e", Some(COMMIT))
        );
        let Origin::Git(git) = &pins[4].origin else { panic!("it is a repository") };
        assert_eq!(git.url, "ssh://git@git.example/g");
        assert_eq!((git.reference.as_deref(), &git.commit), (Some("main"), &None));
        assert!(matches!(&pins[6].origin, Origin::Url(_)));
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_first_requirement() {
        let pins = parse("\u{feff}a==1.0\r\nb==2.0\r\n").unwrap();
        assert_eq!(Vec::from_iter(pins.iter().map(|pin| pin.name.as_ref())), ["a", "b"]);
    }

    #[test]
    fn a_requirement_that_is_not_pinned_is_named_with_its_place() {
        let text = "a==1
";
        for line in [
            "b",
            "b>=1",
            "b==1,<2",
            "b==1.*",
            "b[x]",
            "https://files.example/b.whl",
            "b ; a",
            "!b==1",
        ] {
            match parse(&format!(
                "{text}{line}
"
            ))
            .unwrap_err()
            {
                ForeignLockError::NotPinned { span, .. } => {
                    assert_eq!((span.offset(), span.len()), (text.len(), line.len()), "{line}");
                }
                other => panic!("{other}"),
            }
        }
        let included = parse("-r other.txt").unwrap_err();
        assert!(matches!(included, ForeignLockError::Included { .. }));
    }

    #[test]
    fn what_is_wrong_is_named_without_secrets() {
        for line in ["b==x", "b==1 ; c", "b @ ftp://files.example/b", "b @ git+ext::id"] {
            let error = parse(line).unwrap_err();
            assert!(matches!(error, ForeignLockError::BadValue { .. }), "{line}: {error}");
        }
        let secret = parse("https://me:hunter2@files.example/b.whl").unwrap_err();
        assert!(!secret.to_string().contains("hunter2"));
    }
}
