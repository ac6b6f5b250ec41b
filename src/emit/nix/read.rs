//! Reads data back, also data that somebody changed by hand.

use rnix::ast::{Attr, AttrSet, Entry, Expr, HasEntry, InterpolPart, Str};
use rowan::ast::AstNode;

use super::Expression;

/// The expression in `text`; `None` if it is not plain data.
#[must_use]
pub fn read(text: &str) -> Option<Expression<'static>> {
    of(&rnix::Root::parse(text).ok().ok()?.expr()?)
}

fn of(expression: &Expr) -> Option<Expression<'static>> {
    match expression {
        Expr::Str(string) => Some(Expression::string(text_of(string)?)),
        Expr::PathRel(path) => Some(Expression::Path(path.syntax().text().to_string().into())),
        Expr::Ident(word) => match word.syntax().text().to_string().as_str() {
            "true" => Some(Expression::True),
            "null" => Some(Expression::Null),
            _ => None,
        },
        Expr::Literal(number) => {
            number.syntax().text().to_string().parse().ok().map(Expression::Integer)
        }
        Expr::List(list) => {
            list.items().map(|item| of(&item)).collect::<Option<_>>().map(Expression::List)
        }
        Expr::AttrSet(set) => of_set(set),
        _ => None,
    }
}

fn of_set(set: &AttrSet) -> Option<Expression<'static>> {
    let attributes = set.entries().map(|entry| {
        let Entry::AttrpathValue(attribute) = entry else { return None };
        let mut path = attribute.attrpath()?.attrs();
        let (Some(name), None) = (path.next(), path.next()) else { return None };
        let name = match name {
            Attr::Ident(name) => name.ident_token()?.text().to_owned(),
            Attr::Str(name) => text_of(&name)?,
            Attr::Dynamic(_) => return None,
        };
        Some((name.into(), of(&attribute.value()?)?))
    });
    attributes.collect::<Option<_>>().map(Expression::Set)
}

fn text_of(string: &Str) -> Option<String> {
    let parts = string.normalized_parts().into_iter().map(|part| match part {
        InterpolPart::Literal(text) => Some(text),
        InterpolPart::Interpolation(_) => None,
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_data_reads_back() {
        let data = Expression::set([
            Some(("2", Expression::True)),
            Some(("3", Expression::Null)),
            Some(("4", Expression::Integer(5))),
            Some(("list", Expression::strings(["a\"b\n", "${c}"]))),
            Some(("root", Expression::Path("./..".into()))),
        ]);
        let mut text = String::new();
        data.print(0, &mut text);
        assert_eq!(read(&text), Some(data));
    }

    #[test]
    fn code_is_not_data() {
        for code in
            ["x: x", "{ inherit a; }", "\"${a}\"", "rec { }.a", "{ a.b = true; }", "{", "1 + 1"]
        {
            assert_eq!(read(code), None, "{code}");
        }
    }
}
