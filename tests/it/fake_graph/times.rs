//! Times: UTC unless another zone is preferred, names of both kinds, whole days, days of series, the change of clocks.

use super::*;
use crate::support::graph::{Meeting, Zone};

async fn start_in(http: &Http, url: &str, zone: &str) -> (String, String) {
    let got = http.get_preferring(url, &format!("outlook.timezone=\"{zone}\"")).await;
    (of(&got.body, "/start/dateTime").to_owned(), of(&got.body, "/start/timeZone").to_owned())
}

#[tokio::test]
async fn times_are_utc_with_seven_digits_unless_a_zone_is_preferred_by_either_kind_of_name() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE));
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").id);
    let plain = http.get(&url).await;
    assert_eq!(
        (of(&plain.body, "/start/dateTime"), of(&plain.body, "/start/timeZone")),
        ("2026-12-03T09:00:00.0000000", "UTC")
    );
    let pacific = start_in(&http, &url, "Pacific Standard Time").await;
    assert_eq!(pacific, ("2026-12-03T01:00:00.0000000".to_owned(), "Pacific Standard Time".to_owned()));
    let tokyo = start_in(&http, &url, "Asia/Tokyo").await;
    assert_eq!(tokyo, ("2026-12-03T18:00:00.0000000".to_owned(), "Asia/Tokyo".to_owned()));
    let nowhere = http.get_preferring(&url, "outlook.timezone=\"Middle Earth Time\"").await;
    assert_eq!((nowhere.status, nowhere.code()), (400, "TimeZoneNotSupportedException"));
}

#[tokio::test]
async fn whole_days_are_midnights_that_no_zone_moves() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Offsite", ANA, "2026-12-03T00:00", "Tokyo Standard Time").all_day(2));
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").id);
    for zone in ["UTC", "Pacific Standard Time"] {
        assert_eq!(start_in(&http, &url, zone).await, ("2026-12-03T00:00:00.0000000".to_owned(), zone.to_owned()));
    }
    assert_eq!(of(&http.get(&url).await.body, "/end/dateTime"), "2026-12-05T00:00:00.0000000");
}

#[tokio::test]
async fn the_day_in_an_occurrences_id_is_that_of_the_authors_zone() {
    let (fake, http) = three().await;
    fake.organize(Meeting::new("Late", ANA, "2026-12-03T23:30", "Pacific Standard Time").with(&[BEN]).daily(1));
    let (rows, _) = http.round(&december(BEN), "outlook.timezone=\"W. Europe Standard Time\"").await;
    let occurrence = rows.iter().find(|row| of(row, "/type") == "occurrence").expect("an occurrence");
    assert_eq!(of(occurrence, "/start/dateTime"), "2026-12-04T08:30:00.0000000");
    assert!(of(occurrence, "/id").ends_with(".2026-12-03"));
}

#[tokio::test]
async fn a_series_keeps_its_wall_clock_over_the_change_of_clocks() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Weekly", ANA, "2026-10-22T10:00", ZONE).weekly(2));
    let url = format!(
        "{}/instances?startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-11-30T00:00:00Z",
        event(ANA, &fake.copy(ANA, &uid).expect("a copy").id)
    );
    let all = http.get(&url).await;
    let starts: Vec<&str> = all.rows().iter().map(|row| of(row, "/start/dateTime")).collect();
    assert_eq!(starts, ["2026-10-22T08:00:00.0000000", "2026-10-29T09:00:00.0000000"]);
}

#[tokio::test]
async fn a_zone_without_a_name_is_called_custom() {
    let (fake, http) = three().await;
    let mut meeting = Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE);
    meeting.zone = Zone::custom(meeting.zone.tz);
    let uid = fake.organize(meeting);
    let got = http.get(&event(ANA, &fake.copy(ANA, &uid).expect("a copy").id)).await;
    assert_eq!(got.text("originalStartTimeZone"), Some("tzone://Microsoft/Custom"));
    assert_eq!(of(&got.body, "/start/dateTime"), "2026-12-03T09:00:00.0000000");
}

#[tokio::test]
async fn bounds_of_a_view_have_their_own_offset_whatever_zone_is_preferred() {
    let (fake, http) = three().await;
    fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", "UTC"));
    let view = |bounds: &str| format!("/users/{ANA}/calendarView?{bounds}");
    let seen = |got: Got| got.rows().len();
    let offset = view("startDateTime=2026-12-03T05:00:00-05:00&endDateTime=2026-12-03T06:00:00-05:00");
    assert_eq!(seen(http.get(&offset).await), 1);
    let naked = view("startDateTime=2026-12-03T10:00:00&endDateTime=2026-12-03T11:00:00");
    assert_eq!(seen(http.get_preferring(&naked, "outlook.timezone=\"Tokyo Standard Time\"").await), 1);
    let unsound = view("startDateTime=soon&endDateTime=later");
    assert_eq!(http.get(&unsound).await.status, 400);
}
