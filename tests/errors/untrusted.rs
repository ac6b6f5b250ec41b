//! Locks and settings that a stranger could send in a pull request.

use std::fs;

use crate::command::Workplace;
use crate::{project, refused_lock};

const HASH: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn of_registry(wheel: &str) -> String {
    project(&format!(
        "version = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
         wheels = [{{ {wheel}, hash = \"{HASH}\" }}]"
    ))
}

fn at(path: &str, hash: &str) -> String {
    let wheel = format!("{{ filename = \"a-1-py3-none-any.whl\", hash = \"{hash}\" }}");
    project(&format!("version = \"1\"\nsource = {{ path = \"{path}\" }}\nwheels = [{wheel}]"))
}

#[test]
fn a_host_that_a_shell_would_run_is_refused() {
    for host in ["$({touch,pwned}).evil.example", "`id`.example", "a;id", "-a.example", "a|b"] {
        let lock = of_registry(&format!("url = 'https://{host}/needed-1-py3-none-any.whl'"));
        let report = refused_lock(&lock);
        assert!(report.contains("uvnix::lock::bad_value"), "{report}");
    }
}

#[test]
fn a_file_name_that_steers_a_terminal_is_refused() {
    for wheel in [
        r#"url = "https://files.example/x.whl", filename = "\u001b[31m\u202e.whl""#,
        r#"url = "https://files.example/x%1B%5B31m-1-py3-none-any.whl""#,
        r#"url = "https://files.example/x-1-py3-none-any%E2%81%A6.whl""#,
        r#"url = "https://files.example/x.whl", filename = "a/b-1-py3-none-any.whl""#,
    ] {
        let report = refused_lock(&of_registry(wheel));
        assert!(report.contains("uvnix::lock::bad_value"), "{report}");
        assert!(!report.contains('\u{1b}') && !report.contains('\u{202e}'), "{report}");
    }
}

#[test]
fn a_password_in_a_lock_is_neither_written_nor_printed() {
    let url = "https://me:hunter2@files.example/needed-1-py3-none-any.whl";
    let locks = [
        of_registry(&format!("url = \"{url}\"")),
        of_registry(&format!("url = \"{url}\"")).replace("https://pypi", "https://hunter2@pypi"),
        project(&format!(
            "version = \"1\"\nsource = {{ url = \"{url}\" }}\nwheels = [{{ url = \"{url}\", hash = \"{HASH}\" }}]"
        )),
        project(&format!(
            "version = \"1\"\nsource = {{ git = \"https://me:hunter2@git.example/a?rev=1#{}\" }}",
            "0".repeat(40)
        )),
    ];
    for lock in locks {
        let workplace = Workplace::with(&[("uv.lock", &lock)]);
        let outcome = workplace.lock2nix(&["--offline"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(outcome.report.contains("user name or password for "), "{}", outcome.report);
        let explained = workplace.uvnix("C", &["explain", "needed", "--format", "json"]);
        assert_eq!(explained.code, 0, "{}", explained.report);
        for text in [outcome.output, outcome.report, explained.output, explained.report] {
            assert!(!text.contains("hunter2"), "{text}");
        }
        for (name, content) in workplace.contents() {
            let text = String::from_utf8_lossy(&content);
            assert!(name == "uv.lock" || !text.contains("hunter2"), "{name}");
        }
        let broken = lock.replace(HASH, "sha256:short").replace("#0000", "#short");
        let report = refused_lock(&broken.replace("version = \"1\"\n", "version = \"1;\"\n"));
        assert!(!report.contains("hunter2"), "{report}");
    }
}

#[test]
fn a_local_file_that_is_not_the_locked_one_is_refused() {
    let wheel = "a-1-py3-none-any.whl";
    let workplace = Workplace::with(&[("uv.lock", at(wheel, HASH).as_str()), (wheel, "")]);
    for arguments in [&["lock2nix"][..], &["lock2nix", "--check"], &["doctor"]] {
        let outcome = workplace.uvnix("C", arguments);
        assert_ne!(outcome.code, 0);
        let report = outcome.report;
        assert!(report.contains("uvnix::facts::wrong_hash") && report.contains(EMPTY), "{report}");
    }
    assert!(!workplace.path("uv.nix").exists());
    workplace.write("uv.lock", at(wheel, &EMPTY.to_uppercase().replace("SHA", "sha")));
    let outcome = workplace.lock2nix(&[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
}

#[test]
fn every_local_file_that_is_wrong_outside_or_missing_is_named() {
    let wheels = |paths: [&str; 3]| {
        let package = |(number, path): (usize, &str)| {
            format!(
                "[[package]]\nname = \"p{number}\"\nversion = \"1\"\nsource = {{ path = \"{path}\" }}\n\
                 wheels = [{{ filename = \"a-1-py3-none-any.whl\", hash = \"{HASH}\" }}]\n"
            )
        };
        let packages = Vec::from_iter(paths.into_iter().enumerate().map(package)).concat();
        format!("version = 1\nrequires-python = \">=3.12\"\n{packages}")
    };
    let inside = wheels(["1/a-1-py3-none-any.whl", "2/a-1-py3-none-any.whl", "gone.whl"]);
    let outside = wheels(["../1.whl", "../2.whl", "../gone.whl"]);
    let workplace = Workplace::with(&[
        ("project/uv.lock", inside.as_str()),
        ("project/1/a-1-py3-none-any.whl", ""),
        ("project/2/a-1-py3-none-any.whl", ""),
    ]);
    fs::create_dir(workplace.path("project/.git")).unwrap();
    let report = workplace.lock2nix(&["project"]).report;
    assert_eq!(report.matches("uvnix::facts::wrong_hash").count(), 2, "{report}");
    for number in [1, 2] {
        fs::remove_file(workplace.path(&format!("project/{number}/a-1-py3-none-any.whl"))).unwrap();
    }
    let outcome = workplace.lock2nix(&["project"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    for missing in
        ["do not exist", "p0 1: 1/a-1-py3-none-any.whl", "p2 1: gone.whl", "help: restore"]
    {
        assert!(outcome.report.contains(missing), "{}", outcome.report);
    }
    let found = workplace.uvnix("C", &["doctor", "project"]).output;
    assert!(found.contains("its file gone.whl does not exist"), "{found}");
    workplace.write("project/uv.lock", outside);
    let report = workplace.lock2nix(&["project"]).report;
    for outside in ["p0 1: ../1.whl", "p1 1: ../2.whl", "p2 1: ../gone.whl"] {
        assert!(report.contains(outside), "{report}");
    }
    let allowed = r#"allow-outside = ["../1.whl", "../2.whl", "../gone.whl"]"#;
    assert!(report.replace("\n        ", " ").contains(allowed), "{report}");
}

#[test]
fn a_character_that_a_reviewer_cannot_see_is_not_written() {
    let lock = project("version = \"1\"\nsource = { editable = \"needed\" }");
    for character in ["\\u202e", "\\u0000", "\\u001b", "\\u2066", "\\u0085"] {
        let settings =
            format!("[tool.uvnix.packages.needed]\nenv = {{ FLAGS = \"a{character}b\" }}\n");
        let workplace = Workplace::with(&[
            ("uv.lock", lock.as_str()),
            ("pyproject.toml", settings.as_str()),
            ("needed/pyproject.toml", ""),
        ]);
        let report = workplace.lock2nix(&[]).report;
        assert!(report.contains("uvnix::emit::hidden_character"), "{report}");
        let name = character.trim_start_matches("\\u").to_uppercase();
        assert!(report.contains(&format!("U+{name}")) && report.contains("FLAGS"), "{report}");
        assert!(!workplace.path("uv.nix").exists());
    }
}

#[test]
fn a_wrong_file_of_a_folder_of_wheels_is_refused() {
    let lock = project(&format!(
        "version = \"1\"\nsource = {{ registry = \"wheels\" }}\n\
         wheels = [{{ path = \"needed-1-py3-none-any.whl\", hash = \"{HASH}\" }}]"
    ));
    let files = [("uv.lock", lock.as_str()), ("wheels/needed-1-py3-none-any.whl", "another")];
    let outcome = Workplace::with(&files).lock2nix(&[]);
    assert!(outcome.report.contains("uvnix::facts::wrong_hash"), "{}", outcome.report);
}

#[test]
fn what_lies_outside_of_the_repository_is_refused_unless_it_is_allowed() {
    let folder = project("version = \"1\"\nsource = { directory = \"../outside/needed\" }");
    for lock in [folder, at("../outside/a-1-py3-none-any.whl", EMPTY)] {
        let workplace = Workplace::with(&[
            ("project/uv.lock", lock.as_str()),
            ("outside/a-1-py3-none-any.whl", ""),
            ("outside/needed/pyproject.toml", ""),
        ]);
        fs::create_dir(workplace.path("project/.git")).unwrap();
        let outcome = workplace.lock2nix(&["project"]);
        let report = &outcome.report;
        assert!(report.contains("uvnix::input::outside"), "{report}");
        assert!(report.contains("allow-outside = [\"../outside/"), "{report}");
        assert!(!workplace.path("project/uv.nix").exists());
        let allowed = "[tool.uvnix]\nallow-outside = [\"../outside\"]\n";
        workplace.write("project/pyproject.toml", allowed);
        let outcome = workplace.lock2nix(&["project"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        fs::remove_file(workplace.path("project/pyproject.toml")).unwrap();
        fs::rename(workplace.path("project/.git"), workplace.path(".git")).unwrap();
        let outcome = workplace.lock2nix(&["project"]);
        assert_eq!(outcome.code, 0, "in one repository: {}", outcome.report);
    }
}

#[test]
fn allowing_the_folder_of_the_project_does_not_allow_those_above_it() {
    let lock = project("version = \"1\"\nsource = { directory = \"../../needed\" }");
    let workplace = Workplace::with(&[
        ("a/project/uv.lock", lock.as_str()),
        ("a/project/pyproject.toml", "[tool.uvnix]\nallow-outside = [\"..\"]\n"),
        ("needed/pyproject.toml", ""),
    ]);
    fs::create_dir(workplace.path("a/project/.git")).unwrap();
    let report = workplace.lock2nix(&["a/project"]).report;
    assert!(report.contains("uvnix::input::outside"), "{report}");
}

#[test]
fn without_a_repository_siblings_and_pinned_files_get_a_warning_and_other_folders_are_refused() {
    let folder =
        |path: &str| project(&format!("version = \"1\"\nsource = {{ directory = \"{path}\" }}"));
    for (lock, is_refused) in [
        (folder("../needed"), false),
        (at("../../far/a-1-py3-none-any.whl", EMPTY), false),
        (folder("../../far"), true),
        (folder("../../.ssh"), true),
    ] {
        let workplace = Workplace::with(&[
            ("work/project/uv.lock", lock.as_str()),
            ("work/needed/pyproject.toml", ""),
            ("far/a-1-py3-none-any.whl", ""),
            ("far/pyproject.toml", ""),
        ]);
        let outcome = workplace.lock2nix(&["work/project"]);
        let report = &outcome.report;
        assert_eq!(outcome.code == 0, !is_refused, "{report}");
        assert_eq!(report.contains("uvnix::input::outside"), is_refused, "{report}");
        assert_eq!(report.contains("warning: outside of the project"), !is_refused, "{report}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_refused_and_nothing_of_its_target_is_shown() {
    use std::os::unix::fs::symlink;

    let secret = "token = \"hunter2\"\nproject = \"hunter2\"\n[tool]\nuv = \"hunter2\"\n";
    let lock = project("version = \"1\"\nsource = { editable = \"needed\" }");
    for name in ["uv.lock", "pyproject.toml", "uv.toml", "uvnix.lock", "needed/pyproject.toml"] {
        let workplace = Workplace::with(&[
            ("project/uv.lock", lock.as_str()),
            ("project/pyproject.toml", ""),
            ("project/needed/setup.py", ""),
            ("private/secret", secret),
        ]);
        let link = workplace.path("project").join(name);
        let _ = fs::remove_file(&link);
        symlink(workplace.path("private/secret"), &link).unwrap();
        let outcome = workplace.lock2nix(&["project"]);
        let shown = format!("{}{}", outcome.output, outcome.report);
        assert!(!shown.contains("hunter2") && !shown.contains("token"), "{name}: {shown}");
    }
    let workplace = Workplace::with(&[
        ("project/uv.lock", lock.as_str()),
        ("private/pyproject.toml", "[project]\nname = \"private\"\n"),
    ]);
    symlink(workplace.path("private"), workplace.path("project/needed")).unwrap();
    let outcome = workplace.lock2nix(&["project"]);
    assert!(outcome.report.contains("uvnix::input::outside"), "{}", outcome.report);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_on_the_way_to_a_lock_does_not_lead_out_of_a_checkout() {
    use std::os::unix::fs::symlink;

    let workplace = Workplace::with(&[
        ("checkout/.git/HEAD", ""),
        ("private/.git/HEAD", ""),
        ("private/uv.lock", "token = \"hunter2\"\n"),
        ("private/pyproject.toml", "token = \"hunter2\"\n"),
    ]);
    symlink("../private", workplace.path("checkout/api")).unwrap();
    let report = workplace.lock2nix(&["checkout/api"]).report;
    assert!(report.contains("uvnix::input::not_shown") && !report.contains("hunter2"), "{report}");
    let lock = project("version = \"1\"\nsource = { virtual = \"needed\" }");
    workplace.write("private/uv.lock", lock);
    fs::remove_file(workplace.path("private/pyproject.toml")).unwrap();
    let report = workplace.lock2nix(&["checkout/api"]).report;
    assert!(report.contains("uvnix::output::leads_out"), "{report}");
    assert!(!workplace.path("private/uv.nix").exists());
    assert_eq!(workplace.lock2nix(&["private"]).code, 0);
}

#[test]
fn variables_that_change_a_derivation_are_refused_in_their_place() {
    let lock = project("version = \"1\"\nsource = { editable = \"needed\" }");
    for settings in [
        "[tool.uvnix.packages.needed]\nenv = { outputHash = \"\" }",
        "[tool.uvnix.packages.needed]\nenv = { impureEnvVars = \"TOKEN\" }",
        "[tool.uv.extra-build-variables]\nneeded = { __noChroot = \"1\" }",
    ] {
        let workplace = Workplace::with(&[
            ("uv.lock", lock.as_str()),
            ("pyproject.toml", settings),
            ("needed/pyproject.toml", ""),
        ]);
        let report = workplace.lock2nix(&[]).report;
        assert!(report.contains("uvnix::settings::bad_value"), "{report}");
        assert!(report.contains("this value") && report.contains("derivation"), "{report}");
    }
}

#[test]
fn a_query_of_a_url_is_not_part_of_the_file_name() {
    let url = "https://files.example/needed-1.tar.gz?sig=a/b";
    let lock = project(&format!(
        "version = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
         sdist = {{ url = \"{url}\", hash = \"{HASH}\" }}"
    ));
    let workplace = Workplace::with(&[("uv.lock", &lock)]);
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let text = fs::read_to_string(workplace.path("uv.nix")).unwrap();
    assert!(text.contains("name = \"needed-1.tar.gz\";"));
}

#[test]
fn a_package_may_have_the_name_of_the_root() {
    let package = format!(
        "[[package]]\nname = \"workspace-root\"\nversion = \"1\"\n\
         source = {{ registry = \"https://pypi.example/simple\" }}\n\
         wheels = [{{ url = \"https://files.example/workspace_root-1-py3-none-any.whl\", hash = \"{HASH}\" }}]\n"
    );
    let head = "version = 1\nrequires-python = \"==3.12.*\"\n\n[manifest]\n";
    let script = format!("{head}requirements = [{{ name = \"workspace-root\" }}]\n\n{package}");
    let metadata = "# /// script\n# requires-python = \"==3.12.*\"\n# dependencies = [\"workspace-root\"]\n# ///\n";
    let workplace = Workplace::with(&[("t.py", metadata), ("t.py.lock", script.as_str())]);
    let outcome = workplace.lock2nix(&["t.py"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let text = fs::read_to_string(workplace.path("t.py.nix")).unwrap();
    assert!(text.contains("workspace_root-1-py3-none-any.whl"));

    let group = "[manifest.dependency-groups]\ndev = [{ name = \"workspace-root\" }]\n\n";
    let lock = format!("{head}\n{group}{package}");
    let pyproject = "[dependency-groups]\ndev = [\"workspace-root\"]\n";
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", pyproject)]);
    let outcome = workplace.lock2nix(&[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let text = fs::read_to_string(workplace.path("uv.nix")).unwrap();
    assert!(text.contains("workspace-root-2 = {") && text.contains("workspace-root = {"));
}
