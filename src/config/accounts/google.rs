//! `[google]`.

use std::path::{Path, PathBuf};

use url::Url;

use crate::config::desk::{Desk, Place, Placed};
use crate::config::files::Shelf;
use crate::config::reader::{Cell, Section};
use crate::config::secret::{self, Keys, Secret, keys, secret, text};
use crate::config::values;
use crate::meeting::Address;

use super::{GoogleAccess, GoogleOptions, SendUpdates, canaries, is_safe, pair, server, timeout};

/// The ways to name the key of a service account.
const KEY: Keys = keys!("key");

/// Google's limits for projects made since May 2026 (guide "Manage quotas"), with a tenth to spare for others who use
/// the project, and for one mailbox.
const PER_MINUTE: u32 = 9_000;
const PER_MAILBOX: u32 = 500;

/// `[google]`, and where things stand in it.
pub(in crate::config) struct RawGoogle {
    pub(in crate::config) options: GoogleOptions,
    pub(in crate::config) canaries: Vec<Placed<Address>>,
    /// Where `login_file` stands, if access is one person's.
    pub(in crate::config) login: Option<Place>,
}

impl RawGoogle {
    /// Reads the table; none also when no way in is written, which is noted.
    pub(in crate::config) fn read(root: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<Self> {
        let section = root.section("google")?;
        let access = access(&section, shelf, folder);
        let endpoint = section.cell("endpoint", server).map(|url| root_of(&url));
        let token_url = section.cell("token_url", server);
        let auth_url = section.cell("auth_url", server);
        let send_updates = section.cell("send_updates", send_updates).unwrap_or(SendUpdates::None);
        let limit = |key, most, usual| section.read(key, |node| values::count(node, 1, most)).unwrap_or(usual);
        let max_requests_per_minute = limit("max_requests_per_minute", 1_000_000, PER_MINUTE);
        let max_requests_per_mailbox_and_minute = limit("max_requests_per_mailbox_and_minute", 100_000, PER_MAILBOX);
        let timeout = timeout(&section);
        let canaries = canaries(&section);
        let login = section.has("login_file").then(|| section.place_of("login_file"));
        section.finish();
        let options = GoogleOptions {
            access: access?,
            endpoint,
            token_url,
            auth_url,
            send_updates,
            max_requests_per_minute,
            max_requests_per_mailbox_and_minute,
            timeout,
            canaries: pair(&canaries),
        };
        Some(Self { options, canaries, login })
    }
}

/// A service account's key or one person's login; not both, not neither.
fn access(section: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<GoogleAccess> {
    let key = text(section, shelf, KEY);
    let login_file = section.cell("login_file", |cell| login_file(cell, shelf, folder));
    let client_id = section.cell("client_id", values::text);
    let client_secret = secret(section, shelf, keys!("client_secret"));
    let written = KEY.written(section);
    match (written, section.has("login_file")) {
        (Some(key), true) => {
            let help = "a service account's key opens the calendars of a domain, login_file one person's";
            let what = format!("both {key:?} and \"login_file\"");
            section.desk.mistake(section.place_of("login_file"), what, Some(help.to_owned()));
            None
        }
        (Some(_), false) => {
            let key = key?;
            is_service_account(section.desk, &key).then_some(GoogleAccess::ServiceAccount(key.value))
        }
        (None, true) => {
            needs(section, "client_id", client_id.is_some());
            needs(section, "client_secret", client_secret.is_some());
            Some(GoogleAccess::Person {
                login_file: login_file?,
                client_id: client_id?,
                client_secret: client_secret?.value,
            })
        }
        (None, false) => {
            let help = "write key_file = \"google-key.json\", the key of a service account with domain-wide \
                        delegation, or login_file for one person's calendar";
            section.desk.mistake(section.place, "[google] has no way in", Some(help.to_owned()));
            None
        }
    }
}

/// Notes what `login_file` needs beside it; a value that was refused is noted already.
fn needs(section: &Section<'_>, key: &'static str, is_there: bool) {
    let written = match key {
        "client_secret" => keys!("client_secret").written(section).is_some() || section.has("client_secret"),
        key => section.has(key),
    };
    if !is_there && !written {
        let help = "they belong to the OAuth client of type \"Desktop app\" in the Google Cloud console: write \
                    client_id, and client_secret_file or its like";
        let what = format!("\"login_file\" needs {key:?}");
        section.desk.mistake(section.place_of("login_file"), what, Some(help.to_owned()));
    }
}

/// A file that is still to be written by a login may be missing.
fn login_file(cell: Cell<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<PathBuf> {
    secret::owners_alone(cell, shelf)?;
    let path = values::text(cell)?;
    if shelf.is_missing(Path::new(&path)) {
        let help = "`meetgate google login` writes it".to_owned();
        cell.desk.warn(cell.place, format!("there is no login in {path:?} yet"), Some(help));
    }
    Some(folder.join(path))
}

/// Whether it is the key of a service account, as far as one can see it here. Never quoted.
fn is_service_account(desk: &Desk, key: &Placed<Secret>) -> bool {
    let Ok(text) = key.value.expose() else { return true };
    let refuse = |what: &str, help: &str| {
        desk.mistake(key.place, what, Some(help.to_owned()));
        false
    };
    let make = "in the Google Cloud console choose IAM & Admin, Service Accounts, Keys, Add key, JSON";
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else {
        return refuse("this is not the key of a service account: it is no JSON", make);
    };
    let has = |name: &str| json.get(name).and_then(|value| value.as_str()).is_some_and(|value| !value.is_empty());
    if json.get("installed").is_some() || json.get("web").is_some() {
        let help = format!("this is the file of an OAuth client, which belongs to login_file; {make}");
        return refuse("this is not the key of a service account", &help);
    }
    if !has("client_email") || !has("private_key") {
        return refuse("this is not the key of a service account: client_email or private_key is missing", make);
    }
    let token_uri = json.get("token_uri").and_then(|value| value.as_str());
    if token_uri.is_some_and(|url| !Url::parse(url).is_ok_and(|url| is_safe(&url))) {
        return refuse("the key's token_uri is no https address", make);
    }
    true
}

fn send_updates(cell: Cell<'_>) -> Option<SendUpdates> {
    let words = [("none", SendUpdates::None), ("external_only", SendUpdates::ExternalOnly), ("all", SendUpdates::All)];
    values::one_of(cell, &words)
}

/// Whoever copies the address from the reference has the interface's path behind it.
fn root_of(url: &str) -> String {
    url.strip_suffix("/calendar/v3").unwrap_or(url).trim_end_matches('/').to_owned()
}
