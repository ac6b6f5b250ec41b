//! Names and versions.

use pep508_rs::{ExtraName, PackageName};

use crate::lock::marker::{MarkerId, Markers};
use crate::lock::wire::Text;
use crate::lock::{PackageVersion, Span};
use crate::text::address::shown_text;

/// A value that is not what it should be.
pub(in crate::lock) struct BadValue {
    /// The error in the value, as a sentence.
    pub message: String,
    /// Its place.
    pub span: Span,
}

pub(in crate::lock) fn bad_value(message: impl AsRef<str>, span: Span) -> BadValue {
    BadValue { message: shown_text(message.as_ref()), span }
}

pub(in crate::lock) fn package_name(text: &Text) -> Result<PackageName, BadValue> {
    PackageName::new(text.get_ref().clone())
        .map_err(|error| bad_value(error.to_string(), text.span()))
}

/// The name of an extra or a group; `span` is the package or edge that names it.
pub(in crate::lock) fn extra_name(name: String, span: &Span) -> Result<ExtraName, BadValue> {
    ExtraName::new(name).map_err(|error| bad_value(error.to_string(), span.clone()))
}

pub(super) fn extra_names(names: Vec<String>, span: &Span) -> Result<Vec<ExtraName>, BadValue> {
    names.into_iter().map(|name| extra_name(name, span)).collect()
}

pub(in crate::lock) fn package_version(text: Text) -> Result<PackageVersion, BadValue> {
    let span = text.span();
    text.into_inner().try_into().map_err(|message: String| bad_value(message, span))
}

/// The specifiers as they are written, and as a marker.
pub(in crate::lock) fn requires_python(
    text: Text,
    markers: &mut Markers,
) -> Result<(String, MarkerId), BadValue> {
    let span = text.span();
    let text = text.into_inner();
    let python = markers.parse_specifiers(&text);
    Ok((text, python.map_err(|message| bad_value(message, span))?))
}
