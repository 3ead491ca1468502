//! The page that `check` prints, and the same as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::config::Loaded;
use crate::meeting::Mode;
use crate::policy::Policy;

use super::calendars;
use super::groups::{Group, enrolled, strangers};
use super::sentences::{self, Meaning, Reading};
use super::words::{self, list, people};

/// Lines are so long.
const WIDTH: usize = 96;

/// Stands for the name of a group while groups are compared.
const NAME: &str = "\u{1}";

/// Groups for which the rules mean the same.
struct Chapter {
    groups: Vec<Group>,
    rules: Vec<Meaning>,
    leaves_some: bool,
}

/// The whole page.
pub fn page(loaded: &Loaded, file: &str) -> String {
    let mut page = String::new();
    let policy = &loaded.policy;
    let head = format!(
        "{file} is fine: {} in {}, {}, mode {}. Policy {}.",
        people(policy.directory.len()),
        words::several(policy.teams.len() as i64, "team"),
        words::several(policy.rules.len() as i64, "rule"),
        policy.mode,
        policy.revision.as_str()
    );
    // Writing to a text never fails.
    let _ = writeln!(page, "{head}");
    for chapter in chapters(policy) {
        write_chapter(&mut page, &chapter);
    }
    section(&mut page, "Calendars and mail", &calendars::sentences(loaded));
    section(&mut page, "Whose mode counts", &whose_mode(policy));
    let protected = policy.protected.iter().map(|window| sentences::protected(policy, window).join(" "));
    section(&mut page, "Protected time", &protected.collect::<Vec<_>>());
    section(&mut page, "Suggestions", &policy.suggestions.iter().map(sentences::suggestion).collect::<Vec<_>>());
    section(&mut page, "Brakes", &brakes(loaded));
    section(&mut page, "Pages", &pages(loaded));
    section(&mut page, "Reports", &reports(loaded));
    page
}

/// The same as JSON.
pub fn as_json(loaded: &Loaded, file: &str) -> Value {
    let policy = &loaded.policy;
    let groups = enrolled(policy).into_iter().chain([strangers(policy)]).map(|group| {
        let name = group.name();
        let rules = Reading { policy, group: &group, name: &name }.rules();
        json!({ "name": name, "people": group.people, "lead": group.lead, "mode": group.mode,
            "own_mode": group.own_mode, "rules": rules })
    });
    let protected = policy
        .protected
        .iter()
        .map(|window| json!({ "name": window.name, "sentences": sentences::protected(policy, window) }));
    json!({
        "file": file,
        "revision": policy.revision,
        "mode": policy.mode,
        "people": policy.directory.len(),
        "rules": policy.rules.iter().map(|rule| &rule.name).collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "calendars": calendars::sentences(loaded),
        "whose_mode": whose_mode(policy),
        "protected": protected.collect::<Vec<_>>(),
        "suggestions": policy.suggestions.iter().map(sentences::suggestion).collect::<Vec<_>>(),
        "brakes": brakes(loaded),
        "pages": pages(loaded),
        "reports": reports(loaded),
        "warnings": loaded.warnings,
    })
}

fn chapters(policy: &Policy) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for group in enrolled(policy).into_iter().chain([strangers(policy)]) {
        let reading = Reading { policy, group: &group, name: NAME };
        let (rules, leaves_some) = (reading.rules(), reading.leaves_some());
        let alike = |chapter: &&mut Chapter| {
            chapter.rules == rules && chapter.groups.iter().all(|other| other.mode == group.mode && other.people > 0)
        };
        match chapters.iter_mut().find(alike).filter(|_| group.people > 0) {
            Some(chapter) => chapter.groups.push(group),
            None => chapters.push(Chapter { groups: vec![group], rules, leaves_some }),
        }
    }
    chapters
}

fn write_chapter(page: &mut String, chapter: &Chapter) {
    let names: Vec<String> = chapter.groups.iter().map(Group::name).collect();
    let name = list(&names, "and");
    let Some(first) = chapter.groups.first() else { return };
    let _ = writeln!(page, "\n{}", heading(&chapter.groups, &name));
    page.push_str(&words::wrap(&format!("Mode {}: {}.", first.mode, words::mode(first.mode)), "  ", WIDTH));
    let or = list(&names, "or");
    for (number, meaning) in chapter.rules.iter().enumerate() {
        let sentence = meaning.sentence.replacen(NAME, &or, 1).replace(NAME, &name);
        let text = std::iter::once(sentence).chain(meaning.details.iter().cloned()).collect::<Vec<_>>().join(" ");
        let _ = writeln!(page, "  {}. {}", number + 1, meaning.rule);
        page.push_str(&words::wrap(&text, "     ", WIDTH - 3));
    }
    if chapter.leaves_some {
        page.push_str("  All other meetings are left alone.\n");
    }
}

fn heading(groups: &[Group], name: &str) -> String {
    let [group] = groups else { return name.to_owned() };
    if group.people == 0 {
        return name.to_owned();
    }
    let lead = group.lead.as_ref().map(|lead| format!(", led by {lead}")).unwrap_or_default();
    format!("{name} ({}{lead})", people(group.people))
}

fn section(page: &mut String, title: &str, texts: &[String]) {
    if texts.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{title}");
    texts.iter().for_each(|text| page.push_str(&words::wrap(text, "  ", WIDTH)));
}

fn whose_mode(policy: &Policy) -> Vec<String> {
    let groups = enrolled(policy);
    let told = |group: &Group| {
        let whose = if group.own_mode { "the team's own" } else { "the organization's" };
        format!("{}: {} ({whose}).", group.name(), group.mode)
    };
    let rule = "What is done in someone's name is the least of three: what the rule says, the organizer's mode, and \
                that person's own. For organizers who are not enrolled the organization's mode stands in.";
    let uniform = groups.iter().all(|group| group.mode == policy.mode);
    let modes = if uniform {
        vec![format!("Everyone's mode is {}, the organization's.", policy.mode)]
    } else {
        groups.iter().map(told).collect()
    };
    let off: Vec<String> =
        policy.directory.iter().filter(|person| !person.answers).map(|p| p.address.to_string()).collect();
    let off = (!off.is_empty() && policy.mode.max(strictest(policy)) > Mode::Flag)
        .then(|| format!("Never answered for, by their own wish: {}.", list(&off, "and")));
    std::iter::once(rule.to_owned()).chain(modes).chain(off).collect()
}

fn strictest(policy: &Policy) -> Mode {
    policy.teams.values().filter_map(|team| team.mode).max().unwrap_or(policy.mode)
}

/// What stops meetgate by itself, and how it is let go again.
fn brakes(loaded: &Loaded) -> Vec<String> {
    let policy = &loaded.policy;
    let (furthest, safety) = (policy.mode.max(strictest(policy)), &policy.safety);
    if furthest == Mode::Observe {
        return Vec::new();
    }
    let mails = words::several(i64::from(loaded.later.safety.mails_per_day()), "mail");
    let mut told = vec![
        format!(
            "At most {} hear from meetgate for the first time, or under a stricter mode, within a day.",
            words::several(i64::from(safety.organizers_per_day), "organizer")
        ),
        format!(
            "Each organizer may take {} with a reason within {}.",
            words::several(i64::from(safety.exemptions.per_organizer), "exemption"),
            words::several(i64::from(safety.exemptions.days), "day")
        ),
        format!("An organizer gets {mails} a day; what is more waits for the next morning, unless that is too late."),
    ];
    told.push(format!(
        "If one organizer would get more than {} within a day, mails to them stop.",
        words::several(i64::from(safety.notices_per_organizer_and_day), "mail")
    ));
    told.push(format!(
        "Nothing is {} on knowledge older than {}, nor in a calendar that lost nearly everything at once.",
        if furthest > Mode::Flag { "answered or marked" } else { "marked" },
        words::spell(safety.max_staleness)
    ));
    if furthest > Mode::Flag {
        told.extend(answer_brakes(policy));
    }
    told.push(
        "What a brake stopped changes nothing, is told to the admins, and goes on with `meetgate resume`.".to_owned(),
    );
    told
}

fn answer_brakes(policy: &Policy) -> [String; 5] {
    let most = policy.max_answers_per_meeting;
    let own = if policy.override_accepted {
        "An answer may replace a person's own “yes” or “maybe”."
    } else {
        "A person's own answer is never replaced."
    };
    [
        "Nobody is answered for unless the organizer was warned of that very meeting before.".to_owned(),
        own.to_owned(),
        format!("At most {} answered for in one meeting; above that, entries are marked.", are(most)),
        format!(
            "If more than {} would be given in one person's name within a week, nothing more is answered there.",
            words::several(i64::from(policy.safety.answers_per_mailbox_and_week), "answer")
        ),
        format!(
            "If more than {} would be given within an hour, everything stops.",
            words::several(i64::from(policy.safety.answers_per_hour), "answer")
        ),
    ]
}

fn pages(loaded: &Loaded) -> Vec<String> {
    let Some(address) = loaded.web.address() else {
        return vec!["There are no pages, and mails have no links to any.".to_owned()];
    };
    let links = match &loaded.web.public_url {
        Some(url) if url.starts_with("https://") => format!("Mails have links to {url}."),
        Some(url) => format!("Mails have no links, for {url} is without TLS."),
        None => "Mails have no links, for there is no public_url.".to_owned(),
    };
    vec![format!("meetgate listens at {address}. {links}")]
}

fn are(count: usize) -> String {
    if count == 1 { "1 person is".to_owned() } else { format!("{count} people are") }
}

fn reports(loaded: &Loaded) -> Vec<String> {
    let one = |report: &crate::config::ReportOptions| {
        let to: Vec<String> = report.to.iter().map(ToString::to_string).collect();
        let about = if report.teams.is_empty() { "everyone".to_owned() } else { list(&report.teams, "and") };
        format!("“{}”, about {about}, is for {}.", report.name, list(&to, "and"))
    };
    let reports = &loaded.later.reports;
    if reports.lists.is_empty() && !reports.personal {
        return vec!["Nobody gets a report.".to_owned()];
    }
    let nobody = reports.lists.is_empty().then(|| "Nobody gets a report about the organization.".to_owned());
    nobody.into_iter().chain(reports.lists.iter().map(one)).chain(personal(loaded)).chain([when(loaded)]).collect()
}

/// Who may have their own week.
fn personal(loaded: &Loaded) -> Option<String> {
    let reports = &loaded.later.reports;
    let pulse = if reports.pulse {
        " Every second week it asks how focus, stress and autonomy were; answers are counted without a name."
    } else {
        ""
    };
    let how = "Whoever asks for it gets a report of their own week, which nobody else sees.";
    reports.personal.then(|| format!("{how}{pulse}"))
}

/// When reports go out, and what they never show.
fn when(loaded: &Loaded) -> String {
    let reports = &loaded.later.reports;
    format!(
        "Reports go out at {} on each reader's clock, on the first day after the week has ended for everyone. Groups of \
         fewer than {} people are never shown.",
        reports.at.format("%H:%M"),
        reports.terms.min_group
    )
}
