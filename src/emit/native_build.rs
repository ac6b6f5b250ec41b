//! What the build of a package needs besides Python.

use crate::emit::nix::Expression;
use crate::overlay::{Crates, LendingRecipe, NativeBuild};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The Rust dependencies, and the recipe of nixpkgs.
pub(super) fn of_build<'t>(build: &'t NativeBuild<'_>) -> [Attribute<'t>; 2] {
    [
        cargo_lock(&build.crates).map(|lock| ("cargo-lock", lock)),
        build.recipe.as_ref().map(|it| ("recipe", recipe(it))),
    ]
}

fn cargo_lock<'t>(crates: &'t Crates<'_>) -> Option<Expression<'t>> {
    let attributes = match crates {
        Crates::None => return None,
        Crates::Absent => vec![Some(("missing", Expression::True))],
        Crates::InFolder(path) => vec![Some(("path", Expression::string(path.as_str())))],
        Crates::InFacts(key, lock) => {
            let hashes = lock.hashes.iter();
            let hashes =
                hashes.map(|(name, hash)| (name.as_str(), Expression::string(hash.as_ref())));
            vec![
                Some(("path", Expression::string(lock.path.as_str()))),
                Some(("key", Expression::string(key.as_str()))),
                (!lock.hashes.is_empty()).then(|| ("hashes", Expression::sorted(hashes))),
            ]
        }
    };
    Some(Expression::set(attributes))
}

fn recipe<'t>(recipe: &'t LendingRecipe<'_>) -> Expression<'t> {
    let list = |name, attributes: &'t [&'static str]| {
        (!attributes.is_empty()).then(|| (name, Expression::strings(attributes.iter().copied())))
    };
    Expression::set([
        recipe.attribute.map(|attribute| ("attribute", Expression::string(attribute))),
        list("libraries", recipe.libraries),
        list("tools", recipe.tools),
    ])
}
