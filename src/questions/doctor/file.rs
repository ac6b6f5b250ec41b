//! The files of packages: those that are missing, those that lack something.

use std::collections::BTreeMap;

use super::{Check, Commands, Finding, Level, PackageInQuestion};
use crate::environment::{Environment, EnvironmentSet, Libc, TargetVersion};
use crate::facts::Subject;
use crate::overlay::Overlay;
use crate::project::settings::LookupMode;
use crate::resolution::artifact::{Artifact, Candidates};
use crate::text::printable::spelled_out;

/// Environments that get no wheel: those that would with a newer glibc or macOS, and those that get
/// nothing at all.
pub(super) fn examine(subject: &PackageInQuestion<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (artifact, set) in &subject.variant.installed.artifacts {
        let (level, missing) = match artifact {
            Artifact::Sdist(_) => (Level::Note, None),
            Artifact::Missing(missing) => (Level::Warning, Some(missing)),
            Artifact::Wheel(_) | Artifact::SourceTree | Artifact::Virtual => continue,
        };
        let mut rest = set.clone();
        for ((libc, target), set) in newer_targets(subject, set) {
            rest.remove(&set);
            findings.push(newer(subject, (libc, target), (level, &set)));
        }
        if let Some(missing) = missing.filter(|_| !rest.is_empty()) {
            let message = format!("no file to install: {}", missing.reason());
            let said = (message, HELP_FOR_NONE.to_owned());
            findings.push(subject.finding((level, Check::NoFile), &rest, said));
        }
    }
    findings
}

const HELP_FOR_NONE: &str = "exclude these environments ([tool.uvnix.environments], or `environments` in [tool.uv]), or lock another version; `uvnix explain <name>` shows why each wheel does not fit";

/// The versions of glibc, musl or macOS that some wheel needs, with the environments concerned.
fn newer_targets(
    subject: &PackageInQuestion<'_, '_>,
    set: &EnvironmentSet,
) -> BTreeMap<(Libc, TargetVersion), EnvironmentSet> {
    let environments = &subject.overlay.inputs.resolved.environments;
    let candidates = &subject.variant.installed.candidates;
    let mut targets: BTreeMap<_, EnvironmentSet> = BTreeMap::new();
    for id in set.iter() {
        let environment = &environments[id];
        if let Some(target) = newer_target(candidates, environment) {
            let key = (environment.platform.name.libc, target);
            targets.entry(key).or_default().insert(id);
        }
    }
    targets
}

/// The oldest that would do.
fn newer_target(candidates: &Candidates<'_>, environment: &Environment) -> Option<TargetVersion> {
    let targets = candidates.tags().filter_map(|tag| environment.newer_target(tag));
    targets.min()
}

fn newer(
    subject: &PackageInQuestion<'_, '_>,
    (libc, target): (Libc, TargetVersion),
    (level, set): (Level, &EnvironmentSet),
) -> Finding {
    let (option, library) = match libc {
        Libc::Darwin => ("macos", "macOS"),
        Libc::Glibc => ("glibc", "glibc"),
        Libc::Musl => ("musl", "musl"),
    };
    let instead = match level {
        Level::Warning => "nothing else can be installed",
        Level::Note => "the sdist is built instead",
    };
    let message = format!("wheels need {library} {target}; {instead}");
    let help = format!(
        "if your machines have {library} {target} or newer, set `{option} = \"{target}\"` in [tool.uvnix.environments], or use `--{option} {target}`"
    );
    subject.finding((level, Check::NewerTarget), set, (message, help))
}

/// Files whose hash Nix cannot check, or that have none.
pub(super) fn without_hash(overlay: &Overlay<'_>, commands: &Commands) -> Vec<Finding> {
    let lookups = overlay.lookups(LookupMode::Needed);
    let files = lookups.iter().filter_map(|lookup| {
        let Subject::File(file) = lookup.subject else { return None };
        let url = lookup.url_without_hash()?;
        overlay.facts.hash_of(url).is_none().then_some((lookup, file))
    });
    let findings = files.map(|(lookup, file)| Finding {
        level: Level::Warning,
        check: Check::NoHash,
        subject: spelled_out(&lookup.package.to_string()),
        environments: None,
        message: format!("no hash is known for {}", file.name),
        help: format!("run `{}` to look it up; it is stored in uvnix.lock", commands.lock2nix()),
    });
    findings.collect()
}
