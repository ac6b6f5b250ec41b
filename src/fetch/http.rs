//! HTTP requests: redirects, retries, timeouts and certificates.

use std::io::{self, Read};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use rustls_native_certs::load_native_certs;
use ureq::http::{Response, StatusCode, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Timeout};
use url::Url;
use uvnix::text::address::{remove_userinfo, shown};
use uvnix::text::printable::spelled_out;

use super::FetchError;
use super::allowance::{Excess, Room};
use super::credential::Credential;
use super::error::Asked;
use super::git::Limits;
use super::pace::Pace;
use super::progress::{Progress, Wait};
use super::proxy::Proxies;

const REDIRECTS: usize = 10;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest wait that a server may ask for; with a longer one, the download fails at once.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The time for a whole download with its retries, as a multiple of the timeout.
const PATIENCE: u32 = 60;
/// The number of idle connections for each server.
const IDLE_CONNECTIONS: usize = 16;

/// The settings of connections.
pub(super) struct Connection {
    /// The number of retries of a request.
    pub retries: usize,
    /// The wait before the first retry; it doubles with each retry.
    pub wait: Duration,
    /// The time after which a silent or slow server counts as failed.
    pub timeout: Duration,
    /// The maximum size of a file, in bytes.
    pub limit: u64,
    /// The maximum size of all files together whose size the lock does not have.
    pub unsized_limit: u64,
    /// The proxies.
    pub proxies: Proxies,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            retries: 3,
            wait: Duration::from_millis(250),
            timeout: Duration::from_secs(60),
            limit: 4 << 30,
            unsized_limit: 1 << 30,
            proxies: Proxies::default(),
        }
    }
}

impl Connection {
    /// The time for a whole download with its retries.
    pub(super) fn deadline(&self) -> Duration {
        self.timeout.saturating_mul(PATIENCE)
    }
}

/// A file on a server.
#[derive(Clone)]
pub(super) struct Remote {
    /// Its name in messages.
    pub what: String,
    /// Its URL in messages, without secrets.
    pub shown: String,
    /// Its URL, without user name and password.
    pub url: Url,
    /// The credentials for its server.
    pub credential: Option<Credential>,
    /// The forms that it may have, as the value of an `Accept` header.
    pub accepted: Option<&'static str>,
    /// The variables that the user can set if access is denied.
    pub variables: String,
}

/// An attempt that failed.
pub(super) struct Failure {
    error: FetchError,
    /// Whether a retry may succeed.
    is_passing: bool,
    /// The wait that the server asks for.
    wait: Option<Duration>,
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self { error, is_passing: false, wait: None }
    }
}

/// An HTTP client. Connections are kept open and shared.
pub(super) struct Client {
    agent: OnceLock<Agent>,
    connection: Connection,
}

impl Client {
    /// A client without connections.
    pub(super) const fn new(connection: Connection) -> Self {
        Self { agent: OnceLock::new(), connection }
    }

    pub(super) fn timeout(&self) -> Duration {
        self.connection.timeout
    }

    /// The same limits, for a commit that is fetched from now on.
    pub(super) fn git_limits(&self) -> Limits {
        let Connection { timeout, limit: size, .. } = self.connection;
        Limits { timeout, end: Instant::now() + self.connection.deadline(), size }
    }

    /// Retries until an attempt succeeds or fails permanently, or the time is over. An attempt is passed the
    /// end of this time.
    pub(super) fn with_retries<T>(
        &self,
        what: &str,
        progress: &Progress,
        mut attempt: impl FnMut(Instant) -> Result<T, Failure>,
    ) -> Result<T, FetchError> {
        let end = Instant::now() + self.connection.deadline();
        let attempts = self.connection.retries + 1;
        let backoff = ExponentialBuilder::new()
            .with_min_delay(self.connection.wait)
            .with_max_times(self.connection.retries)
            .with_jitter();
        let mut waits = backoff.build();
        for number in 2.. {
            let failure = match attempt(end) {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let wait = waits.next().filter(|_| failure.is_passing);
            let wait = wait.map(|wait| failure.wait.unwrap_or(wait));
            match wait.filter(|&wait| wait <= LONGEST_WAIT && Instant::now() + wait < end) {
                Some(wait) => {
                    progress.waits(what, Wait { time: wait, number, attempts });
                    thread::sleep(wait);
                    progress.goes_on(what);
                }
                None => return Err(failure.error),
            }
        }
        unreachable!("the number of retries is limited")
    }

    /// Downloads a file until `end`, within `room`, and passes its bytes to `take` as they arrive.
    pub(super) fn download(
        &self,
        remote: &Remote,
        end: Instant,
        room: &mut Room<'_>,
        mut take: impl FnMut(&[u8]) -> Result<(), FetchError>,
    ) -> Result<(), Failure> {
        let (response, _) = self.open(remote, end)?;
        self.read(remote, response.into_body(), room, &mut take)
    }

    /// Downloads a page until `end`, within `room`: its content type, its bytes, and its URL after redirects.
    pub(super) fn page(
        &self,
        remote: &Remote,
        end: Instant,
        room: &mut Room<'_>,
    ) -> Result<(String, Vec<u8>, Url), Failure> {
        let (response, url) = self.open(remote, end)?;
        let kind = response.headers().get(header::CONTENT_TYPE);
        let kind = kind.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let mut bytes = Vec::new();
        self.read(remote, response.into_body(), room, &mut |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        Ok((kind.unwrap_or_default(), bytes, url))
    }

    fn read(
        &self,
        remote: &Remote,
        body: Body,
        room: &mut Room<'_>,
        take: &mut dyn FnMut(&[u8]) -> Result<(), FetchError>,
    ) -> Result<(), Failure> {
        let too_large = |excess: Excess| excess.of(&remote.what, &remote.shown);
        room.check(body.content_length().unwrap_or(0)).map_err(too_large)?;
        let mut reader = body.into_reader();
        let mut buffer = vec![0; 64 * 1024];
        let mut pace = Pace::new(self.connection.timeout);
        loop {
            let length = match reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(remote, error.into())),
            };
            room.take(length).map_err(too_large)?;
            take(&buffer[..length])?;
            if let Err(cause) = pace.add(length) {
                return Err(remote.unreachable(cause, true));
            }
        }
    }

    /// Requests a file, and follows redirects. Returns the URL that it was found at, too.
    fn open(&self, remote: &Remote, end: Instant) -> Result<(Response<Body>, Url), Failure> {
        let mut asked = remote.clone();
        for _ in 0..=REDIRECTS {
            let response = self.request(&asked, end).map_err(|error| self.failed(&asked, error))?;
            match next_address(&response, &asked.url) {
                None => return Ok((asked.check_status(response)?, asked.url)),
                Some(next) => asked = remote.redirected(next)?,
            }
        }
        let (what, url) = (remote.what.clone(), remote.shown.clone());
        Err(FetchError::TooManyRedirects { what, url, limit: REDIRECTS }.into())
    }

    fn request(&self, remote: &Remote, end: Instant) -> Result<Response<Body>, ureq::Error> {
        let mut request = self.agent().get(remote.url.as_str());
        if let Some(credential) = &remote.credential {
            request = request.header(header::AUTHORIZATION, credential.header());
        }
        if let Some(forms) = remote.accepted {
            request = request.header(header::ACCEPT, forms);
        }
        let request = request.config().proxy(self.connection.proxies.of(&remote.url));
        let left = end.saturating_duration_since(Instant::now());
        request.timeout_global(Some(left)).build().call()
    }

    /// The error for an error of the HTTP library.
    fn failed(&self, remote: &Remote, error: ureq::Error) -> Failure {
        let timeout = self.connection.timeout.as_secs();
        match error {
            ureq::Error::Timeout(Timeout::Global) => {
                let minutes = self.connection.deadline().as_secs().div_ceil(60);
                remote.unreachable(format!("it is not complete after {minutes} min"), false)
            }
            ureq::Error::Timeout(Timeout::PerRead | Timeout::RecvResponse) => {
                remote.unreachable(format!("no response for {timeout} s"), true)
            }
            error => remote.failed(error),
        }
    }

    fn agent(&self) -> &Agent {
        self.agent.get_or_init(|| {
            let config = Agent::config_builder()
                .user_agent(concat!("uvnix/", env!("CARGO_PKG_VERSION")))
                // The hash is that of the file, without content encoding.
                .accept_encoding("identity")
                .http_status_as_error(false)
                .max_redirects(0)
                .proxy(None)
                .timeout_resolve(Some(CONNECT_TIMEOUT))
                .timeout_connect(Some(CONNECT_TIMEOUT))
                .timeout_recv_response(Some(self.connection.timeout))
                .timeout_per_read(Some(self.connection.timeout))
                .timeout_per_write(Some(self.connection.timeout))
                .max_idle_connections(2 * IDLE_CONNECTIONS)
                .max_idle_connections_per_host(IDLE_CONNECTIONS)
                .tls_config(TlsConfig::builder().root_certs(trusted()).build());
            config.build().new_agent()
        })
    }
}

/// The certificates that this machine trusts.
///
/// Mozilla's, if the machine has none; but not if the user set others, even if these cannot be read.
fn trusted() -> RootCerts {
    let is_named =
        ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|it| std::env::var_os(it).is_some());
    let certificates = load_native_certs().certs;
    if certificates.is_empty() && !is_named {
        return RootCerts::WebPki;
    }
    certificates.iter().map(|it| Certificate::from_der(it).to_owned()).into()
}

/// The target of a redirect: a URL, or text that is not a URL. `None` if it is not a redirect.
fn next_address(response: &Response<Body>, from: &Url) -> Option<Result<Url, String>> {
    use StatusCode as Status;
    let redirects = [
        Status::MOVED_PERMANENTLY,
        Status::FOUND,
        Status::SEE_OTHER,
        Status::TEMPORARY_REDIRECT,
        Status::PERMANENT_REDIRECT,
    ];
    let location = response.headers().get(header::LOCATION)?;
    redirects.contains(&response.status()).then(|| {
        let text = String::from_utf8_lossy(location.as_bytes());
        from.join(&text).map_err(|_| text.into_owned())
    })
}

impl Remote {
    /// The error for the status of a response.
    fn check_status(&self, response: Response<Body>) -> Result<Response<Body>, Failure> {
        let status = response.status();
        let (what, url) = (self.what.clone(), self.shown.clone());
        let wait = retry_after(&response);
        let is_passing = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        let error = match status.as_u16() {
            200 => return Ok(response),
            401 | 403 => FetchError::Forbidden {
                what,
                url,
                status: status.as_u16(),
                variables: self.variables.clone(),
            },
            404 | 410 => FetchError::NotFound { what, url },
            status => FetchError::BadStatus { what, url, status, wait: Asked(wait) },
        };
        Err(Failure { error, is_passing, wait })
    }

    /// The target of a redirect. Only the first server receives the credentials.
    fn redirected(&self, next: Result<Url, String>) -> Result<Self, FetchError> {
        let text = next.as_ref().map_or_else(String::as_str, Url::as_str);
        let mut redirected = self.clone();
        redirected.shown = format!("{} (redirects to {})", self.shown, shown(text));
        match next {
            Ok(mut url) if matches!(url.scheme(), "http" | "https") => {
                remove_userinfo(&mut url);
                redirected.credential.take_if(|_| url.origin() != self.url.origin());
                redirected.url = url;
                Ok(redirected)
            }
            _ => Err(FetchError::BadAddress { what: self.what.clone(), url: redirected.shown }),
        }
    }

    /// The same, except timeouts.
    fn failed(&self, error: ureq::Error) -> Failure {
        use ureq::Error;
        let (what, url) = (self.what.clone(), self.shown.clone());
        match error {
            Error::BadUri(_) | Error::Http(_) => FetchError::BadAddress { what, url }.into(),
            Error::Rustls(_) | Error::Tls(_) | Error::Pem(_) => {
                let cause = spelled_out(&error.to_string());
                FetchError::Untrusted { what, url, cause }.into()
            }
            // Errors of the TLS library while reading have this kind.
            Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                let cause = spelled_out(&error.to_string());
                FetchError::Untrusted { what, url, cause }.into()
            }
            error => {
                let is_passing = !is_final(&error);
                let cause = match error {
                    Error::Io(error) => error.to_string(),
                    error => error.to_string(),
                };
                self.unreachable(spelled_out(&cause), is_passing)
            }
        }
    }

    fn unreachable(&self, cause: String, is_passing: bool) -> Failure {
        let (what, url) = (self.what.clone(), self.shown.clone());
        let error = FetchError::Unreachable { what, url, cause };
        Failure { error, is_passing, wait: None }
    }
}

/// Whether a retry cannot succeed: the server does not exist, or there is no network.
pub(super) fn is_final(error: &ureq::Error) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkUnreachable};
    match error {
        ureq::Error::HostNotFound => true,
        // The standard library has no kind for an unknown host name.
        ureq::Error::Io(error) => {
            matches!(error.kind(), NetworkUnreachable | HostUnreachable)
                || error.to_string().contains("not known")
        }
        _ => false,
    }
}

/// The `Retry-After` of a response, in seconds. Dates are ignored; the own wait is close enough.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}
