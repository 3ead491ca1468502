//! The words of the pulse's page, in the languages of the mails.

use crate::report::Question;

/// All words in one language.
pub(super) struct Words {
    /// BCP 47.
    pub tag: &'static str,
    pub heading: &'static str,
    pub anonymous: &'static str,
    pub button: &'static str,
    pub none_chosen: &'static str,
    pub some_already: &'static str,
    pub thanks: &'static str,
    pub already: &'static str,
    pub kept: &'static str,
    pub others_stay: &'static str,
    /// Heading and text.
    pub over: (&'static str, &'static str),
    /// What the first and the last answer mean.
    pub least: &'static str,
    pub most: &'static str,
    focus: &'static str,
    stress: &'static str,
    autonomy: &'static str,
}

impl Words {
    /// The words of a language (BCP 47); English where there are none.
    pub fn of(language: Option<&str>) -> &'static Self {
        let base = language.and_then(|tag| tag.split('-').next()).unwrap_or_default().to_ascii_lowercase();
        [&GERMAN, &FRENCH].into_iter().find(|words| words.tag == base).unwrap_or(&ENGLISH)
    }

    pub fn question(&self, question: Question) -> &'static str {
        match question {
            Question::Focus => self.focus,
            Question::Stress => self.stress,
            Question::Autonomy => self.autonomy,
        }
    }
}

static ENGLISH: Words = Words {
    tag: "en",
    heading: "How was your week?",
    anonymous: "Answers are counted without your name. Reports show them of groups only, never of one person.",
    button: "Send",
    none_chosen: "Nothing is chosen yet. One answer is enough.",
    some_already: "What you answered before is counted, and is not asked again.",
    thanks: "Thank you",
    already: "That is counted already",
    kept: "Answers are kept as counts, without a name. So they cannot be changed: nobody knows which were yours.",
    others_stay: "The other questions stay open; their links in the mail still work.",
    over: ("These questions are closed", "They are open for two weeks. The next mail with questions has new links."),
    least: "not at all",
    most: "very",
    focus: "How well could you focus?",
    stress: "How stressful were your days?",
    autonomy: "How free were you to shape your time?",
};

static GERMAN: Words = Words {
    tag: "de",
    heading: "Wie war die Woche?",
    anonymous: "Antworten werden ohne Namen gezählt. Berichte zeigen sie nur von Gruppen, nie von einer Person.",
    button: "Absenden",
    none_chosen: "Noch ist nichts gewählt. Eine Antwort genügt.",
    some_already: "Was schon beantwortet ist, ist gezählt und wird nicht noch einmal gefragt.",
    thanks: "Danke",
    already: "Das ist schon gezählt",
    kept: "Antworten stehen als Zahlen ohne Namen. Darum lassen sie sich nicht ändern: niemand weiß, welche es waren.",
    others_stay: "Die anderen Fragen bleiben offen; ihre Links in der Mail gelten weiter.",
    over: (
        "Diese Fragen sind geschlossen",
        "Sie stehen zwei Wochen offen. Die nächste Mail mit Fragen hat neue Links.",
    ),
    least: "gar nicht",
    most: "sehr",
    focus: "Wie gut ging konzentriertes Arbeiten?",
    stress: "Wie stressig waren die Tage?",
    autonomy: "Wie frei war die Zeit einzuteilen?",
};

static FRENCH: Words = Words {
    tag: "fr",
    heading: "Comment s’est passée la semaine\u{a0}?",
    anonymous: "Les réponses sont comptées sans votre nom. Les rapports ne les montrent que par groupes, jamais d’une seule personne.",
    button: "Envoyer",
    none_chosen: "Rien n’est encore choisi. Une réponse suffit.",
    some_already: "Ce que vous avez déjà répondu est compté et n’est plus demandé.",
    thanks: "Merci",
    already: "C’est déjà compté",
    kept: "Les réponses sont gardées comme des nombres, sans nom. Elles ne peuvent donc pas être changées\u{a0}: personne ne sait lesquelles sont les vôtres.",
    others_stay: "Les autres questions restent ouvertes\u{a0}; leurs liens dans le message fonctionnent encore.",
    over: (
        "Ces questions sont closes",
        "Elles restent ouvertes deux semaines. Le prochain message avec des questions aura de nouveaux liens.",
    ),
    least: "pas du tout",
    most: "tout à fait",
    focus: "Avez-vous bien pu vous concentrer\u{a0}?",
    stress: "Vos journées étaient-elles stressantes\u{a0}?",
    autonomy: "Étiez-vous libre d’organiser votre temps\u{a0}?",
};
