//! The findings against labelled invitations, our own templates, and hostile input.

use std::collections::BTreeMap;

use proptest::prelude::*;
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
    CORPUS.lines().map(|line| serde_json::from_str(line).expect("the corpus is well-formed")).collect()
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
    let table = confusions(&corpus(), |_| true);
    let floors = [
        ("agenda", 0.97),
        ("pre_read", 0.97),
        ("outcomes", 0.95),
        ("pre_read_waived", 0.95),
        ("inform_only", 0.95),
        ("social", 0.92),
    ];
    for (label, floor) in floors {
        assert!(table[label].f1() >= floor, "{label} is below {floor}\n{}", report(&table));
    }
}

fn text(body: &str) -> Brief {
    read(&Invitation { body: Body::Text(body.to_owned()), ..Invitation::default() })
}

fn html(body: &str) -> Brief {
    read(&Invitation { body: Body::Html(body.to_owned()), ..Invitation::default() })
}

const UNFILLED: [&str; 3] = [
    "Agenda\n1. [topic], [who], [minutes]\n2. [topic], [who], [minutes]\n\nOutcome\nWe leave with: [decision or result]\n\nPre-read\n[link or attachment, and what to look at]",
    "Agenda\n1. [Thema], [wer], [Minuten]\n2. [Thema], [wer], [Minuten]\n\nErgebnis\nWir gehen mit: [Entscheidung oder Ergebnis]\n\nVorab lesen\n[Link oder Anhang, und worauf zu achten ist]",
    "Ordre du jour\n1. [sujet], [qui], [minutes]\n2. [sujet], [qui], [minutes]\n\nRésultat\nNous repartons avec : [décision ou résultat]\n\nÀ lire avant\n[lien ou pièce jointe, et ce qu’il faut regarder]",
];

const FILLED: [&str; 3] = [
    "Agenda\n1. Depot chargers, Ana, 20 minutes\n2. Range in winter, Bo, 10 minutes\n\nOutcome\nWe leave with: a signed order\n\nPre-read\nhttps://docs.example.org/d/17, section 2",
    "Agenda\n1. Ladesäulen, Ana, 20 Minuten\n2. Reichweite im Winter, Bo, 10 Minuten\n\nErgebnis\nWir gehen mit: einer unterschriebenen Bestellung\n\nVorab lesen\nhttps://docs.example.org/d/17, Abschnitt 2",
    "Ordre du jour\n1. Bornes de recharge, Ana, 20 minutes\n2. Autonomie en hiver, Bo, 10 minutes\n\nRésultat\nNous repartons avec : une commande signée\n\nÀ lire avant\nhttps://docs.example.org/d/17, partie 2",
];

#[test]
fn our_own_template_counts_only_once_it_is_filled_in() {
    for template in UNFILLED {
        for brief in [text(template), html(&template.replace('\n', "<br>"))] {
            let present = findings(&brief).into_iter().filter(|(_, finding)| finding.present()).collect::<Vec<_>>();
            assert!(present.is_empty(), "{template}\n{present:?}");
            assert_eq!(brief.agenda.evidence.first().map(|piece| piece.code.as_str()), Some("placeholder"));
        }
    }
    for filled in FILLED {
        for brief in [text(filled), html(&filled.replace('\n', "<br>"))] {
            assert!(
                brief.agenda.present() && brief.outcomes.present() && brief.pre_read.present(),
                "{filled}\n{brief:?}"
            );
        }
    }
}

#[test]
fn saying_that_nothing_is_needed_waives_the_pre_read() {
    for words in ["No pre-read needed.", "Keine Vorbereitung nötig.", "Aucune lecture préalable.", "Pre-read\nNone"] {
        let brief = text(words);
        assert!(
            brief.pre_read_waived.present() && !brief.pre_read.present() && !brief.agenda.present(),
            "{words}: {brief:?}"
        );
    }
}

#[test]
fn the_excerpt_is_the_organizers_own_words() {
    let brief = text("Hi all,\n\nDepot \u{202e}chargers\u{7} first.\n\nRegards,\nAna\n\n-- \nAna Example");
    assert_eq!(brief.excerpt.as_deref(), Some("Depot chargers first."));
    let block = "________________________________________\nMicrosoft Teams meeting\nJoin: https://teams.microsoft.com/l/meetup-join/1\nMeeting ID: 123 456 789\n________________________________________";
    let brief = text(block);
    assert_eq!((brief.excerpt, brief.conference), (None, true));
}

#[test]
fn a_long_or_deep_body_is_read_up_to_a_limit() {
    let deep = "<div><table><tr><td><ul><li><b>".repeat(40_000);
    let attributes = format!("<p {}>Agenda: Budget</p>", "a ".repeat(500_000));
    let open = "<a href=\"".repeat(100_000);
    let wall = "agenda ".repeat(150_000);
    let quotes = "> ".repeat(500_000);
    for body in
        [deep, attributes, open, wall, quotes, "- x\n".repeat(250_000), "<tr>".repeat(250_000), "&".repeat(1_000_000)]
    {
        let brief = html(&body);
        assert!(brief.excerpt.is_none_or(|excerpt| excerpt.chars().count() <= 120));
        text(&body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_text_gives_a_brief_with_clean_short_words(body in hostile(), title in "\\PC{0,40}") {
        for body in [Body::Text(body.clone()), Body::Html(body.clone()), Body::Unknown(body)] {
            let brief = read(&Invitation { title: title.clone(), body, ..Invitation::default() });
            let pieces = findings(&brief).into_iter().flat_map(|(_, finding)| finding.evidence.clone()).map(|piece| (piece.text, 100));
            for (words, limit) in pieces.chain(brief.excerpt.clone().map(|excerpt| (excerpt, 120))) {
                prop_assert!(words.chars().count() <= limit);
                prop_assert!(!words.chars().any(super::text::unsafe_char), "{words:?}");
            }
            for (_, finding) in [("agenda", &brief.agenda), ("social", &brief.social)] {
                prop_assert!(finding.evidence.len() <= 3);
            }
        }
    }
}

/// Pieces that steer the reader into its corners, between arbitrary characters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        prop::sample::select(vec![
            "Agenda:",
            "\n",
            "<table><tr><td>",
            "</td>",
            "</table>",
            "<!--",
            "-->",
            "<a href=\"",
            "\">",
            "</a>",
            "&#x202e;",
            "&amp;",
            "|",
            "| a | b |",
            "\u{202e}",
            "\u{0}",
            "1. ",
            "- ",
            "https://",
            "https://x.example/\u{e9}",
            "[a](http://b)",
            "________________",
            "From: a\nTo: b\nSent: c",
            "-- ",
            "議題：",
            "<style>",
            "</",
            "<",
            "&",
            ":",
            "：",
            "İ",
            "ß",
            "①",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "\\PC{0,12}",
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}
