//! What PATCH and PUT make of a copy and a body.

use serde_json::Value;

use super::state::Fields;
use super::switches::Switches;

/// What a request may carry but not change.
const READ_ONLY: [&str; 16] = [
    "kind",
    "etag",
    "id",
    "iCalUID",
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "recurringEventId",
    "originalStartTime",
    "hangoutLink",
    "endTimeUnspecified",
    "locked",
    "privateCopy",
    "attendeesOmitted",
];

/// What a replacement leaves as it is.
const IDENTITY: [&str; 10] = [
    "id",
    "iCalUID",
    "created",
    "creator",
    "organizer",
    "recurringEventId",
    "originalStartTime",
    "sequence",
    "hangoutLink",
    "status",
];

/// A copy's own, which nobody else sees.
pub const PRIVATE: [&str; 4] = ["reminders", "colorId", "eventLabelId", "transparency"];

/// PATCH: objects are merged, arrays replaced, null removes.
pub fn patched(old: &Fields, body: &Fields, switches: &Switches) -> Fields {
    let mut new = old.clone();
    for (name, value) in body.iter().filter(|(name, _)| !READ_ONLY.contains(&name.as_str())) {
        merge(&mut new, name, value, switches);
    }
    new
}

fn merge(into: &mut Fields, name: &str, value: &Value, switches: &Switches) {
    match (value, into.get_mut(name)) {
        (Value::Null, _) => {
            into.remove(name);
        }
        (Value::Object(value), Some(Value::Object(old))) => merge_object(old, name, value, switches),
        (Value::Object(value), _) => {
            let mut fresh = Fields::new();
            merge_object(&mut fresh, name, value, switches);
            into.insert(name.to_owned(), fresh.into());
        }
        _ => {
            into.insert(name.to_owned(), value.clone());
        }
    }
}

fn merge_object(old: &mut Fields, name: &str, value: &Fields, switches: &Switches) {
    let properties = matches!(name, "private" | "shared");
    for (inner, value) in value {
        if value.is_null() && properties && !switches.null_removes_property {
            old.insert(inner.clone(), "".into());
        } else {
            merge(old, inner, value, switches);
        }
    }
}

/// PUT: what is left out falls back to its default.
pub fn replaced(old: &Fields, body: &Fields) -> Fields {
    let kept = old.iter().filter(|(name, _)| IDENTITY.contains(&name.as_str()));
    let mut new: Fields = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let given = body.iter().filter(|(name, value)| !READ_ONLY.contains(&name.as_str()) && !value.is_null());
    new.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    new
}

/// What of an event everyone shares: all but the private, the id in the calendar, and the counters.
pub fn shared(fields: &Fields) -> Fields {
    const OWN: [&str; 3] = ["id", "recurringEventId", "updated"];
    let common = fields.iter().filter(|(name, _)| !PRIVATE.contains(&name.as_str()) && !OWN.contains(&name.as_str()));
    let mut common: Fields = common.map(|(name, value)| (name.clone(), value.clone())).collect();
    set_properties(&mut common, "private", None);
    common
}

/// A kind of extended properties.
pub fn properties<'a>(fields: &'a Fields, kind: &str) -> Option<&'a Value> {
    fields.get("extendedProperties")?.get(kind).filter(|value| value.as_object().is_some_and(|map| !map.is_empty()))
}

/// Sets or removes a kind of extended properties, and the whole where nothing is left.
pub fn set_properties(fields: &mut Fields, kind: &str, value: Option<Value>) {
    let mut both = fields.get("extendedProperties").and_then(Value::as_object).cloned().unwrap_or_default();
    both.remove(kind);
    both.retain(|_, value| value.as_object().is_some_and(|map| !map.is_empty()));
    both.extend(value.map(|value| (kind.to_owned(), value)));
    if both.is_empty() {
        fields.remove("extendedProperties");
    } else {
        fields.insert("extendedProperties".to_owned(), both.into());
    }
}
