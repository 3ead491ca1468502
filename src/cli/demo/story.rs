//! Tells the week as it goes: days as headings, a few plain lines each, what belongs together in one line.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Write};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::pipeline::{CycleReport, Done};
use super::run::Audience;
use super::script::Edit;
use super::week::{self, STEP};
use super::world::World;

/// Times are told in this zone.
const ZONE: Tz = Tz::Europe__Berlin;
/// So many meetings are named in a line, the rest are counted.
const NAMED: usize = 2;

/// The storyteller. Writes what it tells to `W`, and draws a progress bar when standard error is a terminal.
pub struct Story<W> {
    to: Option<W>,
    opening: String,
    bar: ProgressBar,
    names: BTreeMap<String, String>,
    wednesdays: BTreeSet<String>,
    window: TimeDelta,
    day: Option<NaiveDate>,
    heard: Vec<Done>,
    since: DateTime<Utc>,
}

impl<W: Write> Story<W> {
    /// A storyteller, who begins with `opening`; a silent one without `to`.
    pub fn new(world: &World, to: Option<W>, opening: String) -> Self {
        let people = &world.company.people;
        let conflicts = world.bookings.iter().filter(|booking| booking.conflict);
        Self {
            to,
            opening,
            bar: bar(),
            names: people.iter().map(|person| (person.email.clone(), person.name.clone())).collect(),
            wednesdays: conflicts.map(|booking| booking.title.clone()).collect(),
            window: TimeDelta::hours(if people.len() > 60 { 6 } else { 3 }),
            day: None,
            heard: Vec::new(),
            since: week::begins(),
        }
    }

    /// Tells what is left to tell, and takes the bar away.
    pub fn end(&mut self) {
        self.tell_heard();
        self.bar.finish_and_clear();
    }

    fn tell_heard(&mut self) {
        let mut heard = std::mem::take(&mut self.heard);
        heard.sort();
        for (at, line) in lines(&heard, &self.names, &self.wednesdays) {
            self.line(at, &line);
        }
    }

    fn line(&mut self, at: DateTime<Utc>, text: &str) {
        let Some(to) = &mut self.to else { return };
        let local = at.with_timezone(&ZONE);
        let heading = (self.day != Some(local.date_naive())).then(|| local.format("\n%A, %-d %B\n").to_string());
        self.day = Some(local.date_naive());
        // Who listens may have gone (a closed pipe); the week goes on.
        let told = format!("{}  {}  {text}", heading.unwrap_or_default(), local.format("%H:%M"));
        self.bar.suspend(|| {
            let _ = writeln!(to, "{told}");
        });
    }
}

impl<W: Write> Audience for Story<W> {
    fn begins(&mut self, resumed: Option<DateTime<Utc>>) {
        self.since = resumed.unwrap_or(self.since);
        if let Some(to) = &mut self.to {
            let _ = writeln!(to, "{}", self.opening);
        }
        let step = (self.since - week::begins()).num_minutes() / STEP.num_minutes();
        self.bar.set_position(step.unsigned_abs());
        if let Some(at) = resumed {
            self.line(at, "The demo goes on where it was stopped.");
        }
    }

    fn edited(&mut self, edit: &Edit) {
        if !edit.told.is_empty() {
            self.tell_heard();
            self.line(edit.at, &edit.told);
        }
    }

    fn cycled(&mut self, now: DateTime<Utc>, report: &CycleReport) {
        self.heard.extend(report.done.iter().filter(|done| done.happened()).cloned());
        self.bar.inc(1);
        if now + STEP >= self.since + self.window {
            self.tell_heard();
            self.since = now + STEP;
        }
    }
}

fn bar() -> ProgressBar {
    let terminal = std::io::stderr().is_terminal();
    let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let steps = (week::ends() - week::begins()).num_minutes() / STEP.num_minutes();
    let bar = ProgressBar::with_draw_target(Some(steps.unsigned_abs()), target);
    if let Ok(style) = ProgressStyle::with_template("  {bar:30} {percent:>3} % of the week, {elapsed}") {
        bar.set_style(style);
    }
    if terminal {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}

/// What was done, with the time at which it began.
type Line = (DateTime<Utc>, String);

/// The lines about what was done in one stretch of time, by time. A mark beside a decline or a restore is not told.
fn lines(heard: &[Done], names: &BTreeMap<String, String>, wednesdays: &BTreeSet<String>) -> Vec<Line> {
    let of = |kind: &str| heard.iter().filter(|done| done.kind == kind).collect::<Vec<_>>();
    let beside = |kind: &str, other: &str| {
        let told = of(other).into_iter().map(|done| &done.title).collect::<BTreeSet<_>>();
        of(kind).into_iter().filter(|done| !told.contains(&done.title)).collect::<Vec<_>>()
    };
    let (kept, missing): (Vec<_>, Vec<_>) =
        of("decline").into_iter().partition(|done| wednesdays.contains(&done.title));
    let mut lines = Vec::new();
    let mut say = |about: &[&Done], line: Option<String>| {
        lines.extend(about.iter().map(|done| done.at).min().zip(line));
    };
    say(&of("first_notice"), first_notices(&of("first_notice"), names));
    say(&of("last_call"), listed(&of("last_call"), |list| format!("A few hours are left for {list}.")));
    for done in of("conflict") {
        let name = names.get(&done.organizer).unwrap_or(&done.organizer);
        let title = &done.title;
        say(&[done], Some(format!("“{title}” falls on a No-Meeting Wednesday; {name} hears of it and can move it.")));
    }
    for (title, about) in by_title(&kept) {
        let who = people(about.len());
        say(&about, Some(format!("Wednesday is kept free: “{title}” is declined for {who}.")));
    }
    say(&missing, counted(&missing, "Not yet an agenda, declined for now"));
    say(&of("tentative"), counted(&of("tentative"), "Not yet an agenda, answered “maybe” for now"));
    let marked = beside("flag", "decline");
    say(&marked, listed(&marked, |list| format!("Marked as not yet complete, without an answer: {list}.")));
    for (title, about) in by_title(&of("restore")) {
        let answers = number(about.len());
        let back = if about.len() == 1 { "one answer comes back" } else { &format!("{answers} answers come back") };
        say(&about, Some(format!("What “{title}” lacked is there: {back}.")));
    }
    let complete = beside("unflag", "restore");
    say(&complete, listed(&complete, |list| format!("Complete now, the mark is gone: {list}.")));
    lines.sort_by_key(|(at, _)| *at);
    lines
}

fn first_notices(notices: &[&Done], names: &BTreeMap<String, String>) -> Option<String> {
    if let [one] = notices {
        let name = names.get(&one.organizer).unwrap_or(&one.organizer);
        return Some(format!("{name} hears what “{}” does not have yet.", one.title));
    }
    let organizers = notices.iter().map(|done| done.organizer.as_str()).collect::<BTreeSet<_>>().len();
    let who = if organizers == 1 { "One organizer hears" } else { &format!("{} organizers hear", capital(organizers)) };
    listed(notices, |list| format!("{who} what is not there yet: {list}."))
}

fn by_title<'a>(done: &[&'a Done]) -> Vec<(&'a str, Vec<&'a Done>)> {
    let mut groups: BTreeMap<&str, Vec<&Done>> = BTreeMap::new();
    for done in done {
        groups.entry(&done.title).or_default().push(done);
    }
    groups.into_iter().collect()
}

fn counted(done: &[&Done], what: &str) -> Option<String> {
    let meetings = by_title(done);
    let named = meetings.iter().take(NAMED + 1).map(|(title, about)| format!("“{title}” ({})", people(about.len())));
    let list = join(named.collect(), meetings.len().saturating_sub(NAMED + 1));
    (!meetings.is_empty()).then(|| format!("{what}: {list}."))
}

fn listed(done: &[&Done], sentence: impl Fn(&str) -> String) -> Option<String> {
    let meetings = by_title(done);
    let named = meetings.iter().take(NAMED).map(|(title, _)| format!("“{title}”")).collect();
    (!meetings.is_empty()).then(|| sentence(&join(named, meetings.len().saturating_sub(NAMED))))
}

fn join(mut named: Vec<String>, more: usize) -> String {
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let last = named.pop().unwrap_or_default();
    if named.is_empty() { last } else { format!("{} and {last}", named.join(", ")) }
}

fn people(count: usize) -> String {
    if count == 1 { "one person".to_owned() } else { format!("{} people", number(count)) }
}

fn number(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

fn capital(count: usize) -> String {
    let word = number(count);
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(kind: &str, title: &str, mailbox: &str) -> Done {
        let text = str::to_owned;
        let (organizer, outcome) = (text("vasco@x.example"), text(Done::DONE));
        Done { at: week::begins(), kind: text(kind), title: text(title), organizer, mailbox: text(mailbox), outcome }
    }

    fn told(heard: &[Done]) -> Vec<String> {
        let names = BTreeMap::from([("vasco@x.example".to_owned(), "Vasco Lobato".to_owned())]);
        let lines = lines(heard, &names, &BTreeSet::from(["Tugs".to_owned()]));
        lines.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn what_belongs_together_is_one_line() {
        let notices = ["A", "B", "C", "D"].map(|title| done("first_notice", title, "vasco@x.example"));
        assert_eq!(told(&notices), ["One organizer hears what is not there yet: “A”, “B” and 2 more."]);
        assert_eq!(told(&notices[..1]), ["Vasco Lobato hears what “A” does not have yet."]);
    }

    #[test]
    fn declines_name_their_cause_and_count_people_before_they_come_back() {
        let heard = [
            done("decline", "Tides", "a@x.example"),
            done("decline", "Tides", "b@x.example"),
            done("decline", "Tugs", "a@x.example"),
            done("restore", "Gates", "a@x.example"),
        ];
        let expected = [
            "Wednesday is kept free: “Tugs” is declined for one person.",
            "Not yet an agenda, declined for now: “Tides” (two people).",
            "What “Gates” lacked is there: one answer comes back.",
        ];
        assert_eq!(told(&heard), expected);
    }

    #[test]
    fn a_mark_is_told_only_where_no_answer_was_given_or_came_back() {
        let heard = [
            done("decline", "Tides", "a@x.example"),
            done("flag", "Tides", "b@x.example"),
            done("flag", "Gates", "a@x.example"),
            done("unflag", "Locks", "a@x.example"),
        ];
        let expected = [
            "Not yet an agenda, declined for now: “Tides” (one person).",
            "Marked as not yet complete, without an answer: “Gates”.",
            "Complete now, the mark is gone: “Locks”.",
        ];
        assert_eq!(told(&heard), expected);
    }

    #[test]
    fn a_line_stands_at_the_time_at_which_it_began() {
        let later = Done { at: week::begins() + TimeDelta::hours(1), ..done("decline", "Tides", "a@x.example") };
        let lines = lines(&[later, done("unflag", "Locks", "a@x.example")], &BTreeMap::new(), &BTreeSet::new());
        assert_eq!(lines.iter().map(|(at, _)| *at - week::begins()).collect::<Vec<_>>(), [0, 1].map(TimeDelta::hours));
    }

    #[test]
    fn the_story_has_days_as_headings_and_leaves_out_what_did_not_happen() {
        let world = World::invent(1, 5);
        let mut text = Vec::new();
        let mut story = Story::new(&world, Some(&mut text), "Once".to_owned());
        story.begins(None);
        let failed = Done { outcome: "superseded".to_owned(), ..done("decline", "Tides", "a@x.example") };
        let report = CycleReport { done: vec![failed, done("last_call", "Gates", "v")], ..CycleReport::default() };
        story.cycled(week::begins(), &report);
        story.end();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "Once\n\nMonday, 23 November\n  01:00  A few hours are left for “Gates”.\n"
        );
    }
}
