//! The text of a file for excerpts in error reports.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A text, of which long lines are shown in part.
#[derive(Debug, Clone)]
pub struct Excerpt(String);

/// The longest excerpt that is shown as it is, in bytes. An ordinary one has three lines.
const LONGEST: usize = 4000;
/// How much of a longer one is shown on each side of the start of its span.
const AROUND: usize = 200;

impl From<String> for Excerpt {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = self.0.read_span(span, context_lines_before, context_lines_after)?;
        if whole.data().len() <= LONGEST {
            return Ok(whole);
        }
        let text = &self.0;
        let (first, last) = (whole.span().offset(), whole.span().offset() + whole.span().len());
        let is_boundary = |place: &usize| text.is_char_boundary(*place);
        let start = (first..=span.offset().saturating_sub(AROUND)).rev().find(is_boundary);
        let end = (span.offset() + AROUND..last).find(is_boundary);
        let (start, end) = (start.unwrap_or(first), end.unwrap_or(last));
        let before = &text[first..start];
        let line = whole.line() + before.matches('\n').count();
        let column = match before.rsplit_once('\n') {
            Some((_, line)) => line.len(),
            None => whole.column() + before.len(),
        };
        let place = (start, end - start).into();
        let data = &text.as_bytes()[start..end];
        Ok(Box::new(MietteSpanContents::new(data, place, line, column, whole.line_count())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_line_only_the_part_around_the_place_is_shown() {
        let text = format!("first\nsecond = '{}é{}'\nlast", "x".repeat(9000), "y".repeat(9000));
        let place = text.find('é').unwrap();
        let excerpt = Excerpt::from(text.clone());
        let contents = excerpt.read_span(&(place, 2).into(), 1, 1).unwrap();
        assert_eq!((contents.line(), contents.column()), (1, place - AROUND - 6));
        let shown = std::str::from_utf8(contents.data()).unwrap();
        assert!(shown.len() <= 2 * AROUND + 2 && shown.contains("xéy"));
        let contents = excerpt.read_span(&(0, 5).into(), 0, 0).unwrap();
        assert_eq!(contents.data(), b"first");
    }
}
