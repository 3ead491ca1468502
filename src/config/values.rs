//! Single values: names, counts, switches, addresses, domains, languages, words of a list.

use toml::de::DeValue;

use crate::meeting::{Address, Mode};

use super::desk::Placed;
use super::reader::{Cell, Node};

/// Names and other short texts are at most so long.
const LONGEST_NAME: usize = 200;

/// Mail services open to everyone; their domains belong to no organization.
const PUBLIC_DOMAINS: [&str; 12] = [
    "aol.com",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "web.de",
    "yahoo.com",
];

/// A name: one line, not empty.
pub(super) fn name(cell: Cell<'_>) -> Option<Placed<String>> {
    let text = cell.text.trim();
    if text.is_empty() {
        return cell.refuse(format!("{:?} is empty", cell.key), None);
    }
    if text.chars().count() > LONGEST_NAME || text.chars().any(char::is_control) {
        return cell.refuse(format!("{:?} must be one line of at most {LONGEST_NAME} characters", cell.key), None);
    }
    Some(Placed { value: text.to_owned(), place: cell.place })
}

/// A name, when nobody will ask where it stands.
pub(super) fn text(cell: Cell<'_>) -> Option<String> {
    name(cell).map(|name| name.value)
}

/// A name or a list of names.
pub(super) fn names(node: Node<'_>) -> Option<Vec<Placed<String>>> {
    some_of(node, name)
}

/// A value or a list of them, each read from a string; an empty list is a mistake.
pub(super) fn some_of<'d, T>(node: Node<'d>, read: impl Fn(Cell<'d>) -> Option<T>) -> Option<Vec<T>> {
    let items = node.items();
    if items.is_empty() {
        return node.refuse(format!("{:?} is an empty list", node.key), Some("name at least one"));
    }
    Some(items.into_iter().filter_map(|item| item.cell().and_then(&read)).collect())
}

/// `true` or `false`.
pub(super) fn flag(node: Node<'_>) -> Option<bool> {
    match node.value {
        DeValue::Boolean(flag) => Some(*flag),
        _ => node.wrong("true or false"),
    }
}

/// A whole number between two bounds, both inclusive.
pub(super) fn count(node: Node<'_>, least: u32, most: u32) -> Option<u32> {
    let DeValue::Integer(number) = node.value else { return node.wrong("a whole number") };
    let value = u32::from_str_radix(number.as_str(), number.radix()).ok();
    match value.filter(|value| (least..=most).contains(value)) {
        Some(value) => Some(value),
        None => node.refuse(format!("{:?} must lie between {least} and {most}, not {number}", node.key), None),
    }
}

/// One word of a fixed list.
pub(super) fn one_of<T: Copy>(cell: Cell<'_>, allowed: &[(&str, T)]) -> Option<T> {
    if let Some((_, value)) = allowed.iter().find(|(word, _)| *word == cell.text) {
        return Some(*value);
    }
    cell.desk.unknown(cell.place, cell.key, cell.text, allowed.iter().map(|(word, _)| *word));
    None
}

/// A mode.
pub(super) fn mode(cell: Cell<'_>) -> Option<Mode> {
    one_of(cell, &Mode::ALL.map(|mode| (mode.as_str(), mode)))
}

/// What follows when something is missing or in the way; the words are those of the modes.
pub(super) fn consequence(cell: Cell<'_>) -> Option<Mode> {
    mode(Cell { key: "consequence", ..cell })
}

/// A mail address as organizations give them out: a dot-atom (RFC 5322 §3.4.1) that is also safe as the name of a
/// folder, at a domain with a dot.
pub(super) fn address(cell: Cell<'_>) -> Option<Address> {
    let plain = !cell.text.contains(':') && !cell.text.contains(['%', '/', '\\', '"', '{', '}']);
    let dots = |address: &Address| !address.local().split('.').any(str::is_empty) && address.domain().contains('.');
    match Address::parse(cell.text).filter(|address| plain && dots(address)) {
        Some(address) => Some(address),
        None => cell.refuse(format!("{:?} is not a mail address", cell.text), Some("write it as ana@example.com")),
    }
}

/// A mail address and where it stands.
pub(super) fn placed_address(cell: Cell<'_>) -> Option<Placed<Address>> {
    address(cell).map(|value| Placed { value, place: cell.place })
}

/// A domain of the organization, lower case.
pub(super) fn domain(cell: Cell<'_>) -> Option<String> {
    let domain = any_domain(cell)?;
    if PUBLIC_DOMAINS.contains(&domain.as_str()) {
        let help = "everyone with an address there would count as a colleague";
        return cell.refuse(format!("{domain:?} is a public mail service, not a domain of yours"), Some(help));
    }
    Some(domain)
}

/// A domain of anyone, lower case.
pub(super) fn any_domain(cell: Cell<'_>) -> Option<String> {
    let domain = cell.text.trim().to_lowercase();
    let letters = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    if domain.contains('.') && domain.split('.').all(letters) {
        return Some(domain);
    }
    cell.refuse(format!("{:?} is not a domain", cell.text), Some("write it as example.com"))
}

/// A BCP 47 language tag, for example `de` or `pt-BR` (RFC 5646 §2.1, well-formedness of the usual subtags only).
pub(super) fn language(cell: Cell<'_>) -> Option<String> {
    let mut parts = cell.text.split('-');
    let first = parts.next().unwrap_or("");
    let primary = (2..=3).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic());
    let subtag = |part: &str| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    if primary && parts.all(subtag) {
        return Some(cell.text.to_owned());
    }
    cell.refuse(format!("{:?} is not a language", cell.text), Some("write a tag such as \"en\", \"de\" or \"pt-BR\""))
}
