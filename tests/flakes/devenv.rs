//! The module for devenv.

use std::process::Command;

use crate::instance::Instance;
use crate::{repository, run};

#[test]
fn the_shell_of_devenv_is_that_of_the_project() {
    let instance = Instance::of("workspace");
    let inputs = repository("nix/tests/stand-in/inputs.nix");
    let module = repository("nix/devenv/devenv.nix");
    let flake = repository("flake.nix");
    // As devenv calls it, with the options that it sets.
    let text = format!(
        "let
           inputs = import {inputs} {{
             systems = [ \"x86_64-linux\" ]; argumentsFor = _: {{ }}; uvnix = null; peers = null; }};
           uvnix = (import {flake}).outputs {{ inherit (inputs) nixpkgs pyproject-nix; self = uvnix; }};
           inherit (inputs.nixpkgs) lib;
           pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
           module = import {module} {{ inherit config lib pkgs; inputs = {{ inherit uvnix; }}; }};
           config.uvnix = {{
             root = ./.;
             arguments = module.options.uvnix.arguments.default // {{ devPackages = [ pkgs.ruff ]; }};
             project = module.options.uvnix.project.default;
           }};
         in {{
           packages = map (package: package.name) module.config.packages;
           inherit (module.config.env) UV_NO_SYNC;
           inherit (module.config) enterShell;
         }}",
        inputs = inputs.display(),
        flake = flake.display(),
        module = module.display(),
    );
    instance.write("devenv.nix", &text);
    let script = r#"source "$0/store.sh"; exec nix-instantiate --eval --strict --json "$1""#;
    let mut command = Command::new("bash");
    command.args(["-euc", script]).arg(repository("nix/tests")).arg(instance.path("devenv.nix"));
    let shell: serde_json::Value = serde_json::from_str(&run(&mut command)).expect("it is JSON");
    let packages = shell["packages"].to_string();
    for package in ["workspace-dev-env", "uv", "uvnix-0.1.0", "ruff"] {
        assert!(packages.contains(&format!("\"{package}\"")), "{packages}");
    }
    assert_eq!(shell["UV_NO_SYNC"], "1");
    assert!(shell["enterShell"].to_string().contains("REPO_ROOT"), "{shell}");
}
