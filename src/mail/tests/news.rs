//! Letters to attendees and admins, as they are read.

use insta::assert_snapshot;

use super::{composed, flowing, sample};
use crate::mail::{Day, Letter, Sample};

fn mail(name: &str) -> String {
    let mail = composed(&sample(name));
    format!("Subject: {}\n\n{}", mail.subject, mail.text)
}

#[test]
fn an_attendee_hears_once_what_was_answered_and_what_came_back() {
    assert_snapshot!(mail("attendee-day"), @r"
    Subject: Your answers today: two given, one given back

    Two answers given for you today, and one given back.
    Your own answer always wins: change any of these in your calendar and
    meetgate leaves it alone.

    GIVEN TODAY

      Winter observing season
      Thu 26 Nov, 15:00–16:00 · Marta Lindqvist
      Declined for now
      The agenda and the pre-read were not there by Wednesday, 15:00. You
      had accepted.
      Keep me in this one:
      https://meetgate.fernhill.example/say/keep

      Spectrograph calibration review
      Wed 2 Dec, 13:00–14:00 · Lim Shu Fen
      Answered “maybe” for now
      It falls on a No-Meeting Wednesday. You had not answered yet.
      Keep me in this one:
      https://meetgate.fernhill.example/say/keep

    GIVEN BACK

      Second mirror: clean or recoat
      Fri 27 Nov, 10:30–11:15 · Marta Lindqvist
      Accepted, as before
      What was missing is there.

    Never answer for me:
    https://meetgate.fernhill.example/say/never

    Send me my own week:
    https://meetgate.fernhill.example/say/week

    -- 
    You get this once a day, and only on days when meetgate answered for
    you. Times are Gothenburg time. Sent by meetgate for Fernhill
    Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn an_admin_hears_why_meetgate_stopped_and_what_to_do() {
    assert_snapshot!(mail("alert-stopped"), @r"
    Subject: meetgate has stopped itself: 212 answers in one hour

    meetgate has stopped: 212 answers in one hour are more than you allow.

      When      Thu 26 Nov, 8:30
      Limit     safety.max_answers_per_hour = 100
      Why       mostly the rule agenda-24h, 209 of 212; the rules were read
                anew at 7:52

    WHAT HAPPENS NEXT
    What waits was not done. Until you decide, all actions wait. Reading and
    judging go on. Actions that pass their time while waiting are dropped,
    not made up for.

      What it would do    meetgate run --once --dry-run
      It is right, go on  meetgate resume

    -- 
    You get this because you are an admin of meetgate. Times are Gothenburg
    time. Sent by meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

#[test]
fn an_admin_hears_which_calendars_and_which_organizers_are_out_of_reach() {
    assert_snapshot!(mail("alert-calendars"), @r"
    Subject: meetgate cannot read 2 calendars

    Two calendars could not be read since Mon 23 Nov, 15:00.

      When      Mon 23 Nov, 15:00
      Whom      Idris Bello and Sofia Anand
      Why       permission denied

    WHAT HAPPENS NEXT
    Nothing is answered for these people from what was read before. Reading
    is tried again every few minutes.

      How things stand  meetgate status

    -- 
    You get this because you are an admin of meetgate. Times are Gothenburg
    time. Sent by meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
    assert_snapshot!(mail("alert-mail"), @r"
    Subject: meetgate cannot deliver mail to one organizer

    One organizer cannot be reached by mail.

      When      Mon 23 Nov, 15:00
      Whom      grace.tamihana@fernhill.example
      Why       550 5.1.1 no such mailbox

    WHAT HAPPENS NEXT
    Nobody can be warned, so meetgate never answers for their meetings; it
    marks them at most.

      How things stand  meetgate status

    -- 
    You get this because you are an admin of meetgate. Times are Gothenburg
    time. Sent by meetgate for Fernhill Observatory. How it decides:
    https://meetgate.fernhill.example/policy
    A reply to this mail reaches Nadia Okafor.
    ");
}

fn day(change: impl Fn(&mut Day)) -> String {
    let mut sample: Sample = sample("attendee-day");
    let Letter::Day(day) = &mut sample.letter else { panic!("the sample is a day") };
    change(day);
    let mail = composed(&sample);
    format!("{} | {}", mail.subject, flowing(&mail))
}

#[test]
fn the_day_counts_in_words_and_grammar() {
    let one = day(|day| {
        day.given.truncate(1);
        day.back.clear();
    });
    assert!(one.starts_with("Your answers today: one given | One answer given for you today."), "{one}");
    assert!(!one.contains("GIVEN BACK"), "{one}");
    let back = day(|day| day.given.clear());
    assert!(back.starts_with("Your answers today: one given back | One answer given back today."), "{back}");
    assert!(back.contains("Accepted, as before"), "{back}");
}

#[test]
fn more_answers_than_anyone_reads_are_counted() {
    let many = day(|day| day.given = vec![day.given[0].clone(); 30]);
    assert!(many.contains("Five more are in your calendar."), "{many}");
    assert_eq!(many.matches("Declined for now").count(), 25);
}
