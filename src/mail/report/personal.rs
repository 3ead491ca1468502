//! The personal weekly mail: one's own figures, own focus hours by day, own series; for those who asked for it.

use super::api::{Telling, finish, take_pictures};
use super::block::{Block, Cell, Table, TableRow, Tile};
use super::charts;
use super::page::picture;
use super::tell::{Teller, case};
use crate::mail::clean;
use crate::mail::compose::Composed;
use crate::mail::desk::Desk;
use crate::mail::page::{Foot, Link, Page, Part};
use crate::report::{
    Definition, Family, Figure, Group, Line, Metric, OwnWeek, PULSE_SCALE, Point, Question, Section, SeriesLine, Terms,
    Week,
};

/// One person's week, for that person alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Personal {
    /// Which week.
    pub week: Week,
    /// One's own figures, each with the week before and a trend, in the order of [`Metric::ALL`]; the whole of a
    /// figure is one person.
    pub lines: Vec<Line>,
    /// Focus hours of the seven days from Monday; none on a day of which nothing is known.
    pub focus: [Option<f64>; 7],
    /// One's own series, the longest first; hours are one's own.
    pub series: Vec<SeriesLine>,
    /// Under which terms.
    pub terms: Terms,
    /// Where the questions of the pulse are answered, in the weeks that have them: an https page that names nobody.
    /// `?focus=3` (or `stress`, `autonomy`) is added for each answer; the page asks before it keeps anything.
    pub pulse: Option<String>,
}

impl Personal {
    /// From what was measured of the person's weeks; weeks that nothing is known of may be left out. None without this
    /// one.
    pub fn of(weeks: Vec<(Week, OwnWeek)>, week: Week, terms: Terms) -> Option<Self> {
        let (_, now) = weeks.iter().find(|(found, _)| *found == week)?;
        let figures = now.measures.figures(Family::Attended).into_iter();
        let lines = figures.map(|(metric, now)| line(metric, now, week, &weeks)).collect();
        let (focus, series) = (now.focus, now.series.clone());
        Some(Self { week, lines, focus, series, terms, pulse: None })
    }
}

/// A figure with the week before and the trend.
fn line(metric: Metric, now: Figure, week: Week, weeks: &[(Week, OwnWeek)]) -> Line {
    let figure = |week: Week| {
        weeks.iter().find(|(found, _)| *found == week).and_then(|(_, found)| found.measures.figure(metric))
    };
    let before = figure(week.back(1));
    let change = now.value.zip(before.and_then(|before| before.value)).map(|(now, before)| now - before);
    let point = |week: Week| Point { week, value: figure(week).and_then(|figure| figure.value) };
    Line {
        metric,
        now,
        before,
        change: change.map(|change| (change * 10_000.0).round() / 10_000.0),
        trend: (0..Terms::TREND_WEEKS).rev().map(|back| point(week.back(back))).collect(),
        baseline: None,
    }
}

const TILES: [(Metric, &str); 4] = [
    (Metric::MeetingHours, "meetings"),
    (Metric::FocusHours, "focus"),
    (Metric::AfterHours, "after_hours"),
    (Metric::FragmentedHours, "fragmented"),
];

/// The mail. Questions of the pulse appear only if the house has a `public_url`.
pub fn compose_personal(week: &Personal, telling: &Telling) -> Composed {
    let own = Own { week, teller: telling.teller(), telling };
    let mut page = own.page();
    let pictures = take_pictures(&mut page, telling.house);
    Composed { pictures, ..finish(&page) }
}

/// The same with its picture as SVG, for tests, where drawing takes its time.
#[cfg(test)]
pub(super) fn written(week: &Personal, telling: &Telling) -> Composed {
    finish(&Own { week, teller: telling.teller(), telling }.page())
}

struct Own<'a> {
    week: &'a Personal,
    teller: Teller<'a>,
    telling: &'a Telling<'a>,
}

impl Own<'_> {
    fn page(&self) -> Page {
        let (words, week) = (self.teller.words, self.week.week);
        let reader = self.telling.reader;
        let desk = Desk::new(reader, self.telling.house, week.ends(reader.zone), None);
        let hours = |metric| self.teller.hours(self.line(metric).and_then(|line| line.now.value).unwrap_or_default());
        let headline = words.personal_headline(hours(Metric::MeetingHours), hours(Metric::FocusHours));
        let page = desk.page(words.personal_subject(self.teller.dates(week)), headline, self.parts(), String::new());
        let why = format!("{} {}", words.because_personal(), words.personal_alone());
        let kicker = words.personal_kicker(self.teller.dates_and_year(week), self.teller.week_number(week));
        Page { kicker: Some(kicker), wide: true, lead: self.since(), foot: Foot { why, ..page.foot }, ..page }
    }

    fn line(&self, metric: Metric) -> Option<&Line> {
        self.week.lines.iter().find(|line| line.metric == metric)
    }

    fn since(&self) -> Option<String> {
        let change = self.line(Metric::MeetingHours)?.change?;
        Some(self.teller.words.personal_since(case(Some(change), 0.05), self.teller.hours(change.abs())))
    }

    fn parts(&self) -> Vec<Part> {
        let words = self.teller.words;
        let tile =
            |(metric, which): (Metric, &str)| Some(self.teller.tile(words.personal_tile(which), self.line(metric)?));
        let tiles: Vec<Tile> = TILES.into_iter().filter_map(tile).collect();
        let mut parts = vec![Part::Block(Block::Tiles(tiles))];
        parts.extend(self.pulse());
        parts.extend(charts::trend(&self.teller, &self.section()).as_ref().map(picture));
        parts.extend(self.days());
        parts.extend(self.series());
        let figures = self.teller.against_before(&self.week.lines, words.column("figure"));
        parts.extend([Part::Heading(words.report_heading("week")), Part::Block(Block::Table(figures))]);
        let all: Vec<Definition> = Definition::all();
        let shown: Vec<Definition> =
            all.into_iter().filter(|definition| self.line(definition.metric).is_some()).collect();
        let definitions = self.teller.definitions(&shown, &self.week.terms);
        parts.extend([
            Part::Heading(words.report_heading("counted")),
            Part::Quiet(words.attended(Terms::LONGEST_HOURS)),
        ]);
        parts.push(Part::Block(Block::Definitions(definitions)));
        parts
    }

    /// What the trend is drawn from.
    fn section(&self) -> Section {
        Section { group: Group::Whole, people: 1, lines: self.week.lines.clone() }
    }

    fn days(&self) -> Vec<Part> {
        const DAYS: [u8; 7] = [1, 2, 3, 4, 5, 6, 7];
        let words = self.teller.words;
        let row = |(day, hours): (u8, f64)| TableRow {
            name: words.weekday(day),
            detail: String::new(),
            cells: vec![Cell::plain(self.teller.short_hours(hours))],
            strong: false,
        };
        let known = DAYS.into_iter().zip(self.week.focus).filter_map(|(day, hours)| Some((day, hours?)));
        let rows: Vec<TableRow> = known.filter(|(day, hours)| *day < 6 || *hours >= 0.05).map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let table = Table { label: String::new(), columns: vec![words.column("focus")], rows };
        vec![Part::Heading(words.report_heading("days")), Part::Block(Block::Table(table))]
    }

    fn series(&self) -> Vec<Part> {
        let words = self.teller.words;
        let row = |line: &SeriesLine| TableRow {
            name: self.teller.title(&line.title),
            detail: String::new(),
            cells: vec![
                Cell::plain(self.teller.decimal(f64::from(line.occurrences), 0)),
                Cell::plain(self.teller.short_hours(line.person_hours)),
            ],
            strong: false,
        };
        let rows: Vec<TableRow> = self.week.series.iter().take(Terms::SERIES_SHOWN).map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let table = Table { label: String::new(), columns: vec![words.column("times"), words.column("hours")], rows };
        vec![Part::Heading(words.report_heading("own_series")), Part::Block(Block::Table(table))]
    }

    /// The questions, each with its answers as links.
    fn pulse(&self) -> Vec<Part> {
        let public = self.telling.house.public_url.as_ref();
        let Some(page) = public.and(self.week.pulse.as_deref()).and_then(clean::link) else { return Vec::new() };
        let words = self.teller.words;
        let answers = |question| (1..=PULSE_SCALE).filter_map(|answer| link(&page, question, answer)).collect();
        let last = Question::ALL.len() - 1;
        let scale = |(nth, question): (usize, Question)| {
            let question = question.as_str();
            Part::Block(Block::Scale {
                question: words.pulse_question(question),
                answers: answers(question),
                page: (nth == last).then(|| page.clone()),
            })
        };
        let intro = format!("{} {}", words.pulse_intro(self.week.terms.min_group), words.pulse_scale());
        [Part::Heading(words.report_heading("pulse")), Part::Quiet(intro)]
            .into_iter()
            .chain(Question::ALL.into_iter().enumerate().map(scale))
            .collect()
    }
}

fn link(page: &str, question: &str, answer: u8) -> Option<Link> {
    let mut url = url::Url::parse(page).ok()?;
    url.query_pairs_mut().append_pair(question, &answer.to_string());
    Some(Link { label: answer.to_string(), url: url.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Measures;

    #[test]
    fn lines_are_made_of_the_weeks_measured_and_leave_gaps_where_nothing_is_known() {
        let week: Week = "2026-W47".parse().unwrap();
        let measured = |hours: u64| OwnWeek {
            measures: Measures { people: 1, weight: 420, meeting: hours * 3_600, ..Measures::default() },
            focus: [None; 7],
            series: Vec::new(),
        };
        let weeks = vec![(week.back(3), measured(10)), (week.back(1), measured(9)), (week, measured(12))];
        let own = Personal::of(weeks.clone(), week, Terms::default()).unwrap();
        let line = own.lines.iter().find(|line| line.metric == Metric::MeetingHours).unwrap();
        assert_eq!((line.now.value, line.change), (Some(12.0), Some(3.0)));
        let trend: Vec<_> = line.trend.iter().map(|point| point.value).collect();
        assert_eq!(trend, [None, None, None, None, Some(10.0), None, Some(9.0), Some(12.0)]);
        assert_eq!(Personal::of(weeks, week.back(2), Terms::default()), None, "nothing is known of it");
    }
}
