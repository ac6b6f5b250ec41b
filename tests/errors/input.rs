//! Files that are not there, or not what they should be.

use insta::assert_snapshot;

use crate::command::Workplace;
use crate::{error, fine, refused, refused_lock, told};

#[test]
fn a_folder_without_a_lock_is_named() {
    let workplace = Workplace::with(&[("services/pyproject.toml", "")]);
    assert_snapshot!(refused(&workplace, &[]), @"
    exit code 1
    uvnix::input::no_lock

      × the lock file uv.lock does not exist
      help: there is no pyproject.toml either: pass the folder of a project, or
            create one with `uv init`
    ");
    assert_snapshot!(refused(&workplace, &["services"]), @"
    exit code 1
    uvnix::input::no_lock

      × the lock file services/uv.lock does not exist
      help: run `uv lock --project services`, or pass another folder or lock file
    ");
}

#[test]
fn a_script_without_a_lock_is_told_how_to_make_one() {
    let workplace = Workplace::with(&[("tool.py", "")]);
    assert_eq!(
        error(&workplace, &["tool.py"]),
        [
            "uvnix::input::no_lock",
            "the lock file tool.py.lock does not exist",
            "run `uv lock --script tool.py`"
        ]
    );
}

#[test]
fn a_lock_that_is_no_text_is_refused() {
    let workplace = Workplace::with(&[("uv.lock", b"version = 1 # \xff\n")]);
    assert_eq!(
        error(&workplace, &[]),
        [
            "uvnix::input::not_text",
            "uv.lock is not UTF-8",
            "save it as UTF-8; if it is a lock file, write it again with its tool"
        ]
    );
}

#[test]
fn a_lock_that_is_no_toml_is_shown_where_it_ceases_to_be() {
    assert_snapshot!(refused_lock("version = 1\n<<<<<<< HEAD\n"), @"
    exit code 1
    uvnix::lock::not_a_lock

      × not a uv lock file: key with no value, expected `=`
       ╭─[uv.lock:2:9]
     1 │ version = 1
     2 │ <<<<<<< HEAD
       ·         ▲
       ·         ╰── here
       ╰────
      help: uv does not read it either: take either side of the merge, restore the
            file, or delete it; then run `uv lock`. If uv accepts this file,
            please report a bug
    ");
}

#[test]
fn a_lock_that_was_cut_short_is_refused() {
    let lock = fine();
    assert_eq!(
        told(&lock[..lock.len() - 20]),
        ["uvnix::lock::not_a_lock", "not a uv lock file: unclosed inline table, expected `}`", ""]
    );
}

#[test]
fn an_empty_lock_is_refused() {
    assert_eq!(
        told(""),
        ["uvnix::lock::not_a_lock", "not a uv lock file: missing field `version`", ""]
    );
}

#[test]
fn a_member_whose_folder_is_missing_is_named() {
    let lock = "version = 1\nrequires-python = \">=3.12\"\n[manifest]\nmembers = [\"app\"]\n\
                [[package]]\nname = \"app\"\nsource = { editable = \"packages/app\" }\n";
    assert_eq!(
        told(lock),
        [
            "uvnix::input::no_member",
            "the folder packages/app of the member `app` does not exist",
            ""
        ]
    );
}

#[test]
fn a_broken_pyproject_is_shown_and_not_the_lock() {
    let project = "[build-system]\nrequires = [\"hatchling\", \"not a requirement\"]\n";
    let workplace = Workplace::with(&[("uv.lock", fine().as_str()), ("pyproject.toml", project)]);
    assert_snapshot!(refused(&workplace, &[]), @r#"
    exit code 1
    uvnix::project::bad_build_requirement

      × invalid build requirement `not a requirement`: `a requirement` is not a
      │ list of versions, such as `>=1,<2`
       ╭─[pyproject.toml:2:26]
     1 │ [build-system]
     2 │ requires = ["hatchling", "not a requirement"]
       ·                          ─────────┬─────────
       ·                                   ╰── this requirement
       ╰────
      help: for the syntax, see
            https://packaging.python.org/en/latest/specifications/dependency-specifiers/
    "#);
}

#[test]
fn all_projects_and_settings_that_are_wrong_are_told_at_once() {
    let lock =
        "version = 1\nrequires-python = '>=3.12'\n[manifest]\nmembers = [\"a\", \"b\", \"c\"]\n";
    let members = ["a", "b", "c"].map(|name| {
        format!("[[package]]\nname = \"{name}\"\nsource = {{ editable = \"{name}\" }}\n")
    });
    let workplace = Workplace::with(&[
        ("uv.lock", format!("{lock}{}", members.concat()).as_str()),
        ("pyproject.toml", "[tool.uvnix]\nfact = \"all\"\n"),
        ("a/pyproject.toml", "[project\n"),
        ("b/pyproject.toml", "[build-system]\nrequires = [\"?\"]\n"),
    ]);
    let report = refused(&workplace, &[]);
    let codes = report
        .lines()
        .filter_map(|line| line.trim_start_matches("Error: ").strip_prefix("uvnix::"));
    let told = ["project::not_a_project", "project::bad_build_requirement", "input::no_member"];
    let expected = [&["input::several"], &told[..], &["settings::unknown_key"]].concat();
    assert_eq!(Vec::from_iter(codes), expected);
}

#[test]
fn a_root_that_is_no_toml_is_told_once() {
    let workplace = Workplace::with(&[
        ("uv.lock", fine().replace("virtual", "editable")),
        ("pyproject.toml", "[project\n".to_owned()),
    ]);
    let report = refused(&workplace, &[]);
    assert!(report.starts_with("exit code 1\nuvnix::project::not_a_project\n"), "{report}");
    assert!(!report.contains("settings"), "{report}");
}

#[test]
fn a_file_that_somebody_else_wrote_is_not_overwritten_unless_forced() {
    let workplace = Workplace::with(&[("uv.lock", fine().as_str()), ("uv.nix", "{ }\n")]);
    assert_eq!(
        error(&workplace, &[]),
        [
            "uvnix::output::not_ours",
            "uv.nix was not written by uvnix",
            "move it away, overwrite it with `--force`, or write another file with `-o`"
        ]
    );

    let outcome = workplace.lock2nix(&["--force", "--quiet"]);
    assert_eq!((outcome.code, outcome.report.as_str()), (0, ""));
    assert!(workplace.contents()["uv.nix"].starts_with(b"# @generated by uvnix "));
}

#[test]
fn a_file_of_our_own_is_overwritten_unasked() {
    let workplace = Workplace::with(&[("uv.lock", fine())]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let first = workplace.contents();
    workplace.write("uv.lock", fine() + "\n");
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    assert!(first["uv.nix"] != workplace.contents()["uv.nix"]);
    assert_eq!(Vec::from_iter(workplace.contents().keys()), ["uv.lock", "uv.nix"]);
}

#[test]
fn an_output_whose_folder_is_missing_is_refused() {
    let workplace = Workplace::with(&[("uv.lock", fine())]);
    assert_eq!(
        error(&workplace, &["-o", "generated/uv.nix"]),
        [
            "uvnix::file::unwritable",
            "generated/uv.nix cannot be written: No such file or directory (os error 2)",
            "check that the folder exists and is writable, or write another file with `-o`; no files were changed"
        ]
    );
}

#[test]
fn an_output_that_is_a_folder_is_refused() {
    let workplace = Workplace::with(&[("uv.lock", fine().as_str()), ("uv.nix/file", "")]);
    assert_eq!(
        error(&workplace, &[]),
        [
            "uvnix::output::no_file",
            "uv.nix is not a file",
            "move it away, or write another file with `-o`"
        ]
    );
}

#[test]
fn an_output_from_which_no_nix_path_leads_to_the_lock_is_refused() {
    let workplace = Workplace::with(&[("a b/uv.lock", fine().as_str()), ("c/file", "")]);
    assert_eq!(
        error(&workplace, &["a b", "-o", "c/uv.nix"]),
        [
            "uvnix::output::no_path_to_lock",
            "Nix cannot express the relative path from c to a b",
            "write the file next to the lock file, or to a folder whose path has only letters, digits and -._+"
        ]
    );
}

#[test]
fn nothing_is_written_over_what_the_file_is_made_from() {
    let files = [("uv.lock", fine()), ("pyproject.toml", "project.name = 'app'".to_owned())];
    let workplace = Workplace::with(&files);
    for input in ["uv.lock", "pyproject.toml"] {
        let outcome = workplace.lock2nix(&["--force", "-o", input]);
        assert_eq!(outcome.code, 1);
        assert!(outcome.report.contains("uvnix::output::an_input"), "{}", outcome.report);
    }
    assert_eq!(workplace.contents()["uv.lock"], fine().as_bytes());
}
