//! A table of the settings, read key by key. It remembers each key that it is asked for, and refuses the
//! rest in the end. A problem with one key does not keep the others from being read: all are reported
//! together.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::error::{SettingsError, SettingsProblem};
use super::keys::{FLAG, Key};
use super::value::{Read, Unreadable, Value, boolean, parsed};
use crate::lock::Span;
use crate::text::address::shown_text;
use crate::text::closest::closest;
use crate::text::printable::spelled_out;

/// What is wrong with a file.
pub(super) type Problems = Vec<SettingsProblem>;

/// A table, with the keys that lead to it.
pub(super) struct Table<'t> {
    path: String,
    entries: &'t DeTable<'t>,
    asked: RefCell<BTreeSet<String>>,
    problems: &'t RefCell<Problems>,
}

/// A key of a table with its value.
pub(super) struct Entry<'e, 't> {
    table: &'e Table<'t>,
    key: &'t Spanned<Cow<'t, str>>,
    value: &'t Value<'t>,
}

impl<'t> Table<'t> {
    /// Reads the text of a file, unless something is wrong with it.
    pub(super) fn read_file<T>(
        text: &str,
        read: impl FnOnce(Table) -> T,
    ) -> Result<T, SettingsError> {
        match DeTable::parse(text) {
            Ok(file) => Self::read_parsed(file.get_ref(), read),
            Err(error) => Err(SettingsProblem::not_toml(&error).into()),
        }
    }

    /// Reads a file, unless something is wrong with it. The rest of its top table is not refused.
    pub(super) fn read_parsed<T>(
        file: &DeTable<'_>,
        read: impl FnOnce(Table) -> T,
    ) -> Result<T, SettingsError> {
        let problems = RefCell::default();
        let read = read(Table::new(String::new(), file, &problems));
        SettingsError::unless_none(problems.into_inner())?;
        Ok(read)
    }

    fn new(path: String, entries: &'t DeTable<'t>, problems: &'t RefCell<Problems>) -> Self {
        Self { path, entries, asked: RefCell::default(), problems }
    }

    /// The table of a key, if it is there.
    pub(super) fn table(&self, key: &str) -> Option<Self> {
        self.entry(key)?.table()
    }

    /// The tables of a key that is written as `[[key]]`.
    pub(super) fn tables(&self, key: &str) -> Vec<Self> {
        let path = self.path_to(key);
        let table = |value: &'t Value<'t>| match value.get_ref() {
            DeValue::Table(entries) => Ok(Self::new(path.clone(), entries, self.problems)),
            _ => Err(Unreadable::of_this_kind(value)),
        };
        let tables = |value: &'t Value<'t>| match value.get_ref() {
            DeValue::Array(values) => values.iter().map(table).collect(),
            _ => Err(Unreadable::of_this_kind(value)),
        };
        self.read_as(key, &format!("it as tables `[[{path}]]`"), tables).unwrap_or_default()
    }

    /// The value of a declared key, if it is there and can be read.
    pub(super) fn read<T>(
        &self,
        key: &Key,
        read: impl FnOnce(&'t Value<'t>) -> Read<T>,
    ) -> Option<T> {
        self.read_as(key.name, key.form, read)
    }

    /// The same for a key of another tool; `form` says what it has to be.
    pub(super) fn read_as<T>(
        &self,
        key: &str,
        form: &str,
        read: impl FnOnce(&'t Value<'t>) -> Read<T>,
    ) -> Option<T> {
        self.entry(key)?.read(form, read)
    }

    /// `true` or `false`, if the key is there.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.read_as(key, FLAG, boolean)
    }

    /// The value of a key as it is written, if it is there.
    pub(super) fn plain(&self, key: &str) -> Option<toml::Value> {
        let value = ValueDeserializer::from(self.entry(key)?.value.clone());
        toml::Value::deserialize(value).ok()
    }

    /// Each key with its value, in the order of the file.
    pub(super) fn entries(&self) -> Vec<Entry<'_, 't>> {
        let entries = self.entries.iter().map(|(key, value)| Entry { table: self, key, value });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|entry| entry.span().start);
        entries
    }

    /// The values of a key, each under the name of a package.
    pub(super) fn by_package<T>(
        &self,
        key: &str,
        read: impl Fn(&Entry<'_, 't>) -> Option<T>,
    ) -> BTreeMap<PackageName, T> {
        let mut packages = BTreeMap::new();
        let mut first_spans: BTreeMap<PackageName, Span> = BTreeMap::new();
        for entry in self.table(key).iter().flat_map(Self::entries) {
            let Some(name) = entry.read_name("the name of a package", parsed::<PackageName>) else {
                continue;
            };
            if let Some(first) = first_spans.get(&name) {
                self.problems.borrow_mut().push(SettingsProblem::Repeated {
                    what: format!("`{}`", entry.table.path_to(name.as_ref())),
                    first: first.clone().into(),
                    second: entry.span().into(),
                });
                continue;
            }
            first_spans.insert(name.clone(), entry.span());
            packages.extend(read(&entry).map(|read| (name, read)));
        }
        packages
    }

    /// Whether it has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Refuses two keys beside each other.
    pub(super) fn refuse_both(&self, keys: [&Key; 2], advice: &'static str) {
        if let [Some(first), Some(second)] = keys.map(|key| self.entry(key.name)) {
            self.problems.borrow_mut().push(SettingsProblem::Contradiction {
                message: format!(
                    "`{}` has both `{}` and `{}`",
                    self.path, keys[0].name, keys[1].name
                ),
                advice,
                first: first.whole_span().into(),
                second: Some(second.whole_span().into()),
            });
        }
    }

    /// Refuses every key that nobody asked for.
    pub(super) fn finish(self) {
        let asked = self.asked.borrow();
        let known = || asked.iter().map(String::as_str);
        let unknown = self.entries().into_iter().filter(|entry| !asked.contains(entry.name()));
        self.problems.borrow_mut().extend(unknown.map(|entry| SettingsProblem::UnknownKey {
            key: spelled_out(entry.name()),
            table: self.path.clone(),
            closest: closest(entry.name(), known()).map(str::to_owned),
            known: Vec::from_iter(known()).join(", "),
            span: entry.span().into(),
        }));
    }

    /// Adds problems that do not come from one value alone.
    pub(super) fn report(&self, problems: Problems) {
        self.problems.borrow_mut().extend(problems);
    }

    fn entry(&self, key: &str) -> Option<Entry<'_, 't>> {
        self.asked.borrow_mut().insert(key.to_owned());
        let (key, value) = self.entries.get_key_value(key)?;
        Some(Entry { table: self, key, value })
    }

    fn path_to(&self, key: &str) -> String {
        let key = spelled_out(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }
}

impl<'t> Entry<'_, 't> {
    /// Its key.
    pub(super) fn name(&self) -> &'t str {
        self.key.get_ref()
    }

    /// Where its key stands.
    pub(super) fn span(&self) -> Span {
        self.key.span()
    }

    /// Its value, if it can be read.
    pub(super) fn read<T>(
        &self,
        form: &str,
        read: impl FnOnce(&'t Value<'t>) -> Read<T>,
    ) -> Option<T> {
        self.unless_refused(read(self.value), form)
    }

    /// Its key, read as if it were a value.
    pub(super) fn read_name<T>(
        &self,
        form: &str,
        read: impl FnOnce(&Value) -> Read<T>,
    ) -> Option<T> {
        let name = Spanned::new(self.span(), DeValue::String(self.name().into()));
        self.unless_refused(read(&name), form)
    }

    /// The table that is its value.
    pub(super) fn table(&self) -> Option<Table<'t>> {
        let path = self.table.path_to(self.name());
        let form = format!("it as the table `[{path}]`");
        let table = |value: &'t Value<'t>| match value.get_ref() {
            DeValue::Table(entries) => Ok(Table::new(path, entries, self.table.problems)),
            _ => Err(Unreadable::of_this_kind(value)),
        };
        self.read(&form, table)
    }

    fn unless_refused<T>(&self, read: Read<T>, form: &str) -> Option<T> {
        let refuse = |unreadable: Unreadable| SettingsProblem::BadValue {
            key: self.table.path_to(self.name()),
            message: shown_text(&unreadable.message),
            form: form.to_owned(),
            span: unreadable.span.into(),
        };
        let read = read.map_err(refuse);
        read.map_err(|problem| self.table.problems.borrow_mut().push(problem)).ok()
    }

    /// Where its key and its value stand.
    fn whole_span(&self) -> Span {
        self.key.span().start..self.value.span().end
    }
}
