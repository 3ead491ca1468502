//! What the keys mean, once they are right.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::*;
use crate::policy::{Condition, OrganizerIs, Range, Rule, Series};

fn rule(body: &str) -> Rule {
    let head = "[[rule]]\nname = \"a\"\nrequire = { agenda = \"flag\" }\n";
    loaded(&format!("{head}{body}\n")).policy.rules.remove(0)
}

fn condition(when: &str) -> Condition {
    rule(&format!("when = {when}")).when.remove(0)
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn a_file_that_says_only_who_it_is_observes_with_safe_defaults() {
    let loaded = loaded("");
    assert_eq!(loaded.policy.mode, Mode::Observe);
    assert_eq!((loaded.policy.max_answers_per_meeting, loaded.policy.override_accepted), (10, false));
    assert_eq!(loaded.policy.horizon, TimeDelta::days(28));
    assert_eq!(loaded.mail.from, address("meetgate@example.com"));
    assert_eq!(loaded.mail.transport, TransportOptions::None);
    let rule = rule("");
    assert_eq!((rule.lead_time, rule.first_notice), (TimeDelta::hours(24), TimeDelta::hours(48)));
    assert_eq!((rule.last_call, rule.short_notice), (TimeDelta::hours(4), TimeDelta::hours(1)));
    assert_eq!((rule.series, rule.external, rule.when.len()), (Series::Standing, false, 0));
}

#[test]
fn a_default_gives_way_to_what_is_written() {
    let short = rule("lead_time = \"30m\"");
    assert_eq!(short.short_notice, TimeDelta::minutes(30), "never longer than the lead time");
    assert_eq!(rule("first_notice = \"2h\"").last_call, TimeDelta::hours(1), "never before the first notice");
    assert_eq!(rule("last_call = \"72h\"\nfirst_notice = \"96h\"").last_call, TimeDelta::hours(72));
}

#[test]
fn every_key_of_when_is_read() {
    let all = condition(
        "{ title = '(?i)^urgent', organizer = [\"Ana@Example.com\", \"Partner.example\", \"internal\", \"external\"], \
         attendees = \"3..8\", outside_guests = false, duration = \"1h..\", recurring = true, social = false, \
         inform_only = false, calendar_label = [\"Town hall\"], between = \"18:00-08:00\" }",
    );
    assert!(all.title.unwrap().is_match("URGENT: all of it"));
    let ana = OrganizerIs::Address(address("ana@example.com"));
    let partner = OrganizerIs::Domain("partner.example".to_owned());
    assert_eq!(all.organizer.unwrap(), [ana, partner, OrganizerIs::Internal, OrganizerIs::External]);
    assert_eq!(all.attendees, Some(Range { min: Some(3), max: Some(7) }));
    assert_eq!(all.duration, Some(Range { min: Some(60), max: None }));
    assert_eq!((all.outside_guests, all.recurring), (Some(false), Some(true)));
    assert_eq!((all.social, all.inform_only), (Some(false), Some(false)));
    assert_eq!(all.calendar_label.unwrap(), ["Town hall"]);
    assert_eq!(all.between, Some((time(18, 0), time(8, 0))));
    assert_eq!(condition("{ attendees = 5 }").attendees, Some(Range { min: Some(5), max: Some(5) }));
}

#[test]
fn a_list_of_tables_is_read_as_any_of_them() {
    let rule = rule("when = [{ social = true }, { attendees = \"..=2\" }]");
    assert_eq!(rule.when.len(), 2);
    assert_eq!((rule.when[0].social, rule.when[1].social), (Some(true), None));
}

#[test]
fn protected_time_is_given_by_hours_or_by_from_and_to() {
    let window = |times: &str| {
        let head = "[[protected_time]]\nname = \"a\"\ndays = [\"Tue\", \"thursday\"]\non_meeting = \"decline\"\n";
        loaded(&format!("{head}{times}")).policy.protected.remove(0)
    };
    let hours = Some((time(9, 0), time(11, 0)));
    assert_eq!(window("hours = \"09:00-11:00\"").hours, hours);
    assert_eq!(window("from = \"09:00\"\nto = \"11:00\"").hours, hours);
    assert_eq!(window("").hours, None);
    let times = window("");
    assert_eq!((times.lead_time, times.first_notice), (TimeDelta::hours(24), TimeDelta::hours(48)));
    assert_eq!(times.short_notice, TimeDelta::hours(1));
}

#[test]
fn a_narrower_rule_behind_a_wider_one_with_a_budget_can_match() {
    let rules = "[[rule]]\nname = \"a\"\nrequire = {}\nbudget = { per_organizer = 1, days = 7 }\n\
                 [[rule]]\nname = \"b\"\nrequire = { agenda = \"flag\" }\n";
    assert_eq!(loaded(rules).policy.rules.len(), 2);
}

#[test]
fn a_wider_rule_may_stand_behind_a_narrower_one() {
    let rules = "[[rule]]\nname = \"a\"\nwhen = { attendees = \"9..\", recurring = true }\nrequire = {}\n\
                 [[rule]]\nname = \"b\"\nwhen = { attendees = \"3..\" }\nrequire = {}\n\
                 [[rule]]\nname = \"c\"\nwhen = { title = 'x' }\nrequire = {}\n\
                 [[rule]]\nname = \"d\"\nrequire = {}\n";
    assert_eq!(loaded(rules).policy.rules.len(), 4);
}

#[test]
fn holidays_come_from_dates_and_from_files_and_repeat_by_the_year() {
    let files = |path: &Path| fs::read(here().join("tests/data/config").join(path));
    let text = below_organization("holidays = [\"holidays-de.ics\", \"2026-12-24\", 2026-12-31]\n");
    let loaded = parse(&text, Path::new("meetgate.toml"), &files).unwrap();
    let off = &loaded.policy.organization.working.days_off;
    for date in [day(2026, 12, 24), day(2026, 12, 31), day(2027, 1, 1), day(2050, 12, 26), day(2027, 3, 26)] {
        assert!(off.contains(&date), "{date}");
    }
    assert!(off.contains(&day(2026, 11, 26)) && off.contains(&day(2027, 11, 25)), "the fourth Thursday in November");
    assert!(!off.contains(&day(2029, 12, 25)), "excluded in that year");
    assert!(!off.contains(&day(2027, 5, 10)), "cancelled");
    assert!(!off.contains(&day(2019, 1, 1)) && !off.contains(&day(1999, 1, 1)), "not before it begins");
    assert!(!off.contains(&day(2027, 12, 27)), "the end is exclusive");
}

#[test]
fn the_revision_changes_with_every_file_and_with_nothing_else() {
    let revision = |people: &str, rest: &str| {
        let files = |_: &Path| Ok(people.as_bytes().to_vec());
        let text = below_organization(&format!("[people]\nfile = \"people.csv\"\n{rest}"));
        parse(&text, Path::new("meetgate.toml"), &files).unwrap().policy.revision
    };
    let first = revision("email\nana@example.com\n", "");
    assert_eq!(first, revision("email\nana@example.com\n", ""));
    assert_ne!(first, revision("email\nbo@example.com\n", ""));
    assert_ne!(first, revision("email\nana@example.com\n", "[run]\npoll = \"1m\"\n"));
}

#[test]
fn a_database_is_a_file_or_a_url() {
    let url = |store: &str| loaded(&format!("[store]\n{store}\n")).store.url;
    assert_eq!(url("path = \"/var/lib/meetgate/a b#1.db\""), "sqlite:///var/lib/meetgate/a%20b%231.db?mode=rwc");
    assert_eq!(url("url = \"postgres://meetgate@db/meetgate\""), "postgres://meetgate@db/meetgate");
}

#[test]
fn pages_are_served_where_it_says_and_links_signed_by_the_keys_it_names() {
    let listens = |web: &str| loaded(&format!("[web]\n{web}\n")).web.address().map(|address| address.to_string());
    assert_eq!(listens(""), None);
    assert_eq!(listens("public_url = \"https://gate.example.com\"").as_deref(), Some("127.0.0.1:8420"));
    assert_eq!(listens("listen = \"[::1]:80\"").as_deref(), Some("[::1]:80"));
    assert!(loaded("[web]\n").web.key.is_none());
}

#[test]
fn exemptions_have_a_budget_of_four_in_thirty_days_unless_it_says_otherwise() {
    let budget = |text: &str| {
        let budget = loaded(text).policy.safety.exemptions;
        (budget.per_organizer, budget.days)
    };
    assert_eq!(budget(""), (4, 30));
    assert_eq!(budget("[safety]\nexemptions = { per_organizer = 1, days = 7 }\n"), (1, 7));
}

#[test]
fn a_public_address_has_no_slash_at_its_end() {
    let url = |url: &str| loaded(&format!("[web]\npublic_url = \"{url}\"\n")).web.public_url;
    assert_eq!(url("https://meetgate.example.com/"), Some("https://meetgate.example.com".to_owned()));
    assert_eq!(url("https://example.com/meetgate/"), Some("https://example.com/meetgate".to_owned()));
}
