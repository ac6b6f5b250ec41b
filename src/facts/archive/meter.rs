//! A reader that gives no more than it is allowed to.

use std::cell::Cell;
use std::io::{self, Read};

/// Counts the bytes that are read, up to a limit.
#[derive(Debug)]
pub(super) struct Meter {
    /// The number of bytes that may be read in total.
    pub(super) total: u64,
    read: Cell<u64>,
    allowed: Cell<u64>,
    is_exceeded: Cell<bool>,
}

impl Meter {
    pub(super) fn new(total: u64) -> Self {
        Self {
            total,
            read: Cell::default(),
            allowed: Cell::new(total),
            is_exceeded: Cell::default(),
        }
    }

    /// Allows so many bytes from here on.
    pub(super) fn allow(&self, length: u64) {
        self.allowed.set(self.read.get().saturating_add(length).min(self.total));
    }

    /// Allows all that is left.
    pub(super) fn allow_all(&self) {
        self.allowed.set(self.total);
    }

    /// Whether a read exceeded the limit. Decoders wrap errors; therefore the error itself does not show
    /// this.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded.get()
    }

    /// Whether all that may be read has been read.
    pub(super) fn is_used_up(&self) -> bool {
        self.read.get() >= self.total
    }
}

/// A reader with a meter.
pub(super) struct Metered<'a, R> {
    pub(super) reader: R,
    pub(super) meter: &'a Meter,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.meter.allowed.get().saturating_sub(self.meter.read.get());
        let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if length == 0 && !buffer.is_empty() {
            self.meter.is_exceeded.set(true);
            return Err(io::Error::other("size limit exceeded"));
        }
        let length = self.reader.read(&mut buffer[..length])?;
        self.meter.read.set(self.meter.read.get() + length as u64);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_allowed() {
        let meter = Meter::new(8);
        let mut reader = Metered { reader: io::repeat(0), meter: &meter };
        meter.allow(4);
        assert!(reader.read_exact(&mut [0; 4]).is_ok() && !meter.is_exceeded());
        assert!(reader.read_exact(&mut [0; 1]).is_err() && meter.is_exceeded());
        meter.allow_all();
        assert!(reader.read_exact(&mut [0; 4]).is_ok() && meter.is_used_up());
        assert!(reader.read_exact(&mut [0; 1]).is_err());
    }
}
