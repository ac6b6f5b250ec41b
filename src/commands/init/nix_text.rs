//! Nix expressions on one line.

use std::path::Path;

use uvnix::emit::nix::Expression;

use crate::commands::paths::is_plain;

/// A Nix expression for a path relative to the flake.
pub(crate) fn literal(path: &Path) -> String {
    let path = path.to_string_lossy();
    match &*path {
        "." => "./.".to_owned(),
        path if is_plain(path) => format!("./{path}"),
        path => format!("(./. + {})", printed(&Expression::string(format!("/{path}")))),
    }
}

/// The text of an expression on one line.
pub(crate) fn printed(expression: &Expression<'_>) -> String {
    let mut text = String::new();
    expression.print(0, &mut text);
    text
}

/// An attribute name, quoted if it starts with a digit.
pub(crate) fn attribute_name(name: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// Whether a path is safe in single quotes of a shell, within a string of Nix.
pub(super) fn is_quotable(path: &str) -> bool {
    !path.contains(['\'', '$', '\\']) && !path.contains(char::is_control)
}
