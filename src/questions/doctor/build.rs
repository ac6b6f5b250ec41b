//! Packages that are built, and their build requirements.

use super::{Check, Commands, Finding, Level, PackageInQuestion};
use crate::lock::Source;
use crate::overlay::{self, Cycle, Overlay, Unmet};
use crate::questions::explain::BuildSummary;
use crate::text::printable::spelled_out;

/// Reports a package that some environments build from source. Packages in folders of the project are
/// always built, and not reported.
pub(super) fn examine(
    subject: &PackageInQuestion<'_, '_>,
    build: &overlay::Build<'_>,
) -> Option<Finding> {
    let package = subject.variant.package;
    let is_local = match package.source {
        Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => true,
        Source::Registry(_) | Source::Git(_) | Source::Url { .. } | Source::Path(_) => false,
    };
    let set = subject.variant.installed.built().filter(|_| !is_local)?;
    let BuildSummary { found_in, requires, .. } = BuildSummary::of(build.plan, &package.name);
    let with = match requires.join(", ") {
        nothing if nothing.is_empty() => "without build requirements".to_owned(),
        requires => format!("with {requires}"),
    };
    let Some(found_in) = found_in else {
        let message = format!("build requirements unknown; built from source {with}");
        let help = format!(
            "run `{}` to look them up, or set `build-system = [ … ]` in [tool.uvnix.packages.<name>]",
            subject.commands.lock2nix()
        );
        let kind = (Level::Warning, Check::UnknownBuildSystem);
        return Some(subject.finding(kind, set, (message, help)));
    };
    let message = format!("built from source {with}, according to {found_in}");
    let help =
        "if its build fails, add libraries and tools from nixpkgs in [tool.uvnix.packages.<name>]";
    Some(subject.finding((Level::Note, Check::BuiltFromSource), set, (message, help.to_owned())))
}

/// Dependency cycles, for builders that do not support them.
pub(super) fn cycles(overlay: &Overlay<'_>) -> Vec<Finding> {
    let names = |cycle: &Cycle<'_>| {
        let names: Vec<_> = cycle.packages.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    let cycles = overlay.cycles.iter().map(|cycle| Finding {
        level: Level::Note,
        check: Check::Cycle,
        subject: names(cycle),
        environments: None,
        message: cycle.to_string(),
        help: Cycle::HELP.to_owned(),
    });
    cycles.collect()
}

/// Build requirements that are not satisfied.
pub(super) fn unmet(
    overlay: &Overlay<'_>,
    pinned: Option<&str>,
    commands: &Commands,
) -> Vec<Finding> {
    let unmet = overlay.unmet_build_requirements().into_iter().map(|unmet| {
        let (level, check) = match unmet.instead {
            None => (Level::Warning, Check::MissingBuildSystem),
            // A newer version than requested nearly always works.
            Some(_) => (Level::Note, Check::UnfitBuildSystem),
        };
        Finding {
            level,
            check,
            subject: unmet.name.to_string(),
            environments: None,
            message: spelled_out(&unmet.reason(pinned)),
            help: Unmet::help(&commands.lock2nix()),
        }
    });
    unmet.collect()
}
