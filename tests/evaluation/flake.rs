//! What a flake asks a generated file for.

use std::fs;

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal, warnings};
use crate::{case, of};

/// A copy of a case in which `changed.nix` is `uv.nix` with something changed.
fn changed(case: &str, change: &str) -> Workplace {
    let workplace = Workplace::copy_of(&case::folder().join(case));
    let text = format!("let workspace = import ./uv.nix; in workspace // {{ {change} }}");
    workplace.write("changed.nix", text);
    workplace
}

#[test]
fn specifications_name_the_extras_and_groups_of_each_member() {
    let deps = evaluate(&of("workspace/uv.nix"), "workspace.deps", &[]);
    assert_eq!(
        deps.expect("there are specifications"),
        json!({
            "default": { "shop": ["dev", "docs"], "shop-core": ["test"], "shop-tools": [] },
            "optionals": { "shop": ["nothing", "web"], "shop-core": ["all", "sql"], "shop-tools": [] },
            "groups": { "shop": ["dev", "docs", "empty"], "shop-core": ["test"], "shop-tools": ["dev"] },
            "all": {
                "shop": ["nothing", "web", "dev", "docs", "empty"],
                "shop-core": ["all", "sql", "test"],
                "shop-tools": ["dev"],
            },
        })
    );
}

#[test]
fn the_groups_of_a_root_without_a_project_can_be_asked_for() {
    let deps = evaluate(&of("virtual-root/uv.nix"), "workspace.deps", &[]);
    let deps = deps.expect("there are specifications");
    assert_eq!(deps["groups"]["workspace-root"], json!(["dev", "lint"]));
    assert_eq!(deps["default"]["workspace-root"], json!(["lint"]));
}

#[test]
fn a_specification_decides_what_an_environment_has() {
    let closure = |case: &str, spec| {
        let closure = evaluate(&of(case), "closure", &[("spec", spec)]).expect("it is a closure");
        let mut names: Vec<String> = serde_json::from_value(closure).expect("names");
        names.sort();
        names.join(" ")
    };
    let shop = |spec| closure("workspace/uv.nix", spec);
    assert_eq!(shop(r#"{"shop":[]}"#), "driver driver-binary shop shop-core");
    assert_eq!(shop(r#"{"shop":["docs"]}"#), "driver driver-binary shop shop-core writer");
    assert_eq!(shop(r#"{"shop-core":[]}"#), "shop-core");
    assert_eq!(shop(r#"{"shop-core":["all"]}"#), "driver driver-binary server shop-core");
    assert_eq!(shop(r#"{"shop":["nothing","empty"]}"#), shop(r#"{"shop":[]}"#));
    let cycle = |spec| closure("cycles/uv.nix", spec);
    assert_eq!(cycle(r#"{"circular":[]}"#), "circular egg hen");
    assert_eq!(cycle(r#"{"circular":["plot"]}"#), "circular egg hen worm");
}

#[test]
fn facts_of_the_lock_can_be_read() {
    let fact = |name: &str| {
        let fact = evaluate(&of("pure/uv.nix"), &format!("workspace.{name}"), &[]);
        fact.expect("it is there")
    };
    assert_eq!(fact("requires-python")[0]["op"], ">=");
    let environments = fact("environments");
    assert_eq!(environments[0], "cp312-aarch64-darwin");
    assert_eq!(environments.as_array().map(Vec::len), Some(12));
}

#[test]
fn sdists_are_taken_where_there_are_some_when_they_are_preferred() {
    let url = |package: &str, preference| {
        let attribute = format!("pythonSet.{package}.src.url");
        let preference = [("sourcePreference", preference)];
        evaluate(&of("pure/uv.nix"), &attribute, &preference).expect("it has an address")
    };
    assert_eq!(url("click", "wheel"), "https://files.example/click-8.1.7-py3-none-any.whl");
    assert_eq!(url("click", "sdist"), "https://files.example/click-8.1.7.tar.gz");
    let only = "https://files.example/typing_extensions-4.12.2-py3-none-any.whl";
    assert_eq!(url("typing-extensions", "sdist"), only);
}

#[test]
fn another_preference_is_refused() {
    let preference = [("sourcePreference", "source")];
    let message = refusal(&of("pure/uv.nix"), "versions", &preference);
    assert!(message.contains(r#"must be "wheel" or "sdist", not "source""#), "{message}");
}

#[test]
fn a_stale_lock_is_refused_unless_that_is_allowed() {
    let anyway = "mkPyprojectOverlay = arguments:
        workspace.mkPyprojectOverlay (arguments // { checkFreshness = false; });";
    let workplace = changed("pure", anyway);
    let lock = fs::read_to_string(workplace.path("uv.lock")).expect("there is a lock");
    workplace.write("uv.lock", lock + "\n");

    let message = refusal(&workplace.path("uv.nix"), "versions", &[]);
    assert!(
        message.contains("uv.nix is out of date: uv.lock changed after it was generated"),
        "{message}"
    );
    assert!(message.contains("uvnix lock2nix"), "{message}");
    assert!(evaluate(&workplace.path("changed.nix"), "versions", &[]).is_ok());
}

#[test]
fn an_error_of_another_lock_file_than_uv_lock_names_its_file_and_its_command() {
    for (case, lock, file) in
        [("pylock", "pylock.toml", "pylock.nix"), ("script", "tool.py.lock", "tool.py.nix")]
    {
        let workplace = changed(case, "");
        workplace.write(lock, workplace.read(lock) + "\n");
        let message = refusal(&workplace.path(file), "versions", &[]);
        assert!(message.contains(&format!("{file} is out of date: {lock}")), "{message}");
        assert!(message.contains(&format!("Run `uvnix lock2nix {lock}`.")), "{message}");
    }
}

#[test]
fn a_lock_that_the_flake_does_not_hold_is_warned_of_once_unless_the_check_is_off() {
    let anyway = "mkPyprojectOverlay = arguments:
        workspace.mkPyprojectOverlay (arguments // { checkFreshness = false; });";
    let workplace = changed("pure", anyway);
    let (checked, unchecked) = (workplace.path("uv.nix"), workplace.path("changed.nix"));
    assert_eq!(warnings(&checked, "packages"), "");
    fs::remove_file(workplace.path("uv.lock")).expect("there is a lock");
    let said = warnings(&checked, "packages");
    assert_eq!(said.matches("cannot check whether uv.nix is up to date").count(), 1, "{said}");
    assert!(said.contains("mkPyprojectOverlay { checkFreshness = false; }"), "{said}");
    assert_eq!(warnings(&unchecked, "packages"), "");
}

#[test]
fn a_member_in_a_parent_folder_is_found() {
    let path = of("parent-folder/application/uv.nix");
    let source = evaluate(&path, "pythonSet.library.src.url", &[("python", "3.13")]);
    let source = source.expect("it has a source");
    assert_eq!(source, json!(of("parent-folder/library")));
}

#[test]
fn an_editable_package_knows_where_it_is_edited() {
    let root = |case: &str, python: &str, package: &str| {
        let attribute = format!("pythonSet.{package}.EDITABLE_ROOT");
        let arguments = [("python", python), ("editableRoot", "$REPO_ROOT")];
        evaluate(&of(case), &attribute, &arguments).expect("it has a root")
    };
    assert_eq!(root("pure/uv.nix", "3.12", "app"), "$REPO_ROOT");
    assert_eq!(root("workspace/uv.nix", "3.12", "shop-core"), "$REPO_ROOT/core");
    let library = root("parent-folder/application/uv.nix", "3.13", "library");
    assert_eq!(library, "$REPO_ROOT/../library");

    let hooks = |arguments: &[(&str, &str)]| -> Value {
        let tools = evaluate(&of("pure/uv.nix"), "packages.app.nativeBuildInputs", arguments);
        tools.expect("it has tools")[0].clone()
    };
    assert_eq!(hooks(&[]), "pyproject-hook");
    assert_eq!(hooks(&[("editableRoot", "$REPO_ROOT")]), "pyproject-editable-hook");
}

#[test]
fn a_package_that_is_not_made_editable_stays_as_it_is() {
    let one = "mkEditablePyprojectOverlay = { root }:
        workspace.mkEditablePyprojectOverlay { inherit root; members = [ \"library\" ]; };";
    let workplace = Workplace::copy_of(&case::folder().join("parent-folder"));
    let text = format!("let workspace = import ./uv.nix; in workspace // {{ {one} }}");
    workplace.write("application/changed.nix", text);
    let tool = |package: &str| {
        let attribute = format!("packages.{package}.nativeBuildInputs");
        let path = workplace.path("application/changed.nix");
        let arguments = [("python", "3.13"), ("editableRoot", "$REPO_ROOT")];
        let tools = evaluate(&path, &attribute, &arguments);
        tools.expect("it has tools")[0].clone()
    };
    assert_eq!(tool("library"), "pyproject-editable-hook");
    assert_eq!(tool("application"), "pyproject-hook");
}

#[test]
fn what_uv_does_not_install_editable_is_editable_only_on_request() {
    let project = |name: &str| format!("[project]\nname = \"{name}\"\nversion = \"1\"\n");
    let package = |name: &str, source: &str| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"1\"\nsource = {{ {source} }}\n")
    };
    let lock = [
        "version = 1\nrequires-python = \"==3.12.*\"\n".to_owned(),
        package("app", "editable = \".\"")
            + "dependencies = [{ name = \"edited\" }, { name = \"plain\" }, { name = \"script\" }]\n",
        package("edited", "editable = \"edited\""),
        package("plain", "directory = \"plain\""),
        package("script", "editable = \"script\""),
    ];
    let workplace = Workplace::with(&[
        ("uv.lock", lock.concat()),
        ("pyproject.toml", project("app")),
        ("edited/pyproject.toml", project("edited")),
        ("plain/pyproject.toml", project("plain")),
        ("script/setup.py", String::new()),
    ]);
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let editables = |file: &str| {
        let is_editable = |package: &&str| {
            let attribute = format!("pythonSet.{package}.EDITABLE_ROOT");
            let arguments = [("editableRoot", "$REPO_ROOT")];
            evaluate(&workplace.path(file), &attribute, &arguments).is_ok()
        };
        Vec::from_iter(["app", "edited", "plain", "script"].into_iter().filter(is_editable))
    };
    assert_eq!(editables("uv.nix"), ["app", "edited"]);
    let members = |names: &str| {
        let text = format!(
            "let workspace = import ./uv.nix; in workspace // {{ mkEditablePyprojectOverlay = given:
               workspace.mkEditablePyprojectOverlay (given // {{ members = [ {names} ]; }}); }}"
        );
        workplace.write("members.nix", text);
    };
    members("\"plain\"");
    assert_eq!(editables("members.nix"), ["plain"]);
    members("\"script\"");
    let arguments = [("editableRoot", "$REPO_ROOT")];
    let message = refusal(&workplace.path("members.nix"), "versions", &arguments);
    assert!(message.contains("script cannot be made editable"), "{message}");
    assert!(message.contains("Only local packages with a pyproject.toml can:\n"), "{message}");
}

#[test]
fn a_member_that_cannot_be_made_editable_is_named() {
    let unknown = "mkEditablePyprojectOverlay = { root }:
        workspace.mkEditablePyprojectOverlay { inherit root; members = [ \"shop\" \"nobody\" ]; };";
    let workplace = changed("workspace", unknown);
    let arguments = [("editableRoot", "$REPO_ROOT")];
    let message = refusal(&workplace.path("changed.nix"), "versions", &arguments);
    assert!(message.contains("shop, nobody cannot be made editable"), "{message}");
    assert!(message.contains(" shop-core\n"), "{message}");
}

#[test]
fn the_root_of_an_editable_package_is_not_in_the_store() {
    let in_store = "mkEditablePyprojectOverlay = _:
        workspace.mkEditablePyprojectOverlay { root = \"${builtins.storeDir}/x-source\"; };";
    let workplace = changed("pure", in_store);
    let arguments = [("editableRoot", "unused")];
    let message = refusal(&workplace.path("changed.nix"), "versions", &arguments);
    assert!(message.contains("is in the Nix store"), "{message}");
    assert!(message.contains("$REPO_ROOT"), "{message}");
}

#[test]
fn a_wheel_gets_the_libraries_that_it_may_count_on() {
    let libraries = |package: &str, system| {
        let attribute = format!("packages.{package}.buildInputs");
        let libraries = evaluate(&of("platform-wheels/uv.nix"), &attribute, &[("system", system)]);
        let libraries = libraries.expect("it can be evaluated");
        let names = libraries.as_array().expect("a list").iter();
        Vec::from_iter(names.map(|name| name.as_str().expect("a name").to_owned()))
    };
    let has = |names: &[String], part: &str| names.iter().any(|name| name.contains(part));
    assert!(has(&libraries("many", "x86_64-linux"), "manylinux2014"));
    assert!(has(&libraries("legacy", "x86_64-linux"), "manylinux1-"));
    assert_eq!(libraries("build-tagged", "x86_64-linux"), [""; 0]);
    assert!(!has(&libraries("many", "aarch64-darwin"), "manylinux"));
}

/// The versions that an environment has for a specification, or why it cannot be had.
fn chosen(spec: &str) -> Result<Value, String> {
    let environment = [("system", "x86_64-linux"), ("spec", spec)];
    evaluate(&of("conflicts/uv.nix"), "versions", &environment)
}

#[test]
fn a_choice_between_conflicting_extras_decides_the_versions() {
    let cpu = chosen(r#"{"trainer":["cpu"]}"#).expect("one side can be chosen");
    let versions = |tensor| json!({ "logger": "1.0", "tensor": tensor, "trainer": "0.1.0" });
    assert_eq!(cpu, versions("2.5.0"));
    assert_eq!(chosen(r#"{"trainer":[]}"#), Ok(versions("2.5.0")));
    let cuda = chosen(r#"{"trainer":["cuda"]}"#).expect("the other side can be chosen");
    assert_eq!((&cuda["tensor"], &cuda["driver"]), (&json!("2.6.0"), &json!("12.4")));
    let both = chosen(r#"{"trainer":["cpu","legacy"]}"#).expect("these do not exclude each other");
    assert_eq!(both["tensor"], "2.5.0");
}

const CONFLICT_WITHOUT_EFFECT: &str = r#"
version = 1
requires-python = "==3.12.*"
conflicts = [[{ package = "app", extra = "bar" }, { package = "core", extra = "foo" }]]

[manifest]
members = ["app", "core", "tool"]

[[package]]
name = "app"
version = "1"
source = { virtual = "app" }

[package.optional-dependencies]
bar = [{ name = "core", extra = ["foo"], marker = "extra == 'extra-3-app-bar'" }]

[[package]]
name = "core"
version = "1"
source = { virtual = "core" }

[package.optional-dependencies]
foo = [{ name = "tool", marker = "extra == 'extra-4-core-foo'" }]

[[package]]
name = "tool"
version = "1"
source = { virtual = "tool" }
"#;

#[test]
fn two_sides_of_a_conflict_are_refused_even_if_they_need_the_same() {
    let workplace = Workplace::with(&[("uv.lock", CONFLICT_WITHOUT_EFFECT)]);
    assert_eq!(workplace.lock2nix(&["."]).code, 0);
    let ask = |spec| {
        evaluate(
            &workplace.path("uv.nix"),
            "versions",
            &[("system", "x86_64-linux"), ("spec", spec)],
        )
    };
    assert_eq!(ask(r#"{"core":["foo"]}"#), Ok(json!({ "core": "1", "tool": "1" })));
    // `app[bar]` depends on `core[foo]`.
    for spec in [r#"{"app":["bar"]}"#, r#"{"app":["bar"],"core":["foo"]}"#] {
        let message = ask(spec).expect_err("it is refused");
        assert!(message.contains("app[bar] and core[foo] exclude each other"), "{message}");
    }
}

#[test]
fn two_sides_of_a_conflict_are_refused_by_name() {
    for (spec, one, other) in [
        (r#"{"trainer":["cpu","cuda"]}"#, "trainer[cpu]", "trainer[cuda]"),
        (r#"{"trainer":["cuda","legacy"]}"#, "trainer[cuda]", "trainer:legacy"),
        ("all", "trainer[cpu]", "trainer[cuda]"),
    ] {
        let message = chosen(spec).expect_err("it is refused");
        assert!(message.contains(one) && message.contains(other), "{message}");
    }
}
