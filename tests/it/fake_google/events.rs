//! Making and changing events: ids, properties, times, series, and what readers see.

use serde_json::{Value, json};

use super::{Company, light, meeting, people, series};
use crate::support::google::{Account, Options};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";
const CLEO: &str = "cleo@corp.example";
const EVENTS: &str = "/calendars/primary/events";

#[tokio::test]
async fn a_repeated_client_id_is_a_duplicate_even_after_deletion() {
    let company = Company::new().await;
    let mut event = meeting("Hold", 5, 9, &[]);
    event["id"] = json!("hold0001");
    assert_eq!(company.post(ANA, EVENTS, event.clone()).await.status, 200);
    let again = company.post(ANA, EVENTS, event.clone()).await;
    assert_eq!((again.status, again.reason()), (409, "duplicate"));
    assert_eq!(company.delete(ANA, "hold0001").await.status, 204);
    assert_eq!(company.post(ANA, EVENTS, event.clone()).await.status, 409);
    assert_eq!(company.event(ANA, "hold0001").await["status"], "cancelled");
    let second = company.delete(ANA, "hold0001").await;
    assert_eq!((second.status, second.reason()), (410, "deleted"));
    for id in ["abcd", "hold_001", "wxyz0001", "HOLD0001"] {
        event["id"] = json!(id);
        assert_eq!(company.post(ANA, EVENTS, event.clone()).await.status, 400, "{id}");
    }
}

#[tokio::test]
async fn overlong_property_names_are_dropped_and_values_cut() {
    let company = Company::new().await;
    let mut event = meeting("Hold", 5, 9, &[]);
    event["extendedProperties"] = json!({"private": {"k".repeat(45): "dropped", "k".repeat(44): "v".repeat(1100)}});
    let made = company.post(ANA, EVENTS, event).await;
    let kept = made.body["extendedProperties"]["private"].as_object().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept["k".repeat(44).as_str()].as_str().unwrap().len(), 1024);
}

#[tokio::test]
async fn properties_are_limited_in_number_and_size_over_all_copies() {
    let company = Company::new().await;
    let many = |count: usize, size: usize| -> Value {
        let map = (0..count).map(|at| (format!("key{at}"), json!("v".repeat(size)))).collect::<serde_json::Map<_, _>>();
        json!({"extendedProperties": {"private": map}})
    };
    let id = company.google.human(ANA).book(meeting("Review", 5, 9, &[BEN]));
    assert_eq!(company.patch(ANA, &id, many(301, 1)).await.status, 400);
    assert_eq!(company.patch(ANA, &id, many(40, 1000)).await.status, 400);
    assert_eq!(company.patch(ANA, &id, many(200, 1)).await.status, 200);
    assert_eq!(company.patch(BEN, &id, many(101, 1)).await.status, 400);
    assert_eq!(company.patch(BEN, &id, many(100, 1)).await.status, 200);
}

#[tokio::test]
async fn null_in_a_patch_removes_a_property() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 9, &[]));
    company.patch(ANA, &id, json!({"extendedProperties": {"private": {"a": "1", "b": "2"}}})).await;
    let left = company.patch(ANA, &id, json!({"extendedProperties": {"private": {"a": null}}})).await;
    assert_eq!(left.body["extendedProperties"]["private"], json!({"b": "2"}));
    company.google.switch(|switches| switches.null_removes_property = false);
    let left = company.patch(ANA, &id, json!({"extendedProperties": {"private": {"b": null}}})).await;
    assert_eq!(left.body["extendedProperties"]["private"], json!({"b": ""}));
}

#[tokio::test]
async fn focus_time_is_for_primary_calendars_with_the_feature_and_has_a_time() {
    let plain = Account::new("plain@corp.example").without_status_events();
    let accounts = people().into_iter().chain([plain]).collect();
    let company = Company::with(Options { accounts, ..Options::default() }).await;
    for kind in ["focusTime", "outOfOffice"] {
        let mut event = meeting("Quiet", 5, 9, &[]);
        event.as_object_mut().unwrap().remove("attendees");
        event["eventType"] = json!(kind);
        event[format!("{kind}Properties")] = json!({"autoDeclineMode": "declineNone"});
        assert_eq!(company.post(ANA, EVENTS, event.clone()).await.status, 200, "{kind}");
        assert_eq!(company.post("plain@corp.example", EVENTS, event.clone()).await.status, 400, "{kind}");
        let other = company.google.add_calendar(ANA, "Other", "Europe/Berlin");
        let target = format!("/calendars/{}/events", other.replace('@', "%40"));
        assert_eq!(company.post(ANA, &target, event.clone()).await.status, 400, "{kind}");
        event["start"] = json!({"date": "2026-03-05"});
        event["end"] = json!({"date": "2026-03-06"});
        assert_eq!(company.post(ANA, EVENTS, event).await.status, 400, "{kind}");
    }
}

#[tokio::test]
async fn focus_time_declines_by_itself_as_its_mode_says() {
    for (mode, old, new) in [
        ("declineNone", "needsAction", "needsAction"),
        ("declineAllConflictingInvitations", "declined", "declined"),
        ("declineOnlyNewConflictingInvitations", "needsAction", "declined"),
    ] {
        let company = Company::new().await;
        let ana = company.google.human(ANA);
        let before = ana.book(meeting("Before", 5, 9, &[BEN]));
        company.google.human(BEN).book(json!({
            "eventType": "focusTime", "start": {"dateTime": "2026-03-05T08:30:00+01:00"},
            "end": {"dateTime": "2026-03-05T12:00:00+01:00"},
            "focusTimeProperties": {"autoDeclineMode": mode, "declineMessage": "Focus"},
        }));
        let after = ana.book(meeting("After", 5, 10, &[BEN]));
        let apart = ana.book(meeting("Apart", 5, 14, &[BEN]));
        let answers = [before, after, apart].map(|id| company.google.answer(BEN, &id));
        assert_eq!(answers, [old, new, "needsAction"], "{mode}");
    }
}

#[tokio::test]
async fn who_sees_how_much_of_the_guest_list() {
    let company = Company::new().await;
    let mut event = meeting("Review", 5, 10, &[BEN, CLEO, "room@corp.example"]);
    event["guestsCanSeeOtherGuests"] = json!(false);
    let id = company.google.human(ANA).book(event);
    let own = company.event(BEN, &id).await;
    assert_eq!((own["attendees"].as_array().unwrap().len(), &own["attendeesOmitted"]), (1, &json!(true)));
    let all = company.event(ANA, &id).await;
    let room = &all["attendees"][2];
    assert_eq!((&room["resource"], &room["responseStatus"]), (&json!(true), &json!("accepted")));
    let few = company.get(ANA, &format!("{EVENTS}/{id}?maxAttendees=2")).await.body;
    assert_eq!((few["attendees"].as_array().map(Vec::len), &few["attendeesOmitted"]), (Some(0), &json!(true)));
    let alone = company.google.human(ANA).book(json!({
        "start": {"date": "2026-03-05"}, "end": {"date": "2026-03-06"},
    }));
    let alone = company.event(ANA, &alone).await;
    assert!(["attendees", "description", "summary"].iter().all(|name| alone.get(*name).is_none()));
}

#[tokio::test]
async fn a_groups_members_have_copies_without_an_entry_of_their_own() {
    let groups = vec![("team@corp.example".to_owned(), vec![BEN.to_owned(), CLEO.to_owned()])];
    let company = Company::with(Options { accounts: people(), groups, ..Options::default() }).await;
    let id = company.google.human(ANA).book(meeting("All hands", 5, 10, &["team@corp.example"]));
    let copy = company.event(BEN, &id).await;
    assert_eq!(copy["attendees"], json!([{"email": "team@corp.example", "responseStatus": "needsAction"}]));
    company.patch(BEN, &id, light(BEN, "declined")).await;
    assert_eq!(super::answer_in(&company.event(ANA, &id).await, BEN), "declined");
}

#[tokio::test]
async fn a_secondary_calendar_can_be_the_organizer() {
    let company = Company::new().await;
    let team = company.google.add_calendar(ANA, "Team", "Europe/Berlin");
    let id = company.google.human(ANA).at(&team).book(meeting("Review", 5, 10, &[BEN]));
    let copy = company.event(BEN, &id).await;
    assert_eq!((&copy["organizer"]["email"], &copy["creator"]["email"]), (&json!(team), &json!(ANA)));
    assert_eq!(copy["organizer"].get("self"), None);
    company.patch(BEN, &id, light(BEN, "accepted")).await;
    let home = company.google.copy_on(&team, ANA, &id);
    assert_eq!((super::answer_in(&home, BEN).as_str(), &home["organizer"]["self"]), ("accepted", &json!(true)));
}

#[tokio::test]
async fn times_are_shown_in_the_calendars_zone_or_the_one_asked_for() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[CLEO]));
    let at_cleos = company.event(CLEO, &id).await;
    assert_eq!(at_cleos["start"], json!({"dateTime": "2026-03-05T04:00:00-05:00", "timeZone": "Europe/Berlin"}));
    let asked = company.get(CLEO, &format!("{EVENTS}/{id}?timeZone=Asia%2FKolkata")).await.body;
    assert_eq!(asked["start"]["dateTime"], "2026-03-05T14:30:00+05:30");
    assert_eq!(company.get(CLEO, &format!("{EVENTS}/{id}?timeZone=Mars")).await.status, 400);
    company.google.change_account(CLEO, |account| account.zone = "Europe/Lisbon".to_owned());
    assert_eq!(company.get(CLEO, "/users/me/settings/timezone").await.body["value"], "Europe/Lisbon");
    assert_eq!(company.get(CLEO, "/calendars/primary").await.body["timeZone"], "America/New_York");
}

#[tokio::test]
async fn a_series_keeps_its_hour_across_a_clock_change_and_all_day_events_their_dates() {
    let company = Company::new().await;
    company.google.human(ANA).book(series("Weekly", 26, 10, "FREQ=WEEKLY;COUNT=2", &[]));
    let listed = company.list(ANA, "singleEvents=true&orderBy=startTime").await;
    let starts: Vec<_> = listed.items().iter().map(|item| item["start"]["dateTime"].as_str().unwrap()).collect();
    assert_eq!(starts, ["2026-03-26T10:00:00+01:00", "2026-04-02T10:00:00+02:00"]);
    let mut days = json!({"start": {"date": "2026-03-27"}, "end": {"date": "2026-03-29"}});
    days["recurrence"] = json!(["RRULE:FREQ=WEEKLY;UNTIL=20260410"]);
    let id = company.google.human(BEN).book(days);
    let listed = company.list(BEN, "singleEvents=true&orderBy=startTime").await;
    let days: Vec<_> = listed.items().iter().map(|item| (&item["start"]["date"], &item["end"]["date"])).collect();
    assert_eq!(days.len(), 3);
    assert_eq!(days[1], (&json!("2026-04-03"), &json!("2026-04-05")));
    assert_eq!(listed.ids()[1], format!("{id}_20260403"));
    let empty = json!({"start": {"date": "2026-03-27"}, "end": {"date": "2026-03-27"}});
    assert_eq!(company.post(BEN, EVENTS, empty).await.status, 400);
}

#[tokio::test]
async fn a_series_needs_a_zone_and_a_time_needs_an_offset_or_one() {
    let company = Company::new().await;
    let time = |hour: u32, more: &str| json!({"dateTime": format!("2026-03-05T{hour:02}:00:00{more}")});
    let mut event = json!({"start": time(9, "+01:00"), "end": time(10, "+01:00")});
    assert_eq!(company.post(ANA, EVENTS, event.clone()).await.status, 200);
    event["recurrence"] = json!(["RRULE:FREQ=WEEKLY"]);
    assert_eq!(company.post(ANA, EVENTS, event).await.status, 400);
    assert_eq!(company.post(ANA, EVENTS, json!({"start": time(9, ""), "end": time(10, "")})).await.status, 400);
}

#[tokio::test]
async fn an_occurrence_is_found_by_its_original_start_even_after_it_moved() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[BEN]));
    let one = ana.occurrence(&id, "2026-03-12T09:00:00Z");
    ana.edit(&one, meeting("Moved", 13, 15, &[BEN]));
    let target = format!("{EVENTS}/{id}/instances?originalStart=2026-03-12T10:00:00%2B01:00");
    let found = company.get(BEN, &target).await;
    assert_eq!((found.ids(), &found.items()[0]["summary"]), (vec![one.as_str()], &json!("Moved")));
    assert_eq!(found.items()[0]["originalStartTime"]["dateTime"], "2026-03-12T10:00:00+01:00");
    assert_eq!(found.items()[0]["start"]["dateTime"], "2026-03-13T15:00:00+01:00");
    assert_eq!(company.get(BEN, &format!("{EVENTS}/{id}/instances")).await.items().len(), 4);
    ana.remove(&one);
    assert_eq!(company.get(BEN, &target).await.items().len(), 0);
    let deleted = company.get(BEN, &format!("{target}&showDeleted=true")).await;
    assert_eq!(deleted.items()[0]["status"], "cancelled");
}

#[tokio::test]
async fn a_change_of_the_series_reaches_its_exceptions_but_for_what_they_changed() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[BEN]));
    let one = ana.occurrence(&id, "2026-03-12T09:00:00Z");
    ana.edit(&one, json!({"summary": "Special"}));
    company.google.human(BEN).answer(&one, "declined");
    ana.edit(&id, json!({"summary": "Weekly 2", "description": "Agenda"}));
    let exception = company.event(BEN, &one).await;
    assert_eq!((&exception["summary"], &exception["description"]), (&json!("Special"), &json!("Agenda")));
    assert_eq!(company.google.answer(BEN, &one), "declined");
    assert_eq!(company.event(BEN, &id).await["summary"], "Weekly 2");
}

#[tokio::test]
async fn a_split_series_ends_and_another_one_begins() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[BEN]));
    let rest = ana.split(&id, "2026-03-19T09:00:00Z", json!({"summary": "Weekly, new"}));
    assert_eq!(rest, format!("{id}_R20260319T090000"));
    let listed = company.list(BEN, "singleEvents=true&orderBy=startTime").await;
    let titles: Vec<_> = listed.items().iter().map(|item| item["summary"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Weekly", "Weekly", "Weekly, new", "Weekly, new"]);
    assert_ne!(company.event(BEN, &id).await["iCalUID"], company.event(BEN, &rest).await["iCalUID"]);
}

#[tokio::test]
async fn the_old_calendar_keeps_a_stub_when_the_organizer_changes() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    let id = ana.book(meeting("Review", 5, 10, &[CLEO]));
    let token = company.list(ANA, "").await.body["nextSyncToken"].as_str().unwrap().to_owned();
    ana.hand_over(&id, BEN);
    let stub = &company.list(ANA, &format!("syncToken={token}")).await.body["items"][0];
    assert_eq!((&stub["id"], &stub["status"], stub.get("summary")), (&json!(id), &json!("cancelled"), None));
    assert_eq!(company.event(CLEO, &id).await["organizer"]["email"], BEN);
}

#[tokio::test]
async fn the_other_way_of_everything_unconfirmed_still_makes_meetings_and_carries_answers() {
    let options = Options { accounts: people(), ..Options::default() };
    let company = Company::with(options).await;
    company.google.switch(|switches| *switches = crate::support::google::Switches::other_way());
    let ana = company.google.human(ANA);
    let id = ana.book(series("Weekly", 5, 10, "FREQ=WEEKLY;COUNT=4", &[BEN]));
    let own = company.google.id_at(BEN, ANA, &id).unwrap();
    assert_ne!(own, id);
    let one = company.google.human(BEN).occurrence(&own, "2026-03-12T09:00:00Z");
    assert!(!one.contains("20260312"));
    assert_eq!(company.patch(BEN, &one, light(BEN, "declined")).await.status, 200);
    let home = ana.occurrence(&id, "2026-03-12T09:00:00Z");
    assert_eq!(super::answer_in(&company.event(ANA, &home).await, BEN), "declined");
    company.google.human(BEN).answer(&own, "accepted");
    assert_eq!(super::answer_in(&company.event(ANA, &home).await, BEN), "accepted");
    ana.remove(&ana.occurrence(&id, "2026-03-19T09:00:00Z"));
    let lines = company.event(BEN, &own).await["recurrence"].as_array().unwrap().len();
    assert_eq!(lines, 2);
}
