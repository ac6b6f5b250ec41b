//! A password is planted wherever users have one; it is found nowhere else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::archive::Archive;
use crate::project::{Locked, Project};
use crate::server::{Answer, Server};

const PASSWORD: &str = "correct-horse/battery";
/// The same in a URL.
const ENCODED: &str = "correct-horse%2Fbattery";

/// Every spelling of the password.
fn spellings() -> [String; 3] {
    [PASSWORD.to_owned(), ENCODED.to_owned(), STANDARD.encode(format!("me:{PASSWORD}"))]
}

fn assert_absent(text: &[u8], place: &str) {
    let text = String::from_utf8_lossy(text);
    for spelling in spellings() {
        assert!(!text.contains(&spelling), "{place} contains the password:\n{text}");
    }
}

/// A project whose index, lock, mirror, variables and netrc have the password.
fn project(archive: &Archive, server: &Server) -> Project {
    let index = format!("{}/simple", server.url);
    let with_password = |url: &str| url.replace("://", &format!("://me:{ENCODED}@"));
    let sdist = archive.file().replace("https://files.example", &with_password(&server.url));
    let source = format!("{{ registry = {:?} }}", with_password(&index));
    let sdist = format!("sdist = {sdist}");
    let project = Project::needing(&[Locked::new(&archive.package, &source, &sdist)]);
    project.set(&format!("[[tool.uv.index]]\nname = \"corp\"\nurl = {index:?}\n"));
    let netrc = format!("machine 127.0.0.1 login me password {PASSWORD}\n");
    project.workplace.write("home/.netrc", netrc);
    project
}

#[test]
fn a_planted_password_is_in_no_file_no_message_and_no_json() {
    let archive = Archive::built_with("a", &["pdm-backend"]);
    let bytes = archive.bytes.clone();
    let generous = Server::start(move |_| Answer::File(bytes.clone()));
    let servers = [
        generous,
        Server::start(|_| Answer::Unauthorized),
        Server::start(|_| Answer::File(b"another file".to_vec())),
        Server::start(|_| Answer::Silence),
        Server::start(|_| {
            Answer::Redirect(format!("http://me:{ENCODED}@127.0.0.1:1/?token={ENCODED}"))
        }),
    ];
    for server in servers {
        let project = project(&archive, &server);
        let given = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
        let mirror = format!("https://elsewhere.example=http://me:{ENCODED}@127.0.0.1:1");
        let runs = [&["--verbose", "--mirror", &mirror][..], &["--check"], &["--force"]];
        for arguments in runs {
            let outcome = project.lock2nix_with(&given, &server, arguments);
            assert_absent(outcome.output.as_bytes(), "the output");
            assert_absent(outcome.report.as_bytes(), "the report");
        }
        for arguments in [
            &["doctor", "--format", "json"][..],
            &["explain", "a", "--format", "json"],
            &["tree", "--format", "json"],
            &["why", "a"],
            &["graph"],
        ] {
            let outcome = project.workplace.with_variables(&given, arguments);
            assert_absent(outcome.output.as_bytes(), &arguments.join(" "));
            assert_absent(outcome.report.as_bytes(), &arguments.join(" "));
        }
        for (name, content) in project.workplace.contents() {
            if !matches!(name.as_str(), "home/.netrc" | "uv.lock") {
                assert_absent(&content, &name);
            }
        }
    }
}
