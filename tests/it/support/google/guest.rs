//! What a guest may change on his copy, and what becomes of it.

use serde_json::{Value, json};

use super::error::ApiError;
use super::merge::{patched, properties, shared};
use super::people::{email, entries, organizer, response};
use super::state::{Fields, State, text};
use super::switches::GuestEdits;

impl State {
    /// Stores a guest's change of his copy.
    pub fn change_as_guest(
        &mut self,
        calendar: &str,
        old: Fields,
        mut new: Fields,
        body: &Fields,
    ) -> Result<(), ApiError> {
        refuse_organizers_fields(&old, &new)?;
        let asked = body.get("attendees").and_then(Value::as_array);
        if body.get("attendeesOmitted") == Some(&json!(true)) {
            if !self.switches.light_form_takes_other_fields {
                new.clone_from(&old);
            }
            new.insert("attendees".to_owned(), entries(&old).to_vec().into());
            self.answer_lightly(calendar, &mut new, asked.map_or(&[], Vec::as_slice));
        } else if let Some(asked) = asked {
            new.insert("attendees".to_owned(), self.listed(asked, &old, organizer(&old))?);
        }
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        let new = self.checked(place, new)?;
        let edited = edited(&old, &new);
        let modifies = old.get("guestsCanModify") == Some(&json!(true));
        if !edited.is_empty() && !modifies && self.switches.guest_edits == GuestEdits::Refused {
            return Err(ApiError::not_organizer());
        }
        let id = text(&new, "id").to_owned();
        self.put(calendar, new.clone());
        if self.answer_of(&old, calendar) != self.answer_of(&new, calendar) {
            self.travel(calendar, &id);
            self.answer_exceptions(calendar, &id);
        }
        if !edited.is_empty() && modifies && self.switches.modifying_guests_change_all {
            self.change_for_all(&new, &edited);
        }
        Ok(())
    }

    /// The light form: only the owner's own answer counts, everything else in the list is ignored.
    pub fn answer_lightly(&self, calendar: &str, fields: &mut Fields, asked: &[Value]) {
        let Some(own) = asked.iter().find(|entry| self.same_person(email(entry), calendar)) else { return };
        let known = self.entry_of(fields, calendar);
        if known.is_none() && self.organizes(calendar, fields) {
            return;
        }
        let mut list = entries(fields).to_vec();
        let at = known.unwrap_or_else(|| {
            list.push(json!({"email": calendar}));
            list.len() - 1
        });
        list[at]["responseStatus"] = response(own).into();
        if let Some(comment) = own.get("comment").filter(|_| self.switches.light_form_takes_the_comment) {
            list[at]["comment"] = comment.clone();
        }
        fields.insert("attendees".to_owned(), list.into());
    }

    fn answer_of(&self, fields: &Fields, calendar: &str) -> Option<Value> {
        let own = self.entry_of(fields, calendar).and_then(|at| entries(fields).get(at));
        own.map(|entry| json!([response(entry), entry.get("comment")]))
    }

    /// An answer to the series reaches its exceptions, where the fake is switched so.
    fn answer_exceptions(&mut self, calendar: &str, master: &str) {
        if !self.switches.series_answer_overwrites_occurrences {
            return;
        }
        let Ok(series) = self.fields_of(calendar, master) else { return };
        let Some(own) = self.entry_of(&series, calendar).and_then(|at| entries(&series).get(at)).cloned() else {
            return;
        };
        for id in self.calendars.get(calendar).map(|place| place.exceptions(master)).unwrap_or_default() {
            let Ok(mut fields) = self.fields_of(calendar, &id) else { continue };
            let before = self.answer_of(&fields, calendar);
            self.answer_lightly(calendar, &mut fields, std::slice::from_ref(&own));
            if text(&fields, "status") != "cancelled" && before != self.answer_of(&fields, calendar) {
                self.put(calendar, fields);
                self.travel(calendar, &id);
            }
        }
    }

    /// A guest who may modify changed shared fields: the organizer's copy takes them over, then everyone's.
    fn change_for_all(&mut self, copy: &Fields, edited: &Fields) {
        let home = self.calendar_id(organizer(copy), organizer(copy));
        let Some(before) = self.counterpart(&home, copy) else { return };
        let after = patched(&before, edited, &self.switches);
        let id = text(&after, "id").to_owned();
        self.put(&home, after);
        self.spread(&home, &id, &before);
        self.lead_exceptions(&home, &id, &before);
    }

    /// A guest removed his copy: that declines, too.
    pub fn decline_removed(&mut self, calendar: &str, id: &str) {
        let Ok(mut fields) = self.fields_of(calendar, id) else { return };
        let own = json!({"email": calendar, "responseStatus": "declined"});
        self.answer_lightly(calendar, &mut fields, &[own]);
        self.put(calendar, fields);
        self.travel(calendar, id);
    }
}

/// Refuses changes to what only the organizer sets.
fn refuse_organizers_fields(old: &Fields, new: &Fields) -> Result<(), ApiError> {
    let defaults = [
        ("guestsCanModify", false),
        ("guestsCanInviteOthers", true),
        ("guestsCanSeeOtherGuests", true),
        ("anyoneCanAddSelf", false),
    ];
    let value =
        |fields: &Fields, name: &str, default: bool| fields.get(name).and_then(Value::as_bool).unwrap_or(default);
    let changed = defaults.into_iter().any(|(name, default)| value(old, name, default) != value(new, name, default));
    if changed || properties(old, "shared") != properties(new, "shared") {
        return Err(ApiError::not_organizer());
    }
    Ok(())
}

/// The shared fields that a guest's change touches, as a patch: answers and visibility apart.
fn edited(old: &Fields, new: &Fields) -> Fields {
    let (was, is) = (shared(old), shared(new));
    let names = was.keys().chain(is.keys()).filter(|name| !matches!(name.as_str(), "attendees" | "visibility"));
    let changed = names.filter(|name| was.get(*name) != is.get(*name));
    changed.map(|name| (name.clone(), is.get(name).cloned().unwrap_or(Value::Null))).collect()
}
