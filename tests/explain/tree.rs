//! `uvnix tree`.

use insta::assert_snapshot;

use crate::{Workplace, answer, answer_in, error};

const HERE: [&str; 3] = ["tree", "--system", "x86_64-linux"];

fn tree(case: &str, arguments: &[&str]) -> String {
    answer(case, &[&HERE, arguments].concat())
}

#[test]
fn members_are_shown_with_their_extras_and_groups() {
    assert_snapshot!(tree("workspace", &[]), @"
    # cp312-x86_64-linux
    shop v2.0.0
    ├── shop-core[sql] v2.0.0
    │   └── driver[binary] v3.1 (extra: sql)
    │       └── driver-binary v3.1 (extra: binary)
    ├── server v0.30 (extra: web)
    ├── checker v1.0.0 (group: dev)
    └── writer v7.0 (group: docs)
    shop-core v2.0.0
    ├── driver[binary] v3.1 (extra: all) (*)
    ├── server v0.30 (extra: all)
    ├── driver[binary] v3.1 (extra: sql) (*)
    └── checker v1.0.0 (group: test)
    shop-tools v2.0.0
    ├── shop v2.0.0
    │   └── shop-core[sql] v2.0.0 (*)
    ├── shop-core v2.0.0
    └── checker v1.0.0 (group: dev)
    (*) already shown above
    ");
}

#[test]
fn a_tree_that_goes_up_starts_from_what_needs_nothing() {
    assert_snapshot!(tree("workspace", &["--invert"]), @"
    # cp312-x86_64-linux
    checker v1.0.0
    ├── shop v2.0.0 (group: dev)
    ├── shop-core v2.0.0 (group: test)
    └── shop-tools v2.0.0 (group: dev)
    driver-binary v3.1
    └── driver v3.1 (extra: binary)
        ├── shop-core v2.0.0 (extra: sql)
        │   └── shop v2.0.0
        │       └── shop-tools v2.0.0
        └── shop-core v2.0.0 (extra: all)
    server v0.30
    ├── shop v2.0.0 (extra: web)
    └── shop-core v2.0.0 (extra: all)
    writer v7.0
    └── shop v2.0.0 (group: docs)
    ");
}

#[test]
fn a_package_in_a_cycle_is_opened_once() {
    assert_snapshot!(tree("cycles", &["--package", "egg"]), @"
    # cp312-x86_64-linux
    egg v1
    └── hen v1
        └── egg v1 (*)
    (*) already shown above
    ");
}

#[test]
fn what_has_to_be_chosen_stands_beside_what_needs_it() {
    assert_snapshot!(tree("conflicts", &["--depth", "2"]), @"
    # cp312-x86_64-linux
    trainer v0.1.0
    ├── logger v1.0
    │   ├── tensor v2.5.0 (with not trainer[cuda])
    │   └── tensor v2.6.0 (with trainer[cuda])
    ├── tensor v2.5.0 (extra: cpu) (with trainer[cpu])
    ├── tensor v2.6.0 (extra: cuda) (with trainer[cuda])
    │   └── driver v12.4
    ├── checker v1.0 (group: dev)
    ├── checker v1.0 (group: legacy) (with trainer:legacy)
    └── tensor v2.5.0 (group: legacy) (with trainer:legacy)
    ");
}

#[test]
fn without_options_the_tree_is_that_of_the_python_of_the_project() {
    let needed = |name: &str| {
        let source = "source = { registry = 'https://pypi.example/simple' }";
        format!("[[package]]\nname = '{name}'\nversion = '1'\n{source}\n")
    };
    let dependency = |name: &str, sign: &str| {
        format!("{{ name = '{name}', marker = \"python_version {sign} '3.12'\" }}")
    };
    let lock = format!(
        "version = 1\nrequires-python = '>=3.11'\n[[package]]\nname = 'app'\nversion = '1'\n\
         source = {{ virtual = '.' }}\ndependencies = [{}, {}]\n{}{}",
        dependency("older", "<="),
        dependency("newer", ">"),
        needed("older"),
        needed("newer")
    );
    let workplace = Workplace::with(&[("uv.lock", lock)]);
    let shown = || workplace.uvnix("C.UTF-8", &["tree"]).output;
    assert!(shown().contains("newer"), "{}", shown());
    workplace.write("flake.nix", "{ outputs = { pkgs, ... }: { python = pkgs.python311; }; }");
    assert!(shown().contains("older"), "{}", shown());
    workplace.write(".python-version", "3.13\n");
    assert!(shown().contains("newer"), "{}", shown());
}

#[test]
fn environments_that_agree_have_one_tree() {
    let all =
        ["tree", "--all-environments", "--depth", "1", "--python", "3.12", "--python", "3.13"];
    let linux = ["--system", "x86_64-linux", "--system", "aarch64-linux"];
    assert_snapshot!(answer("markers", &[&all[..], &linux].concat()), @"
    # cp312-aarch64-linux
    choosy v0.1.0
    ├── of-arm-linux v1
    ├── of-cpython v1
    ├── of-linux v1
    └── of-posix[always] v1

    # cp312-x86_64-linux
    choosy v0.1.0
    ├── of-cpython v1
    ├── of-linux v1
    ├── of-posix[always] v1
    └── of-intel v1 (group: intel)

    # cp313-aarch64-linux
    choosy v0.1.0
    ├── of-arm-linux v1
    ├── of-cpython v1
    ├── of-linux v1
    ├── of-new v1
    └── of-posix[always] v1

    # cp313-x86_64-linux
    choosy v0.1.0
    ├── of-cpython v1
    ├── of-linux v1
    ├── of-new v1
    ├── of-posix[always] v1
    └── of-intel v1 (group: intel)
    ");
    assert_snapshot!(answer("workspace", &all[..4]), @"
    # darwin or linux
    shop v2.0.0
    ├── shop-core[sql] v2.0.0
    ├── server v0.30 (extra: web)
    ├── checker v1.0.0 (group: dev)
    └── writer v7.0 (group: docs)
    shop-core v2.0.0
    ├── driver[binary] v3.1 (extra: all)
    ├── server v0.30 (extra: all)
    ├── driver[binary] v3.1 (extra: sql)
    └── checker v1.0.0 (group: test)
    shop-tools v2.0.0
    ├── shop v2.0.0
    ├── shop-core v2.0.0
    └── checker v1.0.0 (group: dev)
    ");
}

#[test]
fn a_terminal_without_unicode_gets_ascii() {
    let text = answer_in("C", "workspace", &HERE);
    assert!(text.is_ascii() && text.contains("`-- "), "{text}");
}

#[test]
fn a_program_gets_lines_with_their_depth() {
    let text = tree("pure", &["--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["trees"][0]["lines"][0]["depth"], 0);
    assert_eq!(answer["trees"][0]["environments"][0], "cp313-x86_64-linux");
}

#[test]
fn a_package_that_only_others_have_is_named_with_them() {
    assert_eq!(
        error("markers", &[&HERE[..], &["--package", "of-apple-silicon"]].concat()),
        [
            "uvnix::question::elsewhere",
            "`of-apple-silicon` is in the lock file, but it is not installed in cp313-x86_64-linux",
            "it is installed in aarch64-darwin: select these with `--python` and `--system`"
        ]
    );
}

#[test]
fn a_slip_of_the_hand_is_answered_with_what_may_have_been_meant() {
    assert_eq!(
        error("workspace", &[&HERE[..], &["--package", "drivr"]].concat()),
        [
            "uvnix::question::unknown_package",
            "package `drivr` is not in the lock file",
            "did you mean `driver`?"
        ]
    );
}

#[test]
fn a_script_goes_by_the_name_of_its_file() {
    let text = tree("script", &["tool.py"]);
    assert!(text.lines().nth(1) == Some("tool.py"), "{text}");
    let why = answer("script", &["why", "socks", "--all", "tool.py"]);
    assert!(why.contains("tool.py") && !why.contains("workspace-root"), "{why}");
}
