//! User names and passwords, and which server receives them.
//!
//! They come from the URL, from uv's variables for the index, from netrc, and from other URLs of the lock file.
//! No type has `Debug`, so that none can be printed.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use netrc::Netrc;
use url::{Origin, Url};
use uvnix::project::settings::gets_credentials;
use uvnix::text::address::{has_userinfo, remove_userinfo};
use uvnix::text::printable;

use super::{FetchOptions, Index};
use crate::console::tell;

/// A user name and a password.
#[derive(Clone)]
pub(crate) struct Credential {
    name: String,
    password: Option<String>,
}

/// All known credentials.
pub(super) struct Credentials {
    indexes: Vec<KnownIndex>,
    netrc: Netrc,
    /// Those in the URLs of the lock file, with the server that they are for.
    in_lock: Vec<(Origin, Credential)>,
}

struct KnownIndex {
    url: Url,
    hosts: Vec<String>,
    variables: Option<String>,
    credential: Option<Credential>,
}

impl Credential {
    /// The value of an `Authorization` header: <https://www.rfc-editor.org/rfc/rfc7617>.
    pub(super) fn header(&self) -> String {
        let password = self.password.as_deref().unwrap_or("");
        format!("Basic {}", STANDARD.encode(format!("{}:{password}", self.name)))
    }

    fn in_address(url: &Url) -> Option<Self> {
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
        };
        has_userinfo(url)
            .then(|| Self { name: decode(url.username()), password: url.password().map(decode) })
    }
}

impl Credentials {
    /// Reads the credentials of each index and of the lock file, and netrc.
    pub(super) fn read(
        options: &FetchOptions,
        variable: &dyn Fn(&str) -> Option<String>,
        netrc: Option<&Path>,
    ) -> Self {
        let indexes = options.indexes.iter().filter_map(|index| KnownIndex::read(index, variable));
        let in_lock = options.in_lock.iter();
        let in_lock = in_lock.filter_map(|url| Some((url.origin(), Credential::in_address(url)?)));
        Self {
            indexes: indexes.collect(),
            netrc: netrc.and_then(read_netrc).unwrap_or_default(),
            in_lock: in_lock.collect(),
        }
    }

    /// The credentials for the server of `url`, to download a file of `index`.
    ///
    /// If the URL has only a user name, the password is the one that is known for this name. What the user
    /// says comes before the lock file.
    pub(super) fn of(&self, url: &Url, index: Option<&str>) -> Option<Credential> {
        let said = Credential::in_address(url);
        let known = self.of_index(url, index).or_else(|| self.of_host(url));
        let known = known.or_else(|| self.in_lock(url));
        match (said, known) {
            (Some(said), Some(known)) if said.password.is_none() && said.name == known.name => {
                Some(known)
            }
            (Some(said), _) => Some(said),
            (None, known) => known,
        }
    }

    /// The names of the variables for an index, for the help of an error.
    pub(super) fn variables(&self, index: Option<&str>) -> String {
        let known = index.and_then(|index| self.index(index)?.variables.clone());
        let start = known.unwrap_or_else(|| "UV_INDEX_<NAME>".to_owned());
        format!("{start}_USERNAME and {start}_PASSWORD for the index")
    }

    /// The credentials for the server of `url` in the lock file.
    pub(super) fn in_lock(&self, url: &Url) -> Option<Credential> {
        let origin = url.origin();
        let known = self.in_lock.iter().find(|(known, _)| *known == origin);
        known.map(|(_, credential)| credential.clone())
    }

    fn index(&self, url: &str) -> Option<&KnownIndex> {
        let url = comparable(url)?;
        self.indexes.iter().find(|known| known.url == url)
    }

    /// The credentials of an index, only if `url` is on the same server.
    fn of_index(&self, url: &Url, index: Option<&str>) -> Option<Credential> {
        let known = self.index(index?)?;
        known.credential.clone().filter(|_| gets_credentials(url, &known.url, &known.hosts))
    }

    fn of_host(&self, url: &Url) -> Option<Credential> {
        let hosts = &self.netrc.hosts;
        let entry = hosts.get(url.host_str()?).or_else(|| hosts.get("default"))?;
        (!entry.login.is_empty() || !entry.password.is_empty()).then(|| Credential {
            name: entry.login.clone(),
            password: Some(entry.password.clone()),
        })
    }
}

impl KnownIndex {
    fn read(index: &Index, variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let variables = index.name.as_deref().map(start_of_variables);
        let set = variables.as_deref().and_then(|start| {
            let name = variable(&format!("{start}_USERNAME"));
            let password = variable(&format!("{start}_PASSWORD"));
            (name.is_some() || password.is_some())
                .then(|| Credential { name: name.unwrap_or_default(), password })
        });
        let in_address = || Credential::in_address(&Url::parse(&index.url).ok()?);
        let credential = set.or_else(in_address);
        let hosts = index.hosts.clone();
        Some(Self { url: comparable(&index.url)?, hosts, variables, credential })
    }
}

/// `UV_INDEX_MY_INDEX` for an index called `my-index`.
fn start_of_variables(name: &str) -> String {
    let capital = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' }
    };
    format!("UV_INDEX_{}", name.chars().map(capital).collect::<String>())
}

/// The URL of an index without password and trailing slash, as in a lock file.
fn comparable(url: &str) -> Option<Url> {
    let mut url = Url::parse(url.trim_end_matches('/')).ok()?;
    remove_userinfo(&mut url);
    Some(url)
}

/// Does not print the message of the parser, which may quote a password.
fn read_netrc(path: &Path) -> Option<Netrc> {
    if !path.is_file() {
        return None;
    }
    let netrc = Netrc::from_file(path).ok();
    if netrc.is_none() {
        tell(format_args!(
            "warning: {} is not a valid netrc file; its passwords are not used",
            printable::path(path)
        ));
    }
    netrc
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "https://pypi.example/simple";

    fn header(url: &str, index: Option<&str>) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let netrc = folder.path().join("netrc");
        std::fs::write(&netrc, "machine files.example login me password of-netrc\n").unwrap();
        let variable = |name: &str| match name {
            "UV_INDEX_MY_OWN_2_USERNAME" => Some("us".to_owned()),
            "UV_INDEX_MY_OWN_2_PASSWORD" => Some("of-index".to_owned()),
            _ => None,
        };
        let url_with_slash = format!("{INDEX}/");
        let indexes =
            [Index { name: Some("my-own.2".to_owned()), url: url_with_slash, hosts: Vec::new() }];
        let in_lock = ["https://she:of-lock@other.example", "https://she:no@files.example"];
        let in_lock = in_lock.iter().map(|url| Url::parse(url).unwrap()).collect();
        let options = FetchOptions { indexes: indexes.into(), in_lock, ..FetchOptions::default() };
        let credentials = Credentials::read(&options, &variable, Some(&netrc));
        let header = credentials.of(&Url::parse(url).unwrap(), index)?.header();
        let decoded = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
        Some(String::from_utf8(decoded).unwrap())
    }

    #[test]
    fn the_address_comes_before_the_index_and_netrc_and_the_lock_comes_last() {
        let at = |url| header(url, Some(INDEX)).unwrap();
        assert_eq!(at("https://you:p%40w@pypi.example/a"), "you:p@w");
        assert_eq!(at("https://pypi.example/a"), "us:of-index");
        assert_eq!(at("https://files.example/a"), "me:of-netrc");
        assert_eq!(at("https://t0ken@files.example/a"), "t0ken:");
        assert_eq!(at("https://me@files.example/a"), "me:of-netrc");
        assert_eq!(at("https://other.example/a"), "she:of-lock");
    }

    #[test]
    fn a_password_of_an_index_is_for_its_own_server() {
        for other in
            ["https://pypi.example:444/a", "http://pypi.example/a", "http://other.example/a"]
        {
            assert_eq!(header(other, Some(INDEX)), None, "{other}");
        }
        assert_eq!(header("https://pypi.example/a", None), None);
        assert_eq!(header("https://pypi.example/a", Some("https://pypi.example/other")), None);
    }

    #[test]
    fn an_invalid_netrc_is_ignored() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "machine a login b password c d").unwrap();
        assert!(read_netrc(file.path()).is_none());
    }
}
