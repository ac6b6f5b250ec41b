//! The commands in the help of findings.

/// The commands of uvnix for one lock file.
#[derive(Debug, Default)]
pub struct Commands {
    /// A space and the path, as a shell reads it; empty for the lock of the current folder.
    argument: String,
}

impl Commands {
    /// Those for the lock file at a path, spelled as an argument of a shell.
    #[must_use]
    pub fn of(path: &str) -> Self {
        Self { argument: format!(" {path}") }
    }

    /// `uvnix lock2nix`, with the path.
    #[must_use]
    pub fn lock2nix(&self) -> String {
        format!("uvnix lock2nix{}", self.argument)
    }

    /// `uvnix init`, with the path.
    #[must_use]
    pub fn init(&self) -> String {
        format!("uvnix init{}", self.argument)
    }
}
