//! Parts of a generated file: a block under `<!-- packages/click of examples/hello-world/uv.nix -->` has that
//! attribute, one under `<!-- first lines of … -->` the header, and one under `<!-- wheels of pyyaml in … -->` a
//! grid of environments.

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

use crate::{read, repository};

/// What a mark names.
pub(crate) fn quoted(mark: &str) -> Option<String> {
    if let Some(rest) = mark.strip_prefix("wheels of ") {
        let (package, project) = rest.split_once(" in ")?;
        return Some(grid(package, project));
    }
    let (names, path) = mark.split_once(" of ")?;
    let file = path.ends_with("/uv.nix").then(|| read(&repository(path)))?;
    if names == "first lines" {
        // The digest changes with every change of the functions.
        let shortened = |line: &str| match line.rsplit_once(": ") {
            Some((start, digest)) if digest.len() == 64 => format!("{start}: …"),
            _ => line.to_owned(),
        };
        let lines = file.lines().take_while(|line| line.starts_with('#')).map(shortened);
        return Some(Vec::from_iter(lines).join("\n"));
    }
    let parts = names.split(", ").map(|name| attribute(&file, name));
    Some(Vec::from_iter(parts).join("\n"))
}

/// An attribute, with only the first of its wheels.
fn attribute(file: &str, path: &str) -> String {
    let lines = Vec::from_iter(file.lines());
    let margin_of = |line: &str| line.len() - line.trim_start().len();
    let start = path.split('/').fold(0, |start, name| {
        let parent = (start > 0).then(|| margin_of(lines[start]) + 2);
        let is_it = |line: &&str| {
            let is_here = parent.is_none_or(|margin| margin == margin_of(line));
            is_here && line.trim_start().starts_with(&format!("{name} = "))
        };
        let found = lines[start..].iter().position(is_it);
        start + found.unwrap_or_else(|| panic!("there is no {name} of {path}"))
    });
    let margin = margin_of(lines[start]);
    let is_end = |line: &&&str| line.len() > margin && !line[margin..].starts_with(' ');
    let rest = lines[start + 1..].iter();
    let length = if lines[start].ends_with(['{', '[']) {
        1 + rest.take_while(|line| !is_end(line)).count() + 1
    } else {
        1
    };
    let mut kept = Vec::new();
    let mut block = lines[start..start + length].iter().map(|line| &line[margin..]);
    while let Some(line) = block.next() {
        kept.push(line.to_owned());
        if line.trim_start() == "wheels = {" {
            let end = line.replace("wheels = {", "};");
            let first = line.replace("wheels = {", "  };");
            kept.extend(block.by_ref().take_while(|line| *line != first).map(str::to_owned));
            kept.extend([first, line.replace("wheels = {", "  # …")]);
            kept.extend(block.by_ref().find(|line| *line == end).map(str::to_owned));
        }
    }
    kept.join("\n")
}

/// The columns of a grid.
const SYSTEMS: [&str; 3] = ["x86_64-linux", "aarch64-linux", "aarch64-darwin"];

/// Which file each environment installs of a package: a line for each Python, a column for each system.
fn grid(package: &str, project: &str) -> String {
    let mut uvnix = Command::new(env!("CARGO_BIN_EXE_uvnix"));
    uvnix.args(["explain", package, "--format", "json"]).current_dir(repository(project));
    let output = uvnix.output().expect("uvnix runs").stdout;
    let answer: Value = serde_json::from_slice(&output).expect("uvnix prints JSON");
    let mut files = BTreeMap::new();
    for item in answer["packages"][0]["installed"].as_array().expect("a list") {
        let file = item["file"].as_str().expect("a name");
        for environment in item["environments"].as_array().expect("a list") {
            let environment = environment.as_str().expect("a name");
            files.insert(environment.to_owned(), in_short(file));
        }
    }
    let mut lines = vec![format!("{:8}{:17}{:17}{}", "", SYSTEMS[0], SYSTEMS[1], SYSTEMS[2])];
    for python in ["cp311", "cp312", "cp313", "cp314", "cp315"] {
        let cells = SYSTEMS.map(|system| {
            let kernel = system.split('-').nth(1).expect("a system has a kernel");
            let scopes =
                [format!("{python}-{system}"), format!("{python}-{kernel}"), python.into()];
            let file = scopes.iter().find_map(|scope| files.get(scope));
            file.unwrap_or_else(|| panic!("no file for {python} on {system}"))
        });
        lines.push(format!("{python:8}{:17}{:17}{}", cells[0], cells[1], cells[2]));
    }
    lines.join("\n")
}

/// The Python and the kind of platform of a wheel: `cp312 manylinux`; or `sdist`.
fn in_short(file: &str) -> String {
    let Some(tags) = file.strip_suffix(".whl") else { return "sdist".to_owned() };
    let tags = Vec::from_iter(tags.rsplitn(4, '-'));
    let platform = tags[0].split(|letter: char| letter == '_' || letter.is_ascii_digit()).next();
    format!("{} {}", tags[2], platform.unwrap_or_default())
}
