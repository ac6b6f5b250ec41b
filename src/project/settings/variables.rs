//! Environment variables among the settings.

use std::collections::BTreeMap;

use super::table::Table;
use super::value::{Read, Unreadable, Value, any_text};

/// Tables of texts, such as environment variables.
pub(super) type Texts = BTreeMap<String, String>;

/// The name of an environment variable that a shell can set.
pub(super) fn variable(value: &Value) -> Read<String> {
    let name = any_text(value)?;
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if starts_well && name.bytes().all(fits) {
        Ok(name)
    } else {
        Err(Unreadable::new(value, format!("`{name}` is not a variable name")))
    }
}

/// What Nix and the builders of nixpkgs read, of the names that look like those of variables.
const OF_NIX: [&str; 2] = ["NIX_ATTRS_JSON_FILE", "NIX_ATTRS_SH_FILE"];

/// The name of a variable that changes nothing but the environment of a build.
///
/// Nix and `mkDerivation` obey attributes such as `outputHash`, `impureEnvVars`, `doCheck` or `buildPhase`:
/// words in camel case, or with two underscores in front.
fn harmless_variable(value: &Value) -> Read<String> {
    let name = variable(value)?;
    let is_word = name.starts_with(|first: char| first.is_ascii_lowercase()) && !name.contains('_');
    if is_word || name.starts_with("__") || OF_NIX.contains(&name.as_str()) {
        let message = format!("`{name}` would change the derivation, not only its environment");
        return Err(Unreadable::new(value, message));
    }
    Ok(name)
}

/// Environment variables with their values.
pub(super) fn variables(table: &Table) -> Texts {
    let mut variables = Texts::new();
    let form = "variables such as `CFLAGS = \"-O2\"`, named with letters, digits and `_`";
    for entry in table.entries() {
        let name = entry.read_name(form, harmless_variable);
        let value = entry.read(form, any_text);
        variables.extend(name.zip(value));
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::settings::value::read;

    #[test]
    fn a_variable_is_a_name_that_a_shell_can_set() {
        assert_eq!(read("'_CC2'", variable).unwrap(), "_CC2");
        for wrong in ["'2CC'", "'C-C'", "''", "'C=$(id)'"] {
            assert!(read(wrong, variable).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_that_nix_obeys_is_not_a_variable() {
        for name in ["CFLAGS", "NIX_CFLAGS_COMPILE", "http_proxy", "npm_config_cache", "_R", "Qt5"]
        {
            assert!(read(&format!("'{name}'"), harmless_variable).is_ok(), "{name}");
        }
        for name in [
            "outputHash",
            "outputHashMode",
            "outputHashAlgo",
            "impureEnvVars",
            "system",
            "builder",
            "args",
            "out",
            "outputs",
            "name",
            "src",
            "passAsFile",
            "allowedReferences",
            "preferLocalBuild",
            "requiredSystemFeatures",
            "exportReferencesGraph",
            "buildPhase",
            "preBuild",
            "doCheck",
            "dontStrip",
            "stdenv",
            "nativeBuildInputs",
            "patches",
            "__structuredAttrs",
            "__noChroot",
            "__impureHostDeps",
            "__darwinAllowLocalNetworking",
            "__contentAddressed",
            "__impure",
            "sandboxProfile",
            "NIX_ATTRS_JSON_FILE",
        ] {
            let error = read(&format!("'{name}'"), harmless_variable).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }
}
