//! The packages about which environments or choices decide: indexes, so that evaluation need not look at every package.

use std::borrow::Cow;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::nix::Expression;

type Index<'t> = Option<(&'static str, Expression<'t>)>;

/// What decides whether a package is there.
const PLACE: [&str; 3] = ["environments", "places", "when"];

/// `restricted` and `varying`: packages that are there or not, grouped by what decides about that, and packages of which
/// something else depends on the environment, too.
pub(super) fn indexes<'t>(packages: &Expression<'t>) -> [Index<'t>; 2] {
    let mut groups: IndexMap<_, Vec<Cow<'t, str>>, RandomState> = IndexMap::default();
    let mut varying = Vec::new();
    for (name, package) in packages.attributes() {
        if is_varying(package) {
            varying.push(name.clone());
            continue;
        }
        let place = PLACE.iter().filter_map(|&it| Some((it, package.get(it)?)));
        let place = Vec::from_iter(place);
        if !place.is_empty() {
            groups.entry(place).or_default().push(name.clone());
        }
    }
    let groups = groups.into_iter().map(|(place, packages)| {
        let place = place.into_iter().map(|(name, value)| Some((name, value.clone())));
        Expression::set(place.chain([Some(("packages", Expression::strings(packages)))]))
    });
    let groups = Vec::from_iter(groups);
    [
        (!groups.is_empty()).then_some(("restricted", Expression::List(groups))),
        (!varying.is_empty()).then(|| ("varying", Expression::strings(varying))),
    ]
}

/// Whether the environment decides which of several packages is there, or what a package needs.
fn is_varying(package: &Expression<'_>) -> bool {
    matches!(package, Expression::List(_)) || package.get("conditional").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::nix::read;

    #[test]
    fn packages_with_the_same_conditions_are_one_group() {
        let packages = r#"{
            always = { version = "1"; };
            here = { environments = [ "linux" ]; };
            needs = { environments = [ "linux" ]; conditional = [ ]; };
            several = [ { when = [ ]; } { version = "2"; } ];
            there = { environments = [ "linux" ]; };
            with-extra = { environments = [ "linux" ]; when = [ [ "app[x]" ] ]; };
        }"#;
        let [restricted, varying] = indexes(&read(packages).unwrap());
        let groups = r#"[
            { environments = [ "linux" ]; packages = [ "here" "there" ]; }
            { environments = [ "linux" ]; when = [ [ "app[x]" ] ]; packages = [ "with-extra" ]; }
        ]"#;
        assert_eq!(restricted, Some(("restricted", read(groups).unwrap())));
        assert_eq!(varying, Some(("varying", Expression::strings(["needs", "several"]))));
    }
}
