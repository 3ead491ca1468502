//! What copies hold: bodies, attachments, attendees, lists.

use serde_json::json;

use super::*;
use crate::support::graph::{Answer, Attachment, Meeting};

fn review() -> Meeting {
    Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN, CLEO])
}

async fn read(fake: &FakeGraph, http: &Http, mailbox: &str, uid: &str, prefer: &str) -> Value {
    http.get_preferring(&event(mailbox, &fake.copy(mailbox, uid).expect("a copy").id), prefer).await.body
}

fn people(event: &Value) -> Vec<(&str, &str)> {
    let all = event.get("attendees").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().map(|one| (of(one, "/emailAddress/address"), of(one, "/status/response"))).collect()
}

#[tokio::test]
async fn a_body_is_html_or_text_has_the_online_block_inside_and_a_short_preview() {
    let (fake, http) = three().await;
    let long = format!("<div>Agenda:<br>{}</div>\r\n", "one &amp; two ".repeat(60));
    let uid = fake.organize(review().body(&long).online("https://teams.microsoft.com/l/meetup-join/x"));
    let html = read(&fake, &http, BEN, &uid, "").await;
    assert_eq!(of(&html, "/body/contentType"), "html");
    assert!(of(&html, "/body/content").starts_with("<html>"));
    assert!(of(&html, "/body/content").contains("href=\"https://teams.microsoft.com/l/meetup-join/x\""));
    assert_eq!(of(&html, "/onlineMeeting/joinUrl"), "https://teams.microsoft.com/l/meetup-join/x");
    assert_eq!(of(&html, "/bodyPreview").chars().count(), 255);
    let text = read(&fake, &http, BEN, &uid, "outlook.body-content-type=\"text\"").await;
    assert_eq!(of(&text, "/body/contentType"), "text");
    assert!(of(&text, "/body/content").starts_with("Agenda:\r\none & two one & two"));
    assert!(of(&text, "/body/content").contains("Microsoft Teams meeting\r\n"));
}

#[tokio::test]
async fn an_update_that_drops_the_online_block_ends_the_online_meeting() {
    let (fake, http) = three().await;
    let uid = fake.organize(review().body("<div>Old</div>").online("https://teams.microsoft.com/l/meetup-join/x"));
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").immutable_id);
    let kept = of(&read(&fake, &http, ANA, &uid, "").await, "/body/content").replace("Old", "New");
    let patch = |content: &str| json!({"body": {"contentType": "html", "content": content}});
    let first = http.call("PATCH", &url, &[], Some(&patch(&kept))).await;
    assert_eq!(
        (
            first.body["isOnlineMeeting"].as_bool(),
            of(&first.body, "/body/content").matches("Microsoft Teams meeting").count()
        ),
        (Some(true), 1)
    );
    let second = http.call("PATCH", &url, &[], Some(&patch("<div>Newer</div>"))).await;
    assert_eq!(second.body["isOnlineMeeting"].as_bool(), Some(false));
}

#[tokio::test]
async fn attachments_tell_whether_they_are_inline_when_they_came_and_of_references_no_address() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    fake.attach(&uid, Attachment::inline("logo.png"));
    assert_eq!(read(&fake, &http, BEN, &uid, "").await["hasAttachments"], json!(false));
    fake.attach(&uid, Attachment::file("agenda.docx", "application/msword", b"secret"));
    fake.attach(&uid, Attachment::reference("plan.xlsx"));
    let copy = read(&fake, &http, BEN, &uid, "").await;
    assert_eq!(copy["hasAttachments"], json!(true));
    let url = format!("{}/attachments", event(BEN, of(&copy, "/id")));
    let slim = http.get(&format!("{url}?$select=id,name,contentType,size,isInline,lastModifiedDateTime")).await;
    let names: Vec<_> =
        slim.rows().iter().map(|row| (of(row, "/name"), row["isInline"].as_bool(), of(row, "/@odata.type"))).collect();
    assert_eq!(
        names,
        [
            ("logo.png", Some(true), "#microsoft.graph.fileAttachment"),
            ("agenda.docx", Some(false), "#microsoft.graph.fileAttachment"),
            ("plan.xlsx", Some(false), "#microsoft.graph.referenceAttachment"),
        ]
    );
    assert_eq!(of(&slim.rows()[1], "/lastModifiedDateTime"), "2026-11-30T08:00:00.0000000Z");
    assert!(slim.rows().iter().all(|row| row.get("contentBytes").is_none() && row.get("sourceUrl").is_none()));
    fake.switch(|switches| switches.attachment_select = false);
    let fat = http.get(&format!("{url}?$select=id,name")).await;
    assert_eq!(of(&fat.rows()[1], "/contentBytes"), "c2VjcmV0");
}

#[tokio::test]
async fn an_attachment_alone_shows_in_deltas_and_on_the_guests_copies_unless_switched_off() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let (_, ana) = http.round(&december(ANA), "").await;
    let (_, ben) = http.round(&december(BEN), "").await;
    fake.attach(&uid, Attachment::file("agenda.docx", "application/msword", b"1"));
    let (rows, ana) = http.round(&ana, "").await;
    assert_eq!(rows.len(), 1);
    let (rows, ben) = http.round(&ben, "").await;
    assert_eq!(rows[0]["hasAttachments"], json!(true));
    fake.switch(|switches| (switches.attachment_in_delta, switches.attachment_travels) = (false, false));
    fake.attach(&uid, Attachment::file("more.docx", "application/msword", b"2"));
    assert_eq!(http.round(&ana, "").await.0.len(), 0);
    assert_eq!(http.round(&ben, "").await.0.len(), 0);
    assert_eq!(fake.copy(ANA, &uid).expect("a copy").meeting.attachments.len(), 2);
    assert_eq!(fake.copy(BEN, &uid).expect("a copy").meeting.attachments.len(), 1);
}

#[tokio::test]
async fn the_organizer_is_missing_among_his_own_attendees_and_stands_among_those_of_his_guests() {
    let (fake, http) = three().await;
    let uid = fake.organize(review().with_kind("room@corp.example", "resource"));
    fake.answer(CLEO, &uid, Answer::Accepted);
    let own = read(&fake, &http, ANA, &uid, "").await;
    assert_eq!(people(&own), [(BEN, "none"), (CLEO, "accepted"), ("room@corp.example", "none")]);
    assert_eq!((own["isOrganizer"].as_bool(), of(&own, "/responseStatus/response")), (Some(true), "organizer"));
    assert_eq!(of(&own, "/attendees/2/type"), "resource");
    let guests = read(&fake, &http, BEN, &uid, "").await;
    assert_eq!(people(&guests), [(ANA, "none"), (BEN, "none"), (CLEO, "none"), ("room@corp.example", "none")]);
    assert_eq!(
        (of(&guests, "/responseStatus/response"), of(&guests, "/responseStatus/time")),
        ("notResponded", "0001-01-01T00:00:00Z")
    );
}

#[tokio::test]
async fn hidden_attendees_see_only_themselves() {
    let (fake, http) = three().await;
    let mut hidden = review();
    hidden.hide_attendees = true;
    let uid = fake.organize(hidden);
    assert_eq!(people(&read(&fake, &http, BEN, &uid, "").await), [(BEN, "none")]);
    assert_eq!(people(&read(&fake, &http, ANA, &uid, "").await).len(), 2);
}

#[tokio::test]
async fn a_list_is_one_attendee_and_its_members_are_not_named_unless_switched_on() {
    let list = "team@corp.example";
    let accounts = vec![Account::new(ANA, ZONE), Account::new(BEN, ZONE), Account::list(list, &[BEN])];
    let (fake, http) = start(accounts).await;
    let uid = fake.organize(Meeting::new("All", ANA, "2026-12-03T10:00", ZONE).with(&[list]));
    assert_eq!(people(&read(&fake, &http, BEN, &uid, "").await), [(ANA, "none"), (list, "none")]);
    fake.switch(|switches| switches.members_unnamed = false);
    let other = fake.organize(Meeting::new("All", ANA, "2026-12-04T10:00", ZONE).with(&[list]));
    assert_eq!(people(&read(&fake, &http, BEN, &other, "").await), [(ANA, "none"), (list, "none"), (BEN, "none")]);
}

#[tokio::test]
async fn a_draft_is_on_nobody_elses_calendar_until_it_is_sent() {
    let (fake, http) = three().await;
    let mut draft = review();
    draft.draft = true;
    let uid = fake.organize(draft);
    assert_eq!(read(&fake, &http, ANA, &uid, "").await["isDraft"], json!(true));
    assert!(fake.copy(BEN, &uid).is_none());
    fake.edit(&uid, |meeting| meeting.draft = false);
    assert!(fake.copy(BEN, &uid).is_some());
}

#[tokio::test]
async fn a_meeting_organized_outside_has_copies_here_and_answers_that_only_travel_by_mail() {
    let (fake, http) = three().await;
    let outside = Meeting::new("Call", "buyer@elsewhere.example", "2026-12-03T10:00", "UTC")
        .with(&[BEN])
        .uid("abc@elsewhere.example");
    let uid = fake.organize(outside);
    let copy = read(&fake, &http, BEN, &uid, "").await;
    assert_eq!(
        (of(&copy, "/organizer/emailAddress/address"), of(&copy, "/iCalUId")),
        ("buyer@elsewhere.example", "abc@elsewhere.example")
    );
    let declined = http.post(&format!("{}/decline", event(BEN, of(&copy, "/id"))), json!({})).await;
    assert_eq!(declined.status, 202);
    assert_eq!(fake.mails().last().map(|mail| mail.to.clone()), Some(vec!["buyer@elsewhere.example".to_owned()]));
    assert_eq!(http.get("/users/buyer@elsewhere.example/events").await.status, 404);
}

#[tokio::test]
async fn private_meetings_are_readable_in_full_unless_switched_off() {
    let (fake, http) = three().await;
    let mut private = review();
    private.sensitivity = "private".to_owned();
    let uid = fake.organize(private);
    assert_eq!(of(&read(&fake, &http, BEN, &uid, "").await, "/subject"), "Review");
    fake.switch(|switches| switches.private_readable = false);
    assert_eq!(of(&read(&fake, &http, BEN, &uid, "").await, "/subject"), "Private appointment");
}

#[tokio::test]
async fn lists_can_be_selected_filtered_ordered_and_paged() {
    let (fake, http) = three().await;
    for (title, start) in [("A", "2026-12-05T10:00"), ("B", "2026-12-03T10:00"), ("C", "2026-12-04T10:00")] {
        fake.organize(Meeting::new(title, ANA, start, ZONE));
    }
    let first =
        http.get(&format!("/users/{ANA}/events?$select=subject&$orderby=start/dateTime&$top=2&$count=true")).await;
    let titles = |got: &Got| got.rows().iter().map(|row| of(row, "/subject").to_owned()).collect::<Vec<_>>();
    assert_eq!((titles(&first), first.body["@odata.count"].as_u64()), (vec!["B".to_owned(), "C".to_owned()], Some(3)));
    assert!(first.rows()[0].get("start").is_none());
    let second = http.get(first.text("@odata.nextLink").expect("more")).await;
    assert_eq!(titles(&second), ["A"]);
    let filtered = http.get(&format!("/users/{ANA}/events?$filter=subject eq 'C' and isCancelled eq false")).await;
    assert_eq!(titles(&filtered), ["C"]);
    for refused in ["$filter=contains(subject,'C')", "$select=colour", "$orderby=body", "$top=1001"] {
        assert_eq!(http.get(&format!("/users/{ANA}/events?{refused}")).await.status, 400, "{refused}");
    }
}

#[tokio::test]
async fn a_mark_of_the_applications_own_is_found_again_and_stays_in_its_copy() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id);
    let id = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name mark";
    let mark = json!({"singleValueExtendedProperties": [{"id": id, "value": "1"}]});
    assert_eq!(http.call("PATCH", &url, &[], Some(&mark)).await.status, 200);
    let plain = http.get(&url).await;
    assert!(plain.body.get("singleValueExtendedProperties").is_none());
    let expanded = http.get(&format!("{url}?$expand=singleValueExtendedProperties($filter=id eq '{id}')")).await;
    assert_eq!(of(&expanded.body, "/singleValueExtendedProperties/0/value"), "1");
    let any = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{id}' and ep/value eq '1')");
    assert_eq!(http.get(&format!("/users/{BEN}/events?$filter={any}")).await.rows().len(), 1);
    assert_eq!(http.get(&format!("/users/{ANA}/events?$filter={any}")).await.rows().len(), 0);
}
