//! `pylock.toml`: the versions, the sources and the hashes in it.

use toml::Spanned;

use super::pin::merged;
use super::value::{Entry, check_version};
use super::{ForeignLockError, Origin, Pin};
use crate::lock::LocalPath;
use crate::lock::address::{read_index, read_url};
use crate::lock::marker::Marker;
use crate::lock::pylock::wire::{Package, Wire};
use crate::lock::source::is_commit;

const FORMAT: &str = "pylock.toml";

pub(super) fn parse(text: &str) -> Result<Vec<Pin>, ForeignLockError> {
    let wire: Wire =
        toml::from_str(text).map_err(|error| ForeignLockError::not_toml(FORMAT, &error))?;
    check_version(FORMAT, Some(&wire.lock_version), &["1"], "1.x")?;
    Ok(merged(wire.packages.iter().map(pin).collect::<Result<_, _>>()?))
}

fn pin(wire: &Package) -> Result<Pin, ForeignLockError> {
    let entry = Entry::of(&wire.name);
    let files = wire.sdist.iter().chain(&wire.wheels).chain(&wire.archive);
    let hashes = files.flat_map(|file| &file.get_ref().hashes);
    let hashes = hashes.map(|(algorithm, digits)| format!("{algorithm}:{digits}"));
    Ok(Pin {
        name: entry.package_name()?,
        version: wire.version.as_ref().map(|it| entry.version(it.get_ref())).transpose()?,
        origin: origin(wire, &entry)?,
        // A condition on groups or extras says nothing about environments.
        marker: wire
            .marker
            .as_ref()
            .and_then(|it| it.get_ref().parse().ok())
            .unwrap_or(Marker::ALWAYS),
        hashes: hashes.collect(),
    })
}

fn origin(wire: &Package, entry: &Entry<'_>) -> Result<Origin, ForeignLockError> {
    let wrong = |message: String| entry.wrong(&message);
    let local = |path: &str| LocalPath::try_from(path).map(Origin::Local).map_err(wrong);
    let (vcs, directory) = (wire.vcs.as_ref(), wire.directory.as_ref());
    let archive = wire.archive.as_ref().map(Spanned::get_ref);
    match (vcs.map(Spanned::get_ref), directory.map(Spanned::get_ref), archive) {
        (Some(vcs), _, _) if vcs.r#type == "git" => {
            let url =
                vcs.url.as_deref().ok_or_else(|| wrong("the repository has no URL".into()))?;
            let commit = Some(vcs.commit_id.as_str());
            // Some tools repeat the commit as what was requested.
            let reference = vcs.requested_revision.as_deref().filter(|it| !is_commit(it));
            entry.git(url, commit, reference, vcs.subdirectory.as_deref()).map(Origin::Git)
        }
        (Some(vcs), _, _) => {
            Err(wrong(format!("repositories of {} are not supported", vcs.r#type)))
        }
        (None, Some(directory), _) => local(&directory.path),
        (None, None, Some(archive)) => match (&archive.url, &archive.path) {
            (Some(url), _) => read_url(url).map(Origin::Url).map_err(wrong),
            (None, Some(path)) => local(path),
            (None, None) => Err(wrong("the archive has neither a URL nor a path".into())),
        },
        (None, None, None) => {
            let index = wire.index.as_ref().map(|it| read_index(it.get_ref())).transpose();
            index.map(Origin::Index).map_err(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(packages: &str) -> Result<Vec<Pin>, ForeignLockError> {
        parse(&format!("lock-version = '1.0'\ncreated-by = 'x'\n{packages}"))
    }

    #[test]
    fn versions_commits_and_hashes_are_found() {
        let pins = read(
            "[[packages]]\nname = 'a'\nversion = '1'\nmarker = \"'dev' in dependency_groups\"\n\
             index = 'https://pypi.example/simple'\n\
             wheels = [{ url = 'https://files.example/a.whl', hashes = { sha256 = '0a', md5 = '0b' } }]\n\
             [[packages]]\nname = 'b'\nvcs = { type = 'git', url = 'https://git.example/b', \
             requested-revision = 'main', commit-id = '7fc59da2c4dff919db2095a0f0e47101b657131d' }\n\
             [[packages]]\nname = 'c'\ndirectory = { path = 'c' }\n",
        )
        .unwrap();
        assert_eq!(pins[0].hashes.len(), 2);
        assert!(matches!(&pins[1].origin, Origin::Git(git) if git.commit.is_some()));
        assert!(matches!(&pins[2].origin, Origin::Local(_)));
    }

    #[test]
    fn what_cannot_be_taken_over_is_refused() {
        let newer = parse("lock-version = '2.0'");
        assert!(matches!(newer, Err(ForeignLockError::UnknownVersion { .. })));
        let mercurial = "[[packages]]\nname = 'a'\nvcs = { type = 'hg', commit-id = '0' }";
        assert!(read(mercurial).is_err());
        assert!(read("[[packages]]\nname = 'a'\narchive = {}").is_err());
    }
}
