//! The files that `uvnix init` creates: a flake, or the files of `nix-build` and `nix-shell`.

/// Which files a project gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `flake.nix`.
    Flake,
    /// `default.nix` and `shell.nix`.
    Plain,
}

impl Layout {
    /// The file that uses `uv.nix`.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Flake => "flake.nix",
            Self::Plain => "default.nix",
        }
    }

    /// All its files.
    pub(super) fn files(self) -> &'static [&'static str] {
        match self {
            Self::Flake => &["flake.nix"],
            Self::Plain => &["default.nix", "shell.nix"],
        }
    }

    /// The command that starts the development shell; `name` is its name in a flake that existed before.
    pub(super) fn shell(self, name: Option<&str>) -> String {
        match (self, name) {
            (Self::Flake, None) => "nix develop".to_owned(),
            (Self::Flake, Some(name)) => format!("nix develop .#{name}"),
            (Self::Plain, _) => "nix-shell".to_owned(),
        }
    }

    /// The line of an `.envrc` that starts the development shell.
    pub(super) fn direnv(self, name: Option<&str>) -> String {
        match (self, name) {
            (Self::Flake, None) => "use flake".to_owned(),
            (Self::Flake, Some(name)) => format!("use flake .#{name}"),
            (Self::Plain, _) => "use nix".to_owned(),
        }
    }
}
