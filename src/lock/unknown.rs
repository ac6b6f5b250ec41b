//! The keys of a lock file that this uvnix does not know.

use std::fmt;

use serde::Deserialize;
use serde_ignored::Path;

/// The name under which `toml` deserializes a value with its span.
const SPANNED: &str = "$__serde_spanned_private_value";

/// The keys, as paths: `package.0.sdist.invented`.
pub(super) fn keys<'t, Wire: Deserialize<'t>>(text: &'t str) -> Vec<String> {
    let mut unknown = Vec::new();
    if let Ok(deserializer) = toml::Deserializer::parse(text) {
        // Whether the rest can be read is for `Lock::parse` to say.
        let _ = serde_ignored::deserialize::<_, _, Wire>(deserializer, |path| {
            unknown.push(written(&path));
        });
    }
    unknown
}

/// A path without the steps that only the types of this crate have.
fn written(path: &Path<'_>) -> String {
    let below = |parent: &Path<'_>, step: &dyn fmt::Display| match written(parent) {
        parent if parent.is_empty() => step.to_string(),
        parent => format!("{parent}.{step}"),
    };
    match path {
        Path::Root => String::new(),
        Path::Map { parent, key } if key == SPANNED => written(parent),
        Path::Map { parent, key } => below(parent, key),
        Path::Seq { parent, index } => below(parent, index),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => written(parent),
    }
}

#[cfg(test)]
mod tests {
    use crate::lock::wire;

    fn keys(text: &str) -> Vec<String> {
        super::keys::<wire::Lock>(text)
    }

    const PACKAGE: &str = "\
version = 1
[options]
exclude-newer = 2024-01-01T00:00:00Z
depth = { of = [1, -2.5, true] }
[[package]]
name = 'a'
version = '1'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/a-1.tar.gz', size = 1, upload-time = '2024' }
wheels = [{ url = 'https://files.example/a-1-py3-none-any.whl', size = 2, zstd = { size = 1 } }]
[package.metadata]
requires-dist = [{ name = 'b', marker = 'c' }]
requires-dev = { dev = [{ name = 'b' }] }
";

    #[test]
    fn what_is_known_and_says_nothing_is_not_unknown() {
        assert_eq!(keys(PACKAGE), [""; 0]);
    }

    #[test]
    fn what_is_unknown_is_named_as_it_is_written() {
        let text = PACKAGE
            .replace("version = 1\n", "version = 1\ninvented = { size = 1 }\n")
            .replace("size = 1,", "size = 1, invented = 1,")
            .replace("size = 2,", "size = 2, invented = [{ a = 1 }],")
            .replace("[package.metadata]\n", "[package.metadata]\ninvented = true\n");
        let expected = [
            "invented",
            "package.0.metadata.invented",
            "package.0.sdist.invented",
            "package.0.wheels.0.invented",
        ];
        assert_eq!(keys(&text), expected);
    }
}
