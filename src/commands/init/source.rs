//! The flake that brings uvnix into the development shell.

/// The address of uvnix' flake; `None` for a build of uvnix that has no flake.
///
/// Who packages uvnix sets `UVNIX_FLAKE` when building: another address, or an empty text for none.
pub(super) fn uvnix() -> Option<String> {
    match option_env!("UVNIX_FLAKE") {
        Some("") => None,
        Some(address) => Some(address.to_owned()),
        None => Some(reference(env!("CARGO_PKG_REPOSITORY"))),
    }
}

/// The git repository of a flake; `None` if it has none.
pub(super) fn repository(flake: &str) -> Option<String> {
    let github = flake.strip_prefix("github:").map(|path| format!("https://github.com/{path}"));
    github.or_else(|| flake.strip_prefix("git+").map(str::to_owned))
}

/// The reference of a flake in the repository at this URL.
fn reference(repository: &str) -> String {
    match repository.strip_prefix("https://github.com/") {
        Some(path) => format!("github:{path}"),
        None => format!("git+{repository}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_a_flake() {
        assert_eq!(reference("https://github.com/someone/uvnix"), "github:someone/uvnix");
        assert_eq!(reference("https://git.example/uvnix"), "git+https://git.example/uvnix");
        for url in ["https://github.com/someone/uvnix", "https://git.example/uvnix"] {
            assert_eq!(repository(&reference(url)).unwrap(), url);
        }
        assert_eq!(repository("flake:uvnix"), None);
    }
}
