//! A working model of Microsoft Graph's calendar, over HTTP on loopback.
//!
//! It has mailboxes with a copy of each meeting, people who organize, answer, move and delete by hand, Graph's
//! endpoints for applications, and everything that goes wrong there, on demand. What is not modelled is refused in
//! Graph's own shape; nothing succeeds that was not carried out. What nobody has confirmed about Graph is a
//! [`Switches`] each. Time is the fake's own clock, moved by tests.
//!
//! This folder uses crates only, so that an example can include it.

#![allow(dead_code, reason = "shared by tests and an example, of which none uses everything")]

mod access;
mod acts;
mod admin;
mod answers;
mod attachments;
mod batch;
mod call;
mod cancel;
mod contract;
mod deliver;
mod delta;
mod events;
mod faults;
mod filter;
mod guest;
mod ids;
mod items;
mod journal;
mod limits;
mod lists;
mod looks;
mod meeting;
mod notifications;
mod options;
mod people;
mod publish;
mod read;
mod recurrence;
mod render;
mod respond;
mod rounds;
mod routes;
mod schedule;
mod seen;
mod sending;
mod server;
mod settings;
mod state;
mod subscriptions;
mod switches;
mod text;
mod tokens;
mod trouble;
mod view;
mod wire;
mod zones;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[allow(unused_imports, reason = "as above")]
pub use self::{
    delta::{Broken, Delivery},
    faults::{Fault, Script},
    items::Item,
    journal::{Mail, MailKind, Recorded},
    looks::Copy,
    meeting::Meeting,
    options::{Account, Options, Reach, custom_pacific, working_hours},
    people::{Answer, Attachment, Guest, Person},
    state::State,
    switches::Switches,
    zones::{CUSTOM, Zone},
};

/// The tenant.
pub const TENANT: &str = "5f0c9d0e-6a55-4c5a-9a3b-0d9c1f6f2b10";
/// The application.
pub const CLIENT_ID: &str = "9b1c7a52-3a0e-4b7e-8f4e-6d2f1f0a7c33";
/// Its secret.
pub const SECRET: &str = "fake~secret.of-the-fake";

/// A running fake. It stops when it is dropped.
pub struct FakeGraph {
    shared: Arc<server::Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl FakeGraph {
    /// Starts a fake on loopback.
    ///
    /// # Panics
    ///
    /// If its port cannot be had.
    pub async fn start(options: Options) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await.expect("a port on loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(server::Shared {
            state: Mutex::new(State::new(&options)),
            link: options.links.clone().unwrap_or_else(|| format!("http://{address}/v1.0")),
            issuer: tokens::Issuer {
                url: format!("http://{address}/{TENANT}/oauth2/v2.0/token"),
                certificate: options.certificate.clone(),
                life: options.token_life,
            },
        });
        let server = tokio::spawn(Self::serve(listener, Arc::clone(&shared)));
        Self { shared, address, server }
    }

    async fn serve(listener: TcpListener, shared: Arc<server::Shared>) {
        let handler = any(move |switch, request| server::serve(Arc::clone(&shared), switch, request));
        let service = Router::new().fallback(handler).into_make_service_with_connect_info::<wire::Switch>();
        let _ = axum::serve(wire::Breakable(listener), service).await;
    }

    /// Where Graph is: `http://127.0.0.1:…/v1.0`.
    pub fn endpoint(&self) -> String {
        format!("http://{}/v1.0", self.address)
    }

    /// Where tokens are issued: `{authority}/{tenant}/oauth2/v2.0/token`.
    pub fn authority(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A fresh bearer token, as if it had been asked for.
    pub fn bearer(&self) -> String {
        let life = self.shared.issuer.life;
        self.with(|state| tokens::bearer(state, life))
    }

    /// Works on all that the fake remembers, for what has no function of its own.
    pub fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        self.shared.with(work)
    }
}

impl Drop for FakeGraph {
    fn drop(&mut self) {
        self.server.abort();
    }
}
