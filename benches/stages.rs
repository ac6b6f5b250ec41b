//! What each stage of generating costs, beside what parsing the TOML costs alone.
//!
//! The lock is that of a large real project: 301 packages, here for 24 environments.

use divan::{Bencher, black_box};
use uvnix::emit::{Heading, Origin, emit};
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::Facts;
use uvnix::lock::Lock;
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::settings::Backend;
use uvnix::project::{Beside, BuildFiles, Project, Pyproject, Workspace};
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
    let workspace = parse();
    bencher.bench_local(|| resolved(&workspace));
}

#[divan::bench(name = "3 Overlay::of")]
fn overlay(bencher: Bencher) {
    let (workspace, facts) = (parse(), Facts::default());
    let resolved = resolved(&workspace);
    bencher.bench_local(|| overlay_of(&resolved, &workspace, &facts));
}

#[divan::bench(name = "4 emit, and read back")]
fn emit_text(bencher: Bencher) {
    let (workspace, facts) = (parse(), Facts::default());
    let resolved = resolved(&workspace);
    let overlay = overlay_of(&resolved, &workspace, &facts);
    bencher.bench_local(|| text(None, &overlay));
}

#[divan::bench(name = "5 all, 1 to 4")]
fn all() -> String {
    let workspace = parse();
    text(None, &overlay_of(&resolved(&workspace), &workspace, &Facts::default()))
}

#[divan::bench(name = "6 all, where nothing changed")]
fn unchanged(bencher: Bencher) {
    let before = all();
    bencher.bench_local(|| {
        let workspace = parse();
        text(Some(&before), &overlay_of(&resolved(&workspace), &workspace, &Facts::default()))
    });
}

/// The project, without settings.
fn parse() -> Workspace {
    let pyproject = Pyproject::parse(PROJECT).expect("it is TOML");
    let project = Project::of(&pyproject, &BuildFiles::default()).expect("it is one of uv's");
    let beside = Beside { project: Some(project), ..Beside::default() };
    let no_other = |_: &Lock, _| Ok::<_, ()>(None);
    Workspace::of(parse_lock(), beside, no_other).expect("nothing is wrong with it")
}

fn resolved(workspace: &Workspace) -> Resolved<'_> {
    Resolved::of(workspace.lock(), &EnvironmentOptions::default())
        .expect("each environment has one answer")
}

fn overlay_of<'l>(
    resolved: &'l Resolved<'l>,
    workspace: &'l Workspace,
    facts: &'l Facts,
) -> Overlay<'l> {
    Overlay::of(Merged::of(Inputs { resolved, workspace }), facts, Backend::PyprojectNix)
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
        functions: None,
        script: None,
        facts_hash: None,
        command: "uvnix lock2nix".to_owned(),
    }
}
