//! A lock whose packages form one long chain.

use std::fmt::Write;

use crate::command::Workplace;

const PACKAGES: usize = 5_000;

fn chain() -> Workplace {
    let mut lock = "version = 1\nrevision = 3\nrequires-python = \"==3.12.*\"\n".to_owned();
    let mut add = |name: &str, source: &str, needed: &str| {
        let _ = write!(
            lock,
            "\n[[package]]\nname = \"{name}\"\nversion = \"1\"\nsource = {{ {source} }}\n\
             dependencies = [{{ name = \"{needed}\" }}]\n"
        );
    };
    add("app", "virtual = \".\"", "package-0");
    for number in 0..PACKAGES {
        let needed = format!("package-{}", (number + 1).min(PACKAGES - 1));
        add(&format!("package-{number}"), "registry = \"https://pypi.example/simple\"", &needed);
    }
    let project = "[project]\nname = \"app\"\nversion = \"1\"\n";
    Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", project)])
}

#[test]
fn a_long_chain_is_shown_in_little_text() {
    let workplace = chain();
    let last = format!("package-{}", PACKAGES - 1);
    for arguments in
        [&["tree"][..], &["why", &last, "--all"], &["graph", "--format", "dot"], &["graph"]]
    {
        let outcome = workplace.uvnix("C.UTF-8", arguments);
        assert_eq!((outcome.code, outcome.report.as_str()), (0, ""), "{arguments:?}");
        assert!(outcome.output.contains(&last), "{arguments:?}");
        assert!(outcome.output.len() < 500 * PACKAGES, "{arguments:?}");
    }
}
