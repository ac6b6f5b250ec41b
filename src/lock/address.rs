//! The URLs that a lock file may contain.

use url::{Host, Url};

use crate::text::address::{remove_userinfo, shown};
use crate::text::bytes::{has_byte, split};

/// Reads a URL that uv fetches files from. The error is one sentence.
pub(crate) fn read_url(text: &str) -> Result<String, String> {
    read_address(text, &["https", "http"])
}

/// Reads a URL that uv searches for packages. The error is one sentence.
pub(crate) fn read_index(text: &str) -> Result<String, String> {
    read_address(text, &["https", "http", "file"])
}

/// Reads a URL, and leaves out user names and passwords, which must not be written anywhere.
///
/// Refuses other schemes, and hosts that a shell or `netrc` could take for something else. The error is
/// one sentence.
pub(super) fn read_address(text: &str, known: &[&str]) -> Result<String, String> {
    let after = |scheme: &str| text.strip_prefix(scheme)?.strip_prefix("://");
    let mut parts = known.iter().filter_map(|&scheme| Some((scheme, after(scheme)?)));
    let Some((scheme, rest)) = parts.next().filter(|(_, rest)| !rest.is_empty()) else {
        let known = known.join(":// or ");
        return Err(format!("`{}` is not a URL that starts with {known}://", shown(text)));
    };
    if has_byte(text, |byte| !is_of_urls(byte)) {
        let other = text.chars().find(|it| !u8::try_from(*it).is_ok_and(is_of_urls));
        let other = other.unwrap_or_default().escape_unicode();
        return Err(format!(
            "the URL `{}` contains the character `{other}`, which has to be percent-encoded",
            shown(text)
        ));
    }
    let not_a_url = || format!("`{}` is not a URL", shown(text));
    if has_ordinary_host(rest) {
        return Ok(text.to_owned());
    }
    let mut url = Url::parse(text).map_err(|_| not_a_url())?;
    let is_plain = match url.host() {
        // Parsers differ in what they make of an empty host.
        _ if scheme != "file" && rest.starts_with('/') => false,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => is_domain(name),
        None => scheme == "file",
    };
    if !is_plain {
        return Err(format!("the URL `{}` has an invalid host", shown(text)));
    }
    // The user name of an SSH server is not secret, and its server does not answer without it.
    let is_changed = match scheme {
        "ssh" => url.password().is_some() && url.set_password(None).is_ok(),
        _ => remove_userinfo(&mut url),
    };
    Ok(if is_changed { url.into() } else { text.to_owned() })
}

/// The path of a URL that begins with `file://`.
pub(super) fn file_path(url: &str) -> Result<String, String> {
    let path = Url::parse(url).ok().and_then(|url| url.to_file_path().ok());
    let path = path.and_then(|path| path.to_str().map(str::to_owned));
    path.ok_or_else(|| format!("`{}` is not a file", shown(url)))
}

const fn is_of_urls(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'\\'
}

/// The URL of a repository, also in the form `git@host:path` of SSH, or `file:/path` of pip.
pub(super) fn git_url(text: &str) -> Result<String, String> {
    let text = text.strip_prefix("git+").unwrap_or(text);
    // Poetry's spelling of the host that a local repository does not have.
    let text = &text.replacen("file://None/", "file:///", 1);
    let url = match text.split_once(':') {
        Some((host, path)) if host.contains('@') && !path.starts_with("//") => {
            format!("ssh://{host}/{}", path.trim_start_matches('/'))
        }
        Some(("file", path)) if !path.starts_with("//") => format!("file://{path}"),
        _ => text.to_owned(),
    };
    read_address(&url, &["https", "http", "ssh", "git", "file"])
}

/// Whether a URL is accepted as it is, without the cost of parsing it: a lock has thousands, nearly all with a
/// host of plain labels. Ports, user names, IP addresses and Punycode are for the parser.
fn has_ordinary_host(rest: &str) -> bool {
    let end = memchr::memchr3(b'/', b'?', b'#', rest.as_bytes());
    let host = &rest[..end.unwrap_or(rest.len())];
    let is_punycode =
        |label: &str| label.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("xn--"));
    let mut last = "";
    for label in split(host, b'.') {
        if !is_label(label) || is_punycode(label) {
            return false;
        }
        last = label;
    }
    last.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Whether a name is a host name: letters, digits, `-` and `_` between dots.
///
/// <https://www.rfc-editor.org/rfc/rfc1123#page-13>; `_` is not allowed there, but is in use.
fn is_domain(name: &str) -> bool {
    name.strip_suffix('.').unwrap_or(name).split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !label.is_empty() && !label.starts_with('-') && label.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_does_not_belong_in_a_url_is_named() {
        for (url, message) in [
            ("https://files.example/a\nb", "contains the character `\\u{a}`"),
            ("https://files.example/a b", "contains the character `\\u{20}`"),
            ("https://files.example/é", "contains the character `\\u{e9}`"),
        ] {
            let error = read_url(url).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn hosts_are_names_or_ip_addresses() {
        for host in [
            "files.example",
            "localhost:8080",
            "my_host",
            "a-b.example.",
            "10.0.0.1",
            "[::1]:80",
            "xn--mnchen-3ya.example",
        ] {
            let url = format!("https://{host}/a");
            assert_eq!(read_url(&url), Ok(url.clone()), "{host}");
        }
        for host in [
            "$({touch,pwned}).example",
            "`id`",
            "a;b",
            "a'b",
            "-oProxyCommand=id",
            "a..b",
            "a&b",
            "a,b",
            "%24(id)",
            "a*",
            "a!b",
            "{a,b}",
            "a=b",
            "a+b",
            "~a",
            "(a)",
            "a\"b",
            "",
        ] {
            assert!(read_url(&format!("https://{host}/a")).is_err(), "{host}");
        }
    }

    #[test]
    fn the_parser_accepts_every_host_that_is_not_given_to_it() {
        for host in ["files.example", "A-b.example", "my_host", "a--b.c", "1a.b2", "a.b-"] {
            assert!(has_ordinary_host(&format!("{host}/a?b#c")), "{host}");
            let url = Url::parse(&format!("https://{host}/a?b#c")).unwrap();
            assert!(matches!(url.host(), Some(Host::Domain(name)) if is_domain(name)), "{host}");
        }
        for host in
            ["a.1", "1.2.3.999", "a.0x1", "a.", "xn--mnchen-3ya.b", "me@a", "a:8080", "[::1]", ""]
        {
            assert!(!has_ordinary_host(&format!("{host}/a")), "{host}");
        }
    }

    #[test]
    fn a_url_is_read_without_its_secrets() {
        for url in ["https://me:hunter2@files.example/a", "https://hunter2@files.example/a"] {
            assert_eq!(read_url(url).unwrap(), "https://files.example/a");
            let error = read_url(&url.replace("files.example", "a;b")).unwrap_err();
            assert!(!error.contains("hunter2"), "{error}");
        }
        let ssh = |user: &str| read_address(&format!("ssh://{user}@git.example/a"), &["ssh"]);
        assert_eq!(ssh("git:hunter2").unwrap(), "ssh://git@git.example/a");
    }

    #[test]
    fn other_schemes_are_refused() {
        for bad in ["file:///etc/passwd", "javascript:alert(1)", "https://", "https://a\n"] {
            assert!(read_url(bad).is_err(), "{bad}");
        }
        assert!(read_index("file:///wheels").is_ok());
    }

    #[test]
    fn the_url_of_a_repository_has_one_form() {
        for (text, url) in [
            ("git@git.example:team/a.git", "ssh://git@git.example/team/a.git"),
            ("git+https://git.example/a", "https://git.example/a"),
            ("ssh://git@git.example/a", "ssh://git@git.example/a"),
            ("file:/srv/a", "file:///srv/a"),
            ("file://None/srv/a", "file:///srv/a"),
        ] {
            assert_eq!(git_url(text).as_deref(), Ok(url));
        }
        for bad in ["ext::sh -c id", "../a", "a@$(id):b", "-oProxyCommand=id:a"] {
            assert!(git_url(bad).is_err(), "{bad}");
        }
    }
}
