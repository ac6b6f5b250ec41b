//! The table of `reference/errors.md` from messages to codes.

/// What is printed of an error in its example, without what is different each time; or the first sentence of
/// its section.
fn message(code: &str, section: &str) -> String {
    let heading = format!("uvnix::{code}");
    let lines = Vec::from_iter(section.lines().map(str::trim));
    let below = |start: usize| lines[start + 1..].iter().copied();
    let report = lines.iter().position(|line| line.ends_with(&heading));
    let report = report.and_then(|start| {
        let mut report = below(start).skip_while(|line| line.is_empty());
        let first = report.next()?.strip_prefix("× ")?;
        let rest = report.map_while(|line| line.strip_prefix("│ "));
        Some(Vec::from_iter(std::iter::once(first).chain(rest)).join(" "))
    });
    let told = lines.iter().position(|line| line.contains(&format!("[{heading}]")));
    let warning = told.and_then(|last| {
        let start = lines[..last].iter().rposition(|line| line.starts_with("warning:"))?;
        Some(below(start).next()?.split(" [uvnix::").next()?.to_owned())
    });
    let sentence = || section.trim().split(['.', ':']).next().unwrap_or_default().to_owned();
    let text = report.or(warning).unwrap_or_else(sentence);
    let end = [" (mirror", ": http", "   ", ":\n"].iter().filter_map(|mark| text.find(mark)).min();
    text[..end.unwrap_or(text.len())].trim_end_matches([':', ' ']).to_owned()
}

/// A text in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    let escaped = |(place, part): (usize, &str)| {
        let is_code = place % 2 == 1;
        let letters = part.chars().flat_map(|letter| {
            let is_markup = matches!(letter, '*' | '<' | '[' | '_') && !is_code || letter == '|';
            is_markup.then_some('\\').into_iter().chain([letter])
        });
        String::from_iter(letters)
    };
    Vec::from_iter(text.split('`').enumerate().map(escaped)).join("`")
}

/// A table from messages to codes.
pub(crate) fn table(page: &str) -> String {
    let mut rows = Vec::new();
    for section in page.split("\n### `uvnix::").skip(1) {
        let (code, text) = section.split_once("`\n").expect("a heading is a code");
        let anchor = format!("uvnix{}", code.replace("::", ""));
        rows.push(format!("| {} | [`{code}`](#{anchor}) |", cell(&message(code, text))));
    }
    format!("\n| message | code: `uvnix::` and |\n|---|---|\n{}\n", rows.join("\n"))
}
