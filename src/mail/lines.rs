//! Single lines that stand outside a mail: the comment beside an answer, and the suggestion of a memo.

use chrono::TimeDelta;

use super::words;

/// The comment that an answer carries in the calendar: why, and how it comes back. One line.
pub fn answer_comment(declined: bool, missing: bool) -> String {
    let answer = if declined { "Declined" } else { "Answered “maybe”" };
    if missing {
        format!("{answer} by meetgate for now: no agenda or pre-read yet. It comes back when that is there.")
    } else {
        format!("{answer} by meetgate for now: this falls into protected time. It comes back when the meeting moves.")
    }
}

/// "This could be a memo, and give 18 people half an hour back."
pub fn memo_line(people: usize, length: TimeDelta) -> String {
    format!("This could be a memo, and give {} {} back.", words::people(people), spell(length))
}

fn spell(length: TimeDelta) -> String {
    match length.num_minutes() {
        30 => "half an hour".to_owned(),
        60 => "an hour".to_owned(),
        90 => "an hour and a half".to_owned(),
        minutes if minutes % 60 == 0 => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_gives_time_back() {
        let line = memo_line(18, TimeDelta::minutes(30));
        assert_eq!(line, "This could be a memo, and give 18\u{a0}people half an hour back.");
    }
}
