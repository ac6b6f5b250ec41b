//! Comparison of printed Nix code with the intended expression.
//!
//! It walks the green tree of the parser, which does not allocate: it runs on every file before it is
//! written.

use rnix::{NixLanguage, SyntaxKind};
use rowan::{GreenNodeData, GreenTokenData, Language, NodeOrToken};

use super::Expression;
use super::escape;

type Element<'g> = NodeOrToken<&'g GreenNodeData, &'g GreenTokenData>;

/// Whether `text` is this attribute set, and nothing else.
#[must_use]
pub fn is_exactly(text: &str, set: &Expression<'_>) -> bool {
    let parsed = rnix::Root::parse(text);
    let syntax = parsed.syntax();
    let root = syntax.green();
    // Whatever follows the text cannot become a part of it: it ends in the bracket, and not in a comment.
    let ends_in_set = matches!(root.children().next_back(), Some(NodeOrToken::Node(_)));
    let mut parts = meaningful(root);
    ends_in_set
        && parsed.errors().is_empty()
        && parts.next().is_some_and(|element| holds(element, set))
        && parts.next().is_none()
}

fn holds(element: Element<'_>, expression: &Expression<'_>) -> bool {
    let NodeOrToken::Node(node) = element else {
        return false;
    };
    match (kind_of_node(node), expression) {
        (SyntaxKind::NODE_STRING, Expression::String(text)) => is_string(node, text),
        (SyntaxKind::NODE_PATH_REL, Expression::Path(path)) => is_token(node, path),
        (SyntaxKind::NODE_IDENT, Expression::True) => is_token(node, "true"),
        (SyntaxKind::NODE_LIST, Expression::List(items)) => {
            let mut elements = between_brackets(node);
            let same = items
                .iter()
                .all(|item| elements.next().is_some_and(|element| holds(element, item)));
            same && elements.next().is_none()
        }
        (SyntaxKind::NODE_ATTR_SET, Expression::Set(attributes)) => {
            let mut elements = between_brackets(node);
            let same = attributes.iter().all(|(name, value)| {
                elements.next().is_some_and(|element| is_attribute(element, name, value))
            });
            same && elements.next().is_none()
        }
        _ => false,
    }
}

/// Whether it is `name = value;`.
fn is_attribute(element: Element<'_>, name: &str, value: &Expression<'_>) -> bool {
    let NodeOrToken::Node(node) = element else {
        return false;
    };
    let mut parts = meaningful(node);
    kind_of_node(node) == SyntaxKind::NODE_ATTRPATH_VALUE
        && parts.next().is_some_and(|path| is_name(path, name))
        && parts.next().is_some_and(|equals| is_text(equals, "="))
        && parts.next().is_some_and(|stated| holds(stated, value))
        && parts.next().is_some_and(|semicolon| is_text(semicolon, ";"))
        && parts.next().is_none()
}

/// Whether it is an attribute path of this one name.
fn is_name(element: Element<'_>, name: &str) -> bool {
    let NodeOrToken::Node(path) = element else {
        return false;
    };
    let mut parts = meaningful(path);
    let (Some(NodeOrToken::Node(only)), None) = (parts.next(), parts.next()) else {
        return false;
    };
    match kind_of_node(only) {
        SyntaxKind::NODE_IDENT => is_token(only, name),
        SyntaxKind::NODE_STRING => is_string(only, name),
        _ => false,
    }
}

/// Whether a string has no interpolation and means `text`.
fn is_string(node: &GreenNodeData, text: &str) -> bool {
    let mut parts = node.children();
    let opens = parts.next().is_some_and(|quote| is_text(quote, "\""));
    let mut end = parts.next();
    let content = match end {
        Some(NodeOrToken::Token(token))
            if kind_of_token(token) == SyntaxKind::TOKEN_STRING_CONTENT =>
        {
            end = parts.next();
            token.text()
        }
        _ => "",
    };
    let closes = end.is_some_and(|quote| is_text(quote, "\""));
    opens && closes && parts.next().is_none() && escape::means(content, text)
}

/// Whether a node is this one token.
fn is_token(node: &GreenNodeData, text: &str) -> bool {
    let mut parts = node.children();
    parts.next().is_some_and(|token| is_text(token, text)) && parts.next().is_none()
}

fn is_text(element: Element<'_>, text: &str) -> bool {
    match element {
        NodeOrToken::Token(token) => token.text() == text,
        NodeOrToken::Node(_) => false,
    }
}

/// The children that are not white space or comments.
fn meaningful(node: &GreenNodeData) -> impl DoubleEndedIterator<Item = Element<'_>> {
    node.children().filter(|child| match child {
        NodeOrToken::Node(_) => true,
        NodeOrToken::Token(token) => !matches!(
            kind_of_token(token),
            SyntaxKind::TOKEN_WHITESPACE | SyntaxKind::TOKEN_COMMENT
        ),
    })
}

fn between_brackets(node: &GreenNodeData) -> impl Iterator<Item = Element<'_>> {
    let mut children = meaningful(node);
    children.next();
    children.next_back();
    children
}

fn kind_of_node(node: &GreenNodeData) -> SyntaxKind {
    NixLanguage::kind_from_raw(node.kind())
}

fn kind_of_token(token: &GreenTokenData) -> SyntaxKind {
    NixLanguage::kind_from_raw(token.kind())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Expression<'static> {
        let names = Expression::strings(["a\"b", "${c}"]);
        Expression::set([
            Some(("2", Expression::True)),
            Some(("names", names)),
            Some(("root", Expression::Path("./.".into()))),
        ])
    }

    fn printed() -> String {
        let mut text = String::new();
        data().print(0, &mut text);
        text
    }

    #[test]
    fn what_was_printed_is_what_was_meant() {
        assert!(is_exactly(&printed(), &data()), "{}", printed());
    }

    #[test]
    fn anything_else_is_not() {
        let text = printed();
        for (from, to) in [
            ("\\${c}", "${c}"),
            ("true", "false"),
            ("\"a", "\"b"),
            ("./.", "./.."),
            ("root =", "other ="),
            ("names =", "names.x ="),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            assert!(!is_exactly(&changed, &data()), "{changed}");
        }
        for more in [" // { }", " { }", "; in", "; a = { }", " # }", "\n# }", " /* }", "\n}"] {
            assert!(!is_exactly(&format!("{text}{more}"), &data()), "{more}");
        }
        for first in ["x: ", "rec ", "{ } // ", "with { }; "] {
            assert!(!is_exactly(&format!("{first}{text}"), &data()), "{first}");
        }
    }
}
