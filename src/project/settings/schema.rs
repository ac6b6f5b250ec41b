//! The JSON Schema of `[tool.uvnix]`, from the declared keys.
//!
//! <https://json-schema.org/draft-07>: the draft that editors and `SchemaStore` support.

use serde_json::{Map, Value, json};

use super::keys::{ENVIRONMENTS, INDEX, Key, Kind, PACKAGE, Section, TOP};

/// The schema of the table `[tool.uvnix]`. `id` is its address.
#[must_use]
pub fn schema(id: &str) -> Value {
    let mut schema = of_section(&TOP);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["$id"] = json!(id);
    schema["title"] = json!("uvnix");
    schema["description"] = json!("Settings of uvnix, which turns uv.lock into one Nix file.");
    let sections = [&ENVIRONMENTS, &PACKAGE, &INDEX];
    let definitions = sections.map(|section| (section.name.to_owned(), of_section(section)));
    schema["definitions"] = Map::from_iter(definitions).into();
    schema
}

fn of_section(section: &Section) -> Value {
    let properties = section.keys.iter().map(|key| (key.name.to_owned(), of_key(key)));
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": Map::from_iter(properties),
    })
}

fn of_key(key: &Key) -> Value {
    let described = format!("{}. Default: {}.", plain(key.effect), plain(key.default));
    // Beside a reference, draft 7 ignores everything else.
    match of_kind(&key.kind) {
        Value::Object(schema) if schema.contains_key("$ref") => {
            json!({ "description": described, "allOf": [schema] })
        }
        mut schema => {
            schema["description"] = described.into();
            schema
        }
    }
}

fn of_kind(kind: &Kind) -> Value {
    match kind {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Off => json!({ "const": false }),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Text(..) => json!({ "type": "string" }),
        Kind::List(of) => json!({ "type": "array", "items": of_kind(of) }),
        Kind::Table(of) => json!({ "type": "object", "additionalProperties": of_kind(of) }),
        Kind::Section(section) => json!({ "$ref": format!("#/definitions/{}", section.name) }),
        Kind::Or(kinds) => json!({ "anyOf": Vec::from_iter(kinds.iter().map(of_kind)) }),
    }
}

/// Markdown without the addresses of its links.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("](") {
        let (start, label) = before.rsplit_once('[').unwrap_or(("", before));
        text.extend([start, label]);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_its_text() {
        assert_eq!(plain("see [a `b`](../c.md#d), or [e](f)."), "see a `b`, or e.");
    }
}
