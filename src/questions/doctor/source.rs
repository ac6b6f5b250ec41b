//! Where packages come from.

use super::{Check, Finding, Level, PackageInQuestion};
use crate::lock::{Git, LocalPath, Location, LockKind, Registry, Source};
use crate::resolution::artifact::Artifact;
use crate::text::printable::spelled_out;

/// Whether the package comes from where everyone who evaluates can have it.
pub(super) fn examine(subject: &PackageInQuestion<'_, '_>) -> Option<Finding> {
    match &subject.variant.package.source {
        Source::Git(git) => commit(subject, git),
        Source::Path(path)
        | Source::Directory(path)
        | Source::Editable(path)
        | Source::Virtual(path)
        | Source::Registry(Registry::Path(path)) => match path {
            LocalPath::Absolute(path) => Some(elsewhere(subject, path)),
            LocalPath::Relative(_) => file_elsewhere(subject),
        },
        Source::Registry(Registry::Url(_) | Registry::Unknown) | Source::Url { .. } => {
            file_elsewhere(subject)
        }
    }
}

/// A file that is installed from an absolute path.
fn file_elsewhere(subject: &PackageInQuestion<'_, '_>) -> Option<Finding> {
    let mut paths = subject.variant.installed.artifacts.iter().filter_map(|(artifact, _)| {
        let (Artifact::Wheel(file) | Artifact::Sdist(file)) = artifact else { return None };
        let Location::Absolute(path) = &file.location else { return None };
        Some(path)
    });
    paths.next().map(|path| elsewhere(subject, path))
}

fn commit(subject: &PackageInQuestion<'_, '_>, git: &Git) -> Option<Finding> {
    if subject.variant.installed.is_forbidden() {
        return None;
    }
    let (kind, message, help) = match subject.overlay.facts.commit_files(git) {
        None => (
            (Level::Warning, Check::UnknownTree),
            "the hash of its files is unknown; each evaluation fetches the repository",
            format!(
                "run `{}` to look it up; it is stored in uvnix.lock",
                subject.commands.lock2nix()
            ),
        ),
        Some(tree) if !tree.is_public => (
            (Level::Note, Check::PrivateTree),
            "its repository is private; each evaluation fetches it with the credentials of the user",
            "give git access to the repository on each machine that evaluates, including CI"
                .to_owned(),
        ),
        Some(_) => return None,
    };
    let said = (message.to_owned(), help);
    Some(subject.finding(kind, &subject.variant.installed.present, said))
}

fn elsewhere(subject: &PackageInQuestion<'_, '_>, path: &str) -> Finding {
    let message = format!("its absolute path {} exists on this machine only", spelled_out(path));
    let kind = subject.overlay.inputs.resolved.graph.lock.kind;
    let help = match (kind, &subject.variant.package.source) {
        (_, Source::Registry(_)) => {
            "use an index on a server, or a relative path to a folder, and lock the project again"
        }
        (LockKind::Uv, _) => "use a relative path in [tool.uv.sources], and run `uv lock`",
        (LockKind::Pylock, _) => "use a relative path in the project, and lock it again",
    };
    let kind = (Level::Warning, Check::OutOfReach);
    subject.finding(kind, &subject.variant.installed.present, (message, help.to_owned()))
}
