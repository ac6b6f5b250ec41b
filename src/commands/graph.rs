//! `uvnix graph`: draws the dependency graph.

use miette::Report;
use uvnix::questions::drawing::{Drawing, print_dot, print_mermaid, print_svg};
use uvnix::questions::link::Links;

use super::input::Input;
use super::question::{print_json, resolved, tell_about_edges};
use crate::cli::{Graph, GraphFormat};
use crate::console::print;

/// Prints the graph.
pub(crate) fn run(arguments: &Graph) -> Result<(), Report> {
    let question = &arguments.question;
    let input = Input::read(&question.path, question.verbosity.verbose)?;
    let resolved = resolved(&input, question)?;
    tell_about_edges(&input, &resolved, question.verbosity);
    let drawing = Drawing::of(&resolved, &Links::of(&resolved.graph));
    match arguments.format {
        GraphFormat::Dot => print(&print_dot(&drawing)),
        GraphFormat::Mermaid => print(&print_mermaid(&drawing)),
        GraphFormat::Svg => print(&print_svg(&drawing)),
        GraphFormat::Json => print_json(&drawing),
    }
}
