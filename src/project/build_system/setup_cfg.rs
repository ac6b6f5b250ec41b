//! The key of `setup.cfg` that contains build requirements.
//!
//! Its format is that of Python's `configparser`:
//! <https://docs.python.org/3/library/configparser.html#supported-ini-file-structure>.

/// `setup_requires` of `[options]`: one a line, or all in one line with semicolons between them
/// (<https://setuptools.pypa.io/en/latest/userguide/declarative_config.html#specifying-values>).
pub(super) fn setup_requires(text: &str) -> Vec<String> {
    let lines = option(text, "options", "setup_requires");
    let requirements: Vec<&str> = match lines.as_slice() {
        [line] => line.split(';').collect(),
        lines => lines.to_vec(),
    };
    let requirements = requirements.into_iter().map(without_comment).filter(|it| !it.is_empty());
    requirements.map(str::to_owned).collect()
}

/// Whether it has a section.
pub(super) fn has_section(text: &str, name: &str) -> bool {
    let headers = text.lines().filter_map(|line| line.trim_end().strip_prefix('['));
    headers.filter_map(|header| header.split(']').next()).any(|section| section == name)
}

/// The lines of a value. A line that goes deeper than its key belongs to it.
fn option<'a>(text: &'a str, section: &str, name: &str) -> Vec<&'a str> {
    let (mut is_in_section, mut is_in_option, mut depth) = (false, false, 0);
    let mut value = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let line_depth = line.len() - line.trim_start().len();
        if line_depth > depth {
            if is_in_option {
                value.push(trimmed);
            }
            continue;
        }
        (is_in_option, depth) = (false, line_depth);
        if let Some(header) = trimmed.strip_prefix('[') {
            is_in_section = header.split(']').next() == Some(section);
        } else if let Some((key, first)) = trimmed.split_once(['=', ':']) {
            // setuptools takes dashes for underscores.
            if is_in_section && key.trim().replace('-', "_") == name {
                is_in_option = true;
                value = vec![first.trim()];
            }
        }
    }
    value
}

fn without_comment(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(requirement, _)| requirement).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_stand_in_lines_or_between_semicolons() {
        let lines = "[metadata]\nname = a\n\n[options]\r\nsetup_requires =\r\n    a>=1; os_name == 'nt'\r\n\r\n  # no\r\n\tb  # why\r\ninstall_requires = c\n";
        assert_eq!(setup_requires(lines), ["a>=1; os_name == 'nt'", "b"]);
        assert_eq!(setup_requires("[options]\nsetup-requires: a ; b\nzip_safe = no"), ["a", "b"]);
        assert_eq!(setup_requires("[options]\nsetup_requires = a\n b"), ["a", "b"]);
    }

    #[test]
    fn other_sections_and_keys_do_not_count() {
        for text in [
            "",
            "setup_requires = a",
            "[options.extras_require]\nsetup_requires = a",
            "[options]\ninstall_requires =\n  setup_requires = a\n",
            "[options]\n# setup_requires = a",
            "[options]\nsetup_requires =\n[other]\n  a",
        ] {
            assert!(setup_requires(text).is_empty(), "{text}");
        }
    }
}
