//! Which component an occurrence is read from, and the override that it would get.

use chrono::{DateTime, Utc};

use super::block::{Block, is_answer_note};
use super::ours;
use crate::meeting::{Event, Expansion, Moment};
use crate::provider::vdir::document::{Component, Document};
use crate::provider::vdir::event::{self, OVERRIDE};
use crate::provider::vdir::lines::Property;
use crate::provider::vdir::series::find;
use crate::provider::vdir::times::Zones;
use crate::provider::{Mailbox, Object, ProviderError, Target};

/// What makes a series of a component, and what an override of it does not have.
const OF_SERIES: [&str; 5] = ["RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"];

/// The components of the one meeting in a file, beside what they were read as.
pub(super) struct Occurrences<'a> {
    document: &'a Document,
    components: Vec<&'a Component>,
    events: Vec<Event>,
    zones: Zones,
    mailbox: &'a Mailbox,
}

/// Where a change belongs.
pub(super) enum Place<'a> {
    /// Into this component.
    Here(&'a Component),
    /// Into a new override, made from this component.
    New(&'a Component),
}

impl<'a> Occurrences<'a> {
    /// Refuses files that hold several meetings: a target does not say which of them is meant.
    pub fn of(document: &'a Document, object: &Object, mailbox: &'a Mailbox) -> Result<Self, ProviderError> {
        let count = event::meetings(document);
        if count > 1 {
            let what = format!("{} holds {count} meetings; only files with one meeting each are written to", object.id);
            return Err(ProviderError::Permanent(what));
        }
        let components = document.events().map(|(event, _)| event).collect();
        let events = object.parts.iter().map(|part| part.event.clone()).collect();
        Ok(Self { document, components, events, zones: Zones::of(document, mailbox.zone), mailbox })
    }

    /// Where a change to `target` belongs.
    pub fn place(&self, target: &Target) -> Result<Place<'a>, ProviderError> {
        let Some(occurrence) = target.occurrence else {
            return self.master().and_then(|(_, component)| component).map(Place::Here).ok_or_else(gone);
        };
        let found = find(&self.events, &occurrence, self.mailbox).ok_or_else(no_longer)?;
        let is_own = |event: &Event| event.recurrence_id.is_some() && !event.this_and_future;
        // Of a series that was called off the master speaks, though there may be an override.
        let own = || self.events.iter().find(|event| self.is_override_of(event, &occurrence));
        let event = Some(found.event).filter(|event| is_own(event)).or_else(own).unwrap_or(found.event);
        let component = self.component(event).ok_or_else(no_longer)?;
        Ok(if is_own(event) { Place::Here(component) } else { Place::New(component) })
    }

    fn is_override_of(&self, event: &Event, occurrence: &Moment) -> bool {
        let id = event.recurrence_id.filter(|_| !event.this_and_future);
        id.is_some_and(|id| id.instant(self.mailbox.zone) == occurrence.instant(self.mailbox.zone))
    }

    /// The override that `target` would get: at its times as they would be without any override of its own.
    pub fn fresh(&self, target: &Target, at: DateTime<Utc>) -> Result<Block, ProviderError> {
        let occurrence = target.occurrence.ok_or_else(no_longer)?;
        let others = self.events.iter().filter(|event| !self.is_override_of(event, &occurrence));
        let others: Vec<Event> = others.cloned().collect();
        let found = find(&others, &occurrence, self.mailbox).ok_or_else(no_longer)?;
        let index = self.events.iter().position(|event| event == found.event).ok_or_else(no_longer)?;
        let base = self.components.get(index).ok_or_else(no_longer)?;
        let first = self.master().and_then(|(_, component)| component?.get("DTSTART")).ok_or_else(no_longer)?;
        Ok(self.copied(base, first, &found, at))
    }

    fn copied(&self, base: &Component, first: &Property, found: &Expansion<'_>, at: DateTime<Utc>) -> Block {
        let mut block = Block::of(self.document, base);
        block.remove(|property| {
            OF_SERIES.contains(&property.name.as_str()) || property.name == OVERRIDE || is_answer_note(property)
        });
        let original = found.occurrence.unwrap_or(found.event.start);
        for property in block.properties() {
            match property.name.as_str() {
                "DTSTART" if found.event.recurrence_id.is_none() => {
                    block.set_value(&property, &written(&property, &original))
                }
                "DTSTART" => block.set_value(&property, &self.as_in(&property, found.start)),
                "DTEND" => block.set_value(&property, &self.as_in(&property, found.end)),
                "DTSTAMP" => block.set_value(&property, &at.format("%Y%m%dT%H%M%SZ").to_string()),
                _ => {}
            }
        }
        let start = block.properties().iter().find(|property| property.name == "DTSTART").map_or(0, |start| start.line);
        block.insert_after(start, &self.recurrence_id(first, &original));
        ours::sign(&mut block, self.mailbox);
        block
    }

    /// RECURRENCE-ID in DTSTART's form and zone.
    fn recurrence_id(&self, first: &Property, original: &Moment) -> String {
        let params: String =
            first.params.iter().filter(|param| matches!(param.name.as_str(), "TZID" | "VALUE")).map(param).collect();
        format!("RECURRENCE-ID{params}:{}", written(first, original))
    }

    /// An instant in the form and zone in which a property is written.
    fn as_in(&self, property: &Property, at: DateTime<Utc>) -> String {
        let zone = match self.zones.moment(property) {
            Some(Moment::Zoned(_, zone)) => zone,
            _ => self.mailbox.zone,
        };
        written(property, &Moment::Floating(at.with_timezone(&zone).naive_local()))
    }

    fn master(&self) -> Option<(&Event, Option<&'a Component>)> {
        let masters = self.events.iter().filter(|event| event.recurrence_id.is_none());
        let master = masters.rev().max_by_key(|event| (event.sequence, event.updated))?;
        Some((master, self.component(master)))
    }

    fn component(&self, event: &Event) -> Option<&'a Component> {
        let index = self.events.iter().position(|known| std::ptr::eq(known, event))?;
        self.components.get(index).copied()
    }
}

/// A wall clock in the form of a property's value: a day, a time, or a time in UTC.
fn written(property: &Property, moment: &Moment) -> String {
    let value = property.value.trim();
    let local = moment.local();
    match (value.contains(['T', 't']), value.ends_with(['Z', 'z'])) {
        (false, _) => local.format("%Y%m%d").to_string(),
        (true, false) => local.format("%Y%m%dT%H%M%S").to_string(),
        (true, true) => local.format("%Y%m%dT%H%M%SZ").to_string(),
    }
}

/// A parameter as it is written: a zone's name may need quotes.
fn param(param: &crate::provider::vdir::lines::Param) -> String {
    let quoted = param.value.contains([':', ';', ',']);
    let value = if quoted { format!("\"{}\"", param.value) } else { param.value.clone() };
    format!(";{}={value}", param.name)
}

fn gone() -> ProviderError {
    ProviderError::Gone("the file no longer holds that meeting".into())
}

fn no_longer() -> ProviderError {
    ProviderError::Changed("the series no longer has that occurrence".into())
}
