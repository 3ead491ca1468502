//! 1,000 hostile texts through every mail in every language, parsed by somebody else: Python's email package, which
//! knows defects that a lenient reader forgives. `tests/data/mail/check.py` says what must hold.
//!
//! Each field has a text of its own, so a mail takes a dozen or two; with `MEETGATE_TEST_ALL_MAILS` set every mail is
//! made 1,000 times, so that each single field sees as many. Without python3 the test says so and ends.

use std::io::Write;
use std::process::{Command, Stdio};

use super::hostile::{NASTY, poison_with};
use super::{Sample, composed, samples};
use crate::mail::{Outgoing, build, languages};

const TEXTS: usize = 1_000;

/// Chance that comes out the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }

    fn character(&mut self) -> char {
        let blocks = [(0, 0x20), (0x20, 0x7f), (0x80, 0x800), (0x2000, 0x2070), (0x800, 0xd800), (0xe000, 0x11_0000)];
        let (from, to) = blocks[self.below(blocks.len())];
        u32::try_from(from + self.below(to - from)).ok().and_then(char::from_u32).unwrap_or('?')
    }

    /// Fragments known to do harm between random characters; now and then 10 kB of it.
    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(4) {
            (0..self.below(12)).for_each(|_| text.push(self.character()));
            text.push_str(NASTY[self.below(NASTY.len())]);
        }
        if self.below(20) == 0 { text.repeat(10_000 / text.len().max(1) + 1) } else { text }
    }
}

fn message(nth: usize, sample: Sample) -> Vec<u8> {
    let composed = composed(&sample);
    let Sample { letter, reader, house, now, .. } = sample;
    let unsubscribe = nth.is_multiple_of(2).then(|| format!("https://meetgate.example/u/{nth}"));
    let thread = nth.is_multiple_of(3).then(|| "root".to_owned());
    let mail =
        Outgoing { id: format!("m-{nth}"), composed, to: reader, thread, at: now, unsubscribe, kind: letter.kind() };
    build(&mail, &house).unwrap().formatted()
}

#[test]
fn pythons_email_package_finds_no_fault_with_a_thousand_hostile_texts() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mail/check.py");
    let python = Command::new("python3").args(["-B", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else {
        std::io::stderr().write_all(b"SKIPPED: hostile mails through Python, for there is no python3\n").unwrap();
        return;
    };
    let mut pipe = python.stdin.take().unwrap();
    let reader = std::thread::spawn(move || python.wait_with_output().unwrap());
    let languages: Vec<_> = languages().collect();
    let mut dice = Dice(42);
    let mut count = 0;
    for sample in samples() {
        for language in &languages {
            let sample = sample.clone().spoken(language);
            count += send_hostile(&mut pipe, &sample, &mut dice, &format!("{}-{language}", sample.name));
        }
    }
    drop(pipe);
    let output = reader.join().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", told.lines().take(40).collect::<Vec<_>>().join("\n"));
    assert_eq!(told.trim(), format!("{count} mails, 0 faults"));
}

/// Writes one mail again and again until all texts have gone through it; says how often that was.
fn send_hostile(pipe: &mut impl Write, sample: &Sample, dice: &mut Dice, name: &str) -> usize {
    let each_field = std::env::var_os("MEETGATE_TEST_ALL_MAILS").is_some();
    let (mut texts, mut mails) = (0, 0);
    while (if each_field { mails } else { texts }) < TEXTS {
        let mut text = || {
            texts += 1;
            dice.text()
        };
        let bytes = message(mails, poison_with(sample, &mut text));
        writeln!(pipe, "{} {mails}-{name}", bytes.len()).unwrap();
        pipe.write_all(&bytes).unwrap();
        mails += 1;
    }
    mails
}
