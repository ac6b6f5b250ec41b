//! What each stage of generating costs, beside what parsing the TOML costs alone.
//!
//! The lock is that of a large real project: 301 packages, here for 24 environments.

use divan::{Bencher, black_box};
use uvnix::emit::{Heading, Origin, emit};
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::Facts;
use uvnix::lock::Lock;
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::settings::{Backend, Settings};
use uvnix::project::{BuildFiles, Project, Projects, Pyproject};
use uvnix::resolution::resolved::Resolved;

const LOCK: &str = include_str!("zulip/uv.lock");
const PROJECT: &str = include_str!("zulip/pyproject.toml");

fn main() {
    divan::main();
}

#[divan::bench(name = "0 TOML alone")]
fn toml_alone() -> toml::Table {
    toml::from_str(black_box(LOCK)).expect("the lock is TOML")
}

#[divan::bench(name = "1 Lock::parse")]
fn parse_lock() -> Lock {
    Lock::parse(black_box(LOCK)).expect("the lock is one of uv's")
}

#[divan::bench(name = "2 Resolved::of, each environment")]
fn resolve(bencher: Bencher) {
    let (lock, _) = parse();
    bencher.bench_local(|| resolved(&lock));
}

#[divan::bench(name = "3 Overlay::of")]
fn overlay(bencher: Bencher) {
    let (lock, projects) = parse();
    let (resolved, known) = (resolved(&lock), Besides::default());
    bencher.bench_local(|| known.overlay(&resolved, &projects));
}

#[divan::bench(name = "4 emit, and read back")]
fn emit_text(bencher: Bencher) {
    let (lock, projects) = parse();
    let (resolved, known) = (resolved(&lock), Besides::default());
    let overlay = known.overlay(&resolved, &projects);
    bencher.bench_local(|| text(None, &overlay));
}

#[divan::bench(name = "5 all, 1 to 4")]
fn all() -> String {
    let (lock, projects) = parse();
    text(None, &Besides::default().overlay(&resolved(&lock), &projects))
}

#[divan::bench(name = "6 all, where nothing changed")]
fn unchanged(bencher: Bencher) {
    let before = all();
    bencher.bench_local(|| {
        let (lock, projects) = parse();
        text(Some(&before), &Besides::default().overlay(&resolved(&lock), &projects))
    });
}

fn parse() -> (Lock, Projects) {
    let mut lock = parse_lock();
    let pyproject = Pyproject::parse(PROJECT).expect("it is TOML");
    let project = Project::of(&pyproject, &BuildFiles::default(), &mut lock.markers)
        .expect("it is one of uv's");
    let projects = lock.members.iter().copied().zip([project]).collect();
    (lock, projects)
}

fn resolved(lock: &Lock) -> Resolved<'_> {
    Resolved::of(lock, &EnvironmentOptions::default()).expect("each environment has one answer")
}

/// A project without facts and settings.
#[derive(Default)]
struct Besides {
    facts: Facts,
    settings: Settings,
}

impl Besides {
    fn overlay<'l>(&'l self, resolved: &'l Resolved<'l>, projects: &'l Projects) -> Overlay<'l> {
        let merged = Merged::of(Inputs { resolved, projects, settings: &self.settings });
        Overlay::of(merged, &self.facts, Backend::PyprojectNix)
    }
}

fn text(before: Option<&str>, overlay: &Overlay<'_>) -> String {
    let (origin, options) = (origin(), EnvironmentOptions::default());
    let heading = Heading { origin: &origin, options: &options };
    emit(before, &heading, overlay).expect("the text reads back as what was meant")
}

fn origin() -> Origin {
    Origin {
        lock_file: "uv.lock".into(),
        lock_hash: "0".repeat(64),
        facts_file: "uvnix.lock".into(),
        root: Some("./.".to_owned()),
        script: None,
        facts_hash: None,
        command: "uvnix lock2nix".to_owned(),
    }
}
