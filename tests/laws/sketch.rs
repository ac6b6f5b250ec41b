//! Locks such as uv could have written them.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// Markers, each with its opposite.
const MARKERS: [(&str, &str); 7] = [
    ("python_full_version < '3.13'", "python_full_version >= '3.13'"),
    ("python_full_version < '3.12.4'", "python_full_version >= '3.12.4'"),
    ("sys_platform == 'linux'", "sys_platform != 'linux'"),
    ("sys_platform == 'win32'", "sys_platform != 'win32'"),
    ("platform_machine == 'aarch64'", "platform_machine != 'aarch64'"),
    (
        "platform_machine == 'arm64' and sys_platform == 'darwin'",
        "platform_machine != 'arm64' or sys_platform != 'darwin'",
    ),
    (
        "python_full_version < '3.11.3' and sys_platform == 'darwin'",
        "python_full_version >= '3.11.3' or sys_platform != 'darwin'",
    ),
];

/// What wheels fit. No environment likes two of them equally well: then their order would count.
const TAGS: [&str; 9] = [
    "2-py3-none-any",
    "py3-none-any",
    "cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64",
    "cp312-cp312-macosx_11_0_arm64",
    "cp313-cp313-macosx_10_13_universal2",
    "cp312-cp312-win_amd64",
    "cp38-abi3-manylinux_2_28_aarch64",
    "cp38-abi3-macosx_10_9_x86_64",
    "cp313-none-any",
];

const EXTRAS: [&str; 2] = ["fast", "plot"];

/// The choices of the first member, each with the marker that it is made. At most one of them can be.
const CHOICES: [(&str, &str); 3] = [
    ("extra = \"fast\"", "extra == 'extra-9-package-0-fast'"),
    ("extra = \"plot\"", "extra == 'extra-9-package-0-plot'"),
    ("group = \"dev\"", "extra == 'group-9-package-0-dev'"),
];

/// A package, before it has a name.
#[derive(Debug, Clone)]
struct Sketch {
    origin: Origin,
    /// Where there are two versions of it, the marker between them.
    fork: Option<Fork>,
    tags: Vec<&'static str>,
    has_sdist: bool,
    dependencies: Vec<Edge>,
    extras: Vec<(&'static str, Vec<Edge>)>,
    group: Option<Vec<Edge>>,
}

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Member,
    Registry,
    Wheel,
    Sdist,
    File,
    Git,
    Folder,
}

/// What decides between two versions.
#[derive(Debug, Clone, Copy)]
enum Fork {
    Marker(usize),
    Choice(usize),
}

impl Fork {
    /// The markers of the two versions.
    fn markers(self) -> (String, String) {
        match self {
            Self::Marker(index) => (MARKERS[index].0.to_owned(), MARKERS[index].1.to_owned()),
            Self::Choice(index) => {
                (CHOICES[index].1.to_owned(), CHOICES[index].1.replace("==", "!="))
            }
        }
    }
}

#[derive(Debug, Clone)]
struct Edge {
    target: Index,
    marker: Option<&'static str>,
    extras: Vec<&'static str>,
}

fn edges() -> impl Strategy<Value = Vec<Edge>> {
    let markers = MARKERS.iter().flat_map(|(marker, opposite)| [*marker, *opposite]);
    let edge = (
        any::<Index>(),
        option::of(select(Vec::from_iter(markers))),
        subsequence(EXTRAS.to_vec(), 0..=EXTRAS.len()),
    );
    vec(edge.prop_map(|(target, marker, extras)| Edge { target, marker, extras }), 0..4)
}

fn package() -> impl Strategy<Value = Sketch> {
    let extras = vec(edges(), 0..=EXTRAS.len())
        .prop_map(|edges| EXTRAS.into_iter().zip(edges).collect::<Vec<_>>());
    let fork = prop_oneof![
        (0..MARKERS.len()).prop_map(Fork::Marker),
        (0..CHOICES.len()).prop_map(Fork::Choice)
    ];
    let fork = option::weighted(0.3, fork);
    let tags = subsequence(TAGS.to_vec(), 0..=TAGS.len());
    let origin = prop_oneof![
        3 => Just(Origin::Member),
        4 => Just(Origin::Registry),
        1 => Just(Origin::Wheel),
        1 => Just(Origin::Sdist),
        1 => Just(Origin::File),
        1 => Just(Origin::Git),
        1 => Just(Origin::Folder),
    ];
    let parts =
        (origin, fork, tags, any::<bool>(), edges(), extras, option::weighted(0.3, edges()));
    parts.prop_map(|(origin, fork, tags, has_sdist, dependencies, extras, group)| Sketch {
        fork: fork.filter(|_| origin == Origin::Registry),
        origin,
        tags,
        has_sdist,
        dependencies,
        extras,
        group,
    })
}

/// The text of a lock with some packages.
pub(crate) fn sketch() -> impl Strategy<Value = String> {
    vec(package(), 2..7).prop_map(|mut packages| {
        packages[0].origin = Origin::Member;
        packages[0].fork = None;
        lock(&packages)
    })
}

fn lock(packages: &[Sketch]) -> String {
    let mut text = "version = 1\nrequires-python = \">=3.11\"\n".to_owned();
    let choices = CHOICES.map(|(choice, _)| format!("{{ package = \"package-0\", {choice} }}"));
    if packages.iter().any(|package| matches!(package.fork, Some(Fork::Choice(_)))) {
        writeln!(text, "conflicts = [[{}]]", choices.join(", ")).expect("memory");
    }
    let members = packages.iter().enumerate().filter(|(_, it)| it.origin == Origin::Member);
    let members = members.map(|(number, _)| format!("\"package-{number}\""));
    writeln!(text, "\n[manifest]\nmembers = [{}]", Vec::from_iter(members).join(", "))
        .expect("memory");
    for (number, package) in packages.iter().enumerate() {
        match package.fork {
            None => text += &entry(packages, number, "1.0", None),
            Some(fork) => {
                let (marker, opposite) = fork.markers();
                let is_marker = matches!(fork, Fork::Marker(_));
                let [marker, opposite] = [marker, opposite].map(|it| is_marker.then_some(it));
                text += &entry(packages, number, "1.0", marker.as_deref());
                text += &entry(packages, number, "2.0", opposite.as_deref());
            }
        }
    }
    text
}

/// The source of a package, and its files.
fn source(package: &Sketch, number: usize, version: &str) -> String {
    let file = format!("package_{number}-{version}");
    // Each file has a hash of its own, by which facts are known.
    let first = 1000 * number + 100 * usize::from(version == "2.0");
    let hash = |file: usize| format!("hash = \"md5:{:032x}\"", first + file);
    let (sdist_hash, wheel_hash) = (hash(0), hash(1));
    match package.origin {
        Origin::Member => format!("source = {{ editable = \"packages/{number}\" }}\n"),
        Origin::Folder => format!("source = {{ directory = \"folders/{number}\" }}\n"),
        Origin::Git => {
            let commit = format!("{number:040x}");
            format!("source = {{ git = \"https://git.example/{number}#{commit}\" }}\n")
        }
        Origin::Sdist => {
            let url = format!("https://files.example/{file}.tar.gz");
            format!("source = {{ url = \"{url}\" }}\nsdist = {{ {sdist_hash} }}\n")
        }
        Origin::Wheel => {
            let url = format!("https://files.example/{file}-py3-none-any.whl");
            let wheel = format!("{{ url = \"{url}\", {wheel_hash} }}");
            format!("source = {{ url = \"{url}\" }}\nwheels = [{wheel}]\n")
        }
        Origin::File => {
            let path = format!("archives/{file}.tar.gz");
            format!("source = {{ path = \"{path}\" }}\nsdist = {{ {sdist_hash} }}\n")
        }
        Origin::Registry => {
            let file = format!("https://files.example/{file}");
            let sdist = format!("sdist = {{ url = \"{file}.tar.gz\", {sdist_hash} }}\n");
            let wheels = package.tags.iter().zip(1..);
            let wheels = wheels
                .map(|(tags, index)| format!("{{ url = \"{file}-{tags}.whl\", {} }}", hash(index)));
            let wheels = Vec::from_iter(wheels).join(", ");
            let sdist = if package.has_sdist { sdist } else { String::new() };
            format!(
                "source = {{ registry = \"https://pypi.example/simple\" }}\n{sdist}wheels = [{wheels}]\n"
            )
        }
    }
}

fn entry(packages: &[Sketch], number: usize, version: &str, fork: Option<&str>) -> String {
    let package = &packages[number];
    let mut text = format!("\n[[package]]\nname = \"package-{number}\"\nversion = \"{version}\"\n");
    text += &source(package, number, version);
    let mut line = |line: String| text += &(line + "\n");
    if let Some(fork) = fork {
        line(format!("resolution-markers = [\"{fork}\"]"));
    }
    let list = |edges: &[Edge]| {
        let edges = edges.iter().flat_map(|edge| edge_to(packages, edge));
        format!("[{}]", Vec::from_iter(edges).join(", "))
    };
    line(format!("dependencies = {}", list(&package.dependencies)));
    for (extra, edges) in &package.extras {
        line(format!("optional-dependencies.{extra} = {}", list(edges)));
    }
    if let Some(edges) = package.group.as_ref().filter(|_| package.origin == Origin::Member) {
        line(format!("dev-dependencies.dev = {}", list(edges)));
    }
    text
}

/// An edge to each version of what is meant.
fn edge_to(packages: &[Sketch], edge: &Edge) -> Vec<String> {
    let number = edge.target.index(packages.len());
    let extras = edge.extras.iter().map(|extra| format!("\"{extra}\""));
    let extras = format!("extra = [{}]", Vec::from_iter(extras).join(", "));
    let name = format!("name = \"package-{number}\", {extras}");
    let Some(fork) = packages[number].fork else {
        let marker = edge.marker.map(|marker| format!(", marker = \"{marker}\""));
        return vec![format!("{{ {name}{} }}", marker.unwrap_or_default())];
    };
    let (marker, opposite) = fork.markers();
    let version = |version, fork: &str| {
        let marker = match edge.marker {
            Some(marker) => format!("({marker}) and ({fork})"),
            None => fork.to_owned(),
        };
        format!("{{ {name}, version = \"{version}\", marker = \"{marker}\" }}")
    };
    vec![version("1.0", &marker), version("2.0", &opposite)]
}
