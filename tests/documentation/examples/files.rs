//! Files that are not there or not what they should be, and files that cannot be written.

use crate::example::{Example, REGISTRY, lock};

const SCRIPT_LOCK: &str = "version = 1\nrequires-python = \">=3.12\"\n\n[manifest]\n\
                           requirements = [{ name = \"needed\" }]\n\n[[package]]\n\
                           name = \"needed\"\nversion = \"1.0\"\n\
                           source = { registry = \"https://pypi.example/simple\" }\n";

/// A lock that nothing is wrong with.
fn fine() -> String {
    lock(REGISTRY)
}

/// A script with these lines of metadata, and its lock.
fn script(code: &'static str, metadata: &str) -> Example {
    Example::of(code, "lock2nix tool.py")
        .file("tool.py", metadata)
        .file("tool.py.lock", SCRIPT_LOCK)
}

/// A project with a fine lock and this `pyproject.toml`.
fn project(code: &'static str, pyproject: &str) -> Example {
    Example::of(code, "lock2nix").file("uv.lock", fine_member()).file("pyproject.toml", pyproject)
}

/// A lock whose project is built.
fn fine_member() -> String {
    fine().replace("virtual", "editable")
}

pub fn examples() -> Vec<Example> {
    let mut examples = inputs();
    examples.extend(projects());
    examples.extend(scripts());
    examples.extend(outputs());
    examples
}

fn inputs() -> Vec<Example> {
    let member = "version = 1\n\n[manifest]\nmembers = [\"app\"]\n\n\
                  [[package]]\nname = \"app\"\nsource = { editable = \"packages/app\" }\n";
    vec![
        Example::of("input::no_lock", "lock2nix services/api").file("services/api/app.py", ""),
        Example::of("input::no_path", "lock2nix servces/api").file("services/api/uv.lock", fine()),
        Example::of("input::which_lock", "lock2nix")
            .file("report.py", "")
            .file("report.py.lock", SCRIPT_LOCK)
            .file("tool.py", "")
            .file("tool.py.lock", SCRIPT_LOCK),
        Example::of("input::lock_above", "lock2nix packages/app")
            .file("uv.lock", fine().replace("virtual = \".\"", "editable = \"packages/app\""))
            .file("packages/app/pyproject.toml", "[project]\nname = \"app\"\n"),
        Example::of("input::no_script", "lock2nix tool.py.lock").file("tool.py.lock", SCRIPT_LOCK),
        Example::of("input::not_text", "lock2nix").file("uv.lock", b"version = 1 # \xff\n"),
        Example::of("input::unreadable", "lock2nix")
            .file("uv.lock", fine())
            .file("uvnix.lock/none", ""),
        Example::of("input::no_member", "lock2nix").file("uv.lock", member),
        project(
            "input::several",
            "[tool.uv]\ndefault-groups = 1\n\n[tool.uvnix]\nfact = \"all\"\n",
        ),
    ]
}

fn projects() -> Vec<Example> {
    let hook = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n\
                [tool.hatch.build.hooks.custom]\ndependencies = [\"not a requirement\"]\n";
    vec![
        Example::of("project::no_folder", "lock2nix --project services/apy"),
        project("project::not_a_project", "[project\nname = \"app\"\n"),
        project("project::bad_build_requirement", "[build-system]\nrequires = [\"hatchling >\"]\n"),
        project("project::bad_default_groups", "[tool.uv]\ndefault-groups = \"dev\"\n"),
        project(
            "build_system::not_a_project",
            "[build-system]\nrequires = []\nbuild-backend = 1\n",
        ),
        project("build_system::bad_requirement", hook),
    ]
}

fn scripts() -> Vec<Example> {
    let other =
        "# /// script\n# requires-python = \">=3.12\"\n# dependencies = [\"other\"]\n# ///\n";
    vec![
        script("script::no_metadata", "print(\"Hello\")\n"),
        script("script::bad_metadata", "# /// script\n# dependencies = needed\n# ///\n"),
        script("script::not_what_was_locked", other),
    ]
}

fn outputs() -> Vec<Example> {
    let with = |code, command| Example::of(code, command).file("uv.lock", fine());
    vec![
        with("output::not_ours", "lock2nix").file("uv.nix", "{ }\n"),
        with("output::an_input", "lock2nix --output uv.lock --force"),
        with("output::no_file", "lock2nix").file("uv.nix/none", ""),
        with("output::unreadable", "lock2nix --output uv.lock/uv.nix"),
        with("output::unwritable", "lock2nix --output generated/uv.nix"),
        Example::of("man::unwritable", "man pages").file("pages", ""),
        Example::of("output::no_path_to_lock", "lock2nix api~ --output nix/uv.nix")
            .file("api~/uv.lock", fine())
            .file("nix/none", ""),
    ]
}
