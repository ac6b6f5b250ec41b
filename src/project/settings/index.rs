//! `[tool.uvnix.indexes.<name>]` and `[tool.uvnix.mirrors]`: where files are fetched from.

use std::collections::BTreeMap;

use url::Url;

use super::keys::indexes;
use super::table::Table;
use super::value::{Read, Unreadable, Value, address, list, text, word};
use super::variables::{Texts, variable};
use super::word::CREDENTIALS;
use crate::lock::{Span, read_url};

/// The settings of one index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSettings {
    /// Its address, unless uv's own settings have it.
    pub url: Option<String>,
    /// The address that files are fetched from in its place.
    pub mirror: Option<String>,
    /// The other hosts that get its credentials.
    pub hosts: Vec<String>,
    /// How to get credentials for its server.
    pub credentials: Option<Credentials>,
    /// Where it is named.
    pub span: Span,
}

/// Where a build finds the credentials of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// In the variables that uv looks at; see [`credential_variables`].
    Environment,
    /// From a `netrc` file that shell code writes.
    NetrcPhase {
        /// The piece of shell.
        phase: String,
        /// The variables that it sees.
        impure_env_vars: Vec<String>,
    },
}

impl IndexSettings {
    fn read(table: Table, span: Span) -> Self {
        let settings = Self {
            url: table.read(&indexes::URL, address),
            mirror: table.read(&indexes::MIRROR, address),
            hosts: table.read(&indexes::HOSTS, |value| list(value, host)).unwrap_or_default(),
            credentials: Credentials::read(&table),
            span,
        };
        table.finish();
        settings
    }
}

impl Credentials {
    fn read(table: &Table) -> Option<Self> {
        let advice =
            "keep `credentials` to use the variables of uv, or `netrc-phase` to run your own code";
        table.refuse_both([&indexes::CREDENTIALS, &indexes::NETRC_PHASE], advice);
        let environment = |value: &Value| word(value, &CREDENTIALS);
        let environment = table.read(&indexes::CREDENTIALS, environment);
        let phase = table.read(&indexes::NETRC_PHASE, text);
        let variables = |value: &Value| {
            if table.has(indexes::NETRC_PHASE.name) {
                return list(value, variable);
            }
            Err(Unreadable::new(value, "it has no effect without `netrc-phase`"))
        };
        let impure_env_vars = table.read(&indexes::NETRC_IMPURE_ENV_VARS, variables);
        let impure_env_vars = impure_env_vars.unwrap_or_default();
        let phase = phase.map(|phase| Self::NetrcPhase { phase, impure_env_vars });
        environment.map(|()| Self::Environment).or(phase)
    }
}

/// Whether a server gets the credentials of an index: that of the index, or one of these hosts, by a
/// connection that is as secret.
#[must_use]
pub fn gets_credentials(file: &Url, index: &Url, hosts: &[String]) -> bool {
    let is_as_secret = file.scheme() == "https" || file.scheme() == index.scheme();
    let is_named = file.host_str().is_some_and(|host| hosts.iter().any(|named| named == host));
    file.origin() == index.origin() || (is_named && is_as_secret)
}

/// The name of a host, as URLs have it.
fn host(value: &Value) -> Read<String> {
    let name = text(value)?;
    let url = read_url(&format!("https://{name}/")).ok().and_then(|url| Url::parse(&url).ok());
    match url.as_ref().and_then(Url::host_str) {
        Some(host) if host == name => Ok(name),
        _ => Err(Unreadable::new(value, format!("`{name}` is not a host name"))),
    }
}

/// The variables in which uv looks for the user and the password of an index.
///
/// <https://docs.astral.sh/uv/concepts/indexes/#providing-credentials-directly>
#[must_use]
pub fn credential_variables(index: &str) -> [String; 2] {
    let spell = |letter: char| {
        if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' }
    };
    let name: String = index.chars().map(spell).collect();
    [format!("UV_INDEX_{name}_USERNAME"), format!("UV_INDEX_{name}_PASSWORD")]
}

/// Reads the name of an index, with the rules of uv.
pub(super) fn index_name(value: &Value) -> Read<String> {
    let name = text(value)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.bytes().all(fits) {
        Ok(name)
    } else {
        Err(Unreadable::new(value, format!("`{name}` is not an index name")))
    }
}

/// Reads `[tool.uvnix.indexes]`.
pub(super) fn indexes(table: &Table) -> BTreeMap<String, IndexSettings> {
    let mut indexes = BTreeMap::new();
    for entry in table.entries() {
        let form = "a name of letters, digits, `-`, `_` and `.`";
        let name = entry.read_name(form, index_name);
        let settings = entry.table();
        if let (Some(name), Some(settings)) = (name, settings) {
            indexes.insert(name, IndexSettings::read(settings, entry.span()));
        }
    }
    indexes
}

/// Reads `[tool.uvnix.mirrors]`.
pub(super) fn mirrors(table: &Table) -> Texts {
    let mut mirrors = Texts::new();
    let form = "mirrors as `\"https://files.example/\" = \"https://mirror.example/files/\"`";
    for entry in table.entries() {
        let address_of_files = entry.read_name(form, address);
        let mirror = entry.read(form, address);
        mirrors.extend(address_of_files.zip(mirror));
    }
    mirrors
}

#[cfg(test)]
mod tests {
    use super::super::{SettingsError, SettingsProblem};
    use super::*;

    fn read<T>(text: &str, read: impl Fn(&Table) -> T) -> Result<T, SettingsError> {
        Table::read_file(text, |table| read(&table))
    }

    #[test]
    fn an_index_has_an_address_a_mirror_and_credentials() {
        let text = r#"
            [corp]
            url = "https://pypi.example/simple"
            mirror = "https://mirror.example/simple"
            credentials = "environment"
            hosts = ["files.example"]
            [other]
            netrc-phase = "echo machine pypi.example > netrc"
            netrc-impure-env-vars = ["TOKEN"]
        "#;
        let indexes = read(text, indexes).unwrap();
        assert_eq!(indexes["corp"].url.as_deref(), Some("https://pypi.example/simple"));
        assert_eq!(indexes["corp"].credentials, Some(Credentials::Environment));
        let Some(Credentials::NetrcPhase { impure_env_vars, .. }) = &indexes["other"].credentials
        else {
            panic!("{indexes:?}");
        };
        assert_eq!(impure_env_vars, &["TOKEN"]);
    }

    #[test]
    fn credentials_come_from_one_place() {
        let text = "corp = { credentials = 'environment', netrc-phase = ':' }";
        let problems = read(text, indexes).unwrap_err();
        let problems = Vec::from_iter(problems.problems());
        assert!(matches!(problems[..], [SettingsProblem::Contradiction { .. }]));
        assert!(read("corp = { netrc-impure-env-vars = ['TOKEN'] }", indexes).is_err());
    }

    #[test]
    fn uv_s_variables_are_named_after_the_index() {
        let [user, password] = credential_variables("my-corp.2");
        assert_eq!(user, "UV_INDEX_MY_CORP_2_USERNAME");
        assert_eq!(password, "UV_INDEX_MY_CORP_2_PASSWORD");
        assert!(read("'two words' = {}", indexes).is_err());
    }

    #[test]
    fn only_the_server_of_an_index_and_named_hosts_get_its_credentials() {
        let url = |text: &str| Url::parse(text).unwrap();
        let hosts = ["files.example".to_owned()];
        let gets =
            |file: &str| gets_credentials(&url(file), &url("https://pypi.example/simple"), &hosts);
        assert!(gets("https://pypi.example/a.whl") && gets("https://files.example:8443/a.whl"));
        for other in [
            "http://pypi.example/a.whl",
            "https://pypi.example:444/a.whl",
            "http://files.example/a.whl",
            "https://evil.example/a.whl",
            "https://files.example.evil.example/a.whl",
        ] {
            assert!(!gets(other), "{other}");
        }
        for wrong in ["files.example/a", "a b", "$(id)", "me@files.example", "files.example:80"] {
            assert!(
                read(&format!("corp = {{ hosts = ['{wrong}'] }}"), indexes).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_mirror_stands_for_an_address() {
        let text = "'https://files.example/' = 'https://mirror.example/'";
        assert_eq!(read(text, mirrors).unwrap().len(), 1);
        assert!(read("'files.example' = 'https://mirror.example/'", mirrors).is_err());
        assert!(read("'https://files.example/' = 'mirror.example'", mirrors).is_err());
    }
}
