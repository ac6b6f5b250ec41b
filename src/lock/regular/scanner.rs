//! Keys, strings, numbers and what is between them.

use super::Irregular;

/// A place in a text, and what can be read there.
pub(super) struct Scanner<'t> {
    text: &'t str,
    /// The number of bytes before the place.
    pub at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Reads a byte of ASCII, if it is there.
    pub(super) fn takes(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Irregular> {
        if self.takes(byte) { Ok(()) } else { Err(Irregular) }
    }

    pub(super) fn skip_spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Skips the sign between a key and its value.
    pub(super) fn skip_equals(&mut self) -> Result<(), Irregular> {
        self.skip_spaces();
        self.expect(b'=')?;
        self.skip_spaces();
        Ok(())
    }

    /// Skips spaces, comments and line ends.
    pub(super) fn skip_lines(&mut self) -> Result<(), Irregular> {
        loop {
            self.skip_spaces();
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.skip_comment()?,
                _ => return Ok(()),
            }
        }
    }

    /// Skips the rest of a line, in which nothing but a comment may be.
    pub(super) fn end_line(&mut self) -> Result<(), Irregular> {
        self.skip_spaces();
        if self.peek() == Some(b'#') {
            self.skip_comment()?;
        }
        if self.takes(b'\n') || self.is_at_end() { Ok(()) } else { Err(Irregular) }
    }

    fn skip_comment(&mut self) -> Result<(), Irregular> {
        let line = self.rest();
        let length = line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len());
        if line[..length].iter().any(|byte| is_control(*byte) && *byte != b'\t') {
            return Err(Irregular);
        }
        self.at += length;
        Ok(())
    }

    /// A key that is one name.
    pub(super) fn key(&mut self) -> Result<&'t str, Irregular> {
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            return self.string();
        }
        match self.run(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            "" => Err(Irregular),
            key => Ok(key),
        }
    }

    /// A string on one line in which nothing is escaped.
    pub(super) fn string(&mut self) -> Result<&'t str, Irregular> {
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\'')).ok_or(Irregular)?;
        self.at += 1;
        let start = self.at;
        self.at += plain_length(self.rest(), quote);
        let string = &self.text[start..self.at];
        self.expect(quote)?;
        Ok(string)
    }

    /// A whole number without a sign.
    pub(super) fn number(&mut self) -> Result<i64, Irregular> {
        match self.run(|byte| byte.is_ascii_digit()) {
            "0" => Ok(0),
            digits if digits.starts_with('0') => Err(Irregular),
            digits => digits.parse().map_err(|_| Irregular),
        }
    }

    pub(super) fn bool(&mut self) -> Result<bool, Irregular> {
        match self.run(|byte| byte.is_ascii_alphabetic()) {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Irregular),
        }
    }

    /// The bytes up to the first one that does not belong to a kind. Bytes that are not ASCII all do or all do not.
    fn run(&mut self, is_inside: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !is_inside(*byte)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        &self.text[start..self.at]
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }
}

/// The number of bytes before the first that is a quote, a backslash or a control character.
fn plain_length(text: &[u8], quote: u8) -> usize {
    let (words, rest) = text.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let special = special_bytes(u64::from_le_bytes(*word), quote);
        if special != 0 {
            return 8 * index + special.trailing_zeros() as usize / 8;
        }
    }
    let is_plain = |byte: &u8| *byte != quote && *byte != b'\\' && !is_control(*byte);
    8 * words.len() + rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len())
}

/// The highest bit of each byte of a word that is a quote, a backslash or a control character. A text is mostly
/// strings, so they are read by eight bytes at a time. Behind the first such byte, bits of others can be set, too.
///
/// <https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord>
fn special_bytes(word: u64, quote: u8) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, b' ') | equal(quote) | equal(b'\\') | equal(0x7f)) & HIGHEST
}

fn is_control(byte: u8) -> bool {
    byte < b' ' || byte == 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_a_quote_a_backslash_or_a_control_character() {
        for byte in 0..=u8::MAX {
            let ends = matches!(byte, b'"' | b'\\' | 0x7f) || byte < 0x20;
            for at in 0..20 {
                for behind in [b'x', 0xff, b'"'] {
                    let mut text = [b'x'; 20];
                    text[at + 1..].fill(behind);
                    text[at] = byte;
                    let end = text.iter().skip(at + 1).position(|it| *it == b'"');
                    let end = end.map_or(20, |end| at + 1 + end);
                    assert_eq!(
                        plain_length(&text, b'"'),
                        if ends { at } else { end },
                        "{byte} {at}"
                    );
                }
            }
        }
    }
}
