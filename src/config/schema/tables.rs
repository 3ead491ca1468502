//! The tables of the file and their keys, in the order of the example.

use serde_json::{Value, json};

use crate::meeting::{Mode, Requirement};

use super::accounts;
use super::kinds::{count, flag, length, like, pattern, some, table, tables, text, word};
use crate::config::reports::MIN_GROUP;

/// The keys of the file itself.
pub(super) fn root() -> Value {
    json!({
        "mode": like("mode", "How far meetgate goes; each mode does all that the ones before do."),
        "organization": organization(),
        "site": sites(),
        "people": table("Everyone enrolled.", &["file"], json!({ "file": text("A CSV file, one person a line.") })),
        "person": people(),
        "team": teams(),
        "rule": rules(),
        "suggest": suggestions(),
        "protected_time": protected(),
        "sources": sources(),
        "google": accounts::google(),
        "outlook": accounts::outlook(),
        "mail": mail(),
        "store": store(),
        "run": run(),
        "web": web(),
        "safety": safety(),
        "rollout": table("Switching on.", &[], json!({
            "organizers_per_day": count("Notices go to at most so many organizers a day.", 1, 100_000) })),
        "reports": table("What all reports share.", &[], json!({
            "min_group": count("Reports cover groups of at least so many people.", MIN_GROUP, 1000),
            "focus_block": length("The shortest stretch without a meeting that counts as focus.", "2h"),
            "at": like("time", "When reports go out, on each reader's clock."),
            "hourly_cost": count("What an hour of one person costs; without it reports speak of hours only.", 1, 100_000),
            "currency": text("The currency of that cost."),
            "personal": flag("Whether people may have a report of their own week.", true),
            "pulse": flag("Whether that report asks three questions every second week.", false) })),
        "report": tables("A weekly report.", &["name", "to"], json!({
            "name": text("Its name."),
            "to": some("address", "Who receives it."),
            "teams": some("name", "The teams it covers; without this everyone."),
            "language": like("language", "Of its mails; without this each reader's own."),
            "format": like("report_format", "Of what its mails are; without this HTML and text."),
            "attach": some("report_file", "Which files its mails carry; without this both.") })),
        "retention": table("How long things are kept.", &[], json!({
            "journal": length("What happened.", ""), "meetings": length("Past meetings.", "") })),
        "admin": table("Admins.", &[], json!({
            "individuals": flag("Whether they have pages about single people.", false),
            "contacts": some("address", "Who is told when something needs a human.") })),
    })
}

/// Shapes that several keys share.
pub(super) fn definitions() -> Value {
    let length = "^\\s*([0-9]+[smhdw])+\\s*$";
    json!({
        "mode": word("observe < remind < flag < tentative < decline", Mode::ALL.map(Mode::as_str)),
        "name": text("One line."),
        "address": pattern("A mail address.", "@", &["ana@example.com"]),
        "length": pattern("A number and a unit.", length, &["30m", "24h", "2d", "1h30m"]),
        "zone": pattern("An IANA name.", "^[A-Za-z]", &["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]),
        "hours": pattern("Days and times.", "[0-9]:[0-9]", &["Mon-Fri 09:00-17:30"]),
        "language": pattern("A BCP 47 tag.", "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", &["en", "de", "pt-BR"]),
        "times": pattern("Two times of a day.", "-", &["09:00-11:00"]),
        "time": pattern("A time of a day.", ":", &["09:00"]),
        "report_format": word("HTML with pictures beside plain text, or plain text alone.", ["html", "text"]),
        "report_file": word("A file with a report's figures.", ["csv", "json"]),
        "weekday": pattern("A weekday.", "[A-Za-z]", &["Mon", "Tue", "Wed", "Thu", "Fri"]),
        "day": pattern("A date, or an iCalendar file with all-day events.", ".", &["2026-12-24", "holidays-de.ics"]),
        "organizer": pattern("An address, a domain (with its subdomains), internal or external.", ".", &["internal", "external"]),
        "range": { "description": "\"3..\" for 3 and more, \"..=2\" for up to 2, \"3..8\" for 3 to 7, or a number.",
            "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "examples": ["3..", "..=2", "3..8"] }] },
        "when": when(),
    })
}

/// What the organization and a site have in common.
fn place() -> Value {
    json!({
        "name": text("Its name."),
        "time_zone": like("zone", "IANA name of the time zone."),
        "working_hours": like("hours", "Days and times of work."),
        "holidays": { "description": "Days off.", "anyOf": [{ "$ref": "#/definitions/day" },
            { "type": "array", "items": { "$ref": "#/definitions/day" } }] },
        "city": text("The city that mails name beside times."),
        "language": like("language", "The language of mails."),
    })
}

fn organization() -> Value {
    let mut keys = place();
    keys["domains"] = some("name", "Addresses under these domains are colleagues; everyone else is from outside.");
    table("Who you are; holds for whoever has nothing of their own.", &["name", "domains", "time_zone"], keys)
}

fn sites() -> Value {
    tables("A place where people work; what it does not say is the organization's.", &["name"], place())
}

fn people() -> Value {
    let aliases = json!({ "description": "Further addresses of the same person.",
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "$ref": "#/definitions/address" } }] });
    let answers = json!({ "description": "Whether meetgate may answer in this person's name.",
        "enum": [true, false, "on", "off"], "default": true });
    tables(
        "Someone enrolled; the keys are the columns of people.csv.",
        &["email"],
        json!({
            "email": like("address", "The address of the mailbox."),
            "name": { "type": "string", "description": "The person's name." },
            "aliases": aliases,
            "provider": { "type": "string", "description": "Where the calendar is." },
            "team": { "type": "string", "description": "The one primary team." },
            "manager": { "type": "string", "description": "An address." },
            "assistant": { "type": "string", "description": "An address; is copied on the person's mails." },
            "site": { "type": "string", "description": "The name of a site." },
            "zone": { "type": "string", "description": "IANA name, where it is not the site's." },
            "working_hours": { "type": "string", "description": "Days and times, where they are not the site's." },
            "language": { "type": "string", "description": "BCP 47 tag." },
            "answers": answers,
        }),
    )
}

fn teams() -> Value {
    tables(
        "A team. A person belongs to one.",
        &["name"],
        json!({
            "name": text("Its name."),
            "lead": like("address", "Who leads it."),
            "mode": like("mode", "Where the team is ahead of or behind the organization."),
        }),
    )
}

/// The lengths of time that rules and protected time have in common.
fn times(deadline: &str) -> Value {
    json!({
        "lead_time": length(deadline, "24h"),
        "first_notice": length("The first notice goes out so long before the deadline.", "48h"),
        "short_notice": length("Booked inside the lead time: this long to act.", "1h"),
        "external": flag("Whether more than a mark may follow for meetings with people from outside.", false),
    })
}

fn rules() -> Value {
    let mut keys = times("The deadline lies so long before the start.");
    let consequence = |what: &Requirement| (what.as_str().to_owned(), like("mode", "What follows when it is missing."));
    keys["name"] = text("Its name; mails and verdicts cite it.");
    keys["when"] = like("when", "Which meetings; without this all.");
    keys["require"] = table(
        "What is required, and what follows when it is missing; {} is an exemption.",
        &[],
        Value::Object(Requirement::ALL.iter().map(consequence).collect()),
    );
    keys["last_call"] = length("The last call goes out so long before the deadline; 0h for none.", "4h");
    keys["series"] =
        word("Whether each occurrence needs its own text, or the series' own counts.", ["each", "standing"]);
    keys["budget"] = budget("How often each organizer may use this rule.");
    tables("A rule; the first that matches decides.", &["name", "require"], keys)
}

fn budget(description: &str) -> Value {
    table(
        description,
        &["per_organizer", "days"],
        json!({
        "per_organizer": count("So many meetings", 1, 1000), "days": count("within so many days.", 1, 366) }),
    )
}

fn when() -> Value {
    let one = table(
        "Conditions that all hold.",
        &[],
        json!({
            "title": text("A regular expression; single quotes keep backslashes as they are."),
            "organizer": some("organizer", "Who organizes."),
            "team": some("name", "The organizer's primary team."),
            "attendees": like("range", "How many are invited, the organizer included."),
            "outside_guests": { "type": "boolean", "description": "Whether someone from outside is invited." },
            "duration": pattern("How long it is.", ".", &["..=15m", "1h..", "30m..1h"]),
            "recurring": { "type": "boolean", "description": "Whether it is part of a series." },
            "social": { "type": "boolean", "description": "Whether it is social: lunch, farewell." },
            "inform_only": { "type": "boolean", "description": "Whether by its own words it only informs." },
            "calendar_label": some("name", "A category of the calendar."),
            "between": like("times", "Starts between these times in the organizer's zone."),
        }),
    );
    json!({ "anyOf": [one, { "type": "array", "minItems": 1, "maxItems": 20, "items": one }] })
}

fn suggestions() -> Value {
    tables(
        "A suggestion; never decides, only adds a friendly line.",
        &["name", "text"],
        json!({
            "name": text("Its name."),
            "when": like("when", "Which meetings; without this all."),
            "text": { "type": "string", "description": "\"memo\", or a sentence of your own.", "examples": ["memo"] },
        }),
    )
}

fn protected() -> Value {
    let mut keys = times("The organizer can move the meeting until so long before the start.");
    keys["name"] = text("Its name; mails print it.");
    keys["days"] = some("weekday", "On which days.");
    keys["hours"] = like("times", "From when to when; without this the whole day.");
    keys["from"] = like("time", "From when; the same as the first half of hours.");
    keys["to"] = like("time", "To when; the same as the second half of hours.");
    keys["who"] = table(
        "Whom it protects; without this everyone.",
        &[],
        json!({
        "teams": some("name", "Primary teams."), "people": some("address", "Single people.") }),
    );
    keys["on_meeting"] = like("mode", "What follows for a meeting that falls into it.");
    keys["allow"] = some("name", "Names of rules whose meetings are allowed there.");
    keys["hold"] = table(
        "The entry that keeps the time free.",
        &["title"],
        json!({
        "title": text("Its title."), "style": word("How it looks.", ["busy", "focus", "tentative", "none"]) }),
    );
    tables("A no-meeting day or focus block, in each attendee's own zone.", &["name", "days", "on_meeting"], keys)
}

fn sources() -> Value {
    let vdir = table(
        "Folders of iCalendar files.",
        &["path"],
        json!({
        "path": text("One folder a person: {email}, {local} (before the @), {domain}.") }),
    );
    table("Where calendars are read.", &[], json!({ "vdir": vdir }))
}

fn mail() -> Value {
    table(
        "How mail leaves.",
        &[],
        json!({
            "from": like("address", "The sender; without this meetgate@ the first domain."),
            "contact": like("address", "Whom a reply reaches."),
            "contact_name": text("The contact's name."),
            "folder": text("Every mail becomes a file in this folder."),
            "smtp": smtp(),
            "bounces": table("Where reports of mails that could not be delivered arrive.", &["folder"], json!({
                "folder": text("A Maildir or folder.") })),
        }),
    )
}

fn smtp() -> Value {
    table(
        "The server that takes mail.",
        &["host"],
        json!({
            "host": text("Its name or address."),
            "port": count("Its port; 465, 587 or 25 by the kind of TLS.", 1, 65_535),
            "tls": word("How the connection is protected.", ["implicit", "starttls", "none"]),
            "user": text("Who logs in."),
            "password_file": text("A file that holds the password; only its owner may read it."),
            "password_env": text("The environment variable that holds the password."),
            "password_credential": text("The systemd credential that holds the password."),
            "auth": word("How to log in.", ["plain", "login", "xoauth2"]),
            "ca_file": text("Certificates (PEM) of an authority that the system does not know."),
            "bounce_address": like("address", "Where reports of mails that could not be delivered go; without it, to the sender."),
            "timeout": length("One mail takes at most so long.", "45s"),
        }),
    )
}

fn store() -> Value {
    table(
        "The database: an SQLite file, or PostgreSQL.",
        &[],
        json!({
            "path": text("An SQLite file."),
            "url": text("postgres://user@host/database"),
            "url_file": text("A file that holds the URL; only its owner may read it."),
            "url_env": text("The environment variable that holds the URL."),
            "url_credential": text("The systemd credential that holds the URL."),
        }),
    )
}

fn run() -> Value {
    table(
        "The rhythm.",
        &[],
        json!({
            "poll": length("How often each calendar is asked for changes.", "5m"),
            "horizon": length("How far ahead meetings are judged.", "28d"),
        }),
    )
}

fn web() -> Value {
    table(
        "Pages.",
        &[],
        json!({
            "public_url": text("Where people reach them: https://…"),
            "listen": pattern("Where meetgate listens.", ":[0-9]+$", &["127.0.0.1:8420"]),
            "key_file": text("A file that holds the keys of links; only its owner may read it."),
            "key_env": text("The environment variable that holds the keys of links."),
            "key_credential": text("The systemd credential that holds the keys of links."),
        }),
    )
}

fn safety() -> Value {
    let brake = |what: &str| count(what, 1, 100_000);
    table(
        "Brakes.",
        &[],
        json!({
            "max_answers_per_meeting": count("At most so many people are answered for in one meeting.", 0, 1000),
            "override_accepted": flag("Whether an answer may replace a person's own yes or maybe.", false),
            "max_answers_per_mailbox_and_week": brake("Answers in one person's name within a week."),
            "max_notices_per_organizer_and_day": brake("Notices to one organizer within a day."),
            "max_answers_per_hour": brake("Answers of the whole organization within an hour."),
            "exemptions": budget("How many exemptions with a reason each organizer may take."),
            "max_staleness": length("Knowledge older than this stops all actions.", ""),
            "skip": { "description": "Checks to do without before answering in people's names.",
                "anyOf": [{ "enum": ["calibrate", "rehearse"] }, { "type": "array", "items": { "enum": ["calibrate", "rehearse"] } }] },
        }),
    )
}
