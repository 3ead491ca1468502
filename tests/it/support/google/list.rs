//! Which copies a listing holds: all within the query, or those changed since a sync token.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::calendar::Calendar;
use super::merge::properties;
use super::query::Query;
use super::series::{is_series, occurrence, occurrence_id, span, starts, zone_of};
use super::state::{Copy, Fields, Role, State, text};
use super::switches::MovedOut;
use super::time::{Moment, shown, zone};
use super::view::{Reader, stamped};

/// One listing while it is gathered.
pub struct Gathering<'a> {
    /// All that is known.
    pub state: &'a State,
    /// The calendar listed.
    pub calendar: &'a Calendar,
    /// What is asked for.
    pub query: &'a Query,
    /// Only what changed after this revision.
    pub since: Option<u64>,
    /// The reader's rights.
    pub role: Role,
}

impl Gathering<'_> {
    /// The items, in no order that one may rely on.
    pub fn items(&self) -> Vec<Value> {
        let mut items = Vec::new();
        for copy in self.calendar.copies.values() {
            let since = self.since.unwrap_or_default();
            if copy.revision > since {
                self.add(copy, &mut items);
            }
            if self.query.single_events && self.tells_deleted() {
                let gone =
                    copy.vanished.iter().filter(|(id, (_, at))| *at > since && !self.calendar.copies.contains_key(*id));
                items.extend(gone.map(|(id, (start, at))| self.gone_occurrence(copy, id, *start, *at)));
            }
        }
        self.sort(&mut items);
        items
    }

    fn tells_deleted(&self) -> bool {
        self.since.is_some() || self.query.show_deleted || self.query.updated_min.is_some()
    }

    fn reader(&self) -> Reader {
        Reader { role: self.role, zone: self.query.zone, max_attendees: self.query.max_attendees }
    }

    fn zone(&self) -> Tz {
        self.query.zone.or_else(|| zone(&self.calendar.zone)).unwrap_or(Tz::UTC)
    }

    fn add(&self, copy: &Copy, items: &mut Vec<Value>) {
        let series = is_series(&copy.fields);
        match (copy.cancelled(), series && self.query.single_events) {
            (false, true) => self.add_occurrences(copy, items),
            (false, false) => self.add_single(copy, items),
            (true, true) => self.add_lost(copy, items),
            (true, false) => self.add_tombstone(copy, items),
        }
    }

    fn add_single(&self, copy: &Copy, items: &mut Vec<Value>) {
        if !self.matches(copy) {
            return;
        }
        if self.within(&copy.fields) {
            items.push(self.state.shown(self.calendar, &copy.fields, copy.revision, self.reader()));
        } else if self.since.is_some() {
            match self.state.switches.moved_out {
                MovedOut::Delivered => {
                    items.push(self.state.shown(self.calendar, &copy.fields, copy.revision, self.reader()));
                }
                MovedOut::Withheld => {}
                MovedOut::Cancelled => items.push(bare(copy.text("id"), copy.revision)),
            }
        }
    }

    fn add_occurrences(&self, copy: &Copy, items: &mut Vec<Value>) {
        if !self.matches(copy) {
            return;
        }
        for start in starts(&copy.fields, self.horizon()) {
            let id = occurrence_id(copy.text("id"), start, &self.state.switches);
            let fields = occurrence(&copy.fields, start, &self.state.switches);
            if !self.calendar.copies.contains_key(&id) && self.within(&fields) {
                items.push(self.state.shown(self.calendar, &fields, copy.revision, self.reader()));
            }
        }
    }

    /// A deleted series, expanded: its occurrences are cancelled, as far ahead as the fake is told to look.
    fn add_lost(&self, copy: &Copy, items: &mut Vec<Value>) {
        if !self.tells_deleted() {
            return;
        }
        let ahead = self.state.now() + Duration::days(self.state.switches.deleted_series_days);
        for start in starts(&copy.fields, self.horizon().min(ahead)) {
            let fields = occurrence(&copy.fields, start, &self.state.switches);
            if self.within(&fields) {
                items.push(self.gone_occurrence(copy, text(&fields, "id"), start, copy.revision));
            }
        }
    }

    fn add_tombstone(&self, copy: &Copy, items: &mut Vec<Value>) {
        let series = copy.text("recurringEventId");
        let living = self.calendar.copies.get(series).is_some_and(|master| !master.cancelled());
        let always = living && !self.query.single_events;
        if !self.since_matches(copy) || !(always || self.tells_deleted()) {
            return;
        }
        let lately = self.since.is_some() || living || self.within(&copy.fields);
        let shown = self.state.tombstone(self.calendar, copy.text("id"), self.reader());
        let found = |shown: &Value| {
            self.query.uid.is_none() || self.state.switches.uid_finds_bare_tombstones || shown.get("iCalUID").is_some()
        };
        items.extend(shown.filter(|shown| lately && found(shown)));
    }

    fn gone_occurrence(&self, master: &Copy, id: &str, start: Moment, revision: u64) -> Value {
        let mut fields = Fields::new();
        let named = master.fields.get("start").and_then(|start| start.get("timeZone")).and_then(Value::as_str);
        fields.insert("id".to_owned(), id.into());
        fields.insert("status".to_owned(), "cancelled".into());
        if !master.cancelled() {
            fields.insert("recurringEventId".to_owned(), master.text("id").into());
            fields.insert("originalStartTime".to_owned(), shown(&start.write(named), self.zone()));
        }
        stamped(fields, revision)
    }

    /// Until when series are expanded.
    fn horizon(&self) -> DateTime<Utc> {
        let limit = self.state.now() + Duration::days(self.state.switches.expansion_days);
        self.query.time_max.map_or(limit, |max| max.min(limit))
    }

    /// Whether the event, or any occurrence of the series, touches the window.
    fn within(&self, fields: &Fields) -> bool {
        let Some((from, to)) = span(fields) else { return true };
        let zone = if matches!(from, Moment::Day(_)) { self.zone() } else { zone_of(fields) };
        let touches = |start: Moment| {
            let end = start.moved(from, to, zone).instant(zone);
            self.query.time_min.is_none_or(|min| end > min)
                && self.query.time_max.is_none_or(|max| start.instant(zone) < max)
        };
        if self.query.time_min.is_none() && self.query.time_max.is_none() {
            return true;
        }
        if is_series(fields) { starts(fields, self.horizon()).into_iter().any(touches) } else { touches(from) }
    }

    fn since_matches(&self, copy: &Copy) -> bool {
        let updated = DateTime::parse_from_rfc3339(copy.text("updated")).map(|at| at.to_utc()).ok();
        let late = self.query.updated_min.is_none_or(|min| updated.is_some_and(|at| at >= min));
        late && self.query.uid.as_deref().is_none_or(|uid| uid == copy.text("iCalUID"))
    }

    fn matches(&self, copy: &Copy) -> bool {
        let has = |(kind, name, value): &(&str, String, String)| {
            properties(&copy.fields, kind).and_then(|all| all.get(name)).and_then(Value::as_str) == Some(value)
        };
        let kind = match copy.text("eventType") {
            "" => "default",
            kind => kind,
        };
        self.since_matches(copy)
            && (self.query.types.is_empty() || self.query.types.iter().any(|one| one == kind))
            && self.query.properties.iter().all(has)
            && self.query.text.as_deref().is_none_or(|words| searched(&copy.fields).contains(words))
    }

    fn sort(&self, items: &mut [Value]) {
        match self.query.order.as_deref() {
            Some("updated") => items.sort_by_key(|item| item["updated"].as_str().unwrap_or_default().to_owned()),
            Some(_) => {
                let zone = self.zone();
                items.sort_by_key(|item| Moment::read(&item["start"]).map(|start| start.instant(zone)));
            }
            None => self.state.listings.paging.arrange(items),
        }
    }
}

/// A tombstone with its id alone.
fn bare(id: &str, revision: u64) -> Value {
    let fields = json!({"id": id, "status": "cancelled"});
    stamped(fields.as_object().cloned().unwrap_or_default(), revision)
}

/// The words of an event in which `q` looks.
fn searched(fields: &Fields) -> String {
    let people = fields.get("attendees").and_then(Value::as_array).into_iter().flatten();
    let people = people.chain(fields.get("organizer")).flat_map(|one| [one.get("email"), one.get("displayName")]);
    let texts = ["summary", "description", "location"].into_iter().map(|name| fields.get(name));
    let all = texts.chain(people).flatten().filter_map(Value::as_str);
    all.collect::<Vec<_>>().join("\n").to_lowercase()
}
