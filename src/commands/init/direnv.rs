//! `.envrc`: direnv starts the development shell when somebody enters the folder.

use uvnix::text::printable;

use super::project_folder::ProjectFolder;
use super::{git_files, say};
use crate::commands::file_error::FileError;
use crate::fetch::plain_file;
use crate::fetch::whole_file::make;

const HELP: &str = "check the permissions of the folder, then run `uvnix init --direnv` again";

/// Writes `.envrc`, or returns the text that asks the user to add a line. `start` is the line that starts the shell.
pub(super) fn write(
    home: &ProjectFolder,
    start: &str,
    quiet: bool,
) -> Result<Option<String>, FileError> {
    let path = home.file(".envrc");
    // direnv does not see which files a flake reads.
    let lines = format!("watch_file {} {}\n{start}\n", home.lock, home.nix_file());
    let asked = if path.symlink_metadata().is_ok() {
        let help = "check its permissions, or move it away";
        let text = plain_file::read_to_string(&path).map_err(FileError::reading(&path, help))?;
        let has_start = text.lines().any(|line| line.trim() == start);
        if has_start {
            say(&path, "unchanged, it already starts the shell", quiet);
        }
        let name = printable::path(&path);
        (!has_start).then(|| {
            let lines = lines.lines().map(|line| format!("    {line}\n"));
            format!(
                "{name} exists and was not changed. Add these lines to it:\n\n{}\n",
                String::from_iter(lines)
            )
        })
    } else {
        make(&path, &lines).map_err(FileError::writing(&path, HELP))?;
        say(&path, "written", quiet);
        None
    };
    if home.repository.is_some() {
        // The cache of nix-direnv.
        git_files::add(&home.file(".gitignore"), &[".direnv/"], quiet);
    }
    Ok(asked)
}
