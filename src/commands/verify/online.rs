//! Asks the indexes and the git servers.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::Path;

use miette::{Diagnostic, Report};
use pep508_rs::PackageName;
use thiserror::Error;
use uvnix::facts::{Facts, Listing};
use uvnix::lock::{Git, Hash, Location, Package, Registry, Source};
use uvnix::questions::verify::{Comparison, LockedFile, VerifyError};
use uvnix::text::address::shown;
use uvnix::text::printable::{counted, spelled_out};

use super::verdict::{Asked, Verdict};
use crate::cli::{Mirror, Verbosity, Verify};
use crate::commands::file_error::FileError;
use crate::commands::input::Input;
use crate::commands::lock2nix::facts_file::fetching;
use crate::fetch::{
    FetchError, FetchOptions, Fetcher, FileRequest, Progress, digest_of, plain_file, side_by_side,
    temporary,
};

/// The locks of a project, and how to ask about them.
pub(super) struct Online<'a> {
    pub input: &'a Input,
    pub facts: &'a Facts,
    pub fetcher: Fetcher,
    /// Prefixes of URLs, and their replacements.
    pub mirrors: Vec<Mirror>,
    pub verbosity: Verbosity,
}

/// A question to one server.
enum Question<'a> {
    /// A page of an index.
    Page { page: IndexPage<'a>, files: Vec<LockedFile<'a>> },
    /// A file that is on no index.
    File(LockedFile<'a>),
    /// A commit.
    Commit(&'a Package, &'a Git),
}

/// A page of an index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct IndexPage<'a> {
    /// The address of the index.
    index: &'a str,
    /// The project that the page is about; none if the index is one page.
    project: Option<&'a PackageName>,
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
        let (mirrors, verbosity) = (fetching.mirrors.clone(), arguments.verbosity);
        Ok(Self { input, facts, fetcher: Fetcher::new(fetching)?, mirrors, verbosity })
    }

    /// Asks about everything that is locked, and adds what differs.
    pub(super) fn ask(&self, verdict: &mut Verdict) {
        let questions = self.questions();
        verdict.asked = asked(&questions);
        let title = (!self.verbosity.quiet)
            .then(|| format!("Verifying {}", counted(questions.len(), "source")));
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
        let mut pages: BTreeMap<IndexPage, Vec<LockedFile>> = BTreeMap::new();
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
                        let page = self.page_of(index, &package.name);
                        pages.entry(page).or_default().extend(locked);
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
        let pages = pages.into_iter().map(|(page, files)| Question::Page { page, files });
        let files = files.into_iter().map(Question::File);
        let commits = commits.into_iter().map(|(git, package)| Question::Commit(package, git));
        pages.chain(files).chain(commits).collect()
    }

    /// The page of an index with the files of a project.
    fn page_of<'b>(&self, index: &'b str, project: &'b PackageName) -> IndexPage<'b> {
        let is_page =
            Path::new(index).extension().is_some_and(|it| it.eq_ignore_ascii_case("html"))
                || self.input.settings().uv.is_flat(index);
        IndexPage { index, project: (!is_page).then_some(project) }
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
            Question::Page { page: page @ IndexPage { index, .. }, files } => {
                let what = &name(question);
                let listing = match self.listing(page, what, progress)? {
                    None if files.iter().any(|it| is_beside(it.file.location.as_str(), index)) => {
                        let flat = IndexPage { project: None, ..*page };
                        self.listing(&flat, what, progress)?
                    }
                    listing => listing,
                };
                let listing = listing.unwrap_or_default();
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

    /// The files on a page, which is about `what`; `None` if the index does not have it.
    fn listing(
        &self,
        &IndexPage { index, project }: &IndexPage<'_>,
        what: &str,
        progress: &Progress,
    ) -> Result<Option<Listing>, Report> {
        let url = match project {
            Some(name) => format!("{}/{name}/", index.trim_end_matches('/')),
            None => index.to_owned(),
        };
        let request =
            FileRequest { what, url: &url, hash: None, index: Some(index), size: None, progress };
        let page = match self.fetcher.page(&request, Listing::ACCEPTED) {
            Ok(page) => page,
            Err(FetchError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let listing = Listing::parse(&page.kind, &page.text, &page.url);
        listing.map(Some).map_err(|message| {
            let message = spelled_out(&message);
            let name = what.to_owned();
            IndexError::NotAnIndex { name, url: shown(&url), message }.into()
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
        let parent = temporary::folder().map_err(FileError::reading_input(&env::temp_dir()))?;
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

/// Whether a file lies in the folder of the index itself, and not in that of a project. If it has no page for the
/// project either, the index is flat, which uv can know from the settings of a user.
fn is_beside(file: &str, index: &str) -> bool {
    let rest = file.strip_prefix(index.trim_end_matches('/'));
    rest.and_then(|rest| rest.strip_prefix('/')).is_some_and(|name| !name.contains('/'))
}

fn hash_of(path: &Path, like: &Hash) -> Result<Hash, FileError> {
    let digest = plain_file::open(path).and_then(|file| digest_of(file, like.algorithm()));
    let (_, hash) = digest.map_err(FileError::reading_input(path))?;
    Ok(hash)
}

fn name(question: &Question<'_>) -> String {
    match question {
        Question::Page { files, .. } => Vec::from_iter(names(files)).join(", "),
        Question::File(LockedFile { package, .. }) | Question::Commit(package, _) => {
            package.to_string()
        }
    }
}

/// The names of the packages of these files.
fn names<'a>(files: &[LockedFile<'a>]) -> BTreeSet<&'a str> {
    files.iter().map(|locked| locked.package.name.as_ref()).collect()
}

fn asked(questions: &[Question<'_>]) -> Asked {
    let mut asked = Asked::default();
    for question in questions {
        match question {
            Question::Page { files, .. } => {
                asked.packages += names(files).len();
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
