//! What an item is worth: a real one, a placeholder, a practicality, a name.

use super::words;

patterns! {
    BRACKETS = r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|［[^］]*］|〈[^〉]*〉|«?\b(?i:xx+|tbd|tba|tbc)\b»?";
    EMPTY = r"(?i)^[\s\W_]*(?:(?:topic|item|thema|punkt|sujet|point|tema|punto|onderwerp|ämne|temat|тема|пункт|konu|madde|agenda item|tagesordnungspunkt|issue|subject|question|assunto|argomento|נושא|موضوع|بند|議題|議案|议题|안건|주제|step)[\s\W_]*(?:\d{1,2}|[a-z]|[ivx]{1,3})?)?[\s\W_]*$";
    TAIL = r"(?i)[\s,(–—-]*\(?\d{1,3}\s*(?:min(?:s|uten|utes|uti|utos|uten|uter|ut)?\.?|m|'|′|分|분|мин\.?|хв\.?|dk\.?|דק'?|دقيقة|دقائق)?\)?\s*$";
    NAME = r"^(?:(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Lady|Frau|Herr|Mme|M|Sr|Sra|Dott|Ing)\.?\s+)?\p{Lu}[\p{L}'’.-]*)(?:\s+(?:\p{Lu}[\p{L}'’.-]+|van|von|de|der|den|da|di|del|la|le|bin|al)){1,4}(?:\s*[,(–-][^:?]{0,60})?$";
    PARTY = r"^(?:\d+\s+\p{Ll}+|.*\(\d+\))$";
}

/// Whether the text stands where an item should stand: `TBD`, `[topic]`, `…`, `Topic 1`.
pub(super) fn placeholder(text: &str) -> bool {
    let open = BRACKETS.replace_all(text, " ");
    let unanswered = open.len() < text.len() && open.trim_end().ends_with([':', '：']);
    if unanswered || EMPTY.is_match(&TAIL.replace(&open, "")) {
        return true;
    }
    let norm = words::normal(text);
    if words::PLACEHOLDER.is(&norm) {
        return true;
    }
    let length = words::length(&norm);
    words::PLACEHOLDER.find(&norm).is_some_and(|found| {
        // Single words mean other things in longer texts, in Latin script even in short ones.
        let foreign = length <= 3 && found.chars().all(|c| c > '\u{24f}');
        let phrase = found.contains(' ') || found.chars().any(words::unspaced) || foreign;
        phrase && length <= 12 && found.len() * 8 >= norm.len()
    })
}

/// Whether the text is a placeholder in brackets, as forms have them.
pub(super) fn bracketed(text: &str) -> bool {
    BRACKETS.is_match(text) && placeholder(text)
}

/// Whether the text names something to talk about.
pub(super) fn real(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let norm = words::normal(text);
    let enough = letters >= 3 || text.chars().any(words::unspaced);
    let says_nothing = words::OTHER_BUSINESS.is(&norm) || words::SKELETON.is(&norm) || filler(&norm);
    enough && !placeholder(text) && !says_nothing
}

/// Whether the text is talk that names no subject.
pub(super) fn filler(norm: &str) -> bool {
    words::FILLER.hit(norm) && words::length(norm) <= 6
}

/// Whether the text is about where, when, food or manners.
pub(super) fn practical(norm: &str) -> bool {
    let length = words::length(norm);
    let found = words::LOGISTICS.count(norm);
    let works = norm.len() > 2 && (words::DECIDE.hit(norm) || norm.contains(" whether "));
    found > 0 && !works && found * 7 >= length
}

/// Whether the text is the name of somebody who is coming.
pub(super) fn person(text: &str) -> bool {
    NAME.is_match(text) || PARTY.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_items() {
        for text in [
            "TBD",
            "[topic], [who], [minutes]",
            "…",
            "Topic 1",
            "<topic>",
            "to follow",
            "wird nachgereicht",
            "à compléter",
            "n/a",
            "待定",
            "[Thema], [wer], [Minuten]",
        ] {
            assert!(placeholder(text) && !real(text), "{text}");
        }
    }

    #[test]
    fn short_real_items_are_items() {
        for text in [
            "Budget",
            "Pending invoices",
            "Later opening hours on Fridays",
            "预算",
            "Owner of the retry queue",
            "Hiring",
        ] {
            assert!(real(text), "{text}");
        }
    }

    #[test]
    fn names_are_persons_and_topics_are_not() {
        assert!(person("Mr. Anselmo Quintal, deputy mayor") && person("Ana Silva"));
        assert!(!person("Budget for the second half") && !person("Depot chargers: grid offer"));
    }
}
