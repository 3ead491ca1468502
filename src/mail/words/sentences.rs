//! Phrases put together: lists, counts, and what depends on what is missing.

use chrono::TimeDelta;

use super::{Words, capital, effect, ended, response, sentence, which, word, yes};
use crate::mail::page::Line;
use crate::meeting::{Mode, Requirement, Response};

/// What stands before a consequence: is the invitation still empty, or what is still missing.
fn still(missing: &[Requirement], empty: bool) -> &'static str {
    match missing {
        [] => "nothing",
        _ if empty && missing.contains(&Requirement::Agenda) => "empty",
        [_] => "one",
        _ => "several",
    }
}

impl Words {
    /// `a, b and c`
    pub(in crate::mail) fn and(&self, items: &[String]) -> String {
        self.joined(items, |before, last| self.list(before, last))
    }

    /// `a, b or c`
    pub(in crate::mail) fn or(&self, items: &[String]) -> String {
        self.joined(items, |before, last| self.either(before, last))
    }

    fn joined(&self, items: &[String], last: impl Fn(String, String) -> String) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [before @ .., end] => last(before.join(", "), end.clone()),
        }
    }

    /// At most a dozen names, and how many others.
    pub(in crate::mail) fn names(&self, names: &[String]) -> String {
        const SHOWN: usize = 12;
        match names.split_at_checked(SHOWN) {
            Some((shown, rest)) if rest.len() > 1 => self.names_more(shown.join(", "), rest.len()),
            _ => self.and(names),
        }
    }

    fn each(&self, requirements: &[Requirement], say: impl Fn(&'static str) -> String) -> Vec<String> {
        match requirements {
            // A letter always names what is missing; should it not, the sentences still stand.
            [] => vec![say("nothing")],
            some => some.iter().map(|requirement| say(word(*requirement))).collect(),
        }
    }

    /// `an agenda and a pre-read`
    pub(in crate::mail) fn all_of(&self, requirements: &[Requirement]) -> String {
        self.and(&self.each(requirements, |which| self.some(which)))
    }

    /// `an agenda or a pre-read`
    pub(in crate::mail) fn any_of(&self, requirements: &[Requirement]) -> String {
        self.or(&self.each(requirements, |which| self.some(which)))
    }

    /// `the agenda and the pre-read`
    pub(in crate::mail) fn those(&self, requirements: &[Requirement]) -> String {
        self.and(&self.each(requirements, |which| self.the(which)))
    }

    /// `agenda and pre-read`
    pub(in crate::mail) fn plain(&self, requirements: &[Requirement]) -> String {
        self.and(&self.each(requirements, |which| self.bare(which)))
    }

    /// The words of the flag: for the first thing that is missing.
    pub(in crate::mail) fn flag(&self, missing: &[Requirement]) -> String {
        self.mark(which(first(missing)))
    }

    /// `no agenda yet and no pre-read yet`
    pub(in crate::mail) fn marks(&self, missing: &[Requirement]) -> String {
        self.and(&self.each(missing, |which| self.mark(which)))
    }

    /// `no agenda`, of what is needed.
    pub(in crate::mail) fn none(&self, missing: &[Requirement]) -> String {
        self.without(which(first(missing)))
    }

    /// The label of a row.
    pub(in crate::mail) fn label_of(&self, requirement: Requirement) -> String {
        self.label(word(requirement))
    }

    /// `missing`
    pub(in crate::mail) fn is_missing(&self, requirement: Requirement) -> String {
        self.state_missing(word(requirement))
    }

    /// `found`
    pub(in crate::mail) fn is_found(&self, requirement: Requirement) -> String {
        self.state_found(word(requirement))
    }

    /// ` · 8 people · weekly`, with `·` before what is there.
    pub(in crate::mail) fn size_and_rhythm(&self, people: usize, rhythm: Option<String>) -> String {
        let size = (people > 0).then(|| self.size(people));
        size.into_iter().chain(rhythm).map(|part| format!(" · {part}")).collect()
    }

    /// The first sentence of the last call; `minutes` are those that are left.
    pub(in crate::mail) fn minutes_left(&self, minutes: i64, missing: &[Requirement], by: &str) -> String {
        let (case, n) = match minutes {
            ..=0 => ("none", 0),
            1..=9 => ("few", 0),
            10..=52 => ("minutes", (minutes + 2) / 5 * 5),
            53..=89 => ("hour", 1),
            _ => ("hours", (minutes + 30) / 60),
        };
        self.time_left(capital(&self.left(case, n)), self.those(missing), by)
    }

    /// What the invitation says, and what it does not say yet. `open` while there is time.
    pub(in crate::mail) fn evidence(
        &self,
        missing: Requirement,
        excerpt: Option<&str>,
        video: bool,
        open: bool,
    ) -> String {
        let more = match (video, open) {
            (true, true) => "video_still",
            (true, false) => "video",
            (false, true) => "still",
            (false, false) => "nothing",
        };
        match (missing, excerpt) {
            (Requirement::PreRead, _) => self.no_pre_read_seen(),
            (Requirement::Outcomes, _) => self.no_outcome_seen(),
            (Requirement::Agenda, Some(quote)) => self.says(more, quote, yes(ended(quote))),
            (Requirement::Agenda, None) => self.says_nothing(if video { more } else { "nothing" }),
        }
    }

    /// What follows the deadline of one meeting, for which of the missing, strictest first. `on` tells the deadline;
    /// `empty` when nothing at all was found.
    pub(in crate::mail) fn next(&self, all: &[(Mode, Vec<Requirement>)], empty: bool, on: &str, n: usize) -> String {
        let missing = all.first().map(|(_, missing)| missing.as_slice()).unwrap_or_default();
        self.if_still(still(missing, empty), self.those(missing), on, self.all_follow(all, n))
    }

    /// The same at the head of a sentence, in the last mail before the deadline.
    pub(in crate::mail) fn last(&self, all: &[(Mode, Vec<Requirement>)], opening: &str, n: usize) -> String {
        let strictest = all.first().map_or(Mode::Remind, |(mode, _)| *mode);
        self.last_next(effect(strictest), opening, self.all_follow(all, n))
    }

    /// The strictest consequence, then what each of the gentler ones would be alone.
    fn all_follow(&self, all: &[(Mode, Vec<Requirement>)], n: usize) -> String {
        let Some(((mode, missing), gentler)) = all.split_first() else { return self.nothing_else() };
        let alone = |(mode, missing): &(Mode, Vec<Requirement>)| {
            self.only(which(missing), self.those(missing), self.follows(*mode, missing, n))
        };
        let told = std::iter::once(self.follows(*mode, missing, n)).chain(gentler.iter().map(alone));
        told.collect::<Vec<_>>().join(" ")
    }

    fn follows(&self, mode: Mode, missing: &[Requirement], n: usize) -> String {
        match mode {
            Mode::Observe | Mode::Remind => self.nothing_else(),
            _ => self.consequence(effect(mode), which(missing), self.flag(missing), self.those(missing), n),
        }
    }

    /// What follows in a digest: one clause for each effect there is. `empty` when all of the meetings lack an
    /// agenda.
    pub(in crate::mail) fn next_of_digest(&self, effects: &[Mode], empty: bool) -> String {
        let clauses: Vec<String> = effects.iter().map(|mode| self.digest_clause(effect(*mode))).collect();
        let strictest = effects.iter().max().copied().unwrap_or(Mode::Remind);
        self.digest_next(yes(empty), self.or(&clauses), yes(clauses.len() > 1), effect(strictest))
    }

    /// The template to paste: the agenda with the outcome, the pre-read only where one is missing.
    pub(in crate::mail) fn template(&self, missing: &[Requirement]) -> Vec<Vec<Line>> {
        let agenda = vec![
            Line::Label(self.template_agenda()),
            Line::Fill(self.template_topic(1)),
            Line::Fill(self.template_topic(2)),
        ];
        let outcome = vec![Line::Label(self.template_outcome()), Line::Fill(self.template_result())];
        let pre_read = vec![Line::Label(self.template_pre_read()), Line::Fill(self.template_link())];
        asked(missing, agenda, outcome, pre_read)
    }

    /// The same in a line each, for when time is short.
    pub(in crate::mail) fn short_template(&self, missing: &[Requirement]) -> Vec<Vec<Line>> {
        let line = |text| vec![Line::Fill(text)];
        let lines = asked(missing, line(self.short_agenda()), line(self.short_outcome()), line(self.short_pre_read()));
        vec![lines.concat()]
    }

    /// Of a protected time: named after the day of the meeting, by another name, or without one.
    pub(in crate::mail) fn window_of(&self, name: &str, weekday: &str) -> String {
        if name.is_empty() {
            self.window()
        } else if name.ends_with(weekday) {
            let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
            self.window_day(yes(vowel), name)
        } else {
            self.window_named(name)
        }
    }

    /// Who is protected. `weekday` where the protected time is named after it.
    pub(in crate::mail) fn kept(&self, weekday: Option<&str>, protected: &[String], guests: usize) -> String {
        let when = weekday.map_or_else(|| self.this_time(), |weekday| self.this_day(weekday));
        let case = match protected.len() {
            0 => return self.kept_free_for_some(when),
            1 if guests > 1 => "one_of",
            n if n < guests => "some_of",
            1 => "one",
            2 => "both",
            _ => "all",
        };
        self.kept_free(when, case, self.number(protected.len()), self.number(guests), self.names(protected))
    }

    /// What follows when the meeting stays where it is. `others` are the guests it does not concern.
    pub(in crate::mail) fn if_stays(&self, mode: Mode, stays: &str, on: &str, n: usize, others: usize) -> String {
        let others = if others == 0 { String::new() } else { format!(" {}", self.others_unaffected(others)) };
        self.if_it_stays(effect(mode), stays, on, n, others)
    }

    /// Where a meeting stays: `on Wednesday`, `there`.
    pub(in crate::mail) fn stays(&self, weekday: Option<&str>) -> String {
        weekday.map_or_else(|| self.stays_there(), |weekday| self.stays_on(weekday))
    }

    /// Offers to say why a meeting cannot move: question and request for plain text, one link for HTML.
    pub(in crate::mail) fn why_then(&self, weekday: Option<&str>) -> (String, String) {
        let then = weekday.map_or_else(|| self.then(), |weekday| self.then_on(weekday));
        (self.has_to_be(then.clone()), self.has_to_be_link(then))
    }

    /// The first sentence of an outcome. `mark` are the words of the flag.
    pub(in crate::mail) fn done_for(&self, mode: Mode, n: usize, mark: &str, missing: &[Requirement]) -> String {
        match (mode, n) {
            (Mode::Tentative | Mode::Decline, 1..) | (Mode::Flag, _) => self.done(effect(mode), n, mark),
            _ => capital(&self.not_there_yet(self.those(missing), which(missing))),
        }
    }

    /// Whose answer stays, and that the meeting does too.
    pub(in crate::mail) fn who_stays(&self, not_enrolled: &[String]) -> String {
        let case = match not_enrolled.len() {
            0 => return self.stays_in_calendar(),
            1 => "one",
            2 | 3 => "few",
            _ => "many",
        };
        let stays = self.not_enrolled(case, self.and(not_enrolled), not_enrolled.len());
        format!("{} {}", capital(&stays), self.stays_in_calendar())
    }

    /// What arrived, and what that means. `on` tells when, if known.
    pub(in crate::mail) fn came(&self, what: Option<Requirement>, on: Option<&str>, was: Mode, n: usize) -> String {
        let was = if was == Mode::Tentative { "tentative" } else { "decline" };
        self.arrived(self.cause(what, on), n, was)
    }

    /// What arrived, and that `n` people stay at "maybe" all the same.
    pub(in crate::mail) fn came_but_stay(&self, what: Option<Requirement>, on: Option<&str>, n: usize) -> String {
        format!("{} {}", self.arrived_only(self.cause(what, on)), capital(&self.stay_maybe(n)))
    }

    fn cause(&self, what: Option<Requirement>, on: Option<&str>) -> String {
        let what = what.map(word);
        capital(&match (what, on) {
            (Some(what), Some(on)) => self.arrived_on(self.the(what), what, on),
            (Some(what), None) => self.arrived_now(self.the(what), what),
            (None, _) => self.nothing_in_the_way(),
        })
    }

    /// `agenda found`
    pub(in crate::mail) fn found_what(&self, what: Option<Requirement>) -> String {
        self.was_found(what.map_or("nothing", word))
    }

    /// What shows that a requirement is met: the first piece of evidence and how many more there are.
    pub(in crate::mail) fn shows(&self, requirement: Requirement, first: Option<&str>, more: usize) -> String {
        let Some(first) = first else { return self.in_the_invitation() };
        let first = if requirement == Requirement::PreRead { first.to_owned() } else { self.quoted(first) };
        if more == 0 { first } else { self.shows_more(word(requirement), first, more) }
    }

    /// `4 yes, 1 maybe, 1 not answered yet`
    pub(in crate::mail) fn answers_given_back(&self, answers: &[Response]) -> String {
        let kinds =
            [Response::Accepted, Response::Tentative, Response::Declined, Response::Delegated, Response::NoAnswer];
        let count = |kind| answers.iter().filter(|answer| **answer == kind).count();
        let told = kinds.into_iter().map(|kind| (count(kind), kind)).filter(|(count, _)| *count > 0);
        told.map(|(count, kind)| self.answer_count(count, response(kind))).collect::<Vec<_>>().join(", ")
    }

    /// Why the reader gets a mail about so many meetings.
    pub(in crate::mail) fn because(&self, meetings: usize, rule: &str, asks_for: &[Requirement]) -> String {
        if rule.is_empty() || asks_for.is_empty() {
            return self.because_organizer(meetings);
        }
        self.because_rule(meetings, rule, self.all_of(asks_for))
    }

    /// The same where protected time is the reason.
    pub(in crate::mail) fn because_of(&self, window: &str) -> String {
        if window.is_empty() { self.because_organizer(1) } else { self.because_window(window) }
    }

    /// Who sends.
    pub(in crate::mail) fn sent_for(&self, organization: &str) -> String {
        if organization.is_empty() { self.sent_by_nobody() } else { self.sent_by(organization) }
    }

    /// The sender's display name.
    pub(in crate::mail) fn sender_of(&self, organization: &str) -> String {
        if organization.is_empty() { "meetgate".to_owned() } else { self.sender(organization) }
    }

    /// "This could be a memo, and give 18 people half an hour back."
    pub(in crate::mail) fn memo_of(&self, people: usize, length: TimeDelta) -> String {
        let minutes = length.num_minutes();
        let (case, k) = match minutes {
            30 => ("half_hour", 0),
            60 => ("hour", 0),
            90 => ("hour_and_half", 0),
            minutes if minutes % 60 == 0 => ("hours", minutes / 60),
            minutes => ("minutes", minutes),
        };
        sentence(&self.memo(people, self.length(case, k)))
    }
}

fn first(missing: &[Requirement]) -> &[Requirement] {
    missing.get(..1).unwrap_or_default()
}

fn asked(missing: &[Requirement], agenda: Vec<Line>, outcome: Vec<Line>, pre_read: Vec<Line>) -> Vec<Vec<Line>> {
    let asks = |requirement| missing.is_empty() || missing.contains(&requirement);
    let about = asks(Requirement::Agenda);
    let parts =
        [(about, agenda), (about || asks(Requirement::Outcomes), outcome), (asks(Requirement::PreRead), pre_read)];
    parts.into_iter().filter(|(asked, _)| *asked).map(|(_, lines)| lines).collect()
}
