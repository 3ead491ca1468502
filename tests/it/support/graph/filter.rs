//! The part of `$filter`, `$orderby` and `$expand` that events understand; anything else is refused.

use serde_json::{Map, Value};

use super::call::Fail;
use super::seen::Seen;

type Row = (Seen, Map<String, Value>);

/// Comparisons, all of which must hold.
pub struct Condition(Vec<Term>);

enum Term {
    /// A property, an operator, a literal.
    Compares(String, String, Value),
    /// `categories/any(c:c eq '…')`.
    Category(String),
    /// `singleValueExtendedProperties/any(ep:ep/id eq '…' and ep/value eq '…')`.
    Property(String, String),
}

/// Reads a `$filter`.
pub fn read(text: &str) -> Result<Condition, Fail> {
    split(text).into_iter().map(term).collect::<Option<Vec<_>>>().map(Condition).ok_or_else(|| {
        Fail::new(
            400,
            "ErrorInvalidUrlQueryFilter",
            &format!("The query filter contains one or more invalid nodes: {text}"),
        )
    })
}

impl Condition {
    /// Whether a copy meets it.
    pub fn holds(&self, seen: &Seen, row: &Map<String, Value>) -> bool {
        self.0.iter().all(|term| match term {
            Term::Compares(path, operator, literal) => compare(at(row, path), operator, literal),
            Term::Category(name) => seen.meeting.categories.contains(name),
            Term::Property(id, value) => {
                seen.meeting.properties.iter().any(|(key, held)| key.eq_ignore_ascii_case(id) && held == value)
            }
        })
    }
}

/// Sorts by a `$orderby`.
pub fn order(rows: &mut [Row], by: Option<&str>) -> Result<(), Fail> {
    let Some(by) = by else { return Ok(()) };
    let mut words = by.split_whitespace();
    let path = words.next().unwrap_or_default().to_owned();
    let known = ["start/dateTime", "end/dateTime", "subject", "createdDateTime", "lastModifiedDateTime"];
    let falling = match words.next() {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Fail::invalid("The $orderby option is not valid.")),
    };
    if !known.contains(&path.as_str()) {
        return Err(Fail::new(
            400,
            "ErrorInvalidProperty",
            &format!("The property '{path}' does not support ordering."),
        ));
    }
    rows.sort_by_key(|(_, row)| at(row, &path).and_then(Value::as_str).unwrap_or_default().to_owned());
    if falling {
        rows.reverse();
    }
    Ok(())
}

/// The property of `singleValueExtendedProperties($filter=id eq '…')`.
pub fn expanded_property(text: &str) -> Result<String, Fail> {
    let inner =
        text.strip_prefix("singleValueExtendedProperties($filter=id eq '").and_then(|rest| rest.strip_suffix("')"));
    inner.map(unquoted).ok_or_else(|| Fail::new(400, "ErrorInvalidUrlQuery", &format!("Cannot expand '{text}'.")))
}

/// Parts joined by `and`, outside quotes and parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ' ' if !quoted && depth == 0 && text[at..].starts_with(" and ") => {
                parts.push(&text[from..at]);
                from = at + " and ".len();
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

fn term(text: &str) -> Option<Term> {
    let text = text.trim();
    let inner = |start: &str| {
        text.get(..start.len())
            .filter(|head| head.eq_ignore_ascii_case(start))
            .and(text.strip_suffix(')'))
            .and_then(|all| all.get(start.len()..))
    };
    if let Some(lambda) = inner("categories/any(") {
        let (variable, rest) = lambda.split_once(':')?;
        let literal = rest.trim().strip_prefix(variable.trim())?.trim().strip_prefix("eq ")?;
        return Some(Term::Category(quoted(literal)?));
    }
    if let Some(lambda) = inner("singleValueExtendedProperties/any(") {
        let (variable, rest) = lambda.split_once(':')?;
        let (id, value) = rest.split_once(" and ")?;
        let literal = |part: &str, name: &str| {
            quoted(part.trim().strip_prefix(variable.trim())?.strip_prefix(name)?.strip_prefix(" eq ")?)
        };
        return Some(Term::Property(literal(id, "/id")?, literal(value, "/value")?));
    }
    let (path, rest) = text.split_once(' ')?;
    let (operator, literal) = rest.trim().split_once(' ')?;
    let known = matches!(
        path,
        "iCalUId"
            | "subject"
            | "start/dateTime"
            | "end/dateTime"
            | "type"
            | "seriesMasterId"
            | "isCancelled"
            | "isOrganizer"
            | "isAllDay"
            | "showAs"
            | "lastModifiedDateTime"
            | "createdDateTime"
            | "transactionId"
    );
    let sound = known && matches!(operator, "eq" | "ne" | "ge" | "gt" | "le" | "lt");
    let literal = match literal.trim() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        other if other.starts_with('\'') => Value::String(quoted(other)?),
        other if path.ends_with("DateTime") => Value::String(other.to_owned()),
        _ => return None,
    };
    sound.then(|| Term::Compares(path.to_owned(), operator.to_owned(), literal))
}

fn quoted(text: &str) -> Option<String> {
    text.trim().strip_prefix('\'')?.strip_suffix('\'').map(unquoted)
}

fn unquoted(text: &str) -> String {
    text.replace("''", "'")
}

fn at<'a>(row: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('/');
    let first = row.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

fn compare(held: Option<&Value>, operator: &str, literal: &Value) -> bool {
    let held = held.unwrap_or(&Value::Null);
    let order = || {
        let (held, literal) = (held.as_str()?, literal.as_str()?);
        let length = held.len().min(literal.len());
        Some(held.get(..length)?.cmp(literal.get(..length)?))
    };
    match operator {
        "eq" => held == literal,
        "ne" => held != literal,
        "ge" => order().is_some_and(|order| order.is_ge()),
        "gt" => order().is_some_and(|order| order.is_gt()),
        "le" => order().is_some_and(|order| order.is_le()),
        _ => order().is_some_and(|order| order.is_lt()),
    }
}
