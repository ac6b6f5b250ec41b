//! What holds for every lock.

mod answers;
#[path = "../case/mod.rs"]
mod case;
mod data;
mod facts;
mod shuffle;
mod sketch;
mod tags;
mod world;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use uvnix::emit::{Heading, MadeFrom, emit};
use uvnix::environment::{EnvironmentOptions, Python, System, SystemName, nixpkgs};
use uvnix::lock::{Lock, Package, WheelName};
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::settings::{Backend, Settings};
use uvnix::project::{Beside, BuildFiles, Project, Pyproject, PyprojectError, Workspace};
use uvnix::resolution::resolved::Resolved;

use case::Case;
use facts::Facts;
use shuffle::shuffled;
use sketch::sketch;
use world::{World, world};

/// What a lock becomes, with the projects that lie in `folder`.
fn generate(lock: &str, folder: &Path, options: &EnvironmentOptions) -> String {
    let lock = Lock::parse(lock).expect("the lock is fine");
    emitted(&workspace(lock, folder), options).expect("there is an answer")
}

fn emitted(workspace: &Workspace, options: &EnvironmentOptions) -> Result<String, miette::Report> {
    let resolved = Resolved::of(workspace.lock(), options)?;
    let facts = uvnix::facts::Facts::default();
    let merged = Merged::of(Inputs { resolved: &resolved, workspace });
    let overlay = Overlay::of(merged, &facts, Backend::PyprojectNix);
    Ok(emit(None, &Heading { made_from: &made_from(), options }, &overlay)?)
}

/// The file of an overlay for these environments.
fn text(overlay: &Overlay<'_>, options: &EnvironmentOptions) -> String {
    emit(None, &Heading { made_from: &made_from(), options }, overlay).expect("it reads back")
}

fn made_from() -> MadeFrom {
    MadeFrom {
        lock_file: "uv.lock".to_owned(),
        lock_hash: "0".repeat(64),
        facts_file: "uvnix.lock".into(),
        root: Some("./.".to_owned()),
        functions: None,
        script: None,
        facts_hash: None,
        command: "uvnix lock2nix".to_owned(),
    }
}

/// A lock with the projects in `folder`, without settings.
fn workspace(lock: Lock, folder: &Path) -> Workspace {
    let text = |package: &Package| {
        let place = folder.join(package.source.folder()?.as_str());
        fs::read_to_string(place.join("pyproject.toml")).ok()
    };
    workspace_of(lock, Settings::default(), |package| text(package))
}

/// A lock with settings, and with the `pyproject.toml` of each local package that has this text.
fn workspace_of(
    lock: Lock,
    settings: Settings,
    text: impl Fn(&Package) -> Option<String>,
) -> Workspace {
    let beside = Beside { settings, ..Beside::default() };
    let read = |lock: &Lock, id| {
        let Some(text) = text(&lock[id]) else { return Ok(None) };
        Project::of(&Pyproject::parse(&text)?, &BuildFiles::default()).map(Some)
    };
    Workspace::of::<PyprojectError>(lock, beside, read).expect("projects and settings are fine")
}

/// The default, and a system that nixpkgs no longer has.
fn everywhere() -> EnvironmentOptions {
    let older = SystemName::usual(System::X86_64Darwin);
    EnvironmentOptions {
        systems: nixpkgs::SYSTEMS.into_iter().chain([older]).collect(),
        ..EnvironmentOptions::default()
    }
}

/// What Nix says about a file that it cannot read, also because nothing binds a name in it, or two lines do.
fn refusal(text: &str) -> Option<String> {
    let mut nix = Command::new("nix-instantiate");
    nix.args(["--parse", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut nix = nix.spawn().expect("Nix runs");
    let mut stdin = nix.stdin.take().expect("the input is a pipe");
    stdin.write_all(text.as_bytes()).expect("Nix reads it");
    drop(stdin);
    let output = nix.wait_with_output().expect("Nix ends");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Nowhere that a project could be.
fn nowhere() -> &'static Path {
    Path::new("/nowhere")
}

#[test]
fn the_order_of_the_entries_of_a_case_does_not_matter() {
    for case in Case::of_uv() {
        let folder = case.lock.parent().expect("a lock lies in a folder");
        let lock = fs::read_to_string(&case.lock).expect("the lock can be read");
        let text = generate(&lock, folder, &everywhere());
        for seed in 1..4 {
            let again = generate(&shuffled(&lock, seed), folder, &everywhere());
            assert!(text == again, "{} with seed {seed}", case.name);
        }
    }
}

#[test]
fn another_system_changes_nothing_for_those_of_a_case() {
    for case in Case::of_uv() {
        let folder = case.lock.parent().expect("a lock lies in a folder");
        let lock = fs::read_to_string(&case.lock).expect("the lock can be read");
        let all = Facts::read(&generate(&lock, folder, &everywhere()));
        for system in [System::Aarch64Darwin, System::X86_64Darwin] {
            let options =
                EnvironmentOptions { systems: vec![SystemName::usual(system)], ..everywhere() };
            let one = Facts::read(&generate(&lock, folder, &options));
            for minor in 10..=15 {
                for patch in [0, 2, 3, 12] {
                    let name = system.name();
                    let (one, all) = (one.of(minor, patch, name), all.of(minor, patch, name));
                    assert_eq!(one, all, "{}: 3.{minor}.{patch} on {name}", case.name);
                }
            }
        }
    }
}

/// The lock with an extra of its first member, which brings a package that nothing else has.
fn with_unused_extra(lock: &str) -> String {
    let mut lock: toml::Table = lock.parse().expect("the lock is TOML");
    let packages = lock["package"].as_array_mut().expect("packages are a list");
    let is_member = |package: &&mut toml::Value| {
        ["virtual", "editable"].iter().any(|kind| package["source"].get(kind).is_some())
    };
    let member = packages.iter_mut().find(is_member).expect("there is a member");
    let member = member.as_table_mut().expect("a package is a table");
    let extras = member.entry("optional-dependencies").or_insert(toml::Table::new().into());
    let extra: toml::Table = "unused = [{ name = 'unheard-of' }]".parse().expect("it is TOML");
    extras.as_table_mut().expect("extras are a table").extend(extra);
    let source = "source = { registry = 'https://pypi.example/simple' }";
    let package = format!("name = 'unheard-of'\nversion = '1'\n{source}");
    packages.push(package.parse::<toml::Table>().expect("it is TOML").into());
    lock.to_string()
}

/// A few cases, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    let usual = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig { cases: if is_set { usual.cases } else { 48 }, ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_entries_does_not_matter(world in world(), seed in 1_u64..) {
        let text = |world: &World| world.with_overlay(&everywhere(), |it| text(it, &everywhere()));
        let shuffled = world.with_lock(shuffled(&world.lock, seed));
        prop_assert_eq!(text(&world), text(&shuffled));
    }

    #[test]
    fn every_answer_says_what_the_file_does(world in world()) {
        let options = everywhere();
        world.with_overlay(&options, |overlay| answers::compare(overlay, &text(overlay, &options)));
    }

    #[test]
    fn another_environment_changes_nothing_for_the_others(
        world in world(),
        pythons in subsequence(vec![11, 12, 13, 14], 1..4),
        systems in subsequence(nixpkgs::SYSTEMS.to_vec(), 1..4),
    ) {
        let options = EnvironmentOptions {
            pythons: pythons.iter().copied().map(Python::cpython).collect(),
            systems: systems.clone(),
            ..everywhere()
        };
        let few = Facts::read(&world.with_overlay(&options, |it| text(it, &options)));
        let all = Facts::read(&world.with_overlay(&everywhere(), |it| text(it, &everywhere())));
        for minor in pythons {
            for system in &systems {
                for patch in [0, 3, 4, 12] {
                    let facts = few.of(minor, patch, &system.to_string());
                    prop_assert!(facts.is_some());
                    prop_assert_eq!(&facts, &all.of(minor, patch, &system.to_string()));
                }
            }
        }
    }

    #[test]
    fn a_tag_has_a_reason_not_to_fit_exactly_where_it_has_no_rank(wheel in tags::wheel()) {
        let lock = Lock::parse("version = 1\nrequires-python = '>=3.11'").expect("it is a lock");
        let resolved = Resolved::of(&lock, &everywhere()).expect("there are environments");
        let name = WheelName::parse(&wheel).expect("it is the name of a wheel");
        for environment in &resolved.environments {
            for tag in name.tags() {
                match environment.fit(&tag) {
                    Ok(_) => prop_assert_eq!(environment.newer_target(&tag), None, "{}", wheel),
                    Err(misfit) => {
                        let reasons = Vec::from_iter(misfit.reasons().map(|(_, reason)| reason));
                        prop_assert!(!reasons.is_empty(), "{}", wheel);
                        prop_assert!(reasons.iter().all(|it| !it.is_empty()), "{}", wheel);
                    }
                }
            }
        }
    }

    #[test]
    fn an_extra_that_nobody_asks_for_changes_only_its_lines(lock in sketch()) {
        let before = generate(&lock, nowhere(), &everywhere());
        let after = generate(&with_unused_extra(&lock), nowhere(), &everywhere());
        let mut after = after.lines();
        // Before the packages, the list of the member's extras may have been one line.
        for line in before.lines().skip_while(|line| *line != "  packages = {") {
            prop_assert!(after.any(|other| other == line), "{line} is gone");
        }
    }

    #[test]
    fn a_damaged_lock_is_refused_or_means_something_else(
        case in select(Case::of_uv().into_iter().map(|case| case.lock).collect::<Vec<_>>()),
        place in any::<Index>(),
        length in 0_usize..80,
        instead in "[a-z0-9.\"'=\\[\\]{}<>!@:/ \n-]{0,3}",
    ) {
        let lock = fs::read_to_string(case).expect("the lock can be read");
        let from = place.index(lock.len());
        let until = (from + length).min(lock.len());
        let damaged = format!("{}{instead}{}", &lock[..from], &lock[until..]);
        // No panic; and what becomes of it is Nix, or `emit` would have refused it.
        if let Ok(lock) = Lock::parse(&damaged) {
            let _ = emitted(&workspace(lock, nowhere()), &everywhere());
        }
    }

    #[test]
    fn every_file_is_nix_in_the_layout_of_nixfmt(world in world()) {
        let text = world.with_overlay(&everywhere(), |it| text(it, &everywhere()));
        let parsed = rnix::Root::parse(&text);
        prop_assert_eq!(parsed.errors(), &[]);
        prop_assert_eq!(refusal(&text), None);
        let formatted = nixfmt_rs::format(&text).expect("nixfmt reads it");
        for (line, formatted) in text.lines().zip(formatted.lines()) {
            prop_assert_eq!(line, formatted);
        }
        prop_assert_eq!(text.len(), formatted.len());
    }
}
