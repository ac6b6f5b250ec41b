//! The templates: each evaluates as it is, and what it locks really builds.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::case::files;
use crate::instance::Instance;
use crate::{SYSTEMS, is_current, repository, run};

/// Each template with its lock.
const TEMPLATES: [(&str, &str); 5] = [
    ("hello-world", "uv.lock"),
    ("script", "markdown.py.lock"),
    ("service", "uv.lock"),
    ("without-flakes", "uv.lock"),
    ("workspace", "uv.lock"),
];

#[test]
fn the_templates_hold_what_lock2nix_writes() {
    for (template, lock) in TEMPLATES {
        let lock = format!("nix/templates/{template}/{lock}");
        let mut uvnix = Command::new(env!("CARGO_BIN_EXE_uvnix"));
        uvnix.args(["lock2nix", "--offline", "--output", "-"]).arg(repository(&lock));
        let generated = Path::new(&lock).with_extension("nix");
        is_current(generated.to_str().expect("the name is text"), &run(&mut uvnix));
    }
}

#[test]
fn no_template_names_a_host_of_the_real_world_to_download_from() {
    for (template, lock) in TEMPLATES {
        let text = fs::read_to_string(repository("nix/templates").join(template).join(lock));
        let text = text.expect("every template has a lock");
        for address in text.split("://").skip(1) {
            let host = address.split(['/', '"']).next().unwrap_or_default();
            assert!(host.ends_with(".example"), "{template} names {host}");
        }
    }
}

#[test]
fn a_flake_that_uses_the_module_has_less_than_25_lines() {
    for template in ["service", "workspace"] {
        let flake = repository("nix/templates").join(template).join("flake.nix");
        let lines = fs::read_to_string(flake).expect("every template has a flake").lines().count();
        assert!(lines < 25, "{template} has {lines}");
    }
}

#[test]
fn every_folder_of_templates_is_offered_by_the_flake() {
    let flake = fs::read_to_string(repository("flake.nix")).expect("the flake is there");
    for name in files(&repository("nix/templates")) {
        let (template, _) = name.split_once('/').expect("a template is a folder");
        assert!(TEMPLATES.iter().any(|(known, _)| *known == template), "{template} is not tested");
        assert!(flake.contains(&format!("\"{template}\"")), "{template} is not offered");
    }
}

#[test]
fn every_template_evaluates_unchanged_on_every_system() {
    for (template, _) in TEMPLATES.into_iter().filter(|(template, _)| *template != "without-flakes")
    {
        let outputs = Instance::of(template).evaluated();
        let outputs = outputs.unwrap_or_else(|report| panic!("{template}: {report}"));
        let names = |output: &str, system: &str| names_in(&outputs[output][system]);
        for system in SYSTEMS {
            let packages = match template {
                "script" => "default",
                "service" if system.ends_with("linux") => "default image venv",
                _ => "default venv",
            };
            let checks = match template {
                "service" => "service-tests uvnix-fresh",
                "workspace" => "shop-tests uvnix-fresh",
                _ => "uvnix-fresh",
            };
            let shells = if template == "script" { "" } else { "default" };
            assert_eq!(names("packages", system), packages, "{template} on {system}");
            assert_eq!(names("checks", system), checks, "{template} on {system}");
            assert_eq!(names("devShells", system), shells, "{template} on {system}");
            assert_eq!(names("apps", system), "lock2nix", "{template} on {system}");
        }
    }
}

fn names_in(outputs: &Value) -> String {
    let names = outputs.as_object().map(|outputs| Vec::from_iter(outputs.keys().cloned()));
    names.unwrap_or_default().join(" ")
}

#[test]
fn the_hello_world_becomes_an_application_and_a_shell_that_follows_its_source() {
    let instance = Instance::locked("hello-world", "uv.lock", &[]);
    let application = instance.build("packages.default");
    assert_eq!(files(&application), ["bin/hello"]);
    assert_eq!(run(Command::new(application.join("bin/hello")).arg("Nix")), "Hello, Nix!");
    assert!(instance.build("packages.venv").join("bin/python").exists());
    instance.build("checks.uvnix-fresh");

    assert_eq!(instance.in_shell("hello"), "Hello, world!");
    let source = fs::read_to_string(instance.path("src/hello_world/__init__.py"));
    let source = source.expect("the template has it").replace("Hello", "Good morning");
    instance.write("src/hello_world/__init__.py", &source);
    assert_eq!(instance.in_shell("cd src && hello"), "Good morning, world!");
    assert!(instance.in_shell("uv --version && uvnix --version").contains("\nuvnix "));
}

#[test]
fn uv_run_uses_the_environment_of_the_shell_and_uv_add_changes_the_lock_only() {
    let instance = Instance::locked("hello-world", "uv.lock", &[]);
    let imported = "uv run --offline python -c 'import click; print(click.__name__)'";
    assert_eq!(instance.in_shell(imported), "click");
    instance.in_shell("uv add --quiet idna");
    let lock = fs::read_to_string(instance.path("uv.lock")).expect("it is there");
    assert!(lock.contains("name = \"idna\""), "{lock}");
    assert!(!instance.path(".venv").exists());
}

#[test]
fn while_the_file_is_out_of_date_the_shell_has_the_tools_that_update_it() {
    let instance = Instance::locked("hello-world", "uv.lock", &[]);
    let lock = fs::read_to_string(instance.path("uv.lock")).expect("it is there");
    instance.write("uv.lock", &(lock + "\n"));
    let told = instance.in_shell(
        "eval \"$shellHook\" 2>&1 && uv --version && uvnix --version && ! command -v hello",
    );
    assert!(told.starts_with("uvnix: uv.nix is out of date"), "{told}");
    assert!(told.contains("\nuv ") && told.contains("\nuvnix "), "{told}");
    instance.in_shell("uvnix lock2nix");
    assert_eq!(instance.in_shell("hello"), "Hello, world!");
}

#[test]
fn programs_that_packages_call_are_found_by_applications_and_in_the_shell_only() {
    let instance = Instance::locked("hello-world", "uv.lock", &[]);
    let pyproject = fs::read_to_string(instance.path("pyproject.toml")).expect("it is there");
    let setting = "\n[tool.uvnix.packages.hello-world]\nruntime-programs = [\"answer\"]\n";
    instance.write("pyproject.toml", &(pyproject + setting));
    let code = "import subprocess\n\n\ndef main():\n    print(subprocess.getoutput('answer'))\n";
    instance.write("src/hello_world/__init__.py", code);
    instance.generate("uv.lock");
    let application = instance.build("packages.default");
    assert_eq!(files(&application), ["bin/hello"]);
    assert_eq!(run(&mut Command::new(application.join("bin/hello"))), "42");
    assert_eq!(instance.in_shell("answer"), "42");
    let in_environment = instance.build("packages.venv").join("bin/hello");
    assert!(run(&mut Command::new(in_environment)).contains("not found"));
}

#[test]
fn the_workspace_is_tested_by_a_check_of_its_own() {
    let instance = Instance::locked("workspace", "uv.lock", &[]);
    let shop = instance.build("packages.default").join("bin/shop");
    assert_eq!(run(Command::new(shop).args(["2.50", "1.25"])), "3.75 euros");
    instance.build("checks.shop-tests");
    instance.build("checks.uvnix-fresh");
    assert!(instance.in_shell("pytest --quiet").contains("1 passed"));
    let venv = instance.build("packages.venv");
    assert!(!venv.join("bin/pytest").exists(), "what is installed has no tools of development");
}

#[test]
fn the_service_becomes_an_image_of_its_environment() {
    let instance = Instance::locked("service", "uv.lock", &[]);
    instance.build("checks.service-tests");
    let image = fs::read_to_string(instance.build("packages.image")).expect("it is a file");
    let config: Value =
        serde_json::from_str(&image).expect("the stand-in writes the configuration");
    let entrypoint = config["Entrypoint"][0].as_str().expect("the image starts a program");
    assert_eq!(Path::new(entrypoint), instance.build("packages.venv").join("bin/service"));
    assert!(Path::new(entrypoint).exists());
    let variables = config["Env"].to_string();
    assert!(variables.contains("PYTHONUNBUFFERED=1") && variables.contains("HOST=0.0.0.0"));
    assert_eq!(
        instance.in_shell("python -c 'import service; print(service.app.title)'"),
        "FastAPI"
    );
}

#[test]
fn the_script_becomes_a_program() {
    let arguments = ["--script", "markdown.py"];
    let instance = Instance::locked("script", "markdown.py.lock", &arguments);
    let program = instance.build("packages.default").join("bin/markdown");
    let shell = format!("echo '*first*' | {}", program.display());
    assert_eq!(run(instance.command("bash").args(["-c", &shell])), "<p><em>first</em></p>");
    instance.build("checks.uvnix-fresh");
}
