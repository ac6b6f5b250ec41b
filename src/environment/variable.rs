//! Marker values from the user that uvnix cannot know.

use std::fmt;
use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::MarkerEnvironment;

/// The value of a marker variable in every environment, such as `platform_release=24.1.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerValue {
    variable: Variable,
    value: String,
}

/// The variables that do not follow from the interpreter and the system, and those that do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variable {
    ImplementationName,
    ImplementationVersion,
    OsName,
    PlatformMachine,
    PlatformPythonImplementation,
    PlatformRelease,
    PlatformSystem,
    PlatformVersion,
    PythonFullVersion,
    PythonVersion,
    SysPlatform,
}

impl Variable {
    const ALL: [(Self, &str); 11] = [
        (Self::ImplementationName, "implementation_name"),
        (Self::ImplementationVersion, "implementation_version"),
        (Self::OsName, "os_name"),
        (Self::PlatformMachine, "platform_machine"),
        (Self::PlatformPythonImplementation, "platform_python_implementation"),
        (Self::PlatformRelease, "platform_release"),
        (Self::PlatformSystem, "platform_system"),
        (Self::PlatformVersion, "platform_version"),
        (Self::PythonFullVersion, "python_full_version"),
        (Self::PythonVersion, "python_version"),
        (Self::SysPlatform, "sys_platform"),
    ];

    const fn is_version(self) -> bool {
        matches!(self, Self::ImplementationVersion | Self::PythonFullVersion | Self::PythonVersion)
    }
}

impl MarkerValue {
    /// The name of the variable, and its value.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &str) {
        let named = Variable::ALL.iter().find(|(variable, _)| *variable == self.variable);
        (named.map_or("", |(_, name)| name), &self.value)
    }

    /// `environment` with this value.
    #[must_use]
    pub fn set(&self, environment: MarkerEnvironment) -> MarkerEnvironment {
        let value = self.value.as_str();
        let version =
            || value.parse::<pep508_rs::StringVersion>().expect("checked when it was read");
        match self.variable {
            Variable::ImplementationName => environment.with_implementation_name(value),
            Variable::ImplementationVersion => environment.with_implementation_version(version()),
            Variable::OsName => environment.with_os_name(value),
            Variable::PlatformMachine => environment.with_platform_machine(value),
            Variable::PlatformPythonImplementation => {
                environment.with_platform_python_implementation(value)
            }
            Variable::PlatformRelease => environment.with_platform_release(value),
            Variable::PlatformSystem => environment.with_platform_system(value),
            Variable::PlatformVersion => environment.with_platform_version(value),
            Variable::PythonFullVersion => environment.with_python_full_version(version()),
            Variable::PythonVersion => environment.with_python_version(version()),
            Variable::SysPlatform => environment.with_sys_platform(value),
        }
    }
}

impl fmt::Display for MarkerValue {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let (name, value) = self.parts();
        write!(formatter, "{name}={value}")
    }
}

impl FromStr for MarkerValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            format!("`{text}` does not have the form NAME=VALUE, such as platform_release=24.1.0")
        })?;
        let known = Variable::ALL.into_iter().find(|(_, known)| *known == name);
        let Some((variable, _)) = known else {
            let known = Variable::ALL.map(|(_, name)| name).join(", ");
            return Err(format!("unknown marker variable `{name}`; known variables are {known}"));
        };
        if value.contains(char::is_control) {
            return Err(format!("the value of {name} has a control character"));
        }
        if variable.is_version() && Version::from_str(value).is_err() {
            return Err(format!("`{value}` is not a version, which {name} requires"));
        }
        Ok(Self { variable, value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_nobody_knows_is_named() {
        assert!("platform_release=24.1.0".parse::<MarkerValue>().is_ok());
        let error = "platform_flavour=x".parse::<MarkerValue>().unwrap_err();
        assert!(error.contains("platform_flavour") && error.contains("platform_release"));
        assert!("python_version=new".parse::<MarkerValue>().is_err());
    }
}
