//! Environment markers: parsed once, evaluated in one place.
//!
//! A marker is kept in the form in which it was written: comparisons, joined by `and` and `or`. Evaluation
//! takes time in proportion to the length of the marker, for every marker.
//!
//! | file | open it for |
//! |---|---|
//! | `syntax` | the grammar and its errors |
//! | `comparison` | the evaluation of one comparison |
//! | `boundaries` | the patch releases of Python at which the value of a marker changes |
//! | `normal_form` | the canonical text of a marker |
//! | `versions` | the comparisons of versions that need care |
//! | `cases` | the markers of a `pylock.toml`, which depend on extras and dependency groups |
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>

mod boundaries;
mod cases;
mod choice;
mod comparison;
mod normal_form;
mod syntax;
mod versions;

use std::collections::BTreeSet;
use std::ops::Index;
use std::str::FromStr;

use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};
use pep440_rs::VersionSpecifiers;
use pep508_rs::{ExtraName, MarkerEnvironment, MarkerValueVersion};

use crate::lock::formula::{Formula, TooComplex};
pub(crate) use boundaries::PatchReleases;
pub(crate) use choice::PylockChoice;
use comparison::Comparison;
pub(crate) use versions::check_version;

/// A condition on the environment and on the requested extras.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Marker(Expression);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Expression {
    One(Comparison),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl Marker {
    /// True in every environment.
    pub const ALWAYS: Self = Self(Expression::All(Vec::new()));
    /// False in every environment.
    pub const NEVER: Self = Self(Expression::Any(Vec::new()));

    /// The marker that is true for the Pythons that `specifiers` allow. The error is one sentence.
    pub fn of_python(specifiers: &str) -> Result<Self, String> {
        check_version(specifiers)?;
        let specifiers =
            VersionSpecifiers::from_str(specifiers).map_err(|error| error.to_string())?;
        let one = |it| versions::satisfying(&MarkerValueVersion::PythonFullVersion, it);
        Ok(Self::all(specifiers.into_iter().map(one)))
    }

    fn comparison(comparison: Comparison) -> Self {
        match &comparison {
            Comparison::Other(tree) if tree.is_true() => Self::ALWAYS,
            Comparison::Other(tree) if tree.is_false() => Self::NEVER,
            _ => Self(Expression::One(comparison)),
        }
    }

    /// The conjunction.
    pub fn all(markers: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for marker in markers {
            match marker.0 {
                Expression::All(more) => all.extend(more),
                Expression::Any(none) if none.is_empty() => return Self::NEVER,
                one => all.push(one),
            }
        }
        let only = if all.len() == 1 { all.pop() } else { None };
        Self(only.unwrap_or(Expression::All(all)))
    }

    /// The disjunction.
    pub fn any(markers: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for marker in markers {
            match marker.0 {
                Expression::Any(more) => any.extend(more),
                Expression::All(none) if none.is_empty() => return Self::ALWAYS,
                one => any.push(one),
            }
        }
        let only = if any.len() == 1 { any.pop() } else { None };
        Self(only.unwrap_or(Expression::Any(any)))
    }

    /// Whether it is [`Self::ALWAYS`].
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::ALWAYS
    }

    /// True if an extra is requested.
    pub fn of_extra(name: ExtraName) -> Self {
        Self::comparison(Comparison::Extra { name, is_requested: true })
    }

    /// Whether it is true for these values, if these extras are requested.
    #[must_use]
    pub fn holds_with(&self, values: &MarkerEnvironment, extras: &BTreeSet<ExtraName>) -> bool {
        let left = self.evaluate(values, &|it| extras.contains(it).then_some(Formula::ALWAYS));
        left.is_ok_and(|left| left.is_always())
    }

    /// Whether it is true for these values, if no extra is requested.
    #[must_use]
    pub fn holds(&self, values: &MarkerEnvironment) -> bool {
        let left = self.evaluate(values, &|_| None);
        left.is_ok_and(|left| left.is_always())
    }

    /// The condition that remains for these values. `choice` gives the condition for each extra that is a
    /// choice; other extras are not requested.
    ///
    /// # Errors
    /// If the condition of a marker has too many nodes.
    pub fn evaluate(
        &self,
        values: &MarkerEnvironment,
        choice: &dyn Fn(&ExtraName) -> Option<Formula>,
    ) -> Result<Formula, TooComplex> {
        self.0.evaluate(&|comparison| {
            let chosen = match comparison {
                Comparison::Extra { name, is_requested } => {
                    choice(name).map(|chosen| if *is_requested { chosen } else { chosen.not() })
                }
                Comparison::Order { .. } | Comparison::Other(_) => None,
            };
            chosen.unwrap_or_else(|| Formula::constant(comparison.holds(values)))
        })
    }
}

impl Expression {
    fn evaluate(&self, answer: &dyn Fn(&Comparison) -> Formula) -> Result<Formula, TooComplex> {
        match self {
            Self::One(comparison) => Ok(answer(comparison)),
            Self::All(all) => {
                let mut left = Formula::ALWAYS;
                let mut rest = all.iter();
                while let Some(one) = rest.next().filter(|_| !left.is_never()) {
                    left = left.and(&one.evaluate(answer)?);
                    left.check("a marker")?;
                }
                Ok(left)
            }
            Self::Any(any) => {
                let mut left = Formula::NEVER;
                let mut rest = any.iter();
                while let Some(one) = rest.next().filter(|_| !left.is_always()) {
                    left = left.or(&one.evaluate(answer)?);
                    left.check("a marker")?;
                }
                Ok(left)
            }
        }
    }

    fn comparisons(&self) -> Box<dyn Iterator<Item = &Comparison> + '_> {
        match self {
            Self::One(comparison) => Box::new(std::iter::once(comparison)),
            Self::All(parts) | Self::Any(parts) => {
                Box::new(parts.iter().flat_map(Self::comparisons))
            }
        }
    }
}

impl FromStr for Marker {
    type Err = String;

    /// The error is one sentence about the text.
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(syntax::parse(text)?.unwrap_or(Self::ALWAYS))
    }
}

/// A marker of one [`Markers`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkerId(usize);

/// All markers of a lock and of the projects that it describes.
///
/// A lock repeats the same few markers thousands of times: an edge holds a number, and an environment
/// answers all of them in one pass.
#[derive(Debug, Default)]
pub struct Markers {
    texts: IndexMap<String, MarkerId, RandomState>,
    markers: IndexSet<Marker, RandomState>,
}

impl Markers {
    /// The marker that `text` spells.
    ///
    /// # Errors
    /// A sentence about `text`.
    pub fn parse(&mut self, text: &str) -> Result<MarkerId, String> {
        if let Some(&known) = self.texts.get(text) {
            return Ok(known);
        }
        let id = self.intern(text.parse()?);
        self.texts.insert(text.to_owned(), id);
        Ok(id)
    }

    /// Each marker that was read, as it was spelled.
    pub fn texts(&self) -> impl Iterator<Item = (&str, MarkerId)> {
        self.texts.iter().map(|(text, &id)| (text.as_str(), id))
    }

    /// The marker that holds for the Pythons that `specifiers` admit.
    ///
    /// # Errors
    /// A sentence about the specifiers.
    pub fn parse_specifiers(&mut self, specifiers: &str) -> Result<MarkerId, String> {
        Ok(self.intern(Marker::of_python(specifiers)?))
    }

    /// Adds a marker that is not in a file.
    pub fn intern(&mut self, marker: Marker) -> MarkerId {
        MarkerId(self.markers.insert_full(marker).0)
    }

    /// Evaluates all markers in one environment. `choice` gives the condition for extras that are choices.
    ///
    /// # Errors
    /// If the condition of a marker has too many nodes.
    pub fn evaluate(
        &self,
        values: &MarkerEnvironment,
        choice: &dyn Fn(&ExtraName) -> Option<Formula>,
    ) -> Result<Truth, TooComplex> {
        let values = self.markers.iter().map(|marker| marker.evaluate(values, choice));
        Ok(Truth(values.collect::<Result<_, _>>()?))
    }

    /// The patch releases of Python 3 at which some marker changes its answer.
    #[must_use]
    pub fn patch_boundaries(&self) -> PatchReleases {
        boundaries::patch_releases(self.markers.iter().flat_map(|marker| marker.0.comparisons()))
    }
}

impl Index<MarkerId> for Markers {
    type Output = Marker;

    fn index(&self, MarkerId(index): MarkerId) -> &Marker {
        &self.markers[index]
    }
}

/// The markers of a [`Markers`] table in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth(Vec<Formula>);

impl Truth {
    /// When an edge with this marker is followed; an edge without one always is.
    #[must_use]
    pub fn of(&self, marker: Option<MarkerId>) -> &Formula {
        marker.map_or(&Formula::ALWAYS, |MarkerId(index)| &self.0[index])
    }

    /// The values of all markers.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.0.iter()
    }

    /// Whether a marker holds whatever is chosen.
    #[must_use]
    pub fn holds(&self, MarkerId(index): MarkerId) -> bool {
        self.0[index].is_always()
    }
}
