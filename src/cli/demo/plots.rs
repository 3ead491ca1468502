//! The story: meetings with a fate. One set of them happens in every company, and one more for every twenty
//! people, with another cast.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::meeting::{Response, resolve_local};

use super::booking::{Booking, touches_wednesday};
use super::cast::{Cast, Protected};
use super::company::Employee;
use super::script::Change;
use super::week::{self, day, deadline, first_notice, later};
use super::words::Says;

const THURSDAY: u64 = 3;
const FRIDAY: u64 = 4;
const NEXT_MONDAY: u64 = 7;
/// Of so many sets the edits are told one by one.
const SETS_TOLD: usize = 2;

/// What becomes of a meeting that lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// The agenda comes after the first notice.
    Rescued,
    /// The agenda comes in the last hours.
    RescuedLate,
    /// The agenda comes after the decline.
    Restored,
    /// A guest says yes after the decline; then the agenda comes.
    Overruled,
    /// The agenda does not come.
    Left,
    /// The organizer calls it off after the notice.
    CalledOff,
}

/// Puts the story into the calendars and the script.
pub fn tell(cast: &mut Cast<'_>) {
    for set in 0..(cast.company.people.len() / 20).max(1) {
        let before = cast.edits.len();
        one_set(cast);
        if set >= SETS_TOLD {
            cast.edits[before..].iter_mut().for_each(|edit| edit.told.clear());
        }
    }
}

fn one_set(cast: &mut Cast<'_>) {
    fated(cast, day(THURSDAY, 12, 0), Says::DialIn, Fate::Rescued);
    fated(cast, day(FRIDAY, 14, 0), Says::Greeting, Fate::Rescued);
    fated(cast, day(FRIDAY, 15, 0), Says::Later, Fate::RescuedLate);
    fated(cast, day(THURSDAY, 13, 0), Says::DialIn, Fate::Restored);
    fated(cast, day(THURSDAY, 13, 30), Says::Greeting, Fate::Overruled);
    fated(cast, day(THURSDAY, 11, 0), Says::Nothing, Fate::Left);
    fated(cast, day(NEXT_MONDAY, 11, 30), Says::Later, Fate::Left);
    fated(cast, day(NEXT_MONDAY, 15, 0), Says::DialIn, Fate::RescuedLate);
    fated(cast, day(1, 15, 30), Says::DialIn, Fate::Left);
    fated(cast, day(FRIDAY, 10, 30), Says::DialIn, Fate::CalledOff);
    series(cast);
    wednesday_kept(cast);
    wednesday_moved(cast);
    urgent(cast);
    booked_late(cast, false);
    booked_late(cast, true);
    without_pre_read(cast);
    with_outsider(cast);
    everyone(cast);
}

fn fated(cast: &mut Cast<'_>, start: NaiveDateTime, says: Says, fate: Fate) {
    let organizer = cast.organizer(|_| true);
    let size = 3 + cast.chance.below(4);
    let booking = cast.meeting(organizer, start, size, says);
    happen(cast, &booking, None, fate);
    cast.bookings.push(booking);
}

fn happen(cast: &mut Cast<'_>, booking: &Booking, occurrence: Option<NaiveDateTime>, fate: Fate) {
    let organizer = cast.person(booking.organizer);
    let start = occurrence.map_or(booking.starts(), |at| resolve_local(at, booking.zone));
    let (noticed, due) = (first_notice(organizer, start), deadline(organizer, start));
    let (name, title) = (&organizer.name, &booking.title);
    match fate {
        Fate::Rescued => {
            let minutes = 45 + cast.chance.below(20) as i64 * 10;
            let at = later(organizer, noticed, minutes).min(due - TimeDelta::hours(5));
            let told = format!("{name} adds an agenda and a pre-read to “{title}”.");
            describe(cast, at, booking, occurrence, told);
        }
        Fate::RescuedLate => {
            let told = format!("{name} adds the agenda of “{title}” in the last hours.");
            describe(cast, due - TimeDelta::hours(2), booking, occurrence, told);
        }
        Fate::Restored => {
            let told = format!("{name} adds the agenda of “{title}”, late.");
            describe(cast, later(organizer, due, 95), booking, occurrence, told);
        }
        Fate::Overruled => overruled(cast, booking, due),
        Fate::Left => {}
        Fate::CalledOff => {
            let told = format!("{name} calls “{title}” off.");
            cast.edit(later(organizer, noticed, 170), booking, Change::Cancel, told);
        }
    }
}

fn describe(
    cast: &mut Cast<'_>,
    at: DateTime<Utc>,
    booking: &Booking,
    occurrence: Option<NaiveDateTime>,
    told: String,
) {
    let text = cast.full_text(booking);
    cast.edit(at, booking, Change::Describe { occurrence, text }, told);
}

/// Of the guests who had not answered, the one who is at work first says yes; afterwards the agenda comes.
fn overruled(cast: &mut Cast<'_>, booking: &Booking, due: DateTime<Utc>) {
    let silent = booking.guests.iter().filter(|guest| guest.answer == Response::NoAnswer);
    let soonest = silent.map(|guest| (later(cast.person(guest.who), due, 40), guest.who)).min();
    let Some((at, who)) = soonest.filter(|(at, _)| *at + TimeDelta::hours(2) < booking.starts()) else { return };
    let (guest, organizer) = (cast.person(who), cast.person(booking.organizer));
    let told = format!("{} says yes to “{}” all the same; a person's own answer wins.", guest.name, booking.title);
    cast.edit(at, booking, Change::Answer { who, response: Response::Accepted }, told);
    let agenda = later(organizer, at, 60).min(booking.starts() - TimeDelta::hours(1));
    let told = format!("{} adds the agenda of “{}”, late.", organizer.name, booking.title);
    describe(cast, agenda, booking, None, told);
}

/// A weekly series whose Friday occurrence gets its agenda after the decline.
fn series(cast: &mut Cast<'_>) {
    let organizer = cast.organizer(|_| true);
    let occurrence = day(FRIDAY, 13, 0);
    let mut booking = cast.meeting(organizer, occurrence, 4, Says::DialIn);
    booking.start = occurrence - TimeDelta::weeks(6);
    booking.booked -= TimeDelta::weeks(8);
    booking.weekly = true;
    booking.title = format!("Weekly: {}", booking.title);
    let text = cast.full_text(&booking);
    let person = cast.person(organizer);
    let at = later(person, deadline(person, resolve_local(occurrence, booking.zone)), 75);
    let told = format!("{} adds an agenda to Friday's “{}”, late.", person.name, booking.title);
    cast.edit(at, &booking, Change::Describe { occurrence: Some(occurrence), text }, told);
    cast.bookings.push(booking);
}

/// A meeting with a good agenda on a Wednesday that is kept free for some of its guests.
fn on_wednesday(cast: &mut Cast<'_>) -> Booking {
    let organizer = cast.organizer(|person| !person.is_engineer());
    let hit = |cast: &Cast<'_>, hour| {
        let protected = |place: &usize| cast.is_protected(*place, day(2, hour, 0), organizer);
        (0..cast.company.people.len()).filter(protected).count()
    };
    let hour = (10..16).max_by_key(|hour| (hit(cast, *hour), 16 - hour)).unwrap_or(11);
    let mut booking = cast.meeting(organizer, day(2, hour, 0), 2, Says::All);
    let (begin, end) = (booking.starts(), booking.ends());
    let protected = |person: &Employee| person.is_engineer() && touches_wednesday(begin, end, person.site.zone);
    let mut engineers = cast.guests(&booking, 3, Protected::Wanted, protected);
    engineers.iter_mut().for_each(|guest| guest.answer = Response::NoAnswer);
    booking.guests.extend(engineers);
    booking.conflict = true;
    booking
}

fn wednesday_kept(cast: &mut Cast<'_>) {
    let booking = on_wednesday(cast);
    cast.bookings.push(booking);
}

fn wednesday_moved(cast: &mut Cast<'_>) {
    let booking = on_wednesday(cast);
    let organizer = cast.person(booking.organizer);
    let (monday, title) = (organizer.working.next_working(week::begins()), &booking.title);
    let free =
        |start: &NaiveDateTime| !booking.owners().any(|place| cast.is_protected(place, *start, booking.organizer));
    let days = [(THURSDAY, "Thursday"), (FRIDAY, "Friday")];
    let times = [10, 14, 16].map(|hour| days.map(|(nth, name)| (day(nth, hour, 30), name)));
    let Some((start, name)) = times.into_iter().flatten().find(|(start, _)| free(start)) else { return };
    let told = format!("{} moves “{title}” to {name}.", organizer.name);
    cast.edit(later(organizer, monday, 150), &booking, Change::Move { start }, told);
    cast.bookings.push(booking);
}

/// Urgent meetings are allowed on a Wednesday and need no agenda.
fn urgent(cast: &mut Cast<'_>) {
    let mut booking = on_wednesday(cast);
    booking.conflict = false;
    booking.title = format!("[urgent] {}", booking.title);
    booking.text = String::new();
    cast.bookings.push(booking);
}

/// Booked on Wednesday for Thursday morning: inside the lead time.
fn booked_late(cast: &mut Cast<'_>, rescued: bool) {
    let organizer = cast.organizer(|_| true);
    let mut booking = cast.meeting(organizer, day(THURSDAY, 9, 45), 4, Says::DialIn);
    let person = cast.person(organizer);
    booking.booked = resolve_local(day(2, if rescued { 13 } else { 11 }, 0), booking.zone);
    let told = format!("{} books “{}” for tomorrow morning, without an agenda.", person.name, booking.title);
    cast.edit(booking.booked, &booking, Change::Book, told);
    if rescued {
        let told = format!("{} adds an agenda to “{}” within the hour.", person.name, booking.title);
        describe(cast, booking.booked + TimeDelta::minutes(35), &booking, None, told);
    }
}

fn without_pre_read(cast: &mut Cast<'_>) {
    let organizer = cast.organizer(|_| true);
    let booking = cast.meeting(organizer, day(THURSDAY, 16, 0), 4, Says::AgendaOnly);
    cast.bookings.push(booking);
}

fn with_outsider(cast: &mut Cast<'_>) {
    let organizer = cast.organizer(|_| true);
    let mut booking = cast.meeting(organizer, day(FRIDAY, 9, 30), 3, Says::DialIn);
    booking.outside = Some(("Capt. Maud Ferreira-Lund", "maud@northquay-pilots.example"));
    cast.bookings.push(booking);
}

/// So many guests that nobody is answered for.
fn everyone(cast: &mut Cast<'_>) {
    if cast.company.people.len() < 30 {
        return;
    }
    let organizer = cast.organizer(|_| true);
    let booking = cast.meeting(organizer, day(THURSDAY, 15, 30), 26, Says::Greeting);
    cast.bookings.push(booking);
}
