//! What people's acts do to the state.

use serde_json::json;

use super::error::ApiError;
use super::human::fields;
use super::people::{email, entries};
use super::state::{Role, State};
use super::write::{Desk, Manner};

impl State {
    /// A person answers by hand.
    pub fn answer_by_hand(
        &mut self,
        desk: Desk<'_>,
        id: &str,
        response: &str,
        comment: Option<&str>,
    ) -> Result<(), ApiError> {
        let old = self.fields_of(desk.calendar, id)?;
        let mut list = entries(&old).to_vec();
        let at = self.entry_of(&old, desk.calendar).unwrap_or_else(|| {
            list.push(json!({"email": desk.calendar}));
            list.len() - 1
        });
        list[at]["responseStatus"] = response.into();
        match (comment, list[at].as_object_mut()) {
            (Some(comment), Some(entry)) => entry.insert("comment".to_owned(), comment.into()),
            (None, Some(entry)) => entry.remove("comment"),
            _ => None,
        };
        self.change(desk, id, &fields(json!({ "attendees": list })), Manner::Patch).map(|_| ())
    }

    /// A person answers from the mail: the organizer's list takes it, and the copy appears.
    pub fn answer_by_mail(
        &mut self,
        desk: Desk<'_>,
        organizer: &str,
        id: &str,
        response: &str,
    ) -> Result<(), ApiError> {
        let home = self.calendar_id(organizer, organizer);
        let before = self.fields_of(&home, id)?;
        let mut event = before.clone();
        let mut list = entries(&event).to_vec();
        let own = list.iter_mut().find(|entry| self.same_person(email(entry), desk.user));
        own.ok_or_else(ApiError::not_found)?["responseStatus"] = response.into();
        event.insert("attendees".to_owned(), list.into());
        self.put(&home, event);
        self.spread(&home, id, &before);
        Ok(())
    }

    /// Sets a user's right on a calendar. Sync tokens of that user for it are of no use any more.
    pub fn share(&mut self, calendar: &str, with: &str, role: Role) {
        let user = self.calendar_id(with, with);
        let revision = self.bump();
        if let Some(place) = self.calendars.get_mut(calendar) {
            place.acl.insert(user.clone(), role);
            place.rights_changed.insert(user, revision);
        }
    }
}
