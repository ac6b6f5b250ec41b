//! The generated file: who wrote it, for what, and addresses or hashes in it that no lock has.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{SettingChange, Side};
use crate::emit::header::Header;
use crate::emit::parts::Parts;
use crate::emit::shared;
use crate::text::address::{shown, without_userinfo};

/// A `uv.nix`, with the files that it is made from.
#[derive(Debug, Clone, Copy)]
pub struct Generated<'g> {
    /// Its name.
    pub name: &'g str,
    /// Its text.
    pub text: &'g str,
    /// The text of the file with the functions of several projects, if the settings name one that exists.
    pub functions: Option<&'g str>,
    /// The text of the lock.
    pub lock: &'g str,
    /// The texts of the lock, of `uvnix.lock`, and of the settings.
    pub sources: &'g [&'g str],
}

/// What the header of the generated file says differently.
pub(super) fn changes(old: Side<'_>, new: Side<'_>) -> Vec<SettingChange> {
    let header = |side: Side<'_>| Header::parse(side.generated?.text).map(|header| facts(&header));
    let (Some(old), Some(new)) = (header(old), header(new)) else { return Vec::new() };
    let changes = old.into_iter().zip(new).filter(|((_, old), (_, new))| old != new);
    let changes = changes.map(|((name, old), (_, new))| SettingChange {
        name: name.to_owned(),
        old: Some(old),
        new: Some(new),
    });
    changes.collect()
}

fn facts(header: &Header<'_>) -> [(&'static str, String); 3] {
    [
        ("version of uvnix", shown(header.version)),
        ("command", shown(header.command)),
        ("SHA-256 of the functions", shown(header.functions)),
    ]
}

impl Generated<'_> {
    /// Whether it was made from another lock.
    #[must_use]
    pub fn is_outdated(self) -> bool {
        let names_lock = self.text.contains("\n    lockHash = \"");
        names_lock && !self.text.contains(&hex::encode(Sha256::digest(self.lock)))
    }

    /// The name of the file without its folder.
    pub(super) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }
}

/// The addresses and hashes in a generated file that none of its sources has, and functions that are not those of
/// its header: the file was edited, or is older than its sources.
#[must_use]
pub fn unexplained(generated: Generated<'_>) -> Vec<String> {
    let Generated { name, text, functions: imported, sources, .. } = generated;
    let known: BTreeSet<String> =
        sources.iter().flat_map(|text| strings(text)).flat_map(spellings).collect();
    let data = Parts::of(text).map_or(text, |parts| parts.data);
    let unknown = strings(data).filter(|text| is_address(text) || is_hash(text));
    // In a `pylock.toml`, the algorithm of a hash is not next to the digits.
    let digits = |text: &str| text.split_once(':').is_some_and(|(_, it)| known.contains(it));
    let is_known = |text: &str| {
        let lower = text.to_ascii_lowercase();
        known.contains(text) || known.contains(&lower) || (is_hash(text) && digits(&lower))
    };
    let mut unknown: Vec<_> = unknown.filter(|text| !is_known(text)).collect();
    unknown.dedup();
    let values = unknown.into_iter().map(|text| format!("{name} has {}", shown(text)));
    let functions = match (Header::parse(text), Parts::of(text)) {
        (Some(header), Some(parts)) if !header.is_of(parts.functions) => {
            Some("has functions with another SHA-256 than in its header")
        }
        (_, Some(parts)) if is_of_another(parts.functions, imported) => {
            Some("imports functions with another SHA-256 than it names")
        }
        _ => None,
    };
    values.chain(functions.map(|what| format!("{name} {what}"))).collect()
}

/// The same for the new side of a difference. A file that is not up to date may have what the old side has.
pub(super) fn unexplained_between(old: Side<'_>, new: Side<'_>) -> Vec<String> {
    let Some(generated) = new.generated else { return Vec::new() };
    let old = old.generated.filter(|_| generated.is_outdated()).map_or(&[][..], |it| it.sources);
    unexplained(Generated { sources: &[generated.sources, old].concat(), ..generated })
}

/// Whether these functions are the import of a file with another text.
fn is_of_another(functions: &str, imported: Option<&str>) -> bool {
    let import = shared::Import::of(functions);
    import.zip(imported).is_some_and(|(import, text)| !import.is_of(text))
}

/// The strings in a text of TOML or Nix, without what is between them.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2))
}

/// A string of a lock, and the parts of it that the file has: the address of a commit has a query and the commit, and
/// some addresses are followed by the name of the file.
fn spellings(text: &str) -> [String; 4] {
    let text = text.split_once(" as ").map_or(text, |(address, _)| address);
    let address = |text: &str| text.split(['?', '#']).next().unwrap_or(text).to_owned();
    let without_userinfo = without_userinfo(text);
    [text.to_ascii_lowercase(), address(text), address(&without_userinfo), without_userinfo]
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "ssh://", "git://"].iter().any(|scheme| text.starts_with(scheme))
}

fn is_hash(text: &str) -> bool {
    let digits = ["sha256:", "sha512:", "sha256-"].iter().find_map(|it| text.strip_prefix(it));
    digits.is_some_and(|digits| digits.len() > 40)
}
