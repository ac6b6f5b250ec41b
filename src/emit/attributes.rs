//! Which attributes the data of a file has: they decide which functions it needs.

use std::slice;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

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
    /// Of facts about a package that hold in some environments.
    Conditional(&'static str),
    /// Of what is said about the files of a local package.
    Source(&'static str),
    /// Build requirements that come from the package set.
    FromSet,
    /// Extras of build requirements.
    BuildExtra,
    /// A source archive that is a zip file.
    Zip,
    /// A package that only builds need, with wheels for some environments and nothing else.
    PlatformTool,
}

type Names<'d> = IndexSet<&'d str, RandomState>;

/// The names of the attributes in some data, by what has them.
#[derive(Debug, Default)]
pub(super) struct Attributes<'d> {
    top: Names<'d>,
    packages: Names<'d>,
    files: Names<'d>,
    /// Each file has these.
    all_files: Option<Names<'d>>,
    settings: Names<'d>,
    members: Names<'d>,
    steps: Names<'d>,
    conditional: Names<'d>,
    sources: Names<'d>,
    /// Attributes that are more than a name.
    others: Vec<Attribute>,
}

impl<'d> Attributes<'d> {
    /// The attributes of `data`.
    pub(super) fn of(data: &'d Expression<'_>) -> Self {
        let mut found = Self::default();
        for (name, value) in set(data) {
            found.top.insert(name);
            let has_file = |file: &str| file == "wheel" || file == "sdist";
            let is_for_platforms = |(_, tool): (_, &Expression<'_>)| !names(tool).any(has_file);
            if name == "build-packages" && set(value).any(is_for_platforms) {
                found.others.push(Attribute::PlatformTool);
            }
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
        if has(&["folder", "git", "sdist"]) && !is_known {
            self.others.push(Attribute::UnknownBuild);
        }
        let is_set = |(name, value): (&str, &Expression<'_>)| match name {
            "build-system" => set(value).next().is_some(),
            "conditional" => items(value).iter().any(|fact| fact.get("build-system").is_some()),
            _ => false,
        };
        // A build beside the project can have tools of both kinds. An editable package has tools of the set unless a
        // list is locked for it.
        let is_linked_by_set =
            has(&["editable-build-system"]) && !has(&["editable-build-environment"]);
        let is_built_by_set = set(package).any(is_set) && !has(&["build-environment"]);
        if has(&["beside-project"]) || is_linked_by_set || is_built_by_set {
            self.others.push(Attribute::FromSet);
        }
        for (name, value) in set(package) {
            self.packages.insert(name);
            match name {
                "wheel" => self.file(value),
                "sdist" => {
                    self.file(value);
                    let is_zip = |(_, name): (_, &Expression<'_>)| {
                        name.text().is_some_and(|name| name.strip_suffix(".zip").is_some())
                    };
                    if set(value).any(is_zip) {
                        self.others.push(Attribute::Zip);
                    }
                }
                "build-system" | "editable-build-system" => self.requirements(value),
                "conditional" => items(value).iter().for_each(|fact| {
                    self.conditional.extend(names(fact));
                    let builds = set(fact).filter(|(name, _)| *name == "build-system");
                    builds.for_each(|(_, value)| self.requirements(value));
                }),
                "source" => self.sources.extend(names(value)),
                "wheels" => set(value).for_each(|(_, file)| self.file(file)),
                "settings" => self.settings.extend(names(value)),
                "prepare" => self.steps.extend(items(value).iter().filter_map(Expression::text)),
                _ => {}
            }
        }
    }

    /// Build requirements, by name, with their extras.
    fn requirements(&mut self, requirements: &Expression<'_>) {
        let has_extras = |(_, extras): (_, &Expression<'_>)| !items(extras).is_empty();
        if set(requirements).any(has_extras) {
            self.others.push(Attribute::BuildExtra);
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
            Attribute::File(name) => self.files.contains(name),
            Attribute::FileWithout(name) => {
                self.all_files.as_ref().is_some_and(|all| !all.contains(name))
            }
            Attribute::Setting(name) => self.settings.contains(name),
            Attribute::Member(name) => self.members.contains(name),
            Attribute::Step(name) => self.steps.contains(name),
            Attribute::Conditional(name) => self.conditional.contains(name),
            Attribute::Source(name) => self.sources.contains(name),
            Attribute::UnknownBuild
            | Attribute::FromSet
            | Attribute::BuildExtra
            | Attribute::PlatformTool
            | Attribute::Zip => self.others.contains(&attribute),
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
