//! A wheel or an sdist as the argument of `fetchurl`, or as a path.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::emit::nix::Expression;
use crate::facts::Facts;
use crate::lock::wheel::WheelName;
use crate::lock::{File, FileName, Location};
use crate::text::bytes::{has_byte, last_part};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The libraries for most platform tags; `builders/package.nix` uses them if a wheel does not name others.
const USUAL: [&str; 1] = ["manylinux2014"];

/// A wheel that fits every platform, `from` an index or a repository.
pub(super) fn pure_wheel<'t>(
    wheel: &'t File,
    facts: &'t Facts,
    from: Attribute<'t>,
) -> Expression<'t> {
    Expression::set(wheel_file(wheel, facts, from))
}

/// A wheel for some environments only, with the libraries that it may use, unless they are the usual ones.
pub(super) fn platform_wheel<'t>(
    wheel: &'t File,
    facts: &'t Facts,
    from: Attribute<'t>,
) -> Expression<'t> {
    let mut attributes = wheel_file(wheel, facts, from);
    attributes.push(manylinux(wheel.name.as_str()));
    Expression::set(attributes)
}

fn wheel_file<'t>(wheel: &'t File, facts: &'t Facts, from: Attribute<'t>) -> Vec<Attribute<'t>> {
    let mut attributes = location(wheel, facts);
    attributes.push(true_name(&wheel.name));
    attributes.push(from);
    attributes
}

/// A source archive.
pub(super) fn sdist<'t>(sdist: &'t File, facts: &'t Facts, from: Attribute<'t>) -> Expression<'t> {
    let mut attributes = location(sdist, facts);
    attributes.push(from);
    Expression::set(attributes)
}

/// An absolute path, which exists only on the machine where the project was locked.
pub(super) fn refused_path(path: &str) -> Expression<'_> {
    Expression::set([Some(out_of_reach(path))])
}

fn out_of_reach<'t>(path: &str) -> (&'t str, Expression<'t>) {
    let why = format!("a flake cannot access its absolute path, {path}");
    ("refused", Expression::string(why))
}

fn location<'t>(file: &'t File, facts: &'t Facts) -> Vec<Attribute<'t>> {
    match &file.location {
        Location::Url(url) => {
            let stated = file.hash.as_ref();
            let hash = stated.filter(|it| it.is_known_to_nix()).or_else(|| facts.hash_of(url));
            let refused = stated.filter(|_| hash.is_none()).map(|hash| {
                let why = format!("nixpkgs cannot check its hash, {hash}");
                ("refused", Expression::string(why))
            });
            vec![
                Some(("url", Expression::string(url.as_str()))),
                hash.map(|hash| ("hash", Expression::string(hash.as_ref()))),
                refused,
                store_name_of(url, &file.name),
            ]
        }
        Location::Path(path) => {
            let hash = file.hash.as_ref().filter(|hash| hash.is_known_to_nix());
            vec![
                Some(("path", Expression::string(path.as_str()))),
                hash.map(|hash| ("hash", Expression::string(hash.as_ref()))),
            ]
        }
        Location::Absolute(path) => vec![Some(out_of_reach(path))],
        Location::InGit(path) => vec![Some(("archive", Expression::string(path.as_str())))],
    }
}

/// The name that the file has to have in the store, where `fetchurl` would give it another.
fn store_name_of<'t>(url: &str, name: &FileName) -> Attribute<'t> {
    let end = last_part(url, b'/');
    let name = store_name(name.as_str());
    (name != end).then(|| ("name", Expression::string(name.into_owned())))
}

/// The file name of a wheel for its installation, if the Nix store does not allow this name.
fn true_name(name: &FileName) -> Attribute<'_> {
    let name = name.as_str();
    (store_name(name) != name).then(|| ("filename", Expression::string(name)))
}

/// `text` without the characters that the Nix store does not allow in a name.
pub(super) fn store_name(text: &str) -> Cow<'_, str> {
    let fits = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'?' | b'=')
    };
    let name = text.trim_start_matches('.');
    if !has_byte(name, |byte| !fits(byte)) {
        return name.into();
    }
    let fits = |character| u8::try_from(character).is_ok_and(fits);
    name.chars().map(|character| if fits(character) { character } else { '-' }).collect()
}

/// The lists of libraries in nixpkgs that a wheel's platform tags name.
fn manylinux<'t>(filename: &str) -> Attribute<'t> {
    let name = WheelName::parse(filename)?;
    let mut lists = Vec::new();
    let mut is_for_linux = name.is_pure();
    for platform in name.platforms() {
        is_for_linux |= platform.contains("linux");
        let list = match platform.split('_').next() {
            Some("manylinux1") => "manylinux1",
            Some("manylinux2010") => "manylinux2010",
            Some("manylinux2014" | "manylinux") => "manylinux2014",
            _ => continue,
        };
        lists.push(list);
    }
    let mut seen = BTreeSet::new();
    lists.retain(|list| seen.insert(*list));
    (is_for_linux && lists != USUAL).then(|| ("manylinux", Expression::strings(lists)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_only_where_the_address_does_not_end_in_it() {
        let name = |url: &str| {
            let file = File::at(Location::Url(url.to_owned()), None).unwrap();
            store_name_of(url, &file.name).map(|(_, name)| match name {
                Expression::String(name) => name.into_owned(),
                _ => unreachable!(),
            })
        };
        assert_eq!(name("https://files.example/a-1.tar.gz"), None);
        for (url, expected) in [
            ("https://files.example/a-1%2Bcpu-py3-none-any.whl", "a-1+cpu-py3-none-any.whl"),
            ("https://files.example/a-1.zip?b=c", "a-1.zip"),
            ("https://files.example/a-1.tar.gz?sig=a/b", "a-1.tar.gz"),
        ] {
            assert_eq!(name(url).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_wheel_gets_the_libraries_that_its_tags_name() {
        let lists = |tags: &str| {
            manylinux(&format!("a-1-cp312-cp312-{tags}.whl")).map(|(_, lists)| match lists {
                Expression::List(lists) => lists.len(),
                _ => unreachable!(),
            })
        };
        assert_eq!(lists("manylinux_2_17_x86_64.manylinux2014_x86_64"), None);
        assert_eq!(lists("macosx_11_0_arm64"), None);
        assert_eq!(lists("manylinux1_x86_64.manylinux_2_5_x86_64"), Some(2));
        assert_eq!(lists("linux_x86_64"), Some(0));
    }
}
