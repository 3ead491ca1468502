//! Which call does what.

use serde_json::{Value, json};

use super::call::Ready;
use super::error::ApiError;
use super::log::{Mail, MailKind};
use super::people::{email, entries, organizer};
use super::settings::not_modelled;
use super::state::{Fields, Role, State, etag, text};
use super::view::Reader;
use super::write::{Desk, Manner};

impl State {
    /// Does a call that is known, allowed and well formed. None answers 204.
    pub fn dispatch(&mut self, call: &Ready<'_>) -> Result<Option<Value>, ApiError> {
        let user = call.bearer.user.clone();
        let calendar = self.calendar_id(&user, call.named("calendarId"));
        let id = call.named("eventId");
        match call.method.id.as_str() {
            "calendar.events.list" => self.list(&user, &calendar, &call.query).map(Some),
            "calendar.events.instances" => self.instances(&user, &calendar, id, &call.query).map(Some),
            "calendar.events.get" => self.get(call, &calendar, id).map(Some),
            "calendar.events.insert" => self.made(call, &calendar).map(Some),
            "calendar.events.patch" => self.changed_event(call, &calendar, Manner::Patch).map(Some),
            "calendar.events.update" => self.changed_event(call, &calendar, Manner::Replace).map(Some),
            "calendar.events.delete" => self.deleted(call, &calendar).map(|()| None),
            "calendar.events.watch" => self.watch(&call.bearer, &calendar, &call.uri, &call.body).map(Some),
            "calendar.channels.stop" => self.stop(&call.bearer, &call.body).map(|()| None),
            "calendar.freebusy.query" => self.free_busy(&user, &call.body).map(Some),
            "calendar.settings.get" => self.setting(&user, call.named("setting")).map(Some),
            "calendar.settings.list" => self.settings(&user, &call.query).map(Some),
            "calendar.calendars.get" => self.calendar(&user, &calendar).map(Some),
            "calendar.calendarList.list" => self.calendar_list(&user, &call.query).map(Some),
            other => Err(not_modelled(other)),
        }
    }

    fn reader(&self, call: &Ready<'_>, calendar: &str) -> Result<Reader, ApiError> {
        let role = self.role(&call.bearer.user, calendar);
        let max_attendees = call.query.number("maxAttendees");
        match role {
            Role::None => Err(ApiError::not_found()),
            _ => Ok(Reader { role, zone: call.query.zone()?, max_attendees }),
        }
    }

    fn get(&self, call: &Ready<'_>, calendar: &str, id: &str) -> Result<Value, ApiError> {
        let reader = self.reader(call, calendar)?;
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        if place.copies.get(id).is_some_and(super::state::Copy::cancelled) {
            return self.tombstone(place, id, reader).ok_or_else(ApiError::not_found);
        }
        let fields = self.fields_of(calendar, id)?;
        Ok(self.shown(place, &fields, self.revision_of(calendar, id).unwrap_or_default(), reader))
    }

    fn writable(&self, call: &Ready<'_>, calendar: &str) -> Result<(), ApiError> {
        let desk = Desk { user: &call.bearer.user, calendar };
        self.may_write(desk)?;
        if self.read_only.contains(desk.user) { Err(ApiError::usage_limit()) } else { Ok(()) }
    }

    fn matched(&self, call: &Ready<'_>, calendar: &str, id: &str) -> Result<(), ApiError> {
        let Some(wanted) = call.if_match.as_deref().filter(|wanted| *wanted != "*") else { return Ok(()) };
        let now = self.revision_of(calendar, id).ok_or_else(ApiError::not_found)?;
        if etag(now) == wanted { Ok(()) } else { Err(ApiError::stale()) }
    }

    fn made(&mut self, call: &Ready<'_>, calendar: &str) -> Result<Value, ApiError> {
        self.writable(call, calendar)?;
        let body = writable_body(call)?;
        let id = self.insert(Desk { user: &call.bearer.user, calendar }, &body)?;
        self.mail(call, calendar, &id, &Fields::new());
        self.get(call, calendar, &id)
    }

    fn changed_event(&mut self, call: &Ready<'_>, calendar: &str, manner: Manner) -> Result<Value, ApiError> {
        let id = call.named("eventId");
        self.writable(call, calendar)?;
        let before = self.fields_of(calendar, id)?;
        self.matched(call, calendar, id)?;
        let body = writable_body(call)?;
        self.change(Desk { user: &call.bearer.user, calendar }, id, &body, manner)?;
        self.mail(call, calendar, id, &before);
        self.get(call, calendar, id)
    }

    fn deleted(&mut self, call: &Ready<'_>, calendar: &str) -> Result<(), ApiError> {
        let id = call.named("eventId");
        self.writable(call, calendar)?;
        let before = self.fields_of(calendar, id)?;
        self.matched(call, calendar, id)?;
        self.delete(Desk { user: &call.bearer.user, calendar }, id)?;
        self.mail(call, calendar, id, &before);
        Ok(())
    }

    /// Records the mails that a write causes: `all` reaches everyone, `externalOnly` those without a calendar here, and
    /// nothing said means none, which is the documented default.
    fn mail(&mut self, call: &Ready<'_>, calendar: &str, id: &str, before: &Fields) {
        let Some(after) = self.copy(calendar, id).map(|copy| copy.fields.clone()) else { return };
        let mode = call.query.get("sendUpdates").unwrap_or("none");
        let (to, kind) = if self.organizes(calendar, &after) {
            let both = entries(before).iter().chain(entries(&after));
            let mut all: Vec<String> = both.map(|entry| email(entry).to_owned()).collect();
            all.sort_unstable();
            all.dedup();
            let off = text(&after, "status") == "cancelled";
            (all, if off { MailKind::Cancellation } else { MailKind::Invitation })
        } else {
            (vec![organizer(&after).to_owned()], MailKind::Reply)
        };
        let to: Vec<_> = to.into_iter().filter(|address| !self.same_person(address, calendar)).collect();
        for address in to {
            let external = self.account(&address).is_none();
            if mode == "all" || (mode == "externalOnly" && external) {
                let left = kind == MailKind::Invitation && self.entry_of(&after, &address).is_none();
                let kind = if left { MailKind::Cancellation } else { kind };
                let uid = text(&after, "iCalUID").to_owned();
                self.log.mails.push(Mail { call: call.number, to: address, kind, uid });
            }
        }
    }
}

/// The body as far as the query lets it count: attachments and conferences need to be announced.
fn writable_body(call: &Ready<'_>) -> Result<Fields, ApiError> {
    let mut body = call.body.clone();
    if !call.query.flag("supportsAttachments") {
        body.remove("attachments");
    }
    if call.query.get("conferenceDataVersion") != Some("1") {
        body.remove("conferenceData");
    }
    if body
        .get("conferenceData")
        .is_some_and(|data| data.get("createRequest").is_some_and(|asked| *asked != json!(null)))
    {
        return Err(not_modelled("the making of conferences"));
    }
    Ok(body)
}
