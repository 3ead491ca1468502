//! What is left at the end: a table for people, an object for programs, and what to try next.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;

use super::pipeline::Totals;
use super::script::{Change, Edit};
use super::world::World;
use super::{calendars, policy, week};

/// Kinds of mail and how the table calls them.
const MAILS: [(&str, &str); 5] = [
    ("first_notice", "first notices"),
    ("last_call", "last calls"),
    ("conflict", "about protected time"),
    ("outcome", "what was done"),
    ("restored", "thanks"),
];
/// Kinds of verdict, likewise.
const VERDICTS: [(&str, &str); 6] = [
    ("ready", "have what they need"),
    ("missing", "not yet, with time left"),
    ("overdue", "not there at the deadline"),
    ("exempt", "need nothing"),
    ("not_judged", "not judged (past, private, alone)"),
    ("unmatched", "no rule matches"),
];

/// The summary object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// People enrolled.
    pub people: usize,
    /// Meetings known.
    pub meetings: usize,
    /// Meetings by the kind of their latest verdict.
    pub verdicts: BTreeMap<String, usize>,
    /// Mails sent, by kind.
    pub mails: BTreeMap<String, usize>,
    /// Answers given in people's names.
    pub answers: usize,
    /// Of these, how many came back.
    pub restored: usize,
    /// How long it took, in milliseconds of real time; the only figure that differs from run to run.
    pub elapsed_ms: u64,
}

impl Summary {
    /// From what is in the database.
    pub fn new(totals: &Totals, elapsed: Duration) -> Self {
        let count = |kind: &str| totals.actions.get(kind).copied().unwrap_or(0);
        Self {
            people: totals.people,
            meetings: totals.meetings,
            verdicts: totals.verdicts.clone(),
            mails: MAILS
                .iter()
                .map(|(kind, _)| ((*kind).to_owned(), totals.mails.get(*kind).copied().unwrap_or(0)))
                .collect(),
            answers: count("decline") + count("tentative"),
            restored: count("restore"),
            elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The table.
    pub fn table(&self) -> String {
        let of = |counts: &BTreeMap<String, usize>, kind: &str| counts.get(kind).copied().unwrap_or(0);
        let mut rows = vec![("People".to_owned(), self.people), ("Meetings".to_owned(), self.meetings)];
        let some = |(name, count): (String, usize)| (count > 0).then_some((name, count));
        rows.extend(VERDICTS.iter().filter_map(|(kind, name)| some((format!("  {name}"), of(&self.verdicts, kind)))));
        rows.push(("Mails".to_owned(), self.mails.values().sum()));
        rows.extend(MAILS.iter().map(|(kind, name)| (format!("  {name}"), of(&self.mails, kind))));
        rows.push(("Answers given in people's names".to_owned(), self.answers));
        rows.push(("  given back".to_owned(), self.restored));
        rows.into_iter().map(|(name, count)| format!("  {name:<38}{count:>6}\n")).collect()
    }
}

/// Where everything lies and what to try next, with commands that work as they are. `program` is how meetgate was
/// called.
pub fn afterwards(out: &Path, world: &World, program: &str) -> String {
    let place = |name: &str| out.join(name).display().to_string();
    let config = quoted(&place(policy::FILE));
    let (program, title) = (quoted(program), quoted(example(world)));
    // On Monday noon there is something to do again.
    let later = (week::ends() + TimeDelta::hours(2 * 24 + 12)).format("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "Calendars  {}\nMails      {}\nDatabase   {}\nPolicy     {}\n\nTry next:\n\
         \x20 {program} explain {title} --config {config}\n\
         \x20 {program} status --config {config}\n\
         \x20 {program} run --once --at {later} --dry-run --json --config {config}\n",
        place(calendars::FOLDER),
        place(policy::MAILS),
        place(policy::DATABASE),
        place(policy::FILE),
    )
}

/// The title of a meeting with a story: its agenda came after the deadline. Where there is one, a title that is not
/// part of another.
pub fn example(world: &World) -> &str {
    let late = |edit: &&Edit| {
        let organizer = world.company.people.get(edit.booking.organizer);
        let due = organizer.map(|person| week::deadline(person, edit.booking.starts()));
        let single = matches!(edit.change, Change::Describe { occurrence: None, .. });
        single && edit.booking.booked < week::begins() && due.is_some_and(|due| edit.at > due)
    };
    let titles: Vec<&str> = world.script.iter().filter(late).map(|edit| edit.booking.title.as_str()).collect();
    let alone = |title: &&&str| world.all_bookings().filter(|booking| booking.title.contains(**title)).count() == 1;
    titles.iter().find(alone).or(titles.first()).copied().unwrap_or_default()
}

/// Quoted for a POSIX shell where it needs quotes.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+@%:".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary() -> Summary {
        let counts = |pairs: &[(&str, usize)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect();
        let totals = Totals {
            people: 40,
            meetings: 168,
            verdicts: counts(&[("ready", 120), ("not_judged", 48)]),
            actions: counts(&[("first_notice", 30), ("decline", 21), ("tentative", 1), ("restore", 9)]),
            mails: counts(&[("first_notice", 30)]),
        };
        Summary::new(&totals, Duration::from_millis(2500))
    }

    #[test]
    fn the_object_has_every_kind_of_mail_and_counts_answers_of_both_kinds() {
        let json = serde_json::to_value(summary()).unwrap();
        assert_eq!(json["mails"]["first_notice"], 30);
        assert_eq!(json["mails"]["last_call"], 0);
        assert_eq!((&json["answers"], &json["restored"], &json["elapsed_ms"]), (&22.into(), &9.into(), &2500.into()));
    }

    #[test]
    fn the_table_is_aligned_and_leaves_out_verdicts_that_did_not_occur() {
        let table = summary().table();
        assert!(table.lines().all(|line| line.chars().count() == 46), "{table}");
        assert!(table.contains("have what they need") && !table.contains("no rule matches"));
    }

    #[test]
    fn commands_are_quoted_for_the_shell() {
        assert_eq!(quoted("meetgate-demo/meetgate.toml"), "meetgate-demo/meetgate.toml");
        assert_eq!(quoted("Harbour's plan"), r"'Harbour'\''s plan'");
    }

    #[test]
    fn there_is_always_a_meeting_worth_explaining() {
        for people in [5, 40, 120] {
            let world = World::invent(1, people);
            let found = world.all_bookings().filter(|booking| booking.title.contains(example(&world))).count();
            assert_eq!(found, 1, "{people}");
        }
    }
}
