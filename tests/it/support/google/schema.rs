//! Holds bodies to the API's schemas. Unknown fields are refused, in requests and in the fake's own answers.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::discovery::schema;

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From a client: times may lack an offset, and a patch may say null.
    Request,
    /// From the fake.
    Response,
}

/// What of the body breaks the schema of this name, if anything does.
pub fn violation(name: &str, body: &Value, direction: Direction) -> Option<String> {
    let mut place = name.to_owned();
    check(schema(name), body, direction, &mut place).err()
}

fn check(schema: &Value, body: &Value, direction: Direction, place: &mut String) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return check(super::discovery::schema(name), body, direction, place);
    }
    if body.is_null() && direction == Direction::Request {
        return Ok(());
    }
    match schema["type"].as_str() {
        Some("object") => check_object(schema, body, direction, place),
        Some("array") => {
            let list = body.as_array().ok_or_else(|| format!("{place}: not a list"))?;
            list.iter()
                .try_for_each(|item| within("[]", place, |place| check(&schema["items"], item, direction, place)))
        }
        Some("string") => {
            let text = body.as_str().ok_or_else(|| format!("{place}: not a text"))?;
            check_text(schema["format"].as_str(), text, direction)
                .then_some(())
                .ok_or_else(|| format!("{place}: malformed"))
        }
        Some("integer") => body.as_i64().map(|_| ()).ok_or_else(|| format!("{place}: not a whole number")),
        Some("number") => body.as_f64().map(|_| ()).ok_or_else(|| format!("{place}: not a number")),
        Some("boolean") => body.as_bool().map(|_| ()).ok_or_else(|| format!("{place}: neither true nor false")),
        _ => Ok(()),
    }
}

fn check_object(schema: &Value, body: &Value, direction: Direction, place: &mut String) -> Result<(), String> {
    let map = body.as_object().ok_or_else(|| format!("{place}: not an object"))?;
    let known = &schema["properties"];
    let others = schema.get("additionalProperties");
    for (name, value) in map {
        let of = known.get(name).or(others).ok_or_else(|| format!("Unknown name \"{name}\" at '{place}'"))?;
        within(&format!(".{name}"), place, |place| check(of, value, direction, place))?;
    }
    Ok(())
}

fn within(
    piece: &str,
    place: &mut String,
    check: impl FnOnce(&mut String) -> Result<(), String>,
) -> Result<(), String> {
    let length = place.len();
    place.push_str(piece);
    check(place)?;
    place.truncate(length);
    Ok(())
}

fn check_text(format: Option<&str>, text: &str, direction: Direction) -> bool {
    match format {
        Some("date") => text.parse::<NaiveDate>().is_ok(),
        Some("date-time") => {
            let local = direction == Direction::Request && text.parse::<NaiveDateTime>().is_ok();
            local || DateTime::parse_from_rfc3339(text).is_ok()
        }
        Some("int64") => text.parse::<i64>().is_ok(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_field_is_named_with_its_place() {
        let event = json!({"attendees": [{"email": "a@b.example", "answer": "no"}]});
        let found = violation("Event", &event, Direction::Request);
        assert_eq!(found.as_deref(), Some("Unknown name \"answer\" at 'Event.attendees[]'"));
    }

    #[test]
    fn null_and_a_time_without_offset_are_for_requests_alone() {
        let event = json!({"summary": null, "start": {"dateTime": "2026-03-05T09:00:00"}});
        assert_eq!(violation("Event", &event, Direction::Request), None);
        assert!(violation("Event", &event, Direction::Response).is_some());
    }

    #[test]
    fn free_maps_take_any_name_but_only_texts() {
        let event = |value| json!({"extendedProperties": {"private": {"anything": value}}});
        assert_eq!(violation("Event", &event(json!("text")), Direction::Response), None);
        assert!(violation("Event", &event(json!(7)), Direction::Response).is_some());
    }
}
