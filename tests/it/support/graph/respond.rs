//! Answers to invitations: what they do to the own copy, and what the organizer learns.

use chrono::NaiveDate;
use serde_json::Value;

use super::items::Item;
use super::journal::{Mail, MailKind};
use super::people::{Answer, guest};
use super::state::State;

/// What somebody answers.
#[derive(Clone, Debug)]
pub struct Said {
    /// Accepted, tentative or declined.
    pub answer: Answer,
    /// A comment for the organizer.
    pub comment: String,
    /// Whether the organizer is told.
    pub send: bool,
    /// A `timeSlot` proposed instead; else null.
    pub proposed: Value,
    /// Given through Graph, not by hand in Outlook.
    pub through_graph: bool,
}

impl Said {
    /// An answer by hand, told to the organizer.
    pub fn by_hand(answer: Answer) -> Self {
        Self { answer, comment: String::new(), send: true, proposed: Value::Null, through_graph: false }
    }
}

impl State {
    /// Answers an invitation, or one day of a series, in the name of a mailbox's owner.
    pub fn respond(&mut self, place: usize, target: (u64, Option<NaiveDate>), said: &Said) {
        let (key, day) = target;
        let Some(item) = self.item(place, key).cloned() else { return };
        let day_of_series = day.or(item.series.map(|(_, day)| day));
        if said.send {
            self.tell_organizer(place, &item, day_of_series, said);
        }
        let preserves = self.mailbox(place).account.preserves_declined
            && (!said.through_graph || self.switches.decline_heeds_preserve);
        if said.answer == Answer::Declined && !preserves {
            let master = item.series.map_or(key, |(master, _)| master);
            match day_of_series {
                Some(day) => self.remove_day(place, master, day),
                None => self.remove(place, key),
            }
        } else {
            self.set_answer(place, target, said.answer);
        }
    }

    fn set_answer(&mut self, place: usize, (key, day): (u64, Option<NaiveDate>), answer: Answer) {
        let (now, plain) = (self.now(), !self.switches.answer_makes_exception);
        let own = day.map_or(key, |day| self.materialize(place, key, day, plain));
        let with_exceptions: Vec<u64> = match day {
            Some(_) => vec![own],
            None => {
                self.mailbox(place).items.values().filter(|item| item.belongs_to(key)).map(|item| item.key).collect()
            }
        };
        for key in with_exceptions {
            self.change(place, key, |item| {
                item.answer = answer;
                item.answered = Some(now);
                show_as(answer).clone_into(&mut item.meeting.show_as);
            });
        }
        if day.is_none() {
            let immutable = self.switches.answer_changes_immutable_id;
            self.renew_id(place, key, immutable);
        }
    }

    fn tell_organizer(&mut self, place: usize, item: &Item, day: Option<NaiveDate>, said: &Said) {
        let (from, at) = (self.mailbox(place).account.address.clone(), self.now());
        let word = match said.answer {
            Answer::Accepted => "Accepted",
            Answer::Declined => "Declined",
            _ => "Tentative",
        };
        self.mail(Mail {
            kind: MailKind::Response,
            from: from.clone(),
            to: vec![item.meeting.organizer.address.clone()],
            uid: Some(item.uid.clone()),
            day,
            subject: format!("{word}: {}", item.meeting.subject),
            answer: Some(said.answer),
            text: said.comment.clone(),
            proposed: said.proposed.clone(),
            headers: Vec::new(),
            mime: None,
            at,
        });
        self.receive_answer(&item.uid, day, &from, said.answer, said.proposed.clone());
    }

    /// Notes an answer on the organizer's copy, if he has one here.
    pub fn receive_answer(&mut self, uid: &str, day: Option<NaiveDate>, from: &str, answer: Answer, proposed: Value) {
        let (uid, day) = match super::ids::read_global_of_day(uid).filter(|_| day.is_none()) {
            Some((series, day)) => (series, Some(day)),
            None => (uid.to_owned(), day),
        };
        let organizer = self.mailboxes.iter().enumerate().find_map(|(place, mailbox)| {
            mailbox.by_uid(&uid).filter(|item| item.is_organizer).map(|item| (place, item.key))
        });
        let Some((place, key)) = organizer else { return };
        let key = day.map_or(key, |day| self.materialize(place, key, day, !self.switches.answer_makes_exception));
        let (now, visible) = (self.now(), self.switches.change_key_on_answer);
        let addresses: Vec<String> = match self.place_of(from) {
            Some(place) => {
                let account = &self.mailbox(place).account;
                std::iter::once(&account.address).chain(&account.aliases).cloned().collect()
            }
            None => vec![from.to_owned()],
        };
        let note = |item: &mut Item| {
            let known = item
                .meeting
                .guests
                .iter_mut()
                .find(|guest| addresses.iter().any(|address| address.eq_ignore_ascii_case(&guest.person.address)));
            let noted = match known {
                Some(known) => known,
                None => {
                    item.meeting.guests.push(guest(from, "required"));
                    let Some(added) = item.meeting.guests.last_mut() else { return };
                    added
                }
            };
            noted.answer = answer;
            noted.answered = Some(now);
            noted.proposed = Some(proposed).filter(|slot| !slot.is_null());
        };
        match visible {
            true => self.change(place, key, note),
            false => self.change_silently(place, key, false, note),
        }
    }

    /// The exception that stands for a day of a series, made if there is none.
    pub fn materialize(&mut self, place: usize, master: u64, day: NaiveDate, plain: bool) -> u64 {
        if let Some(exception) = self.mailbox(place).exception(master, day) {
            return exception.key;
        }
        let Some(series) = self.item(place, master).cloned() else { return master };
        let key = self.add(place, &series.uid, series.meeting.on(day), Some((master, day)));
        self.change(place, key, |item| {
            item.answer = series.answer;
            item.answered = series.answered;
            item.looks_plain = plain;
        });
        key
    }

    /// Takes one day out of a series. No delta tells of it by `@removed`, only by the master's change.
    pub fn remove_day(&mut self, place: usize, master: u64, day: NaiveDate) {
        self.forget_exceptions(place, master, |other| other == day);
        self.change(place, master, |item| {
            item.removed_days.insert(day);
        });
    }

    /// Drops exceptions of a master without a trace.
    pub fn forget_exceptions(&mut self, place: usize, master: u64, which: impl Fn(NaiveDate) -> bool) {
        let mailbox = &mut self.mailboxes[place];
        let gone =
            mailbox.items.values().filter(|item| item.series.is_some_and(|(key, day)| key == master && which(day)));
        let gone: Vec<u64> = gone.map(|item| item.key).collect();
        for key in gone {
            if let Some(item) = mailbox.items.remove(&key) {
                mailbox.deleted.extend([item.ordinary, item.immutable]);
            }
        }
    }
}

/// How a meeting shows after an answer.
fn show_as(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted | Answer::Organizer => "busy",
        Answer::Declined => "free",
        _ => "tentative",
    }
}
