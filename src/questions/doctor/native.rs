//! Needs besides Python: of wheels, of builds, and of packages that run.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::{Check, Finding, Level, PackageInQuestion};
use crate::overlay::Packaged;
use crate::project::settings::MissingLibraries;
use crate::questions::native::{NativeNeed, NativeNeeds, Provider, When};

/// The names that a message lists.
const LISTED: usize = 4;

/// Reports what a package needs, and as warnings what nobody provides and it cannot do without.
pub(super) fn examine(
    subject: &PackageInQuestion<'_, '_>,
    packaged: &Packaged<'_>,
) -> Vec<Finding> {
    let native = NativeNeeds::of(packaged);
    let installed = &packaged.variant.installed;
    let mut findings = Vec::new();
    let lacks = |need: &&NativeNeed| need.from == Provider::Nobody;
    if let Some(set) = installed.built()
        && native.at(When::Build).any(|need| lacks(&need) && need.need == NativeNeeds::CRATES)
    {
        let message = "a build requirement calls cargo, and the source has no Cargo.lock: its build stops if the source has a Cargo.toml";
        let help = if packaged.variant.is_folder() {
            "run `cargo generate-lockfile` in its folder, and commit Cargo.lock"
        } else {
            "use a wheel or another version, or set `cargo-lock` in [tool.uvnix.packages.<name>]"
        };
        let said = (message.to_owned(), help.to_owned());
        findings.push(subject.finding((Level::Warning, Check::NoCargoLock), set, said));
    }
    let settings = subject.overlay.inputs.settings().packages.get(&packaged.variant.package.name);
    let fails = settings.is_some_and(|it| it.native.missing_libraries == MissingLibraries::Fail);
    let missing = native.at(When::Wheel).filter(lacks).map(|need| need.need.as_str());
    let missing = Vec::from_iter(missing.filter(|_| fails));
    if !missing.is_empty() {
        let message =
            format!("nobody provides {}, and `missing-libraries` is \"fail\"", listed(&missing));
        let help = "name an attribute of nixpkgs in `libraries`, or add the library to `ignore-missing-libraries`";
        let kind = (Level::Warning, Check::MissingLibrary);
        findings.push(subject.finding(kind, &installed.present, (message, help.to_owned())));
    }
    if let Some(message) = message(&native) {
        let help = "`uvnix explain <name>` lists each of them";
        let kind = (Level::Note, Check::NativeNeeds);
        let said = (message, help.to_owned());
        findings.push(subject.finding(kind, &installed.present, said));
    }
    findings
}

/// What a package needs, and from where; `None`: nothing that is not a warning.
fn message(native: &NativeNeeds) -> Option<String> {
    let is_warning =
        |need: &NativeNeed| need.from == Provider::Nobody && need.need == NativeNeeds::CRATES;
    let parts = [
        ("its wheels link", When::Wheel),
        ("its build uses", When::Build),
        ("when it runs, it looks for", When::Run),
    ];
    let parts = parts.into_iter().filter_map(|(verb, when)| {
        let mut groups: BTreeMap<_, Vec<&NativeNeed>> = BTreeMap::new();
        for need in native.at(when).filter(|need| !is_warning(need)) {
            let names = Some(&need.names).filter(|_| need.from != Provider::Package);
            groups.entry((need.from, names)).or_default().push(need);
        }
        let groups = groups.into_values().map(|needs| group(&needs));
        let groups = Vec::from_iter(groups).join(", ");
        (!groups.is_empty()).then(|| format!("{verb} {groups}"))
    });
    let parts = Vec::from_iter(parts);
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Some needs that one provider meets; packages of the lock count as one.
fn group(needs: &[&NativeNeed]) -> String {
    // A build may run a program of a package, and link its library.
    let names: IndexSet<_> = needs.iter().map(|need| need.need.as_str()).collect();
    let names = Vec::from_iter(names);
    let packages: IndexSet<_> =
        needs.iter().flat_map(|need| &need.names).map(String::as_str).collect();
    let packages = Vec::from_iter(packages);
    let provider = match needs {
        [first, ..] if first.from == Provider::Package => listed(&packages),
        [first, ..] => first.provider(),
        [] => String::new(),
    };
    format!("{} from {provider}", listed(&names))
}

/// The first of some names, and the number of the others.
fn listed(names: &[&str]) -> String {
    match names.len().checked_sub(LISTED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_has_several_libraries_is_named_once() {
        let need = |library: &str, package: &str| NativeNeed {
            need: library.to_owned(),
            when: When::Wheel,
            from: Provider::Package,
            names: vec![package.to_owned()],
        };
        let needs = [need("liba.so", "torch"), need("libb.so", "cuda"), need("libc.so", "torch")];
        let needs = Vec::from_iter(&needs);
        assert_eq!(group(&needs), "liba.so, libb.so, libc.so from torch, cuda");
    }
}
