//! `venv-ignore-collisions`: paths in an environment that packages may have with different contents.

use toml::de::DeValue;

use super::keys::top;
use super::table::Table;
use super::value::{Read, Unreadable, Value, list, text};

/// The patterns of these paths, seen from the top of the environment; `true` means every path.
pub(super) fn ignored_collisions(table: &Table) -> Vec<String> {
    let patterns = |value: &Value| match value.get_ref() {
        DeValue::Boolean(true) => Ok(vec!["*".to_owned()]),
        DeValue::Boolean(false) => Ok(Vec::new()),
        _ => list(value, pattern),
    };
    table.read(&top::VENV_IGNORE_COLLISIONS, patterns).unwrap_or_default()
}

/// A pattern. The hook of pyproject.nix passes it through a shell without quotes.
fn pattern(value: &Value) -> Read<String> {
    let pattern = text(value)?;
    let fits = |it: char| it.is_alphanumeric() || "*?[]!._-+/@=,:".contains(it);
    let refuse = |why: &str| Err(Unreadable::new(value, why));
    if pattern.starts_with('/') {
        refuse("the pattern starts with `/`, but paths are relative to the environment")
    } else if pattern.starts_with('-') || !pattern.chars().all(fits) {
        refuse("the pattern contains a character that the hook cannot pass on; write `?` for it")
    } else {
        Ok(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::super::SettingsError;
    use super::*;

    fn read(value: &str) -> Result<Vec<String>, SettingsError> {
        let text = format!("venv-ignore-collisions = {value}");
        Table::read_file(&text, |table| ignored_collisions(&table))
    }

    #[test]
    fn patterns_are_those_of_paths_in_the_environment() {
        let patterns = read("['LICENSE', '*/backports/__init__.py']").unwrap();
        assert_eq!(patterns, ["LICENSE", "*/backports/__init__.py"]);
        assert_eq!(read("true").unwrap(), ["*"]);
        assert!(read("false").unwrap().is_empty());
    }

    #[test]
    fn a_pattern_that_a_shell_would_change_is_refused() {
        for wrong in ["'/LICENSE'", "'a b'", "'$HOME'", "'-x'", "'a;b'", "''", "1"] {
            assert!(read(&format!("[{wrong}]")).is_err(), "{wrong}");
        }
    }
}
