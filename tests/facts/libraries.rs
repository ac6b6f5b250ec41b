//! The libraries of wheels.

use std::io::{Cursor, Write};

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archive::Archive;
use crate::elf_file::{X86_64, elf};
use crate::project::{INDEX, Locked, Project};
use crate::server::Server;

pub(crate) fn wheel(package: &str, tags: &str, files: &[(&str, &[u8])]) -> Archive {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, contents) in files {
        writer.start_file(*path, SimpleFileOptions::default()).expect("there is memory");
        writer.write_all(contents).expect("there is memory");
    }
    let bytes = writer.finish().expect("there is memory").into_inner();
    Archive::new(package, &format!("{package}-1.0-cp312-cp312-{tags}.whl"), bytes)
}

pub(crate) fn locked(wheels: &[&Archive], lines: &str) -> Locked {
    let files = wheels.iter().map(|wheel| wheel.file());
    let files = Vec::from_iter(files).join(", ");
    Locked::new(&wheels[0].package, INDEX, &format!("wheels = [{files}]\n{lines}"))
}

pub(crate) const LINUX: &str = "manylinux_2_17_x86_64";

#[test]
fn a_wheel_is_read_once_and_gets_the_libraries_that_it_needs() {
    let user = elf(X86_64, &["libshared.so.1", "libodbc.so.2", "libplugin.so", "libm.so.6"]);
    let user = wheel("user", LINUX, &[("user/module.so", &user)]);
    let other = wheel("user", "manylinux_2_17_aarch64", &[]);
    let shared = wheel("shared", LINUX, &[("shared/libshared.so.1", &elf(X86_64, &[]))]);
    let project = Project::needing(&[
        locked(&[&user, &other], "dependencies = [{ name = \"shared\" }]"),
        locked(&[&shared], ""),
    ]);
    let server = Server::of(&[&user, &other, &shared]);
    project.generate(&server, &[]);
    // One wheel speaks for all of the package.
    assert_eq!(server.requests().len(), 2);
    let facts = project.facts();
    let known = |archive: &Archive, key: &str| facts["libraries"][&archive.hash()][key].clone();
    assert_eq!(
        known(&user, "needs"),
        toml::Value::from(vec!["libodbc.so.2", "libplugin.so", "libshared.so.1"])
    );
    assert_eq!(known(&shared, "provides"), toml::Value::from(vec!["libshared.so.1"]));
    let sibling = project.evaluate("pythonSet.shared.outPath");
    let search = project.evaluate("pythonSet.user.preFixup");
    assert!(search.as_str().unwrap().contains(sibling.as_str().unwrap()), "{search}");
    let missing = project.evaluate("pythonSet.user.autoPatchelfIgnoreMissingDeps");
    assert_eq!(missing, json!(["libplugin.so"]));
    let (packages, _) = project.evaluated();
    assert!(packages["user"]["buildInputs"].to_string().contains("unixodbc"));

    // Nothing is asked for again, and the answer is the same.
    let before = (project.read("uv.nix"), project.read("uvnix.lock"));
    project.generate(&server, &[]);
    assert_eq!(server.requests(), Vec::<String>::new());
    assert_eq!(before, (project.read("uv.nix"), project.read("uvnix.lock")));
}

#[test]
fn nothing_is_asked_for_that_is_known_or_pure_or_for_other_systems_or_large_or_unwanted() {
    let known = wheel("numpy", LINUX, &[]);
    let pure = Archive::new("pure", "pure-1.0-py3-none-any.whl", "");
    let macos = wheel("macos", "macosx_11_0_arm64", &[]);
    let settled = wheel("settled", LINUX, &[]);
    let large = wheel("large", LINUX, &[]);
    let file = large.file().replace(" }", ", size = 50000001 }");
    let project = Project::needing(&[
        locked(&[&known], ""),
        locked(&[&pure], ""),
        locked(&[&macos], ""),
        locked(&[&settled], ""),
        Locked::new("large", INDEX, &format!("wheels = [{file}]")),
    ]);
    project.set("[tool.uvnix.packages.settled]\nlibraries = false");
    let server = Server::of(&[&known, &pure, &macos, &settled, &large]);
    project.generate(&server, &[]);
    assert_eq!(server.requests(), Vec::<String>::new());
    assert!(!project.path("uvnix.lock").exists());
    project.set("");
    project.generate(&server, &["--lookup", "builds"]);
    assert_eq!(server.requests(), Vec::<String>::new());
    // All wheels: those that are known, too.
    project.generate(&server, &["--lookup", "all"]);
    assert_eq!(
        server.requests(),
        [
            "/numpy-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
            "/settled-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
        ]
    );
}

#[test]
fn a_wheel_that_cannot_be_had_or_read_stops_nothing() {
    let damaged = elf(X86_64, &["libgood.so"]);
    let damaged =
        wheel("damaged", LINUX, &[("a.so", &damaged[..damaged.len() - 8]), ("b.so", &damaged)]);
    let page = Archive::new("page", "page-1.0-cp312-cp312-manylinux_2_17_x86_64.whl", "<html>");
    let gone = wheel("gone", LINUX, &[]);
    let project =
        Project::needing(&[locked(&[&damaged], ""), locked(&[&page], ""), locked(&[&gone], "")]);
    let report = project.generate(&Server::of(&[&damaged, &page]), &[]);
    assert!(report.contains("cannot read a.so in damaged-1.0-cp312"), "{report}");
    assert!(report.contains("uvnix::facts::unreadable_wheel"), "{report}");
    assert!(report.contains("gone 1.0, page 1.0"), "{report}");
    let libraries = project.facts()["libraries"].clone();
    assert_eq!(libraries.as_table().unwrap().len(), 1);
    assert_eq!(libraries[&damaged.hash()]["needs"], toml::Value::from(vec!["libgood.so"]));
    // The file is complete without them.
    assert_eq!(project.lock2nix(&Server::of(&[]), &["--check"]).code, 0);
}
