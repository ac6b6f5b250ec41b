//! Runs after the first.

use std::fs;

use crate::archive::Archive;
use crate::elf_file::{X86_64, elf};
use crate::libraries::{LINUX, locked, wheel};
use crate::project::{INDEX, Locked, Project};
use crate::server::Server;

const FILES: [&str; 2] = ["uv.nix", "uvnix.lock"];

/// A project with an sdist and with a wheel that has no hash, looked at once.
fn looked_at() -> (Project, Server) {
    let sdist = Archive::built_with("a", &["setuptools"]);
    let wheel = Archive::new("b", "b-1.0-py3-none-any.whl", "wheel");
    let lines = format!("wheels = [{{ url = {:?} }}]", wheel.url());
    let project = Project::needing(&[Locked::sdist(&sdist), Locked::new("b", INDEX, &lines)]);
    let server = Server::of(&[&sdist, &wheel]);
    project.generate(&server, &[]);
    assert_eq!(server.requests().len(), 2);
    (project, server)
}

#[test]
fn nobody_is_asked_again_and_nothing_is_written_again() {
    let (project, server) = looked_at();
    let files = ["uv.nix", "uvnix.lock"];
    let before = files.map(|name| project.state(name));
    assert_eq!(project.generate(&server, &[]), "");
    fs::remove_dir_all(project.path("cache")).unwrap();
    assert_eq!(project.generate(&server, &[]), "");
    assert_eq!(project.generate(&server, &["--offline"]), "");
    assert_eq!(project.generate(&server, &["--lookup", "none"]), "");
    assert_eq!(server.requests(), [""; 0]);
    assert!(before == files.map(|name| project.state(name)));
    assert!(!project.path("cache").exists());
}

#[test]
fn what_was_downloaded_is_not_downloaded_again() {
    let (project, server) = looked_at();
    let before = (project.read("uv.nix"), project.read("uvnix.lock"));
    for name in ["uv.nix", "uvnix.lock"] {
        fs::remove_file(project.path(name)).unwrap();
    }
    project.generate(&server, &[]);
    // Nothing tells whether a file without a hash is still the same.
    assert_eq!(server.requests(), ["/b-1.0-py3-none-any.whl"]);
    assert!(before == (project.read("uv.nix"), project.read("uvnix.lock")));
}

/// A project with a source archive and a wheel with libraries, which were read once and then lost.
fn read_once() -> (Project, [String; 2]) {
    let sdist = Archive::built_with("a", &["flit-core"]);
    let wheel = wheel("b", LINUX, &[("b.so", &elf(X86_64, &["libodbc.so.2"]))]);
    let project = Project::needing(&[Locked::sdist(&sdist), locked(&[&wheel], "")]);
    project.generate(&Server::of(&[&sdist, &wheel]), &["--lock-build-systems=false"]);
    let before = FILES.map(|name| project.read(name));
    fs::remove_dir_all(project.path("cache/files")).expect("there are two");
    for name in FILES {
        fs::remove_file(project.path(name)).expect("it was written");
    }
    (project, before)
}

#[test]
fn what_was_read_in_an_archive_is_known_without_it() {
    let (project, before) = read_once();
    let server = Server::of(&[]);
    project.generate(&server, &["--lock-build-systems=false"]);
    assert!(before == FILES.map(|name| project.read(name)));
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
#[cfg(unix)]
fn what_another_user_may_have_written_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let (project, _) = read_once();
    let readings = fs::read_dir(project.path("cache/readings")).unwrap().next().unwrap().unwrap();
    let mode = |mode| fs::set_permissions(readings.path(), fs::Permissions::from_mode(mode));
    mode(0o722).unwrap();
    let outcome = project.lock2nix(&Server::of(&[]), &["--offline"]);
    assert!(outcome.report.contains("a 1.0 is not in the cache"), "{}", outcome.report);
    mode(0o700).unwrap();
    project.generate(&Server::of(&[]), &["--offline", "--lock-build-systems=false"]);
}

#[test]
fn a_filled_cache_is_not_read_where_uvnix_lock_has_the_answers() {
    const MATURIN: &str = "[build-system]\nrequires = [\"maturin\"]\n";
    const CARGO_LOCK: &str = "version = 3\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n";
    let sdists = [
        Archive::built_with("a", &["setuptools"]),
        Archive::sdist("b", "tar.gz", &[("pyproject.toml", MATURIN), ("Cargo.lock", CARGO_LOCK)]),
        Archive::sdist("c", "zip", &[("pyproject.toml", MATURIN)]),
        Archive::sdist("d", "tar.gz", &[("setup.py", "")]),
    ];
    let wheels = [
        wheel("e", LINUX, &[("e.so", &elf(X86_64, &["libodbc.so.2"]))]),
        wheel("f", LINUX, &[("f.so", b"not an ELF file")]),
    ];
    let locked_wheels = wheels.iter().map(|it| locked(&[it], ""));
    let project =
        Project::needing(&Vec::from_iter(sdists.iter().map(Locked::sdist).chain(locked_wheels)));
    let server = Server::of(&Vec::from_iter(sdists.iter().chain(&wheels)));
    for mode in ["needed", "all", "builds"] {
        project.generate(&server, &["--lookup", mode]);
        let before = ["uv.nix", "uvnix.lock"].map(|name| project.state(name));
        let cache = project.path("cache/files/sha256");
        let cached = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
        let cached = Vec::from_iter(cached);
        assert!(cached.len() >= sdists.len(), "{cached:?}");
        // Whoever reads a file checks its hash first, and deletes one that is wrong.
        for file in &cached {
            fs::write(file, "nobody reads this").unwrap();
        }
        assert_eq!(project.generate(&server, &["--offline", "--lookup", mode]), "", "{mode}");
        assert!(cached.iter().all(|file| file.exists()), "{mode}");
        assert!(before == ["uv.nix", "uvnix.lock"].map(|name| project.state(name)));
        fs::remove_dir_all(project.path("cache")).unwrap();
        fs::remove_file(project.path("uvnix.lock")).unwrap();
    }
}

#[test]
fn what_nothing_needs_any_more_is_dropped_and_an_empty_file_removed() {
    let (project, server) = looked_at();
    let (a, b) =
        (Archive::built_with("a", &["setuptools"]), Archive::built_with("b", &["hatchling"]));
    project.lock(&[Locked::sdist(&a)]);
    project.generate(&server, &[]);
    assert_eq!(server.requests(), [""; 0]);
    assert!(project.requires("a 1.0").is_some() && project.facts().get("hashes").is_none());

    project.lock(&[Locked::sdist(&a), Locked::sdist(&b)]);
    project.generate(&Server::of(&[&b]), &[]);
    assert_eq!(project.requires("b 1.0").unwrap(), ["hatchling"]);

    let wheel = Archive::new("a", "a-1.0-py3-none-any.whl", "wheel");
    project.lock(&[Locked::new("a", INDEX, &format!("wheels = [{}]", wheel.file()))]);
    project.generate(&server, &[]);
    assert!(!project.path("uvnix.lock").exists());
}

#[test]
fn whoever_looks_first_writes_nothing() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    let outcome = project.lock2nix(&server, &["-o", "-"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.output.contains("pdm-backend = [ ];"), "{}", outcome.output);
    assert!(!project.path("uvnix.lock").exists() && !project.path("uv.nix").exists());

    project.generate(&server, &["-o", "other.nix"]);
    assert!(project.path("uvnix.lock").exists());
    // The header has the command that updates this file.
    let file = project.read("other.nix").replacen(" --output other.nix\n", "\n", 1);
    assert_eq!(file, outcome.output);
}

#[test]
fn a_file_that_is_not_ours_keeps_everything_as_it_is() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.workplace.write("uv.nix", "{ }");
    assert_eq!(project.lock2nix(&server, &[]).code, 1);
    assert!(!project.path("uvnix.lock").exists());
}

#[test]
fn the_facts_of_a_script_lie_beside_its_lock() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let project = Project::needing_sdists(&[]);
    let metadata =
        "# /// script\n# requires-python = \"==3.12.*\"\n# dependencies = [\"a\"]\n# ///\n";
    project.workplace.write("tool.py", metadata);
    let lock = format!(
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[manifest]\n\
         requirements = [{{ name = \"a\" }}]\n\n[[package]]\nname = \"a\"\nversion = \"1.0\"\n\
         source = {INDEX}\nsdist = {}\n",
        archive.file()
    );
    project.workplace.write("tool.py.lock", lock);
    project.generate(&Server::of(&[&archive]), &["tool.py"]);
    assert!(project.read("tool.py.uvnix.lock").contains("pdm-backend"));
    assert!(!project.path("uvnix.lock").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn what_was_found_is_kept_where_the_file_cannot_be_written_and_the_error_says_so() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let server = Server::of(&[&archive]);
    let project = Project::needing_sdists(&[&archive]);
    // Nobody, not even root, can make a file there.
    let outcome = project.lock2nix(&server, &["-o", "/proc/uv.nix"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.contains("uvnix::file::unwritable"), "{}", outcome.report);
    assert!(outcome.report.contains("uvnix.lock was already written"), "{}", outcome.report);
    assert!(project.requires("a 1.0").is_some());
}
