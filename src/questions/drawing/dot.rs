//! A picture in the language of Graphviz: <https://graphviz.org/doc/info/lang.html>.

use std::fmt::Write;

use super::{Arrow, Drawing, Drawn};
use crate::questions::tree::alternatives;
use crate::text::printable::any_of;

/// The text of a picture.
#[must_use]
pub fn print(drawing: &Drawing) -> String {
    let mut text = String::from(
        "digraph packages {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=sans];\n",
    );
    for (index, package) in drawing.packages.iter().enumerate() {
        let _ = writeln!(text, "  n{index} [{}];", attributes(package));
    }
    for arrow in &drawing.arrows {
        let attributes = arrow_attributes(arrow);
        let _ = writeln!(text, "  n{} -> n{}{attributes};", arrow.from, arrow.to);
    }
    text.push_str("}\n");
    text
}

fn attributes(package: &Drawn) -> String {
    let mut attributes = format!("label=\"{}\"", escaped(&package.label()));
    if package.is_member {
        attributes.push_str(", style=\"rounded,bold\"");
    }
    if !package.when.is_empty() {
        let _ = write!(
            attributes,
            ", color=darkorange, tooltip=\"{}\"",
            escaped(&alternatives(&package.when))
        );
    }
    attributes
}

fn arrow_attributes(arrow: &Arrow) -> String {
    let mut attributes = Vec::new();
    let mut labels = arrow.reasons.clone();
    if !arrow.when.is_empty() {
        labels.push(format!("with {}", alternatives(&arrow.when)));
        attributes.push("style=dashed".to_owned());
    }
    if let Some(environments) = &arrow.environments {
        labels.push(format!("in {}", any_of(environments)));
    }
    if !labels.is_empty() {
        attributes.push(format!("label=\"{}\"", escaped(&labels.join("; "))));
    }
    match (arrow.is_in_cycle, arrow.when.is_empty()) {
        (true, _) => attributes.push("color=red".to_owned()),
        (false, false) => attributes.push("color=darkorange".to_owned()),
        (false, true) => {}
    }
    if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
