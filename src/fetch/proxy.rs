//! Proxies, from the environment variables of curl: <https://everything.curl.dev/usingcurl/proxies/env.html>.

use std::net::IpAddr;

use ureq::Proxy;
use url::Url;

use super::FetchError;

/// The proxy for each URL.
#[derive(Default)]
pub(super) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    without: Vec<String>,
}

impl Proxies {
    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower or upper case.
    pub(super) fn read(set: &dyn Fn(&str) -> Option<String>) -> Result<Self, FetchError> {
        let of = |names: [&str; 4]| {
            let named = names.into_iter().find_map(|name| Some((name, set(name)?)));
            let proxy = named.map(|(name, value)| {
                Proxy::new(value.trim()).map_err(|_| FetchError::BadSetting {
                    variable: name.to_owned(),
                    expected: "the URL of a proxy",
                })
            });
            proxy.transpose()
        };
        let without = set("no_proxy").or_else(|| set("NO_PROXY")).unwrap_or_default();
        let without = without.split([',', ' ']).map(|it| it.trim().to_ascii_lowercase());
        Ok(Self {
            http: of(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])?,
            https: of(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?,
            without: without.filter(|it| !it.is_empty()).collect(),
        })
    }

    /// The proxy for this URL, if there is one.
    pub(super) fn of(&self, url: &Url) -> Option<Proxy> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
        let is_without = self.without.iter().any(|pattern| covers(pattern, host));
        proxy.clone().filter(|_| !is_without)
    }
}

/// Whether an entry of `NO_PROXY` matches a host: a domain with its subdomains, an IP address, or a network.
fn covers(pattern: &str, host: &str) -> bool {
    if let (Some((network, length)), Ok(address)) = (pattern.split_once('/'), host.parse()) {
        return is_in_network(network, length, address).unwrap_or(false);
    }
    let domain = pattern.trim_start_matches('*').trim_start_matches('.');
    let is_below = host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    pattern == "*" || (!domain.is_empty() && (host == domain || is_below))
}

fn is_in_network(network: &str, length: &str, address: IpAddr) -> Option<bool> {
    let (network, address, width) = match (network.parse().ok()?, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            (u128::from(network.to_bits()), u128::from(address.to_bits()), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        _ => return None,
    };
    let ignored = 32_u32.max(width).checked_sub(length.parse().ok()?)?;
    let differing = network ^ address;
    Some(differing.checked_shr(ignored).unwrap_or(0) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of_proxy(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let set = |name: &str| {
            let mut variables = variables.iter();
            variables.find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let proxies = Proxies::read(&set).unwrap();
        proxies.of(&Url::parse(url).unwrap()).map(|proxy| proxy.host().to_owned())
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let variables =
            [("HTTPS_PROXY", "http://secure.example:1"), ("all_proxy", "socks5://all.example:2")];
        let of = |url| host_of_proxy(&variables, url).unwrap();
        assert_eq!(of("https://files.example/a"), "secure.example");
        assert_eq!(of("http://files.example/a"), "all.example");
        assert_eq!(host_of_proxy(&[], "https://files.example/a"), None);
    }

    #[test]
    fn no_proxy_means_domains_addresses_and_networks() {
        for (pattern, host, expected) in [
            ("files.example", "files.example", true),
            ("example", "files.example", true),
            (".example", "files.example", true),
            ("a.example, *.files.example", "x.files.example", true),
            ("files.example", "myfiles.example", false),
            ("*", "files.example", true),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("0.0.0.0/0", "11.1.2.3", true),
            ("fd00::/8", "[fd12::1]", true),
            ("127.0.0.1", "127.0.0.1", true),
            ("", "files.example", false),
        ] {
            let variables = [("https_proxy", "proxy.example:1"), ("NO_PROXY", pattern)];
            let proxy = host_of_proxy(&variables, &format!("https://{host}/a"));
            assert_eq!(proxy.is_none(), expected, "{pattern} {host}");
        }
    }
}
