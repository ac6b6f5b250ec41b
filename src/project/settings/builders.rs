//! `builders`: the file with the functions of the generated files of several projects.

use std::path::Path;

use super::keys::top;
use super::table::Table;
use super::value::{Read, Unreadable, Value, text};
use crate::lock::RelativePath;

/// The path from the folder of the lock file, if it is stated.
pub(super) fn file(table: &Table) -> Option<RelativePath> {
    table.read(&top::BUILDERS, path)
}

/// A path that a Nix file can contain as it is.
fn path(value: &Value) -> Read<RelativePath> {
    let path = RelativePath::try_from(text(value)?.as_str());
    let path = path.map_err(|message| Unreadable::new(value, message))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-_+".contains(&byte);
    let refuse = |why: &str| Err(Unreadable::new(value, format!("`{path}` {why}")));
    if Path::new(path.as_str()).extension().is_none_or(|it| it != "nix") {
        refuse("does not end in `.nix`")
    } else if !path.as_str().bytes().all(is_plain) {
        refuse("has a character that Nix does not allow in a path: use letters, digits and -._+")
    } else {
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use crate::project::settings::Settings;

    #[test]
    fn only_a_plain_relative_path_of_a_nix_file_is_accepted() {
        let read = |path: &str| Settings::parse(&format!("tool.uvnix.builders = '{path}'"));
        let path = |path: &str| read(path).unwrap().builders.unwrap().to_string();
        assert_eq!(path("../nix/uvnix-builders.nix"), "../nix/uvnix-builders.nix");
        assert_eq!(path("./a//b.nix"), "a/b.nix");
        for wrong in ["", "/etc/a.nix", "nix", "nix/", "a/../b.nix", "a b.nix", "${x}.nix", "~.nix"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
