//! Finds servers that send too slowly.

use std::time::{Duration, Instant};

/// The least rate, in bytes per second.
const LEAST: u64 = 1024;

/// The rate of a download, over each period of the timeout.
pub(super) struct Pace {
    period: Duration,
    start: Instant,
    bytes: u64,
}

impl Pace {
    /// A download that begins now.
    pub(super) fn new(period: Duration) -> Self {
        Self { period, start: Instant::now(), bytes: 0 }
    }

    /// Counts bytes. The error is part of a sentence.
    pub(super) fn add(&mut self, bytes: usize) -> Result<(), String> {
        self.bytes += bytes as u64;
        let time = self.start.elapsed();
        if time < self.period {
            return Ok(());
        }
        if self.bytes < LEAST * self.period.as_secs() {
            let (bytes, seconds) = (self.bytes, time.as_secs());
            return Err(format!("only {bytes} bytes arrived in {seconds} s"));
        }
        (self.start, self.bytes) = (Instant::now(), 0);
        Ok(())
    }
}
