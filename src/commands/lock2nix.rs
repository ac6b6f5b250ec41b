//! `uvnix lock2nix`: locks become Nix files.

mod input;
mod output;

use std::path::Path;

use miette::{Diagnostic, NamedSource, Report};
use uvnix::emit::Origin;
use uvnix::environment::EnvironmentOptions;
use uvnix::lock::Lock;
use uvnix::printable::{masked, spelled_out};

use crate::cli::Lock2nix;
use input::LockFile;
use output::Target;

/// Writes the file of each lock, and returns what went wrong with which of them.
pub fn run(arguments: &Lock2nix) -> Vec<Report> {
    let paths = arguments.paths.iter();
    paths.filter_map(|path| generate(path, arguments).err()).collect()
}

/// Reads a lock and its projects, and writes its file, whole or not at all.
fn generate(path: &Path, arguments: &Lock2nix) -> Result<(), Report> {
    let file = LockFile::find(path)?;
    let target = Target::of(arguments.output.as_deref(), &file);
    let text = file.read()?;
    let in_lock = |error| shown_in(error, &file.path.display().to_string(), &text);

    let mut lock = Lock::parse(&text).map_err(|error| in_lock(error.into()))?;
    if arguments.verbose {
        for key in Lock::unknown_keys(&text) {
            let key = spelled_out(&key);
            eprintln!("note: {} has a key that uvnix does not know: {key}", file.path.display());
        }
    }
    let script = file.script();
    if let Some(script) = &script {
        input::check_script(&file, script, &lock, &text)?;
    }
    let projects = input::projects(&file, &mut lock)?;
    let origin = Origin {
        lock_file: file.name(),
        lock_hash: input::sha256(&text),
        root: target.path_to(&file)?,
        script,
    };
    let options = EnvironmentOptions::from(&arguments.environments);
    let generated = uvnix::lock2nix(&lock, &projects, &options, &origin)
        .map_err(|error| in_lock(error.into()))?;
    for error in generated.left_out {
        eprintln!("warning: left out: {error}");
    }
    target.write(&generated.text, arguments.force)
}

/// A report that can show the place in the file at fault.
fn shown_in(error: Report, name: &str, text: &str) -> Report {
    let shows_a_place = <dyn Diagnostic>::labels(error.as_ref()).is_some();
    if shows_a_place { error.with_source_code(NamedSource::new(name, masked(text))) } else { error }
}
