//! `uvnix verify`, with indexes and git servers of the tests' own.

use std::fs;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::archive::Archive;
use crate::command::Outcome;
use crate::project::{INDEX, Locked, Project};
use crate::server::{Answer, Server};

/// A wheel that needs nothing.
fn wheel() -> Archive {
    Archive::new("a", "a-1.0-py3-none-any.whl", "the wheel")
}

/// A project that needs the wheel, with its `uv.nix`.
fn project(size: usize) -> Project {
    let archive = wheel();
    let file = archive.file().replace(" }", &format!(", size = {size} }}"));
    let project = Project::needing(&[Locked::new("a", INDEX, &format!("wheels = [{file}]"))]);
    generate(&project);
    project
}

fn generate(project: &Project) {
    let outcome = project.workplace.lock2nix(&["--offline", "--quiet"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
}

/// The page of an index in JSON, with more about the file.
fn json(hash: &str, more: &str) -> String {
    let file = wheel().filename;
    format!(
        r#"{{"meta": {{"api-version": "1.1"}}, "name": "a", "files": [
            {{"filename": "{file}", "url": "../../{file}", "hashes": {{{hash}}}{more}}}]}}"#
    )
}

fn sha256() -> String {
    format!("\"sha256\": \"{}\"", &wheel().hash()[7..])
}

/// A server with the page, and the wheel itself.
fn index(page: &str) -> Server {
    let page = page.to_owned();
    Server::start(move |request| match request.path.as_str() {
        "/simple/a/" => Answer::File(page.clone().into_bytes()),
        "/a-1.0-py3-none-any.whl" => Answer::File(wheel().bytes),
        _ => Answer::Missing,
    })
}

/// Runs `uvnix verify` where `server` has all that lies on the index.
fn verify(project: &Project, server: &Server, arguments: &[&str]) -> Outcome {
    verify_with(project, &[], server, arguments)
}

fn verify_with(
    project: &Project,
    variables: &[(&str, &str)],
    server: &Server,
    arguments: &[&str],
) -> Outcome {
    let text = |name: &str| project.path(name).display().to_string();
    let (home, cache) = (text("home"), text("cache"));
    let path = std::env::var("PATH").expect("there is a PATH");
    let url = &server.url;
    let mirrors = format!("https://files.example={url} https://pypi.example={url}");
    let usual = [
        ("HOME", home.as_str()),
        ("PATH", path.as_str()),
        ("UVNIX_CACHE_DIR", cache.as_str()),
        ("UVNIX_HTTP_RETRIES", "0"),
        ("UVNIX_MIRRORS", mirrors.as_str()),
        // Long enough for a whole sentence on a line.
        ("COLUMNS", "400"),
    ];
    let arguments = [&["verify"], arguments].concat();
    project.workplace.uvnix_in(".", &[&usual, variables].concat(), &arguments)
}

#[test]
fn what_the_index_has_is_verified_without_a_download_in_both_forms() {
    let html = format!(
        "<!DOCTYPE html><html><body><a href=\"../../a-1.0-py3-none-any.whl#{}\">a</a></body></html>",
        wheel().hash().replace(':', "=")
    );
    let project = project(9);
    for page in [json(&sha256(), ", \"size\": 9"), html] {
        let server = index(&page);
        let outcome = verify(&project, &server, &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert_eq!(outcome.output, "uv.lock: verified (1 package, 1 file)\n");
        assert_eq!(server.requests(), ["/simple/a/"]);
    }
}

#[test]
fn a_flat_index_is_one_page_for_all_packages() {
    let archives =
        ["a", "b"].map(|name| Archive::new(name, &format!("{name}-1.0-py3-none-any.whl"), name));
    let lines = archives.each_ref().map(|archive| {
        let hash = archive.hash().replace(':', "=");
        format!("<a href=\"files/{0}#{hash}\">{0}</a>", archive.filename)
    });
    let page = format!("<html>{}</html>", lines.join("\n"));
    let flat = "[[tool.uv.index]]\nurl = \"https://pypi.example/flat/\"\nformat = \"flat\"\n";
    for (address, settings) in [
        ("https://pypi.example/flat", flat),
        (
            "https://pypi.example/links/",
            "[tool.uv]\nfind-links = [\"https://pypi.example/links\"]\n",
        ),
        ("https://pypi.example/all.html", ""),
    ] {
        let source = format!("{{ registry = {address:?} }}");
        let locked = archives.each_ref().map(|archive| {
            Locked::new(&archive.package, &source, &format!("wheels = [{}]", archive.file()))
        });
        let project = Project::needing(&locked);
        project.set(settings);
        generate(&project);
        let path = address.trim_start_matches("https://pypi.example").to_owned();
        let (known, page) = (path.clone(), page.clone());
        let server = Server::start(move |request| {
            let is_page = request.path == known;
            if is_page { Answer::File(page.clone().into_bytes()) } else { Answer::Missing }
        });
        let outcome = verify(&project, &server, &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert_eq!(outcome.output, "uv.lock: verified (2 packages, 2 files)\n");
        assert_eq!(server.requests(), [path]);
    }
}

#[test]
fn an_index_without_pages_for_projects_is_flat_if_the_files_lie_in_it() {
    let archive = wheel();
    let source = "{ registry = \"https://files.example/\" }";
    let file = format!("wheels = [{}]", archive.file());
    let project = Project::needing(&[Locked::new("a", source, &file)]);
    generate(&project);
    let hash = archive.hash().replace(':', "=");
    let page = format!("<html><a href=\"{0}#{hash}\">{0}</a>", archive.filename);
    let server = Server::start(move |request| match request.path.as_str() {
        "/" => Answer::File(page.clone().into_bytes()),
        _ => Answer::Missing,
    });
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(server.requests(), ["/", "/a/"]);
}

#[test]
fn each_difference_is_an_error_that_names_it() {
    let zeros = format!("\"sha256\": \"{}\"", "0".repeat(64));
    let locked = wheel().hash();
    let other = format!("sha256:{}", "0".repeat(64));
    for (page, told) in [
        (json(&zeros, ""), vec!["wrong_hash", "a-1.0-py3-none-any.whl of a 1.0", &locked, &other]),
        (json(&sha256(), ", \"size\": 8"), vec!["wrong_size", "8 bytes, not the 9"]),
        (json(&sha256(), "").replace("a-1.0", "a-1.1"), vec!["not_listed", "is not on the index"]),
        ("<html></html>".to_owned(), vec!["not_listed", "https://pypi.example/simple"]),
    ] {
        let outcome = verify(&project(9), &index(&page), &[]);
        assert_eq!(outcome.code, 1, "{}", outcome.report);
        assert_eq!(outcome.output, "uv.lock: 1 difference (1 package, 1 file)\n");
        for text in told {
            assert!(outcome.report.contains(text), "{text}:\n{}", outcome.report);
        }
    }
}

#[test]
fn a_file_of_another_version_is_told_though_the_index_has_it() {
    let project = project(9);
    let lock = project.read("uv.lock").replace("version = \"1.0\"", "version = \"1.1\"");
    project.workplace.write("uv.lock", lock);
    let outcome = verify(&project, &index(&json(&sha256(), "")), &[]);
    assert_eq!(outcome.code, 2, "{}", outcome.report);
    assert!(outcome.report.contains("has the version 1.0, but its"), "{}", outcome.report);
}

#[test]
fn a_swapped_build_tool_is_an_error_with_both_hashes() {
    let project = Project::needing(&[]);
    let other = "f".repeat(64);
    project.workplace.write(
        "uvnix.lock",
        format!(
            "# @generated by uvnix: facts\nversion = 1\n\n[build-terms]\npython = \"3.12\"\n\
             default-index = \"https://pypi.example/simple\"\n\n[build-locks.a]\npackages = [\"a 1.0\"]\n\n\
             [build-packages.\"a 1.0\".files]\n\
             \"https://evil.example/a-1.0-py3-none-any.whl\" = \"sha256:{other}\"\n"
        ),
    );
    let outcome = verify(&project, &index(&json(&sha256(), "")), &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    for told in ["uvnix::verify::wrong_hash", "of a 1.0 differs", &other, &wheel().hash()] {
        assert!(outcome.report.contains(told), "{told}:\n{}", outcome.report);
    }
}

#[test]
fn an_edited_file_is_told_also_offline() {
    let project = project(9);
    let edited = project.read("uv.nix").replace("https://files.example", "https://evil.example");
    project.workplace.write("uv.nix", edited);
    let server = index(&json(&sha256(), ""));
    let outcome = verify(&project, &server, &["--offline"]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    for told in [
        "uvnix::verify::not_generated",
        "uvnix::verify::not_locked",
        "uv.nix has https://evil.example/a-1.0-py3-none-any.whl",
    ] {
        assert!(outcome.report.contains(told), "{told}:\n{}", outcome.report);
    }
    assert_eq!(outcome.output, "uv.lock: 2 differences (only local files were compared)\n");
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn a_yanked_release_is_told_and_is_no_difference() {
    let server = index(&json(&sha256(), ", \"yanked\": \"it deletes files\""));
    let outcome = verify(&project(9), &server, &["--quiet"]);
    assert_eq!((outcome.code, outcome.output.as_str()), (0, ""), "{}", outcome.report);
    assert_eq!(outcome.report, "warning: a 1.0 was yanked: it deletes files\n");
}

#[test]
fn a_program_gets_each_difference_with_both_values() {
    let zeros = format!("\"sha256\": \"{}\"", "0".repeat(64));
    let server = index(&json(&zeros, ", \"yanked\": true"));
    let outcome = verify(&project(9), &server, &["--format=json", "--quiet"]);
    assert_eq!((outcome.code, outcome.report.as_str()), (1, ""));
    let answer: Value = serde_json::from_str(&outcome.output).expect("JSON");
    let lock = &answer["locks"][0];
    assert_eq!((&answer["version"], &lock["files"]), (&Value::from(1), &Value::from(1)));
    let problem = &lock["problems"][0];
    assert_eq!(problem["code"], "uvnix::verify::wrong_hash");
    assert_eq!(problem["file"], "a-1.0-py3-none-any.whl");
    assert_eq!(problem["locked"], wheel().hash());
    assert_eq!(problem["found"], format!("sha256:{}", "0".repeat(64)));
    assert_eq!(lock["yanked"][0]["package"], "a 1.0");
}

#[test]
fn only_a_file_without_a_comparable_hash_is_downloaded() {
    let project = project(9);
    let server = index(&json("\"md5\": \"00000000000000000000000000000000\"", ""));
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(outcome.output, "uv.lock: verified (1 package, 1 file, 1 download)\n");
    assert_eq!(server.requests(), ["/a-1.0-py3-none-any.whl", "/simple/a/"]);

    // The cache has it now, and is not asked.
    let page = json("", "");
    let server = Server::start(move |request| match request.path.as_str() {
        "/simple/a/" => Answer::File(page.clone().into_bytes()),
        _ => Answer::File(b"otherwise".to_vec()),
    });
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    assert!(outcome.report.contains("uvnix::verify::wrong_hash"), "{}", outcome.report);
}

/// An index whose page never ends.
fn endless() -> Server {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>";
    let part = b"<a href=\"a-1.0.tar.gz\">a</a>".repeat(1 << 17);
    Server::start(move |_| Answer::Endless(page, part.clone(), Duration::ZERO))
}

#[test]
fn a_server_that_does_not_answer_or_is_no_index_is_an_error_not_a_difference() {
    let broken =
        || Answer::Raw("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    for (server, told) in [
        (Server::start(move |_| broken()), "uvnix::fetch::bad_status"),
        (Server::start(|_| Answer::Unauthorized), "uvnix::fetch::forbidden"),
        (index("{"), "uvnix::verify::not_an_index"),
        (endless(), "a is larger than 67108864 bytes: http"),
    ] {
        let outcome = verify(&project(9), &server, &[]);
        assert_eq!(outcome.code, 2, "{}", outcome.report);
        assert_eq!(outcome.output, "uv.lock: 1 error (1 package, 1 file)\n");
        assert!(outcome.report.contains(told), "{told}:\n{}", outcome.report);
    }
}

#[test]
fn an_index_gets_the_password_of_its_variables_which_nobody_sees() {
    const PASSWORD: &str = "hunter2";
    let expected = format!("Basic {}", STANDARD.encode(format!("me:{PASSWORD}")));
    let page = json(&sha256(), "");
    let server = Server::start(move |request| {
        let is_known = request.authorization.as_deref() == Some(&expected);
        if is_known { Answer::File(page.clone().into_bytes()) } else { Answer::Unauthorized }
    });
    let address = format!("{}/simple", server.url);
    let archive = wheel();
    let source = format!("{{ registry = {address:?} }}");
    let project =
        Project::needing(&[Locked::new("a", &source, &format!("wheels = [{}]", archive.file()))]);
    project.set(&format!("[[tool.uv.index]]\nname = \"corp\"\nurl = {address:?}\n"));
    generate(&project);
    let variables = [("UV_INDEX_CORP_USERNAME", "me"), ("UV_INDEX_CORP_PASSWORD", PASSWORD)];
    let outcome = verify_with(&project, &variables, &server, &["--verbose"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(!format!("{}{}", outcome.output, outcome.report).contains(PASSWORD));
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 2, "{}", outcome.report);
}

#[test]
fn a_server_gets_the_password_of_its_url_in_the_lock_file() {
    let expected = format!("Basic {}", STANDARD.encode("me:hunter2"));
    let server = Server::start(move |request| {
        let is_known = request.authorization.as_deref() == Some(&expected);
        if is_known { Answer::File(wheel().bytes) } else { Answer::Unauthorized }
    });
    let archive = wheel();
    let url = format!("{}/{}", server.url.replace("://", "://me:hunter2@"), archive.filename);
    let source = format!("{{ url = {url:?} }}");
    let file = format!("wheels = [{{ url = {url:?}, hash = {:?} }}]", archive.hash());
    let project = Project::needing(&[Locked::new("a", &source, &file)]);
    generate(&project);
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
}

#[test]
fn a_file_that_is_on_no_index_is_downloaded() {
    let archive = wheel();
    let source = format!("{{ url = {:?} }}", archive.url());
    let file = format!("wheels = [{}]", archive.file());
    let project = Project::needing(&[Locked::new("a", &source, &file)]);
    generate(&project);
    let server = index("");
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(server.requests(), ["/a-1.0-py3-none-any.whl"]);
}

#[test]
fn a_commit_is_in_the_history_of_its_branch_and_has_the_recorded_files() {
    let project = Project::needing(&[]);
    project
        .workplace
        .write("origin/pyproject.toml", "[build-system]\nrequires = [\"flit_core\"]\n");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@files.example"]).args(arguments);
        let command = command.current_dir(project.path("origin"));
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git is there");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("git prints text").trim().to_owned()
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message=a"]);
    let commit = git(&["rev-parse", "HEAD"]);
    let url = format!("file://{}", project.path("origin").display());
    let source = format!("{{ git = \"{url}?branch=main#{commit}\" }}");
    project.lock(&[Locked::new("a", &source, "")]);
    let server = Server::of(&[]);
    project.generate(&server, &["--lock-build-systems=false"]);
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert_eq!(
        outcome.output,
        "uv.lock: verified (0 packages, 0 files, 1 commit, 1 source read again)\n"
    );

    let facts = project.read("uvnix.lock");
    let hash =
        project.facts()["trees"][&format!("{url}#{commit}")]["hash"].as_str().unwrap().to_owned();
    let other = format!("sha256-{}=", "A".repeat(43));
    project.workplace.write("uvnix.lock", facts.replace(&hash, &other));
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    for told in [&other, &hash, "uvnix::verify::wrong_hash"] {
        assert!(outcome.report.contains(told), "{told}:\n{}", outcome.report);
    }

    project.workplace.write("uvnix.lock", facts);
    git(&["commit", "--quiet", "--amend", "--message=b"]);
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    let told = format!("commit {commit} of a 1.0 is not in the history of the branch main");
    assert!(outcome.report.contains(&told), "{}", outcome.report);
}

#[test]
fn what_is_recorded_of_a_source_is_read_from_it_again() {
    let pyproject = "[build-system]\nrequires = [\"maturin>=1\"]\nbuild-backend = \"maturin\"\n";
    let crates = "version = 3\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\n";
    let archive =
        Archive::sdist("a", "tar.gz", &[("pyproject.toml", pyproject), ("Cargo.lock", crates)]);
    let project = Project::needing_sdists(&[&archive]);
    let usual = ["--lock-build-systems=false"];
    project.generate(&Server::of(&[&archive]), &usual);
    let page = json("", "").replace(&wheel().filename, &archive.filename);
    let bytes = archive.bytes.clone();
    let server = Server::start(move |request| {
        let is_page = request.path == "/simple/a/";
        Answer::File(if is_page { page.clone().into_bytes() } else { bytes.clone() })
    });
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.output.ends_with("1 source read again)\n"), "{}", outcome.output);

    let facts = project.read("uvnix.lock");
    let edited = facts.replace("\"maturin>=1\"", "\"evil\"").replace("1.0.0", "1.0.1");
    project.workplace.write("uvnix.lock", edited);
    project.generate(&Server::of(&[&archive]), &usual);
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 1, "{}", outcome.report);
    for told in [
        "uvnix::verify::other_contents",
        "the build requirements of a 1.0 in uvnix.lock are not those of its source",
        "only in uvnix.lock: evil",
        "only in the source: maturin>=1",
        "the Rust dependencies of a 1.0 in uvnix.lock are not those of its source",
        "only in uvnix.lock: itoa 1.0.1",
        "only in the source: itoa 1.0.0",
    ] {
        assert!(outcome.report.contains(told), "{told}:\n{}", outcome.report);
    }
}

/// What uv answers: packages such as `builder 2.0`, each with the wheel of these tests.
fn pylock(packages: &[&str]) -> String {
    let digits = &wheel().hash()["sha256:".len()..];
    let packages = packages.iter().map(|package| {
        let (name, version) = package.split_once(' ').expect("a name and a version");
        let url = format!("https://files.example/{name}-{version}-py3-none-any.whl");
        format!(
            "[[packages]]\nname = '{name}'\nversion = '{version}'\n\
             wheels = [{{ url = '{url}', hashes = {{ sha256 = '{digits}' }} }}]\n"
        )
    });
    format!("lock-version = '1.0'\n{}", Vec::from_iter(packages).concat())
}

#[test]
fn uv_is_asked_again_for_the_locked_build_tools() {
    let pyproject = "[project]\nname = \"app\"\nversion = \"0\"\nrequires-python = \">=3.12\"\n\
                     [build-system]\nrequires = [\"builder>=2\"]\n";
    let project = Project::needing(&[]);
    let lock = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'app'\nversion = '0'\n\
                source = { editable = '.' }\n";
    let libcst = pylock(&["libcst 1.0"]);
    let workplace = &project.workplace;
    for (name, text) in
        [("pyproject.toml", pyproject), ("uv.lock", lock), ("pylock-for-libcst.toml", &libcst)]
    {
        workplace.write(name, text);
    }
    let server = Server::start(|_| Answer::File(wheel().bytes));
    let uv = workplace.uv();
    let variables = [("UVNIX_LOCK_BUILD_SYSTEMS", ""), ("UVNIX_UV", uv.as_str())];
    let generate = |arguments: &[&str]| {
        let outcome = workplace.lock2nix_with(&variables, &[&["--quiet"], arguments].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.report);
    };
    let verified = |code: i32, arguments: &[&str], told: &[&str]| {
        let outcome = verify_with(&project, &variables, &server, arguments);
        assert_eq!(outcome.code, code, "{}", outcome.report);
        for told in told {
            let all = format!("{}{}", outcome.output, outcome.report);
            assert!(all.contains(told), "{told}:\n{all}");
        }
    };
    workplace.write("pylock.toml", pylock(&["builder 2.0", "helper 1.0"]));
    generate(&[]);
    let told = ["verified (3 packages, 3 files, 3 downloads, 2 build environments resolved again)"];
    verified(0, &[], &told);
    let question = workplace.read("asked");
    assert!(question.contains("name = \"helper\" version = \"1.0\""), "{question}");

    // What uv would choose without them: only a note.
    workplace.write("pylock-newest.toml", pylock(&["builder 2.1", "helper 1.0"]));
    verified(
        0,
        &["--verbose"],
        &["these build tools:\n  builder 2.1\n  in place of: builder 2.0\n"],
    );
    fs::remove_file(workplace.path("pylock-newest.toml")).expect("it was written");

    // What uv chooses now, with the locked versions as the preferred ones.
    workplace.write("pylock.toml", pylock(&["builder 2.0", "more 1.0"]));
    let told = ["uvnix::verify::other_build_tools", "only in uvnix.lock: helper 1.0"];
    verified(1, &[], &told);
    verified(1, &[], &["for `builder>=2` are not", "only in the answer of uv: more 1.0"]);
    verified(0, &["--offline"], &[]);
    workplace.write("refusal", "error: no answer");
    workplace.write("pylock.toml", "");
    fs::remove_file(workplace.path("pylock.toml")).expect("it was written");
    verified(2, &[], &["`builder>=2` could not be verified: error: no answer"]);

    let facts = workplace.read("uvnix.lock");
    let older = facts.replace("builder 2.0", "builder 1.0").replace("builder-2.0", "builder-1.0");
    workplace.write("uvnix.lock", older);
    generate(&["--offline"]);
    let told = ["unmet_requirement", "for `builder>=2` do not meet the requirement `builder>=2`"];
    verified(1, &["--offline"], &told);
}

#[test]
fn what_was_read_in_a_source_earlier_does_not_verify_it() {
    let archive = Archive::built_with("a", &["setuptools"]);
    let project = Project::needing_sdists(&[&archive]);
    project.generate(&Server::of(&[&archive]), &["--lock-build-systems=false"]);
    fs::remove_dir_all(project.path("cache/files")).unwrap();
    let sha256 = format!("\"sha256\": \"{}\"", &archive.hash()[7..]);
    let page = json(&sha256, "").replace(&wheel().filename, &archive.filename);
    let (bytes, path) = (archive.bytes.clone(), format!("/{}", archive.filename));
    let file = path.clone();
    let server = Server::start(move |request| {
        Answer::File(if request.path == file { bytes.clone() } else { page.clone().into_bytes() })
    });
    let outcome = verify(&project, &server, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    assert!(outcome.output.ends_with("1 source read again)\n"), "{}", outcome.output);
    assert!(server.requests().contains(&path));
}
