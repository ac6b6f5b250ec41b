//! `lib.mkProject` and `lib.mkScript`: what they refuse, and what else they make.

use std::fs;
use std::process::Command;

use crate::command::Workplace;
use crate::instance::Instance;
use crate::{repository, run};

/// A flake with the packages of a project, called with these arguments besides its root.
fn project(arguments: &str) -> Result<serde_json::Value, String> {
    packages(&format!(
        "(uvnix.lib.mkProject ({{ inherit pkgs; root = ./.; }} // {{ {arguments} }})).packages"
    ))
}

/// A flake with these packages of the workspace.
fn packages(expression: &str) -> Result<serde_json::Value, String> {
    outputs("packages", expression)
}

fn outputs(name: &str, expression: &str) -> Result<serde_json::Value, String> {
    let flake = format!(
        "{{ outputs = {{ nixpkgs, uvnix, ... }}: let
            pkgs = nixpkgs.legacyPackages.x86_64-linux;
            project = uvnix.lib.mkProject {{ inherit pkgs; root = ./.; }};
          in {{ {name}.x86_64-linux = {expression}; }}; }}"
    );
    Instance::with_flake("workspace", &flake).evaluated()
}

fn refusal(outcome: Result<serde_json::Value, String>) -> String {
    // Nix indents a message.
    let lines = outcome.expect_err("it is refused");
    let lines = lines.lines().map(str::trim).collect::<Vec<_>>();
    lines.join("\n")
}

#[test]
fn an_argument_of_another_kind_is_named_with_what_was_found_and_what_to_set() {
    let names = r#"a list of strings, such as [ "app" ]"#;
    let specification = r#"an attribute set of packages with their extras and groups, such as { app = [ "web" ]; }, or null"#;
    for (argument, found, wanted) in [
        (r#"root = "./.";"#, r#""./.""#, "a path, such as ./app"),
        ("root = null;", "null", "a path, such as ./app"),
        (r#"python = "3.12";"#, r#""3.12""#, "a package, such as pkgs.python313"),
        ("pythonVersion = 3;", "3", r#"a version, such as "3.12.7", or null"#),
        (
            "venvIgnoreCollisions = 1;",
            "1",
            r#"a list of patterns, such as [ "*/backports/__init__.py" ], or true"#,
        ),
        (r#"sourcePreference = "wheels";"#, r#""wheels""#, r#""wheel" or "sdist""#),
        (r#"dependencies = [ "shop" ];"#, "a list of length 1", specification),
        (r#"dependencies = { shop = "dev"; };"#, "an attribute set with shop", specification),
        ("devDependencies = x: x;", "a function", specification),
        (
            "overrides = _: _: { };",
            "a function",
            "a list of overlays, such as [ (final: prev: { }) ]",
        ),
        ("application = 1;", "1", "a name, or null"),
        ("application = pkgs.uv;", "the package uv", "a name, or null"),
        ("tests = true;", "true", names),
        ("image = [ ];", "a list of length 0", "an attribute set, or null"),
        ("lock2nixOptions = { };", "an empty attribute set", names),
    ] {
        let (name, _) = argument.split_once(' ').expect("an argument has a name");
        let report = refusal(project(argument));
        let message =
            format!("uvnix: the argument {name} of mkProject is {found}.\nSet it to {wanted}.");
        assert!(report.contains(&message), "{argument}: {report}");
    }
}

#[test]
fn an_argument_that_there_is_not_is_named() {
    let report = refusal(project("dependecies = { };"));
    assert!(report.contains("unexpected argument 'dependecies'"), "{report}");
}

#[test]
fn a_root_without_uv_nix_is_named_with_what_to_do() {
    let report = refusal(project("root = ./src;"));
    assert!(report.contains("uvnix: the argument root of mkProject is /"), "{report}");
    assert!(report.contains("/src, but there is no uv.nix.\nFix root, or run "));
    assert!(report.contains("`uvnix lock2nix`"), "{report}");

    let script = "(uvnix.lib.mkScript { inherit pkgs; script = ./tool.py; }).packages";
    let report = refusal(packages(script));
    assert!(report.contains("/tool.py, but there is no tool.py.nix.\n"), "{report}");
    assert!(report.contains("`uvnix lock2nix tool.py.lock`"), "{report}");
}

#[test]
fn what_the_lock_does_not_have_is_named_with_what_it_has() {
    let report = |argument: &str| refusal(project(argument));
    let lacks = "package ship (members: prices, shop)\n";
    let installed = report("dependencies = { ship = [ ]; };");
    assert!(installed.contains(lacks), "{installed}");
    let application = report(r#"application = "ship";"#);
    assert!(application.contains(lacks), "{application}");
    let group = report(r#"dependencies = { shop = [ "test" ]; };"#);
    assert!(group.contains("shop[test] (extras and groups of shop: dev)\n"), "{group}");
    let test = refusal(outputs("checks", r#"{ test = project.mkTest { package = "ship"; }; }"#));
    assert!(test.contains(lacks), "{test}");
}

#[test]
fn a_package_that_only_an_overlay_adds_can_be_installed() {
    let made = packages(
        r#"(uvnix.lib.mkProject {
          inherit pkgs;
          root = ./.;
          overrides = [ (final: prev: { extra = prev.prices.overrideAttrs { pname = "extra"; }; }) ];
          dependencies = { shop = [ ]; extra = [ ]; };
        }).packages"#,
    );
    assert!(made.is_ok(), "{made:?}");
}

#[test]
fn collisions_in_an_environment_can_be_ignored() {
    let environment = |ignored: &str| {
        let made = project(&format!("venvIgnoreCollisions = {ignored};")).expect("it is made");
        made["packages"]["x86_64-linux"]["default"].clone()
    };
    let strict = environment("[ ]");
    assert!(strict.is_string(), "{strict}");
    assert_eq!(environment("false"), strict);
    assert_ne!(environment("[ \"LICENSE\" ]"), strict);
    assert_eq!(environment("true"), environment("[ \"*\" ]"));
}

/// Nix names the source of a flake `source`; a copy of another name would be a second one.
#[test]
fn the_source_of_a_flake_is_not_copied_a_second_time() {
    let source = fs::read_to_string(repository("nix/project/flake-source.nix")).expect("a file");
    let flake =
        "{ inputs.nixpkgs.url = \"path:/nonexistent\"; outputs = { self, nixpkgs, ... }: let
        of = import ./flake-source.nix { inherit (nixpkgs) lib; };
        top = of { folder = ./.; };
        below = of { folder = ./services/api; path = \"./services/api\"; };
      in { checked = {
        top = top.flake == \"${self}\" && top.folder == \"${self}\" && top.path == \".\";
        below = below.flake == \"${self}\" && below.path == \"services/api\";
        alone = below.folder == \"${builtins.path { path = ./services/api; name = \"source\"; }}\";
      }; }; }";
    let workplace = Workplace::with(&[
        ("flake.nix", flake),
        ("flake-source.nix", &source),
        ("services/api/uv.nix", "{ }"),
    ]);
    let script = repository("nix/tests/evaluate-as-flake");
    let checked = run(Command::new(script).arg(workplace.path(".")).arg("checked"));
    assert_eq!(checked, r#"{"alone":true,"below":true,"top":true}"#);
}

#[test]
fn an_image_is_for_linux() {
    let image = "{ image = (uvnix.lib.mkProject {
        pkgs = nixpkgs.legacyPackages.aarch64-darwin;
        root = ./.;
    }).mkImage { }; }";
    let report = refusal(packages(image));
    assert!(report.contains("cannot be built for aarch64-darwin"), "{report}");
}

#[test]
fn further_environments_applications_images_and_tests_can_be_made() {
    let made = packages(
        r#"{
          environment = project.mkVirtualEnv "shop-dev" { shop = [ "dev" ]; };
          application = project.mkApplication { package = "shop"; mainProgram = "shop"; };
          streamed = project.mkImage { program = "shop"; maxLayers = 20; };
          built = project.mkImage { program = "shop"; stream = false; };
          tested = project.mkTest { package = "shop"; command = "pytest -x"; src = ./.; };
        }"#,
    );
    let made = made.expect("all of it can be made");
    let made = made["packages"]["x86_64-linux"].as_object().expect("it has packages");
    let name = |package: &str| {
        let derivation = made[package].as_str().expect("it is a derivation");
        let (_, name) = derivation.rsplit_once('/').expect("it is in the store");
        name.split_once('-').expect("a name follows the hash").1.to_owned()
    };
    assert_eq!(name("environment"), "shop-dev.drv");
    assert_eq!(name("application"), "shop-0.1.0.drv");
    assert_eq!(name("streamed"), "stream-workspace.drv");
    assert_eq!(name("built"), "image-workspace.drv");
    assert_eq!(name("tested"), "shop-tests.drv");
}
