//! `reference/evaluation-errors.md` of the book: what Nix prints for each example.

mod examples;

use std::path::Path;

use crate::case::{assert_is_committed, folder};
use crate::command::Workplace;
use crate::evaluator::{evaluate, evaluate_nixpkgs, warnings};
use crate::marks::{message, requoted};

/// What makes Nix print a message.
struct Example {
    /// Its code, without `uvnix::eval::`.
    code: &'static str,
    seen: Seen,
    project: Project,
    /// Attributes that replace those of the file.
    change: &'static str,
    /// A text of the file, and what stands in its place.
    edit: (&'static str, &'static str),
    attribute: &'static str,
    arguments: &'static [(&'static str, &'static str)],
}

/// Where a message is seen.
enum Seen {
    /// As an error.
    Refused,
    /// As a warning.
    Warned,
    /// In a build: an attribute of the derivation.
    InBuild,
}

enum Project {
    /// One of `tests/cases`.
    Case(&'static str),
    /// One of `tests/cases`, with the file for a lock of another repository.
    Elsewhere(&'static str),
    /// A folder of this repository.
    Folder(&'static str),
    /// An application that depends on a package, and what its `pyproject.toml` has besides its name and version.
    Written(Lock, &'static str),
}

/// A package of an index, with the end of the name of its file.
struct Lock {
    name: &'static str,
    file: &'static str,
}

/// With nothing changed.
const PLAIN: Example = Example {
    code: "",
    seen: Seen::Refused,
    project: Project::Case("pure"),
    change: "",
    edit: ("", ""),
    attribute: "venvDrvPath",
    arguments: &[],
};

impl Lock {
    /// The lock of an application that depends on it; so does its group `dev`.
    fn of_application(&self) -> String {
        let Self { name, file } = self;
        let is_built = *file == ".tar.gz";
        let place = format!("https://files.example/{}-1{file}", name.replace('-', "_"));
        let file = format!("{{ url = '{place}', hash = 'sha256:{}' }}", "1".repeat(64));
        let file = if is_built { format!("sdist = {file}") } else { format!("wheels = [{file}]") };
        format!(
            "version = 1\nrequires-python = '>=3.12,<3.14'\n\
             [[package]]\nname = 'app'\nversion = '1'\nsource = {{ editable = '.' }}\n\
             dependencies = [{{ name = '{name}' }}]\n\
             [package.dev-dependencies]\ndev = [{{ name = '{name}' }}]\n\
             [[package]]\nname = '{name}'\nversion = '1'\n\
             source = {{ registry = 'https://pypi.example/simple' }}\n\
             {file}\n"
        )
    }
}

impl Project {
    /// A folder with its files.
    fn written(&self, backend: &str) -> Workplace {
        let (lock, pyproject) = match self {
            Self::Case(name) => return Workplace::copy_of(&folder().join(name)),
            Self::Elsewhere(name) => {
                let workplace = Workplace::copy_of(&folder().join(name));
                workplace.write("other/.git/HEAD", "");
                let arguments = [".", "-o", "other/uv.nix", "--lookup", "none"];
                assert_eq!(workplace.lock2nix(&arguments).code, 0);
                workplace.write("uv.nix", workplace.read("other/uv.nix"));
                return workplace;
            }
            Self::Folder(path) => {
                return Workplace::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
            }
            Self::Written(lock, pyproject) => (lock.of_application(), pyproject),
        };
        let pyproject = format!("[project]\nname = 'app'\nversion = '1'\n{pyproject}");
        let workplace = Workplace::with(&[
            (".git/HEAD", ""),
            ("uv.lock", &lock),
            ("pyproject.toml", &pyproject),
        ]);
        let outcome = workplace.lock2nix(&["--lookup", "none", "--backend", backend]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        workplace
    }
}

impl Example {
    /// What Nix prints of it.
    fn printed(&self, backend: &str) -> String {
        let workplace = self.project.written(backend);
        let (from, to) = self.edit;
        let file = workplace.read("uv.nix");
        assert!(file.contains(from), "{}: there is no `{from}`", self.code);
        workplace.write("uv.nix", file.replacen(from, to, 1));
        let change = self.change;
        let called = format!("let workspace = import ./uv.nix; in workspace // {{ {change} }}");
        workplace.write("called.nix", called);
        let path = workplace.path("called.nix");
        let evaluate = if backend == "nixpkgs" { evaluate_nixpkgs } else { evaluate };
        let answer = || evaluate(&path, self.attribute, self.arguments);
        let text = match self.seen {
            Seen::Refused => message(&answer().expect_err(self.code), "error: "),
            Seen::Warned => message(&warnings(&path, self.attribute), "trace: "),
            Seen::InBuild => answer().expect(self.code).as_str().expect("a text").to_owned(),
        };
        let place = workplace.path("").display().to_string();
        let text = text.replace(place.trim_end_matches('/'), "/nix/store/…-source");
        // The store of the tests.
        let store = text.split(' ').find_map(|word| word.strip_suffix("/x-source"));
        store.map_or_else(|| text.clone(), |store| text.replace(store, "/nix/store"))
    }
}

#[test]
fn the_book_quotes_what_nix_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("docs/src/reference/evaluation-errors.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let of = |backend, examples: &'static [Example]| {
        examples.iter().map(move |example| (backend, example))
    };
    let examples = of("pyproject.nix", examples::OF_CASES)
        .chain(of("pyproject.nix", examples::OF_APPLICATIONS))
        .chain(of("nixpkgs", examples::OF_NIXPKGS));
    let examples = Vec::from_iter(examples);
    for (_, example) in &examples {
        let mark = format!("<!-- example of eval::{} -->\n```", example.code);
        assert!(page.contains(&mark), "{}", example.code);
    }
    let quoted = |mark: &str| {
        let code = mark.strip_prefix("example of eval::")?;
        let (backend, example) = examples.iter().find(|(_, example)| example.code == code)?;
        let printed = example.printed(backend);
        assert!(printed.contains(&format!("\nuvnix::eval::{code}: https://")), "{printed}");
        Some(printed)
    };
    assert_is_committed(&path, &requoted(&page, quoted));
}
