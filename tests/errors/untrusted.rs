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
