//! The agenda: labelled sections, tables, lists, prose that names the thing to settle, attachments.

use super::super::cut::Part;
use super::super::link::{Kind, Link};
use super::super::page::{Line, Mark};
use super::super::words::{self, normal};
use super::super::{Certainty, Finding, item};
use super::section::{self, Head, Section};
use super::{Gathered, Reading, Sentence, table};

/// Finds the agenda. In a meeting that only informs, prose is not taken for a plan to work through.
pub(super) fn find(reading: &Reading<'_>, one_way: bool) -> Finding {
    let mut found = Gathered::default();
    attachments(reading, &mut found);
    for section in &reading.sections {
        labelled(section, &mut found);
        listed(section, &mut found);
    }
    table::find(&reading.own, &mut found);
    if !one_way {
        prose(&reading.sentences, reading, &mut found);
    }
    enumerations(&reading.sentences, &mut found);
    called(reading, &mut found);
    if !found.any() {
        forwarded(reading, &mut found);
    }
    if !found.any() && !one_way {
        matter(reading, &mut found);
    }
    if !found.any() {
        set_aside(reading, &mut found);
    }
    found.finding()
}

fn attachments(reading: &Reading<'_>, found: &mut Gathered) {
    for attachment in reading.invitation.attachments.iter().filter(|attachment| !attachment.inline) {
        if words::AGENDA_NAME.hit(&normal(&attachment.name)) {
            found.add(Certainty::Sure, "agenda-attachment", &attachment.name);
        }
    }
}

fn labelled(section: &Section<'_>, found: &mut Gathered) {
    let certainty = match section.head {
        Some(Head::Agenda) => Certainty::Sure,
        Some(Head::Plan) => Certainty::Unsure,
        Some(Head::Outcome) if words::DECIDE.hit(&normal(&section.title)) => Certainty::Unsure,
        _ => return linked(section, found),
    };
    let items = section.real_items();
    let practical = items.iter().filter(|text| item::practical(&normal(text))).count();
    match items.first() {
        Some(first)
            if practical * 2 <= items.len()
                && !refers(&section.rest)
                && (certainty == Certainty::Sure || enough(&items)) =>
        {
            found.add(certainty, "labelled-section", &format!("{} {first}", section.title.trim()));
        }
        _ => {
            linked(section, found);
            if let Some(text) = section.placeholder() {
                found.add(Certainty::Absent, "placeholder", text);
            }
        }
    }
}

/// Whether a weaker head has enough below it to be a plan.
fn enough(items: &[&str]) -> bool {
    items.len() >= 2 || items.first().is_some_and(|text| words::length(&normal(text)) >= 5)
}

/// Whether the text only points elsewhere (`see below`).
fn refers(rest: &str) -> bool {
    words::REFERS.is(&normal(rest))
}

/// A link that is, or is called, the agenda.
fn linked(section: &Section<'_>, found: &mut Gathered) {
    let mut under = section.line.into_iter().chain(section.body.iter().copied()).flat_map(|line| line.links.iter());
    let document = under.find(|link| link.kind == Kind::Document);
    if let (Some(Head::Agenda), Some(link)) = (section.head, document) {
        found.add(Certainty::Sure, "agenda-link", &link.url);
    }
}

/// A document that a sentence calls the agenda, or an agenda in the middle of a line.
fn called(reading: &Reading<'_>, found: &mut Gathered) {
    for (at, line) in reading.own.iter().enumerate() {
        if let Some(link) =
            line.links.iter().find(|link| words::AGENDA_NAME.hit(&normal(&link.text)) && link.kind == Kind::Document)
        {
            found.add(Certainty::Sure, "agenda-link", &link.url);
        }
        let next = reading.own.get(at + 1).filter(|next| next.length == 0).and_then(|next| document(next));
        let promised = words::NO_AGENDA.hit(&line.norm)
            || words::PLACEHOLDER.find(&line.norm).is_some_and(|found| found.contains(' '));
        if words::AGENDA_NAME.hit(&line.norm)
            && line.length <= 16
            && !promised
            && let Some(link) = document(line).or(next)
        {
            found.add(Certainty::Unsure, "agenda-link", &link.url);
        }
    }
    for sentence in &reading.sentences {
        if sentence.label(&words::AGENDA_LABEL).is_some_and(item::real) && !words::NO_AGENDA.hit(&sentence.norm) {
            found.add(Certainty::Sure, "labelled-sentence", &sentence.text);
        }
    }
}

fn document(line: &Line) -> Option<&Link> {
    line.links.iter().find(|link| link.kind == Kind::Document)
}

fn listed(section: &Section<'_>, found: &mut Gathered) {
    let title = normal(&section.title);
    let aside = section.aside();
    if matches!(section.head, Some(Head::Agenda | Head::Outcome | Head::PreRead)) || aside {
        if aside && section.body.len() > 1 {
            found.add(Certainty::Absent, "other-list", &section.title);
        }
        return;
    }
    let items: Vec<&&Line> = section.body.iter().filter(|line| line.item()).collect();
    let real: Vec<&&&Line> = items.iter().filter(|line| item::real(&line.text)).collect();
    let most = |count: usize| count * 2 > items.len();
    let practical = real.iter().filter(|line| item::practical(&line.norm)).count();
    let persons = real.iter().filter(|line| item::person(&line.text)).count();
    let links = items.iter().filter(|line| !line.links.is_empty() && line.length <= 8).count();
    let Some(first) = real.first() else { return };
    if real.len() < 2 {
        return;
    }
    if practical * 5 >= items.len() * 4 || (most(persons) && !words::DISCUSS.hit(&title)) || most(links) {
        return found.add(Certainty::Absent, "other-list", &first.text);
    }
    let words: usize = real.iter().map(|line| line.length).sum();
    let certainty = if words >= real.len() * 2 && !most(practical) { Certainty::Sure } else { Certainty::Unsure };
    found.add(certainty, "list-of-topics", &format!("{} … ({} items)", first.text, real.len()));
}

/// The shortest sentence, in words, that can name a topic.
const SHORTEST: usize = 6;

fn prose(sentences: &[Sentence], reading: &Reading<'_>, found: &mut Gathered) {
    let social = words::SOCIAL_TITLE.hit(&reading.title);
    let shortest = if social { SHORTEST * 2 } else { SHORTEST };
    let long = |sentence: &&Sentence| sentence.length >= shortest && !sentence.produces && !sentence.row;
    for sentence in sentences.iter().filter(long).filter(|sentence| speaks(sentence)) {
        let settles = sentence.settles();
        let result = words::PRODUCE.hit(&sentence.norm) && sentence.length < SHORTEST * 3;
        let works = words::DISCUSS.hit(&sentence.norm) && !words::READ_REQUEST.hit(&sentence.norm) && !result;
        if settles {
            found.add(Certainty::Sure, "names-decision", &sentence.text);
        } else if works {
            found.add(Certainty::Unsure, "names-topic", &sentence.text);
        } else if sentence.asks && !social {
            found.add(Certainty::Unsure, "asks-question", &sentence.text);
        }
    }
}

/// How many words of text that is about nothing else make up a matter.
const MATTER: usize = 12;

/// What remains when everything is taken away that is not about the matter of the meeting.
fn matter(reading: &Reading<'_>, found: &mut Gathered) {
    let about = |sentence: &&Sentence| {
        let norm = &sentence.norm;
        let other = words::READ_REQUEST.hit(norm)
            || words::PRODUCE.hit(norm)
            || words::LOGISTICS.hit(norm)
            || words::FILLER.hit(norm);
        let letter = words::GREETING.starts(norm) || words::CLOSING.starts(norm) || words::PLACEHOLDER.hit(norm);
        !sentence.row
            && !sentence.item
            && !sentence.produces
            && !other
            && !letter
            && sentence.length >= 5
            && speaks(sentence)
    };
    let left: Vec<&Sentence> = reading.sentences.iter().filter(about).collect();
    let words: usize = left.iter().map(|sentence| sentence.length).sum();
    if let Some(first) = left.first().filter(|_| words >= MATTER && !words::SOCIAL_TITLE.hit(&reading.title)) {
        found.add(Certainty::Unsure, "names-matter", &first.text);
    }
}

/// Whether a sentence may speak about the matter of the meeting.
fn speaks(sentence: &Sentence) -> bool {
    let norm = &sentence.norm;
    let off =
        words::WAIVER.hit(norm) || words::INFORM.hit(norm) || words::NO_AGENDA.hit(norm) || words::MOVED.hit(norm);
    let other = words::SOCIAL_BODY.hit(norm) || words::FORBIDDEN.hit(norm);
    !off && !other && !item::filler(norm) && !item::practical(norm) && !item::placeholder(&sentence.text)
}

/// `Only three things: budget, hiring, the move.`
fn enumerations(sentences: &[Sentence], found: &mut Gathered) {
    for sentence in sentences.iter().filter(|sentence| !words::NO_AGENDA.hit(&sentence.norm) && !sentence.produces) {
        let Some((lead, rest)) = sentence.text.split_once([':', '：']) else { continue };
        let lead = normal(lead);
        let heads = [&words::ASIDE_LABEL, &words::OUTCOME_LABEL, &words::PRE_READ_LABEL, &words::FIELD];
        let off =
            heads.iter().any(|table| table.is(&lead)) || words::CONFERENCE.hit(&lead) || words::FORBIDDEN.hit(&lead);
        let parts: Vec<&str> =
            rest.split([',', '、', '，', '；', ';', '،']).map(str::trim).filter(|part| item::real(part)).collect();
        let short = parts.iter().filter(|part| words::length(&normal(part)) <= 14).count();
        let practical = parts.iter().filter(|part| item::practical(&normal(part))).count();
        let named = parts.iter().all(|part| !part.contains(' ') && part.starts_with(char::is_uppercase));
        let clauses = parts.iter().filter(|part| CLAUSE.is_match(part)).count();
        if !off && !named && clauses < 2 && parts.len() >= 3 && short == parts.len() && practical * 2 < parts.len() {
            found.add(Certainty::Unsure, "enumeration", &sentence.text);
        }
    }
}

/// A quoted or forwarded mail counts only where it lays out this meeting.
fn forwarded(reading: &Reading<'_>, found: &mut Gathered) {
    let sections = section::split(&reading.quoted);
    for section in &sections {
        if section.head == Some(Head::Agenda) {
            labelled(section, found);
        }
        let planned = words::DISCUSS.hit(&normal(&section.title))
            || words::PLAN_LABEL.hit(&normal(&section.title))
            || words::AGENDA_LABEL.hit(&normal(&section.title));
        let numbered = section.body.iter().filter(|line| matches!(line.mark, Mark::Number | Mark::Clock)).count() > 2;
        if planned || numbered {
            listed(section, found);
        }
    }
    table::find(&reading.quoted, found);
    for sentence in super::sentences(&reading.quoted) {
        let plan = words::DISCUSS.hit(&sentence.norm) && INLINE.is_match(&sentence.text);
        if plan && speaks(&sentence) {
            found.add(Certainty::Unsure, "forwarded-plan", &sentence.text);
        }
    }
}

patterns! {
    CLAUSE = r"(?i)^(?:i|you|we|he|she|they|ich|ihr|wir|sie|je|nous|vous)\s";
    INLINE = r"(?i)\b(?:a|1|i)\).+\b(?:b|2|ii)\)|\bfirst\b.+\bsecond|\berstens\b.+\bzweitens|\bcover\b.+,.+\band\b";
}

fn set_aside(reading: &Reading<'_>, found: &mut Gathered) {
    for (part, text) in &reading.aside {
        let code = match part {
            Part::Own => continue,
            Part::Conference => "conferencing",
            Part::Quoted => "quoted-mail",
            Part::Legal => "legal-notice",
            Part::Signature => "signature",
            Part::Booking => "booking-tool",
        };
        found.add(Certainty::Absent, code, text);
    }
    if let Some(sentence) = reading
        .sentences
        .iter()
        .find(|sentence| words::NO_AGENDA.hit(&sentence.norm) || item::placeholder(&sentence.text))
    {
        found.add(Certainty::Absent, "says-none", &sentence.text);
    }
}
