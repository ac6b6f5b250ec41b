//! Terminals, pipes, colours, and the help.

use std::io::Read;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::{Workplace, case, report};

/// Every command.
const COMMANDS: [&str; 12] = [
    "init",
    "adopt",
    "lock2nix",
    "doctor",
    "verify",
    "tree",
    "why",
    "explain",
    "graph",
    "diff",
    "completions",
    "man",
];

#[test]
fn without_a_command_the_help_is_shown_as_an_error() {
    let outcome = Workplace::with::<&str>(&[]).uvnix("C.UTF-8", &[]);
    assert_eq!((outcome.code, outcome.output.as_str()), (2, ""));
    assert!(outcome.report.contains("Usage: uvnix [OPTIONS] <COMMAND>"), "{}", outcome.report);
}

#[test]
fn a_mistyped_command_is_answered_with_the_one_that_there_is() {
    let outcome = Workplace::with::<&str>(&[]).uvnix("C.UTF-8", &["explian"]);
    assert_snapshot!(report(&outcome), @"
    exit code 2
    error: unrecognized subcommand 'explian'

      tip: a similar subcommand exists: 'explain'

    Usage: uvnix [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn each_help_has_examples_and_exit_codes() {
    let workplace = Workplace::with::<&str>(&[]);
    for command in COMMANDS {
        let help = workplace.uvnix("C.UTF-8", &[command, "--help"]);
        assert_eq!(help.code, 0, "{command}");
        assert!(help.output.contains("Exit codes:"), "{command} has no exit codes");
        assert!(help.output.contains("Examples:"), "{command} has no examples");
        assert!(help.output.contains("--project <DIR>"), "{command} has no --project");
    }
}

#[test]
fn a_report_fits_a_narrow_terminal() {
    let workplace = Workplace::with(&[("pyproject.toml", "")]);
    let outcome = workplace.uvnix_in(".", &[("COLUMNS", "40")], &["tree"]);
    assert_snapshot!(report(&outcome), @"
    exit code 1
    uvnix::input::no_lock

      × the lock file uv.lock does not
      │ exist
      help: run `uv lock`, or pass another
            folder or lock file
    ");
}

#[test]
fn the_addresses_of_all_errors_in_a_report_are_below_it() {
    let settings = "[project]\nname = \"app\"\n\n[tool.uvnix]\nbuilder = \"a\"\nlookup = \"b\"\n";
    let lock = "version = 1\nrequires-python = \">=3.12\"\n";
    let workplace = Workplace::with(&[("uv.lock", lock), ("pyproject.toml", settings)]);
    let report = |arguments: &[&str]| {
        let mut uvnix = Command::new(env!("CARGO_BIN_EXE_uvnix"));
        uvnix.args(arguments).current_dir(workplace.path(".")).env_remove("CLICOLOR_FORCE");
        String::from_utf8(uvnix.output().expect("uvnix runs").stderr).expect("uvnix prints text")
    };
    let page = "https://uvnix.github.io/uvnix/reference/errors.html";
    let all = format!(
        "\n  see: {page}#uvnixsettingsunknown_key\n       {page}#uvnixsettingsbad_value\n\n"
    );
    assert!(report(&["tree"]).ends_with(&all), "{}", report(&["tree"]));
    // An address is not broken, and a second report has its own.
    let one = format!("\n  see: {page}#uvnixinputno_path\n\n");
    assert!(report(&["lock2nix", ".", "nowhere"]).contains(&one));
    assert!(report(&["tree", "nowhere", "--color=always"]).contains("\u{1b}[36msee:\u{1b}[0m"));
}

#[test]
fn colours_are_there_exactly_when_they_are_asked_for() {
    let workplace = Workplace::with::<&str>(&[]);
    let is_coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let outcome = workplace.uvnix_in(".", variables, arguments);
        (outcome.output + &outcome.report).contains('\u{1b}')
    };
    let (colours, nothing) = ([("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], [("NO_COLOR", "")]);
    for command in [&["tree", "nowhere"][..], &["--help"], &["tree", "--nonsense"]] {
        let with = |more: &'static str| [&[more], command].concat();
        assert!(!is_coloured(&nothing, command), "{command:?}");
        assert!(is_coloured(&colours, command), "{command:?}");
        assert!(!is_coloured(&[("CLICOLOR_FORCE", "1")], command), "{command:?}");
        assert!(is_coloured(&[], &with("--color=always")), "{command:?}");
        assert!(!is_coloured(&colours, &with("--color=never")), "{command:?}");
    }
}

#[test]
fn answers_have_colours_when_they_are_asked_for() {
    let workplace = case("workspace");
    workplace.write("old.lock", workplace.read("uv.lock").replace("shop-core", "shop-heart"));
    let answer = |arguments: &[&str]| workplace.with_variables(&[], arguments).output;
    for command in [&["doctor"][..], &["tree"], &["why", "shop-core"], &["explain", "shop-core"]] {
        let coloured = answer(&[command, &["--color=always"]].concat());
        assert!(coloured.contains("\u{1b}["), "{command:?}: {coloured}");
        assert!(!answer(command).contains('\u{1b}'), "{command:?}");
    }
    let difference = answer(&["diff", "old.lock", "uv.lock", "--color=always"]);
    assert!(difference.contains("\u{1b}[32m+ shop-core"), "{difference}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let workplace = case("workspace");
    for arguments in [&["tree", "--all-environments"][..], &["graph"], &["doctor"], &["man"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_uvnix"))
            .args(arguments)
            .current_dir(workplace.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("uvnix runs");
        drop(child.stdout.take());
        let mut report = String::new();
        let mut stderr = child.stderr.take().expect("it is a pipe");
        stderr.read_to_string(&mut report).expect("uvnix prints text");
        assert_eq!(report, "", "{arguments:?}");
        assert!(child.wait().expect("uvnix ends").success(), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_reported_as_such() {
    let workplace = case("pure");
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(env!("CARGO_BIN_EXE_uvnix"))
        .arg("tree")
        .current_dir(workplace.path("."))
        .stdout(full)
        .output()
        .expect("uvnix runs");
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(printed.contains("the output device is full"), "{printed}");

    // A device is refused before it can be full.
    let help = "move it away, or write another file with `-o`";
    let refusal = ["uvnix::output::no_file", "/dev/full is not a file", help];
    assert_eq!(workplace.lock2nix(&["-o", "/dev/full"]).error(), refusal);
}

#[cfg(unix)]
#[test]
fn that_nobody_hears_what_is_told_stops_nothing() {
    let workplace = case("pure");
    std::fs::remove_file(workplace.path("uv.nix")).expect("it is there");
    for (arguments, code) in [(["lock2nix", "nowhere", "."], 1), (["doctor", "nowhere", "."], 1)] {
        let script = "exec \"$0\" \"$@\" 2>&-";
        let mut child = Command::new("sh");
        child.args(["-c", script, env!("CARGO_BIN_EXE_uvnix")]).args(arguments);
        let output = child.current_dir(workplace.path(".")).output().expect("sh runs");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
    assert!(workplace.path("uv.nix").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_an_error() {
    let workplace = case("pure");
    for (stream, code) in [("1>/dev/full", 1), ("2>/dev/full", 0)] {
        let script = format!("exec \"$0\" \"$@\" {stream}");
        let mut child = Command::new("sh");
        child.args(["-c", &script, env!("CARGO_BIN_EXE_uvnix"), "tree"]);
        let output = child.current_dir(workplace.path(".")).output().expect("sh runs");
        assert_eq!(output.status.code(), Some(code), "{stream}");
    }
}

#[test]
fn a_difference_has_colours_where_they_are_asked_for() {
    let workplace = case("pure");
    let text = String::from_utf8(workplace.contents()["uv.nix"].clone()).expect("a text");
    workplace.write("uv.nix", format!("{text}# more\n"));
    let output = |color| workplace.lock2nix(&["--check", color]).output;
    assert!(output("--color=always").contains("\u{1b}[31m-# more\u{1b}[0m\n"));
    assert!(!output("--color=never").contains('\u{1b}'));
}

#[test]
fn quiet_questions_say_nothing_but_their_answer_and_verbose_ones_more() {
    let workplace = case("pure");
    let lock = String::from_utf8(workplace.contents()["uv.lock"].clone()).expect("a text");
    workplace.write("uv.lock", format!("invented = 1\n{lock}"));
    assert_eq!(workplace.uvnix("C.UTF-8", &["tree", "-q"]).report, "");
    let verbose = workplace.uvnix("C.UTF-8", &["tree", "-v"]);
    let note = "note: uv.lock has an unknown key: invented\n";
    assert!(verbose.report.contains(note), "{}", verbose.report);
}

/// What a terminal of this kind shows of `uvnix lock2nix`, which asks uv once.
#[cfg(target_os = "linux")]
fn shown_on(terminal: &str) -> String {
    let lock = "version = 1\nrequires-python = '==3.12.*'\n[[package]]\nname = 'app'\nversion = '1'\n\
                source = { directory = '.' }\n";
    let workplace = Workplace::with(&[
        ("uv.lock", lock),
        ("pyproject.toml", "build-system.requires = ['builder']"),
        ("refusal", "error: there is none"),
    ]);
    let uv = workplace.uv();
    let uvnix = format!("'{}' lock2nix", env!("CARGO_BIN_EXE_uvnix"));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &uvnix, "/dev/null"]);
    command
        .current_dir(workplace.path("."))
        .env_clear()
        .envs(std::env::var_os("PATH").map(|it| ("PATH", it)));
    command.env("TERM", terminal).env("UVNIX_UV", uv);
    let output = command.stdin(Stdio::null()).output().expect("util-linux has script");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("uvnix prints text")
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_cannot_move_its_cursor_gets_a_line_in_place_of_a_bar() {
    let title = "Asking uv for the build requirements of 1 package";
    let dumb = shown_on("dumb");
    assert!(dumb.starts_with(&format!("{title}\r\n")) && !dumb.contains('\u{1b}'), "{dumb}");
    let able = shown_on("xterm");
    assert!(able.contains("\u{1b}[2K") && able.contains(title), "{able}");
    assert!(!able.contains("0 B;"), "{able}");
}
