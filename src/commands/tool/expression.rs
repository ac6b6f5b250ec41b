//! The text of `default.nix`.

use pep508_rs::PackageName;
use uvnix::emit::nix::Expression;
use uvnix::environment::Python;
use uvnix::facts::Distribution;
use uvnix::text::attribute::attribute;

use crate::commands::init::flake::{attribute_name, printed};
use crate::commands::python;

const TEMPLATE: &str = include_str!("templates/default");

/// A function for `callPackage`, which makes an application of the locked package.
pub(super) fn text(name: &PackageName, python: Python, about: &Distribution) -> String {
    let meta = meta(about);
    let template = if meta.is_empty() {
        let (before, after) = TEMPLATE.split_once("lib.addMetaAttrs").expect("it is there");
        let (_, application) = after.split_once("  }\n").expect("the meta has an end");
        let lines = application.lines().map(|line| line.strip_prefix("  ").unwrap_or(line));
        let application = Vec::from_iter(lines).join("\n");
        let application = application.trim_start_matches('(').replace("\n})", "\n}");
        format!("{}{application}\n", before.replace("  lib,\n", ""))
    } else {
        TEMPLATE.replace("@meta@", &meta.join("\n"))
    };
    template
        .replace("@attribute@", &attribute_name(&attribute(name)))
        .replace("@name@", name.as_ref())
        .replace("@python@", &python::attribute(python))
}

/// The lines of the `meta`.
fn meta(Distribution { meta, licenses, .. }: &Distribution) -> Vec<String> {
    let quoted = |text: &str| printed(&Expression::string(text.to_owned()));
    let line = |name: &str, text: &Option<String>| {
        text.as_ref().map(|text| format!("    {name} = {};", quoted(text)))
    };
    let license = match licenses.as_slice() {
        [] => None,
        [only] => Some(format!("    license = lib.getLicenseFromSpdxId {};", quoted(only))),
        several => {
            let lines = several.iter().map(|it| format!("\n      {}", quoted(it)));
            let lines = String::from_iter(lines);
            Some(format!("    license = map lib.getLicenseFromSpdxId [{lines}\n    ];"))
        }
    };
    let lines = [
        line("description", &meta.description),
        line("homepage", &meta.homepage),
        license,
        line("mainProgram", &meta.main_program),
    ];
    lines.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use rnix::Root;
    use uvnix::project::Meta;

    use super::*;

    fn of(name: &str, about: &Distribution) -> String {
        let name = PackageName::new(name.to_owned()).unwrap();
        let text = text(&name, Python::cpython(13), about);
        assert!(Root::parse(&text).errors().is_empty() && !text.contains('@'), "{text}");
        text
    }

    #[test]
    fn the_expression_is_nix_for_every_package() {
        let meta = Meta {
            description: Some("Uses ${HOME} and \"quotes\"".to_owned()),
            main_program: Some("2to3".to_owned()),
            ..Meta::default()
        };
        let licenses = vec!["MIT".to_owned(), "ISC".to_owned()];
        let about = Distribution { meta, licenses, programs: None };
        let text = of("2to3", &about);
        assert!(text.contains("description = \"Uses \\${HOME} and \\\"quotes\\\"\";"), "{text}");
        assert!(text.contains("pythonSet.\"2to3\";"), "{text}");
        assert!(of("python", &about).contains("pythonSet.python_;"));
        let bare = of("a", &Distribution::default());
        assert!(bare.ends_with("\nin\nmkApplication {\n  venv = pythonSet.mkVirtualEnv \"a-env\" workspace.deps.default;\n  package = pythonSet.a;\n}\n"), "{bare}");
    }
}
