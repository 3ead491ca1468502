//! Pages and their tokens. A sync token remembers whose it is, the query it came from and the revision it stands at.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::error::ApiError;
use super::fault::{hash, mix};
use super::list::Gathering;
use super::query::{Parameters, Query};
use super::state::{Role, State, etag};
use super::switches::ChangedQuery;
use super::time::Moment;

/// How pages are cut and items ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paging {
    /// A page holds no more than this, whatever was asked for.
    pub at_most: Option<usize>,
    /// Each page is followed by an empty one.
    pub empty_between: bool,
    /// Occurrences come before their series.
    pub occurrences_first: bool,
    /// Items come in an order drawn from this seed.
    pub shuffled: Option<u64>,
    /// The last item of a page comes again on the next.
    pub repeated: bool,
}

impl Paging {
    /// Brings items without a wanted order into this one.
    pub fn arrange(&self, items: &mut [Value]) {
        if let Some(seed) = self.shuffled {
            items.sort_by_key(|item| mix(seed ^ hash(&[item["id"].as_str().unwrap_or_default()])));
        }
        if self.occurrences_first {
            items.sort_by_key(|item| item.get("recurringEventId").is_none());
        }
    }
}

/// The rest of a listing.
#[derive(Debug, Clone)]
struct Rest {
    calendar: String,
    user: String,
    asked: Query,
    sync_token: Option<String>,
    items: Arc<Vec<Value>>,
    from: usize,
    empty: bool,
    last: Option<String>,
}

#[derive(Debug, Clone)]
struct Sync {
    calendar: String,
    user: String,
    query: Query,
    revision: u64,
}

/// All tokens given out.
#[derive(Debug, Default)]
pub struct Listings {
    /// How pages are cut.
    pub paging: Paging,
    rests: BTreeMap<String, Rest>,
    syncs: BTreeMap<String, Sync>,
    count: u64,
}

impl Listings {
    fn token(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{:016x}{:x}", mix(self.count), self.count)
    }

    /// Forgets all sync tokens of a calendar, or of all.
    pub fn drop_tokens(&mut self, calendar: Option<&str>) {
        self.syncs.retain(|_, sync| calendar.is_some_and(|calendar| sync.calendar != calendar));
    }
}

impl State {
    /// events.list.
    pub fn list(&mut self, user: &str, calendar: &str, parameters: &Parameters) -> Result<Value, ApiError> {
        let role = self.role(user, calendar);
        if role == Role::None {
            return Err(ApiError::not_found());
        }
        if parameters.get("syncToken").is_some() {
            Query::check_incremental(parameters)?;
        }
        let asked = Query::read(parameters, self.now())?;
        let rest = match (parameters.get("pageToken"), parameters.get("syncToken")) {
            (Some(page), sync) => self.resumed(page, sync, user, calendar, &asked)?,
            (None, Some(sync)) => self.changed(sync, user, calendar, asked)?,
            (None, None) => self.full(user, calendar, asked, role),
        };
        Ok(self.page(rest, role))
    }

    fn full(&mut self, user: &str, calendar: &str, asked: Query, role: Role) -> Rest {
        let items = self.gather(calendar, &asked, None, role);
        let last = self.new_sync(user, calendar, asked.clone());
        Rest { sync_token: None, last: Some(last), ..Rest::of(user, calendar, asked, items) }
    }

    fn changed(&mut self, token: &str, user: &str, calendar: &str, asked: Query) -> Result<Rest, ApiError> {
        let gone = || ApiError::full_sync(true);
        let sync = self.listings.syncs.get(token).cloned().ok_or_else(gone)?;
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        let since = place.tokens_since.max(place.rights_changed.get(user).copied().unwrap_or_default());
        if sync.calendar != calendar || sync.user != user || sync.revision < since {
            return Err(gone());
        }
        if !asked.continues(&sync.query) && self.switches.changed_query == ChangedQuery::Refused {
            let text = "The query is not the one that the sync token was made for.";
            return Err(ApiError::invalid("syncToken", text));
        }
        let role = self.role(user, calendar);
        let items = self.gather(calendar, &sync.query, Some(sync.revision), role);
        let stays = items.is_empty() && self.switches.unchanged_token_stays;
        let last = if stays { token.to_owned() } else { self.new_sync(user, calendar, sync.query) };
        Ok(Rest { sync_token: Some(token.to_owned()), last: Some(last), ..Rest::of(user, calendar, asked, items) })
    }

    fn resumed(
        &self,
        page: &str,
        sync: Option<&str>,
        user: &str,
        calendar: &str,
        asked: &Query,
    ) -> Result<Rest, ApiError> {
        let wrong = || ApiError::invalid("pageToken", "Invalid page token value.");
        let rest = self.listings.rests.get(page).cloned().ok_or_else(wrong)?;
        let same = rest.calendar == calendar && rest.user == user && rest.sync_token.as_deref() == sync;
        if !same || (rest.asked != *asked && self.switches.changed_query == ChangedQuery::Refused) {
            return Err(wrong());
        }
        Ok(rest)
    }

    fn new_sync(&mut self, user: &str, calendar: &str, query: Query) -> String {
        let token = self.listings.token("CS");
        let (user, calendar, revision) = (user.to_owned(), calendar.to_owned(), self.revision);
        self.listings.syncs.insert(token.clone(), Sync { calendar, user, query, revision });
        token
    }

    fn gather(&self, calendar: &str, query: &Query, since: Option<u64>, role: Role) -> Vec<Value> {
        let Some(calendar) = self.calendars.get(calendar) else { return Vec::new() };
        Gathering { state: self, calendar, query, since, role }.items()
    }

    /// events.instances.
    pub fn instances(
        &mut self,
        user: &str,
        calendar: &str,
        id: &str,
        parameters: &Parameters,
    ) -> Result<Value, ApiError> {
        let role = self.role(user, calendar);
        if role == Role::None {
            return Err(ApiError::not_found());
        }
        let mut asked = Query::read(parameters, self.now())?;
        asked.single_events = true;
        if let Some(page) = parameters.get("pageToken") {
            let rest = self.resumed(page, None, user, calendar, &asked)?;
            return Ok(self.page(rest, role));
        }
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        let master = place.copies.get(id).ok_or_else(ApiError::not_found)?;
        let start = original_start(parameters)?;
        let uid = master.text("iCalUID").to_owned();
        let mut items = self.gather(calendar, &asked, None, role);
        items.retain(|item| {
            let original = Moment::read(&item["originalStartTime"]);
            let wanted = start.is_none() || original == start;
            wanted && (item["recurringEventId"] == *id || (item["id"] == *id && item["iCalUID"] == *uid))
        });
        let rest = Rest::of(user, calendar, asked, items);
        Ok(self.page(rest, role))
    }

    fn page(&mut self, mut rest: Rest, role: Role) -> Value {
        let paging = self.listings.paging;
        let size = rest.asked.max_results.min(paging.at_most.unwrap_or(usize::MAX)).max(1);
        let from = if paging.repeated && rest.from > 0 && !rest.empty { rest.from - 1 } else { rest.from };
        let to = if rest.empty { rest.from } else { rest.items.len().min(rest.from + size) };
        let items: Vec<Value> = rest.items.get(from.min(to)..to).unwrap_or_default().to_vec();
        let mut page = self.envelope(&rest.calendar, role, items);
        rest.empty = paging.empty_between && !rest.empty;
        if to < rest.items.len() || rest.empty {
            let token = self.listings.token("CP");
            page["nextPageToken"] = token.clone().into();
            self.listings.rests.insert(token, Rest { from: to, ..rest });
        } else if let Some(token) = rest.last {
            page["nextSyncToken"] = token.into();
        }
        page
    }

    fn envelope(&self, calendar: &str, role: Role, items: Vec<Value>) -> Value {
        let place = self.calendars.get(calendar);
        let copies = place.into_iter().flat_map(|place| place.copies.values());
        let revision = copies.map(|copy| copy.revision).max().unwrap_or_default();
        json!({
            "kind": "calendar#events",
            "etag": etag(revision),
            "summary": place.map(|place| place.summary.as_str()).unwrap_or_default(),
            "description": "",
            "updated": super::time::stamp(self.now()),
            "timeZone": place.map(|place| place.zone.as_str()).unwrap_or_default(),
            "accessRole": role.name(),
            "defaultReminders": [],
            "items": items,
        })
    }
}

impl Rest {
    fn of(user: &str, calendar: &str, asked: Query, items: Vec<Value>) -> Self {
        let (user, calendar, items) = (user.to_owned(), calendar.to_owned(), Arc::new(items));
        Self { calendar, user, asked, sync_token: None, items, from: 0, empty: false, last: None }
    }
}

/// `originalStart`: an instant, or the date of a whole day.
fn original_start(parameters: &Parameters) -> Result<Option<Moment>, ApiError> {
    let day = parameters.get("originalStart").and_then(|text| text.parse().ok());
    match day {
        Some(day) => Ok(Some(Moment::Day(day))),
        None => Ok(parameters.time("originalStart")?.map(Moment::At)),
    }
}
