//! What of one week may be published, frozen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fairness::fairness;
use super::measures::{Measures, hours};
use super::metric::decimals;
use super::rotation::proposals;
use super::shield::{Choice, Class, People, Steps, choose};
use super::tally::Tally;
use super::{
    Coverage, Days, Exempted, Fairness, Family, Figure, Group, Metric, Pulse, SeriesLine, Terms, Week, Why, Withheld,
};

/// Everything about one week that any report may ever show. Made once, stored, and never made again: what was chosen to
/// be shown for this week stays the choice for it, also when teams, people or terms change later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which week.
    pub week: Week,
    /// Under which terms.
    pub terms: Terms,
    /// Whom it covers.
    pub coverage: Coverage,
    /// The figures of every group that is shown; empty when fewer than the floor are covered.
    pub groups: Vec<GroupFigures>,
    /// By day and hour.
    pub days: Option<Days>,
    /// Across zones.
    pub fairness: Option<Fairness>,
    /// The series that cost most.
    pub series: Vec<SeriesLine>,
    /// Exempted meetings of the whole by reason, most first.
    pub exempted: Vec<(Exempted, u32)>,
    /// What is not shown, and why.
    pub withheld: Vec<Withheld>,
    /// The round of the pulse that the week closes (see [`Week::pulse_closed`]). A tally knows none: who has the answers
    /// sets it before the snapshot is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulse: Option<Pulse>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// Whose.
    pub group: Group,
    /// How many covered people.
    pub people: u32,
    /// The figures; metrics that are withheld are left out.
    pub figures: BTreeMap<Metric, Figure>,
}

impl Snapshot {
    /// A group's figure, if it is shown.
    pub fn figure(&self, group: &Group, metric: Metric) -> Option<Figure> {
        self.groups.iter().find(|found| found.group == *group)?.figures.get(&metric).copied()
    }
}

/// Takes the snapshot of a tally.
pub(super) fn of(tally: &Tally, steps: Steps) -> Snapshot {
    let floor = u64::from(tally.terms.min_group.max(1));
    let divided = Divided::new(tally);
    let mut snapshot = Snapshot {
        week: tally.week,
        terms: tally.terms.clone(),
        coverage: tally.coverage,
        groups: Vec::new(),
        days: None,
        fairness: None,
        series: Vec::new(),
        exempted: Vec::new(),
        withheld: Vec::new(),
        pulse: None,
    };
    match choose(&divided.people, floor, steps) {
        Some(choice) => divided.fill(&mut snapshot, tally, &choice, floor, steps),
        None => snapshot.withheld.push(Withheld::new(Group::Whole, Family::Attended, None, Why::TooFew)),
    }
    snapshot
}

/// A tally as it is divided: teams and zones by index.
struct Divided<'a> {
    teams: Vec<(Option<&'a str>, &'a Measures)>,
    zones: Vec<(&'static str, &'a Measures)>,
    people: People,
}

impl<'a> Divided<'a> {
    fn new(tally: &'a Tally) -> Self {
        let teams: Vec<_> = tally.teams.iter().map(|(team, sums)| (team.as_deref(), sums)).collect();
        let zones: Vec<_> = tally.zones.iter().map(|(zone, sums)| (*zone, sums)).collect();
        let team = |name: &Option<String>| teams.binary_search_by(|(team, _)| team.cmp(&name.as_deref())).ok();
        let zone = |name: &str| zones.binary_search_by(|(zone, _)| (*zone).cmp(name)).ok();
        let cell = |((of_team, of_zone), people): (&(Option<String>, &'static str), &u64)| {
            Some(((team(of_team)?, zone(of_zone)?), *people))
        };
        let people = People {
            teams: teams.iter().map(|(_, sums)| sums.people).collect(),
            callers: teams.iter().map(|(_, sums)| sums.callers).collect(),
            zones: zones.iter().map(|(zone, sums)| ((*zone).to_owned(), sums.people)).collect(),
            cells: tally.cells.iter().filter_map(cell).collect(),
        };
        Self { teams, zones, people }
    }

    fn fill(&self, snapshot: &mut Snapshot, tally: &Tally, choice: &Choice, floor: u64, steps: Steps) {
        let mut whole = GroupFigures::new(Group::Whole, &tally.whole, choice.called_whole);
        let zones = self.of_zones(choice, floor, snapshot);
        let shown = tally.series.shown(floor);
        let fairness = fairness(&zones, &tally.whole, proposals(tally, &shown, floor, steps));
        if let Some(spread) = fairness.spread {
            whole.figures.insert(Metric::AfterHoursSpread, Figure::new(spread, 1.0));
        }
        snapshot.groups.push(whole);
        self.of_teams(choice, floor, snapshot);
        snapshot.groups.extend(zones.into_iter().map(|(figures, _)| figures));
        snapshot.days = Some(days(tally));
        snapshot.fairness = Some(fairness);
        snapshot.series = shown.iter().take(Terms::SERIES_SHOWN).map(|series| series.line()).collect();
        if choice.called_whole {
            snapshot.exempted = tally.exempted.iter().map(|(reason, meetings)| (reason.clone(), *meetings)).collect();
            snapshot.exempted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        } else {
            snapshot.withheld.push(Withheld::new(Group::Whole, Family::Called, None, Why::TooFew));
        }
    }

    fn of_teams(&self, choice: &Choice, floor: u64, snapshot: &mut Snapshot) {
        let group = |class: &Class| Group::of_teams(class.iter().filter_map(|team| Some(self.teams.get(*team)?.0)));
        let mut classes: Vec<(&Class, bool)> = choice.teams.iter().zip(choice.called.iter().copied()).collect();
        classes.sort_by_key(|(class, _)| (class.len() > 1, group(class)));
        for (class, called) in classes {
            let sums = sum(class.iter().filter_map(|team| Some(self.teams.get(*team)?.1)));
            let alone = |team: &usize| {
                (Group::of_teams(self.teams.get(*team).map(|(team, _)| *team)), self.people.teams[*team])
            };
            let members: Vec<(Group, u64)> = class.iter().map(alone).collect();
            let shown = choice.teams.len() > 1 && sums.people >= floor;
            withhold(snapshot, &members, shown.then(|| group(class)), floor);
            if !shown {
                continue;
            }
            snapshot.groups.push(GroupFigures::new(group(class), &sums, called));
            if !called && choice.called_whole {
                let why = if sums.callers < floor { Why::TooFew } else { Why::GivesAway };
                snapshot.withheld.push(Withheld::new(group(class), Family::Called, None, why));
            }
        }
    }

    fn of_zones(&self, choice: &Choice, floor: u64, snapshot: &mut Snapshot) -> Vec<(GroupFigures, Measures)> {
        let group = |class: &Class| Group::of_zones(class.iter().filter_map(|zone| Some(self.zones.get(*zone)?.0)));
        let mut classes: Vec<&Class> = choice.zones.iter().collect();
        classes.sort_by_key(|class| (class.len() > 1, group(class)));
        let mut found = Vec::new();
        for class in classes {
            let sums = sum(class.iter().filter_map(|zone| Some(self.zones.get(*zone)?.1)));
            let alone = |zone: &usize| {
                (Group::of_zones(self.zones.get(*zone).map(|(zone, _)| *zone)), self.people.zones[*zone].1)
            };
            let members: Vec<(Group, u64)> = class.iter().map(alone).collect();
            let shown = choice.zones.len() > 1 && sums.people >= floor;
            withhold(snapshot, &members, shown.then(|| group(class)), floor);
            if shown {
                found.push((GroupFigures::new(group(class), &sums, false), sums));
            }
        }
        found
    }
}

/// Says of the members of a class that is not shown as it is why not. One that is everybody needs no saying.
fn withhold(snapshot: &mut Snapshot, members: &[(Group, u64)], within: Option<Group>, floor: u64) {
    let alone = members.len() == 1;
    if alone && (within.is_some() || members.iter().all(|(_, people)| *people >= floor)) {
        return;
    }
    for (group, people) in members {
        let why = if *people < floor { Why::TooFew } else { Why::GivesAway };
        snapshot.withheld.push(Withheld::new(group.clone(), Family::Attended, within.clone(), why));
    }
}

impl GroupFigures {
    fn new(group: Group, sums: &Measures, called: bool) -> Self {
        let mut figures = sums.figures(Family::Attended);
        if called {
            figures.extend(sums.figures(Family::Called));
        }
        Self { group, people: sums.people as u32, figures }
    }
}

impl Withheld {
    fn new(group: Group, family: Family, within: Option<Group>, why: Why) -> Self {
        Self { group, family, within, why }
    }
}

fn sum<'a>(parts: impl Iterator<Item = &'a Measures>) -> Measures {
    let mut sums = Measures::default();
    parts.for_each(|part| sums += part);
    sums
}

fn days(tally: &Tally) -> Days {
    let clock = &tally.clock;
    let share = |(met, known): (&u64, &u64)| if *known == 0 { 0.0 } else { decimals(*met as f64 / *known as f64) };
    let shares: Vec<f64> = clock.met.iter().zip(&clock.known).map(share).collect();
    let focus = clock.focus.iter().zip(&clock.people);
    let per_person = |(focus, people): (&u64, &u64)| decimals(hours(*focus) / (*people).max(1) as f64);
    Days { heat: shares.chunks(24).map(<[f64]>::to_vec).collect(), focus: focus.map(per_person).collect() }
}
