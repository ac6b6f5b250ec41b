//! What the user says, against what would be found.

use insta::assert_snapshot;

use crate::archive::Archive;
use crate::project::{Locked, Project};
use crate::server::Server;

#[test]
fn a_statement_beats_what_is_found_and_nothing_is_fetched_for_it() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["pdm-backend"]));
    let [a, b] = archives.each_ref();
    let (project, server) = (Project::needing_sdists(&[a, b]), Server::of(&[a, b]));
    project.set("[tool.uvnix.packages.a]\nbuild-system = [\"flit-core\"]");
    for facts in ["needed", "all"] {
        project.generate(&server, &["--lookup", facts]);
        assert_eq!(server.requests(), if facts == "all" { vec![] } else { vec!["/b-1.0.tar.gz"] });
        assert!(project.requires("a 1.0").is_none() && project.requires("b 1.0").is_some());
    }
    let (packages, said) = project.evaluated();
    let tools = packages["a"]["nativeBuildInputs"].to_string();
    assert!(tools.contains("flit-core-0") && !tools.contains("pdm-backend-0"), "{tools}");
    assert!(!said.contains("the build requirements of"), "{said}");
}

#[test]
fn a_statement_drops_what_was_found_and_its_end_has_it_found_again() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.generate(&server, &[]);
    let found = project.read("uvnix.lock");
    project.set("[tool.uvnix.packages.a]\nbuild-system = []");
    project.generate(&server, &[]);
    assert!(!project.path("uvnix.lock").exists());
    let (_, said) = project.evaluated();
    assert!(!said.contains("the build requirements of"), "{said}");

    project.set("");
    project.generate(&server, &[]);
    assert_eq!(project.read("uvnix.lock"), found);
}

#[test]
fn what_is_added_to_a_build_is_added_to_what_was_found() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uv.extra-build-dependencies]\na = [\"cython; sys_platform == 'linux'\"]");
    project.generate(&server, &[]);
    let (packages, _) = project.evaluated();
    let tools = packages["a"]["nativeBuildInputs"].to_string();
    assert!(tools.contains("pdm-backend-0") && tools.contains("cython-0"), "{tools}");
    assert_eq!(project.requires("a 1.0").unwrap(), ["pdm-backend"]);
}

#[test]
fn what_is_added_to_a_build_that_says_nothing_is_added_to_setuptools() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[]));
    let member = "{ directory = \"b\" }";
    project.lock(&[Locked::sdist(&archive), Locked::new("b", member, "")]);
    project.workplace.write("b/pyproject.toml", "[project]\nname = \"b\"\n");
    project.set("[tool.uv.extra-build-dependencies]\na = [\"cython\"]\nb = [\"cython\"]");
    project.generate(&server, &[]);
    let (packages, _) = project.evaluated();
    for package in ["a", "b"] {
        let tools = packages[package]["nativeBuildInputs"].to_string();
        assert!(tools.contains("cython-0") && tools.contains("setuptools-0"), "{tools}");
    }
}

#[test]
fn the_settings_say_what_is_looked_up_and_where() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uvnix]\nlookup = \"none\"");
    project.generate(&server, &[]);
    assert_eq!(server.requests(), [""; 0]);
    let mirrors = format!("[tool.uvnix.mirrors]\n\"https://files.example\" = {:?}", server.url);
    project.set(&mirrors);
    project.generate(&server, &[]);
    assert_eq!(server.requests(), ["/a-1.0.tar.gz"]);
}

#[test]
fn a_key_that_nobody_knows_is_shown_with_the_one_that_is_meant() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set("[tool.uvnix.packages.a]\nbuild-sytem = [\"setuptools\"]\n");
    assert_snapshot!(project.refused(&server), @r#"
    exit code 1
    uvnix::settings::unknown_key

      × unknown key `build-sytem` in `tool.uvnix.packages.a`, did you mean
      │ `build-system`?
       ╭─[pyproject.toml:6:1]
     5 │ [tool.uvnix.packages.a]
     6 │ build-sytem = ["setuptools"]
       · ─────┬─────
       ·      ╰── this key
       ╰────
      help: known keys of `tool.uvnix.packages.a`: build-inputs, build-system,
            cargo-lock, cuda, env, ignore-missing-libraries, imports-check,
            libraries, missing-libraries, native-build-inputs, native-inputs,
            nixpkgs, relax-dependencies, remove-dependencies, runtime-libraries,
            runtime-programs, source, source-exclude, source-include
    "#);
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn all_settings_that_are_wrong_are_told_at_once() {
    let archive = Archive::built_with("numpy", &["pdm-backend"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[&archive]));
    project.set(
        "[tool.uv]\nno-build-package = [\"numpy\"]\n\n\
         [tool.uvnix.packages]\nnumpi = { cuda = true }\nnumpy = { source = \"sdist\" }\n",
    );
    assert_snapshot!(project.refused(&server), @r#"
    exit code 1
    uvnix::settings::unknown_package

      × package `numpi` is not in the lock file, did you mean `numpy`?
        ╭─[pyproject.toml:9:1]
      8 │ [tool.uvnix.packages]
      9 │ numpi = { cuda = true }
        · ──┬──
        ·   ╰── this package
     10 │ numpy = { source = "sdist" }
        ╰────
      help: remove these settings, or add the package to the project and lock it
            again

    Error: uvnix::settings::contradiction

      × `source = "sdist"` of `numpy` contradicts `no-build` in `[tool.uv]`
        ╭─[pyproject.toml:6:21]
      5 │ [tool.uv]
      6 │ no-build-package = ["numpy"]
        ·                     ───┬───
        ·                        ╰── contradicts this one
      7 │
      8 │ [tool.uvnix.packages]
      9 │ numpi = { cuda = true }
     10 │ numpy = { source = "sdist" }
        ·                    ───┬───
        ·                       ╰── this setting
        ╰────
      help: remove one of the two
    "#);
}
