//! The API's own description: which methods there are, and what their parameters must be.

use std::sync::LazyLock;

use serde_json::Value;

use super::error::ApiError;
use super::query::Parameters;
use super::time::bound;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../data/google/calendar-v3.discovery.json");
    serde_json::from_str(text).unwrap_or_default()
});

static METHODS: LazyLock<Vec<Method>> = LazyLock::new(|| {
    let mut found = Vec::new();
    gather(&DOCUMENT, &mut found);
    found
});

/// A method of the API.
#[derive(Debug)]
pub struct Method {
    /// Its name, such as `calendar.events.patch`.
    pub id: String,
    http: String,
    pieces: Vec<String>,
    parameters: Value,
    scopes: Vec<String>,
    /// The name of the schema of its body.
    pub request: Option<String>,
    /// The name of the schema of its answer.
    pub response: Option<String>,
}

/// A method and the decoded parameters in its path.
pub type Route = (&'static Method, Vec<(String, String)>);

fn gather(node: &Value, found: &mut Vec<Method>) {
    let children = |name: &str| node.get(name).and_then(Value::as_object).into_iter().flatten().map(|(_, child)| child);
    for method in children("methods") {
        let text = |name: &str| method[name].as_str().unwrap_or_default().to_owned();
        let schema = |name: &str| method[name]["$ref"].as_str().map(str::to_owned);
        found.push(Method {
            id: text("id"),
            http: text("httpMethod"),
            pieces: text("path").split('/').map(str::to_owned).collect(),
            parameters: method["parameters"].clone(),
            scopes: method["scopes"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|s| s.as_str().map(str::to_owned))
                .collect(),
            request: schema("request"),
            response: schema("response"),
        });
    }
    for resource in children("resources") {
        gather(resource, found);
    }
}

/// A schema by its name.
pub fn schema(name: &str) -> &'static Value {
    &DOCUMENT["schemas"][name]
}

/// The method that a request names, and the decoded parameters in its path. 404 when there is none, as for any unknown
/// address.
pub fn route(http: &str, path: &[String]) -> Result<Route, ApiError> {
    let fits = |method: &&Method| method.http == http && fits(&method.pieces, path);
    let method = METHODS.iter().find(fits).ok_or_else(ApiError::not_found)?;
    let named = method.pieces.iter().zip(path);
    let named = named.filter_map(|(piece, value)| Some((parameter(piece)?.to_owned(), value.clone())));
    Ok((method, named.collect()))
}

fn fits(pieces: &[String], path: &[String]) -> bool {
    pieces.len() == path.len()
        && pieces
            .iter()
            .zip(path)
            .all(|(piece, given)| piece == given || (parameter(piece).is_some() && !given.is_empty()))
}

fn parameter(piece: &str) -> Option<&str> {
    piece.strip_prefix('{')?.strip_suffix('}')
}

impl Method {
    /// Checks the query: unknown parameters and wrong values are refused.
    pub fn check_query(&self, query: &Parameters) -> Result<(), ApiError> {
        for (name, value) in &query.0 {
            let own = self.parameters.get(name).filter(|found| found["location"] == "query");
            let known = own.or_else(|| DOCUMENT["parameters"].get(name));
            let known = known.ok_or_else(|| {
                ApiError::invalid(
                    name,
                    format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter."),
                )
            })?;
            check_value(name, value, known)?;
            if known["repeated"] != true && query.all(name).count() > 1 {
                return Err(ApiError::invalid(name, format!("Parameter {name} may be given once.")));
            }
        }
        Ok(())
    }

    /// Whether a token with these scopes may call this.
    pub fn allowed(&self, scopes: &[String]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(scope))
    }
}

fn check_value(name: &str, value: &str, known: &Value) -> Result<(), ApiError> {
    let wrong = || {
        ApiError::invalid(name, format!("Invalid value '{}' for {name}.", value.chars().take(80).collect::<String>()))
    };
    let limit = |which: &str| known[which].as_str().and_then(|limit| limit.parse::<i64>().ok());
    match known["type"].as_str() {
        Some("boolean") if value != "true" && value != "false" => return Err(wrong()),
        Some("integer") => {
            let number: i64 = value.parse().map_err(|_| wrong())?;
            let low = limit("minimum").unwrap_or(i64::from(i32::MIN));
            let high = limit("maximum").unwrap_or(i64::from(i32::MAX));
            if !(low..=high).contains(&number) {
                return Err(wrong());
            }
        }
        _ => {}
    }
    if known["format"] == "date-time" {
        bound(value, name)?;
    }
    let words = known["enum"].as_array();
    if words.is_some_and(|words| !words.iter().any(|word| word == value)) {
        return Err(wrong());
    }
    Ok(())
}
