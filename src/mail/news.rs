//! Letters to others than organizers: the attendee's day, and alerts to admins.

use super::desk::Desk;
use super::letter::{Alert, Day, DayAnswer, DayCause, Trouble};
use super::page::{Card, Entry, Link, Page, Part, Row, Tone};
use super::words::{capital, effect, response, which};
use super::{clean, facts};

const NAME: usize = 40;
const REASON: usize = 300;
const TITLE: usize = 68;
/// More answers than anyone reads are counted.
const MOST: usize = 25;

/// What was answered in the reader's name in one day, and what was given back.
pub(super) fn day(desk: &Desk, day: &Day) -> Page {
    let words = desk.words;
    let (given, back) = (day.given.len(), day.back.len());
    let counts = [(given, words.count_given(given)), (back, words.count_back(back))];
    let counts: Vec<String> = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, told)| told).collect();

    let mut parts = section(desk, words.given_today(), &day.given, false);
    parts.extend(section(desk, words.given_back(), &day.back, true));
    for (label, url) in [(words.never_answer(), &day.never), (words.own_week(), &day.own_week)] {
        parts.extend(url.as_deref().and_then(clean::link).map(|url| desk.only(Link { label, url })));
    }

    let case = match (given, back) {
        (1.., 1..) => "both",
        (0, 1..) => "back",
        _ => "given",
    };
    let n = if given > 0 { given } else { back };
    let headline = words.day_headline(case, words.number(given), words.number(back), n, back);
    let lead = Some(words.own_answer_wins());
    Page {
        lead,
        ..desk.page(words.day_subject(counts.join(", ")), capital(&headline), parts, words.because_answered())
    }
}

fn section(desk: &Desk, heading: String, answers: &[DayAnswer], back: bool) -> Vec<Part> {
    if answers.is_empty() {
        return Vec::new();
    }
    let entries = answers.iter().take(MOST).map(|answer| entry(desk, answer, back)).collect();
    let more = answers.len().saturating_sub(MOST);
    let more = (more > 0).then(|| Part::Quiet(capital(&desk.words.more_answers(more))));
    [Part::Heading(heading), Part::Entries(entries)].into_iter().chain(more).collect()
}

fn entry(desk: &Desk, answer: &DayAnswer, back: bool) -> Entry {
    let words = desk.words;
    let because = match &answer.cause {
        DayCause::Missing(missing) if !back => {
            let the = words.those(missing);
            capital(&match answer.deadline {
                Some(at) => words.because_missing("still", the, which(missing), desk.times.by(at)),
                None => words.because_missing("deadline", the, which(missing), ""),
            })
        }
        DayCause::Protected(name) if !back => {
            words.because_protected(words.window_of(&facts::window(name), &desk.times.weekday(answer.start)))
        }
        DayCause::Missing(_) => words.came_back_because("missing"),
        DayCause::Protected(_) => words.came_back_because("protected"),
    };
    let (need, remark, tone) = if back && answer.back != answer.previous {
        (words.still_maybe(), format!("{because} {}", words.your_turn()), Tone::Ok)
    } else if back {
        (words.as_before(response(answer.previous)), because, Tone::Ok)
    } else {
        let had = words.you_had(response(answer.previous));
        (words.gave(effect(answer.gave)), format!("{because} {had}"), Tone::Off)
    };
    let keep = answer.keep.as_deref().filter(|_| !back).and_then(clean::link);
    let says = keep.map(|url| Link { label: words.keep_me(), url }).into_iter().collect();
    Entry { card: card(desk, answer), need, tone, remark: Some(remark), link: None, says }
}

fn card(desk: &Desk, answer: &DayAnswer) -> Card {
    let organizer = clean::one_line(&answer.organizer, NAME);
    let organizer = if clean::visible(&organizer) { format!(" · {organizer}") } else { String::new() };
    let title = clean::one_line(&answer.title, TITLE);
    let hours = desk.times.hours(answer.start, answer.end);
    Card {
        tile: desk.times.tile(answer.start),
        title: if clean::visible(&title) { title } else { desk.words.no_title() },
        when: format!("{}, {hours}{organizer}", desk.times.day(answer.start)),
        beside: format!("{hours}{organizer}"),
    }
}

/// Something needs a human.
pub(super) fn alert(desk: &Desk, alert: &Alert) -> Page {
    let words = desk.words;
    let (kind, n, wanted) = match &alert.trouble {
        Trouble::Stopped { wanted, .. } => ("stopped", 0, *wanted),
        Trouble::Mailbox { wanted, .. } => ("mailbox", 0, *wanted),
        Trouble::Organizer { wanted, .. } => ("organizer", 0, *wanted),
        Trouble::Calendars { mailboxes } => ("calendars", mailboxes.len(), 0),
        Trouble::Mail { organizers } => ("mail", organizers.len(), 0),
    };
    let plain = |label: String, text: &str| {
        let saying = clean::one_line(text, REASON);
        clean::visible(&saying).then(|| Row { label, state: String::new(), joint: "", tone: Tone::Plain, saying })
    };
    let (limit, whom): (&str, &[String]) = match &alert.trouble {
        Trouble::Stopped { limit, .. } => (limit, &[]),
        Trouble::Mailbox { mailbox: whom, limit, .. } | Trouble::Organizer { organizer: whom, limit, .. } => {
            (limit, std::slice::from_ref(whom))
        }
        Trouble::Calendars { mailboxes: whom } | Trouble::Mail { organizers: whom } => ("", whom),
    };
    let whom = words.names(&facts::names(words, whom)).replace('\u{a0}', " ");
    let rows = [
        plain(words.alert_when(), &desk.times.stamp(alert.since)),
        plain(words.alert_limit(), limit),
        plain(words.alert_whom(), &whom),
        plain(words.alert_why(), &alert.why),
    ];
    let stopped = matches!(kind, "stopped" | "mailbox" | "organizer");
    let commands = match stopped {
        true => {
            [plain(words.alert_try(), "meetgate run --once --dry-run"), plain(words.alert_go_on(), "meetgate resume")]
        }
        false => [plain(words.alert_see(), "meetgate status"), None],
    };
    let parts = vec![
        Part::Rows(rows.into_iter().flatten().collect()),
        facts::what_next(words, words.alert_next(kind)),
        Part::Rows(commands.into_iter().flatten().collect()),
    ];
    let headline = words.alert_headline(kind, n, wanted, desk.times.stamp(alert.since));
    desk.page(words.alert_subject(kind, n, wanted), capital(&headline), parts, words.because_admin())
}
