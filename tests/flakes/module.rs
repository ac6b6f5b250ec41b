//! The module for flake-parts.

use serde_json::Value;

use crate::instance::Instance;

/// A flake in which `perSystem` is this module.
fn flake(template: &str, module: &str) -> Instance {
    let flake = format!(
        "{{ outputs = inputs: inputs.flake-parts.lib.mkFlake {{ inherit inputs; }} {{
            imports = [ inputs.uvnix.flakeModules.default ];
            systems = [ \"x86_64-linux\" ];
            perSystem = {module};
          }}; }}"
    );
    Instance::with_flake(template, &flake)
}

fn refusal(module: &str) -> String {
    flake("workspace", module).evaluated().expect_err("it is refused")
}

#[test]
fn an_option_of_another_type_is_named_with_what_was_found() {
    for (option, kind, found) in [
        (r#"sourcePreference = "wheels""#, r#"`one of "wheel", "sdist"'"#, r#""wheels""#),
        (r#"root = "here""#, "`null or absolute path'", r#""here""#),
        (r#"python = "3.12""#, "`package'", r#""3.12""#),
        ("overrides = [ { } ]", "`overlay'", "{"),
        ("tests = \"shop\"", "`list of string'", r#""shop""#),
    ] {
        let report = refusal(&format!("{{ uvnix = {{ root = ./.; }} // {{ {option}; }}; }}"));
        let (name, _) = option.split_once(' ').expect("an option has a name");
        assert!(report.contains(&format!("perSystem.x86_64-linux.uvnix.{name}")), "{report}");
        assert!(report.contains(&format!("is not of type {kind}")), "{report}");
        assert!(report.contains(found), "{report}");
    }
}

#[test]
fn an_option_that_there_is_not_is_named() {
    let report = refusal("{ uvnix.rot = ./.; }");
    assert!(report.contains("uvnix.rot' does not exist"), "{report}");
}

#[test]
fn a_project_without_a_root_says_what_to_set() {
    let report = refusal("{ config, ... }: { packages.image = config.uvnix.project.mkImage { }; }");
    assert!(report.contains("uvnix.root is null, so there is no project"), "{report}");
    assert!(report.contains("Set it to the folder of the project, such as ./."), "{report}");
}

#[test]
fn a_flake_may_have_a_default_package_and_shell_of_its_own() {
    let own = "{ pkgs, ... }: { uvnix.root = ./.; packages.default = pkgs.uv;
                 devShells.default = pkgs.ruff; }";
    let outputs = flake("workspace", own).evaluated().expect("nothing is wrong");
    let default = |output: &str| outputs[output]["x86_64-linux"]["default"].clone();
    assert!(default("packages").as_str().is_some_and(|path| path.ends_with("-uv.drv")));
    assert!(default("devShells").as_str().is_some_and(|path| path.ends_with("-ruff.drv")));
}

#[test]
fn a_module_that_is_told_nothing_adds_nothing() {
    let outputs = flake("workspace", "{ }").evaluated().expect("nothing is wrong");
    for output in ["packages", "checks", "devShells", "apps"] {
        assert!(outputs[output]["x86_64-linux"].as_object().is_some_and(serde_json::Map::is_empty));
    }
}

#[test]
fn scripts_become_packages_with_checks() {
    let outputs = flake("script", "{ uvnix.scripts = [ ./markdown.py ]; }").evaluated();
    let outputs = outputs.expect("nothing is wrong");
    let names = |output: &str| {
        let here: &Value = &outputs[output]["x86_64-linux"];
        Vec::from_iter(here.as_object().expect("it is there").keys().cloned())
    };
    assert_eq!(names("packages"), ["markdown"]);
    assert_eq!(names("checks"), ["markdown-fresh"]);
    assert_eq!(names("apps"), ["lock2nix"]);
    assert!(names("devShells").is_empty());
}

#[test]
fn what_a_flake_adds_stands_beside_what_the_module_makes() {
    let module = r#"{ config, pkgs, ... }: {
        uvnix = { root = ./.; python = pkgs.python3; devPackages = [ pkgs.ruff ]; editableMembers = [ "shop" ]; };
        packages.dev = config.uvnix.project.editableVenv;
    }"#;
    let outputs = flake("workspace", module).evaluated().expect("nothing is wrong");
    let packages = outputs["packages"]["x86_64-linux"].as_object().expect("it has packages");
    assert_eq!(Vec::from_iter(packages.keys()), ["default", "dev"]);
}
