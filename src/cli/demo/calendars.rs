//! Bookings as iCalendar files (RFC 5545): one file a meeting in the folder of everyone who has it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};

use super::booking::{Booking, Invited};
use super::company::Company;

/// The folder that holds a folder for each person.
pub const FOLDER: &str = "calendars";

const PRODID: &str = "-//Harbourlight//Calendar Server//EN";

/// Where the copy of `owner` lies.
pub fn path(out: &Path, company: &Company, booking: &Booking, owner: usize) -> Option<PathBuf> {
    let person = company.people.get(owner)?;
    Some(out.join(FOLDER).join(&person.email).join(format!("{}.ics", booking.uid)))
}

/// Writes every copy of the booking, also over what is there.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write(out: &Path, company: &Company, booking: &Booking) -> io::Result<()> {
    for owner in booking.owners() {
        let Some(path) = path(out, company, booking, owner) else { continue };
        replace(&path, &text(company, booking, owner))?;
    }
    Ok(())
}

/// Replaces a file as a whole, so that whoever reads it sees the old text or the new one. Is not forced to disk:
/// the demo outlives its process, not a power cut.
///
/// # Errors
/// When the folder or file cannot be written.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // A fixed name: what a killed demo left behind is overwritten by the next one. Not `.ics`, so nobody reads it.
    let temporary = path.with_extension("ics.tmp");
    let mut file = fs::File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    fs::rename(temporary, path)
}

/// The file as the calendar of `owner` has it.
pub fn text(company: &Company, booking: &Booking, owner: usize) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", PRODID));
    calendar.push(main_event(company, booking, owner));
    for (start, text) in &booking.own_texts {
        calendar.push(override_event(company, booking, owner, *start, text));
    }
    let text = calendar.to_string();
    match zone_rules(booking.zone).filter(|_| !booking.all_day) {
        Some(rules) => text.replacen("BEGIN:VEVENT", &format!("{rules}BEGIN:VEVENT"), 1),
        None => text,
    }
}

fn main_event(company: &Company, booking: &Booking, owner: usize) -> Event {
    let mut event = common(company, booking, owner, booking.start, &booking.text);
    if booking.weekly {
        event.add_property("RRULE", "FREQ=WEEKLY");
    }
    event
}

fn override_event(company: &Company, booking: &Booking, owner: usize, start: NaiveDateTime, text: &str) -> Event {
    let mut event = common(company, booking, owner, start, text);
    event.append_property(local("RECURRENCE-ID", start, booking.zone));
    event
}

fn common(company: &Company, booking: &Booking, owner: usize, start: NaiveDateTime, text: &str) -> Event {
    let mut event = Event::new();
    event.uid(&booking.uid).summary(&booking.title).sequence(0).timestamp(booking.booked);
    event.add_property("CREATED", utc(booking.booked)).add_property("LAST-MODIFIED", utc(booking.booked));
    event.add_property("STATUS", "CONFIRMED");
    times(&mut event, booking, start);
    if !text.is_empty() {
        event.description(text);
    }
    if booking.private {
        event.add_property("CLASS", "PRIVATE");
    }
    if let Some(room) = booking.room {
        event.location(room);
    }
    people(&mut event, company, booking, owner);
    event
}

fn times(event: &mut Event, booking: &Booking, start: NaiveDateTime) {
    if booking.all_day {
        let date = start.date();
        event.append_property(day("DTSTART", date)).append_property(day("DTEND", date + Days::new(1)));
        event.add_property("TRANSP", "TRANSPARENT");
    } else {
        let end = start + TimeDelta::minutes(booking.minutes);
        event.append_property(local("DTSTART", start, booking.zone)).append_property(local("DTEND", end, booking.zone));
    }
}

fn people(event: &mut Event, company: &Company, booking: &Booking, owner: usize) {
    let Some(organizer) = company.people.get(booking.organizer) else { return };
    if booking.guests.is_empty() && booking.outside.is_none() {
        return;
    }
    let mut chair = Property::new("ORGANIZER", format!("mailto:{}", organizer.email));
    event.append_property(chair.add_parameter("CN", &organizer.name).done());
    event.append_multi_property(attendee(&organizer.name, &organizer.email, "CHAIR", "ACCEPTED"));
    for guest in &booking.guests {
        invite(event, company, booking, owner, guest);
    }
    if let Some((name, address)) = booking.outside {
        event.append_multi_property(attendee(name, address, "REQ-PARTICIPANT", "NEEDS-ACTION"));
    }
    if let Some(room) = booking.room {
        let address = format!("{}@{}", super::names::local_part(room), super::company::DOMAIN);
        let mut line = Property::new("ATTENDEE", format!("mailto:{address}"));
        line.add_parameter("CN", room).add_parameter("CUTYPE", "ROOM").add_parameter("PARTSTAT", "ACCEPTED");
        event.append_multi_property(line.done());
    }
}

fn invite(event: &mut Event, company: &Company, booking: &Booking, owner: usize, guest: &Invited) {
    let Some(person) = company.people.get(guest.who) else { return };
    let answer = booking.answer_seen_by(owner, guest);
    event.append_multi_property(attendee(&person.name, &person.email, "REQ-PARTICIPANT", answer.partstat()));
}

fn attendee(name: &str, address: &str, role: &str, answer: &str) -> Property {
    let mut line = Property::new("ATTENDEE", format!("mailto:{address}"));
    line.add_parameter("CN", name).add_parameter("ROLE", role).add_parameter("PARTSTAT", answer);
    line.add_parameter("RSVP", "TRUE").done()
}

fn local(name: &str, at: NaiveDateTime, zone: Tz) -> Property {
    Property::new(name, at.format("%Y%m%dT%H%M%S").to_string()).add_parameter("TZID", zone.name()).done()
}

fn day(name: &str, date: chrono::NaiveDate) -> Property {
    Property::new(name, date.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

/// A UTC time as iCalendar writes it.
pub fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The VTIMEZONE of a zone (RFC 5545 §3.6.5), with the rules in force since 2007.
fn zone_rules(zone: Tz) -> Option<String> {
    const EUROPE: [&str; 2] =
        ["19961027T0{}0000|FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "19810329T0{}0000|FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"];
    let changing = |hour: [&str; 2], rules: [&str; 2], offsets: [&str; 2]| {
        let [winter, summer] = offsets;
        let part = |kind: &str, rule: &str, hour: &str, from: &str, to: &str| {
            let (start, rule) = rule.split_once('|').unwrap_or((rule, ""));
            let start = start.replace("{}", hour);
            format!(
                "BEGIN:{kind}\r\nDTSTART:{start}\r\nRRULE:{rule}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\nEND:{kind}\r\n"
            )
        };
        part("STANDARD", rules[0], hour[0], summer, winter) + &part("DAYLIGHT", rules[1], hour[1], winter, summer)
    };
    let fixed = |offset: &str| {
        format!(
            "BEGIN:STANDARD\r\nDTSTART:19820101T000000\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\n"
        )
    };
    const AMERICA: [&str; 2] =
        ["20071104T0{}0000|FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "20070311T0{}0000|FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"];
    let parts = match zone {
        Tz::Europe__Berlin => changing(["3", "2"], EUROPE, ["+0100", "+0200"]),
        Tz::Europe__Lisbon => changing(["2", "1"], EUROPE, ["+0000", "+0100"]),
        Tz::America__New_York => changing(["2", "2"], AMERICA, ["-0500", "-0400"]),
        Tz::Asia__Kolkata => fixed("+0530"),
        Tz::Asia__Singapore => fixed("+0800"),
        _ => return None,
    };
    Some(format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n{parts}END:VTIMEZONE\r\n", zone.name()))
}
