//! A table of the settings, read key by key. After an error, reading continues, so that all errors are
//! reported
//! together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pep508_rs::PackageName;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::error::SettingsProblem;
use super::suggestion::closest;
use super::value::{Read, Unreadable, Value, parsed};
use crate::lock::Span;
use crate::text::printable::spelled_out;

/// The errors found so far.
pub(super) type Problems = Vec<SettingsProblem>;

/// A table, with the keys that lead to it.
pub(super) struct Table<'t> {
    path: String,
    entries: &'t DeTable<'t>,
}

/// A key of a table with its value.
pub(super) struct Entry<'t> {
    key: &'t Spanned<Cow<'t, str>>,
    value: &'t Value<'t>,
}

/// A key that names a package.
pub(super) struct PackageEntry<'t> {
    pub(super) name: PackageName,
    pub(super) entry: Entry<'t>,
}

impl<'t> Table<'t> {
    /// All of a file.
    pub(super) fn top(entries: &'t DeTable<'t>) -> Self {
        Self { path: String::new(), entries }
    }

    /// The table under a key, if it exists.
    pub(super) fn table(&self, key: &str, problems: &mut Problems) -> Option<Self> {
        self.table_of(&self.entry(key)?, problems)
    }

    /// The table that is the value of one of its keys.
    pub(super) fn table_of(&self, entry: &Entry<'t>, problems: &mut Problems) -> Option<Self> {
        let DeValue::Table(entries) = entry.value.get_ref() else {
            let unreadable = Unreadable::of_this_kind(entry.value);
            let form = format!("it as the table `[{}]`", self.path_to(entry.name()));
            problems.push(self.bad_value(entry.name(), unreadable, &form));
            return None;
        };
        Some(Self { path: self.path_to(entry.name()), entries })
    }

    /// The tables of a key that is written as `[[key]]`.
    pub(super) fn tables(&self, key: &str, problems: &mut Problems) -> Vec<Self> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let path = self.path_to(key);
        let table = |value: &'t Value<'t>| match value.get_ref() {
            DeValue::Table(entries) => Ok(Self { path: path.clone(), entries }),
            _ => Err(Unreadable::of_this_kind(value)),
        };
        let tables = match entry.value.get_ref() {
            DeValue::Array(values) => values.iter().map(table).collect(),
            _ => Err(Unreadable::of_this_kind(entry.value)),
        };
        tables.unwrap_or_else(|unreadable| {
            problems.push(self.bad_value(key, unreadable, &format!("it as tables `[[{path}]]`")));
            Vec::new()
        })
    }

    /// The value of a key, if it exists and is valid; `form` describes valid values.
    pub(super) fn read<T>(
        &self,
        key: &str,
        form: &str,
        read: impl FnOnce(&'t Value<'t>) -> Read<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        self.read_entry(&self.entry(key)?, form, read, problems)
    }

    /// The value of one of its keys, if it can be read.
    pub(super) fn read_entry<T>(
        &self,
        entry: &Entry<'t>,
        form: &str,
        read: impl FnOnce(&'t Value<'t>) -> Read<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let read = read(entry.value).map_err(|it| self.bad_value(entry.name(), it, form));
        read.map_err(|problem| problems.push(problem)).ok()
    }

    /// One of its keys, read as if it were a value.
    pub(super) fn read_name<T>(
        &self,
        entry: &Entry<'t>,
        form: &str,
        read: impl FnOnce(&Value) -> Read<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let name = Spanned::new(entry.span(), DeValue::String(entry.name().into()));
        let read = read(&name).map_err(|it| self.bad_value(entry.name(), it, form));
        read.map_err(|problem| problems.push(problem)).ok()
    }

    /// The value of a key as written, if it exists.
    pub(super) fn plain(&self, key: &str) -> Option<toml::Value> {
        let value = ValueDeserializer::from(self.entry(key)?.value.clone());
        toml::Value::deserialize(value).ok()
    }

    /// Each key with its value, in the order of the file.
    pub(super) fn entries(&self) -> Vec<Entry<'t>> {
        let entries = self.entries.iter().map(|(key, value)| Entry { key, value });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|entry| entry.span().start);
        entries
    }

    /// Each key as the name of a package.
    pub(super) fn package_entries(&self, problems: &mut Problems) -> Vec<PackageEntry<'t>> {
        let mut packages: Vec<PackageEntry> = Vec::new();
        for entry in self.entries() {
            let Some(name) = self.read_name(&entry, "the name of a package", parsed, problems)
            else {
                continue;
            };
            match packages.iter().find(|other| other.name == name) {
                Some(first) => problems.push(SettingsProblem::Repeated {
                    what: format!("`{}`", self.path_to(name.as_ref())),
                    first: first.entry.span().into(),
                    second: entry.span().into(),
                }),
                None => packages.push(PackageEntry { name, entry }),
            }
        }
        packages
    }

    /// Whether it has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Refuses every key but these.
    pub(super) fn refuse_unknown(&self, known: &[&str], problems: &mut Problems) {
        let unknown = self.entries().into_iter().filter(|entry| !known.contains(&entry.name()));
        problems.extend(unknown.map(|entry| SettingsProblem::UnknownKey {
            key: spelled_out(entry.name()),
            table: self.path.clone(),
            closest: closest(entry.name(), known.iter().copied()).map(str::to_owned),
            known: known.join(", "),
            span: entry.span().into(),
        }));
    }

    /// The tables of a key, each named after a package.
    pub(super) fn by_package<T>(
        &self,
        key: &str,
        read: impl Fn(&Self, Span, &mut Problems) -> T,
        problems: &mut Problems,
    ) -> BTreeMap<PackageName, T> {
        let mut packages = BTreeMap::new();
        let Some(table) = self.table(key, problems) else {
            return packages;
        };
        for package in table.package_entries(problems) {
            if let Some(own) = table.table_of(&package.entry, problems) {
                packages.insert(package.name, read(&own, package.entry.span(), problems));
            }
        }
        packages
    }

    /// Refuses two keys beside each other.
    pub(super) fn refuse_both(
        &self,
        keys: [&str; 2],
        advice: &'static str,
        problems: &mut Problems,
    ) {
        if let [Some(first), Some(second)] = keys.map(|key| self.entry(key)) {
            problems.push(SettingsProblem::Contradiction {
                message: format!("`{}` has both `{}` and `{}`", self.path, keys[0], keys[1]),
                advice,
                first: first.whole_span().into(),
                second: Some(second.whole_span().into()),
            });
        }
    }

    fn entry(&self, key: &str) -> Option<Entry<'t>> {
        self.entries.get_key_value(key).map(|(key, value)| Entry { key, value })
    }

    fn path_to(&self, key: &str) -> String {
        let key = spelled_out(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    fn bad_value(&self, key: &str, unreadable: Unreadable, form: &str) -> SettingsProblem {
        SettingsProblem::BadValue {
            key: self.path_to(key),
            message: spelled_out(&unreadable.message),
            form: form.to_owned(),
            span: unreadable.span.into(),
        }
    }
}

impl Entry<'_> {
    /// Its key.
    pub(super) fn name(&self) -> &str {
        self.key.get_ref()
    }

    /// The place of its key.
    pub(super) fn span(&self) -> Span {
        self.key.span()
    }

    /// The place of its key and its value.
    fn whole_span(&self) -> Span {
        self.key.span().start..self.value.span().end
    }
}
