//! Asks uv about one list until the answer is complete, without running the code of any package: the
//! dependencies of a package without a wheel are read from its source archive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pep508_rs::PackageName;
use uvnix::environment::Environments;
use uvnix::facts::build_lock::{Answer, BuildList, BuildLocks, Terms, Upgrade};
use uvnix::facts::{SdistMetadata, metadata_in_archive};
use uvnix::lock::{Location, Package, PackageVersion};
use uvnix::text::printable::shortened;

use super::refusal::Refusal;
use super::request::{FromSource, Origins, PREFERRED, Request};
use crate::cli::Mirror;
use crate::commands::lock2nix::look::archive::Archive;
use crate::commands::lock2nix::look::{index, no_build_system};
use crate::commands::uv::{Uv, refused_builds};
use crate::fetch::{Fetcher, FileRequest, Progress, mirrored};

/// The longest requirement that uv is asked about, in bytes. uv needs time and memory that grow exponentially
/// with the length of a marker.
const LONGEST: usize = 500;
/// More rounds than this are not needed: each adds a package without a wheel, or its dependencies.
const MOST_ROUNDS: usize = 32;

/// Everything that an answer depends on, except the list.
pub(super) struct Resolver<'r> {
    /// The uv to ask.
    pub uv: &'r Uv,
    /// The settings about files.
    pub origins: &'r Origins,
    /// The Python and the constraints.
    pub terms: &'r Terms,
    /// The environments that have to be able to install an answer.
    pub environments: &'r Environments,
    /// The packages that uv may build.
    pub may_be_built: &'r BTreeSet<PackageName>,
    /// The folder of the lock.
    pub folder: &'r Path,
    /// Downloads source archives.
    pub fetcher: &'r Fetcher,
    /// Prefixes of URLs, and their replacements.
    pub mirrors: &'r [Mirror],
    /// Whether the network must not be used.
    pub offline: bool,
    /// The earlier answers, whose versions are preferred.
    pub preferred: &'r BuildLocks,
    /// The packages whose earlier versions are not preferred.
    pub upgrade: &'r Upgrade,
}

/// What is known of a package without a wheel.
#[derive(Default)]
struct Sources {
    known: FromSource,
    /// The versions whose dependencies are known.
    versions: Vec<(PackageName, PackageVersion)>,
}

impl Resolver<'_> {
    /// The packages that meet a list.
    pub(super) fn answer(&self, list: &BuildList, progress: &Progress) -> Result<Answer, Refusal> {
        let requirements = Vec::from_iter(list.requirements());
        if let Some(long) = requirements.iter().find(|it| it.len() > LONGEST) {
            let long = shortened(long);
            return Err(Refusal::Unresolvable(format!("`{long}` is longer than {LONGEST} bytes")));
        }
        if requirements.is_empty() {
            return Ok(Answer::default());
        }
        let listed = Vec::from_iter(list.sources());
        let preferred = &self.preferred.versions_for(list, self.upgrade);
        let mut sources = Sources::default();
        for _ in 0..MOST_ROUNDS {
            let request = Request {
                requirements: &requirements,
                sources: &listed,
                terms: self.terms,
                from_source: &sources.known,
                preferred,
            };
            match self.ask(&request) {
                Ok(answer) => {
                    if !self.learn(&answer, &mut sources, progress)? {
                        return self.with_archives(answer);
                    }
                }
                Err(Refusal::Unresolvable(message)) => {
                    if !sources.add_refused(&message, self.may_be_built) {
                        return Err(self.refusal(message));
                    }
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(self.refusal("uv does not settle on versions of packages without a wheel".to_owned()))
    }

    fn ask(&self, request: &Request<'_>) -> Result<Answer, Refusal> {
        let project = request.project(self.origins).map_err(Refusal::NoRoom)?;
        let answer = self.uv.run(project.path(), &request.arguments())?;
        let mut text = answer.map_err(Refusal::Unresolvable)?;
        if !request.preferred.is_empty() {
            let answer = fs::read(project.path().join(PREFERRED)).map_err(Refusal::NoRoom)?;
            text = String::from_utf8_lossy(&answer).into_owned();
        }
        let original = |it: &Mirror| Mirror { from: it.to.clone(), to: it.from.clone() };
        let originals = Vec::from_iter(self.mirrors.iter().map(original));
        let answer = Answer::parse(&text, self.folder)?;
        Ok(answer.with_addresses(|url| mirrored(url, &originals)))
    }

    fn refusal(&self, message: String) -> Refusal {
        Refusal::of(message, self.offline)
    }

    /// Reads the dependencies of the chosen packages without a wheel. Whether any was new.
    fn learn(
        &self,
        answer: &Answer,
        sources: &mut Sources,
        progress: &Progress,
    ) -> Result<bool, Refusal> {
        let mut is_new = false;
        let guessed = sources.known.iter().filter(|(_, metadata)| metadata.is_some());
        for name in Vec::from_iter(guessed.map(|(name, _)| name.clone())) {
            let chosen: Vec<_> = answer.packages().filter(|it| it.package().name == name).collect();
            let package = match chosen.as_slice() {
                [] => continue,
                [package] => *package,
                _ => return Err(Refusal::SeveralVersions(name.to_string())),
            };
            let version = package.version().clone();
            if sources.versions.contains(&(name.clone(), version.clone())) {
                continue;
            }
            sources.known.insert(name.clone(), Some(self.metadata(package.package(), progress)?));
            sources.versions.retain(|(known, _)| *known != name);
            sources.versions.push((name, version));
            is_new = true;
        }
        Ok(is_new)
    }

    /// The dependencies of a package, out of its source archive.
    fn metadata(&self, package: &Package, progress: &Progress) -> Result<SdistMetadata, Refusal> {
        let has_to_be_built = || Refusal::HasToBeBuilt {
            package: package.to_string(),
            name: package.name.to_string(),
        };
        let sdist = package.sdist.as_ref().ok_or_else(has_to_be_built)?;
        let what = package.to_string();
        let (filename, hash) = (sdist.name.as_str(), sdist.hash.as_ref());
        let archive = match &sdist.location {
            Location::Url(url) => {
                let (index, size) = (index(package), sdist.size);
                let request = FileRequest { what: &what, url, hash, index, size, progress };
                Archive::remote(self.fetcher, request, filename).with_readings(self.fetcher, hash)
            }
            Location::Path(path) | Location::InGit(path) => {
                Archive::at(self.folder.join(path.as_str()), filename)
            }
            Location::Absolute(path) => Archive::at(path.into(), filename),
        };
        let refused = |cause| no_build_system(package, cause);
        archive.read("metadata", metadata_in_archive, refused)?.ok_or_else(has_to_be_built)
    }

    /// The same with the source archive of each package that some environment has to build. uv omits it where
    /// there are wheels.
    fn with_archives(&self, mut answer: Answer) -> Result<Answer, Refusal> {
        let lacking: Vec<_> = answer.without_file(self.environments).cloned().collect();
        for tool in lacking {
            let name = &tool.package().name;
            let requirement = format!("{name}=={}", tool.version().text);
            // Its dependencies are those of its wheels.
            let stub = FromSource::from([(name.clone(), Some(SdistMetadata::default()))]);
            let requirements = [requirement.as_str()];
            let request = Request {
                requirements: &requirements,
                sources: &[],
                terms: self.terms,
                from_source: &stub,
                preferred: &BTreeMap::new(),
            };
            match self.ask(&request) {
                Ok(archive) => answer.add_files(&archive),
                // There is none: only the environments without a wheel cannot build with it.
                Err(Refusal::Unresolvable(_)) => (),
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(answer)
    }
}

impl Sources {
    /// Adds the packages that uv refuses to build, at first as if they had no dependencies. Whether any was
    /// new.
    fn add_refused(&mut self, message: &str, may_be_built: &BTreeSet<PackageName>) -> bool {
        let before = self.known.len();
        for name in refused_builds(message).filter_map(|name| name.parse::<PackageName>().ok()) {
            let metadata = (!may_be_built.contains(&name)).then(SdistMetadata::default);
            self.known.entry(name).or_insert(metadata);
        }
        self.known.len() > before
    }
}
