//! What each stage of generating costs, beside what parsing the TOML costs alone.
//!
//! The lock is that of a large real project: 301 packages, here for 24 environments.

use divan::{Bencher, black_box};
use uvnix::emit::{Heading, Known, Origin, emit};
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::Facts;
use uvnix::lock::Lock;
use uvnix::overlay::Overlay;
use uvnix::project::settings::{Backend, Settings};
use uvnix::project::{Project, Projects};
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

#[divan::bench(name = "3 Overlay::merge")]
fn merge(bencher: Bencher) {
    let (lock, projects) = parse();
    let (resolved, settings) = (resolved(&lock), Settings::default());
    bencher.bench_local(|| Overlay::merge(&resolved, &projects, &settings));
}

#[divan::bench(name = "4 emit, and read back")]
fn emit_text(bencher: Bencher) {
    let (lock, projects) = parse();
    let (resolved, facts, settings) = (resolved(&lock), Facts::default(), Settings::default());
    let overlay = Overlay::merge(&resolved, &projects, &settings);
    let overlay = overlay.with_build_systems(&resolved.environments, &facts, &settings);
    bencher.bench_local(|| text(None, &resolved, &overlay, &facts));
}

#[divan::bench(name = "5 all, 1 to 4")]
fn all() -> String {
    let (lock, projects) = parse();
    let (resolved, facts, settings) = (resolved(&lock), Facts::default(), Settings::default());
    let overlay = Overlay::merge(&resolved, &projects, &settings);
    text(
        None,
        &resolved,
        &overlay.with_build_systems(&resolved.environments, &facts, &settings),
        &facts,
    )
}

#[divan::bench(name = "6 all, where nothing changed")]
fn unchanged(bencher: Bencher) {
    let before = all();
    bencher.bench_local(|| {
        let (lock, projects) = parse();
        let (resolved, facts, settings) = (resolved(&lock), Facts::default(), Settings::default());
        let overlay = Overlay::merge(&resolved, &projects, &settings);
        let overlay = overlay.with_build_systems(&resolved.environments, &facts, &settings);
        text(Some(&before), &resolved, &overlay, &facts)
    });
}

fn parse() -> (Lock, Projects) {
    let mut lock = parse_lock();
    let project = Project::parse(PROJECT, &mut lock.markers).expect("the project is one of uv's");
    let projects = lock.members.iter().copied().zip([project]).collect();
    (lock, projects)
}

fn resolved(lock: &Lock) -> Resolved<'_> {
    Resolved::of(lock, &EnvironmentOptions::default()).expect("each environment has one answer")
}

fn text(
    before: Option<&str>,
    resolved: &Resolved<'_>,
    overlay: &Overlay<'_>,
    facts: &Facts,
) -> String {
    let (origin, options, settings) =
        (origin(), EnvironmentOptions::default(), Settings::default());
    let known = Known { facts, settings: &settings };
    let requires_python = &resolved.graph.lock.requires_python;
    let backend = Backend::PyprojectNix;
    let heading = Heading { origin: &origin, requires_python, options: &options, backend };
    emit(before, &heading, resolved, overlay, known).expect("the text reads back as what was meant")
}

fn origin() -> Origin {
    Origin {
        lock_file: "uv.lock".into(),
        lock_hash: "0".repeat(64),
        facts_file: "uvnix.lock".into(),
        root: "./.".into(),
        script: None,
    }
}
