//! Answers, and giving them back.

use meetgate::meeting::{Response, Window};
use meetgate::provider::outlook::Decline;
use meetgate::provider::{Answer, Calendar, ProviderError};

use super::*;
use crate::support::graph::{self as fake, Fault, MailKind};

const MARK: &str = "answer-1";

/// The actions that were asked of Graph, by name.
fn asked(office: &Office) -> Vec<String> {
    let calls = office.graph.calls().into_iter();
    let verbs =
        calls.filter_map(|call| call.path.rsplit('/').next().map(str::to_owned).filter(|_| call.method == "POST"));
    verbs.filter(|verb| ["accept", "decline", "tentativelyAccept"].contains(&verb.as_str())).collect()
}

async fn decline(office: &Office, of: &str, object: &Object) -> Result<String, ProviderError> {
    let given = answer(Response::Declined, Some(MARK), &event(object).etag);
    office.outlook.answer(&mailbox(of), &target(object, None), &given).await
}

async fn give_back(office: &Office, of: &str, id: &str, to: Response) {
    let object = office.read(of, id).await;
    let back = answer(to, None, &event(&object).etag);
    office.outlook.answer(&mailbox(of), &target(&object, None), &back).await.unwrap();
}

#[tokio::test]
async fn a_decline_becomes_a_tentative_answer_that_reads_back_as_the_decline_it_stands_for() {
    let office = Office::open().await;
    let uid = office.review();
    let object = office.only(BEN).await;
    let cursor = office.sync(BEN, None).await.cursor;
    decline(&office, BEN, &object).await.unwrap();
    assert_eq!(asked(&office), ["tentativelyAccept"]);
    assert_eq!(office.graph.status(&uid, BEN), Some(fake::Answer::Tentative));
    let told = office.graph.mails_of(MailKind::Response);
    assert_eq!((told.len(), told[0].text.as_str()), (1, "No agenda yet; add one and the answer comes back."));
    let read = office.read(BEN, &object.id).await;
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Declined, Some(MARK)));
    let synced = office.sync(BEN, Some(&cursor)).await.objects.remove(0);
    assert_eq!(event(&synced), event(&read));
    assert_eq!(event(&office.only(BEN).await).response, Response::Declined, "a complete listing says so, too");
}

/// What went along as a proposed time, with each answer that was asked of Graph.
fn proposed(office: &Office) -> Vec<String> {
    let actions = office.graph.calls().into_iter().filter(|call| call.body.get("sendResponse").is_some());
    actions
        .map(|call| call.body["proposedNewTime"]["start"]["dateTime"].as_str().unwrap_or("none").to_owned())
        .collect()
}

#[tokio::test]
async fn another_time_goes_along_where_the_organizer_allows_it() {
    for (allowed, expected) in [(true, "2026-12-04T09:00:00"), (false, "none")] {
        let office = Office::open().await;
        let uid = office.review();
        office.graph.edit(&uid, |meeting| meeting.new_times = allowed);
        let object = office.only(BEN).await;
        let from = "2026-12-04T09:00:00Z".parse().unwrap();
        let propose = Some(Window { from, to: from + chrono::TimeDelta::hours(1) });
        let given = Answer { propose, ..answer(Response::Tentative, Some(MARK), &event(&object).etag) };
        office.outlook.answer(&mailbox(BEN), &target(&object, None), &given).await.unwrap();
        assert_eq!(proposed(&office), [expected], "allowed: {allowed}");
        assert_eq!(office.graph.status(&uid, BEN), Some(fake::Answer::Tentative), "and the organizer is told");
    }
}

#[tokio::test]
async fn giving_back_no_answer_leaves_it_tentative_and_tells_nobody() {
    let office = Office::open().await;
    let uid = office.review();
    let object = office.only(BEN).await;
    decline(&office, BEN, &object).await.unwrap();
    office.graph.forget();
    give_back(&office, BEN, &object.id, Response::NoAnswer).await;
    let read = office.read(BEN, &object.id).await;
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Tentative, None));
    assert_eq!((asked(&office).len(), office.graph.mails().len()), (0, 0));
    assert_eq!(office.graph.response(BEN, &uid), Some(fake::Answer::Tentative));
}

#[tokio::test]
async fn giving_back_a_yes_accepts_again() {
    let office = Office::open().await;
    let uid = office.review();
    office.graph.answer(BEN, &uid, fake::Answer::Accepted);
    let object = office.only(BEN).await;
    assert_eq!(event(&object).response, Response::Accepted);
    decline(&office, BEN, &object).await.unwrap();
    give_back(&office, BEN, &object.id, Response::Accepted).await;
    assert_eq!(asked(&office), ["tentativelyAccept", "accept"]);
    assert_eq!(office.graph.status(&uid, BEN), Some(fake::Answer::Accepted));
    let read = office.read(BEN, &object.id).await;
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Accepted, None));
}

#[tokio::test]
async fn a_final_decline_takes_the_event_off_the_calendar_until_the_organizer_sends_it_again() {
    let office = Office::with(|_| {}, |options| options.decline = Decline::Final).await;
    let uid = office.review();
    let object = office.only(BEN).await;
    decline(&office, BEN, &object).await.unwrap();
    assert_eq!(asked(&office), ["decline"]);
    assert!(office.graph.copy(BEN, &uid).is_none());
    assert!(gone(office.outlook.read(&mailbox(BEN), &object.id).await.unwrap_err()));
    assert!(gone(decline(&office, BEN, &object).await.unwrap_err()));
    assert_eq!(office.graph.mails_of(MailKind::Response).len(), 1);
    office.graph.send_again(&uid);
    let again = office.only(BEN).await;
    assert_ne!(again.id, object.id);
    assert_eq!((event(&again).uid.as_str(), event(&again).response), (uid.as_str(), Response::NoAnswer));
}

#[tokio::test]
async fn where_declined_events_stay_a_decline_is_one_and_comes_back() {
    let preserving = |tenant: &mut fake::Options| tenant.accounts[1].preserves_declined = true;
    let office = Office::with(preserving, |_| {}).await;
    let lunch = office.graph.organize(Meeting::new("Lunch", ANA, "2026-12-02T12:00", BERLIN).with(&[BEN]));
    let uid = office.review();
    office.graph.answer(BEN, &lunch, fake::Answer::Declined);
    let objects = office.sync(BEN, None).await.objects;
    let object = objects.iter().find(|object| event(object).title == "Review").unwrap();
    decline(&office, BEN, object).await.unwrap();
    assert_eq!(asked(&office), ["decline"]);
    assert_eq!(office.graph.response(BEN, &uid), Some(fake::Answer::Declined));
    let read = office.read(BEN, &object.id).await;
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Declined, Some(MARK)));
    give_back(&office, BEN, &object.id, Response::NoAnswer).await;
    assert_eq!(office.graph.response(BEN, &uid), Some(fake::Answer::Tentative), "as near to unanswered as can be");
    let shows = |of, response| office.outlook.shows(&mailbox(of), response);
    assert_eq!(
        [Response::Declined, Response::NoAnswer].map(|it| shows(BEN, it)),
        [Response::Declined, Response::Tentative]
    );
    assert_eq!(shows(ANA, Response::Declined), Response::Tentative, "as far as is known");
}

#[tokio::test]
async fn one_occurrence_is_answered_by_itself() {
    for contrary in [false, true] {
        let office = Office::open().await;
        if contrary {
            office.graph.switch(|switches| *switches = fake::Switches::contrary());
        }
        let weekly = Meeting::new("Weekly", ANA, "2026-12-01T10:00", BERLIN).weekly(0).with(&[BEN]);
        let uid = office.graph.organize(weekly);
        let first = office.sync(BEN, None).await;
        let series = &first.objects[0];
        let (name, other) = ("20261208T090000Z", "20261215T090000Z");
        let given = answer(Response::Declined, Some(MARK), &speaker(series, name).etag);
        office.outlook.answer(&mailbox(BEN), &target(series, Some(name)), &given).await.unwrap();
        let day = |text: &str| office.graph.copy_of_day(BEN, &uid, text.parse().unwrap()).unwrap().answer;
        assert_eq!((day("2026-12-08"), day("2026-12-15")), (fake::Answer::Tentative, fake::Answer::NotResponded));
        let read = office.read(BEN, &series.id).await;
        assert_eq!(speaker(&read, name).answer_mark.as_deref(), Some(MARK));
        assert_eq!(
            (speaker(&read, name).response, speaker(&read, other).response),
            (Response::Declined, Response::NoAnswer)
        );
        let second = office.sync(BEN, Some(&first.cursor)).await;
        assert_eq!(occurrences(&second.objects[0]), occurrences(&read));
        assert_eq!(speaker(&second.objects[0], name), speaker(&read, name));
        let back = answer(Response::NoAnswer, None, &speaker(&read, name).etag);
        office.outlook.answer(&mailbox(BEN), &target(&read, Some(name)), &back).await.unwrap();
        assert_eq!(speaker(&office.read(BEN, &series.id).await, name).answer_mark, None);
        assert_eq!(office.graph.mails_of(MailKind::Response).len(), 1);
    }
}

#[tokio::test]
async fn the_same_answer_by_the_persons_own_hand_is_not_ours() {
    let office = Office::open().await;
    let uid = office.review();
    let object = office.only(BEN).await;
    decline(&office, BEN, &object).await.unwrap();
    office.graph.advance(TimeDelta::hours(1));
    office.graph.answer(BEN, &uid, fake::Answer::Tentative);
    let read = office.read(BEN, &object.id).await;
    assert_eq!(event(&read).response, Response::Tentative);
    assert_ne!(event(&read).answer_mark.as_deref(), Some(MARK));
    assert!(event(&read).answer_mark.is_some(), "it is known not to be ours");
}

#[tokio::test]
async fn an_event_that_changed_since_it_was_read_is_not_answered() {
    let office = Office::open().await;
    let uid = office.review();
    let object = office.only(BEN).await;
    office.graph.edit(&uid, |meeting| meeting.subject = "Review of the budget".into());
    let refused = decline(&office, BEN, &object).await;
    assert!(matches!(refused, Err(ProviderError::Changed(_))), "{refused:?}");
    office.graph.answer(BEN, &uid, fake::Answer::Accepted);
    let refused = decline(&office, BEN, &object).await;
    assert!(matches!(refused, Err(ProviderError::Changed(_))), "{refused:?}");
    assert_eq!((asked(&office).len(), office.calls("PATCH", "").len()), (0, 0));
}

#[tokio::test]
async fn an_organizer_who_asked_for_no_answers_gets_none() {
    let office = Office::open().await;
    let mut meeting = Meeting::new("All hands", ANA, "2026-12-03T10:00", BERLIN).with(&[BEN]);
    meeting.response_requested = false;
    let uid = office.graph.organize(meeting);
    let object = office.only(BEN).await;
    decline(&office, BEN, &object).await.unwrap();
    assert_eq!(office.graph.response(BEN, &uid), Some(fake::Answer::Tentative));
    assert_eq!(office.graph.mails_of(MailKind::Response).len(), 0);
    assert_eq!(asked(&office).len(), 1);
}

#[tokio::test]
async fn an_organizers_own_copy_is_never_answered_or_flagged() {
    let office = Office::open().await;
    office.review();
    let object = office.only(ANA).await;
    assert!(matches!(decline(&office, ANA, &object).await, Err(ProviderError::Permanent(_))));
    let flag = office.outlook.flag(&mailbox(ANA), &target(&object, None), true, &event(&object).etag, now()).await;
    assert!(flag.is_ok(), "it goes without: {flag:?}");
    let writes = office.graph.calls().into_iter().filter(|call| call.method != "GET" && !call.path.contains("token"));
    assert_eq!(writes.count(), 0);
}

#[tokio::test]
async fn an_answer_whose_confirmation_was_lost_is_given_once() {
    for lost in [Fault::After(504), Fault::ResetAfter, Fault::After(503), Fault::Truncated] {
        let office = Office::open().await;
        let uid = office.review();
        let object = office.only(BEN).await;
        office.graph.fail("POST", "/tentativelyAccept", 1, lost);
        let unclear = decline(&office, BEN, &object).await;
        if lost != Fault::Truncated {
            assert!(matches!(unclear, Err(ProviderError::Retry { .. })), "{lost:?}: {unclear:?}");
        }
        let read = office.read(BEN, &object.id).await;
        assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Declined, Some(MARK)));
        decline(&office, BEN, &read).await.unwrap();
        assert_eq!((asked(&office).len(), office.graph.mails_of(MailKind::Response).len()), (1, 1), "{lost:?}");
        assert_eq!(office.graph.status(&uid, BEN), Some(fake::Answer::Tentative));
    }
}

#[tokio::test]
async fn a_final_decline_whose_confirmation_was_lost_is_given_once() {
    let office = Office::with(|_| {}, |options| options.decline = Decline::Final).await;
    office.review();
    let object = office.only(BEN).await;
    office.graph.fail("POST", "/decline", 1, Fault::ResetAfter);
    assert!(decline(&office, BEN, &object).await.is_err());
    assert!(gone(office.outlook.read(&mailbox(BEN), &object.id).await.unwrap_err()));
    assert_eq!((asked(&office).len(), office.graph.mails_of(MailKind::Response).len()), (1, 1));
}

#[tokio::test]
async fn a_throttled_answer_is_given_as_soon_as_it_may_be() {
    for throttled in [Fault::ThrottledSilently, Fault::ThrottledBare] {
        let office = Office::open().await;
        office.review();
        let object = office.only(BEN).await;
        office.graph.fail("POST", "/tentativelyAccept", 2, throttled);
        decline(&office, BEN, &object).await.unwrap();
        assert_eq!((asked(&office).len(), office.graph.mails_of(MailKind::Response).len()), (3, 1));
    }
    let office = Office::open().await;
    office.review();
    let object = office.only(BEN).await;
    office.graph.fail("POST", "/tentativelyAccept", 1, Fault::Throttled(40));
    let refused = decline(&office, BEN, &object).await;
    assert!(matches!(refused, Err(ProviderError::Retry { wait: Some(wait), .. }) if wait.num_seconds() == 40));
    let calls = office.graph.calls().len();
    assert!(matches!(office.outlook.read(&mailbox(BEN), &object.id).await, Err(ProviderError::Retry { .. })));
    assert_eq!(office.graph.calls().len(), calls, "a mailbox that asked for a pause is left alone");
}

#[tokio::test]
async fn answers_that_take_effect_late_are_ours_all_the_same() {
    let office = Office::open().await;
    office.graph.delay_answers(TimeDelta::seconds(20));
    office.review();
    let object = office.only(BEN).await;
    decline(&office, BEN, &object).await.unwrap();
    assert_eq!(event(&office.read(BEN, &object.id).await).response, Response::NoAnswer);
    office.graph.settle();
    let read = office.read(BEN, &object.id).await;
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Declined, Some(MARK)));
}

#[tokio::test]
async fn where_an_answer_makes_a_new_item_the_mark_goes_with_it() {
    let office = Office::open().await;
    office.graph.switch(|switches| switches.answer_changes_immutable_id = true);
    office.review();
    let first = office.sync(BEN, None).await;
    decline(&office, BEN, &first.objects[0]).await.unwrap();
    let second = office.sync(BEN, Some(&first.cursor)).await;
    let new = second.objects.iter().find(|object| object.id != first.objects[0].id).unwrap();
    assert!(second.gone.contains(&first.objects[0].id));
    assert_eq!((event(new).response, event(new).answer_mark.as_deref()), (Response::Declined, Some(MARK)));
}

#[tokio::test]
async fn nothing_is_written_where_that_is_switched_off() {
    let office = Office::with(|_| {}, |options| options.may_act = false).await;
    office.review();
    let object = office.only(BEN).await;
    assert!(matches!(decline(&office, BEN, &object).await, Err(ProviderError::Permanent(_))));
    let writes = office.graph.calls().into_iter().filter(|call| call.method != "GET" && !call.path.contains("token"));
    assert_eq!(writes.count(), 0);
}

#[tokio::test]
async fn whatever_graph_really_does_answers_are_given_once_and_come_back() {
    for preserves in [false, true] {
        let office = Office::with(|tenant| tenant.accounts[1].preserves_declined = preserves, |_| {}).await;
        office.graph.switch(|switches| *switches = fake::Switches::contrary());
        let uid = office.review();
        office.graph.answer(BEN, &uid, fake::Answer::Accepted);
        let first = office.sync(BEN, None).await;
        let object = &first.objects[0];
        decline(&office, BEN, object).await.unwrap();
        let second = office.sync(BEN, Some(&first.cursor)).await;
        let given = second.objects.iter().find(|object| event(object).answer_mark.is_some()).unwrap();
        assert_eq!((event(given).response, event(given).uid.as_str()), (Response::Declined, uid.as_str()));
        give_back(&office, BEN, &given.id, Response::Accepted).await;
        assert_eq!(office.graph.status(&uid, BEN), Some(fake::Answer::Accepted));
        let third = office.sync(BEN, Some(&second.cursor)).await;
        let back = third.objects.iter().find(|object| event(object).response == Response::Accepted).unwrap();
        assert_eq!(event(back).answer_mark, None);
        assert_eq!(asked(&office), ["tentativelyAccept", "accept"]);
    }
}

#[tokio::test]
async fn a_server_that_keeps_no_marks_has_them_kept_for_it() {
    let office = Office::open().await;
    let uid = office.review();
    let first = office.sync(BEN, None).await;
    office.graph.fail("PATCH", "/events/", 9, Fault::Before(400));
    decline(&office, BEN, &first.objects[0]).await.unwrap();
    let id = first.objects[0].id.clone();
    assert_eq!(event(&office.read(BEN, &id).await).answer_mark.as_deref(), Some(MARK));
    let second = office.sync(BEN, Some(&first.cursor)).await;
    let restarted = outlook(&office.graph, |_| {});
    office.graph.edit(&uid, |meeting| meeting.subject = "Review of the budget".into());
    let third = restarted.changes(&mailbox(BEN), Some(&second.cursor), window()).await.unwrap();
    let known = event(&third.objects[0]);
    assert_eq!((known.response, known.answer_mark.as_deref()), (Response::Declined, Some(MARK)));
    let back = answer(Response::NoAnswer, None, &known.etag);
    restarted.answer(&mailbox(BEN), &target(&third.objects[0], None), &back).await.unwrap();
    let read = restarted.read(&mailbox(BEN), &id).await.unwrap();
    assert_eq!((event(&read).response, event(&read).answer_mark.as_deref()), (Response::Tentative, None));
}
