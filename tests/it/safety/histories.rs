//! Whole histories against the real pipeline, store and files: organizers edit and move, people answer, the policy
//! changes, replies are lost, objects come twice and in any order, the process dies between any two steps.
//!
//! After every step: nobody's own answer is touched; every answer of ours was warned of in time, is in the name of
//! someone who lets us, and of no more people than the limit. At the end all that was missing is put right, and
//! nothing of ours is left. The pure twin of this, with more histories and fewer moving parts, is in
//! `src/plan/tests/properties.rs`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use meetgate::meeting::{NoticeState, Window};
use meetgate::plan::{Ahead, answer_after};
use meetgate::provider::{Answer, Calendar, Changes, Cursor, Mailbox, Object, ProviderError, Target};
use proptest::prelude::*;

use crate::support::tampered::{Tamper, passing, tamper};
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, Mail, World, at, ics};

const UIDS: [&str; 2] = ["harbour@example.com", "pier@example.com"];
const TITLES: [&str; 2] = ["Harbour sensor roadmap", "Pier inspection"];
/// Our mark on an answer.
const MARK: &str = "X-MEETGATE-ANSWER";
const GUESTS: [&str; 3] = ["bo", "cy", "di"];

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    /// Minutes pass, with a look at the end.
    Wait(i64),
    /// The agenda comes or goes.
    Agenda(usize, bool),
    /// The organizer moves the meeting, and everyone is asked afresh.
    Move(usize, &'static str),
    /// A person answers.
    Human(usize, usize, &'static str),
    /// The policy changes: the organization's mode.
    Mode(&'static str),
    /// A person's answers are on or off in the configuration.
    Answers(usize, bool),
    /// The process ends in the middle of a pass, after so many steps of its work, and another begins.
    Crash(u8),
    /// The calendars become rough, or calm.
    Rough(bool),
    /// An admin stops everything, or lets go.
    Pause(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let starts = vec!["2026-11-26 15:00", "2026-11-27 10:00", "2026-11-30 10:00"];
    let responses = vec!["ACCEPTED", "TENTATIVE", "DECLINED"];
    prop_oneof![
        8 => prop::sample::select(vec![10, 30, 61, 180, 720]).prop_map(Step::Wait),
        3 => (0..2_usize, any::<bool>()).prop_map(|(which, there)| Step::Agenda(which, there)),
        1 => (0..2_usize, prop::sample::select(starts)).prop_map(|(which, start)| Step::Move(which, start)),
        2 => (0..2_usize, 0..3_usize, prop::sample::select(responses)).prop_map(|(which, who, r)| Step::Human(which, who, r)),
        1 => prop::sample::select(vec!["observe", "flag", "tentative", "decline"]).prop_map(Step::Mode),
        1 => (0..3_usize, any::<bool>()).prop_map(|(who, on)| Step::Answers(who, on)),
        3 => any::<u8>().prop_map(Step::Crash),
        2 => any::<bool>().prop_map(Step::Rough),
        1 => any::<bool>().prop_map(Step::Pause),
    ]
}

/// Calendars that lose replies, refuse for a moment, and list twice and backwards what they list.
struct Rough {
    /// 0 while calm.
    chance: AtomicU64,
}

impl Rough {
    /// Whether this call goes wrong: one in `of`. A small generator (SplitMix64), so that a history repeats itself.
    fn strikes(&self, of: u64) -> bool {
        let state = self.chance.load(Ordering::Relaxed);
        if state == 0 {
            return false;
        }
        let next = state.wrapping_add(0x9e37_79b9_7f4a_7c15).max(1);
        self.chance.store(next, Ordering::Relaxed);
        let mixed = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).is_multiple_of(of)
    }
}

#[async_trait]
impl Tamper for Rough {
    async fn changes(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        if self.strikes(5) {
            return Err(passing("503"));
        }
        // A forgotten cursor lists everything again.
        let cursor = cursor.filter(|_| !self.strikes(4));
        let mut changes = behind.changes(mailbox, cursor, window).await?;
        if self.strikes(2) {
            changes.objects.extend(changes.objects.clone());
            changes.objects.reverse();
        }
        Ok(changes)
    }

    async fn read(&self, behind: &dyn Calendar, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        if self.strikes(6) { Err(passing("timed out")) } else { behind.read(mailbox, object).await }
    }

    async fn answer(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        target: &Target,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        if self.strikes(6) {
            return Err(passing("429"));
        }
        let done = behind.answer(mailbox, target, answer).await?;
        self.flagged(done).await
    }

    async fn flagged(&self, done: String) -> Result<String, ProviderError> {
        if self.strikes(3) { Err(passing("the reply is lost")) } else { Ok(done) }
    }
}

/// A meeting as the organizer has it.
#[derive(Debug, Clone, Copy)]
struct Plan {
    start: &'static str,
    agenda: bool,
    sequence: u32,
}

struct Story {
    world: Option<World>,
    calendar: Option<Arc<Rough>>,
    plans: [Plan; 2],
    /// What people answered themselves, as long as the meeting is not moved.
    own: BTreeMap<(usize, &'static str), &'static str>,
    /// What we answered last, as long as the meeting is not moved.
    ours: BTreeMap<(usize, &'static str), String>,
    answers: [bool; 3],
    mode: &'static str,
    rough: bool,
    now: DateTime<Utc>,
}

impl Story {
    async fn new() -> Self {
        let world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
        let plan = Plan { start: "2026-11-26 15:00", agenda: false, sequence: 0 };
        let mut story = Self {
            world: Some(world),
            calendar: None,
            plans: [plan, Plan { start: "2026-11-27 10:00", ..plan }],
            own: BTreeMap::new(),
            ours: BTreeMap::new(),
            answers: [true; 3],
            mode: "decline",
            rough: false,
            now: at("2026-11-23 14:00"),
        };
        story.wrap();
        story.invite(0);
        story.invite(1);
        story.look().await;
        story
    }

    fn world(&self) -> &World {
        self.world.as_ref().expect("a world")
    }

    /// Puts the rough calendars in front of the real ones.
    fn wrap(&mut self) {
        let engine = &mut self.world.as_mut().expect("a world").app.engine;
        let chance = AtomicU64::new(if self.rough { 7 } else { 0 });
        self.calendar = Some(tamper(engine, Rough { chance }));
        self.world().clock.set(self.now);
    }

    fn invite(&self, which: usize) {
        let plan = self.plans[which];
        let text = if plan.agenda { AGENDA } else { "" };
        let (start, sequence) = (plan.start, plan.sequence);
        for owner in std::iter::once("ana").chain(GUESTS) {
            let path = self.world().file(owner, UIDS[which]);
            let known = path.exists().then(|| self.world().response(owner, UIDS[which]));
            let more = self.lines_of_ours(owner, which);
            let title = TITLES[which];
            let invite = Invite { uid: UIDS[which], title, text, start, sequence, more: &more, ..Invite::default() };
            std::fs::write(&path, ics(&invite, owner, known.as_deref().unwrap_or("NEEDS-ACTION"))).unwrap();
        }
    }

    /// An update of the organizer leaves the owner's own properties alone.
    fn lines_of_ours(&self, owner: &str, which: usize) -> String {
        if !self.world().file(owner, UIDS[which]).exists() {
            return String::new();
        }
        let text = self.world().text(owner, UIDS[which]).replace("\r\n ", "");
        let ours = |line: &&str| line.starts_with("X-MEETGATE") || line.starts_with("CATEGORIES");
        text.lines().filter(ours).map(|line| format!("{line}\r\n")).collect()
    }

    async fn restart(&mut self) {
        self.world = Some(self.world.take().expect("a world").restart().await);
        self.wrap();
    }

    async fn configure(&mut self) {
        let file = self.world().path().join("meetgate.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines: Vec<String> = text.lines().filter(|l| !l.starts_with("answers = ")).map(str::to_owned).collect();
        lines[0] = format!("mode = \"{}\"", self.mode);
        for (name, on) in GUESTS.iter().zip(self.answers) {
            let line = lines.iter().position(|line| *line == format!("email = \"{name}@example.com\"")).unwrap();
            lines.insert(line + 1, format!("answers = {on}"));
        }
        std::fs::write(&file, lines.join("\n")).unwrap();
        self.restart().await;
    }

    /// One pass. What it does in the store may fail in no way.
    async fn look(&mut self) {
        self.world().clock.set(self.now);
        let before = self.given();
        self.world().app.engine.cycle().await.unwrap();
        self.check(&before).await;
    }

    /// Answers of ours on the calendars, by their mark.
    fn given(&self) -> Vec<(usize, &'static str)> {
        let all = (0..2).flat_map(|which| GUESTS.map(|name| (which, name)));
        let marked = |which: usize, name: &str| self.world().text(name, UIDS[which]).contains(MARK);
        // Over what a person answered since, the mark means nothing any more.
        all.filter(|(which, name)| marked(*which, name) && !self.own.contains_key(&(*which, *name))).collect()
    }

    async fn check(&mut self, before: &[(usize, &'static str)]) {
        for ((which, name), own) in &self.own {
            assert_eq!(self.world().response(name, UIDS[*which]), *own, "{name}'s own answer stays");
        }
        for (which, name) in self.given() {
            self.ours.insert((which, name), self.world().response(name, UIDS[which]));
            if !before.contains(&(which, name)) {
                self.warned(which, name).await;
            }
        }
        for uid in UIDS {
            assert_eq!(self.world().response("ana", uid), "ACCEPTED", "never as organizer");
        }
    }

    /// A new answer: in the name of someone who lets us, after a mail that was accepted at least an hour before (or half
    /// of what was left) and spoke of this very start.
    async fn warned(&self, which: usize, name: &str) {
        let index = GUESTS.iter().position(|guest| *guest == name).unwrap();
        assert!(self.answers[index], "answers are off for {name}");
        let store = &self.world().app.engine.store;
        let start = at(self.plans[which].start);
        let policy = self.world().app.engine.policy();
        let working = policy.working_time(meetgate::meeting::Address::parse("ana@example.com").as_ref());
        let found = store.find(UIDS[which], self.now, 10).await.unwrap();
        let mut warned = false;
        for meeting in found {
            let filed = store.filed(&meeting.key).await.unwrap().unwrap();
            warned |= filed.history.notices.iter().any(|notice| match notice.state {
                NoticeState::Accepted(accepted) => {
                    let time = answer_after(accepted, start, TimeDelta::hours(1), working);
                    let about = notice.stage.warns() && notice.start == start && notice.announced.answers();
                    about && matches!(time, Ahead::From(from) if from <= self.now)
                }
                _ => false,
            });
        }
        assert!(warned, "{name} was answered for without a warning at {}", self.now);
        let day = start.with_timezone(&chrono_tz::Europe::Berlin).format("%a %-d %b").to_string();
        let tells = |mail: &Mail| {
            let text = mail.text.replace('\u{a0}', " ");
            mail.to == "ana@example.com" && text.contains(TITLES[which]) && text.contains(&day)
        };
        assert!(self.world().mails().iter().any(tells), "and the warning really went out, about {day}");
        assert!(start > self.now, "about a meeting that has started");
    }

    async fn take(&mut self, step: &Step) {
        let started = |story: &Self, which: usize| at(story.plans[which].start) <= story.now;
        match *step {
            Step::Wait(minutes) => {
                self.now += TimeDelta::minutes(minutes);
                self.look().await;
            }
            Step::Agenda(which, there) => {
                self.plans[which].agenda = there;
                self.invite(which);
            }
            Step::Move(which, start) if !started(self, which) && at(start) > self.now => {
                let plan = &mut self.plans[which];
                if plan.start != start {
                    (plan.start, plan.sequence) = (start, plan.sequence + 1);
                    for name in GUESTS {
                        std::fs::remove_file(self.world().file(name, UIDS[which])).unwrap();
                        self.own.remove(&(which, name));
                        self.ours.remove(&(which, name));
                    }
                    self.invite(which);
                }
            }
            Step::Move(..) => {}
            Step::Human(which, who, response) => {
                // Who says what we had said, with another answer in between that nobody saw, cannot be told from us.
                let said = self.ours.get(&(which, GUESTS[who])).is_some_and(|ours| ours == response);
                if !said && self.world().response(GUESTS[who], UIDS[which]) != response {
                    self.world().answer(GUESTS[who], UIDS[which], response);
                    self.own.insert((which, GUESTS[who]), response);
                }
            }
            Step::Mode(mode) => {
                self.mode = mode;
                self.configure().await;
            }
            Step::Answers(who, on) => {
                self.answers[who] = on;
                self.configure().await;
            }
            Step::Crash(after) => self.crash(after).await,
            Step::Rough(rough) => {
                self.rough = rough;
                let chance = if rough { 0x5eed } else { 0 };
                self.calendar.as_ref().unwrap().chance.store(chance, Ordering::Relaxed);
            }
            Step::Pause(paused) => {
                self.world().app.engine.store.set_paused(paused, "a step", self.now).await.unwrap();
            }
        }
    }

    /// A pass that is cut off anywhere, and a new process.
    async fn crash(&mut self, after: u8) {
        let before = self.given();
        self.world().clock.set(self.now);
        let pass = self.world().app.engine.cycle();
        let cut = Duration::from_micros(u64::from(after) * 150);
        let _ = tokio::time::timeout(cut, pass).await;
        self.restart().await;
        self.check(&before).await;
    }

    /// All that was missing is put right, and the calendars are calm.
    async fn settle(&mut self) {
        self.rough = false;
        self.calendar.as_ref().unwrap().chance.store(0, Ordering::Relaxed);
        self.world().app.engine.store.set_paused(false, "the end", self.now).await.unwrap();
        for which in 0..2 {
            self.plans[which].agenda = true;
            self.invite(which);
        }
        for _ in 0..4 {
            self.now += TimeDelta::minutes(61);
            self.look().await;
        }
        for which in (0..2).filter(|which| at(self.plans[*which].start) > self.now) {
            for name in GUESTS {
                let text = self.world().text(name, UIDS[which]);
                let own = self.own.get(&(which, name)).copied();
                assert!(!text.contains("No agenda yet"), "{name} of {which}: {text}");
                assert!(own.is_some() || !text.contains(MARK), "{name} of {which}: {text}");
                let own = own.unwrap_or("NEEDS-ACTION");
                assert_eq!(self.world().response(name, UIDS[which]), own, "{name} of {which}");
            }
        }
    }
}

proptest! {
    // A case is a whole story on a disk. PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 16,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_people_win_and_nothing_of_ours_is_left(steps in prop::collection::vec(step(), 4..30)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut story = Story::new().await;
            for step in &steps {
                story.take(step).await;
            }
            story.settle().await;
        });
    }
}
