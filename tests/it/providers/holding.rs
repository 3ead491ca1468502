//! Holds, free/busy, settings, and what may be asked of whom.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use meetgate::meeting::{EventKind, Moment, Response, Span, Window};
use meetgate::provider::{Ability, Held, Hold, HoldStyle, ProviderError};

use super::mirror::Mirror;
use super::on_every_provider;
use super::stage::{Meeting, Stage, address, now, window};
use crate::support::world::at;

const TITLE: &str = "Focus morning";

/// Two hours every Tuesday morning, from the 24th.
fn mornings(start: &str, style: HoldStyle) -> Hold {
    let local = NaiveDateTime::parse_from_str(start, "%Y-%m-%d %H:%M").unwrap();
    Hold {
        key: "focus-mornings-1".to_owned(),
        title: TITLE.to_owned(),
        style,
        start: Moment::Zoned(local, Tz::Europe__Berlin),
        span: Span::exact(TimeDelta::hours(2)),
        rule: Some("FREQ=WEEKLY;BYDAY=TU".to_owned()),
    }
}

async fn place(bo: &Mirror, hold: &Hold) -> Result<Held, ProviderError> {
    bo.calendar.hold(&bo.mailbox, hold, now()).await
}

async fn a_hold_is_placed_once_and_read_back_as_a_hold(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    let hold = mornings("2026-11-24 09:00", HoldStyle::Busy);
    let held = place(&bo, &hold).await.unwrap();
    stage.writes();
    let again = place(&bo, &hold).await.unwrap();
    assert_eq!((&again.object, stage.writes()), (&held.object, 0));
    bo.sync().await;
    let expected = ["2026-11-24 09:00", "2026-12-01 09:00", "2026-12-08 09:00", "2026-12-15 09:00"];
    assert_eq!(bo.starts(TITLE), expected);
    let event = bo.starting(TITLE, expected[0]).event;
    assert_eq!((event.kind, event.busy, bo.starting(TITLE, expected[0]).minutes), (EventKind::Hold, true, 120));
    assert_eq!(Mirror::synced(stage, "cy").await.starts(TITLE), [""; 0], "in nobody else's calendar");
}

async fn a_hold_that_differs_is_moved_never_doubled(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    let held = place(&bo, &mornings("2026-11-24 09:00", HoldStyle::Busy)).await.unwrap();
    let moved = place(&bo, &mornings("2026-11-24 10:30", HoldStyle::Busy)).await.unwrap();
    assert_eq!(moved.object, held.object);
    bo.sync().await;
    let expected = ["2026-11-24 10:30", "2026-12-01 10:30", "2026-12-08 10:30", "2026-12-15 10:30"];
    assert_eq!(bo.starts(TITLE), expected);
}

async fn a_hold_of_any_style_is_given_in_one_that_the_account_has(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    for style in [HoldStyle::Focus, HoldStyle::Tentative] {
        let held = place(&bo, &Hold { key: format!("hold-{style:?}"), ..mornings("2026-11-24 09:00", style) }).await;
        let held = held.unwrap();
        assert!(held.style == style || held.style == HoldStyle::Busy, "{style:?}: {held:?}");
        bo.sync().await;
        assert!(bo.occurrences(TITLE).iter().any(|seen| seen.target.object == held.object));
    }
    assert!(bo.occurrences(TITLE).iter().all(|seen| seen.event.kind == EventKind::Hold));
}

async fn a_released_hold_is_gone_and_releasing_it_again_is_fine(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    let hold = mornings("2026-11-24 09:00", HoldStyle::Busy);
    bo.calendar.release(&bo.mailbox, &hold.key, now()).await.unwrap();
    place(&bo, &hold).await.unwrap();
    bo.sync().await;
    assert_eq!(bo.starts(TITLE).len(), 4);
    for _ in 0..2 {
        bo.calendar.release(&bo.mailbox, &hold.key, now()).await.unwrap();
    }
    bo.sync().await;
    assert_eq!(bo.starts(TITLE), [""; 0]);
}

async fn a_hold_that_its_owner_deleted_is_not_placed_again(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    let hold = mornings("2026-11-24 09:00", HoldStyle::Busy);
    let held = place(&bo, &hold).await.unwrap();
    stage.delete("bo", &held.object);
    let again = place(&bo, &hold).await;
    assert!(matches!(again, Err(ProviderError::Gone(_))), "{again:?}");
    bo.sync().await;
    assert_eq!(bo.starts(TITLE), [""; 0]);
}

async fn busy_is_what_a_person_has_not_declined(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.book(&Meeting { start: "2026-11-26 15:30", ..Meeting::called("Pier") });
    stage.book(&Meeting { start: "2026-11-26 18:00", ..Meeting::called("Called off") });
    for who in ["bo", "cy"] {
        stage.answer_by_hand(who, "Harbour", Response::Accepted);
    }
    stage.answer_by_hand("bo", "Pier", Response::Accepted);
    stage.answer_by_hand("cy", "Pier", Response::Declined);
    stage.call_off("Called off");
    let ana = Mirror::of(stage, "ana");
    let day = Window { from: at("2026-11-26 08:00"), to: at("2026-11-26 20:00") };
    let of = [address("bo"), address("cy"), address("nobody")];
    let found = ana.calendar.busy(&ana.mailbox, &of, day).await.unwrap();
    let stretch = |from: &str, to: &str| Window { from: at(from), to: at(to) };
    assert_eq!(found[0].times, Ok(vec![stretch("2026-11-26 15:00", "2026-11-26 16:30")]));
    let end = if stage.declined_is_busy() { "2026-11-26 16:30" } else { "2026-11-26 16:00" };
    assert_eq!(found[1].times, Ok(vec![stretch("2026-11-26 15:00", end)]));
    assert!(found[2].times.is_err(), "nothing is known, which is not free");
    assert_eq!(found.iter().map(|busy| busy.address.clone()).collect::<Vec<_>>(), of);
}

async fn the_account_says_what_it_knows_of_its_owner(stage: &dyn Stage) {
    let bo = Mirror::of(stage, "bo");
    assert_eq!(bo.calendar.settings(&bo.mailbox).await.unwrap(), stage.settings());
}

async fn every_ability_is_there_and_trying_them_changes_nothing(stage: &dyn Stage) {
    let mut bo = Mirror::synced(stage, "bo").await;
    stage.writes();
    for ability in [Ability::Read, Ability::Write, Ability::FreeBusy, Ability::Settings] {
        bo.calendar.probe(&bo.mailbox, ability).await.unwrap_or_else(|error| panic!("{ability:?}: {error}"));
    }
    assert_eq!((stage.writes(), bo.sync().await.titles.len()), (0, 0));
}

async fn whoever_is_not_enrolled_is_never_asked_for(stage: &dyn Stage) {
    let Some(before) = stage.calls_for("cy") else { return };
    let bo = Mirror::synced(stage, "bo").await;
    let cy = super::stage::mailbox("cy");
    bo.calendar.admit(&BTreeSet::from([address("bo")]));
    assert!(bo.calendar.changes(&bo.mailbox, None, window()).await.is_ok());
    assert!(bo.calendar.changes(&cy, None, window()).await.is_err());
    assert!(bo.calendar.probe(&cy, Ability::Read).await.is_err());
    assert_eq!(stage.calls_for("cy"), Some(before));
}

on_every_provider! {
    a_hold_is_placed_once_and_read_back_as_a_hold;
    a_hold_that_differs_is_moved_never_doubled;
    a_hold_of_any_style_is_given_in_one_that_the_account_has;
    a_released_hold_is_gone_and_releasing_it_again_is_fine;
    a_hold_that_its_owner_deleted_is_not_placed_again;
    busy_is_what_a_person_has_not_declined;
    the_account_says_what_it_knows_of_its_owner;
    every_ability_is_there_and_trying_them_changes_nothing;
    whoever_is_not_enrolled_is_never_asked_for;
}
