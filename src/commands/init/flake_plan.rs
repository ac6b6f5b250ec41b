//! Decides whether `flake.nix` or `default.nix` is written, is complete, or needs more lines.

use std::path::{Path, PathBuf};

use rnix::{Root, SyntaxKind, SyntaxNode};
use uvnix::text::printable;

use super::flake::Flake;
use super::layout::Layout;
use super::project_folder::ProjectFolder;
use super::templates::SHELL;
use super::{InitError, say};
use crate::commands::file_error::FileError;
use crate::commands::paths::{from_here, tidy};
use crate::commands::repository::flake_above;
use crate::fetch::plain_file;
use crate::fetch::whole_file::make;

/// The functions of uvnix' own flake that accept a project.
const FUNCTIONS: [&str; 3] = ["flakeModule", "flakeModules", "mkProject"];

/// The action for `flake.nix` or `default.nix`.
pub(super) enum FlakePlan {
    /// It does not exist: write this text.
    Write(String),
    /// It exists, with this text, and already contains the project.
    Keep(PathBuf, String),
    /// It exists, and the user has to add these lines.
    Tell(PathBuf, String),
}

const HELP: &str =
    "check the permissions of the folder, then run `uvnix init` again; it overwrites no files";

impl FlakePlan {
    /// Reads the existing file; writes nothing.
    pub(super) fn of(
        home: &ProjectFolder,
        flake: &Flake,
        layout: Layout,
    ) -> Result<Self, InitError> {
        let top = home.repository.as_ref().map(|repository| repository.root.as_path());
        let found = match layout {
            Layout::Flake => flake_above(&home.folder, top),
            Layout::Plain => {
                Some(home.folder.clone()).filter(|it| it.join("default.nix").is_file())
            }
        };
        let Some(folder) = found else {
            let path = home.file(layout.file());
            if path.symlink_metadata().is_ok() {
                return Err(InitError::NoFile(path));
            }
            return Ok(Self::Write(match layout {
                Layout::Flake => flake.whole(),
                Layout::Plain => flake.plain(),
            }));
        };
        let path = from_here(&folder.join(layout.file()));
        let help = "check its permissions, or move it away";
        let text = plain_file::read_to_string(&path).map_err(FileError::reading(&path, help))?;
        let below = home.folder.strip_prefix(&folder).expect("the flake is at or above the lock");
        if has_project(&text, below, &home.nix_file()) {
            return Ok(Self::Keep(path, text));
        }
        Ok(Self::Tell(
            path,
            match layout {
                Layout::Flake => flake.lines(below),
                Layout::Plain => flake.plain(),
            },
        ))
    }

    /// Writes the file, or returns the text that asks the user to add lines.
    pub(super) fn carry_out(
        &self,
        home: &ProjectFolder,
        layout: Layout,
        quiet: bool,
    ) -> Result<String, InitError> {
        match self {
            Self::Write(text) => {
                let shell = home.file("shell.nix");
                let needs_shell = layout == Layout::Plain && shell.symlink_metadata().is_err();
                let texts = [(home.file(layout.file()), text.as_str())];
                let shell = needs_shell.then_some((shell, SHELL));
                for (path, text) in texts.into_iter().chain(shell) {
                    make(&path, text).map_err(FileError::writing(&path, HELP))?;
                    say(&path, "written", quiet);
                }
                Ok(String::new())
            }
            Self::Keep(path, _) => {
                say(path, "unchanged, it already contains the project", quiet);
                Ok(String::new())
            }
            Self::Tell(path, lines) => {
                let name = printable::path(path);
                Ok(format!(
                    "{name} exists and was not changed. Add these lines to it:\n\n{lines}\n"
                ))
            }
        }
    }
}

/// Whether a flake contains the project in the folder `below` it: it imports the file, or passes the folder
/// to a function of uvnix. Other ways are not recognized; then the user sees lines that are not needed.
fn has_project(flake: &str, below: &Path, nix_file: &str) -> bool {
    let syntax = Root::parse(flake).syntax();
    let names = |it: &SyntaxNode| FUNCTIONS.iter().any(|function| it.text() == *function);
    let is_of_uvnix =
        syntax.descendants().any(|it| it.kind() == SyntaxKind::NODE_IDENT && names(&it));
    let (folder, file) = (tidy(below), tidy(&below.join(nix_file)));
    syntax.descendants().filter(|it| it.kind() == SyntaxKind::NODE_PATH_REL).any(|path| {
        let place = tidy(Path::new(&path.text().to_string()));
        place == file || (is_of_uvnix && place == folder && is_root(&path))
    })
}

/// Whether a path is the value of an attribute `root`.
fn is_root(path: &SyntaxNode) -> bool {
    let binding = path.parent().filter(|it| it.kind() == SyntaxKind::NODE_ATTRPATH_VALUE);
    let name = binding.and_then(|it| it.first_child()).map(|name| name.text().to_string());
    name.is_some_and(|name| name.rsplit('.').next() == Some("root"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flake_has_a_project_whose_file_or_folder_it_gives_to_something() {
        let has = |flake: &str, below: &str| has_project(flake, Path::new(below), "uv.nix");
        assert!(has("{ outputs = _: import ./uv.nix; }", ""));
        assert!(has("{ outputs = _: import ./a/b/uv.nix; }", "a/b"));
        assert!(has("{ outputs = i: i.uvnix.lib.mkProject { root = ./.; }; }", ""));
        assert!(has("{ imports = [ u.flakeModules.default ]; a.uvnix.root = ./a; }", "a"));

        assert!(!has("# import ./uv.nix\n{ packages = [ pkgs.uvnix ]; }", ""));
        assert!(!has("{ inherit (nixpkgs) lib; x = import ./a/uv.nix; }", "lib"));
        assert!(!has("{ src = toSource { root = ./.; }; tools = [ uvnix ]; }", ""));
        assert!(!has("{ outputs = i: i.uvnix.lib.mkProject { root = ./b; }; }", "a"));
        assert!(!has("{ this is no Nix", ""));
    }
}
