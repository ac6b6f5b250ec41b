//! The settings about what a package needs besides Python: libraries of its wheels.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::keys::packages;
use super::nix_path::NixPath;
use super::table::Table;
use super::value::{Read, Unreadable, Value, boolean, list, parsed, word};
use super::word::{MISSING, MissingLibraries};

/// The settings about libraries of one package.
#[derive(Debug, Clone, Default)]
pub struct NativeSettings {
    /// The origins of the libraries that its wheels need.
    pub libraries: AutomaticLibraries,
    /// What happens if nobody provides one of them.
    pub missing_libraries: MissingLibraries,
    /// Whether its wheels use CUDA, if that is stated.
    pub cuda: Option<bool>,
    /// The recipe of nixpkgs that lends libraries and tools to its builds.
    pub recipe: Recipe,
    /// The origins of the libraries that it opens by name when it runs.
    pub runtime_libraries: AutomaticLibraries,
    /// The programs that it calls.
    pub runtime_programs: RuntimePrograms,
}

/// The origins of the libraries that a package needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AutomaticLibraries {
    /// uvnix finds them, except for those of these attributes of nixpkgs.
    Found(BTreeMap<String, NixPath>),
    /// Nothing is added.
    Off,
}

/// The recipe of nixpkgs that lends libraries and tools to the builds of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Recipe {
    /// The one of the same name, for an sdist with native code from an index.
    #[default]
    Found,
    /// The one of the same name.
    SameName,
    /// The one with this attribute in nixpkgs' Python set.
    At(NixPath),
    /// None.
    Off,
}

/// The programs that a package calls when it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RuntimePrograms {
    /// Those that uvnix knows.
    #[default]
    Known,
    /// Those of these attributes of nixpkgs; of none if the list is empty.
    Stated(Vec<NixPath>),
}

impl Default for AutomaticLibraries {
    fn default() -> Self {
        Self::Found(BTreeMap::new())
    }
}

impl AutomaticLibraries {
    /// The libraries for which an attribute is stated.
    pub fn stated(&self) -> impl Iterator<Item = (&String, &NixPath)> {
        let stated = match self {
            Self::Found(stated) => Some(stated),
            Self::Off => None,
        };
        stated.into_iter().flatten()
    }
}

impl NativeSettings {
    pub(super) fn read(table: &Table) -> Self {
        let missing = |value: &Value| word(value, &MISSING);
        Self {
            libraries: table.read(&packages::LIBRARIES, automatic_libraries).unwrap_or_default(),
            missing_libraries: table
                .read(&packages::MISSING_LIBRARIES, missing)
                .unwrap_or_default(),
            cuda: table.read(&packages::CUDA, boolean),
            recipe: table.read(&packages::NATIVE_INPUTS, native_inputs).unwrap_or_default(),
            runtime_libraries: table
                .read(&packages::RUNTIME_LIBRARIES, automatic_libraries)
                .unwrap_or_default(),
            runtime_programs: table
                .read(&packages::RUNTIME_PROGRAMS, runtime_programs)
                .unwrap_or_default(),
        }
    }
}

fn native_inputs(value: &Value) -> Read<Recipe> {
    match value.get_ref() {
        DeValue::Boolean(false) => Ok(Recipe::Off),
        DeValue::String(text) if text == "nixpkgs" => Ok(Recipe::SameName),
        _ => parsed(value).map(Recipe::At),
    }
}

fn runtime_programs(value: &Value) -> Read<RuntimePrograms> {
    match value.get_ref() {
        DeValue::Boolean(true) => Ok(RuntimePrograms::Known),
        DeValue::Boolean(false) => Ok(RuntimePrograms::Stated(Vec::new())),
        _ => list(value, parsed).map(RuntimePrograms::Stated),
    }
}

fn automatic_libraries(value: &Value) -> Read<AutomaticLibraries> {
    match value.get_ref() {
        DeValue::Boolean(true) => Ok(AutomaticLibraries::default()),
        DeValue::Boolean(false) => Ok(AutomaticLibraries::Off),
        DeValue::Table(table) => {
            let stated = table.iter().map(|(name, value)| {
                let library = name.get_ref();
                let fits = |it: u8| it.is_ascii_alphanumeric() || b"+-._@".contains(&it);
                if library.is_empty() || !library.bytes().all(fits) {
                    let message = format!("`{library}` is not the name of a library");
                    return Err(Unreadable { message, span: name.span() });
                }
                Ok((library.to_string(), parsed(value)?))
            });
            stated.collect::<Read<_>>().map(AutomaticLibraries::Found)
        }
        _ => Err(Unreadable::of_this_kind(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::SettingsError;
    use super::super::error::assert_bad_value;
    use super::*;

    fn read(text: &str) -> Result<NativeSettings, SettingsError> {
        Table::read_file(text, |table| NativeSettings::read(&table))
    }

    #[test]
    fn libraries_are_found_unless_stated_or_turned_off() {
        assert_eq!(read("").unwrap().libraries, AutomaticLibraries::default());
        assert_eq!(read("libraries = true").unwrap().libraries, AutomaticLibraries::default());
        assert_eq!(read("libraries = false").unwrap().libraries, AutomaticLibraries::Off);
        let settings = read("libraries = { 'liba.so.1' = 'a.lib' }").unwrap();
        let stated = Vec::from_iter(settings.libraries.stated());
        assert_eq!(
            (stated[0].0.as_str(), stated[0].1.to_string().as_str()),
            ("liba.so.1", "a.lib")
        );
        assert_eq!(
            read("missing-libraries = 'fail'").unwrap().missing_libraries,
            MissingLibraries::Fail
        );
        assert_eq!(read("cuda = false").unwrap().cuda, Some(false));
    }

    #[test]
    fn a_recipe_lends_to_builds_unless_that_is_turned_off() {
        let recipe = |text: &str| read(text).unwrap().recipe;
        assert_eq!(recipe(""), Recipe::Found);
        assert_eq!(recipe("native-inputs = 'nixpkgs'"), Recipe::SameName);
        assert_eq!(recipe("native-inputs = false"), Recipe::Off);
        assert_eq!(
            recipe("native-inputs = 'pygobject3'"),
            Recipe::At("pygobject3".parse().unwrap())
        );
    }

    #[test]
    fn programs_are_known_unless_stated_or_turned_off() {
        let programs = |text: &str| read(text).unwrap().runtime_programs;
        assert_eq!(programs(""), RuntimePrograms::Known);
        assert_eq!(programs("runtime-programs = false"), RuntimePrograms::Stated(Vec::new()));
        let git = RuntimePrograms::Stated(vec!["gitMinimal".parse().unwrap()]);
        assert_eq!(programs("runtime-programs = ['gitMinimal']"), git);
        let opened = read("runtime-libraries = { 'liba.so.1' = 'a' }").unwrap().runtime_libraries;
        assert_eq!(opened.stated().count(), 1);
    }

    #[test]
    fn a_wrong_value_is_refused_where_it_stands() {
        for (key, wrong) in [
            ("libraries", "'libxcb'"),
            ("libraries", "{ 'a b' = 'c' }"),
            ("libraries", "{ 'liba.so' = 'c; d' }"),
            ("missing-libraries", "true"),
            ("cuda", "'yes'"),
            ("native-inputs", "true"),
            ("native-inputs", "'a b'"),
            ("runtime-libraries", "['libmagic.so.1']"),
            ("runtime-programs", "'git'"),
            ("runtime-programs", "['a b']"),
        ] {
            assert_bad_value(key, wrong, read);
        }
    }
}
