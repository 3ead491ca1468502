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

mod account;
mod admin;
mod batch;
mod calendar;
mod call;
mod consent;
mod controls;
mod decline;
mod discovery;
mod dispatch;
mod error;
mod exceptions;
mod fault;
mod freebusy;
mod guest;
mod hand;
mod human;
mod jwt;
mod line;
mod list;
mod log;
mod merge;
mod options;
mod outside;
mod pages;
mod people;
mod push;
mod query;
mod quota;
mod reads;
mod rules;
mod schema;
mod select;
mod series;
mod serve;
mod settings;
mod split;
mod spread;
mod state;
mod switches;
mod time;
mod token;
mod view;
mod write;

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

pub use account::Account;
pub use error::ApiError;
pub use fault::{Fault, Rate, Rule};
pub use human::Human;
pub use jwt::{base64url, to_base64url};
pub use log::{Call, Mail, MailKind};
pub use options::{Client, Options, scope};
pub use pages::Paging;
pub use push::{Notification, PushFaults};
pub use quota::Quota;
pub use state::Role;
pub use switches::{ChangedQuery, GuestEdits, MovedOut, Switches};
pub use token::{INSTALLED_ID, INSTALLED_SECRET};

use calendar::Calendar;
use line::{Line, Lines};
use serve::{BASE, Shared, serve};
use state::State;

/// A running fake. It ends when dropped, and then panics where one of its own answers broke the contract.
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
        let violations = self.shared.state().log.violations.clone();
        if self.shared.panic_on_violation && !std::thread::panicking() {
            assert!(violations.is_empty(), "the fake broke the contract: {violations:?}");
        }
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
            "type": "service_account", "project_id": "project", "private_key_id": jwt::KEY_ID,
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

    /// Acts on the state, then sends what channels have to tell.
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let done = act(&mut self.shared.state());
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move { shared.push().await });
        done
    }
}
