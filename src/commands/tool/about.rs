//! The programs and the description of the package of a tool.

use std::collections::BTreeSet;
use std::env;
use std::io::BufReader;
use std::path::PathBuf;

use miette::Report;
use pep508_rs::PackageName;
use uvnix::facts::Distribution;
use uvnix::lock::{File, Git, Location, Package, RelativePath, Source};
use uvnix::resolution::artifact::Artifact;
use uvnix::resolution::installed::Installed;
use uvnix::resolution::resolved::Resolved;

use super::error::ToolError;
use crate::cli::NetworkOptions;
use crate::commands::file_error::FileError;
use crate::commands::input::Input;
use crate::commands::lock2nix::facts_file::fetching;
use crate::commands::lock2nix::look::archive::Archive;
use crate::commands::lock2nix::look::index;
use crate::commands::lock2nix::look::source_tree::SourceTree;
use crate::console::tell;
use crate::fetch::{Fetcher, FileRequest, Progress, plain_file, temporary};

/// The package of a tool.
pub(super) struct About {
    pub distribution: Distribution,
}

/// Reads packages of a lock.
struct Reader<'r> {
    input: &'r Input,
    resolved: &'r Resolved<'r>,
    fetcher: Fetcher,
}

impl About {
    /// Reads the package. It is an error if it has no programs.
    pub(super) fn read(
        input: &Input,
        name: &PackageName,
        network: &NetworkOptions,
    ) -> Result<Self, Report> {
        let resolved = &input.resolved(&input.settings().environments.options())?;
        let fetcher = Fetcher::new(fetching(network.offline, &network.mirrors(), input))?;
        let reader = Reader { input, resolved, fetcher };
        let distribution = reader.distribution(name).unwrap_or_else(|report| {
            tell(format_args!(
                "warning: uvnix cannot check that {name} has programs, so default.nix does not describe it: {report}"
            ));
            Distribution::default()
        });
        if distribution.programs.as_ref().is_some_and(BTreeSet::is_empty) {
            return Err(reader.no_program(name).into());
        }
        Ok(Self { distribution })
    }
}

impl Reader<'_> {
    /// A package as one of the environments has it.
    fn distribution(&self, name: &PackageName) -> Result<Distribution, Report> {
        let environments = &self.resolved.environments;
        for (id, package) in self.input.lock().packages().filter(|(_, it)| it.name == *name) {
            let present = self.resolved.present(id);
            let installed = Installed::of(package, present, environments, self.input.settings());
            let mut all = environments.with_ids();
            match all.find_map(|(id, _)| installed.in_environment(id)) {
                Some(Artifact::Wheel(file)) => return self.of_wheel(file, package),
                Some(Artifact::Sdist(file)) => return self.of_sdist(file, package),
                Some(Artifact::SourceTree) => return self.of_tree(package),
                Some(Artifact::Virtual | Artifact::Missing(_)) | None => {}
            }
        }
        Ok(Distribution::default())
    }

    fn of_wheel(&self, file: &File, package: &Package) -> Result<Distribution, Report> {
        let Some(path) = self.path(file, package)? else { return Ok(Distribution::default()) };
        let wheel = plain_file::open(&path).map_err(FileError::reading_input(&path))?;
        Distribution::of_wheel(BufReader::new(wheel)).map_err(Report::msg)
    }

    fn of_sdist(&self, file: &File, package: &Package) -> Result<Distribution, Report> {
        let Some(path) = self.path(file, package)? else { return Ok(Distribution::default()) };
        let archive = Archive::at(path, file.name.as_str());
        let tree = SourceTree::Archive { archive, folder: None };
        described(&tree, package)
    }

    fn of_tree(&self, package: &Package) -> Result<Distribution, Report> {
        let Source::Git(git @ Git { archive: None, .. }) = &package.source else {
            return Ok(Distribution::default());
        };
        let parent = temporary::folder().map_err(FileError::reading_input(&env::temp_dir()))?;
        let checkout = self.fetcher.check_out(git, parent.path())?;
        described(&SourceTree::in_checkout(&checkout, package)?, package)
    }

    /// Where a file is, once it is downloaded.
    fn path(&self, file: &File, package: &Package) -> Result<Option<PathBuf>, Report> {
        let url = match &file.location {
            Location::Url(url) => url,
            Location::Path(path) => {
                return Ok(Some(self.input.file.folder.join(path.as_str())));
            }
            Location::InGit(_) | Location::Absolute(_) => return Ok(None),
        };
        let what = package.to_string();
        let request = FileRequest {
            what: &what,
            url,
            hash: file.hash.as_ref(),
            index: index(package),
            size: file.size,
            progress: &Progress::of(None, 1),
        };
        Ok(Some(self.fetcher.file(&request)?.path))
    }

    /// The error for a package without programs, which names the dependencies that have some.
    fn no_program(&self, name: &PackageName) -> ToolError {
        let packages = self.input.lock().packages().map(|(_, package)| package);
        let package = packages.into_iter().find(|package| package.name == *name);
        let dependencies = package.into_iter().flat_map(|package| &package.dependencies);
        let with_programs = dependencies.filter_map(|dependency| {
            let programs = self.distribution(&dependency.name).ok()?.programs?;
            let list = Vec::from_iter(programs).join(", ");
            (!list.is_empty()).then_some((&dependency.name, list))
        });
        let with_programs = Vec::from_iter(with_programs);
        let help = match with_programs.first() {
            None => {
                "it is a library, and so are its dependencies; to use it in a project, run `uv add`"
                    .to_owned()
            }
            Some((first, _)) => {
                let each = with_programs.iter().map(|(name, list)| format!("{name} has {list}"));
                let each = Vec::from_iter(each).join("; ");
                format!(
                    "its dependency {each}. For example, run `uvnix tool {first} --with {name}`"
                )
            }
        };
        let package = package.map_or_else(|| name.to_string(), ToString::to_string);
        ToolError::NoProgram { package, help }
    }
}

fn described(tree: &SourceTree<'_>, package: &Package) -> Result<Distribution, Report> {
    let text = |name| tree.text(&RelativePath::file(name), package);
    Ok(Distribution::of_source(text("PKG-INFO")?.as_deref(), text("pyproject.toml")?.as_deref()))
}
