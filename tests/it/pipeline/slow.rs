//! Calendars that take their time: several are served at once, each one by one, and nothing outlives its lease.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use meetgate::clock::{Clock, ManualClock};
use meetgate::plan::Lane;
use meetgate::provider::{Answer, Calendar, Mailbox, ProviderError, Target};
use meetgate::store::Store;
use tokio::sync::Barrier;

use crate::support::on_both_databases;
use crate::support::tampered::{Tamper, tamper};
use crate::support::world::{AGENDA_24H, Db, Invite, World};

/// What an answer does before it is written.
#[derive(Default)]
struct Slow {
    /// Waits until so many mailboxes are being answered in.
    together: Option<Barrier>,
    /// Takes so long by this clock.
    takes: Option<(ManualClock, TimeDelta)>,
    /// Another process, which looks for actions whose lease ran out.
    other: Option<Store>,
    /// Meetings in the order in which they were answered, by mailbox; none while one is being written.
    answered: Mutex<BTreeMap<String, Vec<String>>>,
    busy: Mutex<Vec<String>>,
}

impl Slow {
    fn begin(&self, who: &str) {
        let mut busy = self.busy.lock().unwrap();
        assert!(!busy.iter().any(|other| other == who), "two at a time in one mailbox");
        busy.push(who.to_owned());
    }

    async fn before(&self, mailbox: &Mailbox, target: &Target) {
        let who = mailbox.address.to_string();
        self.begin(&who);
        if let Some(together) = &self.together {
            tokio::time::timeout(Duration::from_secs(60), together.wait()).await.expect("the others are served, too");
        }
        if let Some((clock, takes)) = &self.takes {
            clock.set(clock.now() + *takes);
            tokio::task::yield_now().await;
            if let Some(other) = &self.other {
                let now = clock.now();
                let taken = other.claim(Lane::Calendar, "other", now, now + *takes, 50).await.unwrap();
                assert_eq!(taken, [], "what is under way was taken over");
            }
        }
        self.answered.lock().unwrap().entry(who).or_default().push(target.object.clone());
    }
}

#[async_trait]
impl Tamper for Slow {
    async fn answer(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        target: &Target,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        self.before(mailbox, target).await;
        let answered = behind.answer(mailbox, target, answer).await;
        self.busy.lock().unwrap().retain(|who| *who != mailbox.address.as_str());
        answered
    }
}

async fn several_mailboxes_are_answered_in_at_once(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    tamper(&mut world.app.engine, Slow { together: Some(Barrier::new(3)), ..Slow::default() });
    world.invite(&Invite::default());
    world.between("2026-11-24 15:00", "2026-11-25 15:00").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, "harbour@example.com"), "DECLINED");
    }
}

async fn what_a_lease_is_too_short_for_is_left_to_the_next_and_done_once(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let uids: Vec<String> = (0..6).map(|n| format!("m{n}@example.com")).collect();
    for (n, uid) in uids.iter().enumerate() {
        world.invite(&Invite { uid, start: &format!("2026-11-26 15:{n}0"), ..Invite::default() });
    }
    world.between("2026-11-24 15:00", "2026-11-25 14:30").await;
    // Three mailboxes are served at once, and each of their calls moves the one clock: what begins in time, half a minute
    // before the lease ends, takes them no further than that end.
    let takes = Some((world.clock.clone(), TimeDelta::seconds(9)));
    let other = Some(world.app.engine.store.clone());
    let slow = tamper(&mut world.app.engine, Slow { takes, other, ..Slow::default() });
    world.at("2026-11-25 16:00").await;
    let answered = slow.answered.lock().unwrap().clone();
    assert_eq!(answered.keys().collect::<Vec<_>>(), ["bo@example.com", "cy@example.com", "di@example.com"]);
    for objects in answered.values() {
        assert_eq!(objects.len(), 6, "{answered:?}");
        assert!(objects.is_sorted(), "in order: {objects:?}");
    }
}

on_both_databases! {
    several_mailboxes_are_answered_in_at_once;
    what_a_lease_is_too_short_for_is_left_to_the_next_and_done_once;
}
