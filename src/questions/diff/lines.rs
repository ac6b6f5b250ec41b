//! A difference, as sentences: the alarms, and what changed for builds and settings.

use super::builds::{BuildChange, BuildFact, ToolChange};
use super::pinned::{HashChange, NewHost, Pinned};
use super::{ChangeKind, Difference, SettingChange};
use crate::text::characters::Characters;
use crate::text::printable::some_of;

/// What is told first: a change that no update needs, as `HASH CHANGED, SAME VERSION: hatchling 1.33.0: …`.
pub(super) fn alarms(difference: &Difference, characters: Characters) -> Vec<String> {
    let hashes = difference.hashes_changed.iter().map(|it| hash_changed(it, characters));
    let builds = difference.builds.iter().filter(|it| it.is_same_source);
    let builds = builds.map(|it| {
        let items = items(it);
        format!("{} CHANGED, SAME SOURCE: {}: {items}", title(it.what).to_uppercase(), it.package)
    });
    let hosts = difference.hosts_added.iter().map(new_host);
    let unexplained = difference.unexplained.iter().map(|it| format!("NOT IN ANY LOCK: {it}"));
    hashes.chain(builds).chain(unexplained).chain(hosts).collect()
}

fn hash_changed(change: &HashChange, characters: Characters) -> String {
    let HashChange { of, name, file, old, new } = change;
    let what = match of {
        Pinned::Package => "",
        Pinned::BuildTool => "build tool ",
        Pinned::GitTree => "files of the commit ",
        Pinned::GitTag => "tag ",
        Pinned::Crate => "crate ",
    };
    let title = match of {
        Pinned::GitTag => "COMMIT CHANGED, SAME TAG",
        Pinned::GitTree => "HASH CHANGED, SAME COMMIT",
        Pinned::Package | Pinned::BuildTool | Pinned::Crate => "HASH CHANGED, SAME VERSION",
    };
    let file = file.as_ref().map(|file| format!(": {file}")).unwrap_or_default();
    let arrow = characters.arrow();
    format!(
        "{title}: {what}{name}{file}: {} {arrow} {}",
        shortened(old, characters),
        shortened(new, characters)
    )
}

fn new_host(host: &NewHost) -> String {
    const SHOWN: usize = 3;
    let shown = host.of.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    let more = host.of.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("NEW HOST: {} ({shown}{more})", host.host)
}

/// A line about a build or a setting: a sign, what it is about, and what changed.
pub(super) struct Line {
    /// `+`, `-` or `~`.
    pub sign: char,
    /// What it is about.
    pub of: String,
    /// What changed.
    pub change: String,
}

/// The changes of builds and settings that are no alarms.
pub(super) fn lines(difference: &Difference, characters: Characters) -> Vec<Line> {
    let arrow = characters.arrow();
    let tools = difference.tools.iter().map(|it| tool(it, arrow));
    let builds = difference.builds.iter().filter(|it| !it.is_same_source);
    let builds = builds.map(|it| Line {
        sign: '~',
        of: format!("{} of {}", title(it.what), it.package),
        change: items(it),
    });
    let settings = difference.settings.iter().map(|it| setting("setting", it, arrow));
    let of_file = format!("{}:", difference.names[1]);
    let generated = difference.generated.iter().map(|it| setting(&of_file, it, arrow));
    let outdated = difference.outdated.iter().map(|file| Line {
        sign: '~',
        of: file.clone(),
        change: "is not up to date with the lock: run `uvnix lock2nix`".to_owned(),
    });
    tools.chain(builds).chain(settings).chain(generated).chain(outdated).collect()
}

fn tool(tool: &ToolChange, arrow: &str) -> Line {
    let versions = |versions: &[String]| match versions {
        [] => "from the package set".to_owned(),
        versions => versions.join(", "),
    };
    let (old, new) = (versions(&tool.old), versions(&tool.new));
    let (sign, change) = match tool.kind {
        ChangeKind::Added => ('+', new),
        ChangeKind::Removed => ('-', old),
        ChangeKind::Updated | ChangeKind::Downgraded | ChangeKind::Replaced if old == new => {
            let added = tool.files_added.iter().map(|file| format!("+ {file}"));
            let files = added.chain(tool.files_removed.iter().map(|file| format!("- {file}")));
            ('~', format!("{new}, same version, other files: {}", some_of(&Vec::from_iter(files))))
        }
        ChangeKind::Updated | ChangeKind::Downgraded | ChangeKind::Replaced => {
            ('~', format!("{old} {arrow} {new}"))
        }
    };
    Line { sign, of: format!("build tool {}", tool.name), change }
}

fn setting(what: &str, setting: &SettingChange, arrow: &str) -> Line {
    let SettingChange { name, old, new } = setting;
    let (sign, change) = match (old, new) {
        (None, Some(new)) => ('+', new.clone()),
        (Some(old), None) => ('-', old.clone()),
        (old, new) => {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            ('~', format!("{} {arrow} {}", text(old), text(new)))
        }
    };
    Line { sign, of: format!("{what} {name}"), change }
}

const fn title(what: BuildFact) -> &'static str {
    match what {
        BuildFact::Requirements => "build requirements",
        BuildFact::Tools => "build tools",
        BuildFact::Crates => "crates",
        BuildFact::Libraries => "libraries",
    }
}

fn items(change: &BuildChange) -> String {
    let added = change.added.iter().map(|item| format!("+ {item}"));
    let items = added.chain(change.removed.iter().map(|item| format!("- {item}")));
    some_of(&Vec::from_iter(items))
}

/// The first digits of a hash, as in `sha256:0123456789ab…`; several hashes as they are.
fn shortened(hash: &str, characters: Characters) -> String {
    const DIGITS: usize = 12;
    let start = hash.find([':', '-']).map_or(0, |at| at + 1);
    match hash.get(start..start + DIGITS) {
        Some(digits) if !hash.contains(' ') && hash.len() > start + DIGITS => {
            format!("{}{digits}{}", &hash[..start], characters.ellipsis())
        }
        _ => hash.to_owned(),
    }
}
