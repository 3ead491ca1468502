//! Organizers and attendees as Google lists them.

use google_calendar3::api::{Event, EventAttendee};

use crate::meeting::{Address, Attendee, AttendeeKind, Response};
use crate::provider::Mailbox;

/// How many attendees of one event are read.
const MAX_ATTENDEES: usize = 5_000;
/// Rooms and equipment have addresses of this domain.
const ROOMS: &str = "resource.calendar.google.com";
/// Addresses below it are calendars, at which nobody reads mail.
const CALENDARS: &str = "calendar.google.com";

/// Who called the meeting, with the display name. An organizer that is a calendar of its own stands for whoever
/// created the event.
pub(super) fn organizer(event: &Event, mailbox: &Mailbox) -> (Option<Address>, Option<String>) {
    let Some(organizer) = &event.organizer else { return (creator(event, mailbox), None) };
    let name = organizer.display_name.as_deref().map(one_line).filter(|name| !name.is_empty());
    match own(organizer.email.as_deref(), organizer.self_, mailbox) {
        Some(address) if !is_calendar(&address) => (Some(address), name),
        address => (creator(event, mailbox).or(address), name),
    }
}

/// Everyone listed who has an address, rooms too.
pub(super) fn attendees(event: &Event, mailbox: &Mailbox) -> Vec<Attendee> {
    let listed = event.attendees.iter().flatten().take(MAX_ATTENDEES);
    listed.filter_map(|attendee| read(attendee, mailbox)).collect()
}

/// The owner's answer: of the entry that Google says is the owner's, else of one with an address of the owner.
pub(super) fn response(event: &Event, mailbox: &Mailbox) -> Response {
    let listed = || event.attendees.iter().flatten();
    let address = |attendee: &EventAttendee| attendee.email.as_deref().and_then(Address::parse);
    let own = listed().find(|attendee| attendee.self_ == Some(true));
    let own = own.or_else(|| listed().find(|attendee| address(attendee).as_ref() == Some(&mailbox.address)));
    let own = own.or_else(|| listed().find(|attendee| address(attendee).is_some_and(|found| mailbox.owns(&found))));
    own.map_or(Response::NoAnswer, |own| status(own.response_status.as_deref()))
}

/// A responseStatus.
pub(super) fn status(text: Option<&str>) -> Response {
    match text {
        Some("accepted") => Response::Accepted,
        Some("tentative") => Response::Tentative,
        Some("declined") => Response::Declined,
        _ => Response::NoAnswer,
    }
}

/// An answer as a responseStatus; Google knows no delegating.
pub(super) fn written(response: Response) -> Option<&'static str> {
    match response {
        Response::NoAnswer => Some("needsAction"),
        Response::Accepted => Some("accepted"),
        Response::Tentative => Some("tentative"),
        Response::Declined => Some("declined"),
        Response::Delegated => None,
    }
}

/// On one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address that Google says is the owner's counts as the owner's, though it be an alias that nobody told us.
fn own(email: Option<&str>, is_self: Option<bool>, mailbox: &Mailbox) -> Option<Address> {
    let address = email.and_then(Address::parse);
    match address {
        Some(address) if is_self == Some(true) && !is_calendar(&address) && !mailbox.owns(&address) => {
            Some(mailbox.address.clone())
        }
        None if is_self == Some(true) => Some(mailbox.address.clone()),
        address => address,
    }
}

fn creator(event: &Event, mailbox: &Mailbox) -> Option<Address> {
    let creator = event.creator.as_ref()?;
    own(creator.email.as_deref(), creator.self_, mailbox).filter(|address| !is_calendar(address))
}

fn is_calendar(address: &Address) -> bool {
    let domain = address.domain();
    domain == CALENDARS || domain.strip_suffix(CALENDARS).is_some_and(|rest| rest.ends_with('.'))
}

fn read(attendee: &EventAttendee, mailbox: &Mailbox) -> Option<Attendee> {
    let address = own(attendee.email.as_deref(), attendee.self_, mailbox)?;
    let is_room = attendee.resource == Some(true) || address.domain() == ROOMS;
    Some(Attendee {
        address,
        name: attendee.display_name.as_deref().map(one_line).filter(|name| !name.is_empty()),
        kind: if is_room { AttendeeKind::Room } else { AttendeeKind::Person },
        optional: attendee.optional == Some(true),
        response: status(attendee.response_status.as_deref()),
    })
}
