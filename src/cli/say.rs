//! `meetgate say`: records what someone says for themselves or for their meeting. What a link in a mail does for the
//! person, this does for an admin who was called.

use chrono::{DateTime, Utc};

use crate::app;
use crate::config::Loaded;
use crate::meeting::Address;
use crate::plan::Say;
use crate::store::{Found, Heard, Store};

use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `say`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate say answers-off bo@example.com\n  \
                        meetgate say keep bo@example.com \"Harbour sensor roadmap\"\n  \
                        meetgate say agenda-is-there \"Harbour sensor roadmap\"")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Work as if it were this time
    #[arg(long, value_name = "TIME", value_parser = time::parse, hide = true)]
    at: Option<DateTime<Utc>>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// "Never answer for me": gives back what was answered in this person's name, and answers no more
    AnswersOff {
        /// Whose
        person: String,
    },
    /// "Answer for me again"
    AnswersOn {
        /// Whose
        person: String,
    },
    /// "No more mail": writes to this person no more; marks their meetings at most, and answers nothing in their name
    MailsOff {
        /// Whose
        person: String,
    },
    /// "Write to me again"
    MailsOn {
        /// Whose
        person: String,
    },
    /// "Send me my own week": one's own figures, focus hours and series, weekly, to nobody else
    PersonalReportOn {
        /// Whose
        person: String,
    },
    /// "My own week no more"
    PersonalReportOff {
        /// Whose
        person: String,
    },
    /// "Keep me in this one": no answer in this person's name in this meeting
    Keep {
        /// Whose
        person: String,
        /// Part of the meeting's title, a UID or a key
        meeting: String,
    },
    /// The meeting needs none, for a reason; counts against the organizer's budget
    Exempt {
        /// Part of the meeting's title, a UID or a key
        meeting: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Also when the organizer's exemptions are used up
        #[arg(long)]
        beyond_budget: bool,
    },
    /// The agenda is there, meetgate does not see it: exempts at once, and counts as a false rejection
    AgendaIsThere {
        /// Part of the meeting's title, a UID or a key
        meeting: String,
    },
}

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let store = app::open_store(&loaded.store.url).await?;
    let said = Said { loaded: &loaded, store: &store, now: clock(args.at).now() };
    match args.what {
        What::AnswersOff { person } => said.person(&person, Say::AnswersOff).await,
        What::AnswersOn { person } => said.person(&person, Say::AnswersOn).await,
        What::MailsOff { person } => said.person(&person, Say::MailsOff).await,
        What::MailsOn { person } => said.person(&person, Say::MailsOn).await,
        What::PersonalReportOn { person } => said.person(&person, Say::PersonalReportOn).await,
        What::PersonalReportOff { person } => said.person(&person, Say::PersonalReportOff).await,
        What::Keep { person, meeting } => {
            let meeting = find(&said, &meeting).await?.key;
            said.person(&person, Say::Keep { meeting }).await
        }
        What::Exempt { meeting, reason, beyond_budget } => {
            let found = find(&said, &meeting).await?;
            said.organizer(&found, Say::Exempt { meeting: found.key.clone(), reason }, beyond_budget).await
        }
        What::AgendaIsThere { meeting } => {
            let found = find(&said, &meeting).await?;
            said.organizer(&found, Say::AgendaIsThere { meeting: found.key.clone() }, false).await
        }
    }
}

struct Said<'a> {
    loaded: &'a Loaded,
    store: &'a Store,
    now: DateTime<Utc>,
}

/// The one coming meeting that is meant.
async fn find(said: &Said<'_>, what: &str) -> Result<Found, Failure> {
    one_coming(said.store, what, said.loaded, said.now).await
}

/// The one coming meeting that matches; several are named, none is a failure.
pub(super) async fn one_coming(
    store: &Store,
    what: &str,
    loaded: &Loaded,
    now: DateTime<Utc>,
) -> Result<Found, Failure> {
    let mut found = store.find(what, now, 20).await?;
    found.retain(|found| found.start > now);
    if let Some(exact) = found.iter().position(|found| found.key.to_string() == what) {
        return Ok(found.swap_remove(exact));
    }
    match found.len() {
        0 => Err(Failure::Failed(anyhow::anyhow!("no coming meeting matches {what:?}"))),
        1 => Ok(found.swap_remove(0)),
        _ => {
            let zone = loaded.policy.organization.working.zone;
            let line = |found: &Found| {
                format!("  {}  {}  {}", time::show(found.start, zone), terminal::cut(&found.title, 40), found.key)
            };
            let lines: Vec<String> = found.iter().map(line).collect();
            let text = format!("{what:?} matches several coming meetings; name one by its key:\n{}", lines.join("\n"));
            Err(Failure::Usage(text))
        }
    }
}

/// An address as written on the command line, in the directory's spelling where enrolled.
pub(super) fn address(loaded: &Loaded, text: &str) -> Result<Address, Failure> {
    let address = Address::parse(text).ok_or_else(|| Failure::Usage(format!("{text:?} is no mail address")))?;
    Ok(loaded.policy.directory.canonical(&address).clone())
}

impl Said<'_> {
    async fn person(&self, person: &str, say: Say) -> Outcome {
        self.record(&address(self.loaded, person)?, &say, false).await
    }

    async fn organizer(&self, found: &Found, say: Say, beyond: bool) -> Outcome {
        let organizer = Address::parse(&found.key.organizer);
        let organizer = organizer.ok_or_else(|| anyhow::anyhow!("the meeting has no organizer"))?;
        self.record(&organizer, &say, beyond).await
    }

    async fn record(&self, who: &Address, say: &Say, beyond: bool) -> Outcome {
        if let Some(why) = say.refused(who, &self.loaded.policy) {
            return Err(Failure::Failed(anyhow::anyhow!("{who}: {why}")));
        }
        let budget = self.loaded.policy.safety.exemptions;
        let heard = self.store.say(who, say, "admin", (!beyond).then_some(budget), self.now).await?;
        match heard {
            Heard::Recorded => println!("Recorded for {who}. meetgate acts on it at its next look."),
            Heard::Already => println!("{who} has said so already."),
            Heard::UsedUp(used) => {
                let days = budget.days;
                let text =
                    format!("{who} has taken {used} exemptions within {days} days; --beyond-budget grants one more");
                return Err(Failure::Failed(anyhow::anyhow!(text)));
            }
        }
        Ok(())
    }
}
