//! Letters while there is time: first notice, digest, last call.

use super::desk::Desk;
use super::letter::MeetingFacts;
use super::page::{Entry, Links, Page, Part, Piece, Tone};
use super::{facts, words};
use crate::meeting::{Mode, Requirement};

/// Something is missing in one meeting.
pub(super) fn first_notice(desk: &Desk, meeting: &MeetingFacts) -> Page {
    let missing = facts::missing(meeting);
    let button = facts::button(meeting, words::OPEN_INVITATION);
    let paste = if button.is_some() { words::PASTE_AFTER_LINK } else { words::PASTE };

    let mut parts = vec![desk.card(meeting), way(desk, meeting, &missing)];
    parts.extend(facts::rows_part(desk.rows(meeting, true)));
    parts.extend(button.map(Part::Button));
    parts.push(Part::Text(paste.to_owned()));
    parts.extend(facts::template(&missing));
    parts.extend(facts::suggestion(meeting).map(Part::Text));
    parts.push(facts::what_next(words::next(
        facts::effect(meeting),
        &missing,
        meeting.found.is_empty(),
        &desk.times.on(meeting.deadline),
        meeting.answers_for,
    )));
    parts.extend(desk.check_or_say_why(&missing));

    let headline = words::please_add(&missing, &desk.times.by(meeting.deadline));
    desk.page_about(meeting, headline, parts, facts::why(1, meeting))
}

/// Hours are left.
pub(super) fn last_call(desk: &Desk, meeting: &MeetingFacts) -> Page {
    let missing = facts::missing(meeting);
    let lines = words::short_template(&missing);
    let enough = words::lines_are_enough(lines.iter().map(Vec::len).sum());

    let mut parts = vec![desk.card(meeting), way(desk, meeting, &missing)];
    parts.extend(facts::rows_part(desk.short_rows(meeting)));
    parts.extend(facts::button(meeting, words::OPEN_INVITATION).map(Part::Button));
    parts.push(Part::Text(enough));
    parts.push(Part::Template(lines));
    parts.push(Part::Text(words::last_next(
        facts::effect(meeting),
        &missing,
        &desk.times.opening(meeting.deadline),
        meeting.answers_for,
    )));
    parts.extend(desk.check_or_say_why(&missing));

    let minutes = (meeting.deadline - desk.times.now()).num_minutes();
    let headline = words::time_left(minutes, &missing, &desk.times.by(meeting.deadline));
    desk.page_about(meeting, headline, parts, facts::why(1, meeting))
}

/// Something is missing in several meetings; earliest deadline first.
pub(super) fn digest(desk: &Desk, meetings: &[MeetingFacts]) -> Page {
    let days = desk.times.days(meetings.iter().map(|meeting| meeting.start));
    let subject = words::digest_subject(meetings.len(), &days);
    let Some(first) = meetings.first() else {
        return desk.page(subject, words::NOTHING_OPEN.to_owned(), Vec::new(), words::because_of_rule(0, "", &[]));
    };
    let (common, any) = lacking(meetings);

    let mut parts = vec![Part::Entries(meetings.iter().map(|meeting| entry(desk, meeting)).collect())];
    parts.push(Part::Heading(words::PASTE_DIGEST.to_owned()));
    parts.extend(facts::template(&any));
    parts.push(facts::what_next(words::digest_next(&effects(meetings), common.contains(&Requirement::Agenda))));
    parts.extend(desk.page.clone().map(|url| {
        let pieces = vec![Piece { text: words::ALL_MEETINGS.to_owned(), url: Some(url.clone()) }];
        Part::Links(Links { sentence: format!("{}:", words::ALL_MEETINGS), url, pieces })
    }));

    let headline = words::digest(meetings.len(), &common, &any, &desk.times.by(first.deadline));
    let lead = Some(words::template_fits(meetings.len()));
    Page { lead, ..desk.page(subject, headline, parts, digest_why(meetings, first)) }
}

fn way(desk: &Desk, meeting: &MeetingFacts, missing: &[Requirement]) -> Part {
    Part::Way(vec![
        desk.sent(meeting, Tone::Done),
        desk.stretch(Tone::Due, meeting.deadline, &words::bare(missing)),
        desk.stretch(Tone::Plain, meeting.start, words::STARTS),
    ])
}

fn entry(desk: &Desk, meeting: &MeetingFacts) -> Entry {
    Entry {
        card: desk.card_with(meeting, false),
        need: words::need(&facts::missing(meeting), &desk.times.stamp(meeting.deadline)),
        remark: facts::suggestion(meeting),
        link: facts::button(meeting, words::OPEN_INVITATION),
    }
}

/// What all of the meetings lack, and what any of them lacks.
fn lacking(meetings: &[MeetingFacts]) -> (Vec<Requirement>, Vec<Requirement>) {
    let lacks = |meeting: &MeetingFacts, requirement| facts::missing(meeting).contains(&requirement);
    let all = |requirement: &Requirement| meetings.iter().all(|meeting| lacks(meeting, *requirement));
    let any = |requirement: &Requirement| meetings.iter().any(|meeting| lacks(meeting, *requirement));
    (Requirement::ALL.into_iter().filter(all).collect(), Requirement::ALL.into_iter().filter(any).collect())
}

/// What follows, strictest first, each once.
fn effects(meetings: &[MeetingFacts]) -> Vec<Mode> {
    let mut effects: Vec<_> = meetings.iter().map(facts::effect).collect();
    effects.sort_by(|a, b| b.cmp(a));
    effects.dedup();
    effects
}

/// The rule is named only where it is one for all.
fn digest_why(meetings: &[MeetingFacts], first: &MeetingFacts) -> String {
    let one_rule =
        meetings.iter().all(|meeting| meeting.rule == first.rule && facts::asked(meeting) == facts::asked(first));
    if one_rule { facts::why(meetings.len(), first) } else { words::because_of_rule(meetings.len(), "", &[]) }
}
