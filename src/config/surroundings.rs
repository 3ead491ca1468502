//! `[sources]`, `[google]`, `[outlook]`, `[mail]`, `[store]`, `[run]`, `[web]`: everything around the policy.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::meeting::Address;

use super::accounts::{RawGoogle, RawOutlook};
use super::calendars::{PROVIDERS, VDIR};
use super::desk::{Desk, Place, Placed};
use super::durations::length;
use super::files::Shelf;
use super::options::{RunOptions, Sources, StoreOptions, TransportOptions, VdirSource, WebOptions};
use super::reader::{Cell, Section};
use super::secret::{Secret, keys, secret};
use super::{post, suggest, values};

/// What a path may not hold as it is inside a URL.
const IN_URL: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'?').add(b'#').add(b'"');

/// A key of links has so many characters at least.
const SHORTEST_KEY: usize = 32;

/// Names that `{…}` in a path may hold.
const PLACEHOLDERS: [&str; 3] = ["email", "local", "domain"];

/// `[mail]` as the file has it.
pub(super) struct RawMail {
    pub(super) from: Option<Placed<Address>>,
    pub(super) contact: Option<(String, Address)>,
    pub(super) transport: TransportOptions,
    pub(super) bounces: Option<PathBuf>,
}

/// Everything read here.
pub(super) struct Surroundings {
    pub(super) sources: Sources,
    /// The path of `[sources.vdir]`, as written.
    pub(super) vdir: Option<Placed<String>>,
    pub(super) google: Option<RawGoogle>,
    pub(super) outlook: Option<RawOutlook>,
    /// The tables of calendars that are there, even if something is wrong with them.
    tables: Vec<&'static str>,
    pub(super) mail: Option<RawMail>,
    pub(super) store: StoreOptions,
    pub(super) run: RunOptions,
    /// How far ahead meetings are judged.
    pub(super) horizon: TimeDelta,
    pub(super) web: WebOptions,
}

impl Surroundings {
    /// Reads the tables. `folder` is the absolute path of the folder that paths count from.
    pub(super) fn read(root: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Self {
        let (mut sources, vdir) = sources(root, folder);
        let (google, outlook) = (RawGoogle::read(root, shelf, folder), RawOutlook::read(root, shelf));
        sources.google = google.as_ref().map(|google| google.options.clone());
        sources.outlook = outlook.as_ref().map(|outlook| outlook.options.clone());
        let there = |name: &&str| if *name == VDIR { vdir.is_some() } else { root.has(name) };
        let tables = PROVIDERS.into_iter().filter(there).collect();
        let (mail, store) = (mail(root, shelf, folder), store(root, shelf, folder));
        let (run, horizon) = run(root);
        Self { sources, vdir, google, outlook, tables, mail, store, run, horizon, web: web(root, shelf) }
    }

    /// The providers that are configured, also those of which something is wrong.
    pub(super) fn providers(&self) -> &[&'static str] {
        &self.tables
    }
}

/// `[sources]`, and where the path of the vdir stands.
fn sources(root: &Section<'_>, folder: &Path) -> (Sources, Option<Placed<String>>) {
    let Some(section) = root.section("sources") else { return Default::default() };
    let vdir = section.section("vdir");
    let nothing = section.is_empty();
    let path = vdir.and_then(|vdir| {
        let path = vdir.must_cell("path", template);
        vdir.finish();
        path
    });
    if nothing {
        section.missing("vdir", Some("write [sources.vdir] with path = \"calendars/{email}\""));
    }
    section.finish();
    let absolute = |path: &Placed<String>| VdirSource { path: folder.join(&path.value).display().to_string() };
    (Sources { vdir: path.as_ref().map(absolute), ..Sources::default() }, path)
}

/// A path with placeholders.
fn template(cell: Cell<'_>) -> Option<Placed<String>> {
    let mut rest = cell.text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return cell.refuse("a \"{\" without \"}\"", Some("write for example \"calendars/{email}\""));
        };
        if !PLACEHOLDERS.contains(&name) {
            let help = suggest::help(name, PLACEHOLDERS);
            return cell.refuse(format!("unknown placeholder {name:?}"), help.as_deref());
        }
        rest = after;
    }
    values::name(cell)
}

/// `[mail]`.
fn mail(root: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Option<RawMail> {
    let section = root.section("mail")?;
    let from = section.cell("from", values::placed_address);
    let contact = section.cell("contact", values::address);
    let contact_name = section.cell("contact_name", values::text);
    let mails = section.cell("folder", values::text);
    if section.has("contact_name") && !section.has("contact") {
        let help = "write contact = \"an address\" too";
        section.desk.mistake(section.place_of("contact_name"), "\"contact_name\" needs \"contact\"", Some(help.into()));
    }
    let smtp = post::smtp(&section, shelf, folder);
    let bounces = post::bounces(&section, folder);
    if section.has("folder") && section.has("smtp") {
        let help = "mail leaves one way: into a folder, or by [mail.smtp]".to_owned();
        section.desk.mistake(section.place_of("folder"), "both \"folder\" and [mail.smtp]", Some(help));
    }
    section.finish();
    let into_folder = mails.map(|mails| TransportOptions::Folder(folder.join(mails)));
    let by_smtp = smtp.map(|smtp| TransportOptions::Smtp(Box::new(smtp)));
    let transport = into_folder.or(by_smtp).unwrap_or(TransportOptions::None);
    let named = |address: Address| (contact_name.unwrap_or_else(|| address.local().to_owned()), address);
    Some(RawMail { from, contact: contact.map(named), transport, bounces })
}

/// `[store]`: `path` of an SQLite file, or the `url` of a database, which may be a secret.
fn store(root: &Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> StoreOptions {
    let file = |path: &str| {
        let path = folder.join(path).display().to_string();
        let url = format!("sqlite://{}?mode=rwc", utf8_percent_encode(&path, IN_URL));
        StoreOptions { url, missing: None }
    };
    let Some(section) = root.section("store") else { return file("meetgate.db") };
    let path = section.cell("path", values::text);
    let url = section.cell("url", written_database);
    let hidden = secret(&section, shelf, keys!("url")).and_then(|url| hidden_database(section.desk, url));
    one_database(&section);
    section.finish();
    let at = |url| StoreOptions { url, missing: None };
    url.map(at).or(hidden).unwrap_or_else(|| file(path.as_deref().unwrap_or("meetgate.db")))
}

/// Notes when the database is named twice; two keys of one secret are noted elsewhere.
fn one_database(section: &Section<'_>) {
    let hidden = ["url_file", "url_env", "url_credential"].into_iter().find(|key| section.has(key));
    let written: Vec<&str> = ["path", "url"].into_iter().filter(|key| section.has(key)).chain(hidden).collect();
    if let [first, second, ..] = written[..] {
        let help = "write one: path for an SQLite file, url (or url_file and its like) for PostgreSQL";
        let what = format!("both {first:?} and {second:?}");
        section.desk.mistake(section.place_of(second), what, Some(help.to_owned()));
    }
}

/// A URL that stands in the configuration, which is no good place for a password.
fn written_database(cell: Cell<'_>) -> Option<String> {
    let url = database(cell.desk, cell.place, cell.text)?;
    if Url::parse(&url).is_ok_and(|url| url.password().is_some()) {
        let help = "url_file, url_env or url_credential keep it out of this file";
        cell.desk.warn(
            cell.place,
            "the URL holds a password, and whoever reads this file has it",
            Some(help.to_owned()),
        );
    }
    Some(url)
}

fn hidden_database(desk: &Desk, url: Placed<Secret>) -> Option<StoreOptions> {
    match url.value.expose() {
        Ok(text) => database(desk, url.place, text).map(|url| StoreOptions { url, missing: None }),
        Err(why) => Some(StoreOptions { url: String::new(), missing: Some(why.to_owned()) }),
    }
}

/// The URL of a database. Never quoted in a message: it may hold a password.
fn database(desk: &Desk, place: Place, text: &str) -> Option<String> {
    let refuse = |what: &str| {
        let help = "write postgres://user@host/database, or path = \"meetgate.db\" for SQLite";
        desk.mistake(place, what, Some(help.to_owned()));
        None
    };
    let url = Url::parse(text).ok();
    match url.as_ref().map(Url::scheme) {
        Some("postgres" | "postgresql") => Some(text.to_owned()),
        Some("sqlite") if text.starts_with("sqlite:///") => Some(text.to_owned()),
        Some("sqlite") => refuse("the path of an sqlite URL must be absolute: sqlite:///…"),
        _ => refuse("this is not the URL of a database"),
    }
}

/// `[run]`: the rhythm, and how far ahead meetings are judged.
fn run(root: &Section<'_>) -> (RunOptions, TimeDelta) {
    let (poll, horizon) = (TimeDelta::minutes(5), TimeDelta::days(28));
    let Some(section) = root.section("run") else { return (RunOptions { poll }, horizon) };
    let poll = section.read("poll", |node| length(node, "1s", "24h")).unwrap_or(poll);
    let horizon = section.read("horizon", |node| length(node, "2d", "180d")).unwrap_or(horizon);
    section.finish();
    (RunOptions { poll }, horizon)
}

/// `[web]`.
fn web(root: &Section<'_>, shelf: &Shelf<'_>) -> WebOptions {
    let Some(section) = root.section("web") else { return WebOptions::default() };
    let public_url = section.cell("public_url", page);
    let listen = section.cell("listen", socket);
    let key = secret(&section, shelf, keys!("key")).and_then(|key| long_enough(section.desk, key));
    section.finish();
    WebOptions { public_url, listen, key }
}

fn socket(cell: Cell<'_>) -> Option<SocketAddr> {
    match cell.text.parse() {
        Ok(address) => Some(address),
        Err(_) => cell.refuse("this is not an address to listen at", Some("write for example \"127.0.0.1:8420\"")),
    }
}

/// Links are as hard to forge as their shortest secret is to guess.
fn long_enough(desk: &Desk, key: Placed<Secret>) -> Option<Secret> {
    let short = |text: &str| text.split_whitespace().any(|secret| secret.len() < SHORTEST_KEY);
    if key.value.expose().is_ok_and(|text| text.trim().is_empty() || short(text)) {
        let help = "make one with openssl rand -hex 32; several stand beside each other, with a blank between";
        desk.mistake(key.place, "a key of links has at least 32 characters", Some(help.to_owned()));
        return None;
    }
    Some(key.value)
}

fn page(cell: Cell<'_>) -> Option<String> {
    let url = Url::parse(cell.text).ok().filter(|url| url.host_str().is_some());
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty());
    match url.filter(|url| url.query().is_none() && url.fragment().is_none()) {
        Some(url) => Some(url.as_str().trim_end_matches('/').to_owned()),
        None => cell
            .refuse("this is not the address of a website", Some("write for example \"https://meetgate.example.com\"")),
    }
}
