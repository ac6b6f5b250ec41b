//! Asks the indexes and the git servers.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use miette::{Diagnostic, Report};
use pep508_rs::PackageName;
use tempfile::TempDir;
use thiserror::Error;
use uvnix::facts::{Facts, Listing};
use uvnix::lock::{Git, Hash, Location, Package, Registry, Source};
use uvnix::questions::verify::{Comparison, LockedFile, VerifyError};
use uvnix::text::address::shown;
use uvnix::text::printable::{counted, spelled_out};

use super::verdict::{Asked, Verdict};
use crate::cli::{Mirror, Verify};
use crate::commands::file_error::FileError;
use crate::commands::input::Input;
use crate::commands::lock2nix::facts_file::fetching;
use crate::fetch::{
    FetchError, FetchOptions, Fetcher, FileRequest, Progress, digest_of, plain_file, side_by_side,
};

/// The locks of a project, and how to ask about them.
pub(super) struct Online<'a> {
    pub input: &'a Input,
    pub facts: &'a Facts,
    pub fetcher: Fetcher,
    /// Prefixes of URLs, and their replacements.
    pub mirrors: Vec<Mirror>,
    pub quiet: bool,
}

/// A question to one server.
enum Question<'a> {
    /// The page of a project on an index.
    Project { index: &'a str, name: &'a PackageName, files: Vec<LockedFile<'a>> },
    /// A file that is on no index.
    File(LockedFile<'a>),
    /// A commit.
    Commit(&'a Package, &'a Git),
}

/// The answer to a question.
#[derive(Default)]
struct Answer {
    comparisons: Vec<Comparison>,
    downloads: usize,
}

/// A page that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub(super) enum IndexError {
    #[error("the page of the index about {name} cannot be read: {message}: {url}")]
    #[diagnostic(
        code(uvnix::verify::not_an_index),
        help(
            "check that the URL of the index is right; it has to be a simple repository (PEP 503 or PEP 691)"
        )
    )]
    NotAnIndex { name: String, url: String, message: String },
}

impl<'a> Online<'a> {
    pub(super) fn new(
        input: &'a Input,
        facts: &'a Facts,
        arguments: &Verify,
    ) -> Result<Self, FetchError> {
        let fetching = fetching(false, &arguments.network.mirrors(), input);
        let fetching = FetchOptions { reads_again: true, ..fetching };
        let (mirrors, quiet) = (fetching.mirrors.clone(), arguments.verbosity.quiet);
        Ok(Self { input, facts, fetcher: Fetcher::new(fetching)?, mirrors, quiet })
    }

    /// Asks about everything that is locked, and adds what differs.
    pub(super) fn ask(&self, verdict: &mut Verdict) {
        let questions = self.questions();
        verdict.asked = asked(&questions);
        let title =
            (!self.quiet).then(|| format!("Verifying {}", counted(questions.len(), "source")));
        let answers = side_by_side(title.as_deref(), &questions, name, |question, progress| {
            self.answer(question, progress)
        });
        for answer in answers {
            match answer {
                Ok(Answer { comparisons, downloads }) => {
                    verdict.asked.downloads += downloads;
                    for comparison in comparisons {
                        comparison.problems.into_iter().for_each(|error| verdict.add(error));
                        verdict.yanked.extend(comparison.yanked);
                    }
                }
                Err(report) => verdict.add_failure(report),
            }
        }
    }

    fn questions(&self) -> Vec<Question<'a>> {
        let mut projects: BTreeMap<(&str, &PackageName), Vec<LockedFile>> = BTreeMap::new();
        let (mut files, mut commits) = (Vec::new(), BTreeMap::new());
        let locks = self.facts.build_locks();
        let default = locks.default_index().unwrap_or_default();
        let tools = locks.packages().map(|tool| (tool.package(), default));
        let packages = self.input.lock().packages().map(|(_, package)| (package, ""));
        for (package, default) in packages.chain(tools) {
            let mut locked = self.files(package).peekable();
            match &package.source {
                Source::Registry(registry @ (Registry::Url(_) | Registry::Unknown)) => {
                    let index = if let Registry::Url(url) = registry { url } else { default };
                    if index.is_empty() {
                        files.extend(locked);
                    } else if locked.peek().is_some() {
                        projects.entry((index, &package.name)).or_default().extend(locked);
                    }
                }
                Source::Url { .. } => files.extend(locked),
                Source::Git(git) => drop(commits.insert(git, package)),
                Source::Registry(Registry::Path(_))
                | Source::Path(_)
                | Source::Directory(_)
                | Source::Editable(_)
                | Source::Virtual(_) => {}
            }
        }
        let projects = projects.into_iter();
        let projects =
            projects.map(|((index, name), files)| Question::Project { index, name, files });
        let files = files.into_iter().map(Question::File);
        let commits = commits.into_iter().map(|(git, package)| Question::Commit(package, git));
        projects.chain(files).chain(commits).collect()
    }

    /// The files of a package that are on a server.
    fn files(&self, package: &'a Package) -> impl Iterator<Item = LockedFile<'a>> + use<'a> {
        let facts = self.facts;
        package.files().filter_map(move |file| {
            let Location::Url(url) = &file.location else { return None };
            Some(LockedFile { package, file, recorded: facts.hash_of(url) })
        })
    }

    fn answer(&self, question: &Question<'_>, progress: &Progress) -> Result<Answer, Report> {
        match question {
            Question::Project { index, name, files } => {
                let listing = self.listing(index, name, progress)?;
                let mut answer = Answer::default();
                for locked in files {
                    let mut comparison =
                        locked.compare(listing.file(locked.file.name.as_str()), index);
                    if comparison.needs_file && locked.hashes().next().is_some() {
                        answer.downloads += 1;
                        comparison.problems.extend(self.read(locked, Some(index), progress)?);
                    }
                    answer.comparisons.push(comparison);
                }
                Ok(answer)
            }
            Question::File(locked) => {
                let problems = self.read(locked, None, progress)?;
                let comparisons = vec![Comparison { problems, ..Comparison::default() }];
                Ok(Answer { comparisons, downloads: 1 })
            }
            Question::Commit(package, git) => {
                let problems = Vec::from_iter(self.commit(package, git)?);
                let comparisons = vec![Comparison { problems, ..Comparison::default() }];
                Ok(Answer { comparisons, downloads: 0 })
            }
        }
    }

    /// The page of a project; an empty one if the index does not have it.
    fn listing(
        &self,
        index: &str,
        name: &PackageName,
        progress: &Progress,
    ) -> Result<Listing, Report> {
        let url = format!("{}/{name}/", index.trim_end_matches('/'));
        let what = name.to_string();
        let request = FileRequest {
            what: &what,
            url: &url,
            hash: None,
            index: Some(index),
            size: None,
            progress,
        };
        let page = match self.fetcher.page(&request, Listing::ACCEPTED) {
            Ok(page) => page,
            Err(FetchError::NotFound { .. }) => return Ok(Listing::default()),
            Err(error) => return Err(error.into()),
        };
        let listing = Listing::parse(&page.kind, &page.text, &page.url);
        listing.map_err(|message| {
            let message = spelled_out(&message);
            IndexError::NotAnIndex { name: what, url: shown(&url), message }.into()
        })
    }

    /// Downloads a file, also if it is in the cache, and compares its hashes.
    fn read(
        &self,
        locked: &LockedFile<'_>,
        index: Option<&str>,
        progress: &Progress,
    ) -> Result<Vec<VerifyError>, Report> {
        let LockedFile { package, file, .. } = *locked;
        let url = file.location.as_str();
        let what = package.to_string();
        let request =
            FileRequest { what: &what, url, hash: None, index, size: file.size, progress };
        let path = self.fetcher.file(&request)?.path;
        let mut problems = Vec::from_iter(locked.check_name());
        for hash in locked.hashes() {
            let found = hash_of(&path, hash)?;
            if found != *hash {
                problems.push(VerifyError::WrongHash {
                    package: what.clone(),
                    file: spelled_out(file.name.as_str()),
                    place: shown(url),
                    locked: hash.to_string(),
                    found: found.to_string(),
                });
            }
        }
        Ok(problems)
    }

    /// Whether a commit is in the history of its branch or tag.
    fn commit(&self, package: &Package, git: &Git) -> Result<Option<VerifyError>, Report> {
        let parent = TempDir::new().map_err(FileError::reading_input(&env::temp_dir()))?;
        let (package, place) = (package.to_string(), shown(&git.url));
        let is_reachable = self.fetcher.is_reachable(git, parent.path())?;
        Ok((!is_reachable).then(|| {
            let reference = match (&git.tag, &git.branch) {
                (Some(tag), _) => format!("the tag {}", spelled_out(tag)),
                (None, Some(branch)) => format!("the branch {}", spelled_out(branch)),
                (None, None) => "any branch or tag".to_owned(),
            };
            let commit = git.commit.clone();
            VerifyError::NotReachable { package, commit, reference, place }
        }))
    }
}

fn hash_of(path: &Path, like: &Hash) -> Result<Hash, FileError> {
    let digest = plain_file::open(path).and_then(|file| digest_of(file, like.algorithm()));
    let (_, hash) = digest.map_err(FileError::reading_input(path))?;
    Ok(hash)
}

fn name(question: &Question<'_>) -> String {
    match question {
        Question::Project { name, .. } => name.to_string(),
        Question::File(LockedFile { package, .. }) | Question::Commit(package, _) => {
            package.to_string()
        }
    }
}

fn asked(questions: &[Question<'_>]) -> Asked {
    let mut asked = Asked::default();
    for question in questions {
        match question {
            Question::Project { files, .. } => {
                asked.packages += 1;
                asked.files += files.len();
            }
            Question::File(_) => {
                asked.packages += 1;
                asked.files += 1;
            }
            Question::Commit(..) => asked.commits += 1,
        }
    }
    asked
}
