//! Whether a graph whose edges weigh people has a small cut.
//!
//! Two ways of dividing the same people, into teams and into zones, make a graph: a node for every team and zone that is
//! shown, and an edge for the people who are in both. Whatever adding and subtracting yields gives each node a number,
//! and each person the sum of their team's and their zone's; it is a figure of exactly those people for whom that sum is
//! not zero. Turn the signs of the zones, and it is the difference between the ends of the edge: so the people of a
//! figure are those on edges between nodes of different number, and the fewest there can be is the smallest cut of a
//! connected part of the graph.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Nodes by number, and how many people join them with which others.
pub(super) type Graph = BTreeMap<usize, BTreeMap<usize, u64>>;

/// People who are in both of two nodes.
pub(super) fn join(graph: &mut Graph, a: usize, b: usize, people: u64) {
    if a != b && people > 0 {
        *graph.entry(a).or_default().entry(b).or_default() += people;
        *graph.entry(b).or_default().entry(a).or_default() += people;
    }
}

/// The two sides of a cut of one connected part by at least one and fewer than `floor` people; none when there is no such
/// cut.
///
/// Nodes are visited in the order in which most people join them to those visited (Nagamochi and Ibaraki, Computing
/// edge-connectivity in multigraphs and capacitated graphs, 1992). If fewer than `floor` join the last one, that is the
/// cut; else at least two nodes were found that no small cut separates. They are made one, and it begins anew.
pub(super) fn small_cut(mut graph: Graph, floor: u64) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let mut merged = Merged(graph.keys().map(|node| (*node, *node)).collect());
    while let Some(start) = graph.first_key_value().map(|(node, _)| *node) {
        let visit = visit(&graph, start, floor);
        match visit.order.split_last() {
            Some((last, rest)) if !rest.is_empty() && visit.last_joined < floor => {
                return Some((merged.members(&[*last]), merged.members(rest)));
            }
            Some((_, [])) => _ = graph.remove(&start),
            _ => visit.inseparable.into_iter().for_each(|(a, b)| merged.contract(&mut graph, a, b)),
        }
    }
    None
}

/// One walk through a connected part.
struct Visit {
    order: Vec<usize>,
    /// How many people join the last node to the others.
    last_joined: u64,
    /// Pairs that no small cut separates.
    inseparable: Vec<(usize, usize)>,
}

fn visit(graph: &Graph, start: usize, floor: u64) -> Visit {
    let mut visit = Visit { order: Vec::new(), last_joined: 0, inseparable: Vec::new() };
    let mut joined: BTreeMap<usize, u64> = BTreeMap::new();
    let mut visited = BTreeSet::new();
    let mut next = BinaryHeap::from([(0, start)]);
    while let Some((people, node)) = next.pop() {
        if !visited.insert(node) {
            continue;
        }
        visit.order.push(node);
        visit.last_joined = people;
        for (other, people) in graph.get(&node).into_iter().flatten().filter(|(other, _)| !visited.contains(other)) {
            let joined = joined.entry(*other).or_default();
            *joined += people;
            next.push((*joined, *other));
            if *joined >= floor {
                visit.inseparable.push((node, *other));
            }
        }
    }
    visit
}

/// Of each node, the node that it was made one with; itself where it stands for itself.
struct Merged(BTreeMap<usize, usize>);

impl Merged {
    fn of(&self, node: usize) -> usize {
        let mut at = node;
        while let Some(next) = self.0.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    fn members(&self, nodes: &[usize]) -> BTreeSet<usize> {
        self.0.keys().copied().filter(|node| nodes.contains(&self.of(*node))).collect()
    }

    fn contract(&mut self, graph: &mut Graph, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if a == b {
            return;
        }
        self.0.insert(b, a);
        for (other, people) in graph.remove(&b).unwrap_or_default() {
            if let Some(back) = graph.get_mut(&other) {
                back.remove(&b);
            }
            join(graph, a, other, people);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every division of the nodes, tried.
    fn has_small_cut(nodes: usize, edges: &[(usize, usize, u64)], floor: u64) -> bool {
        (0_u32..1 << nodes).any(|side| {
            let on = |node: usize| side >> node & 1 == 1;
            let across = edges.iter().filter(|(a, b, _)| on(*a) != on(*b)).map(|(.., people)| people).sum();
            (1..floor).contains(&across)
        })
    }

    proptest! {
        #[test]
        fn a_small_cut_is_found_exactly_where_trying_all_finds_one(
            edges in prop::collection::vec((0..8_usize, 0..8_usize, 1..7_u64), 1..14),
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|(a, b, _)| a != b).collect();
            let mut graph = Graph::new();
            edges.iter().for_each(|(a, b, people)| join(&mut graph, *a, *b, *people));
            let found = small_cut(graph, 5);
            prop_assert_eq!(found.is_some(), has_small_cut(8, &edges, 5));
            if let Some((one, other)) = found {
                let across = edges.iter().filter(|(a, b, _)| one.contains(a) != one.contains(b));
                let across: u64 = across.map(|(.., people)| people).sum();
                prop_assert!((1..5).contains(&across) && one.is_disjoint(&other), "{:?} | {:?}", one, other);
            }
        }
    }
}
