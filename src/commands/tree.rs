//! `uvnix tree`: shows the dependency tree.

use miette::Report;
use schemars::JsonSchema;
use serde::Serialize;
use uvnix::questions::link::Links;
use uvnix::questions::tree::{self, Direction, TreeOptions, trees};

use super::input::Input;
use super::question::{asked_for, print_json, resolved, tell_about_edges, this_machine};
use crate::cli::{Format, Tree};
use crate::console::{characters, outlined, print, styled};

#[derive(Serialize, JsonSchema)]
struct Trees {
    trees: Vec<tree::Tree>,
}

/// Prints the tree.
pub(crate) fn run(arguments: &Tree) -> Result<(), Report> {
    let question = &arguments.question;
    let input = Input::read(&question.path, question.verbosity.verbose)?;
    let resolved = resolved(&input, question)?;
    tell_about_edges(&input, &resolved, question.verbosity);
    let environments = if arguments.all_environments {
        resolved.environments.all().clone()
    } else {
        this_machine(&input.file.folder, &resolved.environments, &question.environments)
    };
    let mut roots = Vec::new();
    for name in &arguments.packages {
        roots.extend(asked_for(name, &input, &resolved, &environments)?);
    }
    let options = TreeOptions {
        direction: if arguments.invert { Direction::Up } else { Direction::Down },
        depth: arguments.depth,
        roots,
    };
    let links = Links::of(&resolved.graph);
    let trees = trees(&resolved, &links, &environments, &options);
    match arguments.format {
        Format::Text => print(&styled(tree::print(&trees, characters()), outlined)),
        Format::Json => print_json(&Trees { trees }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::question::tests::is_published;

    #[test]
    fn the_schema_of_answers_is_published() {
        is_published::<Trees>("tree", "tree");
    }
}
