//! `uvnix why`: shows why a package is installed.

use miette::Report;
use uvnix::questions::link::Links;
use uvnix::questions::why::{self, WhyQuery};

use super::input::Input;
use super::question::{Packages, asked_for, called, print_json, resolved, tell_about_edges};
use crate::cli::{Format, Why};
use crate::console::{characters, outlined, print, styled};

/// Prints the paths to a package.
pub(crate) fn run(arguments: &Why) -> Result<(), Report> {
    let question = &arguments.question;
    let input = Input::read(&question.path, question.verbosity.verbose)?;
    let resolved = resolved(&input, question)?;
    tell_about_edges(&input, &resolved, question.verbosity);
    let environments = resolved.environments.all();
    let ids = asked_for(&arguments.package, &input, &resolved, environments)?;
    let links = Links::of(&resolved.graph);
    let question = WhyQuery { resolved: &resolved, links: &links, environments };
    let answers = ids.iter().filter_map(|&id| question.why(id, arguments.all));
    let packages = Vec::from_iter(answers);
    match arguments.format {
        Format::Text => {
            let all = called(&resolved, environments);
            print(&styled(why::print(&packages, &all, characters()), outlined))
        }
        Format::Json => print_json(&Packages { packages }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::question::tests::is_published;

    #[test]
    fn the_schema_of_answers_is_published() {
        is_published::<Packages<why::Why>>("why", "why");
    }
}
