//! A `pylock.toml` of other tools really builds.

use crate::project::Project;

const PDM: &str = r#"
[project]
name = "shop"
version = "1.0"
description = "A shop"
requires-python = ">=3.10"
dependencies = ["click"]

[project.optional-dependencies]
pages = ["jinja2"]

[dependency-groups]
dev = ["iniconfig"]

[build-system]
requires = ["flit_core>=3.2,<4"]
build-backend = "flit_core.buildapi"
"#;

#[test]
fn a_lock_file_of_pdm_is_built_with_its_project_and_an_extra() {
    let module = r#""""A shop.""""#;
    let files = [
        ("shop.py", module),
        (
            "pdm.toml",
            "check_update = false\n[lock]\nformat = \"pylock\"\n[python]\nuse_venv = false\n",
        ),
    ];
    // The newest hishel is too new for PDM.
    let tool = ["tool", "run", "--quiet", "--from", "pdm", "--with", "hishel[httpx2]<2"];
    let command = ["pdm", "lock", "--quiet", "--group", ":all"];
    let project = Project::with_pylock(PDM, &files, &[&tool[..], &command].concat());

    let default = project.build("default", &[]);
    let wanted = project.locked_versions(&["click"]);
    assert_eq!(default.distributions(), [wanted.clone(), vec!["shop 1.0".to_owned()]].concat());

    let with_pages = project.build(r#"{"pylock":["default","pages"]}"#, &[]);
    let wanted = project.locked_versions(&["click", "jinja2", "markupsafe"]);
    assert_eq!(with_pages.distributions(), wanted);
    assert_eq!(
        with_pages.python("import click, jinja2; print(jinja2.Template('{{ 6 * 7 }}').render())"),
        "42"
    );

    let project_with_pages = project.build(r#"{"shop":["pages"]}"#, &[]);
    assert_eq!(
        project_with_pages.python("import click, jinja2, shop; print(shop.__doc__)"),
        "A shop."
    );
}

/// A package that is built with hatchling, which is in the lock file, too: without its dependencies, of which a flat
/// list says nothing.
const WITH_ITS_BACKEND: &str = "iniconfig==2.0.0\nhatchling\n";

#[test]
fn a_source_archive_is_built_although_its_backend_is_in_the_flat_list() {
    let files = [("requirements.in", WITH_ITS_BACKEND)];
    let options = ["--no-binary", "iniconfig", "--format", "pylock.toml", "-o", "pylock.toml"];
    let compile = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11"];
    let command = [&compile[..], &options, &["requirements.in"]].concat();
    let project = Project::with_pylock("", &files, &command);
    let environment = project.build("default", &[]);
    let versions = environment.distributions();
    assert!(versions.contains(&"iniconfig 2.0.0".to_owned()), "{versions:?}");
    let code = "import iniconfig, hatchling.build, pathspec; print(iniconfig.__name__)";
    assert_eq!(environment.python(code), "iniconfig");
}
