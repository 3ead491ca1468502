//! What changes with what is missing, with what follows, and with numbers of people.

use chrono::TimeDelta;

use super::{Composed, Letter, MeetingFacts, Sample, composed, flowing, meeting, sample, write};
use crate::mail::{Conflict, Found, Missing, Outcome, Restored};
use crate::meeting::{Mode, Requirement, Response};

fn lacks(requirements: &[Requirement]) -> Vec<Missing> {
    requirements.iter().map(|requirement| lacking(*requirement, Mode::Decline)).collect()
}

fn lacking(requirement: Requirement, consequence: Mode) -> Missing {
    Missing { requirement, excerpt: None, conference: false, consequence }
}

fn has(requirement: Requirement, evidence: &[&str]) -> Found {
    Found { requirement, evidence: evidence.iter().map(|text| (*text).to_owned()).collect() }
}

fn notice(facts: MeetingFacts) -> Composed {
    write(Letter::FirstNotice(facts))
}

fn outcome(change: impl FnOnce(&mut Outcome)) -> Composed {
    let Letter::Outcome(mut outcome) = sample("declined").letter else { panic!("the sample is an outcome") };
    change(&mut outcome);
    write(Letter::Outcome(outcome))
}

fn conflict(change: impl FnOnce(&mut Conflict)) -> String {
    let Letter::Conflict(mut conflict) = sample("conflict").letter else { panic!("the sample is a conflict") };
    change(&mut conflict);
    flowing(&write(Letter::Conflict(conflict)))
}

fn restored(change: impl FnOnce(&mut Restored)) -> String {
    let Letter::Restored(mut restored) = sample("restored").letter else { panic!("the sample is restored") };
    change(&mut restored);
    flowing(&write(Letter::Restored(restored)))
}

#[track_caller]
fn says(text: &str, sentence: &str) {
    assert!(text.contains(sentence), "{sentence:?} is not in:\n{text}");
}

#[test]
fn only_what_is_missing_is_asked_for_and_offered_to_paste() {
    let facts = MeetingFacts { missing: lacks(&[Requirement::PreRead]), ..meeting() };
    let mail = notice(MeetingFacts { found: vec![has(Requirement::Agenda, &["1. Dome"])], ..facts });
    let text = flowing(&mail);
    says(&text, "Please add a pre-read by Wednesday, 15:00.");
    says(&text, "Agenda found: “1. Dome” Pre-read missing.");
    says(&text, "If the pre-read is still missing on Wednesday at 15:00, meetgate declines");
    says(&text, "Their answers come back when the pre-read does.");
    says(&text, "say why it needs no pre-read:");
    assert!(!mail.text.contains("We leave with"), "{}", mail.text);

    let text = flowing(&notice(MeetingFacts { missing: lacks(&[Requirement::Outcomes]), ..meeting() }));
    says(&text, "Please add an outcome by Wednesday, 15:00.");
    assert!(!text.contains("[link or attachment") && !text.contains("[topic]"), "{text}");

    let text = flowing(&notice(MeetingFacts { missing: lacks(&Requirement::ALL), ..meeting() }));
    says(&text, "Please add an agenda, a pre-read and an outcome by Wednesday, 15:00.");
}

#[test]
fn the_invitations_own_words_are_quoted_before_what_is_not_there_yet() {
    let agenda = |excerpt: Option<&str>, conference| {
        let missing = lacking(Requirement::Agenda, Mode::Decline);
        let missing = Missing { excerpt: excerpt.map(str::to_owned), conference, ..missing };
        flowing(&notice(MeetingFacts { missing: vec![missing], ..meeting() }))
    };
    says(&agenda(Some("See you."), false), "says “See you.” but not yet what you will talk about.");
    says(&agenda(Some("Weekly sync"), false), "says “Weekly sync”, but not yet what you will talk about.");
    says(&agenda(None, true), "The invitation has a video link, but not yet what you will talk about.");
    says(&agenda(None, false), "The invitation does not yet say what you will talk about.");
}

#[test]
fn each_consequence_stands_beside_its_way_back() {
    let next = |consequence, answers_for| {
        let text = flowing(&notice(MeetingFacts { consequence, answers_for, ..meeting() }));
        text.split("WHAT HAPPENS NEXT").nth(1).unwrap().to_owned()
    };
    says(
        &next(Mode::Decline, 1),
        "declines for the one person it answers for. That answer comes back when what is missing",
    );
    says(&next(Mode::Decline, 12), "declines for the 12 people it answers for. Their answers come back");
    says(&next(Mode::Tentative, 2), "meetgate answers “maybe” for the two people it answers for. Their answers come");
    says(&next(Mode::Flag, 0), "marks the meeting as “no agenda yet” in the calendars of the people enrolled. Nobody");
    says(&next(Mode::Flag, 0), "the mark goes away by itself when you add the agenda and the pre-read.");
    for (mode, answers_for) in [(Mode::Remind, 6), (Mode::Observe, 6), (Mode::Decline, 0), (Mode::Tentative, 0)] {
        says(&next(mode, answers_for), "nothing else happens: meetgate only asks.");
    }
}

#[test]
fn each_requirement_has_the_consequence_of_its_own() {
    let missing =
        |agenda, pre_read| vec![lacking(Requirement::Agenda, agenda), lacking(Requirement::PreRead, pre_read)];
    let facts = MeetingFacts { missing: missing(Mode::Decline, Mode::Flag), ..meeting() };
    let text = flowing(&notice(facts.clone()));
    says(&text, "If it is still empty on Wednesday at 15:00, meetgate declines for the six people it answers for.");
    let only = "If only the pre-read is missing then, meetgate marks the meeting as “no pre-read yet”";
    says(&text, only);
    says(&flowing(&write(Letter::LastCall(facts.clone()))), only);
    let flagged = MeetingFacts { consequence: Mode::Flag, ..facts.clone() };
    assert!(!flowing(&notice(flagged)).contains("If only"), "both are marked");

    let text = flowing(&notice(MeetingFacts { missing: missing(Mode::Remind, Mode::Tentative), ..meeting() }));
    says(&text, "If the pre-read is still missing on Wednesday at 15:00, meetgate answers “maybe” for the six people");
    says(&text, "If only the agenda is missing then, nothing else happens: meetgate only asks.");

    let text = flowing(&write(Letter::Digest(vec![facts.clone(), meeting()])));
    says(&text, "is declined for the people meetgate answers for or is marked in the calendars of the people enrolled");

    let text = flowing(&outcome(|outcome| outcome.meeting.missing = facts.missing));
    says(&text, "Declined for six people, for now. The agenda was not there by");
}

#[test]
fn each_requirement_has_its_consequence_in_every_language() {
    let missing = vec![lacking(Requirement::Agenda, Mode::Decline), lacking(Requirement::PreRead, Mode::Flag)];
    let facts = MeetingFacts { missing, ..meeting() };
    let told = [("de", "Fehlen dann nur noch die Unterlagen,"), ("fr", "S’il ne manque alors que le document à lire,")];
    for (language, words) in told {
        let sample = Sample { letter: Letter::FirstNotice(facts.clone()), ..sample("first-notice") };
        says(&flowing(&composed(&sample.spoken(language))), words);
    }
}

#[test]
fn the_subject_keeps_the_day_of_the_first_mail_when_the_meeting_moves() {
    let moved = |facts: MeetingFacts| {
        let start = facts.start + TimeDelta::days(5);
        MeetingFacts {
            start,
            end: start + TimeDelta::hours(1),
            first_start: Some(facts.start),
            first_mail: None,
            ..facts
        }
    };
    let mail = notice(moved(meeting()));
    assert_eq!(mail.subject, "Re: Your meeting: Winter observing season, Thu 26 Nov");
    says(&mail.text, "\n  Tue 1 Dec, 15:00–16:00");
}

#[test]
fn a_last_call_says_how_much_time_is_left() {
    let left = |minutes| {
        let deadline = sample("first-notice").now + TimeDelta::minutes(minutes);
        let text = flowing(&write(Letter::LastCall(MeetingFacts { deadline, ..meeting() })));
        text.split(':').next().unwrap().to_owned()
    };
    let told = [
        (240, "Four hours left"),
        (238, "Four hours left"),
        (600, "10 hours left"),
        (61, "One hour left"),
        (44, "45 minutes left"),
        (5, "A few minutes left"),
        (-1, "Last call"),
    ];
    for (minutes, words) in told {
        assert_eq!(left(minutes), words, "{minutes}");
    }
}

#[test]
fn a_last_call_that_only_asks_says_so() {
    let facts = MeetingFacts { consequence: Mode::Remind, missing: lacks(&[Requirement::PreRead]), ..meeting() };
    let text = flowing(&write(Letter::LastCall(facts)));
    says(&text, "One line in the invitation is enough:");
    says(&text, "On Wednesday at 15:00 nothing else happens: meetgate only asks. This is the last mail about it.");
}

#[test]
fn outcomes_count_people_in_words_and_grammar() {
    let text = flowing(&outcome(|outcome| outcome.whose.truncate(1)));
    says(&text, "Declined for one person, for now.");
    says(&text, "the answer comes back by itself.");
    let text = flowing(&outcome(|outcome| outcome.whose.truncate(2)));
    says(&text, "both answers come back by themselves.");
    let text = flowing(&outcome(|outcome| outcome.whose = (0..30).map(|n| format!("Guest {n}")).collect()));
    says(&text, "Declined for 30 people, for now.");
    says(&text, "Guest 11 and 18 others.");
    let text = flowing(&outcome(|outcome| (outcome.done, outcome.whose) = (Mode::Flag, vec!["Ana Ferri".to_owned()])));
    says(&text, "Marked as “no agenda yet” for one person.");
    says(&text, "The mark is in that person’s own calendar and goes away by itself");
}

#[test]
fn those_who_are_not_enrolled_keep_their_answer() {
    let stays = |names: &[&str]| {
        flowing(&outcome(|outcome| outcome.not_enrolled = names.iter().map(|name| (*name).to_owned()).collect()))
    };
    says(&stays(&["Bo Li", "Cy Ng"]), "Bo Li and Cy Ng are not enrolled, so their answers stay.");
    says(&stays(&["A", "B", "C", "D"]), "Four others are not enrolled, so their answers stay.");
    assert!(!stays(&[]).contains("not enrolled"));
}

#[test]
fn an_outcome_in_protected_time_is_undone_by_moving() {
    let mail = outcome(|outcome| {
        outcome.meeting.missing.clear();
        outcome.window = Some("No-Meeting Thursday".to_owned());
    });
    let text = flowing(&mail);
    says(&text, "It falls on a No-Meeting Thursday. Once you move it, they are asked afresh.");
    says(&text, "Move the meeting: https://");
    says(&text, "and “No-Meeting Thursday” keeps this time free.");
    assert!(mail.html.contains("you can still move it") && !mail.html.contains("add it"));
    assert!(!text.contains("missing"), "{text}");
}

#[test]
fn a_protected_time_not_named_after_its_day_is_quoted() {
    let text = conflict(|conflict| conflict.window = "Deep work".to_owned());
    says(&text, "This one falls on protected time, “Deep work”.");
    says(&text, "This time is kept free for five of your nine guests:");
    says(&text, "If it stays there, meetgate declines for five people");
    says(&text, "It has to be then? Say why:");
}

#[test]
fn a_conflict_counts_whom_it_concerns() {
    let everyone = |conflict: &mut Conflict| (conflict.meeting.people, conflict.meeting.answers_for) = (5, 5);
    let text = conflict(everyone);
    says(&text, "Wednesday is kept free for all five of your guests:");
    assert!(!text.contains("not affected"), "{text}");
    let one = |conflict: &mut Conflict| {
        conflict.protected.truncate(1);
        conflict.meeting.answers_for = 1;
    };
    says(&conflict(one), "for one of your nine guests: Idris Bello.");
    says(&conflict(one), "Once you move it, that person is asked afresh.");
    says(&conflict(|conflict| conflict.meeting.answers_for = 0), "nothing happens: meetgate only tells you.");
    says(&conflict(|conflict| conflict.meeting.consequence = Mode::Flag), "marks it in their calendars on Tue 1 Dec");
}

#[test]
fn thanks_count_what_is_back() {
    let back = |count| restored(|restored| restored.answers = vec![Response::Accepted; count]);
    says(&back(1), "Thank you. The answer is back.");
    says(&back(2), "Thank you. Both answers are back.");
    says(&back(11), "Thank you. All 11 answers are back.");
    says(&back(0), "Thank you. The mark is gone.");
    says(&back(0), "so nothing marks the meeting any more.");
}

#[test]
fn thanks_do_not_claim_more_than_is_known() {
    says(&restored(|restored| restored.arrived = None), "The agenda is in the invitation now, so everyone");
    says(&restored(|restored| restored.meeting.found.clear()), "Nothing stands in the way of the meeting any more");
    let text = restored(|restored| restored.meeting.missing = lacks(&[Requirement::PreRead]));
    says(&text, "Still welcome: the pre-read.");
    assert!(!text.contains("Nothing left to do"), "{text}");
}

#[test]
fn a_digest_of_one_is_a_first_notice_and_of_none_a_good_word() {
    assert_eq!(write(Letter::Digest(vec![meeting()])), notice(meeting()));
    says(&flowing(&write(Letter::Digest(Vec::new()))), "Your next meetings have what they need.");
}

#[test]
fn a_digest_names_the_rule_and_the_template_where_they_are_one_for_all() {
    let text = flowing(&write(Letter::Digest(vec![meeting(), meeting()])));
    says(&text, "Two of your meetings need an agenda and a pre-read, the first by Wednesday, 15:00.");
    says(&text, "The template below fits both.");
    says(&text, "you organize these meetings, and the rule “agenda-24h” asks for an agenda and a pre-read.");
    says(&text, "A meeting that is still empty at its time is declined for the people meetgate answers for.");
}

#[test]
fn a_digest_of_different_consequences_tells_them_all() {
    let other = MeetingFacts { consequence: Mode::Flag, ..meeting() };
    let text = flowing(&write(Letter::Digest(vec![meeting(), other])));
    says(&text, "is declined for the people meetgate answers for or is marked in the calendars of the people enrolled");
}

#[test]
fn the_subject_stays_the_same_through_all_letters_about_a_meeting() {
    let subjects =
        ["first-notice", "last-call", "declined", "restored"].map(|name| super::composed(&sample(name)).subject);
    let root = &subjects[0];
    assert_eq!(root, "Your meeting: Winter observing season, Thu 26 Nov");
    assert!(subjects[1..].iter().all(|subject| *subject == format!("Re: {root}")), "{subjects:?}");
}

#[test]
fn meetings_over_midnight_and_over_days_say_when_they_end() {
    let line = |hours, length| {
        let start = meeting().start + TimeDelta::hours(hours);
        notice(MeetingFacts { start, end: start + TimeDelta::hours(length), ..meeting() }).text
    };
    says(&line(8, 2), "\n  Thu 26 Nov, 23:00 – Fri 27 Nov, 1:00 · 8 people · weekly\n");
    says(&line(9, 24), "\n  Fri 27 Nov, all day · 8 people · weekly\n");
    says(&line(9, 72), "\n  Fri 27 Nov, all day, until Sun 29 Nov · 8 people · weekly\n");
}

#[test]
fn an_answer_is_called_what_the_calendar_shows() {
    let maybe = |names: &[&str]| {
        let mail = outcome(|outcome| outcome.maybe = names.iter().map(|name| (*name).to_owned()).collect());
        flowing(&mail)
    };
    says(
        &maybe(&["Sofia Anand"]),
        "Sofia Anand shows as “maybe”: a declined meeting would leave that calendar. Renata",
    );
    says(&maybe(&["Sofia Anand", "Pavel Horak"]), "Sofia Anand and Pavel Horak show as “maybe”: a declined meeting");

    let text = restored(|restored| (restored.answers, restored.maybe) = (Vec::new(), 1));
    says(
        &text,
        "Thank you. Nothing stands in the way any more. The agenda reached the invitation on Wednesday at 17:12.",
    );
    says(&text, "One person stays at “maybe” until they answer themselves: their calendar cannot take");
    assert!(!text.contains("back:") && !text.contains("mark"), "{text}");
    let text = restored(|restored| restored.maybe = 3);
    says(
        &text,
        "Three people stay at “maybe” until they answer themselves: their calendars cannot take an answer back",
    );
    says(&text, "back: 4 yes, 1 maybe, 1 not answered yet");

    let mut sample = sample("attendee-day");
    let Letter::Day(day) = &mut sample.letter else { panic!("the sample is a day") };
    (day.back[0].previous, day.back[0].back) = (Response::NoAnswer, Response::Tentative);
    let text = flowing(&composed(&sample));
    says(&text, "Still “maybe”");
    says(&text, "Your calendar cannot take an answer back to none, so this stays until you answer yourself.");
}

#[test]
fn a_meeting_without_a_title_or_people_still_has_a_line() {
    let mail = notice(MeetingFacts { title: " \n\u{202e}".to_owned(), people: 0, ..meeting() });
    assert_eq!(mail.subject, "Your meeting: (no title), Thu 26 Nov");
    says(&mail.text, "\n  (no title)\n  Thu 26 Nov, 15:00–16:00 · weekly\n");
    says(&notice(MeetingFacts { people: 1, ..meeting() }).text, " · 1 person · ");
}

#[test]
fn a_long_title_is_cut_in_the_subject() {
    let mail = notice(MeetingFacts { title: "long ".repeat(50), ..meeting() });
    let title = mail.subject.strip_prefix("Your meeting: ").unwrap().strip_suffix(", Thu 26 Nov").unwrap();
    assert!(title.chars().count() <= 60 && title.ends_with('…'), "{title}");
}

#[test]
fn without_a_page_of_the_meeting_each_thing_to_say_has_its_own_link() {
    let link = |what: &str| Some(format!("https://meetgate.fernhill.example/say/{what}"));
    let facts = MeetingFacts { there: link("there"), exempt: link("exempt"), ..meeting() };
    let mut sample = Sample { page: None, ..sample("first-notice") };
    sample.reader.unsubscribe = link("stop");
    sample.letter = Letter::FirstNotice(facts.clone());
    let mail = composed(&sample);
    let there = "\nIt is in the invitation already:\nhttps://meetgate.fernhill.example/say/there\n";
    for lines in [
        there,
        "\nSay why it needs no agenda:\nhttps://meetgate.fernhill.example/say/exempt\n",
        "\nNo more of these mails:\nhttps://meetgate.fernhill.example/say/stop\n",
    ] {
        says(&mail.text, lines);
    }
    assert_eq!(mail.html.matches("https://meetgate.fernhill.example/say/").count(), 3);
    assert!(!mail.text.contains("Check again") && !mail.text.contains("/policy"), "{}", mail.text);

    sample.letter = Letter::Digest(vec![facts.clone(), meeting()]);
    let text = composed(&sample).text;
    says(&text, "\n  It is in the invitation already:\n  https://meetgate.fernhill.example/say/there\n");
    let Letter::Outcome(outcome) = super::sample("declined").letter else { panic!("the sample is an outcome") };
    sample.letter = Letter::Outcome(Outcome { meeting: facts, ..outcome });
    says(&composed(&sample).text, there);
}

#[test]
fn an_attendee_may_stay_in_one_have_nothing_answered_at_all_or_ask_for_their_own_week() {
    let mut sample = Sample { page: None, ..sample("attendee-day") };
    let Letter::Day(day) = &mut sample.letter else { panic!("the sample is a day") };
    day.never = Some("https://meetgate.fernhill.example/say/never".to_owned());
    day.own_week = Some("https://meetgate.fernhill.example/say/week".to_owned());
    day.given[0].keep = Some("https://meetgate.fernhill.example/say/keep".to_owned());
    let text = composed(&sample).text;
    says(&text, "\n  Keep me in this one:\n  https://meetgate.fernhill.example/say/keep\n");
    says(&text, "\nNever answer for me:\nhttps://meetgate.fernhill.example/say/never\n");
    says(&text, "\nSend me my own week:\nhttps://meetgate.fernhill.example/say/week\n");
}

#[test]
fn nothing_missing_at_all_still_makes_grammatical_letters() {
    let empty = || MeetingFacts { missing: Vec::new(), ..meeting() };
    says(&flowing(&notice(empty())), "Please add what is missing by Wednesday, 15:00.");
    says(&flowing(&write(Letter::LastCall(empty()))), "what is missing, by Wednesday, 15:00.");
    says(&flowing(&outcome(|outcome| outcome.meeting = empty())), "What is missing was not there by Wednesday, 15:00.");
}
