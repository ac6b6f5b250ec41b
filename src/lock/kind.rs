//! The formats of lock files.

/// The format of a lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockKind {
    /// `uv.lock`, or the lock file of a script.
    Uv,
    /// `pylock.toml`, which several tools write.
    Pylock,
}

impl LockKind {
    /// The format of the file with this name: `pylock.toml` or `pylock.dev.toml`, or else that of uv.
    ///
    /// <https://packaging.python.org/en/latest/specifications/pylock-toml/#file-name>
    #[must_use]
    pub fn of_file(name: &str) -> Self {
        let rest = name.strip_prefix("pylock.").and_then(|rest| rest.strip_suffix("toml"));
        let is_name = |rest: &str| {
            let name = rest.strip_suffix('.');
            rest.is_empty() || name.is_some_and(|name| !name.is_empty() && !name.contains('.'))
        };
        if rest.is_some_and(is_name) { Self::Pylock } else { Self::Uv }
    }

    /// How to write such a file again, as an instruction.
    #[must_use]
    pub const fn lock_again(self) -> &'static str {
        match self {
            Self::Uv => "run `uv lock`",
            Self::Pylock => "write the lock file again with the tool that wrote it",
        }
    }

    /// Whether the file says which package needs which. If not, all packages are those of its root.
    #[must_use]
    pub const fn has_edges(self) -> bool {
        match self {
            Self::Uv => true,
            Self::Pylock => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_its_format() {
        for name in ["pylock.toml", "pylock.dev.toml", "pylock.a-b_1.toml"] {
            assert_eq!(LockKind::of_file(name), LockKind::Pylock, "{name}");
        }
        for name in
            ["uv.lock", "tool.py.lock", "pylock.a.b.toml", "pylock..toml", "pylock.lock", "a.toml"]
        {
            assert_eq!(LockKind::of_file(name), LockKind::Uv, "{name}");
        }
    }
}
