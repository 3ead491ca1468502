//! Listings, pages and sync tokens.

use super::{Company, meeting, series};

#[tokio::test]
async fn the_sync_token_comes_with_the_last_page_alone() {
    let company = Company::new().await;
    for day in 3..8 {
        company.google.human("ana@corp.example").book(meeting("Day", day, 9, &[]));
    }
    let first = company.list("ana@corp.example", "maxResults=3").await;
    assert_eq!((first.items().len(), first.body.get("nextSyncToken")), (3, None));
    let page = first.body["nextPageToken"].as_str().unwrap();
    let last = company.list("ana@corp.example", &format!("maxResults=3&pageToken={page}")).await;
    assert_eq!((last.items().len(), last.body.get("nextPageToken")), (2, None));
    assert!(last.body["nextSyncToken"].is_string());
}

#[tokio::test]
async fn an_incremental_listing_tells_what_changed_and_what_is_gone() {
    let company = Company::new().await;
    let ana = company.google.human("ana@corp.example");
    let (kept, gone) = (ana.book(meeting("Kept", 5, 9, &[])), ana.book(meeting("Gone", 6, 9, &["ben@corp.example"])));
    let token = company.list("ben@corp.example", "").await.body["nextSyncToken"].as_str().unwrap().to_owned();
    ana.remove(&gone);
    ana.edit(&kept, serde_json::json!({"summary": "Still"}));
    let changes = company.list("ben@corp.example", &format!("syncToken={token}")).await;
    assert_eq!(changes.ids(), [gone.as_str()]);
    let names: Vec<_> = changes.items()[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["etag", "id", "kind", "status"]);
    let again = company
        .list("ben@corp.example", &format!("syncToken={}", changes.body["nextSyncToken"].as_str().unwrap()))
        .await;
    assert!(again.items().is_empty());
}

#[tokio::test]
async fn a_cancelled_occurrence_of_a_living_series_is_always_told() {
    let company = Company::new().await;
    let ana = company.google.human("ana@corp.example");
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &["ben@corp.example"]));
    ana.remove(&ana.occurrence(&id, "2026-03-12T09:00:00Z"));
    let all = company.list("ben@corp.example", "").await;
    let stub = all.items().iter().find(|item| item["status"] == "cancelled").unwrap();
    let names: Vec<_> = stub.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["etag", "id", "kind", "originalStartTime", "recurringEventId", "status"]);
    let expanded = company.list("ben@corp.example", "singleEvents=true").await;
    assert_eq!(expanded.items().len(), 3);
}

#[tokio::test]
async fn a_sync_token_takes_none_of_the_restrictions() {
    let company = Company::new().await;
    let token = company.list("ana@corp.example", "").await.body["nextSyncToken"].as_str().unwrap().to_owned();
    let at = "2026-03-01T00:00:00Z";
    let times = ["timeMin", "timeMax", "updatedMin"].map(|name| format!("{name}={at}"));
    let texts = [
        "iCalUID=x",
        "orderBy=updated",
        "privateExtendedProperty=a%3Db",
        "q=x",
        "sharedExtendedProperty=a%3Db",
        "showDeleted=false",
    ];
    for restriction in times.iter().map(String::as_str).chain(texts) {
        let answer = company.list("ana@corp.example", &format!("syncToken={token}&{restriction}")).await;
        assert_eq!((answer.status, answer.reason()), (400, "syncTokenWithRequestRestrictions"), "{restriction}");
    }
}
