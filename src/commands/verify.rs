//! `uvnix verify`: checks that the locks and the generated file are what the indexes have.

mod build_tools;
mod contents;
mod online;
mod verdict;

use std::path::Path;
use std::process::ExitCode;

use miette::Report;
use schemars::JsonSchema;
use serde::Serialize;
use uvnix::overlay::{BuildNeeds, Merged};
use uvnix::project::settings::LookupMode;
use uvnix::questions::diff::{Generated, unexplained};
use uvnix::questions::verify::VerifyError;
use uvnix::text::printable;

use super::input::{Disk, Files, Input};
use super::lock2nix::facts;
use super::lock2nix::options::PlanOptions;
use super::lock2nix::output::OutputFile;
use super::lock2nix::plan::{Plan, with_plan};
use super::lock2nix::reason::FileDifference;
use super::question::print_json;
use crate::cli::{Format, Verify};
use crate::console::{print, tell};
use online::Online;
use verdict::Verdict;

#[derive(Serialize, JsonSchema)]
struct Verdicts {
    locks: Vec<Verdict>,
}

/// Prints the verdicts.
pub(crate) fn run(arguments: &Verify) -> ExitCode {
    const DIFFERS: u8 = 1;
    const FAILED: u8 = 2;
    let (mut locks, mut code) = (Vec::new(), 0);
    for path in &arguments.paths {
        match verdict(path, arguments) {
            Ok(verdict) => locks.push(verdict),
            Err(report) => {
                tell(format_args!("{report:?}"));
                code = FAILED;
            }
        }
    }
    if locks.iter().any(Verdict::is_incomplete) {
        code = FAILED;
    } else if code == 0 && !locks.iter().all(Verdict::is_verified) {
        code = DIFFERS;
    }
    let printed = match arguments.format {
        Format::Text => {
            locks.iter().for_each(Verdict::tell);
            let lines = locks.iter().filter(|it| !arguments.verbosity.quiet || !it.is_verified());
            print(&lines.map(|it| it.to_string() + "\n").collect::<String>())
        }
        Format::Json => print_json(&Verdicts { locks }),
    };
    if let Err(report) = printed {
        tell(format_args!("{report:?}"));
        code = FAILED;
    }
    ExitCode::from(code)
}

fn verdict(path: &Path, arguments: &Verify) -> Result<Verdict, Report> {
    let input = Input::read(path, arguments.verbosity.verbose)?;
    let facts = facts::read(&input.file)?;
    let file = OutputFile::of(None, &input)?;
    let options = PlanOptions::of(input.settings(), file.recorded.clone());
    let mut verdict = Verdict::of(&input.file);
    with_plan(&input, &options, |plan| {
        for error in generated(&input, &file, plan)? {
            verdict.add(error);
        }
        let inputs = plan.overlay.inputs;
        let environments = &inputs.resolved.environments;
        let merged = Merged::of(inputs);
        let BuildNeeds { mut lists, lookups } = merged.build_needs(&facts);
        if !options.locks_build_systems() {
            lists.clear();
        }
        for error in build_tools::unmet(&lists, &facts, environments) {
            verdict.add(error);
        }
        if !arguments.network.offline {
            let online = Online::new(&input, &facts, arguments)?;
            online.ask(&mut verdict);
            let lookups = [merged.lookups(LookupMode::All), lookups].concat();
            contents::read_again(&online, &lookups, environments, &mut verdict);
            build_tools::ask_again(&online, &lists, environments, &mut verdict);
        }
        Ok(())
    })?;
    Ok(verdict)
}

/// How the generated file differs from what its locks give.
fn generated(
    input: &Input,
    file: &OutputFile,
    plan: &Plan<'_>,
) -> Result<Vec<VerifyError>, Report> {
    let before = file.before.as_deref();
    let outdated = plan.outdated(input, file, FileDifference::in_full)?.into_iter();
    let errors = outdated.map(|(file, reason)| VerifyError::NotGenerated { file, reason });
    let mut errors = Vec::from_iter(errors);
    if errors.is_empty() {
        return Ok(errors);
    }
    let beside = |name: &str| Disk.text(&input.file.path.with_file_name(name));
    let settings = input.file.script.as_deref().unwrap_or("pyproject.toml");
    let sources = [input.file.facts_name().as_str(), settings, "uv.toml"].map(beside);
    let sources = sources.into_iter().collect::<Result<Vec<_>, _>>()?;
    let sources = sources.iter().flatten().map(String::as_str).chain([input.text.as_str()]);
    let text = before.map(String::from_utf8_lossy).unwrap_or_default();
    let name = printable::path(&input.file.path.with_extension("nix"));
    let functions = file.functions.as_ref().and_then(|it| it.before.as_deref());
    let functions = functions.map(String::from_utf8_lossy);
    let generated = Generated {
        name: &name,
        text: &text,
        functions: functions.as_deref(),
        lock: &input.text,
        sources: &Vec::from_iter(sources),
    };
    // A file that is made from another lock has what that lock has.
    if !generated.is_outdated() {
        let values = unexplained(generated).into_iter();
        errors.extend(values.map(|value| VerifyError::NotLocked { value }));
    }
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::question::tests::is_published;

    #[test]
    fn the_schema_of_answers_is_published() {
        is_published::<Verdicts>("verify", "verify");
    }
}
