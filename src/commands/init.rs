//! `uvnix init`: a flake for a project that uv locked.

mod attributes;
mod flake;
mod place;

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use miette::{Diagnostic, Report};
use tempfile::NamedTempFile;
use thiserror::Error;
use uvnix::printable::spelled_out;
use uvnix::resolved::Resolved;

use super::input::Input;
use super::lock2nix::output::print;
use super::lock2nix::{self, facts};
use super::paths::{argument, from_here};
use crate::cli::{Environments, Init, Lock2nix};
use flake::Flake;
use place::Place;

#[derive(Debug, Error, Diagnostic)]
pub enum InitError {
    #[error("{} cannot be written: {cause}", path.display())]
    #[diagnostic(
        code(uvnix::init::unwritable),
        help(
            "nothing is overwritten; make room for it, or allow it to be written, then run this again"
        )
    )]
    Unwritable { path: PathBuf, cause: io::Error },

    #[error("{} cannot be read: {cause}", path.display())]
    #[diagnostic(code(uvnix::init::unreadable), help("mend its permissions, or move it away"))]
    Unreadable { path: PathBuf, cause: io::Error },
}

/// What becomes of a flake.
enum Plan {
    /// There is none, and this becomes it.
    Write(String),
    /// The one that is there has the project.
    Keep(PathBuf),
    /// The one that is there lacks these lines.
    Tell(PathBuf, String),
}

/// Makes what a project lacks, and tells what to do next.
pub fn run(arguments: Init) -> Result<(), Report> {
    let place = Place::find(&arguments.path)?;
    let input = place::read(&place, arguments.verbosity.verbose)?;
    let quiet = arguments.verbosity.quiet;
    let flake = described(&place, &input)?;
    let lock2nix = Lock2nix {
        look_up: arguments.look_up,
        verbosity: arguments.verbosity,
        ..Lock2nix::default()
    };
    // Before anything is written: what is there may be in the way.
    let plan = Plan::of(&place, &flake)?;
    lock2nix::one(&input.file.path, &lock2nix)?;
    let mut steps = plan.carry_out(&place, quiet)?;
    let facts = facts::place(&input.file);
    if place.repository.is_some() {
        let names = if facts.is_file() { &["uv.nix", "uvnix.lock"][..] } else { &["uv.nix"] };
        let path = place.file(".gitattributes");
        let unwritable = |cause| InitError::Unwritable { path: path.clone(), cause };
        if attributes::add(&path, names).map_err(unwritable)? {
            say(&path, "written", quiet);
        }
    }
    steps.push_str(&next(&place));
    print(&steps)
}

fn described(place: &Place, input: &Input) -> Result<Flake, Report> {
    let options = Environments::default().over(&input.settings.environments);
    let resolved =
        Resolved::of(&input.lock, &options).map_err(|error| input.in_lock(error.into()))?;
    let pinned = fs::read_to_string(place.folder.join(".python-version")).ok();
    let pinned = pinned.as_deref().and_then(flake::pinned);
    let backend = input.settings.backend;
    let flake = Flake::of(&input.lock, &resolved.environments, pinned).for_builders(backend);
    let folder = place.repository.as_ref().and_then(|it| place.folder.strip_prefix(&it.root).ok());
    Ok(match folder {
        Some(folder) => flake.inside_repository(folder),
        None => flake,
    })
}

impl Plan {
    fn of(place: &Place, flake: &Flake) -> Result<Self, InitError> {
        let top = place.repository.as_ref().map(|repository| repository.root.as_path());
        let Some(folder) = flake::above(&place.folder, top) else {
            let path = place.file("flake.nix");
            if path.symlink_metadata().is_ok() {
                let cause = io::ErrorKind::AlreadyExists.into();
                return Err(InitError::Unwritable { path, cause });
            }
            return Ok(Self::Write(flake.whole()));
        };
        let path = from_here(&folder.join("flake.nix"));
        let text = fs::read_to_string(&path)
            .map_err(|cause| InitError::Unreadable { path: path.clone(), cause })?;
        let below = place.folder.strip_prefix(&folder).expect("the flake is at or above the lock");
        let names_it = below.to_str().is_some_and(|below| text.contains(below));
        // By itself, or by what the flake of uvnix has.
        if names_it && ["uv.nix", "uvnix"].iter().any(|what| text.contains(what)) {
            return Ok(Self::Keep(path));
        }
        Ok(Self::Tell(path, flake.lines(&below.join("uv.nix"))))
    }

    /// Writes what is to be written; what else is to be done is returned.
    fn carry_out(self, place: &Place, quiet: bool) -> Result<String, InitError> {
        match self {
            Self::Write(text) => {
                let path = place.file("flake.nix");
                write_new(&place.folder, "flake.nix", &text)
                    .map_err(|cause| InitError::Unwritable { path: path.clone(), cause })?;
                say(&path, "written", quiet);
                Ok(String::new())
            }
            Self::Keep(path) => {
                say(&path, "kept, it has the project already", quiet);
                Ok(String::new())
            }
            Self::Tell(path, lines) => {
                let name = name(&path);
                Ok(format!("{name} is there already, and is kept. Add to it:\n\n{lines}\n"))
            }
        }
    }
}

/// Writes a file whole or not at all, and never over another.
fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".uvnix-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As of any other file that is made; the user's umask takes away from it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file: NamedTempFile = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist_noclobber(folder.join(name))?;
    Ok(())
}

/// The commands that come next.
fn next(place: &Place) -> String {
    let folder = from_here(&place.folder);
    let is_here_or_above = folder.components().all(|it| !matches!(it, Component::Normal(_)));
    let enter = (!is_here_or_above).then(|| format!("cd {}", argument(&folder)));
    let steps = track(place).into_iter().chain(enter).chain(["nix develop".to_owned()]);
    let steps = steps.map(|step| format!("  {step}"));
    format!("Next:\n{}\n", Vec::from_iter(steps).join("\n"))
}

/// How git comes to know what Nix is to see.
fn track(place: &Place) -> Option<String> {
    let repository = place.repository.as_ref()?;
    let project = place.file("pyproject.toml");
    let others = ["uv.lock", "uv.nix", "uvnix.lock", "flake.nix", ".gitattributes"];
    let others = others.into_iter().map(|name| place.file(name));
    let files =
        Vec::from_iter([project.clone()].into_iter().chain(others).filter(|it| it.is_file()));
    // Where git cannot be asked, to add a file twice does no harm.
    let untracked = repository.untracked(&files);
    let untracked = untracked.unwrap_or_else(|| files.iter().map(PathBuf::as_path).collect());
    if untracked.is_empty() {
        return None;
    }
    // Of a project that git knows nothing of, its sources are missing too.
    let is_new = untracked.contains(&project.as_path());
    let added = if is_new { vec![from_here(&place.folder)] } else { Vec::new() };
    let added = added.iter().map(PathBuf::as_path);
    let added = added.chain(untracked.into_iter().filter(|_| !is_new)).map(argument);
    Some(format!("git add {}", Vec::from_iter(added).join(" ")))
}

fn say(path: &Path, what: &str, quiet: bool) {
    if !quiet {
        eprintln!("{}: {what}", name(path));
    }
}

fn name(path: &Path) -> String {
    spelled_out(&path.to_string_lossy())
}
