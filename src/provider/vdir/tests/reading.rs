use chrono::TimeDelta;

use super::*;
use crate::brief::Body;
use crate::meeting::{AttendeeKind, EventKind, Moment, Response, Span};

#[tokio::test]
async fn a_google_series_is_read_with_its_override() {
    let object = Fixture::with("g.ics", GOOGLE).read("g.ics").await;
    let [master, moved] = object.parts.as_slice() else { panic!("two components") };
    assert_eq!(master.event.title, "Planung Q1");
    assert_eq!(master.event.organizer_name.as_deref(), Some("Ana Brückner"));
    assert_eq!((master.event.response, moved.event.response), (Response::NoAnswer, Response::Tentative));
    assert_eq!(master.event.attendees[2].kind, AttendeeKind::Room);
    assert_eq!(master.event.attendees[2].name.as_deref(), Some("Berlin-3-Ahorn (8), Küche"));
    assert_eq!((master.event.sequence, master.event.created), (1, Some(at("20260930T120000Z"))));
    assert_eq!(master.event.updated, Some(at("20261020T081511Z")));
    assert!(matches!(&master.invitation.body, Body::Unknown(text) if text.contains("alle Übungen äöüßäöüßäöüß</li>")));
    assert_eq!((master.invitation.attendees, master.invitation.recurring), (2, true));
    let attached = &master.invitation.attachments[0];
    assert_eq!(attached.name, "Vorlage Q1");
    assert!(attached.url.as_deref().is_some_and(|url| url.ends_with("meet_tnfm_calendar")));
    let found = starts(&events(&object), "20261101T000000Z", "20261130T000000Z");
    assert_eq!(found, ["11-05 13:00", "11-12 15:30", "11-26 13:00"], "the 19th is excluded");
}

#[tokio::test]
async fn an_outlook_invitation_is_read_from_its_html() {
    let object = Fixture::with("o.ics", OUTLOOK).read("o.ics").await;
    let part = &object.parts[0];
    assert!(matches!(&part.invitation.body, Body::Html(html) if html.contains("Rechtsabteilung")));
    assert_eq!(part.event.uid.get(32..40), Some("00000000"), "the instance date is zeroed");
    assert_eq!(part.event.start.instant(Tz::UTC), at("20261126T130000Z"));
    assert_eq!(part.event.labels, ["Kunde, Nord", "Rot"]);
    assert_eq!(part.event.organizer.as_ref().unwrap().as_str(), "ana.brueckner@example.com");
    assert_eq!(part.event.attendees[0].name.as_deref(), Some("Lind, Bo (Vertrieb: Nord)"));
    let kinds: Vec<_> = part.event.attendees.iter().map(|attendee| (attendee.kind, attendee.optional)).collect();
    let (person, group) = (AttendeeKind::Person, AttendeeKind::Group);
    assert_eq!(kinds, [(person, false), (person, true), (group, false)]);
    let attached: Vec<_> = part.invitation.attachments.iter().map(|a| (a.name.as_str(), a.inline)).collect();
    assert_eq!(attached, [("image001.png@01DC5CD1.A5F7B110", true), ("Angebot Nordwind.docx", false)]);
    assert!(part.event.busy && !part.event.private);
    assert!(!part.invitation.body.as_str().contains("meetup-join"));
}

#[tokio::test]
async fn a_customized_zone_is_found_by_its_rules_and_an_absence_is_no_meeting() {
    let object = Fixture::with("c.ics", CUSTOMIZED).read("c.ics").await;
    let event = &object.parts[0].event;
    assert!(matches!(event.start, Moment::Zoned(_, Tz::America__New_York)), "{:?}", event.start);
    assert_eq!(event.start.instant(Tz::UTC), at("20261126T150000Z"));
    assert_eq!((event.kind, event.private), (EventKind::OutOfOffice, true));
}

#[tokio::test]
async fn an_apple_export_holds_several_meetings() {
    let object = Fixture::with("a.ics", APPLE).read("a.ics").await;
    let [retreat, shift, call] = object.parts.as_slice() else { panic!("three events") };
    assert_eq!(
        (retreat.event.span, retreat.event.busy),
        (Span::days(2), false),
        "the end of all-day events is exclusive"
    );
    assert_eq!(shift.event.organizer.as_ref().unwrap().as_str(), "ana.brueckner@example.com");
    assert_eq!(shift.event.attendees.len(), 1, "the alarm's attendee is not the event's");
    assert_eq!(shift.event.link.as_deref(), Some("https://intranet.example.com/shift/7"));
    assert_eq!(
        occurrences(std::slice::from_ref(&shift.event), "20260301T000000Z", "20260401T000000Z")[0].end,
        at("20260329T100000Z")
    );
    assert_eq!(call.event.start.instant(Tz::Asia__Kolkata), at("20261127T033000Z"), "floating");
    assert_eq!(call.event.span, Span::default(), "a time without an end has no length");
}

#[tokio::test]
async fn a_zoom_file_is_read_though_unfolded_and_with_bare_line_ends() {
    let object = Fixture::with("z.ics", ZOOM).read("z.ics").await;
    let part = &object.parts[0];
    assert_eq!(part.event.start.instant(Tz::UTC), at("20261126T140000Z"));
    assert_eq!(part.event.span, Span::exact(TimeDelta::minutes(45)));
    assert!(matches!(&part.invitation.body, Body::Text(text) if text.contains("\nMeeting ID: 812 3456 7890\n")));
    assert_eq!(part.event.response, Response::NoAnswer);
}

#[tokio::test]
async fn zones_are_told_from_windows_names_paths_and_locations() {
    for zone in [
        "W. Europe Standard Time",
        "/mozilla.org/20050126_1/Europe/Berlin",
        "europe/berlin",
        "\"(UTC+01:00) Amsterdam, Berlin, Bern\"",
    ] {
        let event = Fixture::event(&format!("DTSTART;TZID={zone}:20261126T140000")).await;
        assert_eq!(event.start.instant(Tz::UTC), at("20261126T130000Z"), "{zone}");
    }
    let file = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Home\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Home:20261126T140000\nEND:VEVENT\n";
    let object = Fixture::with("a.ics", file.as_bytes()).read("a.ics").await;
    assert_eq!(object.parts[0].event.start.instant(Tz::UTC), at("20261126T050000Z"));
}

#[tokio::test]
async fn bytes_that_are_not_utf8_and_a_bom_are_read() {
    let mut file = b"\xEF\xBB\xBF".to_vec();
    file.extend(calendar("DTSTART:20261126T140000Z\nSUMMARY:caf\u{e9}"));
    let latin: Vec<u8> = String::from_utf8(file[3..].to_vec()).unwrap().chars().map(|c| c as u8).collect();
    for bytes in [file.clone(), latin] {
        assert_eq!(Fixture::with("a.ics", &bytes).read("a.ics").await.parts[0].event.title, "café");
    }
}

#[tokio::test]
async fn states_and_hints_are_read() {
    let base = "DTSTART:20261126T140000Z\n";
    let read = async |lines: &str| Fixture::event(&format!("{base}{lines}")).await;
    assert!(read("STATUS:CANCELLED").await.cancelled);
    assert!(read("CLASS:confidential").await.private);
    assert!(!read("TRANSP:TRANSPARENT").await.busy);
    assert!(!read("X-MICROSOFT-CDO-BUSYSTATUS:FREE").await.busy);
    assert_eq!(read("X-GOOGLE-EVENT-TYPE:focusTime").await.kind, EventKind::Focus);
    assert_eq!(read("URL:http://plain.example.com").await.link, None);
    assert_eq!(read("SEQUENCE:-7").await.sequence, 0);
    let flagged = read("CATEGORIES:Work\nCATEGORIES;X-MEETGATE=1:No agenda yet\nX-MEETGATE-ANSWER:m1").await;
    assert!(flagged.flagged && flagged.labels == ["Work"] && flagged.answer_mark.as_deref() == Some("m1"));
    let alias = read("ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:Bo@Example.com").await;
    assert_eq!(alias.response, Response::Tentative, "an alias is the owner");
}

#[tokio::test]
async fn a_series_may_be_cut_by_a_date_and_changed_from_one_occurrence_on() {
    let master = "DTSTART;TZID=Europe/Berlin:20261102T140000\nDTEND;TZID=Europe/Berlin:20261102T150000\nRRULE:FREQ=DAILY;UNTIL=20261106";
    let later = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261105T130000Z\nDTSTART;TZID=Europe/Berlin:20261105T160000\nDURATION:PT30M";
    let file = calendar(&format!("{master}\nEND:VEVENT\nBEGIN:VEVENT\nUID:u@example.com\n{later}"));
    let found = events(&Fixture::with("a.ics", &file).read("a.ics").await);
    let all = starts(&found, "20261101T000000Z", "20261201T000000Z");
    assert_eq!(all, ["11-02 13:00", "11-03 13:00", "11-04 13:00", "11-05 15:00", "11-06 15:00"]);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_line_and_reason_and_without_titles() {
    let cases = [
        ("SUMMARY:Secret", "line 2: the VEVENT that begins here has no DTSTART"),
        ("SUMMARY:Secret\nDTSTART:soon", "line 5: DTSTART is no date or time that can be read"),
        ("DTSTART:20261126T140000Z\nDTEND:20261126T130000Z", "line 5: DTEND is before DTSTART, or years after it"),
        ("DTSTART:20261126T140000Z\nDTEND:22001126T130000Z", "line 5: DTEND is before DTSTART, or years after it"),
        (
            "DTSTART:20261126T140000Z\nDURATION:-PT1H",
            "line 5: DURATION is negative, longer than ten years, or cannot be read",
        ),
        (
            "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261125",
            "line 5: DTEND is before DTSTART, or years after it",
        ),
        ("DTSTART:20261126T140000Z\nRECURRENCE-ID:x", "line 5: RECURRENCE-ID is no date or time that can be read"),
        (
            "DTSTART:20261126T140000Z\nBEGIN:VALARM",
            "line 5: the VALARM that begins here has no END: the file was cut short",
        ),
    ];
    for (lines, expected) in cases {
        let fixture = Fixture::with("a.ics", &calendar(lines));
        let changes = fixture.vdir.changes(&fixture.mailbox, None, ALWAYS).await.unwrap();
        let texts: Vec<_> = changes.problems.iter().map(|problem| problem.text.as_str()).collect();
        assert_eq!(texts, [expected]);
        assert!(changes.objects.is_empty());
    }
}

#[tokio::test]
async fn of_an_export_the_sound_meetings_are_read_and_the_unsound_reported() {
    let damaged = String::from_utf8(APPLE.to_vec()).unwrap().replace("DURATION:P1D", "DURATION:-P1D");
    let fixture = Fixture::with("a.ics", damaged.as_bytes());
    let changes = fixture.vdir.changes(&fixture.mailbox, None, ALWAYS).await.unwrap();
    let titles: Vec<_> = changes.objects[0].parts.iter().map(|part| part.event.title.as_str()).collect();
    assert_eq!(titles, ["Klausur", "Morgens anrufen"]);
    let text = "line 21: DURATION is negative, longer than ten years, or cannot be read";
    assert_eq!(changes.problems[0].text, text);
    let again = fixture.vdir.changes(&fixture.mailbox, Some(&changes.cursor), ALWAYS).await.unwrap();
    assert_eq!((again.problems, again.objects.len()), (changes.problems, 0));
}

#[tokio::test]
async fn a_title_is_one_line() {
    let event = Fixture::event("DTSTART:20261126T140000Z\nSUMMARY:Plan\\nBcc: x@example.com").await;
    assert_eq!(event.title, "Plan Bcc: x@example.com");
}

proptest::proptest! {
    #[test]
    fn no_damage_to_a_file_breaks_the_reader(at in 0..2600_usize, with in proptest::collection::vec(proptest::num::u8::ANY, 0..9), cut in 0..40_usize) {
        let mailbox = Mailbox { address: Address::parse("bo.lind@example.com").unwrap(), aliases: vec![], zone: Tz::UTC };
        for file in [GOOGLE, OUTLOOK, APPLE] {
            let mut bytes = file.to_vec();
            let begin = at.min(bytes.len());
            let end = (begin + cut).min(bytes.len());
            bytes.splice(begin..end, with.iter().copied());
            let _ = crate::provider::vdir::sync::parse(bytes, "a.ics", &mailbox, &Default::default());
        }
    }
}
