//! Occurrences of a file's series, and how overrides that we made are read.

use chrono::TimeDelta;

use crate::meeting::{Event, Expansion, Moment, Window, expand};
use crate::provider::{Mailbox, Part};

/// How far an occurrence may have been moved from its original start and still be found.
const FARTHEST_DAYS: i64 = 400;

/// The occurrence with this original start, by the events of one meeting.
pub(super) fn find<'e>(events: &'e [Event], occurrence: &Moment, mailbox: &Mailbox) -> Option<Expansion<'e>> {
    let at = occurrence.instant(mailbox.zone);
    let reach = TimeDelta::days(FARTHEST_DAYS);
    let window = Window { from: at.checked_sub_signed(reach)?, to: at.checked_add_signed(reach)? };
    let mut found = expand(events, window, mailbox.zone).into_iter();
    found.find(|found| found.occurrence.is_some_and(|id| id.canonical() == occurrence.canonical()))
}

/// Lets overrides that say nothing of their own say what their series says now, besides the owner's answer and the
/// flag. `ours` tells of each part whether it is one. Those whose series no longer has the occurrence are left out.
pub(super) fn refreshed(parts: Vec<Part>, ours: &[bool], mailbox: &Mailbox) -> Vec<Part> {
    if !ours.contains(&true) {
        return parts;
    }
    let is_ours = |index: usize| ours.get(index).copied().unwrap_or_default();
    let bases: Vec<&Part> =
        parts.iter().enumerate().filter(|(index, _)| !is_ours(*index)).map(|(_, part)| part).collect();
    let events: Vec<Event> = bases.iter().map(|base| base.event.clone()).collect();
    let refresh = |(index, part): (usize, &Part)| match is_ours(index) {
        true => of_series(part, &bases, &events, mailbox),
        false => Some(part.clone()),
    };
    parts.iter().enumerate().filter_map(refresh).collect()
}

/// `events` are those of `bases`.
fn of_series(part: &Part, bases: &[&Part], events: &[Event], mailbox: &Mailbox) -> Option<Part> {
    let found = find(events, &part.event.recurrence_id?, mailbox)?;
    let base = events.iter().position(|event| std::ptr::eq(event, found.event)).and_then(|index| bases.get(index))?;
    let own = &part.event;
    let event = Event {
        recurrence_id: own.recurrence_id,
        this_and_future: false,
        recurrence: None,
        start: start(&found, mailbox),
        response: own.response,
        answer_mark: own.answer_mark.clone(),
        flagged: own.flagged,
        ..base.event.clone()
    };
    Some(Part { event, invitation: base.invitation.clone() })
}

/// The occurrence's start in the form in which its component has one.
fn start(found: &Expansion<'_>, mailbox: &Mailbox) -> Moment {
    let zone = if let Moment::Zoned(_, zone) = found.event.start { zone } else { mailbox.zone };
    let local = found.start.with_timezone(&zone).naive_local();
    match found.event.start {
        Moment::Date(_) => Moment::Date(local.date()),
        Moment::Floating(_) => Moment::Floating(local),
        Moment::Zoned(..) => Moment::Zoned(local, zone),
    }
}
