//! From components to the words all providers share.

use std::collections::BTreeSet;

use super::document::{Broken, Component, Document};
use super::times::{Zones, stamp, start_and_span};
use super::{people, text};
use crate::brief::Invitation;
use crate::meeting::{AttendeeKind, Event, EventKind, Recurrence, Response, uid};
use crate::provider::{Mailbox, Object, Part};

/// The category that says a meeting has no agenda yet.
pub(super) const FLAG: &str = "No agenda yet";
/// The parameter on lines that are ours.
pub(super) const OURS: &str = "X-MEETGATE";
/// The property that carries our mark on an answer.
pub(super) const ANSWER: &str = "X-MEETGATE-ANSWER";
/// The property on overrides that we made; its value is the hash of what they were made with.
pub(super) const OVERRIDE: &str = "X-MEETGATE-OVERRIDE";
/// The property on holds; its value is the hold's key.
pub(super) const HOLD: &str = "X-MEETGATE-HOLD";

/// How many components of one file are read; an export of decades has fewer.
const MAX_EVENTS: usize = 20_000;

/// A file's events, and what is wrong with those that cannot be read.
pub(super) struct Read {
    /// What can be read.
    pub object: Object,
    /// In files with several meetings: the first that cannot.
    pub problem: Option<Broken>,
}

/// Reads all events of a file. Of an export with several meetings the sound ones are read, those of which any
/// component is not are left out and reported; a file with one meeting is read whole or not at all.
pub(super) fn object(document: &Document, id: &str, etag: &str, mailbox: &Mailbox) -> Result<Read, Broken> {
    let zones = Zones::of(document, mailbox.zone);
    let reader = Reader { document, zones: &zones, id, etag, mailbox };
    let (mut parts, mut unsound, mut problem) = (Vec::new(), BTreeSet::new(), None);
    for (event, calendar) in document.events().take(MAX_EVENTS) {
        match reader.part(event, calendar) {
            Ok(part) => parts.push(part),
            Err(broken) => {
                unsound.insert(event.value("UID").map(uid::canonical));
                problem = problem.or(Some(broken));
            }
        }
    }
    parts.retain(|part: &Part| !unsound.contains(&Some(part.event.uid.clone())));
    match problem {
        Some(broken) if parts.is_empty() => Err(broken),
        problem => Ok(Read { object: Object { id: id.to_owned(), parts }, problem }),
    }
}

/// How many meetings a file holds.
pub(super) fn meetings(document: &Document) -> usize {
    document.events().map(|(event, _)| event.value("UID").map(uid::canonical)).collect::<BTreeSet<_>>().len()
}

/// On one line: titles end up in mails, logs and pages.
fn title(event: &Component) -> String {
    let title = event.value("SUMMARY").map(text::unescape).unwrap_or_default();
    title.replace(|c: char| c.is_control(), " ").trim().to_owned()
}

struct Reader<'a> {
    document: &'a Document,
    zones: &'a Zones,
    id: &'a str,
    etag: &'a str,
    mailbox: &'a Mailbox,
}

impl Reader<'_> {
    fn part(&self, component: &Component, calendar: Option<&Component>) -> Result<Part, Broken> {
        let mut event = self.event(component)?;
        event.cancelled |=
            calendar.and_then(|calendar| calendar.value("METHOD")).is_some_and(|method| is(method, "CANCEL"));
        let invitation = Invitation {
            title: event.title.clone(),
            body: text::body(component),
            attachments: text::attachments(component),
            attendees: invited(&event),
            recurring: event.recurrence.is_some() || event.recurrence_id.is_some(),
        };
        Ok(Part { event, invitation })
    }

    fn event(&self, event: &Component) -> Result<Event, Broken> {
        let (start, span) = start_and_span(self.document, event, self.zones)?;
        let id = event.get("RECURRENCE-ID");
        let organizer = event.get("ORGANIZER");
        let labels = labels(event);
        let number = |name| event.value(name).and_then(|value| value.parse::<i64>().ok());
        Ok(Event {
            object: self.id.to_owned(),
            etag: self.etag.to_owned(),
            uid: uid::canonical(event.value("UID").ok_or_else(|| self.no_uid(event))?),
            recurrence_id: id.map(|id| self.zones.moment(id).ok_or_else(|| self.unreadable_id(id))).transpose()?,
            this_and_future: id.is_some_and(|id| id.has("RANGE", "THISANDFUTURE")),
            sequence: number("SEQUENCE").unwrap_or_default().max(0),
            updated: stamp(event, "LAST-MODIFIED", self.zones).or_else(|| stamp(event, "DTSTAMP", self.zones)),
            created: stamp(event, "CREATED", self.zones),
            start,
            span,
            recurrence: self.recurrence(event),
            cancelled: event.value("STATUS").is_some_and(|status| is(status, "CANCELLED")),
            kind: kind(event),
            private: event.value("CLASS").is_some_and(|class| is(class, "PRIVATE") || is(class, "CONFIDENTIAL")),
            busy: busy(event),
            title: title(event),
            organizer: organizer.and_then(people::address),
            organizer_name: organizer.and_then(people::name),
            attendees: people::attendees(event),
            response: people::owners_line(&event.properties, self.mailbox).map_or(Response::NoAnswer, people::response),
            answer_mark: event.value(ANSWER).map(str::to_owned),
            flagged: labels.contains(FLAG) || event.get("X-MEETGATE-FLAG").is_some(),
            labels: labels.into_iter().filter(|label| label != FLAG).collect(),
            link: event.value("URL").filter(|url| url.get(..8).is_some_and(|s| is(s, "https://"))).map(str::to_owned),
        })
    }

    /// Overrides have none, whatever they say.
    fn recurrence(&self, event: &Component) -> Option<Recurrence> {
        let moments = |name| event.all(name).flat_map(|dates| self.zones.moments(dates)).collect();
        let recurrence = Recurrence {
            rules: event.all("RRULE").map(|rule| rule.value.trim().to_owned()).collect(),
            dates: moments("RDATE"),
            excluded: moments("EXDATE"),
        };
        let repeats = !recurrence.rules.is_empty() || !recurrence.dates.is_empty();
        (repeats && event.get("RECURRENCE-ID").is_none()).then_some(recurrence)
    }

    fn no_uid(&self, event: &Component) -> Broken {
        let line = self.document.lines.get(event.lines.start).map(|line| line.number);
        Broken { line, reason: "the VEVENT that begins here has no UID".into() }
    }

    fn unreadable_id(&self, id: &super::lines::Property) -> Broken {
        let reason = "RECURRENCE-ID is no date or time that can be read".into();
        Broken { line: self.document.number(id), reason }
    }
}

fn is(value: &str, word: &str) -> bool {
    value.trim().eq_ignore_ascii_case(word)
}

fn labels(event: &Component) -> BTreeSet<String> {
    event.all("CATEGORIES").flat_map(|categories| text::list(&categories.value)).collect()
}

/// Hints that products leave: Outlook's busy status, Google's event type.
fn kind(event: &Component) -> EventKind {
    if event.get(HOLD).is_some() {
        return EventKind::Hold;
    }
    let hint = ["X-GOOGLE-EVENT-TYPE", "X-GOOGLE-EVENTTYPE"].into_iter().find_map(|name| event.value(name));
    let hint = hint.unwrap_or_default().to_ascii_lowercase().replace(['-', '_'], "");
    match hint.as_str() {
        "focustime" => EventKind::Focus,
        "outofoffice" => EventKind::OutOfOffice,
        "workinglocation" | "birthday" | "fromgmail" => EventKind::Other,
        _ if event.value("X-MICROSOFT-CDO-BUSYSTATUS").is_some_and(|status| is(status, "OOF")) => {
            EventKind::OutOfOffice
        }
        _ => EventKind::Meeting,
    }
}

fn busy(event: &Component) -> bool {
    let transparent = event.value("TRANSP").is_some_and(|value| is(value, "TRANSPARENT"));
    !transparent && !event.value("X-MICROSOFT-CDO-BUSYSTATUS").is_some_and(|status| is(status, "FREE"))
}

/// How many people and groups: rooms are none, and the organizer is one even where not listed.
fn invited(event: &Event) -> usize {
    let people = event.attendees.iter().filter(|attendee| attendee.kind != AttendeeKind::Room);
    let addresses = people.map(|attendee| &attendee.address).chain(&event.organizer);
    addresses.collect::<BTreeSet<_>>().len()
}
