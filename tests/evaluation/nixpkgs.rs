//! What a real Nix makes of files for nixpkgs' own Python sets.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::case;
use crate::command::{Outcome, Workplace};
use crate::evaluator::{evaluate, evaluate_nixpkgs, same_lock};

/// A project with the file of each backend.
pub(crate) struct Project {
    workplace: Workplace,
    outcome: Outcome,
}

impl Project {
    fn of(workplace: Workplace) -> Self {
        let arguments = ["--lookup", "none"];
        assert_eq!(workplace.lock2nix(&arguments).code, 0);
        let outcome =
            workplace.lock2nix(&["--lookup", "none", "--backend", "nixpkgs", "-o", "nixpkgs.nix"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        Self { workplace, outcome }
    }

    fn case(name: &str) -> Self {
        Self::of(Workplace::copy_of(&case::folder().join(name)))
    }

    /// A project with this lock file and this `pyproject.toml`.
    pub(crate) fn with(lock: &str, pyproject: &str) -> Self {
        Self::of(Workplace::with(&[("uv.lock", lock), ("pyproject.toml", pyproject)]))
    }

    /// An attribute of `nix/tests/evaluate-nixpkgs.nix`, or the error of Nix.
    pub(crate) fn ask(&self, attribute: &str, arguments: &[(&str, &str)]) -> Result<Value, String> {
        evaluate_nixpkgs(&self.workplace.path("nixpkgs.nix"), attribute, arguments)
    }

    /// The same without arguments.
    pub(crate) fn answer(&self, attribute: &str) -> Value {
        self.ask(attribute, &[]).unwrap_or_else(|message| panic!("{attribute}: {message}"))
    }

    fn refusal(&self, attribute: &str, arguments: &[(&str, &str)]) -> String {
        self.ask(attribute, arguments).expect_err("it is refused")
    }

    /// Asserts that both files install the same versions everywhere.
    fn assert_same(&self) {
        let (wanted, found) = (self.workplace.path("uv.nix"), self.workplace.path("nixpkgs.nix"));
        let environments = same_lock(&wanted, &found);
        let environments = environments.as_object().expect("environments");
        assert!(!environments.is_empty());
        for (environment, specifications) in environments {
            for (specification, both) in specifications.as_object().expect("specifications") {
                assert!(
                    both["wanted"] == both["found"],
                    "{environment}, {specification}: {both:#}"
                );
            }
        }
    }
}

/// A package of an index, with one wheel.
pub(crate) fn registry(name: &str, version: &str, more: &str) -> String {
    format!(
        r#"
[[package]]
name = "{name}"
version = "{version}"
source = {{ registry = "https://pypi.example/simple" }}
wheels = [{{ url = "https://files.example/{name}-{version}-py3-none-any.whl", hash = "sha256:{:064}" }}]
{more}
"#,
        name.len()
    )
}

const APP: &str = r#"
version = 1
requires-python = ">=3.12,<3.14"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
"#;

#[test]
fn a_workspace_has_the_same_versions_in_every_environment() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/workspace");
    let workplace = Workplace::copy_of(&folder);
    fs::remove_file(workplace.path("uv.nix")).expect("there is a file");
    Project::of(workplace).assert_same();
}

#[test]
fn cases_with_forks_markers_extras_and_cycles_have_the_same_versions_in_every_environment() {
    for name in ["cycles", "forks", "markers", "odd-names", "pure", "split-minor", "workspace"] {
        Project::case(name).assert_same();
    }
}

#[test]
fn what_is_chosen_among_conflicts_decides_the_version() {
    let project = Project::case("conflicts");
    for (choice, version) in [("cpu", "2.5.0"), ("cuda", "2.6.0")] {
        let spec = format!(r#"{{"trainer":["{choice}"]}}"#);
        let versions = project.ask("versions", &[("spec", &spec)]).expect("there are versions");
        assert_eq!(versions["tensor"], version);
    }
    let both = [("spec", r#"{"trainer":["cpu","cuda"]}"#)];
    let message = project.refusal("versions", &both);
    assert!(message.contains("trainer[cpu] and trainer[cuda] exclude each other"), "{message}");
    assert!(message.contains("mkPackageOverrides { dependencies"), "{message}");
    let message = project.refusal(
        "modules.trainer.optional-dependencies.cuda",
        &[("spec", r#"{"trainer":["cpu"]}"#)],
    );
    assert!(message.contains("trainer[cuda] is not selected"), "{message}");
}

#[test]
fn a_cycle_is_told_and_whoever_needs_one_of_its_packages_gets_them_all() {
    let lock = APP.to_owned()
        + "dependencies = [{ name = \"spam\" }]\n"
        + &registry("egg", "1", "dependencies = [{ name = \"hen\", extra = [\"loud\"] }]")
        + &registry(
            "hen",
            "2",
            "dependencies = [{ name = \"worm\" }]\n\
             [package.optional-dependencies]\nloud = [{ name = \"egg\" }]",
        )
        + &registry("spam", "3", "dependencies = [{ name = \"worm\" }]")
        + &registry("worm", "4", "dependencies = [{ name = \"egg\" }]");
    let project = Project::with(&lock, "");
    let report = &project.outcome.report;
    let told = "warning: dependency cycle: egg → hen → worm → egg (removed: worm → egg)";
    assert!(report.contains(told), "{report}");
    project.assert_same();
    let all = json!({ "egg": "1", "hen": "2", "worm": "4" });
    let brought = |name: &str| project.answer(&format!("closureOf.{name}"));
    assert_eq!(brought("egg"), all);
    assert_eq!(brought("spam"), json!({ "egg": "1", "hen": "2", "spam": "3", "worm": "4" }));
    // Asked for by itself, the package of the cut edge does without it …
    assert_eq!(brought("worm"), json!({ "worm": "4" }));
    // … unless the file is asked what belongs to it.
    let spec = [("spec", r#"{"worm":[]}"#)];
    assert_eq!(project.ask("versions", &spec).expect("there are versions"), all);
}

#[test]
fn messages_name_the_command_for_these_builders() {
    let project = Project::with(&(APP.to_owned() + &registry("fast", "1", "")), "");
    let python = [("python", "3.13t")];
    let message = project.refusal("versions", &python);
    assert!(message.contains("uvnix lock2nix --backend nixpkgs --python cp313t"), "{message}");
    let lock = fs::read_to_string(project.workplace.path("uv.lock")).expect("there is a lock");
    project.workplace.write("uv.lock", lock + "\n");
    let message = project.refusal("versions", &[]);
    assert!(message.contains("uvnix lock2nix --backend nixpkgs"), "{message}");
}

#[test]
fn an_extra_is_the_packages_that_it_stands_for() {
    let lock = APP.to_owned()
        + "dependencies = [{ name = \"server\", extra = [\"all\"] }]\n"
        + &registry("fast", "1", "")
        + &registry(
            "server",
            "2",
            "[package.optional-dependencies]\n\
             all = [{ name = \"server\", extra = [\"quick\"] }]\nquick = [{ name = \"fast\" }]",
        );
    let project = Project::with(&lock, "");
    assert_eq!(project.answer("packages.app.dependencies"), json!(["fast", "server"]));
    assert_eq!(project.answer("packages.server.dependencies"), json!([]));
    let extra = "closureOf.server";
    assert_eq!(project.answer(extra), json!({ "server": "2" }));
    project.assert_same();
}

const SDIST: &str = r#"
[[package]]
name = "built"
version = "2"
source = { registry = "https://pypi.example/simple" }
dependencies = [{ name = "packaging" }]
sdist = { url = "https://files.example/built-2.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000" }
"#;

/// A project with a package that is built from an sdist with these requirements.
fn built_with(requirements: &str, more: &str) -> Project {
    let lock = APP.to_owned()
        + "dependencies = [{ name = \"built\" }]\n"
        + SDIST
        + &registry("packaging", "99", "");
    let settings = format!("[tool.uvnix.packages.built]\nbuild-system = {requirements}\n{more}");
    Project::with(&lock, &settings)
}

#[test]
fn builds_take_nixpkgs_tools_unless_they_are_what_the_package_runs_with() {
    let project = built_with(r#"["setuptools-scm[toml]", "packaging"]"#, "");
    let of = |name: &str| project.answer(&format!("packages.built.{name}"));
    assert_eq!(of("format"), "pyproject");
    assert_eq!(of("build-system"), json!(["packaging", "setuptools-scm"]));
    assert_eq!(project.answer("versions.packaging"), "99");
    let project = built_with(r#"["poetry"]"#, "");
    assert_eq!(project.answer("packages.built.build-system"), json!(["poetry-core"]));
}

#[test]
fn a_build_system_that_nixpkgs_lacks_is_refused_only_when_it_is_built_with() {
    let project = built_with(r#"["whool"]"#, "");
    let another = [("spec", r#"{"packaging":[]}"#)];
    assert!(project.ask("environment.drvPath", &another).is_ok());
    let message = project.refusal("modules.built.drvPath", &[]);
    for part in ["built needs whool to build", "[tool.uvnix.packages.built] build-system"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn settings_of_a_package_are_arguments_of_its_build() {
    let more = "relax-dependencies = true\nremove-dependencies = ['packaging']\n\
                imports-check = ['built']\nenv = { LEVEL = '2' }\nbuild-inputs = ['openssl']\n\
                [tool.uv]\nextra-build-variables = { built = { LEVEL = '1', LINKED = '3' } }";
    let project = built_with("['setuptools']", more);
    let of = |name: &str| project.answer(&format!("modules.built.drvAttrs.{name}"));
    assert_eq!(of("pythonRelaxDeps"), true);
    assert_eq!(of("pythonRemoveDeps"), json!(["packaging"]));
    assert_eq!(of("pythonImportsCheck"), json!(["built"]));
    assert_eq!((of("LEVEL"), of("LINKED")), (json!("2"), json!("3")));
    let taken = built_with("['setuptools']", "").workplace;
    taken.write("pyproject.toml", "tool.uvnix.packages.built.nixpkgs = 'torch-bin'");
    let project = Project::of(taken);
    assert_eq!(project.answer("modules.built.pname"), "torch-bin");
}

#[test]
fn the_rust_dependencies_of_a_package_are_vendored() {
    let settings = "tool.uvnix.packages.app.cargo-lock = 'rust/Cargo.lock'";
    let project = Project::with(APP, settings);
    let of = |name: &str| project.answer(&format!("modules.app.drvAttrs.{name}"));
    assert_eq!(of("cargoRoot"), "rust");
    let vendored = of("cargoDeps").to_string();
    assert!(vendored.contains("cargo-vendor-dir"), "{vendored}");
    let tools = of("nativeBuildInputs").to_string();
    assert!(tools.contains("cargo-setup-hook") && tools.contains("rustc"), "{tools}");
}

#[test]
fn a_tool_of_the_lock_is_not_installed_by_itself() {
    let lock = APP.to_owned()
        + "dependencies = [{ name = \"wheel\" }, { name = \"installer\" }, { name = \"setuptools\" }]\n"
        + &registry("installer", "97", "")
        + &registry("packaging", "98", "")
        + &registry("setuptools", "99", "")
        + &registry("wheel", "99", "dependencies = [{ name = \"packaging\" }]");
    let project = Project::with(&lock, "");
    assert!(project.ask("environment.drvPath", &[]).is_ok());
    project.assert_same();
}

#[test]
fn a_script_s_file_has_its_dependencies() {
    let workplace = Workplace::copy_of(&case::folder().join("script"));
    let arguments = ["tool.py.lock", "--lookup", "none", "--backend", "nixpkgs", "-o", "n.nix"];
    assert_eq!(workplace.lock2nix(&arguments).code, 0);
    let python = [("python", "3.13")];
    let wanted = evaluate(&workplace.path("tool.py.nix"), "versions", &python);
    let found = evaluate_nixpkgs(&workplace.path("n.nix"), "versions", &python);
    assert_eq!(found.expect("there are versions"), wanted.expect("there are versions"));
}

#[test]
fn a_set_without_the_overrides_is_told_how_to_get_them() {
    let project = Project::case("pure");
    let lacking = "let file = import ./nixpkgs.nix; in
        file // { mkPackageOverrides = _: _: _: { }; }";
    project.workplace.write("lacking.nix", lacking);
    let path = project.workplace.path("lacking.nix");
    let message = evaluate_nixpkgs(&path, "versions", &[]).expect_err("it is refused");
    assert!(message.contains("which this Python set does not have"), "{message}");
    assert!(message.contains("packageOverrides ="), "{message}");
}

#[test]
fn locking_what_builds_need_is_refused_for_nixpkgs() {
    let lock = APP.to_owned();
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    let outcome = workplace.lock2nix(&["--backend", "nixpkgs", "--lock-build-systems"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.contains("uvnix::backend::locked_build_systems"), "{}", outcome.report);
    assert!(outcome.report.contains("[tool.uvnix]"), "{}", outcome.report);
}

#[test]
fn the_setting_and_the_flag_name_the_backend_and_the_flag_wins() {
    let settings = "tool.uvnix.backend = 'nixpkgs'";
    let workplace = Workplace::with(&[("uv.lock", APP), ("pyproject.toml", settings)]);
    let file = |arguments: &[&str]| workplace.lock2nix(&[&["-o", "-"], arguments].concat()).output;
    let by_the_setting = file(&[]);
    assert!(by_the_setting.contains("mkPackageOverrides"));
    assert!(by_the_setting.contains("# To update it: uvnix lock2nix\n"));
    let by_the_flag = file(&["--backend", "pyproject.nix"]);
    assert!(by_the_flag.contains("mkPyprojectOverlay"));
    assert!(by_the_flag.contains("# To update it: uvnix lock2nix --backend pyproject.nix\n"));
}

#[test]
fn a_package_that_requires_nothing_is_built_with_no_tools() {
    let project = Project::with(APP, "[build-system]\nrequires = []\n");
    assert_eq!(project.answer("packages.app.build-system"), json!([]));
    let file = project.workplace.path("uv.nix");
    let tools = evaluate(&file, "packages.app.nativeBuildInputs", &[]);
    assert_eq!(tools, Ok(json!(["pyproject-hook"])));

    let project = Project::with(APP, "[project]\nname = 'app'\n");
    assert_eq!(project.answer("packages.app.build-system"), json!(["setuptools", "wheel"]));
}

#[test]
fn an_extra_that_a_build_requirement_does_not_have_is_ignored() {
    // Later releases of setuptools-scm do not have `toml`, which many projects ask for.
    let project = Project::with(APP, "[build-system]\nrequires = ['setuptools-scm[old,toml]']\n");
    assert_eq!(project.answer("packages.app.build-system"), json!(["setuptools-scm"]));
    let file = project.workplace.path("uv.nix");
    let tools = evaluate(&file, "packages.app.nativeBuildInputs", &[]).expect("there are tools");
    assert!(tools.to_string().contains("setuptools-scm-0"), "{tools}");
}
