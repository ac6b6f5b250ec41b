//! Which attributes the data of a file has: they decide which functions it needs.

use std::collections::BTreeSet;
use std::slice;

use crate::emit::nix::Expression;

/// An attribute that the data of some files has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    /// Of the file.
    Top(&'static str),
    /// Of a file, which lacks it.
    NoTop(&'static str),
    /// Of a package, a script, or of the place of something.
    Package(&'static str),
    /// Of packages, none of which has it.
    NoPackage(&'static str),
    /// Of a package: how it is built, which is unknown.
    UnknownBuild,
    /// Of a wheel or a source archive.
    File(&'static str),
    /// Of a wheel or a source archive, which lacks it.
    FileWithout(&'static str),
    /// Of the settings of a package.
    Setting(&'static str),
    /// Of a member.
    Member(&'static str),
    /// One of the steps that prepare a build.
    Step(&'static str),
}

/// The names of the attributes in some data, by what has them.
#[derive(Debug, Default)]
pub(super) struct Attributes<'d> {
    top: BTreeSet<&'d str>,
    packages: BTreeSet<&'d str>,
    files: BTreeSet<&'d str>,
    /// Each file has these.
    all_files: Option<BTreeSet<&'d str>>,
    settings: BTreeSet<&'d str>,
    members: BTreeSet<&'d str>,
    steps: BTreeSet<&'d str>,
    /// Some package is built, and nothing says with which tools.
    has_unknown_build: bool,
}

impl<'d> Attributes<'d> {
    /// The attributes of `data`.
    pub(super) fn of(data: &'d Expression<'_>) -> Self {
        let mut found = Self::default();
        for (name, value) in set(data) {
            found.top.insert(name);
            match name {
                "packages" | "build-packages" => {
                    set(value).flat_map(|(_, entry)| items(entry)).for_each(|it| found.package(it));
                }
                "build-environments" => {
                    let lists = set(value).flat_map(|(_, list)| set(list));
                    lists.for_each(|(_, place)| found.packages.extend(names(place)));
                }
                "cycles" => {
                    found.packages.extend(items(value).iter().flat_map(names));
                }
                "script" => found.package(value),
                "members" => set(value).for_each(|(_, it)| found.members.extend(names(it))),
                _ => {}
            }
        }
        found
    }

    fn package(&mut self, package: &'d Expression<'_>) {
        let has = |wanted: &[&str]| names(package).any(|name| wanted.contains(&name));
        let is_known = has(&["build-environment", "build-system"]);
        self.has_unknown_build |= has(&["folder", "git", "sdist"]) && !is_known;
        for (name, value) in set(package) {
            self.packages.insert(name);
            match name {
                "wheel" | "sdist" => self.file(value),
                "wheels" => set(value).for_each(|(_, file)| self.file(file)),
                "settings" => self.settings.extend(names(value)),
                "prepare" => self.steps.extend(items(value).iter().filter_map(text)),
                _ => {}
            }
        }
    }

    fn file(&mut self, file: &'d Expression<'_>) {
        self.files.extend(names(file));
        match &mut self.all_files {
            Some(all) => all.retain(|&name| names(file).any(|it| it == name)),
            None => self.all_files = Some(names(file).collect()),
        }
    }

    /// Whether something has the attribute.
    pub(super) fn has(&self, attribute: Attribute) -> bool {
        match attribute {
            Attribute::Top(name) => self.top.contains(name),
            Attribute::NoTop(name) => !self.top.contains(name),
            Attribute::Package(name) => self.packages.contains(name),
            Attribute::NoPackage(name) => !self.packages.contains(name),
            Attribute::UnknownBuild => self.has_unknown_build,
            Attribute::File(name) => self.files.contains(name),
            Attribute::FileWithout(name) => {
                self.all_files.as_ref().is_some_and(|all| !all.contains(name))
            }
            Attribute::Setting(name) => self.settings.contains(name),
            Attribute::Member(name) => self.members.contains(name),
            Attribute::Step(name) => self.steps.contains(name),
        }
    }
}

/// The attributes of a set; none if it is something else.
fn set<'d>(expression: &'d Expression<'_>) -> impl Iterator<Item = (&'d str, &'d Expression<'d>)> {
    let attributes = match expression {
        Expression::Set(attributes) => attributes.as_slice(),
        _ => &[],
    };
    attributes.iter().map(|(name, value)| (name.as_ref(), value))
}

fn names<'d>(expression: &'d Expression<'_>) -> impl Iterator<Item = &'d str> {
    set(expression).map(|(name, _)| name)
}

/// The items of a list, or the expression itself.
fn items<'d>(expression: &'d Expression<'d>) -> &'d [Expression<'d>] {
    match expression {
        Expression::List(items) => items,
        other => slice::from_ref(other),
    }
}

fn text<'d>(expression: &'d Expression<'_>) -> Option<&'d str> {
    match expression {
        Expression::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::nix::read;

    #[test]
    fn attributes_are_found_where_they_mean_something() {
        let data = read(
            r#"{
                members = { git = { refused-groups = [ ]; }; };
                packages = {
                    filename = { wheel = { url = "a"; hash = "b"; }; dependencies = { folder = [ ]; }; };
                    forked = [ { git = { url = "c"; }; prepare = [ "files" ]; } { when = [ ]; } ];
                };
                build-packages = { a = { wheels = { cp312 = { path = "d"; }; }; settings = { cmake = true; }; }; };
            }"#,
        );
        let data = data.unwrap();
        let attributes = Attributes::of(&data);
        for there in [
            Attribute::Top("members"),
            Attribute::Package("git"),
            Attribute::Package("when"),
            Attribute::File("path"),
            Attribute::FileWithout("hash"),
            Attribute::Setting("cmake"),
            Attribute::Member("refused-groups"),
            Attribute::Step("files"),
        ] {
            assert!(attributes.has(there), "{there:?}");
        }
        for absent in [
            Attribute::Top("git"),
            Attribute::Package("folder"),
            Attribute::Package("filename"),
            Attribute::File("filename"),
            Attribute::Member("git"),
            Attribute::Step("cmake"),
        ] {
            assert!(!attributes.has(absent), "{absent:?}");
        }
    }
}
