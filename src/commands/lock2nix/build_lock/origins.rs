//! A temporary project in which uv resolves build requirements. It has the indexes of the real project, and
//! no other settings.
//!
//! uv resolves build requirements separately: `constraint-dependencies`, `resolution` and similar settings
//! are for the packages of the project, but `uv pip compile` would apply them.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;
use toml::{Table, Value};
use url::Url;

/// A temporary folder with a `uv.toml`. Paths in `origins` are relative to `folder`.
pub fn project(origins: &Table, folder: &Path) -> io::Result<TempDir> {
    let mut origins = origins.clone();
    for key in ["index-url", "extra-index-url", "find-links"] {
        origins.get_mut(key).into_iter().for_each(|value| settle(value, folder));
    }
    let indexes = origins.get_mut("index").and_then(Value::as_array_mut).into_iter().flatten();
    for url in indexes.filter_map(|index| index.get_mut("url")) {
        settle(url, folder);
    }
    let project = tempfile::Builder::new().prefix("uvnix-").tempdir()?;
    fs::write(project.path().join("uv.toml"), origins.to_string())?;
    Ok(project)
}

/// Makes paths absolute, and leaves URLs as they are.
fn settle(value: &mut Value, folder: &Path) {
    match value {
        Value::String(address) if Url::parse(address).is_err() => {
            *address = folder.join(&*address).to_string_lossy().into_owned();
        }
        Value::Array(addresses) => addresses.iter_mut().for_each(|it| settle(it, folder)),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_absolute_and_addresses_stay() {
        let origins = "find-links = ['wheels', 'https://files.example']\n\
                       index-url = 'https://pypi.example/simple'\n\
                       [[index]]\nurl = '../index'\n";
        let project = project(&origins.parse().unwrap(), Path::new("/a/b")).unwrap();
        let text = fs::read_to_string(project.path().join("uv.toml")).unwrap();
        let told: Table = text.parse().unwrap();
        assert_eq!(told["find-links"][0].as_str(), Some("/a/b/wheels"));
        assert_eq!(told["find-links"][1].as_str(), Some("https://files.example"));
        assert_eq!(told["index-url"].as_str(), Some("https://pypi.example/simple"));
        assert_eq!(told["index"][0]["url"].as_str(), Some("/a/b/../index"));
    }
}
