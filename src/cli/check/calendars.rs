//! Where calendars are and how mail leaves, in sentences. Addresses of people are counted, not named.

use crate::config::{
    DeclineAs, GoogleAccess, GoogleOptions, Loaded, OutlookOptions, SendUpdates, TransportOptions, VdirSource,
};

use super::words::people;

/// A sentence or two for each provider, and one for mail.
pub fn sentences(loaded: &Loaded) -> Vec<String> {
    let sources = &loaded.sources;
    let count = |provider: &str| people(loaded.policy.directory.iter().filter(|p| p.provider == provider).count());
    let vdir = sources.vdir.as_ref().map(|vdir| folders(vdir, &count("vdir")));
    let google = sources.google.as_ref().map(|options| google(options, &count("google")));
    let outlook = sources.outlook.as_ref().map(|options| outlook(options, &count("outlook")));
    vdir.into_iter().chain(google).chain(outlook).chain([mail(loaded)]).collect()
}

fn folders(vdir: &VdirSource, people: &str) -> String {
    format!("The calendars of {people} are folders of files: {}.", vdir.path)
}

fn google(options: &GoogleOptions, people: &str) -> String {
    let way = match &options.access {
        GoogleAccess::ServiceAccount(_) => "by a service account",
        GoogleAccess::Person { .. } => "by one person's login",
    };
    let mails = match options.send_updates {
        SendUpdates::None => "Google mails nobody about what meetgate writes",
        SendUpdates::ExternalOnly => "Google mails guests from elsewhere about what meetgate writes",
        SendUpdates::All => "Google mails all guests about what meetgate writes",
    };
    let place = options.endpoint.as_deref().map(|url| format!(" ({url})")).unwrap_or_default();
    format!("The calendars of {people} are at Google{place}, read {way}; {mails}.{}", rehearsal(&options.canaries))
}

fn outlook(options: &OutlookOptions, people: &str) -> String {
    let decline = match options.decline {
        DeclineAs::Tentative => "declines become “maybe” with a comment, unless the mailbox keeps declined meetings",
        DeclineAs::Final => "a declined meeting leaves the calendar until its organizer sends an update",
    };
    let scope = match (&options.scope_canary, options.require_scope) {
        (None, _) => " Nothing shows that the application is kept out of other mailboxes (scope_canary).",
        (Some(_), false) => " `doctor` warns if the application reaches the scope canary.",
        (Some(_), true) => " `doctor` fails if the application reaches the scope canary.",
    };
    let place = options.endpoint.as_deref().map(|url| format!(" ({url})")).unwrap_or_default();
    format!("The calendars of {people} are at Microsoft{place}; {decline}.{scope}{}", rehearsal(&options.canaries))
}

fn rehearsal<T>(canaries: &Option<T>) -> &'static str {
    if canaries.is_some() { "" } else { " There are no canaries, so `doctor --rehearse` cannot play there." }
}

fn mail(loaded: &Loaded) -> String {
    let from = &loaded.mail.from;
    match &loaded.mail.transport {
        TransportOptions::Folder(path) => {
            format!("Mails are from {from} and become files in {}; nobody receives them from there.", path.display())
        }
        TransportOptions::Smtp(smtp) => format!("Mails are from {from} and leave by {}.", smtp.host),
        TransportOptions::Graph(mailbox) => format!("Mails are from {from} and leave by Graph, mailbox {mailbox}."),
        TransportOptions::None => "No mail leaves.".to_owned(),
    }
}
