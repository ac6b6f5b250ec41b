//! The cycles of a file for builders that cannot have them.

use crate::emit::nix::Expression;
use crate::overlay::Cycle;
use crate::text::attribute::attribute;

use super::package;

/// Each cycle with its packages, and the edges that were cut.
pub(super) fn attribute_of<'t>(cycles: &'t [Cycle<'_>]) -> Option<(&'t str, Expression<'t>)> {
    let each = cycles.iter().map(|cycle| {
        let packages = cycle.packages.iter().map(|name| attribute(name));
        let cut = cycle.cut().into_iter().map(|(from, to)| {
            (attribute(from), Expression::strings(to.into_iter().map(attribute)))
        });
        let what = [
            Some(("packages", Expression::strings(packages))),
            Some(("cut", Expression::sorted(cut))),
        ];
        Expression::set(package::place(&cycle.place).into_iter().chain(what))
    });
    (!cycles.is_empty()).then(|| ("cycles", Expression::List(each.collect())))
}
