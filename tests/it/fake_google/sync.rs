//! Listings, pages and sync tokens.

use serde_json::{Value, json};

use super::{Answer, Company, light, meeting, series};
use crate::support::google::{ChangedQuery, Fault, MovedOut, Paging, Role, Rule};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";

impl Answer {
    fn sync_token(&self) -> String {
        self.body["nextSyncToken"].as_str().expect("a sync token").to_owned()
    }

    fn names(&self, at: usize) -> Vec<&String> {
        self.items()[at].as_object().unwrap().keys().collect()
    }
}

#[tokio::test]
async fn the_sync_token_comes_with_the_last_page_alone() {
    let company = Company::new().await;
    for day in 3..8 {
        company.google.human(ANA).book(meeting("Day", day, 9, &[]));
    }
    let first = company.list(ANA, "maxResults=3").await;
    assert_eq!((first.items().len(), first.body.get("nextSyncToken")), (3, None));
    let page = first.body["nextPageToken"].as_str().unwrap();
    let last = company.list(ANA, &format!("maxResults=3&pageToken={page}")).await;
    assert_eq!((last.items().len(), last.body.get("nextPageToken")), (2, None));
    assert!(last.body["nextSyncToken"].is_string());
    assert_eq!(company.list(ANA, &format!("maxResults=3&singleEvents=true&pageToken={page}")).await.status, 400);
}

#[tokio::test]
async fn pages_may_be_short_or_empty_and_repeat_an_item() {
    let company = Company::new().await;
    for day in 3..8 {
        company.google.human(ANA).book(meeting("Day", day, 9, &[]));
    }
    company.google.paging(Paging { at_most: Some(2), empty_between: true, repeated: true, ..Paging::default() });
    let (mut sizes, mut ids, mut page) = (Vec::new(), Vec::new(), company.list(ANA, "").await);
    while let Some(next) = page.body["nextPageToken"].as_str().map(str::to_owned) {
        assert_eq!(page.body.get("nextSyncToken"), None);
        sizes.push(page.items().len());
        ids.extend(page.ids().into_iter().map(str::to_owned));
        page = company.list(ANA, &format!("pageToken={next}")).await;
    }
    assert!(page.body["nextSyncToken"].is_string());
    assert_eq!((sizes, page.items().len()), (vec![2, 0, 3, 0, 2], 0));
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((count, ids.len()), (7, 5));
}

#[tokio::test]
async fn a_change_between_two_pages_is_in_the_next_listing() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let ids: Vec<_> = (3..6).map(|day| ana.book(meeting("Day", day, 9, &[]))).collect();
    let first = company.list(ANA, "maxResults=2").await;
    ana.edit(&ids[0], json!({"summary": "Changed"}));
    let page = first.body["nextPageToken"].as_str().unwrap();
    let token = company.list(ANA, &format!("maxResults=2&pageToken={page}")).await.sync_token();
    assert_eq!(company.list(ANA, &format!("maxResults=2&syncToken={token}")).await.ids(), [ids[0].as_str()]);
}

#[tokio::test]
async fn an_incremental_listing_tells_what_changed_and_what_is_gone() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let (kept, gone) = (ana.book(meeting("Kept", 5, 9, &[])), ana.book(meeting("Gone", 6, 9, &[BEN])));
    let (token, own) = (company.list(BEN, "").await.sync_token(), company.list(ANA, "").await.sync_token());
    ana.remove(&gone);
    ana.edit(&kept, json!({"summary": "Still"}));
    let changes = company.list(BEN, &format!("syncToken={token}")).await;
    assert_eq!(changes.ids(), [gone.as_str()]);
    assert_eq!(changes.names(0), ["etag", "id", "kind", "status"]);
    let at_home = company.list(ANA, &format!("syncToken={own}")).await;
    let titles: Vec<_> = at_home.items().iter().map(|item| (&item["summary"], &item["status"])).collect();
    assert!(titles.contains(&(&json!("Still"), &json!("confirmed"))));
    assert!(titles.contains(&(&json!("Gone"), &json!("cancelled"))));
    let again = company.list(BEN, &format!("syncToken={}", changes.sync_token())).await;
    assert!(again.items().is_empty());
    assert_ne!(again.sync_token(), changes.sync_token());
    company.google.switch(|switches| switches.unchanged_token_stays = true);
    let same = company.list(BEN, &format!("syncToken={}", again.sync_token())).await;
    assert_eq!(same.sync_token(), again.sync_token());
}

#[tokio::test]
async fn a_cancelled_occurrence_of_a_living_series_is_always_told() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[BEN]));
    ana.remove(&ana.occurrence(&id, "2026-03-12T09:00:00Z"));
    let all = company.list(BEN, "showDeleted=false&singleEvents=false").await;
    let at = all.items().iter().position(|item| item["status"] == "cancelled").unwrap();
    assert_eq!(all.names(at), ["etag", "id", "kind", "originalStartTime", "recurringEventId", "status"]);
    assert_eq!(all.items()[at]["recurringEventId"], *id);
    let expanded = company.list(BEN, "singleEvents=true").await;
    assert_eq!(expanded.items().len(), 3);
    let deleted = company.list(BEN, "singleEvents=true&showDeleted=true").await;
    assert_eq!(deleted.items().len(), 4);
}

#[tokio::test]
async fn a_sync_token_takes_none_of_the_restrictions() {
    let company = Company::new().await;
    let token = company.list(ANA, "").await.sync_token();
    let times = ["timeMin", "timeMax", "updatedMin"].map(|name| format!("{name}=2026-03-01T00:00:00Z"));
    let texts = [
        "iCalUID=x",
        "orderBy=updated",
        "privateExtendedProperty=a%3Db",
        "q=x",
        "sharedExtendedProperty=a%3Db",
        "showDeleted=false",
    ];
    for restriction in times.iter().map(String::as_str).chain(texts) {
        let answer = company.list(ANA, &format!("syncToken={token}&{restriction}")).await;
        assert_eq!((answer.status, answer.reason()), (400, "syncTokenWithRequestRestrictions"), "{restriction}");
    }
}

#[tokio::test]
async fn a_sync_token_stands_for_the_query_it_came_from() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[]));
    let token = company.list(ANA, "singleEvents=true").await.sync_token();
    company.google.human(ANA).edit(&id, json!({"summary": "Changed"}));
    assert_eq!(company.list(ANA, &format!("syncToken={token}")).await.status, 400);
    company.google.switch(|switches| switches.changed_query = ChangedQuery::TokenWins);
    assert_eq!(company.list(ANA, &format!("syncToken={token}")).await.items().len(), 4);
}

#[tokio::test]
async fn a_sync_token_dies_on_demand_and_with_a_change_of_rights() {
    let company = Company::new().await;
    let token = company.list(ANA, "").await.sync_token();
    for (with_reason, reason) in [(true, "fullSyncRequired"), (false, "")] {
        company.google.fail(Rule::once("GET", "", Fault::SyncGone(with_reason)));
        assert_eq!(company.list(ANA, "").await.status, 200);
        let gone = company.list(ANA, &format!("syncToken={token}")).await;
        assert_eq!((gone.status, gone.reason()), (410, reason));
    }
    company.google.drop_sync_tokens(Some(ANA));
    assert_eq!(company.list(ANA, &format!("syncToken={token}")).await.status, 410);
    company.google.human(ANA).share(BEN, Role::Reader);
    let target = "/calendars/ana%40corp.example/events";
    let token = company.get(BEN, target).await.sync_token();
    company.google.human(ANA).share(BEN, Role::Writer);
    assert_eq!(company.get(BEN, &format!("{target}?syncToken={token}")).await.status, 410);
}

#[tokio::test]
async fn occurrences_may_come_before_their_series() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[]));
    ana.edit(&ana.occurrence(&id, "2026-03-12T09:00:00Z"), json!({"summary": "Moved"}));
    company.google.paging(Paging { occurrences_first: true, ..Paging::default() });
    let all = company.list(ANA, "").await;
    assert_eq!((all.items().len(), &all.items()[0]["recurringEventId"]), (2, &json!(id)));
    assert!(all.items()[1].get("recurrence").is_some());
}

#[tokio::test]
async fn declined_events_stay_in_the_listing() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[BEN]));
    company.patch(BEN, &id, light(BEN, "declined")).await;
    let listed = company.list(BEN, "").await;
    assert_eq!((listed.ids(), &listed.items()[0]["status"]), (vec![id.as_str()], &json!("confirmed")));
}

#[tokio::test]
async fn the_windows_bounds_are_exclusive_and_live_on_in_the_token() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[]));
    let list = async |from: &str, to: &str| {
        company.list(ANA, &format!("timeMin=2026-03-{from}:00Z&timeMax=2026-03-{to}:00Z")).await
    };
    assert_eq!(list("05T10:00", "06T00:00").await.items().len(), 0);
    assert_eq!(list("05T09:59", "06T00:00").await.items().len(), 1);
    assert_eq!(list("01T00:00", "05T09:00").await.items().len(), 0);
    let wrong = list("06T00:00", "05T00:00").await;
    assert_eq!((wrong.status, wrong.reason()), (400, "timeRangeEmpty"));
    for (moved_out, count) in [(MovedOut::Delivered, 1), (MovedOut::Withheld, 0), (MovedOut::Cancelled, 1)] {
        company.google.switch(|switches| switches.moved_out = moved_out);
        company.google.human(ANA).edit(&id, meeting("Review", 5, 10, &[]));
        let token = list("04T00:00", "06T00:00").await.sync_token();
        company.google.human(ANA).edit(&id, meeting("Review", 9, 10, &[]));
        let changes = company.list(ANA, &format!("syncToken={token}")).await;
        assert_eq!(changes.items().len(), count, "{moved_out:?}");
        let cancelled = changes.items().iter().any(|item| item["status"] == "cancelled");
        assert_eq!(cancelled, moved_out == MovedOut::Cancelled);
    }
}

#[tokio::test]
async fn an_expanded_series_tells_which_occurrences_it_lost() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[]));
    let token = company.list(ANA, "singleEvents=true").await.sync_token();
    ana.edit(&id, json!({"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"]}));
    let changes = company.list(ANA, &format!("singleEvents=true&syncToken={token}")).await;
    let status = |item: &Value| item["status"].as_str().map(str::to_owned);
    let lost = changes.items().iter().filter(|item| status(item).as_deref() == Some("cancelled")).count();
    assert_eq!((changes.items().len(), lost), (4, 2));
    ana.remove(&id);
    let gone = company.list(ANA, &format!("singleEvents=true&syncToken={}", changes.sync_token())).await;
    assert_eq!(gone.items().iter().filter(|item| item["status"] == "cancelled").count(), 2);
}

#[tokio::test]
async fn too_old_a_minimum_of_changes_is_gone() {
    let company = Company::new().await;
    let old = company.list(ANA, "updatedMin=2026-01-01T00:00:00Z").await;
    assert_eq!((old.status, old.reason()), (410, "updatedMinTooLongAgo"));
    assert_eq!(company.list(ANA, "updatedMin=2026-03-01T00:00:00Z").await.status, 200);
}
