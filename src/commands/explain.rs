//! `uvnix explain`: shows which file of a package each environment installs.

use miette::Report;
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::questions::explain::{self, explain};

use super::input::Input;
use super::lock2nix::facts;
use super::question::{Packages, asked_for, called, print_json, resolved};
use crate::cli::{Explain, Format};
use crate::console::{characters, outlined, print, styled};

/// Prints the explanation of a package.
pub(crate) fn run(arguments: &Explain) -> Result<(), Report> {
    let question = &arguments.question;
    let input = Input::read(&question.path, question.verbosity.verbose)?;
    let resolved = resolved(&input, question)?;
    let environments = resolved.environments.all();
    let ids = asked_for(&arguments.package, &input, &resolved, environments)?;
    let facts = facts::read(&input.file)?;
    let inputs = Inputs { resolved: &resolved, workspace: &input.workspace };
    let overlay = Overlay::of(Merged::of(inputs), &facts, input.settings().backend);
    let packages = ids.iter().filter_map(|&id| explain(id, &overlay));
    let packages = Vec::from_iter(packages);
    match arguments.format {
        Format::Text => {
            let all = called(&resolved, environments);
            print(&styled(explain::print(&packages, &all, characters()), outlined))
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
        is_published::<Packages<explain::Explanation>>("explain", "explain");
    }
}
