//! Which tools and dependencies a build by nixpkgs' `buildPythonPackage` finds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::nixpkgs::{Project, registry};

/// A project that needs these packages, each with its version.
fn needing(packages: &[(&str, &str)], pyproject: &str) -> Project {
    let edges = packages.iter().map(|(name, _)| format!("{{ name = \"{name}\" }}"));
    let app = format!(
        "version = 1\nrequires-python = \">=3.12,<3.14\"\n\n[[package]]\nname = \"app\"\n\
         version = \"1\"\nsource = {{ editable = \".\" }}\ndependencies = [{}]\n",
        Vec::from_iter(edges).join(", ")
    );
    let packages = packages.iter().map(|(name, version)| registry(name, version, ""));
    Project::with(&[app].into_iter().chain(packages).collect::<String>(), pyproject)
}

fn texts(value: Value) -> Vec<String> {
    serde_json::from_value(value).expect("a list of texts")
}

/// The packages in a build, as folders like those of the store.
struct Build {
    folder: TempDir,
    /// Those that hooks and tools propagate.
    tools: Vec<PathBuf>,
    dependencies: Vec<PathBuf>,
}

const SITE: &str = "lib/python3.12/site-packages";

impl Build {
    /// Each package gets metadata, and a module that knows its version.
    fn of(project: &Project, package: &str) -> Self {
        let folder = TempDir::new().expect("a folder can be made");
        let installed = |side: &str| -> Vec<PathBuf> {
            let names = texts(project.answer(&format!("searchPath.{package}.{side}")));
            names.iter().map(|name| install(&folder.path().join(side), name)).collect()
        };
        let (tools, dependencies) = (installed("build"), installed("host"));
        Self { folder, tools, dependencies }
    }

    /// What Python prints after these phases.
    fn python(&self, phases: &[&str], program: &str) -> String {
        let listed = |paths: Vec<&PathBuf>, end: &str, separator: &str| {
            let paths = paths.into_iter().map(|path| format!("{}{end}", path.display()));
            Vec::from_iter(paths).join(separator)
        };
        let (tools, dependencies) = (self.tools.iter(), self.dependencies.iter());
        let hosts = listed(dependencies.clone().collect(), "", " ");
        let all = listed(tools.chain(dependencies).collect(), &format!("/{SITE}"), ":");
        // The variables of nixpkgs' builder.
        let variables =
            format!("pkgsHostHost=()\npkgsHostTarget=({hosts})\nexport PYTHONPATH={all}");
        let phases = phases.join("\n");
        let script = format!("set -eu\n{variables}\n{phases}\nexec python3 -c {program:?}\n");
        let mut bash = Command::new("bash");
        bash.args(["-c", &script]).env("NIX_BUILD_TOP", self.folder.path());
        let output = bash.output().expect("bash runs");
        let text = |bytes| String::from_utf8(bytes).expect("it is text").trim().to_owned();
        assert!(output.status.success(), "{}", text(output.stderr));
        text(output.stdout)
    }
}

/// Writes a package such as `packaging-26` below a folder; gives its own folder.
fn install(folder: &Path, name: &str) -> PathBuf {
    let (module, version) = name.rsplit_once('-').expect("a name and a version");
    let module = module.replace('-', "_");
    let site = folder.join(name).join(SITE);
    let metadata = site.join(format!("{module}-{version}.dist-info"));
    fs::create_dir_all(&metadata).expect("a folder can be made");
    let text = format!("Metadata-Version: 2.1\nName: {module}\nVersion: {version}\n");
    fs::write(metadata.join("METADATA"), text).expect("a file can be written");
    fs::write(site.join(format!("{module}.py")), format!("version = \"{version}\"\n"))
        .expect("a file can be written");
    folder.join(name)
}

const METADATA: &str =
    "from importlib.metadata import version; print(version('packaging'), version('pathspec'))";
const MODULES: &str = "import packaging, pathspec; print(packaging.version, pathspec.version)";

#[test]
fn checks_find_the_locked_versions_of_what_hooks_and_tools_propagate() {
    let project = needing(
        &[("packaging", "26"), ("pathspec", "1.1")],
        "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n",
    );
    let build = Build::of(&project, "app");
    let phase = |list: &str| {
        let names = texts(project.answer(&format!("modules.app.drvAttrs.{list}")));
        assert_eq!(names.len(), 1, "{names:?}");
        project.answer(&format!("modules.app.drvAttrs.{}", names[0]))
    };
    let (before_install, before_dist) = (phase("preInstallPhases"), phase("preDistPhases"));
    let phases = [before_install.as_str().unwrap(), before_dist.as_str().unwrap()];

    assert_eq!(build.python(&[], METADATA), "0 0", "nixpkgs propagates its own versions");
    assert_eq!(build.python(&phases[..1], METADATA), "26 1.1");
    // The hook imports the packaging that it brings along.
    assert_eq!(build.python(&phases[..1], MODULES), "0 0");
    assert_eq!(build.python(&phases, MODULES), "26 1.1");
}

#[test]
fn a_package_without_dependencies_gets_no_phases() {
    let build_system = "[build-system]\nrequires = ['hatchling']\n";
    let project = needing(&[], build_system);
    let attributes = project.answer("modules.app.drvAttrs");
    assert!(!attributes.to_string().contains("uvnixMetadataFirst"), "{attributes}");
}

#[test]
fn build_tools_of_a_cross_compilation_are_those_of_the_build_platform() {
    let pyproject =
        "[build-system]\nrequires = ['hatchling', 'setuptools-scm[toml]', 'cmake', 'packaging']\n";
    let project = needing(&[("packaging", "26")], pyproject);
    let names = |attribute: &str, more: &[(&str, &str)]| {
        let arguments = [&[("system", "x86_64-linux")], more].concat();
        project.ask(attribute, &arguments).unwrap_or_else(|message| panic!("{message}"))
    };
    let cross = [("crossSystem", "aarch64-linux")];
    let tools = names("toolsOf.app", &cross);
    assert_eq!(tools, names("toolsOf.app", &[]));
    assert_eq!(
        tools,
        json!([
            "cmake",
            "python3.12-hatchling-0",
            "python3.12-packaging-26",
            "python3.12-setuptools-scm-0"
        ])
    );
    let dependency = names("modules.packaging.name", &cross);
    assert_eq!(dependency, "python3.12-packaging-26-aarch64-unknown-linux-gnu");
}
