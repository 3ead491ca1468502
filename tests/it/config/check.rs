//! `meetgate check` says what the configuration means.

use super::*;

const TWO_TEAMS: &str = "[[team]]\nname = \"design\"\nmode = \"flag\"\n\
                         [[person]]\nemail = \"di@example.com\"\nteam = \"design\"\n";

fn page(top: &str, rest: &str) -> String {
    let company = Company::new(Db::Sqlite);
    company.write(top, rest);
    let (code, out, err) = said(&mut company.meetgate(&["check"]));
    assert_eq!(code, Some(0), "{err}");
    // Lines are broken for reading; sentences are compared.
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_rule_is_told_as_a_sentence_for_each_team() {
    let page = page("mode = \"decline\"", &format!("{TWO_TEAMS}{AGENDA_24H}"));
    for sentence in [
        "Meetings of 3 or more organized by engineering need an agenda 24 hours ahead, else meetgate declines for guests \
         from engineering and marks the calendar entries of guests from design, until the agenda is there.",
        "Meetings of 3 or more organized by design need an agenda 24 hours ahead, else meetgate marks the calendar entries \
         of enrolled guests, until the agenda is there (the rule says decline).",
        "design: flag (the team's own).",
        "All other meetings are left alone.",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
}

#[test]
fn in_observe_nothing_follows_and_it_says_so() {
    let page = page("mode = \"observe\"", AGENDA_24H);
    let sentence = "need an agenda 24 hours ahead, else nothing follows, because the mode of engineering";
    assert!(page.contains(sentence), "{page}");
    assert!(page.contains("nobody is written to, and no calendar is changed"), "{page}");
}

#[test]
fn a_rule_of_one_team_is_not_told_to_another() {
    let rule = "[[rule]]\nname = \"late\"\nwhen = { team = \"design\", between = \"20:00-06:00\" }\n\
                require = { outcomes = \"remind\" }\n";
    let page = page("mode = \"remind\"", &format!("{TWO_TEAMS}{rule}"));
    let design = "Meetings that start between 20:00 and 06:00 organized by design need an outcome 24 hours ahead, else \
                  the organizer is told, and nothing more follows.";
    assert!(page.contains(design), "{page}");
    assert!(!page.contains("organized by engineering"), "{page}");
}

#[test]
fn protected_time_suggestions_and_reports_are_told() {
    let company = Company::new(Db::Sqlite);
    let people: String =
        (0..5).map(|n| format!("[[person]]\nemail = \"p{n}@example.com\"\nteam = \"sales\"\n")).collect();
    let rest = format!(
        "[[team]]\nname = \"sales\"\n{people}{AGENDA_24H}\
         [[protected_time]]\nname = \"Quiet\"\ndays = [\"Tue\", \"Thu\"]\nhours = \"09:00-11:00\"\n\
         who = {{ teams = [\"sales\"] }}\non_meeting = \"decline\"\nallow = [\"agenda-24h\"]\n\
         [[suggest]]\nname = \"memo\"\nwhen = {{ inform_only = true }}\ntext = \"memo\"\n\
         [[report]]\nname = \"Weekly\"\nto = [\"ana@example.com\"]\nteams = [\"sales\"]\n"
    );
    company.write("mode = \"tentative\"", &rest);
    let found = company.json(&["check", "--json"]);
    let protected = found["protected"][0]["sentences"].to_string();
    assert!(protected.contains("keeps Tuesday and Thursday, 09:00 to 11:00, free for sales"), "{protected}");
    assert!(protected.contains("answers “maybe” for enrolled guests, until it moves"), "{protected}");
    assert!(protected.contains("the rule “agenda-24h” matches and meetings with people from outside"), "{protected}");
    let suggestion =
        "Notices about meetings that only inform by their own words say that this could be a memo (“memo”).";
    assert_eq!(found["suggestions"][0], suggestion);
    assert_eq!(found["reports"][0], "“Weekly”, about sales, is for ana@example.com.");
    assert_eq!(found["groups"][1]["name"], "sales");
    let own = "Whoever asks for it gets a report of their own week, which nobody else sees.";
    assert_eq!(found["reports"][1], own);
    let when = found["reports"][2].as_str().unwrap();
    assert!(when.starts_with("Reports go out at 08:00 on each reader's clock"), "{when}");
    assert_eq!(found["warnings"], serde_json::json!([]));
}

#[test]
fn brakes_and_pages_are_told_in_sentences() {
    let rest = format!(
        "{AGENDA_24H}[safety]\nmax_answers_per_mailbox_and_week = 7\nmax_answers_per_hour = 60\n\
         max_notices_per_organizer_and_day = 3\nmax_staleness = \"2h\"\nexemptions = {{ per_organizer = 1, days = 14 }}\n\
         [rollout]\norganizers_per_day = 9\n[web]\npublic_url = \"https://gate.example.com/\"\n"
    );
    let told = page("mode = \"decline\"", &rest);
    for sentence in [
        "At most 9 organizers hear from meetgate for the first time, or under a stricter mode, within a day.",
        "Each organizer may take 1 exemption with a reason within 14 days.",
        "An organizer gets 3 mails a day; what is more waits for the next morning, unless that is too late.",
        "If one organizer would get more than 12 mails within a day, mails to them stop.",
        "Nothing is answered or marked on knowledge older than 2 hours, nor in a calendar that lost nearly everything at once.",
        "If more than 7 answers would be given in one person's name within a week, nothing more is answered there.",
        "If more than 60 answers would be given within an hour, everything stops.",
        "goes on with `meetgate resume`.",
        "meetgate listens at 127.0.0.1:8420. Mails have links to https://gate.example.com.",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
    let told = page("mode = \"flag\"", AGENDA_24H);
    assert!(
        told.contains("Nothing is marked on knowledge older than") && !told.contains("an hour, everything"),
        "{told}"
    );
    assert!(told.contains("There are no pages, and mails have no links to any."), "{told}");
    let told = page("mode = \"observe\"", AGENDA_24H);
    assert!(!told.contains("meetgate resume"), "{told}");
}

#[test]
fn mistakes_are_told_to_programs_too() {
    let company = Company::new(Db::Sqlite);
    company.write("mode = \"declime\"", AGENDA_24H);
    let (code, out, err) = said(&mut company.meetgate(&["check", "--json"]));
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &found["mistakes"][0]["line"], &found["found"]), (Some(2), &1.into(), &1.into()));
    assert!(err.contains("did you mean \"decline\"?"), "{err}");
}

#[test]
fn the_example_is_fine_without_a_warning() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/config/meetgate.example.toml");
    let company = Company::new(Db::Sqlite);
    let (code, out, err) = said(&mut company.meetgate(&["check", "--config", example]));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
}

#[test]
fn where_calendars_are_and_how_mail_leaves_is_told() {
    let company = Company::new(Db::Sqlite);
    let here = page("mode = \"observe\"", AGENDA_24H);
    assert!(here.contains("The calendars of 3 people are folders of files:"), "{here}");
    let text = std::fs::read_to_string(company.path("meetgate.toml")).unwrap();
    let google = "[google]\nkey_env = \"GOOGLE_KEY\"\n[mail]";
    let text = text.replace("[sources.vdir]\npath = \"calendars/{email}\"\n", "").replace("[mail]", google);
    std::fs::write(company.path("meetgate.toml"), text).unwrap();
    let (code, out, err) = said(&mut company.meetgate(&["check"]));
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = "The calendars of 3 people are at Google, read by a service account; Google mails nobody about what \
                    meetgate writes. There are no canaries, so `doctor --rehearse` cannot play there.";
    assert!(code == Some(0) && out.contains(sentence), "{out}{err}");
    assert!(err.contains("the environment variable GOOGLE_KEY is not set here"), "{err}");
}
