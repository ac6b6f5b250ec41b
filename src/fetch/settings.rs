//! The environment variables for downloads. They are read through a function, so that tests need not change
//! the environment of their process.

use std::path::PathBuf;
use std::time::Duration;

use etcetera::BaseStrategy;

use super::FetchError;
use super::http::Connection;
use super::proxy::Proxies;

/// The longest timeout, in seconds: a day.
const LONGEST_TIMEOUT: u64 = 24 * 60 * 60;

/// The values of the variables, with defaults.
pub(super) struct Variables {
    /// The folder of the cache.
    pub cache: PathBuf,
    /// The file of hosts and passwords.
    pub netrc: Option<PathBuf>,
    /// Retries, timeouts and proxies.
    pub connection: Connection,
}

impl Variables {
    /// Reads `UVNIX_CACHE_DIR`, `NETRC`, and the variables of uv for retries and timeouts.
    pub(super) fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, FetchError> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let cache = match set("UVNIX_CACHE_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => cache_folder()?,
        };
        let netrc = set("NETRC").map(PathBuf::from);
        let netrc = netrc.or_else(|| Some(etcetera::home_dir().ok()?.join(".netrc")));
        let retries = ["UVNIX_HTTP_RETRIES", "UV_HTTP_RETRIES"];
        let retries = retries.iter().find_map(|name| Some((*name, set(name)?)));
        let connection = Connection {
            retries: number(retries)?.unwrap_or(3),
            timeout: timeout_in(&set)?,
            unsized_limit: number(named("UVNIX_DOWNLOAD_LIMIT", &set))?.unwrap_or(1 << 30),
            proxies: Proxies::read(&set)?,
            ..Connection::default()
        };
        Ok(Self { cache, netrc, connection })
    }
}

/// The time that a server has to respond, from the environment of the process.
pub(crate) fn timeout() -> Result<Duration, FetchError> {
    timeout_in(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// A variable with its name, if it is set.
fn named<'n>(name: &'n str, set: &dyn Fn(&str) -> Option<String>) -> Option<(&'n str, String)> {
    Some((name, set(name)?))
}

/// The timeout: 60 seconds, unless a variable of uv has another number.
fn timeout_in(set: &dyn Fn(&str) -> Option<String>) -> Result<Duration, FetchError> {
    let names = ["UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT", "HTTP_TIMEOUT"];
    let Some((variable, value)) = names.iter().find_map(|name| named(name, set)) else {
        return Ok(Duration::from_secs(60));
    };
    match value.trim().parse() {
        Ok(seconds @ 1..=LONGEST_TIMEOUT) => Ok(Duration::from_secs(seconds)),
        _ => Err(FetchError::BadSetting {
            variable: variable.to_owned(),
            expected: "a number of seconds from 1 to 86400",
        }),
    }
}

fn cache_folder() -> Result<PathBuf, FetchError> {
    let strategy = etcetera::choose_base_strategy().map_err(|_| FetchError::NoCache)?;
    Ok(strategy.cache_dir().join("uvnix"))
}

fn number<N: std::str::FromStr>(value: Option<(&str, String)>) -> Result<Option<N>, FetchError> {
    let parsed = value.map(|(variable, value)| {
        value.trim().parse().map_err(|_| FetchError::BadSetting {
            variable: variable.to_owned(),
            expected: "a whole number",
        })
    });
    parsed.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Variables, FetchError> {
        Variables::read(&|name| {
            let mut variables = variables.iter();
            variables.find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn variables_set_retries_and_timeout() {
        let cache = ("UVNIX_CACHE_DIR", "/cache");
        let settings = read(&[cache]).unwrap();
        assert_eq!(settings.cache, PathBuf::from("/cache"));
        assert_eq!((settings.connection.retries, settings.connection.timeout.as_secs()), (3, 60));
        let of_uv = [cache, ("UV_HTTP_RETRIES", "5"), ("UV_HTTP_TIMEOUT", "7")];
        let settings = read(&of_uv).unwrap().connection;
        assert_eq!((settings.retries, settings.timeout.as_secs()), (5, 7));
        let both = [cache, ("UV_HTTP_RETRIES", "5"), ("UVNIX_HTTP_RETRIES", "0")];
        assert_eq!(read(&both).unwrap().connection.retries, 0);
    }

    #[test]
    fn an_invalid_value_is_an_error() {
        for (name, value) in [
            ("UV_HTTP_RETRIES", "many"),
            ("UV_HTTP_TIMEOUT", "0"),
            ("UV_HTTP_TIMEOUT", "18446744073709551615"),
            ("UVNIX_DOWNLOAD_LIMIT", "1 GiB"),
            ("HTTPS_PROXY", "ftp://proxy.example"),
        ] {
            let Err(error) = read(&[("UVNIX_CACHE_DIR", "/cache"), (name, value)]) else {
                panic!("{name}");
            };
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
