//! Plays the week, step by step, so that it can be killed at any moment and goes on where it was.
//!
//! Before a step's edits are applied, the cycle before is on record as complete; before a step's cycle runs, its
//! edits are on record as applied. So a cycle never sees edits of a later step, and an edit is never applied again
//! after the cycle that saw it. What is repeated is at most one step, and repeating is harmless: edits are
//! idempotent, and so is a cycle at the same instant.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use crate::clock::ManualClock;

use super::clear::clear;
use super::company::Company;
use super::pipeline::{CycleReport, Opener, Pipeline, Totals};
use super::script::{self, Edit};
use super::state::{Found, Phase, State, find};
use super::world::World;
use super::{policy, week};

/// Hears what happens.
pub trait Audience {
    /// The week begins, or goes on at that instant.
    fn begins(&mut self, resumed: Option<DateTime<Utc>>);
    /// Somebody did something.
    fn edited(&mut self, edit: &Edit);
    /// A cycle ran.
    fn cycled(&mut self, now: DateTime<Utc>, report: &CycleReport);
}

/// Why a demo did not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder is somebody else's.
    #[error("{folder} cannot be used for the demo: {why}. Name another folder with --out.")]
    Foreign {
        /// The folder.
        folder: String,
        /// Why.
        why: String,
    },
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Plays the week in the folder, or the rest of it; returns what came together.
///
/// # Errors
/// When the folder is somebody else's, a file cannot be written, or the pipeline fails.
pub async fn play(
    out: &Path,
    world: &World,
    opener: &dyn Opener,
    audience: &mut dyn Audience,
) -> Result<Totals, DemoError> {
    let state = prepare(out, world)?;
    let clock = ManualClock::new(state.at);
    let pipeline = opener.open(&out.join(policy::FILE), Arc::new(clock.clone())).await?;
    audience.begins((state.at > week::begins()).then_some(state.at));
    let mut week = Week { out, world, clock, pipeline: pipeline.as_ref(), saved: state.clone(), state };
    while let Some(now) = week.state.next_step() {
        week.step(now, audience).await?;
    }
    let totals = week.pipeline.totals().await?;
    week.state.phase = Phase::Finished;
    week.save(true)?;
    Ok(totals)
}

/// Makes the folder ready: a running demo of the same company goes on, all else begins anew.
fn prepare(out: &Path, world: &World) -> Result<State, DemoError> {
    let fresh = State::new(world.company.seed, world.company.people.len());
    match find(out).with_context(|| format!("cannot look into {}", out.display()))? {
        Found::Foreign(why) => return Err(DemoError::Foreign { folder: out.display().to_string(), why }),
        Found::Demo(state) if state.phase == Phase::Running && same(&state, &fresh) => return Ok(state),
        Found::Demo(state) if state.phase == Phase::Preparing && same(&state, &fresh) => {}
        Found::Demo(state) => begin_anew(out, state)?,
        Found::Nothing => {}
    }
    let write = || {
        fresh.save(out, true)?;
        world.write(out)?;
        let running = State { phase: Phase::Running, ..fresh };
        running.save(out, true).map(|()| running)
    };
    Ok(write().with_context(|| format!("cannot write the company into {}", out.display()))?)
}

fn same(a: &State, b: &State) -> bool {
    (a.seed, a.people) == (b.seed, b.people)
}

fn begin_anew(out: &Path, state: State) -> anyhow::Result<()> {
    let old = Company::invent(state.seed, state.people);
    let clearing = State { phase: Phase::Clearing, ..state };
    let cleared = clearing.save(out, true).and_then(|()| clear(out, &old));
    cleared.with_context(|| format!("cannot remove the earlier demo from {}", out.display()))
}

struct Week<'a> {
    out: &'a Path,
    world: &'a World,
    clock: ManualClock,
    pipeline: &'a dyn Pipeline,
    state: State,
    saved: State,
}

impl Week<'_> {
    async fn step(&mut self, now: DateTime<Utc>, audience: &mut dyn Audience) -> anyhow::Result<()> {
        let due = self.state.due(&self.world.script, now);
        let edits = !due.is_empty();
        if edits {
            self.save(true)?;
        }
        for edit in due {
            script::apply(self.out, &self.world.company, edit)
                .with_context(|| format!("cannot edit the calendars for \"{}\"", edit.booking.title))?;
            audience.edited(edit);
        }
        self.state = State { at: now, edits: self.state.edits + due.len(), cycled: false, ..self.state.clone() };
        self.save(edits)?;
        self.clock.set(now);
        let report = self.pipeline.cycle().await.with_context(|| format!("the cycle at {now} failed"))?;
        audience.cycled(now, &report);
        self.state.cycled = true;
        Ok(())
    }

    /// Saves the state if it is not saved already. A complete cycle is put on record with the next step when that
    /// one has no edits: to run it again would change nothing. For the same reason only edits are worth waiting for
    /// the disk, which would take longer than all cycles together.
    fn save(&mut self, durably: bool) -> anyhow::Result<()> {
        if self.state != self.saved {
            self.state.save(self.out, durably).with_context(|| format!("cannot write into {}", self.out.display()))?;
            self.saved = self.state.clone();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
