//! What a build gets before it begins: a version, and the steps that prepare its source.

use crate::emit::nix::Expression;
use crate::lock::Source;
use crate::overlay::{Build, NativeBuild, Packaged};
use crate::project::{Preparation, RepositoryUse};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// What the build reads from a repository, if its source can be one.
fn repository(Packaged { variant, build, .. }: &Packaged<'_>) -> Option<RepositoryUse> {
    let is_tree = match &variant.package.source {
        Source::Git(git) => git.archive.is_none(),
        Source::Url { .. } | Source::Directory(_) | Source::Editable(_) => true,
        Source::Registry(_) | Source::Path(_) | Source::Virtual(_) => false,
    };
    is_tree.then(|| build.plan.repository())
}

/// The variable that takes the version, if the source does not have it, and the steps that prepare the build.
pub(super) fn prepared<'t>(packaged: &'t Packaged<'_>) -> [Attribute<'t>; 2] {
    let (variable, preparations) = match repository(packaged) {
        Some(RepositoryUse { variable, preparations }) => (variable, preparations),
        None => (None, Vec::new()),
    };
    let has_version = packaged.variant.project.is_some_and(|project| project.has_version);
    let variable = variable.filter(|_| !has_version);
    [
        variable.map(|variable| ("version-variable", Expression::string(variable))),
        steps(&preparations, &packaged.native, &packaged.build),
    ]
}

/// The steps of `nix/builders/phases` that prepare a build.
pub(super) fn steps<'t>(
    preparations: &[Preparation],
    native: &NativeBuild<'_>,
    build: &Build<'_>,
) -> Attribute<'t> {
    let steps = preparations.iter().map(|it| it.as_str());
    let steps = steps.chain(native.uses_cmake.then_some("cmake"));
    let is_by_locked_uv = build.locked.usual.is_some() && build.plan.is_built_by_uv();
    let steps = Vec::from_iter(steps.chain(is_by_locked_uv.then_some("uv-build")));
    (!steps.is_empty()).then(|| ("prepare", Expression::strings(steps)))
}
