//! The input is the answer of a server to each request. `fuzz/run` sets short timeouts and a cache.
#![no_main]

#[allow(dead_code, unused_imports)]
#[path = "../../src/cli/mod.rs"]
mod cli;
#[allow(dead_code, unused_imports)]
#[path = "../../src/console.rs"]
mod console;
#[allow(dead_code, unused_imports)]
#[path = "../../src/fetch/mod.rs"]
mod fetch;
#[path = "../src/server.rs"]
mod server;

use std::fs;
use std::sync::LazyLock;

use fetch::{FetchOptions, Fetcher, FileRequest, Progress};
use server::Server;

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
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
        Err(error) => {
            let text = error.to_string();
            assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
        }
    }
});
