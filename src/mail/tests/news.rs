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
    assert_snapshot!(mail("attendee-day"));
}

#[test]
fn an_admin_hears_why_meetgate_stopped_and_what_to_do() {
    assert_snapshot!(mail("alert-stopped"));
}

#[test]
fn an_admin_hears_which_calendars_and_which_organizers_are_out_of_reach() {
    assert_snapshot!(mail("alert-calendars"));
    assert_snapshot!(mail("alert-mail"));
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
