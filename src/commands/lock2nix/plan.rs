//! Everything that a generated file is made from, and the warnings about it.

use std::collections::BTreeSet;

use miette::Report;
use uvnix::emit::{Heading, MadeFrom, emit};
use uvnix::overlay::{Build, BuildBase, BuildPackage, Cycle, Inputs, Merged, Overlay, Unmet};
use uvnix::project::settings::Backend;
use uvnix::project::{Ahead, ahead};
use uvnix::questions::doctor::{BuildRequirements, Commands, PackagePath, UnlockedList};
use uvnix::text::printable::{self, counted, spelled_out};

use super::facts_file::FactsFile;
use super::options::PlanOptions;
use super::output::OutputFile;
use super::own_python::named;
use super::reason::FileDifference;
use crate::commands::flake_lock;
use crate::commands::input::{self, Input};

/// The generated file, except its text.
pub(crate) struct Plan<'p> {
    pub overlay: &'p Overlay<'p>,
    pub facts_file: &'p FactsFile,
    /// Packages, with their local files that do not exist.
    pub missing_files: &'p BTreeSet<PackagePath>,
    /// The local packages that require something else than the lock was made for.
    pub ahead: &'p [Ahead],
    /// The commit of the build systems of pyproject.nix in the `flake.lock` of the project, if builds use them.
    pinned: Option<&'p str>,
    options: &'p PlanOptions,
}

/// Makes the plan for a lock, and passes it to `then`.
pub(crate) fn with_plan<T>(
    input: &Input,
    options: &PlanOptions,
    then: impl FnOnce(&Plan<'_>) -> Result<T, Report>,
) -> Result<T, Report> {
    options.check()?;
    let missing_files = &input.check_hashes()?;
    let resolved = input.resolved(&options.environments)?;
    let ahead = &ahead(&input.workspace, &resolved.environments);
    let merged = Merged::of(Inputs { resolved: &resolved, workspace: &input.workspace });
    let facts_file = &FactsFile::of(input, &resolved, &merged, options)?;
    let overlay = &Overlay::of(merged, &facts_file.facts, options.backend);
    let takes_from_set = options.takes_builds_from_set();
    let pinned = takes_from_set.then(|| flake_lock::build_systems(&input.file.folder)).flatten();
    let pinned = pinned.as_deref();
    then(&Plan { overlay, facts_file, missing_files, ahead, pinned, options })
}

impl Plan<'_> {
    /// The text of the file.
    pub(crate) fn text(&self, input: &Input, file: &OutputFile) -> Result<String, Report> {
        let OutputFile { target, before, functions, .. } = file;
        let made_from = MadeFrom {
            lock_file: input.file.name(),
            lock_hash: input::sha256(&input.text),
            facts_file: input.file.facts_name(),
            facts_hash: self.facts_text(input).as_deref().map(input::sha256),
            root: target.path_to(&input.file)?,
            functions: functions.as_ref().map(|file| file.from_output.clone()),
            script: input.file.script.clone(),
            command: target.update(&input.file, &self.options.contents)?,
        };
        let heading = Heading { made_from: &made_from, options: &self.options.environments };
        // An unchanged file was already parsed when it was written.
        let before = before.as_deref().and_then(|before| str::from_utf8(before).ok());
        Ok(emit(before, &heading, self.overlay)?)
    }

    fn facts_text(&self, input: &Input) -> Option<String> {
        input.file.facts_text(&self.facts_file.facts)
    }

    /// The texts of the files that the text is made from.
    pub(crate) fn locks(&self, input: &Input) -> Vec<String> {
        [Some(input.text.clone()), self.facts_text(input)].into_iter().flatten().collect()
    }

    /// `301 packages, 20 environments`
    pub(crate) fn contents(&self) -> String {
        let packages = counted(self.overlay.packages.len(), "package");
        let environments = self.overlay.inputs.resolved.environments.len();
        format!("{packages}, {}", counted(environments, "environment"))
    }

    /// Warnings about a file that can be used.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let Self { overlay, .. } = *self;
        let left_out = overlay.inputs.resolved.left_out.iter();
        let left_out = left_out.map(|error| format!("warning: environment skipped: {error}"));
        let mut warnings = Vec::from_iter(left_out);
        if !self.ahead.is_empty() {
            let packages = self.ahead.iter().map(|it| spelled_out(&it.to_string()));
            warnings.push(format!(
                "warning: uv.lock is older than pyproject.toml, so these changes are not in uv.nix:\n  {}\n  help: {}",
                Vec::from_iter(packages).join("\n  "),
                Ahead::help(&Commands::default().lock2nix())
            ));
        }
        if !self.missing_files.is_empty() {
            let files = self.missing_files.iter();
            let files = files.map(|it| spelled_out(&format!("{}: {}", it.package, it.path)));
            warnings.push(format!(
                "warning: these files in the lock file do not exist, so their packages cannot be built:\n  {}\n  \
                 help: restore the files; if the packages no longer need them, lock the project again",
                Vec::from_iter(files).join("\n  ")
            ));
        }
        warnings.extend(overlay.cycles.iter().map(|cycle| format!("warning: {cycle}")));
        if !overlay.cycles.is_empty() {
            warnings.push(format!("  help: {}", Cycle::HELP));
        }
        let unmet = if self.options.takes_builds_from_set() {
            overlay.unmet_build_requirements()
        } else {
            Vec::new()
        };
        warnings.extend(unmet.iter().map(|unmet| {
            format!("warning: build requirement {}: {}", unmet.name, unmet.reason(self.pinned))
        }));
        if !unmet.is_empty() {
            let help = Unmet::help(&Commands::default().lock2nix());
            warnings.push(format!("  help: {help}"));
        }
        let unmatched = overlay.unmatched_build_requirements().into_iter();
        warnings.extend(unmatched.map(|(name, packages)| {
            let packages = named(&packages, &overlay.inputs.resolved.environments);
            format!(
                "warning: `extra-build-dependencies` has {name} in the version of the project (`match-runtime`), but the project does not have {name} for builds of: {packages}\n  help: add {name} to the dependencies of the project, or remove `match-runtime`; uv does not build it either"
            )
        }));
        warnings.extend(self.facts_file.unlocked.iter().map(UnlockedList::warning));
        warnings.extend(self.warnings_about_tools());
        warnings
    }

    /// The files that are not up to date, with the reason: `described` says how a file differs.
    pub(crate) fn outdated(
        &self,
        input: &Input,
        file: &OutputFile,
        described: impl Fn(&FileDifference) -> String,
    ) -> Result<Vec<(String, String)>, Report> {
        let OutputFile { target, before, functions, .. } = file;
        let text = self.text(input, file)?;
        let generated = FileDifference::of(before.as_deref(), &text, || self.locks(input));
        let generated = generated.map(|it| (target.to_string(), described(&it)));
        let functions = functions.as_ref();
        let functions = functions.and_then(|it| Some((it.name(), described(&it.difference()?))));
        let facts = self.facts_file.stale.clone();
        let facts = facts.map(|reason| (printable::path(&input.file.facts_path()), reason));
        Ok([generated, functions, facts].into_iter().flatten().collect())
    }

    /// What builds take their requirements from.
    pub(crate) fn build_requirements(&self) -> BuildRequirements<'_> {
        match (self.overlay.backend, self.options.takes_builds_from_set()) {
            (Backend::Nixpkgs, _) => BuildRequirements::OfNixpkgs,
            (Backend::PyprojectNix, true) => BuildRequirements::OfSet { pinned: self.pinned },
            (Backend::PyprojectNix, false) => {
                BuildRequirements::Locked { except: &self.facts_file.unlocked }
            }
        }
    }

    /// Warnings about packages that only builds need.
    fn warnings_about_tools(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for BuildPackage { package, build, .. } in self.overlay.build_packages.values() {
            let is_unknown = |build: &Build<'_>| matches!(build.plan.base, BuildBase::Unknown);
            if build.as_ref().is_some_and(is_unknown) {
                warnings.push(format!(
                    "warning: the build requirement {package} has no wheel for some environments, and its own build requirements are unknown\n  help: run `uvnix lock2nix`, or set `build-system` in [tool.uvnix.build-packages.{}]",
                    package.name
                ));
            }
        }
        for cycle in &self.overlay.build_cycles {
            let (first, path) = (cycle[0], cycle.join(", "));
            warnings.push(format!(
                "warning: build requirements without a wheel need each other to be built: {path}, {first}\n  help: select versions that have wheels, with `build-constraint-dependencies` in [tool.uv]"
            ));
        }
        let tools = self.overlay.build_packages.values();
        let tools: BTreeSet<_> = tools.map(|tool| &tool.package.name).collect();
        let stated = &self.overlay.inputs.settings().of_build_packages().packages;
        let unused = stated.keys().filter(|name| !tools.contains(name));
        warnings.extend(unused.map(|name| {
            format!(
                "warning: [tool.uvnix.build-packages.{name}] has no effect: no build needs {name}"
            )
        }));
        warnings
    }
}
