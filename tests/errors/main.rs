//! What users see when something is wrong.
//!
//! A report is part of the interface: it has to name the place, and what to do about it.

mod build_lock;
#[path = "../case/mod.rs"]
mod case;
mod check;
#[path = "../command/mod.rs"]
mod command;
mod hostile;
mod input;
mod lock;
mod untrusted;
mod usage;
mod writing;

use command::Workplace;

/// The exit code and the report of a run that changes nothing.
fn refused(workplace: &Workplace, arguments: &[&str]) -> String {
    let before = workplace.contents();
    let outcome = workplace.lock2nix(arguments);
    assert_eq!(outcome.output, "");
    assert!(before == workplace.contents(), "nothing may be written");
    let report = outcome.report.lines().map(str::trim_end);
    format!("exit code {}\n{}", outcome.code, Vec::from_iter(report).join("\n"))
}

/// The same for a folder that has nothing but this lock.
fn refused_lock(lock: &str) -> String {
    refused(&Workplace::with(&[("uv.lock", lock)]), &[])
}

/// The code, the message and the help of the error that ends a run. Nothing is written.
fn error(workplace: &Workplace, arguments: &[&str]) -> [String; 3] {
    let before = workplace.contents();
    let outcome = workplace.lock2nix(arguments);
    assert!(before == workplace.contents(), "nothing may be written");
    outcome.error()
}

/// The code and the message of the error in a lock, and the text that it marks; no text where nothing is left to mark.
fn told(lock: &str) -> [String; 3] {
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    let [code, message, _] = error(&workplace, &[]);
    let report = refused(&workplace, &[]);
    let lines = Vec::from_iter(report.lines());
    let marked = lines.windows(2).find_map(|pair| {
        let marks = pair[1].trim_start().strip_prefix('·')?;
        let is_mark = |letter: char| matches!(letter, '─' | '┬' | '▲');
        let before = pair[1].chars().count() - marks.trim_start().chars().count();
        let length = marks.trim_start().chars().take_while(|letter| is_mark(*letter)).count();
        Some(pair[0].chars().skip(before).take(length).collect::<String>())
    });
    [code, message, marked.unwrap_or_default()]
}

/// A project that needs `needed`, whose entry has these lines besides its name.
fn project(lines: &str) -> String {
    format!(
        r#"version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1.0"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "needed" }},
]

[[package]]
name = "needed"
{}
"#,
        lines.trim()
    )
}

/// A lock without errors.
fn fine() -> String {
    project("version = \"1\"\nsource = { registry = \"https://pypi.example/simple\" }")
}
