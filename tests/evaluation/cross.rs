//! Cross compilation: on x86_64-linux for aarch64-linux.

use std::path::Path;

use serde_json::Value;

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};
use crate::of;

const CROSS: [(&str, &str); 3] =
    [("system", "x86_64-linux"), ("crossSystem", "aarch64-linux"), ("python", "3.12")];

fn ask(file: &Path, attribute: &str) -> Value {
    evaluate(file, attribute, &CROSS).unwrap_or_else(|message| panic!("{attribute}: {message}"))
}

fn has(list: &Value, part: &str) -> bool {
    let names = list.as_array().expect("a list");
    names.iter().any(|name| name.as_str().expect("a text").contains(part))
}

#[test]
fn wheels_and_their_libraries_are_those_of_the_host() {
    let file = of("platform-wheels/uv.nix");
    assert_eq!(
        ask(&file, "pythonSet.many.src.url"),
        "https://files.example/many-1.0-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"
    );
    assert!(has(&ask(&file, "packages.many.buildInputs"), "aarch64-unknown-linux-gnu"));
    assert_eq!(ask(&file, "packages.many.nativeBuildInputs")[1], "auto-patchelf-hook");
    assert!(ask(&file, "venvDrvPath").is_string());
}

#[test]
fn the_set_of_the_builder_has_its_own_wheels_and_the_set_of_the_host_those_of_the_host() {
    let file = of("platform-wheels/uv.nix");
    let url = |set: &str| ask(&file, &format!("pythonSet.{set}.many.src.url"));
    assert_eq!(
        url("pythonPkgsBuildHost"),
        "https://files.example/many-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"
    );
    assert_eq!(
        url("pythonPkgsHostHost"),
        "https://files.example/many-1.0-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"
    );
}

#[test]
fn what_is_built_uses_the_hook_and_the_interpreter_of_the_builder() {
    let file = of("workspace/uv.nix");
    let tools = ask(&file, "packages.shop-core.nativeBuildInputs");
    assert!(has(&tools, "pyproject-hook"), "{tools}");
    let name = |set: &str| ask(&file, &format!("pythonSet.{set}shop-core.name")).to_string();
    assert!(name("").contains("-aarch64-unknown-linux-gnu"), "{}", name(""));
    assert!(!name("pythonPkgsBuildHost.").contains("aarch64"), "{}", name("pythonPkgsBuildHost."));
    let interpreter = ask(&file, "pythonSet.pyprojectHook.python.name");
    assert!(!interpreter.to_string().contains("aarch64"), "{interpreter}");
}

#[test]
fn editable_packages_and_overrides_reach_the_set_that_they_are_put_on() {
    let editable = [&CROSS[..], &[("editableRoot", "$REPO_ROOT")]].concat();
    let file = of("workspace/uv.nix");
    let root = evaluate(&file, "pythonSet.shop-core.EDITABLE_ROOT", &editable);
    assert_eq!(root, Ok("$REPO_ROOT/core".into()));
    let on_builder =
        evaluate(&file, "pythonSet.pythonPkgsBuildHost.shop-core.EDITABLE_ROOT", &editable);
    assert!(on_builder.is_err());
}

#[test]
fn markers_are_looked_at_for_each_side() {
    let has_package = |set: &str, name: &str| {
        let attribute = format!("pythonSet.{set}{name}.version");
        evaluate(&of("markers/uv.nix"), &attribute, &CROSS).is_ok()
    };
    assert!(has_package("", "of-arm-linux") && !has_package("", "of-intel"));
    assert!(has_package("pythonPkgsBuildHost.", "of-intel"));
    assert!(!has_package("pythonPkgsBuildHost.", "of-arm-linux"));
}

#[test]
fn a_file_that_is_not_for_the_host_is_refused_by_its_name() {
    let lock = "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\n\
                version = \"1\"\nsource = { virtual = \".\" }\n";
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    assert_eq!(workplace.lock2nix(&["--system", "x86_64-linux"]).code, 0);
    let message = refusal(&workplace.path("uv.nix"), "venvDrvPath", &CROSS);
    assert!(message.contains("was not generated for cp312-aarch64-linux"), "{message}");
}
