//! The invitation's own first words, for quoting in mails.

use super::page::Line;
use super::{text, words};

/// The longest excerpt, in characters.
const LIMIT: usize = 120;

/// The first words after the greeting; none if there are none.
pub(super) fn of(own: &[&Line]) -> Option<String> {
    let mut words = String::new();
    for line in own.iter().skip_while(|line| greets(line)).filter(|line| !line.text.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&line.text);
        if words.chars().count() > LIMIT {
            break;
        }
    }
    let excerpt = text::short(&words, LIMIT);
    (!excerpt.is_empty()).then_some(excerpt)
}

fn greets(line: &Line) -> bool {
    line.length <= 7 && !line.item() && words::GREETING.starts(&line.norm)
}
