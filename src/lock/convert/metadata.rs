//! What a local package required when it was locked.

use std::str::FromStr;

use indexmap::IndexMap;
use pep440_rs::VersionSpecifiers;

use super::value::{bad_value, extra_name, extra_names, package_name};
use crate::lock::marker::{Marker, check_version};
use crate::lock::metadata::{Metadata, Requirement, Specifiers, specifiers};
use crate::lock::{LockError, Span, wire};
use crate::text::printable::spelled_out;

/// The metadata of the package that is named at a place.
pub(super) fn read(wire: wire::Metadata, span: &Span) -> Result<Metadata, LockError> {
    let extras = wire.provides_extras.into_iter().map(|it| extra_name(it, span));
    Ok(Metadata {
        requirements: wire.requires_dist.iter().map(requirement).collect::<Result<_, _>>()?,
        extras: extras.collect::<Result<_, _>>()?,
        ..of_groups(&wire.requires_dev)?
    })
}

/// The metadata of a root without `[project]`.
pub(super) fn of_groups(
    groups: &IndexMap<String, Vec<wire::Requirement>>,
) -> Result<Metadata, LockError> {
    let groups = groups.iter().map(|(group, requirements)| {
        let span = requirements.first().map_or(0..0, |first| first.name.span());
        let requirements = requirements.iter().map(requirement).collect::<Result<_, _>>()?;
        Ok((extra_name(group.clone(), &span)?, requirements))
    });
    Ok(Metadata { groups: groups.collect::<Result<_, LockError>>()?, ..Metadata::default() })
}

fn requirement(wire: &wire::Requirement) -> Result<Requirement, LockError> {
    let span = wire.name.span();
    let wire::Requirement { git, url, path, directory, editable, r#virtual, .. } = wire;
    let elsewhere = [git, url, path, directory, editable, r#virtual];
    let marker = wire.marker.as_ref().map(|text| {
        Marker::from_str(text.get_ref()).map_err(|message| LockError::BadMarker {
            message: spelled_out(&message),
            span: text.span().into(),
        })
    });
    Ok(Requirement {
        name: package_name(&wire.name)?,
        extras: extra_names(wire.extras.clone(), &span)?.into_iter().collect(),
        specifiers: read_specifiers(wire.specifier.as_deref().unwrap_or_default())
            .map_err(|message| bad_value(message, span))?,
        is_elsewhere: elsewhere.into_iter().any(Option::is_some),
        marker: marker.transpose()?.unwrap_or(Marker::ALWAYS),
    })
}

fn read_specifiers(text: &str) -> Result<Specifiers, String> {
    check_version(text)?;
    let list = VersionSpecifiers::from_str(text).map_err(|error| error.to_string())?;
    Ok(specifiers(&list))
}
