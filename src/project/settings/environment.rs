//! `[tool.uvnix.environments]`: the environments of a file, unless the command line selects them.

use super::keys::environments;
use super::table::Table;
use super::value::{Unreadable, any_text, list, parsed};
use crate::environment::{EnvironmentOptions, MarkerValue, Python, SystemName, TargetVersion};

/// The environments of a file. `None`: the value of the command line, or its default.
#[derive(Debug, Clone, Default)]
pub struct EnvironmentSettings {
    /// Pythons.
    pub pythons: Option<Vec<Python>>,
    /// Systems.
    pub systems: Option<Vec<SystemName>>,
    /// The newest glibc that wheels may require on Linux.
    pub glibc: Option<TargetVersion>,
    /// The newest musl that wheels may require on Linux systems with musl.
    pub musl: Option<TargetVersion>,
    /// The newest macOS that wheels may require on Darwin.
    pub macos: Option<TargetVersion>,
    /// Additional marker values for all environments.
    pub markers: Option<Vec<MarkerValue>>,
}

impl EnvironmentSettings {
    /// The options that these settings give alone.
    #[must_use]
    pub fn options(&self) -> EnvironmentOptions {
        let usual = EnvironmentOptions::default();
        EnvironmentOptions {
            pythons: self.pythons.clone().unwrap_or_default(),
            systems: self.systems.clone().unwrap_or_default(),
            glibc: self.glibc.unwrap_or(usual.glibc),
            musl: self.musl.unwrap_or(usual.musl),
            macos: self.macos.unwrap_or(usual.macos),
            markers: self.markers.clone().unwrap_or_default(),
        }
    }

    pub(super) fn read(table: Table) -> Self {
        let settings = Self {
            pythons: table.read(&environments::PYTHON, |it| list(it, parsed)),
            systems: table.read(&environments::SYSTEMS, |it| list(it, parsed)),
            glibc: table.read(&environments::GLIBC, parsed),
            musl: table.read(&environments::MUSL, parsed),
            macos: table.read(&environments::MACOS, parsed),
            markers: table.table(environments::MARKERS.name).as_ref().map(markers),
        };
        table.finish();
        settings
    }
}

fn markers(table: &Table) -> Vec<MarkerValue> {
    let form = "values of marker variables, such as `platform_release = \"24.1.0\"`";
    let entries = table.entries().into_iter();
    let markers = entries.filter_map(|entry| {
        let marker = |value: &_| {
            let marker = format!("{}={}", entry.name(), any_text(value)?);
            marker.parse().map_err(|message: String| Unreadable::new(value, message))
        };
        entry.read(form, marker)
    });
    markers.collect()
}

#[cfg(test)]
mod tests {
    use super::super::SettingsError;
    use super::*;

    fn read(text: &str) -> Result<EnvironmentSettings, SettingsError> {
        Table::read_file(text, EnvironmentSettings::read)
    }

    #[test]
    fn environments_are_written_as_on_the_command_line() {
        let text = r#"
            python = ["3.12", "3.13t"]
            systems = ["x86_64-linux-musl"]
            macos = "13"
            markers = { platform_release = "24.1.0" }
        "#;
        let settings = read(text).unwrap();
        assert_eq!(settings.pythons.unwrap()[1].version(), "3.13t");
        assert_eq!(settings.systems.unwrap()[0].to_string(), "x86_64-linux-musl");
        assert_eq!(settings.macos.unwrap().to_string(), "13.0");
        assert_eq!(settings.markers.unwrap(), ["platform_release=24.1.0".parse().unwrap()]);
    }

    #[test]
    fn what_is_unset_is_left_to_the_command_line() {
        let settings = read("").unwrap();
        assert!(settings.pythons.is_none() && settings.systems.is_none());
        assert!(settings.glibc.is_none() && settings.markers.is_none());
    }

    #[test]
    fn what_is_no_environment_is_refused() {
        for wrong in [
            "python = '3.12'",
            "python = ['two']",
            "systems = ['linux']",
            "glibc = 2.34",
            "markers = { platform_flavour = 'x' }",
            "pythons = []",
        ] {
            assert_eq!(read(wrong).unwrap_err().problems().count(), 1, "{wrong}");
        }
    }
}
