//! What may be shown: teams and zones folded so that no figure of fewer people than the floor can be had.
//!
//! Four steps, each of which only ever puts groups together:
//! 1. Teams under the floor are one group. If that is still under it, or would be given away by subtracting the others
//!    from the whole, the smallest other team joins it (the complementary step).
//! 2. Zones under the floor fold into their region, the smallest other zone of the region joining where needed; what is
//!    left of regions under the floor folds together likewise.
//! 3. Teams and zones divide the same people. Where a set of teams less a set of zones would leave fewer people than the
//!    floor, two groups are put together (see [`cut`](super::cut)), those of the fewest people, until nothing does.
//! 4. Figures about meetings called have those who called them behind them. A group with some callers but fewer than the
//!    floor has none of these figures shown, nor has the group of the fewest callers that would give it away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cut::{Graph, join, small_cut};
use super::group::region;

/// A group of what is divided, by index: teams or zones.
pub(super) type Class = Vec<usize>;

/// What is to be divided.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    /// Covered people of each team, by index. The order breaks ties.
    pub(super) teams: Vec<u64>,
    /// Of those: who called a meeting.
    pub(super) callers: Vec<u64>,
    /// Covered people of each zone, and the zone's name.
    pub(super) zones: Vec<(String, u64)>,
    /// Covered people by team and zone.
    pub(super) cells: BTreeMap<(usize, usize), u64>,
}

/// What is shown. Every team and every zone that has people is in exactly one class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) teams: Vec<Class>,
    pub(super) zones: Vec<Class>,
    /// Of each class of teams, whether figures about meetings called are shown.
    pub(super) called: Vec<bool>,
    /// Whether they are shown of everyone.
    pub(super) called_whole: bool,
}

/// Which of the steps are taken. All, but for the tests that show what each is there for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    /// Others join a group under the floor.
    pub(super) complement: bool,
    /// Teams and zones are held against each other.
    pub(super) crossing: bool,
}

impl Steps {
    pub(super) const ALL: Self = Self { complement: true, crossing: true };
}

/// Chooses what is shown. None when fewer than the floor are covered.
pub(super) fn choose(people: &People, floor: u64, steps: Steps) -> Option<Choice> {
    if people.teams.iter().sum::<u64>() < floor.max(1) {
        return None;
    }
    let mut teams = fold(&people.teams, floor, steps);
    let zones: Vec<(&str, u64)> = people.zones.iter().map(|(name, people)| (name.as_str(), *people)).collect();
    let mut zones = fold_zones(&zones, floor, steps);
    while steps.crossing && uncross(people, &mut teams, &mut zones, floor) {}
    let callers: Vec<u64> = teams.iter().map(|class| class.iter().map(|team| people.callers[*team]).sum()).collect();
    let pool = pool(&callers, floor, steps);
    let called = (0..teams.len()).map(|class| !pool.contains(&class)).collect();
    let all: u64 = callers.iter().sum();
    let mut choice = Choice { teams, zones, called, called_whole: all == 0 || all >= floor };
    choice.called.iter_mut().for_each(|called| *called &= choice.called_whole);
    Some(choice)
}

/// Zones in classes; also of the people of one series. At least the floor of people must be in them.
pub(super) fn fold_zones(zones: &[(&str, u64)], floor: u64, steps: Steps) -> Vec<Class> {
    let mut regions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (name, _)) in zones.iter().enumerate() {
        regions.entry(region(name)).or_default().push(index);
    }
    let mut classes = Vec::new();
    for zones_of_region in regions.values() {
        let sizes: Vec<u64> = zones_of_region.iter().map(|zone| zones[*zone].1).collect();
        let folded = fold(&sizes, floor, steps);
        classes
            .extend(folded.into_iter().map(|class| class.into_iter().map(|at| zones_of_region[at]).collect::<Class>()));
    }
    let sizes: Vec<u64> = classes.iter().map(|class| class.iter().map(|zone| zones[*zone].1).sum()).collect();
    let folded = fold(&sizes, floor, steps);
    folded.into_iter().map(|class| class.into_iter().flat_map(|at| classes[at].clone()).collect()).collect()
}

/// One class each for those at or above the floor, one for the pool. Those without people are in none.
fn fold(sizes: &[u64], floor: u64, steps: Steps) -> Vec<Class> {
    let pool = pool(sizes, floor, steps);
    let alone = (0..sizes.len()).filter(|index| sizes[*index] > 0 && !pool.contains(index)).map(|index| vec![index]);
    let mut classes: Vec<Class> = alone.collect();
    classes.extend((!pool.is_empty()).then_some(pool));
    classes
}

/// Everyone under the floor, and as many of the smallest others as it takes to be at it together.
pub(super) fn pool(sizes: &[u64], floor: u64, steps: Steps) -> Vec<usize> {
    let mut pool: Vec<usize> = (0..sizes.len()).filter(|index| (1..floor).contains(&sizes[*index])).collect();
    let mut others: Vec<usize> = (0..sizes.len()).filter(|index| sizes[*index] >= floor).collect();
    others.sort_by_key(|index| (sizes[*index], *index));
    let mut others = others.into_iter();
    let sum = |pool: &[usize]| pool.iter().map(|index| sizes[*index]).sum::<u64>();
    while steps.complement && (1..floor).contains(&sum(&pool)) {
        let Some(next) = others.next() else { break };
        pool.push(next);
    }
    pool.sort_unstable();
    pool
}

/// Puts two classes together where teams and zones held against each other would leave too few. False when they do not.
///
/// Each side of the cut has teams and zones, so that there is always a pair: a side of teams alone is cut by all its
/// people, who are not too few.
fn uncross(people: &People, teams: &mut Vec<Class>, zones: &mut Vec<Class>, floor: u64) -> bool {
    let Some((one, other)) = small_cut(graph(people, teams, zones), floor) else { return false };
    let team_size = |class: &Class| class.iter().map(|team| people.teams[*team]).sum::<u64>();
    let zone_size = |class: &Class| class.iter().map(|zone| people.zones[*zone].1).sum::<u64>();
    let sizes: Vec<u64> = teams.iter().map(team_size).chain(zones.iter().map(zone_size)).collect();
    let smallest =
        |side: &BTreeSet<usize>, of: Range<usize>| side.range(of).copied().min_by_key(|node| (sizes[*node], *node));
    let pair = |of: Range<usize>| Some((smallest(&one, of.clone())?, smallest(&other, of)?));
    let first_zone = teams.len();
    // Of pairs of as many people the first, zones, goes together.
    let pairs = [pair(first_zone..sizes.len()), pair(0..first_zone)];
    let fewest = pairs.into_iter().flatten().min_by_key(|(a, b)| sizes[*a] + sizes[*b]);
    match fewest {
        Some((a, b)) if a < first_zone => unite(teams, a, b),
        Some((a, b)) => unite(zones, a - first_zone, b - first_zone),
        None => return false,
    }
    true
}

/// Classes as nodes, teams first; people as what joins them.
fn graph(people: &People, teams: &[Class], zones: &[Class]) -> Graph {
    let (team_of, zone_of) = (index(teams), index(zones));
    let mut graph = Graph::new();
    for ((team, zone), count) in &people.cells {
        if let (Some(team), Some(zone)) = (team_of.get(team), zone_of.get(zone)) {
            join(&mut graph, *team, teams.len() + zone, *count);
        }
    }
    graph
}

fn index(classes: &[Class]) -> BTreeMap<usize, usize> {
    classes.iter().enumerate().flat_map(|(at, class)| class.iter().map(move |member| (*member, at))).collect()
}

fn unite(classes: &mut Vec<Class>, a: usize, b: usize) {
    let moved = classes.remove(a.max(b));
    classes[a.min(b)].extend(moved);
    classes[a.min(b)].sort_unstable();
}
