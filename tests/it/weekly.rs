//! The weekly report on its way: frozen once, mailed once, at the right morning.

use chrono::TimeDelta;
use meetgate::report::{Metric, Week};

use crate::support::on_both_databases;
use crate::support::world::{Db, Invite, Mail, World, at};

const REPORT: &str = "[[report]]\nname = \"Leadership\"\nto = [\"ana@example.com\", \"bo@example.com\"]\n";

/// Six people who are read from Sunday 15 November on, so that week 47 is known from its first day.
async fn company(db: Db, policy: &str) -> World {
    let world = World::new(db, "mode = \"observe\"", policy).await;
    world.at("2026-11-15 12:00").await;
    world
}

fn reports(world: &World) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.kind == "report").collect()
}

fn week(text: &str) -> Week {
    text.parse().unwrap()
}

fn review(start: &'static str) -> Invite<'static> {
    Invite { uid: "review@example.com", guests: &["bo", "cy", "di", "eli", "fay"], start, ..Invite::default() }
}

async fn a_report_goes_out_once_on_monday_morning(db: Db) {
    let world = company(db, REPORT).await;
    world.invite(&review("2026-11-18 10:00"));
    world.between("2026-11-18 09:00", "2026-11-18 09:30").await;
    world.between("2026-11-22 20:00", "2026-11-23 07:30").await;
    assert_eq!(reports(&world), [], "not before eight");
    world.at("2026-11-23 08:00").await;
    let mut to: Vec<_> = reports(&world).into_iter().map(|mail| mail.to).collect();
    to.sort_unstable();
    assert_eq!(to, ["ana@example.com", "bo@example.com"]);
    let world = world.restart().await;
    world.between("2026-11-23 08:30", "2026-11-24 09:00").await;
    assert_eq!(reports(&world).len(), 2, "and no second time, also after a restart");
    world.between("2026-11-30 07:30", "2026-11-30 08:00").await;
    assert_eq!(reports(&world).len(), 4, "the next week's");
}

async fn a_missed_morning_is_made_up_for_also_after_weeks(db: Db) {
    let world = company(db, REPORT).await;
    world.at("2026-11-22 20:00").await;
    world.at("2026-11-25 16:00").await;
    assert_eq!(reports(&world).len(), 2, "late, not lost");
    world.at("2026-12-08 10:00").await;
    let subjects: Vec<_> = reports(&world).into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 6, "both weeks that were missed: {subjects:?}");
}

async fn at_the_first_switch_on_only_the_last_week_is_reported(db: Db) {
    let world = World::new(db, "mode = \"observe\"", REPORT).await;
    world.at("2026-11-23 12:00").await;
    let report = world.app.engine.report(week("2026-W47")).await.unwrap().unwrap();
    assert_eq!(report.coverage.covered, 0, "nothing is known of it");
    assert_eq!(reports(&world), [], "and nothing can be told");
    assert!(world.app.engine.store.frozen(week("2026-W46")).await.unwrap().is_none());
    world.at("2026-11-23 13:00").await;
    assert!(world.app.engine.store.frozen(week("2026-W46")).await.unwrap().is_none(), "also not by the next pass");
}

async fn what_is_frozen_stays_as_it_was_shown(db: Db) {
    let world = company(db, REPORT).await;
    world.invite(&review("2026-11-18 10:00"));
    world.at("2026-11-17 12:00").await;
    world.at("2026-11-22 20:00").await;
    world.at("2026-11-23 08:00").await;
    let before = world.app.engine.report(week("2026-W47")).await.unwrap().unwrap();
    let hours = before.whole.as_ref().unwrap().line(Metric::MeetingHours).unwrap().now;
    assert_eq!(hours.part, 6.0, "an hour each");
    world.invite(&Invite { uid: "late@example.com", ..review("2026-11-22 23:00") });
    world.at("2026-11-23 09:00").await;
    assert_eq!(world.app.engine.report(week("2026-W47")).await.unwrap().unwrap(), before);
    let now = world.app.engine.provisional_report(week("2026-W47")).await.unwrap().unwrap();
    assert_eq!(now.whole.unwrap().line(Metric::MeetingHours).unwrap().now.part, 12.0, "else the test shows nothing");
}

async fn a_week_ends_with_its_last_zone_and_mornings_are_the_readers(db: Db) {
    let far = "[[person]]\nemail = \"gus@example.com\"\nzone = \"Pacific/Auckland\"\n\n\
               [[person]]\nemail = \"hal@example.com\"\nzone = \"America/Los_Angeles\"\n\n";
    let report = "[[report]]\nname = \"Far\"\nto = [\"ana@example.com\", \"gus@example.com\", \"hal@example.com\"]\n";
    let world = company(db, &format!("{far}{report}")).await;
    world.at("2026-11-22 20:00").await;
    let utc = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let mut heard = Vec::new();
    let mut now = utc("2026-11-23T00:00:00Z");
    while now <= utc("2026-11-24T12:00:00Z") {
        world.clock.set(now);
        world.app.engine.cycle().await.unwrap();
        let known: Vec<String> = heard.iter().map(|(_, to): &(String, String)| to.clone()).collect();
        heard.extend(
            reports(&world)
                .into_iter()
                .filter(|mail| !known.contains(&mail.to))
                .map(|mail| (now.format("%d %H:%M").to_string(), mail.to)),
        );
        now += TimeDelta::minutes(30);
    }
    heard.sort();
    let expected = [("23 16:00", "hal"), ("23 19:00", "gus"), ("24 07:00", "ana")];
    let expected: Vec<_> =
        expected.map(|(at, who)| (at.to_owned(), format!("{who}@example.com"))).into_iter().collect();
    assert_eq!(heard, expected, "the week ends at 08:00 UTC on Monday, in Los Angeles");
}

async fn two_workers_send_one_mail_each(db: Db) {
    let world = company(db, REPORT).await;
    world.at("2026-11-22 20:00").await;
    world.clock.set(at("2026-11-23 08:00"));
    let again = || world.app.engine.send_reports(week("2026-W47"));
    let (one, other) = tokio::join!(again(), again());
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 2, "each reader once");
    assert_eq!(reports(&world).len(), 2);
}

async fn a_mail_that_was_refused_is_tried_again_as_the_same_mail(db: Db) {
    let world = company(db, REPORT).await;
    world.at("2026-11-22 20:00").await;
    let mails = world.path().join("mails");
    std::fs::create_dir_all(&mails).unwrap();
    std::fs::rename(&mails, world.path().join("aside")).unwrap();
    std::fs::write(&mails, "in the way").unwrap();
    world.at("2026-11-23 08:00").await;
    let told = world.app.engine.store.status().await.unwrap().reports;
    let of_the_week = told.iter().filter(|record| record.object.ends_with("W47"));
    let told: Vec<_> = of_the_week.map(|record| (record.mailbox.as_str(), record.object.as_str())).collect();
    assert_eq!(told, [("ana@example.com", "Leadership 2026-W47"), ("bo@example.com", "Leadership 2026-W47")]);
    std::fs::remove_file(&mails).unwrap();
    std::fs::rename(world.path().join("aside"), &mails).unwrap();
    world.between("2026-11-23 08:30", "2026-11-23 12:00").await;
    assert_eq!(reports(&world).len(), 2);
    let told = world.app.engine.store.status().await.unwrap().reports;
    assert!(told.iter().all(|record| record.why.contains("fewer people")), "those before were never known: {told:?}");
}

async fn while_paused_no_report_goes_out(db: Db) {
    let world = company(db, REPORT).await;
    world.at("2026-11-22 20:00").await;
    world.app.engine.store.set_paused(true, "a test", at("2026-11-22 21:00")).await.unwrap();
    world.between("2026-11-23 07:30", "2026-11-23 09:00").await;
    assert_eq!(reports(&world), []);
    world.app.engine.store.set_paused(false, "a test", at("2026-11-23 09:10")).await.unwrap();
    world.at("2026-11-23 09:30").await;
    assert_eq!(reports(&world).len(), 2);
}

async fn the_title_of_a_private_series_is_in_no_frozen_week(db: Db) {
    let world = company(db, REPORT).await;
    let weekly = "RRULE:FREQ=DAILY;COUNT=5\r\n";
    let secret = format!("{weekly}CLASS:PRIVATE\r\n");
    world.invite(&Invite { uid: "open@example.com", title: "Open house", more: weekly, ..review("2026-11-16 10:00") });
    world.invite(&Invite { uid: "secret@example.com", title: "Merger", more: &secret, ..review("2026-11-16 11:00") });
    world.at("2026-11-16 08:00").await;
    world.at("2026-11-22 20:00").await;
    world.at("2026-11-23 08:00").await;
    let frozen = world.app.engine.store.frozen(week("2026-W47")).await.unwrap().unwrap();
    let text = serde_json::to_string(&frozen).unwrap();
    assert!(text.contains("Open house"), "{text}");
    assert!(!text.contains("Merger"), "{text}");
}

async fn a_series_is_called_what_its_organizer_calls_it(db: Db) {
    let world = company(db, REPORT).await;
    let more = "RRULE:FREQ=DAILY;COUNT=5\r\n";
    let guests = &["ana", "bo", "cy", "di", "eli"];
    world.invite(&Invite { title: "Open house", organizer: "fay", guests, more, ..review("2026-11-16 10:00") });
    let path = world.file("ana", "review@example.com");
    let own = std::fs::read_to_string(&path).unwrap().replace("Open house", "Yawn");
    std::fs::write(&path, own).unwrap();
    world.at("2026-11-16 08:00").await;
    world.at("2026-11-22 20:00").await;
    world.at("2026-11-23 08:00").await;
    let frozen = world.app.engine.store.frozen(week("2026-W47")).await.unwrap().unwrap();
    let titles: Vec<_> = frozen.series.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(titles, ["Open house"], "what someone calls it in their own calendar is theirs");
}

async fn days_on_which_a_calendar_could_not_be_read_are_stated(db: Db) {
    let world = company(db, REPORT).await;
    world.at("2026-11-19 00:30").await;
    std::fs::rename(world.path().join("calendars/fay@example.com"), world.path().join("gone")).unwrap();
    world.between("2026-11-19 08:00", "2026-11-19 09:00").await;
    world.at("2026-11-23 08:00").await;
    let report = world.app.engine.report(week("2026-W47")).await.unwrap().unwrap();
    assert_eq!((report.coverage.covered, report.coverage.partly, report.coverage.days_missing), (6, 1, 4));
}

async fn who_prefers_plain_text_gets_it_alone_with_the_files(db: Db) {
    let world = company(db, &format!("{REPORT}format = \"text\"\nattach = [\"csv\"]\n")).await;
    world.at("2026-11-22 20:00").await;
    world.at("2026-11-23 08:00").await;
    let mail = reports(&world).into_iter().next().expect("a report");
    let source = std::fs::read_to_string(world.path().join("mails").join(mail.file)).unwrap().to_lowercase();
    assert!(!source.contains("text/html") && !source.contains("image/png"), "{source}");
    assert!(source.contains("text/csv") && !source.contains("application/json"), "{source}");
    assert!(mail.text.contains("HOW THIS IS COUNTED"), "{}", mail.text);
}

async fn a_report_on_a_reader_from_outside_is_refused(db: Db) {
    let world = company(db, "").await;
    let path = world.path().join("meetgate.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n[[report]]\nname = \"Board\"\nto = [\"x@elsewhere.org\"]\n")).unwrap();
    let mistakes = meetgate::config::load(&path).unwrap_err().to_string();
    assert!(mistakes.contains("x@elsewhere.org is a reader of reports from outside the organization"), "{mistakes}");
}

on_both_databases! {
    a_report_goes_out_once_on_monday_morning;
    a_missed_morning_is_made_up_for_also_after_weeks;
    at_the_first_switch_on_only_the_last_week_is_reported;
    what_is_frozen_stays_as_it_was_shown;
    a_week_ends_with_its_last_zone_and_mornings_are_the_readers;
    two_workers_send_one_mail_each;
    a_mail_that_was_refused_is_tried_again_as_the_same_mail;
    while_paused_no_report_goes_out;
    the_title_of_a_private_series_is_in_no_frozen_week;
    a_series_is_called_what_its_organizer_calls_it;
    days_on_which_a_calendar_could_not_be_read_are_stated;
    who_prefers_plain_text_gets_it_alone_with_the_files;
    a_report_on_a_reader_from_outside_is_refused;
}
