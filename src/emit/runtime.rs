//! What a package needs when it runs.

use std::collections::BTreeMap;

use crate::emit::nix::Expression;
use crate::overlay::RuntimeNeeds;

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The libraries that it opens by name, and the programs that it calls.
pub(super) fn of_package<'t>(needs: &'t RuntimeNeeds<'_>) -> [Attribute<'t>; 2] {
    let mut groups: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for (library, opened) in &needs.libraries {
        groups.entry((&opened.attributes, opened.is_in_wheels)).or_default().push(library);
    }
    let groups = groups.into_iter().map(|((attributes, is_in_wheels), libraries)| {
        Expression::set([
            Some(("from", Expression::strings(attributes.iter().copied()))),
            is_in_wheels.then_some(("in-wheels", Expression::True)),
            Some(("libraries", Expression::strings(libraries))),
        ])
    });
    let groups = Vec::from_iter(groups);
    let programs = needs.programs.iter();
    let programs = programs.map(|attributes| Expression::strings(attributes.iter().copied()));
    [
        (!groups.is_empty()).then_some(("runtime-libraries", Expression::List(groups))),
        (!needs.programs.is_empty())
            .then(|| ("runtime-programs", Expression::List(programs.collect()))),
    ]
}
