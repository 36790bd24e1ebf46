//! What a JSON parameter looks like, in the notation of TypeScript, as most people can read it.

use serde_json::{Map, Value};
use sse_progress::mirror::harmless;

/// What is deeper, or refers to itself, is `…`.
const MAX_DEPTH: usize = 6;

/// More lines than these are cut off.
const MAX_LINES: usize = 40;

/// The lines that show the shape of a value that `property` of `schema` describes. None if there is nothing to
/// show: any value will do.
pub(super) fn lines(property: &Value, schema: &Value) -> Vec<String> {
    let shape = Shape { schema }.of(property, 0);
    if shape == ANY {
        return Vec::new();
    }
    let mut lines: Vec<_> = shape
        .lines()
        .map(|line| harmless(line).into_owned())
        .collect();
    if lines.len() > MAX_LINES {
        lines.truncate(MAX_LINES);
        lines.push("…".to_owned());
    }
    lines
}

const ANY: &str = "any";

struct Shape<'a> {
    /// Where references lead into.
    schema: &'a Value,
}

impl Shape<'_> {
    fn of(&self, property: &Value, depth: usize) -> String {
        if depth > MAX_DEPTH {
            return "…".to_owned();
        }
        let Some(property) = property.as_object() else {
            return ANY.to_owned();
        };
        if let Some(reference) = property.get("$ref").and_then(Value::as_str) {
            let found = reference
                .strip_prefix('#')
                .and_then(|path| self.schema.pointer(path));
            return found.map_or_else(|| ANY.to_owned(), |found| self.of(found, depth + 1));
        }
        if let Some(value) = property.get("const") {
            return value.to_string();
        }
        if let Some(values) = property.get("enum").and_then(Value::as_array) {
            return either(values.iter().map(Value::to_string));
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(choices) = property.get(key).and_then(Value::as_array) {
                return either(choices.iter().map(|choice| self.of(choice, depth + 1)));
            }
        }
        match property.get("type") {
            Some(Value::Array(types)) => {
                let types = types.iter().filter_map(Value::as_str);
                either(types.map(|name| self.of_type(name, property, depth)))
            }
            Some(Value::String(name)) => self.of_type(name, property, depth),
            _ if property.contains_key("properties") => self.object(property, depth),
            _ => ANY.to_owned(),
        }
    }

    fn of_type(&self, name: &str, property: &Map<String, Value>, depth: usize) -> String {
        match name {
            "object" => self.object(property, depth),
            "array" => match property.get("items") {
                Some(items) => {
                    let items = self.of(items, depth + 1);
                    match items.contains(" | ") && !items.ends_with('}') {
                        true => format!("({items})[]"),
                        false => format!("{items}[]"),
                    }
                }
                None => "any[]".to_owned(),
            },
            "string" | "boolean" | "null" | "number" | "integer" => name.to_owned(),
            _ => ANY.to_owned(),
        }
    }

    /// An object with a line for each member, and what it says of it.
    fn object(&self, property: &Map<String, Value>, depth: usize) -> String {
        let members = property.get("properties").and_then(Value::as_object);
        let others = property
            .get("additionalProperties")
            .filter(|others| others.is_object());
        let mut lines = Vec::new();
        for (name, member) in members.into_iter().flatten() {
            let required = property.get("required").and_then(Value::as_array);
            let required = required.is_some_and(|names| names.iter().any(|other| other == name));
            let mark = if required { "" } else { "?" };
            let name = Value::from(name.as_str());
            let about = member
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let about = match about.trim().lines().next() {
                Some(about) => format!("  // {about}"),
                None => String::new(),
            };
            // What is said of an object stands behind its first line.
            let shape = self.of(member, depth + 1);
            let (first, rest) = shape.split_at(shape.find('\n').unwrap_or(shape.len()));
            lines.push(format!("{name}{mark}: {first}{about}{rest}"));
        }
        if let Some(others) = others {
            lines.push(format!("[name]: {}", self.of(others, depth + 1)));
        }
        if lines.is_empty() {
            return "{}".to_owned();
        }
        let lines = lines.join("\n").replace('\n', "\n  ");
        format!("{{\n  {lines}\n}}")
    }
}

/// All that are different, one after the other.
fn either(shapes: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for shape in shapes {
        if !all.contains(&shape) {
            all.push(shape);
        }
    }
    match all.is_empty() {
        true => ANY.to_owned(),
        false => all.join(" | "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_is_shown_with_what_is_in_it() {
        let schema = json!({ "$defs": {
            "Size": { "type": "object", "required": ["width"], "properties": {
                "width": { "type": "integer", "description": "In pixels.\n\nReally." },
                "inner": { "anyOf": [{ "$ref": "#/$defs/Size" }, { "type": "null" }] },
            } },
        } });
        let property = json!({ "type": "object", "required": ["size"], "properties": {
            "size": { "description": "How large.", "$ref": "#/$defs/Size" },
            "tags": { "type": ["array", "null"], "items": { "enum": ["a", "b"] } },
            "more": { "type": "object", "additionalProperties": { "type": "number" } },
        } });
        let lines = lines(&property, &schema);
        for line in [
            "  \"size\": {  // How large.",
            "    \"width\": integer  // In pixels.",
            "  \"tags\"?: (\"a\" | \"b\")[] | null",
            "    [name]: number",
        ] {
            assert!(
                lines.iter().any(|other| other == line),
                "{line} in {lines:#?}"
            );
        }
        assert!(lines.iter().any(|line| line.contains('…')), "{lines:#?}");
    }

    #[test]
    fn nothing_is_shown_of_any_value_and_little_of_what_is_huge() {
        assert_eq!(lines(&json!(true), &json!({})), [""; 0]);
        assert_eq!(lines(&json!({ "$ref": "#/none" }), &json!({})), [""; 0]);
        let members = (0..100).map(|n| (n.to_string(), json!({ "type": "string" })));
        let huge = json!({ "type": "object", "properties": members.collect::<Map<_, _>>() });
        assert_eq!(lines(&huge, &json!({})).len(), MAX_LINES + 1);
    }
}
