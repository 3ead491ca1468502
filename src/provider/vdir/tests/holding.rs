use chrono::TimeDelta;

use super::*;
use crate::meeting::zone::{Observance, resolve_rules};
use crate::meeting::{EventKind, Moment, Span};
use crate::provider::vdir::zone;
use crate::provider::{Hold, HoldStyle, ProviderError};

const KEY: &str = "no-meeting-wednesday-1";
const FILE: &str = "meetgate-hold-no-meeting-wednesday-1.ics";

/// Wednesdays 9 to 11 in Berlin, from 25 November.
fn mornings() -> Hold {
    let start = NaiveDateTime::parse_from_str("20261125T090000", "%Y%m%dT%H%M%S").unwrap();
    Hold {
        key: KEY.to_owned(),
        title: "No-Meeting Wednesday, quiet; please".to_owned(),
        style: HoldStyle::Busy,
        start: Moment::Zoned(start, Tz::Europe__Berlin),
        span: Span::exact(TimeDelta::hours(2)),
        rule: Some("FREQ=WEEKLY;BYDAY=WE".to_owned()),
    }
}

/// The same an hour later.
fn moved() -> Hold {
    let Moment::Zoned(start, zone) = mornings().start else { unreachable!() };
    Hold { start: Moment::Zoned(start + TimeDelta::hours(1), zone), ..mornings() }
}

impl Fixture {
    async fn hold(&self, hold: &Hold) -> Result<crate::provider::Held, ProviderError> {
        self.vdir.hold(&self.mailbox, hold, at("20261120T080000Z")).await
    }

    async fn release(&self) {
        self.vdir.release(&self.mailbox, KEY, at("20261120T080000Z")).await.unwrap();
    }

    async fn weeks(&self) -> Vec<String> {
        starts(&events(&self.read(FILE).await), "20261120T000000Z", "20261217T000000Z")
    }
}

#[tokio::test]
async fn a_hold_is_a_file_of_its_own_that_is_read_back_as_a_hold() {
    let fixture = Fixture::new();
    let held = fixture.hold(&mornings()).await.unwrap();
    assert_eq!((held.object.as_str(), held.style), (FILE, HoldStyle::Busy));
    let event = fixture.read(FILE).await.parts.remove(0).event;
    assert_eq!((event.kind, event.busy, event.title), (EventKind::Hold, true, mornings().title));
    assert_eq!((event.start, event.span), (mornings().start, mornings().span));
    assert_eq!(event.etag, held.etag);
    assert_eq!(fixture.weeks().await, ["11-25 08:00", "12-02 08:00", "12-09 08:00", "12-16 08:00"]);
}

#[tokio::test]
async fn placing_it_again_writes_nothing_and_there_is_one() {
    let fixture = Fixture::new();
    let first = fixture.hold(&mornings()).await.unwrap();
    let bytes = fixture.bytes(FILE);
    assert_eq!(fixture.hold(&mornings()).await.unwrap(), first);
    assert_eq!(fixture.bytes(FILE), bytes);
    let changes = fixture.vdir.changes(&fixture.mailbox, None, ALWAYS).await.unwrap();
    assert_eq!((changes.objects.len(), changes.problems.len()), (1, 0));
}

#[tokio::test]
async fn a_day_that_the_owner_took_out_stays_out_when_the_hold_moves() {
    let fixture = Fixture::new();
    fixture.hold(&mornings()).await.unwrap();
    let without = fixture.text(FILE).replace("SUMMARY", "EXDATE;TZID=Europe/Berlin:20261202T090000\r\nSUMMARY");
    fixture.put(FILE, without.as_bytes());
    fixture.hold(&mornings()).await.unwrap();
    assert_eq!(fixture.text(FILE), without, "an exception is no difference");
    fixture.hold(&moved()).await.unwrap();
    assert_eq!(fixture.weeks().await, ["11-25 09:00", "12-09 09:00", "12-16 09:00"]);
    fixture.hold(&Hold { style: HoldStyle::Tentative, ..moved() }).await.unwrap();
    assert!(fixture.text(FILE).contains("STATUS:TENTATIVE"));
    assert_eq!(fixture.weeks().await.len(), 3);
}

#[tokio::test]
async fn an_entry_that_its_owner_deleted_is_not_placed_again_not_even_after_a_release() {
    let fixture = Fixture::new();
    fixture.hold(&mornings()).await.unwrap();
    fs::remove_file(fixture.path(FILE)).unwrap();
    assert!(matches!(fixture.hold(&mornings()).await, Err(ProviderError::Gone(_))));
    fixture.release().await;
    assert!(matches!(fixture.hold(&moved()).await, Err(ProviderError::Gone(_))));
    assert!(!fixture.path(FILE).exists());
}

#[tokio::test]
async fn a_released_hold_leaves_nothing_behind_and_may_come_back() {
    let fixture = Fixture::new();
    fixture.release().await;
    fixture.hold(&mornings()).await.unwrap();
    fixture.release().await;
    assert_eq!(fs::read_dir(fixture.path("")).unwrap().count(), 0);
    fixture.hold(&moved()).await.unwrap();
    assert_eq!(fixture.weeks().await.len(), 4);
}

#[tokio::test]
async fn an_all_day_hold_and_one_in_utc_are_read_back_as_they_were_placed() {
    let fixture = Fixture::new();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let all_day = Hold { start: Moment::Date(day), span: Span::days(1), rule: None, ..mornings() };
    let utc = Hold {
        key: "utc".to_owned(),
        start: Moment::Zoned(day.and_hms_opt(9, 0, 0).unwrap(), Tz::UTC),
        ..all_day.clone()
    };
    for hold in [&all_day, &utc] {
        let held = fixture.hold(hold).await.unwrap();
        let event = fixture.read(&held.object).await.parts.remove(0).event;
        assert_eq!((event.start, event.span), (hold.start, hold.span));
        assert_eq!(fixture.hold(hold).await.unwrap(), held);
    }
}

#[tokio::test]
async fn keys_and_rules_that_would_be_more_than_that_are_refused() {
    let fixture = Fixture::new();
    for key in ["", "../x", "a/b", "a.b", "a\r\nb", &"k".repeat(151)] {
        let refused = fixture.hold(&Hold { key: key.to_owned(), ..mornings() }).await;
        assert!(matches!(refused, Err(ProviderError::Permanent(_))), "{key:?}: {refused:?}");
    }
    let rule = Some("FREQ=WEEKLY\r\nATTACH:x".to_owned());
    assert!(matches!(fixture.hold(&Hold { rule, ..mornings() }).await, Err(ProviderError::Permanent(_))));
    let title = "Quiet\r\nATTENDEE:mailto:eve@elsewhere.org".to_owned();
    fixture.hold(&Hold { title, ..mornings() }).await.unwrap();
    assert_eq!(fixture.read(FILE).await.parts[0].event.attendees, []);
}

#[tokio::test]
async fn a_missing_folder_needs_a_human() {
    let fixture = Fixture::new();
    fs::remove_dir(fixture.path("")).unwrap();
    assert!(matches!(fixture.hold(&mornings()).await, Err(ProviderError::NeedsHuman(_))));
}

#[test]
fn the_zone_that_is_written_keeps_the_time_of_the_zone_that_is_meant() {
    for meant in [Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Kolkata, Tz::Australia__Lord_Howe] {
        let text = zone::component(meant, 2026).replace(meant.name(), "Unknown");
        let local = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap();
        let offset = |text: &str| {
            let part = |from: usize| text[from..from + 2].parse::<i32>().unwrap();
            (part(1) * 3600 + part(3) * 60) * if text.starts_with('-') { -1 } else { 1 }
        };
        let observances: Vec<Observance> = text
            .split("BEGIN:")
            .skip(2)
            .map(|part| {
                let value = |name: &str| part.lines().find_map(|line| line.strip_prefix(name)).unwrap();
                Observance {
                    start: local(value("DTSTART:")),
                    offset_from: offset(value("TZOFFSETFROM:")),
                    offset_to: offset(value("TZOFFSETTO:")),
                    rules: Vec::new(),
                    dates: Vec::new(),
                }
            })
            .collect();
        // Whoever knows the rules alone finds a zone that shows the same time.
        let found = resolve_rules(&observances).unwrap_or_else(|| panic!("{meant}: {text}"));
        for month in 1..=12 {
            let noon = chrono::NaiveDate::from_ymd_opt(2027, month, 15).unwrap().and_hms_opt(12, 0, 0).unwrap();
            let shown = |zone: Tz| Moment::Zoned(noon, zone).instant(Tz::UTC);
            assert_eq!(shown(found), shown(meant), "{meant} in month {month}");
        }
    }
}

#[tokio::test]
async fn busy_is_what_blocks_the_time_joined_and_cut_to_the_window() {
    let fixture = Fixture::new();
    let entry = |lines: &str| calendar(lines);
    fixture.put("a.ics", &entry("DTSTART:20261126T090000Z\nDTEND:20261126T100000Z"));
    fixture.put("b.ics", &entry("DTSTART:20261126T093000Z\nDTEND:20261126T110000Z"));
    fixture.put("c.ics", &entry("DTSTART:20261126T110000Z\nDTEND:20261126T113000Z\nTRANSP:OPAQUE"));
    fixture.put("free.ics", &entry("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z\nTRANSP:TRANSPARENT"));
    fixture.put("off.ics", &entry("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z\nSTATUS:CANCELLED"));
    let declined = "DTSTART:20261126T120000Z\nDTEND:20261126T130000Z\nATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.com";
    fixture.put("no.ics", &entry(declined));
    fixture.put("daily.ics", &entry("DTSTART:20261120T170000Z\nDTEND:20261120T180000Z\nRRULE:FREQ=DAILY"));
    let window = Window { from: at("20261126T091500Z"), to: at("20261126T173000Z") };
    let nobody = Address::parse("nobody@example.com").unwrap();
    let of = [fixture.mailbox.address.clone(), nobody];
    let found = fixture.vdir.busy(&fixture.mailbox, &of, window).await.unwrap();
    let stretch = |from: &str, to: &str| Window { from: at(from), to: at(to) };
    let expected =
        vec![stretch("20261126T091500Z", "20261126T113000Z"), stretch("20261126T170000Z", "20261126T173000Z")];
    assert_eq!(found[0].times, Ok(expected));
    assert!(found[1].times.as_ref().unwrap_err().contains("does not exist"), "{:?}", found[1]);
}

#[tokio::test]
async fn a_calendar_that_cannot_be_read_whole_is_not_called_free() {
    let fixture = Fixture::with("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A");
    let of = [fixture.mailbox.address.clone()];
    let found =
        fixture.vdir.busy(&fixture.mailbox, &of, Window { from: at("20261126T000000Z"), to: at("20261127T000000Z") });
    assert_eq!(found.await.unwrap()[0].times, Err("1 of the calendar's files cannot be read".to_owned()));
}
