//! What the user sees of jobs: a bar on a terminal, else a line each minute.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{BinaryBytes, ProgressBar, ProgressStyle};
use uvnix::text::printable::spelled_out;

use crate::console::tell;

/// The time between two lines.
const PERIOD: Duration = Duration::from_secs(60);

/// The progress of jobs; threads may share it.
pub(crate) struct Progress {
    /// What is done, such as `Looking up hashes of 12 packages`. Nothing is shown without it.
    title: Option<String>,
    bar: ProgressBar,
    bytes: AtomicU64,
    now: Mutex<Now>,
}

/// What happens now.
#[derive(Default)]
struct Now {
    /// The job that began last.
    job: String,
    waits: BTreeMap<String, Wait>,
}

/// The wait before a download is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// How long it takes.
    pub time: Duration,
    /// The number of the next attempt, from 1.
    pub number: usize,
    /// The number of all attempts.
    pub attempts: usize,
}

impl Progress {
    /// The progress of some jobs; prints the title, or shows it with the bar.
    pub(crate) fn of(title: Option<&str>, jobs: usize) -> Self {
        let bar = title.map_or_else(ProgressBar::hidden, |_| ProgressBar::new(0));
        if let Some(title) = title.filter(|_| bar.is_hidden()) {
            // Not a terminal, or one that cannot move its cursor.
            tell(title);
        }
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len}\n  {wide_msg}")
            .expect("the template is valid");
        let bar = bar.with_style(style).with_prefix(title.unwrap_or_default().to_owned());
        // This draws it, so it comes last.
        bar.set_length(jobs as u64);
        let (bytes, now) = (AtomicU64::default(), Mutex::default());
        Self { title: title.map(str::to_owned), bar, bytes, now }
    }

    /// A job begins.
    pub(crate) fn begins(&self, job: &str) {
        self.now().job = spelled_out(job);
        self.show();
    }

    /// A job is finished.
    pub(crate) fn ends(&self) {
        self.bar.inc(1);
    }

    /// Bytes arrived.
    pub(crate) fn received(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.show();
    }

    /// The download of `what` is tried again after a wait.
    pub(crate) fn waits(&self, what: &str, wait: Wait) {
        self.now().waits.insert(what.to_owned(), wait);
        self.show();
    }

    /// The wait is over.
    pub(crate) fn goes_on(&self, what: &str) {
        self.now().waits.remove(what);
        self.show();
    }

    /// All jobs are finished.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Prints a line each minute, until the sender is dropped; on a terminal, the bar does it.
    pub(crate) fn report(&self, until: &Receiver<()>) {
        let Some(title) = self.title.as_ref().filter(|_| self.bar.is_hidden()) else { return };
        while until.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
            tell(format_args!("{title}: {}", self.line()));
        }
    }

    /// `3 of 12 done; 4.20 MiB; numpy 2.1.0`
    fn line(&self) -> String {
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
        format!("{done} of {all} done; {}", self.message())
    }

    /// The bytes so far, if there are any, and the download that waits, or else the last job.
    fn message(&self) -> String {
        let now = self.now();
        let bytes = match self.bytes.load(Ordering::Relaxed) {
            0 => String::new(),
            bytes => format!("{}; ", BinaryBytes(bytes)),
        };
        let Some((what, wait)) = now.waits.first_key_value() else {
            return format!("{bytes}{}", now.job);
        };
        let Wait { time, number, attempts } = wait;
        let seconds = time.as_secs_f64().ceil();
        format!("{bytes}{what}: retrying in {seconds} s ({number} of {attempts})")
    }

    fn show(&self) {
        if !self.bar.is_hidden() {
            self.bar.set_message(self.message());
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_bytes_and_a_wait_with_its_number() {
        let progress = Progress::of(None, 12);
        progress.begins("numpy 2.1.0");
        assert_eq!(progress.line(), "0 of 12 done; numpy 2.1.0");
        progress.received(3 << 20);
        assert_eq!(progress.line(), "0 of 12 done; 3.00 MiB; numpy 2.1.0");
        let time = Duration::from_millis(3900);
        progress.waits("a 1", Wait { time, number: 2, attempts: 4 });
        progress.ends();
        let line = "1 of 12 done; 3.00 MiB; a 1: retrying in 4 s (2 of 4)";
        assert_eq!(progress.line(), line);
        progress.goes_on("a 1");
        assert_eq!(progress.line(), "1 of 12 done; 3.00 MiB; numpy 2.1.0");
    }
}
