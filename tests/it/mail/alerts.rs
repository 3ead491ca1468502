//! Admins hear of what needs them, each of them, whatever happens to a mail; and mail that cannot leave holds nothing up.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use meetgate::mail::{Outgoing, SendError, Transport};

use crate::support::on_both_databases;
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, Mail, World};

const UID: &str = "harbour@example.com";
const PIER: &str = "pier@example.com";

/// A way for mail that refuses what it is told to.
struct Fussy {
    inner: Arc<dyn Transport>,
    /// What happens to the next mails to these people.
    errors: Mutex<Vec<(&'static str, VecDeque<SendError>)>>,
    /// Whom something was to be sent to.
    tried: Mutex<Vec<String>>,
}

#[async_trait]
impl Transport for Fussy {
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let to = mail.to.address.local().to_owned();
        let error = {
            let mut errors = self.errors.lock().unwrap();
            let of = errors.iter_mut().find(|(name, _)| *name == to || *name == "*");
            of.and_then(|(_, errors)| errors.pop_front())
        };
        self.tried.lock().unwrap().push(to);
        match error {
            Some(error) => Err(error),
            None => self.inner.send(mail).await,
        }
    }
}

impl Fussy {
    fn of(world: &mut World) -> Arc<Self> {
        let inner = world.app.engine.transport.take().expect("a way for mail");
        let fussy = Arc::new(Self { inner, errors: Mutex::default(), tried: Mutex::default() });
        world.app.engine.transport = Some(fussy.clone());
        fussy
    }

    fn fail(&self, who: &'static str, errors: impl IntoIterator<Item = SendError>) {
        self.errors.lock().unwrap().push((who, errors.into_iter().collect()));
    }

    fn tried(&self, who: &str) -> usize {
        self.tried.lock().unwrap().iter().filter(|to| *to == who).count()
    }
}

fn later() -> SendError {
    SendError::Retry { what: "mail server: 451 later".to_owned(), after: None }
}

fn away() -> SendError {
    SendError::Away("no answer from the mail server".to_owned())
}

fn alerts(world: &World) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.kind == "alert").collect()
}

/// Two admins, and a limit of two answers.
async fn braked(db: Db, limit: &str) -> (World, Arc<Fussy>) {
    let policy =
        format!("{AGENDA_24H}[admin]\ncontacts = [\"eli@example.com\", \"fay@example.com\"]\n[safety]\n{limit}\n");
    let mut world = World::new(db, "mode = \"decline\"", &policy).await;
    let fussy = Fussy::of(&mut world);
    (world, fussy)
}

async fn an_alert_is_sent_until_each_admin_has_it_and_to_nobody_twice(db: Db) {
    let (world, fussy) = braked(db, "max_answers_per_hour = 2").await;
    world.invite(&Invite::default());
    fussy.fail("eli", [SendError::Permanent("mail server: 550 5.1.1 no such mailbox".to_owned())]);
    fussy.fail("fay", [later(), SendError::NeedsHuman("mail server: 535 no".to_owned()), later()]);
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    assert_eq!(alerts(&world), [], "nobody could be told");
    world.between("2026-11-25 15:05", "2026-11-25 19:00").await;
    let told = alerts(&world);
    assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["fay@example.com"]);
    assert!(told[0].subject.contains("has stopped itself: 3 answers in one hour"), "{}", told[0].subject);
    assert!(told[0].text.contains("meetgate resume") && !told[0].text.contains("resume."), "{}", told[0].text);
    assert_eq!(fussy.tried("eli"), 1, "whose address is refused is not tried at every pass");
}

async fn each_brake_is_told_by_itself_and_says_what_waits(db: Db) {
    let (world, _) = braked(db, "max_answers_per_mailbox_and_week = 1").await;
    world.invite(&Invite::default());
    world.invite(&Invite { uid: PIER, title: "Pier 9", guests: &["bo", "cy", "eli"], ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    let told = alerts(&world);
    assert_eq!(told.len(), 4, "two brakes, two admins: {told:#?}");
    for mail in &told {
        assert_eq!(mail.subject, "meetgate answers no more for one person: 2 answers in one week");
        assert!(mail.text.contains("everything else goes on"), "{}", mail.text);
    }
    for whom in ["bo@example.com", "cy@example.com"] {
        assert_eq!(told.iter().filter(|mail| mail.text.contains(whom)).count(), 2, "{whom}");
    }
}

async fn a_server_that_is_away_is_asked_once_in_a_pass_and_calendars_go_on(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let fussy = Fussy::of(&mut world);
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    for uid in ["one@example.com", "two@example.com", "three@example.com"] {
        let organizer = if uid.starts_with("one") { "ana" } else { "fay" };
        world.invite(&Invite { uid, organizer, guests: &["bo", "cy"], start: "2026-12-01 15:00", ..Invite::default() });
    }
    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    fussy.fail("*", std::iter::repeat_with(away).take(2));
    let before = fussy.tried.lock().unwrap().len();
    world.at("2026-11-25 16:00").await;
    assert_eq!(fussy.tried.lock().unwrap().len() - before, 1, "nothing more is tried in this pass");
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "what was declined is given back all the same");
    world.between("2026-11-25 16:05", "2026-11-26 18:00").await;
    let kinds: Vec<_> = world.kinds().into_iter().filter(|(kind, _)| kind == "restored").collect();
    assert_eq!(kinds, [("restored".to_owned(), 1)], "and told when the server is back");
}

async fn a_notice_is_tried_until_its_deadline_and_once_more_before_it(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let fussy = Fussy::of(&mut world);
    fussy.fail("ana", std::iter::repeat_with(later).take(20));
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    assert!(fussy.tried("ana") > 12, "tried {} times", fussy.tried("ana"));
    assert!(world.kinds().contains(&("first_notice".to_owned(), 1)), "it arrived after all: {:?}", world.kinds());
}

on_both_databases! {
    an_alert_is_sent_until_each_admin_has_it_and_to_nobody_twice;
    each_brake_is_told_by_itself_and_says_what_waits;
    a_server_that_is_away_is_asked_once_in_a_pass_and_calendars_go_on;
    a_notice_is_tried_until_its_deadline_and_once_more_before_it;
}
