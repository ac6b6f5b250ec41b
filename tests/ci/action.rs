//! `action.yml`, run as GitHub's runner would.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{repository, text_of, yaml};

/// How a run of the action ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Its exit code.
    pub code: i32,
    /// What it printed and reported.
    pub log: String,
}

impl Outcome {
    /// The lines that the runner obeys: commands at the start of a line or, as they were written once,
    /// anywhere in it, unless they are stopped. What is reported is read beside what is printed, so
    /// that nothing stops it.
    pub(crate) fn obeyed(&self) -> Vec<&str> {
        let mut stopped: Option<&str> = None;
        let mut obeyed = Vec::new();
        for line in self.log.split(['\n', '\r']) {
            let command = line.trim_start();
            if let Some(word) = stopped {
                if line == format!("::{word}::") {
                    stopped = None;
                }
            } else if let Some(word) = command.strip_prefix("::stop-commands::") {
                assert!(word.len() > 20, "{word} can be guessed");
                stopped = Some(word);
            } else if command.starts_with("::") || line.contains("##[") {
                obeyed.push(line);
            }
        }
        assert_eq!(stopped, None, "the runner obeys again: {}", self.log);
        obeyed
    }
}

/// `action.yml`.
pub(crate) fn manifest() -> Value {
    yaml(&text_of("action.yml"))
}

/// Runs the action in a folder, with these inputs and these further environment variables.
pub(crate) fn run(folder: &Path, inputs: &[(&str, &str)], environment: &[(&str, &str)]) -> Outcome {
    let manifest = manifest();
    let step = &manifest["runs"]["steps"][0];
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c"])
        .arg(step["run"].as_str().expect("a script"))
        .current_dir(folder)
        .env_clear()
        .envs([("HOME", "/nowhere"), ("GIT_CONFIG_NOSYSTEM", "1"), ("NO_PROXY", "*")])
        .env("PATH", std::env::var_os("PATH").expect("there is a PATH"))
        .env("GITHUB_ACTION_PATH", repository(""))
        .env("UVNIX_LOCK_BUILD_SYSTEMS", "false");
    for (name, _) in inputs {
        assert!(manifest["inputs"][name].is_object(), "the action has no input {name}");
    }
    for (name, value) in step["env"].as_object().expect("variables") {
        command.env(name, substituted(value, &manifest["inputs"], inputs));
    }
    let output = command.envs(environment.iter().copied()).output().expect("bash runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let log = text(&output.stdout) + &text(&output.stderr);
    Outcome { code: output.status.code().expect("bash is not killed"), log }
}

/// `${{ inputs.mode }}` is what is given, or else the default.
fn substituted(value: &Value, declared: &Value, given: &[(&str, &str)]) -> String {
    let input = value.as_str().and_then(|value| value.strip_prefix("${{ inputs."));
    let input = input.and_then(|input| input.strip_suffix(" }}")).expect("one whole input");
    match given.iter().find(|(name, _)| *name == input) {
        Some((_, value)) => (*value).to_owned(),
        None => match declared[input]["default"].as_str().expect("a default") {
            "${{ github.token }}" => "token-of-the-job".to_owned(),
            default => default.to_owned(),
        },
    }
}
