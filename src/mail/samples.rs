//! One letter of every kind with invented people, for previews and tests.

use chrono::{DateTime, TimeDelta, Utc};

use super::letter::{
    Alert, Conflict, Day, DayAnswer, DayCause, Found, House, Letter, MeetingFacts, Missing, Outcome, Reader, Restored,
    Rhythm, Trouble,
};
use super::lines::memo_line;
use crate::meeting::{Address, Mode, Requirement, Response};

/// A letter and everything else that composing it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What it is, for example `first-notice`; fit for a file name.
    pub name: &'static str,
    /// The letter.
    pub letter: Letter,
    /// Who reads it.
    pub reader: Reader,
    /// Who sends it.
    pub house: House,
    /// When it is sent.
    pub now: DateTime<Utc>,
    /// The meeting's page.
    pub page: Option<&'static str>,
}

impl Sample {
    /// The same letter to somebody who reads this language.
    pub fn spoken(mut self, language: &str) -> Self {
        let line = |meeting: &MeetingFacts| memo_line(Some(language), meeting.people, meeting.end - meeting.start);
        let meetings = match &mut self.letter {
            Letter::FirstNotice(meeting) | Letter::LastCall(meeting) => std::slice::from_mut(meeting),
            Letter::Digest(meetings) => meetings.as_mut_slice(),
            _ => &mut [],
        };
        for meeting in meetings.iter_mut().filter(|meeting| meeting.suggestion.is_some()) {
            meeting.suggestion = Some(line(meeting));
        }
        self.reader.language = Some(language.to_owned());
        self
    }

    /// The same letter as it is sent today: without the meeting's page, which is still to come, and with the links that a
    /// house with a public address has.
    pub fn as_sent(mut self) -> Self {
        self.page = None;
        if self.house.public_url.is_none() {
            return self;
        }
        let meetings: Vec<&mut MeetingFacts> = match &mut self.letter {
            Letter::FirstNotice(meeting) | Letter::LastCall(meeting) => vec![meeting],
            Letter::Digest(meetings) => meetings.iter_mut().collect(),
            Letter::Outcome(outcome) => vec![&mut outcome.meeting],
            Letter::Outcomes(outcomes) => {
                outcomes.iter_mut().filter(|one| one.window.is_none()).map(|one| &mut one.meeting).collect()
            }
            _ => Vec::new(),
        };
        for meeting in meetings {
            (meeting.there, meeting.exempt) = (say("there"), say("exempt"));
        }
        if !matches!(self.letter, Letter::Alert(_)) {
            self.reader.unsubscribe = say("mails-off");
        }
        self
    }
}

/// All samples: those to an organizer in the order in which one would meet them, then those to others.
pub fn samples() -> Vec<Sample> {
    let (notice, call, later) = (utc("2026-11-23T14:00"), utc("2026-11-25T10:00"), utc("2026-11-26T07:30"));
    vec![
        sample("first-notice", Letter::FirstNotice(season()), notice),
        sample("digest", Letter::Digest(vec![season(), mirror(), stocktake()]), notice),
        sample("last-call", Letter::LastCall(followed(season())), call),
        sample("conflict", Letter::Conflict(calibration()), notice),
        sample("declined", Letter::Outcome(done(Mode::Decline)), later),
        sample("digest-outcomes", Letter::Outcomes(several_done()), later),
        sample("tentative", Letter::Outcome(done(Mode::Tentative)), later),
        sample("flagged", Letter::Outcome(done(Mode::Flag)), later),
        sample("restored", Letter::Restored(back()), later),
        only_asking(notice),
        sample("attendee-day", Letter::Day(answered()), later),
        sample("alert-stopped", Letter::Alert(stopped(later)), later),
        sample("alert-mailbox", Letter::Alert(one_person(later)), later),
        sample("alert-organizer", Letter::Alert(one_organizer(later)), later),
        sample("alert-calendars", Letter::Alert(unreadable(notice)), later),
        sample("alert-mail", Letter::Alert(unreachable(notice)), later),
    ]
}

fn sample(name: &'static str, letter: Letter, now: DateTime<Utc>) -> Sample {
    let page = Some("https://meetgate.fernhill.example/o/4Tq8");
    Sample { name, letter, reader: reader(), house: house(), now, page }
}

/// A house without pages and without a person to ask; a meeting without a link, and nothing that follows.
fn only_asking(now: DateTime<Utc>) -> Sample {
    let meeting = MeetingFacts { invitation: None, consequence: Mode::Remind, answers_for: 0, ..stocktake() };
    let house = House { contact: None, public_url: None, ..house() };
    Sample { house, page: None, ..sample("without-links", Letter::FirstNotice(meeting), now) }
}

pub(super) fn house() -> House {
    House {
        organization: "Fernhill Observatory".to_owned(),
        from: address("meetgate@fernhill.example"),
        contact: Some(("Nadia Okafor".to_owned(), address("nadia.okafor@fernhill.example"))),
        public_url: Some("https://meetgate.fernhill.example".to_owned()),
    }
}

pub(super) fn reader() -> Reader {
    Reader {
        address: address("marta.lindqvist@fernhill.example"),
        name: "Marta Lindqvist".to_owned(),
        zone: chrono_tz::Europe::Stockholm,
        city: "Gothenburg".to_owned(),
        language: None,
        copied: vec![address("jonas.ek@fernhill.example")],
        unsubscribe: None,
    }
}

fn season() -> MeetingFacts {
    MeetingFacts {
        title: "Winter observing season".to_owned(),
        start: utc("2026-11-26T14:00"),
        end: utc("2026-11-26T15:00"),
        people: 8,
        rhythm: Rhythm::Weekly,
        missing: vec![
            missing(Requirement::Agenda, Some("Same dome, same time."), true),
            missing(Requirement::PreRead, None, false),
        ],
        found: Vec::new(),
        deadline: utc("2026-11-25T14:00"),
        consequence: Mode::Decline,
        answers_for: 6,
        first_start: None,
        first_title: String::new(),
        first_mail: None,
        invitation: Some("https://calendar.fernhill.example/event?id=4Tq8".to_owned()),
        there: None,
        exempt: None,
        rule: "agenda-24h".to_owned(),
        suggestion: None,
    }
}

fn mirror() -> MeetingFacts {
    MeetingFacts {
        title: "Second mirror: clean or recoat".to_owned(),
        start: utc("2026-11-27T09:30"),
        end: utc("2026-11-27T10:15"),
        people: 5,
        rhythm: Rhythm::Once,
        missing: vec![missing(Requirement::PreRead, None, false)],
        found: vec![found(Requirement::Agenda, &["Clean in place: cost and risk", "Recoat: the lost weeks"])],
        deadline: utc("2026-11-26T09:30"),
        invitation: Some("https://calendar.fernhill.example/event?id=8Wd1".to_owned()),
        ..season()
    }
}

fn stocktake() -> MeetingFacts {
    MeetingFacts {
        title: "Spare parts stocktake".to_owned(),
        start: utc("2026-11-27T13:00"),
        end: utc("2026-11-27T13:30"),
        people: 18,
        rhythm: Rhythm::EverySecondWeek,
        missing: vec![missing(Requirement::Agenda, None, false)],
        deadline: utc("2026-11-26T13:00"),
        invitation: Some("https://calendar.fernhill.example/event?id=2Rk5".to_owned()),
        suggestion: Some("This could be a memo, and give 18 people half an hour back.".to_owned()),
        ..season()
    }
}

fn calibration() -> Conflict {
    let meeting = MeetingFacts {
        title: "Spectrograph calibration review".to_owned(),
        start: utc("2026-12-02T12:00"),
        end: utc("2026-12-02T13:00"),
        people: 9,
        rhythm: Rhythm::Once,
        missing: Vec::new(),
        deadline: utc("2026-12-01T12:00"),
        answers_for: 5,
        ..season()
    };
    let protected = ["Idris Bello", "Sofia Anand", "Pavel Horak", "Lim Shu Fen", "Grace Tamihana"];
    Conflict { meeting, window: "No-Meeting Wednesday".to_owned(), protected: protected.map(str::to_owned).into() }
}

fn done(mode: Mode) -> Outcome {
    let whose = ["Idris Bello", "Sofia Anand", "Pavel Horak", "Lim Shu Fen", "Grace Tamihana", "Yusuf Demir"];
    Outcome {
        meeting: followed(season()),
        done: mode,
        whose: whose.map(str::to_owned).into(),
        maybe: Vec::new(),
        not_enrolled: vec!["Renata Silva".to_owned()],
        window: None,
    }
}

fn several_done() -> Vec<Outcome> {
    let two = |meeting: MeetingFacts, done, window: Option<&str>| Outcome {
        meeting: followed(meeting),
        done,
        whose: vec!["Idris Bello".to_owned(), "Sofia Anand".to_owned()],
        maybe: Vec::new(),
        not_enrolled: Vec::new(),
        window: window.map(str::to_owned),
    };
    let Conflict { meeting: protected, window, .. } = calibration();
    vec![done(Mode::Decline), two(mirror(), Mode::Flag, None), two(protected, Mode::Tentative, Some(window.as_str()))]
}

fn back() -> Restored {
    let meeting = MeetingFacts {
        missing: Vec::new(),
        found: vec![
            found(Requirement::Agenda, &["1. Nights lost to cloud, Idris, 20 min", "2. Guest runs", "3. Dome seals"]),
            found(Requirement::PreRead, &["season-so-far.pdf"]),
        ],
        ..followed(season())
    };
    let yes = [Response::Accepted; 4];
    let answers = yes.into_iter().chain([Response::Tentative, Response::NoAnswer]).collect();
    Restored { meeting, arrived: Some(utc("2026-11-25T16:12")), answers, maybe: 0 }
}

fn answered() -> Day {
    let given = DayAnswer {
        title: "Winter observing season".to_owned(),
        start: utc("2026-11-26T14:00"),
        end: utc("2026-11-26T15:00"),
        organizer: "Marta Lindqvist".to_owned(),
        gave: Mode::Decline,
        previous: Response::Accepted,
        back: Response::Accepted,
        cause: DayCause::Missing(vec![Requirement::Agenda, Requirement::PreRead]),
        deadline: Some(utc("2026-11-25T14:00")),
        keep: say("keep"),
    };
    let protected = DayAnswer {
        title: "Spectrograph calibration review".to_owned(),
        start: utc("2026-12-02T12:00"),
        end: utc("2026-12-02T13:00"),
        organizer: "Lim Shu Fen".to_owned(),
        gave: Mode::Tentative,
        previous: Response::NoAnswer,
        back: Response::NoAnswer,
        cause: DayCause::Protected("No-Meeting Wednesday".to_owned()),
        ..given.clone()
    };
    let back = DayAnswer {
        title: "Second mirror: clean or recoat".to_owned(),
        start: utc("2026-11-27T09:30"),
        end: utc("2026-11-27T10:15"),
        cause: DayCause::Missing(vec![Requirement::PreRead]),
        ..given.clone()
    };
    Day { given: vec![given, protected], back: vec![back], never: say("never"), own_week: say("week") }
}

/// A link on which a person says something.
fn say(what: &str) -> Option<String> {
    Some(format!("https://meetgate.fernhill.example/say/{what}"))
}

fn stopped(since: DateTime<Utc>) -> Alert {
    let trouble = Trouble::Stopped { wanted: 212, limit: "safety.max_answers_per_hour = 100".to_owned() };
    Alert { trouble, since, why: "mostly the rule agenda-24h, 209 of 212; the rules were read anew at 7:52".to_owned() }
}

fn one_person(since: DateTime<Utc>) -> Alert {
    let (mailbox, limit) = ("sofia.anand@fernhill.example".to_owned(), "safety.max_answers_per_mailbox_and_week = 25");
    let why = "mostly the rule agenda-24h, 24 of 26".to_owned();
    Alert { trouble: Trouble::Mailbox { mailbox, wanted: 26, limit: limit.to_owned() }, since, why }
}

fn one_organizer(since: DateTime<Utc>) -> Alert {
    let organizer = "grace.tamihana@fernhill.example".to_owned();
    let limit = "4 × safety.max_notices_per_organizer_and_day = 20".to_owned();
    let why = "21 mails to one organizer within a day were wanted".to_owned();
    Alert { trouble: Trouble::Organizer { organizer, wanted: 21, limit }, since, why }
}

fn unreadable(since: DateTime<Utc>) -> Alert {
    let mailboxes = ["Idris Bello", "Sofia Anand"].map(str::to_owned).into();
    Alert { trouble: Trouble::Calendars { mailboxes }, since, why: "permission denied".to_owned() }
}

fn unreachable(since: DateTime<Utc>) -> Alert {
    let organizers = vec!["grace.tamihana@fernhill.example".to_owned()];
    Alert { trouble: Trouble::Mail { organizers }, since, why: "550 5.1.1 no such mailbox".to_owned() }
}

fn followed(meeting: MeetingFacts) -> MeetingFacts {
    let first_mail = meeting.deadline.checked_sub_signed(TimeDelta::days(2));
    MeetingFacts { first_mail, first_start: Some(meeting.start), ..meeting }
}

fn missing(requirement: Requirement, excerpt: Option<&str>, conference: bool) -> Missing {
    Missing { requirement, excerpt: excerpt.map(str::to_owned), conference, consequence: Mode::Decline }
}

fn found(requirement: Requirement, evidence: &[&str]) -> Found {
    Found { requirement, evidence: evidence.iter().map(|text| (*text).to_owned()).collect() }
}

fn address(text: &str) -> Address {
    Address::parse(text).expect("a constant of this file")
}

fn utc(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("a constant of this file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_a_name_of_its_own_that_is_fit_for_a_file() {
        let mut names: Vec<_> = samples().iter().map(|sample| sample.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }
}
