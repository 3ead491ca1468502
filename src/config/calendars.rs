//! What does not fit together between people and the calendars that are configured.

use super::check::{self, ByAddress};
use super::desk::{Desk, Placed};
use super::options::TransportOptions;
use super::people::RawPerson;
use super::raw::Raw;
use crate::meeting::Address;

/// Folders of iCalendar files; also of whoever has nothing configured.
pub(super) const VDIR: &str = "vdir";

/// All there are, as the column `provider` names them.
pub(super) const PROVIDERS: [&str; 3] = [VDIR, "google", "outlook"];

/// So many people are named who do not say where their calendar is; the rest is told by number.
const NAMED: usize = 3;

/// Notes everything.
pub(super) fn all(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    raw.people.iter().filter_map(|person| person.provider.as_ref()).for_each(|provider| known(desk, raw, provider));
    everyone_says_where(desk, raw);
    one_login(desk, raw);
    canaries(desk, raw, by_address);
    scope_canary(desk, raw, by_address);
    one_way_for_mail(desk, raw);
}

/// How the configuration writes the table of a provider.
fn table(provider: &str) -> String {
    if provider == VDIR { "[sources.vdir]".to_owned() } else { format!("[{provider}]") }
}

fn known(desk: &Desk, raw: &Raw, provider: &Placed<String>) {
    let configured = raw.around.providers();
    let name = provider.value.as_str();
    if !PROVIDERS.contains(&name) {
        let allowed = if configured.is_empty() { &PROVIDERS[..] } else { configured };
        desk.unknown(provider.place, "provider", name, allowed.iter().copied());
    } else if !configured.contains(&name) && !configured.is_empty() {
        let what = format!("the provider {name:?} is not configured");
        desk.mistake(provider.place, what, Some(format!("write {}", table(name))));
    }
}

/// Where several kinds of calendars are configured, everyone names one.
fn everyone_says_where(desk: &Desk, raw: &Raw) {
    if raw.provider().is_some() {
        return;
    }
    let silent: Vec<&RawPerson> = raw.people.iter().filter(|person| person.provider.is_none()).collect();
    let words: Vec<String> = raw.around.providers().iter().map(|name| format!("{name:?}")).collect();
    let help = format!("write provider as one of {}", words.join(", "));
    for (index, person) in silent.iter().take(NAMED).enumerate() {
        let more = if index + 1 == NAMED && silent.len() > NAMED {
            format!(" (and {} more people)", silent.len() - NAMED)
        } else {
            String::new()
        };
        let what = format!("nobody knows where the calendar of {} is{more}", person.address.value);
        desk.mistake(person.address.place, what, Some(help.clone()));
    }
}

fn of_provider<'a>(raw: &'a Raw, provider: &'static str) -> impl Iterator<Item = &'a RawPerson> {
    let default = raw.provider();
    let is = move |person: &&RawPerson| match &person.provider {
        Some(named) => named.value == provider,
        None => default == Some(provider),
    };
    raw.people.iter().filter(is)
}

/// A login opens one person's calendar.
fn one_login(desk: &Desk, raw: &Raw) {
    let Some((google, login)) = raw.around.google.as_ref().and_then(|google| Some((google, google.login?))) else {
        return;
    };
    let people = of_provider(raw, "google").count();
    if people > 1 {
        let what = format!("a login opens one person's calendar, but {people} people have the provider \"google\"");
        let help = "for several write key_file = \"google-key.json\", the key of a service account";
        desk.mistake(login, what, Some(help.to_owned()));
    }
    if let Some(canary) = google.canaries.first() {
        let help = "for rehearsals write key_file = \"google-key.json\", the key of a service account";
        desk.mistake(canary.place, "a login opens one calendar, not those of canaries", Some(help.to_owned()));
    }
}

/// Rehearsals write to canaries, so they are the organization's own.
fn canaries(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    let google = raw.around.google.iter().flat_map(|google| &google.canaries);
    let outlook = raw.around.outlook.iter().flat_map(|outlook| &outlook.canaries);
    google.chain(outlook).for_each(|canary| check::inside(desk, raw, by_address, canary, "a canary"));
}

/// A mailbox that must be refused is none that meetgate has to reach.
fn scope_canary(desk: &Desk, raw: &Raw, by_address: &ByAddress<'_>) {
    let Some(outlook) = &raw.around.outlook else { return };
    let Some(canary) = &outlook.scope_canary else { return };
    let used: Vec<&Address> = outlook.canaries.iter().chain(&outlook.mail_from).map(|mailbox| &mailbox.value).collect();
    if by_address.contains_key(&canary.value) || used.contains(&&canary.value) {
        let help = "name a mailbox that meetgate has no business with, for example a board member's";
        let what = format!("meetgate has to reach {}, so it cannot be refused there", canary.value);
        desk.mistake(canary.place, what, Some(help.to_owned()));
    }
}

fn one_way_for_mail(desk: &Desk, raw: &Raw) {
    let Some(mailbox) = raw.around.outlook.as_ref().and_then(|outlook| outlook.mail_from.as_ref()) else { return };
    let Some(mail) = &raw.around.mail else { return };
    if mail.transport != TransportOptions::None {
        let help = "mail leaves one way: by Graph, or as [mail] says".to_owned();
        desk.mistake(mailbox.place, "both \"mail_from\" and a way for mail in [mail]", Some(help));
    }
    if let Some(from) = mail.from.as_ref().filter(|from| from.value != mailbox.value) {
        let what = format!("mails leave by the mailbox {}, but the sender is {}", mailbox.value, from.value);
        let help = "Exchange refuses a sender that is not an address of that mailbox; leave \"from\" out".to_owned();
        desk.warn(from.place, what, Some(help));
    }
}
