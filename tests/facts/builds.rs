//! Build requirements that have no wheel: uv is asked to lock them without running their code.

use crate::archive::Archive;
use crate::command::{Outcome, Workplace};

const LOCK: &str = r#"
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = { editable = "." }
"#;

const PYPROJECT: &str = "build-system.requires = ['builder']\n[tool.uvnix]\n";

const HINT: &str = "error: No solution found\n\nhint: Wheels are required for `builder` because \
                    building from source is disabled for all packages (i.e., with `--no-build`)";

/// A project whose build requirement `builder` is an sdist of these files.
fn workplace(files: &[(&str, &str)]) -> Workplace {
    let archive = Archive::sdist("builder", "tar.gz", files);
    let pylock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'builder'\nversion = '1.0'\nsdist = {{ path = '{}', \
         hashes = {{ sha256 = '{}' }} }}\n",
        archive.filename,
        archive.hash().replace("sha256:", ""),
    );
    let workplace = Workplace::with(&[
        ("pyproject.toml", PYPROJECT),
        ("uv.lock", LOCK),
        ("refusal", HINT),
        ("pylock-builder.toml", pylock.as_str()),
    ]);
    workplace.write(&archive.filename, &archive.bytes);
    workplace
}

fn lock(workplace: &Workplace) -> Outcome {
    let cache = workplace.path("cache").display().to_string();
    let variables = [("UVNIX_UV", &*workplace.uv()), ("UVNIX_CACHE_DIR", &cache)];
    let outcome = workplace.lock2nix_with(&variables, &["--lock-build-systems"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    outcome
}

fn text(workplace: &Workplace, name: &str) -> String {
    let bytes = workplace.contents().remove(name).unwrap_or_default();
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn what_a_build_requirement_without_a_wheel_needs_is_read_from_its_source() {
    let pkg_info = "Metadata-Version: 2.2\nName: builder\nRequires-Dist: helper>=2\n";
    let workplace = workplace(&[("PKG-INFO", pkg_info)]);
    lock(&workplace);
    let asked = text(&workplace, "asked");
    let is_about_builder = |line: &&str| line.contains("dependencies = [\"builder\"]");
    let questions: Vec<_> = asked.lines().filter(is_about_builder).collect();
    assert_eq!(questions.len(), 3, "{asked}");
    assert!(!questions[0].contains("--no-binary"), "{asked}");
    assert!(questions[1].contains("--no-binary builder "), "{asked}");
    assert!(questions[1].contains("requires-dist = []"), "{asked}");
    assert!(questions[2].contains("requires-dist = [\"helper>=2\"]"), "{asked}");
    let locks = text(&workplace, "uvnix.lock");
    assert!(locks.contains("\"builder-1.0.tar.gz\" = \"sha256:"), "{locks}");
}

#[test]
fn only_a_build_requirement_that_the_user_trusts_is_built_to_learn_what_it_needs() {
    let setup = [("PKG-INFO", "Metadata-Version: 2.1\nName: builder\n"), ("setup.py", "")];
    let workplace = workplace(&setup);
    let report = lock(&workplace).report;
    assert!(report.contains("builder 1.0 has no wheel"), "{report}");
    assert!(report.contains("build-when-locking = [\"builder\"]"), "{report}");
    assert!(!text(&workplace, "uvnix.lock").contains("build-locks"));

    workplace.write("pyproject.toml", format!("{PYPROJECT}build-when-locking = ['Builder']"));
    workplace.write("asked", "");
    assert!(!lock(&workplace).report.contains("could not lock"));
    let asked = text(&workplace, "asked");
    assert!(!asked.contains("requires-dist"), "{asked}");
    assert!(text(&workplace, "uvnix.lock").contains("[build-locks.builder]"));
}

/// The answer for a list with `helper`, which has a wheel.
fn helper() -> String {
    format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'helper'\nversion = '2.0'\nwheels = [{{ url = \
         'https://files.example/helper-2.0-py3-none-any.whl', hashes = {{ sha256 = '{}' }} }}]\n",
        "1".repeat(64)
    )
}

#[test]
fn a_build_requirement_without_a_wheel_is_built_with_what_it_declares() {
    let pkg_info = "Metadata-Version: 2.2\nName: builder\n";
    let declared = "build-system.requires = ['helper']";
    let workplace = workplace(&[("PKG-INFO", pkg_info), ("pyproject.toml", declared)]);
    workplace.write("pylock-for-helper.toml", helper());
    // The settings of a package of the project are not for a build requirement of that name.
    let forbidden = "\n[tool.uv]\nno-build-package = ['builder']\n";
    workplace.write("pyproject.toml", format!("{PYPROJECT}{forbidden}"));
    let report = lock(&workplace).report;
    assert!(!report.contains("warning"), "{report}");
    let locks = text(&workplace, "uvnix.lock");
    assert!(locks.contains("[build-locks.helper]\npackages = [\"helper\"]"), "{locks}");
    let uv_nix = text(&workplace, "uv.nix");
    let tools = &uv_nix[uv_nix.find("build-packages = {").expect("there are some")..];
    assert!(tools.contains("build-environment = \"helper\";"), "{tools}");

    workplace.write("asked", "");
    let report = lock(&workplace).report;
    assert!(report.starts_with("uv.nix: up to date"), "{report}");
    assert_eq!(text(&workplace, "asked"), "");

    let stated = "[tool.uvnix.build-packages.builder]\nbuild-system = []\nenv = { A = 'b' }\n\
                  [tool.uvnix.build-packages.other]\n";
    workplace.write("pyproject.toml", format!("{PYPROJECT}{stated}"));
    let report = lock(&workplace).report;
    assert!(report.contains("build-packages.other] has no effect"), "{report}");
    assert!(!text(&workplace, "uvnix.lock").contains("helper"));
    assert!(text(&workplace, "uv.nix").contains("A = \"b\";"));
}

#[test]
fn build_requirements_that_need_each_other_to_be_built_are_named() {
    let pkg_info = "Metadata-Version: 2.2\nName: builder\n";
    let declared = "build-system.requires = ['builder']";
    let workplace = workplace(&[("PKG-INFO", pkg_info), ("pyproject.toml", declared)]);
    let report = lock(&workplace).report;
    let warning = "without a wheel need each other to be built: builder 1.0, builder 1.0";
    assert!(report.contains(warning), "{report}");
    assert!(report.contains("build-constraint-dependencies"), "{report}");
}
