//! A picture in the language of Mermaid, which many readers of Markdown draw:
//! <https://mermaid.js.org/syntax/flowchart.html>.

use std::fmt::Write;

use super::{Arrow, Drawing};
use crate::questions::tree::alternatives;

/// The text of a picture.
#[must_use]
pub fn print(drawing: &Drawing) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, package) in drawing.packages.iter().enumerate() {
        let class = match (package.is_member, package.when.is_empty()) {
            (true, _) => ":::member",
            (false, false) => ":::choice",
            (false, true) => "",
        };
        let _ = writeln!(text, "  n{index}[\"{}\"]{class}", escaped(&package.label()));
    }
    let mut circular = Vec::new();
    for (index, arrow) in drawing.arrows.iter().enumerate() {
        let line = if arrow.when.is_empty() { "-->" } else { "-.->" };
        let label = label(arrow);
        let _ = writeln!(text, "  n{} {line}{label} n{}", arrow.from, arrow.to);
        if arrow.is_in_cycle {
            circular.push(index.to_string());
        }
    }
    text.push_str("  classDef member stroke-width:3px\n  classDef choice stroke:#d97706\n");
    if !circular.is_empty() {
        let _ = writeln!(text, "  linkStyle {} stroke:#dc2626", circular.join(","));
    }
    text
}

fn label(arrow: &Arrow) -> String {
    let mut labels = arrow.reasons.clone();
    if !arrow.when.is_empty() {
        labels.push(format!("with {}", alternatives(&arrow.when)));
    }
    if labels.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&labels.join("; "))) }
}

/// Mermaid takes character references with `#` where HTML has `&`.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
