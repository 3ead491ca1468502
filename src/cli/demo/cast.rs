//! Casting: who organizes, who is invited, what it is called. Shared by the story and the everyday meetings.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::meeting::{Response, resolve_local};

use super::booking::{Booking, Invited, touches_wednesday};
use super::chance::Chance;
use super::company::{Company, Employee};
use super::script::{Change, Edit};
use super::week::MONDAY;
use super::words::{PLACES, Says, TOPICS, Topic, invitation};

const ROOMS: [&str; 4] = ["Room Kogge", "Sala Farol", "Room Fathom", "Room Keel"];

/// Whether people may be invited into their protected time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protected {
    /// They are left out.
    Spared,
    /// They may be invited.
    Wanted,
}

/// After what meetings are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// After topics.
    Topics,
    /// After single items of topics.
    Items,
}

/// Everything invented so far, and the chance it is invented with.
#[derive(Debug)]
pub struct Cast<'a> {
    /// The people.
    pub company: &'a Company,
    /// Chance.
    pub chance: Chance,
    /// Meetings in the calendars before the week begins.
    pub bookings: Vec<Booking>,
    /// What happens during the week, in any order.
    pub edits: Vec<Edit>,
    serial: usize,
    turns: Vec<usize>,
    topics: usize,
    naming: Naming,
}

impl<'a> Cast<'a> {
    /// An empty stage. `first` is the first meeting's number, `stream` that of its chance.
    pub fn new(company: &'a Company, naming: Naming, stream: u64, first: usize) -> Self {
        let mut chance = Chance::new(company.seed, stream);
        let mut turns: Vec<usize> = (0..company.people.len()).collect();
        chance.shuffle(&mut turns);
        Self { company, chance, bookings: Vec::new(), edits: Vec::new(), serial: first, turns, topics: 0, naming }
    }

    /// The person at a place. Every place handed around here is one of the company's.
    pub fn person(&self, place: usize) -> &'a Employee {
        &self.company.people[place]
    }

    /// The next organizer with usual working hours of whom that holds; everyone has their turn before anyone has
    /// a second one.
    pub fn organizer(&mut self, suits: impl Fn(&Employee) -> bool) -> usize {
        let usual = |place: &usize| {
            let person = &self.company.people[*place];
            person.hours == "Mon-Fri 09:00-17:30" && suits(person)
        };
        let at = self.turns.iter().position(usual).unwrap_or(0);
        let place = self.turns.remove(at);
        self.turns.push(place);
        place
    }

    /// The next topic and a title that no other meeting has. The story's meetings are called after topics, all
    /// others after single items, so that the title of one is not found in that of another.
    pub fn topic(&mut self) -> (&'static Topic, String) {
        let nth = self.topics;
        self.topics += 1;
        let topic = &TOPICS[nth % TOPICS.len()];
        let (name, round) = match self.naming {
            Naming::Topics => (topic.title, nth / TOPICS.len()),
            Naming::Items => (topic.items[nth / TOPICS.len() % 3], nth / (TOPICS.len() * 3)),
        };
        let Some(repeat) = round.checked_sub(1) else { return (topic, name.to_owned()) };
        let place = PLACES[repeat % PLACES.len()];
        match repeat / PLACES.len() {
            0 => (topic, format!("{name}, {place}")),
            more => (topic, format!("{name}, {place} {}", more + 1)),
        }
    }

    /// A meeting of an hour with guests of whom the first half has not answered yet. Nobody is invited whose
    /// protected Wednesday it would take.
    pub fn meeting(&mut self, organizer: usize, start: NaiveDateTime, size: usize, says: Says) -> Booking {
        let (topic, title) = self.topic();
        self.serial += 1;
        let text = invitation(topic, says, self.serial);
        let mut booking = self.blank(organizer, start, title, text);
        booking.guests = self.guests(&booking, size, Protected::Spared, |_| true);
        booking
    }

    /// A meeting with nobody invited yet.
    pub fn blank(&mut self, organizer: usize, start: NaiveDateTime, title: String, text: String) -> Booking {
        self.serial += 1;
        let earlier = 3 + self.chance.below(30) as u64;
        let booked = (MONDAY - Days::new(earlier)).and_time(NaiveTime::MIN) + TimeDelta::minutes(9 * 60 + 25);
        let room = self.chance.percent(25);
        Booking {
            uid: format!("{:05}-{}@{}", self.serial, self.chance.hex(), super::company::DOMAIN),
            title,
            organizer,
            guests: Vec::new(),
            outside: None,
            room: self.chance.pick(&ROOMS).copied().filter(|_| room),
            start,
            zone: self.person(organizer).site.zone,
            minutes: 60,
            weekly: false,
            own_texts: Vec::new(),
            all_day: false,
            private: false,
            text,
            booked: booked.and_utc(),
            conflict: false,
        }
    }

    /// Up to so many guests. The first half, and at least two, have not answered.
    pub fn guests(
        &mut self,
        booking: &Booking,
        count: usize,
        protected: Protected,
        suits: impl Fn(&Employee) -> bool,
    ) -> Vec<Invited> {
        let mut places: Vec<usize> = (0..self.company.people.len()).collect();
        self.chance.shuffle(&mut places);
        let fits = |place: &usize| {
            let free = protected == Protected::Wanted || !booking.takes_wednesday_of(self.company, *place);
            *place != booking.organizer && free && suits(&self.company.people[*place])
        };
        let chosen: Vec<usize> = places.into_iter().filter(fits).take(count).collect();
        let silent = chosen.len().div_ceil(2).max(2);
        let mut invite = |(nth, who)| Invited {
            who,
            answer: if nth < silent { Response::NoAnswer } else { self.some_answer() },
            unheard: self.chance.percent(30),
        };
        chosen.into_iter().enumerate().map(&mut invite).collect()
    }

    fn some_answer(&mut self) -> Response {
        match self.chance.below(20) {
            0 => Response::Declined,
            1..=2 => Response::Tentative,
            _ => Response::Accepted,
        }
    }

    /// Whether the time is a Wednesday for an engineer.
    pub fn is_protected(&self, place: usize, start: NaiveDateTime, organizer: usize) -> bool {
        let begin = resolve_local(start, self.person(organizer).site.zone);
        let person = self.person(place);
        person.is_engineer() && touches_wednesday(begin, begin + TimeDelta::minutes(60), person.site.zone)
    }

    /// A text that has everything, about the topic of this meeting.
    pub fn full_text(&mut self, booking: &Booking) -> String {
        self.serial += 1;
        let named = |topic: &&Topic| topic.items.iter().chain([&topic.title]).any(|name| booking.title.contains(name));
        let about = TOPICS.iter().find(named);
        about.map(|topic| invitation(topic, Says::All, self.serial)).unwrap_or_default()
    }

    /// Adds an edit of the organizer's, or of a guest.
    pub fn edit(&mut self, at: DateTime<Utc>, booking: &Booking, change: Change, told: String) {
        self.edits.push(Edit { at, booking: booking.clone(), change, revision: 0, told });
    }
}
