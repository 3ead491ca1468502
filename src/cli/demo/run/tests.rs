use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::clock::Clock;

/// What a cycle saw: the instant, and a hash of all calendars.
type Sight = (DateTime<Utc>, String);

/// Looks at the calendars with every cycle, and fails at chosen cycles as if the process had been killed there.
struct Watcher {
    out: PathBuf,
    seen: Arc<Mutex<Vec<Sight>>>,
    dies_after: usize,
}

struct Watching {
    out: PathBuf,
    seen: Arc<Mutex<Vec<Sight>>>,
    clock: Arc<dyn Clock>,
    left: Mutex<usize>,
}

#[async_trait]
impl Opener for Watcher {
    async fn open(&self, config: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Box<dyn Pipeline>> {
        anyhow::ensure!(config.exists(), "no policy");
        let (out, seen, left) = (self.out.clone(), Arc::clone(&self.seen), Mutex::new(self.dies_after));
        Ok(Box::new(Watching { out, seen, clock, left }))
    }
}

#[async_trait]
impl Pipeline for Watching {
    async fn cycle(&self) -> anyhow::Result<CycleReport> {
        self.seen.lock().unwrap().push((self.clock.now(), hash(&self.out)));
        let mut left = self.left.lock().unwrap();
        anyhow::ensure!(*left > 0, "killed");
        *left -= 1;
        Ok(CycleReport::default())
    }

    async fn totals(&self) -> anyhow::Result<Totals> {
        Ok(Totals::default())
    }
}

struct Nobody;

impl Audience for Nobody {
    fn begins(&mut self, _: Option<DateTime<Utc>>) {}
    fn edited(&mut self, _: &Edit) {}
    fn cycled(&mut self, _: DateTime<Utc>, _: &CycleReport) {}
}

fn hash(out: &Path) -> String {
    let mut files = BTreeMap::new();
    for person in fs::read_dir(out.join("calendars")).unwrap() {
        for file in fs::read_dir(person.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            files.insert(path.strip_prefix(out).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update(path.to_string_lossy().as_bytes());
        hash.update(bytes);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Plays with a process that dies after every so many cycles, until the week is over.
async fn play_with_deaths(out: &Path, world: &World, dies_after: usize) -> Vec<Sight> {
    let watcher = Watcher { out: out.to_owned(), seen: Arc::default(), dies_after };
    while play(out, world, &watcher, &mut Nobody).await.is_err() {}
    let mut seen = watcher.seen.lock().unwrap().clone();
    seen.dedup();
    seen
}

#[tokio::test]
async fn a_demo_that_is_killed_again_and_again_sees_the_same_calendars_at_every_step() {
    let world = World::invent(1, 5);
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let whole = play_with_deaths(one.path(), &world, usize::MAX).await;
    let pieces = play_with_deaths(two.path(), &world, 37).await;
    assert_eq!(whole.len(), 480);
    assert!(whole == pieces, "a killed demo saw something else");
    let states: std::collections::BTreeSet<_> = whole.iter().map(|(_, hash)| hash).collect();
    assert!(states.len() > 10, "the script changed nothing");
}

#[tokio::test]
async fn a_finished_demo_starts_anew_and_leaves_files_of_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = play_with_deaths(folder.path(), &World::invent(1, 5), usize::MAX).await;
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::write(folder.path().join("mails/old.eml"), "a mail").unwrap();
    fs::write(folder.path().join("meetgate.db"), "a database").unwrap();
    play_with_deaths(folder.path(), &World::invent(2, 6), usize::MAX).await;
    assert!(!folder.path().join("mails/old.eml").exists() && !folder.path().join("meetgate.db").exists());
    assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    assert!(play_with_deaths(folder.path(), &World::invent(1, 5), usize::MAX).await == first);
}

#[tokio::test]
async fn a_folder_of_somebody_elses_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "dear to me").unwrap();
    let watcher = Watcher { out: folder.path().to_owned(), seen: Arc::default(), dies_after: usize::MAX };
    let refused = play(folder.path(), &World::invent(1, 5), &watcher, &mut Nobody).await;
    assert!(matches!(refused, Err(DemoError::Foreign { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
