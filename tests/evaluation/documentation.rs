//! What `docs/src/howto/from-uv2nix.md` says is tested.

use std::fs;
use std::path::Path;

use crate::case::files;

#[test]
fn every_test_that_the_manual_names_is_there() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual =
        fs::read_to_string(repository.join("docs/src/howto/from-uv2nix.md")).expect("it is there");
    let folder = repository.join("tests");
    let is_rust = |name: &String| Path::new(name).extension().is_some_and(|it| it == "rs");
    let sources = files(&folder).into_iter().filter(is_rust);
    let sources = sources.map(|name| fs::read_to_string(folder.join(name)).expect("it is text"));
    let sources: String = sources.collect();
    let is_claim = |name: &&str| {
        name.matches('_').count() > 2
            && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
    };
    let named = manual.split('`').skip(1).step_by(2).filter(is_claim);
    let named = Vec::from_iter(named);
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        assert!(sources.contains(&format!("fn {name}()")), "{name}");
    }
}
