//! A password is planted wherever users have one; it is found nowhere else.

use std::fs;

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

fn with_password(url: &str) -> String {
    url.replace("://", &format!("://me:{ENCODED}@"))
}

/// The files that have the password because a user wrote it there, and what the uv of the tests notes.
const PLANTED: [&str; 8] = [
    "home/.config/uv/uv.toml",
    "home/.netrc",
    "pyproject.toml",
    "uv.lock",
    "uv.toml",
    "uv/asked",
    "uv/pylock.toml",
    "uv/refusal",
];

/// A project whose indexes, lock, git source, settings, netrc and uv have the password.
fn project(archive: &Archive, server: &Server) -> Project {
    let url = with_password(&server.url);
    let index = format!("{url}/simple");
    let sdist = format!("sdist = {}", archive.file().replace("https://files.example", &url));
    let source = format!("{{ registry = {index:?} }}");
    let git = format!("{{ git = \"{url}/b.git?rev=main#{}\" }}", "0".repeat(40));
    let project = Project::needing(&[
        Locked::new(&archive.package, &source, &sdist),
        Locked::new("b", &git, ""),
    ]);
    let links = format!("find-links = [\"{url}/links\"]\n");
    let indexes = format!("[[index]]\nname = \"corp\"\nurl = {index:?}\n");
    project.set(&format!("[tool.uv]\n{links}{}", indexes.replace("index]", "tool.uv.index]")));
    let write = |name: &str, text: &str| project.workplace.write(name, text);
    write("uv.toml", &format!("{links}{indexes}"));
    write("home/.config/uv/uv.toml", &format!("index-url = \"{index}\"\n"));
    write("home/.netrc", &format!("machine 127.0.0.1 login me password {PASSWORD}\n"));
    let wheel = format!(
        "{{ url = '{url}/pdm_backend-2.0-py3-none-any.whl', hashes = {{ sha256 = '{}' }} }}",
        "0".repeat(64)
    );
    let package = format!("name = 'pdm-backend'\nversion = '2.0'\nindex = '{index}'\n");
    let pylock = format!("lock-version = '1.0'\n[[packages]]\n{package}wheels = [{wheel}]\n");
    write("uv/pylock.toml", &pylock);
    fs::create_dir(project.path("temporary")).expect("the folder can be made");
    project
}

/// The variables that have the password.
fn variables(server: &Server) -> Vec<(&'static str, String)> {
    let url = with_password(&server.url);
    let indexes =
        ["UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL"];
    let indexes = indexes.into_iter().map(|name| (name, url.clone()));
    let user = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
    indexes.chain(user.map(|(name, value)| (name, value.to_owned()))).collect()
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
        let (uv, temporary) = (project.workplace.uv_in("uv"), project.path("temporary"));
        let mut given = variables(&server);
        given.extend([("UVNIX_UV", uv), ("TMPDIR", temporary.display().to_string())]);
        let given = Vec::from_iter(given.iter().map(|(name, value)| (*name, value.as_str())));
        let mirror = format!("https://elsewhere.example=http://me:{ENCODED}@127.0.0.1:1");
        let lock_builds = "--lock-build-systems";
        let runs = [
            &["--verbose", "--mirror", &mirror][..],
            &[lock_builds],
            &["--check", lock_builds],
            &["--force"],
            &[lock_builds],
        ];
        for (number, arguments) in runs.into_iter().enumerate() {
            if number + 1 == runs.len() {
                let refusal = format!("error: cannot reach {}", with_password(&server.url));
                project.workplace.write("uv/refusal", refusal);
            }
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
            if !PLANTED.contains(&name.as_str()) {
                assert_absent(&content, &name);
            }
        }
    }
}
