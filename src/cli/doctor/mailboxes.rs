//! What meetgate may do in people's mailboxes.

use std::collections::BTreeMap;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::{self, Outside};
use crate::config::Loaded;
use crate::meeting::Person;
use crate::provider::{Ability, Calendar, Mailbox, ProviderError};

use super::findings::{Finding, Outcome};

/// So many mailboxes are tried at once.
const AT_ONCE: usize = 8;

/// What was tried, how it went, and in which words.
type Tried = (String, Ability, Outcome, String);

/// Tries every ability that is needed, of everyone or of so many people of each provider. What is the same for several
/// people is one finding.
pub async fn tried(loaded: &Loaded, outside: &Outside, most: Option<u32>) -> Vec<Finding> {
    let acts = app::acts(&loaded.policy);
    let abilities: Vec<Ability> = [Ability::Read, Ability::Write, Ability::FreeBusy, Ability::Settings]
        .into_iter()
        .filter(|ability| acts || *ability != Ability::Write)
        .collect();
    let people = sample(loaded, most);
    let bar = progress(people.len());
    for (name, calendar) in &outside.calendars {
        let of_it = people.iter().filter(|person| person.provider == *name);
        calendar.admit(&of_it.map(|person| person.address.clone()).collect());
    }
    let (turns, mut tasks) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    for person in people {
        let calendar = outside.calendars.get(&person.provider).cloned();
        let (turns, abilities, bar) = (turns.clone(), abilities.clone(), bar.clone());
        tasks.spawn(async move {
            let _turn = turns.acquire().await;
            let found = of_person(&person, calendar, &abilities).await;
            bar.inc(1);
            (person, found)
        });
    }
    let mut all: BTreeMap<Tried, Vec<String>> = BTreeMap::new();
    while let Some(done) = tasks.join_next().await {
        let Ok((person, found)) = done else { continue };
        found.into_iter().for_each(|tried| all.entry(tried).or_default().push(person.address.to_string()));
    }
    bar.finish_and_clear();
    all.into_iter().map(finding).collect()
}

/// Everyone, or so many of each provider, spread over the list.
fn sample(loaded: &Loaded, most: Option<u32>) -> Vec<Arc<Person>> {
    let mut by_provider: BTreeMap<&str, Vec<&Arc<Person>>> = BTreeMap::new();
    for person in loaded.policy.directory.iter() {
        by_provider.entry(&person.provider).or_default().push(person);
    }
    let some = |people: Vec<&Arc<Person>>| -> Vec<Arc<Person>> {
        let wanted = most.map_or(people.len(), |most| people.len().min(most as usize)).max(1);
        let at = |number: usize| people.get(number * people.len() / wanted).map(|person| Arc::clone(person));
        (0..wanted).filter_map(at).collect()
    };
    by_provider.into_values().flat_map(some).collect()
}

async fn of_person(person: &Person, calendar: Option<Arc<dyn Calendar>>, abilities: &[Ability]) -> Vec<Tried> {
    let Some(calendar) = calendar else {
        let text = "these people's calendars are nowhere: the provider is not configured".to_owned();
        return vec![(person.provider.clone(), Ability::Read, Outcome::Failed, text)];
    };
    let mailbox = Mailbox { address: person.address.clone(), aliases: person.aliases.clone(), zone: person.zone() };
    let mut found = Vec::new();
    for ability in abilities {
        let (outcome, text) = judged(*ability, calendar.probe(&mailbox, *ability).await);
        let hopeless = outcome == Outcome::Failed && *ability == Ability::Read;
        found.push((person.provider.clone(), *ability, outcome, text));
        // Whoever cannot be read at all would be told the same thing four times.
        if hopeless {
            break;
        }
    }
    found
}

/// Without free times there are no proposals, and without settings those of the configuration count.
fn judged(ability: Ability, tried: Result<(), ProviderError>) -> (Outcome, String) {
    match tried {
        Ok(()) => (Outcome::Fine, String::new()),
        Err(error) => {
            let needed = matches!(ability, Ability::Read | Ability::Write);
            (if needed { Outcome::Failed } else { Outcome::Warning }, error.to_string())
        }
    }
}

fn finding(((area, ability, outcome, text), mut people): (Tried, Vec<String>)) -> Finding {
    people.sort();
    let deed = match ability {
        Ability::Read => "reading calendars",
        Ability::Write => "answering, flagging and placing holds",
        Ability::FreeBusy => "seeing when people are busy",
        Ability::Settings => "reading zones and working hours",
    };
    let text = if text.is_empty() { deed.to_owned() } else { format!("{deed}: {text}") };
    Finding { area, outcome, text, people }
}

/// Shown in terminals only.
fn progress(people: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos} of {len} mailboxes tried").ok();
    let bar = ProgressBar::new(people as u64);
    if let Some(style) = style {
        bar.set_style(style);
    }
    bar
}
