//! `people.csv`, `[[person]]`, and what people get from their site and the organization.

use super::*;
use crate::meeting::Hours;

fn with_people(people: &[u8], rest: &str) -> Loaded {
    let files = |_: &Path| Ok(people.to_vec());
    let text = below_organization(&format!("[people]\nfile = \"people.csv\"\n{rest}"));
    parse(&text, Path::new("meetgate.toml"), &files).unwrap()
}

const SITES: &str = "[[site]]\nname = \"Bengaluru\"\ntime_zone = \"Asia/Kolkata\"\ncity = \"Bengaluru\"\n\
                     working_hours = \"Mon-Fri 10:00-18:30\"\nholidays = [\"2027-01-26\"]\nlanguage = \"en\"\n";

#[test]
fn people_get_from_their_site_what_they_do_not_have_themselves() {
    let csv = "email,site,zone,working_hours,language\n\
               divya@example.com,Bengaluru,,,\n\
               emeka@example.com,Bengaluru,Africa/Lagos,Mon-Thu 09:00-15:00,fr\n\
               ana@example.com,,,,\n";
    let loaded = with_people(csv.as_bytes(), SITES);
    let divya = person(&loaded, "divya@example.com");
    assert_eq!((divya.zone(), divya.city.as_str()), (chrono_tz::Asia::Kolkata, "Bengaluru"));
    assert_eq!(divya.working.hours, "Mon-Fri 10:00-18:30".parse::<Hours>().unwrap());
    assert_eq!((divya.working.days_off.len(), divya.language.as_deref()), (1, Some("en")));
    let emeka = person(&loaded, "emeka@example.com");
    assert_eq!((emeka.zone(), emeka.city.as_str()), (chrono_tz::Africa::Lagos, "Lagos"), "not the city of the site");
    assert_eq!((emeka.working.days_off.len(), emeka.language.as_deref()), (1, Some("fr")));
    let ana = person(&loaded, "ana@example.com");
    assert_eq!((ana.zone(), ana.city.as_str()), (chrono_tz::Europe::Berlin, "Berlin"));
    assert_eq!((ana.working.hours, ana.working.days_off.len()), (Hours::default(), 0));
}

#[test]
fn without_a_name_or_a_switch_the_defaults_hold() {
    let loaded = with_people(b"email,answers\nana@example.com,\nbo@example.com,OFF\n", "");
    let ana = person(&loaded, "ana@example.com");
    assert_eq!((ana.name.as_str(), ana.answers, ana.provider.as_str()), ("ana", true, "vdir"));
    assert!(!person(&loaded, "bo@example.com").answers);
}

#[test]
fn a_file_from_a_spreadsheet_is_read() {
    let excel = "\u{feff}Email;Name;Aliases\r\nAna@Example.com;\"Costa; Ana\";\"a@example.com;b@example.com c@example.com\"\r\n;;\r\n";
    let loaded = with_people(excel.as_bytes(), "");
    assert_eq!(loaded.policy.directory.len(), 1);
    let ana = person(&loaded, "b@example.com");
    assert_eq!((ana.address.as_str(), ana.name.as_str(), ana.aliases.len()), ("ana@example.com", "Costa; Ana", 3));
}

#[test]
fn people_of_the_configuration_follow_those_of_the_file() {
    let inline = "[[person]]\nemail = \"bo@example.com\"\naliases = [\"b@example.com\"]\nanswers = false\n";
    let loaded = with_people(b"email\nana@example.com\n", inline);
    let order: Vec<_> = loaded.policy.directory.iter().map(|person| person.address.as_str()).collect();
    assert_eq!(order, ["ana@example.com", "bo@example.com"]);
    assert!(!person(&loaded, "b@example.com").answers);
}

#[test]
fn a_mistake_in_line_forty_thousand_is_told_by_its_line() {
    let mut csv = "email,team\n".to_owned();
    for n in 2..=50_000 {
        let team = if n == 40_000 { "enginering" } else { "engineering" };
        csv += &format!("person{n}@example.com,{team}\n");
    }
    let files = |_: &Path| Ok(csv.clone().into_bytes());
    let text = below_organization("[people]\nfile = \"people.csv\"\n[[team]]\nname = \"engineering\"\n");
    let mistakes = parse(&text, Path::new("meetgate.toml"), &files).unwrap_err();
    let first = mistakes.iter().next().unwrap();
    assert_eq!((mistakes.len(), first.file.as_str(), first.line, first.column), (1, "people.csv", 40_000, 25));
}

#[test]
fn the_folder_of_a_person_stays_within_the_calendars() {
    let loaded = with_people(b"email\nana@example.com\n", "[sources.vdir]\npath = \"/srv/{domain}/{local}/work\"\n");
    let folder = loaded.sources.vdir.unwrap().folder(&address("ana@example.com"));
    assert_eq!(folder, Path::new("/srv/example.com/ana/work"));
    for hostile in ["../x@example.com", "a/b@example.com", "..@example.com", ".@example.com"] {
        assert!(
            refused(&format!("[[person]]\nemail = \"{hostile}\"\n")).contains("is not a mail address"),
            "{hostile}"
        );
    }
}
