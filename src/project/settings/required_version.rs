//! `required-version`: the versions of uvnix that may generate the file, as in uv.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

use super::error::SettingsProblem;
use super::keys::top;
use super::table::Table;
use super::value::parsed;

/// Whether the settings allow this version of uvnix; reports it if they do not. Another version may know other
/// keys, so the rest is not to be read then.
pub(super) fn is_for_this_version(settings: &Table) -> bool {
    let read = |value: &_| Ok((parsed::<VersionSpecifiers>(value)?, value.span()));
    let Some((required, span)) = settings.read(&top::REQUIRED_VERSION, read) else {
        return true;
    };
    let this = env!("CARGO_PKG_VERSION");
    let is_met = Version::from_str(this).is_ok_and(|this| required.contains(&this));
    if !is_met {
        let required = required.to_string();
        settings.report(vec![SettingsProblem::OtherVersion { required, this, span: span.into() }]);
    }
    is_met
}
