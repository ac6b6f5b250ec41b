//! Git repositories for the tests.

use std::path::Path;
use std::process::Command;

use crate::Workplace;

/// Runs git in a folder of a workplace, without anyone's configuration.
pub(crate) fn git(workplace: &Workplace, folder: &str, arguments: &[&str]) {
    let (succeeds, said) = run(workplace, folder, arguments);
    assert!(succeeds, "{said}");
}

/// The same where git fails; returns what it says.
pub(crate) fn git_fails(workplace: &Workplace, folder: &str, arguments: &[&str]) -> String {
    let (succeeds, said) = run(workplace, folder, arguments);
    assert!(!succeeds, "{said}");
    said
}

fn run(workplace: &Workplace, folder: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.org"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(workplace.path(folder))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The variables by which uvnix finds git and not much else.
pub(crate) fn with_git() -> Vec<(&'static str, String)> {
    let path = std::env::var("PATH").expect("there is a PATH");
    let nowhere = Path::new("/dev/null").display().to_string();
    vec![("PATH", path), ("GIT_CONFIG_GLOBAL", nowhere.clone()), ("GIT_CONFIG_SYSTEM", nowhere)]
}
