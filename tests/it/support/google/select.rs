//! Partial answers: the parameter `fields`, such as `items(id,etag),nextPageToken`.

use serde_json::{Map, Value};

/// The answer reduced to what the selector names. None: the selector is malformed.
pub fn select(value: &Value, selector: &str) -> Option<Value> {
    let mut text = selector;
    let tree = parse(&mut text, 0)?;
    text.is_empty().then(|| pick(value, &tree))
}

/// An object without its null fields.
pub fn without_nulls(mut value: Value) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, field| !field.is_null());
    }
    value
}

#[derive(Debug, Default)]
struct Tree(Vec<(String, Tree)>);

fn parse(text: &mut &str, depth: usize) -> Option<Tree> {
    let mut tree = Tree::default();
    loop {
        let end = text.find([',', '(', ')', '/']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let mut below = Tree::default();
        *text = rest;
        if name.is_empty() || depth > 16 {
            return None;
        }
        if let Some(rest) = text.strip_prefix('/') {
            *text = rest;
            let end = text.find([',', ')']).unwrap_or(text.len());
            let (mut inner, rest) = text.split_at(end);
            below = parse(&mut inner, depth + 1)?;
            *text = rest;
        } else if let Some(rest) = text.strip_prefix('(') {
            *text = rest;
            below = parse(text, depth + 1)?;
            *text = text.strip_prefix(')')?;
        }
        tree.0.push((name.to_owned(), below));
        match text.strip_prefix(',') {
            Some(rest) => *text = rest,
            None => return Some(tree),
        }
    }
}

fn pick(value: &Value, tree: &Tree) -> Value {
    match value {
        _ if tree.0.is_empty() => value.clone(),
        Value::Array(list) => list.iter().map(|item| pick(item, tree)).collect(),
        Value::Object(map) => {
            let mut picked = Map::new();
            for (name, below) in &tree.0 {
                let all = map.iter().filter(|(key, _)| name == "*" || *key == name);
                picked.extend(all.map(|(key, inner)| (key.clone(), pick(inner, below))));
            }
            picked.into()
        }
        other => other.clone(),
    }
}
