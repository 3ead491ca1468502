//! What is not the organizer's own text: conferencing blocks, quoted threads, legal footers, signatures, booking tools.
//!
//! Nothing is deleted: each line gets a [`Part`], so that a finding can say what was set aside, and so that a forwarded
//! mail can still hold the plan of the meeting.

use super::link::Kind;
use super::page::Line;
use super::words;

/// Whose text a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The organizer's own.
    Own,
    /// A conferencing block.
    Conference,
    /// A quoted or forwarded mail.
    Quoted,
    /// A legal footer or compliance notice.
    Legal,
    /// A signature.
    Signature,
    /// What a booking tool adds.
    Booking,
}

/// Says for each line whose text it is.
pub(super) fn parts(lines: &[Line]) -> Vec<Part> {
    let mut parts = vec![Part::Own; lines.len()];
    conference(lines, &mut parts);
    quoted(lines, &mut parts);
    booking(lines, &mut parts);
    signature(lines, &mut parts);
    legal(lines, &mut parts);
    parts
}

fn set(parts: &mut [Part], range: std::ops::Range<usize>, part: Part) {
    parts.iter_mut().skip(range.start).take(range.len()).filter(|old| **old == Part::Own).for_each(|old| *old = part);
}

/// How many lines a conferencing block has at most.
const BLOCK: usize = 60;

fn conference(lines: &[Line], parts: &mut [Part]) {
    let about: Vec<bool> = lines.iter().map(is_conference).collect();
    let fences: Vec<usize> = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| line.fence)).collect();
    for pair in fences.windows(2) {
        let [start, end] = *pair else { continue };
        let inside = about.get(start + 1..end).unwrap_or_default();
        let found = inside.iter().filter(|about| **about).count();
        if found > 0 && inside.len() <= BLOCK && found * 5 >= inside.len() * 2 {
            set(parts, start..end + 1, Part::Conference);
        }
    }
    let mut last: Option<usize> = None;
    for at in about.iter().enumerate().filter_map(|(at, about)| about.then_some(at)) {
        set(parts, at..at + 1, Part::Conference);
        if let Some(from) = last.filter(|from| at - from <= 4) {
            let between = from + 1..at;
            if lines.get(between.clone()).unwrap_or_default().iter().all(|line| line.length <= 10 && !titled(line)) {
                set(parts, between, Part::Conference);
            }
        }
        last = Some(at);
    }
    for at in fences {
        let beside =
            |near: Option<usize>| near.and_then(|near| parts.get(near)).is_some_and(|part| *part == Part::Conference);
        if beside(at.checked_sub(1)) || beside(at.checked_add(1)) {
            set(parts, at..at + 1, Part::Conference);
        }
    }
}

/// A head of a section of the organizer's own.
fn titled(line: &Line) -> bool {
    words::AGENDA_LABEL.is(&line.norm) || words::OUTCOME_LABEL.is(&line.norm) || words::PRE_READ_LABEL.is(&line.norm)
}

fn is_conference(line: &Line) -> bool {
    let leads = line.links.iter().any(|link| link.kind == Kind::Conference);
    let calls = line.links.iter().any(|link| link.url.starts_with("tel:"));
    let digits = line.text.chars().filter(char::is_ascii_digit).count();
    let letters = line.text.chars().filter(|c| c.is_alphabetic()).count();
    let vocabulary = words::CONFERENCE.hit(&line.norm);
    let invites = words::CONFERENCE.find(&line.norm).is_some_and(|found| found.contains("inviting you to"));
    let phone = digits >= 8
        && letters <= 30
        && (line.text.contains('+') || line.text.contains('#') || line.text.contains(",,"));
    let joins = (leads || calls) && (line.length <= 8 || (vocabulary && line.length <= 25));
    let code = vocabulary && line.length <= 16 && (digits >= 4 || !line.links.is_empty() || line.length <= 8);
    let address = digits >= 8 && letters <= 40 && line.text.matches('.').count() >= 3;
    joins
        || code
        || (invites && line.length <= 20)
        || phone
        || address
        || (vocabulary && words::CONFERENCE.share(&line.norm) * 2 >= line.norm.len())
}

patterns! {
    SENDER = r"(?i)^\**(?:from|von|de|da|van|från|od|від|от|kimden|gönderen|מאת|من|差出人|发件人|發件人|보낸 사람)\s*\**\s*[:：]";
    HEADER = r"(?i)^\**(?:sent|to|cc|subject|date|when|where|gesendet|an|betreff|datum|envoyé|à|objet|enviado(?: el)?|para|asunto|assunto|data|inviato|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|wysłano|do|temat|надіслано|кому|тема|дата|отправлено|kime|konu|tarih|gönderildi|נשלח|אל|נושא|إلى|الموضوع|تاريخ الإرسال|送信日時|宛先|件名|发送时间|收件人|主题|보낸 날짜|받는 사람|제목)\s*\**\s*[:：]";
    DIVIDER = r"(?i)^[-_=* ]*(?:original message|original appointment|forwarded message|begin forwarded message|ursprüngliche nachricht|ursprünglicher termin|weitergeleitete nachricht|message d'origine|message transféré|rendez-vous d'origine|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat meddelande|wiadomość oryginalna|wiadomość przekazana|пересылаемое сообщение|исходное сообщение|переслане повідомлення|orijinal ileti|yönlendirilen ileti|הודעה מקורית|الرسالة الأصلية|転送されたメッセージ|元のメッセージ|原始邮件|转发的邮件|원본 메시지|전달된 메시지)[-_=* :]*$";
    WROTE = r"(?i)(?:\bwrote|\bschrieb.*|a écrit|escribió|escreveu|ha scritto|\bschreef.*|\bskrev.*|napisał(?:a|\(a\))?|\bписал\(?а?\)?|\bпише|написала?|şunu yazdı|yazdı|כתב/?ה?|كتب|写道|さんのメール|のメッセージ|님이 작성)\s*[:：]$";
    DASHES = r"^--\s*$";
    STRONG_LEGAL = r"(?i)^\W*(?:important notice|confidentiality|disclaimer|legal notice|notice|antitrust|anti-trust|competition law|avertissement|wichtiger hinweis|hinweis|aviso legal|aviso de|avviso|disclaimer|yasal uyarı|uwaga|klauzula|免责声明|注意：本メール|kartellrecht|rappel\W+droit|conflicts of interest policy)";
}

fn quoted(lines: &[Line], parts: &mut [Part]) {
    let mut start = None;
    for (at, line) in lines.iter().enumerate() {
        if parts.get(at) == Some(&Part::Conference) {
            continue;
        }
        if DIVIDER.is_match(&line.text) || mail_header(lines.get(at..).unwrap_or_default()) {
            return set(parts, at..lines.len(), Part::Quoted);
        }
        let wrote = line.length <= 30 && WROTE.is_match(&line.text);
        start = if wrote {
            Some(at)
        } else {
            start.filter(|_| line.quoted || !lines.get(at + 1..).unwrap_or_default().iter().any(|line| line.quoted))
        };
        if start.is_some() {
            set(parts, at..at + 1, Part::Quoted);
        }
    }
}

/// A sender's line with at least one more header line close by.
fn mail_header(lines: &[Line]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    SENDER.is_match(&first.text) && rest.iter().take(5).filter(|line| HEADER.is_match(&line.text)).count() >= 2
}

/// Whether a line is a header of a quoted mail.
pub(super) fn is_header(line: &Line) -> bool {
    SENDER.is_match(&line.text) || HEADER.is_match(&line.text) || DIVIDER.is_match(&line.text)
}

fn booking(lines: &[Line], parts: &mut [Part]) {
    for (at, line) in lines.iter().enumerate() {
        let leads = line.links.iter().any(|link| link.kind == Kind::Booking);
        let says = words::BOOKING.hit(&line.norm);
        let mostly = words::BOOKING.share(&line.norm) * 2 >= line.norm.len();
        if (leads && line.length <= 12) || (says && line.length <= 6 && (leads || mostly)) {
            set(parts, at..at + 1, Part::Booking);
        }
    }
}

fn legal(lines: &[Line], parts: &mut [Part]) {
    let signed = parts.iter().position(|part| *part == Part::Signature).unwrap_or(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let found = words::LEGAL.count(&line.norm);
        let after = at > signed && found >= 1 && line.length > 14;
        let footer = line.links.iter().any(|link| link.kind == Kind::Footer);
        let dense = found >= 2 && found * 14 >= line.length && line.length > 8;
        let titled = STRONG_LEGAL.is_match(&line.text) && (found >= 2 || line.length > 20);
        if !line.item()
            && (titled
                || dense
                || after
                || (found >= 4 && line.length > 25)
                || (footer && (found >= 1 || line.length <= 8)))
        {
            set(parts, at..at + 1, Part::Legal);
        }
    }
}

/// How many lines a signature has at most.
const SIGNATURE: usize = 10;

fn signature(lines: &[Line], parts: &mut [Part]) {
    for (at, line) in lines.iter().enumerate() {
        if parts.get(at) != Some(&Part::Own) {
            continue;
        }
        if DASHES.is_match(&line.text) || (line.text.is_empty() && line.mark != super::page::Mark::None) {
            set(parts, at..(at + SIGNATURE).min(lines.len()), Part::Signature);
        } else if line.length <= 14 && words::DEVICE.starts(&line.norm) {
            set(parts, at..at + 1, Part::Signature);
        } else if line.length <= 6 && words::CLOSING.starts(&line.norm) && closes(lines.get(at..).unwrap_or_default()) {
            let rest = lines.get(at + 1..).unwrap_or_default();
            let length = rest.iter().take(SIGNATURE).take_while(|line| signs(line)).count();
            set(parts, at..at + 1 + length, Part::Signature);
        }
    }
}

/// Whether a closing word stands where a letter ends: alone, or with a name.
fn closes(lines: &[Line]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let alone = first.text.ends_with(',') || words::CLOSING.is(&first.norm) || first.length <= 4;
    alone && !first.item() && rest.first().is_none_or(|next| signs(next) || next.gap || next.fence)
}

fn signs(line: &Line) -> bool {
    let section = titled(line) || line.text.ends_with(':') || line.item() || line.fence;
    !section
        && (line.length <= 9 || (line.text.contains('|') && line.length <= 25))
        && line.links.iter().all(|link| link.kind != Kind::Document)
}
