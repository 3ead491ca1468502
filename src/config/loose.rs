//! Loose ends: what is allowed, but hardly meant.

use std::collections::BTreeSet;

use super::check;
use super::desk::Desk;
use super::organization::Site;
use super::raw::Raw;

/// Warns of them.
pub(super) fn ends(desk: &Desk, raw: &Raw) {
    let top = raw.mode.place;
    if raw.people.is_empty() {
        let help = "write [people] with file = \"people.csv\", or [[person]]";
        desk.warn(top, "nobody is enrolled, so no calendar is read", Some(help.to_owned()));
    } else if raw.around.providers().is_empty() {
        let help = "write [google], [outlook], or [sources.vdir] with path = \"calendars/{email}\"";
        desk.warn(top, "no calendars are read", Some(help.to_owned()));
    }
    strangers(desk, raw);
    sender(desk, raw);
    if raw.rules.is_empty() && raw.protected.is_empty() {
        desk.warn(top, "there is no rule, so no meeting is asked for anything", Some("write a [[rule]]".to_owned()));
    }
    let teams: BTreeSet<&str> = raw.people.iter().filter_map(|p| Some(p.team.as_ref()?.value.as_str())).collect();
    for team in raw.teams.iter().filter(|team| !raw.people.is_empty() && !teams.contains(team.name.value.as_str())) {
        desk.warn(team.name.place, format!("nobody belongs to the team {:?}", team.name.value), None);
    }
    let used = |site: &Site| raw.people.iter().any(|p| p.site.as_ref().is_some_and(|s| s.value == site.name.value));
    for site in raw.sites.iter().filter(|site| !raw.people.is_empty() && !used(site)) {
        desk.warn(site.name.place, format!("nobody works at the site {:?}", site.name.value), None);
    }
}

/// Whoever writes the wrong domain has an organization of strangers.
fn strangers(desk: &Desk, raw: &Raw) {
    let (Some(organization), Some(first)) = (&raw.organization, raw.people.first()) else { return };
    if raw.people.iter().all(|person| !check::of_organization(organization, &person.address.value)) {
        let help =
            format!("the part after the @ of your mail addresses belongs into domains = {:?}", organization.domains);
        desk.warn(first.address.place, "nobody enrolled has an address under the organization's domains", Some(help));
    }
}

/// A sender left over from an example, or of another organization, looks like fraud to the readers' mail servers.
fn sender(desk: &Desk, raw: &Raw) {
    let from = raw.around.mail.as_ref().and_then(|mail| mail.from.as_ref());
    let Some((organization, from)) = raw.organization.as_ref().zip(from) else { return };
    if !check::of_organization(organization, &from.value) {
        let what = format!("the sender {} is not of the organization", from.value);
        desk.warn(from.place, what, Some(format!("domains = {:?}", organization.domains)));
    }
}
