//! Measuring one person's week, by the definitions of [`Metric`](super::Metric).

use crate::meeting::{EventKind, Response};

use super::frame::{CELLS, Day, Frame};
use super::measures::{Measures, WEEK_PARTS};
use super::spans::{Span, clip, minus, total, union};
use super::{Called, Entry, Exempted, PersonWeek, Stand, Terms};

/// One person's week, measured.
pub(super) struct Measured<'a> {
    pub(super) sums: Measures,
    /// What was attended.
    pub(super) attended: Vec<Attendance<'a>>,
    /// Meetings called that nothing was required of.
    pub(super) exempted: Vec<&'a Exempted>,
    /// What meetings cover, for the heat map.
    pub(super) meetings: Vec<Span>,
    /// Days of which nothing is known.
    pub(super) missing: Vec<Span>,
    /// Focus on each day of the frame, in seconds; none on a day of which nothing is known.
    pub(super) focus: [Option<u64>; 7],
}

/// An attended entry, as far as it lies in what is known of the week.
pub(super) struct Attendance<'a> {
    pub(super) entry: &'a Entry,
    pub(super) seconds: u64,
    /// It begins there, and is counted.
    pub(super) counts: bool,
}

impl<'a> Measured<'a> {
    pub(super) fn new(person: &'a PersonWeek, frame: &Frame, terms: &Terms) -> Option<Self> {
        let missing = |day: &Day| person.missing.contains(&day.date);
        let weight = weight(frame, missing);
        if weight == 0 {
            return None;
        }
        let unknown: Vec<Span> = frame.days.iter().filter(|day| missing(day)).map(|day| day.span).collect();
        let known = minus(&[frame.week], &unknown);
        let attended: Vec<_> = person.entries.iter().filter_map(|entry| attendance(entry, &known)).collect();
        let called = person.entries.iter().filter(|entry| took_place(entry) && !entry.private && begins(entry, &known));
        let called: Vec<_> = called.filter_map(|entry| Some((entry, entry.called.as_ref()?))).collect();
        let mut sums = Measures { people: 1, weight, callers: u64::from(!called.is_empty()), ..Measures::default() };
        attended.iter().for_each(|attendance| count(&mut sums, attendance));
        called.iter().for_each(|(entry, called)| judged(&mut sums, entry, called));
        let exempted = called.iter().filter_map(|(_, called)| called.exempted.as_ref()).collect();
        let meetings = hours(&mut sums, &attended, frame, &known);
        let focus = focus(&mut sums, person, frame, &meetings, missing, terms);
        Some(Self { sums, attended, exempted, meetings, missing: unknown, focus })
    }
}

/// Which part of the week's working days is known; of all its days when none is a working day.
fn weight(frame: &Frame, missing: impl Fn(&Day) -> bool) -> u64 {
    let working = frame.days.iter().any(|day| day.work.is_some());
    let (mut all, mut known) = (0, 0);
    for day in frame.days.iter().filter(|day| !working || day.work.is_some()) {
        all += 1;
        known += u64::from(!missing(day));
    }
    (WEEK_PARTS * known).checked_div(all).unwrap_or_default()
}

/// Meeting, conflict and after-hours. Returns what meetings cover.
fn hours(sums: &mut Measures, attended: &[Attendance<'_>], frame: &Frame, known: &[Span]) -> Vec<Span> {
    let parts = attended.iter().flat_map(|attendance| known.iter().map(|part| clip(times(attendance.entry), *part)));
    let (meetings, twice) = union(parts.collect());
    let work: Vec<Span> = frame.days.iter().filter_map(|day| day.work).collect();
    sums.meeting = total(&meetings) as u64;
    sums.conflict = twice as u64;
    sums.after = total(&minus(&meetings, &work)) as u64;
    meetings
}

/// Working, focus and fragmented time: what is left of working hours when days off, days not known, time out of office
/// and meetings are taken away, in stretches.
fn focus(
    sums: &mut Measures,
    person: &PersonWeek,
    frame: &Frame,
    meetings: &[Span],
    missing: impl Fn(&Day) -> bool,
    terms: &Terms,
) -> [Option<u64>; 7] {
    let away = person.entries.iter().filter(|entry| away(entry)).map(|entry| clip(times(entry), frame.week));
    let (away, _) = union(away.collect());
    let block = i64::from(terms.focus_block_minutes) * 60;
    let mut focus = [None; 7];
    for (day, focus) in frame.days.iter().zip(&mut focus).filter(|(day, _)| !missing(day)) {
        let here = minus(day.work.as_slice(), &away);
        let free = minus(&here, meetings);
        let long: i64 = free.iter().map(|(from, to)| to - from).filter(|length| *length >= block).sum();
        sums.working += total(&here) as u64;
        sums.focus += long as u64;
        sums.fragmented += (total(&free) - long) as u64;
        *focus = Some(long as u64);
    }
    focus
}

/// What is counted of one attended entry; of a private one nothing.
fn count(sums: &mut Measures, attendance: &Attendance<'_>) {
    let Attendance { entry, seconds, counts } = attendance;
    if entry.private {
        return;
    }
    let add = |sum: &mut u64, applies: bool| *sum += if applies { *seconds } else { 0 };
    add(&mut sums.large, entry.people >= Terms::LARGE_FROM);
    add(&mut sums.series, entry.series.is_some());
    add(&mut sums.memo, entry.memo);
    sums.attended += u64::from(*counts);
    if let Some(created) = entry.created.filter(|_| *counts) {
        sums.booked += 1;
        sums.short += u64::from((entry.start - created).num_seconds() < Terms::SHORT_NOTICE_HOURS * 3600);
    }
}

/// What is counted of a meeting that the person called.
fn judged(sums: &mut Measures, entry: &Entry, called: &Called) {
    sums.large_meetings += u64::from(entry.people >= Terms::LARGE_FROM);
    sums.memo_meetings += u64::from(entry.memo);
    if let Some(agenda) = called.agenda {
        sums.agenda_needed += 1;
        sums.agenda_on_time += u64::from(agenda.at_deadline);
        sums.agenda_there += u64::from(agenda.at_start);
        *match agenda {
            Stand { at_start: false, .. } => &mut sums.agenda_missing,
            Stand { noticed: true, .. } => &mut sums.agenda_rescued,
            Stand { at_deadline: true, .. } => &mut sums.agenda_unasked,
            _ => &mut sums.agenda_late,
        } += 1;
    }
    if let Some(pre_read) = called.pre_read {
        sums.pre_read_needed += 1;
        sums.pre_read_there += u64::from(pre_read.at_start);
    }
    sums.declined += u64::from(called.declined);
    sums.exempted += u64::from(called.exempted.is_some());
    sums.claims += u64::from(called.claimed);
    sums.protected += u64::from(called.protected);
}

/// An entry as far as it was attended; none when it was not, or not in what is known.
fn attendance<'a>(entry: &'a Entry, known: &[Span]) -> Option<Attendance<'a>> {
    let stays_away = match entry.response {
        Response::Declined => !entry.ours,
        Response::Delegated => true,
        Response::NoAnswer | Response::Accepted | Response::Tentative => false,
    };
    let seconds: i64 = known.iter().map(|part| clip(times(entry), *part)).map(|(from, to)| to - from).sum();
    let attended = took_place(entry) && !stays_away && seconds > 0;
    attended.then(|| Attendance { entry, seconds: seconds as u64, counts: begins(entry, known) })
}

/// Whether it begins in what is known of the week.
fn begins(entry: &Entry, known: &[Span]) -> bool {
    let start = entry.start.timestamp();
    known.iter().any(|(from, to)| (*from..*to).contains(&start))
}

/// Whether it is a meeting at all, whoever came.
fn took_place(entry: &Entry) -> bool {
    let seconds = (entry.end - entry.start).num_seconds();
    entry.kind == EventKind::Meeting
        && !entry.cancelled
        && !entry.all_day
        && entry.people >= 2
        && (1..Terms::LONGEST_HOURS * 3600).contains(&seconds)
}

/// Whether it is time out of office: nobody works then, whatever their hours say.
fn away(entry: &Entry) -> bool {
    entry.kind == EventKind::OutOfOffice && !entry.cancelled && entry.response != Response::Declined
}

fn times(entry: &Entry) -> Span {
    (entry.start.timestamp(), entry.end.timestamp())
}

/// Adds up seconds by cell of the heat map: those that `spans` cover.
pub(super) fn by_cell(spans: &[Span], frame: &Frame, cells: &mut [u64; CELLS]) {
    let mut hours = frame.hours.iter().peekable();
    for span in spans {
        while hours.next_if(|(hour, _)| hour.1 <= span.0).is_some() {}
        for (hour, cell) in hours.clone().take_while(|(hour, _)| hour.0 < span.1) {
            let (from, to) = clip(*span, *hour);
            if let Some(sum) = cells.get_mut(*cell) {
                *sum += (to - from) as u64;
            }
        }
    }
}
