//! A stand-in for GitHub's REST API: the comments of one pull request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What the server has, and what it was asked.
#[derive(Debug, Default)]
pub struct State {
    /// The comments; the id of one is its place.
    pub comments: Vec<String>,
    /// The method and path of each request.
    pub requests: Vec<String>,
    /// Whether nothing may be written.
    pub is_read_only: bool,
}

/// A server on this machine, which lasts as long as the test.
#[derive(Debug)]
pub struct GitHub {
    /// Its address.
    pub url: String,
    /// What it has.
    pub state: Arc<Mutex<State>>,
}

impl GitHub {
    /// Serves a pull request that has these comments.
    pub fn with_comments(comments: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = listener.local_addr().expect("it has an address");
        let comments = comments.iter().map(|&it| it.to_owned()).collect();
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

    /// The comments now.
    pub fn comments(&self) -> Vec<String> {
        self.state.lock().expect("no request panics").comments.clone()
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
    let is_known = header("Authorization").as_deref() == Some("Bearer token-of-the-job");
    let (status, answer) =
        if is_known { state.answer(request, &body) } else { (401, json!({ "message": "Who?" })) };
    let answer = answer.to_string();
    let length = answer.len();
    let head = format!("HTTP/1.1 {status} \r\nContent-Length: {length}\r\nConnection: close\r\n");
    write!(stream, "{head}\r\n{answer}").expect("the client listens");
}

impl State {
    fn answer(&mut self, request: &str, body: &[u8]) -> (u16, Value) {
        self.requests.push(request.to_owned());
        let (method, path) = request.split_once(' ').expect("a method and a path");
        let path = path.strip_prefix("/repos/owner/project/issues/").expect("the path of the API");
        if let Some(page) = path.strip_prefix("7/comments?per_page=100&page=") {
            let page: usize = page.parse().expect("a number");
            let comments = self.comments.iter().enumerate().skip((page - 1) * 100).take(100);
            return (200, comments.map(|(id, body)| json!({ "id": id, "body": body })).collect());
        }
        if self.is_read_only {
            return (403, json!({ "message": "Resource not accessible by integration" }));
        }
        let body: Value = serde_json::from_slice(body).expect("a body in JSON");
        let body = body["body"].as_str().expect("a text").to_owned();
        match (method, path.strip_prefix("comments/")) {
            ("POST", None) if path == "7/comments" => self.comments.push(body),
            ("PATCH", Some(id)) => self.comments[id.parse::<usize>().expect("an id")] = body,
            _ => return (404, json!({ "message": "Not Found" })),
        }
        (200, json!({ "html_url": "https://files.example/comment" }))
    }
}
