//! What each stage of generating costs, beside what parsing the TOML costs alone.
//!
//! The locks are those of two examples and of a large real project with 301 packages, for the environments that are
//! the default.

use std::fmt;

use divan::{Bencher, black_box};
use uvnix::emit::{Heading, MadeFrom, emit};
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::Facts;
use uvnix::lock::Lock;
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::settings::Backend;
use uvnix::project::{Beside, BuildFiles, Project, Pyproject, Workspace};
use uvnix::resolution::resolved::Resolved;

/// A project to generate from.
struct Sample {
    name: &'static str,
    lock: &'static str,
    pyproject: &'static str,
}

/// The project in a folder.
macro_rules! sample {
    ($folder:literal) => {
        Sample {
            name: $folder,
            lock: include_str!(concat!("../", $folder, "/uv.lock")),
            pyproject: include_str!(concat!("../", $folder, "/pyproject.toml")),
        }
    };
}

const SAMPLES: [Sample; 3] =
    [sample!("examples/hello-world"), sample!("nix/templates/service"), sample!("benches/zulip")];

impl fmt::Display for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.name.fmt(formatter)
    }
}

fn main() {
    divan::main();
}

#[divan::bench(name = "0 TOML alone", args = SAMPLES)]
fn toml_alone(sample: &Sample) -> toml::Table {
    toml::from_str(black_box(sample.lock)).expect("the lock is TOML")
}

#[divan::bench(name = "1 Lock::parse", args = SAMPLES)]
fn parse_lock(sample: &Sample) -> Lock {
    Lock::parse(black_box(sample.lock)).expect("the lock is one of uv's")
}

#[divan::bench(name = "2 Resolved::of, each environment", args = SAMPLES)]
fn resolve(bencher: Bencher, sample: &Sample) {
    let workspace = sample.parse();
    bencher.bench_local(|| resolved(&workspace));
}

#[divan::bench(name = "3 Overlay::of", args = SAMPLES)]
fn overlay(bencher: Bencher, sample: &Sample) {
    let (workspace, facts) = (sample.parse(), Facts::default());
    let resolved = resolved(&workspace);
    bencher.bench_local(|| overlay_of(&resolved, &workspace, &facts));
}

#[divan::bench(name = "4 emit, and read back", args = SAMPLES)]
fn emit_text(bencher: Bencher, sample: &Sample) {
    let (workspace, facts) = (sample.parse(), Facts::default());
    let resolved = resolved(&workspace);
    let overlay = overlay_of(&resolved, &workspace, &facts);
    bencher.bench_local(|| text(None, &overlay));
}

#[divan::bench(name = "5 all, 1 to 4", args = SAMPLES)]
fn all(sample: &Sample) -> String {
    let workspace = sample.parse();
    text(None, &overlay_of(&resolved(&workspace), &workspace, &Facts::default()))
}

#[divan::bench(name = "6 all, where nothing changed", args = SAMPLES)]
fn unchanged(bencher: Bencher, sample: &Sample) {
    let before = all(sample);
    bencher.bench_local(|| {
        let workspace = sample.parse();
        text(Some(&before), &overlay_of(&resolved(&workspace), &workspace, &Facts::default()))
    });
}

impl Sample {
    /// The project, without settings.
    fn parse(&self) -> Workspace {
        let pyproject = Pyproject::parse(self.pyproject).expect("it is TOML");
        let project = Project::of(&pyproject, &BuildFiles::default()).expect("it is one of uv's");
        let beside = Beside { project: Some(project), ..Beside::default() };
        let no_other = |_: &Lock, _| Ok::<_, ()>(None);
        Workspace::of(parse_lock(self), beside, no_other).expect("nothing is wrong with it")
    }
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
    let (made_from, options) = (made_from(), EnvironmentOptions::default());
    let heading = Heading { made_from: &made_from, options: &options };
    emit(before, &heading, overlay).expect("the text reads back as what was meant")
}

fn made_from() -> MadeFrom {
    MadeFrom {
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
