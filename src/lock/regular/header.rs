//! The headers of tables.

use std::ops::Range;

use super::Irregular;
use super::scanner::Scanner;

/// `[package.metadata]` or `[[package]]`.
pub(super) struct Header<'t> {
    pub path: Vec<&'t str>,
    pub is_of_array: bool,
    pub span: Range<usize>,
}

impl<'t> Header<'t> {
    pub(super) fn read(scanner: &mut Scanner<'t>) -> Result<Self, Irregular> {
        let start = scanner.at;
        scanner.expect(b'[')?;
        let is_of_array = scanner.takes(b'[');
        let mut path = vec![scanner.key()?];
        while scanner.takes(b'.') {
            path.push(scanner.key()?);
        }
        scanner.expect(b']')?;
        if is_of_array {
            scanner.expect(b']')?;
        }
        let span = start..scanner.at;
        scanner.end_line()?;
        Ok(Self { path, is_of_array, span })
    }
}
