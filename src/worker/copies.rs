//! From a provider's objects to copies with their brief: the same way at sync and at the look before acting, so
//! that the two can be compared.

use chrono::{DateTime, Utc};

use crate::brief::{self, Brief, Invitation};
use crate::meeting::{Copy, Digest, Event, MeetingKey, Person, Window, expand};
use crate::policy::{BriefedCopy, Policy};
use crate::provider::{Object, Part};
use crate::store::{StoredObject, StoredPart};

/// Works out what each component's text says; the text ends here.
pub(super) fn digest(object: Object) -> StoredObject {
    StoredObject { id: object.id, parts: object.parts.into_iter().map(part).collect() }
}

fn part(Part { event, invitation }: Part) -> StoredPart {
    if event.private {
        return StoredPart { event: event.redacted(), brief: Brief::default(), text: Digest::default() };
    }
    let text = text_digest(&invitation);
    StoredPart { event, brief: brief::read(&invitation), text }
}

fn text_digest(invitation: &Invitation) -> Digest {
    let attachments = invitation.attachments.iter().flat_map(|a| [a.name.as_str(), a.url.as_deref().unwrap_or("")]);
    Digest::of([invitation.title.as_str(), invitation.body.as_str()].into_iter().chain(attachments))
}

/// The copies of one UID in this person's mailbox.
pub(super) fn copies(
    policy: &Policy,
    person: &Person,
    parts: &[StoredPart],
    window: Window,
    now: DateTime<Utc>,
) -> Vec<BriefedCopy> {
    let events: Vec<Event> = parts.iter().map(|part| part.event.clone()).collect();
    let master = parts.iter().find(|part| part.event.recurrence_id.is_none());
    let expanded = expand(&events, window, person.zone());
    let briefed = expanded.into_iter().filter_map(|expansion| {
        let index = events.iter().position(|event| std::ptr::eq(event, expansion.event))?;
        let part = &parts[index];
        let organizer = part.event.organizer.as_ref().map(|address| policy.directory.canonical(address));
        let series_text = part.event.recurrence_id.is_none() || master.is_some_and(|master| master.text == part.text);
        let copy = Copy {
            key: MeetingKey::new(&part.event.uid, organizer, expansion.occurrence.as_ref()),
            mailbox: person.address.clone(),
            object: part.event.object.clone(),
            occurrence: expansion.occurrence,
            start: expansion.start,
            end: expansion.end.max(expansion.start),
            recurring: expansion.occurrence.is_some(),
            is_organizer: organizer == Some(&person.address),
            standing_text: expansion.occurrence.is_some() && series_text,
            event: part.event.clone(),
            text: part.text.clone(),
            seen_at: now,
        };
        Some(BriefedCopy { copy, brief: part.brief.clone() })
    });
    briefed.collect()
}
