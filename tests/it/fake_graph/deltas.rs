//! Rounds of changes: pages, tokens, removals, and what never shows.

use super::*;
use crate::support::graph::{Answer, Broken, Meeting};

fn review(start: &str) -> Meeting {
    Meeting::new("Review", ANA, start, ZONE).with(&[BEN])
}

#[tokio::test]
async fn a_round_comes_in_pages_of_the_wanted_size_and_ends_with_a_link_for_the_next() {
    let (fake, http) = three().await;
    for day in 1..=5 {
        fake.organize(review(&format!("2026-12-0{day}T10:00")));
    }
    let first = http.get_preferring(&december(BEN), "odata.maxpagesize=2").await;
    assert_eq!((first.rows().len(), first.text("@odata.deltaLink")), (2, None));
    assert_eq!(first.header("preference-applied"), Some("odata.maxpagesize=2"));
    let next = first.text("@odata.nextLink").expect("more");
    assert!(next.starts_with(&http.base), "{next} is absolute");
    let (rest, done) = http.round(next, "odata.maxpagesize=2").await;
    assert_eq!(rest.len(), 3);
    let (nothing, again) = http.round(&done, "").await;
    assert_eq!(nothing, Vec::<Value>::new());
    fake.organize(review("2026-12-09T10:00"));
    assert_eq!(http.round(&again, "").await.0.len(), 1);
    assert_eq!(http.round(&done, "").await.0.len(), 1, "an old link may be used again");
}

#[tokio::test]
async fn options_that_a_delta_does_not_have_are_refused_and_the_window_stays_in_the_token() {
    let (_fake, http) = three().await;
    for option in ["$filter=isCancelled eq false", "$orderby=subject", "$expand=instances", "$search=x", "$select=id"] {
        let refused = http.get(&format!("{}&{option}", december(BEN))).await;
        assert_eq!((refused.status, refused.code()), (400, "ErrorInvalidUrlQuery"), "{option}");
    }
    let (_, link) = http.round(&december(BEN), "").await;
    let again = http.get(&format!("{link}&startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z")).await;
    assert_eq!(again.status, 400);
    assert_eq!(http.get(&format!("/users/{BEN}/calendarView/delta")).await.status, 400, "a first call needs a window");
}

#[tokio::test]
async fn pages_may_be_empty_rows_may_come_twice_and_in_any_order() {
    let (fake, http) = three().await;
    for day in 1..=6 {
        fake.organize(review(&format!("2026-12-0{day}T10:00")));
    }
    let (plain, _) = http.round(&december(BEN), "").await;
    fake.deliver(|delivery| {
        (delivery.empty_pages, delivery.duplicates, delivery.shuffle) = (true, true, Some(7));
    });
    let first = http.get(&december(BEN)).await;
    assert_eq!(first.rows().len(), 0);
    assert!(first.text("@odata.nextLink").is_some());
    let (wild, _) = http.round(&december(BEN), "odata.maxpagesize=5").await;
    assert_eq!(wild.len(), 12);
    let ids = |rows: &[Value]| rows.iter().map(|row| of(row, "/id").to_owned()).collect::<Vec<_>>();
    let (mut once, in_order) = (ids(&wild), ids(&plain));
    assert_ne!(once.iter().step_by(2).cloned().collect::<Vec<_>>(), in_order);
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 6);
}

#[tokio::test]
async fn links_can_lead_to_a_foreign_host() {
    let (fake, http) = three().await;
    fake.organize(review("2026-12-01T10:00"));
    fake.organize(review("2026-12-02T10:00"));
    fake.deliver(|delivery| delivery.next_link_base = Some("https://graph.evil.example/v1.0".to_owned()));
    fake.deliver(|delivery| delivery.delta_link_base = Some("https://graph.microsoft.com/v1.0".to_owned()));
    let first = http.get_preferring(&december(BEN), "odata.maxpagesize=1").await;
    assert!(
        first.text("@odata.nextLink").is_some_and(|link| link.starts_with("https://graph.evil.example/v1.0/users/"))
    );
    let whole = http.get(&december(BEN)).await;
    assert!(
        whole.text("@odata.deltaLink").is_some_and(|link| link.starts_with("https://graph.microsoft.com/v1.0/users/"))
    );
}

#[tokio::test]
async fn removed_means_not_in_this_view_any_more() {
    let (fake, http) = three().await;
    let deleted = fake.organize(review("2026-12-01T10:00"));
    let moved = fake.organize(review("2026-12-02T10:00"));
    let (_, link) = http.round(&december(BEN), IMMUTABLE).await;
    let ids: Vec<String> = [&deleted, &moved].map(|uid| fake.copy(BEN, uid).expect("a copy").immutable_id).to_vec();
    fake.delete(BEN, &deleted);
    fake.move_to(&moved, "2027-02-02T10:00");
    let never_seen = fake.organize(review("2027-03-03T10:00"));
    let (rows, _) = http.round(&link, IMMUTABLE).await;
    assert!(rows.iter().all(is_removed), "{rows:?}");
    let mut told: Vec<&str> = rows.iter().map(|row| of(row, "/id")).collect();
    let unknown = fake.copy(BEN, &never_seen).expect("a copy").immutable_id;
    let mut expected = vec![ids[0].as_str(), ids[1].as_str(), unknown.as_str()];
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert_eq!(http.get(&event(BEN, &ids[0])).await.code(), "ErrorItemNotFound");
    assert_eq!(http.get(&event(BEN, &ids[1])).await.status, 200, "moved, not gone");
}

#[tokio::test]
async fn what_comes_and_goes_between_two_rounds_leaves_no_trace_and_a_delete_may_be_swallowed() {
    let (fake, http) = three().await;
    let kept = fake.organize(review("2026-12-01T10:00"));
    let (_, link) = http.round(&december(BEN), "").await;
    let short_lived = fake.organize(review("2026-12-02T10:00"));
    fake.delete(BEN, &short_lived);
    fake.swallow_deletes(BEN, 1);
    let id = fake.copy(BEN, &kept).expect("a copy").id;
    fake.delete(BEN, &kept);
    let (rows, _) = http.round(&link, "").await;
    assert_eq!(rows, Vec::<Value>::new());
    assert_eq!(http.get(&event(BEN, &id)).await.status, 404);
}

#[tokio::test]
async fn tokens_can_be_gone_between_rounds_and_in_the_middle_of_one() {
    let (fake, http) = three().await;
    for day in 1..=3 {
        fake.organize(review(&format!("2026-12-0{day}T10:00")));
    }
    let first = http.get_preferring(&december(BEN), "odata.maxpagesize=1").await;
    let next = first.text("@odata.nextLink").expect("more").to_owned();
    let (_, link) = http.round(&december(BEN), "").await;
    fake.expire_tokens(Broken::StateNotFound);
    for dead in [&next, &link] {
        let gone = http.get(dead).await;
        assert_eq!((gone.status, gone.code()), (410, "SyncStateNotFound"));
    }
    fake.expire_tokens(Broken::ResyncRequired);
    let resync = http.get(&link).await;
    assert_eq!((resync.status, resync.code()), (410, "resyncRequired"));
    let fresh = resync.header("location").expect("a fresh start").to_owned();
    assert_eq!(http.round(&fresh, "").await.0.len(), 3);
    fake.expire_tokens(Broken::BadlyFormed);
    let broken = http.get(&link).await;
    assert_eq!((broken.status, broken.code()), (400, "BadRequest"));
    let invented = http.get(&format!("/users/{BEN}/calendarView/delta?$deltatoken=invented")).await;
    assert_eq!(invented.status, 410);
}

#[tokio::test]
async fn ids_of_the_ordinary_kind_change_with_a_move_and_an_answer_and_immutable_ones_do_not() {
    let (fake, http) = three().await;
    let uid = fake.organize(review("2026-12-01T10:00"));
    let (_, link) = http.round(&december(BEN), "").await;
    let before = fake.copy(BEN, &uid).expect("a copy");
    fake.move_copy(BEN, &uid);
    let moved = fake.copy(BEN, &uid).expect("a copy");
    fake.answer(BEN, &uid, Answer::Accepted);
    let after = fake.copy(BEN, &uid).expect("a copy");
    assert!(before.id != moved.id && moved.id != after.id);
    assert_eq!(before.immutable_id, after.immutable_id);
    assert_eq!(http.get(&event(BEN, &before.id)).await.status, 404);
    let read = http.get_preferring(&event(BEN, &before.immutable_id), IMMUTABLE).await;
    assert_eq!(of(&read.body, "/id"), before.immutable_id);
    assert_ne!(fake.copy(ANA, &uid).expect("a copy").immutable_id, after.immutable_id);
    assert_eq!(fake.copy(ANA, &uid).expect("a copy").uid, after.uid);
    let (rows, _) = http.round(&link, "").await;
    assert!(rows.iter().any(|row| is_removed(row) && of(row, "/id") == before.id), "{rows:?}");
    assert!(rows.iter().any(|row| of(row, "/id") == after.id));
}
