//! The licenses of a package, by their SPDX identifiers.

use super::metadata::values;

/// The classifiers that mean one license. `BSD License` and the like do not say which version.
///
/// <https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use>,
/// <https://spdx.org/licenses/>
const CLASSIFIERS: [(&str, &str); 16] = [
    ("Apache Software License", "Apache-2.0"),
    ("GNU Affero General Public License v3", "AGPL-3.0-only"),
    ("GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"),
    ("GNU General Public License v2 (GPLv2)", "GPL-2.0-only"),
    ("GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"),
    ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
    ("GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
    ("GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPL-2.0-or-later"),
    ("GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"),
    ("GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPL-3.0-or-later"),
    ("ISC License (ISCL)", "ISC"),
    ("MIT License", "MIT"),
    ("MIT No Attribution License (MIT-0)", "MIT-0"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("The Unlicense (Unlicense)", "Unlicense"),
    ("zlib/libpng License", "Zlib"),
];

/// Identifiers that the free text of `License` may be, besides those of the classifiers.
const IDENTIFIERS: [&str; 5] = ["0BSD", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Python-2.0"];

/// The licenses that the core metadata of a package state; none if that is not certain.
pub(super) fn licenses(metadata: &str) -> Vec<String> {
    let first = |name| values(metadata, name).next();
    if let Some(expression) = first("License-Expression") {
        return identifiers(expression);
    }
    let is_known = |text: &&str| {
        IDENTIFIERS.contains(text) || CLASSIFIERS.iter().any(|(_, identifier)| identifier == text)
    };
    if let Some(identifier) = first("License").filter(is_known) {
        return vec![identifier.to_owned()];
    }
    let names = values(metadata, "Classifier")
        .filter_map(|classifier| classifier.strip_prefix("License :: OSI Approved :: "));
    let identifiers = names.map(|name| {
        let known = CLASSIFIERS.iter().find(|(classifier, _)| *classifier == name);
        known.map(|(_, identifier)| (*identifier).to_owned())
    });
    identifiers.collect::<Option<_>>().unwrap_or_default()
}

/// The identifiers of an SPDX expression; none if it has exceptions or licenses that SPDX does not list.
pub(super) fn identifiers(expression: &str) -> Vec<String> {
    let spaced = expression.replace(['(', ')'], " ");
    let words = spaced.split_whitespace().filter(|word| !matches!(*word, "AND" | "OR"));
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b".-+".contains(&letter);
    let identifiers = words.map(|word| {
        let is_identifier =
            word != "WITH" && !word.starts_with("LicenseRef-") && word.bytes().all(is_plain);
        is_identifier.then(|| word.to_owned())
    });
    identifiers.collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_license_is_an_expression_an_identifier_or_a_classifier_that_means_one() {
        for (fields, expected) in [
            ("License-Expression: MIT", &["MIT"][..]),
            ("License-Expression: (MIT OR Apache-2.0) AND ISC", &["MIT", "Apache-2.0", "ISC"]),
            ("License-Expression: GPL-2.0-only WITH Classpath-exception-2.0", &[]),
            ("License-Expression: LicenseRef-Ours", &[]),
            ("License: BSD-3-Clause", &["BSD-3-Clause"]),
            ("License: see the file", &[]),
            ("License: BSD\nClassifier: License :: OSI Approved :: MIT License", &["MIT"]),
            ("Classifier: License :: OSI Approved :: BSD License", &[]),
            ("\nLicense: MIT", &[]),
        ] {
            assert_eq!(licenses(&format!("Name: a\n{fields}\n")), expected, "{fields}");
        }
    }
}
