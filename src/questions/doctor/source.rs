//! Where packages come from.

use super::{Check, Finding, Level, PackageInQuestion};
use crate::lock::{Git, LocalPath, Registry, Source};
use crate::resolution::artifact::refusal;
use crate::text::printable::spelled_out;

/// Whether the package comes from where everyone who evaluates can have it.
pub(super) fn examine(subject: &PackageInQuestion<'_, '_>) -> Option<Finding> {
    match &subject.package.source {
        Source::Git(git) => commit(subject, git),
        Source::Path(path)
        | Source::Directory(path)
        | Source::Editable(path)
        | Source::Virtual(path)
        | Source::Registry(Registry::Path(path)) => match path {
            LocalPath::Absolute(path) => Some(elsewhere(subject, path)),
            LocalPath::Relative(_) => None,
        },
        Source::Registry(Registry::Url(_)) | Source::Url { .. } => None,
    }
}

fn commit(subject: &PackageInQuestion<'_, '_>, git: &Git) -> Option<Finding> {
    let background = subject.patient.background;
    if refusal(background.settings, subject.package).is_some() {
        return None;
    }
    let (kind, message, help) = match background.facts.tree_of(git) {
        None => (
            (Level::Warning, Check::UnknownTree),
            "the hash of its files is not known: each evaluation fetches the repository",
            "run `uvnix lock2nix`, which finds it out and keeps it in uvnix.lock",
        ),
        Some(tree) if !tree.is_public => (
            (Level::Note, Check::PrivateTree),
            "its repository is not public: it is fetched while evaluating, by who evaluates",
            "whoever evaluates, CI too, needs credentials that git finds",
        ),
        Some(_) => return None,
    };
    let said = (message.to_owned(), help.to_owned());
    Some(subject.finding(kind, subject.present, said))
}

fn elsewhere(subject: &PackageInQuestion<'_, '_>, path: &str) -> Finding {
    let message = format!("it is at {}, which means nothing elsewhere", spelled_out(path));
    let help = "name it by a path from the project in [tool.uv.sources], and run `uv lock`";
    let kind = (Level::Warning, Check::OutOfReach);
    subject.finding(kind, subject.present, (message, help.to_owned()))
}
