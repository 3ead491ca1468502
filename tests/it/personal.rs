//! The personal report, for those who ask for it, and the pulse that it asks: from the mail over real HTTP into the
//! report, without anybody's name.

use meetgate::meeting::Address;
use meetgate::plan::Say;
use meetgate::report::{Group, Question};

use crate::support::on_both_databases;
use crate::support::pages::{HOUSE, Pages, header};
use crate::support::world::{AGENDA_24H, Db, Invite, Mail, at};

const PULSE: &str = "[reports]\npulse = true\n[[report]]\nname = \"Leadership\"\nto = [\"ana@example.com\"]\n";
const EVERYONE: [&str; 6] = ["ana", "bo", "cy", "di", "eli", "fay"];

/// Read from Sunday 15 November on; these people ask for their own week on that day.
async fn company(db: Db, more: &str, who: &[&str]) -> Pages {
    let pages = Pages::new(db, "observe", more).await;
    pages.world.at("2026-11-15 12:00").await;
    for name in who {
        say(&pages, name, Say::PersonalReportOn, "2026-11-15 12:00").await;
    }
    pages
}

async fn say(pages: &Pages, name: &str, say: Say, when: &str) {
    let who = Address::parse(&format!("{name}@example.com")).unwrap();
    pages.world.app.engine.store.say(&who, &say, "link", None, at(when)).await.unwrap();
}

fn own_weeks(pages: &Pages) -> Vec<Mail> {
    pages.world.mails().into_iter().filter(|mail| mail.kind == "personal_report").collect()
}

fn own_week(pages: &Pages, name: &str) -> Mail {
    let to = format!("{name}@example.com");
    own_weeks(pages).into_iter().find(|mail| mail.to == to).unwrap_or_else(|| panic!("no own week of {name}"))
}

/// Where one person's questions are answered.
fn ballot(pages: &Pages, name: &str) -> String {
    let text = own_week(pages, name).text;
    let mut links = text.split_whitespace().filter(|word| word.starts_with(&format!("{HOUSE}/pulse/")));
    let link = links.next().unwrap_or_else(|| panic!("no questions in {text}")).to_owned();
    assert_eq!(links.next(), None, "one page for all of them: {text}");
    link
}

async fn tables(pages: &Pages) -> Vec<String> {
    let store = &pages.world.app.engine.store;
    let week = "2026-W47".parse().unwrap();
    store.pulse_answers(week).await.unwrap().keys().cloned().collect()
}

async fn who_asks_for_it_gets_their_own_week_on_monday_and_nobody_else_does(db: Db) {
    let pages = company(db, "", &["ana", "bo"]).await;
    let review = Invite { guests: &["bo", "cy", "di"], start: "2026-11-18 10:00", ..Invite::default() };
    pages.world.invite(&review);
    let weekly = "RRULE:FREQ=DAILY;COUNT=2\r\n";
    let standup = Invite { uid: "standup@example.com", title: "Stand-up", more: weekly, guests: &["bo"], ..review };
    pages.world.invite(&standup);
    pages.world.between("2026-11-18 09:00", "2026-11-18 09:30").await;
    pages.world.between("2026-11-22 20:00", "2026-11-23 07:30").await;
    assert_eq!(own_weeks(&pages), [], "not before eight");
    pages.world.between("2026-11-23 08:00", "2026-11-24 08:00").await;
    let mut to: Vec<_> = own_weeks(&pages).into_iter().map(|mail| mail.to).collect();
    to.sort_unstable();
    assert_eq!(to, ["ana@example.com", "bo@example.com"], "each once");
    let text = own_week(&pages, "bo").text;
    assert!(text.contains("Stand-up") && text.contains("Monday"), "{text}");
    assert!(!text.contains("/pulse/"), "no questions unless the admin wants them: {text}");
    pages.world.between("2026-11-30 07:30", "2026-11-30 08:00").await;
    assert_eq!(own_weeks(&pages).len(), 4, "the next week's");
}

async fn who_asks_in_the_middle_of_a_week_begins_with_that_week(db: Db) {
    let pages = company(db, "", &[]).await;
    say(&pages, "bo", Say::PersonalReportOn, "2026-11-25 10:00").await;
    pages.world.between("2026-11-25 10:30", "2026-11-25 12:00").await;
    assert_eq!(own_weeks(&pages), []);
    pages.world.at("2026-11-29 20:00").await;
    pages.world.at("2026-11-30 08:00").await;
    assert!(own_week(&pages, "bo").subject.contains("23"), "{}", own_week(&pages, "bo").subject);
}

async fn one_click_ends_it_and_nothing_else(db: Db) {
    let pages = company(db, "", &["bo"]).await;
    pages.world.at("2026-11-22 20:00").await;
    pages.world.at("2026-11-23 08:00").await;
    let link = header(&pages.world, "personal_report", "List-Unsubscribe");
    let link = link.trim_start_matches('<').trim_end_matches('>').to_owned();
    assert_eq!(pages.get(&link).await.status, 200, "a look changes nothing");
    let answer = pages.post(&link, "List-Unsubscribe=One-Click").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("no longer comes by mail"), "{}", answer.body);
    pages.world.at("2026-11-29 20:00").await;
    pages.world.at("2026-11-30 08:00").await;
    assert_eq!(own_weeks(&pages).len(), 1);
    assert_eq!(pages.world.app.engine.store.unheard().await.unwrap(), [], "other mails go on");
}

async fn the_mail_about_answers_offers_it_to_those_who_do_not_have_it(db: Db) {
    let pages = Pages::new(db, "decline", AGENDA_24H).await;
    say(&pages, "cy", Say::PersonalReportOn, "2026-11-23 12:00").await;
    pages.world.invite(&Invite::default());
    pages.world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
    let day = |name: &str| {
        let mails = pages.world.mails().into_iter();
        mails.filter(|mail| mail.kind == "day").find(|mail| mail.to.starts_with(name)).unwrap().text
    };
    assert!(day("bo").contains("Send me my own week:"), "{}", day("bo"));
    assert!(!day("cy").contains("my own week"), "{}", day("cy"));
    let asked = pages.post(&pages.link("day", "bo", "Send me my own week"), "").await;
    assert_eq!((asked.status, asked.body.contains("will come by mail")), (200, true), "{}", asked.body);
    let subscribed = pages.world.app.engine.store.subscribers(at("2026-11-26 09:00")).await.unwrap();
    assert_eq!(subscribed.iter().map(Address::as_str).collect::<Vec<_>>(), ["bo@example.com", "cy@example.com"]);
}

async fn where_the_admin_allows_none_nobody_gets_one(db: Db) {
    let pages = company(db, "[reports]\npersonal = false\n", &["bo"]).await;
    pages.world.at("2026-11-22 20:00").await;
    pages.world.at("2026-11-23 08:00").await;
    assert_eq!(own_weeks(&pages), []);
}

async fn a_tap_shows_the_questions_and_only_sending_them_counts(db: Db) {
    let pages = company(db, PULSE, &EVERYONE).await;
    pages.world.at("2026-11-22 20:00").await;
    pages.world.at("2026-11-23 08:00").await;
    let link = format!("{}?focus=4", ballot(&pages, "bo"));
    let tapped = pages.get(&link).await;
    assert_eq!(tapped.status, 200, "{}", tapped.body);
    assert!(tapped.body.contains("name=\"focus\" value=\"4\" checked"), "{}", tapped.body);
    assert!(tapped.body.matches(" checked").count() == 1 && tapped.head.contains("no-store"), "{}", tapped.body);
    assert_eq!(tables(&pages).await, [""; 0], "a scanner that opens links answers nothing");

    let none = pages.post(&link, "").await;
    assert_eq!((none.status, none.body.contains("Nothing is chosen")), (422, true), "{}", none.body);
    let wrong = pages.post(&link, "focus=6&stress=0&autonomy=-1&mood=3").await;
    assert_eq!((wrong.status, tables(&pages).await.len()), (422, 0), "{}", wrong.body);
    let sent = pages.post(&link, "focus=4").await;
    assert_eq!((sent.status, sent.body.contains("Thank you")), (200, true), "{}", sent.body);
    let rest = pages.get(&link).await;
    assert!(!rest.body.contains("name=\"focus\"") && rest.body.contains("name=\"stress\""), "{}", rest.body);
    let again = pages.post(&link, "focus=1&stress=2&autonomy=5").await;
    assert_eq!(again.status, 200);
    let again = pages.post(&link, "focus=1").await;
    assert!(again.body.contains("counted already"), "{}", again.body);
    let store = &pages.world.app.engine.store;
    let counted = store.pulse_answers("2026-W47".parse().unwrap()).await.unwrap();
    let counts = counted.values().next().unwrap();
    assert_eq!(counts[&Question::Focus], [0, 0, 0, 1, 0], "once, and as it was said first");
    assert_eq!((counts[&Question::Stress], counts[&Question::Autonomy]), ([0, 1, 0, 0, 0], [0, 0, 0, 0, 1]));
}

async fn a_closed_round_stands_in_the_report_and_what_it_was_made_of_is_gone(db: Db) {
    let pages = company(db, PULSE, &EVERYONE).await;
    pages.world.at("2026-11-22 20:00").await;
    pages.world.at("2026-11-23 08:00").await;
    for (name, focus) in EVERYONE.iter().zip([5, 4, 4, 3, 3, 2]) {
        let body = if *name == "fay" { format!("focus={focus}") } else { format!("focus={focus}&stress=2") };
        assert_eq!(pages.post(&ballot(&pages, name), &body).await.status, 200);
    }
    let late = ballot(&pages, "fay");
    for sunday in ["2026-11-29 20:00", "2026-12-06 20:00"] {
        pages.world.at(sunday).await;
    }
    let closed = pages.post(&late, "stress=1").await;
    assert_eq!((closed.status, closed.body.contains("are closed")), (410, true), "{}", closed.body);
    pages.world.at("2026-12-07 08:00").await;
    let store = &pages.world.app.engine.store;
    assert!(store.frozen("2026-W48".parse().unwrap()).await.unwrap().unwrap().pulse.is_none());
    let pulse = store.frozen("2026-W49".parse().unwrap()).await.unwrap().unwrap().pulse.expect("the round");
    assert_eq!(pulse.asked, "2026-W47".parse().unwrap());
    let everyone = pulse.group(&Group::Whole).unwrap();
    let figure = |question| everyone.figures.get(&question).map(|figure| (figure.people, figure.mean));
    assert_eq!(figure(Question::Focus), Some((6, 3.5)));
    assert_eq!(figure(Question::Stress), Some((5, 2.0)));
    assert_eq!(figure(Question::Autonomy), None, "nobody answered");
    assert_eq!(tables(&pages).await, [""; 0]);
}

async fn fewer_than_the_floor_are_never_shown(db: Db) {
    let pages = company(db, PULSE, &EVERYONE[..4]).await;
    pages.world.at("2026-11-22 20:00").await;
    pages.world.at("2026-11-23 08:00").await;
    for name in &EVERYONE[..4] {
        assert_eq!(pages.post(&ballot(&pages, name), "focus=1&stress=1&autonomy=1").await.status, 200);
    }
    for when in ["2026-11-29 20:00", "2026-12-06 20:00", "2026-12-07 08:00"] {
        pages.world.at(when).await;
    }
    let frozen = pages.world.app.engine.store.frozen("2026-W49".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(frozen.pulse, None);
}

on_both_databases! {
    who_asks_for_it_gets_their_own_week_on_monday_and_nobody_else_does;
    who_asks_in_the_middle_of_a_week_begins_with_that_week;
    one_click_ends_it_and_nothing_else;
    the_mail_about_answers_offers_it_to_those_who_do_not_have_it;
    where_the_admin_allows_none_nobody_gets_one;
    a_tap_shows_the_questions_and_only_sending_them_counts;
    a_closed_round_stands_in_the_report_and_what_it_was_made_of_is_gone;
    fewer_than_the_floor_are_never_shown;
}
