//! What travels between the copies of a meeting: from the organizer all that is shared, from a guest the answer alone.

use serde_json::{Value, json};

use super::merge::{PRIVATE, properties, set_properties, shared};
use super::people::{email, entries, organizer};
use super::series::occurrence_id;
use super::state::{Fields, State, original, text};
use super::write::new_id;

/// With more guests than this, answers are not gathered on the organizer's list.
const MOST_TRACKED: usize = 200;

impl State {
    /// Brings every guest's copy up to the organizer's, with `before` what the organizer's copy said until now: new
    /// guests get a copy, former ones lose theirs, and whatever a guest changed for himself is overwritten.
    pub fn spread(&mut self, calendar: &str, id: &str, before: &Fields) {
        let Some(event) = self.copy(calendar, id).map(|copy| copy.fields.clone()) else { return };
        let (was, is) = (self.invited(before, calendar), self.invited(&event, calendar));
        let cancelled = text(&event, "status") == "cancelled";
        for guest in &is {
            match self.held_by(guest, &event) {
                Some(copy) if cancelled => self.bury_once(guest, &copy),
                Some(copy) => self.update_guest(guest, &copy, &event, !was.contains(guest)),
                None if cancelled && original(&event).is_none() => {}
                None if was.contains(guest) && self.removed_series(guest, &event) => {}
                None => self.invite(guest, &event),
            }
        }
        for guest in was.iter().filter(|guest| !is.contains(guest)) {
            if let Some(copy) = self.held_by(guest, &event) {
                self.bury_once(guest, &copy);
            }
        }
    }

    fn held_by(&self, calendar: &str, event: &Fields) -> Option<Fields> {
        let meeting = (text(event, "iCalUID").to_owned(), original(event));
        self.calendars.get(calendar)?.find(&meeting).map(|copy| copy.fields.clone())
    }

    /// Whether the occurrence is of a series that is gone from the calendar.
    fn removed_series(&self, calendar: &str, event: &Fields) -> bool {
        let series = (text(event, "iCalUID").to_owned(), None);
        let copy = self.calendars.get(calendar).and_then(|place| place.find(&series));
        original(event).is_some() && copy.is_some_and(super::state::Copy::cancelled)
    }

    fn bury_once(&mut self, calendar: &str, copy: &Fields) {
        if text(copy, "status") != "cancelled" {
            let id = text(copy, "id").to_owned();
            self.bury(calendar, &id, true);
            for exception in self.calendars.get(calendar).map(|place| place.exceptions(&id)).unwrap_or_default() {
                self.bury(calendar, &exception, true);
            }
        }
    }

    fn invite(&mut self, calendar: &str, event: &Fields) {
        let mut copy = shared(event);
        let (id, series) = self.guest_ids(calendar, event);
        copy.insert("id".to_owned(), id.clone().into());
        copy.extend(series.map(|series| ("recurringEventId".to_owned(), series.into())));
        copy.insert("reminders".to_owned(), json!({"useDefault": true}));
        copy.extend(event.get("transparency").map(|value| ("transparency".to_owned(), value.clone())));
        let cancelled = text(&copy, "status") == "cancelled";
        self.put(calendar, copy);
        if cancelled {
            self.bury(calendar, &id, true);
        } else {
            self.decline_new(calendar, &id);
        }
    }

    /// The id of a guest's new copy, and that of the series it belongs to.
    fn guest_ids(&self, calendar: &str, event: &Fields) -> (String, Option<String>) {
        let (id, uid) = (text(event, "id"), text(event, "iCalUID"));
        let taken = self.copy(calendar, id).is_some();
        let own = |id: &str| {
            if self.switches.guest_copies_share_the_id && !taken { id.to_owned() } else { new_id(&[calendar, uid]) }
        };
        let Some(start) = original(event) else { return (own(id), None) };
        let of_series = self.calendars.get(calendar).and_then(|place| place.find(&(uid.to_owned(), None)));
        let series = of_series.map_or_else(|| own(text(event, "recurringEventId")), |copy| copy.text("id").to_owned());
        (occurrence_id(&series, start, &self.switches), Some(series))
    }

    fn update_guest(&mut self, calendar: &str, copy: &Fields, event: &Fields, newly: bool) {
        if text(copy, "status") == "cancelled" && !newly {
            return;
        }
        let mut new = shared(event);
        for name in PRIVATE.into_iter().chain(["id", "recurringEventId", "updated"]) {
            new.extend(copy.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        set_properties(&mut new, "private", properties(copy, "private").cloned());
        if new != *copy {
            self.put(calendar, new);
        }
    }

    /// Takes the answer on a guest's copy to the organizer's list, and perhaps to the other guests'.
    pub fn travel(&mut self, calendar: &str, id: &str) {
        let Some(copy) = self.copy(calendar, id).map(|copy| copy.fields.clone()) else { return };
        let Some(answer) = self.entry_of(&copy, calendar).and_then(|at| entries(&copy).get(at)).cloned() else {
            return;
        };
        let home = self.calendar_id(organizer(&copy), organizer(&copy));
        let Some(mut event) = self.counterpart(&home, &copy) else { return };
        if entries(&event).len() > MOST_TRACKED || !self.take_answer(&mut event, &answer) {
            return;
        }
        self.put(&home, event.clone());
        if !self.switches.answers_touch_other_copies {
            return;
        }
        for guest in self.invited(&event, &home).into_iter().filter(|guest| guest != calendar) {
            if let Some(mut held) = self.held_by(&guest, &event).filter(|held| text(held, "status") != "cancelled")
                && self.take_answer(&mut held, &answer)
            {
                self.put(&guest, held);
            }
        }
    }

    /// Writes an answer into a list; a group's member gets an entry by it. Returns whether that changed anything.
    fn take_answer(&self, event: &mut Fields, answer: &Value) -> bool {
        let mut list = entries(event).to_vec();
        let mut entry = match self.entry_of(event, email(answer)).and_then(|at| list.get(at)) {
            Some(entry) => entry.clone(),
            None => json!({"email": email(answer)}),
        };
        entry["responseStatus"] = answer.get("responseStatus").cloned().unwrap_or(json!("needsAction"));
        if self.switches.comment_travels {
            match (answer.get("comment"), entry.as_object_mut()) {
                (Some(comment), Some(entry)) => entry.insert("comment".to_owned(), comment.clone()),
                (None, Some(entry)) => entry.remove("comment"),
                _ => None,
            };
        }
        match self.entry_of(event, email(answer)) {
            Some(at) if list.get(at) == Some(&entry) => return false,
            Some(at) => list[at] = entry,
            None => list.push(entry),
        }
        event.insert("attendees".to_owned(), list.into());
        true
    }
}
