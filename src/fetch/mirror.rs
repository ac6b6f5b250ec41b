//! Mirrors: servers that replace others.

use url::Url;
use uvnix::text::address::remove_userinfo;

use crate::cli::Mirror;

/// The URL on the mirror with the longest matching prefix, if one matches.
///
/// A prefix ends at a part of the path: `https://files.example` does not match `https://files.example.org`.
/// The mirror does not receive a password in the URL.
pub(crate) fn mirrored(url: &str, mirrors: &[Mirror]) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    remove_userinfo(&mut url);
    let url = url.as_str();
    let fitting = mirrors.iter().filter_map(|Mirror { from, to }| {
        let rest = url.strip_prefix(from.trim_end_matches('/'))?;
        let ends_there = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        ends_there.then_some((rest, to))
    });
    let (rest, to) = fitting.min_by_key(|(rest, _)| rest.len())?;
    Some(format!("{}{rest}", to.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_is_replaced_and_trailing_slashes_do_not_matter() {
        let mirrors = [
            ("https://files.example", "https://mirror.example/all/"),
            ("https://files.example/packages/", "https://mirror.example/packages"),
        ];
        let mirrors = mirrors.map(|(from, to)| Mirror { from: from.to_owned(), to: to.to_owned() });
        let at = |url| mirrored(url, &mirrors);
        assert_eq!(
            at("https://files.example/packages/a.whl").unwrap(),
            "https://mirror.example/packages/a.whl"
        );
        assert_eq!(at("https://files.example/a.whl").unwrap(), "https://mirror.example/all/a.whl");
        assert_eq!(
            at("https://me:pw@files.example/a.whl").unwrap(),
            "https://mirror.example/all/a.whl"
        );
        assert_eq!(at("https://files.example.org/a.whl"), None);
    }
}
