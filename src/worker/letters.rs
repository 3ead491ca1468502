//! From what is on file to what a mail says. Facts only; the words are in `mail`.

use chrono::{DateTime, Utc};

use crate::brief::{Brief, Evidence};
use crate::mail::{Conflict, Found, Letter, MeetingFacts, Missing, Outcome, Reader, Restored, Rhythm};
use crate::meeting::{Address, AnswerState, Cause, Mode, NoticeRecord, NoticeState, Requirement, Response, Stage};
use crate::plan::{AnswerAction, NoticeAction, promise};
use crate::policy::{BriefedCopy, Case, Policy, RequirementState};
use crate::store::Filed;

use super::deliver::name_of;

/// A notice ready to be written, or why it is not.
pub(super) enum Draft {
    /// Say this.
    Letter(Box<Letter>),
    /// It is no longer true.
    Stale(&'static str),
    /// What it tells of is still being done.
    Wait,
}

/// What a person's calendar shows when this is answered there.
pub(super) type Shows<'a> = &'a (dyn Fn(&Address, Response) -> Response + Sync);

/// Drafts one notice from what is on file now.
pub(super) fn draft(
    policy: &Policy,
    filed: &Filed,
    notice: &NoticeAction,
    shows: Shows<'_>,
    now: DateTime<Utc>,
) -> Draft {
    if filed.meeting.cancelled || filed.meeting.start != notice.start {
        return Draft::Stale("the meeting moved or was cancelled");
    }
    let facts = Facts { policy, filed, notice, shows, now };
    match notice.stage {
        Stage::FirstNotice | Stage::LastCall => facts.request(),
        Stage::Conflict => facts.conflict(),
        Stage::Outcome => facts.outcome(),
        Stage::Restored => facts.restored(),
    }
}

/// Whoever reads it.
pub(super) fn reader(policy: &Policy, organizer: &Address) -> Reader {
    let organization = &policy.organization;
    match policy.directory.find(organizer) {
        Some(person) => Reader {
            address: person.address.clone(),
            name: person.name.clone(),
            zone: person.zone(),
            city: person.city.clone(),
            language: person.language.clone().or_else(|| organization.language.clone()),
            copied: person.assistant.iter().cloned().collect(),
            unsubscribe: None,
        },
        None => Reader {
            address: organizer.clone(),
            name: String::new(),
            zone: organization.working.zone,
            city: organization.city.clone(),
            language: organization.language.clone(),
            copied: Vec::new(),
            unsubscribe: None,
        },
    }
}

/// The comment that goes with an answer, which shows as `shown`: why, and how it comes back.
pub(super) fn comment(policy: &Policy, answer: &AnswerAction, shown: Response) -> String {
    let protected = answer.causes.iter().any(|cause| matches!(cause, Cause::Protected { .. }));
    let lacks = |which: &Requirement| {
        answer.causes.iter().any(|cause| matches!(cause, Cause::Missing { requirement, .. } if requirement == which))
    };
    let missing: Vec<Requirement> = Requirement::ALL.into_iter().filter(lacks).collect();
    let language = reader(policy, &answer.mailbox).language;
    crate::mail::answer_comment(language.as_deref(), shown == Response::Declined, &missing, protected)
}

struct Facts<'a> {
    policy: &'a Policy,
    filed: &'a Filed,
    notice: &'a NoticeAction,
    shows: Shows<'a>,
    now: DateTime<Utc>,
}

impl Facts<'_> {
    fn request(&self) -> Draft {
        let facts = self.meeting();
        if facts.missing.is_empty() {
            return Draft::Stale("nothing is missing any more");
        }
        let letter = if self.notice.stage == Stage::FirstNotice { Letter::FirstNotice } else { Letter::LastCall };
        Draft::Letter(Box::new(letter(facts)))
    }

    fn conflict(&self) -> Draft {
        let hits = &self.filed.verdict.hits;
        let Some(hit) = hits.first() else { return Draft::Stale("it is out of the protected time") };
        let window = self.notice.window.clone().unwrap_or_else(|| hit.window.clone());
        let protected = hits.iter().filter(|hit| hit.window == window).map(|hit| self.name(&hit.mailbox)).collect();
        Draft::Letter(Box::new(Letter::Conflict(Conflict { meeting: self.meeting(), window, protected })))
    }

    fn outcome(&self) -> Draft {
        let wanted = |response: Response| match self.notice.announced {
            Mode::Decline => response == Response::Declined,
            Mode::Tentative => response == Response::Tentative,
            _ => false,
        };
        let answers = &self.filed.history.answers;
        if answers.iter().any(|answer| answer.state == AnswerState::Pending) {
            return Draft::Wait;
        }
        let given = answers.iter().filter(|answer| answer.state == AnswerState::Given && wanted(answer.given));
        let mut whose: Vec<&Address> = given.map(|answer| &answer.mailbox).collect();
        if self.notice.announced == Mode::Flag {
            whose = self.filed.history.flags.iter().filter(|flag| flag.set).map(|flag| &flag.mailbox).collect();
        }
        if whose.is_empty() {
            return Draft::Stale("nothing was changed after all");
        }
        let names = |whose: &[&Address]| whose.iter().map(|mailbox| self.name(mailbox)).collect();
        let mut maybe = whose.clone();
        maybe.retain(|mailbox| (self.shows)(mailbox, Response::Declined) == Response::Tentative);
        let (done, maybe) = match self.notice.announced {
            Mode::Decline if maybe.len() == whose.len() => (Mode::Tentative, Vec::new()),
            Mode::Decline => (Mode::Decline, names(&maybe)),
            done => (done, Vec::new()),
        };
        let (meeting, whose, not_enrolled) = (self.meeting(), names(&whose), self.not_enrolled());
        let window = self.notice.window.clone();
        Draft::Letter(Box::new(Letter::Outcome(Outcome { meeting, done, whose, maybe, not_enrolled, window })))
    }

    fn restored(&self) -> Draft {
        let answers = &self.filed.history.answers;
        if answers.iter().any(|answer| answer.state == AnswerState::Restoring) {
            return Draft::Wait;
        }
        let back = answers.iter().filter(|answer| answer.state == AnswerState::Restored);
        let (back, stay): (Vec<_>, Vec<_>) =
            back.partition(|answer| (self.shows)(&answer.mailbox, answer.previous) == answer.previous);
        let answers = back.into_iter().map(|answer| answer.previous).collect();
        let arrived = self.filed.verdict.requirements.iter().filter_map(|state| state.seen.present).max();
        let restored = Restored { meeting: self.meeting(), arrived, answers, maybe: stay.len() };
        Draft::Letter(Box::new(Letter::Restored(restored)))
    }

    fn meeting(&self) -> MeetingFacts {
        let Filed { meeting, verdict, history, .. } = self.filed;
        let (missing, found): (Vec<_>, Vec<_>) = verdict.requirements.iter().partition(|state| !state.met());
        let first_mail = history.notices.iter().filter_map(|notice| match notice.state {
            NoticeState::Accepted(at) if notice.stage.warns() && notice.start == meeting.start => Some(at),
            _ => None,
        });
        MeetingFacts {
            title: meeting.title.clone(),
            start: meeting.start,
            end: meeting.end,
            people: meeting.size,
            rhythm: self.rhythm(),
            missing: missing.into_iter().map(|state| self.missing(state)).collect(),
            found: found.into_iter().map(found_of).collect(),
            deadline: self.deadline(),
            consequence: self.notice.announced,
            answers_for: self.notice.people.len(),
            first_start: self.first().map(|first| first.start),
            first_title: self.first().map_or_else(|| self.notice.title.clone(), |first| first.title.clone()),
            first_mail: first_mail.min(),
            invitation: meeting.link.clone(),
            there: None,
            exempt: None,
            rule: verdict.rule.clone().unwrap_or_default(),
            suggestion: verdict.suggestion.as_ref().and_then(|(_, text)| self.suggestion(text)),
        }
    }

    /// The time to tell: in a warning what can be promised if it is accepted now, else the deadline that passed.
    fn deadline(&self) -> DateTime<Utc> {
        let verdict = &self.filed.verdict;
        let hit = verdict.hits.first().map(|hit| &hit.deadline).filter(|_| self.notice.stage == Stage::Conflict);
        let Some(deadline) = hit.or(verdict.deadline.as_ref()) else { return self.notice.deadline };
        if !self.notice.stage.warns() {
            let promised =
                self.filed.history.notices.iter().filter(|n| n.stage.warns() && n.start == self.notice.start);
            return promised.map(|notice| notice.promised).max().unwrap_or(deadline.at);
        }
        let case = Case { meeting: &self.filed.meeting, copies: &self.filed.copies };
        promise(self.policy, &case, deadline, self.now).max(self.notice.promised)
    }

    /// The first mail about it that was accepted.
    fn first(&self) -> Option<&NoticeRecord> {
        let mails = self.filed.history.notices.iter().filter_map(|notice| match notice.state {
            NoticeState::Accepted(at) => Some((at, notice)),
            _ => None,
        });
        mails.min_by_key(|(at, notice)| (*at, notice.start)).map(|(_, notice)| notice)
    }

    fn missing(&self, state: &RequirementState) -> Missing {
        let lead = self.lead();
        Missing {
            requirement: state.requirement,
            consequence: state.consequence.min(self.filed.verdict.limit),
            excerpt: lead.and_then(|brief| brief.excerpt.clone()),
            conference: lead.is_some_and(|brief| brief.conference),
        }
    }

    /// The brief to quote from: the organizer's copy, else the first that has words of its own.
    fn lead(&self) -> Option<&Brief> {
        let copies = &self.filed.copies;
        let lead = copies.iter().find(|briefed| briefed.copy.is_organizer);
        let worded = copies.iter().find(|briefed| briefed.brief.excerpt.is_some());
        lead.or(worded).or(copies.first()).map(|briefed| &briefed.brief)
    }

    fn rhythm(&self) -> Rhythm {
        if !self.filed.meeting.recurring {
            return Rhythm::Once;
        }
        let rules = self.filed.copies.iter().filter_map(|BriefedCopy { copy, .. }| copy.event.recurrence.as_ref());
        rules.flat_map(|recurrence| recurrence.rules.first()).map(|rule| rhythm(rule)).next().unwrap_or(Rhythm::Series)
    }

    fn suggestion(&self, text: &str) -> Option<String> {
        if text != "memo" {
            return Some(text.to_owned());
        }
        let meeting = &self.filed.meeting;
        let language = reader(self.policy, &self.notice.organizer).language;
        Some(crate::mail::memo_line(language.as_deref(), meeting.size, meeting.end - meeting.start))
    }

    fn not_enrolled(&self) -> Vec<String> {
        let outside = self.filed.meeting.guests.iter().filter(|guest| {
            let enrolled = self.policy.directory.find(&guest.address).is_some();
            !enrolled && !guest.group && Some(&guest.address) != self.filed.meeting.organizer.as_ref()
        });
        outside.map(|guest| guest.name.clone().unwrap_or_else(|| guest.address.local().to_owned())).collect()
    }

    fn name(&self, address: &Address) -> String {
        name_of(self.policy, address)
    }
}

fn found_of(state: &RequirementState) -> Found {
    let words = |evidence: &Evidence| evidence.text.clone();
    Found { requirement: state.requirement, evidence: state.evidence.iter().map(words).collect() }
}

/// How a recurrence rule reads in a mail (RFC 5545 §3.3.10).
fn rhythm(rule: &str) -> Rhythm {
    let parts: Vec<(&str, &str)> = rule.split(';').filter_map(|part| part.split_once('=')).collect();
    let part = |name: &str| parts.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let several_days = part("BYDAY").is_some_and(|days| days.matches(',').count() >= 3);
    match (part("FREQ").unwrap_or_default(), part("INTERVAL").unwrap_or("1")) {
        ("DAILY", "1") => Rhythm::Daily,
        ("WEEKLY", "1") if several_days => Rhythm::Daily,
        ("WEEKLY", "1") => Rhythm::Weekly,
        ("WEEKLY", "2") => Rhythm::EverySecondWeek,
        ("MONTHLY", "1") => Rhythm::Monthly,
        _ => Rhythm::Series,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_rhythms() {
        assert_eq!(rhythm("FREQ=WEEKLY;BYDAY=TH"), Rhythm::Weekly);
        assert_eq!(rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"), Rhythm::EverySecondWeek);
        assert_eq!(rhythm("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), Rhythm::Daily);
        assert_eq!(rhythm("FREQ=MONTHLY;BYDAY=1MO"), Rhythm::Monthly);
        assert_eq!(rhythm("FREQ=YEARLY"), Rhythm::Series);
        assert_eq!(rhythm("garbage"), Rhythm::Series);
    }
}
