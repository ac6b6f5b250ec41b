//! What generating costs, in instructions: a change that makes it slower fails here.
//!
//! Callgrind counts them, so they do not depend on the machine. The unit is what the `toml` crate needs to read the
//! largest of the locks into a table, counted in the same run in a program of the same build. Therefore another
//! compiler changes the figures little; with that of `tests/scale/counts.txt`, they are exact.
//!
//! `UVNIX_UPDATE=1 cargo test --test speed` writes `tests/scale/counts.txt` again.

mod case;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

use tempfile::TempDir;

/// The projects, from the largest lock on.
const PROJECTS: [&str; 3] = ["benches/zulip", "nix/templates/service", "examples/workspace"];

/// How far a figure may be from the committed one, with the compiler of that and with others.
const MARGINS: [f64; 2] = [0.03, 0.15];

/// The file to read as TOML, for the program that only does that.
const TOML: &str = "UVNIX_TEST_TOML";

/// Costs by project and command.
type Costs = BTreeMap<String, f64>;

#[test]
fn generating_costs_what_it_did() {
    if !cfg!(debug_assertions) {
        return eprintln!("skipped: the figures are of debug builds");
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        return eprintln!("skipped: valgrind is not installed");
    }
    let costs = costs();
    let (compiler, path) = (compiler(), root().join("tests/scale/counts.txt"));
    if case::is_update() {
        return fs::write(path, printed(&compiler, &costs)).expect("the file can be written");
    }
    let committed = fs::read_to_string(path).expect("the file is there");
    let (of_compiler, expected) = parsed(&committed);
    let margin = MARGINS[usize::from(of_compiler != compiler)];
    assert!(costs.keys().eq(expected.keys()), "{costs:?} {expected:?}");
    for (what, cost) in &costs {
        let change = cost / expected[what] - 1.0;
        assert!(
            change.abs() <= margin,
            "{what} costs {cost:.3} times the TOML, {:+.1} % to tests/scale/counts.txt; if that is meant, \
             `UVNIX_UPDATE=1 cargo test --test speed` writes the file again",
            100.0 * change
        );
    }
}

/// The program that only reads TOML.
#[test]
#[ignore = "counted by the other test"]
fn a_lock_as_a_table() {
    let path = env::var_os(TOML).expect("the other test sets it");
    let text = fs::read_to_string(path).expect("the lock can be read");
    text.parse::<toml::Table>().expect("a lock is TOML");
}

/// What `lock2nix` and `--check` cost in each project, as multiples of reading the TOML of the first.
fn costs() -> Costs {
    let project = |name: &'static str| {
        let folder = copy(name);
        let generate = ["lock2nix", "--lookup", "none", "--quiet"];
        ["", " --check"].map(|option| {
            let arguments =
                generate.iter().copied().chain(Some(option.trim()).filter(|it| !it.is_empty()));
            let arguments = Vec::from_iter(arguments);
            let cost = instructions(env!("CARGO_BIN_EXE_uvnix"), &arguments, folder.path(), None);
            (format!("{name} lock2nix{option}"), cost)
        })
    };
    let (unit, counts) = thread::scope(|scope| {
        let counts = PROJECTS.map(|name| scope.spawn(move || project(name)));
        let unit = scope.spawn(toml_alone).join().expect("the TOML is read");
        (unit, counts.map(|it| it.join().expect("the project is generated")))
    });
    let thousands = |count: u64| f64::from(u32::try_from(count / 1000).expect("it ends some day"));
    let costs = counts.into_iter().flatten();
    costs.map(|(what, count)| (what, thousands(count) / thousands(unit))).collect()
}

/// The instructions of reading the largest lock as TOML.
fn toml_alone() -> u64 {
    let folder = TempDir::new().expect("there is room for a folder");
    let program = env::current_exe().expect("this program has a path");
    let arguments = ["--exact", "a_lock_as_a_table", "--ignored"];
    let empty = folder.path().join("empty");
    fs::write(&empty, "").expect("there is room for a file");
    let [all, without] = [root().join(PROJECTS[0]).join("uv.lock"), empty]
        .map(|toml| instructions(&program, &arguments, folder.path(), Some(&toml)));
    all - without
}

/// The instructions of a program that is run in a folder.
fn instructions(
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    folder: &Path,
    toml: Option<&Path>,
) -> u64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=counts"]).arg(program);
    command.args(arguments).current_dir(folder).envs(toml.map(|path| (TOML, path)));
    let output = command.output().expect("valgrind is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts = fs::read_to_string(folder.join("counts")).expect("callgrind writes the file");
    let total = counts.lines().find_map(|line| line.strip_prefix("totals: "));
    total.and_then(|it| it.parse().ok()).expect("callgrind writes the total")
}

/// A copy of a project, without its generated file.
fn copy(name: &str) -> TempDir {
    let (from, to) = (root().join(name), TempDir::new().expect("there is room for a folder"));
    for file in case::files(&from).into_iter().filter(|file| file != "uv.nix") {
        let path = to.path().join(&file);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
        fs::copy(from.join(file), path).expect("there is room");
    }
    to
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `rustc 1.95.0 (59807616e 2026-04-14)`
fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    output
        .map_or_else(|_| String::new(), |it| String::from_utf8_lossy(&it.stdout).trim().to_owned())
}

/// The text of `tests/scale/counts.txt`.
fn printed(compiler: &str, costs: &Costs) -> String {
    let lines = costs.iter().map(|(what, cost)| format!("{cost:.3} {what}\n"));
    let head = "# Instructions as multiples of those that reading the largest lock as TOML takes: see tests/speed.rs.\n";
    format!("{head}{compiler}\n{}", lines.collect::<String>())
}

/// The compiler and the costs in such a text.
fn parsed(text: &str) -> (&str, Costs) {
    let mut lines = text.lines().skip(1);
    let compiler = lines.next().expect("the second line is the compiler");
    let costs = lines.filter_map(|line| {
        let (cost, what) = line.split_once(' ')?;
        Some((what.to_owned(), cost.parse().expect("a cost is a number")))
    });
    (compiler, costs.collect())
}
