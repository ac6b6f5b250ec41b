//! A server that answers as it is told, and remembers what it was asked for.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::archive::Archive;

/// What a client asked for.
pub(crate) struct Request {
    /// The path, without what follows a question mark.
    pub path: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
}

/// What a client gets.
pub(crate) enum Answer {
    /// A file.
    File(Vec<u8>),
    /// Another address.
    Redirect(String),
    /// A question for name and password.
    Unauthorized,
    /// There is no such file.
    Missing,
    /// A status line and what follows it, as it is.
    Raw(&'static str),
    /// Nothing: the connection is closed.
    Silence,
    /// A text, and then a part again and again with a pause before it, until the client is gone.
    Endless(&'static str, Vec<u8>, Duration),
}

/// A server on a port of its own, for as long as the tests run.
pub(crate) struct Server {
    /// `http://127.0.0.1:<port>`
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request in a thread of its own.
    pub(crate) fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answer, asked) = (Arc::new(answer), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, asked) = (Arc::clone(&answer), Arc::clone(&asked));
                let mut stream = stream.expect("clients come");
                thread::spawn(move || {
                    let request = Request::read(&stream);
                    asked.lock().expect("no test panics here").push(request.path.clone());
                    // A client that has seen enough may be gone.
                    let _ = answer(&request).send(&mut stream);
                });
            }
        });
        Self { url: format!("http://{address}"), requests }
    }

    /// Serves these archives, each below `/`.
    pub(crate) fn of(archives: &[&Archive]) -> Self {
        let files = archives.iter().map(|it| (format!("/{}", it.filename), it.bytes.clone()));
        let files = Vec::from_iter(files);
        Self::start(move |request| {
            let file = files.iter().find(|(path, _)| *path == request.path);
            file.map_or(Answer::Missing, |(_, bytes)| Answer::File(bytes.clone()))
        })
    }

    /// Serves the files of a folder.
    pub(crate) fn of_folder(folder: PathBuf) -> Self {
        Self::start(move |request| match fs::read(folder.join(&request.path[1..])) {
            Ok(bytes) => Answer::File(bytes),
            Err(_) => Answer::Missing,
        })
    }

    /// The paths that were asked for since this was last called, sorted.
    pub(crate) fn requests(&self) -> Vec<String> {
        let mut requests = std::mem::take(&mut *self.requests.lock().expect("no test panics here"));
        requests.sort();
        requests
    }
}

impl Request {
    fn read(stream: &TcpStream) -> Self {
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        let head = Vec::from_iter(lines.take_while(|line| !line.is_empty()));
        let address = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or("/");
        let authorization = head.iter().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
        });
        let path = address.split('?').next().unwrap_or(address);
        Self { path: path.to_owned(), authorization }
    }
}

impl Answer {
    fn send(self, stream: &mut TcpStream) -> io::Result<()> {
        let Self::Endless(head, part, pause) = self else {
            return stream.write_all(&self.bytes());
        };
        stream.write_all(head.as_bytes())?;
        loop {
            thread::sleep(pause);
            stream.write_all(&part)?;
        }
    }

    fn bytes(self) -> Vec<u8> {
        let (status, body) = match self {
            Self::File(body) => ("200 OK".to_owned(), body),
            Self::Redirect(address) => (format!("302 Found\r\nLocation: {address}"), Vec::new()),
            Self::Unauthorized => {
                ("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"".to_owned(), Vec::new())
            }
            Self::Missing => ("404 Not Found".to_owned(), Vec::new()),
            Self::Raw(text) => return text.into(),
            Self::Silence | Self::Endless(..) => return Vec::new(),
        };
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        [head.into_bytes(), body].concat()
    }
}
