//! Where letters are written: who reads, who sends, what time it is; and the parts that several letters share.

use chrono::{DateTime, Utc};
use url::Url;

use super::clean;
use super::dates::Times;
use super::facts::{found_rows, missing_row, title, title_in_subject};
use super::letter::{House, MeetingFacts, Missing, Reader, Rhythm};
use super::page::{Card, Foot, Link, Links, Page, Part, Piece, Row, Stretch, Tone};
use super::words::{self, Words};
use crate::meeting::Requirement;

const TITLE_IN_SUBJECT: usize = 60;
/// One line of plain text, with its indent.
const TITLE: usize = 68;
const NAME: usize = 40;

/// Everything besides the letter that a mail depends on.
pub(super) struct Desk {
    pub words: &'static Words,
    pub times: Times,
    /// The page of the meeting, or of all meetings.
    pub page: Option<String>,
    city: String,
    organization: String,
    policy: Option<String>,
    unsubscribe: Option<String>,
    contact: Option<String>,
}

impl Desk {
    pub fn new(reader: &Reader, house: &House, now: DateTime<Utc>, page: Option<&str>) -> Self {
        let words = Words::of(reader.language.as_deref());
        let public = house.public_url.as_deref().and_then(clean::link);
        // The page about the policy is among those of the meetings.
        let policy =
            public.as_deref().filter(|_| page.is_some()).map(|url| format!("{}/policy", url.trim_end_matches('/')));
        Self {
            words,
            times: Times::new(words, reader.zone, now),
            page: public.as_ref().and(page).and_then(clean::link),
            city: city(reader),
            organization: clean::one_line(&house.organization, TITLE),
            policy,
            unsubscribe: reader.unsubscribe.as_deref().and_then(clean::link),
            contact: house.contact.as_ref().map(|(name, address)| match clean::one_line(name, NAME) {
                name if clean::visible(&name) => name,
                _ => address.to_string(),
            }),
        }
    }

    /// A page about one meeting.
    pub fn page_about(&self, meeting: &MeetingFacts, headline: String, parts: Vec<Part>, why: String) -> Page {
        let title = title_in_subject(self.words, meeting, TITLE_IN_SUBJECT);
        let subject = self.words.subject(title, self.times.day(meeting.first_start.unwrap_or(meeting.start)));
        let subject = if meeting.first_start.is_some() { format!("Re: {subject}") } else { subject };
        self.page(subject, headline, parts, why)
    }

    pub fn page(&self, subject: String, headline: String, parts: Vec<Part>, why: String) -> Page {
        Page {
            language: self.words.tag(),
            colon: self.words.colon(""),
            subject,
            kicker: None,
            wide: false,
            headline,
            lead: None,
            parts,
            foot: self.foot(why),
        }
    }

    fn foot(&self, why: String) -> Foot {
        Foot {
            why: format!("{why} {}", self.words.times_are(self.city.as_str())),
            sent_by: self.words.sent_for(&self.organization),
            policy: self.policy.clone().map(|url| Link { label: self.words.how_it_decides(), url }),
            unsubscribe: self.unsubscribe.clone().map(|url| Link { label: self.words.no_more_mail(), url }),
            reply: self.contact.as_deref().map(|name| self.words.reply_reaches(name.replace(' ', "\u{a0}"))),
        }
    }

    pub fn card(&self, meeting: &MeetingFacts) -> Part {
        Part::Card(self.card_with(meeting, true))
    }

    /// `once` tells whether to say so of a meeting that does not repeat.
    pub fn card_with(&self, meeting: &MeetingFacts, once: bool) -> Card {
        let rhythm = (once || meeting.rhythm != Rhythm::Once).then(|| self.words.rhythm(words::rhythm(meeting.rhythm)));
        let size = self.words.size_and_rhythm(meeting.people, rhythm);
        let hours = self.times.hours(meeting.start, meeting.end);
        Card {
            tile: self.times.tile(meeting.start),
            title: title(self.words, meeting, TITLE),
            when: format!("{}, {hours}{size}", self.times.day(meeting.start)),
            beside: format!("{hours}{size}"),
        }
    }

    pub fn stretch(&self, tone: Tone, at: DateTime<Utc>, word: &str) -> Stretch {
        Stretch { tone, day: self.times.day(at), time: self.times.time(at), word: word.to_owned() }
    }

    /// Where the way begins: the first mail, or this one.
    pub fn sent(&self, meeting: &MeetingFacts, tone: Tone) -> Stretch {
        match meeting.first_mail {
            Some(at) => self.stretch(tone, at, &self.words.first_mail()),
            None => self.stretch(tone, self.times.now(), &self.words.this_mail()),
        }
    }

    /// What is there, then what is missing with the invitation's own words; `still` while there is time.
    pub fn rows(&self, meeting: &MeetingFacts, still: bool) -> Vec<Row> {
        let lacking = meeting.missing.iter().map(|missing| missing_row(self.words, missing, still));
        found_rows(self.words, meeting).into_iter().chain(lacking).collect()
    }

    /// What is missing, in a word each.
    pub fn short_rows(&self, meeting: &MeetingFacts) -> Vec<Row> {
        let short =
            |missing: &Missing| Row { joint: "", saying: String::new(), ..missing_row(self.words, missing, true) };
        meeting.missing.iter().map(short).collect()
    }

    /// Links to the meeting's page: to look again, and to say why it needs nothing. Without such a page those to say
    /// that it is there, and why it needs nothing.
    pub fn check_or_say_why(&self, meeting: &MeetingFacts, missing: &[Requirement]) -> Vec<Part> {
        self.meetings_page(missing).map_or_else(|| self.says(meeting, missing), |links| vec![links])
    }

    /// What the organizer may say of the meeting, each with a page of its own.
    pub fn says(&self, meeting: &MeetingFacts, missing: &[Requirement]) -> Vec<Part> {
        self.choices(meeting, missing).into_iter().map(|link| self.only(link)).collect()
    }

    /// The same, as links.
    pub fn choices(&self, meeting: &MeetingFacts, missing: &[Requirement]) -> Vec<Link> {
        let link = |url: &Option<String>, label| url.as_deref().and_then(clean::link).map(|url| Link { label, url });
        let there = link(&meeting.there, self.words.already_there());
        let exempt = link(&meeting.exempt, self.words.say_why(self.words.none(missing)));
        there.into_iter().chain(exempt).collect()
    }

    /// A link that stands alone.
    pub fn only(&self, Link { label, url }: Link) -> Part {
        let pieces = vec![Piece { text: label.clone(), url: Some(url.clone()) }];
        Part::Links(Links { sentence: self.words.colon(label), url, pieces })
    }

    fn meetings_page(&self, missing: &[Requirement]) -> Option<Part> {
        let page = self.page.clone()?;
        let pieces = vec![
            Piece { text: self.words.check_again(), url: Some(page.clone()) },
            Piece { text: "\u{a0}· ".to_owned(), url: None },
            Piece { text: self.words.needs_none(self.words.none(missing)), url: Some(exempt(&page)) },
        ];
        Some(Part::Links(Links { sentence: self.words.check_or_say_why(self.words.none(missing)), url: page, pieces }))
    }

    /// One link to the meeting's page, with its own words in plain text.
    pub fn exempt_link(&self, sentence: String, before: &str, label: String, after: &str) -> Option<Part> {
        let page = self.page.clone()?;
        let plain = |text: &str| Piece { text: text.to_owned(), url: None };
        let pieces = vec![plain(before), Piece { text: label, url: Some(exempt(&page)) }, plain(after)];
        Some(Part::Links(Links { sentence, url: page, pieces }))
    }
}

fn exempt(page: &str) -> String {
    Url::parse(page).map_or_else(
        |_| page.to_owned(),
        |mut url| {
            url.set_fragment(Some("exempt"));
            url.into()
        },
    )
}

fn city(reader: &Reader) -> String {
    match clean::one_line(&reader.city, NAME) {
        city if clean::visible(&city) => city,
        _ => reader.zone.name().rsplit('/').next().unwrap_or_default().replace('_', " "),
    }
}
