//! What values look like: the shapes that many keys share.

use serde_json::{Value, json};

/// A table: these keys and no others.
pub(super) fn table(description: &str, required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "description": description, "required": required, "properties": properties,
        "additionalProperties": false })
}

/// Tables `[[name]]`.
pub(super) fn tables(description: &str, required: &[&str], properties: Value) -> Value {
    json!({ "type": "array", "description": description, "items": table(description, required, properties) })
}

/// A reference to one of the definitions, with a description of its own.
pub(super) fn like(definition: &str, description: &str) -> Value {
    let reference = json!({ "$ref": format!("#/definitions/{definition}") });
    // Beside a "$ref" nothing counts in draft 7.
    json!({ "description": description, "allOf": [reference] })
}

/// One such value or a list of them.
pub(super) fn some(definition: &str, description: &str) -> Value {
    let one = json!({ "$ref": format!("#/definitions/{definition}") });
    json!({ "description": description, "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
}

/// One line of text.
pub(super) fn text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

/// `true` or `false`.
pub(super) fn flag(description: &str, default: bool) -> Value {
    json!({ "type": "boolean", "description": description, "default": default })
}

/// A whole number between two bounds, both inclusive.
pub(super) fn count(description: &str, least: u32, most: u32) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most, "description": description })
}

/// A length of time.
pub(super) fn length(description: &str, default: &str) -> Value {
    let mut length = like("length", description);
    if !default.is_empty() {
        length["default"] = json!(default);
    }
    length
}

/// One word of a few.
pub(super) fn word<'a>(description: &str, words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<&str> = words.into_iter().collect();
    json!({ "description": description, "enum": words })
}

/// A text of this pattern, with examples that editors offer.
pub(super) fn pattern(description: &str, pattern: &str, examples: &[&str]) -> Value {
    json!({ "type": "string", "description": description, "pattern": pattern, "examples": examples })
}
