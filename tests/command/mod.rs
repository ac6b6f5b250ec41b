//! The `uvnix` command, run in a folder of its own.
#![allow(dead_code, reason = "each test that includes this module uses its own part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::case::files;

/// An executable that takes the place of uv: `UVNIX_UV`.
const UV: &str = include_str!("uv");

/// The schemas of JSON output, by command.
const SCHEMAS: [(&str, &str); 8] = [
    ("lock2nix", "check.json"),
    ("doctor", "doctor.json"),
    ("verify", "verify.json"),
    ("tree", "tree.json"),
    ("why", "why.json"),
    ("explain", "explain.json"),
    ("graph", "graph.json"),
    ("diff", "diff.json"),
];

/// A folder that is gone when the test is over.
#[derive(Debug)]
pub(crate) struct Workplace(TempDir);

/// What the command left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub output: String,
    /// What it reported, without the addresses of the errors in the book.
    pub report: String,
}

impl Outcome {
    /// The code, the message and the help of the error that ended it, each on one line.
    pub(crate) fn error(&self) -> [String; 3] {
        assert_eq!(self.code, 1, "{}", self.report);
        let lines = Vec::from_iter(self.report.lines().map(str::trim));
        let code = lines.iter().find(|line| line.starts_with("uvnix::"));
        let part = |start: &str, next: &str| {
            let mut rest = lines.iter().skip_while(|line| !line.starts_with(start));
            let first = rest.next().expect("an error has a message and a help");
            let mut text = first[start.len()..].trim_start().to_owned();
            for line in rest.take_while(|line| !line.is_empty() && line.starts_with(next)) {
                text = text + " " + line[next.len()..].trim_start();
            }
            text
        };
        [(*code.expect("an error has a code")).to_owned(), part("×", "│"), part("help:", "")]
    }
}

impl Workplace {
    /// A folder with these files.
    pub(crate) fn with<T: AsRef<[u8]>>(contents: &[(&str, T)]) -> Self {
        let workplace = Self(TempDir::new().expect("there is room for a folder"));
        for (name, content) in contents {
            workplace.write(name, content);
        }
        workplace
    }

    /// A folder with a copy of everything that is in another.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let contents = files(folder).into_iter().map(|name| {
            let content = fs::read(folder.join(&name)).expect("the file can be read");
            (name, content)
        });
        let contents = Vec::from_iter(contents);
        let borrowed = contents.iter().map(|(name, content)| (name.as_str(), content));
        Self::with(&Vec::from_iter(borrowed))
    }

    /// Makes a file, and the folders that it lies in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Makes an executable that takes the place of uv: it answers with files of this folder.
    pub(crate) fn uv(&self) -> String {
        self.uv_in(".")
    }

    /// The same for a folder of it.
    pub(crate) fn uv_in(&self, folder: &str) -> String {
        let name = format!("{folder}/uv");
        self.write(&name, UV);
        let path = self.path(&name);
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("the file is ours");
        path.display().to_string()
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Every file, with what is in it.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let names = files(self.0.path()).into_iter();
        let contents = names.map(|name| {
            let content = fs::read(self.path(&name)).expect("the file can be read");
            (name, content)
        });
        contents.collect()
    }

    /// Runs `uvnix lock2nix` there. What it prints depends on no terminal and names no folder of
    /// this machine.
    pub(crate) fn lock2nix(&self, arguments: &[&str]) -> Outcome {
        self.lock2nix_with(&[], arguments)
    }

    /// The same with these variables besides.
    pub(crate) fn lock2nix_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        self.uvnix_in(".", variables, &[&["lock2nix"], arguments].concat())
    }

    /// Runs `uvnix` there, in this locale.
    pub(crate) fn uvnix(&self, locale: &str, arguments: &[&str]) -> Outcome {
        self.uvnix_in(".", &[("LC_ALL", locale)], arguments)
    }

    /// Runs `uvnix` there with these variables.
    pub(crate) fn with_variables(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        self.uvnix_in(".", variables, arguments)
    }

    /// Runs `uvnix` in a folder of it, with these variables besides.
    pub(crate) fn uvnix_in(
        &self,
        folder: &str,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Outcome {
        let output = Command::new(env!("CARGO_BIN_EXE_uvnix"))
            .args(arguments)
            .current_dir(self.0.path().join(folder))
            .env_clear()
            .envs([("NO_COLOR", "1"), ("LC_ALL", "C.UTF-8"), ("COLUMNS", "80")])
            // Only tests about locked build requirements have a uv.
            .env("UVNIX_LOCK_BUILD_SYSTEMS", "false")
            .envs(variables.iter().copied())
            .output()
            .expect("uvnix runs");
        let text = |bytes| String::from_utf8(bytes).expect("uvnix prints text");
        let outcome = Outcome {
            code: output.status.code().expect("uvnix is not killed"),
            output: text(output.stdout),
            report: without_addresses(&text(output.stderr)),
        };
        assert_fits_schema(arguments, &outcome.output);
        outcome
    }
}

/// A report without the addresses of its errors in the book, which are those of the codes in it.
fn without_addresses(report: &str) -> String {
    let page = concat!(env!("CARGO_PKG_HOMEPAGE"), "reference/errors.html#");
    let anchor = |line: &str| {
        let address = line.trim_start().trim_start_matches("see: ");
        address.strip_prefix(page).map(str::to_owned)
    };
    let anchors = BTreeSet::from_iter(report.lines().filter_map(anchor));
    let marks = ["Error: ", "╰─▶ ", "├─▶ ", "`-> "];
    let codes = report
        .lines()
        .map(str::trim)
        .map(|line| marks.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line));
    let codes = codes.filter(|line| line.starts_with("uvnix::") && !line.contains(' '));
    let codes = BTreeSet::from_iter(codes.map(|code| code.replace("::", "")));
    assert_eq!(anchors, codes, "{report}");
    report.split_inclusive('\n').filter(|line| anchor(line.trim_end()).is_none()).collect()
}

/// Asserts that JSON output fits the schema in the book.
fn assert_fits_schema(arguments: &[&str], output: &str) {
    let is_json = arguments.windows(2).any(|pair| pair == ["--format", "json"])
        || arguments.contains(&"--format=json");
    let named = |name: &&&str| SCHEMAS.iter().any(|(command, _)| command == *name);
    let Some(command) = arguments.iter().find(named).filter(|_| is_json && !output.is_empty())
    else {
        return;
    };
    let (_, schema) = SCHEMAS.iter().find(|(of, _)| of == command).expect("it is one of them");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/schema").join(schema);
    let schema = fs::read_to_string(path).expect("the schema can be read");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let answer = serde_json::from_str(output).expect("the output is JSON");
    let errors = validator.iter_errors(&answer).map(|error| error.to_string());
    assert_eq!(Vec::from_iter(errors), [""; 0], "{arguments:?}: {output}");
}
