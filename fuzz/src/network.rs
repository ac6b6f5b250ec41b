//! The targets whose input is the answer of a server to each request. `fuzz/run` sets short timeouts and a
//! cache.

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use uvnix::lock::Git;

use crate::fetch::git::{Limits, check_out};
use crate::fetch::{FetchOptions, Fetcher, FileRequest, Progress};
use crate::server::Server;

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

/// A download.
pub fn http(data: &[u8]) {
    SERVER.answer_with(data);
    let fetcher = Fetcher::new(FetchOptions::default()).expect("the variables are right");
    let url = format!("{}/a-1.tar.gz", SERVER.url);
    let progress = Progress::of(None, 1);
    let request = FileRequest {
        what: "a 1",
        url: &url,
        hash: None,
        index: None,
        size: Some(1 << 20),
        progress: &progress,
    };
    match fetcher.file(&request) {
        Ok(file) => fs::remove_file(file.path).expect("the file is in the cache"),
        Err(error) => assert_printable(&error.to_string()),
    }
}

/// A commit that no server has.
pub fn git(data: &[u8]) {
    SERVER.answer_with(data);
    let parent = tempfile::tempdir().expect("there is room for a folder");
    let address = format!("{}/a.git#{}", SERVER.url, "0".repeat(40));
    let git = Git::try_from(address.as_str()).expect("the address is right");
    let (timeout, end) = (Duration::from_secs(1), Instant::now() + Duration::from_secs(5));
    let limits = Limits { timeout, end, size: 1 << 24 };
    let error = check_out(&git, parent.path(), limits, None).expect_err("no commit has this hash");
    assert_printable(&error.to_string());
}

fn assert_printable(text: &str) {
    assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
}
