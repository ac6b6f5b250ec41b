//! A fetcher against servers that misbehave.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use crate::cli::Mirror;

use super::http::{Connection, is_final};
use super::server::{Server, answer, redirect};
use super::*;

const SHA256_OF_ABC: &str =
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn variables(cache: &TempDir) -> Variables {
    let connection = Connection {
        wait: Duration::from_millis(1),
        timeout: Duration::from_secs(10),
        limit: 1000,
        ..Connection::default()
    };
    Variables { cache: cache.path().to_owned(), netrc: None, connection }
}

fn fetcher(cache: &TempDir, options: FetchOptions) -> Fetcher {
    let variable = |name: &str| match name {
        "UV_INDEX_OWN_USERNAME" => Some("us".to_owned()),
        "UV_INDEX_OWN_PASSWORD" => Some("pw".to_owned()),
        _ => None,
    };
    Fetcher::with(options, &variable, variables(cache))
}

fn quiet() -> Progress {
    Progress::of(None, 1)
}

/// The result of a download with the hash of `abc` from a server with these responses.
fn fetch(answers: Vec<Vec<u8>>) -> (Result<Vec<u8>, FetchError>, Vec<String>) {
    let (cache, server) = (TempDir::new().unwrap(), Server::start(answers));
    let url = format!("{}/abc-1.0.tar.gz", server.url);
    let hash = SHA256_OF_ABC.parse().unwrap();
    let request = FileRequest {
        what: "abc 1.0",
        url: &url,
        hash: Some(&hash),
        index: None,
        size: None,
        progress: &quiet(),
    };
    let fetched = fetcher(&cache, FetchOptions::default()).file(&request);
    assert_eq!(fs::read_dir(cache.path().join("partial")).unwrap().count(), 0);
    (fetched.map(|file| fs::read(file.path).unwrap()), server.requests())
}

#[test]
fn a_file_is_fetched_once() {
    let (cache, server) =
        (TempDir::new().unwrap(), Server::start(vec![answer("200 OK", "", b"abc")]));
    let url = format!("{}/abc", server.url);
    let hash = SHA256_OF_ABC.parse().unwrap();
    let request = FileRequest {
        what: "abc 1.0",
        url: &url,
        hash: Some(&hash),
        index: None,
        size: None,
        progress: &quiet(),
    };
    let fetcher = fetcher(&cache, FetchOptions::default());
    let file = fetcher.file(&request).unwrap();
    assert_eq!(fetcher.file(&request).unwrap(), file);
    assert_eq!(file.sha256, hash);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains(concat!("user-agent: uvnix/", env!("CARGO_PKG_VERSION"))));
    assert!(requests[0].contains("accept-encoding: identity"));
}

#[test]
fn a_file_without_a_hash_is_fetched_each_time() {
    let answers = vec![answer("200 OK", "", b"abc"), answer("200 OK", "", b"abd")];
    let (cache, server) = (TempDir::new().unwrap(), Server::start(answers));
    let request = FileRequest {
        what: "abc",
        url: &server.url,
        hash: None,
        index: None,
        size: None,
        progress: &quiet(),
    };
    let fetcher = fetcher(&cache, FetchOptions::default());
    assert_eq!(fetcher.file(&request).unwrap().sha256.as_ref(), SHA256_OF_ABC);
    assert_ne!(fetcher.file(&request).unwrap().sha256.as_ref(), SHA256_OF_ABC);
}

#[test]
fn a_file_is_what_was_sent_even_if_the_server_says_that_it_is_packed() {
    let answers = vec![answer("200 OK", "Content-Encoding: gzip\r\n", b"abc")];
    assert_eq!(fetch(answers).0.unwrap(), b"abc");
}

#[test]
fn what_may_pass_is_tried_again() {
    let whole = || answer("200 OK", "", b"abc");
    let truncated = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab".to_vec();
    let busy = answer("503 Busy", "Retry-After: 0\r\n", b"");
    for first in [busy, answer("429 Too Many", "", b""), truncated, Vec::new()] {
        let (fetched, requests) = fetch(vec![first, whole()]);
        assert_eq!(fetched.unwrap(), b"abc");
        assert_eq!(requests.len(), 2);
    }
}

#[test]
fn what_does_not_pass_is_given_up() {
    let busy = || answer("500 Broken", "", b"");
    let (fetched, requests) = fetch(vec![busy(), busy(), busy(), busy()]);
    assert!(matches!(fetched, Err(FetchError::BadStatus { status: 500, .. })));
    assert_eq!(requests.len(), 4);
}

#[test]
fn what_does_not_change_is_not_tried_again() {
    let outcome = |first| {
        let (fetched, requests) = fetch(vec![first, answer("200 OK", "", b"abc")]);
        assert_eq!(requests.len(), 1);
        fetched.unwrap_err()
    };
    assert!(matches!(outcome(answer("404 None", "", b"")), FetchError::NotFound { .. }));
    assert!(matches!(outcome(answer("401 Who", "", b"")), FetchError::Forbidden { .. }));
    assert!(matches!(outcome(answer("403 No", "", b"")), FetchError::Forbidden { .. }));
    assert!(matches!(outcome(redirect("file:///etc/passwd")), FetchError::BadAddress { .. }));
    let FetchError::WrongHash { what, expected, got, .. } = outcome(answer("200 OK", "", b"abd"))
    else {
        panic!("other bytes have another hash");
    };
    assert_eq!((what.as_str(), expected.as_str()), ("abc 1.0", SHA256_OF_ABC));
    assert!(got.starts_with("sha256:a52d159f"));
}

#[test]
fn a_file_that_is_too_large_is_refused_before_and_while_it_is_read() {
    let announced = answer("200 OK", "", &[0; 1001]);
    let endless = [&b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"[..], &[0; 1001]].concat();
    for large in [announced, endless] {
        let (fetched, _) = fetch(vec![large]);
        assert!(matches!(fetched, Err(FetchError::TooLarge { limit: 1000, .. })));
    }
}

#[test]
fn redirects_end() {
    let (fetched, requests) = fetch(vec![redirect("/again"); 20]);
    assert!(matches!(fetched, Err(FetchError::TooManyRedirects { .. })));
    assert_eq!(requests.len(), 11);
    let (fetched, _) = fetch(vec![redirect("/gone?sig=pw"), answer("404 None", "", b"")]);
    assert!(fetched.unwrap_err().to_string().contains("/gone?sig=***)"));
    let (fetched, _) = fetch(vec![redirect("/elsewhere"), answer("200 OK", "", b"abc")]);
    assert_eq!(fetched.unwrap(), b"abc");
}

#[test]
fn no_other_server_learns_the_password() {
    let other = Server::start(vec![answer("200 OK", "", b"abc")]);
    let server = Server::start(vec![redirect("/near"), redirect(&format!("{}/far", other.url))]);
    let cache = TempDir::new().unwrap();
    let (url, index) = (format!("{}/abc", server.url), format!("{}/simple", server.url));
    let indexes =
        vec![Index { name: Some("own".to_owned()), url: index.clone(), hosts: Vec::new() }];
    let request = FileRequest {
        what: "abc",
        url: &url,
        hash: None,
        index: Some(&index),
        size: None,
        progress: &quiet(),
    };
    let fetcher = fetcher(&cache, FetchOptions { indexes, ..FetchOptions::default() });
    fetcher.file(&request).unwrap();
    let told = server.requests();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|it| it.contains("authorization: basic dxm6chc=")));
    assert!(other.requests().iter().all(|it| !it.contains("authorization")));
}

#[test]
fn an_error_names_both_addresses_and_no_password() {
    let server = Server::start(vec![answer("403 No", "", b""); 2]);
    let with_password = server.url.replace("://", "://me:hunter2@");
    let mirrors = vec![Mirror { from: "https://files.example".to_owned(), to: with_password }];
    let cache = TempDir::new().unwrap();
    let fetcher = fetcher(&cache, FetchOptions { mirrors, ..FetchOptions::default() });
    let url = "https://us:hunter2@files.example/abc?token=hunter2";
    let plain = "https://files.example/abc?token=hunter2";
    for url in [url, plain] {
        let request = FileRequest {
            what: "abc",
            url,
            hash: None,
            index: None,
            size: None,
            progress: &quiet(),
        };
        let Err(error) = fetcher.file(&request) else { panic!("nobody gives it") };
        let text = format!(
            "{error} {error:?} {:?}",
            miette::Diagnostic::help(&error).map(|it| it.to_string())
        );
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("files.example/abc?token=***"), "{text}");
        assert!(text.contains("127.0.0.1"), "{text}");
    }
    assert!(server.requests()[0].contains("authorization: basic "));
}

#[test]
fn nobody_is_asked_when_offline() {
    let cache = TempDir::new().unwrap();
    let fetcher = fetcher(&cache, FetchOptions { offline: true, ..FetchOptions::default() });
    let url = "https://files.example/abc-1.0.tar.gz";
    let hash = SHA256_OF_ABC.parse().unwrap();
    let request = FileRequest {
        what: "abc 1.0",
        url,
        hash: Some(&hash),
        index: None,
        size: None,
        progress: &quiet(),
    };
    let Err(FetchError::Offline { what, url: missing }) = fetcher.file(&request) else {
        panic!("the cache is empty");
    };
    assert_eq!((what.as_str(), missing.as_str()), ("abc 1.0", url));
    let folder = cache.path().join("files/sha256");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(&SHA256_OF_ABC["sha256:".len()..]), "abc").unwrap();
    assert!(fetcher.file(&request).is_ok());
}

#[test]
fn a_server_that_is_gone_is_unreachable() {
    let (fetched, _) = fetch(Vec::new());
    assert!(matches!(fetched, Err(FetchError::Unreachable { .. })));
}

#[test]
fn an_unknown_host_is_not_asked_again_and_a_silent_name_server_is() {
    let looked_up = |cause: &str| {
        let text = format!("failed to lookup address information: {cause}");
        ureq::Error::Io(std::io::Error::other(text))
    };
    // The texts of glibc and macOS.
    for cause in ["Name or service not known", "nodename nor servname provided, or not known"] {
        assert!(is_final(&looked_up(cause)), "{cause}");
    }
    assert!(!is_final(&looked_up("Temporary failure in name resolution")));
}
