//! Packages that are built, and their build requirements.

use super::{Check, Finding, Level, PackageInQuestion, UnlockedList, help_for_uv_build};
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
        let help = "run `uvnix lock2nix` to look them up, or set `build-system = [ … ]` in [tool.uvnix.packages.<name>]";
        let kind = (Level::Warning, Check::UnknownBuildSystem);
        return Some(subject.finding(kind, set, (message, help.to_owned())));
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

/// Build requirements that uv could not lock.
pub(super) fn unlocked(unlocked: &UnlockedList) -> Finding {
    let packages = Vec::from_iter(unlocked.packages.iter().map(String::as_str)).join(", ");
    let (consequence, help) = if unlocked.is_outdated {
        (
            "they are locked for other environments, or for other indexes or settings of [tool.uv]",
            "run `uvnix lock2nix`, which locks them again".to_owned(),
        )
    } else {
        let run = "run `uvnix lock2nix`, which says why uv cannot lock them";
        let help = help_for_uv_build(&unlocked.list).map(|more| format!("{run}; {more}"));
        let consequence = "Nix builds with them only if your flake provides them";
        (consequence, help.unwrap_or_else(|| run.to_owned()))
    };
    Finding {
        level: Level::Warning,
        check: Check::UnlockedBuildSystem,
        subject: unlocked.list.clone(),
        environments: None,
        message: format!("{consequence}; required by {}", spelled_out(&packages)),
        help,
    }
}

/// Build requirements that are not satisfied.
pub(super) fn unmet(overlay: &Overlay<'_>, pinned: Option<&str>) -> Vec<Finding> {
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
            help: Unmet::HELP.to_owned(),
        }
    });
    unmet.collect()
}
