//! From Google's events to the words all providers share.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use google_calendar3::api;

use super::wire::note;
use super::{people, times};
use crate::brief::{Attachment, Body, Invitation};
use crate::meeting::{AttendeeKind, Event, EventKind, Moment, uid};
use crate::provider::{Mailbox, Part};

/// How many attachments of one event are read; Google allows 25.
const MAX_ATTACHMENTS: usize = 100;

/// One event as a part of the object with this id. What is wrong is said without what the event says.
pub(super) fn part(event: &api::Event, object: &str, mailbox: &Mailbox) -> Result<Part, String> {
    let event_read = read(event, object, mailbox)?;
    let invitation = Invitation {
        title: event_read.title.clone(),
        body: Body::Unknown(event.description.clone().unwrap_or_default()),
        attachments: event.attachments.iter().flatten().take(MAX_ATTACHMENTS).map(attachment).collect(),
        attendees: invited(&event_read),
        recurring: event_read.recurrence.is_some() || event_read.recurrence_id.is_some(),
    };
    Ok(Part { event: event_read, invitation })
}

/// A cancelled occurrence of which Google tells no more than which it was: the master's, called off.
pub(super) fn called_off(event: &api::Event, master: &Part) -> Result<Part, String> {
    let zone = zone_of(&master.event.start).unwrap_or(Tz::UTC);
    let original = original_start(event, zone)?;
    let of_master = master.event.clone();
    Ok(Part {
        event: Event {
            etag: event.etag.clone().unwrap_or_default(),
            recurrence_id: Some(original),
            start: original,
            recurrence: None,
            cancelled: true,
            answer_mark: None,
            flagged: false,
            sequence: event.sequence.map_or(of_master.sequence, i64::from),
            ..of_master
        },
        invitation: Invitation { title: master.event.title.clone(), recurring: true, ..Invitation::default() },
    })
}

/// Whether it is called off.
pub(super) fn is_cancelled(event: &api::Event) -> bool {
    event.status.as_deref() == Some("cancelled")
}

/// A private note of ours; none where it is empty.
pub(super) fn noted<'a>(event: &'a api::Event, name: &str) -> Option<&'a str> {
    let private = event.extended_properties.as_ref()?.private.as_ref()?;
    private.get(name).map(String::as_str).filter(|value| !value.is_empty() && *value != note::NOTHING)
}

fn read(event: &api::Event, object: &str, mailbox: &Mailbox) -> Result<Event, String> {
    let start = event.start.as_ref().and_then(|start| times::moment(start, mailbox.zone));
    let start = start.ok_or("it has no start that can be read")?;
    let zone = zone_of(&start).unwrap_or(mailbox.zone);
    let end = event.end.as_ref().map(|end| times::moment(end, zone).ok_or("its end cannot be read")).transpose()?;
    let span = times::span(&start, end.as_ref(), mailbox.zone).ok_or("it ends before it begins, or years later")?;
    let recurrence_id = event.recurring_event_id.as_ref().map(|_| original_start(event, zone)).transpose()?;
    let (organizer, organizer_name) = people::organizer(event, mailbox);
    let uid = event.i_cal_uid.as_deref().or(event.id.as_deref()).unwrap_or_default();
    Ok(Event {
        object: object.to_owned(),
        etag: event.etag.clone().unwrap_or_default(),
        uid: uid::canonical(uid),
        recurrence_id,
        this_and_future: false,
        sequence: event.sequence.map_or(0, i64::from).max(0),
        updated: event.updated,
        created: event.created,
        start,
        span,
        recurrence: if recurrence_id.is_none() { times::recurrence(event, &start) } else { None },
        cancelled: is_cancelled(event),
        kind: kind(event),
        private: matches!(event.visibility.as_deref(), Some("private" | "confidential")),
        busy: event.transparency.as_deref() != Some("transparent"),
        title: people::one_line(event.summary.as_deref().unwrap_or_default()),
        organizer,
        organizer_name,
        attendees: people::attendees(event, mailbox),
        response: people::response(event, mailbox),
        answer_mark: noted(event, note::ANSWER).map(str::to_owned),
        flagged: noted(event, note::FLAG).is_some(),
        labels: Vec::new(),
        link: event.html_link.clone().filter(|link| link.starts_with("https://")),
    })
}

/// The original start in the zone it names, else in its series'.
fn original_start(event: &api::Event, zone: Tz) -> Result<Moment, String> {
    let original = event.original_start_time.as_ref().and_then(|original| times::moment(original, zone));
    original.ok_or_else(|| "it belongs to a series and does not say to which occurrence".to_owned())
}

fn zone_of(start: &Moment) -> Option<Tz> {
    if let Moment::Zoned(_, zone) = start { Some(*zone) } else { None }
}

/// Types that are not known yet are no meetings either.
fn kind(event: &api::Event) -> EventKind {
    if noted(event, note::HOLD).is_some() {
        return EventKind::Hold;
    }
    match event.event_type.as_deref() {
        None | Some("" | "default") => EventKind::Meeting,
        Some("focusTime") => EventKind::Focus,
        Some("outOfOffice") => EventKind::OutOfOffice,
        Some(_) => EventKind::Other,
    }
}

fn attachment(attachment: &api::EventAttachment) -> Attachment {
    let title = people::one_line(attachment.title.as_deref().unwrap_or_default());
    Attachment {
        name: if title.is_empty() { "attachment".to_owned() } else { title },
        mime: attachment.mime_type.as_deref().map(str::to_ascii_lowercase),
        inline: false,
        url: attachment.file_url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
    }
}

/// How many people: rooms are none, and the organizer is one even where not listed.
fn invited(event: &Event) -> usize {
    let people = event.attendees.iter().filter(|attendee| attendee.kind != AttendeeKind::Room);
    people.map(|attendee| &attendee.address).chain(&event.organizer).collect::<BTreeSet<_>>().len()
}
