//! The findings against labelled invitations, our own templates, and hostile input.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

const CORPUS: &str = include_str!("../../tests/data/brief/invitations.jsonl");

#[derive(Deserialize)]
struct Labelled {
    id: String,
    source: String,
    title: String,
    body: String,
    attachments: Vec<Attachment>,
    attendees: usize,
    recurring: bool,
    labels: BTreeMap<String, bool>,
}

impl Labelled {
    fn invitation(&self) -> Invitation {
        let body = match self.source.as_str() {
            "google" => Body::Unknown(self.body.clone()),
            "outlook" => Body::Html(self.body.clone()),
            _ => Body::Text(self.body.clone()),
        };
        let attachments = self.attachments.clone();
        Invitation {
            title: self.title.clone(),
            body,
            attachments,
            attendees: self.attendees,
            recurring: self.recurring,
        }
    }
}

fn corpus() -> Vec<Labelled> {
    let other = std::env::var("CORPUS").ok().map(|p| std::fs::read_to_string(p).unwrap());
    other
        .as_deref()
        .unwrap_or(CORPUS)
        .lines()
        .map(|line| serde_json::from_str(line).expect("the corpus is well-formed"))
        .collect()
}

fn findings(brief: &Brief) -> [(&'static str, &Finding); 6] {
    [
        ("agenda", &brief.agenda),
        ("outcomes", &brief.outcomes),
        ("pre_read", &brief.pre_read),
        ("pre_read_waived", &brief.pre_read_waived),
        ("inform_only", &brief.inform_only),
        ("social", &brief.social),
    ]
}

#[derive(Default)]
struct Confusion {
    hits: usize,
    false_present: Vec<String>,
    false_absent: Vec<String>,
}

impl Confusion {
    fn f1(&self) -> f64 {
        let wrong = self.false_present.len() + self.false_absent.len();
        2.0 * self.hits as f64 / (2 * self.hits + wrong) as f64
    }
}

fn confusions(lines: &[Labelled], only: impl Fn(usize) -> bool) -> BTreeMap<&'static str, Confusion> {
    let mut table: BTreeMap<&'static str, Confusion> = BTreeMap::new();
    for (_, line) in lines.iter().enumerate().filter(|(at, _)| only(*at)) {
        let brief = read(&line.invitation());
        for (label, finding) in findings(&brief) {
            let confusion = table.entry(label).or_default();
            match (finding.present(), line.labels[label]) {
                (true, true) => confusion.hits += 1,
                (true, false) => confusion.false_present.push(wrong(line, finding)),
                (false, true) => confusion.false_absent.push(wrong(line, finding)),
                (false, false) => {}
            }
        }
    }
    table
}

/// What the report says of a misjudged invitation.
fn wrong(line: &Labelled, finding: &Finding) -> String {
    let evidence: Vec<String> =
        finding.evidence.iter().map(|piece| format!("{}: {}", piece.code, piece.text)).collect();
    format!("{} {} [{}]", line.id, line.title, evidence.join("; "))
}

fn report(table: &BTreeMap<&'static str, Confusion>) -> String {
    let row = |(label, c): (&&str, &Confusion)| {
        format!(
            "{label}: F1 {:.3}, {} hits\n  false present {:#?}\n  false absent {:#?}\n",
            c.f1(),
            c.hits,
            c.false_present,
            c.false_absent
        )
    };
    table.iter().map(row).collect()
}

#[test]
fn labelled_invitations_are_judged_as_a_careful_colleague_would() {
    let lines = corpus();
    let table = confusions(&lines, |_| true);
    for (label, floor) in [("agenda", 0.88), ("pre_read", 0.90)] {
        assert!(table[label].f1() >= floor, "{label} is below {floor}\n{}", report(&table));
    }
}

/// Prints the figures by half, for whoever works on the tables: `cargo test --lib brief::tests::figures -- --nocapture`.
#[test]
fn figures_of_both_halves_are_close() {
    let lines = corpus();
    for (name, rest) in [("even", 0), ("odd", 1)] {
        let table = confusions(&lines, |at| at % 2 == rest);
        println!("== {name}\n{}", report(&table));
        assert!(table["agenda"].f1() >= 0.8, "{name}");
    }
}
