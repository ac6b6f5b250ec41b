//! How many bytes a server may send.

use std::sync::atomic::{AtomicU64, Ordering};

use super::FetchError;

/// The bytes that files may have.
pub(super) struct Allowance {
    limit: u64,
    unsized_limit: u64,
    /// What files whose size is not known may still have, together.
    left: AtomicU64,
}

/// The bytes of a page of an index, which is held in memory. The largest known, a list of all projects, has 40 MB.
const PAGE: u64 = 64 << 20;

/// The bytes that one file may have.
pub(super) struct Room<'a> {
    allowance: &'a Allowance,
    limit: u64,
    size: Option<u64>,
    taken: u64,
}

/// What a file is larger than.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// The size in the lock.
    Size(u64),
    /// The limit for each file.
    Limit(u64),
    /// The limit for all files without a size.
    Together(u64),
}

impl Allowance {
    /// `limit` bytes for each file, and `unsized_limit` for all files together whose size is not known.
    pub(super) const fn new(limit: u64, unsized_limit: u64) -> Self {
        Self { limit, unsized_limit, left: AtomicU64::new(unsized_limit) }
    }

    /// The room for a file with this size in the lock.
    pub(super) const fn of_file(&self, size: Option<u64>) -> Room<'_> {
        Room { allowance: self, limit: self.limit, size, taken: 0 }
    }

    /// The room for a page of an index.
    pub(super) const fn of_page(&self) -> Room<'_> {
        Room { allowance: self, limit: PAGE, size: None, taken: 0 }
    }
}

impl Room<'_> {
    /// Whether a file of this size is allowed.
    pub(super) fn check(&self, size: u64) -> Result<(), Excess> {
        let Allowance { unsized_limit, left, .. } = self.allowance;
        match self.size {
            _ if size > self.limit => Err(Excess::Limit(self.limit)),
            Some(known) if size > known => Err(Excess::Size(known)),
            None if size > left.load(Ordering::Relaxed).saturating_add(self.taken) => {
                Err(Excess::Together(*unsized_limit))
            }
            _ => Ok(()),
        }
    }

    /// Takes room for more bytes.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Excess> {
        let bytes = bytes as u64;
        self.check(self.taken.saturating_add(bytes))?;
        if self.size.is_none() {
            let less = |left: u64| left.checked_sub(bytes);
            let left = self.allowance.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
            left.map_err(|_| Excess::Together(self.allowance.unsized_limit))?;
        }
        self.taken += bytes;
        Ok(())
    }

    /// The file is kept, so its room stays taken.
    pub(super) fn keep(mut self) {
        self.taken = 0;
    }
}

impl Drop for Room<'_> {
    /// A file that is not kept is deleted, and makes room.
    fn drop(&mut self) {
        if self.size.is_none() {
            self.allowance.left.fetch_add(self.taken, Ordering::Relaxed);
        }
    }
}

impl Excess {
    /// The error for a file and its URL, both safe to print.
    pub(super) fn of(self, what: &str, url: &str) -> FetchError {
        let (what, url) = (what.to_owned(), url.to_owned());
        match self {
            Self::Size(size) => FetchError::WrongSize { what, url, size },
            Self::Limit(limit) => FetchError::TooLarge { what, url, limit },
            Self::Together(limit) => FetchError::TooMuch { what, url, limit },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_a_size_share_their_room_and_give_it_back() {
        let allowance = Allowance::new(100, 10);
        let mut kept = allowance.of_file(None);
        assert_eq!(kept.check(11), Err(Excess::Together(10)));
        kept.take(4).unwrap();
        kept.keep();
        let mut dropped = allowance.of_file(None);
        dropped.take(6).unwrap();
        assert_eq!(allowance.of_file(None).take(1), Err(Excess::Together(10)));
        drop(dropped);
        allowance.of_file(None).take(6).unwrap();

        let mut known = allowance.of_file(Some(20));
        known.take(20).unwrap();
        assert_eq!(known.take(1), Err(Excess::Size(20)));
        assert_eq!(allowance.of_file(Some(1000)).check(101), Err(Excess::Limit(100)));
        assert_eq!(allowance.of_page().check(PAGE + 1), Err(Excess::Limit(PAGE)));
    }
}
