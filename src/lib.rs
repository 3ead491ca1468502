//! meetgate keeps meetings honest: it reads calendars, judges every coming meeting against a written policy,
//! tells organizers what is missing while there is still time, and answers invitations in people's names only
//! after a warning, reversibly and with an explanation.
//!
//! The modules stand in the order of the pipeline:
//!
//! ```text
//! provider ─sync─▶ copies with their brief ─merge─▶ meeting ─┐
//!                                                            ├─▶ judge ─▶ verdict ─▶ plan ─▶ outbox + journal
//! policy revision, history, now ─────────────────────────────┘                                │
//!                               re-read the copy: still what was judged? no human since? ◀────┘
//!                               provider / mail ◀── deliver ──▶ journal ──▶ weekly report
//! ```
//!
//! Who may use whom is written down in `ARCHITECTURE.md` and held by the test `layers`.

// The pure core: no I/O, no clock, no async.
pub mod brief;
pub mod journal;
pub mod meeting;
pub mod plan;
pub mod policy;
pub mod report;

// Ports.
pub mod mail;
pub mod provider;
pub mod store;

// Drivers.
pub mod web;
pub mod worker;

// Around them.
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod lifecycle;
