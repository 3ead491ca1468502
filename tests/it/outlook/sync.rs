//! Reading what there is, and what changes.

use chrono::{NaiveDate, TimeDelta};
use meetgate::meeting::{EventKind, Response};
use meetgate::provider::{Calendar, ProviderError};

use super::*;
use crate::support::graph::{Attachment, Broken, Fault};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A weekly series that began in October, moved once, called off once, with Ben invited.
fn weekly(office: &Office) -> String {
    let uid = office.graph.organize(Meeting::new("Weekly", ANA, "2026-10-06T10:00", BERLIN).weekly(0).with(&[BEN]));
    office.graph.edit_day(&uid, day("2026-12-08"), |meeting| {
        meeting.move_to("2026-12-09T15:00");
        meeting.subject = "Weekly, moved".into();
    });
    office.graph.cancel_day(&uid, day("2026-12-15"));
    uid
}

/// What [`weekly`] has in the window.
fn of_weekly() -> Vec<(String, String, String)> {
    [
        ("20261201T090000Z", "12-01T09:00", "Weekly"),
        ("20261208T090000Z", "12-09T14:00", "Weekly, moved"),
        ("20261222T090000Z", "12-22T09:00", "Weekly"),
        ("20261229T090000Z", "12-29T09:00", "Weekly"),
    ]
    .map(|(name, start, title)| (name.to_owned(), start.to_owned(), title.to_owned()))
    .to_vec()
}

#[tokio::test]
async fn a_series_is_what_outlook_shows_of_it_and_its_master_is_no_meeting() {
    let office = Office::open().await;
    let uid = weekly(&office);
    for of in [ANA, BEN] {
        let series = office.only(of).await;
        assert_eq!(occurrences(&series), of_weekly(), "{of}");
        assert!(series.parts.iter().all(|part| part.event.uid == uid), "copies meet by the UID of the series");
        assert_eq!(event(&series).organizer.as_ref().unwrap().as_str(), ANA);
    }
    assert_eq!(office.graph.violations(), [] as [String; 0]);
}

#[tokio::test]
async fn pages_may_be_empty_doubled_shuffled_and_without_masters() {
    let office = Office::with(|_| {}, |options| options.page_size = 2).await;
    weekly(&office);
    office.review();
    let plain = office.sync(BEN, None).await;
    for seed in 0..4 {
        office.graph.deliver(|delivery| {
            delivery.shuffle = Some(seed);
            delivery.duplicates = true;
            delivery.empty_pages = true;
            delivery.without_masters = seed % 2 == 1;
        });
        let mut found = office.sync(BEN, None).await;
        let id = |object: &Object| object.id.clone();
        assert!(found.complete && !found.more);
        let mut expected = plain.objects.clone();
        expected.sort_by_key(id);
        found.objects.sort_by_key(id);
        assert_eq!(
            found.objects.iter().map(occurrences).collect::<Vec<_>>(),
            expected.iter().map(occurrences).collect::<Vec<_>>()
        );
    }
    let delta = office.calls("GET", "calendarView/delta");
    let wishes = |call: &&Recorded| {
        let prefer = call.prefer.as_deref().unwrap_or_default();
        prefer.contains("maxpagesize=2") && prefer.contains("IdType=\"ImmutableId\"") && prefer.contains("html")
    };
    assert!(delta.len() > 10 && delta.iter().all(|call| wishes(&call)), "the wishes go along with every page");
}

#[tokio::test]
async fn when_nothing_changed_one_request_says_so_and_the_cursor_stays() {
    let office = Office::open().await;
    weekly(&office);
    office.review();
    let cursor = office.sync(BEN, None).await.cursor;
    office.graph.forget();
    for _ in 0..3 {
        let idle = office.sync(BEN, Some(&cursor)).await;
        assert_eq!((idle.objects.len(), idle.gone.len(), idle.complete), (0, 0, false));
        assert_eq!(idle.cursor, cursor);
    }
    assert_eq!(office.graph.calls().len(), 3);
}

#[tokio::test]
async fn what_the_organizer_changes_is_heard_of_once() {
    let office = Office::open().await;
    let uid = office.review();
    let first = office.sync(BEN, None).await;
    office.graph.edit(&uid, |meeting| meeting.body = "<p>Agenda: 1. Budget</p>".into());
    let second = office.sync(BEN, Some(&first.cursor)).await;
    assert_eq!(second.objects.len(), 1);
    assert!(second.objects[0].parts[0].invitation.body.as_str().contains("Budget"));
    assert_eq!(office.sync(BEN, Some(&second.cursor)).await.objects.len(), 0);
    office.graph.cancel(&uid);
    let third = office.sync(BEN, Some(&second.cursor)).await;
    assert!(event(&third.objects[0]).cancelled);
    office.graph.delete(BEN, &uid);
    let fourth = office.sync(BEN, Some(&third.cursor)).await;
    assert_eq!(fourth.gone, [first.objects[0].id.clone()]);
}

#[tokio::test]
async fn an_occurrence_that_was_called_off_is_gone_though_no_row_says_so() {
    let office = Office::open().await;
    let uid = weekly(&office);
    let mut cursor = office.sync(BEN, None).await.cursor;
    for (day_off, left) in [("2026-12-22", 3), ("2026-12-08", 2)] {
        office.graph.cancel_day(&uid, day(day_off));
        let changes = office.sync(BEN, Some(&cursor)).await;
        cursor = changes.cursor;
        let [series] = changes.objects.as_slice() else { panic!("{:?}", changes.objects) };
        assert_eq!(names(series).len(), left, "{day_off}: {:?}", occurrences(series));
        assert!(!names(series).contains(&format!("{}T090000Z", day_off.replace('-', ""))));
    }
}

#[tokio::test]
async fn a_series_that_moves_or_ends_is_read_anew() {
    let office = Office::open().await;
    let uid = weekly(&office);
    let first = office.sync(BEN, None).await;
    office.graph.edit(&uid, |meeting| meeting.move_to("2026-10-06T11:30"));
    let moved = office.sync(BEN, Some(&first.cursor)).await;
    let starts: Vec<_> = occurrences(&moved.objects[0]).into_iter().map(|(_, start, _)| start).collect();
    assert_eq!(starts, ["12-01T10:30", "12-08T10:30", "12-15T10:30", "12-22T10:30", "12-29T10:30"]);
    office.graph.delete(BEN, &uid);
    let ended = office.sync(BEN, Some(&moved.cursor)).await;
    assert!(ended.gone.contains(&first.objects[0].id), "{:?}", ended.gone);
    assert!(ended.objects.is_empty());
}

#[tokio::test]
async fn what_moves_out_of_the_view_is_no_longer_in_it() {
    let office = Office::open().await;
    let uid = office.review();
    let first = office.sync(BEN, None).await;
    office.graph.move_to(&uid, "2027-09-01T10:00");
    let second = office.sync(BEN, Some(&first.cursor)).await;
    assert_eq!((second.objects.len(), second.gone), (0, vec![first.objects[0].id.clone()]));
    office.graph.move_to(&uid, "2026-12-10T10:00");
    assert_eq!(office.sync(BEN, Some(&second.cursor)).await.objects.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_expired_or_broken_begins_a_complete_listing() {
    let office = Office::open().await;
    weekly(&office);
    office.review();
    let mut cursor = office.sync(BEN, None).await.cursor;
    for broken in [Broken::StateNotFound, Broken::ResyncRequired, Broken::BadlyFormed] {
        office.graph.expire_tokens(broken);
        let anew = office.sync(BEN, Some(&cursor)).await;
        assert!(anew.complete, "{broken:?}");
        assert_eq!(anew.objects.len(), 2);
        cursor = anew.cursor;
    }
    let odd = Cursor("not a cursor".into());
    assert!(office.sync(BEN, Some(&odd)).await.complete);
}

#[tokio::test]
async fn a_token_that_breaks_within_a_round_leaves_nothing_half_done() {
    let office = Office::with(|_| {}, |options| options.page_size = 2).await;
    weekly(&office);
    let cursor = office.sync(BEN, None).await.cursor;
    office.graph.fail_after("GET", "calendarView/delta", 1, 1, Fault::Token(Broken::StateNotFound));
    let broken = office.outlook.changes(&mailbox(BEN), None, window()).await;
    assert!(matches!(broken, Err(ProviderError::Retry { .. })), "{broken:?}");
    assert!(!office.sync(BEN, Some(&cursor)).await.complete, "the old cursor is still good");
}

#[tokio::test]
async fn the_view_is_renewed_before_its_end() {
    let office = Office::open().await;
    office.review();
    let mut cursor = office.sync(BEN, None).await.cursor;
    let mut renewed = Vec::new();
    for days in 1..=28 {
        let later = TimeDelta::days(days);
        let window = Window { from: window().from + later, to: window().to + later };
        let changes = office.outlook.changes(&mailbox(BEN), Some(&cursor), window).await.unwrap();
        renewed.extend(changes.complete.then_some(days));
        cursor = changes.cursor;
    }
    assert!((2..=4).contains(&renewed.len()) && (7..=14).contains(&renewed[0]), "{renewed:?}");
}

#[tokio::test]
async fn links_that_lead_elsewhere_are_refused_and_get_no_token() {
    let office = Office::open().await;
    let elsewhere = FakeGraph::start(graph::Options::new(now(), vec![Account::new(BEN, BERLIN)])).await;
    weekly(&office);
    let cursor = office.sync(BEN, None).await.cursor;
    for next in [true, false] {
        office.graph.deliver(|delivery| {
            let base = Some(elsewhere.endpoint());
            *delivery = Default::default();
            *if next { &mut delivery.next_link_base } else { &mut delivery.delta_link_base } = base;
        });
        let narrow = outlook(&office.graph, |options| options.page_size = 2);
        let refused = narrow.changes(&mailbox(BEN), None, window()).await;
        assert!(matches!(&refused, Err(ProviderError::Permanent(why)) if why.contains("not followed")), "{refused:?}");
    }
    let kept = office.outlook.changes(&mailbox(BEN), Some(&cursor), window()).await;
    assert!(kept.is_err());
    assert_eq!(elsewhere.calls().len(), 0);
}

#[tokio::test]
async fn attachments_are_asked_for_only_where_the_text_leaves_the_question_open() {
    let office = Office::open().await;
    let open = office.review();
    let full = "<p>Agenda</p><ol><li>Budget 2027: decide on the three options</li><li>Hiring plan</li></ol>\
        <p>Please read before the meeting: <a href=\"https://docs.corp.example/d/budget.docx\">budget paper</a></p>";
    let told = office.graph.organize(Meeting::new("Budget", ANA, "2026-12-04T10:00", BERLIN).with(&[BEN]).body(full));
    for uid in [&open, &told] {
        office.graph.attach(uid, Attachment::file("Figures.xlsx", "application/vnd.ms-excel", b"secret figures"));
        office.graph.attach(uid, Attachment::inline("logo.png"));
    }
    let changes = office.sync(BEN, None).await;
    let asked = office.calls("GET", "/attachments");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].query.iter().any(|(name, value)| name == "$select" && !value.contains("contentBytes")));
    let review = changes.objects.iter().find(|object| event(object).title == "Review").unwrap();
    let attached: Vec<_> = review.parts[0].invitation.attachments.iter().map(|a| (a.name.as_str(), a.inline)).collect();
    assert_eq!(attached, [("Figures.xlsx", false), ("logo.png", true)]);
    assert_eq!(office.read(BEN, &review.id).await.parts, review.parts, "the look sees what the sync saw");
}

#[tokio::test]
async fn all_day_private_and_unsent_events_are_what_they_are() {
    let office = Office::open().await;
    office.graph.organize(Meeting::new("Offsite", ANA, "2026-12-07T00:00", BERLIN).all_day(2).with(&[BEN]));
    let mut secret = Meeting::new("Doctor", ANA, "2026-12-08T09:00", BERLIN).with(&[BEN]);
    secret.sensitivity = "private".into();
    office.graph.organize(secret);
    let mut draft = Meeting::new("Draft", ANA, "2026-12-09T09:00", BERLIN).with(&[BEN]);
    draft.draft = true;
    office.graph.organize(draft);
    let of_ana = office.sync(ANA, None).await.objects;
    let find = |title: &str| of_ana.iter().map(event).find(|event| event.title == title).unwrap();
    assert_eq!((find("Offsite").start.canonical().as_str(), find("Offsite").span.days), ("20261207", 2));
    assert!(find("Doctor").private && !find("Offsite").private);
    assert_eq!(find("Draft").kind, EventKind::Other);
    assert_eq!(office.sync(BEN, None).await.objects.len(), 2);
}

#[tokio::test]
async fn a_series_keeps_its_days_over_a_clock_change_and_late_in_the_evening() {
    let office = Office::open().await;
    let late = Meeting::new("Night shift", ANA, "2026-09-01T23:30", "Pacific Standard Time").weekly(0).with(&[BEN]);
    let uid = office.graph.organize(late);
    office.graph.edit_day(&uid, day("2026-12-15"), |meeting| meeting.subject = "Night shift, long".into());
    let series = office.only(BEN).await;
    let found: Vec<_> = occurrences(&series).into_iter().map(|(name, _, title)| (name, title)).collect();
    let row = |name: &str, title: &str| (name.to_owned(), title.to_owned());
    assert_eq!(
        found,
        [
            row("20261202T073000Z", "Night shift"),
            row("20261209T073000Z", "Night shift"),
            row("20261216T073000Z", "Night shift, long"),
            row("20261223T073000Z", "Night shift"),
            row("20261230T073000Z", "Night shift"),
        ]
    );
}

#[tokio::test]
async fn someone_invited_to_one_occurrence_only_has_the_key_of_that_occurrence() {
    let office = Office::open().await;
    let uid = weekly(&office);
    office.graph.edit_day(&uid, day("2026-12-22"), |meeting| {
        let mut cat = meeting.guests[0].clone();
        cat.person.address = CAT.into();
        meeting.guests.push(cat);
    });
    let object = office.only(CAT).await;
    assert_eq!(event(&object).uid, uid);
    assert_eq!(names(&object), ["20261222T090000Z"]);
    let given = answer(Response::Tentative, Some("answer-1"), &event(&object).etag);
    let target = target(&object, Some("20261222T090000Z"));
    office.outlook.answer(&mailbox(CAT), &target, &given).await.unwrap();
    assert_eq!(event(&office.read(CAT, &object.id).await).response, Response::Tentative);
}

#[tokio::test]
async fn a_series_is_read_from_the_calendar_where_its_instances_cannot_be_listed() {
    let office = Office::open().await;
    let uid = weekly(&office);
    let cursor = office.sync(BEN, None).await.cursor;
    office.graph.fail("GET", "/instances", 99, Fault::Before(404));
    office.graph.cancel_day(&uid, day("2026-12-22"));
    let changes = office.sync(BEN, Some(&cursor)).await;
    let expected: Vec<_> = of_weekly().into_iter().filter(|(name, ..)| !name.starts_with("20261222")).collect();
    assert_eq!(occurrences(&changes.objects[0]), expected);
}

#[tokio::test]
async fn nothing_that_is_asked_is_refused_as_malformed() {
    for contrary in [false, true] {
        let office = Office::open().await;
        if contrary {
            office.graph.switch(|switches| *switches = crate::support::graph::Switches::contrary());
        }
        let uid = weekly(&office);
        office.review();
        let cursor = office.sync(BEN, None).await.cursor;
        office.graph.edit_day(&uid, day("2026-12-29"), |meeting| meeting.subject = "Weekly, the last".into());
        let changes = office.sync(BEN, Some(&cursor)).await;
        assert_eq!(occurrences(&changes.objects[0]).last().unwrap().2, "Weekly, the last");
        office.read(BEN, &changes.objects[0].id).await;
        let refused: Vec<_> = office.graph.calls().into_iter().filter(|call| call.status >= 400).collect();
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(office.graph.violations(), [] as [String; 0]);
    }
}
