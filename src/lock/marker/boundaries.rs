//! The patch releases of Python at which the value of a marker changes.

use std::collections::BTreeSet;
use std::ops::Bound;

use pep440_rs::Version;
use pep508_rs::{MarkerTreeKind, MarkerValueVersion};

use super::comparison::Comparison;

/// Minor versions of Python 3, each with a patch release.
pub(crate) type PatchReleases = BTreeSet<(u64, u64)>;

/// The patch releases of Python 3 at which the value of a comparison changes.
pub(super) fn patch_releases<'c>(
    comparisons: impl Iterator<Item = &'c Comparison>,
) -> PatchReleases {
    let mut boundaries = PatchReleases::new();
    for comparison in comparisons {
        let Comparison::Other(tree) = comparison else { continue };
        let MarkerTreeKind::Version(node) = tree.kind() else { continue };
        match node.key() {
            MarkerValueVersion::PythonFullVersion | MarkerValueVersion::ImplementationVersion => {}
            MarkerValueVersion::PythonVersion => continue,
        }
        for (from, until) in node.edges().flat_map(|(range, _)| range.iter()) {
            boundaries.extend(starts_at(from));
            boundaries.extend(ends_before(until));
        }
    }
    boundaries
}

/// The first patch release that a lower bound allows, if the bound is inside a minor version.
fn starts_at(bound: &Bound<Version>) -> Option<(u64, u64)> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(version) => first_patch(version, |patch| patch >= version),
        Bound::Excluded(version) => first_patch(version, |patch| patch > version),
    }
}

/// The first patch release that an upper bound excludes.
fn ends_before(bound: &Bound<Version>) -> Option<(u64, u64)> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(version) => first_patch(version, |patch| patch > version),
        Bound::Excluded(version) => first_patch(version, |patch| patch >= version),
    }
}

fn first_patch(version: &Version, admits: impl Fn(&Version) -> bool) -> Option<(u64, u64)> {
    let &[3, minor, ref rest @ ..] = version.release() else {
        return None;
    };
    let patch = rest.first().copied().unwrap_or(0);
    [patch, patch + 1]
        .into_iter()
        .find(|&patch| admits(&Version::new([3, minor, patch])))
        .filter(|&patch| patch > 0)
        .map(|patch| (minor, patch))
}

#[cfg(test)]
mod tests {
    use super::super::Markers;
    use super::*;

    fn boundaries(marker: &str, minor: u64) -> BTreeSet<u64> {
        let mut markers = Markers::default();
        markers.parse(marker).unwrap();
        let all = markers.patch_boundaries();
        all.range((minor, 0)..=(minor, u64::MAX)).map(|(_, patch)| *patch).collect()
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
