//! `[outlook]`.

use std::path::Path;

use crate::config::desk::Placed;
use crate::config::files::Shelf;
use crate::config::reader::{Cell, Node, Section};
use crate::config::secret::{Keys, Secret, keys, secret, text};
use crate::config::values;
use crate::meeting::Address;

use super::{Cloud, DeclineAs, OutlookCredential, OutlookOptions, canaries, pair, server, timeout};

const SECRET: Keys = keys!("client_secret");
const KEY: Keys = keys!("key");

/// Graph allows an application four requests at once for one mailbox; one is left for others
/// (learn.microsoft.com/graph/throttling-limits, "Outlook service limits").
const AT_ONCE: u32 = 3;

/// A tenth of what Graph allows an application in all (130,000 in 10 seconds) is more than anyone needs.
const PER_MINUTE: u32 = 60_000;

/// `[outlook]`, and where things stand in it.
pub(in crate::config) struct RawOutlook {
    pub(in crate::config) options: OutlookOptions,
    pub(in crate::config) canaries: Vec<Placed<Address>>,
    pub(in crate::config) mail_from: Option<Placed<Address>>,
    pub(in crate::config) scope_canary: Option<Placed<Address>>,
}

impl RawOutlook {
    /// Reads the table; none also when something that must be there is not, which is noted.
    pub(in crate::config) fn read(root: &Section<'_>, shelf: &Shelf<'_>) -> Option<Self> {
        let section = root.section("outlook")?;
        let tenant = section.must_cell("tenant", tenant);
        let client_id = section.must_cell("client_id", |cell| application(cell, section.has("authority")));
        let credential = credential(&section, shelf);
        let cloud = section.cell("cloud", cloud).unwrap_or_default();
        let endpoint = section.cell("endpoint", server).map(|url| root_of(&url));
        let authority = section.cell("authority", server);
        let decline = section.cell("decline", decline).unwrap_or_default();
        let mail_from = section.cell("mail_from", values::placed_address);
        let scope_canary = section.cell("scope_canary", values::placed_address);
        let require_scope = section.read("require_scope", values::flag).unwrap_or(false);
        let limit = |key, most, usual| section.read(key, |node| values::count(node, 1, most)).unwrap_or(usual);
        let max_requests_per_minute = limit("max_requests_per_minute", 780_000, PER_MINUTE);
        let max_requests_at_once_per_mailbox = limit("max_requests_at_once_per_mailbox", 4, AT_ONCE);
        let (timeout, canaries) = (timeout(&section), canaries(&section));
        scope_needs_a_canary(&section);
        section.finish();
        let options = OutlookOptions {
            tenant: tenant?,
            client_id: client_id?,
            credential: credential?,
            cloud,
            endpoint,
            authority,
            decline,
            mail_from: mail_from.as_ref().map(|from| from.value.clone()),
            scope_canary: scope_canary.as_ref().map(|canary| canary.value.clone()),
            require_scope,
            max_requests_per_minute,
            max_requests_at_once_per_mailbox,
            timeout,
            canaries: pair(&canaries),
        };
        Some(Self { options, canaries, mail_from, scope_canary })
    }
}

/// A secret, or a certificate with its key.
fn credential(section: &Section<'_>, shelf: &Shelf<'_>) -> Option<OutlookCredential> {
    let client_secret = secret(section, shelf, SECRET);
    let certificate = section.read("certificate_file", |node| certificate(node, shelf));
    let key = text(section, shelf, KEY);
    let (with_secret, with_key) = (SECRET.written(section), KEY.written(section));
    let refuse = |at: &str, what: String, help: &str| {
        section.desk.mistake(section.place_of(at), what, Some(help.to_owned()));
        None
    };
    match (with_secret, section.has("certificate_file"), with_key) {
        (Some(secret), true, _) => refuse(
            "certificate_file",
            format!("both {secret:?} and \"certificate_file\""),
            "the application proves who it is one way; a certificate is the better one",
        ),
        (_, true, None) => refuse(
            "certificate_file",
            "\"certificate_file\" needs its private key".to_owned(),
            "write key_file, key_env or key_credential",
        ),
        (_, false, Some(key)) => refuse(
            key,
            format!("{key:?} needs \"certificate_file\""),
            "write certificate_file = \"meetgate.pem\", the certificate that was uploaded to the app registration",
        ),
        (Some(_), false, None) => client_secret.map(|secret| OutlookCredential::Secret(secret.value)),
        (None, true, Some(_)) => certificate.zip(pem_key(section, key?)).map(into_certificate),
        (None, false, None) if section.has("client_secret") => None,
        (None, false, None) => {
            let help = "write client_secret_file, client_secret_env or client_secret_credential, or certificate_file \
                        with key_file";
            section.desk.mistake(section.place, "[outlook] has no way in", Some(help.to_owned()));
            None
        }
    }
}

fn into_certificate((certificate, key): (String, Secret)) -> OutlookCredential {
    OutlookCredential::Certificate { certificate, key }
}

fn certificate(node: Node<'_>, shelf: &Shelf<'_>) -> Option<String> {
    let cell = node.cell()?;
    let pem = shelf.aside(cell, Path::new(cell.text))?;
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        return Some(pem);
    }
    cell.refuse(format!("{:?} holds no certificate in PEM", cell.text), Some("it begins with BEGIN CERTIFICATE"))
}

/// The key, if it looks like one as far as one can see it here. Never quoted.
fn pem_key(section: &Section<'_>, key: Placed<Secret>) -> Option<Secret> {
    if key.value.expose().is_ok_and(|text| !text.contains("PRIVATE KEY-----")) {
        let help = "it begins with BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY, and has no passphrase".to_owned();
        section.desk.mistake(key.place, "this is no private key in PEM", Some(help));
        return None;
    }
    Some(key.value)
}

/// The tenant's id or one of its domains: what stands in addresses, so nothing else.
fn tenant(cell: Cell<'_>) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let name = cell.text.trim();
    let shared = ["common", "organizations", "consumers"].contains(&name.to_ascii_lowercase().as_str());
    if !name.is_empty() && name.chars().all(fits) && !shared {
        return Some(name.to_owned());
    }
    let help = "write the Directory (tenant) ID of the app registration, or a domain such as \"example.com\"";
    cell.refuse(format!("{:?} is not a tenant", cell.text), Some(help))
}

/// The application's id: a GUID, unless tokens come from elsewhere than Entra.
fn application(cell: Cell<'_>, elsewhere: bool) -> Option<String> {
    let text = values::text(cell)?;
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let digits = text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if elsewhere || (groups == [8, 4, 4, 4, 12] && digits) {
        return Some(text);
    }
    let help = "write the Application (client) ID of the app registration";
    cell.refuse(format!("{:?} is not the id of an application", cell.text), Some(help))
}

fn cloud(cell: Cell<'_>) -> Option<Cloud> {
    let words = [
        ("global", Cloud::Global),
        ("us_government", Cloud::UsGovernment),
        ("us_dod", Cloud::UsDod),
        ("china", Cloud::China),
    ];
    values::one_of(cell, &words)
}

fn decline(cell: Cell<'_>) -> Option<DeclineAs> {
    values::one_of(cell, &[("tentative", DeclineAs::Tentative), ("final", DeclineAs::Final)])
}

fn scope_needs_a_canary(section: &Section<'_>) {
    if section.has("require_scope") && !section.has("scope_canary") {
        let help = "write scope_canary = \"an address\" that the application must not reach".to_owned();
        section.desk.mistake(section.place_of("require_scope"), "\"require_scope\" needs \"scope_canary\"", Some(help));
    }
}

/// Whoever copies the address from the reference has the version behind it.
fn root_of(url: &str) -> String {
    url.strip_suffix("/v1.0").unwrap_or(url).trim_end_matches('/').to_owned()
}
