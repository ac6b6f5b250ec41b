//! Archives that are not sound.

use miette::Diagnostic;
use tar::{Builder, EntryType, Header};
use uvnix::emit::EmitError;
use uvnix::facts::ArchiveError;

use crate::archive::{Archive, gzip, tar_of};
use crate::example::{Example, REGISTRY, Shown, lock};
use crate::server::Server;

/// A project that needs an sdist of these bytes, whose hash is right.
fn of(code: &'static str, bytes: impl Into<Vec<u8>>) -> Example {
    named(code, "needed-1.0.tar.gz", bytes)
}

fn named(code: &'static str, filename: &str, bytes: impl Into<Vec<u8>>) -> Example {
    Example::of(code, "lock2nix").sdist(&Archive::new("needed", filename, bytes))
}

/// A project that needs a wheel of these bytes, whose hash is right.
fn wheel(code: &'static str, bytes: &str) -> Example {
    let filename = "needed-1.0-py3-none-manylinux_2_17_x86_64.whl";
    let wheel = Archive::new("needed", filename, bytes);
    let lock = lock(&format!("{REGISTRY}\nwheels = [{}]", wheel.file()));
    Example::of(code, "lock2nix").file("uv.lock", lock).served(Server::of(&[&wheel]))
}

pub(super) fn examples() -> Vec<Example> {
    let whole = Archive::built_with("needed", &["setuptools"]).bytes;
    let escaping = tar_of("needed-1.0/../../etc/passwd", 0, b"");
    let large = tar_of("needed-1.0/pyproject.toml", 10 << 30, b"[project]");
    let latin1 = b"[project]\ndescription = \"caf\xe9\"";
    let latin1 = tar_of("needed-1.0/pyproject.toml", latin1.len() as u64, latin1);
    vec![
        named("archive::unknown_format", "needed-1.0.tar.lz", "LZIP"),
        of("archive::unreadable", "an error page in the place of an archive"),
        of("archive::truncated", &whole[..whole.len() / 2]),
        of("archive::too_large", bomb()),
        of("archive::file_too_large", gzip(&large)),
        of("archive::unsafe_path", gzip(&escaping)),
        of("archive::not_text", gzip(&latin1)),
        of("archive::broken_link", gzip(&linked())),
        hidden(),
        wheel("facts::unreadable_wheel", "an error page in the place of a wheel"),
    ]
}

/// A setting with a character that turns the direction of writing.
fn hidden() -> Example {
    let settings = "[tool.uvnix.packages.needed]\nenv = { FLAGS = \"-O2 \\u202e3O-\" }\n";
    Example::of("emit::hidden_character", "lock2nix")
        .file("uv.lock", lock("source = { editable = \"needed\" }"))
        .file("needed/pyproject.toml", "")
        .file("pyproject.toml", settings)
}

/// Errors that only much patience or a mistake of uvnix provokes.
pub(super) fn alone() -> Vec<Shown> {
    let entries: &dyn Diagnostic = &ArchiveError::TooManyEntries { limit: 1_000_000 };
    let errors = [
        ("archive::too_many_entries", entries),
        ("emit::not_what_was_meant", &EmitError::NotWhatWasMeant),
    ];
    errors.map(|(code, error)| Shown::alone(code, error)).into()
}

/// A megabyte of zeros in about a kilobyte, again and again.
fn bomb() -> Vec<u8> {
    let mut bomb = gzip(&tar_of("needed-1.0/zeros", 10 << 30, b"")[..512]);
    bomb.extend(gzip(&vec![0; 1 << 20]).repeat(300));
    bomb
}

/// An archive whose `pyproject.toml` is a link that leads nowhere.
fn linked() -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Symlink);
    header.set_size(0);
    let mut archive = Builder::new(Vec::new());
    let path = "needed-1.0/pyproject.toml";
    archive.append_link(&mut header, path, "../shared/pyproject.toml").expect("there is memory");
    archive.into_inner().expect("there is memory")
}
