//! Which files of a local package its build can need.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Documents at the top of a project. A build does not need them, unless its files name them.
const DOCUMENTS: [&str; 9] = [
    "CHANGELOG",
    "CHANGES",
    "CODE_OF_CONDUCT",
    "CONTRIBUTING",
    "HISTORY",
    "NEWS",
    "README",
    "SECURITY",
    "TODO",
];

/// The end of the name of a Nix file.
const NIX: &str = ".nix";

static FINDERS: LazyLock<[Finder; 9]> = LazyLock::new(|| DOCUMENTS.map(Finder::new));
static NIX_FINDER: LazyLock<Finder> = LazyLock::new(|| Finder::new(NIX));

/// The documents and Nix files that a text names: `README.md` in `readme = "README.md"`.
pub fn documents_in(text: &str) -> impl Iterator<Item = String> {
    let documents = FINDERS.iter().zip(DOCUMENTS).flat_map(move |(finder, document)| {
        let places = finder.find_iter(text.as_bytes()).map(|at| text.split_at(at));
        let starts = places.filter(|(before, _)| !before.ends_with(is_in_a_name));
        let names = starts.filter_map(|(_, rest)| rest.split(|it| !is_in_a_name(it)).next());
        names.filter(move |name| match name[document.len()..].strip_prefix('.') {
            Some(end) => end.chars().all(|it| it.is_ascii_alphanumeric()),
            None => *name == document,
        })
    });
    let places = NIX_FINDER.find_iter(text.as_bytes());
    let ends = places.map(|at| text.split_at(at + NIX.len()));
    let ends = ends.filter(|(_, after)| !after.starts_with(is_in_a_name));
    let names = ends.filter_map(|(rest, _)| rest.rsplit(|it| !is_in_a_name(it)).next());
    let nix_files = names.filter(|name| *name != NIX);
    documents.chain(nix_files).map(str::to_owned)
}

fn is_in_a_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// A pattern of paths, such as `data/**/*.csv`, as regular expressions (POSIX).
#[derive(Debug, PartialEq, Eq)]
pub struct Expressions {
    /// Of the paths that it means.
    pub paths: String,
    /// Of the folders on the way to them.
    pub folders: Vec<String>,
}

/// The most wildcards of a pattern, and of one part of it. Nix needs time in proportion to the length of a path
/// to the power of this number.
const MOST_WILDCARDS: usize = 4;
const MOST_IN_A_PART: usize = 3;

/// Refuses a pattern that Nix would take too long to compare with a path.
///
/// # Errors
/// A sentence.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    let wildcards = |part: &str| {
        let mut before = ' ';
        let starts =
            part.chars().filter(|&it| std::mem::replace(&mut before, it) != '*' && it == '*');
        starts.count()
    };
    let counts = Vec::from_iter(parts(pattern).map(wildcards));
    if counts.iter().any(|count| *count > MOST_IN_A_PART) {
        return Err(format!("a name in `{pattern}` has more than {MOST_IN_A_PART} wildcards"));
    }
    if counts.iter().sum::<usize>() > MOST_WILDCARDS {
        return Err(format!("`{pattern}` has more than {MOST_WILDCARDS} wildcards"));
    }
    Ok(())
}

/// The parts of a pattern. Adjacent `**` mean the same as one.
fn parts(pattern: &str) -> impl Iterator<Item = &str> {
    let mut before = None;
    pattern.trim_matches('/').split('/').filter(move |&part| {
        let is_repeated = part == "**" && before == Some(part);
        before = Some(part);
        !is_repeated
    })
}

impl Expressions {
    /// The expressions of a pattern.
    #[must_use]
    pub fn of(pattern: &str) -> Self {
        let (mut paths, mut folders) = (String::new(), Vec::new());
        let mut parts = parts(pattern).peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            match (part, is_last) {
                ("**", true) => paths.push_str(".*"),
                // No folder at all, or any number of them.
                ("**", false) => {
                    folders.push(format!("{paths}.*"));
                    paths.push_str("(.*/)?");
                }
                (part, true) => paths.push_str(&expression_of(part)),
                (part, false) => {
                    paths.push_str(&expression_of(part));
                    folders.push(paths.clone());
                    paths.push('/');
                }
            }
        }
        Self { paths, folders }
    }
}

fn expression_of(part: &str) -> String {
    let mut expression = String::new();
    for character in part.chars() {
        match character {
            '*' if expression.ends_with("[^/]*") => {}
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            character => push_literal(character, &mut expression),
        }
    }
    expression
}

fn push_literal(character: char, expression: &mut String) {
    match character {
        character if character.is_alphanumeric() || "/_- ~@%,:=!#&\'".contains(character) => {
            expression.push(character);
        }
        '^' => expression.push_str("\\^"),
        character => expression.extend(['[', character, ']']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_by_their_names() {
        let text =
            "readme = \"README.md\"\nfiles = ['docs/CHANGES.rst', 'README']\n# READMEs, NEWS-2";
        assert_eq!(Vec::from_iter(documents_in(text)), ["CHANGES.rst", "README.md", "README"]);
        let text = "XREADME README.md.in README_DE NEWS- NEWS.\n.nix a.nixos TODOS TODO";
        assert_eq!(Vec::from_iter(documents_in(text)), ["NEWS.", "TODO"]);
        let text = "force-include = { 'schema.nix' = 'app/schema.nix' } # .nix";
        assert_eq!(Vec::from_iter(documents_in(text)), ["schema.nix", "schema.nix"]);
    }

    #[test]
    fn a_pattern_that_nix_would_compare_for_minutes_is_refused() {
        for fine in ["**/tests/**/*.py", "a*b*c", "*", "**", "data/**/*.tar.*", "**/**/**/**/**/a"]
        {
            assert_eq!(check_pattern(fine), Ok(()), "{fine}");
        }
        for wrong in ["**/a/**/b/**/c/**/d/**", "*a*a*a*a", "a*/b*/c*/d*/e*", "**/*a*a*/*.*"] {
            assert!(check_pattern(wrong).unwrap_err().contains("wildcards"), "{wrong}");
        }
    }

    #[test]
    fn a_pattern_means_paths_and_the_folders_on_the_way() {
        let of = |pattern| {
            let Expressions { paths, folders } = Expressions::of(pattern);
            (paths, folders.join(" "))
        };
        let both = |paths: &str, folders: &str| (paths.to_owned(), folders.to_owned());
        assert_eq!(of("data/*.csv"), both("data/[^/]*[.]csv", "data"));
        assert_eq!(of("docs/**"), both("docs/.*", "docs"));
        assert_eq!(of("**/*.pyx"), both("(.*/)?[^/]*[.]pyx", ".*"));
        assert_eq!(of("**/**/**.pyx"), of("**/*.pyx"));
    }
}
