use super::*;
use crate::support::google::{Fault, Rule};

const EVERYTHING: [&str; 13] = [
    "book a meeting of one canary with the other",
    "read it in the guest's calendar",
    "mail the organizer a notice",
    "decline in the guest's name",
    "add the agenda as its organizer",
    "read the changed meeting",
    "give the answer back",
    "flag the guest's copy",
    "take the flag away",
    "place a hold",
    "release the hold",
    "call the meeting off",
    "",
];

fn steps(found: &Value) -> Vec<String> {
    let steps = found["rehearsals"][0]["steps"].as_array().unwrap().iter();
    steps.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

fn mails(house: &House) -> Vec<String> {
    let files = std::fs::read_dir(house.path("mails")).map(|files| files.map(|file| file.unwrap().path()));
    files.into_iter().flatten().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

async fn on_record(house: &House, provider: &str) -> (bool, usize) {
    let url = format!("sqlite://{}?mode=rwc", house.path("meetgate.db").display());
    let store = meetgate::app::open_store(&url).await.unwrap();
    let found = store.rehearsals().await.unwrap().into_iter().find(|one| one.provider == provider).expect("on record");
    (found.ok, found.steps.len())
}

#[tokio::test]
async fn at_google_everything_is_played_between_the_canaries_and_nothing_is_left() {
    let (house, fake) = (House::new(""), google().await);
    fake.delegate(&[
        "calendar.events",
        "calendar.events.readonly",
        "calendar.freebusy",
        "calendar.settings.readonly",
        "calendar.calendars.readonly",
    ]);
    house.write(&at_google(&fake, &house, ""));
    let (code, found) = house.json(&["doctor", "--rehearse", "--people", "1", "--json"]).await;
    assert_eq!((code, steps(&found)), (Some(0), EVERYTHING[..12].iter().map(|s| s.to_string()).collect()), "{found:#}");
    assert!(fake.writes().iter().all(|call| call.user.starts_with("canary-")), "{:?}", fake.writes());
    assert!(fake.copies("canary-1@example.com").is_empty() && fake.copies("canary-2@example.com").is_empty());
    assert_eq!(fake.mails(), [], "Google mails nobody");
    let mails = mails(&house);
    assert!(mails.len() == 1 && mails[0].contains("canary-1@example.com"), "{mails:?}");
    assert_eq!(on_record(&house, "google").await, (true, 12));
}

#[tokio::test]
async fn at_microsoft_it_goes_well_whatever_becomes_of_declined_meetings() {
    for (keeps, decline) in [(false, "tentative"), (false, "final"), (true, "tentative"), (true, "final")] {
        let (house, fake) = (House::new(""), graph(keeps).await);
        let more = format!("decline = \"{decline}\"\nmail_from = \"canary-1@example.com\"\n");
        house.write(&at_microsoft(&fake, &house, &more));
        let (code, found) = house.json(&["doctor", "--rehearse", "--json"]).await;
        assert_eq!((code, steps(&found).len()), (Some(0), 12), "keeps {keeps}, {decline}: {found:#}");
        assert_eq!(on_record(&house, "outlook").await, (true, 12));
        let writes =
            fake.calls().into_iter().filter(|call| call.method != "GET" && !call.path.ends_with("getSchedule"));
        let touched: Vec<String> = writes.filter_map(|call| call.mailbox).collect();
        assert!(touched.iter().all(|mailbox| mailbox.starts_with("canary-")), "{touched:?}");
        assert_eq!(fake.violations(), [""; 0]);
    }
}

#[tokio::test]
async fn after_a_step_that_failed_the_rest_is_not_tried_and_everything_is_cleaned_up() {
    let (house, fake) = (House::new(""), google().await);
    fake.delegate(&[
        "calendar.events",
        "calendar.events.readonly",
        "calendar.freebusy",
        "calendar.settings.readonly",
        "calendar.calendars.readonly",
    ]);
    house.write(&at_google(&fake, &house, "").replace("folder = \"mails\"", "folder = \"meetgate.toml\""));
    let (code, found) = house.json(&["doctor", "--rehearse", "--json"]).await;
    assert_eq!(code, Some(1));
    assert_eq!(steps(&found), [EVERYTHING[0], EVERYTHING[1], EVERYTHING[2], EVERYTHING[11]], "{found:#}");
    let trouble: Vec<bool> =
        found["rehearsals"][0]["steps"].as_array().unwrap().iter().map(|step| step["trouble"].is_null()).collect();
    assert_eq!(trouble, [true, true, false, true]);
    assert!(fake.copies("canary-1@example.com").is_empty() && fake.copies("canary-2@example.com").is_empty());
    assert_eq!(on_record(&house, "google").await, (false, 4));
}

#[tokio::test]
async fn a_server_that_stumbles_does_not_spoil_a_rehearsal() {
    let (house, fake) = (House::new(""), google().await);
    fake.delegate(&[
        "calendar.events",
        "calendar.events.readonly",
        "calendar.freebusy",
        "calendar.settings.readonly",
        "calendar.calendars.readonly",
    ]);
    house.write(&at_google(&fake, &house, ""));
    fake.fail(Rule::once("POST", "/events", Fault::ServerAfter(503)));
    fake.fail(Rule::once("PATCH", "/events", Fault::ServerAfter(500)));
    let (code, found) = house.json(&["doctor", "--rehearse", "--json"]).await;
    assert_eq!((code, steps(&found).len()), (Some(0), 12), "{found:#}");
    assert!(fake.copies("canary-1@example.com").is_empty() && fake.copies("canary-2@example.com").is_empty());
}

#[tokio::test]
async fn without_canaries_it_says_what_to_write() {
    let house = House::new("[sources.vdir]\npath = \"{email}\"\n");
    let said = house.says(&["doctor", "--rehearse"]).await;
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("write canaries = "), "{}", said.err);
}
