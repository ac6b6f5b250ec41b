//! The text of `default.nix`.

use pep508_rs::PackageName;
use uvnix::emit::nix::Expression;
use uvnix::environment::Python;
use uvnix::facts::Distribution;
use uvnix::text::attribute::attribute;

use crate::commands::init::nix_text::{attribute_name, printed};
use crate::commands::python;

const FUNCTION: &str = include_str!("templates/default");
const APPLICATION: &str = include_str!("templates/application");

/// A function for `callPackage`, which makes an application of the locked package.
pub(super) fn text(name: &PackageName, python: Python, about: &Distribution) -> String {
    let filled = |template: &str| {
        template
            .replace("@attribute@", &attribute_name(&attribute(name)))
            .replace("@name@", name.as_ref())
            .replace("@python@", &python::attribute(python))
    };
    let meta = meta(about);
    let (argument, application) = if meta.is_empty() {
        ("", filled(APPLICATION))
    } else {
        ("  lib,\n", with_meta(&filled(APPLICATION), &meta))
    };
    filled(FUNCTION).replace("@lib@", argument) + &application + "\n"
}

/// The application with these lines as its `meta`.
fn with_meta(application: &str, meta: &[String]) -> String {
    let application = application.replace('\n', "\n  ");
    format!("lib.addMetaAttrs\n  {{\n{}\n  }}\n  ({application})", meta.join("\n"))
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
        assert!(Root::parse(&text).errors().is_empty(), "{text}");
        text
    }

    #[test]
    fn the_expression_is_nix_for_every_package() {
        let meta = Meta {
            description: Some("Uses ${HOME}, \"quotes\" and @name@".to_owned()),
            main_program: Some("2to3".to_owned()),
            ..Meta::default()
        };
        let licenses = vec!["MIT".to_owned(), "ISC".to_owned()];
        let about = Distribution { meta, licenses, programs: None };
        let text = of("2to3", &about);
        assert!(
            text.contains("description = \"Uses \\${HOME}, \\\"quotes\\\" and @name@\";"),
            "{text}"
        );
        assert!(text.contains("pythonSet.\"2to3\";"), "{text}");
        assert!(of("python", &about).contains("pythonSet.python_;"));
        let bare = of("a", &Distribution::default());
        assert!(bare.ends_with("\nin\nmkApplication {\n  venv = pythonSet.mkVirtualEnv \"a-env\" workspace.deps.default;\n  package = pythonSet.a;\n}\n"), "{bare}");
    }
}
