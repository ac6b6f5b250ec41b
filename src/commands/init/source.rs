//! The flake that brings uvnix into the development shell.

use std::env;

use uvnix::text::printable::spelled_out;

use super::layout::Layout;

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

/// The warning that the development shell does not contain uvnix: its address is not known, or is not one that
/// these files can use.
///
/// `is_new`: the file was not there before.
pub(super) fn warning(address: Option<&str>, layout: Layout, is_new: bool) -> String {
    let file = layout.file();
    let remove = if is_new { format!("remove {file}, ") } else { String::new() };
    let (reason, wanted) = match address {
        None => (
            "the address of uvnix' flake is not known (UVNIX_FLAKE is empty)".to_owned(),
            "the address, such as github:uvnix/uvnix",
        ),
        Some(address) => (
            format!(
                "{file} takes uvnix from the default branch of a git repository, which {} (UVNIX_FLAKE) is not",
                spelled_out(address)
            ),
            "the address of a repository, such as github:uvnix/uvnix",
        ),
    };
    format!(
        "warning: {reason}, so the development shell does not contain uvnix\n  \
         help: install uvnix, which updates uv.nix; or {remove}set UVNIX_FLAKE to {wanted}, and run `uvnix init` again"
    )
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
