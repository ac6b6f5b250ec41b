//! The canonical text of a marker.
//!
//! `pep508_rs` builds it from a decision diagram and the paths through the diagram. Both can be
//! exponentially larger than the marker. The markers that uv writes have small diagrams. A marker with a
//! large diagram keeps the form in which it was written.

use std::fmt;

use indexmap::IndexMap;
use pep508_rs::{ExtraName, MarkerTree, MarkerTreeKind};

use super::comparison::Comparison;
use super::{Expression, Marker};

/// The largest number of nodes in a diagram. The product of two such diagrams is still cheap.
const MOST_NODES: usize = 100;
/// The largest number of paths through a diagram. Each is a part of the text.
const MOST_PATHS: usize = 500;

impl Marker {
    /// The canonical text; `None`: it is true in every environment.
    #[must_use]
    pub fn normal_form(&self) -> Option<String> {
        match self.0.tree() {
            // `pep508_rs` writes `python_version`, and reads that as `python_full_version`.
            Some(tree) if tree.is_false() => Some("python_full_version < '0'".to_owned()),
            Some(tree) => tree.try_to_string(),
            None => Some(self.0.to_string()),
        }
    }

    /// The canonical text of the part about the environment, if exactly the choices for which `is_made` is
    /// true are made; `None`: no such part.
    #[must_use]
    pub fn environment_part(&self, is_made: &dyn Fn(&ExtraName) -> bool) -> Option<String> {
        Self(self.0.without_choices(is_made)).normal_form()
    }
}

impl Expression {
    /// The decision diagram, if it is not too large.
    fn tree(&self) -> Option<MarkerTree> {
        let (parts, start, join): (_, _, fn(&mut MarkerTree, MarkerTree)) = match self {
            Self::One(comparison) => return Some(comparison.tree()),
            Self::All(parts) => (parts, MarkerTree::TRUE, MarkerTree::and),
            Self::Any(parts) => (parts, MarkerTree::FALSE, MarkerTree::or),
        };
        let mut tree = start;
        for part in parts {
            join(&mut tree, part.tree()?);
            paths(&tree, &mut IndexMap::new()).filter(|paths| *paths <= MOST_PATHS)?;
        }
        Some(tree)
    }

    fn without_choices(&self, is_made: &dyn Fn(&ExtraName) -> bool) -> Self {
        let parts = |parts: &[Self]| {
            let left = parts.iter().map(|part| Marker(part.without_choices(is_made)));
            Vec::from_iter(left)
        };
        match self {
            Self::One(Comparison::Extra { name, is_requested }) => {
                if is_made(name) == *is_requested { Marker::ALWAYS.0 } else { Marker::NEVER.0 }
            }
            Self::One(comparison) => Self::One(comparison.clone()),
            Self::All(all) => Marker::all(parts(all)).0,
            Self::Any(any) => Marker::any(parts(any)).0,
        }
    }
}

/// The form in which it was written, with parentheses around each conjunction and disjunction inside.
impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let (parts, word) = match self {
            Self::One(comparison) => return comparison.fmt(formatter),
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        let parts = parts.iter().map(|part| match part {
            Self::One(comparison) => comparison.to_string(),
            Self::All(_) | Self::Any(_) => format!("({part})"),
        });
        Vec::from_iter(parts).join(word).fmt(formatter)
    }
}

/// The number of paths through a diagram that end in `true`; `None` if it has too many nodes. `known` are
/// its nodes.
fn paths(tree: &MarkerTree, known: &mut IndexMap<MarkerTree, usize>) -> Option<usize> {
    if tree.is_true() || tree.is_false() {
        return Some(usize::from(tree.is_true()));
    }
    if let Some(&paths) = known.get(tree) {
        return Some(paths);
    }
    if known.len() == MOST_NODES {
        return None;
    }
    known.insert(tree.clone(), 0);
    let mut sum: usize = 0;
    for child in children(tree) {
        sum = sum.saturating_add(paths(&child, known)?);
    }
    known.insert(tree.clone(), sum);
    Some(sum)
}

fn children(tree: &MarkerTree) -> Vec<MarkerTree> {
    match tree.kind() {
        MarkerTreeKind::True | MarkerTreeKind::False => Vec::new(),
        MarkerTreeKind::Version(node) => node.edges().map(|(_, child)| child).collect(),
        MarkerTreeKind::String(node) => node.children().map(|(_, child)| child).collect(),
        MarkerTreeKind::In(node) => node.children().map(|(_, child)| child).collect(),
        MarkerTreeKind::Contains(node) => node.children().map(|(_, child)| child).collect(),
        MarkerTreeKind::Extra(node) => node.children().map(|(_, child)| child).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CPU: &str = "extra == 'extra-3-app-cpu'";
    const GPU: &str = "extra == 'extra-3-app-gpu'";

    #[test]
    fn choices_leave_what_is_asked_of_the_environment() {
        let part = |text: &str| {
            let marker: Marker = text.parse().unwrap();
            marker.environment_part(&|name| name.as_ref() == "extra-3-app-cpu")
        };
        let linux = Some("sys_platform == 'linux'".to_owned());
        assert_eq!(part(CPU), None);
        let either = format!("(sys_platform == 'linux' and {CPU}) or (os_name == 'nt' and {GPU})");
        assert_eq!(part(&either), linux);
        assert_eq!(part("sys_platform == 'linux' and extra != 'extra-3-app-gpu'"), linux);
        assert_eq!(part("platform_release < '9'").as_deref(), Some("platform_release < '9'"));
    }

    #[test]
    fn a_marker_whose_diagram_explodes_keeps_its_own_form() {
        let pair = |index| format!("('a{index}' in os_name or 'b{index}' in sys_platform)");
        let text = Vec::from_iter((0..40).map(pair)).join(" and ");
        let marker: Marker = text.parse().unwrap();
        let form = marker.normal_form().unwrap();
        assert_eq!(form, text);
        assert_eq!(form.parse(), Ok(marker));
        let never: Marker = "os_name == 'a' and os_name == 'b'".parse().unwrap();
        assert_eq!(never.normal_form().as_deref(), Some("python_full_version < '0'"));
    }
}
