//! Tables of topics, with or without column heads.

use super::super::page::Line;
use super::super::words::{self, normal};
use super::super::{Certainty, item};
use super::Gathered;

/// Finds tables whose rows are topics.
pub(super) fn find(lines: &[&Line], found: &mut Gathered) {
    let mut rows: Vec<&Line> = Vec::new();
    for line in lines {
        if line.cells.is_empty() {
            judge(&std::mem::take(&mut rows), found);
        } else {
            rows.push(line);
        }
    }
    judge(&rows, found);
}

fn judge(rows: &[&Line], found: &mut Gathered) {
    let Some((first, rest)) = rows.split_first() else { return };
    let heads: Vec<String> = first.cells.iter().map(|cell| normal(cell)).collect();
    let fullest = |fits: &dyn Fn(&String) -> bool| {
        let fitting = heads.iter().enumerate().filter(|(_, head)| fits(head)).map(|(column, _)| column);
        fitting.max_by_key(|column| letters(rest, *column))
    };
    let topic = fullest(&|head| words::TOPIC_COLUMN.is(head));
    let loose = || fullest(&|head| words::TOPIC_COLUMN.hit(head) && words::length(head) <= 4);
    let aside = heads.iter().any(|head| words::ASIDE_LABEL.is(head) && !words::TOPIC_COLUMN.is(head));
    match topic.or_else(|| loose().filter(|_| first.strong)) {
        Some(column) => topics(rest, column, Certainty::Sure, 1, found),
        None if aside && first.strong => found.add(Certainty::Absent, "other-list", &first.text),
        None => topics(rows, widest(rows), Certainty::Unsure, 2, found),
    }
}

/// The column that says most.
fn widest(rows: &[&Line]) -> usize {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default().min(12);
    (0..columns).max_by_key(|column| letters(rows, *column)).unwrap_or_default()
}

fn letters(rows: &[&Line], column: usize) -> usize {
    rows.iter().filter_map(|row| row.cells.get(column)).map(String::len).sum()
}

fn topics(rows: &[&Line], column: usize, certainty: Certainty, least: usize, found: &mut Gathered) {
    let asks = |row: &&&Line| !row.cells.first().is_some_and(|cell| words::FIELD.is(&normal(cell)));
    let cells: Vec<&String> = rows.iter().filter(asks).filter_map(|row| topic(row, column)).collect();
    let (real, other): (Vec<&String>, Vec<&String>) = cells.into_iter().partition(|cell| item::real(cell));
    let off = real.iter().filter(|cell| item::practical(&normal(cell)) || item::person(cell)).count();
    match real.first() {
        Some(first) if real.len() >= least && off * 2 < real.len() => found.add(certainty, "table-of-topics", first),
        Some(first) => found.add(Certainty::Absent, "other-list", first),
        None => other.into_iter().take(1).for_each(|cell| found.add(Certainty::Absent, "placeholder", cell)),
    }
}

/// The cell of a row that should name the topic; a placeholder beside it makes the row one.
fn topic<'l>(row: &&'l Line, column: usize) -> Option<&'l String> {
    let filled = || row.cells.iter().filter(|cell| !cell.is_empty());
    let open = filled().find(|cell| item::bracketed(cell));
    open.or_else(|| row.cells.get(column).filter(|cell| !cell.is_empty())).or_else(|| filled().next_back())
}
