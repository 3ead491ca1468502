//! What tests look at: copies, answers, the journal.

use chrono::{DateTime, NaiveDate, Utc};

use super::FakeGraph;
use super::items::Mailbox;
use super::journal::{Mail, MailKind, Recorded};
use super::meeting::Meeting;
use super::people::Answer;
use super::seen::Seen;

/// A copy as it is now, for looking at.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Its id of the ordinary kind.
    pub id: String,
    /// Its id of the immutable kind.
    pub immutable_id: String,
    /// `iCalUId` of the meeting or the series.
    pub uid: String,
    /// `singleInstance`, `seriesMaster`, `occurrence` or `exception`.
    pub kind: &'static str,
    /// What it holds.
    pub meeting: Meeting,
    /// The owner's answer.
    pub answer: Answer,
    /// When it was given.
    pub answered: Option<DateTime<Utc>>,
    /// The owner organizes it.
    pub is_organizer: bool,
    /// Its etag.
    pub etag: String,
    /// Days taken out of a master.
    pub removed_days: Vec<NaiveDate>,
}

impl FakeGraph {
    /// A copy of a meeting or a series, if the mailbox has one.
    pub fn copy(&self, mailbox: &str, uid: &str) -> Option<Copy> {
        self.with(|state| {
            let mailbox = state.mailbox(state.place_of(mailbox)?);
            Some(Copy::of(&Seen::of(mailbox.by_uid(uid)?, None), mailbox))
        })
    }

    /// One day of a series in a mailbox, if it is there.
    pub fn copy_of_day(&self, mailbox: &str, uid: &str, day: NaiveDate) -> Option<Copy> {
        self.with(|state| {
            let mailbox = state.mailbox(state.place_of(mailbox)?);
            let master = mailbox.by_uid(uid)?;
            let seen = match mailbox.exception(master.key, day) {
                Some(exception) => Seen::of(exception, None),
                None => Seen::of(master, master.happens_on(day).then_some(Some(day))?),
            };
            Some(Copy::of(&seen, mailbox))
        })
    }

    /// The owner's answer on his own copy, if he has one.
    pub fn response(&self, mailbox: &str, uid: &str) -> Option<Answer> {
        self.copy(mailbox, uid).map(|copy| copy.answer)
    }

    /// A guest's answer as the organizer's copy knows it.
    pub fn status(&self, uid: &str, guest: &str) -> Option<Answer> {
        self.with(|state| {
            let item =
                state.mailboxes.iter().filter_map(|mailbox| mailbox.by_uid(uid)).find(|item| item.is_organizer)?;
            let known = item.meeting.guests.iter().find(|known| known.person.address.eq_ignore_ascii_case(guest))?;
            Some(known.answer)
        })
    }

    /// Every copy in a mailbox, masters and exceptions included.
    pub fn copies(&self, mailbox: &str) -> Vec<Copy> {
        self.with(|state| {
            let Some(place) = state.place_of(mailbox) else { return Vec::new() };
            let mailbox = state.mailbox(place);
            mailbox.items.values().map(|item| Copy::of(&Seen::of(item, None), mailbox)).collect()
        })
    }

    /// All calls so far.
    pub fn calls(&self) -> Vec<Recorded> {
        self.with(|state| state.calls.clone())
    }

    /// Forgets the calls and mails so far.
    pub fn forget(&self) {
        self.with(|state| {
            state.calls.clear();
            state.mails.clear();
        });
    }

    /// All mails so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.with(|state| state.mails.clone())
    }

    /// All mails so far that went out for this reason.
    pub fn mails_of(&self, kind: MailKind) -> Vec<Mail> {
        self.with(|state| state.mails.iter().filter(|mail| mail.kind == kind).cloned().collect())
    }

    /// Where the fake's own answers broke the contract. Nowhere, one hopes.
    pub fn violations(&self) -> Vec<String> {
        self.with(|state| state.violations.clone())
    }

    /// The most requests to a mailbox at once that were seen.
    pub fn peak(&self, mailbox: &str) -> usize {
        self.with(|state| state.place_of(mailbox).and_then(|place| state.limits.peak.get(&place).copied()).unwrap_or(0))
    }
}

impl Copy {
    fn of(seen: &Seen, mailbox: &Mailbox) -> Self {
        Self {
            id: seen.id(mailbox, false),
            immutable_id: seen.id(mailbox, true),
            uid: seen.item.uid.clone(),
            kind: seen.kind(),
            meeting: seen.meeting.clone(),
            answer: seen.item.answer,
            answered: seen.item.answered,
            is_organizer: seen.item.is_organizer,
            etag: super::render::etag(seen.item.change),
            removed_days: seen.item.removed_days.iter().copied().collect(),
        }
    }
}
