//! Comparisons of texts by order, such as `platform_release >= '20.0'`.
//!
//! According to the specification, two versions compare as versions. Other texts are not ordered: neither
//! is
//! smaller than the other. The decision diagrams of `pep508_rs` cannot express this. Therefore each such
//! comparison is replaced by an extra with a generated name, and evaluated separately.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>

use std::borrow::Cow;
use std::str::FromStr;

use pep440_rs::Version;
use pep508_rs::{MarkerEnvironment, MarkerValueString};

/// A variable, an operator, and a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Comparison {
    variable: MarkerValueString,
    operator: Operator,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds in `environment`.
    pub(super) fn holds(&self, environment: &MarkerEnvironment) -> bool {
        let stated = environment.get_string(&self.variable);
        match (Version::from_str(stated), Version::from_str(&self.value)) {
            (Ok(stated), Ok(value)) => match self.operator {
                Operator::Less => stated < value,
                Operator::LessOrEqual => stated <= value,
                Operator::Greater => stated > value,
                Operator::GreaterOrEqual => stated >= value,
            },
            _ => match self.operator {
                Operator::Less | Operator::Greater => false,
                Operator::LessOrEqual | Operator::GreaterOrEqual => stated == self.value,
            },
        }
    }
}

/// `marker` with each comparison replaced by the result of `name`.
pub(super) fn replace(marker: &str, mut name: impl FnMut(Comparison) -> String) -> Cow<'_, str> {
    if !marker.contains(['<', '>']) {
        return Cow::Borrowed(marker);
    }
    let tokens = tokens(marker);
    let mut text = String::with_capacity(marker.len());
    let mut rest = tokens.as_slice();
    while let Some((&first, after)) = rest.split_first() {
        if let [left, operator, right, beyond @ ..] = rest
            && let Some(comparison) = comparison(left, operator, right)
        {
            text.push_str(&name(comparison));
            rest = beyond;
        } else {
            text.push_str(first);
            rest = after;
        }
        text.push(' ');
    }
    Cow::Owned(text)
}

fn comparison(left: &str, operator: &str, right: &str) -> Option<Comparison> {
    let operator = match operator {
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        _ => return None,
    };
    let (variable, value, operator) = match (variable(left), variable(right)) {
        (Some(variable), None) => (variable, right, operator),
        (None, Some(variable)) => (variable, left, operator.turned_around()),
        _ => return None,
    };
    let value = value.strip_prefix(['\'', '"'])?.strip_suffix(['\'', '"'])?;
    Some(Comparison { variable, operator, value: value.to_owned() })
}

impl Operator {
    const fn turned_around(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// The variables whose values are texts.
fn variable(name: &str) -> Option<MarkerValueString> {
    Some(match name {
        "implementation_name" => MarkerValueString::ImplementationName,
        "os_name" => MarkerValueString::OsName,
        "platform_machine" => MarkerValueString::PlatformMachine,
        "platform_python_implementation" => MarkerValueString::PlatformPythonImplementation,
        "platform_release" => MarkerValueString::PlatformRelease,
        "platform_system" => MarkerValueString::PlatformSystem,
        "platform_version" => MarkerValueString::PlatformVersion,
        "sys_platform" => MarkerValueString::SysPlatform,
        _ => return None,
    })
}

/// Words, operators, parentheses, and texts with their quotes.
fn tokens(marker: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = marker.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |index| index + 2),
            '(' | ')' => 1,
            _ => {
                let is_operator = |character: char| "<>=!~".contains(character);
                let kind = is_operator(first);
                let ends = |character: char| {
                    character.is_whitespace()
                        || "()'\"".contains(character)
                        || is_operator(character) != kind
                };
                rest.find(ends).unwrap_or(rest.len())
            }
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(marker: &str) -> (String, Vec<Comparison>) {
        let mut comparisons = Vec::new();
        let text = replace(marker, |comparison| {
            comparisons.push(comparison);
            "X".to_owned()
        });
        (text.trim_end().to_owned(), comparisons)
    }

    #[test]
    fn only_comparisons_of_texts_by_order_leave_the_marker() {
        let marker = "(platform_release>='20.0' and python_version < '3') or '1' < os_name";
        let (text, comparisons) = replaced(marker);
        assert_eq!(text, "( X and python_version < '3' ) or X");
        assert_eq!(comparisons[0].operator, Operator::GreaterOrEqual);
        assert_eq!(comparisons[1].operator, Operator::Greater);
        assert_eq!(replaced("os_name == '<'").0, "os_name == '<'");
        assert_eq!(replaced("sys_platform not in 'a b'").0, "sys_platform not in 'a b'");
    }
}
