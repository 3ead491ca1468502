//! Holds, free and busy, the account's own settings, and the meetings of a rehearsal.

use chrono::TimeDelta;
use meetgate::meeting::{EventKind, Span};
use meetgate::provider::{Booking, Calendar, Hold, HoldStyle, ProviderError};
use serde_json::json;

use super::{Stage, address, at, berlin, mail, mailbox};
use crate::support::google::{Fault, Rule};

fn wednesday(style: HoldStyle) -> Hold {
    Hold {
        key: "wed-1".into(),
        title: "No-Meeting Wednesday".into(),
        style,
        start: berlin("2026-03-04T09:00"),
        span: Span::exact(TimeDelta::hours(8)),
        rule: Some("FREQ=WEEKLY;BYDAY=WE".into()),
    }
}

#[tokio::test]
async fn a_hold_is_placed_once_moved_and_removed() {
    for stage in Stage::both().await {
        let (ben, now) = (mailbox("ben"), stage.fake.now());
        let hold = wednesday(HoldStyle::Busy);
        let held = stage.google.hold(&ben, &hold, now).await.unwrap();
        assert_eq!(held.style, HoldStyle::Busy);
        let writes = stage.fake.writes().len();
        assert_eq!(stage.google.hold(&ben, &hold, now).await.unwrap(), held);
        assert_eq!((stage.fake.writes().len(), stage.fake.copies(&mail("ben")).len()), (writes, 1));
        let changes = stage.synced("ben", None).await;
        assert_eq!(changes.objects[0].parts[0].event.kind, EventKind::Hold);
        assert_eq!(changes.objects[0].id, held.object);
        let moved = Hold { start: berlin("2026-03-04T10:00"), title: "Focus".into(), ..hold.clone() };
        assert_eq!(stage.google.hold(&ben, &moved, now).await.unwrap().object, held.object);
        let copy = stage.fake.copy(&mail("ben"), &held.object);
        assert_eq!((copy["summary"].as_str(), stage.fake.copies(&mail("ben")).len()), (Some("Focus"), 1));
        assert!(copy["start"]["dateTime"].as_str().unwrap().starts_with("2026-03-04T10:00:00"));
        stage.google.release(&ben, &hold.key, now).await.unwrap();
        stage.google.release(&ben, &hold.key, now).await.unwrap();
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 0);
        assert_eq!(stage.fake.mails(), []);
    }
}

#[tokio::test]
async fn what_we_removed_ourselves_may_come_back_unless_google_forgets_what_it_was() {
    let [stage, forgetful] = Stage::both().await;
    let (ben, hold) = (mailbox("ben"), wednesday(HoldStyle::Busy));
    for stage in [&stage, &forgetful] {
        stage.google.hold(&ben, &hold, stage.fake.now()).await.unwrap();
        stage.google.release(&ben, &hold.key, stage.fake.now()).await.unwrap();
    }
    for _ in 0..2 {
        stage.google.hold(&ben, &hold, stage.fake.now()).await.unwrap();
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 1);
    }
    let refused = forgetful.google.hold(&ben, &hold, forgetful.fake.now()).await;
    assert!(matches!(refused, Err(ProviderError::Gone(_))), "{refused:?}");
}

#[tokio::test]
async fn a_hold_that_its_owner_deleted_stays_away() {
    for stage in Stage::both().await {
        let (ben, now) = (mailbox("ben"), stage.fake.now());
        let held = stage.google.hold(&ben, &wednesday(HoldStyle::Busy), now).await.unwrap();
        stage.fake.human(&mail("ben")).remove(&held.object);
        let refused = stage.google.hold(&ben, &wednesday(HoldStyle::Busy), now).await;
        assert!(matches!(refused, Err(ProviderError::Gone(_))), "{refused:?}");
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 0);
        assert!(stage.google.release(&ben, "wed-1", now).await.is_ok());
    }
}

#[tokio::test]
async fn focus_time_declines_nothing_and_is_a_busy_entry_where_the_account_has_none() {
    let stage = Stage::new().await;
    let (ben, now) = (mailbox("ben"), stage.fake.now());
    let held = stage.google.hold(&ben, &wednesday(HoldStyle::Focus), now).await.unwrap();
    let copy = stage.fake.copy(&mail("ben"), &held.object);
    assert_eq!((held.style, copy["eventType"].as_str()), (HoldStyle::Focus, Some("focusTime")));
    assert_eq!(copy["focusTimeProperties"]["autoDeclineMode"], "declineNone");
    assert_eq!(stage.google.hold(&ben, &wednesday(HoldStyle::Focus), now).await.unwrap(), held);
    stage.fake.change_account(&mail("cem"), |account| account.status_events = false);
    let plain = stage.google.hold(&mailbox("cem"), &wednesday(HoldStyle::Focus), now).await.unwrap();
    assert_eq!((plain.style, stage.fake.copies(&mail("cem")).len()), (HoldStyle::Busy, 1));
    let tentative = Hold { key: "t".into(), ..wednesday(HoldStyle::Tentative) };
    assert_eq!(stage.google.hold(&ben, &tentative, now).await.unwrap().style, HoldStyle::Tentative);
}

#[tokio::test]
async fn a_hold_whose_answer_got_lost_is_there_once() {
    for fault in [Fault::ServerAfter(503), Fault::ResetAfter, Fault::HalfJson, Fault::ServerBefore(500)] {
        let stage = Stage::new().await;
        stage.fake.fail(Rule::once("POST", "/events", fault));
        let held = stage.google.hold(&mailbox("ben"), &wednesday(HoldStyle::Busy), stage.fake.now()).await;
        let held = held.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 1, "{fault:?}");
        assert_eq!(stage.fake.copies(&mail("ben"))[0]["id"], json!(held.object));
    }
}

#[tokio::test]
async fn busy_times_come_for_each_and_a_calendar_that_says_nothing_is_not_free() {
    let stage = Stage::new().await;
    stage.book(json!({}));
    let people = ["ben", "dora", "nobody"].map(address);
    let found = stage.google.busy(&mailbox("ana"), &people, stage.window()).await.unwrap();
    assert_eq!(found.iter().map(|busy| &busy.address).collect::<Vec<_>>(), people.iter().collect::<Vec<_>>());
    let times = found[0].times.as_ref().unwrap();
    assert_eq!((times.len(), times[0].from, times[0].to), (1, at("2026-03-05T13:00:00Z"), at("2026-03-05T14:00:00Z")));
    assert!(found[2].times.is_err());
    stage.fake.break_free_busy(&mail("ben"), true);
    let found = stage.google.busy(&mailbox("ana"), &people, stage.window()).await.unwrap();
    assert!(found[0].times.is_err());
}

#[tokio::test]
async fn zone_and_working_hours_are_the_accounts_own() {
    let stage = Stage::new().await;
    stage.fake.change_account(&mail("cem"), |account| {
        account.zone = "Asia/Kolkata".into();
        account.hours = None;
    });
    let of_ben = stage.google.settings(&mailbox("ben")).await.unwrap();
    assert_eq!(of_ben.zone, Some(chrono_tz::Tz::Europe__Berlin));
    assert_eq!(of_ben.hours, Some("Mon-Fri 09:00-17:30".parse().unwrap()));
    let of_cem = stage.google.settings(&mailbox("cem")).await.unwrap();
    assert_eq!((of_cem.zone, of_cem.hours), (Some(chrono_tz::Tz::Asia__Kolkata), None));
    stage.fake.delegate(&["calendar.settings.readonly"]);
    let fresh = meetgate::provider::google::Google::new(super::options(&stage.fake)).unwrap();
    fresh.admit(&[address("ben")].into());
    let without_hours = fresh.settings(&mailbox("ben")).await.unwrap();
    assert_eq!((without_hours.zone, without_hours.hours), (Some(chrono_tz::Tz::Europe__Berlin), None));
}

#[tokio::test]
async fn a_rehearsals_meeting_is_booked_once_rewritten_and_called_off() {
    for stage in Stage::both().await {
        let booking = Booking {
            key: "r-1".into(),
            title: "Rehearsal".into(),
            text: "Hello".into(),
            guests: vec![address("ben")],
            start: berlin("2026-03-05T14:00"),
            span: Span::exact(TimeDelta::minutes(30)),
        };
        let ana = mailbox("ana");
        let id = stage.google.book(&ana, &booking).await.unwrap();
        assert_eq!(stage.google.book(&ana, &booking).await.unwrap(), id);
        assert_eq!(stage.synced("ben", None).await.objects.len(), 1);
        stage.google.rewrite(&ana, &id, "Agenda: 1. Budget").await.unwrap();
        let guest = stage.id_at("ben", &id);
        assert_eq!(stage.fake.copy(&mail("ben"), &guest)["description"], "Agenda: 1. Budget");
        stage.google.unbook(&ana, &id).await.unwrap();
        stage.google.unbook(&ana, &id).await.unwrap();
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 0);
        assert_ne!(stage.google.book(&ana, &booking).await.unwrap(), id);
        assert_eq!(stage.fake.copies(&mail("ben")).len(), 1);
    }
}

#[tokio::test]
async fn a_channel_is_opened_and_closed() {
    let stage = Stage::new().await;
    let url = "https://meetgate.example.com/push";
    let channel = stage.google.watch(&mailbox("ben"), ("channel-1", "secret", url), stage.fake.now()).await.unwrap();
    assert_eq!(stage.fake.channels(), ["channel-1"]);
    assert!(!channel.is_due(stage.fake.now()));
    assert!(channel.is_due(channel.ends));
    stage.google.unwatch(&mailbox("ben"), &channel).await.unwrap();
    stage.google.unwatch(&mailbox("ben"), &channel).await.unwrap();
    assert_eq!(stage.fake.channels(), [] as [&str; 0]);
}
