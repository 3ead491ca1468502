//! How far a demo has come, in a file of its own folder: what lets a killed demo go on, and what tells a folder
//! that a demo made from one that somebody else needs.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::script::Edit;
use super::week::{self, STEP};

/// The file's name.
pub const FILE: &str = "demo-state.json";
const TEMPORARY: &str = ".demo-state.json.tmp";
const MADE_BY: &str = "meetgate demo";

/// The file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Who wrote it: always the demo.
    pub made_by: String,
    /// The seed.
    pub seed: u64,
    /// How many people.
    pub people: usize,
    /// How far it is.
    pub phase: Phase,
    /// The last step that was begun.
    pub at: DateTime<Utc>,
    /// How many edits of the script the calendars have.
    pub edits: usize,
    /// Whether the cycle of that step is known to be complete.
    pub cycled: bool,
}

/// How far a demo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// What an earlier demo left is being removed; the state names that one's seed and people.
    Clearing,
    /// Policy and calendars are being written.
    Preparing,
    /// The week runs.
    Running,
    /// It is over.
    Finished,
}

/// What a folder turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or not there.
    Nothing,
    /// A demo's.
    Demo(State),
    /// Somebody else's; says why.
    Foreign(String),
}

impl State {
    /// A demo that is about to be prepared.
    pub fn new(seed: u64, people: usize) -> Self {
        let made_by = MADE_BY.to_owned();
        Self { made_by, seed, people, phase: Phase::Preparing, at: week::begins(), edits: 0, cycled: false }
    }

    /// The next step; None when the week is over. A step whose cycle is not known to be complete comes again.
    pub fn next_step(&self) -> Option<DateTime<Utc>> {
        let next = if self.cycled { self.at + STEP } else { self.at };
        (next < week::ends()).then_some(next)
    }

    /// The edits that are to be applied before the cycle at `now`, those of earlier steps excepted.
    pub fn due<'s>(&self, script: &'s [Edit], now: DateTime<Utc>) -> &'s [Edit] {
        let open = script.get(self.edits..).unwrap_or_default();
        open.get(..open.partition_point(|edit| edit.at <= now)).unwrap_or_default()
    }

    /// Writes the state, whole or not at all. `durably` means that it is on disk when this returns; otherwise it
    /// outlives the process, but perhaps not a power cut.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, out: &Path, durably: bool) -> io::Result<()> {
        fs::create_dir_all(out)?;
        let temporary = out.join(TEMPORARY);
        let mut file = fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        if durably {
            file.sync_all()?;
        }
        fs::rename(temporary, out.join(FILE))
    }
}

/// Looks at a folder.
///
/// # Errors
/// When it cannot be read.
pub fn find(out: &Path) -> io::Result<Found> {
    let entries = match fs::read_dir(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Ok(Found::Foreign("it is a file".to_owned()));
        }
        entries => entries?,
    };
    match fs::read(out.join(FILE)) {
        Ok(bytes) => Ok(read(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => empty(entries),
        Err(error) => Err(error),
    }
}

fn read(bytes: &[u8]) -> Found {
    match serde_json::from_slice::<State>(bytes) {
        Ok(state) if state.made_by == MADE_BY => Found::Demo(state),
        _ => Found::Foreign(format!("its {FILE} is not one that a demo wrote")),
    }
}

/// A demo that was killed before its first state was whole leaves nothing but its draft.
fn empty(entries: fs::ReadDir) -> io::Result<Found> {
    for entry in entries {
        if entry?.file_name() != TEMPORARY {
            return Ok(Found::Foreign("it is not empty, and no demo made it".to_owned()));
        }
    }
    Ok(Found::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::world::World;

    #[test]
    fn a_folder_without_a_demo_in_it_is_nothing_or_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(find(folder.path()).unwrap(), Found::Nothing);
        assert_eq!(find(&folder.path().join("missing")).unwrap(), Found::Nothing);
        fs::write(folder.path().join(TEMPORARY), "{\"made").unwrap();
        assert_eq!(find(folder.path()).unwrap(), Found::Nothing);
        fs::write(folder.path().join("thesis.txt"), "dear to me").unwrap();
        assert!(matches!(find(folder.path()).unwrap(), Found::Foreign(_)));
        assert!(matches!(find(&folder.path().join("thesis.txt")).unwrap(), Found::Foreign(_)));
    }

    #[test]
    fn a_state_file_that_no_demo_wrote_makes_the_folder_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{}", "[1]", "{\"made_by\":\"someone\"}"] {
            fs::write(folder.path().join(FILE), text).unwrap();
            assert!(matches!(find(folder.path()).unwrap(), Found::Foreign(_)), "{text}");
        }
    }

    #[test]
    fn a_state_is_found_as_it_was_saved() {
        let folder = tempfile::tempdir().unwrap();
        let state = State { edits: 7, cycled: true, phase: Phase::Running, ..State::new(3, 40) };
        state.save(folder.path(), true).unwrap();
        assert_eq!(find(folder.path()).unwrap(), Found::Demo(state));
    }

    #[test]
    fn a_step_comes_again_until_its_cycle_is_known_to_be_complete() {
        let state = State::new(1, 40);
        assert_eq!(state.next_step(), Some(week::begins()));
        assert_eq!(State { cycled: true, ..state.clone() }.next_step(), Some(week::begins() + STEP));
        let last = week::ends() - STEP;
        assert_eq!(State { at: last, ..state.clone() }.next_step(), Some(last));
        assert_eq!(State { at: last, cycled: true, ..state }.next_step(), None);
    }

    #[test]
    fn edits_are_due_once_and_in_order() {
        let world = World::invent(1, 5);
        let mut state = State::new(1, 5);
        let mut applied = 0;
        while let Some(now) = state.next_step() {
            let due = state.due(&world.script, now);
            assert!(due.iter().all(|edit| edit.at <= now && edit.at > now - STEP));
            applied += due.len();
            state = State { at: now, edits: state.edits + due.len(), cycled: true, ..state };
            assert!(state.due(&world.script, now).is_empty());
        }
        assert_eq!(applied, world.script.len());
    }
}
