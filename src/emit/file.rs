//! A wheel or an sdist as the argument of `fetchurl`, or as a path.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::emit::nix::Expression;
use crate::facts::Facts;
use crate::lock::wheel::WheelName;
use crate::lock::{Hash, Location, Sdist, Wheel};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The libraries for most platform tags; `builders/package.nix` uses them if a wheel does not name others.
const USUAL: [&str; 1] = ["manylinux2014"];

/// A wheel that fits every platform, `from` an index or a repository.
pub(super) fn pure_wheel<'t>(
    wheel: &'t Wheel,
    facts: &'t Facts,
    from: Attribute<'t>,
) -> Expression<'t> {
    Expression::set(wheel_file(wheel, facts, from))
}

/// A wheel for some environments only, with the libraries that it may use, unless they are the usual ones.
pub(super) fn platform_wheel<'t>(
    wheel: &'t Wheel,
    facts: &'t Facts,
    from: Attribute<'t>,
) -> Expression<'t> {
    let mut attributes = wheel_file(wheel, facts, from);
    attributes.push(manylinux(&wheel.filename));
    Expression::set(attributes)
}

fn wheel_file<'t>(wheel: &'t Wheel, facts: &'t Facts, from: Attribute<'t>) -> Vec<Attribute<'t>> {
    let name = Some(wheel.filename.as_str());
    let mut attributes = location(&wheel.location, wheel.hash.as_ref(), name, facts);
    attributes.push(true_name(&wheel.filename));
    attributes.push(from);
    attributes
}

/// A source archive.
pub(super) fn sdist<'t>(sdist: &'t Sdist, facts: &'t Facts, from: Attribute<'t>) -> Expression<'t> {
    let mut attributes = location(&sdist.location, sdist.hash.as_ref(), None, facts);
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

fn location<'t>(
    location: &'t Location,
    hash: Option<&'t Hash>,
    filename: Option<&'t str>,
    facts: &'t Facts,
) -> Vec<Attribute<'t>> {
    match location {
        Location::Url(url) => {
            let known = hash.filter(|hash| hash.is_known_to_nix()).or_else(|| facts.hash_of(url));
            let refused = hash.filter(|_| known.is_none()).map(|hash| {
                let why = format!("Nix cannot check its hash, {hash}");
                ("refused", Expression::string(why))
            });
            let hash = known.map(|hash| ("hash", Expression::string(hash.as_ref())));
            vec![
                Some(("url", Expression::string(url.as_str()))),
                hash,
                refused,
                store_name_of(url, filename),
            ]
        }
        Location::Path(path) => vec![Some(("path", Expression::string(path.as_str())))],
        Location::Absolute(path) => vec![Some(out_of_reach(path))],
        Location::InGit(path) => vec![Some(("archive", Expression::string(path.as_str())))],
    }
}

/// The name that the file has to have in the store, where that is not the end of its address.
fn store_name_of<'t>(url: &str, filename: Option<&str>) -> Attribute<'t> {
    let end = url.rsplit('/').next().unwrap_or(url);
    let path = end.split(['?', '#']).next().unwrap_or(end);
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let name = store_name(filename.unwrap_or(&path));
    (name != end).then(|| ("name", Expression::string(name.into_owned())))
}

/// The file name of a wheel for its installation, if the Nix store does not allow this name.
fn true_name(filename: &str) -> Attribute<'_> {
    (store_name(filename) != filename).then(|| ("filename", Expression::string(filename)))
}

/// `text` without the characters that the Nix store does not allow in a name.
pub(super) fn store_name(text: &str) -> Cow<'_, str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._?=".contains(&byte);
    let name = text.trim_start_matches('.');
    if name.bytes().all(fits) {
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
        let name = |url, filename| {
            store_name_of(url, filename).map(|(_, name)| match name {
                Expression::String(name) => name.into_owned(),
                _ => unreachable!(),
            })
        };
        assert_eq!(name("https://files.example/a-1.tar.gz", None), None);
        assert_eq!(
            name(
                "https://files.example/a-1%2Bcpu-py3-none-any.whl",
                Some("a-1+cpu-py3-none-any.whl")
            ),
            Some("a-1+cpu-py3-none-any.whl".to_owned())
        );
        assert_eq!(name("https://files.example/a-1.zip?b=c", None), Some("a-1.zip".to_owned()));
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
