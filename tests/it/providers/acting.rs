//! Answers, giving them back, and flags: on the owner's copy alone, and never over a person's hand.

use meetgate::meeting::Response::{Accepted, Declined, NoAnswer, Tentative};
use meetgate::provider::ProviderError;

use super::mirror::Mirror;
use super::on_every_provider;
use super::stage::{Meeting, Stage};

const MARK: Option<&str> = Some("answer-1");

async fn a_decline_stands_on_the_owners_copy_alone_with_our_mark(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    bo.answer(&seen, Declined, MARK).await.unwrap();
    assert_eq!(stage.response("bo", "Harbour", None), stage.decline());
    assert_eq!(stage.response("cy", "Harbour", None), NoAnswer);
    let now = bo.look(&seen).await.unwrap();
    assert_eq!((now.event.response, now.event.answer_mark.as_deref()), (Declined, MARK));
}

async fn a_declined_meeting_is_still_seen_by_sync(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let mut bo = Mirror::synced(stage, "bo").await;
    bo.answer(&bo.one("Harbour"), Declined, MARK).await.unwrap();
    bo.sync().await;
    let now = bo.one("Harbour").event;
    assert_eq!(now.response, Declined);
}

async fn giving_back_brings_the_answer_that_was_there(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.answer_by_hand("bo", "Harbour", Accepted);
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    assert_eq!(seen.event.response, Accepted);
    bo.answer(&seen, Declined, MARK).await.unwrap();
    bo.answer(&seen, Accepted, None).await.unwrap();
    assert_eq!(stage.response("bo", "Harbour", None), Accepted);
    let now = bo.look(&seen).await.unwrap();
    assert_eq!((now.event.response, now.event.answer_mark), (Accepted, None));
}

async fn giving_back_brings_no_answer_where_that_is_possible(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    bo.answer(&seen, Declined, MARK).await.unwrap();
    bo.answer(&seen, NoAnswer, None).await.unwrap();
    let expected = if stage.gives_back_no_answer() { NoAnswer } else { Tentative };
    assert_eq!(stage.response("bo", "Harbour", None), expected);
    assert_eq!(bo.look(&seen).await.unwrap().event.answer_mark, None, "but it is no longer ours");
}

async fn an_answer_to_one_occurrence_leaves_the_others(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    let second = bo.starting("Standup", "2026-12-03 15:00");
    bo.answer(&second, Declined, MARK).await.unwrap();
    bo.sync().await;
    let found: Vec<_> = bo.occurrences("Standup").iter().map(|seen| seen.event.response).collect();
    assert_eq!(found, [NoAnswer, Declined, NoAnswer, NoAnswer]);
    assert_eq!(stage.response("bo", "Standup", Some("2026-12-03 15:00")), stage.decline());
    assert_eq!(stage.response("bo", "Standup", Some("2026-12-10 15:00")), NoAnswer);

    let back = if stage.gives_back_no_answer() { NoAnswer } else { Accepted };
    bo.answer(&second, back, None).await.unwrap();
    bo.sync().await;
    let now = bo.starting("Standup", "2026-12-03 15:00").event;
    assert_eq!((now.response, now.answer_mark), (back, None));
    assert_eq!(bo.starts("Standup").len(), 4);
}

async fn an_occurrence_that_was_moved_is_answered_by_its_name(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    stage.move_one("Standup", "2026-12-03 15:00", "2026-12-04 10:00");
    let bo = Mirror::synced(stage, "bo").await;
    let moved = bo.starting("Standup", "2026-12-04 10:00");
    bo.answer(&moved, Declined, MARK).await.unwrap();
    let now = bo.look(&moved).await.unwrap();
    assert_eq!((now.start.as_str(), now.event.response), ("2026-12-04 10:00", Declined));
    assert_eq!(stage.response("bo", "Standup", Some("2026-12-03 15:00")), stage.decline());
}

async fn under_an_old_etag_nothing_is_written(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    stage.rewrite("Harbour", "Agenda: 1. Radar unit, 20 min");
    stage.writes();
    let answered = bo.answer_under(&seen, Declined, MARK, &seen.event.etag).await;
    assert!(matches!(answered, Err(ProviderError::Changed(_))), "{answered:?}");
    let flagged = bo.calendar.flag(&bo.mailbox, &seen.target, true, &seen.event.etag, super::stage::now()).await;
    assert!(matches!(flagged, Err(ProviderError::Changed(_))), "{flagged:?}");
    assert_eq!((stage.response("bo", "Harbour", None), stage.writes()), (NoAnswer, 0));
}

async fn a_persons_own_answer_wins(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    let etag = bo.answer(&seen, Declined, MARK).await.unwrap();
    stage.answer_by_hand("bo", "Harbour", Accepted);
    let now = bo.look(&seen).await.unwrap();
    assert_eq!(now.event.response, Accepted, "which tells that it is no longer our answer");
    let again = bo.answer_under(&seen, NoAnswer, None, &etag).await;
    assert!(matches!(again, Err(ProviderError::Changed(_))), "{again:?}");
    assert_eq!(stage.response("bo", "Harbour", None), Accepted);
}

async fn when_the_agenda_arrives_the_answer_can_be_given_back(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    stage.answer_by_hand("bo", "Harbour", Accepted);
    let mut bo = Mirror::synced(stage, "bo").await;
    bo.answer(&bo.one("Harbour"), Declined, MARK).await.unwrap();
    stage.rewrite("Harbour", "Agenda: 1. Radar unit, 20 min");
    bo.sync().await;
    let changed = bo.one("Harbour");
    assert!(bo.text("Harbour").contains("Radar unit"), "{}", bo.text("Harbour"));
    assert_eq!((changed.event.response, stage.response("bo", "Harbour", None)), (Declined, stage.decline()));
    bo.answer(&changed, Accepted, None).await.unwrap();
    assert_eq!(stage.response("bo", "Harbour", None), Accepted);
}

async fn an_answer_that_took_effect_although_it_failed_is_given_once(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    if !stage.stumble() {
        return;
    }
    let first = bo.answer(&seen, Declined, MARK).await;
    assert!(matches!(first, Ok(_) | Err(ProviderError::Retry { .. } | ProviderError::Changed(_))), "{first:?}");
    let now = bo.look(&seen).await.unwrap();
    assert_eq!((now.event.response, now.event.answer_mark.as_deref()), (Declined, MARK), "after {first:?}");
    stage.writes();
    bo.answer(&seen, Declined, MARK).await.unwrap();
    assert_eq!((stage.writes(), stage.response("bo", "Harbour", None)), (0, stage.decline()));
}

async fn an_answer_that_already_stands_is_not_written_again(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    stage.writes();
    bo.answer(&seen, Declined, MARK).await.unwrap();
    assert!(stage.writes() > 0);
    bo.answer(&seen, Declined, MARK).await.unwrap();
    assert_eq!((stage.writes(), stage.response("bo", "Harbour", None)), (0, stage.decline()));
}

async fn a_flag_is_set_and_taken_away_and_others_do_not_have_it(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    bo.flag(&seen, true).await;
    let flagged = bo.look(&seen).await.unwrap().event;
    assert_eq!((flagged.flagged, flagged.response, &flagged.labels), (true, NoAnswer, &seen.event.labels));
    for other in ["ana", "cy"] {
        assert!(!Mirror::synced(stage, other).await.one("Harbour").event.flagged, "{other}");
    }
    stage.writes();
    bo.flag(&seen, true).await;
    assert_eq!(stage.writes(), 0, "it stands already");
    bo.flag(&seen, false).await;
    let now = bo.look(&seen).await.unwrap().event;
    assert_eq!((now.flagged, now.labels), (false, seen.event.labels));
}

async fn a_flag_on_one_occurrence_leaves_the_others(stage: &dyn Stage) {
    stage.book(&Meeting::weekly("Standup"));
    let mut bo = Mirror::synced(stage, "bo").await;
    let second = bo.starting("Standup", "2026-12-03 15:00");
    bo.flag(&second, true).await;
    bo.sync().await;
    let flags = |bo: &Mirror| bo.occurrences("Standup").iter().map(|seen| seen.event.flagged).collect::<Vec<_>>();
    assert_eq!(flags(&bo), [false, true, false, false]);
    bo.flag(&second, false).await;
    bo.sync().await;
    assert_eq!(flags(&bo), [false; 4]);
}

async fn a_flag_and_an_answer_do_not_disturb_each_other(stage: &dyn Stage) {
    stage.book(&Meeting::called("Harbour"));
    let bo = Mirror::synced(stage, "bo").await;
    let seen = bo.one("Harbour");
    bo.flag(&seen, true).await;
    bo.answer(&seen, Declined, MARK).await.unwrap();
    let both = bo.look(&seen).await.unwrap().event;
    assert_eq!((both.flagged, both.response, both.answer_mark.as_deref()), (true, Declined, MARK));
    bo.flag(&seen, false).await;
    let answer = bo.look(&seen).await.unwrap().event;
    assert_eq!((answer.flagged, answer.response, answer.answer_mark.as_deref()), (false, Declined, MARK));
}

on_every_provider! {
    a_decline_stands_on_the_owners_copy_alone_with_our_mark;
    a_declined_meeting_is_still_seen_by_sync;
    giving_back_brings_the_answer_that_was_there;
    giving_back_brings_no_answer_where_that_is_possible;
    an_answer_to_one_occurrence_leaves_the_others;
    an_occurrence_that_was_moved_is_answered_by_its_name;
    under_an_old_etag_nothing_is_written;
    a_persons_own_answer_wins;
    an_answer_that_already_stands_is_not_written_again;
    when_the_agenda_arrives_the_answer_can_be_given_back;
    an_answer_that_took_effect_although_it_failed_is_given_once;
    a_flag_is_set_and_taken_away_and_others_do_not_have_it;
    a_flag_on_one_occurrence_leaves_the_others;
    a_flag_and_an_answer_do_not_disturb_each_other;
}
