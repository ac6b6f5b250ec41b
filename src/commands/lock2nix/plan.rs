//! Everything that a generated file is made from, and the warnings about it.

use miette::Report;
use uvnix::emit::{self, Heading, Origin, emit};
use uvnix::environment::EnvironmentOptions;
use uvnix::overlay::{Cycle, Overlay, Unmet};
use uvnix::project::settings::Backend;
use uvnix::resolution::resolved::Resolved;
use uvnix::text::printable::counted;

use super::backend;
use super::known::Known;
use super::output::Target;
use crate::cli::Lock2nix;
use crate::commands::input::{self, Input};

/// The generated file, except its text.
pub struct Plan<'p> {
    pub resolved: &'p Resolved<'p>,
    pub overlay: &'p Overlay<'p>,
    pub known: &'p Known,
    pub backend: Backend,
    options: &'p EnvironmentOptions,
}

/// Makes the plan for a lock, and passes it to `then`.
pub fn planned<T>(
    input: &Input,
    arguments: &Lock2nix,
    then: impl FnOnce(&Plan<'_>) -> Result<T, Report>,
) -> Result<T, Report> {
    let Input { projects, settings, .. } = input;
    let backend = backend::of(arguments, settings)?;
    let options = arguments.environments.over(&settings.environments);
    let resolved = input.resolved(&arguments.environments)?;
    let overlay = Overlay::merge(&resolved, projects, settings);
    let found = Known::of(input, &overlay, arguments)?;
    let overlay = overlay.with_build_systems(&resolved.environments, &found.facts, settings);
    let known = found.clone().with_build_locks(input, &resolved, &overlay, arguments)?;
    let overlay = overlay
        .with_build_locks(&resolved, projects, settings, &known.facts)
        .with_cycles_cut_for(backend, &resolved.environments);
    let (resolved, overlay, known, options) = (&resolved, &overlay, &known, &options);
    then(&Plan { resolved, overlay, known, backend, options })
}

impl Plan<'_> {
    /// The text of the file; `before` is the content of the existing file.
    pub fn text(
        &self,
        input: &Input,
        target: &Target,
        before: Option<&[u8]>,
    ) -> Result<String, Report> {
        let origin = Origin {
            lock_file: input.file.name(),
            lock_hash: input::sha256(&input.text),
            facts_file: input.file.facts_name(),
            root: target.path_to(&input.file)?,
            script: input.file.script.clone(),
        };
        let (options, backend) = (self.options, self.backend);
        let requires_python = &input.lock.requires_python;
        let heading = Heading { origin: &origin, requires_python, options, backend };
        let besides = emit::Known { facts: &self.known.facts, settings: &input.settings };
        // An unchanged file was already parsed when it was written.
        let before = before.and_then(|before| str::from_utf8(before).ok());
        Ok(emit(before, &heading, self.resolved, self.overlay, besides)?)
    }

    /// `301 packages, 20 environments`
    pub fn contents(&self) -> String {
        let packages = counted(self.overlay.packages.len(), "package");
        let environments = counted(self.resolved.environments.len(), "environment");
        format!("{packages}, {environments}")
    }

    /// Warnings about a file that can be used.
    pub fn warnings(&self, verbose: bool) -> Vec<String> {
        let Self { resolved, overlay, backend, .. } = *self;
        let left_out =
            resolved.left_out.iter().map(|error| format!("warning: environment skipped: {error}"));
        let mut warnings = Vec::from_iter(left_out);
        warnings.extend(overlay.cycles.iter().map(|cycle| format!("warning: {cycle}")));
        if !overlay.cycles.is_empty() {
            warnings.push(format!("  help: {}", Cycle::HELP));
        }
        // A newer build system than required rarely matters; the build systems of nixpkgs are only known at
        // evaluation.
        let is_told = |unmet: &Unmet| {
            backend == Backend::PyprojectNix && (unmet.instead.is_none() || verbose)
        };
        let unmet = overlay.unmet_build_requirements().into_iter().filter(is_told);
        let unmet: Vec<_> = unmet.map(|unmet| format!("warning: {unmet}")).collect();
        if !unmet.is_empty() {
            warnings.extend(unmet);
            warnings.push(format!("  help: {}", Unmet::HELP));
        }
        for package in overlay.build_packages.values().filter(|variant| variant.is_built()) {
            let package = package.package;
            warnings.push(format!(
                "warning: the build requirement {package} has no wheel for some environments, where it is built with setuptools"
            ));
        }
        warnings
    }
}
