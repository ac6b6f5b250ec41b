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
    let words = text.as_bytes().split(|byte| !IS_IN_A_NAME[usize::from(*byte)]);
    let names = words.filter(|word| is_document(word) || is_nix_file(word));
    names.map(|name| String::from_utf8_lossy(name).into_owned())
}

/// Whether a byte can be in the name of such a file. Texts have many bytes, so it is a table.
const IS_IN_A_NAME: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0_u8);
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        byte += 1;
    }
    table
};

fn is_document(name: &[u8]) -> bool {
    // Nearly no word of a text is in upper case.
    if !name.first().is_some_and(u8::is_ascii_uppercase) {
        return false;
    }
    let stem = name.split(|byte| *byte == b'.').next().unwrap_or_default();
    DOCUMENTS.iter().any(|document| document.as_bytes() == stem)
        && name[stem.len()..].iter().skip(1).all(u8::is_ascii_alphanumeric)
}

fn is_nix_file(name: &[u8]) -> bool {
    name.strip_suffix(b".nix").is_some_and(|stem| !stem.is_empty())
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
