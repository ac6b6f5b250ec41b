//! One question has one answer: `uv.nix`, `explain`, `doctor` and `diff` agree.

use crate::command::Workplace;

const HASH: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// A lock of `app` in this source, which needs `dep`, and the rest of the text.
fn lock(source: &str, needs: &str, rest: &str) -> String {
    format!(
        "version = 1\nrevision = 3\nrequires-python = '==3.12.*'\n{rest}\n[[package]]\nname = 'app'\n\
         version = '1'\nsource = {{ {source} = '.' }}\n{needs}\n[[package]]\nname = 'dep'\nversion = '1'\n\
         source = {{ registry = 'https://pypi.example/simple' }}\n"
    )
}

/// The text of the file that is generated in a folder without lookups.
fn generated(workplace: &Workplace) -> String {
    let outcome = workplace.lock2nix(&["--lookup", "none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace.read("uv.nix")
}

#[test]
fn the_marker_of_a_build_requirement_holds_where_that_of_a_dependency_does() {
    let needs = "dependencies = [{ name = 'dep', marker = \"platform_release < '24'\" }]";
    let wheel = format!(
        "wheels = [{{ url = 'https://files.example/dep-1-py3-none-any.whl', hash = '{HASH}' }}]\n"
    );
    let pyproject = |release: &str| {
        format!(
            "project = {{ name = 'app', version = '1' }}\n\
             build-system.requires = ['setuptools', \"wheel; platform_release < '24'\"]\n\
             tool.uvnix.environments.markers.platform_release = '{release}'\n"
        )
    };
    for (release, is_needed) in [("5.10", true), ("24.1", false), ("100", false)] {
        let lock = lock("editable", needs, "") + &wheel;
        let workplace =
            Workplace::with(&[("uv.lock", lock), ("pyproject.toml", pyproject(release))]);
        let text = generated(&workplace);
        assert_eq!(text.contains("dep-1-py3-none-any.whl"), is_needed, "{release}: {text}");
        let requirements = text.split("build-system = {").nth(1).expect("app is built");
        let (requirements, _) = requirements.split_once('}').expect("a set has an end");
        assert!(requirements.contains("setuptools = [ ]"), "{release}: {requirements}");
        assert_eq!(requirements.contains("wheel = [ ]"), is_needed, "{release}: {requirements}");
    }
}

#[test]
fn a_file_keeps_its_name_whatever_its_url_has_after_it() {
    let sdist = format!(
        "sdist = {{ url = 'https://files.example/dep-1.tar.gz?sig=a/b', hash = '{HASH}' }}\n"
    );
    let needs = "dependencies = [{ name = 'dep' }]";
    let text = generated(&Workplace::with(&[("uv.lock", lock("virtual", needs, "") + &sdist)]));
    assert!(text.contains("name = \"dep-1.tar.gz\";"), "{text}");
}

#[test]
fn additional_build_requirements_are_the_same_in_the_file_and_in_the_answers() {
    let sdist =
        format!("sdist = {{ url = 'https://files.example/dep-1.tar.gz', hash = '{HASH}' }}\n");
    let lock = lock("editable", "dependencies = [{ name = 'dep' }]", "") + &sdist;
    let pyproject = "project = { name = 'app', version = '1' }\n\
                     tool.uv.extra-build-dependencies = { dep = ['cython'], app = ['numpy'] }\n";
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", pyproject)]);
    let text = generated(&workplace);
    let doctor = workplace.uvnix("C", &["doctor", "--verbose"]).output;
    let doctor = Vec::from_iter(doctor.split_whitespace()).join(" ");
    for (package, added) in [("dep", "cython"), ("app", "numpy")] {
        assert!(text.contains(&format!("{added} = [ ];")), "{text}");
        let explained = workplace.uvnix("C", &["explain", package]).output;
        assert!(explained.contains(added) && explained.contains("setuptools"), "{explained}");
    }
    assert!(doctor.contains("built from source with setuptools, wheel, cython"), "{doctor}");
}

#[test]
fn the_spelling_of_a_hash_is_no_difference() {
    let lock = |hash: &str| {
        let wheel = format!(
            "wheels = [{{ url = 'https://files.example/dep-1-py3-none-any.whl', hash = '{hash}' }}]\n"
        );
        lock("virtual", "dependencies = [{ name = 'dep' }]", "") + &wheel
    };
    let lower = HASH.replace("00", "ab");
    let upper = format!("sha256:{}", lower["sha256:".len()..].to_uppercase());
    let workplace = Workplace::with(&[("a/uv.lock", lock(&lower)), ("b/uv.lock", lock(&upper))]);
    let difference = workplace.uvnix("C", &["diff", "a", "b"]);
    assert_eq!(difference.code, 0, "{}", difference.report);
    assert!(!difference.output.contains("hash"), "{}", difference.output);
    for folder in ["a", "b"] {
        assert_eq!(workplace.uvnix_in(folder, &[], &["lock2nix"]).code, 0);
    }
    let data = |folder: &str| {
        let text = workplace.read(&format!("{folder}/uv.nix"));
        Vec::from_iter(text.lines().filter(|it| it.contains("hash = ")).map(str::to_owned))
    };
    assert_eq!(data("a"), data("b"));
}
