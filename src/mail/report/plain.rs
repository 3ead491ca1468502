//! Blocks as plain text. Pictures are told by the tables and sentences around them.

use super::block::{Block, Cell, Table, TableRow};
use crate::mail::text::{WIDTH, wrap};

/// Between columns.
const GAP: usize = 3;
/// A table too wide for its names is one in lines instead.
const NAMES: usize = 14;

/// The lines of a block; none where plain text says it elsewhere.
pub(in crate::mail) fn lines(block: &Block) -> Vec<String> {
    match block {
        Block::Panel { heading, text } => [wrap(&heading.to_uppercase(), 0), wrap(text, 0)].concat(),
        // The table of the week has them.
        Block::Tiles(_) => Vec::new(),
        Block::Picture(picture) => picture.plain.iter().flat_map(|said| said_lines(&picture.heading, said)).collect(),
        Block::Table(table) => table_lines(table),
        Block::Definitions(items) => {
            items.iter().flat_map(|(label, meaning)| hanging(&format!("{label} {meaning}."))).collect()
        }
        Block::Scale { question, page, .. } => wrap(question, 0).into_iter().chain(page.clone()).collect(),
    }
}

fn said_lines(heading: &str, said: &str) -> Vec<String> {
    [wrap(&heading.to_uppercase(), 0), wrap(said, 0)].concat()
}

/// A paragraph whose further lines are indented.
fn hanging(text: &str) -> Vec<String> {
    let mut lines = wrap(text, 2);
    if let Some(first) = lines.first_mut() {
        *first = first.trim_start().to_owned();
    }
    lines
}

fn table_lines(table: &Table) -> Vec<String> {
    let widths: Vec<usize> = (0..table.columns.len()).map(|nth| width(table, nth) + GAP).collect();
    let figures: usize = widths.iter().sum();
    let names = WIDTH.saturating_sub(2 + figures);
    if names < NAMES {
        return table.rows.iter().flat_map(|row| in_lines(row, &table.columns)).collect();
    }
    let head = line(&table.label.to_uppercase(), names + 2, table.columns.iter().map(String::as_str), &widths);
    std::iter::once(head).chain(table.rows.iter().flat_map(|row| row_lines(row, names, &widths))).collect()
}

/// The widest text of a column.
fn width(table: &Table, nth: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(nth)).flat_map(|cell| [&cell.value, &cell.change]);
    let texts = cells.chain(table.columns.get(nth)).map(|text| text.chars().count());
    texts.max().unwrap_or_default()
}

/// Names with their figures; below, smaller things: how many people, and how the figures changed.
fn row_lines(row: &TableRow, names: usize, widths: &[usize]) -> Vec<String> {
    let mut wrapped = wrap(&row.name, WIDTH - names).into_iter().map(|line| line.trim_start().to_owned());
    let first = wrapped.next().unwrap_or_default();
    let cells = |part: fn(&Cell) -> &str| row.cells.iter().map(part);
    let mut lines = vec![line(&format!("  {first}"), names + 2, cells(|cell| &cell.value), widths)];
    lines.extend(wrapped.map(|rest| format!("  {rest}")));
    if !row.detail.is_empty() {
        lines.push(line(&format!("    {}", row.detail), names + 2, cells(|cell| &cell.change), widths));
    }
    lines
}

fn line<'a>(name: &str, names: usize, cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
    let padded = cells.zip(widths).map(|(cell, width)| format!("{cell:>width$}"));
    format!("{name:<names$}{}", padded.collect::<String>()).trim_end().to_owned()
}

/// A row whose figures follow its name.
fn in_lines(row: &TableRow, columns: &[String]) -> Vec<String> {
    let figure =
        |(column, cell): (&String, &Cell)| format!("{column} {} {}", cell.value, cell.change).trim_end().to_owned();
    let figures: Vec<String> = columns.iter().zip(&row.cells).map(figure).collect();
    [wrap(&row.name, 2), wrap(&figures.join(", "), 4)].concat()
}
