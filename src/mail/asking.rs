//! Letters while there is time: first notice, digest, last call.

use super::desk::Desk;
use super::facts;
use super::letter::MeetingFacts;
use super::page::{Entry, Links, Page, Part, Piece, Tone};
use super::words::capital;
use crate::meeting::{Mode, Requirement};

/// Something is missing in one meeting.
pub(super) fn first_notice(desk: &Desk, meeting: &MeetingFacts) -> Page {
    let missing = facts::missing(meeting);
    let words = desk.words;
    let button = facts::button(meeting, words.open_invitation());
    let paste = if button.is_some() { words.paste_after_link() } else { words.paste() };

    let mut parts = vec![desk.card(meeting), way(desk, meeting, &missing)];
    parts.extend(facts::rows_part(desk.rows(meeting, true)));
    parts.extend(button.map(Part::Button));
    parts.push(Part::Text(paste));
    parts.extend(facts::template(words, &missing));
    parts.extend(facts::suggestion(meeting).map(Part::Text));
    let next = words.next(
        &facts::consequences(meeting),
        meeting.found.is_empty(),
        &desk.times.on(meeting.deadline),
        meeting.answers_for,
    );
    parts.push(facts::what_next(words, next));
    parts.extend(desk.check_or_say_why(meeting, &missing));

    let headline = words.please_add(words.all_of(&missing), desk.times.by(meeting.deadline));
    desk.page_about(meeting, headline, parts, facts::why(words, 1, meeting))
}

/// Hours are left.
pub(super) fn last_call(desk: &Desk, meeting: &MeetingFacts) -> Page {
    let missing = facts::missing(meeting);
    let words = desk.words;
    let lines = words.short_template(&missing);
    let enough = capital(&words.lines_are_enough(lines.iter().map(Vec::len).sum::<usize>()));

    let mut parts = vec![desk.card(meeting), way(desk, meeting, &missing)];
    parts.extend(facts::rows_part(desk.short_rows(meeting)));
    parts.extend(facts::button(meeting, words.open_invitation()).map(Part::Button));
    parts.push(Part::Text(enough));
    parts.push(Part::Template(lines));
    parts.push(Part::Text(words.last(
        &facts::consequences(meeting),
        &desk.times.opening(meeting.deadline),
        meeting.answers_for,
    )));
    parts.extend(desk.check_or_say_why(meeting, &missing));

    let minutes = (meeting.deadline - desk.times.now()).num_minutes();
    let headline = words.minutes_left(minutes, &missing, &desk.times.by(meeting.deadline));
    desk.page_about(meeting, headline, parts, facts::why(words, 1, meeting))
}

/// Something is missing in several meetings; earliest deadline first.
pub(super) fn digest(desk: &Desk, meetings: &[MeetingFacts]) -> Page {
    let days = desk.times.days(meetings.iter().map(|meeting| meeting.start));
    let words = desk.words;
    let subject = if days.is_empty() { words.your_meetings() } else { words.digest_subject(meetings.len(), days) };
    let subject = capital(&subject);
    let Some(first) = meetings.first() else {
        return desk.page(subject, words.nothing_open(), Vec::new(), words.because_organizer(0));
    };
    let (common, any) = lacking(meetings);

    let mut parts = vec![Part::Entries(meetings.iter().map(|meeting| entry(desk, meeting)).collect())];
    parts.push(Part::Heading(words.paste_digest()));
    parts.extend(facts::template(words, &any));
    let next = words.next_of_digest(&effects(meetings), common.contains(&Requirement::Agenda));
    parts.push(facts::what_next(words, next));
    parts.extend(desk.page.clone().map(|url| {
        let pieces = vec![Piece { text: words.all_meetings(), url: Some(url.clone()) }];
        Part::Links(Links { sentence: words.colon(words.all_meetings()), url, pieces })
    }));

    let need = if common.len() == any.len() { words.all_of(&any) } else { words.any_of(&any) };
    let headline = capital(&words.digest(meetings.len(), need, desk.times.by(first.deadline)));
    let lead = Some(words.template_fits(meetings.len()));
    Page { lead, ..desk.page(subject, headline, parts, digest_why(desk, meetings, first)) }
}

fn way(desk: &Desk, meeting: &MeetingFacts, missing: &[Requirement]) -> Part {
    Part::Way(vec![
        desk.sent(meeting, Tone::Done),
        desk.stretch(Tone::Due, meeting.deadline, &desk.words.plain(missing)),
        desk.stretch(Tone::Plain, meeting.start, &desk.words.starts()),
    ])
}

fn entry(desk: &Desk, meeting: &MeetingFacts) -> Entry {
    let words = desk.words;
    Entry {
        card: desk.card_with(meeting, false),
        need: capital(&words.need(words.plain(&facts::missing(meeting)), desk.times.stamp(meeting.deadline))),
        tone: Tone::Due,
        remark: facts::suggestion(meeting),
        link: facts::button(meeting, words.open_invitation()),
        says: if desk.page.is_some() { Vec::new() } else { desk.choices(meeting, &facts::missing(meeting)) },
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
    let mut effects: Vec<_> = meetings.iter().flat_map(facts::consequences).map(|(mode, _)| mode).collect();
    effects.sort_by(|a, b| b.cmp(a));
    effects.dedup();
    effects
}

/// The rule is named only where it is one for all.
fn digest_why(desk: &Desk, meetings: &[MeetingFacts], first: &MeetingFacts) -> String {
    let one_rule =
        meetings.iter().all(|meeting| meeting.rule == first.rule && facts::asked(meeting) == facts::asked(first));
    let words = desk.words;
    if one_rule { facts::why(words, meetings.len(), first) } else { words.because_organizer(meetings.len()) }
}
