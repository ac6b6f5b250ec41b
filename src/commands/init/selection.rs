//! Selects the Python of a flake and the environments of its `uv.nix`, and warns where these differ from what
//! the project or `uvnix lock2nix` uses.

use miette::Report;
use uvnix::environment::{EnvironmentOptions, Python, nixpkgs};
use uvnix::text::printable;

use super::InitError;
use super::flake_plan::FlakePlan;
use super::layout::Layout;
use super::project_folder::ProjectFolder;
use crate::cli::Contents;
use crate::commands::input::Input;
use crate::commands::python::{PythonChoice, attribute, pinned};

/// The Python of a flake, and the environments of its `uv.nix`.
#[derive(Debug)]
pub(super) struct Selection {
    /// The Python and the systems of the flake.
    pub choice: PythonChoice,
    /// The options for `uv.nix`.
    pub contents: Contents,
    /// The Python of `.python-version`, if `uv.nix` does not support it.
    unsupported: Option<Pin>,
}

/// A Python of `.python-version` that `uv.nix` does not support.
#[derive(Debug)]
struct Pin {
    python: Python,
    /// The release of nixpkgs to use it with; `None` if there is none, or the project does not allow it.
    release: Option<&'static str>,
}

impl Selection {
    /// `recorded` are the options of the existing `uv.nix`, and `python` is that of the command line. If the
    /// options and settings do not include it, `uv.nix` gets their Pythons and this one.
    pub(super) fn of(
        home: &ProjectFolder,
        input: &Input,
        recorded: Contents,
        python: Option<Python>,
    ) -> Result<Self, Report> {
        let supports = |environments: &EnvironmentOptions, python: Python| {
            let resolved = input.resolved(environments);
            let pythons =
                resolved.map(|it| it.environments.iter().any(|it| it.interpreter.python == python));
            pythons.unwrap_or(false)
        };
        let usual = recorded.environments.over(&input.settings().environments);
        let with_pythons = |pythons| EnvironmentOptions { pythons, ..usual.clone() };
        let mut contents = recorded;
        if let Some(python) = python.filter(|&python| !supports(&usual, python)) {
            let pythons = usual.pythons.iter().copied().chain([python]).collect();
            contents.environments = contents.environments.with_pythons(pythons);
        }
        let environments = contents.environments.over(&input.settings().environments);
        let resolved = input.resolved(&environments)?;
        let pin = pinned(&home.folder).filter(|_| python.is_none());
        let choice =
            PythonChoice::of(&resolved.environments, python.or(pin)).ok_or(InitError::NoSystem)?;
        let unsupported = pin.filter(|&pin| pin != choice.python).map(|python| {
            let release = nixpkgs::last_release_with_python(python);
            let is_allowed = || supports(&with_pythons(vec![python]), python);
            Pin { python, release: release.filter(|_| is_allowed()) }
        });
        Ok(Self { choice, contents, unsupported })
    }

    /// The warnings to print with this plan.
    pub(super) fn warnings(&self, plan: &FlakePlan, layout: Layout) -> Vec<String> {
        let pin =
            self.unsupported.as_ref().and_then(|pin| self.about_pin(pin, plan, layout.file()));
        [pin, self.about_nixpkgs(plan, layout.file())].into_iter().flatten().collect()
    }

    /// Which Python is used in place of the pinned one, and how to use the same one everywhere.
    fn about_pin(&self, pin: &Pin, plan: &FlakePlan, file: &str) -> Option<String> {
        let (pinned, used) = (pin.python.version(), self.choice.python.version());
        let reason = if nixpkgs::has(pin.python) {
            "uv.nix does not support".to_owned()
        } else {
            format!("nixpkgs {} does not have", nixpkgs::RELEASE)
        };
        let nearest = format!("Python {used}, the nearest that uv.nix supports");
        let (consequence, first) = match plan {
            FlakePlan::Write(_) => {
                (format!("{file} uses {nearest}"), format!("remove {file}, then "))
            }
            FlakePlan::Tell(..) => (format!("the lines to add use {nearest}"), String::new()),
            FlakePlan::Keep(path, text) => {
                let (path, old) = (printable::path(path), attribute(pin.python));
                if !text.contains(&old) {
                    return None;
                }
                let new = self.choice.attribute();
                let branch =
                    pin.release.map(|it| format!("set nixpkgs to nixos-{it} in {path}, then "));
                (
                    format!("in {path}, replace {old} by {new}: {nearest}"),
                    branch.unwrap_or_default(),
                )
            }
        };
        let older = pin.release.map(|release| {
            format!(
                "\n  help: to use Python {pinned} from nixpkgs {release}, {first}run `uvnix init --python {pinned}`"
            )
        });
        Some(format!(
            "warning: .python-version selects Python {pinned}, which {reason}\n  {consequence}\n  \
             help: to use Python {used} in uv too, run `uv python pin {used}`{}",
            older.unwrap_or_default()
        ))
    }

    /// A Python that no known release of nixpkgs has.
    fn about_nixpkgs(&self, plan: &FlakePlan, file: &str) -> Option<String> {
        let python = self.choice.python;
        let is_known = nixpkgs::has(python) || nixpkgs::last_release_with_python(python).is_some();
        (!is_known && !matches!(plan, FlakePlan::Keep(..))).then(|| {
            let (release, attribute) = (nixpkgs::RELEASE, self.choice.attribute());
            format!(
                "warning: nixpkgs {release} does not have Python {}\n  \
                 help: in {file}, replace `pkgs.{attribute}` by another package of this Python",
                python.version()
            )
        })
    }
}
