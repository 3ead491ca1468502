//! Flags, holds and the meetings of rehearsals.

use chrono::NaiveDate;
use meetgate::meeting::{EventKind, Moment, Span};
use meetgate::provider::{Booking, Calendar, Held, Hold, HoldStyle, ProviderError};

use super::*;
use crate::support::graph::{self as fake, MailKind};

fn local(text: &str) -> Moment {
    let (date, time) = text.split_once(' ').unwrap();
    let (date, time) = (date.parse::<NaiveDate>().unwrap(), time.parse().unwrap());
    Moment::Zoned(date.and_time(time), chrono_tz::Europe::Berlin)
}

fn no_meetings(from: &str) -> Hold {
    Hold {
        key: "wednesday-1".into(),
        title: "No-Meeting Wednesday".into(),
        style: HoldStyle::Focus,
        start: local(&format!("2026-12-02 {from}:00")),
        span: Span::exact(TimeDelta::hours(3)),
        rule: Some("FREQ=WEEKLY;BYDAY=WE".into()),
    }
}

async fn place(office: &Office, hold: &Hold) -> Result<Held, ProviderError> {
    office.outlook.hold(&mailbox(BEN), hold, now()).await
}

#[tokio::test]
async fn a_flag_is_a_category_that_nobody_else_sees() {
    let office = Office::open().await;
    let uid = office.review();
    office.graph.edit_copy(BEN, &uid, |meeting| meeting.categories = vec!["Clients".into()]);
    let object = office.only(BEN).await;
    office.graph.forget();
    let target = target(&object, None);
    let etag = office.outlook.flag(&mailbox(BEN), &target, true, &event(&object).etag, now()).await.unwrap();
    let flagged = office.read(BEN, &object.id).await;
    assert_eq!(
        (event(&flagged).flagged, &event(&flagged).labels, &event(&flagged).etag),
        (true, &vec!["Clients".to_owned()], &etag)
    );
    assert_eq!(event(&flagged).start, event(&object).start);
    assert_eq!(office.graph.copy(ANA, &uid).unwrap().meeting.categories, [] as [String; 0]);
    office.outlook.flag(&mailbox(BEN), &target, true, "stale", now()).await.unwrap();
    let stale = office.outlook.flag(&mailbox(BEN), &target, false, &event(&object).etag, now()).await;
    assert!(matches!(stale, Err(ProviderError::Changed(_))));
    office.outlook.flag(&mailbox(BEN), &target, false, &etag, now()).await.unwrap();
    assert_eq!(office.graph.copy(BEN, &uid).unwrap().meeting.categories, ["Clients"]);
    let patches = office.calls("PATCH", "/events/");
    assert!(patches.len() == 2 && patches.iter().all(|call| call.if_match.is_some()));
    assert_eq!(office.graph.mails().len(), 0);
}

#[tokio::test]
async fn one_occurrence_is_flagged_by_itself() {
    let office = Office::open().await;
    let uid = office.graph.organize(Meeting::new("Weekly", ANA, "2026-12-01T10:00", BERLIN).weekly(0).with(&[BEN]));
    let series = office.only(BEN).await;
    let (name, other) = ("20261208T090000Z", "20261215T090000Z");
    let etag = speaker(&series, name).etag;
    office.outlook.flag(&mailbox(BEN), &target(&series, Some(name)), true, &etag, now()).await.unwrap();
    let read = office.read(BEN, &series.id).await;
    assert_eq!((speaker(&read, name).flagged, speaker(&read, other).flagged), (true, false));
    let day = |text: &str| office.graph.copy_of_day(BEN, &uid, text.parse().unwrap()).unwrap().meeting.categories;
    assert_eq!((day("2026-12-08"), day("2026-12-15")), (vec!["No agenda yet".to_owned()], Vec::new()));
}

#[tokio::test]
async fn a_hold_is_placed_once_moved_and_removed() {
    for conflicts in [false, true] {
        let office = Office::open().await;
        office.graph.switch(|switches| switches.transaction_conflicts = conflicts);
        let first = place(&office, &no_meetings("09")).await.unwrap();
        assert_eq!(first.style, HoldStyle::Busy, "Outlook knows no focus time");
        assert_eq!(place(&office, &no_meetings("09")).await.unwrap(), first);
        let another = outlook(&office.graph, |_| {});
        assert_eq!(another.hold(&mailbox(BEN), &no_meetings("09"), now()).await.unwrap(), first);
        assert_eq!((office.calls("POST", "/events").len(), office.calls("PATCH", "").len()), (1, 0));
        let moved = place(&office, &no_meetings("13")).await.unwrap();
        assert_eq!(moved.object, first.object);
        let copies = office.graph.copies(BEN);
        assert_eq!((copies.len(), copies[0].meeting.start.to_string().as_str()), (1, "2026-12-02 13:00:00"));
        assert_eq!((copies[0].meeting.show_as.as_str(), copies[0].meeting.reminder), ("busy", None));
        let object = office.only(BEN).await;
        assert_eq!((event(&object).kind, names(&object).len()), (EventKind::Hold, 5));
        office.outlook.release(&mailbox(BEN), "wednesday-1", now()).await.unwrap();
        office.outlook.release(&mailbox(BEN), "wednesday-1", now()).await.unwrap();
        assert!(office.graph.copies(BEN).is_empty() && office.graph.mails().is_empty());
    }
}

#[tokio::test]
async fn a_hold_that_its_owner_deleted_is_not_placed_again() {
    let office = Office::open().await;
    place(&office, &no_meetings("09")).await.unwrap();
    let cursor = office.sync(BEN, None).await.cursor;
    let uid = office.graph.copies(BEN)[0].uid.clone();
    office.graph.delete(BEN, &uid);
    let cursor = office.sync(BEN, Some(&cursor)).await.cursor;
    assert!(gone(place(&office, &no_meetings("09")).await.unwrap_err()));
    let restarted = outlook(&office.graph, |_| {});
    restarted.changes(&mailbox(BEN), Some(&cursor), window()).await.unwrap();
    assert!(gone(restarted.hold(&mailbox(BEN), &no_meetings("09"), now()).await.unwrap_err()));
    assert!(office.graph.copies(BEN).is_empty());
}

#[tokio::test]
async fn a_hold_that_we_removed_is_nobodys_opting_out() {
    let office = Office::open().await;
    place(&office, &no_meetings("09")).await.unwrap();
    let cursor = office.sync(BEN, None).await.cursor;
    office.outlook.release(&mailbox(BEN), "wednesday-1", now()).await.unwrap();
    office.sync(BEN, Some(&cursor)).await;
    assert!(place(&office, &no_meetings("09")).await.is_ok());
}

#[tokio::test]
async fn a_hold_whose_creation_was_not_confirmed_is_one_hold() {
    for fault in [fake::Fault::ResetAfter, fake::Fault::After(503), fake::Fault::Truncated] {
        let office = Office::open().await;
        office.graph.fail("POST", "/events", 1, fault);
        assert!(matches!(place(&office, &no_meetings("09")).await, Err(ProviderError::Retry { .. })), "{fault:?}");
        place(&office, &no_meetings("09")).await.unwrap();
        assert_eq!(office.graph.copies(BEN).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_rehearsals_meeting_is_booked_once_rewritten_and_called_off() {
    let office = Office::open().await;
    let booking = Booking {
        key: "rehearsal-1".into(),
        title: "meetgate rehearsal".into(),
        text: "No agenda.".into(),
        guests: vec![address(BEN)],
        start: local("2026-12-04 10:00:00"),
        span: Span::exact(TimeDelta::minutes(30)),
    };
    let id = office.outlook.book(&mailbox(ANA), &booking).await.unwrap();
    assert_eq!(office.outlook.book(&mailbox(ANA), &booking).await.unwrap(), id);
    assert_eq!(office.graph.mails_of(MailKind::Invitation).len(), 1);
    let guest = office.only(BEN).await;
    assert_eq!((event(&guest).title.as_str(), event(&guest).start), ("meetgate rehearsal", booking.start));
    office.outlook.rewrite(&mailbox(ANA), &id, "Agenda: 1. Budget").await.unwrap();
    assert!(office.read(BEN, &guest.id).await.parts[0].invitation.body.as_str().contains("1. Budget"));
    office.outlook.unbook(&mailbox(ANA), &id).await.unwrap();
    office.outlook.unbook(&mailbox(ANA), &id).await.unwrap();
    assert!(event(&office.read(BEN, &guest.id).await).cancelled);
}
