//! Environment markers: parsed once, evaluated once an environment.
//!
//! A lock repeats the same few markers thousands of times. [`Markers`] keeps one canonical tree of
//! each, so that an edge holds a number, and an environment answers all of them in one pass.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>

mod comparison;
mod environment_part;

use std::collections::BTreeSet;
use std::ops::{Bound, Index};
use std::str::FromStr;

use indexmap::{IndexMap, IndexSet};
use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::{
    ExtraName, MarkerEnvironment, MarkerExpression, MarkerTree, MarkerTreeKind, MarkerValueVersion,
    MarkerWarningKind,
};

use crate::lock::formula::Formula;
use comparison::Comparison;

/// A marker of one [`Markers`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkerId(usize);

/// All markers of a lock and of the projects that it describes.
#[derive(Debug, Default)]
pub struct Markers {
    texts: IndexMap<String, MarkerId>,
    trees: IndexSet<MarkerTree>,
    comparisons: IndexMap<ExtraName, Comparison>,
}

/// How deep the parentheses of a marker can be nested.
const DEEPEST: usize = 200;

impl Markers {
    /// The marker that `text` spells. The error is one sentence about `text`.
    ///
    /// The parser follows parentheses down the stack, and no marker that means something goes so deep.
    pub fn parse(&mut self, text: &str) -> Result<MarkerId, String> {
        if let Some(&known) = self.texts.get(text) {
            return Ok(known);
        }
        if depth(text) > DEEPEST {
            return Err(format!("parentheses are nested more than {DEEPEST} levels deep"));
        }
        let comparisons = &mut self.comparisons;
        let without_comparisons = comparison::replace(text, |comparison| {
            let known = comparisons.values().position(|it| *it == comparison);
            let name = format!("comparison-{}", known.unwrap_or(comparisons.len()));
            let extra = ExtraName::new(name.clone()).expect("a valid name");
            comparisons.insert(extra, comparison);
            format!("extra == '{name}'")
        });
        let mut ignored = |_: MarkerWarningKind, _: String| {};
        let tree = MarkerTree::parse_reporter(&without_comparisons, &mut ignored)
            .map_err(|error| error.message.to_string())?;
        let id = self.intern(tree);
        self.texts.insert(text.to_owned(), id);
        Ok(id)
    }

    /// Each marker that was read, as it was spelled.
    pub fn texts(&self) -> impl Iterator<Item = (&str, MarkerId)> {
        self.texts.iter().map(|(text, &id)| (text.as_str(), id))
    }

    /// The part of a marker that is about the environment, if the choices for which `is_made` is true are
    /// made.
    /// `None`: no such part.
    #[must_use]
    pub fn environment_part(
        &self,
        MarkerId(index): MarkerId,
        is_made: &dyn Fn(&ExtraName) -> bool,
    ) -> Option<String> {
        environment_part::of(&self.trees[index], is_made)
    }

    /// The marker that holds for the Pythons that `specifiers` admit.
    pub fn parse_specifiers(&mut self, specifiers: &str) -> Result<MarkerId, String> {
        let specifiers =
            VersionSpecifiers::from_str(specifiers).map_err(|error| error.to_string())?;
        let mut tree = MarkerTree::TRUE;
        for specifier in specifiers {
            tree.and(MarkerTree::expression(MarkerExpression::Version {
                key: MarkerValueVersion::PythonFullVersion,
                specifier,
            }));
        }
        Ok(self.intern(tree))
    }

    /// The marker of a tree that was made rather than read.
    pub fn intern(&mut self, tree: MarkerTree) -> MarkerId {
        MarkerId(self.trees.insert_full(tree).0)
    }

    /// Evaluates all markers in one environment. `extra` gives the condition for extras that are choices.
    pub fn evaluate(
        &self,
        environment: &MarkerEnvironment,
        choice: &dyn Fn(&ExtraName) -> Option<Formula>,
    ) -> Truth {
        let extra = |name: &ExtraName| match self.comparisons.get(name) {
            Some(comparison) if comparison.holds(environment) => Formula::ALWAYS,
            Some(_) => Formula::NEVER,
            None => choice(name).unwrap_or(Formula::NEVER),
        };
        Truth(self.trees.iter().map(|tree| Formula::of(tree, environment, &extra)).collect())
    }

    /// The patch releases of Python 3.`minor` at which some marker changes its answer.
    #[must_use]
    pub fn patch_boundaries(&self, minor: u64) -> BTreeSet<u64> {
        let mut boundaries = BTreeSet::new();
        let mut seen = IndexSet::new();
        for tree in &self.trees {
            collect_boundaries(tree, minor, &mut boundaries, &mut seen);
        }
        boundaries
    }
}

/// How deep parentheses are nested in a text.
fn depth(text: &str) -> usize {
    let depths = text.bytes().scan(0_usize, |depth, byte| {
        *depth = match byte {
            b'(' => *depth + 1,
            b')' => depth.saturating_sub(1),
            _ => *depth,
        };
        Some(*depth)
    });
    depths.max().unwrap_or_default()
}

impl Index<MarkerId> for Markers {
    type Output = MarkerTree;

    fn index(&self, MarkerId(index): MarkerId) -> &MarkerTree {
        &self.trees[index]
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

    /// Whether a marker holds whatever is chosen.
    #[must_use]
    pub fn holds(&self, MarkerId(index): MarkerId) -> bool {
        self.0[index].is_always()
    }
}

fn collect_boundaries(
    tree: &MarkerTree,
    minor: u64,
    boundaries: &mut BTreeSet<u64>,
    seen: &mut IndexSet<MarkerTree>,
) {
    if !seen.insert(tree.clone()) {
        return;
    }
    let mut children = Vec::new();
    match tree.kind() {
        MarkerTreeKind::True | MarkerTreeKind::False => {}
        MarkerTreeKind::Version(node) => {
            let inside_a_minor = match node.key() {
                MarkerValueVersion::PythonFullVersion
                | MarkerValueVersion::ImplementationVersion => true,
                MarkerValueVersion::PythonVersion => false,
            };
            for (range, branch) in node.edges() {
                if inside_a_minor {
                    boundaries.extend(range.iter().flat_map(|(from, until)| {
                        [starts_at(from, minor), ends_before(until, minor)].into_iter().flatten()
                    }));
                }
                children.push(branch);
            }
        }
        MarkerTreeKind::String(node) => children.extend(node.children().map(|(_, branch)| branch)),
        MarkerTreeKind::In(node) => children.extend(node.children().map(|(_, branch)| branch)),
        MarkerTreeKind::Contains(node) => {
            children.extend(node.children().map(|(_, branch)| branch));
        }
        MarkerTreeKind::Extra(node) => children.extend(node.children().map(|(_, branch)| branch)),
    }
    for child in children {
        collect_boundaries(&child, minor, boundaries, seen);
    }
}

/// The first patch release of 3.`minor` that a lower bound allows, if the bound is inside this minor
/// version.
fn starts_at(bound: &Bound<Version>, minor: u64) -> Option<u64> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(version) => first_patch(version, minor, |patch| patch >= version),
        Bound::Excluded(version) => first_patch(version, minor, |patch| patch > version),
    }
}

/// The first patch release of 3.`minor` that an upper bound leaves out.
fn ends_before(bound: &Bound<Version>, minor: u64) -> Option<u64> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(version) => first_patch(version, minor, |patch| patch > version),
        Bound::Excluded(version) => first_patch(version, minor, |patch| patch >= version),
    }
}

fn first_patch(version: &Version, minor: u64, admits: impl Fn(&Version) -> bool) -> Option<u64> {
    let [3, its_minor, rest @ ..] = version.release() else {
        return None;
    };
    if *its_minor != minor {
        return None;
    }
    let patch = rest.first().copied().unwrap_or(0);
    [patch, patch + 1]
        .into_iter()
        .find(|&patch| admits(&Version::new([3, minor, patch])))
        .filter(|&patch| patch > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundaries(marker: &str, minor: u64) -> Vec<u64> {
        let mut markers = Markers::default();
        markers.parse(marker).unwrap();
        markers.patch_boundaries(minor).into_iter().collect()
    }

    #[test]
    fn a_bound_inside_a_minor_is_a_boundary_of_that_minor_only() {
        assert_eq!(boundaries("python_full_version < '3.11.3'", 11), [3]);
        assert_eq!(boundaries("python_full_version < '3.11.3'", 12), []);
        assert_eq!(boundaries("python_full_version > '3.11.3'", 11), [4]);
        assert_eq!(boundaries("python_full_version == '3.11.3'", 11), [3, 4]);
    }

    #[test]
    fn a_bound_between_two_minors_splits_neither() {
        assert_eq!(boundaries("python_full_version >= '3.12'", 11), []);
        assert_eq!(boundaries("python_full_version >= '3.12'", 12), []);
        assert_eq!(boundaries("python_full_version == '3.12.*'", 12), []);
        assert_eq!(boundaries("python_version < '3.12'", 12), []);
    }

    #[test]
    fn texts_are_compared_by_order_as_versions_or_not_at_all() {
        let holds = |marker: &str, release: &str| {
            let mut markers = Markers::default();
            let id = markers.parse(marker).unwrap();
            let environment = pep508_rs::MarkerEnvironmentBuilder {
                implementation_name: "cpython",
                implementation_version: "3.12.0",
                os_name: "posix",
                platform_machine: "x86_64",
                platform_python_implementation: "CPython",
                platform_release: release,
                platform_system: "Linux",
                platform_version: "",
                python_full_version: "3.12.0",
                python_version: "3.12",
                sys_platform: "linux",
            };
            markers.evaluate(&environment.try_into().unwrap(), &|_| None).holds(id)
        };
        assert!(holds("platform_release >= '9.0'", "24.1"));
        assert!(!holds("platform_release >= '9.0'", ""));
        assert!(!holds("platform_release < '9.0'", ""));
        assert!(holds("sys_platform <= 'linux' and 'linux' >= sys_platform", ""));
        assert!(!holds("sys_platform < 'win32'", ""));
    }

    #[test]
    fn a_marker_that_would_overflow_the_stack_is_refused() {
        let nested = |depth: usize| {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            Markers::default().parse(&format!("{open}sys_platform == 'linux'{close}"))
        };
        assert!(nested(200).is_ok());
        assert!(nested(100_000).unwrap_err().contains("parentheses"));
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let error = Markers::default().parse("python_flavour == 'x'").unwrap_err();
        assert!(error.contains("python_flavour"), "{error}");
    }
}
