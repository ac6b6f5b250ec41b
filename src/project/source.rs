//! Which files of a local package its build can need.

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

/// The documents and Nix files that a text names: `README.md` in `readme = "README.md"`.
pub fn documents_in(text: &str) -> impl Iterator<Item = String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    let words = text.split(move |character| !is_part(character));
    let is_document = |word: &&str| {
        let (stem, extension) = word.split_once('.').unwrap_or((word, "md"));
        let is_nix = word.strip_suffix(".nix").is_some_and(|stem| !stem.is_empty());
        is_nix
            || DOCUMENTS.contains(&stem)
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    words.filter(is_document).map(str::to_owned)
}

/// A pattern of paths, such as `data/**/*.csv`, as regular expressions (POSIX).
#[derive(Debug, PartialEq, Eq)]
pub struct Expressions {
    /// Of the paths that it means.
    pub paths: String,
    /// Of the folders on the way to them.
    pub folders: Vec<String>,
}

impl Expressions {
    /// The expressions of a pattern.
    #[must_use]
    pub fn of(pattern: &str) -> Self {
        let (mut paths, mut folders) = (String::new(), Vec::new());
        let mut parts = pattern.trim_matches('/').split('/').peekable();
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
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            character if character.is_alphanumeric() || "_- ~@%,:=!#&\'".contains(character) => {
                expression.push(character);
            }
            '^' => expression.push_str("\\^"),
            character => {
                expression.push('[');
                expression.push(character);
                expression.push(']');
            }
        }
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_by_their_names() {
        let text =
            "readme = \"README.md\"\nfiles = ['docs/CHANGES.rst', 'README']\n# READMEs, NEWS-2";
        assert_eq!(Vec::from_iter(documents_in(text)), ["README.md", "CHANGES.rst", "README"]);
        let text = "force-include = { 'schema.nix' = 'app/schema.nix' } # .nix";
        assert_eq!(Vec::from_iter(documents_in(text)), ["schema.nix", "schema.nix"]);
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
    }
}
