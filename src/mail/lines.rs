//! Single lines that stand outside a mail: the comment beside an answer, and the suggestion of a memo.

use chrono::TimeDelta;

use crate::meeting::Requirement;

use super::words::Words;

/// The comment that an answer carries in the calendar: why (what is missing, or that the meeting is in protected time),
/// and how it comes back. One line, in a language (BCP 47).
pub fn answer_comment(language: Option<&str>, declined: bool, missing: &[Requirement], protected: bool) -> String {
    let words = Words::of(language);
    let why = match (missing, protected) {
        ([], _) => "protected",
        (_, true) => "both",
        (_, false) => "missing",
    };
    let give = if declined { "decline" } else { "tentative" };
    words.comment(give, why, words.marks(missing)).replace('\u{a0}', " ")
}

/// "This could be a memo, and give 18 people half an hour back.", in a language (BCP 47).
pub fn memo_line(language: Option<&str>, people: usize, length: TimeDelta) -> String {
    Words::of(language).memo_of(people, length).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_names_what_is_missing_and_no_more() {
        let comment = |language, missing: &[_], protected| answer_comment(language, true, missing, protected);
        let (agenda, pre_read) = (Requirement::Agenda, Requirement::PreRead);
        assert_eq!(
            comment(None, &[agenda], false),
            "Declined by meetgate for now: no agenda yet. It comes back when that is there."
        );
        assert_eq!(
            comment(Some("de"), &[agenda, pre_read], false),
            "Fürs Erste von meetgate abgesagt: noch ohne Agenda und noch ohne Unterlagen. Die Antwort kommt zurück, \
             sobald das da ist."
        );
        assert_eq!(
            comment(Some("fr"), &[], true),
            "Décliné par meetgate pour l’instant : la réunion tombe sur un temps protégé. La réponse revient quand \
             elle est déplacée."
        );
        assert_eq!(
            comment(None, &[pre_read], true),
            "Declined by meetgate for now: no pre-read yet, and this falls into protected time. It comes back when \
             that is there and the meeting moves."
        );
    }

    #[test]
    fn a_memo_gives_time_back() {
        let line = memo_line(None, 18, TimeDelta::minutes(30));
        assert_eq!(line, "This could be a memo, and give 18 people half an hour back.");
    }
}
