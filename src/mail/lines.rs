//! Single lines that stand outside a mail: the comment beside an answer, and the suggestion of a memo.

use chrono::TimeDelta;

use super::words::Words;

/// The comment that an answer carries in the calendar: why, and how it comes back. One line, in a language (BCP 47).
pub fn answer_comment(language: Option<&str>, declined: bool, missing: bool) -> String {
    let (give, why) = (if declined { "decline" } else { "tentative" }, if missing { "missing" } else { "protected" });
    Words::of(language).comment(give, why).replace('\u{a0}', " ")
}

/// "This could be a memo, and give 18 people half an hour back.", in a language (BCP 47).
pub fn memo_line(language: Option<&str>, people: usize, length: TimeDelta) -> String {
    Words::of(language).memo_of(people, length).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_gives_time_back() {
        let line = memo_line(None, 18, TimeDelta::minutes(30));
        assert_eq!(line, "This could be a memo, and give 18 people half an hour back.");
    }
}
