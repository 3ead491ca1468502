//! Series: masters, occurrences that are stubs, exceptions, and days taken out.

use serde_json::json;

use super::*;
use crate::support::graph::{Answer, Meeting};

fn weekly() -> Meeting {
    Meeting::new("Weekly", ANA, "2026-11-05T10:00", ZONE).with(&[BEN]).weekly(20)
}

fn kinds(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| of(row, "/type")).collect()
}

#[tokio::test]
async fn occurrences_are_stubs_and_the_master_has_the_start_of_the_first_one() {
    let (fake, http) = three().await;
    fake.organize(weekly());
    let (rows, _) = http.round(&december(BEN), IMMUTABLE).await;
    assert_eq!(kinds(&rows), ["seriesMaster", "occurrence", "occurrence", "occurrence", "occurrence", "occurrence"]);
    assert_eq!(of(&rows[0], "/start/dateTime"), "2026-11-05T09:00:00.0000000");
    let stub: Vec<&String> = rows[1].as_object().expect("an object").keys().collect();
    assert_eq!(stub, ["@odata.etag", "@odata.type", "end", "id", "seriesMasterId", "start", "type"]);
    let master = of(&rows[0], "/id");
    assert_eq!(of(&rows[1], "/id"), format!("OID.{master}.2026-12-03"));
    let whole = http.get_preferring(&event(BEN, of(&rows[1], "/id")), IMMUTABLE).await;
    assert_eq!((of(&whole.body, "/subject"), of(&whole.body, "/seriesMasterId")), ("Weekly", master));
}

#[tokio::test]
async fn exceptions_are_whole_have_an_id_of_their_own_and_remember_their_day() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    fake.edit_day(&uid, day("2026-12-10"), |meeting| {
        meeting.subject = "Weekly, with guests".to_owned();
        meeting.move_to("2026-12-11T15:00");
    });
    let (rows, _) = http.round(&december(BEN), IMMUTABLE).await;
    let exception = rows.iter().find(|row| of(row, "/type") == "exception").expect("an exception");
    let master = of(exception, "/seriesMasterId");
    assert_eq!(of(exception, "/occurrenceId"), format!("OID.{master}.2026-12-10"));
    assert!(!of(exception, "/id").starts_with("OID."));
    assert_eq!(of(exception, "/subject"), "Weekly, with guests");
    assert_eq!(of(exception, "/start/dateTime"), "2026-12-11T14:00:00.0000000");
    assert!(exception.get("originalStart").is_none());
    let selected = http.get(&format!("{}?$select=originalStart", event(BEN, of(exception, "/id")))).await;
    assert_eq!(selected.text("originalStart"), Some("2026-12-10T09:00:00.0000000Z"));
}

#[tokio::test]
async fn a_master_may_be_missing_from_a_round_and_can_be_read() {
    let (fake, http) = three().await;
    fake.organize(weekly());
    fake.deliver(|delivery| delivery.without_masters = true);
    let (rows, _) = http.round(&december(BEN), "").await;
    assert_eq!(kinds(&rows), ["occurrence"; 5]);
    let master = http.get(&event(BEN, of(&rows[0], "/seriesMasterId"))).await;
    assert_eq!((of(&master.body, "/type"), of(&master.body, "/subject")), ("seriesMaster", "Weekly"));
}

#[tokio::test]
async fn a_removed_occurrence_shows_only_in_what_the_master_lists_when_asked_alone() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    let (_, link) = http.round(&december(BEN), "").await;
    fake.cancel_day(&uid, day("2026-12-10"));
    let (rows, _) = http.round(&link, "").await;
    assert!(!rows.iter().any(is_removed));
    assert_eq!(kinds(&rows), ["seriesMaster", "occurrence", "occurrence", "occurrence", "occurrence"]);
    assert!(rows[0].get("cancelledOccurrences").is_none());
    let master = of(&rows[0], "/id");
    let alone = http.get(&format!("{}?$select=cancelledOccurrences", event(BEN, master))).await;
    assert_eq!(alone.body["cancelledOccurrences"], json!([format!("OID.{master}.2026-12-10")]));
    let listed = http.get(&format!("/users/{BEN}/events?$select=cancelledOccurrences")).await;
    assert!(listed.rows()[0].get("cancelledOccurrences").is_none());
    assert_eq!(http.get(&event(BEN, &format!("OID.{master}.2026-12-10"))).await.status, 404);
    let window = "startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z";
    assert_eq!(http.get(&format!("{}/instances?{window}", event(BEN, master))).await.rows().len(), 4);
}

#[tokio::test]
async fn a_changed_rule_discards_exceptions_and_sends_the_master_again() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    fake.edit_day(&uid, day("2026-12-10"), |meeting| meeting.subject = "Other".to_owned());
    let (_, link) = http.round(&december(BEN), "").await;
    fake.edit(&uid, |meeting| meeting.move_to("2026-11-05T11:00"));
    let (rows, _) = http.round(&link, "").await;
    assert_eq!(kinds(&rows), ["seriesMaster", "occurrence", "occurrence", "occurrence", "occurrence", "occurrence"]);
}

#[tokio::test]
async fn an_occurrence_can_be_answered_alone_and_its_decline_takes_out_its_day() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    let master = fake.copy(BEN, &uid).expect("a copy").immutable_id;
    let accepted = http.post(&format!("{}/accept", event(BEN, &format!("OID.{master}.2026-12-03"))), json!({})).await;
    assert_eq!(accepted.status, 202);
    let one = fake.copy_of_day(BEN, &uid, day("2026-12-03")).expect("there");
    assert_eq!((one.kind, one.answer), ("exception", Answer::Accepted));
    assert_eq!(fake.response(BEN, &uid), Some(Answer::NotResponded));
    let declined = http.post(&format!("{}/decline", event(BEN, &format!("OID.{master}.2026-12-10"))), json!({})).await;
    assert_eq!(declined.status, 202);
    assert!(fake.copy_of_day(BEN, &uid, day("2026-12-10")).is_none());
    assert!(fake.copy_of_day(BEN, &uid, day("2026-12-17")).is_some());
    fake.edit_day(&uid, day("2026-12-10"), |meeting| meeting.body = "<div>Agenda</div>".to_owned());
    let again = fake.copy_of_day(BEN, &uid, day("2026-12-10")).expect("an update brings it back");
    assert_eq!(again.answer, Answer::NotResponded);
}

#[tokio::test]
async fn every_occurrence_has_an_identifier_of_its_own_unless_switched_off() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    let occurrence = event(BEN, &format!("OID.{}.2026-12-03", fake.copy(BEN, &uid).expect("a copy").id));
    let own = http.get(&occurrence).await;
    assert_eq!(of(&own.body, "/iCalUId"), uid.replace("E00800000000", "E00807EA0C03"));
    fake.switch(|switches| switches.uid_per_occurrence = false);
    assert_eq!(of(&http.get(&occurrence).await.body, "/iCalUId"), uid);
}

#[tokio::test]
async fn someone_invited_to_one_day_only_has_a_single_meeting_and_his_answer_reaches_that_day() {
    let (fake, http) = three().await;
    let uid = fake.organize(weekly());
    let guest = Meeting::new("", ANA, "2026-12-10T10:00", ZONE).with(&[CLEO]).guests;
    fake.edit_day(&uid, day("2026-12-10"), |meeting| meeting.guests.extend(guest));
    let copies = fake.copies(CLEO);
    assert_eq!(copies.iter().map(|copy| copy.kind).collect::<Vec<_>>(), ["singleInstance"]);
    assert_ne!(copies[0].uid, uid);
    http.post(&format!("{}/accept", event(CLEO, &copies[0].id)), json!({})).await;
    let own = fake.copy_of_day(ANA, &uid, day("2026-12-10")).expect("there");
    let cleo = own.meeting.guests.iter().find(|guest| guest.person.address == CLEO).map(|guest| guest.answer);
    assert_eq!(cleo, Some(Answer::Accepted));
    assert_eq!(fake.status(&uid, CLEO), None);
}
