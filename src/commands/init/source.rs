//! The flake that brings uvnix into the development shell.

use std::env;

/// The address of uvnix' flake; `None` if there is none.
///
/// `UVNIX_FLAKE` is another address, or an empty text for none: when uvnix runs or, by those who package it, when it is
/// built.
pub(super) fn uvnix() -> Option<String> {
    let built_in = option_env!("UVNIX_FLAKE").map(str::to_owned);
    let address = env::var("UVNIX_FLAKE").ok().or(built_in);
    let address = address.unwrap_or_else(|| reference(env!("CARGO_PKG_REPOSITORY")));
    Some(address).filter(|address| !address.is_empty())
}

/// The git repository of a flake; `None` if it has none, or if the flake is not that of the default branch.
pub(super) fn repository(flake: &str) -> Option<String> {
    let url = match flake.strip_prefix("github:") {
        Some(path) => {
            (path.split('/').count() == 2).then(|| format!("https://github.com/{path}"))?
        }
        None => flake.strip_prefix("git+")?.to_owned(),
    };
    Some(url).filter(|url| !url.contains('?'))
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
        for flake in
            ["flake:uvnix", "github:someone/uvnix/v1", "git+https://git.example/uvnix?ref=v1"]
        {
            assert_eq!(repository(flake), None);
        }
    }
}
