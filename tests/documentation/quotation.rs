//! Output of commands that is quoted: a fenced block under `<!-- uvnix tree -->`, or under
//! `<!-- in examples/workspace: uvnix tree -->`.

use std::process::{Command, Stdio};

use crate::case::assert_is_committed;
use crate::marks::requoted;
use crate::{chapters, excerpts, read, repository, updates};

/// What a command prints that a mark names, with the command above it unless it asks for help.
fn printed(mark: &str) -> Option<String> {
    let (folder, command) = match mark.strip_prefix("in ") {
        Some(rest) => rest.split_once(": ")?,
        None => (".", mark),
    };
    let arguments = command.strip_prefix("uvnix ")?;
    let output = Command::new(env!("CARGO_BIN_EXE_uvnix"))
        .args(arguments.split(' '))
        .current_dir(repository(folder))
        .envs([("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1")])
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .expect("uvnix runs");
    let text = |bytes| String::from_utf8(bytes).expect("uvnix prints text");
    let report = text(output.stderr);
    assert!(output.status.success(), "{mark}: {report}");
    let output = text(output.stdout) + &report;
    let is_help = arguments.ends_with("--help");
    let heading = if is_help { String::new() } else { format!("$ {command}\n") };
    let lines = Vec::from_iter(output.lines().map(str::trim_end));
    Some(if is_help { output } else { heading + &lines.join("\n") })
}

/// `text` with the Markdown that commands print between `<!-- rendered in …: uvnix … -->` and its end, without the
/// comments in it.
fn rendered(text: &str) -> String {
    let end = "\n<!-- end of rendered -->";
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!-- rendered ") {
        let (mark, after) = after.split_once(" -->\n").expect("a mark has an end");
        let (_, after) = after.split_once(end).expect("what is rendered has an end");
        let output = printed(mark).expect("a mark names a command");
        let lines = output.lines().skip(1).filter(|line| !line.starts_with("<!-- "));
        let lines = Vec::from_iter(lines).join("\n");
        result.extend([before, "<!-- rendered ", mark, " -->\n\n", &lines, "\n", end]);
        rest = after;
    }
    result + rest
}

/// What stands under a mark.
fn quoted(mark: &str) -> Option<String> {
    printed(mark).or_else(|| excerpts::quoted(mark)).or_else(|| updates::quoted(mark))
}

#[test]
fn the_book_quotes_what_uvnix_prints() {
    for chapter in chapters() {
        let path = repository("docs/src").join(chapter);
        let page = read(&path);
        let text = rendered(&requoted(&page, quoted));
        // Other tests write other parts of a page.
        if text != page {
            assert_is_committed(&path, &text);
        }
    }
}

#[test]
fn the_book_shows_the_drawing_of_an_example() {
    let mut uvnix = Command::new(env!("CARGO_BIN_EXE_uvnix"));
    uvnix.arg("graph").current_dir(repository("examples/workspace"));
    let drawing = String::from_utf8(uvnix.output().expect("uvnix runs").stdout);
    let drawing = drawing.expect("uvnix prints text");
    assert_is_committed(&repository("docs/src/howto/graph.svg"), &drawing);
}
