//! Errors of the settings.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceSpan};
use thiserror::Error;

use crate::text::address::shown_text;

/// All that is wrong with the settings of one file, in its order; never nothing.
#[derive(Debug, Error)]
#[error("{}", .first)]
pub struct SettingsError {
    first: Box<SettingsProblem>,
    others: Vec<SettingsProblem>,
}

/// One thing that is wrong with the settings.
#[derive(Debug, Error, Diagnostic)]
pub enum SettingsProblem {
    /// Not TOML.
    #[error("invalid TOML: {message}")]
    #[diagnostic(
        code(uvnix::settings::not_toml),
        help("fix the file; run `uv lock --check` to see whether uv can read it")
    )]
    NotToml {
        /// The message of the parser.
        message: String,
        /// Where it stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// Settings for another version of uvnix.
    #[error("this project requires uvnix {required}, and this is uvnix {this}")]
    #[diagnostic(
        code(uvnix::settings::required_version),
        help("use a uvnix of such a version, or change `required-version`")
    )]
    OtherVersion {
        /// The versions.
        required: String,
        /// This version.
        this: &'static str,
        /// Where they are required.
        #[label("this setting")]
        span: SourceSpan,
    },

    /// A key that no setting has.
    #[error("unknown key `{key}` in `{table}`{}", did_you_mean(.closest.as_deref()))]
    #[diagnostic(code(uvnix::settings::unknown_key), help("known keys of `{table}`: {known}"))]
    UnknownKey {
        /// The key.
        key: String,
        /// The table that contains it.
        table: String,
        /// The known key that looks most like it.
        closest: Option<String>,
        /// All that are known.
        known: String,
        /// The place of the key.
        #[label("this key")]
        span: SourceSpan,
    },

    /// A value of the wrong form.
    #[error("invalid value of `{key}`: {message}")]
    #[diagnostic(code(uvnix::settings::bad_value), help("write {form}"))]
    BadValue {
        /// The key.
        key: String,
        /// The error in the value.
        message: String,
        /// The form that it must have.
        form: String,
        /// Its place.
        #[label("this value")]
        span: SourceSpan,
    },

    /// A package that is not locked.
    #[error("package `{package}` is not in the lock file{}", did_you_mean(.closest.as_deref()))]
    #[diagnostic(
        code(uvnix::settings::unknown_package),
        help("remove these settings, or add the package to the project and lock it again")
    )]
    UnknownPackage {
        /// Its name.
        package: String,
        /// The locked package whose name looks most like it.
        closest: Option<String>,
        /// Where it is named.
        #[label("this package")]
        span: SourceSpan,
    },

    /// An index without an address.
    #[error("index `{index}` has no URL{}", did_you_mean(.closest.as_deref()))]
    #[diagnostic(
        code(uvnix::settings::unknown_index),
        help("set its `url`, or use the name of an index in `[[tool.uv.index]]`")
    )]
    UnknownIndex {
        /// Its name.
        index: String,
        /// The index of uv whose name looks most like it.
        closest: Option<String>,
        /// Where it is named.
        #[label("this index")]
        span: SourceSpan,
    },

    /// The same thing, defined twice.
    #[error("{what} is defined twice")]
    #[diagnostic(code(uvnix::settings::repeated), help("keep one of the two"))]
    Repeated {
        /// The repeated key.
        what: String,
        /// Where it is first.
        #[label("first definition")]
        first: SourceSpan,
        /// Where it is again.
        #[label("second definition")]
        second: SourceSpan,
    },

    /// Two settings that cannot both be followed.
    #[error("{message}")]
    #[diagnostic(code(uvnix::settings::contradiction), help("{advice}"))]
    Contradiction {
        /// The contradiction.
        message: String,
        /// The help text.
        advice: &'static str,
        /// The place of the first setting.
        #[label("this setting")]
        first: SourceSpan,
        /// The place of the second setting, unless it is in another file.
        #[label("contradicts this one")]
        second: Option<SourceSpan>,
    },
}

impl SettingsProblem {
    pub(super) fn not_toml(error: &toml::de::Error) -> Self {
        Self::NotToml {
            message: shown_text(error.message()),
            span: error.span().map(SourceSpan::from),
        }
    }

    /// Its first byte in the file.
    fn place(&self) -> usize {
        let first = self.labels().and_then(|mut labels| labels.next());
        first.map_or(0, |label| label.offset())
    }
}

impl From<SettingsProblem> for SettingsError {
    fn from(problem: SettingsProblem) -> Self {
        Self { first: Box::new(problem), others: Vec::new() }
    }
}

impl SettingsError {
    /// The problems of one file as an error, if there are any.
    pub(super) fn unless_none(mut problems: Vec<SettingsProblem>) -> Result<(), Self> {
        problems.sort_by_key(SettingsProblem::place);
        let mut problems = problems.into_iter();
        match problems.next() {
            Some(first) => Err(Self { first: Box::new(first), others: problems.collect() }),
            None => Ok(()),
        }
    }

    /// Each of them.
    pub fn problems(&self) -> impl Iterator<Item = &SettingsProblem> {
        std::iter::once(&*self.first).chain(&self.others)
    }
}

/// Shown as its first problem, with the others beside it: so one place is always shown.
impl Diagnostic for SettingsError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.first.code()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.first.help()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.first.labels()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let others = self.others.iter().map(|other| other as &dyn Diagnostic);
        (!self.others.is_empty()).then(|| Box::new(others) as _)
    }
}

/// Fails unless a value is refused where it stands.
#[cfg(test)]
pub(super) fn assert_bad_value<T>(
    key: &str,
    value: &str,
    read: impl Fn(&str) -> Result<T, SettingsError>,
) {
    let text = format!("{key} = {value}");
    let error = read(&text).err().unwrap();
    let problems = Vec::from_iter(error.problems());
    let [SettingsProblem::BadValue { span, .. }] = problems[..] else {
        panic!("{text}: {problems:?}");
    };
    assert!(span.offset() > key.len(), "{text}");
}

fn did_you_mean(closest: Option<&str>) -> String {
    closest.map(|closest| format!(", did you mean `{closest}`?")).unwrap_or_default()
}
