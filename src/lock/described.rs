//! Sources in words.

use std::fmt;

use super::source::{Git, LocalPath, Registry, Source};
use crate::text::printable::spelled_out;

/// The number of digits of a commit hash that are shown.
const COMMIT: usize = 12;

/// `https://pypi.example/simple`, `git https://git.example/a at 0123456789ab (tag v1)`, `folder core`.
impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let text = match self {
            Self::Registry(Registry::Url(url)) | Self::Url { url, subdirectory: None } => {
                url.clone()
            }
            Self::Registry(Registry::Path(path)) => format!("files in {path}"),
            Self::Registry(Registry::Unknown) => "an index that is not named".to_owned(),
            Self::Git(git) => described(git),
            Self::Url { url, subdirectory: Some(folder) } => format!("{url} (folder {folder})"),
            Self::Path(path) => format!("file {path}"),
            Self::Directory(path) => format!("folder {path}"),
            Self::Editable(path) => format!("editable folder {path}"),
            Self::Virtual(path) => format!("folder {path} (not a package)"),
        };
        spelled_out(&text).fmt(formatter)
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Relative(path) => path.fmt(formatter),
            Self::Absolute(path) => path.fmt(formatter),
        }
    }
}

fn described(git: &Git) -> String {
    let commit = git.commit.get(..COMMIT).unwrap_or(&git.commit);
    let mut text = format!("git {} at {commit}", git.url);
    let led = [("tag", &git.tag), ("branch", &git.branch)];
    for (kind, name) in led {
        if let Some(name) = name {
            text = format!("{text} ({kind} {name})");
        }
    }
    for (kind, path) in [("folder", &git.subdirectory), ("file", &git.archive)] {
        if let Some(path) = path {
            text = format!("{text} ({kind} {path})");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_told_with_what_led_to_it() {
        let commit = "7fc59da2c4dff919db2095a0f0e47101b657131d";
        let git = format!("https://git.example/a?tag=v1&subdirectory=b#{commit}");
        let source = Source::Git(Git::try_from(git.as_str()).unwrap());
        let told = "git https://git.example/a at 7fc59da2c4df (tag v1) (folder b)";
        assert_eq!(source.to_string(), told);
    }

    #[test]
    fn nothing_is_told_that_a_terminal_obeys() {
        let source = Source::Path(LocalPath::Absolute("/a\u{1b}[31m".to_owned()));
        assert_eq!(source.to_string(), "file /a\\u{1b}[31m");
    }
}
