//! Settings of mailboxes, and free and busy.

use serde_json::json;

use super::*;
use crate::support::graph::{Meeting, custom_pacific, working_hours};

#[tokio::test]
async fn settings_have_a_zone_by_either_kind_of_name_and_working_hours_of_their_own() {
    let accounts = vec![Account::new(ANA, ZONE), Account::new(BEN, "Europe/Lisbon")];
    let (fake, http) = start(accounts).await;
    fake.account(BEN, |account| {
        account.working_hours = working_hours("07:30", "16:00", "Customized Time Zone");
        account.working_hours["timeZone"] = custom_pacific();
    });
    let ana = http.get(&format!("/users/{ANA}/mailboxSettings")).await;
    assert_eq!((ana.text("timeZone"), of(&ana.body, "/workingHours/startTime")), (Some(ZONE), "08:00:00.0000000"));
    let ben = http.get(&format!("/users/{BEN}/mailboxSettings")).await;
    assert_eq!(ben.text("timeZone"), Some("Europe/Lisbon"));
    let zone = &ben.body["workingHours"]["timeZone"];
    assert_eq!((zone["bias"].as_i64(), zone["daylightOffset"]["daylightBias"].as_i64()), (Some(480), Some(-60)));
    assert_eq!(of(zone, "/@odata.type"), "#microsoft.graph.customTimeZone");
    assert_eq!(http.get(&format!("/users/{ANA}/mailboxSettings/timeZone")).await.text("value"), Some(ZONE));
    assert_eq!(fake.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn settings_may_be_absent_or_forbidden_while_the_calendar_is_open() {
    let (fake, http) = three().await;
    fake.account(ANA, |account| account.never_opened = true);
    fake.account(BEN, |account| account.settings_denied = true);
    assert_eq!(http.get(&format!("/users/{ANA}/mailboxSettings")).await.body, json!({}));
    let denied = http.get(&format!("/users/{BEN}/mailboxSettings")).await;
    assert_eq!((denied.status, denied.code()), (403, "ErrorAccessDenied"));
    assert_eq!(http.get(&format!("/users/{BEN}/events")).await.status, 200);
}

fn question(schedules: &[&str], from: &str, to: &str, minutes: u64) -> Value {
    let at = |time: &str| json!({"dateTime": time, "timeZone": "UTC"});
    json!({"schedules": schedules, "startTime": at(from), "endTime": at(to), "availabilityViewInterval": minutes})
}

#[tokio::test]
async fn free_and_busy_has_a_digit_for_each_interval_and_an_error_for_each_unknown() {
    let (fake, http) = three().await;
    let mut secret = Meeting::new("Secret", ANA, "2026-12-03T10:00", "UTC").minutes(30);
    secret.sensitivity = "private".to_owned();
    fake.organize(secret);
    let mut away = Meeting::new("Away", ANA, "2026-12-03T11:00", "UTC").with(&[BEN]);
    away.show_as = "oof".to_owned();
    fake.organize(away);
    fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:30", "UTC").minutes(30).with(&[BEN]));
    let url = format!("/users/{ANA}/calendar/getSchedule");
    let ask = question(&[ANA, BEN, "nobody@corp.example"], "2026-12-03T10:00:00", "2026-12-03T12:30:00", 30);
    let got = http.post(&url, ask).await;
    assert_eq!(got.status, 200);
    assert_eq!((of(&got.rows()[0], "/availabilityView"), of(&got.rows()[1], "/availabilityView")), ("22330", "01330"));
    assert_eq!(of(&got.rows()[2], "/error/responseCode"), "ErrorMailRecipientNotFound");
    let first = &got.rows()[0]["scheduleItems"][0];
    assert_eq!((first["isPrivate"].as_bool(), first.get("subject")), (Some(true), None));
}

#[tokio::test]
async fn too_many_people_too_long_a_time_and_odd_intervals_are_refused() {
    let (_fake, http) = three().await;
    let url = format!("/users/{ANA}/calendar/getSchedule");
    let many = [ANA; 21];
    for ask in [
        question(&many, "2026-12-03T10:00:00", "2026-12-03T12:00:00", 30),
        question(&[ANA], "2026-12-03T10:00:00", "2027-02-03T10:00:00", 30),
        question(&[ANA], "2026-12-03T10:00:00", "2026-12-03T12:00:00", 4),
    ] {
        assert_eq!(http.post(&url, ask).await.status, 400);
    }
}
