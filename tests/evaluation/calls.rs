//! What the functions of a file take, and what can be changed afterwards.

use serde_json::{Value, json};

use crate::case;
use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};

/// A copy of a case, with `called.nix`: its file with these attributes in their place.
fn changed(case: &str, change: &str) -> Workplace {
    let workplace = Workplace::copy_of(&case::folder().join(case));
    call(&workplace, change);
    workplace
}

fn call(workplace: &Workplace, change: &str) {
    let text = format!("let workspace = import ./uv.nix; in workspace // {{ {change} }}");
    workplace.write("called.nix", text);
}

/// The overlay, called with these arguments too.
fn overlay(arguments: &str) -> String {
    format!(
        "mkPyprojectOverlay = given: workspace.mkPyprojectOverlay (given // {{ {arguments} }});"
    )
}

fn ask(workplace: &Workplace, attribute: &str, arguments: &[(&str, &str)]) -> Value {
    let answer = evaluate(&workplace.path("called.nix"), attribute, arguments);
    answer.unwrap_or_else(|message| panic!("{attribute}: {message}"))
}

fn refused(workplace: &Workplace, arguments: &[(&str, &str)]) -> String {
    refusal(&workplace.path("called.nix"), "venvDrvPath", arguments)
}

#[test]
fn a_marker_variable_is_refused_with_the_setting_that_does_the_same() {
    let workplace = changed("pure", &overlay("environ = { platform_release = \"5.10\"; };"));
    let message = refused(&workplace, &[]);
    assert!(message.contains("`environ` cannot change platform_release"), "{message}");
    assert!(message.contains("[tool.uvnix.environments]"), "{message}");
    let workplace = changed("pure", &overlay("environ = { };"));
    assert!(ask(&workplace, "venvDrvPath", &[]).is_string());
}

#[test]
fn another_patch_release_decides_as_if_it_were_there() {
    let has_backport = |version: &str| {
        let workplace =
            changed("split-minor", &overlay(&format!("pythonVersion = \"{version}\";")));
        let closure = ask(&workplace, "closure", &[("python", "3.11")]);
        closure.as_array().expect("a list").contains(&json!("backport"))
    };
    assert!(has_backport("3.11.2"));
    assert!(!has_backport("3.11.3"));
}

#[test]
fn a_patch_release_of_another_python_is_refused() {
    let workplace = changed("split-minor", &overlay("pythonVersion = \"3.12.1\";"));
    let message = refused(&workplace, &[("python", "3.11")]);
    assert!(message.contains("pythonVersion is 3.12.1"), "{message}");
    assert!(message.contains("Python 3.11"), "{message}");
}

#[test]
fn what_the_lock_does_not_have_is_named_with_what_it_has() {
    let message = |spec| refused(&changed("workspace", ""), &[("spec", spec)]);
    let unknown = message(r#"{"shp":[]}"#);
    assert!(unknown.contains("package shp (members: shop, shop-core, "), "{unknown}");
    let unknown = message(r#"{"shop":["wbe"],"shop-core":["sql","tset"]}"#);
    assert!(unknown.contains("shop[wbe] (extras and groups of shop: nothing, web, "), "{unknown}");
    assert!(unknown.contains("shop-core[tset]"), "{unknown}");
}

#[test]
fn a_version_from_the_repository_is_passed_in() {
    let lock = "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\n\
                source = { editable = \".\" }\n";
    let project = "[project]\nname = \"app\"\ndynamic = [\"version\"]\n\n[build-system]\n\
                   requires = [\"setuptools\", \"setuptools-scm\"]\n\
                   build-backend = \"setuptools.build_meta\"\n\n[tool.setuptools_scm]\n";
    let workplace = Workplace::with(&[("uv.lock", lock), ("pyproject.toml", project)]);
    assert_eq!(workplace.lock2nix(&["--lookup", "none"]).code, 0);
    call(&workplace, &overlay("versions.app = \"1.2.3\";"));
    let prepare = "uvnixPreparePhase";
    // An editable package also lists the modules that its build makes.
    let editable: &[_] = &[prepare, "uvnixListPhase"];
    for (arguments, phases) in
        [(&[][..], &[prepare][..]), (&[("editableRoot", "$REPO_ROOT")], editable)]
    {
        let app =
            |attribute: &str| ask(&workplace, &format!("pythonSet.app.{attribute}"), arguments);
        assert_eq!(app("SETUPTOOLS_SCM_PRETEND_VERSION"), "1.2.3");
        assert_eq!(app("version"), "1.2.3");
        assert_eq!(app("preConfigurePhases"), serde_json::json!(phases));
        assert!(app("uvnixPreparePhase").to_string().contains("MANIFEST.in"));
    }
}

#[test]
fn the_version_of_a_commit_is_that_of_the_lock_or_of_the_call() {
    let commit = "0".repeat(40);
    let lock = format!(
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\nversion = \"0\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{{ name = \"tool\" }}]\n\n[[package]]\n\
         name = \"tool\"\nversion = \"4.5\"\nsource = {{ git = \"https://git.example/tool#{commit}\" }}\n"
    );
    let project = "[project]\nname = \"app\"\n\n[tool.uvnix.packages.tool]\n\
                   build-system = [\"hatchling\", \"uv-dynamic-versioning\"]\n";
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", project)]);
    assert_eq!(workplace.lock2nix(&["--lookup", "none"]).code, 0);
    call(&workplace, "");
    let version = || ask(&workplace, "pythonSet.tool.UV_DYNAMIC_VERSIONING_BYPASS", &[]);
    assert_eq!(version(), "4.5");
    call(&workplace, &overlay("versions.tool = \"4.6\";"));
    assert_eq!(version(), "4.6");
}

#[test]
fn the_editable_root_is_that_of_the_lock_unless_it_is_in_the_store() {
    let workplace = changed(
        "pure",
        "mkEditablePyprojectOverlay = _: workspace.mkEditablePyprojectOverlay { };",
    );
    let arguments = [("editableRoot", "unused")];
    let root = ask(&workplace, "pythonSet.app.EDITABLE_ROOT", &arguments);
    assert_eq!(root, json!(workplace.path("")).as_str().map_or("", |it| it.trim_end_matches('/')));
}

#[test]
fn requires_python_is_as_pyproject_nix_reads_it() {
    let workplace = changed(
        "pure",
        "requires-python = map (it: [ it.op it.version ]) workspace.requires-python;",
    );
    let version = |release: Value, text: &str| {
        json!({
            "dev": null, "epoch": 0, "local": null, "post": null, "pre": null,
            "release": release, "str": text,
        })
    };
    let read = ask(&workplace, "workspace.requires-python", &[]);
    assert_eq!(read, json!([[">=", version(json!([3, 12]), "3.12")]]));

    let lock = "version = 1\nrequires-python = \">=3.12.0rc2, ==3.*, !=3.13.1.post2.dev3\"\n\n\
                [[package]]\nname = \"app\"\nversion = \"1\"\nsource = { virtual = \".\" }\n";
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let read = evaluate(&workplace.path("uv.nix"), "workspace.requires-python", &[]);
    let read = read.expect("it is read");
    let of = |text: &str| {
        let parts = read.as_array().expect("a list").iter();
        let mut found = parts.filter(|it| it["version"]["str"] == text);
        found.next().expect("it is there").clone()
    };
    assert_eq!(of("3.12.0rc2")["version"]["pre"], json!({ "type": "rc", "value": 2 }));
    assert_eq!(of("3.12.0rc2")["version"]["post"], Value::Null);
    assert_eq!(of("3.*")["version"]["release"], json!([3, "*"]));
    assert_eq!(of("3.13.1.post2.dev3")["version"]["post"], json!({ "type": "post", "value": 2 }));
    assert_eq!(of("3.13.1.post2.dev3")["version"]["dev"], json!({ "type": "dev", "value": 3 }));
}

/// What a package of the case `pure` is after an overlay.
fn after(overlay: &str, attribute: &str) -> Result<Value, String> {
    let workplace = changed("pure", "");
    workplace.write("overlay.nix", overlay);
    let file = workplace.path("overlay.nix");
    let file = file.to_str().expect("a text");
    evaluate(&workplace.path("called.nix"), attribute, &[("extraOverlay", file)])
}

#[test]
fn a_package_is_overridden_as_if_callpackage_had_made_it() {
    let sdist = "_: prev: { click = prev.click.override { sourcePreference = \"sdist\"; }; }";
    let url = after(sdist, "pythonSet.click.src.url");
    assert_eq!(url, Ok(json!("https://files.example/click-8.1.7.tar.gz")));
    let distribution =
        "final: prev: { app = prev.app.override { pyprojectHook = final.pyprojectDistHook; }; }";
    let tools = after(distribution, "packages.app.nativeBuildInputs").expect("there are tools");
    assert_eq!(tools[0], "pyproject-dist-hook");
    let function = "_: prev: { app = prev.app.override (old: { pyprojectHook = \
                    old.pyprojectHook.overrideAttrs { name = \"mine\"; }; }); }";
    let tools = after(function, "packages.app.nativeBuildInputs").expect("there are tools");
    assert_eq!(tools[0], "mine");
}

#[test]
fn an_override_keeps_the_attributes_that_were_changed_before() {
    let both = "_: prev: {
        app = ((prev.app.overrideAttrs { A = \"1\"; }).override { editableRoot = \"$ROOT\"; })
          .overrideAttrs (old: { B = old.A + \"2\"; });
        click = prev.click.overrideAttrs (final: old: { C = final.version; pname = old.pname + \"-x\"; });
    }";
    for (attribute, wanted) in [
        ("app.A", "1"),
        ("app.B", "12"),
        ("app.EDITABLE_ROOT", "$ROOT"),
        ("click.C", "8.1.7"),
        ("click.name", "click-x-8.1.7"),
    ] {
        let value = after(both, &format!("pythonSet.{attribute}"));
        assert_eq!(value, Ok(json!(wanted)), "{attribute}");
    }
    let hook = after(both, "packages.app.nativeBuildInputs").expect("there are tools");
    assert_eq!(hook[0], "pyproject-editable-hook");
}

#[test]
fn another_derivation_can_take_what_a_package_says_of_its_dependencies() {
    let prebuilt = "final: prev: { click = (final.stdenv.mkDerivation { pname = \"prebuilt\"; version = \"2\"; \
                    inherit (prev.click) passthru; }).overrideAttrs { A = \"1\"; }; }";
    assert_eq!(after(prebuilt, "pythonSet.click.pname"), Ok(json!("prebuilt")));
}

#[test]
fn what_cannot_be_overridden_is_named_with_what_can() {
    let wrong = "_: prev: { click = prev.click.override { sourcePrefrence = \"sdist\"; }; }";
    let message = after(wrong, "venvDrvPath").expect_err("it is refused");
    assert!(message.contains("click.override does not accept sourcePrefrence"), "{message}");
    assert!(message.contains(" sourcePreference\n"), "{message}");
    let wrong = "_: prev: { click = prev.click.override { editableRoot = \"$ROOT\"; }; }";
    let message = after(wrong, "venvDrvPath").expect_err("it is refused");
    assert!(message.contains("click.override does not accept editableRoot"), "{message}");
    let wrong = "_: prev: { click = prev.click.override { sourcePreference = \"sdits\"; }; }";
    let message = after(wrong, "venvDrvPath").expect_err("it is refused");
    assert!(
        message.contains("sourcePreference must be \"wheel\" or \"sdist\", not \"sdits\""),
        "{message}"
    );
}

#[test]
fn an_override_says_which_arguments_it_takes() {
    let arguments = |package: &str| {
        let overlay = format!(
            "_: prev: {{ {package} = prev.{package}.overrideAttrs {{
               arguments = builtins.attrNames prev.{package}.override.__functionArgs; }}; }}"
        );
        after(&overlay, &format!("pythonSet.{package}.arguments"))
    };
    let of_wheel = ["pyprojectHook", "pyprojectWheelHook", "sourcePreference", "stdenv"];
    assert_eq!(arguments("click"), Ok(json!(of_wheel)));
    let of_local = ["editableRoot", "pyprojectEditableHook", "pyprojectHook", "stdenv"];
    assert_eq!(arguments("app"), Ok(json!(of_local)));
}

#[test]
fn a_package_is_no_longer_editable_without_an_editable_root() {
    let plain = "_: prev: { app = prev.app.override { editableRoot = null; }; }";
    let workplace = changed("pure", "");
    workplace.write("overlay.nix", plain);
    let file = workplace.path("overlay.nix");
    let file = file.to_str().expect("a text");
    let arguments = [("editableRoot", "$ROOT"), ("extraOverlay", file)];
    let tools = ask(&workplace, "packages.app.nativeBuildInputs", &arguments);
    assert_eq!(tools[0], "pyproject-hook");
}

#[test]
fn a_package_says_whether_it_is_a_wheel() {
    let sdist = "_: prev: { built = prev.click.override { sourcePreference = \"sdist\"; }; }";
    let format = |package: &str| after(sdist, &format!("pythonSet.{package}.passthru.format"));
    assert_eq!(format("click"), Ok(json!("wheel")));
    assert_eq!(format("built"), Ok(json!("pyproject")));
    // As in uv2nix.
    assert!(format("app").is_err());
}

/// `lib.fileset.toSource { root = old.src; … }` is in very many flakes, and takes only a path.
#[test]
fn the_source_of_a_local_package_is_a_path_for_changes() {
    let filter = "_: prev: { app = (prev.app.overrideAttrs { A = \"1\"; }).overrideAttrs (old: {
        kind = builtins.typeOf old.src;
        file = toString (old.src + \"/pyproject.toml\");
        src = builtins.filterSource (path: _: baseNameOf path == \"pyproject.toml\") old.src; }); }";
    assert_eq!(after(filter, "pythonSet.app.kind"), Ok(json!("path")));
    let file = after(filter, "pythonSet.app.file").expect("there is a file");
    assert!(file.as_str().is_some_and(|file| file.ends_with("/pyproject.toml")), "{file}");
    let source = after(filter, "pythonSet.app.src").expect("there is a source");
    assert!(source.is_string(), "{source}");
}

#[test]
fn a_source_that_no_change_replaces_stays_filtered() {
    let source = |overlay| after(overlay, "pythonSet.app.src.outPath").expect("it is in the store");
    let other =
        "_: prev: { app = prev.app.overrideAttrs (old: { inherit (old) src; A = \"1\"; }); }";
    assert_eq!(source(other), source("_: _: { }"));
}

/// The case `script`, with these attributes changed.
fn script(change: &str) -> Workplace {
    let workplace = Workplace::copy_of(&case::folder().join("script"));
    let text = format!("let script = import ./tool.py.nix; in script // {{ {change} }}");
    workplace.write("called.nix", text);
    workplace
}

#[test]
fn a_script_takes_what_it_takes_of_uv2nix() {
    let workplace = script(
        "mkOverlay = given: script.mkOverlay (given // { environ = { }; pythonVersion = null;
           workspaceRoot = ./.; sourcePreference = \"sdist\"; });
         mkVirtualEnv = given: script.mkVirtualEnv (given // { environ = { }; });
         rendered = script.renderScript { venv = \"/env\"; };",
    );
    let ask = |attribute| ask(&workplace, attribute, &[("python", "3.13")]);
    assert!(ask("venvDrvPath").is_string());
    assert_eq!(ask("workspace.name"), "tool");
    assert_eq!(ask("venv.name"), "tool-env");
    assert_eq!(ask("workspace.config.no-build"), false);
    let text = ask("workspace.rendered");
    assert!(text.as_str().is_some_and(|text| text.starts_with("#!/env/bin/python\n")), "{text}");
}

#[test]
fn a_script_refuses_marker_variables_for_its_overlay_and_its_environment() {
    for change in [
        "mkOverlay = given: script.mkOverlay (given // { environ.platform_release = \"5\"; });",
        "mkVirtualEnv = given: script.mkVirtualEnv (given // { environ.platform_release = \"5\"; });",
    ] {
        let message = refused(&script(change), &[("python", "3.13")]);
        assert!(message.contains("`environ` cannot change platform_release"), "{message}");
    }
}
