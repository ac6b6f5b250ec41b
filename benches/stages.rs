//! What each stage of generating costs, beside what parsing the TOML costs alone.
//!
//! The lock is that of a large real project: 301 packages, here for 24 environments.

use divan::{Bencher, black_box};
use uvnix::conflict::Conflicts;
use uvnix::emit::{Heading, Origin, emit};
use uvnix::environment::{EnvironmentOptions, Environments, select};
use uvnix::graph::Graph;
use uvnix::lock::Lock;
use uvnix::lock2nix;
use uvnix::marker::Truth;
use uvnix::overlay::{Overlay, Resolutions};
use uvnix::project::{Project, Projects};
use uvnix::resolve::{Resolution, Selection, resolve};

const LOCK: &str = include_str!("zulip/uv.lock");
const PROJECT: &str = include_str!("zulip/pyproject.toml");

const READS_BACK: &str = "the text reads back as what was meant";

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

#[divan::bench(name = "2 Graph::build")]
fn build_graph(bencher: Bencher) {
    let (lock, _) = parse();
    bencher.bench_local(|| build(&lock));
}

#[divan::bench(name = "3 select environments")]
fn select_environments(bencher: Bencher) {
    let (lock, _) = parse();
    let conflicts = Conflicts::of(&lock);
    bencher.bench_local(|| selected(&lock, &conflicts));
}

#[divan::bench(name = "4 resolve, each environment")]
fn resolve_each(bencher: Bencher) {
    let (lock, _) = parse();
    let (graph, conflicts) = (build(&lock), Conflicts::of(&lock));
    let selection = Selection::everything(&graph, &conflicts);
    bencher
        .with_inputs(|| selected(&lock, &conflicts).1)
        .bench_local_values(|truths| resolved(&graph, &conflicts, &selection, truths));
}

#[divan::bench(name = "5 Overlay::merge")]
fn merge(bencher: Bencher) {
    let (lock, projects) = parse();
    let (graph, conflicts) = (build(&lock), Conflicts::of(&lock));
    let (environments, truths) = selected(&lock, &conflicts);
    let selection = Selection::everything(&graph, &conflicts);
    let each = resolved(&graph, &conflicts, &selection, truths);
    let resolutions =
        Resolutions { environments: &environments, each: &each, selection: &selection };
    bencher.bench_local(|| Overlay::merge(&graph, &conflicts, resolutions, &projects));
}

#[divan::bench(name = "6 emit, and read back")]
fn emit_text(bencher: Bencher) {
    let (lock, projects) = parse();
    let (graph, conflicts) = (build(&lock), Conflicts::of(&lock));
    let (environments, truths) = selected(&lock, &conflicts);
    let selection = Selection::everything(&graph, &conflicts);
    let each = resolved(&graph, &conflicts, &selection, truths);
    let resolutions =
        Resolutions { environments: &environments, each: &each, selection: &selection };
    let overlay = Overlay::merge(&graph, &conflicts, resolutions, &projects);
    let (origin, options) = (origin(), EnvironmentOptions::default());
    let requires_python = &lock.requires_python;
    let heading = Heading { origin: &origin, requires_python, options: &options };
    bencher.bench_local(|| emit(&heading, &environments, &conflicts, &overlay).expect(READS_BACK));
}

#[divan::bench(name = "7 all, 1 to 6")]
fn all() -> String {
    let (lock, projects) = parse();
    let options = EnvironmentOptions::default();
    lock2nix(&lock, &projects, &options, &origin()).expect("the lock has an overlay").text
}

fn parse() -> (Lock, Projects) {
    let mut lock = parse_lock();
    let project = Project::parse(PROJECT, &mut lock.markers).expect("the project is one of uv's");
    let projects = lock.members.iter().copied().zip([project]).collect();
    (lock, projects)
}

fn build(lock: &Lock) -> Graph<'_> {
    Graph::build(lock).expect("every edge leads somewhere")
}

fn selected(lock: &Lock, conflicts: &Conflicts<'_>) -> (Environments, Vec<Truth>) {
    select(lock, conflicts, &EnvironmentOptions::default()).expect("the lock has environments")
}

fn resolved(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    selection: &Selection,
    truths: Vec<Truth>,
) -> Vec<Resolution> {
    let one = |truth| resolve(graph, conflicts, truth, selection, "an environment");
    truths.into_iter().map(one).collect::<Result<_, _>>().expect("each has one answer")
}

fn origin() -> Origin {
    Origin {
        lock_file: "uv.lock".into(),
        lock_hash: "0".repeat(64),
        root: "./.".into(),
        script: None,
    }
}
