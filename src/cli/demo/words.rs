//! What the invitations of the invented company say.

/// The language of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// German.
    German,
    /// Portuguese.
    Portuguese,
}

/// Something to meet about.
#[derive(Debug)]
pub struct Topic {
    /// The subject of the invitation.
    pub title: &'static str,
    /// Its language.
    pub tongue: Tongue,
    /// What will be discussed.
    pub items: [&'static str; 3],
    /// What it should produce.
    pub outcome: &'static str,
}

/// How much of it the invitation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Agenda, outcome and a document to read.
    All,
    /// Agenda, outcome, and that there is nothing to read.
    NothingToRead,
    /// Agenda and outcome.
    AgendaOnly,
    /// Only how to dial in.
    DialIn,
    /// That an agenda will follow.
    Later,
    /// Words without content.
    Greeting,
    /// Nothing at all.
    Nothing,
}

/// The text of an invitation. `number` makes meeting ids and documents differ.
pub fn invitation(topic: &Topic, says: Says, number: usize) -> String {
    match says {
        Says::All => format!("{}\n\n{}\n\n{}", agenda(topic), document(topic, number), zoom(number)),
        Says::NothingToRead => format!("{}\n\n{}", agenda(topic), nothing_to_read(topic.tongue)),
        Says::AgendaOnly => agenda(topic),
        Says::DialIn if number.is_multiple_of(2) => zoom(number),
        Says::DialIn => teams(number),
        Says::Later => format!("{}\n\n{}", later(topic.tongue), zoom(number)),
        Says::Greeting => format!("{}\n\n{}", greeting(topic.tongue), teams(number)),
        Says::Nothing => String::new(),
    }
}

fn agenda(topic: &Topic) -> String {
    let (agenda, outcome) = match topic.tongue {
        Tongue::English => ("Agenda", "Outcome"),
        Tongue::German => ("Tagesordnung", "Ergebnis"),
        Tongue::Portuguese => ("Agenda", "Resultado"),
    };
    let [first, second, third] = topic.items;
    format!("{agenda}:\n- {first}\n- {second}\n- {third}\n\n{outcome}: {}", topic.outcome)
}

fn document(topic: &Topic, number: usize) -> String {
    let label = match topic.tongue {
        Tongue::English => "Pre-read",
        Tongue::German => "Zum Lesen vorab",
        Tongue::Portuguese => "Leitura prévia",
    };
    format!("{label}: https://docs.harbourlight.example/documents/paper-{number}")
}

fn nothing_to_read(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "No pre-read needed.",
        Tongue::German => "Keine Vorbereitung nötig.",
        Tongue::Portuguese => "Sem leitura prévia.",
    }
}

fn later(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "Agenda: TBD",
        Tongue::German => "Tagesordnung: folgt",
        Tongue::Portuguese => "Agenda: a definir",
    }
}

fn greeting(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "Usual time, usual room. See you there.",
        Tongue::German => "Wie immer, gleiche Zeit, gleicher Raum. Bis dann.",
        Tongue::Portuguese => "À hora do costume, na sala do costume. Até lá.",
    }
}

fn zoom(number: usize) -> String {
    let id = 81_200_000_000 + number as u64 * 37_411;
    format!(
        "──────────\n\nHarbourlight is inviting you to a scheduled Zoom meeting.\n\nJoin Zoom Meeting\n\
         https://harbourlight.zoom.us/j/{id}\n\nMeeting ID: {id}\nPasscode: {:06}\n\n──────────",
        number * 7919 % 1_000_000
    )
}

fn teams(number: usize) -> String {
    let line = "_".repeat(80);
    let id = 210_000_000_000 + number as u64 * 91_823;
    format!(
        "{line}\nMicrosoft Teams Need help?<https://aka.ms/JoinTeamsMeeting>\n\
         Join the meeting now<https://teams.microsoft.com/l/meetup-join/19%3ameeting_{id}%40thread.v2/0>\n\
         Meeting ID: {id}\nPasscode: h{:05}\n{line}",
        number * 6151 % 100_000
    )
}

/// What people meet about; none of the titles says urgent or social things.
pub static TOPICS: [Topic; 32] = [
    english(
        "Berth plan for the winter timetable",
        ["Which berths close in January", "Night tides at the north quay", "Tug hours for the ferry slot"],
        "one berth plan that all three pilot stations can print.",
    ),
    english(
        "Tide model: error budget",
        ["Drift of the gauge at the outer pier", "Cost of a second radar gauge", "What pilots accept as an error"],
        "a decision on the second gauge.",
    ),
    german(
        "Abstimmung Lotsenplan Dezember",
        ["Doppelschichten an den Feiertagen", "Vertretung für die Außenstation", "Übergabe um sechs Uhr"],
        "ein Plan, den beide Stationen unterschreiben.",
    ),
    english(
        "Pricing of the small-port edition",
        ["What five ports said in trials", "Per berth or per call", "Discount for the first year"],
        "a price list for the January release.",
    ),
    portuguese(
        "Revisão do contrato com os rebocadores",
        ["Horas mínimas por mês", "Preço das noites de inverno", "Prazo de rescisão"],
        "uma proposta única para enviar na sexta-feira.",
    ),
    english(
        "Mooring alerts: who is paged",
        ["Alerts of the last storm", "Which ones woke nobody up", "Escalation after ten minutes"],
        "a paging order for the winter.",
    ),
    english(
        "Chart licence renewal",
        ["Offers from two chart offices", "Coverage we do not use", "Export to the old bridge systems"],
        "the offer we sign.",
    ),
    english(
        "Pilot app: offline mode",
        ["Which screens must work at sea", "How long a cached tide is true", "Conflicts after reconnecting"],
        "the scope of the first release.",
    ),
    german(
        "Umbau Leitstand Bremen",
        ["Lage der zweiten Konsole", "Lärm während der Nachtschicht", "Termin für den Elektriker"],
        "ein abgestimmter Grundriss.",
    ),
    english(
        "Support rota for the holidays",
        ["Who is away when", "Cover from Singapore and Bengaluru", "What counts as an emergency"],
        "a rota without gaps until 4 January.",
    ),
    english(
        "Invoice disputes of the third quarter",
        ["The five oldest disputes", "Where our figures and theirs part", "Which ones we write off"],
        "a list with one name beside each dispute.",
    ),
    english(
        "Wave buoy supplier review",
        ["Failures since spring", "Repair times against the contract", "A second supplier"],
        "stay or change, with a date.",
    ),
    portuguese(
        "Plano de formação dos pilotos",
        ["Simulador: quantas horas", "Formadores externos", "Calendário de março"],
        "um calendário aprovado.",
    ),
    english(
        "Data retention for voyage records",
        ["What the port authorities ask for", "What we keep today", "Cost of seven years"],
        "a retention period for each kind of record.",
    ),
    english(
        "Draught sensor field results",
        ["Readings against the tape", "Fouling after six weeks", "The two outliers in the north basin"],
        "whether we order twenty more.",
    ),
    german(
        "Messeauftritt Frühjahr",
        ["Standfläche und Kosten", "Was wir vorführen", "Wer fährt"],
        "eine Anmeldung bis Monatsende.",
    ),
    english(
        "Crew change forecasts",
        ["Accuracy of the last quarter", "Late declarations", "A warning six hours earlier"],
        "the threshold for the warning.",
    ),
    english(
        "Gate camera pilot: next steps",
        ["Plates read at night", "Privacy note for drivers", "Who owns the second site"],
        "a yes or no for the second site.",
    ),
    english(
        "Partner interface: breaking changes",
        ["Fields that partners still use", "A date for the old version", "Wording of the announcement"],
        "a date on which the old version ends.",
    ),
    portuguese(
        "Orçamento da estação de Lisboa",
        ["Despesas de janeiro a outubro", "Renda do novo cais", "Duas vagas em aberto"],
        "um orçamento para a direção.",
    ),
    english(
        "Ice season rehearsal",
        ["Roles on the first day of ice", "Convoy messages", "What went wrong last February"],
        "a checklist of one page.",
    ),
    english(
        "Hiring plan for the tide group",
        ["Two openings, three profiles", "Interview loop", "Where the second person sits"],
        "two job descriptions ready to publish.",
    ),
    english(
        "Bunker reporting errors",
        ["Tonnes reported twice", "A check at entry", "Corrections for the authority"],
        "a rule that refuses the double report.",
    ),
    german(
        "Übergabe Nachtschicht",
        ["Offene Meldungen am Morgen", "Ein Formular statt drei", "Probelauf in der Außenstation"],
        "ein Formular für alle.",
    ),
    english(
        "Customer council: what to show",
        ["Three demos, ten minutes each", "The question we want answered", "Who invites whom"],
        "an order of events.",
    ),
    english(
        "Storm surge drill debrief",
        ["Radio gaps past the second lock", "Gate closed four minutes late", "Who calls the landowner"],
        "three changes before the next drill.",
    ),
    english(
        "Access reviews of the control rooms",
        ["Badges of former contractors", "Shared accounts at two stations", "A review every quarter"],
        "an owner for each station.",
    ),
    portuguese(
        "Migração dos mapas de marés",
        ["Formato antigo e formato novo", "Portos ainda em falta", "Data do corte"],
        "uma data de corte.",
    ),
    english(
        "Fuel saved by slow approaches",
        ["Numbers of forty calls", "What masters say", "How to show it on the invoice"],
        "one figure that we can publish.",
    ),
    english(
        "Quay power connection dates",
        ["Permits at berths 4 and 7", "Load on the old cable", "Ferry trial in February"],
        "a date for each berth.",
    ),
    english(
        "Radar data feed: second source",
        ["Outages since September", "Offer of the coast radio", "Switching without a gap"],
        "whether we sign the offer.",
    ),
    english(
        "Office move in Boston",
        ["Rooms for the two shifts", "Cost of the old lease", "Move over one weekend"],
        "a floor plan and a weekend.",
    ),
];

/// Distinguishes meetings about the same topic in large companies.
pub const PLACES: [&str; 24] = [
    "north basin",
    "outer pier",
    "ferry quay",
    "old lock",
    "grain dock",
    "east channel",
    "coal pier",
    "fish market",
    "west mole",
    "timber pond",
    "south gate",
    "light vessel",
    "dry dock",
    "pilot house",
    "upper river",
    "sand bank",
    "inner roads",
    "sugar wharf",
    "signal hill",
    "long bridge",
    "salt store",
    "marina",
    "customs yard",
    "new terminal",
];

/// Titles and texts of meetings that need no agenda.
pub const SOCIAL: [(&str, &str); 5] = [
    ("Kaffeepause Bremen", "Zwanzig Minuten Kaffee und Kuchen, keine Arbeit."),
    ("Friday lunch by the river", "Lunch together, bring nothing but appetite."),
    ("Virtual coffee", "A hot drink and a chat about anything except work."),
    ("Farewell drinks on the quay", "Farewell drinks for the colleagues who sail on. Snacks are there."),
    ("Birthday cake in the canteen", "Birthday cake for three of us, come hungry."),
];

/// Titles of private entries.
pub const PRIVATE: [&str; 4] = ["Dentist", "School play", "Physiotherapy", "Visa appointment"];

const fn english(title: &'static str, items: [&'static str; 3], outcome: &'static str) -> Topic {
    Topic { title, tongue: Tongue::English, items, outcome }
}

const fn german(title: &'static str, items: [&'static str; 3], outcome: &'static str) -> Topic {
    Topic { title, tongue: Tongue::German, items, outcome }
}

const fn portuguese(title: &'static str, items: [&'static str; 3], outcome: &'static str) -> Topic {
    Topic { title, tongue: Tongue::Portuguese, items, outcome }
}
