//! Parses the text of a marker, which can come from untrusted input.
//!
//! The grammar is that of the specification. `pep508_rs` panics on some texts, and needs exponential time
//! and memory for others. Therefore it only gets single comparisons of a known variable, a known operator
//! and a text. A comparison that uv ignores is ignored here: of two texts, or of a version with a text that
//! is not a version.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#grammar>

use std::fmt;
use std::str::FromStr;

use pep508_rs::{ExtraName, MarkerTree, MarkerValueString, MarkerValueVersion, MarkerWarningKind};

use super::Marker;
use super::choice::{EXTRA, GROUP, stand_in};
use super::comparison::{Comparison, Order};
use super::versions;
use crate::text::printable::shortened;

/// The longest marker, in bytes. The longest that uv wrote for real projects has about 2,000.
const LONGEST_MARKER: usize = 100_000;
/// The deepest nesting of parentheses. The parser is recursive.
const DEEPEST: usize = 200;

/// The marker; `None` if every comparison is ignored. The error is one sentence.
pub(super) fn parse(text: &str) -> Result<Option<Marker>, String> {
    parse_with(text, kind_of)
}

/// The marker of a package in a `pylock.toml`, which can depend on extras and dependency groups: `'a' in extras`
/// is an extra with the made-up name `extra-a`.
pub(super) fn parse_with_sets(text: &str) -> Result<Option<Marker>, String> {
    parse_with(text, kind_in_pylock)
}

fn parse_with(text: &str, kind_of: fn(&str) -> Option<Kind>) -> Result<Option<Marker>, String> {
    if text.len() > LONGEST_MARKER {
        return Err(format!("the marker is longer than {LONGEST_MARKER} bytes"));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { rest: &tokens, depth: 0, kind_of };
    let marker = parser.any()?;
    match parser.rest.first() {
        None => Ok(marker),
        Some(token) => {
            Err(format!("found {token} where `and`, `or` or the end of the marker is expected"))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Open,
    Close,
    /// A variable, or a word such as `and`.
    Word(&'t str),
    Operator(&'t str),
    /// A text, with its quotes.
    Quoted(&'t str),
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Open => formatter.write_str("`(`"),
            Self::Close => formatter.write_str("`)`"),
            Self::Word(text) | Self::Operator(text) | Self::Quoted(text) => {
                write!(formatter, "`{}`", shortened(text))
            }
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let is_operator = |character: char| "<>=!~".contains(character);
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end_of = |ends: &dyn Fn(char) -> bool| rest.find(ends).unwrap_or(rest.len());
        let end = match first {
            '(' | ')' => 1,
            '\'' | '"' => match rest[1..].find(first) {
                Some(index) => index + 2,
                None => return Err(format!("the text `{}` has no closing quote", shortened(rest))),
            },
            _ if is_operator(first) => end_of(&|it| !is_operator(it)),
            _ => end_of(&|it| it.is_whitespace() || is_operator(it) || "()'\"".contains(it)),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(match first {
            '(' => Token::Open,
            ')' => Token::Close,
            '\'' | '"' => Token::Quoted(token),
            _ if is_operator(first) => Token::Operator(token),
            _ => Token::Word(token),
        });
        rest = after.trim_start();
    }
    Ok(tokens)
}

struct Parser<'t> {
    rest: &'t [Token<'t>],
    depth: usize,
    /// The type of each variable that the marker can have.
    kind_of: fn(&str) -> Option<Kind>,
}

impl<'t> Parser<'t> {
    /// `marker_or`
    fn any(&mut self) -> Result<Option<Marker>, String> {
        let markers = self.separated_by("or", Self::all)?;
        Ok((!markers.is_empty()).then(|| Marker::any(markers)))
    }

    /// `marker_and`
    fn all(&mut self) -> Result<Option<Marker>, String> {
        let markers = self.separated_by("and", Self::one)?;
        Ok((!markers.is_empty()).then(|| Marker::all(markers)))
    }

    fn separated_by(
        &mut self,
        word: &str,
        one: impl Fn(&mut Self) -> Result<Option<Marker>, String>,
    ) -> Result<Vec<Marker>, String> {
        let mut markers = Vec::from_iter(one(self)?);
        while self.rest.first() == Some(&Token::Word(word)) {
            self.rest = &self.rest[1..];
            markers.extend(one(self)?);
        }
        Ok(markers)
    }

    /// `marker_expr`
    fn one(&mut self) -> Result<Option<Marker>, String> {
        if self.rest.first() != Some(&Token::Open) {
            let (left, operator, right) = (self.side()?, self.operator()?, self.side()?);
            return comparison(left, &operator, right);
        }
        if self.depth == DEEPEST {
            return Err(format!("the marker's parentheses are nested more than {DEEPEST} deep"));
        }
        self.next();
        self.depth += 1;
        let marker = self.any()?;
        self.depth -= 1;
        match self.next() {
            Some(Token::Close) => Ok(marker),
            Some(token) => Err(format!("found {token} where `and`, `or` or `)` is expected")),
            None => Err("the marker has no closing parenthesis".to_owned()),
        }
    }

    fn side(&mut self) -> Result<Side<'t>, String> {
        match self.next() {
            Some(Token::Quoted(text)) => Ok(Side::Quoted(text)),
            Some(Token::Word(name)) => match (self.kind_of)(name) {
                Some(kind) => Ok(Side::Variable(name, kind)),
                None => Err(format!("`{}` is not a marker variable", shortened(name))),
            },
            Some(token) => Err(format!("found {token} where a variable or a text is expected")),
            None => Err("the marker ends where a variable or a text is expected".to_owned()),
        }
    }

    fn operator(&mut self) -> Result<String, String> {
        const OPERATORS: [&str; 7] = ["==", "!=", "<=", ">=", "<", ">", "~="];
        match self.next() {
            Some(Token::Operator(operator)) if OPERATORS.contains(&operator) => {
                Ok(operator.to_owned())
            }
            Some(Token::Word("in")) => Ok("in".to_owned()),
            Some(Token::Word("not")) if self.next() == Some(Token::Word("in")) => {
                Ok("not in".to_owned())
            }
            Some(token) => Err(format!("found {token} where an operator is expected")),
            None => Err("the marker ends where an operator is expected".to_owned()),
        }
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }
}

/// One side of an operator.
#[derive(Clone)]
enum Side<'t> {
    Variable(&'t str, Kind),
    Quoted(&'t str),
}

/// The type of a variable.
#[derive(Clone)]
enum Kind {
    Version(MarkerValueVersion),
    Text,
    Extra,
    /// The names that are chosen; the start of the made-up extras that they become.
    Set(&'static str),
}

fn kind_of(variable: &str) -> Option<Kind> {
    match variable {
        "implementation_version" => Some(Kind::Version(MarkerValueVersion::ImplementationVersion)),
        "python_full_version" => Some(Kind::Version(MarkerValueVersion::PythonFullVersion)),
        "python_version" => Some(Kind::Version(MarkerValueVersion::PythonVersion)),
        "extra" => Some(Kind::Extra),
        _ => text_variable(variable).map(|_| Kind::Text),
    }
}

/// The same for the marker of a package in a `pylock.toml`.
///
/// <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>
fn kind_in_pylock(variable: &str) -> Option<Kind> {
    match variable {
        "extras" => Some(Kind::Set(EXTRA)),
        "dependency_groups" => Some(Kind::Set(GROUP)),
        "extra" => None,
        _ => kind_of(variable),
    }
}

/// The variables whose values are texts, with their names in older specifications.
fn text_variable(name: &str) -> Option<MarkerValueString> {
    Some(match name {
        "implementation_name" => MarkerValueString::ImplementationName,
        "os_name" | "os.name" => MarkerValueString::OsName,
        "platform_machine" | "platform.machine" => MarkerValueString::PlatformMachine,
        "platform_python_implementation"
        | "platform.python_implementation"
        | "python_implementation" => MarkerValueString::PlatformPythonImplementation,
        "platform_release" => MarkerValueString::PlatformRelease,
        "platform_system" => MarkerValueString::PlatformSystem,
        "platform_version" | "platform.version" => MarkerValueString::PlatformVersion,
        "sys_platform" | "sys.platform" => MarkerValueString::SysPlatform,
        _ => return None,
    })
}

/// The meaning of a comparison; `None` if it is ignored.
fn comparison(left: Side<'_>, operator: &str, right: Side<'_>) -> Result<Option<Marker>, String> {
    let (variable, kind, quoted, is_reversed) = match (left, right) {
        (Side::Variable(variable, kind), Side::Quoted(quoted)) => (variable, kind, quoted, false),
        (Side::Quoted(quoted), Side::Variable(variable, kind)) => (variable, kind, quoted, true),
        _ => return Ok(None),
    };
    let value = &quoted[1..quoted.len() - 1];
    let one = |comparison| Ok(Some(Marker::comparison(comparison)));
    match (kind, Order::of(operator), text_variable(variable)) {
        (Kind::Extra, ..) => Ok(extra(operator, value)),
        (Kind::Set(prefix), ..) if is_reversed => set(variable, prefix, operator, value).map(Some),
        (Kind::Set(_), ..) => Err(not_a_member(variable)),
        (Kind::Text, Some(order), Some(variable)) => {
            let order = if is_reversed { order.turned_around() } else { order };
            one(Comparison::Order { variable, order, value: value.to_owned() })
        }
        (Kind::Version(key), ..) => {
            versions::check_version(value)?;
            match operator {
                "~=" => Ok(versions::compatible(&key, value)),
                "in" if !is_reversed => Ok(versions::one_of(&key, value)),
                "not in" if !is_reversed => Ok(versions::none_of(&key, value)),
                _ => other(variable, operator, quoted, is_reversed),
            }
        }
        (Kind::Text, ..) => other(variable, operator, quoted, is_reversed),
    }
}

fn extra(operator: &str, value: &str) -> Option<Marker> {
    let is_requested = match operator {
        "==" => true,
        "!=" => false,
        _ => return None,
    };
    Some(requested(value, is_requested))
}

fn requested(extra: &str, is_requested: bool) -> Marker {
    match ExtraName::from_str(extra) {
        Ok(name) => Marker::comparison(Comparison::Extra { name, is_requested }),
        // An extra cannot have this name.
        Err(_) if is_requested => Marker::NEVER,
        Err(_) => Marker::ALWAYS,
    }
}

/// Whether a name is in a set.
fn set(variable: &str, prefix: &str, operator: &str, name: &str) -> Result<Marker, String> {
    let is_requested = match operator {
        "in" => true,
        "not in" => false,
        _ => return Err(not_a_member(variable)),
    };
    let name = ExtraName::from_str(name).map_err(|error| error.to_string())?;
    Ok(requested(&stand_in(prefix, &name), is_requested))
}

fn not_a_member(variable: &str) -> String {
    format!("`{variable}` has to be compared as in `'name' in {variable}`")
}

fn other(
    variable: &str,
    operator: &str,
    quoted: &str,
    is_reversed: bool,
) -> Result<Option<Marker>, String> {
    let text = if is_reversed {
        format!("{quoted} {operator} {variable}")
    } else {
        format!("{variable} {operator} {quoted}")
    };
    let mut is_ignored = false;
    let mut report = |_: MarkerWarningKind, _: String| is_ignored = true;
    let tree = MarkerTree::parse_reporter(&text, &mut report)
        .map_err(|error| error.message.to_string())?;
    Ok((!is_ignored).then(|| Marker::comparison(Comparison::Other(tree))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_writes_is_refused_in_words() {
        for (text, message) in [
            ("", "the marker ends where a variable"),
            ("os_name == 'a' é", "`é` where `and`, `or` or the end"),
            ("os_name == 'a", "no closing quote"),
            ("(os_name == 'a'", "no closing parenthesis"),
            ("os_name === 'a'", "`===` where an operator"),
            ("os_name not 'a'", "where an operator"),
            ("python_flavour == 'x'", "`python_flavour` is not a marker variable"),
            ("python_version > '3.18446744073709551615'", "more than 9 digits"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
        let versions = format!("python_version in '{}'", "3.1 ".repeat(1000));
        assert!(parse(&versions).unwrap_err().contains("longer than 1000 bytes"));
    }

    #[test]
    fn parentheses_are_followed_so_deep_only_that_the_stack_lasts() {
        let nested = |depth: usize| {
            let (open, close) = ("(".repeat(depth), ")".repeat(depth));
            parse(&format!("{open}sys_platform == 'linux'{close}"))
        };
        assert!(nested(200).is_ok());
        assert!(nested(10_000).unwrap_err().contains("parentheses"));
    }

    #[test]
    fn a_marker_that_fills_memory_is_refused_before_it_is_read() {
        let long = vec!["os_name == 'a'"; 100_000].join(" or ");
        assert_eq!(parse(&long).unwrap_err(), "the marker is longer than 100000 bytes");
    }

    #[test]
    fn what_uv_ignores_is_ignored() {
        for text in ["'a' == 'b'", "os_name == sys_platform", "python_version > 'new'"] {
            assert_eq!(parse(text), Ok(None), "{text}");
            let with = format!("os_name == 'a' or {text}");
            assert_eq!(parse(&with), parse("os_name == 'a'"), "{with}");
        }
    }
}
