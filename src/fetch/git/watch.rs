//! Ends a command that takes too long or writes too much.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How much of the output is kept, from its end.
const KEPT: usize = 64 << 10;
/// The longest time between two looks at a command.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// The time between two looks at the size of the folder.
const SIZE_PERIOD: Duration = Duration::from_secs(1);
/// The time for a command to end its own children.
const GRACE: Duration = Duration::from_secs(2);

/// The limits for fetching a commit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The time after which a slow server counts as failed.
    pub timeout: Duration,
    /// When everything has to be finished.
    pub end: Instant,
    /// The maximum size of the folder, in bytes.
    pub size: u64,
}

/// What a command did.
pub(super) enum Ended {
    /// It ended, with the end of its error output.
    Itself(ExitStatus, Vec<u8>),
    /// It was ended, for this reason, which is a sentence.
    ByLimit(String),
}

impl Limits {
    /// Runs a command that writes to `folder`.
    pub(super) fn run(&self, mut command: Command, folder: &Path) -> io::Result<Ended> {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let stderr = child.stderr.take().expect("the error output is a pipe");
        let said = thread::spawn(move || end_of(stderr));
        let (mut pause, mut looked) = (Duration::from_millis(1), Instant::now());
        loop {
            if let Some(status) = child.try_wait()? {
                let said = said.join().expect("reading does not panic");
                return Ok(Ended::Itself(status, said));
            }
            let is_size_due = looked.elapsed() >= SIZE_PERIOD;
            if is_size_due {
                looked = Instant::now();
            }
            if let Some(reason) = self.exceeded(folder, is_size_due) {
                end(&mut child)?;
                return Ok(Ended::ByLimit(reason));
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The limit that is exceeded, if one is.
    fn exceeded(&self, folder: &Path, is_size_due: bool) -> Option<String> {
        if Instant::now() >= self.end {
            return Some("it takes too long; UV_HTTP_TIMEOUT allows more time".to_owned());
        }
        let is_too_large = is_size_due && size_of(folder) > self.size;
        is_too_large.then(|| format!("the files are larger than {} bytes", self.size))
    }
}

/// Ends a command and its children: git ends those that it started, if it is asked to.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let _ = kill_process(Pid::from_child(child), Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
    child.kill()?;
    child.wait().map(drop)
}

/// The last bytes.
fn end_of(mut output: impl Read) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..length]);
        if kept.len() > 2 * KEPT {
            kept.drain(..kept.len() - KEPT);
        }
    }
    kept
}

/// The size of all files in a folder. Files that vanish meanwhile do not count.
fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.fold(0, u64::saturating_add)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, limits: Limits, folder: &Path) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(folder);
        limits.run(command, folder).expect("sh runs")
    }

    #[test]
    fn a_command_is_ended_when_its_time_is_over_or_its_folder_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let now = Instant::now();
        let limits = Limits {
            timeout: Duration::from_secs(1),
            end: now + Duration::from_secs(600),
            size: 1 << 20,
        };
        let late = Limits { end: now + Duration::from_millis(200), ..limits };
        let Ended::ByLimit(reason) = run("sleep 500", late, folder.path()) else {
            panic!("it takes long");
        };
        assert!(reason.contains("too long"), "{reason}");
        let endless = "while :; do head -c 100000 /dev/zero >> file; sleep 0.01; done";
        let Ended::ByLimit(reason) = run(endless, limits, folder.path()) else {
            panic!("it has no end");
        };
        assert!(reason.contains("larger than 1048576 bytes"), "{reason}");
        let Ended::Itself(status, said) = run("echo no >&2; exit 3", limits, folder.path()) else {
            panic!("it is within the limits");
        };
        assert_eq!((status.code(), said.as_slice()), (Some(3), b"no\n".as_slice()));
        assert!(now.elapsed() < Duration::from_secs(60));
    }
}
