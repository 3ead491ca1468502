//! Attendees and organizers.

use icalendar::{CUType, Role};

use super::document::Component;
use super::lines::Property;
use crate::meeting::{Address, Attendee, AttendeeKind, Response};
use crate::provider::Mailbox;

/// How many attendees of one component are read.
const MAX_ATTENDEES: usize = 5_000;

/// The address of an ATTENDEE or ORGANIZER line: the value, what follows the last `mailto:` of a value that begins
/// in the middle of an unquoted name, or the EMAIL parameter (Apple puts a `urn:uuid:` or a path into the value).
pub(super) fn address(property: &Property) -> Option<Address> {
    let given = property.param("EMAIL").and_then(Address::parse);
    let swallowed = || {
        let at = property.value.to_ascii_lowercase().rfind("mailto:")?;
        Address::parse(property.value.get(at..)?)
    };
    Address::parse(&property.value).filter(|found| !found.as_str().contains(':')).or_else(swallowed).or(given)
}

/// The display name.
pub(super) fn name(property: &Property) -> Option<String> {
    let name = property.param("CN").map(str::trim).filter(|name| !name.is_empty());
    name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Everyone invited who has an address, rooms too.
pub(super) fn attendees(event: &Component) -> Vec<Attendee> {
    event.all("ATTENDEE").take(MAX_ATTENDEES).filter_map(attendee).collect()
}

/// The ATTENDEE line of the mailbox's owner: by the main address, else by the first alias. None when the owner is
/// invited through a group.
pub(super) fn owners_line<'a>(properties: &'a [Property], mailbox: &Mailbox) -> Option<&'a Property> {
    let attendees = || properties.iter().filter(|property| property.name == "ATTENDEE");
    let main = attendees().find(|line| address(line).as_ref() == Some(&mailbox.address));
    main.or_else(|| attendees().find(|line| address(line).is_some_and(|found| mailbox.owns(&found))))
}

/// The answer on an ATTENDEE line.
pub(super) fn response(line: &Property) -> Response {
    line.param("PARTSTAT").map_or(Response::NoAnswer, Response::from_partstat)
}

/// The crate reads the parameters; it is handed the ones it knows in upper case, for it compares names by letter.
fn attendee(property: &Property) -> Option<Attendee> {
    let mut plain = icalendar::Property::new("ATTENDEE", property.value.as_str());
    for name in ["CUTYPE", "ROLE"] {
        if let Some(value) = property.param(name) {
            plain.add_parameter(name, value.trim());
        }
    }
    let read = icalendar::Attendee::try_from(&plain).ok()?;
    let kind = match read.cutype {
        Some(CUType::Group) => AttendeeKind::Group,
        Some(CUType::Room | CUType::Resource) => AttendeeKind::Room,
        _ => AttendeeKind::Person,
    };
    let address = address(property)?;
    let optional = matches!(read.role, Some(Role::OptParticipant | Role::NonParticipant));
    Some(Attendee { address, name: name(property), kind, optional, response: response(property) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Attendee> {
        attendee(&Property::read(line.as_bytes(), 0).unwrap())
    }

    #[test]
    fn an_attendee_is_read_with_kind_role_and_answer() {
        let line =
            "ATTENDEE;CUTYPE=room;ROLE=OPT-PARTICIPANT;PARTSTAT=Declined;CN=\"Room 4, North\":MAILTO:Room4@Example.com";
        let found = read(line).unwrap();
        assert_eq!((found.address.as_str(), found.name.as_deref()), ("room4@example.com", Some("Room 4, North")));
        assert_eq!((found.kind, found.optional, found.response), (AttendeeKind::Room, true, Response::Declined));
        assert_eq!(read("ATTENDEE;CUTYPE=GROUP:mailto:all@example.com").unwrap().kind, AttendeeKind::Group);
    }

    #[test]
    fn the_address_may_hide_in_a_parameter_or_behind_an_unquoted_name() {
        let apple = read("ATTENDEE;EMAIL=ana@example.com;PARTSTAT=ACCEPTED:urn:uuid:3f2a");
        assert_eq!(apple.unwrap().address.as_str(), "ana@example.com");
        let unquoted = read("ATTENDEE;CN=Dr: Bo:mailto:bo@example.com");
        assert_eq!(unquoted.unwrap().address.as_str(), "bo@example.com");
        assert_eq!(read("ATTENDEE;CN=Nobody:invalid:nomail"), None);
    }
}
