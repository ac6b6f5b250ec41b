//! Git repositories for the tests.

use std::path::Path;
use std::process::Command;

use crate::Workplace;

/// Runs git in a folder of a workplace, without anyone's configuration.
pub(crate) fn git(workplace: &Workplace, folder: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.org"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(workplace.path(folder))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The variables by which uvnix finds git and not much else.
pub(crate) fn with_git() -> Vec<(&'static str, String)> {
    let path = std::env::var("PATH").expect("there is a PATH");
    let nowhere = Path::new("/dev/null").display().to_string();
    vec![("PATH", path), ("GIT_CONFIG_GLOBAL", nowhere.clone()), ("GIT_CONFIG_SYSTEM", nowhere)]
}
