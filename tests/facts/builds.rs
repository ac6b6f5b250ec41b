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
    let is_about_builder = |line: &&str| line.contains("<<<") && !line.contains("libcst");
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
