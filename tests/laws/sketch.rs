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

/// A package, before it has a name.
#[derive(Debug, Clone)]
struct Sketch {
    is_member: bool,
    /// Where there are two versions of it, the marker between them.
    fork: Option<usize>,
    tags: Vec<&'static str>,
    has_sdist: bool,
    dependencies: Vec<Edge>,
    extras: Vec<(&'static str, Vec<Edge>)>,
    group: Option<Vec<Edge>>,
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
    let fork = option::weighted(0.3, 0..MARKERS.len());
    let tags = subsequence(TAGS.to_vec(), 0..=TAGS.len());
    let parts =
        (any::<bool>(), fork, tags, any::<bool>(), edges(), extras, option::weighted(0.3, edges()));
    parts.prop_map(|(is_member, fork, tags, has_sdist, dependencies, extras, group)| Sketch {
        fork: fork.filter(|_| !is_member),
        is_member,
        tags,
        has_sdist,
        dependencies,
        extras,
        group,
    })
}

/// The text of a lock with some packages.
pub fn sketch() -> impl Strategy<Value = String> {
    vec(package(), 2..7).prop_map(|mut packages| {
        packages[0].is_member = true;
        packages[0].fork = None;
        lock(&packages)
    })
}

fn lock(packages: &[Sketch]) -> String {
    let mut text = "version = 1\nrequires-python = \">=3.11\"\n\n[manifest]\n".to_owned();
    let members = packages.iter().enumerate().filter(|(_, package)| package.is_member);
    let members = members.map(|(number, _)| format!("\"package-{number}\""));
    writeln!(text, "members = [{}]", Vec::from_iter(members).join(", ")).expect("memory");
    for (number, package) in packages.iter().enumerate() {
        match package.fork {
            None => text += &entry(packages, number, "1.0", None),
            Some(fork) => {
                let (marker, opposite) = MARKERS[fork];
                text += &entry(packages, number, "1.0", Some(marker));
                text += &entry(packages, number, "2.0", Some(opposite));
            }
        }
    }
    text
}

fn entry(packages: &[Sketch], number: usize, version: &str, fork: Option<&str>) -> String {
    let package = &packages[number];
    let mut text = format!("\n[[package]]\nname = \"package-{number}\"\nversion = \"{version}\"\n");
    let mut line = |line: String| text += &(line + "\n");
    if package.is_member {
        line(format!("source = {{ editable = \"packages/{number}\" }}"));
    } else {
        line("source = { registry = \"https://pypi.example/simple\" }".to_owned());
        let file = format!("https://files.example/package_{number}-{version}");
        let hash = "hash = \"md5:00000000000000000000000000000000\"";
        if package.has_sdist {
            line(format!("sdist = {{ url = \"{file}.tar.gz\", {hash} }}"));
        }
        let wheels = package.tags.iter();
        let wheels = wheels.map(|tags| format!("{{ url = \"{file}-{tags}.whl\", {hash} }}"));
        line(format!("wheels = [{}]", Vec::from_iter(wheels).join(", ")));
    }
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
    if let Some(edges) = package.group.as_ref().filter(|_| package.is_member) {
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
    let (marker, opposite) = MARKERS[fork];
    let version = |version, fork: &str| {
        let marker = match edge.marker {
            Some(marker) => format!("({marker}) and ({fork})"),
            None => fork.to_owned(),
        };
        format!("{{ {name}, version = \"{version}\", marker = \"{marker}\" }}")
    };
    vec![version("1.0", marker), version("2.0", opposite)]
}
