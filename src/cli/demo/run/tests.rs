use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;

use super::*;
use crate::clock::Clock;

/// What a cycle saw: the instant, and a hash of all calendars.
type Sight = (DateTime<Utc>, u64);

/// Looks at the calendars with every cycle, and fails at chosen cycles as if the process had been killed there.
struct Watcher {
    out: PathBuf,
    seen: Arc<Mutex<Vec<Sight>>>,
    dies_after: usize,
    thorough: bool,
}

struct Watching {
    out: PathBuf,
    seen: Arc<Mutex<Vec<Sight>>>,
    clock: Arc<dyn Clock>,
    left: Mutex<usize>,
    thorough: bool,
}

impl Watcher {
    fn new(out: &Path) -> Self {
        Self { out: out.to_owned(), seen: Arc::default(), dies_after: usize::MAX, thorough: true }
    }
}

#[async_trait]
impl Opener for Watcher {
    async fn open(&self, config: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Box<dyn Pipeline>> {
        anyhow::ensure!(config.exists(), "no policy");
        let (out, seen, left) = (self.out.clone(), Arc::clone(&self.seen), Mutex::new(self.dies_after));
        Ok(Box::new(Watching { out, seen, clock, left, thorough: self.thorough }))
    }
}

#[async_trait]
impl Pipeline for Watching {
    async fn cycle(&self) -> anyhow::Result<CycleReport> {
        self.seen.lock().unwrap().push((self.clock.now(), self.look()));
        let mut left = self.left.lock().unwrap();
        anyhow::ensure!(*left > 0, "killed");
        *left -= 1;
        Ok(CycleReport::default())
    }

    async fn totals(&self) -> anyhow::Result<Totals> {
        Ok(Totals::default())
    }
}

impl Watching {
    /// What the calendars are: at every step, or once a day.
    fn look(&self) -> u64 {
        let now = self.clock.now();
        let looks = self.thorough || (now - week::begins()).num_minutes() % (24 * 60) == 0;
        if looks { hash(&self.out, now) } else { 0 }
    }
}

struct Nobody;

impl Audience for Nobody {
    fn begins(&mut self, _: Option<DateTime<Utc>>) {}
    fn edited(&mut self, _: &Edit) {}
    fn cycled(&mut self, _: DateTime<Utc>, _: &CycleReport) {}
}

/// Hash of one calendar, at each step of another person.
fn hash(out: &Path, now: DateTime<Utc>) -> u64 {
    let names = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut people: Vec<PathBuf> = names(&out.join("calendars"));
    people.sort();
    let turn = (now - week::begins()).num_minutes() / 15;
    let mut files: Vec<PathBuf> = names(&people[turn as usize % people.len()]);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        (path.file_name(), fs::read(&path).unwrap()).hash(&mut hasher);
    }
    hasher.finish()
}

/// Plays with a process that dies after every so many cycles, until the week is over.
async fn play_with_deaths(out: &Path, world: &World, dies_after: usize) -> Vec<Sight> {
    watch(Watcher { dies_after, ..Watcher::new(out) }, world).await
}

async fn watch(watcher: Watcher, world: &World) -> Vec<Sight> {
    let out = watcher.out.as_path();
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
    let now_and_then = |out| Watcher { thorough: false, ..Watcher::new(out) };
    let first = watch(now_and_then(folder.path()), &World::invent(1, 5)).await;
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::write(folder.path().join("mails/old.eml"), "a mail").unwrap();
    fs::write(folder.path().join("meetgate.db"), "a database").unwrap();
    watch(now_and_then(folder.path()), &World::invent(2, 6)).await;
    assert!(!folder.path().join("mails/old.eml").exists() && !folder.path().join("meetgate.db").exists());
    assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    assert!(watch(now_and_then(folder.path()), &World::invent(1, 5)).await == first);
}

#[tokio::test]
async fn a_folder_of_somebody_elses_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "dear to me").unwrap();
    let watcher = Watcher::new(folder.path());
    let refused = play(folder.path(), &World::invent(1, 5), &watcher, &mut Nobody).await;
    assert!(matches!(refused, Err(DemoError::Foreign { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
