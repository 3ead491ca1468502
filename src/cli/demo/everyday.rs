//! The meetings around the story: single ones, weekly ones, lunches, private entries, days off. Most have what
//! they need; of the rest some get it in time.

use chrono::{NaiveDateTime, TimeDelta};

use super::booking::{Booking, Invited};
use super::cast::{Cast, Protected};
use super::script::Change;
use super::week::{self, day, deadline, first_notice, later};
use super::words::{PRIVATE, SOCIAL, Says, TOPICS, Topic, invitation};

/// So many weeks of a team's weekly meeting have a text.
const WEEKS_PREPARED: u64 = 6;
/// Days after Monday on which single meetings are: this week and the next.
const DAYS: [u64; 9] = [0, 1, 2, 3, 4, 7, 8, 9, 10];

/// Fills the calendars.
pub fn fill(cast: &mut Cast<'_>) {
    for place in 0..cast.company.people.len() {
        for _ in 0..1 + cast.chance.below(2) {
            single(cast, place);
        }
        one_to_one(cast, place);
        not_for_all(cast, place);
    }
    for team in cast.company.teams() {
        team_weekly(cast, team);
    }
    for (nth, (title, text)) in SOCIAL.iter().enumerate() {
        social(cast, nth, title, text);
    }
}

fn single(cast: &mut Cast<'_>, organizer: usize) {
    let days = if cast.person(organizer).hours.starts_with("Mon-Thu") { &[1, 2, 3, 7, 8][..] } else { &DAYS };
    let date = cast.chance.pick(days).copied().unwrap_or(1);
    let start = day(date, 10 + cast.chance.below(6) as u32, 30 * cast.chance.below(2) as u32);
    let says = match cast.chance.below(100) {
        0..60 => Says::All,
        60..76 => Says::NothingToRead,
        76..84 => Says::AgendaOnly,
        84..90 => Says::DialIn,
        90..96 => Says::Later,
        _ => Says::Greeting,
    };
    let size = 2 + cast.chance.below(5);
    let mut booking = cast.meeting(organizer, start, size, says);
    booking.minutes = *cast.chance.pick(&[30, 45, 60, 90]).unwrap_or(&60);
    let lacks = !matches!(says, Says::All | Says::NothingToRead);
    if lacks && cast.chance.percent(60) {
        rescue(cast, &booking);
    }
    cast.bookings.push(booking);
}

/// The agenda comes in the hours after the notice, if the week lasts so long.
fn rescue(cast: &mut Cast<'_>, booking: &Booking) {
    let organizer = cast.person(booking.organizer);
    let noticed = first_notice(organizer, booking.starts());
    let at = later(organizer, noticed, 30 + cast.chance.below(30) as i64 * 10);
    if at < deadline(organizer, booking.starts()) && at < week::ends() {
        let text = cast.full_text(booking);
        cast.edit(at, booking, Change::Describe { occurrence: None, text }, String::new());
    }
}

fn one_to_one(cast: &mut Cast<'_>, place: usize) {
    let other = place + 1;
    if place % 2 == 1 || other >= cast.company.people.len() {
        return;
    }
    let names = [place, other].map(|at| cast.person(at).name.split(' ').next().unwrap_or_default().to_owned());
    let days = [0, 1, 3, 4].map(|nth| day(nth, 10, 0));
    let free: Vec<_> = days.into_iter().filter(|start| !cast.is_protected(other, *start, place)).collect();
    let start = cast.chance.pick(&free).copied().unwrap_or(days[0]) - TimeDelta::weeks(10);
    let mut booking = cast.blank(place, start, format!("{} / {}", names[0], names[1]), String::new());
    booking.guests = vec![Invited { who: other, answer: crate::meeting::Response::Accepted, unheard: false }];
    weekly(&mut booking, 30);
    cast.bookings.push(booking);
}

fn weekly(booking: &mut Booking, minutes: i64) {
    booking.weekly = true;
    booking.minutes = minutes;
    booking.booked -= TimeDelta::weeks(12);
}

/// Now and then a private entry, a day off, a note to oneself.
fn not_for_all(cast: &mut Cast<'_>, place: usize) {
    let start = day(cast.chance.below(5) as u64, 8, 30);
    match cast.chance.below(10) {
        0..2 => {
            let title = cast.chance.pick(&PRIVATE).copied().unwrap_or_default().to_owned();
            let mut booking = cast.blank(place, start, title, String::new());
            booking.private = true;
            cast.bookings.push(booking);
        }
        2 => {
            let mut booking = cast.blank(place, start, "Day off".to_owned(), String::new());
            booking.all_day = true;
            cast.bookings.push(booking);
        }
        3 => {
            let booking = cast.blank(place, start, "Read the tide tables".to_owned(), String::new());
            cast.bookings.push(booking);
        }
        _ => {}
    }
}

/// A team's weekly meeting, prepared for the coming weeks; every week about something else.
fn team_weekly(cast: &mut Cast<'_>, team: &str) {
    let members: Vec<usize> =
        (0..cast.company.people.len()).filter(|place| cast.person(*place).team == team).take(12).collect();
    let [lead, ..] = members[..] else { return };
    let first = day(1, 14, 0) - TimeDelta::weeks(9);
    let mut booking = cast.blank(lead, first, format!("Weekly of {team}"), String::new());
    let answer = crate::meeting::Response::Accepted;
    booking.guests = members.into_iter().skip(1).map(|who| Invited { who, answer, unheard: false }).collect();
    weekly(&mut booking, 45);
    booking.own_texts = (0..WEEKS_PREPARED).map(|week| prepared(cast, day(1 + 7 * week, 14, 0))).collect();
    cast.bookings.push(booking);
}

fn prepared(cast: &mut Cast<'_>, start: NaiveDateTime) -> (NaiveDateTime, String) {
    let number = cast.chance.below(9000);
    let topic: &Topic = &TOPICS[number % TOPICS.len()];
    (start, invitation(topic, Says::All, number))
}

fn social(cast: &mut Cast<'_>, nth: usize, title: &str, text: &str) {
    let organizer = cast.organizer(|_| true);
    let start = day(nth as u64, 16, 30);
    let mut booking = cast.blank(organizer, start, title.to_owned(), text.to_owned());
    booking.guests = cast.guests(&booking, 6, Protected::Spared, |_| true);
    cast.bookings.push(booking);
}
