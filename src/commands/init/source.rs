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
    }
}
