//! Free/busy, settings, batches and push.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::{Company, light, meeting, people};
use crate::support::google::{Options, PushFaults};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";

fn asked(ids: &[&str]) -> Value {
    let items: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    json!({"timeMin": "2026-03-05T00:00:00Z", "timeMax": "2026-03-06T00:00:00Z", "items": items})
}

#[tokio::test]
async fn free_busy_answers_200_with_an_error_for_each_calendar_that_has_one() {
    let groups = vec![("team@corp.example".to_owned(), vec![ANA.to_owned(), BEN.to_owned()])];
    let company = Company::with(Options { accounts: people(), groups, ..Options::default() }).await;
    company.google.break_free_busy("cleo@corp.example", true);
    let ids = [ANA, "cleo@corp.example", "nobody@else.example", "team@corp.example"];
    let answer = company.post(BEN, "/freeBusy", asked(&ids)).await;
    let calendars = &answer.body["calendars"];
    assert_eq!((answer.status, &calendars[ANA]["busy"]), (200, &json!([])));
    assert_eq!(calendars["cleo@corp.example"]["errors"][0]["reason"], "internalError");
    assert_eq!(calendars["nobody@else.example"]["errors"][0]["reason"], "notFound");
    assert_eq!(answer.body["groups"]["team@corp.example"]["calendars"], json!([ANA, BEN]));
    let mut few = asked(&ids);
    (few["groupExpansionMax"], few["calendarExpansionMax"]) = (json!(1), json!(1));
    let answer = company.post(BEN, "/freeBusy", few).await;
    assert_eq!(answer.body["groups"]["team@corp.example"]["errors"][0]["reason"], "groupTooBig");
    assert_eq!(answer.body["calendars"]["nobody@else.example"]["errors"][0]["reason"], "tooManyCalendarsRequested");
}

#[tokio::test]
async fn busy_times_are_merged_and_leave_out_what_is_free_or_declined() {
    let company = Company::new().await;
    let ana = company.google.human(ANA);
    ana.book(meeting("One", 5, 9, &[BEN]));
    ana.book(meeting("Two", 5, 10, &[BEN]));
    let declined = ana.book(meeting("Declined", 5, 13, &[BEN]));
    let mut free = meeting("Free", 5, 15, &[BEN]);
    free["transparency"] = json!("transparent");
    ana.book(free);
    company.google.human(BEN).answer(&declined, "declined");
    let busy = async || company.post(ANA, "/freeBusy", asked(&[BEN])).await.body["calendars"][BEN]["busy"].clone();
    assert_eq!(busy().await, json!([{"start": "2026-03-05T08:00:00Z", "end": "2026-03-05T10:00:00Z"}]));
    company.google.switch(|switches| switches.declined_is_busy = true);
    assert_eq!(busy().await.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn settings_and_calendars_tell_zone_and_working_hours() {
    let company = Company::new().await;
    assert_eq!(company.get(ANA, "/users/me/settings/timezone").await.body["value"], "Europe/Berlin");
    assert_eq!(company.get(ANA, "/users/me/settings/nothing").await.status, 404);
    let page = company.get(ANA, "/users/me/settings?maxResults=5").await;
    let token = page.body["nextPageToken"].as_str().unwrap();
    assert_eq!(company.get(ANA, &format!("/users/me/settings?maxResults=5&pageToken={token}")).await.items().len(), 5);
    let hours = &company.get(ANA, "/calendars/primary").await.body["workingHours"];
    assert_eq!(hours["availableTimes"][0], json!({"dayOfWeek": "monday", "periodStart": 540, "periodEnd": 1020}));
    assert_eq!(company.get(BEN, "/calendars/primary").await.body.get("workingHours"), None);
    let list = company.get(ANA, "/users/me/calendarList").await;
    assert_eq!((list.items().len(), &list.items()[0]["primary"]), (1, &json!(true)));
}

async fn batch(company: &Company, outer: &str, parts: &[(&str, String)]) -> (u16, String) {
    let part = |(id, call): &(&str, String)| {
        format!("--b\r\nContent-Type: application/http\r\nContent-ID: <{id}>\r\n\r\n{call}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--b--\r\n";
    let request = company.http().post(format!("{}/batch/calendar/v3", company.google.root_url()));
    let request = request.header("content-type", "multipart/mixed; boundary=b").bearer_auth(outer).body(body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The status of each part, in the order of the answer.
fn parts(text: &str) -> Vec<(String, u16)> {
    let one = |part: &str| {
        let id = part.split("<response-").nth(1)?.split('>').next()?.to_owned();
        Some((id, part.split("HTTP/1.1 ").nth(1)?.get(..3)?.parse().ok()?))
    };
    text.split("--batch_fake").filter_map(one).collect()
}

#[tokio::test]
async fn a_batch_answers_200_with_a_status_for_each_part_in_an_order_of_its_own() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[BEN]));
    let (ana, ben) = (company.google.bearer(ANA), company.google.bearer(BEN));
    let get = |id: &str| format!("GET /calendar/v3/calendars/primary/events/{id}\r\n\r\n");
    let body = light(BEN, "declined").to_string();
    let patch = format!(
        "PATCH /calendar/v3/calendars/primary/events/{id}?sendUpdates=none HTTP/1.1\r\nAuthorization: Bearer {ben}\r\n\
         Content-Type: application/json\r\n\r\n{body}"
    );
    let calls = [("a", get(&id)), ("b", get("nothing0")), ("c", patch.clone()), ("d", get(&id)), ("e", get(&id))];
    let (status, text) = batch(&company, &ana, &calls).await;
    assert_eq!(status, 200);
    let mut answered = parts(&text);
    let order: Vec<_> = answered.iter().map(|(id, _)| id.clone()).collect();
    assert_ne!(order, ["a", "b", "c", "d", "e"]);
    answered.sort();
    assert_eq!(answered.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [200, 404, 200, 200, 200]);
    assert_eq!(company.google.answer(BEN, &id), "declined");
    company.google.switch(|switches| switches.batch_mixes_users = false);
    assert_eq!(parts(&batch(&company, &ana, &[("c", patch.clone())]).await.1), [("c".to_owned(), 401)]);
    company.google.switch(|switches| switches.batch_conflicts = true);
    let mut twice = parts(&batch(&company, &ben, &[("a", patch.clone()), ("b", patch)]).await.1);
    twice.sort();
    assert_eq!(twice.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [200, 409]);
}

/// Takes notifications: what came, as text.
async fn receiver() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = vec![0; 8192];
            let length = stream.read(&mut buffer).await.unwrap_or_default();
            sender.send(String::from_utf8_lossy(&buffer[..length]).into_owned()).ok();
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.ok();
        }
    });
    (address, received)
}

fn channel(id: &str) -> Value {
    json!({"id": id, "type": "web_hook", "address": "https://hooks.corp.example/google", "token": "secret"})
}

#[tokio::test]
async fn a_channel_says_first_that_it_is_there_and_then_that_something_changed() {
    let company = Company::new().await;
    let (front, mut received) = receiver().await;
    company.google.push_to(Some(&front));
    let watch = "/calendars/primary/events/watch";
    let made = company.post(ANA, watch, channel("one")).await;
    let first = received.try_recv().expect("the sync message comes before the answer");
    assert!(first.starts_with("POST /google HTTP/1.1") && first.contains("X-Goog-Resource-State: sync"), "{first}");
    assert!(first.contains("X-Goog-Channel-Token: secret") && first.contains("X-Goog-Message-Number: 1\r"));
    let expires = company.google.now().timestamp_millis() + 604_800_000;
    assert_eq!(made.body["expiration"], expires.to_string());
    company.google.human(ANA).book(meeting("Review", 5, 10, &[]));
    assert!(received.recv().await.unwrap().contains("X-Goog-Resource-State: exists"));
    let again = company.post(ANA, watch, channel("one")).await;
    assert_eq!((again.status, again.reason()), (400, "channelIdNotUnique"));
    let mut plain = channel("two");
    plain["address"] = json!("http://hooks.corp.example/google");
    assert_eq!(company.post(ANA, watch, plain).await.status, 400);
    let stop = json!({"id": "one", "resourceId": made.body["resourceId"]});
    assert_eq!(company.post(ANA, "/channels/stop", stop.clone()).await.status, 204);
    assert_eq!(company.post(ANA, "/channels/stop", stop).await.status, 404);
    assert!(company.google.channels().is_empty());
}

#[tokio::test]
async fn notifications_are_lost_doubled_and_forged_on_demand_and_end_with_the_channel() {
    let company = Company::new().await;
    company.post(ANA, "/calendars/primary/events/watch", channel("one")).await;
    let count = |company: &Company| company.google.notifications().len();
    let book = || company.google.human(ANA).book(meeting("Review", 5, 10, &[]));
    let sent = count(&company);
    company.google.push_faults(PushFaults { twice: true, wrong_token: true, ..PushFaults::default() });
    book();
    settled(&company, sent + 2).await;
    assert_eq!(company.google.notifications()[sent].header("X-Goog-Channel-Token"), Some("not-this-one"));
    company.google.push_faults(PushFaults { lose_each: Some(1), ..PushFaults::default() });
    book();
    settled(&company, sent + 3).await;
    assert!(company.google.notifications()[sent + 2].lost);
    company.google.advance(chrono::TimeDelta::days(8));
    book();
    assert!(company.google.channels().is_empty());
    assert_eq!(company.google.notifications().len(), sent + 3);
}

/// Lets the fake's own tasks run until so many notifications are recorded.
async fn settled(company: &Company, count: usize) {
    while company.google.notifications().len() < count {
        tokio::task::yield_now().await;
    }
}
