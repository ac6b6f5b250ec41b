//! Runs a command that has to end in time.

use std::io::{self, Read};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The output of a command; `None` if it was killed because it took longer.
pub(super) fn output(command: &mut Command, longest: Duration) -> io::Result<Option<Output>> {
    let end = Instant::now() + longest;
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = read(child.stdout.take().expect("the output is a pipe"));
    let stderr = read(child.stderr.take().expect("the error output is a pipe"));
    // A command that ends closes its outputs.
    let until_end = |output: &Receiver<_>| {
        output.recv_timeout(end.saturating_duration_since(Instant::now())).ok()
    };
    if let (Some(stdout), Some(stderr)) = (until_end(&stdout), until_end(&stderr)) {
        return Ok(Some(Output { status: child.wait()?, stdout: stdout?, stderr: stderr? }));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// Reads an output to its end in another thread.
fn read(mut output: impl Read + Send + 'static) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.read_to_end(&mut bytes);
        // Nobody may be waiting any more.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, longest: Duration) -> Option<Output> {
        output(Command::new("sh").args(["-c", script]), longest).expect("sh runs")
    }

    #[test]
    fn a_command_is_killed_when_its_time_is_over() {
        let start = Instant::now();
        assert!(run("echo a; exec sleep 500", Duration::from_millis(200)).is_none());
        // Although a child of it has its outputs.
        assert!(run("sleep 20", Duration::from_millis(200)).is_none());
        let done = run("echo a; echo b >&2; exit 3", Duration::from_secs(600)).unwrap();
        assert_eq!((done.stdout, done.stderr), (b"a\n".to_vec(), b"b\n".to_vec()));
        assert_eq!(done.status.code(), Some(3));
        assert!(start.elapsed() < Duration::from_secs(15));
    }
}
