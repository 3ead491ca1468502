//! Graph's contract: which query options and properties an operation has, and what its answers look like.
//!
//! It stands in `tests/data/graph/contract.json`. Requests with anything unknown are refused; the fake's own answers
//! are held to it, too.

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::call::{Call, Fail, Reply};

static OPERATIONS: LazyLock<HashMap<String, Operation>> = LazyLock::new(read);

struct Operation {
    query: Vec<String>,
    required: Vec<String>,
    body: LazyLock<Option<Validator>, Box<dyn FnOnce() -> Option<Validator> + Send>>,
    answers: HashMap<u16, Answered>,
}

type Answered = LazyLock<Option<Validator>, Box<dyn FnOnce() -> Option<Validator> + Send>>;

/// Refuses what the contract does not know, for an operation such as `GET /users/{user-id}/events`.
pub fn check_request(operation: &str, call: &Call) -> Result<(), Fail> {
    let Some(known) = OPERATIONS.get(operation) else { return Err(Fail::unknown(&call.path)) };
    for (name, _) in &call.query {
        if !known.query.iter().any(|option| option.eq_ignore_ascii_case(name)) {
            return Err(Fail::new(400, "BadRequest", &format!("The query parameter '{name}' is not supported.")));
        }
    }
    if let Some(missing) = known.required.iter().find(|name| call.option(name).is_none()) {
        let message = format!(
            "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime; '{missing}' is missing."
        );
        return Err(Fail::new(400, "ErrorInvalidParameter", &message));
    }
    let Some(validator) = known.body.as_ref() else { return Ok(()) };
    if call.header("content-type").is_some_and(|kind| kind.starts_with("text/plain")) {
        return Ok(());
    }
    let body = call.json()?;
    match validator.iter_errors(&body).next() {
        Some(error) if !body.is_null() => {
            let message = format!("{error} at '{}'", error.instance_path());
            Err(Fail::new(400, "RequestBodyRead", &message))
        }
        _ => Ok(()),
    }
}

/// What is wrong with an answer of the fake itself.
pub fn violation(operation: &str, reply: &Reply) -> Option<String> {
    if reply.status >= 300 {
        return None;
    }
    let complaint = |text: &str| Some(format!("{operation} {}: {text}", reply.status));
    let Some(known) = OPERATIONS.get(operation) else { return complaint("is not in the contract") };
    let Some(answer) = known.answers.get(&reply.status) else { return complaint("is no status of this operation") };
    match (answer.as_ref(), &reply.body) {
        (None, None) => None,
        (None, Some(_)) => complaint("has a body"),
        (Some(_), None) => complaint("has no body"),
        (Some(validator), Some(body)) => {
            let error = validator.iter_errors(body).next()?;
            complaint(&format!("{error} at '{}'", error.instance_path()))
        }
    }
}

fn read() -> HashMap<String, Operation> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/graph/contract.json"));
    let contract: Value = serde_json::from_str(text).expect("the contract is JSON");
    let operations = contract.get("operations").and_then(Value::as_object).expect("operations");
    operations.iter().map(|(name, operation)| (name.clone(), Operation::read(&contract, operation))).collect()
}

impl Operation {
    fn read(contract: &Value, operation: &Value) -> Self {
        let names = |key: &str| -> Vec<String> {
            let list = operation.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let answers = operation.get("answers").and_then(Value::as_object).cloned().unwrap_or_default();
        let answers =
            answers.iter().filter_map(|(status, schema)| Some((status.parse().ok()?, lazily(contract, schema))));
        Self {
            query: names("query"),
            required: names("required"),
            body: lazily(contract, operation.get("body").unwrap_or(&Value::Null)),
            answers: answers.collect(),
        }
    }
}

/// A validator that is built when it is first needed; none for null.
fn lazily(contract: &Value, schema: &Value) -> Answered {
    let definitions = contract.get("$defs").cloned().unwrap_or_default();
    let schema = schema.clone();
    LazyLock::new(Box::new(move || {
        let whole = json!({"$defs": definitions, "allOf": [schema.clone()]});
        (!schema.is_null()).then(|| jsonschema::validator_for(&whole).expect("the contract's schemas are sound"))
    }))
}
