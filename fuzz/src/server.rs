//! A server that answers each request with the same bytes.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A server on a port of its own, for as long as the process runs.
pub struct Server {
    /// `http://127.0.0.1:<port>`
    pub url: String,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    /// Starts; it answers nothing yet.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let answer = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::clone(&answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = answers.lock().expect("no thread panics here").clone();
                thread::spawn(move || respond(stream, &answer));
            }
        });
        Self { url, answer }
    }

    /// The bytes from now on.
    pub fn answer_with(&self, bytes: &[u8]) {
        *self.answer.lock().expect("no thread panics here") = bytes.to_owned();
    }
}

fn respond(mut stream: TcpStream, answer: &[u8]) {
    let Ok(reader) = stream.try_clone() else { return };
    let lines = BufReader::new(reader).lines().map_while(Result::ok);
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    // The client may have seen enough.
    let _ = stream.write_all(answer);
}
