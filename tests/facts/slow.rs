//! Servers that hold uvnix, or fill the disk.

use std::time::{Duration, Instant};

use crate::archive::Archive;
use crate::case::files;
use crate::command::Outcome;
use crate::project::{INDEX, Locked, Project};
use crate::server::{Answer, Server};

const HEAD: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
/// How long a run may take whose timeout is a second; the machine may be busy.
const LONGEST: Duration = Duration::from_secs(40);

fn run(project: &Project, server: &Server, variables: &[(&str, &str)]) -> Outcome {
    let start = Instant::now();
    let outcome = project.lock2nix_with(variables, server, &[]);
    assert!(start.elapsed() < LONGEST, "it took {:?}", start.elapsed());
    let partial = project.path("cache/partial");
    assert!(!partial.exists() || files(&partial).is_empty(), "a part of a file is left");
    outcome
}

fn drip(head: &'static str) -> Server {
    let pause = Duration::from_millis(300);
    Server::start(move |_| Answer::Endless(head, b"a".to_vec(), pause))
}

#[test]
fn a_server_that_sends_a_byte_at_a_time_is_given_up() {
    let archive = Archive::built_with("a", &["setuptools"]);
    for head in [HEAD, "HTTP/1.1 200 OK\r\nX-Slow: "] {
        let (project, server) = (Project::needing_sdists(&[&archive]), drip(head));
        let variables = [("UV_HTTP_TIMEOUT", "1"), ("UVNIX_HTTP_RETRIES", "1")];
        let outcome = run(&project, &server, &variables);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(outcome.report.contains("uvnix::fetch::unreachable"), "{}", outcome.report);
        let reasons = ["bytes arrived in", "no response for 1 s"];
        assert!(reasons.iter().any(|it| outcome.report.contains(it)), "{}", outcome.report);
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn an_endless_file_stops_at_its_size_in_the_lock_or_at_the_limit_for_all() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let sized = archive.file().replace(" }", ", size = 2000 }");
    for (file, code) in [(sized, "wrong_size"), (archive.file(), "too_much")] {
        let server = Server::start(|_| Answer::Endless(HEAD, vec![b'a'; 1 << 16], Duration::ZERO));
        let lines = format!("sdist = {file}");
        let project = Project::needing(&[Locked::new("a", INDEX, &lines)]);
        let outcome = run(&project, &server, &[("UVNIX_DOWNLOAD_LIMIT", "1000000")]);
        assert_eq!(outcome.code, 1);
        let code = format!("uvnix::fetch::{code}");
        assert!(outcome.report.contains(&code), "{}", outcome.report);
        assert!(!project.path("uv.nix").exists() && !project.path("uvnix.lock").exists());
    }
}

#[test]
fn without_a_terminal_a_slow_download_prints_a_line_each_minute() {
    let archive = Archive::built_with("a", &["setuptools"]);
    // It stops at this size, after some 66 seconds.
    let sized = archive.file().replace(" }", ", size = 270000 }");
    let pause = Duration::from_millis(250);
    let server = Server::start(move |_| Answer::Endless(HEAD, vec![b'a'; 1024], pause));
    let project = Project::needing(&[Locked::new("a", INDEX, &format!("sdist = {sized}"))]);
    let outcome = project.lock2nix(&server, &[]);
    let lines = outcome.report.lines();
    let progress = lines.filter(|it| it.contains("of 1 package: 0 of 1 done; "));
    let progress = Vec::from_iter(progress);
    assert!(!progress.is_empty(), "{}", outcome.report);
    assert!(progress.iter().all(|it| it.ends_with(" KiB; a 1.0")), "{progress:?}");
}

#[test]
fn a_wait_of_days_is_not_waited_for() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let busy = "HTTP/1.1 503 Busy\r\nRetry-After: 999999\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start(move |_| Answer::Raw(busy));
    let project = Project::needing_sdists(&[&archive]);
    let outcome = run(&project, &server, &[("UVNIX_HTTP_RETRIES", "3")]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.report.contains("asks to wait 999999 s"), "{}", outcome.report);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_git_server_that_sends_a_byte_at_a_time_is_given_up() {
    let server = drip("HTTP/1.1 200 OK\r\nContent-Type: application/x-git\r\n\r\n");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let source = format!("{{ git = \"{}/a.git#{commit}\" }}", server.url);
    let project = Project::needing(&[Locked::new("a", &source, "")]);
    let outcome = run(&project, &server, &[("UV_HTTP_TIMEOUT", "1")]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.report.contains("uvnix::git::cannot_fetch"), "{}", outcome.report);
    assert!(outcome.report.contains("Operation too slow"), "{}", outcome.report);
}
