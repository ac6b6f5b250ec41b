//! The input is the answer of a server to each request of git. `fuzz/run` sets short timeouts.
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

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fetch::git::{Limits, check_out};
use server::Server;
use uvnix::lock::Git;

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    SERVER.answer_with(data);
    let parent = tempfile::tempdir().expect("there is room for a folder");
    let address = format!("{}/a.git#{}", SERVER.url, "0".repeat(40));
    let git = Git::try_from(address.as_str()).expect("the address is right");
    let (timeout, end) = (Duration::from_secs(1), Instant::now() + Duration::from_secs(5));
    let limits = Limits { timeout, end, size: 1 << 24 };
    let error = check_out(&git, parent.path(), limits).expect_err("no commit has this hash");
    let text = error.to_string();
    assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
});
