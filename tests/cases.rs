//! Every lock of `tests/cases` gives the file that is committed beside it.
//!
//! After a change that is meant, `UVNIX_UPDATE=1 cargo test` rewrites these files: the diff of the
//! commit then shows what it does to users.

mod case;
mod command;

use std::fs;
use std::path::Path;
use uvnix::emit::parts::Parts;

use case::{Case, assert_is_committed};
use command::Workplace;
use uvnix::lock::{Lock, LockKind};

/// The text that a case gives now.
fn generate(case: &Case) -> String {
    let lock = case.lock.to_str().expect("the path is text");
    let outcome = Workplace::with::<&str>(&[]).lock2nix(&[lock, "-o", "-", "--lookup", "none"]);
    assert_eq!((outcome.code, outcome.report.as_str()), (0, ""), "{}", case.name);
    outcome.output
}

/// The same for nixpkgs' own Python sets.
fn generate_for_nixpkgs(case: &Case) -> String {
    let lock = case.lock.to_str().expect("the path is text");
    let arguments = [lock, "-o", "-", "--lookup", "none", "--backend", "nixpkgs"];
    let outcome = Workplace::with::<&str>(&[]).lock2nix(&arguments);
    assert_eq!(outcome.code, 0, "{}: {}", case.name, outcome.report);
    outcome.output
}

#[test]
fn every_lock_gives_the_file_that_is_committed_beside_it() {
    for case in Case::all() {
        assert_is_committed(&case.output(), &generate(&case));
    }
}

#[test]
fn every_file_is_as_nixfmt_would_write_it() {
    for case in Case::all() {
        for text in [generate(&case), generate_for_nixpkgs(&case)] {
            let formatted = nixfmt_rs::format(&text).expect("nixfmt reads it");
            assert!(text == formatted, "{}", first_difference(&case, &text, &formatted));
        }
    }
}

fn first_difference(case: &Case, text: &str, formatted: &str) -> String {
    let mut lines = text.lines().zip(formatted.lines()).enumerate();
    let (index, (ours, theirs)) =
        lines.find(|(_, (ours, theirs))| ours != theirs).unwrap_or((0, ("its end", "another end")));
    format!("{}, line {}: nixfmt writes {theirs:?}, not {ours:?}", case.name, index + 1)
}

#[test]
fn every_file_is_nix() {
    for case in Case::all() {
        for text in [generate(&case), generate_for_nixpkgs(&case)] {
            let is_whole = text.ends_with("\nin\nproject\n") || text.ends_with("\nin\nscript\n");
            assert!(is_whole && !text.contains('\r'), "{}", case.name);
            let parsed = rnix::Root::parse(&text);
            assert_eq!(parsed.errors(), [], "{}", case.name);
        }
    }
}

#[test]
fn the_data_is_the_same_for_both_backends_but_for_the_cycles() {
    for case in Case::all() {
        let data = |text: String| Parts::of(&text).expect("there is data").data.to_owned();
        let (mine, theirs) = (data(generate(&case)), data(generate_for_nixpkgs(&case)));
        let cycles = theirs.split_once("\n    cycles = [").map(|(before, after)| {
            let (_, after) = after.split_once("\n    ];").expect("the list ends");
            before.to_owned() + after
        });
        assert!(mine == cycles.unwrap_or(theirs), "{}", case.name);
    }
}

#[test]
fn generating_again_gives_the_same_bytes_and_touches_nothing() {
    for case in Case::all() {
        let (top, below) = case.name.split_once('/').expect("a case is a folder");
        let workplace = Workplace::copy_of(&case::folder().join(top));
        let output = workplace.path(below).with_extension("nix");
        fs::remove_file(&output).ok();

        assert_eq!(workplace.lock2nix(&[below, "--lookup", "none"]).code, 0, "{}", case.name);
        let before = (workplace.contents(), state(&output));
        assert_eq!(workplace.lock2nix(&[below, "--lookup", "none"]).code, 0, "{}", case.name);
        assert!(before == (workplace.contents(), state(&output)), "{}", case.name);
    }
}

/// What changes when a file is written, even if it is written as it was.
fn state(file: &Path) -> impl PartialEq + use<> {
    let metadata = fs::metadata(file).expect("the file is there");
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let inode = 0_u64;
    (metadata.modified().expect("the file has a time"), inode)
}

#[test]
fn uv_writes_no_key_that_uvnix_does_not_know() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["tests/cases", "tests/parity/sample", "examples", "nix/templates"] {
        let files = case::files(&top.join(folder)).into_iter();
        let locks = Vec::from_iter(files.filter(|name| {
            let name = Path::new(name);
            name.extension().is_some_and(|extension| extension == "lock")
                && !name.ends_with("uvnix.lock")
                && !name.ends_with("flake.lock")
        }));
        assert!(!locks.is_empty(), "{folder}");
        for lock in locks {
            let text = fs::read_to_string(top.join(folder).join(&lock)).expect("locks are text");
            assert_eq!(Lock::unknown_keys(&text, LockKind::Uv), [""; 0], "{folder}/{lock}");
        }
    }
}

#[test]
fn no_case_names_a_host_of_the_real_world_or_a_folder_of_a_machine() {
    for name in case::files(&case::folder()) {
        let text = fs::read_to_string(case::folder().join(&name)).expect("cases are text");
        let text = text.replace(env!("CARGO_PKG_REPOSITORY"), "");
        let text = text.replace(env!("CARGO_PKG_HOMEPAGE"), "");
        for address in text.split("://").skip(1) {
            let host = address.split(['/', '"']).next().unwrap_or_default();
            assert!(host.ends_with(".example"), "{name} names {host}");
        }
        for folder in ["/home/", "/root/", "/tmp/", "/work/", "/Users/"] {
            assert!(!text.contains(folder), "{name} names {folder}");
        }
    }
}
