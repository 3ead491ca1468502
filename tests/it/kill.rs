//! A week that is killed again and again ends like one that was not.
//!
//! The demo's week runs as a process of its own and is ended by SIGKILL at 200 moments that nobody chose. Each time
//! it is started again it goes on where it was. In the end every calendar and every mail is byte for byte what an
//! uninterrupted week leaves: nothing lost, nothing doubled.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

const KILLS: u32 = 200;

/// How many kills one week is meant to take before the next begins.
const KILLS_A_WEEK: u32 = 70;

#[tokio::test]
async fn two_hundred_kills_lose_nothing_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let undisturbed = dir.path().join("undisturbed");
    let began = Instant::now();
    assert!(start(&undisturbed).wait().await.unwrap().success());
    let whole = began.elapsed();
    let wanted = Left::of(&undisturbed);
    assert!(wanted.mails.len() > 10 && wanted.calendars.values().any(|text| contains(text, "PARTSTAT=DECLINED")));

    let mut chance = Chance(20261123);
    let mut kills = 0;
    let mut week = 0;
    while kills < KILLS {
        week += 1;
        let disturbed = dir.path().join(format!("disturbed-{week}"));
        kills += disturb(&disturbed, whole, KILLS - kills, &mut chance).await;
        wanted.compare(&Left::of(&disturbed));
    }
    assert_eq!(kills, KILLS);
}

/// Plays a week under kills, at most so many; returns how many there were.
async fn disturb(out: &Path, whole: Duration, at_most: u32, chance: &mut Chance) -> u32 {
    let mut kills = 0;
    loop {
        let mut child = start(out);
        // The more often it was killed without getting far, the longer it may run.
        let patience = whole * 2 / KILLS_A_WEEK + Duration::from_millis(10) * (kills / KILLS_A_WEEK);
        let nap = patience.mul_f64(chance.fraction());
        let ended =
            if kills < at_most { tokio::time::timeout(nap, child.wait()).await } else { Ok(child.wait().await) };
        match ended {
            Ok(status) => {
                assert!(status.unwrap().success());
                return kills;
            }
            Err(_) => {
                child.kill().await.unwrap();
                kills += 1;
            }
        }
    }
}

fn start(out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
    command.args(["demo", "--json", "--people", "14", "--seed", "7", "--out"]).arg(out);
    command.stdout(std::process::Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// What a week leaves behind.
struct Left {
    calendars: BTreeMap<PathBuf, Vec<u8>>,
    mails: BTreeMap<PathBuf, Vec<u8>>,
}

impl Left {
    fn of(out: &Path) -> Self {
        Self { calendars: files(&out.join("calendars"), "ics"), mails: files(&out.join("mails"), "eml") }
    }

    fn compare(&self, other: &Self) {
        for (wanted, found) in [(&self.calendars, &other.calendars), (&self.mails, &other.mails)] {
            let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(wanted), names(found));
            for (name, bytes) in wanted {
                let (wanted, found) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&found[name]));
                assert_eq!(wanted, found, "{}", name.display());
            }
        }
    }
}

/// All files with this ending below a folder, by their path in it.
fn files(top: &Path, ending: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.insert(path.strip_prefix(top).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn contains(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

/// A small generator of its own (SplitMix64), so that the waits do not depend on anything but this number. When a
/// kill strikes depends on the machine all the same.
struct Chance(u64);

impl Chance {
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
