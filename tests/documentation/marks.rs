//! Blocks of the book that tests write: each is under a mark such as `<!-- uvnix tree -->`.

/// A mark, and what stands in the block under it.
struct Quotation<'t> {
    mark: &'t str,
    language: &'t str,
}

/// `text` with what `quoted` says in the block under each mark.
pub(crate) fn requoted(text: &str, quoted: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!-- ") {
        result += before;
        result += "<!-- ";
        rest = after;
        let Some((quotation, block)) = Quotation::at(after) else { continue };
        let Some(output) = quoted(quotation.mark) else { continue };
        let (_, after) = block.split_once("\n```\n").expect("a block has an end");
        let Quotation { mark, language } = quotation;
        let block = [mark, " -->\n```", language, "\n", output.trim_end(), "\n```\n"];
        result.extend(block);
        rest = after;
    }
    result + rest
}

/// A message of uvnix in what Nix prints, after `error: ` or `trace: `, without the margin that newer versions add.
#[allow(dead_code, reason = "the tests of the book itself run no Nix")]
pub(crate) fn message(report: &str, start: &str) -> String {
    let mark = format!("{start}uvnix: ");
    let begin = report.rfind(&mark).unwrap_or_else(|| panic!("no message of uvnix: {report}"));
    let text = &report[begin..];
    // Its last line has its code.
    let code = text.find("uvnix::eval::").expect("a message has a code");
    let end = text[code..].find('\n').map_or(text.len(), |length| code + length);
    let mut lines = text[..end].lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let rest = Vec::from_iter(lines);
    let margin = if rest.iter().all(|line| line.starts_with("       ")) { 7 } else { 0 };
    rest.iter().fold(first, |text, line| text + "\n" + &line[margin..])
}

impl<'t> Quotation<'t> {
    /// What stands at the beginning of a text that follows `<!-- `, and the text from the block on.
    fn at(text: &'t str) -> Option<(Self, &'t str)> {
        let (mark, rest) = text.split_once(" -->\n```")?;
        let (language, _) = rest.split_once('\n')?;
        (!mark.contains('\n')).then_some((Self { mark, language }, &rest[language.len()..]))
    }
}

#[test]
fn only_the_blocks_under_their_marks_change() {
    let text = "<!-- a -->\n```text\nold\n```\n<!-- b -->\n```\nkept\n```\n<!-- a --> no block\n";
    let quoted = |mark: &str| (mark == "a").then(|| "new".to_owned());
    assert_eq!(requoted(text, quoted), text.replace("old", "new"));
}
