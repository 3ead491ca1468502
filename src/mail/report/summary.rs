//! What a report says first: the facts of its summary as sentences.

use super::tell::{Teller, case};
use crate::report::{Extreme, Finding, Group, LocalTime, Proposal, Report, Slot, Suggestion};

/// The smallest change of hours and of shares that shows when rounded.
const HOURS: f64 = 0.05;
const SHARE: f64 = 0.005;

impl Teller<'_> {
    /// The headline, and what follows it at once.
    pub(super) fn findings(&self, report: &Report) -> (String, Option<String>) {
        let mut sentences = report.summary.findings.iter().take(3).map(|finding| self.finding(finding));
        let headline = sentences.next().unwrap_or_else(|| self.words.report_empty());
        let since = report.summary.findings.first().and_then(|finding| self.since(finding));
        let lead: Vec<String> = since.into_iter().chain(sentences).collect();
        (headline, (!lead.is_empty()).then(|| lead.join(" ")))
    }

    fn finding(&self, finding: &Finding) -> String {
        match finding {
            Finding::Meetings { hours, extreme, .. } => {
                self.words.report_meetings(self.hours(*hours), most(*extreme), weeks(*extreme))
            }
            Finding::Focus { hours, change, best_day, extreme } => {
                let by = self.decimal(change.unwrap_or_default().abs(), 1);
                let (tail, day) = match (extreme, best_day) {
                    (None, Some(day)) => ("day", self.weekday(*day)),
                    (extreme, _) => (most(*extreme), String::new()),
                };
                self.words.report_focus(case(*change, HOURS), by, self.hours(*hours), tail, day, weeks(*extreme))
            }
            Finding::Load { zones, share_of_people, share_of_after_hours } => {
                let (people, load) = (self.share(*share_of_people), self.share(*share_of_after_hours));
                self.words.report_load(self.groups(zones), zones.len(), people, load)
            }
            Finding::Agendas { rate, change, needed, rescued } => {
                let points = (change.unwrap_or_default().abs() * 100.0).round().min(100.0) as u32;
                let told = self.words.points(points);
                self.words.report_agendas(*needed, self.share(*rate), case(*change, SHARE), told, *rescued)
            }
            Finding::TooFew { min_group } => self.words.report_too_few(*min_group),
        }
    }

    /// What a headline about meetings leaves for the sentence after it.
    fn since(&self, finding: &Finding) -> Option<String> {
        let Finding::Meetings { change: Some(change), .. } = finding else { return None };
        Some(self.words.report_meetings_since(case(Some(*change), HOURS), self.hours(change.abs())))
    }

    /// The one suggested action.
    pub(super) fn suggestion(&self, suggestion: &Suggestion) -> String {
        let told = match suggestion {
            Suggestion::Spread { proposal } => self.proposal(proposal),
            Suggestion::Memo { meetings, person_hours } => {
                self.words.suggest_memo(*meetings, self.hours(*person_hours))
            }
            Suggestion::Protect { meetings } => self.words.suggest_protect(*meetings),
            Suggestion::Review { title, person_hours } => {
                self.words.suggest_review(self.title(title), self.hours(*person_hours))
            }
            Suggestion::Prepare { without, needed } => self.words.suggest_prepare(*without, *needed),
        };
        self.sentence(&told)
    }

    /// A better time for a series, or a round of times.
    pub(super) fn proposal(&self, proposal: &Proposal) -> String {
        let title = self.title(&proposal.series);
        let Some(home) = proposal.now.local.first() else { return title };
        let (from, city) = (self.local_time(home), self.place(home));
        let told = match proposal.slots.as_slice() {
            [one] => self.moved(one, home, &title, from, city),
            several => {
                let times: Vec<String> = several.iter().take(12).map(|slot| self.places(slot)).collect();
                self.words.suggest_rotate(title, several.len(), from, city, times.join("; "))
            }
        };
        match proposal.relieved {
            0 => told,
            people => format!("{told} {}", self.sentence(&self.words.relieves(people))),
        }
    }

    fn moved(&self, slot: &Slot, home: &LocalTime, title: &str, from: String, city: String) -> String {
        let Some(first) = slot.local.first() else { return title.to_owned() };
        let to = if first.weekday == home.weekday { self.time(first.time) } else { self.local_time(first) };
        let elsewhere: Vec<String> = slot.local.iter().skip(1).take(12).map(|local| self.at(local, first)).collect();
        let told = self.words.suggest_move(title, from, to, city);
        if elsewhere.is_empty() {
            return told;
        }
        format!("{told} {}", self.words.that_is(self.words.and(&elsewhere)))
    }

    /// `Thu 9:30 in Hamburg and 14:00 in Bengaluru`
    fn places(&self, slot: &Slot) -> String {
        let Some(first) = slot.local.first() else { return String::new() };
        let home = self.words.at_place(self.local_time(first), self.place(first));
        let others = slot.local.iter().skip(1).take(12).map(|local| self.at(local, first));
        self.words.and(&std::iter::once(home).chain(others).collect::<Vec<_>>())
    }

    /// With its weekday only where that is another than the first zone's.
    fn at(&self, local: &LocalTime, first: &LocalTime) -> String {
        let time = if local.weekday == first.weekday { self.time(local.time) } else { self.local_time(local) };
        self.words.at_place(time, self.place(local))
    }

    fn local_time(&self, local: &LocalTime) -> String {
        self.words.weekday_time(self.weekday_short(local.weekday), self.time(local.time))
    }

    /// Whose clock it is: of zones folded together the one with most people.
    fn place(&self, local: &LocalTime) -> String {
        match &local.group {
            Group::Zone { zone } => self.city(zone),
            _ => self.city(&local.zone),
        }
    }
}

fn most(extreme: Option<Extreme>) -> &'static str {
    match extreme {
        Some(Extreme { most: true, .. }) => "most",
        Some(Extreme { most: false, .. }) => "least",
        None => "none",
    }
}

fn weeks(extreme: Option<Extreme>) -> u32 {
    extreme.map_or(0, |extreme| extreme.weeks)
}
