//! Paths: as the user passes them, and as messages show them.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use uvnix::text::printable;

use super::project;

/// `path` without `.` components: `./a/./b` is `a/b`.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf =
        path.components().filter(|step| !matches!(step, Component::CurDir)).collect();
    or_here(tidy)
}

/// A path without symbolic links, relative to the working folder.
pub(crate) fn from_here(path: &Path) -> PathBuf {
    let here = env::current_dir().and_then(fs::canonicalize).ok();
    let way = here.and_then(|here| pathdiff::diff_paths(path, here));
    way.map_or_else(|| path.to_owned(), or_here)
}

/// Whether a path needs no quotes, neither in a shell nor in Nix.
pub(crate) fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.-_+".contains(&byte))
}

/// The path from a folder to a file or folder as a Nix path: `./.`, `./../app`; `None` if Nix cannot express it.
/// Both are absolute.
pub(crate) fn nix_path(from: &Path, to: &Path) -> Option<String> {
    let way = pathdiff::diff_paths(to, from)?;
    let way = way.to_str().filter(|way| is_plain(way))?;
    Some(if way.is_empty() { "./.".to_owned() } else { format!("./{way}") })
}

/// A path relative to the folder of the user's shell, which `--project` may have left.
pub(crate) fn from_shell(path: &Path) -> PathBuf {
    let Some(shell) = project::entered_from().filter(|_| path.is_relative()) else {
        return path.to_owned();
    };
    let here = env::current_dir().unwrap_or_default();
    let way = pathdiff::diff_paths(here.join(path), shell);
    way.map_or_else(|| path.to_owned(), or_here)
}

/// A path as an argument of a shell command, quoted if necessary.
pub(crate) fn argument(path: &Path) -> String {
    quoted(&printable::path(&from_shell(path)))
}

/// A word of a shell command, quoted if necessary.
pub(crate) fn quoted(text: &str) -> String {
    // A leading `-` would make it an option.
    let text = if text.starts_with('-') { format!("./{text}") } else { text.to_owned() };
    if is_plain(&text) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn or_here(path: PathBuf) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_for_a_shell() {
        assert_eq!(quoted("services/api"), "services/api");
        assert_eq!(quoted("of ours/$HOME"), "'of ours/$HOME'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("-x"), "./-x");
    }

    #[test]
    fn the_working_folder_is_a_dot() {
        assert_eq!(tidy(Path::new("./a/./b")), Path::new("a/b"));
        assert_eq!(tidy(Path::new("./.")), Path::new("."));
        let here = env::current_dir().and_then(fs::canonicalize).unwrap();
        assert_eq!(from_here(&here), Path::new("."));
        assert_eq!(from_here(&here.join("src/main.rs")), Path::new("src/main.rs"));
    }
}
