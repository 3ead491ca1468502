//! Adding up one week, person by person. What is kept are sums: of everyone, of each team, of each zone, of each series.
//!
//! A person is added in time that grows with their entries only, and forgotten. What stays in memory grows with teams,
//! zones and series, and series are capped.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono_tz::Tz;

use crate::meeting::{Hours, WorkingTime};

use super::frame::{CELLS, Frame};
use super::measure::{Measured, by_cell};
use super::measures::Measures;
use super::series::Book;
use super::shield::Steps;
use super::spans::minus;
use super::{Coverage, Exempted, PersonWeek, Snapshot, Terms, Week};

/// People share few working times; so many frames are kept.
const MOST_FRAMES: usize = 256;

/// The sums of one week. Feed it every enrolled person once, then take the [`Snapshot`].
#[derive(Debug, Clone)]
pub struct Tally {
    pub(super) week: Week,
    pub(super) terms: Terms,
    pub(super) coverage: Coverage,
    pub(super) whole: Measures,
    pub(super) teams: BTreeMap<Option<String>, Measures>,
    pub(super) zones: BTreeMap<&'static str, Measures>,
    /// How many people, by team and zone. Only their number: no figure of a team within a zone is ever formed.
    pub(super) cells: BTreeMap<(Option<String>, &'static str), u64>,
    pub(super) clock: Clockwork,
    pub(super) series: Book,
    pub(super) exempted: BTreeMap<Exempted, u32>,
    /// How many people of a zone have which hours.
    pub(super) usual: HashMap<Tz, Vec<(Hours, u64)>>,
    frames: Vec<(WorkingTime, Arc<Frame>)>,
}

/// The whole by day and hour, in seconds.
#[derive(Debug, Clone)]
pub(super) struct Clockwork {
    pub(super) met: [u64; CELLS],
    pub(super) known: [u64; CELLS],
    pub(super) focus: [u64; 7],
    /// People of whom the day is known.
    pub(super) people: [u64; 7],
}

impl Tally {
    /// Nobody yet.
    pub fn new(week: Week, terms: &Terms) -> Self {
        let clock = Clockwork { met: [0; CELLS], known: [0; CELLS], focus: [0; 7], people: [0; 7] };
        Self {
            week,
            terms: terms.clone(),
            coverage: Coverage::default(),
            whole: Measures::default(),
            teams: BTreeMap::new(),
            zones: BTreeMap::new(),
            cells: BTreeMap::new(),
            clock,
            series: Book::default(),
            exempted: BTreeMap::new(),
            usual: HashMap::new(),
            frames: Vec::new(),
        }
    }

    /// The week it is about.
    pub fn week(&self) -> Week {
        self.week
    }

    /// Adds a person. Whoever's week is not known at all counts as unread.
    pub fn add(&mut self, person: &PersonWeek) {
        let frame = self.frame(&person.working);
        self.coverage.enrolled += 1;
        let Some(measured) = Measured::new(person, &frame, &self.terms) else {
            self.coverage.unread += 1;
            return;
        };
        self.coverage.covered += 1;
        self.coverage.partly += u32::from(!measured.missing.is_empty());
        self.coverage.days_missing += measured.missing.len() as u32;
        self.sort_in(person, &measured.sums);
        self.by_the_clock(&measured, &frame);
        self.coverage.series_dropped += self.series.add(person, &measured);
        for reason in measured.exempted {
            *self.exempted.entry(reason.clone()).or_default() += 1;
        }
    }

    /// Says how many people of the organization are known who are not enrolled.
    pub fn not_joined(&mut self, people: u32) {
        self.coverage.not_joined = Some(people);
    }

    /// What of it may be published. It is the only thing that ever leaves a tally: keep it, and show it again rather than
    /// making another.
    pub fn snapshot(&self) -> Snapshot {
        super::snapshot::of(self, Steps::ALL)
    }

    pub(super) fn sort_in(&mut self, person: &PersonWeek, sums: &Measures) {
        let zone = person.working.zone;
        self.whole += sums;
        *self.teams.entry(person.team.clone()).or_default() += sums;
        *self.zones.entry(zone.name()).or_default() += sums;
        *self.cells.entry((person.team.clone(), zone.name())).or_default() += 1;
        let usual = self.usual.entry(zone).or_default();
        let hours = person.working.hours;
        if let Some((_, people)) = usual.iter_mut().find(|(known, _)| *known == hours) {
            *people += 1;
        } else if usual.len() < MOST_FRAMES {
            usual.push((hours, 1));
        }
    }

    fn by_the_clock(&mut self, measured: &Measured<'_>, frame: &Frame) {
        by_cell(&measured.meetings, frame, &mut self.clock.met);
        by_cell(&minus(&[frame.week], &measured.missing), frame, &mut self.clock.known);
        for (day, focus) in measured.focus.iter().enumerate() {
            self.clock.focus[day] += focus.unwrap_or_default();
            self.clock.people[day] += u64::from(focus.is_some());
        }
    }

    fn frame(&mut self, working: &WorkingTime) -> Arc<Frame> {
        if let Some((_, frame)) = self.frames.iter().find(|(known, _)| known == working) {
            return Arc::clone(frame);
        }
        let frame = Arc::new(Frame::new(self.week, working));
        if self.frames.len() < MOST_FRAMES {
            self.frames.push((working.clone(), Arc::clone(&frame)));
        }
        frame
    }
}

/// The hours of most people in a zone; of several such the first by their text, so that it is always the same.
pub(super) fn usual(tally: &Tally, zone: Tz) -> Hours {
    let most = |(hours, people): &&(Hours, u64)| (*people, std::cmp::Reverse((hours.from(), hours.to())));
    let counted = tally.usual.get(&zone).map(Vec::as_slice).unwrap_or_default();
    counted.iter().max_by_key(most).map(|(hours, _)| *hours).unwrap_or_default()
}
