//! Indexes that want to know who asks, and who else learns of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::archive::Archive;
use crate::command::Outcome;
use crate::evaluator::evaluate;
use crate::project::{Locked, Project};
use crate::server::{Answer, Server};

const PASSWORD: &str = "hunter2-\u{e9}";

/// A server that gives an archive to `me` with the password.
fn guarded(archive: &Archive) -> Server {
    let bytes = archive.bytes.clone();
    let expected = format!("Basic {}", STANDARD.encode(format!("me:{PASSWORD}")));
    Server::start(move |request| {
        if request.authorization.as_deref() == Some(&expected) {
            Answer::File(bytes.clone())
        } else {
            Answer::Unauthorized
        }
    })
}

/// A project that needs the archive from an index of the server, which it calls `corp`.
fn project(archive: &Archive, server: &Server) -> Project {
    let index = format!("{}/simple", server.url);
    let file = archive.file().replace("https://files.example", &server.url);
    let source = format!("{{ registry = {index:?} }}");
    let sdist = format!("sdist = {file}");
    let project = Project::needing(&[Locked::new(&archive.package, &source, &sdist)]);
    project.set(&format!("[[tool.uv.index]]\nname = \"corp\"\nurl = {index:?}\n"));
    project
}

/// The password is neither in a file nor in what was printed.
fn is_kept_secret(project: &Project, outcome: &Outcome) {
    let encoded = STANDARD.encode(format!("me:{PASSWORD}"));
    let printed = format!("{}{}", outcome.output, outcome.report);
    assert!(!printed.contains(PASSWORD) && !printed.contains(&encoded), "{printed}");
    for (name, content) in project.workplace.contents() {
        let text = String::from_utf8_lossy(&content);
        let is_input = matches!(name.as_str(), "home/.netrc" | "uv.lock");
        assert!(is_input || !(text.contains(PASSWORD) || text.contains(&encoded)), "{name}");
    }
}

#[test]
fn an_index_is_told_the_name_and_the_password_of_its_variables() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let project = project(&archive, &server);
    let variables = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
    let outcome = project.lock2nix_with(&variables, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(project.requires("a 1.0").unwrap(), ["pdm-backend"]);
    is_kept_secret(&project, &outcome);
}

#[test]
fn a_wrong_password_is_not_shown_and_the_variables_are_named() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let project = project(&archive, &server);
    let variables = [("UV_INDEX_CORP_USERNAME", "you"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
    let outcome = project.lock2nix_with(&variables, &server, &["--verbose"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(project.requires("a 1.0").is_none());
    for told in ["a 1.0", "denied (401)", "UV_INDEX_CORP_USERNAME and UV_INDEX_CORP_PASSWORD"] {
        assert!(outcome.report.contains(told), "{}", outcome.report);
    }
    is_kept_secret(&project, &outcome);
}

#[test]
fn a_password_in_an_address_goes_no_further() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let project = project(&archive, &server);
    let with_password = server.url.replace("://", &format!("://me:{PASSWORD}@"));
    let (url, mirror) =
        ("https://elsewhere.example", format!("https://elsewhere.example={with_password}"));
    let sdist = format!("sdist = {}", archive.file().replace("https://files.example", url));
    project.lock(&[Locked::new("a", crate::project::INDEX, &sdist)]);
    let outcome = project.lock2nix(&server, &["--mirror", &mirror]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(project.requires("a 1.0").unwrap(), ["pdm-backend"]);
    is_kept_secret(&project, &outcome);
}

#[test]
fn a_password_in_a_lock_is_for_the_downloads_of_this_run() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let with_password = server.url.replace("://", "://me:hunter2-%C3%A9@");
    let file = archive.file().replace("https://files.example", &with_password);
    let sdist = format!("sdist = {file}");
    let project = Project::needing(&[Locked::new("a", crate::project::INDEX, &sdist)]);
    let outcome = project.lock2nix(&server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(project.requires("a 1.0").unwrap(), ["pdm-backend"]);
    assert!(outcome.report.contains("which builds do not get"), "{}", outcome.report);
    is_kept_secret(&project, &outcome);
}

#[test]
fn a_server_is_told_what_netrc_has_for_it() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    for (place, variables) in [("home/.netrc", &[][..]), ("other", &[("NETRC", "other")])] {
        let project = project(&archive, &server);
        project.workplace.write(place, format!("machine 127.0.0.1 login me password {PASSWORD}\n"));
        let outcome = project.lock2nix_with(variables, &server, &[]);
        fs::rename(project.path(place), project.path("home/.netrc")).unwrap();
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert_eq!(project.requires("a 1.0").unwrap(), ["pdm-backend"]);
        is_kept_secret(&project, &outcome);
    }
}

/// Runs what is run before a file is fetched, with the variables that a fetch sees.
fn netrc(project: &Project, folder: &Path) -> String {
    let of_source = |attribute: &str| {
        evaluate(&project.path("uv.nix"), &format!("pythonSet.a.src.{attribute}"), &[])
            .expect("the source has it")
    };
    let (phase, variables) = (of_source("netrcPhase"), of_source("netrcImpureEnvVars"));
    let variables: Vec<String> = serde_json::from_value(variables).expect("a list of names");
    let known = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", "p%s $w\"'\\")];
    let mut bash = Command::new("bash");
    bash.args(["-euc", phase.as_str().expect("a piece of shell")]).current_dir(folder).env_clear();
    bash.envs(known.into_iter().filter(|(name, _)| variables.iter().any(|it| it == name)));
    let output = bash.output().expect("bash is there");
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    fs::read_to_string(folder.join("netrc")).expect("the phase writes it")
}

#[test]
fn nix_is_told_to_take_the_password_from_the_variables_when_it_fetches() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let project = project(&archive, &server);
    let index = format!("[[tool.uv.index]]\nname = \"corp\"\nurl = \"{}/simple\"\n", server.url);
    project.set(&format!("{index}[tool.uvnix.indexes.corp]\ncredentials = \"environment\"\n"));
    let variables = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
    let outcome = project.lock2nix_with(&variables, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    is_kept_secret(&project, &outcome);
    let folder = project.path("build");
    fs::create_dir(&folder).unwrap();
    assert_eq!(netrc(&project, &folder), "machine 127.0.0.1 login me password p%s $w\"'\\\n");
}

#[test]
fn a_piece_of_shell_may_say_how_nix_is_let_in() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let server = guarded(&archive);
    let project = project(&archive, &server);
    let index = format!("[[tool.uv.index]]\nname = \"corp\"\nurl = \"{}/simple\"\n", server.url);
    let settings = "[tool.uvnix.indexes.corp]\n\
                    netrc-phase = 'echo \"machine a login ${UV_INDEX_CORP_USERNAME}\" > netrc'\n\
                    netrc-impure-env-vars = [\"UV_INDEX_CORP_USERNAME\"]\n";
    project.set(&format!("{index}{settings}"));
    project.generate(&server, &[]);
    let folder = project.path("build");
    fs::create_dir(&folder).unwrap();
    assert_eq!(netrc(&project, &folder), "machine a login me\n");
}
