//! Text from strangers says what it says, and does nothing.

use std::process::Command;
use uvnix::emit::parts::Parts;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::command::Workplace;
use crate::evaluator::{evaluate, value};

/// What Nix, a shell or a reader could take for something else than text.
const TEXTS: [&str; 16] = [
    r#"${builtins.abort "x"}"#,
    r#"$${builtins.abort "x"}"#,
    r#"\${builtins.abort "x"}"#,
    "''",
    "'''${x}",
    r#"""#,
    r#"";}"#,
    r"\",
    r"a\",
    "*/ #",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\0b",
    "a\u{7}\u{1b}[31mb",
    "a\u{202e}\u{2028}b",
];

/// A lock in which `@` stands where the text goes; each is fine with another text.
const LOCKS: [(&str, &str); 17] = [
    ("version", r#"version = "@""#),
    ("registry", r#"source = { registry = "https://pypi.example/@" }"#),
    ("registry folder", r#"source = { registry = "@" }"#),
    ("wheel", r#"wheels = [{ url = "https://files.example/needed-1-py3-none-any.whl?@" }]"#),
    ("wheel tag", r#"wheels = [{ url = "https://files.example/needed-1-py3-none-@.whl" }]"#),
    ("wheel file", r#"wheels = [{ path = "@", filename = "needed-1-py3-none-any.whl" }]"#),
    ("wheel name", r#"wheels = [{ url = "https://files.example/", filename = "@" }]"#),
    ("sdist", r#"sdist = { url = "https://files.example/@.tar.gz" }"#),
    ("hash", r#"sdist = { url = "https://files.example/a.tar.gz", hash = "@" }"#),
    (
        "git",
        r#"source = { git = "https://git.example/@#1111111111111111111111111111111111111111" }"#,
    ),
    (
        "tag",
        r#"source = { git = "https://git.example/a?tag=@#1111111111111111111111111111111111111111" }"#,
    ),
    ("url", r#"source = { url = "https://files.example/@.zip" }"#),
    ("subdirectory", r#"source = { url = "https://files.example/a.zip", subdirectory = "@" }"#),
    ("path", r#"source = { path = "@.tar.gz" }"#),
    ("directory", r#"source = { directory = "@" }"#),
    ("edge", r#"dependencies = [{ name = "needed", marker = "@", extra = ["@"] }]"#),
    ("extra", "[package.optional-dependencies]\n\"@\" = []"),
];

/// The same for a `pylock.toml`.
const PYLOCKS: [(&str, &str); 14] = [
    ("pylock version", r#"version = "@""#),
    ("pylock index", r#"index = "https://pypi.example/@""#),
    (
        "pylock wheel",
        r#"wheels = [{ url = "https://files.example/a-1-py3-none-any.whl?@", HASHES }]"#,
    ),
    ("pylock wheel file", r#"wheels = [{ path = "@", name = "a-1-py3-none-any.whl", HASHES }]"#),
    ("pylock wheel name", r#"wheels = [{ url = "https://files.example/", name = "@", HASHES }]"#),
    ("pylock sdist name", r#"sdist = { url = "https://files.example/", name = "@", HASHES }"#),
    (
        "pylock hash",
        r#"sdist = { url = "https://files.example/a.tar.gz", hashes = { sha256 = "@" } }"#,
    ),
    (
        "pylock algorithm",
        r#"sdist = { url = "https://files.example/a.tar.gz", hashes = { "@" = "0" } }"#,
    ),
    (
        "pylock archive",
        r#"archive = { url = "https://files.example/@.zip", subdirectory = "@", HASHES }"#,
    ),
    ("pylock directory", r#"directory = { path = "@" }"#),
    (
        "pylock git",
        r#"vcs = { type = "git", url = "https://git.example/@", subdirectory = "@", requested-revision = "@", commit-id = "1111111111111111111111111111111111111111" }"#,
    ),
    ("pylock marker", r#"marker = "@""#),
    ("pylock requires-python", r#"requires-python = "@""#),
    ("pylock tool", r#"tool = { "@" = "@" }"#),
];

/// Each place, with the name and the text of a lock file that has the text there.
fn inputs(text: &str) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let uv = LOCKS.into_iter().map(move |(place, lines)| (place, "uv.lock", lock(lines, text)));
    let pylock = |(place, lines)| (place, "pylock.toml", pylock(lines, text));
    uv.chain(PYLOCKS.into_iter().map(pylock))
}

/// Places whose text the file has no use for, or does not have as it is.
const UNSAID: [&str; 10] = [
    "registry",
    "registry folder",
    "wheel name",
    "edge",
    "pylock index",
    "pylock wheel name",
    "pylock sdist name",
    "pylock marker",
    "pylock requires-python",
    "pylock tool",
];

/// The text as part of a string of TOML.
fn escaped_in_toml(text: &str) -> String {
    let escaped = text.chars().map(|character| match character {
        '"' | '\\' => format!("\\{character}"),
        character if character.is_control() => format!("\\u{:04x}", u32::from(character)),
        character => character.to_string(),
    });
    escaped.collect()
}

fn pylock(lines: &str, text: &str) -> String {
    let hashes = format!("hashes = {{ sha256 = \"{}\" }}", "0".repeat(64));
    let needed = lines.replace("HASHES", &hashes).replace('@', &escaped_in_toml(text));
    let sources = ["wheels", "sdist", "archive", "directory", "vcs"];
    let has_source = sources.iter().any(|source| needed.starts_with(source));
    let url = "https://files.example/needed-1-py3-none-any.whl";
    let wheel = format!("wheels = [{{ url = \"{url}\", {hashes} }}]");
    let source = if has_source { "" } else { &wheel };
    format!(
        "lock-version = \"1.0\"\ncreated-by = \"x\"\nrequires-python = \"==3.12.*\"\n\n\
         [[packages]]\nname = \"needed\"\n{needed}\n{source}\n"
    )
}

fn lock(lines: &str, text: &str) -> String {
    let escaped = escaped_in_toml(text);
    let has = |key: &str| lines.lines().any(|line| line.starts_with(key));
    let mut needed = String::from("name = \"needed\"\n");
    if !has("version") {
        needed += "version = \"1\"\n";
    }
    if !has("source") {
        needed += "source = { registry = \"https://pypi.example/simple\" }\n";
    }
    if has("source = { url") || has("source = { path") {
        needed += "sdist = { hash = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" }\n";
    }
    format!(
        "version = 1\nrequires-python = \"==3.12.*\"\n\n[[package]]\nname = \"app\"\n\
         version = \"1\"\nsource = {{ virtual = \".\" }}\ndependencies = [{{ name = \"needed\" }}]\n\
         \n[[package]]\n{needed}{}\n",
        lines.replace('@', &escaped)
    )
}

/// The data of a generated file, without the path that would be copied to the store.
fn data(text: &str) -> String {
    let data = Parts::of(text).expect("there is data").data;
    format!("(removeAttrs ({}) [ \"root\" ])", data.replacen("root = ./.;", "", 1))
}

fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string.contains(text),
        Value::Array(items) => items.iter().any(|item| mentions(item, text)),
        Value::Object(attributes) => {
            attributes.iter().any(|(name, value)| name.contains(text) || mentions(value, text))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[test]
fn text_from_a_lock_is_refused_or_stays_text() {
    let mut accepted = Vec::new();
    for text in TEXTS {
        for (place, name, lock) in inputs(text) {
            let workplace = Workplace::with(&[(name, lock)]);
            let outcome = workplace.lock2nix(&[name, "-o", "-", "--lookup", "none"]);
            if outcome.code == 0 {
                assert_eq!(rnix::Root::parse(&outcome.output).errors(), [], "{place}: {text:?}");
                accepted.push((place, text, outcome.output));
            } else {
                assert_eq!((outcome.code, outcome.output.as_str()), (1, ""), "{place}: {text:?}");
                assert!(outcome.report.starts_with("uvnix::"), "{place}: {}", outcome.report);
            }
        }
    }
    assert!(accepted.len() > 20, "some texts are odd, and yet fine where they are");

    // Nix reads back what was written: all of it at once.
    let all = accepted.iter().map(|(.., output)| data(output));
    let workplace =
        Workplace::with(&[("all.nix", format!("[\n{}\n]", Vec::from_iter(all).join("\n")))]);
    let values = value(&workplace.path("all.nix"));
    for ((place, text, _), value) in accepted.iter().zip(values.as_array().expect("a list")) {
        let is_said = !UNSAID.contains(place);
        assert!(!is_said || mentions(value, text), "{place}: {text:?} became {value}");
    }
}

#[test]
fn a_report_does_not_speak_to_the_terminal() {
    let mut raw = Vec::new();
    let speaks = ['\u{1b}', '\u{7}', '\r'];
    for (place, name, lock) in inputs("\u{7}\r\u{1b}[31mb") {
        let outcome =
            Workplace::with(&[(name, lock)]).lock2nix(&[name, "-o", "-", "--lookup", "none"]);
        if outcome.report.contains(speaks) {
            raw.push(place);
        }
    }
    let outcome = Workplace::with(&[("uv.lock", "version = 1\n\u{1b}[31m")]).lock2nix(&[]);
    if outcome.report.contains(speaks) {
        raw.push("what is no TOML");
    }
    assert_eq!(raw, [""; 0]);
}

#[test]
fn the_name_of_a_lock_is_text_too() {
    for text in ["a${builtins.abort \"x\"}''", "b\"; }\\", "c\nbuiltins.abort"] {
        let name = format!("{text}.lock");
        let lock = lock("", "");
        let workplace = Workplace::with(&[(name.as_str(), lock)]);
        let outcome = workplace.lock2nix(&[&name, "--lookup", "none", "--quiet"]);
        assert_eq!((outcome.code, outcome.report.as_str()), (0, ""), "{name:?}");
        let versions = evaluate(&workplace.path(&format!("{text}.nix")), "versions", &[]);
        assert_eq!(versions.map(|versions| versions["needed"] == "1"), Ok(true), "{name:?}");
    }
}

#[test]
fn a_subdirectory_is_no_shell_code() {
    for text in ["$(echo ran)", "`echo ran`", "\"; echo ran; \"", "'a b'", "${HOME}"] {
        let lines = r#"source = { url = "https://files.example/a.zip", subdirectory = "@" }"#;
        let workplace = Workplace::with(&[("uv.lock", lock(lines, text))]);
        if workplace.lock2nix(&[]).code != 0 {
            continue;
        }
        let hook = evaluate(&workplace.path("uv.nix"), "pythonSet.needed.postUnpack", &[]);
        let hook = hook.expect("there is a hook");
        let hook = hook.as_str().expect("a text");
        let script = format!("sourceRoot=source\n{hook}\nprintf %s \"$sourceRoot\"");
        let output = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
        let moved = String::from_utf8(output.stdout).expect("a text");
        assert_eq!(moved, format!("source/{text}"));
    }
}

/// What `escaped` of the builders makes of texts.
fn escaped(texts: &[String]) -> Vec<String> {
    let (_, bindings) =
        include_str!("../../nix/builders/escaped.nix").split_once("\n{\n").expect("bindings");
    let json = serde_json::to_string(texts).expect("texts are JSON");
    let expression = format!(
        "map (rec {{ {bindings}).escaped (builtins.fromJSON (builtins.readFile ./texts.json))"
    );
    let workplace = Workplace::with(&[("texts.json", &json), ("escaped.nix", &expression)]);
    serde_json::from_value(value(&workplace.path("escaped.nix"))).expect("a list of texts")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_shell_takes_any_escaped_text_as_that_text(
        texts in vec("[^\0]{0,12}|[ '\"$`\\\\(){};&|<>*?!#~\n\r-]{1,16}", 60..80),
    ) {
        let script = format!("printf '%s\\0' \"{}\"", escaped(&texts).join("\" \""));
        let output = Command::new("bash").args(["-euc", &script]).output().expect("bash is there");
        let printed = String::from_utf8(output.stdout).expect("it is text");
        let printed: Vec<_> = printed.split_terminator('\0').collect();
        prop_assert_eq!(printed, texts);
    }
}

#[test]
fn a_local_wheel_that_was_replaced_is_refused_by_nix() {
    let wheel = "wheels/needed-1-py3-none-any.whl";
    let hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let lock = format!(
        "version = 1\nrequires-python = \">=3.12\"\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{{ name = \"needed\" }}]\n[[package]]\n\
         name = \"needed\"\nversion = \"1\"\nsource = {{ path = \"{wheel}\" }}\n\
         wheels = [{{ filename = \"needed-1-py3-none-any.whl\", hash = \"{hash}\" }}]\n"
    );
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), (wheel, "")]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let uv_nix = workplace.path("uv.nix");
    assert!(evaluate(&uv_nix, "pythonSet.needed.drvPath", &[]).is_ok());
    workplace.write(wheel, "another");
    let message = evaluate(&uv_nix, "pythonSet.needed.drvPath", &[]).unwrap_err();
    assert!(message.contains(wheel) && message.contains(hash), "{message}");
    assert_eq!(workplace.lock2nix(&["--check"]).code, 2);
}

#[test]
fn a_password_is_for_the_server_of_the_index_and_for_named_hosts_only() {
    let wheel = |name: &str, host: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1\"\n\
             source = {{ registry = \"https://pypi.example/simple\" }}\n\
             wheels = [{{ url = \"https://{host}/{name}-1-py3-none-any.whl\", hash = \"sha256:{}\" }}]\n",
            "0".repeat(64)
        )
    };
    let lock = format!(
        "version = 1\nrequires-python = \">=3.12\"\n[[package]]\nname = \"app\"\nversion = \"1\"\n\
         source = {{ virtual = \".\" }}\ndependencies = [{{ name = \"own\" }}, {{ name = \"named\" }}, \
         {{ name = \"other\" }}]\n{}{}{}",
        wheel("own", "pypi.example"),
        wheel("named", "files.example"),
        wheel("other", "evil.example"),
    );
    let settings = "[[tool.uv.index]]\nname = \"corp\"\nurl = \"https://pypi.example/simple\"\n\
                    [tool.uvnix.indexes.corp]\ncredentials = \"environment\"\n\
                    hosts = [\"files.example\"]\n";
    let workplace = Workplace::with(&[("uv.lock", lock.as_str()), ("pyproject.toml", settings)]);
    let outcome = workplace.lock2nix(&[]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let phase = |name: &str| {
        evaluate(&workplace.path("uv.nix"), &format!("pythonSet.{name}.src.netrcPhase"), &[])
    };
    for name in ["own", "named"] {
        let phase = phase(name).unwrap().to_string();
        assert!(
            phase.contains("\\\"pypi.example") && phase.contains("\\\"files.example"),
            "{phase}"
        );
        assert!(!phase.contains("evil"), "{phase}");
    }
    assert_eq!(phase("other"), Ok(Value::Null));
}
