//! What focus time and out of office decline by themselves.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::people::{entries, response};
use super::series::{occurrence, span, starts, zone_of};
use super::state::{Fields, State, text};
use super::time::Moment;

/// How far ahead series are looked through for conflicts.
const HORIZON_DAYS: i64 = 60;

type Span = (DateTime<Utc>, DateTime<Utc>);

struct Guard {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    existing_too: bool,
    message: Option<String>,
}

impl State {
    /// A new invitation is declined where it conflicts with a focus time or absence that says so.
    pub fn decline_new(&mut self, calendar: &str, id: &str) {
        let copies = self.calendars.get(calendar).into_iter().flat_map(|place| place.copies.values());
        let living = copies.filter(|copy| !copy.cancelled());
        let guards: Vec<_> = living.flat_map(|copy| self.guards_of(&copy.fields)).collect();
        for guard in &guards {
            self.decline_within(calendar, id, guard);
        }
    }

    /// A new or changed focus time or absence declines the invitations that are there already, where it says so.
    pub fn decline_existing(&mut self, calendar: &str, id: &str) {
        let Ok(fields) = self.fields_of(calendar, id) else { return };
        let guards = self.guards_of(&fields);
        let copies = self.calendars.get(calendar).map(|place| place.copies.keys().cloned().collect::<Vec<_>>());
        for guard in guards.iter().filter(|guard| guard.existing_too) {
            for id in copies.iter().flatten() {
                self.decline_within(calendar, id, guard);
            }
        }
    }

    fn guards_of(&self, fields: &Fields) -> Vec<Guard> {
        let properties = fields.get(&format!("{}Properties", text(fields, "eventType")));
        let word = |name: &str| properties.and_then(|all| all.get(name)).and_then(Value::as_str);
        let existing_too = match word("autoDeclineMode") {
            Some("declineAllConflictingInvitations") => true,
            Some("declineOnlyNewConflictingInvitations") => false,
            _ => return Vec::new(),
        };
        let guard = |(from, to)| {
            let message = word("declineMessage").map(str::to_owned);
            Guard { from, to, existing_too, message }
        };
        self.times(fields).into_iter().map(|(_, span)| guard(span)).collect()
    }

    /// When the event takes place between now and the horizon.
    fn times(&self, fields: &Fields) -> Vec<(Moment, Span)> {
        let Some((from, to)) = span(fields) else { return Vec::new() };
        let zone = zone_of(fields);
        let all = starts(fields, self.now() + Duration::days(HORIZON_DAYS)).into_iter();
        let times = all.map(|start| (start, (start.instant(zone), start.moved(from, to, zone).instant(zone))));
        times.filter(|(_, (_, end))| *end > self.now()).collect()
    }

    fn decline_within(&mut self, calendar: &str, id: &str, guard: &Guard) {
        let Ok(fields) = self.fields_of(calendar, id) else { return };
        if text(&fields, "status") == "cancelled" || self.organizes(calendar, &fields) {
            return;
        }
        for (start, (from, to)) in self.times(&fields) {
            if from < guard.to && guard.from < to {
                let one = if super::series::is_series(&fields) {
                    occurrence(&fields, start, &self.switches)
                } else {
                    fields.clone()
                };
                let one = self.copy(calendar, text(&one, "id")).map_or(one, |copy| copy.fields.clone());
                self.decline_one(calendar, one, guard);
            }
        }
    }

    fn decline_one(&mut self, calendar: &str, mut fields: Fields, guard: &Guard) {
        let own = self.entry_of(&fields, calendar).and_then(|at| entries(&fields).get(at));
        let open = own.is_some_and(|entry| response(entry) != "declined");
        if !open || text(&fields, "status") == "cancelled" {
            return;
        }
        let mut answer = json!({"email": calendar, "responseStatus": "declined"});
        if let Some(message) = &guard.message {
            answer["comment"] = message.clone().into();
        }
        self.answer_lightly(calendar, &mut fields, &[answer]);
        let id = text(&fields, "id").to_owned();
        self.put(calendar, fields);
        self.travel(calendar, &id);
    }
}
