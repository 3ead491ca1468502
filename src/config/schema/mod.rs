//! The JSON Schema of the configuration file, by which editors complete and underline (taplo, Even Better TOML).
//!
//! The reader stays the judge: the schema knows keys, kinds and words, not what contradicts each other. Tests hold the
//! two together: a table has the same keys in both, and what the reader accepts the schema accepts.

mod accounts;
mod kinds;
mod tables;

use serde_json::{Value, json};

/// The schema (draft 7, the newest that the usual editors of TOML know).
pub fn schema() -> Value {
    let mut schema = kinds::table("The configuration of meetgate.", &["organization"], tables::root());
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        schema.insert("title".to_owned(), json!("meetgate.toml"));
        schema.insert("definitions".to_owned(), tables::definitions());
    }
    schema
}
