//! A server for tests, with prepared responses.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A server that sends the first response to the first request, and so on; then it stops.
pub(super) struct Server {
    /// `http://127.0.0.1:<port>`.
    pub url: String,
    requests: Receiver<String>,
}

impl Server {
    /// Starts on a free port.
    pub(super) fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                // Sent before the response, so that a test that has the response finds the request.
                if sender.send(request_of(&stream)).is_err() {
                    return;
                }
                // The client may have closed the connection.
                let _ = stream.write_all(&answer);
            }
        });
        Self { url, requests }
    }

    /// The requests, each with its headers, in lower case.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}

fn request_of(stream: &TcpStream) -> String {
    let (mut request, mut reader) = (String::new(), BufReader::new(stream));
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).unwrap() == 0 {
            break;
        }
    }
    request.to_ascii_lowercase()
}

/// A response with a body.
pub(super) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A redirect.
pub(super) fn redirect(location: &str) -> Vec<u8> {
    answer("302 Found", &format!("Location: {location}\r\n"), b"")
}
