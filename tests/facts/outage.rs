//! Servers that are gone, and what is not looked at offline.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use crate::archive::Archive;
use crate::project::{INDEX, Locked, Project};
use crate::server::{Answer, Server};

/// Serves what it can, and closes all other connections when that is done.
fn gone_after(archives: &[&Archive]) -> Server {
    let files = archives.iter().map(|it| (format!("/{}", it.filename), it.bytes.clone()));
    let (files, served) = (Vec::from_iter(files), AtomicUsize::new(0));
    Server::start(move |request| {
        if let Some((_, bytes)) = files.iter().find(|(path, _)| *path == request.path) {
            served.fetch_add(1, Ordering::SeqCst);
            return Answer::File(bytes.clone());
        }
        while served.load(Ordering::SeqCst) < files.len() {
            thread::sleep(Duration::from_millis(1));
        }
        // What was served before has arrived by now.
        thread::sleep(Duration::from_millis(200));
        Answer::Silence
    })
}

/// A report without what differs from run to run.
fn settled(report: &str, server: &Server) -> String {
    report.replace(&server.url, "http://mirror.test:00000")
}

#[test]
fn what_was_found_is_kept_and_what_is_missing_named() {
    let archives = ["a", "b", "c", "d"].map(|name| Archive::built_with(name, &["pdm-backend"]));
    let [a, b, c, d] = archives.each_ref();
    let project = Project::needing_sdists(&[a, b, c, d]);
    let server = gone_after(&[b, d]);
    let report = project.generate(&server, &[]);
    let warning = "warning: could not look up build requirements of: a 1.0, c 1.0\n";
    assert!(report.contains(warning), "{report}");
    for (package, requires) in [("a", 0), ("b", 1), ("c", 0), ("d", 1)] {
        let found = project.requires(&format!("{package} 1.0")).unwrap_or_default();
        assert_eq!(found.len(), requires, "{package}");
    }

    let (built, said) = project.evaluated();
    let has = |package: &str, tool: &str| {
        built[package]["nativeBuildInputs"].as_array().unwrap().contains(&json!(tool))
    };
    assert!(has("b", "pdm-backend-0") && !has("b", "setuptools-0"));
    assert!(has("a", "setuptools-0") && has("c", "setuptools-0"));
    for (package, is_missing) in [("a", true), ("b", false), ("c", true), ("d", false)] {
        let warning = format!("the build requirements of {package} are unknown");
        assert_eq!(said.contains(&warning), is_missing, "{said}");
    }
    assert!(said.contains("--lookup all"), "{said}");

    let server = Server::of(&[a, b, c, d]);
    project.generate(&server, &[]);
    assert_eq!(server.requests(), ["/a-1.0.tar.gz", "/c-1.0.tar.gz"]);
    assert!(project.requires("a 1.0").is_some() && project.requires("d 1.0").is_some());
}

#[test]
fn a_file_that_the_server_does_not_have_is_told_with_its_address() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let (project, server) = (Project::needing_sdists(&[&archive]), Server::of(&[]));
    let report = project.generate(&server, &[]);
    assert_snapshot!(settled(&report, &server), @"
    Looking up build requirements of 1 package
    warning: could not look up build requirements of: a 1.0
      a 1.0 was not found: http://mirror.test:00000/a-1.0.tar.gz (mirror of https://files.example/a-1.0.tar.gz) [uvnix::fetch::not_found]
      help: check that the index still has the file; if it does not, lock the project again. A private index may also respond like this if the password is missing
      Fix this and run again, or skip the lookup with `--lookup none`.
    ");
    assert!(project.path("uv.nix").exists() && !project.path("uvnix.lock").exists());
}

#[test]
fn a_server_that_never_answers_is_named_with_what_it_should_have_given() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let (project, server) =
        (Project::needing_sdists(&[&archive]), Server::start(|_| Answer::Silence));
    let report = settled(&project.generate(&server, &[]), &server);
    assert!(report.contains("cannot download a 1.0: "), "{report}");
    assert!(report.contains("help: check the network"), "{report}");
}

#[test]
fn nobody_is_asked_offline_and_all_that_is_missing_is_named() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["setuptools"]));
    let [a, b] = archives.each_ref();
    let (project, server) = (Project::needing_sdists(&[a, b]), Server::of(&[a, b]));
    let report = project.generate(&server, &["--offline"]);
    assert_eq!(server.requests(), [""; 0]);
    assert_snapshot!(settled(&report, &server), @"
    Looking up build requirements of 2 packages
    warning: could not look up build requirements of: a 1.0, b 1.0
      a 1.0 is not in the cache: https://files.example/a-1.0.tar.gz [uvnix::fetch::offline]
      b 1.0 is not in the cache: https://files.example/b-1.0.tar.gz [uvnix::fetch::offline]
      help: run once without `--offline`, which stores the file in the cache
      Fix this and run again, or skip the lookup with `--lookup none`.
    ");

    let without_network = [("UVNIX_OFFLINE", "1")];
    project.lock2nix_with(&without_network, &server, &[]);
    assert_eq!(server.requests(), [""; 0]);
}

/// A project for three Pythons that builds `a` with all of them, and `b` only with others than 3.13.
fn for_three_pythons(a: &Archive, b: &Archive) -> Project {
    let wheel = "{ url = \"https://files.example/b-1.0-cp313-none-any.whl\", hash = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" }";
    let lines = format!("sdist = {}\nwheels = [{wheel}]", b.file());
    let project = Project::needing(&[Locked::sdist(a), Locked::new("b", INDEX, &lines)]);
    let lock = project.read("uv.lock").replace("==3.12.*", ">=3.13,<3.16");
    project.workplace.write("uv.lock", lock);
    project
}

#[test]
fn what_only_other_pythons_need_is_looked_up_last_and_fails_in_one_line() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["setuptools"]));
    let [a, b] = archives.each_ref();
    let project = for_three_pythons(a, b);
    let server = Server::of(&[a]);
    let report = project.generate(&server, &[]);
    assert_eq!(server.requests(), ["/a-1.0.tar.gz", "/b-1.0.tar.gz"]);
    assert_snapshot!(report, @"
    Looking up build requirements of 1 package
    Looking up build requirements of 1 package for other Pythons
    warning: could not look up build requirements of 1 package that only other Pythons need, in cp314 or cp315: b 1.0
      help: leave out the environments that you do not use, in [tool.uvnix.environments]; `uvnix doctor` lists what is missing
    ");
    assert!(project.requires("a 1.0").is_some() && project.requires("b 1.0").is_none());
    let doctor = project.workplace.uvnix("C.UTF-8", &["doctor"]).output;
    assert!(doctor.contains("b 1.0: build requirements unknown"), "{doctor}");
}

#[test]
fn the_own_python_is_that_of_the_python_version_file_or_of_the_flake() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["setuptools"]));
    let [a, b] = archives.each_ref();
    let pin = (".python-version", "3.14\n");
    let flake = ("flake.nix", "{ outputs = { pkgs, ... }: { python = pkgs.python315; }; }");
    let plain = ("default.nix", "{ pkgs }: pkgs.python314");
    for (name, text) in [pin, flake, plain] {
        let project = for_three_pythons(a, b);
        project.workplace.write(name, text);
        let report = project.generate(&Server::of(&[]), &[]);
        let warning = "build requirements of: a 1.0; b 1.0 (in cp314 or cp315)\n";
        assert!(report.contains(warning), "{name}: {report}");
    }
}

#[test]
fn a_warning_about_many_packages_names_some_of_them() {
    let names = Vec::from_iter((10..30).map(|number| format!("p{number}")));
    let archives = Vec::from_iter(names.iter().map(|it| Archive::built_with(it, &["setuptools"])));
    let project = Project::needing_sdists(&Vec::from_iter(&archives));
    let report = project.generate(&Server::of(&[]), &["--offline"]);
    assert!(report.contains(" of: p10 1.0, p11 1.0, "), "{report}");
    assert!(report.contains(", p17 1.0 and 12 more\n"), "{report}");
}

#[test]
fn a_setting_that_leaves_pythons_out_is_named_and_not_the_data_that_it_makes_needless() {
    let archives = ["a", "b"].map(|name| Archive::built_with(name, &["setuptools"]));
    let [a, b] = archives.each_ref();
    let project = for_three_pythons(a, b);
    project.generate(&Server::of(&[a, b]), &[]);
    project.set("[tool.uvnix.environments]\npython = [\"3.13\"]\n");
    let checked = project.workplace.lock2nix(&["--check"]).output;
    assert!(checked.contains("\n  settings or build files have changed:\n"), "{checked}");
    assert!(!checked.contains("uvnix.lock has changed"), "{checked}");
}
