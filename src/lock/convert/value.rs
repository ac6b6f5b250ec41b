//! Names and versions.

use miette::SourceSpan;
use pep508_rs::{ExtraName, PackageName};

use crate::lock::wire::Text;
use crate::lock::{LockError, PackageVersion, Span};
use crate::text::address::shown_text;

pub(super) fn package_name(text: &Text) -> Result<PackageName, LockError> {
    PackageName::new(text.get_ref().clone())
        .map_err(|error| bad_value(error.to_string(), text.span()))
}

/// The name of an extra or a group; `span` is the package or edge that names it.
pub(super) fn extra_name(name: String, span: &Span) -> Result<ExtraName, LockError> {
    ExtraName::new(name).map_err(|error| bad_value(error.to_string(), span.clone()))
}

pub(super) fn extra_names(names: Vec<String>, span: &Span) -> Result<Vec<ExtraName>, LockError> {
    names.into_iter().map(|name| extra_name(name, span)).collect()
}

pub(super) fn package_version(text: Text) -> Result<PackageVersion, LockError> {
    let span = text.span();
    text.into_inner().try_into().map_err(|message: String| bad_value(message, span))
}

pub(super) fn bad_value(message: impl AsRef<str>, span: Span) -> LockError {
    let message = shown_text(message.as_ref());
    LockError::BadValue { message, span: SourceSpan::from(span) }
}
