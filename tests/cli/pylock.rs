//! `pylock.toml`: what the commands do with it.

use crate::command::Workplace;

const WHEELS: &str = "wheels = [{ url = 'https://files.example/click-8.1.7-py3-none-any.whl', \
    hashes = { sha256 = '2222222222222222222222222222222222222222222222222222222222222222' } }]";

/// A lock file with this head, and a package that the group `default` needs.
fn lock(head: &str) -> String {
    format!(
        "{head}\ncreated-by = 'pdm'\ndefault-groups = ['default']\n[[packages]]\nname = 'click'\n\
         version = '8.1.7'\nmarker = \"'default' in dependency_groups\"\n{WHEELS}\n"
    )
}

fn workplace() -> Workplace {
    Workplace::with(&[("pylock.toml", lock("lock-version = '1.0'"))])
}

#[test]
fn the_generated_file_is_named_after_the_lock_file_and_checked_against_it() {
    let workplace = workplace();
    workplace.write("pylock.dev.toml", lock("lock-version = '1.0'"));
    let outcome = workplace.lock2nix(&["pylock.toml", "pylock.dev.toml"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let text = workplace.read("pylock.dev.nix");
    assert!(text.contains("# To update it: uvnix lock2nix pylock.dev.toml\n"), "{text}");
    assert!(text.contains("lockFile = \"pylock.dev.toml\";"), "{text}");

    assert_eq!(workplace.lock2nix(&["--check", "pylock.toml"]).code, 0);
    workplace.write("pylock.toml", lock("lock-version = '1.0'").replace("8.1.7", "8.1.8"));
    let outcome = workplace.lock2nix(&["--check", "pylock.toml"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.output.contains("click 8.1.7 → 8.1.8"), "{}", outcome.output);
    let [.., help] = workplace.lock2nix(&["pylock.nix"]).error();
    assert_eq!(help, "uvnix generates this file from a lock file: pass pylock.toml");
}

#[test]
fn a_folder_without_a_lock_of_uv_is_answered_with_the_pylock_in_it() {
    let [_, message, help] = workplace().lock2nix(&[]).error();
    assert_eq!(message, "the lock file uv.lock does not exist");
    assert_eq!(help, "pass pylock.toml to use that lock file, or run `uv lock`");
}

#[test]
fn a_folder_with_the_lock_of_another_tool_is_answered_with_the_command_that_reads_it() {
    let workplace = Workplace::with(&[("poetry.lock", "")]);
    let [_, message, help] = workplace.lock2nix(&[]).error();
    assert_eq!(message, "the lock file uv.lock does not exist");
    assert!(help.contains("run `uvnix adopt`"), "{help}");
}

#[test]
fn the_findings_of_a_pylock_name_the_command_that_reads_it() {
    let workplace = workplace();
    assert_eq!(workplace.lock2nix(&["pylock.toml"]).code, 0);
    workplace.write("pylock.toml", workplace.read("pylock.toml") + "\n");
    let outcome = workplace.uvnix("C", &["doctor", "pylock.toml"]);
    assert!(outcome.output.contains("run `uvnix lock2nix pylock.toml`"), "{}", outcome.output);
}

#[test]
fn a_newer_version_of_the_format_is_read_with_a_warning() {
    let workplace = workplace();
    workplace.write("pylock.toml", lock("lock-version = '1.3'\nnew-key = 1"));
    let outcome = workplace.lock2nix(&["pylock.toml"]);
    assert_eq!(outcome.code, 0);
    let warning = "warning: pylock.toml has version 1.3 of its format, and this uvnix knows 1.0\n\
                   note: pylock.toml has an unknown key: new-key\n";
    assert!(outcome.report.starts_with(warning), "{}", outcome.report);
}

#[test]
fn the_questions_about_dependencies_say_that_the_file_has_none() {
    let workplace = workplace();
    let note = "note: pylock.toml does not contain which package depends on which: all packages are \
                dependencies of pylock\n";
    for question in [vec!["tree"], vec!["why", "click"], vec!["graph"]] {
        let outcome = workplace.uvnix("C.UTF-8", &[&question[..], &["pylock.toml"]].concat());
        assert_eq!((outcome.code, outcome.report.as_str()), (0, note), "{question:?}");
        assert!(outcome.output.contains("click"), "{}", outcome.output);
        let quiet = [&question[..], &["pylock.toml", "--quiet"]].concat();
        assert_eq!(workplace.uvnix("C.UTF-8", &quiet).report, "");
    }
    let outcome = workplace.uvnix("C.UTF-8", &["explain", "click", "pylock.toml"]);
    assert!(outcome.output.contains("an index that is not named"), "{}", outcome.output);
    assert_eq!(outcome.report, "");
}

#[test]
fn a_project_next_to_the_file_has_the_choices_of_the_file_only() {
    let workplace = workplace();
    let project = "[project]\nname = 'shop'\nversion = '1'\n[project.optional-dependencies]\nfast = []\n\
                   [dependency-groups]\ndev = []\n";
    let build_system = "[build-system]\nrequires = []\nbuild-backend = 'a'\n";
    let generated = |project: &str| {
        workplace.write("pyproject.toml", project);
        let outcome = workplace.lock2nix(&["pylock.toml", "--lookup", "none"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        workplace.read("pylock.nix")
    };
    let text = generated(&format!("{project}{build_system}"));
    let members = "    members = {
      pylock = {
        groups = [ \"default\" ];
        default-groups = [ \"default\" ];
      };
      shop = {
        groups = [ \"default\" ];
      };
    };
";
    assert!(text.contains(members), "{text}");
    for refused in
        [project.to_owned(), format!("{project}{build_system}[tool.pdm]\ndistribution = false\n")]
    {
        assert!(!generated(&refused).contains("shop"), "{refused}");
    }
}
