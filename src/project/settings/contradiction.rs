//! Settings that cannot both be followed.

use super::Settings;
use super::error::SettingsProblem;
use super::table::Problems;
use super::uv::{PackageSelection, UvFile, UvSettings};
use super::word::SourcePreference;
use crate::lock::Span;

/// Contradictions within the settings of uv.
pub(super) fn within_uv(uv: &UvSettings) -> Problems {
    let contradiction = |message, first: &Span, second: &Span| SettingsProblem::Contradiction {
        message,
        advice: "keep one of the two; to exempt single packages from it, list them in the \
                 `-package` setting of the other",
        first: first.clone().into(),
        second: Some(second.clone().into()),
    };
    match (&uv.no_binary, &uv.no_build) {
        (PackageSelection::All(binary), PackageSelection::All(build)) => {
            let message = "with both `no-binary` and `no-build`, no package can be installed";
            vec![contradiction(message.to_owned(), binary, build)]
        }
        (PackageSelection::Named(binary), PackageSelection::Named(build)) => {
            let both =
                binary.iter().filter_map(|(name, span)| Some((name, span, build.get(name)?)));
            let problems = both.map(|(name, binary, build)| {
                let message = format!(
                    "`{name}` cannot be installed: it is in both `no-binary-package` and \
                     `no-build-package`"
                );
                contradiction(message, binary, build)
            });
            problems.collect()
        }
        _ => Problems::new(),
    }
}

/// Contradictions between the settings of a package and the settings of uv.
pub(super) fn with_uv(settings: &Settings) -> Problems {
    let contradictions = settings.packages.iter().filter_map(|(name, package)| {
        let source = package.source.as_ref()?;
        let (word, key, place) = match source.get_ref() {
            SourcePreference::Wheel => ("wheel", "no-binary", settings.uv.refuses_wheels(name)?),
            SourcePreference::Sdist => ("sdist", "no-build", settings.uv.refuses_builds(name)?),
        };
        let (file, second) = match settings.uv.file {
            UvFile::Pyproject => ("`[tool.uv]`", Some(place.clone().into())),
            // Its places are those of another text.
            UvFile::UvToml => ("uv.toml", None),
        };
        Some(SettingsProblem::Contradiction {
            message: format!("`source = \"{word}\"` of `{name}` contradicts `{key}` in {file}"),
            advice: "remove one of the two",
            first: source.span().into(),
            second,
        })
    });
    contradictions.collect()
}
