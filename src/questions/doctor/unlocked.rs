//! Build requirements that are not locked, as a finding and as a warning.

use std::collections::BTreeSet;

use super::{Check, Commands, Finding, Level};
use crate::text::printable::spelled_out;

/// A list of build requirements that is not locked.
#[derive(Debug)]
pub struct UnlockedList {
    /// The requirements.
    pub list: String,
    /// The packages that are built with them.
    pub packages: BTreeSet<String>,
    /// Whether it is locked for other environments, indexes or settings.
    pub is_outdated: bool,
}

/// The next step if uv's own build backend is in a list that uv cannot resolve: `uv init` asks for its own version, which
/// the index may not have yet.
#[must_use]
pub fn help_for_uv_build(list: &str) -> Option<String> {
    let bound = list.split(", ").find(|it| it.starts_with("uv-build"))?;
    Some(format!(
        "if the index does not have this version of uv-build yet, lower the bound {} in [build-system] of pyproject.toml to a version that it has",
        spelled_out(bound)
    ))
}

impl UnlockedList {
    /// The warning of a check.
    #[must_use]
    pub fn warning(&self) -> String {
        let help = self.help(&Commands::default());
        let Self { list, .. } = self;
        let reason = self.reason();
        format!("warning: the build requirements {list} are not locked: {reason}\n  help: {help}")
    }

    pub(super) fn finding(&self, commands: &Commands) -> Finding {
        let packages = Vec::from_iter(self.packages.iter().map(String::as_str)).join(", ");
        Finding {
            level: Level::Warning,
            check: Check::UnlockedBuildSystem,
            subject: self.list.clone(),
            environments: None,
            message: format!("{}; required by {}", self.reason(), spelled_out(&packages)),
            help: self.help(commands),
        }
    }

    /// Why they are not, or the consequence.
    const fn reason(&self) -> &'static str {
        if self.is_outdated {
            "uvnix.lock has them for other environments, or for other indexes or settings of [tool.uv]"
        } else {
            "Nix builds with them only if your flake provides them"
        }
    }

    fn help(&self, commands: &Commands) -> String {
        let lock2nix = commands.lock2nix();
        if self.is_outdated {
            return format!("run `{lock2nix}` to lock them again");
        }
        let run = format!("run `{lock2nix}`, which says why uv cannot lock them");
        help_for_uv_build(&self.list).map_or(run.clone(), |more| format!("{run}; {more}"))
    }
}
