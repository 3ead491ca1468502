//! What changes say, and that nothing is lost.

use meetgate::meeting::{EventKind, Response};

use super::mirror::{Brought, Mirror};
use super::on_every_provider;
use super::stage::{Meeting, Stage, address};

const THURSDAYS: [&str; 4] = ["2026-11-26 15:00", "2026-12-03 15:00", "2026-12-10 15:00", "2026-12-17 15:00"];

async fn the_first_sync_is_complete_and_names_every_meeting(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting { start: "2026-11-27 09:30", minutes: 30, ..Meeting::called("Pier") });
    let mut bo = Mirror::of(stage, "bo");
    let brought = bo.sync().await;
    assert_eq!((brought.complete, bo.titles()), (true, vec!["Harbour".to_owned(), "Pier".to_owned()]));
    let pier = bo.one("Pier");
    assert_eq!((pier.start.as_str(), pier.minutes), ("2026-11-27 09:30", 30));
    assert_eq!((pier.event.kind, pier.event.response), (EventKind::Meeting, Response::NoAnswer));
    assert_eq!(pier.event.organizer, Some(address("ana")));
    let invited = |who: &str| pier.event.attendees.iter().any(|attendee| attendee.address == address(who));
    assert!(invited("bo") && invited("cy"), "{:?}", pier.event.attendees);
}

async fn a_later_sync_brings_what_changed_and_nothing_else(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::called("Pier"));
    let mut bo = Mirror::synced(stage, "bo").await;
    stage.rewrite("Pier", "Agenda: 1. Radar unit, 20 min");
    let brought = bo.sync().await;
    assert_eq!((brought.complete, brought.titles), (false, vec!["Pier".to_owned()]));
    assert!(bo.text("Pier").contains("Radar unit"), "{}", bo.text("Pier"));
    stage.book(&Meeting::called("Quay"));
    assert_eq!(bo.sync().await.titles, ["Quay"]);
    assert_eq!(bo.titles(), ["Harbour", "Pier", "Quay"]);
}

async fn when_nothing_changed_nothing_comes(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    for _ in 0..3 {
        assert_eq!(bo.sync().await, Brought { complete: false, titles: Vec::new(), gone: 0 });
    }
    assert_eq!(stage.writes(), 0, "reading writes nothing");
}

async fn many_meetings_come_whole_however_they_are_paged(stage: &dyn Stage) {
    stage.small_pages();
    let titles: Vec<String> = (10..35).map(|number| format!("Meeting {number}")).collect();
    titles.iter().for_each(|title| stage.book(&Meeting::called(title)));
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    assert_eq!(bo.titles(), [titles.clone(), vec!["Standup".to_owned()]].concat());
    assert_eq!(bo.starts("Standup"), THURSDAYS);
    titles.iter().for_each(|title| stage.rewrite(title, "Agenda"));
    assert_eq!(bo.sync().await.titles, titles);
}

async fn a_lost_cursor_begins_anew_and_loses_nothing(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::called("Pier"));
    let mut bo = Mirror::synced(stage, "bo").await;
    bo.cursor = bo.cursor.take().map(|cursor| stage.lose(cursor));
    stage.call_off("Pier");
    stage.book(&Meeting::called("Quay"));
    let brought = bo.sync().await;
    assert_eq!((brought.complete, bo.titles()), (true, vec!["Harbour".to_owned(), "Quay".to_owned()]));
    assert!(bo.sync().await.titles.is_empty(), "and goes on from there");
}

async fn another_process_goes_on_where_the_cursor_stands(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    stage.book(&Meeting::called("Quay"));
    stage.call_off_one("Standup", "2026-12-03 15:00");
    bo.calendar = stage.restarted();
    let brought = bo.sync().await;
    assert_eq!((brought.complete, brought.titles), (false, vec!["Quay".to_owned(), "Standup".to_owned()]));
    assert_eq!(bo.starts("Standup").len(), 3);
}

async fn a_meeting_that_moves_is_the_same_meeting_at_another_time(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let mut bo = Mirror::synced(stage, "bo").await;
    let before = bo.one("Harbour");
    stage.move_to("Harbour", "2026-11-27 11:00");
    bo.sync().await;
    let after = bo.one("Harbour");
    assert_eq!((after.start.as_str(), after.minutes), ("2026-11-27 11:00", 60));
    assert_eq!((&after.event.uid, after.target.occurrence), (&before.event.uid, None));
    assert_ne!(after.event.etag, before.event.etag);
}

async fn a_meeting_that_is_called_off_no_longer_takes_place(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    stage.call_off("Harbour");
    bo.sync().await;
    assert_eq!(bo.titles(), ["Standup"]);
    stage.call_off("Standup");
    bo.sync().await;
    assert_eq!(bo.titles(), [""; 0]);
}

async fn a_series_is_seen_in_all_its_occurrences(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    let bo = Mirror::synced(stage, "bo").await;
    assert_eq!(bo.starts("Standup"), THURSDAYS);
    let named = bo.occurrences("Standup");
    assert!(named.iter().all(|seen| seen.target.occurrence.is_some_and(|moment| {
        moment.instant(bo.mailbox.zone).with_timezone(&bo.mailbox.zone).format("%Y-%m-%d %H:%M").to_string()
            == seen.start
    })));
}

async fn an_occurrence_that_is_called_off_leaves_the_others(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    stage.call_off_one("Standup", "2026-12-03 15:00");
    assert_eq!(bo.sync().await.titles, ["Standup"]);
    assert_eq!(bo.starts("Standup"), ["2026-11-26 15:00", "2026-12-10 15:00", "2026-12-17 15:00"]);
    let anew = Mirror::synced(stage, "bo").await;
    assert_eq!(anew.starts("Standup"), bo.starts("Standup"), "whoever begins anew sees the same");
}

async fn an_occurrence_that_moves_keeps_its_name(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    let before = bo.starting("Standup", "2026-12-03 15:00");
    stage.move_one("Standup", "2026-12-03 15:00", "2026-12-04 10:00");
    bo.sync().await;
    let expected = ["2026-11-26 15:00", "2026-12-04 10:00", "2026-12-10 15:00", "2026-12-17 15:00"];
    assert_eq!(bo.starts("Standup"), expected);
    let after = bo.starting("Standup", "2026-12-04 10:00");
    let name = |seen: &super::mirror::Seen| seen.target.occurrence.map(|moment| moment.canonical());
    assert_eq!((name(&after), &after.event.uid), (name(&before), &before.event.uid));
    let anew = Mirror::synced(stage, "bo").await;
    assert_eq!(anew.starts("Standup"), expected, "whoever begins anew sees the same");
}

async fn copies_of_one_meeting_meet_by_uid_organizer_and_occurrence(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting::weekly("Standup"));
    stage.move_one("Standup", "2026-12-03 15:00", "2026-12-04 10:00");
    let mut keys = Vec::new();
    for who in ["ana", "bo", "cy"] {
        let mirror = Mirror::synced(stage, who).await;
        let key = |title: &str| -> Vec<_> {
            let seen = mirror.occurrences(title).into_iter();
            seen.map(|seen| {
                let occurrence = seen.target.occurrence.map(|moment| moment.canonical());
                (seen.event.uid, seen.event.organizer, occurrence, seen.start)
            })
            .collect()
        };
        keys.push((key("Harbour"), key("Standup")));
    }
    assert_eq!((keys[0].0.len(), keys[0].1.len()), (1, 4));
    assert!(keys[1] == keys[0] && keys[2] == keys[0], "{keys:#?}");
}

async fn a_private_event_says_so(stage: &dyn Stage) {
    stage.book(&Meeting { private: true, ..Meeting::called("Secret") });
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let private: Vec<bool> = ["Secret", "Harbour"].iter().map(|title| bo.one(title).event.private).collect();
    assert_eq!(private, [true, false]);
}

async fn a_copy_that_its_owner_removed_is_gone(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let mut bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    stage.delete("bo", &seen.target.object);
    bo.sync().await;
    assert_eq!(bo.titles(), [""; 0]);
    let read = bo.calendar.read(&bo.mailbox, &seen.target.object).await;
    assert!(matches!(read, Err(meetgate::provider::ProviderError::Gone(_))), "{read:?}");
}

on_every_provider! {
    the_first_sync_is_complete_and_names_every_meeting;
    a_later_sync_brings_what_changed_and_nothing_else;
    when_nothing_changed_nothing_comes;
    many_meetings_come_whole_however_they_are_paged;
    a_lost_cursor_begins_anew_and_loses_nothing;
    another_process_goes_on_where_the_cursor_stands;
    a_meeting_that_moves_is_the_same_meeting_at_another_time;
    a_meeting_that_is_called_off_no_longer_takes_place;
    a_series_is_seen_in_all_its_occurrences;
    an_occurrence_that_is_called_off_leaves_the_others;
    an_occurrence_that_moves_keeps_its_name;
    copies_of_one_meeting_meet_by_uid_organizer_and_occurrence;
    a_private_event_says_so;
    a_copy_that_its_owner_removed_is_gone;
}
