//! The comparisons in a marker.
//!
//! `pep508_rs` evaluates most of them. It cannot order texts as the specification does, such as
//! `platform_release >= '20.0'`: two versions compare as versions, and other texts are not ordered.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>

use std::fmt;
use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::{
    ExtraName, ExtraOperator, MarkerEnvironment, MarkerExpression, MarkerOperator, MarkerTree,
    MarkerTreeKind, MarkerValueExtra, MarkerValueString,
};

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Comparison {
    /// An extra is requested, or is not.
    Extra { name: ExtraName, is_requested: bool },
    /// A variable that is a text is ordered before or after a value.
    Order { variable: MarkerValueString, order: Order, value: String },
    /// Any other comparison, as a decision diagram with one node.
    Other(MarkerTree),
}

/// The order of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it is true for these values, if no extra is requested.
    pub(super) fn holds(&self, values: &MarkerEnvironment) -> bool {
        match self {
            Self::Extra { is_requested, .. } => !is_requested,
            Self::Order { variable, order, value } => {
                order.is_between(values.get_string(variable), value)
            }
            Self::Other(tree) => is_true(tree, values),
        }
    }

    /// The comparison as a decision diagram.
    pub(super) fn tree(&self) -> MarkerTree {
        let expression = match self {
            Self::Extra { name, is_requested } => MarkerExpression::Extra {
                operator: match is_requested {
                    true => ExtraOperator::Equal,
                    false => ExtraOperator::NotEqual,
                },
                name: MarkerValueExtra::Extra(name.clone()),
            },
            Self::Order { variable, order, value } => MarkerExpression::String {
                key: variable.clone(),
                operator: order.operator(),
                value: value.clone(),
            },
            Self::Other(tree) => return tree.clone(),
        };
        MarkerTree::expression(expression)
    }
}

/// [`MarkerTree::evaluate`] for one comparison, without its warnings, which take most of its time.
fn is_true(tree: &MarkerTree, values: &MarkerEnvironment) -> bool {
    let next = match tree.kind() {
        MarkerTreeKind::True | MarkerTreeKind::False => tree.clone(),
        MarkerTreeKind::Version(node) => {
            let value = values.get_version(node.key());
            let edge = node.edges().find(|(range, _)| range.contains(value));
            edge.map_or(MarkerTree::FALSE, |(_, next)| next)
        }
        MarkerTreeKind::String(node) => {
            let value = values.get_string(node.key()).to_owned();
            let edge = node.children().find(|(range, _)| range.contains(&value));
            edge.map_or(MarkerTree::FALSE, |(_, next)| next)
        }
        MarkerTreeKind::In(node) => node.edge(node.value().contains(values.get_string(node.key()))),
        MarkerTreeKind::Contains(node) => {
            node.edge(values.get_string(node.key()).contains(node.value()))
        }
        MarkerTreeKind::Extra(node) => node.edge(false),
    };
    next.is_true()
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.tree().try_to_string().unwrap_or_default().fmt(formatter)
    }
}

impl Order {
    /// The order for an operator.
    pub(super) fn of(operator: &str) -> Option<Self> {
        match operator {
            "<" => Some(Self::Less),
            "<=" => Some(Self::LessOrEqual),
            ">" => Some(Self::Greater),
            ">=" => Some(Self::GreaterOrEqual),
            _ => None,
        }
    }

    /// The same order with the sides exchanged.
    pub(super) const fn turned_around(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    const fn operator(self) -> MarkerOperator {
        match self {
            Self::Less => MarkerOperator::LessThan,
            Self::LessOrEqual => MarkerOperator::LessEqual,
            Self::Greater => MarkerOperator::GreaterThan,
            Self::GreaterOrEqual => MarkerOperator::GreaterEqual,
        }
    }

    fn is_between(self, left: &str, right: &str) -> bool {
        match (Version::from_str(left), Version::from_str(right)) {
            (Ok(left), Ok(right)) => match self {
                Self::Less => left < right,
                Self::LessOrEqual => left <= right,
                Self::Greater => left > right,
                Self::GreaterOrEqual => left >= right,
            },
            _ => match self {
                Self::Less | Self::Greater => false,
                Self::LessOrEqual | Self::GreaterOrEqual => left == right,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use pep508_rs::MarkerEnvironmentBuilder;

    use super::super::Marker;
    use super::*;

    fn values(python: &str, system: &str, release: &str) -> MarkerEnvironment {
        let values = MarkerEnvironmentBuilder {
            implementation_name: "cpython",
            implementation_version: python,
            os_name: "posix",
            platform_machine: "x86_64",
            platform_python_implementation: "CPython",
            platform_release: release,
            platform_system: system,
            platform_version: "",
            python_full_version: python,
            python_version: python,
            sys_platform: system,
        };
        values.try_into().unwrap()
    }

    #[test]
    fn texts_are_compared_by_order_as_versions_or_not_at_all() {
        let holds = |marker: &str, release: &str| {
            marker.parse::<Marker>().unwrap().holds(&values("3.12", "linux", release))
        };
        assert!(holds("platform_release >= '9.0'", "24.1"));
        assert!(!holds("platform_release >= '9.0'", ""));
        assert!(!holds("platform_release < '9.0'", ""));
        assert!(holds("sys_platform <= 'linux' and 'linux' >= sys_platform", ""));
        assert!(!holds("sys_platform < 'win32'", ""));
    }

    #[test]
    fn a_comparison_is_true_where_pep508_rs_says_so() {
        for text in [
            "sys_platform == 'linux'",
            "sys_platform != 'linux'",
            "sys_platform in 'linux darwin'",
            "'win' in sys_platform",
            "'win' not in sys_platform",
            "python_version >= '3.12'",
            "python_version == '3.12.*'",
            "python_full_version != '3.12'",
            "implementation_version < '3.12'",
            "extra == 'a'",
            "extra != 'a'",
        ] {
            let tree = MarkerTree::from_str(text).unwrap();
            for python in ["3.11", "3.12", "3.13"] {
                for system in ["linux", "darwin", "win32"] {
                    let values = values(python, system, "");
                    let expected = tree.evaluate(&values, &[]);
                    assert_eq!(Comparison::Other(tree.clone()).holds(&values), expected, "{text}");
                }
            }
        }
    }
}
