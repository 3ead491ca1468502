//! The pulse: where it is asked, and what of a closed round is frozen with a week.

use chrono::{DateTime, Utc};

use crate::meeting::Person;
use crate::report::{Answers, Ballot, Pulse, Snapshot, Week, pulse_closes};
use crate::store::StoreError;
use crate::worker::Engine;

/// What may be shown of the round that this week closes. A round about a week that was never frozen was never asked.
pub(super) async fn closed(engine: &Engine, week: Week) -> Result<Option<Pulse>, StoreError> {
    let Some(asked) = week.pulse_closed().filter(|_| engine.weekly.pulse) else { return Ok(None) };
    let Some(snapshot) = engine.store.frozen(asked).await? else { return Ok(None) };
    let counted = engine.store.pulse_answers(asked).await?;
    let answers: Vec<Answers> =
        counted.into_iter().map(|(mark, counts)| Answers { group: Ballot::group(&mark, &snapshot), counts }).collect();
    Ok(Pulse::of(asked, &answers, &engine.weekly.terms))
}

/// The snapshot that groups people for the questions about a week; none when nothing is asked about it, or not any more.
pub(super) async fn asked(engine: &Engine, week: Week, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
    let asks = engine.weekly.pulse && week.asks_pulse() && pulse_closes(week) > now;
    if !asks || engine.post.links.is_none() {
        return Ok(None);
    }
    engine.freeze(week).await.map(Some)
}

/// The page with a person's questions.
pub(super) fn page(engine: &Engine, asked: &Snapshot, person: &Person, language: Option<&str>) -> Option<String> {
    let group = asked.pulse_group(person.team.as_deref());
    engine.post.links.as_ref()?.ballot(asked.week, &group, &person.address, language)
}
