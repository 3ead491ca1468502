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
    bar: ProgressBar,
    names: BTreeMap<String, String>,
    wednesdays: BTreeSet<String>,
    window: TimeDelta,
    day: Option<NaiveDate>,
    heard: Vec<Done>,
    since: DateTime<Utc>,
}

impl<W: Write> Story<W> {
    /// A storyteller; a silent one without `to`.
    pub fn new(world: &World, to: Option<W>) -> Self {
        let people = &world.company.people;
        let conflicts = world.bookings.iter().filter(|booking| booking.conflict);
        Self {
            to,
            bar: bar(),
            names: people.iter().map(|person| (person.email.clone(), person.name.clone())).collect(),
            wednesdays: conflicts.map(|booking| booking.title.clone()).collect(),
            window: TimeDelta::hours(if people.len() > 60 { 6 } else { 2 }),
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
        let at = heard.first().map_or(self.since, |first| first.at.max(self.since));
        for line in lines(&heard, &self.names, &self.wednesdays) {
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

/// The lines about what was done in one stretch of time, in the order of the conversation.
fn lines(heard: &[Done], names: &BTreeMap<String, String>, wednesdays: &BTreeSet<String>) -> Vec<String> {
    let of = |kind: &str| heard.iter().filter(|done| done.kind == kind).collect::<Vec<_>>();
    let titles = |kind: &str| of(kind).iter().map(|done| done.title.as_str()).collect::<BTreeSet<_>>();
    let mut lines = Vec::new();
    let mut say = |line: Option<String>| lines.extend(line);
    say(first_notices(&of("first_notice"), names));
    say(listed(&titles("last_call"), |list| format!("A few hours are left for {list}.")));
    for done in of("conflict") {
        let name = names.get(&done.organizer).unwrap_or(&done.organizer);
        say(Some(format!("“{}” falls on a No-Meeting Wednesday; {name} hears of it and can move it.", done.title)));
    }
    let declined = by_title(&of("decline"));
    let (kept, missing): (Vec<_>, Vec<_>) = declined.into_iter().partition(|(title, _)| wednesdays.contains(*title));
    kept.iter().for_each(|(title, count)| {
        say(Some(format!("Wednesday is kept free: “{title}” is declined for {}.", people(*count))));
    });
    say(counted(&missing, "Not yet an agenda, declined for now"));
    say(counted(&by_title(&of("tentative")), "Not yet an agenda, answered “maybe” for now"));
    say(listed(&titles("flag"), |list| format!("Marked as “not yet complete”, nobody is answered for: {list}.")));
    for (title, count) in by_title(&of("restore")) {
        let what = if count == 1 { "one answer comes back" } else { &format!("{} answers come back", number(count)) };
        say(Some(format!("What was missing from “{title}” is there: {what}.")));
    }
    say(listed(&titles("unflag"), |list| format!("Complete now, the mark is gone: {list}.")));
    lines
}

fn first_notices(notices: &[&Done], names: &BTreeMap<String, String>) -> Option<String> {
    match notices {
        [] => None,
        [one] => {
            let name = names.get(&one.organizer).unwrap_or(&one.organizer);
            Some(format!("{name} hears what “{}” does not have yet.", one.title))
        }
        many => {
            let titles = many.iter().map(|done| done.title.as_str()).collect::<BTreeSet<_>>();
            let organizers = many.iter().map(|done| done.organizer.as_str()).collect::<BTreeSet<_>>().len();
            let who = if organizers == 1 {
                "One organizer hears"
            } else {
                &format!("{} organizers hear", capital(organizers))
            };
            listed(&titles, |list| format!("{who} what is not there yet: {list}."))
        }
    }
}

fn by_title<'a>(done: &[&'a Done]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for done in done {
        *counts.entry(&done.title).or_default() += 1;
    }
    counts.into_iter().collect()
}

fn counted(meetings: &[(&str, usize)], what: &str) -> Option<String> {
    let named = meetings.iter().take(NAMED + 1).map(|(title, count)| format!("“{title}” ({})", people(*count)));
    let list = join(named.collect(), meetings.len().saturating_sub(NAMED + 1));
    (!meetings.is_empty()).then(|| format!("{what}: {list}."))
}

fn listed(titles: &BTreeSet<&str>, sentence: impl Fn(&str) -> String) -> Option<String> {
    let named = titles.iter().take(NAMED).map(|title| format!("“{title}”")).collect();
    (!titles.is_empty()).then(|| sentence(&join(named, titles.len().saturating_sub(NAMED))))
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
        lines(heard, &names, &BTreeSet::from(["Tugs".to_owned()]))
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
            "What was missing from “Gates” is there: one answer comes back.",
        ];
        assert_eq!(told(&heard), expected);
    }

    #[test]
    fn the_story_has_days_as_headings_and_leaves_out_what_did_not_happen() {
        let world = World::invent(1, 5);
        let mut text = Vec::new();
        let mut story = Story::new(&world, Some(&mut text));
        story.begins(None);
        let failed = Done { outcome: "superseded".to_owned(), ..done("decline", "Tides", "a@x.example") };
        let report = CycleReport { done: vec![failed, done("last_call", "Gates", "v")], ..CycleReport::default() };
        story.cycled(week::begins(), &report);
        story.end();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "\nMonday, 23 November\n  01:00  A few hours are left for “Gates”.\n"
        );
    }
}
