//! The policy that the demo runs under: a real `meetgate.toml` and `people.csv`, as an admin would write them.

use std::fmt::Write as _;

use super::company::{Company, DOMAIN, ENGINEERING, NAME};
use super::week::{FIRST_NOTICE_HOURS, LEAD_HOURS};

/// The policy file's name.
pub const FILE: &str = "meetgate.toml";
/// The list of people.
pub const PEOPLE: &str = "people.csv";
/// The folder of mails.
pub const MAILS: &str = "mails";
/// The database.
pub const DATABASE: &str = "meetgate.db";

/// `meetgate.toml`.
pub fn toml(company: &Company) -> String {
    let lead = lead(company);
    let person = company.people.iter().find(|person| person.email == lead);
    // Invented names hold no quotes or backslashes, so they can stand in a TOML string as they are.
    let lead_name = person.map_or(lead, |person| person.name.as_str());
    let mut text = format!(
        r#"# The policy of an invented company. Written by `meetgate demo`; every start of the demo writes it anew.
mode = "decline"

[organization]
name = "{NAME}"
domains = ["{DOMAIN}"]
time_zone = "Europe/Berlin"
working_hours = "Mon-Fri 09:00-17:30"
city = "Bremen"

[people]
file = "{PEOPLE}"

[sources.vdir]
path = "calendars/{{email}}"

[store]
path = "{DATABASE}"

[mail]
from = "meetgate@{DOMAIN}"
contact = "{lead}"
contact_name = "{lead_name}"
folder = "{MAILS}"

# Read from top to bottom: the first rule that matches decides.
[[rule]]
name = "urgent"
when = {{ title = "(?i)^\\s*(\\[urgent\\]|sev[123]\\b)" }}
require = {{}}
budget = {{ per_organizer = 2, days = 30 }}

[[rule]]
name = "social-and-one-to-one"
when = [ {{ social = true }}, {{ attendees = "..=2" }} ]
require = {{}}

[[rule]]
name = "agenda-24h"
when = {{ attendees = "3.." }}
require = {{ agenda = "decline", pre_read = "flag" }}
lead_time = "{LEAD_HOURS}h"
first_notice = "{FIRST_NOTICE_HOURS}h"
short_notice = "1h"
series = "each"

[[protected_time]]
name = "No-Meeting Wednesday"
days = ["Wed"]
who = {{ teams = ["{ENGINEERING}"] }}
on_meeting = "decline"
allow = ["urgent"]
"#
    );
    for site in company.sites() {
        let _ = write!(
            text,
            "\n[[site]]\nname = \"{0}\"\ncity = \"{0}\"\ntime_zone = \"{1}\"\n",
            site.city,
            site.zone.name()
        );
    }
    for team in company.teams() {
        let _ = write!(text, "\n[[team]]\nname = \"{team}\"\n");
    }
    text
}

/// The first of the people team, else the first person: whom mails name as someone to ask.
fn lead(company: &Company) -> &str {
    let found = company.people.iter().find(|person| person.team == "people").or(company.people.first());
    found.map_or("help@harbourlight.example", |person| person.email.as_str())
}

/// `people.csv`.
pub fn people(company: &Company) -> String {
    let mut text = "email,name,provider,team,site,zone,working_hours,answers\n".to_owned();
    for person in &company.people {
        let zone = person.site.zone.name();
        let fields = [&person.email, &person.name, "vdir", person.team, person.site.city, zone, person.hours, "on"];
        let _ = writeln!(text, "{}", fields.join(","));
    }
    text
}
