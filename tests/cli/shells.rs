//! Completions and manual pages.

use std::process::Command;

use crate::Workplace;

fn completions(shell: &str) -> String {
    let outcome = Workplace::with::<&str>(&[]).uvnix("C.UTF-8", &["completions", shell]);
    assert_eq!((outcome.code, outcome.report.as_str()), (0, ""));
    outcome.output
}

#[test]
fn each_shell_is_offered_every_command() {
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let text = completions(shell);
        for command in ["init", "lock2nix", "doctor", "lock-build-systems"] {
            assert!(text.contains(command), "{shell} is not offered {command}");
        }
    }
}

/// Runs a script where the shell is installed.
fn run(shell: &str, script: &str) -> Option<String> {
    let output = Command::new(shell).args(["-c", script]).output().ok()?;
    assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn bash_completes_a_command() {
    let script = completions("bash")
        + "\nCOMP_WORDS=(uvnix doc) COMP_CWORD=1; _uvnix uvnix doc uvnix; echo \"${COMPREPLY[*]}\"\n";
    if let Some(answer) = run("bash", &script) {
        assert_eq!(answer, "doctor\n");
    }
}

#[test]
fn the_other_shells_that_are_installed_understand_theirs() {
    for shell in ["zsh", "fish"] {
        let workplace = Workplace::with(&[("completions", completions(shell))]);
        let path = workplace.path("completions").display().to_string();
        run(shell, &format!("{shell} -n '{path}'"));
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let workplace = Workplace::with::<&str>(&[]);
    let outcome = workplace.uvnix("C.UTF-8", &["man", "share/man1"]);
    assert_eq!((outcome.code, outcome.report.as_str()), (0, ""));
    let pages = workplace.contents();
    for page in ["uvnix.1", "uvnix-init.1", "uvnix-lock2nix.1", "uvnix-doctor.1", "uvnix-man.1"] {
        let text = pages.get(&format!("share/man1/{page}")).expect("the page is there");
        let title = page.trim_end_matches(".1").to_uppercase();
        let text = String::from_utf8_lossy(text);
        assert!(text.contains(&format!(".TH {title} 1")), "{page}: {text}");
    }
    assert!(workplace.uvnix("C.UTF-8", &["man"]).output.contains(".TH UVNIX 1"));
}

#[test]
fn manual_pages_are_written_to_a_folder_only() {
    let workplace = Workplace::with(&[("file", "")]);
    let outcome = workplace.uvnix("C.UTF-8", &["man", "file"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.contains("file cannot be written: not a folder"), "{}", outcome.report);
}
