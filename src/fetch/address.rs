//! URLs without secrets.

use url::Url;
use uvnix::text::printable::spelled_out;

/// The replacement of a secret.
const HIDDEN: &str = "***";

/// Parts of the names of query parameters with secrets, for example in signed URLs of object stores.
const SECRET: [&str; 7] = ["auth", "credential", "key", "pass", "secret", "sig", "token"];

/// The URL, safe to print and to log.
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

/// Removes user name and password; returns whether there were any.
pub fn remove_userinfo(url: &mut Url) -> bool {
    let had_userinfo = !url.username().is_empty() || url.password().is_some();
    // Both fail only for URLs without a host, which have no user name.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    had_userinfo
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
    fn no_secret_is_shown() {
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
}
