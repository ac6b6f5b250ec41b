//! What provokes an error: files, a command, and what is around them.

use std::fmt::Display;
use std::path::Path;
use std::process::Command;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use crate::archive::Archive;
use crate::command::Workplace;
use crate::server::Server;

/// A folder in which a command raises an error.
pub(crate) struct Example {
    /// The code, without `uvnix::`.
    pub code: &'static str,
    workplace: Workplace,
    command: &'static str,
    /// Those that are shown with the command.
    variables: Vec<(&'static str, &'static str)>,
    /// Those of the tests' own.
    surroundings: Vec<(&'static str, String)>,
    server: Option<Server>,
}

/// A code with what is shown of it.
pub(crate) struct Shown {
    /// The code, without `uvnix::`.
    pub code: &'static str,
    /// The command and what it prints, or the error alone.
    pub text: String,
}

impl Example {
    /// A command, such as `lock2nix --offline`, that raises an error with this code.
    pub(crate) fn of(code: &'static str, command: &'static str) -> Self {
        let path = std::env::var("PATH").expect("there is a PATH");
        let surroundings = [("PATH", path), ("HOME", "home".to_owned())];
        let cache = ("UVNIX_CACHE_DIR", "cache".to_owned());
        let retries = ("UVNIX_HTTP_RETRIES", "0".to_owned());
        Self {
            code,
            workplace: Workplace::with::<&str>(&[]),
            command,
            variables: Vec::new(),
            surroundings: surroundings.into_iter().chain([cache, retries]).collect(),
            server: None,
        }
    }

    /// The same with a file.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.workplace.write(name, content);
        self
    }

    /// The same with a symbolic link.
    pub(crate) fn link(self, name: &str, target: &str) -> Self {
        std::os::unix::fs::symlink(target, self.workplace.path(name)).expect("a link can be made");
        self
    }

    /// The same with an executable in the place of uv.
    pub(crate) fn with_uv(self) -> Self {
        self.workplace.uv();
        self.surrounded("UVNIX_UV", "./uv")
    }

    /// The same with a variable, which is shown.
    pub(crate) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// The same with a variable, which is not shown.
    pub(crate) fn surrounded(mut self, name: &'static str, value: impl Display) -> Self {
        self.surroundings.push((name, value.to_string()));
        self
    }

    /// The same with a server that has what lies at `https://files.example`.
    pub(crate) fn served(self, server: Server) -> Self {
        let mirror = format!("https://files.example={}", server.url);
        Self { server: Some(server), ..self }.surrounded("UVNIX_MIRRORS", mirror)
    }

    /// The same with a lock that needs an sdist, and with a server that has it.
    pub(crate) fn sdist(self, archive: &Archive) -> Self {
        self.file("uv.lock", needing(archive)).served(Server::of(&[archive]))
    }

    /// The same with all files committed to a git repository.
    pub(crate) fn committed(self) -> Self {
        let everything = ["commit", "--quiet", "--allow-empty", "--message=all"];
        for arguments in [&["init", "--quiet"][..], &["add", "--all"], &everything] {
            git(&self.workplace.path(""), arguments);
        }
        self
    }

    /// The same with the generated file of its lock.
    pub(crate) fn generated(self) -> Self {
        self.generated_with(&[])
    }

    /// The same, generated with these variables.
    pub(crate) fn generated_with(self, variables: &[(&str, &str)]) -> Self {
        let outcome = self.workplace.lock2nix_with(variables, &["--offline", "--quiet"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        self
    }

    /// Runs it, and asserts that the code is told.
    pub(crate) fn run(self) -> Shown {
        let surroundings = self.surroundings.iter().map(|(name, value)| (*name, value.as_str()));
        let variables = Vec::from_iter(surroundings.chain(self.variables.iter().copied()));
        let arguments = Vec::from_iter(self.command.split(' '));
        let outcome = self.workplace.with_variables(&variables, &arguments);
        let told = format!("uvnix::{}", self.code);
        assert!(outcome.report.contains(&told), "{told} is not told:\n{}", outcome.report);
        let shown = self.variables.iter().map(|(name, value)| format!("{name}={value} "));
        let variables = String::from_iter(shown);
        let report = Vec::from_iter(outcome.report.lines().map(str::trim_end)).join("\n");
        let mut text = format!("$ {variables}uvnix {}\n{report}", self.command);
        if let Some(server) = &self.server {
            text = text.replace(&server.url, "http://mirror.example");
            text = text.replace(&server.url.replace("http:", "https:"), "https://mirror.example");
        }
        Shown { code: self.code, text: settled(&text) }
    }
}

/// Runs git in a folder, as nobody in particular.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@mail.example"];
    let mut git = Command::new("git");
    git.args(identity).args(["-c", "commit.gpgSign=false"]).args(arguments);
    let output = git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("git prints text").trim().to_owned()
}

/// A text without what is different each time: the names of temporary files.
fn settled(text: &str) -> String {
    ["/.tmp", "/git-", "/uvnix-"].iter().fold(text.to_owned(), |text, prefix| {
        let mut parts = text.split(prefix);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + prefix + "000000" + part.get(6..).unwrap_or_default())
    })
}

impl Shown {
    /// An error that no small input provokes, as the library shows it.
    pub(crate) fn alone(code: &'static str, error: &dyn Diagnostic) -> Self {
        let theme = GraphicalTheme::unicode_nocolor();
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(theme).with_width(80).with_links(false);
        handler.render_report(&mut text, error).expect("a text takes all");
        assert!(text.contains(&format!("uvnix::{code}")), "{text}");
        let lines = Vec::from_iter(text.trim_end().lines().map(str::trim_end));
        Self { code, text: lines.join("\n") }
    }
}

/// A lock of a project that needs `needed`, whose entry has these lines besides its name.
pub(crate) fn lock(lines: &str) -> String {
    format!(
        "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"app\"\n\
         version = \"0.1.0\"\nsource = {{ virtual = \".\" }}\ndependencies = [\n    \
         {{ name = \"needed\" }},\n]\n\n[[package]]\nname = \"needed\"\n{lines}\n"
    )
}

/// Where `needed` is from, if nothing else is said.
pub(crate) const REGISTRY: &str =
    "version = \"1.0\"\nsource = { registry = \"https://pypi.example/simple\" }";

/// A lock that needs an sdist.
pub(crate) fn needing(archive: &Archive) -> String {
    lock(&format!("{REGISTRY}\nsdist = {}", archive.file()))
}
