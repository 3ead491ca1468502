//! The words of the pages, in the languages of the mails.

use chrono::NaiveDateTime;

use crate::plan::Purpose;

/// All words in one language.
pub(super) struct Words {
    /// BCP 47.
    pub tag: &'static str,
    pub no_title: &'static str,
    pub reason: &'static str,
    pub reason_missing: &'static str,
    /// Heading and text.
    pub invalid: (&'static str, &'static str),
    pub expired: (&'static str, &'static str),
    pub other_purpose: (&'static str, &'static str),
    pub not_yours: (&'static str, &'static str),
    pub already: &'static str,
    pub used_up: &'static str,
    used_up_text: &'static str,
    date: &'static str,
    answers_off: Saying,
    answers_on: Saying,
    mails_off: Saying,
    mails_on: Saying,
    personal_report_on: Saying,
    personal_report_off: Saying,
    keep: Saying,
    exempt: Saying,
    agenda_is_there: Saying,
}

/// The words of one purpose.
pub(super) struct Saying {
    /// The heading of the question.
    pub question: &'static str,
    /// What it would mean.
    pub means: &'static str,
    pub button: &'static str,
    /// The heading when it is done.
    pub done: &'static str,
    pub follows: &'static str,
}

impl Words {
    /// The words of a language (BCP 47); English where there are none.
    pub fn of(language: Option<&str>) -> &'static Self {
        let base = language.and_then(|tag| tag.split('-').next()).unwrap_or_default().to_ascii_lowercase();
        [&GERMAN, &FRENCH].into_iter().find(|words| words.tag == base).unwrap_or(&ENGLISH)
    }

    pub fn of_purpose(&self, purpose: Purpose) -> &Saying {
        match purpose {
            Purpose::AnswersOff => &self.answers_off,
            Purpose::AnswersOn => &self.answers_on,
            Purpose::MailsOff => &self.mails_off,
            Purpose::MailsOn => &self.mails_on,
            Purpose::PersonalReportOn => &self.personal_report_on,
            Purpose::PersonalReportOff => &self.personal_report_off,
            Purpose::Keep => &self.keep,
            Purpose::Exempt => &self.exempt,
            Purpose::AgendaIsThere => &self.agenda_is_there,
        }
    }

    /// A time of the reader's zone.
    pub fn when(&self, at: NaiveDateTime) -> String {
        at.format(self.date).to_string()
    }

    pub fn used_up_text(&self, most: u32, days: u32) -> String {
        self.used_up_text.replace("{n}", &most.to_string()).replace("{days}", &days.to_string())
    }
}

static ENGLISH: Words = Words {
    tag: "en",
    no_title: "(no title)",
    reason: "Why, in a few words",
    reason_missing: "A few words of reason are missing.",
    invalid: (
        "This link is not valid",
        "Open it once more from the mail, whole. If it was cut, a program on the way did that.",
    ),
    expired: ("This link has ended", "Links about a meeting end when it starts, others after a year."),
    other_purpose: ("This link is for something else", "Nothing was changed."),
    not_yours: (
        "This link is not for this",
        "Nothing was changed: only people in meetgate speak for themselves, and only organizers for their meetings.",
    ),
    already: "That is on record already",
    used_up: "The exemptions are used up",
    used_up_text: "At most {n} meetings within {days} days are exempted by their organizer. An admin can exempt one more.",
    date: "%a %-d %b %Y, %-H:%M",
    answers_off: Saying {
        question: "Never answer for me",
        means: "meetgate then answers nothing in your name any more, and what it answered in coming meetings goes back.",
        button: "Never answer for me",
        done: "Nothing is answered for you any more",
        follows: "What was answered for you in coming meetings goes back within minutes.",
    },
    answers_on: Saying {
        question: "Answer for me again",
        means: "meetgate may then answer in your name again, after a warning to the organizer.",
        button: "Answer for me again",
        done: "meetgate answers for you again",
        follows: "It does so only where the organizer was warned in time.",
    },
    mails_off: Saying {
        question: "No more mails from meetgate",
        means: "You then get no more mails. Your own meetings are marked at most, and nothing is answered in your name.",
        button: "Stop the mails",
        done: "You get no more mails",
        follows: "Your own meetings are marked at most, and nothing is answered in your name. An admin can turn the mails on again.",
    },
    mails_on: Saying {
        question: "Write to me again",
        means: "meetgate then tells you again what is missing in your meetings.",
        button: "Write to me again",
        done: "meetgate writes to you again",
        follows: "Your meetings are treated as before.",
    },
    personal_report_on: Saying {
        question: "Send me my own week",
        means: "A mail once a week with your own meeting and focus hours and your own series. Nobody else gets it.",
        button: "Send me my own week",
        done: "Your own week will come by mail",
        follows: "The first one comes when this week has ended. Every mail has a link that ends it.",
    },
    personal_report_off: Saying {
        question: "Stop the mail with my own week",
        means: "You then get no more mails with your own week. All else stays as it is.",
        button: "Stop this mail",
        done: "Your own week no longer comes by mail",
        follows: "All else stays as it is.",
    },
    keep: Saying {
        question: "Keep me in this one",
        means: "meetgate then answers nothing for you in this meeting. If it did already, your own answer comes back.",
        button: "Keep me in",
        done: "You stay in this one",
        follows: "If an answer was given for you, your own comes back within minutes.",
    },
    exempt: Saying {
        question: "Exempt this meeting",
        means: "Nothing is asked of it then, and answers given because of what is missing come back. The reason is kept.",
        button: "Exempt it",
        done: "Exempted",
        follows: "Nothing is asked of this meeting any more. Answers given because of what was missing come back within minutes.",
    },
    agenda_is_there: Saying {
        question: "It is in the invitation already",
        means: "meetgate then takes your word for it, and learns that it read the invitation wrongly.",
        button: "It is there",
        done: "Thank you",
        follows: "Nothing is asked of this meeting any more. Answers given because of what was missing come back within minutes.",
    },
};

static GERMAN: Words = Words {
    tag: "de",
    no_title: "(ohne Titel)",
    reason: "Warum, in wenigen Worten",
    reason_missing: "Es fehlen noch ein paar Worte zum Grund.",
    invalid: (
        "Dieser Link gilt nicht",
        "Bitte noch einmal aus der Mail öffnen, und zwar ganz. Vielleicht hat ihn ein Programm unterwegs gekürzt.",
    ),
    expired: ("Dieser Link ist abgelaufen", "Links zu einem Termin enden mit dessen Beginn, andere nach einem Jahr."),
    other_purpose: ("Dieser Link ist für etwas anderes", "Es wurde nichts geändert."),
    not_yours: (
        "Dafür ist dieser Link nicht da",
        "Es wurde nichts geändert: Nur wer bei meetgate eingetragen ist, spricht für sich, und nur wer einlädt, für den Termin.",
    ),
    already: "Das ist schon vermerkt",
    used_up: "Die Ausnahmen sind aufgebraucht",
    used_up_text: "Höchstens {n} Termine in {days} Tagen nimmt die einladende Person selbst aus. Eine weitere Ausnahme kann die Administration geben.",
    date: "%-d.%-m.%Y, %-H:%M",
    answers_off: Saying {
        question: "Nie für mich antworten",
        means: "meetgate antwortet dann nicht mehr in diesem Namen, und was in kommenden Terminen geantwortet wurde, wird zurückgenommen.",
        button: "Nie für mich antworten",
        done: "Es wird nicht mehr geantwortet",
        follows: "Was in kommenden Terminen geantwortet wurde, wird in wenigen Minuten zurückgenommen.",
    },
    answers_on: Saying {
        question: "Wieder für mich antworten",
        means: "meetgate darf dann wieder in diesem Namen antworten, wenn vorher gewarnt wurde.",
        button: "Wieder für mich antworten",
        done: "meetgate antwortet wieder",
        follows: "Nur dort, wo rechtzeitig gewarnt wurde.",
    },
    mails_off: Saying {
        question: "Keine Mails mehr von meetgate",
        means: "Dann kommen keine Mails mehr. Die eigenen Termine werden höchstens markiert, und in diesem Namen wird nicht geantwortet.",
        button: "Mails abbestellen",
        done: "Es kommen keine Mails mehr",
        follows: "Die eigenen Termine werden höchstens markiert, und in diesem Namen wird nicht geantwortet. Die Administration kann die Mails wieder einschalten.",
    },
    mails_on: Saying {
        question: "Wieder Mails bekommen",
        means: "meetgate sagt dann wieder, was in den eigenen Terminen fehlt.",
        button: "Wieder Mails bekommen",
        done: "meetgate schreibt wieder",
        follows: "Die eigenen Termine werden behandelt wie zuvor.",
    },
    personal_report_on: Saying {
        question: "Die eigene Woche per Mail",
        means: "Einmal in der Woche eine Mail mit den eigenen Meeting- und Fokusstunden und den eigenen Serien. Niemand sonst bekommt sie.",
        button: "Die eigene Woche schicken",
        done: "Die eigene Woche kommt per Mail",
        follows: "Die erste kommt, wenn diese Woche zu Ende ist. In jeder Mail steht ein Link, der sie beendet.",
    },
    personal_report_off: Saying {
        question: "Die Mail mit der eigenen Woche beenden",
        means: "Dann kommt keine Mail mit der eigenen Woche mehr. Alles andere bleibt, wie es ist.",
        button: "Diese Mail abbestellen",
        done: "Die eigene Woche kommt nicht mehr per Mail",
        follows: "Alles andere bleibt, wie es ist.",
    },
    keep: Saying {
        question: "In diesem Termin bleiben",
        means: "meetgate antwortet dann in diesem Termin nicht. Wurde schon geantwortet, kommt die eigene Antwort zurück.",
        button: "Dabeibleiben",
        done: "Die eigene Antwort bleibt",
        follows: "Wurde schon geantwortet, ist die eigene Antwort in wenigen Minuten zurück.",
    },
    exempt: Saying {
        question: "Diesen Termin ausnehmen",
        means: "Es wird dann nichts mehr verlangt, und Antworten wegen des Fehlenden kommen zurück. Der Grund wird vermerkt.",
        button: "Ausnehmen",
        done: "Ausgenommen",
        follows: "Von diesem Termin wird nichts mehr verlangt. Antworten wegen des Fehlenden sind in wenigen Minuten zurück.",
    },
    agenda_is_there: Saying {
        question: "Es steht schon in der Einladung",
        means: "meetgate verlässt sich dann darauf und lernt, dass es die Einladung falsch gelesen hat.",
        button: "Es ist da",
        done: "Danke",
        follows: "Von diesem Termin wird nichts mehr verlangt. Antworten wegen des Fehlenden sind in wenigen Minuten zurück.",
    },
};

static FRENCH: Words = Words {
    tag: "fr",
    no_title: "(sans titre)",
    reason: "Pourquoi, en quelques mots",
    reason_missing: "Il manque quelques mots de raison.",
    invalid: (
        "Ce lien n’est pas valable",
        "Ouvrez-le de nouveau depuis le message, en entier. Un programme l’a peut-être coupé en route.",
    ),
    expired: (
        "Ce lien a expiré",
        "Les liens sur une réunion prennent fin quand elle commence, les autres après un an.",
    ),
    other_purpose: ("Ce lien sert à autre chose", "Rien n’a été modifié."),
    not_yours: (
        "Ce lien ne le permet pas",
        "Rien n’a été modifié\u{a0}: chacun ne parle que pour soi, et seul l’organisateur pour sa réunion.",
    ),
    already: "C’est déjà noté",
    used_up: "Les exemptions sont épuisées",
    used_up_text: "L’organisateur exempte lui-même au plus {n} réunions en {days} jours. L’administration peut en exempter une de plus.",
    date: "%-d/%-m/%Y, %-H:%M",
    answers_off: Saying {
        question: "Ne jamais répondre pour moi",
        means: "meetgate ne répond alors plus en votre nom, et ses réponses aux réunions à venir sont retirées.",
        button: "Ne jamais répondre pour moi",
        done: "Plus aucune réponse en votre nom",
        follows: "Les réponses données aux réunions à venir sont retirées en quelques minutes.",
    },
    answers_on: Saying {
        question: "Répondre de nouveau pour moi",
        means: "meetgate peut alors de nouveau répondre en votre nom, après avoir prévenu l’organisateur.",
        button: "Répondre de nouveau pour moi",
        done: "meetgate répond de nouveau pour vous",
        follows: "Seulement là où l’organisateur a été prévenu à temps.",
    },
    mails_off: Saying {
        question: "Ne plus recevoir de messages de meetgate",
        means: "Vous ne recevez alors plus de messages. Vos réunions sont tout au plus marquées, et rien n’est répondu en votre nom.",
        button: "Arrêter les messages",
        done: "Vous ne recevez plus de messages",
        follows: "Vos réunions sont tout au plus marquées, et rien n’est répondu en votre nom. L’administration peut rétablir les messages.",
    },
    mails_on: Saying {
        question: "Recevoir de nouveau les messages",
        means: "meetgate vous dit alors de nouveau ce qui manque à vos réunions.",
        button: "Recevoir de nouveau",
        done: "meetgate vous écrit de nouveau",
        follows: "Vos réunions sont traitées comme avant.",
    },
    personal_report_on: Saying {
        question: "Recevoir ma propre semaine",
        means: "Un message par semaine avec vos heures de réunion et de concentration et vos propres séries. Personne d’autre ne le reçoit.",
        button: "Recevoir ma semaine",
        done: "Votre semaine arrivera par message",
        follows: "Le premier arrive quand cette semaine est finie. Chaque message contient un lien qui y met fin.",
    },
    personal_report_off: Saying {
        question: "Ne plus recevoir ma propre semaine",
        means: "Vous ne recevez alors plus de message avec votre semaine. Tout le reste demeure.",
        button: "Arrêter ce message",
        done: "Votre semaine n’arrive plus par message",
        follows: "Tout le reste demeure.",
    },
    keep: Saying {
        question: "Rester dans cette réunion",
        means: "meetgate ne répond alors pas pour vous dans cette réunion. S’il l’a déjà fait, votre réponse revient.",
        button: "Rester",
        done: "Vous restez dans cette réunion",
        follows: "Si une réponse a été donnée pour vous, la vôtre revient en quelques minutes.",
    },
    exempt: Saying {
        question: "Exempter cette réunion",
        means: "Plus rien n’est alors demandé, et les réponses données à cause de ce qui manque reviennent. La raison est conservée.",
        button: "Exempter",
        done: "Exemptée",
        follows: "Plus rien n’est demandé à cette réunion. Les réponses données à cause de ce qui manquait reviennent en quelques minutes.",
    },
    agenda_is_there: Saying {
        question: "C’est déjà dans l’invitation",
        means: "meetgate vous croit alors, et apprend qu’il a mal lu l’invitation.",
        button: "C’est là",
        done: "Merci",
        follows: "Plus rien n’est demandé à cette réunion. Les réponses données à cause de ce qui manquait reviennent en quelques minutes.",
    },
};
