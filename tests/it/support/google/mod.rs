//! A working model of Google Calendar v3 over HTTP on loopback.
//!
//! It keeps a copy of each meeting per calendar, lets travel between them what travels at Google, pages and syncs,
//! counts what it is asked, and misbehaves when told to. Requests and its own answers are held to the API's discovery
//! document. What no source confirms is a switch ([`Switches`]); what is not modelled answers 501, never a made-up
//! success.
//!
//! The clock stands still until a test moves it. One lock guards all state, so a call is atomic; pages are a snapshot
//! taken with their first, and what changes meanwhile is in the next incremental listing.

#![allow(dead_code, unused_imports, reason = "shared by a program and by tests, each of which needs a part")]

mod admin;
mod batch;
mod call;
mod decline;
mod discovery;
mod dispatch;
mod error;
mod exceptions;
mod fault;
mod freebusy;
mod guest;
mod human;
mod jwt;
mod line;
mod list;
mod log;
mod merge;
mod options;
mod pages;
mod people;
mod push;
mod query;
mod quota;
mod rules;
mod schema;
mod select;
mod series;
mod serve;
mod settings;
mod spread;
mod state;
mod time;
mod token;
mod view;
mod write;

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

pub use error::ApiError;
pub use fault::{Fault, Rate, Rule};
pub use human::{Human, word};
pub use jwt::{base64url, to_base64url};
pub use log::{Call, Mail, MailKind};
pub use options::{Account, ChangedQuery, Client, GuestEdits, MovedOut, Options, Switches, scope};
pub use pages::Paging;
pub use push::{Notification, PushFaults};
pub use quota::Quota;
pub use state::Role;
pub use token::{INSTALLED_ID, INSTALLED_SECRET};

use line::{Line, Lines};
use serve::{BASE, Shared, serve};
use state::{Calendar, State};

/// A running fake. It ends when dropped.
#[derive(Debug)]
pub struct FakeGoogle {
    shared: Arc<Shared>,
    address: SocketAddr,
    runtime: Handle,
    task: JoinHandle<()>,
}

impl Drop for FakeGoogle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FakeGoogle {
    /// Starts one on loopback. Panics when the port is taken.
    pub async fn start(options: Options) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await.expect("the port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared = Shared::new(State::new(&options), format!("http://{address}"), options.panic_on_violation);
        let shared = Arc::new(shared);
        let app = axum::Router::new().fallback(serve).with_state(Arc::clone(&shared));
        let service = app.into_make_service_with_connect_info::<Line>();
        let task = tokio::spawn(async move {
            let _ = axum::serve(Lines(listener), service).await;
        });
        Self { shared, address, runtime: Handle::current(), task }
    }

    /// The API's base, `http://127.0.0.1:PORT/calendar/v3`.
    pub fn base_url(&self) -> String {
        format!("{}{BASE}", self.shared.root)
    }

    /// The root, `http://127.0.0.1:PORT`.
    pub fn root_url(&self) -> String {
        self.shared.root.clone()
    }

    /// The token address.
    pub fn token_url(&self) -> String {
        self.shared.token_url()
    }

    /// The authorization page of the installed-application flow.
    pub fn authorization_url(&self) -> String {
        format!("{}/o/oauth2/v2/auth", self.shared.root)
    }

    /// The key file of the first client, as Google's console gives it out, with the fake's token address in it.
    pub fn service_account_key(&self) -> String {
        let email = self.with(|state| state.tokens.clients.first().map(|client| client.email.clone()));
        self.service_account_key_of(&email.unwrap_or_default())
    }

    /// The key file of the client with this address.
    pub fn service_account_key_of(&self, email: &str) -> String {
        let key = json!({
            "type": "service_account", "project_id": "project", "private_key_id": "test-key",
            "private_key": jwt::PRIVATE_KEY, "client_email": email, "client_id": "100000000000000000001",
            "auth_uri": self.authorization_url(), "token_uri": self.token_url(),
            "auth_provider_x509_cert_url": format!("{}/certs", self.shared.root),
            "client_x509_cert_url": format!("{}/certs/one", self.shared.root),
        });
        format!("{key:#}")
    }

    /// The client file of the installed application, as Google's console gives it out.
    pub fn installed_client(&self) -> String {
        let client = json!({"installed": {
            "client_id": INSTALLED_ID, "client_secret": INSTALLED_SECRET, "project_id": "project",
            "auth_uri": self.authorization_url(), "token_uri": self.token_url(), "redirect_uris": ["http://localhost"],
        }});
        format!("{client:#}")
    }

    /// An access token for a user with full rights, without the ceremony.
    pub fn bearer(&self, user: &str) -> String {
        self.bearer_with(user, &["calendar"])
    }

    /// An access token with these scopes, named without their prefix.
    pub fn bearer_with(&self, user: &str, scopes: &[&str]) -> String {
        let scopes = scopes.iter().map(|name| scope(name)).collect();
        self.with(|state| state.grant(user, scopes, "without-ceremony"))
    }

    /// The instant on the fake's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.with(|state| state.now())
    }

    /// Sets the clock.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.with(|state| state.set_now(now));
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.with(|state| state.advance(by));
    }

    /// A person at his own primary calendar.
    pub fn human(&self, address: &str) -> Human<'_> {
        let user = self.with(|state| state.calendar_id(address, address));
        Human { fake: self, calendar: user.clone(), user }
    }

    /// Adds an account while running.
    pub fn add_account(&self, account: Account) {
        self.with(|state| {
            let calendar = Calendar::new(&account.address, &account.address, &account.address, &account.calendar_zone);
            state.calendars.insert(account.address.clone(), calendar);
            state.accounts.insert(account.address.clone(), account);
        });
    }

    /// Changes an account: suspends it, moves it to another zone.
    pub fn change_account(&self, address: &str, change: impl FnOnce(&mut Account)) {
        self.with(|state| {
            let zone = state.accounts.get_mut(&address.to_lowercase()).map(|account| {
                change(account);
                account.calendar_zone.clone()
            });
            if let (Some(zone), Some(calendar)) = (zone, state.calendars.get_mut(&address.to_lowercase())) {
                calendar.zone = zone;
            }
        });
    }

    /// Makes a secondary calendar and returns its id.
    pub fn add_calendar(&self, owner: &str, summary: &str, zone: &str) -> String {
        self.with(|state| {
            let owner = state.calendar_id(owner, owner);
            let id = format!("c_{}@group.calendar.google.com", write::new_id(&[&owner, summary]));
            state.calendars.insert(id.clone(), Calendar::new(&id, &owner, summary, zone));
            id
        })
    }

    /// The copy on a user's primary calendar as he sees it, cancelled ones included. Null when there is none.
    pub fn copy(&self, user: &str, id: &str) -> Value {
        self.copy_on(user, user, id)
    }

    /// The copy on any calendar, as this user sees it.
    pub fn copy_on(&self, calendar: &str, user: &str, id: &str) -> Value {
        self.with(|state| state.seen(calendar, user, id).unwrap_or_default())
    }

    /// All living copies on a user's primary calendar, series unexpanded, as he sees them.
    pub fn copies(&self, user: &str) -> Vec<Value> {
        self.with(|state| {
            let calendar = state.calendar_id(user, user);
            let copies = state.calendars.get(&calendar).into_iter().flat_map(|place| place.copies.values());
            let ids: Vec<_> = copies.filter(|copy| !copy.cancelled()).map(|copy| copy.text("id").to_owned()).collect();
            ids.iter().filter_map(|id| state.seen(&calendar, user, id)).collect()
        })
    }

    /// The user's own answer on his copy, or on one of its occurrences; empty when he has no entry there.
    pub fn answer(&self, user: &str, id: &str) -> String {
        let copy = self.copy(user, id);
        let own = copy["attendees"].as_array().into_iter().flatten().find(|entry| entry["self"] == true);
        own.and_then(|entry| entry["responseStatus"].as_str()).unwrap_or_default().to_owned()
    }

    /// The id under which a user's calendar has the meeting that the organizer has under `id`.
    pub fn id_at(&self, user: &str, organizer: &str, id: &str) -> Option<String> {
        self.with(|state| {
            let home = state.calendar_id(organizer, organizer);
            let fields = state.fields_of(&home, id).ok()?;
            let calendar = state.calendar_id(user, user);
            Some(state::text(&state.counterpart(&calendar, &fields)?, "id").to_owned())
        })
    }

    /// Every call of the API so far.
    pub fn calls(&self) -> Vec<Call> {
        self.with(|state| state.log.calls.clone())
    }

    /// The calls that asked to change a calendar.
    pub fn writes(&self) -> Vec<Call> {
        self.calls().into_iter().filter(Call::writes).collect()
    }

    /// The mails that Google would have sent because of calls.
    pub fn mails(&self) -> Vec<Mail> {
        self.with(|state| state.log.mails.clone())
    }

    /// Forgets calls and mails.
    pub fn forget_calls(&self) {
        self.with(|state| {
            state.log.calls.clear();
            state.log.mails.clear();
        });
    }

    /// Adds to the script of what goes wrong.
    pub fn fail(&self, rule: Rule) {
        self.with(|state| state.faults.add(rule));
    }

    /// Lets some of all calls go wrong; none any more with None.
    pub fn fail_at_rate(&self, rate: Option<Rate>) {
        self.with(|state| state.faults.rate(rate));
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Sets the limits on calls.
    pub fn limit(&self, quota: Option<Quota>) {
        self.with(|state| state.spent.limit(quota));
    }

    /// Lets a user read only, as after writing too much, or write again.
    pub fn read_only(&self, user: &str, only: bool) {
        self.with(|state| {
            let user = state.calendar_id(user, user);
            if only { state.read_only.insert(user) } else { state.read_only.remove(&user) }
        });
    }

    /// Lets free/busy of a calendar fail, or work again.
    pub fn break_free_busy(&self, calendar: &str, broken: bool) {
        self.with(|state| {
            let id = calendar.to_lowercase();
            if broken { state.broken_calendars.insert(id) } else { state.broken_calendars.remove(&id) }
        });
    }

    /// Sets how pages are cut and items ordered.
    pub fn paging(&self, paging: Paging) {
        self.with(|state| state.listings.paging = paging);
    }

    /// Lets sync tokens of a user's calendar, or of all, be of no use.
    pub fn drop_sync_tokens(&self, user: Option<&str>) {
        self.with(|state| state.listings.drop_tokens(user));
    }

    /// Ends access tokens of a user, or of everyone.
    pub fn expire_tokens(&self, user: Option<&str>) {
        self.with(|state| state.tokens.expire(user));
    }

    /// Ends a user's refresh tokens.
    pub fn revoke(&self, user: &str) {
        self.with(|state| state.tokens.revoke(user));
    }

    /// Sets the scopes granted to the clients with delegation, named without their prefix.
    pub fn delegate(&self, scopes: &[&str]) {
        let scopes: Vec<_> = scopes.iter().map(|name| scope(name)).collect();
        self.with(|state| state.tokens.clients.iter_mut().for_each(|client| client.scopes.clone_from(&scopes)));
    }

    /// Who consents on the authorization page, or that he refuses.
    pub fn consenting(&self, user: Option<&str>, refuses: bool) {
        self.with(|state| {
            state.tokens.consenting = user.map(str::to_owned);
            state.tokens.refuses = refuses;
        });
    }

    /// Sets the switches.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        self.with(|state| change(&mut state.switches));
    }

    /// Where notifications go: a loopback `host:port` that stands for every public one.
    pub fn push_to(&self, front: Option<&str>) {
        self.with(|state| state.channels.front = front.map(str::to_owned));
    }

    /// Sets how push misbehaves.
    pub fn push_faults(&self, faults: PushFaults) {
        self.with(|state| state.channels.faults = faults);
    }

    /// Every notification so far, lost ones included.
    pub fn notifications(&self) -> Vec<Notification> {
        self.with(|state| state.channels.sent.clone())
    }

    /// The ids of the open channels.
    pub fn channels(&self) -> Vec<String> {
        self.with(|state| state.channels.open(state.now()))
    }

    /// Acts on the state, then sends what channels have to tell.
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let done = act(&mut self.shared.state());
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move { shared.push().await });
        done
    }
}

impl State {
    fn seen(&self, calendar: &str, user: &str, id: &str) -> Option<Value> {
        let (calendar, user) = (self.calendar_id(calendar, calendar), self.calendar_id(user, user));
        let reader = view::Reader { role: self.role(&user, &calendar), zone: None, max_attendees: None };
        let fields = self.fields_of(&calendar, id).ok()?;
        let revision = self.revision_of(&calendar, id)?;
        Some(self.shown(self.calendars.get(&calendar)?, &fields, revision, reader))
    }
}
