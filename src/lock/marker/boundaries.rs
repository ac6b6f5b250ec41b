//! The patch releases of Python at which the value of a marker changes.

use std::collections::BTreeSet;
use std::ops::Bound;

use pep440_rs::Version;
use pep508_rs::{MarkerTreeKind, MarkerValueVersion};

use super::comparison::Comparison;

/// The patch releases of Python 3.`minor` at which the value of a comparison changes.
pub(super) fn patch_releases<'c>(
    comparisons: impl Iterator<Item = &'c Comparison>,
    minor: u64,
) -> BTreeSet<u64> {
    let mut boundaries = BTreeSet::new();
    for comparison in comparisons {
        let Comparison::Other(tree) = comparison else { continue };
        let MarkerTreeKind::Version(node) = tree.kind() else { continue };
        match node.key() {
            MarkerValueVersion::PythonFullVersion | MarkerValueVersion::ImplementationVersion => {}
            MarkerValueVersion::PythonVersion => continue,
        }
        for (from, until) in node.edges().flat_map(|(range, _)| range.iter()) {
            boundaries.extend(starts_at(from, minor));
            boundaries.extend(ends_before(until, minor));
        }
    }
    boundaries
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

/// The first patch release of 3.`minor` that an upper bound excludes.
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
    use super::super::Markers;
    use super::*;

    fn boundaries(marker: &str, minor: u64) -> BTreeSet<u64> {
        let mut markers = Markers::default();
        markers.parse(marker).unwrap();
        markers.patch_boundaries(minor)
    }

    #[test]
    fn a_bound_inside_a_minor_is_a_boundary_of_that_minor_only() {
        assert_eq!(boundaries("python_full_version < '3.11.3'", 11), BTreeSet::from([3]));
        assert_eq!(boundaries("python_full_version < '3.11.3'", 12), BTreeSet::from([]));
        assert_eq!(boundaries("python_full_version > '3.11.3'", 11), BTreeSet::from([4]));
        assert_eq!(boundaries("python_full_version == '3.11.3'", 11), BTreeSet::from([3, 4]));
    }

    #[test]
    fn a_bound_between_two_minors_splits_neither() {
        assert_eq!(boundaries("python_full_version >= '3.12'", 11), BTreeSet::from([]));
        assert_eq!(boundaries("python_full_version >= '3.12'", 12), BTreeSet::from([]));
        assert_eq!(boundaries("python_full_version == '3.12.*'", 12), BTreeSet::from([]));
        assert_eq!(boundaries("python_version < '3.12'", 12), BTreeSet::from([]));
    }
}
