//! Files that are not what they should be: one clear error, and nothing is written.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::archive::{Archive, gzip, tar_of};
use crate::project::{Locked, Project};
use crate::server::{Answer, Server};

/// What becomes of a project that needs an sdist of these bytes, whose hash is right.
fn refused(bytes: &[u8]) -> String {
    let archive = Archive::new("a", "a-1.0.tar.gz", bytes);
    Project::needing_sdists(&[&archive]).refused(&Server::of(&[&archive]))
}

/// Fails unless a report of a lookup has these parts: codes, messages and helps, as far as their first lines go.
fn assert_told(report: &str, parts: &[&str]) {
    assert!(
        report.starts_with("exit code 1\n") && report.contains("uvnix::facts::wrong"),
        "{report}"
    );
    for part in parts {
        assert!(report.contains(part), "{part}: {report}");
    }
}

/// Fails unless an sdist of these bytes cannot be read, for a reason with these parts.
fn assert_unreadable(bytes: &[u8], parts: &[&str]) {
    let report = refused(bytes);
    let all = ["uvnix::facts::no_build_system", "cannot read the build requirements of a 1.0"];
    assert_told(&report, &all);
    assert_told(&report, parts);
    assert_told(&report, &["help: set them: `build-system = [ … ]` in [tool.uvnix.packages.a]"]);
}

#[test]
fn another_file_than_the_locked_one_is_refused() {
    let locked = Archive::new("a", "a-1.0.tar.gz", "locked");
    let served = Archive::new("a", "a-1.0.tar.gz", "served");
    let project = Project::needing_sdists(&[&locked]);
    assert_snapshot!(project.refused(&Server::of(&[&served])), @"
    exit code 1
    Looking up build requirements of 1 package
    uvnix::facts::wrong

      × lookup failed; no files were changed
      help: fix the errors below, then run the command again

    Error: uvnix::fetch::wrong_hash

      × the file of a 1.0 does not have the hash in the lock file:
      │ http://mirror.test:00000/a-1.0.tar.gz (mirror of
      │ https://files.example/a-1.0.tar.gz)
      │   expected
      │ sha256:14493f5f5470ed48c3f103d917ec52ae9005fa3913128031d0fac2a49ac3cc41
      │        got
      │ sha256:8fe88bf015b53b37b5fa84dc726cd93aacca97f601185be11f5fb74fa3d77802
      help: check whether the index, a mirror or a proxy changed the file; if the
            change is intended, lock the package again (with uv: `uv lock
            --upgrade-package`)
    ");
}

#[test]
fn another_file_beside_the_lock_than_the_locked_one_is_refused() {
    let locked = Archive::built_with("a", &["setuptools"]);
    let lines = format!("sdist = {{ hash = {:?} }}", locked.hash());
    let project = Project::needing(&[Locked::new("a", "{ path = \"a.tar.gz\" }", &lines)]);
    project.workplace.write("a.tar.gz", Archive::built_with("a", &["hatchling"]).bytes);
    let report = project.refused(&Server::of(&[]));
    assert!(
        report.contains("the file of a 1.0 does not have the hash in the lock file: ./a.tar.gz"),
        "{report}"
    );
    project.workplace.write("a.tar.gz", &locked.bytes);
    project.generate(&Server::of(&[]), &[]);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["setuptools"]));
    let broken = Archive::new("c", "c-1.0.tar.gz", "no archive");
    let served = Archive::new("b", "b-1.0.tar.gz", "served");
    let project = Project::needing_sdists(&[&archives[0], &archives[1], &broken]);
    let report = project.refused(&Server::of(&[&archives[0], &served, &broken]));
    assert!(report.contains("the file of b 1.0") && report.contains("c 1.0"), "{report}");
    assert!(!report.contains("a 1.0"), "{report}");
}

#[test]
fn an_archive_that_ends_too_early_is_refused() {
    let whole = Archive::built_with("a", &["setuptools"]).bytes;
    assert_snapshot!(refused(&whole[..whole.len() / 2]), @"
    exit code 1
    Looking up build requirements of 1 package
    uvnix::facts::wrong

      × lookup failed; no files were changed
      help: fix the errors below, then run the command again

    Error: uvnix::facts::no_build_system

      × cannot read the build requirements of a 1.0
      ╰─▶ uvnix::archive::truncated

            × the archive ends in the middle of a file
            help: download it again: the file is probably incomplete

      help: set them: `build-system = [ … ]` in [tool.uvnix.packages.a]
    ");
}

#[test]
fn an_archive_that_is_made_to_fill_disks_is_refused() {
    // A megabyte of zeros in about a kilobyte, again and again.
    let member = gzip(&vec![0; 1 << 20]);
    let mut bomb = gzip(&tar_of("a-1.0/zeros", 10 << 30, b"")[..512]);
    bomb.extend(member.repeat(300));
    assert_unreadable(
        &bomb,
        &[
            "uvnix::archive::too_large",
            "the archive unpacks to more than 268435456 bytes",
            "help: this looks like a decompression bomb: do not use the package",
        ],
    );
}

#[test]
fn an_archive_that_would_write_elsewhere_is_refused() {
    assert_unreadable(
        &gzip(&tar_of("a-1.0/../../etc/passwd", 0, b"")),
        &[
            "uvnix::archive::unsafe_path",
            "the archive has a file that is unpacked outside of its folder:\n        │ `a-1.0/../../etc/passwd`",
            "help: this looks like an archive that is made to do harm; leave the",
        ],
    );
}

#[test]
fn a_file_that_claims_to_have_ten_gigabytes_is_not_read() {
    assert_unreadable(
        &gzip(&tar_of("a-1.0/pyproject.toml", 10 << 30, b"[project]")),
        &[
            "uvnix::archive::file_too_large",
            "`a-1.0/pyproject.toml` has 10737418240 bytes; the limit is 1048576",
            "help: such a file is never that large: do not use the package",
        ],
    );
    assert_unreadable(
        &gzip(&tar_of("a-1.0/data", 10 << 30, b"data")),
        &[
            "uvnix::archive::truncated",
            "the archive ends in the middle of a file",
            "help: download it again: the file is probably incomplete",
        ],
    );
}

#[test]
fn a_pyproject_toml_that_is_no_text_is_refused() {
    let latin1 = b"[project]\ndescription = \"caf\xe9\"";
    let archive = tar_of("a-1.0/pyproject.toml", latin1.len() as u64, latin1);
    assert_unreadable(
        &gzip(&archive),
        &[
            "uvnix::archive::not_text",
            "`pyproject.toml` is not UTF-8",
            "help: the publisher of the package must fix it; other build tools",
        ],
    );
}

#[test]
fn a_pyproject_toml_that_is_no_toml_is_refused_without_its_control_characters() {
    let text = b"[build-system]\nrequires = [\"\\u001b[31m;\"]";
    let archive = tar_of("a-1.0/pyproject.toml", text.len() as u64, text);
    let report = refused(&gzip(&archive));
    assert!(!report.contains('\u{1b}'), "{report:?}");
    assert!(report.contains("cannot read the build requirements of a 1.0"), "{report}");
}

#[test]
fn redirects_that_lead_nowhere_are_given_up() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let project = Project::needing_sdists(&[&archive]);
    let server = Server::start(|_| Answer::Redirect("/again".to_owned()));
    let report = project.refused(&server);
    assert_eq!(server.requests().len(), 11);
    assert_told(
        &report,
        &[
            "uvnix::fetch::too_many_redirects",
            "a 1.0 is redirected more than 10 times:\n  │ http://mirror.test:00000/a-1.0.tar.gz",
            "help: open the URL in a browser; the operator of the server has to fix the",
        ],
    );
}

#[test]
fn a_broken_archive_whose_build_system_is_stated_is_none_of_our_business() {
    let archive = Archive::new("a", "a-1.0.tar.gz", "no archive");
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    assert_eq!(project.lock2nix(&server, &[]).code, 1);
    project.set("[tool.uvnix.packages.a]\nbuild-system = [\"setuptools\"]");
    assert_eq!(project.generate(&server, &[]), "");
}

#[test]
fn a_uvnix_lock_that_is_none_is_shown_where_it_ceases_to_be() {
    let project = Project::needing(&[] as &[Locked]);
    let mut reports = String::new();
    for text in ["version = 1\n<<<<<<< HEAD\n", "version = 2\n", "version = 1\nfacts = {}\n"] {
        project.workplace.write("uvnix.lock", text);
        let outcome = project.lock2nix(&Server::of(&[]), &[]);
        assert_eq!((outcome.code, project.read("uvnix.lock").as_str()), (1, text));
        writeln!(reports, "{}", outcome.report.trim_end()).unwrap();
    }
    assert_snapshot!(reports, @"
    uvnix::facts::not_facts

      × invalid uvnix.lock: key with no value, expected `=`
       ╭─[uvnix.lock:2:9]
     1 │ version = 1
     2 │ <<<<<<< HEAD
       ·         ▲
       ·         ╰── here
       ╰────
      help: restore the file, or delete it and run `uvnix lock2nix`, which looks
            everything up again
    uvnix::facts::unknown_version

      × version 2 of uvnix.lock is not supported; this uvnix supports version 1
       ╭─[uvnix.lock:1:11]
     1 │ version = 2
       ·           ┬
       ·           ╰── this version
       ╰────
      help: use a newer uvnix
    uvnix::facts::not_facts

      × invalid uvnix.lock: unknown field `facts`, expected one of `version`,
      │ `build-systems`, `build-terms`, `build-locks`, `build-packages`, `hashes`,
      │ `trees`, `cargo-locks`, `libraries`
       ╭─[uvnix.lock:2:1]
     1 │ version = 1
     2 │ facts = {}
       · ──┬──
       ·   ╰── here
       ╰────
      help: restore the file, or delete it and run `uvnix lock2nix`, which looks
            everything up again
    ");
}
