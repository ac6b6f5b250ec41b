//! A stand-in for GitHub's API: the comments of one pull request, and who asks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What the server has, and what it was asked.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The comments; the id of one is its place.
    pub comments: Vec<Comment>,
    /// The method and path of each request.
    pub requests: Vec<String>,
    /// Whether nothing may be written.
    pub is_read_only: bool,
}

/// A comment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// The login of who wrote it.
    pub author: String,
    /// Its text.
    pub body: String,
}

/// Who writes with the token of a job.
pub(crate) const ROBOT: &str = "github-actions[bot]";

/// Who writes with a token.
fn login_of(authorization: &str) -> Option<&'static str> {
    match authorization {
        "Bearer token-of-the-job" => Some(ROBOT),
        "Bearer token-of-somebody" => Some("somebody"),
        // Not told whose it is.
        "Bearer token-of-nobody" => Some(""),
        _ => None,
    }
}

/// A server on this machine, which lasts as long as the test.
#[derive(Debug)]
pub(crate) struct GitHub {
    /// Its address.
    pub url: String,
    /// What it has.
    pub state: Arc<Mutex<State>>,
}

impl GitHub {
    /// Serves a pull request that has these comments of jobs.
    pub(crate) fn with_comments(comments: &[&str]) -> Self {
        Self::with_comments_of(&Vec::from_iter(comments.iter().map(|&body| (ROBOT, body))))
    }

    /// Serves a pull request that has these comments of these authors.
    pub(crate) fn with_comments_of(comments: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = listener.local_addr().expect("it has an address");
        let comment = |&(author, body): &(&str, &str)| Comment {
            author: author.to_owned(),
            body: body.to_owned(),
        };
        let comments = comments.iter().map(comment).collect();
        let state = Arc::new(Mutex::new(State { comments, ..State::default() }));
        let served = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("the client stays");
                serve(stream, &mut served.lock().expect("no request panics"));
            }
        });
        Self { url: format!("http://{address}"), state }
    }

    /// The texts of the comments now.
    pub(crate) fn comments(&self) -> Vec<String> {
        let state = self.state.lock().expect("no request panics");
        state.comments.iter().map(|it| it.body.clone()).collect()
    }
}

/// Answers one request.
fn serve(mut stream: TcpStream, state: &mut State) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream has two ends"));
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a head of text");
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let header = |name: &str| {
        head.iter().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let length = header("Content-Length").map_or(0, |it| it.parse().expect("a number"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a whole body");
    let (request, _) = head[0].rsplit_once(' ').expect("a request line");
    let (status, answer) = match login_of(&header("Authorization").unwrap_or_default()) {
        Some(login) => state.answer(login, request, &body),
        None => (401, json!({ "message": "Who?" })),
    };
    let answer = answer.to_string();
    let length = answer.len();
    let head = format!("HTTP/1.1 {status} \r\nContent-Length: {length}\r\nConnection: close\r\n");
    write!(stream, "{head}\r\n{answer}").expect("the client listens");
}

impl State {
    fn answer(&mut self, login: &str, request: &str, body: &[u8]) -> (u16, Value) {
        self.requests.push(request.to_owned());
        let (method, path) = request.split_once(' ').expect("a method and a path");
        if path == "/graphql" {
            let body: Value = serde_json::from_slice(body).expect("a body in JSON");
            assert_eq!(body, json!({ "query": "{ viewer { login } }" }));
            if login.is_empty() {
                return (200, json!({ "data": null, "errors": [{ "message": "Not for you" }] }));
            }
            return (200, json!({ "data": { "viewer": { "login": login } } }));
        }
        let path = path.strip_prefix("/repos/owner/project/issues/").expect("the path of the API");
        if let Some(page) = path.strip_prefix("7/comments?per_page=100&page=") {
            let page: usize = page.parse().expect("a number");
            let comments = self.comments.iter().enumerate().skip((page - 1) * 100).take(100);
            let shown = |(id, it): (usize, &Comment)| json!({ "id": id, "body": it.body, "user": { "login": it.author } });
            return (200, comments.map(shown).collect());
        }
        if self.is_read_only {
            return (403, json!({ "message": "Resource not accessible by integration" }));
        }
        let body: Value = serde_json::from_slice(body).expect("a body in JSON");
        let body = body["body"].as_str().expect("a text").to_owned();
        match (method, path.strip_prefix("comments/")) {
            ("POST", None) if path == "7/comments" => {
                self.comments.push(Comment { author: login.to_owned(), body });
            }
            // Who may write to the repository may change everybody's comments.
            ("PATCH", Some(id)) => self.comments[id.parse::<usize>().expect("an id")].body = body,
            _ => return (404, json!({ "message": "Not Found" })),
        }
        (200, json!({ "html_url": "https://files.example/comment" }))
    }
}
