//! The links of an HTML page. Browsers accept more than this reads; pages of indexes are simple.

/// A link.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// Its target.
    pub href: String,
    /// The attribute `data-yanked`.
    pub yanked: Option<String>,
}

/// The links of a page, in their order.
pub(super) fn links(text: &str) -> Vec<Link> {
    let (mut links, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if is_anchor(rest) {
            let (link, after) = link(&rest[1..]);
            links.extend(link);
            rest = after;
        }
    }
    links
}

fn is_anchor(tag: &str) -> bool {
    let mut characters = tag.chars();
    characters.next().is_some_and(|it| it.eq_ignore_ascii_case(&'a'))
        && characters.next().is_some_and(char::is_whitespace)
}

/// The link with these attributes, if it has a target, and the text after them.
fn link(attributes: &str) -> (Option<Link>, &str) {
    let (mut href, mut yanked, mut rest) = (None, None, attributes);
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_whitespace() || it == '/');
        let end = rest.find(|it: char| it.is_whitespace() || "=>/".contains(it));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if name.is_empty() {
            // The end of the tag, or an attribute without a name.
            let after = after.strip_prefix('=').unwrap_or(after);
            if after.is_empty() || after.starts_with('>') {
                return (href.map(|href| Link { href, yanked }), after);
            }
            rest = after;
            continue;
        }
        let (value, after) = value(after);
        match name.to_ascii_lowercase().as_str() {
            "href" => href = Some(decoded(value)),
            "data-yanked" => yanked = Some(decoded(value)),
            _ => {}
        }
        rest = after;
    }
}

/// The value of an attribute, which may be empty, and the text after it.
fn value(text: &str) -> (&str, &str) {
    let Some(text) = text.trim_start().strip_prefix('=') else { return ("", text) };
    let text = text.trim_start();
    if let Some(quote @ ('"' | '\'')) = text.chars().next() {
        return text[1..].split_once(quote).unwrap_or((&text[1..], ""));
    }
    let end = text.find(|it: char| it.is_whitespace() || it == '>');
    text.split_at(end.unwrap_or(text.len()))
}

/// A text with its character references replaced, of those that URLs and reasons have.
fn decoded(text: &str) -> String {
    const REFERENCES: [(&str, &str); 7] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    REFERENCES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
