//! The template without flakes: `nix-build` and `nix-shell`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::command::Workplace;
use crate::instance::{Instance, python};
use crate::{is_current, repository, run};

const TEMPLATE: &str = "without-flakes";

const FILES: [&str; 2] = ["default.nix", "shell.nix"];

#[test]
fn the_template_without_flakes_holds_what_init_writes() {
    let workplace = Workplace::copy_of(&repository("nix/templates").join(TEMPLATE));
    for file in FILES {
        fs::remove_file(workplace.path(file)).expect("the template has it");
    }
    let outcome = workplace.with_variables(&[], &["init", "--no-flake", "--offline"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    for file in FILES {
        is_current(&format!("nix/templates/{TEMPLATE}/{file}"), &workplace.read(file));
    }
}

/// Builds an attribute of a file, or the file itself, for this system.
fn build(instance: &Instance, file: &str, attribute: &str) -> PathBuf {
    let mut build = Command::new(repository("nix/tests/build-plain"));
    build.arg(instance.path(file)).args([attribute, &python()]);
    run(build.env("UVNIX_TEST_UVNIX", env!("CARGO_BIN_EXE_uvnix"))).into()
}

#[test]
fn without_a_flake_nix_build_makes_the_application_and_nix_shell_follows_its_source() {
    let instance = Instance::locked(TEMPLATE, "uv.lock", &[]);
    let sources = format!("import {}\n", repository("nix/tests/npins").display());
    instance.write("npins/default.nix", &sources);
    // Builds have the Python of this machine only.
    let file = fs::read_to_string(instance.path("default.nix")).expect("the template has it");
    instance.write("default.nix", &file.replace("pkgs.python313", "pkgs.python3"));
    let hello = build(&instance, "default.nix", "default").join("bin/hello");
    assert_eq!(run(&mut Command::new(hello)), "Hello, world!");
    build(&instance, "default.nix", "checks.uvnix-fresh");

    let shell = build(&instance, "shell.nix", "");
    assert_eq!(instance.in_shell_of(&shell, "hello"), "Hello, world!");
    let source = fs::read_to_string(instance.path("src/hello_world/__init__.py"));
    let source = source.expect("the template has it").replace("Hello", "Good morning");
    instance.write("src/hello_world/__init__.py", &source);
    assert_eq!(instance.in_shell_of(&shell, "cd src && hello"), "Good morning, world!");
    assert!(instance.in_shell_of(&shell, "uv --version && uvnix --version").contains("\nuvnix "));
}
