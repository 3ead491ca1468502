use std::os::unix::fs::symlink;

use super::*;
use crate::meeting::{Moment, Response};
use crate::provider::vdir::{folder, write};
use crate::provider::{Answer, ProviderError, Target};

fn target(name: &str, occurrence: Option<Moment>) -> Target {
    Target { object: name.into(), occurrence }
}

fn november(day: u32) -> Option<Moment> {
    let local = chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(14, 0, 0).unwrap();
    Some(Moment::Zoned(local, Tz::Europe__Berlin))
}

fn declined(etag: &str) -> Answer {
    let comment = "No agenda yet; back as soon as there is one, reply to stop this".to_owned();
    let at = at("20261125T120000Z");
    Answer {
        response: Response::Declined,
        comment: Some(comment),
        mark: Some("m-1".into()),
        propose: None,
        etag: etag.into(),
        at,
    }
}

fn given_back(response: Response, etag: &str) -> Answer {
    Answer { response, comment: None, mark: None, ..declined(etag) }
}

impl Fixture {
    async fn etag(&self, name: &str) -> String {
        self.read(name).await.parts[0].event.etag.clone()
    }

    async fn answer(&self, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        self.vdir.answer(&self.mailbox, target, answer).await
    }

    async fn flag(&self, target: &Target, set: bool) -> String {
        let etag = self.etag(&target.object).await;
        self.vdir.flag(&self.mailbox, target, set, &etag, at("20261125T120000Z")).await.unwrap()
    }
}

/// The lines of `new` that `old` does not have, and the other way round.
fn difference(old: &[u8], new: &[u8]) -> (Vec<String>, Vec<String>) {
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes).split_inclusive('\n').map(str::to_owned).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let only = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect();
    (only(&new, &old), only(&old, &new))
}

#[tokio::test]
async fn an_answer_changes_the_owners_partstat_and_nothing_else() {
    let fixture = Fixture::with("o.ics", OUTLOOK);
    let etag = fixture.etag("o.ics").await;
    let new = fixture.answer(&target("o.ics", None), &declined(&etag)).await.unwrap();
    let (added, removed) = difference(OUTLOOK, &fixture.bytes("o.ics"));
    assert_eq!(
        added.concat().replace("\r\n ", ""),
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;RSVP=TRUE;CN=\"Lind, Bo (Vertrieb: Nord)\":mailto:Bo.Lind@example.com\r\n\
         X-MEETGATE-ANSWER:m-1\r\n\
         COMMENT;X-MEETGATE=1:No agenda yet\\; back as soon as there is one\\, reply to stop this\r\n"
    );
    assert_eq!(removed.len(), 2, "the owner's line, in two pieces");
    assert!(fixture.text("o.ics").lines().all(|line| line.len() <= 75), "folded at 75 octets");
    let event = &fixture.read("o.ics").await.parts[0].event.clone();
    assert_eq!((event.response, event.answer_mark.as_deref()), (Response::Declined, Some("m-1")));
    assert_eq!(event.etag, new);
}

#[tokio::test]
async fn giving_back_leaves_every_file_as_it_was() {
    let latin = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261126T140000Z\nSUMMARY:caf\xE9\nattendee;cn=\"B\xF6 L\":MAILTO:bo@example.com\nX-ODD\nEND:VEVENT\nEND:VCALENDAR".to_vec();
    let long_name = "é".repeat(25);
    let line = format!("ATTENDEE;PARTSTAT=NEEDS-ACTION;CN={long_name}:mailto:bo@example.com");
    let octets = calendar(&format!("DTSTART:20261126T140000Z\n{line}"));
    let cut = octets.windows(8).position(|window| window == b"ATTENDEE").unwrap() + 75;
    let folded = [&octets[..cut], b"\r\n ".as_slice(), &octets[cut..]].concat();
    assert!(std::str::from_utf8(&octets[..cut]).is_err(), "folded inside a character");
    let odd = calendar("DTSTART:20261126T140000Z\nATTENDEE;partstat=needs-action;\n CN=Bo:mailto:bo@example.com");
    for file in [OUTLOOK, ZOOM, &latin, &folded, &odd] {
        let fixture = Fixture::with("a.ics", file);
        let target = target("a.ics", None);
        let answered = fixture.answer(&target, &declined(&fixture.etag("a.ics").await)).await.unwrap();
        assert_ne!(fixture.bytes("a.ics"), file);
        let changed_mind = Answer { response: Response::Tentative, mark: Some("m-2".into()), ..declined(&answered) };
        let second = fixture.answer(&target, &changed_mind).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&fixture.bytes("a.ics")).matches("X-MEETGATE-ANSWER").count(), 1);
        fixture.answer(&target, &given_back(Response::NoAnswer, &second)).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&fixture.bytes("a.ics")), String::from_utf8_lossy(file));
        assert_eq!(fixture.bytes("a.ics"), file);
    }
}

#[tokio::test]
async fn an_earlier_answer_comes_back() {
    let file = calendar("DTSTART:20261126T140000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com");
    let fixture = Fixture::with("a.ics", &file);
    let target = target("a.ics", None);
    let etag = fixture.answer(&target, &declined(&fixture.etag("a.ics").await)).await.unwrap();
    fixture.answer(&target, &given_back(Response::Accepted, &etag)).await.unwrap();
    assert_eq!(fixture.bytes("a.ics"), file);
}

#[tokio::test]
async fn one_occurrence_gets_an_override_and_loses_it_again() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let target = target("g.ics", november(26));
    let etag = fixture.answer(&target, &declined(&fixture.etag("g.ics").await)).await.unwrap();
    let (_, removed) = difference(GOOGLE, &fixture.bytes("g.ics"));
    assert!(removed.is_empty(), "nothing that was there is touched");
    let text = fixture.text("g.ics");
    let added = text.split("BEGIN:VEVENT\r\n").nth(2).unwrap();
    for line in [
        "DTSTART;TZID=Europe/Berlin:20261126T140000\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261126T140000\r\n",
        "DTEND;TZID=Europe/Berlin:20261126T150000\r\n",
        "DTSTAMP:20261125T120000Z\r\n",
        "X-MEETGATE-ANSWER:m-1\r\n",
        "BEGIN:VALARM\r\n",
        "SEQUENCE:1\r\n",
    ] {
        assert!(added.contains(line), "{line:?} in {added}");
    }
    assert!(!added.contains("RRULE") && !added.contains("EXDATE"));
    let object = fixture.read("g.ics").await;
    let answers: Vec<_> = object.parts.iter().map(|part| part.event.response).collect();
    assert_eq!(answers, [Response::NoAnswer, Response::Declined, Response::Tentative], "the series' own answer stays");
    let found = starts(&events(&object), "20261101T000000Z", "20261130T000000Z");
    assert_eq!(found, ["11-05 13:00", "11-12 15:30", "11-26 13:00"]);
    fixture.answer(&target, &given_back(Response::NoAnswer, &etag)).await.unwrap();
    assert_eq!(fixture.bytes("g.ics"), GOOGLE);
}

#[tokio::test]
async fn an_override_that_says_something_of_its_own_stays() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let target = target("g.ics", november(26));
    fixture.answer(&target, &declined(&fixture.etag("g.ics").await)).await.unwrap();
    let edited = fixture.text("g.ics").replacen("LOCATION:Berlin-3-Ahorn (8)\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\nSUMMARY:Planung Q1\r\nTRANSP:OPAQUE\r\nATTACH", "KEEP\r\nATTACH", 1);
    let edited = edited.replacen("LOCATION:Berlin-3-Ahorn (8)", "LOCATION:Elsewhere", 1);
    let edited = edited.replace(
        "KEEP",
        "LOCATION:Berlin-3-Ahorn (8)\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\nSUMMARY:Planung Q1\r\nTRANSP:OPAQUE",
    );
    fixture.put("g.ics", edited.as_bytes());
    fixture.answer(&target, &given_back(Response::NoAnswer, &fixture.etag("g.ics").await)).await.unwrap();
    let object = fixture.read("g.ics").await;
    assert_eq!((object.parts.len(), object.parts[1].event.response), (3, Response::NoAnswer));
    assert!(
        !fixture.text("g.ics").contains("X-MEETGATE-ANSWER") && fixture.text("g.ics").contains("LOCATION:Elsewhere")
    );
}

#[tokio::test]
async fn an_override_that_is_there_is_answered_on() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let target = target("g.ics", november(12));
    let etag = fixture.answer(&target, &declined(&fixture.etag("g.ics").await)).await.unwrap();
    let responses: Vec<_> = fixture.read("g.ics").await.parts.iter().map(|part| part.event.response).collect();
    assert_eq!(responses, [Response::NoAnswer, Response::Declined]);
    fixture.answer(&target, &given_back(Response::Tentative, &etag)).await.unwrap();
    assert_eq!(fixture.bytes("g.ics"), GOOGLE);
}

#[tokio::test]
async fn an_occurrence_that_the_series_no_longer_has_is_not_answered() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    for day in [19, 20] {
        let refused = fixture.answer(&target("g.ics", november(day)), &declined(&fixture.etag("g.ics").await)).await;
        assert!(matches!(refused, Err(ProviderError::Changed(_))), "{day}: {refused:?}");
    }
    assert_eq!(fixture.bytes("g.ics"), GOOGLE);
}

#[tokio::test]
async fn all_day_and_shifted_series_get_overrides_in_their_own_form() {
    let file = calendar(
        "DTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261103\nRRULE:FREQ=DAILY\nATTENDEE:mailto:bo@example.com",
    );
    let fixture = Fixture::with("a.ics", &file);
    let day = Moment::Date(chrono::NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
    fixture.answer(&target("a.ics", Some(day)), &declined(&fixture.etag("a.ics").await)).await.unwrap();
    let text = fixture.text("a.ics");
    assert!(
        text.contains(
            "DTSTART;VALUE=DATE:20261126\r\nRECURRENCE-ID;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261127\r\n"
        )
    );

    let later = "END:VEVENT\nBEGIN:VEVENT\nUID:u@example.com\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261105T130000Z\nDTSTART:20261105T150000Z\nDTEND;TZID=Europe/Berlin:20261105T170000\nATTENDEE:mailto:bo@example.com";
    let file = calendar(&format!("DTSTART:20261102T130000Z\nRRULE:FREQ=DAILY;COUNT=9\n{later}"));
    let fixture = Fixture::with("a.ics", &file);
    let occurrence = november(6);
    let etag = fixture.answer(&target("a.ics", occurrence), &declined(&fixture.etag("a.ics").await)).await.unwrap();
    let text = fixture.text("a.ics");
    assert!(
        text.contains(
            "DTSTART:20261106T150000Z\r\nRECURRENCE-ID:20261106T130000Z\r\nDTEND;TZID=Europe/Berlin:20261106T170000\r\n"
        ),
        "{text}"
    );
    fixture.answer(&target("a.ics", occurrence), &given_back(Response::NoAnswer, &etag)).await.unwrap();
    assert_eq!(fixture.bytes("a.ics"), file);
}

#[tokio::test]
async fn answering_twice_writes_once() {
    for occurrence in [None, november(26)] {
        let file = if occurrence.is_some() { GOOGLE } else { OUTLOOK };
        let fixture = Fixture::with("a.ics", file);
        let target = target("a.ics", occurrence);
        let answer = declined(&fixture.etag("a.ics").await);
        let etag = fixture.answer(&target, &answer).await.unwrap();
        let before = fs::metadata(fixture.path("a.ics")).unwrap().modified().unwrap();
        assert_eq!(fixture.answer(&target, &answer).await.unwrap(), etag, "even with the etag of before");
        assert_eq!(fs::metadata(fixture.path("a.ics")).unwrap().modified().unwrap(), before);
    }
}

#[tokio::test]
async fn giving_back_what_was_never_given_writes_nothing() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let etag = fixture.etag("g.ics").await;
    let same = fixture.answer(&target("g.ics", november(26)), &given_back(Response::NoAnswer, &etag)).await.unwrap();
    assert_eq!((same, fixture.bytes("g.ics").as_slice()), (etag, GOOGLE));
}

#[tokio::test]
async fn a_file_that_changed_since_it_was_read_is_left_alone() {
    let fixture = Fixture::with("o.ics", OUTLOOK);
    let refused = fixture.answer(&target("o.ics", None), &declined("other")).await;
    assert!(matches!(refused, Err(ProviderError::Changed(_))));
    assert_eq!(fixture.bytes("o.ics"), OUTLOOK);
    fs::remove_file(fixture.path("o.ics")).unwrap();
    let refused = fixture.answer(&target("o.ics", None), &declined("other")).await;
    assert!(matches!(refused, Err(ProviderError::Gone(_))));
}

#[tokio::test]
async fn who_is_invited_through_a_group_is_not_answered_for() {
    let file = calendar("DTSTART:20261126T140000Z\nATTENDEE;CUTYPE=GROUP:mailto:all@example.com");
    let fixture = Fixture::with("a.ics", &file);
    let refused = fixture.answer(&target("a.ics", None), &declined(&fixture.etag("a.ics").await)).await;
    assert!(
        matches!(&refused, Err(ProviderError::Permanent(text)) if text.contains("invited through a group")),
        "{refused:?}"
    );
    assert_eq!(fixture.bytes("a.ics"), file);
}

#[tokio::test]
async fn files_with_several_meetings_are_not_written_to() {
    let fixture = Fixture::with("a.ics", APPLE);
    assert_eq!(fixture.read("a.ics").await.parts.len(), 3);
    let refused = fixture.answer(&target("a.ics", None), &declined(&fixture.etag("a.ics").await)).await;
    assert!(
        matches!(&refused, Err(ProviderError::Permanent(text)) if text.contains("holds 3 meetings")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_flag_comes_and_goes_without_a_trace() {
    for (file, occurrence) in [(OUTLOOK, None), (GOOGLE, november(26)), (GOOGLE, november(12)), (ZOOM, None)] {
        let fixture = Fixture::with("a.ics", file);
        let target = target("a.ics", occurrence);
        let etag = fixture.flag(&target, true).await;
        assert_eq!(fixture.flag(&target, true).await, etag, "set once");
        let text = fixture.text("a.ics");
        assert_eq!(text.matches("CATEGORIES;X-MEETGATE=1:No agenda yet").count(), 1);
        let flagged = fixture.read("a.ics").await.parts.iter().filter(|part| part.event.flagged).count();
        assert_eq!(flagged, 1);
        fixture.flag(&target, false).await;
        assert_eq!(fixture.bytes("a.ics"), file);
    }
}

#[tokio::test]
async fn a_flag_that_a_client_put_among_other_categories_goes_alone() {
    let file = calendar("DTSTART:20261126T140000Z\nCATEGORIES:Work\\, North,No agenda yet,Red");
    let fixture = Fixture::with("a.ics", &file);
    assert!(fixture.read("a.ics").await.parts[0].event.flagged);
    fixture.flag(&target("a.ics", None), false).await;
    assert!(fixture.text("a.ics").contains("CATEGORIES:Work\\, North,Red\r\n"));
}

#[tokio::test]
async fn flag_and_answer_on_one_override_go_one_by_one() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let target = target("g.ics", november(26));
    let etag = fixture.flag(&target, true).await;
    let etag = fixture.answer(&target, &declined(&etag)).await.unwrap();
    fixture.answer(&target, &given_back(Response::NoAnswer, &etag)).await.unwrap();
    assert_eq!(fixture.read("g.ics").await.parts.len(), 3, "still flagged");
    fixture.flag(&target, false).await;
    assert_eq!(fixture.bytes("g.ics"), GOOGLE);
}

#[tokio::test]
async fn a_crash_before_the_rename_leaves_the_old_file_and_no_calendar_file() {
    let fixture = Fixture::with("o.ics", OUTLOOK);
    let staged = write::Staged::write(&fixture.path("o.ics"), b"new").unwrap();
    std::mem::forget(staged);
    assert_eq!(fixture.bytes("o.ics"), OUTLOOK);
    let changes = fixture.vdir.changes(&fixture.mailbox, None, ALWAYS).await.unwrap();
    assert_eq!((changes.objects.len(), changes.problems.len()), (1, 0));
}

#[tokio::test]
async fn a_file_written_to_during_the_edit_is_left_alone() {
    let fixture = Fixture::with("o.ics", OUTLOOK);
    let (_, stat) = folder::read(&fixture.path("o.ics")).unwrap();
    let staged = write::Staged::write(&fixture.path("o.ics"), b"ours").unwrap();
    fixture.put("o.ics", b"theirs");
    assert!(matches!(staged.commit(stat), Err(ProviderError::Changed(_))));
    assert_eq!(fixture.bytes("o.ics"), b"theirs");
    assert_eq!(fs::read_dir(fixture.path("")).unwrap().count(), 1, "the temporary file is gone");
}

#[tokio::test]
async fn a_link_stays_a_link() {
    let fixture = Fixture::new();
    let elsewhere = fixture.root.path().join("elsewhere.ics");
    fs::write(&elsewhere, OUTLOOK).unwrap();
    symlink(&elsewhere, fixture.path("o.ics")).unwrap();
    fixture.answer(&target("o.ics", None), &declined(&fixture.etag("o.ics").await)).await.unwrap();
    assert!(fs::symlink_metadata(fixture.path("o.ics")).unwrap().is_symlink());
    assert_ne!(fs::read(elsewhere).unwrap(), OUTLOOK);
}

#[tokio::test]
async fn what_another_program_changed_on_the_line_meanwhile_stays() {
    let file = calendar("DTSTART:20261126T140000Z\nATTENDEE:mailto:bo@example.com");
    let fixture = Fixture::with("a.ics", &file);
    let target = target("a.ics", None);
    fixture.answer(&target, &declined(&fixture.etag("a.ics").await)).await.unwrap();
    let renamed = fixture.text("a.ics").replace("ATTENDEE;", "ATTENDEE;CN=Bo;");
    fixture.put("a.ics", renamed.as_bytes());
    fixture.answer(&target, &given_back(Response::NoAnswer, &fixture.etag("a.ics").await)).await.unwrap();
    assert!(fixture.text("a.ics").contains("ATTENDEE;CN=Bo;PARTSTAT=NEEDS-ACTION:mailto:bo@example.com\r\n"));
    assert!(!fixture.text("a.ics").contains("MEETGATE"));
}

#[tokio::test]
async fn an_occurrence_without_its_series_is_answered_on_its_own_component() {
    let file = calendar(
        "RECURRENCE-ID:20261126T130000Z\nDTSTART:20261126T150000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com",
    );
    let fixture = Fixture::with("a.ics", &file);
    let target = target("a.ics", november(26));
    let etag = fixture.answer(&target, &declined(&fixture.etag("a.ics").await)).await.unwrap();
    let object = fixture.read("a.ics").await;
    assert_eq!((object.parts.len(), object.parts[0].event.response), (1, Response::Declined));
    fixture.answer(&target, &given_back(Response::Accepted, &etag)).await.unwrap();
    assert_eq!(fixture.bytes("a.ics"), file);
}

#[tokio::test]
async fn the_owners_line_by_the_main_address_comes_before_one_by_an_alias() {
    let lines = "DTSTART:20261126T140000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bo.lind@example.com";
    let fixture = Fixture::with("a.ics", &calendar(lines));
    fixture.answer(&target("a.ics", None), &declined(&fixture.etag("a.ics").await)).await.unwrap();
    let text = fixture.text("a.ics");
    assert!(
        text.contains("PARTSTAT=ACCEPTED:mailto:bo@example.com") && text.contains("PARTSTAT=DECLINED:mailto:bo.lind")
    );
}

#[tokio::test]
async fn an_agenda_that_comes_to_the_series_reaches_the_occurrence_that_was_answered() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    let target = target("g.ics", november(26));
    fixture.answer(&target, &declined(&fixture.etag("g.ics").await)).await.unwrap();
    let updated = fixture.text("g.ics").replacen("SUMMARY:Planung Q1", "SUMMARY:Planung Q1 mit Agenda", 1);
    let updated =
        updated.replacen("DTEND;TZID=Europe/Berlin:20261008T150000", "DTEND;TZID=Europe/Berlin:20261008T153000", 1);
    fixture.put("g.ics", updated.as_bytes());
    let object = fixture.read("g.ics").await;
    let answered = &object.parts[1];
    assert_eq!(answered.invitation.title, "Planung Q1 mit Agenda");
    assert_eq!((answered.event.response, answered.event.answer_mark.as_deref()), (Response::Declined, Some("m-1")));
    let found = events(&object);
    let of_day = &occurrences(&found, "20261126T000000Z", "20261127T000000Z")[0];
    assert_eq!((of_day.start, of_day.end), (at("20261126T130000Z"), at("20261126T143000Z")));
    let back = given_back(Response::NoAnswer, &fixture.etag("g.ics").await);
    fixture.answer(&target, &back).await.unwrap();
    assert!(!fixture.text("g.ics").contains("MEETGATE"), "the stale copy goes");
    assert_eq!(fixture.read("g.ics").await.parts.len(), 2);
}

#[tokio::test]
async fn an_answered_occurrence_that_its_series_lost_is_no_occurrence() {
    let fixture = Fixture::with("g.ics", GOOGLE);
    fixture.answer(&target("g.ics", november(26)), &declined(&fixture.etag("g.ics").await)).await.unwrap();
    let ended = fixture.text("g.ics").replace("UNTIL=20261217T225959Z", "UNTIL=20261120T225959Z");
    fixture.put("g.ics", ended.as_bytes());
    let found = starts(&events(&fixture.read("g.ics").await), "20261101T000000Z", "20261231T000000Z");
    assert_eq!(found, ["11-05 13:00", "11-12 15:30"]);
    let back = given_back(Response::NoAnswer, &fixture.etag("g.ics").await);
    fixture.answer(&target("g.ics", november(26)), &back).await.unwrap();
    assert!(!fixture.text("g.ics").contains("MEETGATE"), "what we made goes with it");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// Lines of all kinds in any place, folded at any width: what is answered and given back leaves the same bytes.
    #[test]
    fn whatever_stands_in_a_file_survives_an_answer(
        garbage in proptest::collection::vec(("[ -~é]{0,40}", 0..60_usize), 0..8), width in 20..200_usize, lf in proptest::bool::ANY, day in proptest::option::of(proptest::sample::select(vec![5_u32, 12, 26]))
    ) {
        let file = if day.is_some() { GOOGLE } else { OUTLOOK };
        let mut lines: Vec<Vec<u8>> = crate::provider::vdir::lines::unfold(file).into_iter().map(|line| line.content).collect();
        for (text, at) in &garbage {
            let at = (*at).clamp(1, lines.len());
            lines.insert(at, format!("X-{text}").into_bytes());
        }
        let ending = if lf { "\n" } else { "\r\n" };
        let fold = |line: &Vec<u8>| line.chunks(width).collect::<Vec<_>>().join(format!("{ending} ").as_bytes());
        let bytes: Vec<u8> = lines.iter().flat_map(|line| [fold(line), ending.into()].concat()).collect();

        let mailbox = Fixture::new().mailbox;
        let target = target("a.ics", day.and_then(november));
        let apply = |bytes: &[u8], answer: &Answer| {
            let document = crate::provider::vdir::document::Document::read(bytes.to_vec()).unwrap();
            let object = crate::provider::vdir::event::object(&document, "a.ics", "", &mailbox).unwrap().object;
            let change = crate::provider::vdir::edit::Change::Answer(answer);
            crate::provider::vdir::edit::apply(&document, &object, &mailbox, &target, (change, answer.at)).unwrap()
        };
        let answered = apply(&bytes, &declined("")).unwrap();
        proptest::prop_assert!(answered != bytes);
        proptest::prop_assert_eq!(apply(&answered, &declined("")), None);
        let previous = if day == Some(12) { Response::Tentative } else { Response::NoAnswer };
        let back = apply(&answered, &given_back(previous, "")).unwrap();
        proptest::prop_assert_eq!(String::from_utf8_lossy(&back), String::from_utf8_lossy(&bytes));
    }
}
