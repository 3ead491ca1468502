//! A series as one object: its master with the starts of its occurrences, and a part for each occurrence that differs.
//!
//! Outlook's rules are not evaluated here: Graph expands series itself, and what it says is what the owner sees. So the
//! master carries the occurrences as dates, and none of them is the master's own start unless Graph lists it.

use chrono_tz::Tz;

use super::event::{Place, categories, part, uid_of};
use super::marks;
use super::times::{self, Times, zone_of};
use super::wire::{Row, RowKind};
use crate::meeting::{Moment, Recurrence};
use crate::provider::{Mailbox, Part};

/// A master and what Graph lists of its occurrences.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    /// The master.
    pub master: Row,
    /// Occurrences, perhaps stubs, and exceptions.
    pub instances: Vec<Row>,
}

/// A part, and what is still to be asked about it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The part.
    pub part: Part,
    /// The id of the row that it was made from.
    pub id: String,
    /// Whether something is attached.
    pub attached: bool,
}

impl Draft {
    /// The part that a row is.
    pub fn of(row: &Row, place: Place, mailbox: &Mailbox) -> Result<Self, String> {
        let attached = row.has_attachments == Some(true);
        Ok(Self { part: part(row, place, mailbox)?, id: row.id.clone(), attached })
    }

    /// An event by itself.
    pub fn single(row: &Row, mailbox: &Mailbox) -> Result<Self, String> {
        Self::of(row, Place { object: row.id.clone(), ..Place::default() }, mailbox)
    }
}

impl Series {
    /// The parts: the master, and each occurrence that says something of its own.
    pub fn drafts(&self, mailbox: &Mailbox) -> Result<Vec<Draft>, String> {
        let (zone, start) = self.begin(mailbox)?;
        let place =
            Place { object: self.master.id.clone(), uid: uid_of(&self.master), zone: Some(zone), ..Place::default() };
        let (mut dates, mut overrides, mut first) = (Vec::new(), Vec::new(), false);
        for (original, row) in self.placed(&start)? {
            first |= original.canonical() == start.canonical();
            if self.differs(row) {
                let place = Place { original: Some(original), ..place.clone() };
                overrides.push(Draft::of(&self.filled(row), place, mailbox)?);
            } else {
                dates.push(original);
            }
        }
        let excluded = if first { Vec::new() } else { vec![start] };
        let recurrence = Recurrence { rules: Vec::new(), dates, excluded };
        let master = Draft::of(&self.master, Place { recurrence: Some(recurrence), ..place }, mailbox)?;
        Ok(std::iter::once(master).chain(overrides).collect())
    }

    /// The row of the occurrence with this original start, and whether it has a part of its own.
    pub fn find(&self, occurrence: &Moment, mailbox: &Mailbox) -> Option<(Row, bool)> {
        let (_, start) = self.begin(mailbox).ok()?;
        let placed = self.placed(&start).ok()?;
        let (_, row) = placed.into_iter().find(|(original, _)| original.canonical() == occurrence.canonical())?;
        Some((self.filled(row), self.differs(row)))
    }

    /// Whether an occurrence that is no exception says something of its own.
    pub fn hides_answers(&self) -> bool {
        self.instances.iter().any(|row| row.kind() == RowKind::Occurrence && self.differs(row))
    }

    fn begin(&self, mailbox: &Mailbox) -> Result<(Tz, Moment), String> {
        let zone = zone_of(&self.master, mailbox.zone);
        Ok((zone, Times::of(&self.master, zone)?.start))
    }

    fn placed(&self, start: &Moment) -> Result<Vec<(Moment, &Row)>, String> {
        let place = |row| times::original(row, start).map(|original| (original, row));
        let placed: Option<Vec<_>> = self.instances.iter().map(place).collect();
        placed.ok_or_else(|| "an occurrence has no start".to_owned())
    }

    /// An exception does, and an occurrence that was answered, marked or called off by itself.
    fn differs(&self, row: &Row) -> bool {
        let own = || {
            marks::shown(row) != marks::shown(&self.master)
                || !categories(row).eq(categories(&self.master))
                || row.is_cancelled.unwrap_or_default() != self.master.is_cancelled.unwrap_or_default()
        };
        row.kind() == RowKind::Exception || (!row.is_stub() && own())
    }

    /// What a stub does not say, its master does.
    fn filled(&self, row: &Row) -> Row {
        if !row.is_stub() {
            return row.clone();
        }
        Row {
            id: row.id.clone(),
            etag: row.etag.clone(),
            r#type: row.r#type.clone(),
            series_master_id: Some(self.master.id.clone()),
            start: row.start.clone(),
            end: row.end.clone(),
            original_start: row.original_start.clone(),
            occurrence_id: row.occurrence_id.clone(),
            single_value_extended_properties: row.single_value_extended_properties.clone(),
            recurrence: None,
            ..self.master.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::{Address, Event, Response, Window, expand};
    use serde_json::{Value, json};

    fn mailbox() -> Mailbox {
        let address = Address::parse("ben@example.com").unwrap();
        Mailbox { address, aliases: Vec::new(), zone: Tz::Europe__Berlin }
    }

    fn at(time: &str) -> Value {
        json!({ "dateTime": format!("2026-11-{time}:00.0000000"), "timeZone": "UTC" })
    }

    fn master() -> Row {
        let row = json!({
            "id": "M", "type": "seriesMaster", "iCalUId": "u-1", "subject": "Review", "@odata.etag": "W/\"1\"",
            "originalStartTimeZone": "W. Europe Standard Time", "start": at("02T09:00"), "end": at("02T10:00"),
            "organizer": { "emailAddress": { "address": "Ana@example.com", "name": "Ana" } },
            "responseStatus": { "response": "notResponded" },
        });
        serde_json::from_value(row).unwrap()
    }

    fn stub(day: &str) -> Row {
        let (start, end) = (at(&format!("{day}T09:00")), at(&format!("{day}T10:00")));
        let row =
            json!({ "id": format!("o{day}"), "type": "occurrence", "seriesMasterId": "M", "start": start, "end": end });
        serde_json::from_value(row).unwrap()
    }

    fn seen(series: &Series) -> Vec<(String, String, String)> {
        let parts = series.drafts(&mailbox()).unwrap();
        let events: Vec<Event> = parts.into_iter().map(|draft| draft.part.event).collect();
        let window =
            Window { from: "2026-10-01T00:00:00Z".parse().unwrap(), to: "2027-01-01T00:00:00Z".parse().unwrap() };
        let found = expand(&events, window, mailbox().zone);
        let row = |e: crate::meeting::Expansion<'_>| {
            (e.occurrence.unwrap().canonical(), e.start.format("%dT%H").to_string(), e.event.title.clone())
        };
        found.into_iter().map(row).collect()
    }

    #[test]
    fn occurrences_are_those_that_graph_lists_and_the_master_is_none() {
        let series = Series { master: master(), instances: vec![stub("16"), stub("09")] };
        let review = || "Review".to_owned();
        assert_eq!(
            seen(&series),
            [
                ("20261109T090000Z".into(), "09T09".into(), review()),
                ("20261116T090000Z".into(), "16T09".into(), review())
            ]
        );
    }

    #[test]
    fn an_exception_speaks_for_its_original_start() {
        let moved = json!({
            "id": "AAMk", "type": "exception", "seriesMasterId": "M", "occurrenceId": "OID.M.2026-11-09",
            "subject": "Review, moved", "iCalUId": "other", "start": at("12T13:00"), "end": at("12T14:00"),
        });
        let series = Series { master: master(), instances: vec![stub("02"), serde_json::from_value(moved).unwrap()] };
        let found = seen(&series);
        assert_eq!(found[0].0, "20261102T090000Z");
        assert_eq!(found[1], ("20261109T090000Z".into(), "12T13".into(), "Review, moved".into()));
        let uids = series.drafts(&mailbox()).unwrap().into_iter().map(|draft| draft.part.event.uid);
        assert_eq!(uids.collect::<Vec<_>>(), ["u-1", "u-1"]);
    }

    #[test]
    fn an_occurrence_answered_by_itself_has_a_part_of_its_own() {
        let mut answered = Row { subject: Some("Review".into()), ..stub("09") };
        answered.i_cal_u_id = Some("u-1".into());
        answered.response_status = serde_json::from_value(json!({ "response": "accepted" })).unwrap();
        let series = Series { master: master(), instances: vec![stub("02"), answered] };
        let parts = series.drafts(&mailbox()).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1].part.event.response, Response::Accepted);
        let occurrence = parts[1].part.event.recurrence_id.unwrap();
        assert!(series.find(&occurrence, &mailbox()).unwrap().1);
        assert_eq!(series.find(&parts[0].part.event.start, &mailbox()).unwrap().0.subject.as_deref(), Some("Review"));
    }

    #[test]
    fn a_series_whose_occurrences_are_all_gone_has_none() {
        assert!(seen(&Series { master: master(), instances: Vec::new() }).is_empty());
    }
}
