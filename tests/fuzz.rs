//! The inputs that once made a fuzz target fail, in `fuzz/regressions/<target>/`.

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/targets.rs"]
pub mod targets;

type Target = (&'static str, fn(&[u8]));

/// The fuzz targets that need nothing but the library.
const TARGETS: [Target; 9] = [
    ("lock", targets::lock),
    ("pylock", targets::pylock),
    ("foreign", targets::foreign),
    ("markers", targets::markers),
    ("requirements", targets::requirements),
    ("wheel_names", targets::wheel_names),
    ("settings", targets::settings),
    ("archives", targets::archives),
    ("libraries", targets::libraries),
];

#[test]
fn no_input_that_fuzzing_found_makes_a_target_fail_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let mut count = 0;
    for (name, target) in TARGETS {
        for entry in fs::read_dir(folder.join(name)).into_iter().flatten() {
            let path = entry.expect("the folder can be read").path();
            println!("{}", path.display());
            target(&fs::read(path).expect("the file can be read"));
            count += 1;
        }
    }
    assert!(count > 0, "the inputs are not where they should be");
}

#[test]
fn every_target_accepts_what_is_right() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let read = |name: &str| fs::read(cases.join(name)).expect("the case is there");
    let parts = [read("pure/uv.lock"), read("pure/pyproject.toml")];
    targets::lock(&parts.join(&targets::SEPARATOR));
    let parts = [read("pylock/pylock.toml"), read("pylock/pyproject.toml")];
    targets::pylock(&parts.join(&targets::SEPARATOR));
    targets::foreign(b"\x04click==8.1.7 --hash=sha256:0a\n");
    targets::markers(b"python_version >= '3.12' and sys_platform == 'linux'");
    targets::requirements(b"setuptools[core]>=61 ; python_version < '3.13'");
    targets::wheel_names(b"a-1-cp312-cp312-manylinux_2_17_x86_64.whl");
    targets::settings(b"[project]\nname = 'a'\n");
}
