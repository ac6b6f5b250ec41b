//! URLs without secrets.

use std::collections::BTreeSet;

use url::Url;

use super::printable::spelled_out;

/// The replacement of a secret.
const HIDDEN: &str = "***";

/// Parts of the names of query parameters with secrets, for example in signed URLs of object stores.
const SECRET: [&str; 7] = ["auth", "credential", "key", "pass", "secret", "sig", "token"];

/// The URL, safe to print and to log.
#[must_use]
pub fn shown(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        let tail = address.rsplit_once('@').map(|(_, tail)| format!("{HIDDEN}@{tail}"));
        return spelled_out(tail.as_deref().unwrap_or(address));
    };
    let had_userinfo = remove_userinfo(&mut url);
    if let Some(query) = url.query() {
        let query: Vec<_> = query.split('&').map(without_secret).collect();
        url.set_query(Some(&query.join("&")));
    }
    let text = spelled_out(url.as_str());
    if had_userinfo { text.replacen("://", &format!("://{HIDDEN}@"), 1) } else { text }
}

/// The URL without user name and password. A URL that has neither, or a path, stays as it is written.
#[must_use]
pub fn without_userinfo(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if has_userinfo(&url) => {
            remove_userinfo(&mut url);
            url.into()
        }
        _ => address.to_owned(),
    }
}

/// The server of a URL, with its port if it is not the usual one.
#[must_use]
pub fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = spelled_out(url.host_str()?);
    Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
}

/// Whether a URL has a user name or a password.
#[must_use]
pub fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Removes user name and password; returns whether there were any.
pub fn remove_userinfo(url: &mut Url) -> bool {
    if !has_userinfo(url) {
        return false;
    }
    // Both fail only for URLs without a host, which have no user name.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    true
}

/// A text with the user names and passwords of its URLs replaced.
#[must_use]
pub fn without_credentials(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for secret in secrets(text) {
        shown.push_str(&text[end..secret.start]);
        shown.push_str(HIDDEN);
        end = secret.end;
    }
    shown + &text[end..]
}

/// A text of unknown origin, safe to print: without credentials and control characters.
#[must_use]
pub fn shown_text(text: &str) -> String {
    spelled_out(&without_credentials(text))
}

/// A text with each secret replaced by one that takes as many bytes, so that places in the text stay
/// where they are.
#[must_use]
pub fn masked_credentials(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for secret in secrets(text) {
        shown.push_str(&text[end..secret.start]);
        shown.push_str(&"*".repeat(secret.len()));
        end = secret.end;
    }
    shown + &text[end..]
}

/// The hosts, with their ports, for which the URLs of a text have user names or passwords.
#[must_use]
pub fn hosts_with_credentials(text: &str) -> BTreeSet<String> {
    let hosts = secrets(text).filter_map(|secret| text[secret.end + 1..].split(ends_host).next());
    hosts.map(spelled_out).collect()
}

fn ends_host(character: char) -> bool {
    matches!(character, '/' | '"' | '\'' | '?' | '#') || character.is_whitespace()
}

/// The beginnings of the URLs in a text that have user names or passwords: `https://me:pw@files.example`.
#[must_use]
pub fn with_credentials(text: &str) -> Vec<Url> {
    let is_scheme = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
    let urls = secrets(text).filter_map(|secret| {
        let before = text[..secret.start].strip_suffix("://")?;
        let scheme = before.trim_end_matches(is_scheme).len();
        let host = text[secret.end + 1..].split(ends_host).next()?;
        Url::parse(&format!("{}{host}", &text[scheme..=secret.end])).ok()
    });
    urls.collect()
}

/// Where the URLs of a text have user names and passwords.
fn secrets(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    // Nearly no lock has any, and a lock is long.
    let urls = memchr::memchr(b'@', text.as_bytes()).map_or("", |_| text);
    urls.match_indices("://").filter_map(|(place, separator)| {
        let start = place + separator.len();
        let ends = |it: char| matches!(it, '/' | '"' | '\'' | '`') || it.is_whitespace();
        let authority = text[start..].split(ends).next().unwrap_or_default();
        let end = authority.rfind('@')?;
        // The user name of every git server over SSH is not secret.
        (&authority[..end] != "git").then_some(start..start + end)
    })
}

fn without_secret(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if SECRET.iter().any(|it| name.to_ascii_lowercase().contains(it)) => {
            format!("{name}={HIDDEN}")
        }
        _ => pair.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_a_url_is_shown() {
        for (address, expected) in [
            ("https://me:pw@files.example/a.whl", "https://***@files.example/a.whl"),
            ("https://t0ken@files.example/a", "https://***@files.example/a"),
            (
                "https://files.example/a?X-Amz-Signature=pw",
                "https://files.example/a?X-Amz-Signature=***",
            ),
            (
                "https://files.example/a?access_token=pw&v=1",
                "https://files.example/a?access_token=***&v=1",
            ),
            ("https://me:p@w@[broken/a", "***@[broken/a"),
            ("https://files.example/a#sha256=1", "https://files.example/a#sha256=1"),
        ] {
            assert_eq!(shown(address), expected);
        }
        assert!(!shown("ht tp://a\u{1b}[31m").contains('\u{1b}'));
    }

    #[test]
    fn no_password_in_a_text_is_shown() {
        let said = "cannot access 'https://user:p@ss@git.example/a': see https://token@b.example";
        let shown = "cannot access 'https://***@git.example/a': see https://***@b.example";
        assert_eq!(without_credentials(said), shown);
        assert_eq!(Vec::from_iter(hosts_with_credentials(said)), ["b.example", "git.example"]);
        let known = with_credentials("[\"https://me:pw@a.example:80/b\", 'ssh://git@c.example/d']");
        assert_eq!(known, [Url::parse("https://me:pw@a.example:80").unwrap()]);
        assert_eq!(masked_credentials(said).len(), said.len());
        assert!(!masked_credentials(said).contains("ss@"));
        for harmless in ["ssh://git@git.example/a", "https://git.example/a@b", "a@b", ""] {
            assert_eq!(without_credentials(harmless), harmless);
        }
    }

    #[test]
    fn a_server_is_named_without_user_and_path() {
        assert_eq!(
            host("https://me:pw@files.example:444/a@b").as_deref(),
            Some("files.example:444")
        );
        assert_eq!(host("ssh://git@git.example/a").as_deref(), Some("git.example"));
        assert_eq!(host("wheels/a.whl"), None);
    }

    #[test]
    fn a_url_stays_as_it_is_written_where_it_has_no_user() {
        assert_eq!(without_userinfo("https://me:pw@files.example/a"), "https://files.example/a");
        for address in ["https://files.example", "./wheels"] {
            assert_eq!(without_userinfo(address), address);
        }
    }
}
