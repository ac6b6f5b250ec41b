//! The argument of `setup()` in `setup.py` that contains build requirements, as far as it can be read without
//! running the file.

/// `setup_requires`, if it is a string or a list of strings.
pub(super) fn setup_requires(text: &str) -> Vec<String> {
    let starts = text.match_indices("setup_requires");
    let mut values = starts.filter_map(|(index, name)| value(&text[index + name.len()..]));
    values.next().unwrap_or_default()
}

/// The value of a keyword argument or of an entry of a dict, from the end of its name.
fn value(rest: &str) -> Option<Vec<String>> {
    let rest = rest.trim_start_matches(['\'', '"']).trim_start();
    let rest = without_comments(rest.strip_prefix(['=', ':'])?);
    let (strings, rest) = match rest.strip_prefix(['[', '(']) {
        Some(list) => strings(list)?,
        None => string(rest).map(|(string, rest)| (vec![string], rest))?,
    };
    let rest = without_comments(rest);
    // What follows another expression is computed: `[…] if … else [ ]`.
    let is_whole = rest.is_empty() || rest.starts_with([',', ')', '}']);
    is_whole.then_some(strings)
}

/// The strings of a list, and the text after it. None if something else is in the list.
fn strings(mut rest: &str) -> Option<(Vec<String>, &str)> {
    let mut found = Vec::new();
    loop {
        rest = without_comments(rest);
        if let Some(rest) = rest.strip_prefix([']', ')']) {
            return Some((found, rest));
        }
        let (text, after) = string(rest)?;
        found.push(text);
        rest = without_comments(after);
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest,
            None if rest.starts_with([']', ')']) => rest,
            None => return None,
        };
    }
}

/// A string without escapes, and the text after it.
fn string(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let (string, rest) = text[1..].split_once(quote)?;
    let is_plain = !string.is_empty() && !string.contains(['\\', '\n']);
    is_plain.then(|| (string.to_owned(), rest))
}

fn without_comments(text: &str) -> &str {
    let mut text = text.trim_start();
    while text.starts_with('#') {
        text = text.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_strings_is_read() {
        for text in [
            "setup(name='a', setup_requires=['cffi>=1', \"b\"])",
            "setup(\n  setup_requires = [  # tools\n    'cffi>=1',  # why\n    'b',\n  ],\n)",
            "options = {'setup_requires': ('cffi>=1', 'b')}",
        ] {
            assert_eq!(setup_requires(text), ["cffi>=1", "b"], "{text}");
        }
        assert_eq!(setup_requires("setup(setup_requires='cffi')"), ["cffi"]);
    }

    #[test]
    fn what_is_computed_is_not_guessed() {
        for text in [
            "",
            "setup(setup_requires=needed)",
            "setup(setup_requires=['a'] + needed)",
            "setup(setup_requires=['a'] if needed else [])",
            "setup(setup_requires=['a' % 1])",
            "setup(setup_requires=[f'a{b}'])",
            "setup(setup_requires=['a'",
            "setup(setup_requires=",
            "if setup_requires == ['a']: pass",
        ] {
            assert!(setup_requires(text).is_empty(), "{text}");
        }
    }
}
