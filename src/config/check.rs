//! What no single key shows: names that must exist, things that contradict each other or can never happen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::TimeDelta;

use crate::meeting::{Address, Mode};
use crate::policy::Organization;

use super::condition::When;
use super::desk::{Desk, Place, Placed};
use super::options::TransportOptions;
use super::people::RawPerson;
use super::raw::Raw;
use super::{calendars, cover, durations, loose, suggest};

/// Notes everything that does not fit together.
pub(super) fn all(desk: &Desk, raw: &Raw) {
    unique_names(desk, raw);
    known_teams(desk, raw);
    let by_address = addresses(desk, &raw.people);
    people(desk, raw, &by_address);
    protected(desk, raw, &by_address);
    rules(desk, raw);
    mail(desk, raw, &by_address);
    reports(desk, raw);
    folders(desk, raw);
    calendars::all(desk, raw, &by_address);
    loose::ends(desk, raw);
}

/// Each address, and to whom it belongs.
pub(super) type ByAddress<'a> = HashMap<&'a Address, Place>;

fn unique_names(desk: &Desk, raw: &Raw) {
    unique(desk, "site", raw.sites.iter().map(|site| &site.name));
    unique(desk, "team", raw.teams.iter().map(|team| &team.name));
    unique(desk, "rule", raw.rules.iter().map(|rule| &rule.name));
    unique(desk, "suggestion", raw.suggestions.iter().map(|suggestion| &suggestion.name));
    unique(desk, "protected time", raw.protected.iter().map(|window| &window.name));
    unique(desk, "report", raw.later.reports.lists.iter().map(|report| &report.name));
}

fn unique<'a>(desk: &Desk, kind: &str, names: impl Iterator<Item = &'a Placed<String>>) {
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for name in names {
        match first.get(name.value.as_str()) {
            Some(place) => desk.twice(kind, &name.value, *place, name.place),
            None => drop(first.insert(&name.value, name.place)),
        }
    }
}

fn known_teams(desk: &Desk, raw: &Raw) {
    let known: BTreeSet<&str> = raw.teams.iter().map(|team| team.name.value.as_str()).collect();
    let conditions = raw.rules.iter().map(|rule| &rule.when).chain(raw.suggestions.iter().map(|s| &s.when));
    let named = conditions.flat_map(|when: &When| &when.teams);
    let named = named.chain(raw.protected.iter().flat_map(|window| &window.teams));
    let named = named.chain(raw.later.reports.lists.iter().flat_map(|report| &report.teams));
    for team in named.filter(|team| !known.contains(team.value.as_str())) {
        unknown_part(desk, "team", team, 1, &known);
    }
    for (team, times) in once(raw.people.iter().filter_map(|person| person.team.as_ref())) {
        let several = || team.value.split([',', ';']).map(str::trim).all(|part| known.contains(part));
        if !known.contains(team.value.as_str()) && several() {
            desk.mistake(team.place, "a person has one primary team", Some("name the one that counts".to_owned()));
        } else if !known.contains(team.value.as_str()) {
            unknown_part(desk, "team", team, times, &known);
        }
    }
}

/// Each name where it stands first, and how often it is there: a team that is forgotten is forgotten for many people.
fn once<'a>(names: impl Iterator<Item = &'a Placed<String>>) -> Vec<(&'a Placed<String>, usize)> {
    let mut found: Vec<(&Placed<String>, usize)> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for name in names {
        let index = *at.entry(&name.value).or_insert(found.len());
        match found.get_mut(index) {
            Some((_, times)) => *times += 1,
            None => found.push((name, 1)),
        }
    }
    found
}

/// Notes a team or a site that the file does not have: mistyped, or still to be written.
fn unknown_part(desk: &Desk, part: &str, name: &Placed<String>, times: usize, known: &BTreeSet<&str>) {
    let more = match times {
        1 => String::new(),
        times => {
            format!(", here and {} more", if times == 2 { "once".to_owned() } else { format!("{} times", times - 1) })
        }
    };
    let write = format!("write [[{part}]] with name = {:?}", name.value);
    let near = suggest::nearest(&name.value, known.iter().copied()).is_some();
    let help = match suggest::help(&name.value, known.iter().copied()) {
        Some(help) if near => help,
        Some(help) => format!("{help}; or {write}"),
        None => write,
    };
    desk.mistake(name.place, format!("unknown {part} {:?}{more}", name.value), Some(help));
}

/// Notes people listed twice and aliases of two people.
fn addresses<'a>(desk: &Desk, people: &'a [RawPerson]) -> ByAddress<'a> {
    let mut owner: ByAddress<'a> = HashMap::with_capacity(people.len() * 2);
    for person in people {
        if let Some(first) = owner.insert(&person.address.value, person.address.place) {
            let help = format!("the first time in {}", desk.line_of(first, person.address.place));
            desk.mistake(person.address.place, format!("{} is listed twice", person.address.value), Some(help));
        }
    }
    for (person, alias) in people.iter().flat_map(|person| person.aliases.iter().map(move |alias| (person, alias))) {
        if alias.value == person.address.value {
            continue;
        }
        let first = owner.insert(&alias.value, person.address.place);
        if let Some(first) = first.filter(|first| *first != person.address.place) {
            let help = format!("it also belongs to the person in {}", desk.line_of(first, alias.place));
            desk.mistake(alias.place, format!("{} is claimed by two people", alias.value), Some(help));
        }
    }
    owner
}

fn people(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    let sites: BTreeSet<&str> = raw.sites.iter().map(|site| site.name.value.as_str()).collect();
    for (site, times) in once(raw.people.iter().filter_map(|person| person.site.as_ref())) {
        if !sites.contains(site.value.as_str()) {
            unknown_part(desk, "site", site, times, &sites);
        }
    }
    for person in &raw.people {
        if let Some(assistant) = person.assistant.as_ref() {
            inside(desk, raw, by_address, assistant, "an assistant");
        }
    }
    for lead in raw.teams.iter().filter_map(|team| team.lead.as_ref()) {
        if !by_address.contains_key(&lead.value) && !raw.people.is_empty() && raw.all_people {
            desk.warn(lead.place, format!("the lead {} is not among the people", lead.value), None);
        }
    }
    for contact in &raw.later.contacts {
        inside(desk, raw, by_address, contact, "an admin");
    }
    for reader in raw.later.reports.lists.iter().flat_map(|report| &report.to) {
        inside(desk, raw, by_address, reader, "a reader of reports");
    }
}

/// People outside the organization are never mailed.
pub(super) fn inside(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>, address: &Placed<Address>, who: &str) {
    let Some(organization) = &raw.organization else { return };
    if by_address.contains_key(&address.value) || of_organization(organization, &address.value) {
        return;
    }
    let help = format!("people outside are never written to; domains = {:?}", organization.domains);
    desk.mistake(address.place, format!("{} is {who} from outside the organization", address.value), Some(help));
}

pub(super) fn of_organization(organization: &Organization, address: &Address) -> bool {
    let rest = |domain: &String| address.domain().strip_suffix(domain.as_str());
    organization.domains.iter().filter_map(rest).any(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn protected(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    let rules: Vec<&str> = raw.rules.iter().map(|rule| rule.name.value.as_str()).collect();
    for window in &raw.protected {
        for name in window.allow.iter().filter(|name| !rules.contains(&name.value.as_str())) {
            desk.unknown(name.place, "rule", &name.value, rules.iter().copied());
        }
        let unknown = |person: &&Placed<Address>| raw.all_people && !by_address.contains_key(&person.value);
        for person in window.people.iter().filter(unknown) {
            let known: BTreeSet<&str> = by_address.keys().map(|address| address.as_str()).collect();
            desk.unknown(person.place, "person", person.value.as_str(), known);
        }
        let everything = |name: &&Placed<String>| {
            raw.rules.iter().any(|rule| rule.name.value == name.value && rule.when.conditions.is_empty())
        };
        for name in window.allow.iter().filter(everything) {
            let help = "allow only rules with a \"when\"";
            let what = format!("the rule {:?} matches every meeting, so nothing would be protected", name.value);
            desk.mistake(name.place, what, Some(help.to_owned()));
        }
        fits_horizon(desk, raw, window.place, window.window.lead_time + window.window.first_notice);
    }
    cover::overlapping(desk, &raw.protected, &raw.people);
}

fn rules(desk: &Desk, raw: &Raw) {
    for rule in raw.rules.iter().filter(|rule| !rule.rule.require.is_empty()) {
        fits_horizon(desk, raw, rule.place, rule.rule.lead_time + rule.rule.first_notice);
    }
    cover::shadowed(desk, &raw.rules);
    cover::impossible(desk, &raw.rules);
}

/// A notice that is due before meetgate looks at the meeting at all would always come late.
fn fits_horizon(desk: &Desk, raw: &Raw, place: Place, ahead: TimeDelta) {
    let horizon = raw.around.horizon;
    if ahead > horizon {
        let (ahead, horizon) = (durations::write_length(ahead), durations::write_length(horizon));
        let what = format!("the first notice is due {ahead} before the start, but meetings are judged {horizon} ahead");
        desk.mistake(place, what, Some("shorten lead_time or first_notice, or raise run.horizon".to_owned()));
    }
}

/// Everyone has a calendar folder of their own.
fn folders(desk: &Desk, raw: &Raw) {
    let around = &raw.around;
    let Some((path, vdir)) = around.vdir.as_ref().zip(around.sources.vdir.as_ref()) else { return };
    if path.value.contains("{email}") {
        return;
    }
    let mut owner = HashMap::new();
    let shared = raw.people.iter().find_map(|person| {
        let address = &person.address.value;
        let first = owner.insert(vdir.folder(address), address);
        first.filter(|first| *first != address).map(|first| (first, address))
    });
    if let Some((first, second)) = shared {
        let what = format!("{first} and {second} would have the same folder of calendars");
        desk.mistake(path.place, what, Some("write {email} where the folders differ".to_owned()));
    }
}

fn mail(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    if let Some(from) =
        raw.around.mail.as_ref().and_then(|mail| mail.from.as_ref()).filter(|f| by_address.contains_key(&f.value))
    {
        let help = "give meetgate an address of its own, so that nobody seems to have written its mails";
        desk.mistake(from.place, format!("{} is the address of a person", from.value), Some(help.to_owned()));
    }
    let by_graph = raw.around.outlook.as_ref().is_some_and(|outlook| outlook.mail_from.is_some());
    let none = raw.around.mail.as_ref().is_none_or(|mail| mail.transport == TransportOptions::None) && !by_graph;
    let strictest = raw.teams.iter().filter_map(|team| team.mode.as_ref().map(|mode| (mode.value, mode.place)));
    let strictest = strictest.chain([(raw.mode.value, raw.mode.place)]).filter(|(mode, _)| *mode > Mode::Observe);
    if let Some((mode, place)) = strictest.min_by_key(|(_, place)| *place).filter(|_| none) {
        let help = "write [mail] with folder = \"outbox\", [mail.smtp], or mail_from in [outlook]; until then the mode \
                    can only be \"observe\"";
        desk.mistake(
            place,
            format!("the mode {mode} writes to people, but no way for mail is configured"),
            Some(help.into()),
        );
    }
}

fn reports(desk: &Desk, raw: &Raw) {
    let least = raw.later.options.reports.terms.min_group as usize;
    for report in &raw.later.reports.lists {
        for team in &report.teams {
            let of_team = |person: &&RawPerson| person.team.as_ref().is_some_and(|name| name.value == team.value);
            let size = raw.people.iter().filter(of_team).count();
            if size < least && raw.teams.iter().any(|known| known.name.value == team.value) {
                let people = if size == 1 { "1 person".to_owned() } else { format!("{size} people") };
                let what = format!("the team {:?} has {people}; reports cover at least {least}", team.value);
                desk.mistake(team.place, what, Some("report on several teams together, or on everyone".to_owned()));
            }
        }
    }
    if let Some(place) = raw.later.reports.pulse.filter(|_| raw.around.web.public_url.is_none()) {
        let help = "write [web] public_url = \"https://meetgate.example.com\" too, where people reach the pages";
        desk.mistake(
            place,
            "\"pulse\" asks its questions on a page, and there is no \"public_url\"",
            Some(help.into()),
        );
    }
}
