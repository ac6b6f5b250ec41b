//! `uvnix init`, which makes what is missing and overwrites nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::command::Outcome;
use crate::git::{git, with_git};
use crate::{Workplace, case, report, text};

fn init(workplace: &Workplace, folder: &str) -> Outcome {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    workplace.uvnix_in(folder, &Vec::from_iter(variables), &["init", "--offline", "--lookup=none"])
}

/// What uv answers to each question about builds.
pub(crate) const PYLOCK: &str = "lock-version = '1.0'\n[[packages]]\nname = 'builder'\nversion = '1'\nwheels = [{ \
                      url = 'https://files.example/builder-1-py3-none-any.whl', hashes = { sha256 = 'HASH' } }]";

/// What the flake of a folder evaluates to, or what Nix says against it.
fn evaluate(folder: &Path) -> Result<String, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("nix/tests/evaluate-flake");
    let output = Command::new(script).arg(folder.join("flake.nix")).output();
    let output = output.expect("the script runs");
    let text = |bytes| String::from_utf8(bytes).expect("Nix prints text");
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn a_flake_is_written_that_evaluates_for_each_kind_of_project() {
    for name in ["pure", "workspace", "conflicts", "virtual-root", "supported-markers"] {
        let workplace = case(name);
        if name == "supported-markers" {
            let text = fs::read_to_string(workplace.path("pyproject.toml")).unwrap_or_default();
            let stated = "\n[tool.uvnix.packages.cocoa]\nbuild-system = ['builder']\n";
            workplace.write("pyproject.toml", text + stated);
        }
        workplace.write("pylock.toml", PYLOCK.replace("HASH", &"0".repeat(64)));
        let uv = workplace.uv();
        let variables = [("UVNIX_UV", &*uv), ("UVNIX_LOCK_BUILD_SYSTEMS", "")];
        let outcome = workplace.uvnix_in(".", &variables, &["init", "--offline"]);
        assert_eq!(
            (outcome.code, outcome.output.as_str()),
            (0, "Next:\n  nix develop\nWith direnv: uvnix init --direnv\n"),
            "{name}"
        );
        let derivations =
            evaluate(&workplace.path(".")).unwrap_or_else(|it| panic!("{name}: {it}"));
        assert!(derivations.contains("-env.drv"), "{derivations}");
        assert!(derivations.contains("shell.drv"), "{derivations}");
    }
}

#[test]
fn a_lock_file_whose_name_could_become_code_is_refused_and_nothing_is_written() {
    for name in
        ["pylock.a b.toml", "pylock.x'; touch y; '.toml", "pylock.a\"}.toml", "pylock.$x.toml"]
    {
        for layout in [&["init", name][..], &["init", "--no-flake", name]] {
            let workplace = Workplace::with(&[(name, &PYLOCK.replace("HASH", &"0".repeat(64)))]);
            let outcome = workplace.uvnix_in(".", &[], layout);
            assert_eq!(outcome.code, 1, "{name}");
            assert!(
                outcome.report.contains("needs quotes in Nix or in a shell"),
                "{}",
                outcome.report
            );
            let files = fs::read_dir(workplace.path(".")).expect("the folder is there");
            assert_eq!(files.count(), 1, "{name}");
        }
    }
}

#[test]
fn a_project_for_nixpkgs_gets_a_flake_for_it() {
    let workplace = case("pure");
    let text = fs::read_to_string(workplace.path("pyproject.toml")).unwrap_or_default();
    workplace.write("pyproject.toml", format!("{text}\n[tool.uvnix]\nbackend = \"nixpkgs\"\n"));
    let outcome = init(&workplace, ".");
    assert_eq!(
        (outcome.code, outcome.output.as_str()),
        (0, "Next:\n  nix develop\nWith direnv: uvnix init --direnv\n")
    );
    let derivations = evaluate(&workplace.path(".")).unwrap_or_else(|error| panic!("{error}"));
    assert!(derivations.contains("-shell"), "{derivations}");
}

/// A project with this `requires-python` and no dependencies.
fn project(requires_python: &str) -> Workplace {
    let metadata = "name = \"app\"\nversion = \"0.1.0\"\n";
    Workplace::with(&[
        (
            "pyproject.toml",
            format!("[project]\n{metadata}requires-python = \"{requires_python}\"\n"),
        ),
        (
            "uv.lock",
            format!(
                "version = 1\nrequires-python = \"{requires_python}\"\n\n\
                 [[package]]\n{metadata}source = {{ virtual = \".\" }}\n"
            ),
        ),
    ])
}

/// `uvnix init` with more arguments.
fn init_with(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    let arguments = [&["init", "--offline", "--lookup=none"], arguments].concat();
    workplace.uvnix_in(".", &[], &arguments)
}

#[test]
fn a_pinned_python_that_nixpkgs_dropped_is_replaced_by_the_nearest_with_a_warning() {
    let workplace = project(">=3.10");
    workplace.write(".python-version", "3.10\n");
    assert_snapshot!(report(&init_with(&workplace, &[])), @"
    exit code 0
    uv.nix: written (1 package, 15 environments)
    warning: .python-version selects Python 3.10, which nixpkgs 26.11 does not have
      flake.nix uses Python 3.11, the nearest that uv.nix supports
      help: to use Python 3.11 in uv too, run `uv python pin 3.11`
      help: to use Python 3.10 from nixpkgs 26.05, remove flake.nix, then run `uvnix init --python 3.10`
    flake.nix: written
    ");
    assert!(text(&workplace, "flake.nix").contains("pkgs.python311;"));
    evaluate(&workplace.path(".")).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_pinned_python_that_the_file_does_not_support_is_said_to_be() {
    let workplace = project(">=3.12");
    workplace.write("pyproject.toml", "[tool.uvnix.environments]\npython = [\"3.13\"]\n");
    workplace.write(".python-version", "3.12\n");
    assert_snapshot!(report(&init_with(&workplace, &[])), @"
    exit code 0
    uv.nix: written (1 package, 3 environments)
    warning: .python-version selects Python 3.12, which uv.nix does not support
      flake.nix uses Python 3.13, the nearest that uv.nix supports
      help: to use Python 3.13 in uv too, run `uv python pin 3.13`
    flake.nix: written
    ");
    assert!(text(&workplace, "flake.nix").contains("pkgs.python313;"));
}

#[test]
fn an_existing_flake_with_a_python_that_nixpkgs_dropped_is_pointed_out() {
    let workplace = project(">=3.10");
    workplace.write(".python-version", "3.10\n");
    workplace.write("flake.nix", "{ outputs = _: [ (import ./uv.nix) pkgs.python310 ]; }\n");
    assert_snapshot!(report(&init_with(&workplace, &[])), @"
    exit code 0
    uv.nix: written (1 package, 15 environments)
    warning: .python-version selects Python 3.10, which nixpkgs 26.11 does not have
      in flake.nix, replace python310 by python311: Python 3.11, the nearest that uv.nix supports
      help: to use Python 3.11 in uv too, run `uv python pin 3.11`
      help: to use Python 3.10 from nixpkgs 26.05, set nixpkgs to nixos-26.05 in flake.nix, then run `uvnix init --python 3.10`
    flake.nix: unchanged, it already contains the project
    ");
    workplace.write("flake.nix", "{ outputs = _: [ (import ./uv.nix) pkgs.python3 ]; }\n");
    assert!(!init_with(&workplace, &[]).report.contains("warning"));
}

#[test]
fn a_python_by_name_is_that_of_the_flake() {
    let workplace = project(">=3.10");
    workplace.write(".python-version", "3.10\n");
    let outcome = init_with(&workplace, &["--python", "3.14"]);
    assert_eq!(
        (outcome.code, outcome.report.contains("warning")),
        (0, false),
        "{}",
        outcome.report
    );
    assert!(text(&workplace, "flake.nix").contains("pkgs.python314;"));
    assert!(text(&workplace, "uv.nix").contains("\"cp311-x86_64-linux\""));
}

#[test]
fn an_older_python_by_name_comes_from_the_last_nixpkgs_with_it() {
    let workplace = project(">=3.10,<3.11");
    assert!(init_with(&workplace, &[]).report.contains("uvnix::environment::no_python"));
    assert_snapshot!(report(&init_with(&workplace, &["--python", "3.10"])), @r#"
    exit code 0
    uv.nix: written (1 package, 3 environments)
      options: --python 3.10
      help: later runs keep these options; to have them in pyproject.toml instead, add
        [tool.uvnix.environments]
        python = ["3.10"]
    flake.nix: written
    "#);
    let flake = text(&workplace, "flake.nix");
    assert!(flake.contains("pkgs.python310;") && flake.contains("nixos-26.05"), "{flake}");
    assert!(text(&workplace, "uv.nix").contains("\"cp310-x86_64-linux\""));
}

#[test]
fn a_python_that_no_nixpkgs_has_is_said_to_be_missing() {
    let workplace = project(">=3.16");
    assert_snapshot!(report(&init_with(&workplace, &["--python", "3.16"])), @r#"
    exit code 0
    uv.nix: written (1 package, 3 environments)
      options: --python 3.16
      help: later runs keep these options; to have them in pyproject.toml instead, add
        [tool.uvnix.environments]
        python = ["3.16"]
    warning: nixpkgs 26.11 does not have Python 3.16
      help: in flake.nix, replace `pkgs.python316` by another package of this Python
    flake.nix: written
    "#);
    assert!(text(&workplace, "flake.nix").contains("nixos-unstable"));
}

#[test]
fn a_system_that_nixpkgs_dropped_is_in_the_flake_if_the_settings_name_it() {
    let workplace = project(">=3.12");
    let systems = "systems = [\"x86_64-linux\", \"x86_64-darwin\"]";
    workplace.write("pyproject.toml", format!("[tool.uvnix.environments]\n{systems}\n"));
    assert_eq!(init_with(&workplace, &[]).code, 0);
    let flake = text(&workplace, "flake.nix");
    assert!(flake.contains("\"x86_64-darwin\"\n"), "{flake}");
    assert!(flake.contains("nixos-26.05\"; # the last with x86_64-darwin\n"), "{flake}");
}

#[test]
fn a_second_run_changes_nothing() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    assert_eq!(init(&workplace, ".").code, 0);
    let before = workplace.contents();
    let outcome = init(&workplace, ".");
    assert_eq!(outcome.code, 0);
    assert!(outcome.report.contains("flake.nix: unchanged"), "{}", outcome.report);
    assert!(before == workplace.contents());
}

#[test]
fn files_that_git_does_not_know_come_next() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    let outcome = init(&workplace, ".");
    assert_eq!(
        outcome.output,
        "Next:\n  git add .\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
    git(&workplace, ".", &["add", "pyproject.toml", "uv.lock"]);
    let outcome = init(&workplace, ".");
    assert_eq!(
        outcome.output,
        "Next:\n  git add uv.nix flake.nix .gitattributes\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
    git(&workplace, ".", &["add", "."]);
    workplace.write("pyproject.toml.orig", "a dirty tree");
    assert_eq!(
        init(&workplace, ".").output,
        "Next:\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
}

#[test]
fn local_packages_beside_the_project_come_next_too() {
    let workplace = case("parent-folder");
    git(&workplace, ".", &["init"]);
    let outcome = init(&workplace, "application");
    assert_eq!(
        outcome.output,
        "Next:\n  git add . ../library\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
    git(&workplace, ".", &["add", "library"]);
    assert_eq!(
        init(&workplace, "application").output,
        "Next:\n  git add .\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
}

#[test]
fn a_member_with_a_repository_of_its_own_belongs_to_its_workspace() {
    let workplace = case("workspace");
    git(&workplace, "core", &["init"]);
    assert!(workplace.lock2nix(&["core"]).report.starts_with("uv.nix: "));
    assert_eq!(init(&workplace, "core").code, 0);
    assert!(workplace.path("flake.nix").is_file() && !workplace.path("core/flake.nix").exists());
    git(&workplace, ".", &["init"]);
    let told = workplace.uvnix("C.UTF-8", &["doctor"]).output;
    assert!(told.contains("core: it is in a nested git repository"), "{told}");
}

#[test]
fn attributes_are_added_to_those_that_are_there() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    workplace.write(".gitattributes", "*.png binary");
    init(&workplace, ".");
    init(&workplace, ".");
    let text = fs::read_to_string(workplace.path(".gitattributes")).expect("it is there");
    assert_eq!(text, "*.png binary\nuv.nix -merge eol=lf\n");
}

#[test]
fn a_flake_that_is_there_is_kept_and_told_what_it_lacks() {
    let workplace = case("pure");
    workplace.write("flake.nix", "{ outputs = _: { }; }\n");
    let outcome = init(&workplace, ".");
    assert_eq!(outcome.code, 0);
    assert!(outcome.output.starts_with("flake.nix exists and was not changed. Add these lines"));
    assert!(outcome.output.contains("      root = ./.;\n"), "{}", outcome.output);
    assert!(!outcome.output.contains("path ="), "{}", outcome.output);
    let text = fs::read_to_string(workplace.path("flake.nix")).expect("it is there");
    assert_eq!(text, "{ outputs = _: { }; }\n");
}

#[test]
fn the_flake_of_a_repository_is_told_where_a_project_in_it_lies() {
    let workplace = Workplace::with(&[("flake.nix", "{ outputs = _: { }; }\n")]);
    for (name, content) in case("pure").contents() {
        workplace.write(&format!("services/api/{name}"), content);
    }
    git(&workplace, ".", &["init"]);
    let outcome = init(&workplace, "services/api");
    assert!(
        outcome.output.starts_with("../../flake.nix exists and was not changed"),
        "{}",
        outcome.output
    );
    for line in
        ["root = ./services/api;", "path = \"services/api\";", "= \"$REPO_ROOT/services/api\";"]
    {
        assert!(outcome.output.contains(line), "{}", outcome.output);
    }
    assert!(
        outcome.output.contains("\nThen:\n  git add .\n  nix develop .#"),
        "{}",
        outcome.output
    );
    assert!(!workplace.path("services/api/flake.nix").exists());
}

#[test]
fn what_comes_next_is_said_as_the_shell_sees_it() {
    let workplace = Workplace::with(&[("secret.env", "")]);
    for (name, content) in case("pure").contents() {
        workplace.write(&format!("services/api/{name}"), content);
    }
    git(&workplace, ".", &["init"]);
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let arguments = ["init", "--offline", "--lookup=none", "--project=services/api"];
    let outcome = workplace.uvnix_in(".", &Vec::from_iter(variables), &arguments);
    let expected = "Next:\n  git add services/api\n  cd services/api\n  nix develop\nWith direnv: uvnix init --direnv\n";
    assert_eq!((outcome.code, outcome.output.as_str()), (0, expected), "{}", outcome.report);
}

#[test]
fn whoever_wants_quiet_gets_it() {
    let outcome = case("pure").uvnix_in(".", &[], &["init", "--offline", "--lookup=none", "-q"]);
    assert_eq!((outcome.code, outcome.output.as_str(), outcome.report.as_str()), (0, "", ""));
}

#[test]
fn attributes_in_another_encoding_are_kept() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    workplace.write(".gitattributes", b"# caf\xe9\n");
    assert_eq!(init(&workplace, ".").code, 0);
    let attributes = fs::read(workplace.path(".gitattributes")).expect("it is there");
    assert_eq!(attributes, b"# caf\xe9\nuv.nix -merge eol=lf\n");
}

#[test]
fn the_project_is_found_from_a_folder_below() {
    let workplace = case("workspace");
    let outcome = init(&workplace, "core");
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(workplace.path("flake.nix").is_file());
    assert!(!workplace.path("core/flake.nix").exists());
}

#[test]
fn a_project_that_the_lock_above_leaves_out_is_not_taken_for_a_member() {
    let workplace = case("workspace");
    workplace.write("stranger/pyproject.toml", "project.name = 'stranger'");
    let before = workplace.contents();
    assert_eq!(
        init(&workplace, "stranger").error(),
        [
            "uvnix::init::not_locked",
            "the project in . has no uv.lock",
            "run `uv lock` there, then run `uvnix init` again; or `uvnix adopt` if another tool locked the project"
        ]
    );
    assert!(before == workplace.contents());
}

#[test]
fn a_flake_that_has_the_project_is_told_nothing() {
    let pure = case("pure");
    let told = |flake: &str| {
        let workplace = Workplace::with(&[("flake.nix", flake)]);
        for (name, content) in pure.contents() {
            workplace.write(&format!("services/api/{name}"), content);
        }
        git(&workplace, ".", &["init"]);
        init(&workplace, "services/api").output.contains("Add these lines to it")
    };
    assert!(!told("{ outputs = _: import ./services/api/uv.nix; }"));
    assert!(!told("{ outputs = { uvnix, ... }: uvnix.lib.mkProject { root = ./services/api; }; }"));
    assert!(told("{ outputs = _: import ./services/web/uv.nix; }"));
}

#[test]
fn a_folder_without_a_project_is_told_how_to_make_one() {
    let workplace = Workplace::with(&[("notes.txt", "")]);
    assert_eq!(
        init(&workplace, ".").error(),
        [
            "uvnix::init::no_project",
            "there is no pyproject.toml in . or a folder above it",
            "create a project with `uv init`, and add dependencies with `uv add`"
        ]
    );
}

#[test]
fn a_file_that_uvnix_did_not_write_stops_it_before_anything_is_written() {
    let workplace = case("pure");
    workplace.write("uv.nix", "{ }");
    let before = workplace.contents();
    assert_snapshot!(report(&init(&workplace, ".")), @"
    exit code 1
    uvnix::output::not_ours

      × uv.nix was not written by uvnix
      help: move it away, overwrite it with `--force`, or write another file with
            `-o`
    ");
    assert!(before == workplace.contents());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_overwritten() {
    let workplace = case("pure");
    let link = workplace.path("flake.nix");
    std::os::unix::fs::symlink("elsewhere.nix", &link).expect("a link can be made");
    let outcome = init(&workplace, ".");
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.contains("flake.nix exists, but is not a file"));
    assert!(fs::read_link(&link).is_ok() && !workplace.path("elsewhere.nix").exists());
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let workplace = case("pure");
    let allow = |mode| {
        fs::set_permissions(workplace.path("."), fs::Permissions::from_mode(mode))
            .expect("permissions can be set");
    };
    allow(0o555);
    // Nothing is read-only for the superuser.
    let is_superuser = fs::write(workplace.path("probe"), "").is_ok();
    let outcome = init(&workplace, ".");
    allow(0o755);
    if !is_superuser {
        assert_eq!(outcome.code, 1);
        assert!(outcome.report.contains("flake.nix cannot be written"), "{}", outcome.report);
    }
}

#[test]
fn without_git_there_is_nothing_to_add() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    let outcome = workplace.uvnix_in(".", &[], &["init", "--offline", "--lookup=none"]);
    // Which files git knows cannot be told, and to add one twice does no harm.
    assert_eq!(
        outcome.output,
        "Next:\n  git add .\n  nix develop\nWith direnv: uvnix init --direnv\n"
    );
    let outcome = case("pure").uvnix_in(".", &[], &["init", "--offline", "--lookup=none"]);
    assert_eq!(outcome.output, "Next:\n  nix develop\nWith direnv: uvnix init --direnv\n");
}

#[test]
fn a_lock_without_packages_is_refused_with_the_way_from_the_other_tool() {
    let workplace = Workplace::with(&[
        ("pyproject.toml", "[tool.poetry]\nname = \"app\"\n"),
        ("poetry.lock", ""),
        ("uv.lock", "version = 1\nrevision = 3\nrequires-python = \">=3.12\"\n"),
    ]);
    let before = workplace.contents();
    let [code, message, help] = init(&workplace, ".").error();
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("uvnix::init::empty", "uv.lock contains no packages")
    );
    assert!(help.contains("run `uvnix adopt --migrate poetry.lock`"), "{help}");
    assert!(before == workplace.contents());
    let report = workplace.lock2nix(&[]).report;
    assert!(
        report.starts_with(
            "warning: uv.lock contains no packages\n  help: the dependencies are in poetry.lock"
        ),
        "{report}"
    );
}
