//! The address of uvnix is written in `Cargo.toml`; everything else agrees with it.

use std::process::Command;

use crate::{read, repository};

/// `owner/name` of the repository.
fn project() -> &'static str {
    let path = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/");
    path.expect("the addresses in texts are those of GitHub")
}

/// The tracked files that users read or run.
fn files() -> Vec<String> {
    let output = Command::new("git").arg("ls-files").current_dir(repository(".")).output();
    let output = String::from_utf8(output.expect("git runs").stdout).expect("names are text");
    let read = ["", "docs", "nix", "examples", "action", "src", ".github"];
    let is_read = |path: &&str| read.contains(&path.split_once('/').map_or("", |(top, _)| top));
    output.lines().filter(is_read).map(str::to_owned).collect()
}

#[test]
fn every_address_of_uvnix_is_that_of_the_manifest() {
    let mut count = 0;
    for file in files() {
        let Ok(text) = std::fs::read_to_string(repository(&file)) else { continue };
        for (before, after) in ["/uvnix", "/uvnix.git"].iter().flat_map(|name| {
            text.match_indices(name).map(|(at, name)| (&text[..at], &text[at + name.len()..]))
        }) {
            let is_whole =
                !after.starts_with(|next: char| next.is_alphanumeric() || "-_.".contains(next));
            let is_owner = |it: &char| it.is_ascii_alphanumeric() || *it == '-';
            let owner = before.chars().rev().take_while(is_owner).collect::<Vec<_>>();
            let start = &before[..before.len() - owner.len()];
            let is_address = start.ends_with("github:")
                || start.ends_with("github.com/")
                || (start.ends_with("uses: ") && after.starts_with('@'));
            if is_whole && is_address {
                let owner = String::from_iter(owner.iter().rev());
                // Examples of other addresses in documentation comments and tests.
                if owner != "someone" {
                    assert_eq!(format!("{owner}/uvnix"), project(), "{file}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 15, "only {count} addresses were found");
}

#[test]
fn the_book_has_the_address_of_the_manifest() {
    let (owner, name) = project().split_once('/').expect("an owner and a name");
    assert_eq!(env!("CARGO_PKG_HOMEPAGE"), format!("https://{owner}.github.io/{name}/"));
    let messages = read(&repository("nix/builders/messages.nix"));
    assert!(messages.contains(concat!("\"", env!("CARGO_PKG_HOMEPAGE"), "reference/")));
    let book = read(&repository("docs/book.toml"));
    assert!(!book.contains("OWNER"), "{book}");
}

#[test]
fn the_package_has_the_files_that_it_is_built_from_and_no_others() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(repository("."));
    let output = cargo.output().expect("cargo runs");
    let list = String::from_utf8(output.stdout).expect("names are text");
    for file in ["LICENSE-MIT", "README.md", "nix/builders/overlay.nix", "src/main.rs"] {
        assert!(list.lines().any(|line| line == file), "{file} is missing in:\n{list}");
    }
    let is_other =
        |line: &&str| ["tests/", "docs/", "fuzz/", "target/"].iter().any(|it| line.starts_with(it));
    assert_eq!(Vec::from_iter(list.lines().filter(is_other)), [""; 0]);
}
