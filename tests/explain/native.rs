//! What `explain` and `doctor` say about needs besides Python.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::command::Workplace;

/// A package of the index.
fn package(name: &str, dependencies: &str, files: &str) -> String {
    format!(
        "[[package]]\nname = {name:?}\nversion = \"1\"\nsource = {{ registry = \"https://pypi.example/simple\" }}\n\
         dependencies = [{dependencies}]\n{files}\n"
    )
}

fn file(name: &str) -> String {
    let hash = "0".repeat(64);
    format!("{{ url = \"https://files.example/{name}\", hash = \"sha256:{hash}\" }}")
}

fn wheel(name: &str, tags: &str) -> String {
    format!("wheels = [{}]", file(&format!("{name}-1-{tags}.whl")))
}

/// A project that needs wheels with libraries of several origins, an sdist, and a program.
fn project(settings: &str) -> Workplace {
    let linux = "cp312-cp312-manylinux_2_28_x86_64";
    let lock = [
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = { virtual = \".\" }\ndependencies = [\n    { name = \"gitpython\" },\n    { name = \"lxml\" },\n    \
         { name = \"pyodbc\" },\n    { name = \"torchvision\" },\n    { name = \"unknown\" },\n]\n\n",
        &package("gitpython", "", &wheel("gitpython", "py3-none-any")),
        &package("lxml", "", &format!("sdist = {}", file("lxml-1.tar.gz"))),
        &package("pyodbc", "", &wheel("pyodbc", linux)),
        &package("torch", "", &wheel("torch", linux)),
        &package("torchvision", "{ name = \"torch\" }", &wheel("torchvision", linux)),
        &package("unknown", "", &wheel("unknown", linux)),
    ]
    .concat();
    let settings = format!(
        "[tool.uvnix]\nlookup = 'none'\n[tool.uvnix.environments]\nsystems = ['x86_64-linux']\n\
         [tool.uvnix.packages.lxml]\nbuild-system = ['setuptools']\n{settings}"
    );
    Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", &settings)])
}

/// The sections of an explanation about needs besides Python.
fn explained(workplace: &Workplace, package: &str) -> String {
    let answer = workplace.uvnix("C.UTF-8", &["explain", package]);
    assert_eq!((answer.code, answer.report.as_str()), (0, ""));
    let sections = answer.output.split("\n\n");
    let is_native = |section: &&str| {
        ["Libraries", "Needed", "Looked"].iter().any(|title| section.starts_with(title))
    };
    Vec::from_iter(sections.filter(is_native).map(str::trim_end)).join("\n\n")
}

#[test]
fn each_need_is_explained_with_what_meets_it() {
    let workplace = project("");
    assert_snapshot!(explained(&workplace, "pyodbc"), @"
    Libraries that its wheels link:
      libodbc.so.2  from nixpkgs: unixODBC or unixodbc
      according to the table of uvnix for another version
    ");
    let torchvision = explained(&workplace, "torchvision");
    let of_torch = |line: &str| line.starts_with("  libtorch.so ") && line.ends_with("from torch");
    assert!(torchvision.lines().any(of_torch), "{torchvision}");
    assert!(torchvision.contains("from nobody\n"), "{torchvision}");
    let torch = explained(&workplace, "torch");
    assert!(torch.contains("from the driver of the machine\n"), "{torch}");
    assert_snapshot!(explained(&workplace, "lxml"), @"
    Needed to build it:
      libxml2, libxslt, zlib  from nixpkgs' recipe lxml, if there is one
    ");
    assert_snapshot!(explained(&workplace, "gitpython"), @"
    Looked for when it runs:
      a program  from nixpkgs: git
    ");
    assert_snapshot!(explained(&workplace, "unknown"), @"
    Libraries that its wheels link:
      not known: no wheel was read; see `--lookup` of `uvnix lock2nix`
    ");
}

#[test]
fn the_needs_are_fields_for_programs() {
    let answer = project("").uvnix("C.UTF-8", &["explain", "pyodbc", "--format=json"]).output;
    let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
    let need = json!({
        "when": "wheel",
        "need": "libodbc.so.2",
        "from": "nixpkgs",
        "names": ["unixODBC", "unixodbc"],
    });
    let native = json!({ "wheels": "another-version", "needs": [need] });
    assert_eq!(answer["packages"][0]["native"], native);
}

/// The findings of `doctor` of one check, without its heading.
fn found(workplace: &Workplace, heading: &str) -> String {
    let answer = workplace
        .with_variables(&[("LC_ALL", "C.UTF-8"), ("COLUMNS", "0")], &["doctor", "--verbose"])
        .output;
    let mut parts = answer.split("\n\n");
    let part = parts.find(|part| part.starts_with(heading)).unwrap_or_default();
    part.lines().skip(1).collect::<Vec<_>>().join("\n")
}

#[test]
fn doctor_lists_the_needs_and_warns_of_a_library_that_must_not_be_missing() {
    let workplace = project("");
    let needs = found(&workplace, "note: libraries and programs from elsewhere");
    for part in [
        "  gitpython 1: when it runs, it looks for a program from nixpkgs: git\n",
        "  lxml 1: its build uses libxml2, libxslt, zlib from nixpkgs' recipe lxml, if there is one\n",
        "  pyodbc 1: its wheels link libodbc.so.2 from nixpkgs: unixODBC or unixodbc\n",
        "libtorch.so",
        "    help: `uvnix explain <name>` lists each of them",
    ] {
        assert!(needs.contains(part), "{part} in {needs}");
    }
    assert_eq!(found(&workplace, "warning: missing libraries"), "");
    let strict = project("[tool.uvnix.packages.torchvision]\nmissing-libraries = 'fail'");
    let missing = found(&strict, "warning: missing libraries");
    assert!(missing.contains("  torchvision 1: nobody provides lib"), "{missing}");
}

#[test]
fn doctor_warns_of_rust_without_a_cargo_lock() {
    let facts = format!(
        "version = 1\n\n[cargo-locks.\"sha256:{}\"]\npackage = \"lxml 1\"\n",
        "0".repeat(64)
    );
    let workplace = project("");
    workplace.write("uvnix.lock", facts);
    let rust = found(&workplace, "warning: Rust without a Cargo.lock");
    assert!(rust.contains("its build stops if the source has a Cargo.toml"), "{rust}");
}
