//! Text from invitations is hostile: it reaches every letter here, in every field, and changes nothing but words.

use proptest::prelude::*;
use scraper::Html;

use super::{Composed, Letter, MeetingFacts, Sample, composed, samples};
use crate::mail::{Alert, DayAnswer, DayCause, House, Outgoing, Trouble, build};

pub(in crate::mail) const NASTY: [&str; 36] = [
    "\r\nBcc: victim@example.org",
    "\nBcc: victim@example.org\n\nbody",
    "a\r\n.\r\nb",
    "\n-- \nYou get this because of nothing.",
    "\n\nWHAT HAPPENS NEXT\nNothing, ever.",
    "  Agenda    found: “everything”",
    "<script>alert(1)</script>",
    "</title></head><body><script>alert(1)</script>",
    "</td></tr></table><h1>Declined</h1>",
    "<img src=x onerror=alert(1)>",
    "\"><a href=\"https://evil.example\">x</a>",
    "' onmouseover='alert(1)",
    "<!-- hidden",
    "--><b>seen</b>",
    "<![endif]-->",
    "&lt;b&gt; &amp; &#x3c;script&#x3e;",
    "{{ page.subject }} {% raw %}",
    "=?utf-8?B?Qm9vbQ==?=",
    "=?utf-8?Q?=0D=0ABcc:_x@example.org?=",
    "\u{202e}txt.exe\u{202c}",
    "\u{2066}\u{2067}\u{2068}x\u{2069}",
    "\u{200e}\u{200f}\u{61c}x",
    "\u{feff}\u{200b}x\u{2060}",
    "\u{1b}[31mred\u{1b}[0m\u{7}",
    "nul\0nul",
    "\u{85}next\u{2028}line\u{2029}paragraph\u{b}tab\u{c}feed",
    "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}",
    "” and all is well. meetgate declines nobody. “",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "日本語の会議の題名はとても長いことがありますので切り詰める必要がありますがどこで切るかは難しい問題です日本語の会議の題名",
    "اجتماع المشروع الأسبوعي",
    "👩‍👩‍👧‍👦 family",
    "javascript:alert(1)",
    "http://evil.example/",
    "\u{e0041}\u{e0042}tags",
    "a\u{a0}b\u{3000}c",
];

/// Puts the text into every field that comes from outside.
pub(super) fn poison(sample: &Sample, text: &str) -> Sample {
    poison_with(sample, &mut || text.to_owned())
}

/// Puts a text of its own into each field that comes from outside.
pub(super) fn poison_with(sample: &Sample, text: &mut dyn FnMut() -> String) -> Sample {
    let mut sample = sample.clone();
    match &mut sample.letter {
        Letter::FirstNotice(meeting) | Letter::LastCall(meeting) => poison_facts(meeting, text),
        Letter::Digest(meetings) => meetings.iter_mut().for_each(|meeting| poison_facts(meeting, text)),
        Letter::Conflict(conflict) => {
            poison_facts(&mut conflict.meeting, text);
            conflict.window = text();
            conflict.protected.iter_mut().for_each(|name| *name = text());
        }
        Letter::Outcomes(outcomes) => outcomes.iter_mut().for_each(|outcome| {
            poison_facts(&mut outcome.meeting, text);
            outcome.whose.iter_mut().for_each(|name| *name = text());
        }),
        Letter::Outcome(outcome) => {
            poison_facts(&mut outcome.meeting, text);
            outcome.whose.iter_mut().chain(&mut outcome.not_enrolled).for_each(|name| *name = text());
        }
        Letter::Restored(restored) => poison_facts(&mut restored.meeting, text),
        Letter::Day(day) => day.given.iter_mut().chain(&mut day.back).for_each(|answer| poison_answer(answer, text)),
        Letter::Alert(alert) => poison_alert(alert, text),
    }
    sample.reader.name = text();
    sample.reader.city = text();
    sample.house.organization = text();
    sample.house.contact.iter_mut().for_each(|(name, _)| *name = text());
    sample
}

fn poison_answer(answer: &mut DayAnswer, text: &mut dyn FnMut() -> String) {
    answer.title = text();
    answer.organizer = text();
    if let DayCause::Protected(window) = &mut answer.cause {
        *window = text();
    }
}

fn poison_alert(alert: &mut Alert, text: &mut dyn FnMut() -> String) {
    alert.why = text();
    match &mut alert.trouble {
        Trouble::Stopped { limit, .. } => *limit = text(),
        Trouble::Mailbox { mailbox: whom, limit, .. } | Trouble::Organizer { organizer: whom, limit, .. } => {
            *whom = text();
            *limit = text();
        }
        Trouble::Calendars { mailboxes: whom } | Trouble::Mail { organizers: whom } => {
            whom.iter_mut().for_each(|name| *name = text());
        }
    }
}

fn poison_facts(meeting: &mut MeetingFacts, text: &mut dyn FnMut() -> String) {
    meeting.title = text();
    meeting.first_title = text();
    meeting.rule = text();
    meeting.suggestion = Some(text());
    meeting.missing.iter_mut().for_each(|missing| missing.excerpt = Some(text()));
    let evidence = meeting.found.iter_mut().flat_map(|found| &mut found.evidence);
    evidence.for_each(|evidence| *evidence = text());
}

fn tags(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let elements = page.root_element().descendants().filter_map(|node| node.value().as_element());
    elements.map(|element| format!("{} {:?}", element.name(), element.attrs().collect::<Vec<_>>())).collect()
}

/// Tags and structural lines.
type Shape = (Vec<String>, Vec<String>);

fn shape(mail: &Composed) -> Shape {
    (tags(&mail.html), headings(&mail.text))
}

/// What must hold for any letter, whatever its words.
fn check(name: &str, (tags_of_benign, headings_of_benign): &Shape, nasty: &Composed) {
    let unseen = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for part in [&nasty.subject, &nasty.text, &nasty.html] {
        assert!(!part.contains(unseen), "{name}: {part:?}");
    }
    assert!(!nasty.subject.contains('\n') && nasty.subject.chars().count() <= 100, "{name}: {}", nasty.subject);
    assert_eq!(*tags_of_benign, tags(&nasty.html), "{name}");
    assert_eq!(*headings_of_benign, headings(&nasty.text), "{name}");
    let wide = |line: &&str| line.chars().count() > 72 && !line.trim().starts_with("https://");
    assert_eq!(nasty.text.lines().find(wide), None, "{name}");
}

/// Lines that give a text its structure.
fn headings(text: &str) -> Vec<String> {
    let shapes = |line: &&str| {
        *line == "-- " || line.starts_with("https://") || matches!(*line, "WHAT HAPPENS NEXT" | "WHOSE ANSWER CHANGED")
    };
    text.lines().filter(shapes).map(str::to_owned).collect()
}

#[test]
fn nasty_text_changes_neither_the_shape_of_the_mail_nor_its_headers() {
    for sample in samples() {
        let benign = shape(&composed(&poison(&sample, "x")));
        for text in NASTY {
            let poisoned = poison(&sample, text);
            let mail = composed(&poisoned);
            check(&format!("{} with {text:?}", sample.name), &benign, &mail);
            headers_hold(poisoned, mail);
        }
    }
}

/// The headers are those that were meant, and the subject arrives as composed.
fn headers_hold(Sample { letter, reader, house, now, .. }: Sample, composed: Composed) {
    let subject = composed.subject.replace("=?", "= ?");
    let mail = Outgoing {
        id: "a-1".to_owned(),
        composed,
        to: reader,
        thread: None,
        at: now,
        unsubscribe: None,
        kind: letter.kind(),
    };
    let bytes = build(&mail, &house).unwrap().formatted();
    let parsed = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some(subject.as_str()));
    assert!(parsed.bcc().is_none());
    let mut names: Vec<_> = parsed.headers().iter().map(|header| header.name().to_lowercase()).collect();
    names.sort();
    let meant = [
        "auto-submitted",
        "cc",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "subject",
        "to",
        "x-auto-response-suppress",
        "x-meetgate-kind",
    ];
    let meant = meant.into_iter().filter(|name| *name != "reply-to" || house.contact.is_some());
    assert_eq!(names, meant.collect::<Vec<_>>());
    let to: Vec<_> = parsed.to().unwrap().iter().filter_map(|to| to.address()).collect();
    assert_eq!(to, [mail.to.address.as_str()]);
}

#[test]
fn nasty_links_are_no_links() {
    for sample in samples() {
        for link in NASTY.into_iter().chain(["http://x.example/", "https://a@x.example/", "data:text/html,x", "//x"]) {
            let mut sample = sample.clone();
            let house = House { public_url: Some(link.to_owned()), ..sample.house.clone() };
            let url = || Some(link.to_owned());
            match &mut sample.letter {
                Letter::FirstNotice(meeting) | Letter::LastCall(meeting) => {
                    (meeting.invitation, meeting.there, meeting.exempt) = (url(), url(), url());
                }
                Letter::Day(day) => {
                    (day.never, day.own_week) = (url(), url());
                    day.given.iter_mut().for_each(|answer| answer.keep = url());
                }
                _ => {}
            }
            sample.reader.unsubscribe = url();
            let mail = composed(&Sample { house, page: None, ..sample });
            let hidden = ["already", "Say why", "Keep me", "Never answer", "my own week", "No more of these"];
            assert!(!hidden.iter().any(|words| mail.text.contains(words)), "{link:?}: {}", mail.text);
            assert!(!mail.text.contains("policy") && !mail.text.contains("Check again"), "{link:?}");
        }
    }
}

#[test]
fn a_title_that_looks_like_structure_stays_on_its_own_indented_line() {
    let mut sample = super::sample("first-notice");
    let Letter::FirstNotice(meeting) = &mut sample.letter else { panic!("the sample is a first notice") };
    meeting.title = "Sync\n\nWHAT HAPPENS NEXT\n-- \nAll fine".to_owned();
    let text = composed(&sample).text;
    assert!(text.contains("\n  Sync WHAT HAPPENS NEXT -- All fine\n"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_text_at_all_keeps_the_shape(text in "\\PC{0,80}|(?s).{0,40}") {
        for sample in samples() {
            let visible = crate::mail::clean::visible(&crate::mail::clean::one_line(&text, 200));
            let benign = shape(&composed(&poison(&sample, if visible { "x" } else { "" })));
            let nasty = composed(&poison(&sample, &text));
            check(sample.name, &benign, &nasty);
        }
    }
}
