//! What each fuzz target does with an input. A panic is a finding; so is a wrong answer, which an assertion
//! finds. Errors are answers.
//!
//! `tests/fuzz.rs` runs the same functions with the inputs of `regressions/`.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Cursor;

use uvnix::emit::{EmitError, Heading, MadeFrom, emit};
use uvnix::environment::{Environment, EnvironmentOptions, Environments};
use uvnix::facts::{
    Facts, build_files_in_archive, crates_from_git, libraries_in_wheel, text_in_archive,
};
use uvnix::lock::foreign::{ForeignLock, Seed, Tool};
use uvnix::lock::{FileName, Lock, Markers, RelativePath, WheelName};
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::script::Script;
use uvnix::project::settings::{Backend, Settings};
use uvnix::project::{
    Beside, BuildFiles, BuildRequirement, BuildSystem, Project, Pyproject, Workspace,
};
use uvnix::questions::adopted::Adopted;
use uvnix::questions::doctor::{self, BuildRequirements, Commands};
use uvnix::resolution::resolved::Resolved;
use uvnix::text::characters::Characters;

/// The byte between the files of an input. No UTF-8 text contains it.
pub const SEPARATOR: u8 = 0xff;

/// A lock that all settings can be checked against.
const SMALL_LOCK: &str = "version = 1\nrequires-python = '>=3.12'\n\n[[package]]\nname = 'app'\n\
    version = '1'\nsource = { virtual = '.' }\n";

/// The archives that uvnix reads, by the ends of their names.
const ARCHIVES: [&str; 6] =
    ["a-1.tar.gz", "a-1.zip", "a-1.tar.bz2", "a-1.tar.xz", "a-1.tar", "a-1-py3-none-any.whl"];

/// `uv.lock`, `pyproject.toml` and `uvnix.lock`, with [`SEPARATOR`] between them, become a file for each
/// backend. The text is parsed again and means the same; the data of `uvnix.lock` survive being written.
pub fn lock(data: &[u8]) {
    let Some([lock, pyproject, facts]) = texts(data) else { return };
    let Ok(facts) = Facts::parse(or(facts, "version = 1\n")) else { return };
    let again = facts
        .to_text("uv.lock", "uvnix lock2nix")
        .map(|text| Facts::parse(&text).expect("uvnix reads what it wrote"));
    assert!(again.is_none_or(|again| again == facts), "uvnix.lock changes when it is written");

    let Ok(lock) = Lock::parse(lock) else { return };
    generated(lock, pyproject, &facts);
}

/// `pylock.toml` and `pyproject.toml`, with [`SEPARATOR`] between them, become a file for each backend.
pub fn pylock(data: &[u8]) {
    let Some([lock, pyproject]) = texts(data) else { return };
    let Ok(lock) = Lock::parse_pylock(lock) else { return };
    generated(lock, pyproject, &Facts::default());
}

/// The file of a lock for each backend: the text is parsed again and means the same.
fn generated(lock: Lock, pyproject: &str, facts: &Facts) {
    let Ok(pyproject) = Pyproject::parse(pyproject) else { return };
    let Ok(settings) = Settings::of(&pyproject) else { return };
    let project = || Project::of(&pyproject, &BuildFiles::default()).ok();
    let beside = Beside { script: None, project: project(), settings };
    let first = lock.members.first().copied();
    let read = |_: &Lock, id| Ok::<_, ()>(project().filter(|_| first == Some(id)));
    let Ok(workspace) = Workspace::of(lock, beside, read) else { return };
    let options = few_environments();
    let Ok(resolved) = Resolved::of(workspace.lock(), &options) else { return };
    for backend in [Backend::PyprojectNix, Backend::Nixpkgs] {
        let inputs = Inputs { resolved: &resolved, workspace: &workspace };
        let overlay = Overlay::of(Merged::of(inputs), facts, backend);
        black_box(doctor::examine(
            &overlay,
            &BuildRequirements::OfSet { pinned: None },
            &Commands::default(),
        ));
        let heading = Heading { made_from: &made_from(), options: &options };
        let text = match emit(None, &heading, &overlay) {
            Err(EmitError::HiddenCharacter { .. }) => continue,
            emitted => emitted.expect("the text reads back as what was meant"),
        };
        let printable = |it: char| it == '\n' || !it.is_control();
        assert!(text.chars().all(printable), "a raw control character");
    }
}

/// A lock file of another tool; the first byte chooses which. The seed that it gives is a lock file of uv.
pub fn foreign(data: &[u8]) {
    let Some((tool, text)) = data.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    let tool = Tool::ALL[usize::from(*tool) % Tool::ALL.len()];
    let Ok(lock) = ForeignLock::parse(tool, text) else { return };
    let seed = Lock::parse(&Seed::default().text(&lock)).expect("the seed is a lock file");
    let adopted = Adopted::of(&lock, &seed);
    let text = adopted.print("a.lock", &BTreeMap::new(), Characters::Ascii);
    assert!(text.chars().all(|it| it == '\n' || !it.is_control()), "a raw control character");
}

/// A marker, or the specifiers of `requires-python`.
pub fn markers(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let mut markers = Markers::default();
    let _ = markers.parse_specifiers(text);
    let Ok(id) = markers.parse(text) else { return };
    for environment in environments() {
        black_box(markers[id].holds(environment.values()));
    }
    black_box(markers.patch_boundaries());
}

/// A requirement. Its spelling means the same.
pub fn requirements(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(requirement) = text.parse::<BuildRequirement>() else { return };
    if requirement.has_url {
        return;
    }
    let spelling = requirement.spelling();
    let again: BuildRequirement = spelling.parse().unwrap_or_else(|error| {
        panic!("the spelling `{spelling}` of `{text}` cannot be read: {error}");
    });
    assert_eq!(again.spelling(), spelling);
    for environment in &environments() {
        assert_eq!(requirement.applies_to(environment), again.applies_to(environment), "{text}");
    }
}

/// The file name of a wheel.
pub fn wheel_names(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    // Names for too many tags are refused there.
    let Ok(_) = FileName::try_from(text.to_owned()) else { return };
    let Some(name) = WheelName::parse(text) else { return };
    let environments = environments();
    for tag in name.tags() {
        for environment in &environments {
            match environment.fit(&tag) {
                Ok(_) => assert_eq!(environment.newer_target(&tag), None, "{text}"),
                Err(misfit) => assert!(misfit.reasons().next().is_some(), "{text}"),
            }
        }
    }
}

/// `pyproject.toml` and `uv.toml`, with [`SEPARATOR`] between them; the first as the metadata of a script, too.
pub fn settings(data: &[u8]) {
    let Some([pyproject, uv_toml]) = texts(data) else { return };
    let lock = Lock::parse(SMALL_LOCK).expect("the lock is one of uv's");
    let _ = Pyproject::parse(pyproject).and_then(|it| Project::of(&it, &BuildFiles::default()));
    let _ = Script::parse(pyproject, "a.py");
    assert!(Script::metadata(pyproject).len() <= pyproject.len(), "bytes keep their places");
    let _ = crates_from_git(pyproject);
    let Ok(settings) = Settings::parse(pyproject) else { return };
    let _ = settings.check(&lock);
    let _ = settings.with_uv_toml(uv_toml).map(|settings| settings.check(&lock).is_ok());
}

/// An archive; the first byte chooses its format.
pub fn archives(data: &[u8]) {
    let Some((format, archive)) = data.split_first() else { return };
    let name = ARCHIVES[usize::from(*format) % ARCHIVES.len()];
    if let Ok(files) = build_files_in_archive(Cursor::new(archive), name, None) {
        let _ = BuildSystem::of(&files);
    }
    let path = RelativePath::try_from("a/Cargo.lock").expect("the path is relative");
    let _ = text_in_archive(Cursor::new(archive), name, &path);
}

/// A wheel with libraries.
pub fn libraries(data: &[u8]) {
    for platform in ["manylinux_2_17_x86_64", "musllinux_1_2_aarch64"] {
        let name = format!("a-1-cp312-cp312-{platform}.whl");
        let _ = libraries_in_wheel(Cursor::new(data), &name);
    }
}

/// The files of an input, if they are text; missing ones are empty.
fn texts<const COUNT: usize>(data: &[u8]) -> Option<[&str; COUNT]> {
    let mut parts = data.split(|&byte| byte == SEPARATOR);
    let mut texts = [""; COUNT];
    for text in &mut texts {
        *text = str::from_utf8(parts.next().unwrap_or_default()).ok()?;
    }
    Some(texts)
}

fn or<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.is_empty() { otherwise } else { text }
}

/// Two interpreters on two systems.
fn few_environments() -> EnvironmentOptions {
    EnvironmentOptions {
        pythons: ["3.12", "3.13"].map(|it| it.parse().expect("it is a Python")).into(),
        systems: ["x86_64-linux", "aarch64-darwin"]
            .map(|it| it.parse().expect("it is a system"))
            .into(),
        ..EnvironmentOptions::default()
    }
}

fn environments() -> Vec<Environment> {
    let lock = Lock::parse(SMALL_LOCK).expect("the lock is one of uv's");
    let resolved = Resolved::of(&lock, &few_environments()).expect("the lock has no conflicts");
    let environments: &Environments = &resolved.environments;
    environments.iter().cloned().collect()
}

fn made_from() -> MadeFrom {
    MadeFrom {
        lock_file: "uv.lock".to_owned(),
        lock_hash: "0".repeat(64),
        facts_file: "uvnix.lock".to_owned(),
        root: Some("./.".to_owned()),
        functions: None,
        script: None,
        facts_hash: None,
        command: "uvnix lock2nix".to_owned(),
    }
}
