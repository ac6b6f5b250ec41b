//! `reference/commands.md`: every command and every variable.

use std::collections::BTreeSet;
use std::process::Command;

use crate::{read, repository, text_of};

fn page() -> String {
    read(&repository("docs/src/reference/commands.md"))
}

#[test]
fn the_help_of_every_command_is_quoted() {
    let help = Command::new(env!("CARGO_BIN_EXE_uvnix")).arg("--help").output();
    let help = String::from_utf8(help.expect("uvnix runs").stdout).expect("uvnix prints text");
    let (_, commands) = help.split_once("\nCommands:\n").expect("there are commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let commands = Vec::from_iter(commands.filter(|name| !name.is_empty() && *name != "help"));
    assert!(commands.len() > 10, "the commands are not where they should be");
    let page = page();
    for command in commands {
        let mark = format!("\n## `uvnix {command}`\n\n<!-- uvnix {command} --help -->\n```text\n");
        assert!(page.contains(&mark), "{command} is not described");
    }
}

#[test]
fn every_variable_of_uvnix_is_described() {
    let mut variables = BTreeSet::new();
    for part in text_of("src", "rs").split("UVNIX_").skip(1) {
        let end = part.find(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
        variables.insert(format!("UVNIX_{}", &part[..end.unwrap_or(part.len())]));
    }
    // Of unit tests.
    variables.remove("UVNIX_UPDATE");
    assert!(variables.len() > 5, "the variables are not where they should be");
    let page = page();
    for variable in variables {
        assert!(page.contains(&format!("`{variable}`")), "{variable} is not described");
    }
}
