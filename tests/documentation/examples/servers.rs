//! Servers that do not give what was locked, and files and commits that are not it.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use tempfile::TempDir;

use crate::archive::Archive;
use crate::example::{Example, git, lock, needing};
use crate::server::{Answer, Server};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn archive() -> Archive {
    Archive::built_with("needed", &["setuptools"])
}

/// A project that needs an sdist, without a server that has it.
fn needy(code: &'static str, command: &'static str) -> Example {
    Example::of(code, command).file("uv.lock", needing(&archive()))
}

/// The same with a server that answers so.
fn answered(code: &'static str, answer: impl Fn() -> Answer + Send + Sync + 'static) -> Example {
    needy(code, "lock2nix").served(Server::start(move |_| answer()))
}

/// A file that is larger than its size in the lock.
fn sized(code: &'static str) -> Example {
    let file = archive().file();
    let sized = file.replace(" }", ", size = 5 }");
    let lock = needing(&archive()).replace(&file, &sized);
    answered(code, || Answer::File(archive().bytes)).file("uv.lock", lock)
}

pub(super) fn examples() -> Vec<Example> {
    let mut examples = servers();
    examples.extend(surroundings());
    examples.extend(facts());
    examples.extend(commits());
    examples
}

fn servers() -> Vec<Example> {
    let huge = "HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\nConnection: close\r\n\r\n";
    let large = "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\nConnection: close\r\n\r\n";
    let broken = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let redirect = |address: &'static str| move || Answer::Redirect(address.to_owned());
    let plain = Server::of(&[]);
    let address = plain.url.replace("http:", "https:");
    vec![
        answered("fetch::not_found", || Answer::Missing),
        answered("fetch::forbidden", || Answer::Unauthorized),
        answered("fetch::bad_status", move || Answer::Raw(broken)),
        answered("fetch::wrong_hash", || Answer::File(b"another file".to_vec())),
        answered("fetch::too_large", move || Answer::Raw(huge)),
        sized("fetch::wrong_size"),
        answered("fetch::too_much", move || Answer::Raw(large)),
        answered("fetch::too_many_redirects", redirect("/again")),
        answered("fetch::bad_address", redirect("ftp://files.example/needed-1.0.tar.gz")),
        needy("fetch::unreachable", "lock2nix")
            .surrounded("UVNIX_MIRRORS", "https://files.example=http://127.0.0.1:1"),
        needy("fetch::untrusted", "lock2nix")
            .served(plain)
            .surrounded("UVNIX_MIRRORS", format!("https://files.example={address}")),
    ]
}

fn surroundings() -> Vec<Example> {
    vec![
        needy("fetch::offline", "lock2nix --offline"),
        needy("fetch::cache", "lock2nix").file("cache", "").variable("UVNIX_CACHE_DIR", "cache"),
        needy("fetch::bad_setting", "lock2nix").variable("UVNIX_HTTP_RETRIES", "many"),
    ]
}

fn facts() -> Vec<Example> {
    let path = |hash: &str| {
        lock(&format!(
            "version = \"1.0\"\nsource = {{ path = \"vendor/needed.tar.gz\" }}\n\
             sdist = {{ hash = \"{hash}\" }}"
        ))
    };
    let with = |code, lock: String| Example::of(code, "lock2nix").file("uv.lock", lock);
    let bad = Archive::sdist("needed", "tar.gz", &[("pyproject.toml", "[project\n")]);
    vec![
        with("facts::not_facts", needing(&archive()))
            .file("uvnix.lock", "version = 1\n<<<<<<< HEAD\n"),
        with("facts::unknown_version", needing(&archive())).file("uvnix.lock", "version = 2\n"),
        with("facts::wrong_hash", path(&archive().hash())).file("vendor/needed.tar.gz", "other"),
        with("facts::no_build_system", String::new()).sdist(&bad),
        with("facts::wrong", String::new()).sdist(&Archive::new("needed", "needed-1.0.zip", "no")),
    ]
}

fn commits() -> Vec<Example> {
    let of = |code, command, url: &str| {
        let source = format!("version = \"1.0\"\nsource = {{ git = \"{url}#{COMMIT}\" }}");
        Example::of(code, command).file("uv.lock", lock(&source))
    };
    vec![
        of("facts::offline", "lock2nix --offline", "https://git.example/needed"),
        of("git::no_program", "lock2nix", "https://git.example/needed")
            .variable("PATH", "/nowhere"),
        of("git::cannot_fetch", "lock2nix", "file:///nowhere/needed"),
        misnamed(),
    ]
}

/// A project that needs a commit with a file whose name is not UTF-8.
fn misnamed() -> Example {
    let repository = TempDir::new().expect("there is a temporary folder");
    let git = |arguments: &[&str]| git(repository.path(), arguments);
    git(&["init", "--quiet"]);
    fs::write(repository.path().join(OsStr::from_bytes(b"caf\xe9")), "")
        .expect("Linux has any name");
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=all"]);
    git(&["update-server-info"]);
    let commit = git(&["rev-parse", "HEAD"]);
    let server = Server::start(move |request| {
        let path = request.path.trim_start_matches("/needed/");
        fs::read(repository.path().join(".git").join(path)).map_or(Answer::Missing, Answer::File)
    });
    let source = format!("source = {{ git = \"{}/needed#{commit}\" }}", server.url);
    let lock = lock(&format!("version = \"1.0\"\n{source}"));
    Example::of("git::cannot_keep", "lock2nix").file("uv.lock", lock).served(server)
}
