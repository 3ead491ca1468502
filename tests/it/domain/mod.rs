//! A whole company through a simulated week: every notice, answer and giving back that the policy demands, and no
//! other write. What must happen is worked out here from the plan of the week alone.
//!
//! The week is that of Monday, 23 November 2026, in Berlin. All meetings are booked before it begins and take place on
//! Thursday and Friday; the policy wants an agenda 24 hours ahead and warns 48 hours before that.

mod clean;
mod company;
mod faulty;
mod hosts;

use std::collections::{BTreeMap, BTreeSet};

pub use company::Company;
pub use hosts::{Host, Hosts};

/// What becomes of a meeting's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// The agenda is there from the beginning.
    Prepared,
    /// It never comes.
    Bare,
    /// It comes after the notice, in time.
    Mended,
    /// It comes after the deadline.
    Late,
}

/// A meeting of the week; people by number.
#[derive(Debug, Clone)]
pub struct Case {
    pub title: String,
    pub organizer: usize,
    pub guests: Vec<usize>,
    /// Berlin wall clock.
    pub start: String,
    pub story: Story,
    /// Who said yes before the week began.
    pub accepted: Option<usize>,
}

/// Sixty meetings of three to eight among so many people. Strides that share no factor with each other mix everyone.
pub fn plan(people: usize, meetings: usize) -> Vec<Case> {
    let stories = [Story::Prepared, Story::Bare, Story::Mended, Story::Late];
    let case = |index: usize| {
        let organizer = (index * 7) % people;
        let guests: Vec<usize> = (0..3 + index % 5).map(|step| (organizer + 1 + step * 13) % people).collect();
        let (day, hour) = (26 + index % 2, 10 + index % 7);
        Case {
            title: format!("Case {index} on pier {}", index % 9),
            accepted: (index % 6 == 1).then(|| guests[0]),
            organizer,
            guests,
            start: format!("2026-11-{day} {hour}:00"),
            story: stories[index % stories.len()],
        }
    };
    (0..meetings).map(case).collect()
}

impl Case {
    /// Whom meetgate answers for at the deadline.
    pub fn answered(&self) -> Vec<usize> {
        let late = matches!(self.story, Story::Bare | Story::Late);
        self.guests.iter().copied().filter(|guest| late && self.accepted != Some(*guest)).collect()
    }

    /// Whether its organizer hears that the agenda is missing.
    pub fn noticed(&self) -> bool {
        self.story != Story::Prepared
    }
}

/// How often each answer was written where it took effect: by mailbox and title.
pub type Written = BTreeMap<(String, String), Vec<&'static str>>;

/// Holds what happened to the plan.
pub fn check(company: &Company) {
    let mut expected: Written = BTreeMap::new();
    for case in &company.cases {
        for guest in case.answered() {
            let person = &company.people[guest];
            let gave = person.host.gives();
            let back = if case.story == Story::Late { person.host.gives_back() } else { None };
            let answers = std::iter::once(gave).chain(back).collect();
            expected.insert((person.address.clone(), case.title.clone()), answers);
        }
    }
    let written = company.written();
    let differ: Vec<_> = expected
        .keys()
        .chain(written.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|key| expected.get(*key) != written.get(*key))
        .map(|key| format!("{key:?}: expected {:?}, written {:?}", expected.get(key), written.get(key)))
        .collect();
    assert!(differ.is_empty(), "{} of {} differ:\n{}", differ.len(), expected.len(), differ.join("\n"));
    standing(company);
    notices(company);
}

/// What stands in the calendars in the end.
fn standing(company: &Company) {
    for case in &company.cases {
        for guest in &case.guests {
            let person = &company.people[*guest];
            let answered = case.answered().contains(guest);
            let expected = match case.story {
                _ if case.accepted == Some(*guest) => "accepted",
                Story::Bare if answered => person.host.gives(),
                Story::Late if answered => person.host.gives_back().unwrap_or(person.host.gives()),
                _ => "needsAction",
            };
            let found = company.response(*guest, case);
            assert_eq!(found, expected, "{} in {} ({:?})", person.address, case.title, case.story);
        }
    }
}

/// Every organizer heard of each meeting that lacked an agenda, and nobody else got such a mail.
fn notices(company: &Company) {
    let mails = company.mails();
    let asking = |kind: &str| matches!(kind, "first_notice" | "digest" | "last_call");
    for case in &company.cases {
        let organizer = &company.people[case.organizer].address;
        let about = |mail: &&crate::support::world::Mail| {
            asking(&mail.kind) && mail.to == *organizer && mail.text.replace('\n', " ").contains(&case.title)
        };
        let first = mails.iter().filter(about).filter(|mail| mail.kind != "last_call").count();
        assert_eq!(first, usize::from(case.noticed()), "notices of {} to {organizer}", case.title);
    }
    let organizers: BTreeSet<&str> = company
        .cases
        .iter()
        .filter(|case| case.noticed())
        .map(|case| company.people[case.organizer].address.as_str())
        .collect();
    let others: Vec<_> =
        mails.iter().filter(|mail| asking(&mail.kind) && !organizers.contains(mail.to.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
}
