//! What a listing asks for.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::error::ApiError;
use super::time::{bound, zone};

/// The decoded query of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

impl Parameters {
    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a repeated parameter.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// A flag; false where it is not given.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// A time.
    pub fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        self.get(name).map(|text| bound(text, name)).transpose()
    }

    /// The zone to show times in.
    pub fn zone(&self) -> Result<Option<Tz>, ApiError> {
        let named = self.get("timeZone");
        named.map(|name| zone(name).ok_or_else(|| ApiError::invalid("timeZone", "Invalid time zone."))).transpose()
    }
}

/// What a listing asks for, tokens apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Expand series.
    pub single_events: bool,
    /// Tell of deleted events, too.
    pub show_deleted: bool,
    /// Only what ends after this.
    pub time_min: Option<DateTime<Utc>>,
    /// Only what starts before this.
    pub time_max: Option<DateTime<Utc>>,
    /// Only what changed since.
    pub updated_min: Option<DateTime<Utc>>,
    /// Only these types; all when empty.
    pub types: Vec<String>,
    /// Only this UID.
    pub uid: Option<String>,
    /// Only what contains this text.
    pub text: Option<String>,
    /// Only what has all these: kind, name, value.
    pub properties: Vec<(&'static str, String, String)>,
    /// `startTime` or `updated`.
    pub order: Option<String>,
    /// The zone to show times in.
    pub zone: Option<Tz>,
    /// Above this many guests only the owner's entry is shown.
    pub max_attendees: Option<usize>,
    /// The most items of a page.
    pub max_results: usize,
}

/// What may not come with a sync token.
const RESTRICTIONS: [&str; 8] = [
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
];

impl Query {
    /// Reads and checks a query.
    pub fn read(parameters: &Parameters, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let query = Self {
            single_events: parameters.flag("singleEvents"),
            show_deleted: parameters.flag("showDeleted"),
            time_min: parameters.time("timeMin")?,
            time_max: parameters.time("timeMax")?,
            updated_min: parameters.time("updatedMin")?,
            types: parameters.all("eventTypes").map(str::to_owned).collect(),
            uid: parameters.get("iCalUID").map(str::to_owned),
            text: parameters.get("q").map(str::to_lowercase),
            properties: constraints(parameters)?,
            order: parameters.get("orderBy").map(str::to_owned),
            zone: parameters.zone()?,
            max_attendees: parameters.number("maxAttendees"),
            max_results: parameters.number("maxResults").unwrap_or(250).min(2500),
        };
        query.check(now)?;
        Ok(query)
    }

    fn check(&self, now: DateTime<Utc>) -> Result<(), ApiError> {
        if let (Some(min), Some(max)) = (self.time_min, self.time_max)
            && min >= max
        {
            let text = "The specified time range is empty.";
            return Err(ApiError::global(400, "timeRangeEmpty", text).of("calendar").at("parameter", "timeMax"));
        }
        if self.order.as_deref() == Some("startTime") && !self.single_events {
            return Err(ApiError::invalid(
                "orderBy",
                "The requested ordering is not available for the particular query.",
            ));
        }
        if self.updated_min.is_some_and(|since| since < now - TimeDelta::days(28)) {
            let text = "The requested minimum modification time lies too far in the past.";
            return Err(ApiError::global(410, "updatedMinTooLongAgo", text)
                .of("calendar")
                .at("parameter", "updatedMin"));
        }
        Ok(())
    }

    /// Refuses what may not come with a sync token.
    pub fn check_incremental(parameters: &Parameters) -> Result<(), ApiError> {
        let restricted = RESTRICTIONS.into_iter().find(|name| parameters.get(name).is_some());
        let hides = (parameters.get("showDeleted") == Some("false")).then_some("showDeleted");
        let text = "Sync token cannot be used with other request restrictions.";
        match restricted.or(hides) {
            Some(name) => {
                let error = ApiError::global(400, "syncTokenWithRequestRestrictions", text).of("calendar");
                Err(error.at("parameter", name))
            }
            None => Ok(()),
        }
    }

    /// Whether this is the query that `first` was, apart from what an incremental one leaves to its token.
    pub fn continues(&self, first: &Query) -> bool {
        let of = |query: &Query| {
            (query.single_events, query.types.clone(), query.zone, query.max_attendees, query.max_results)
        };
        of(self) == of(first)
    }
}

fn constraints(parameters: &Parameters) -> Result<Vec<(&'static str, String, String)>, ApiError> {
    let mut found = Vec::new();
    for (kind, name) in [("private", "privateExtendedProperty"), ("shared", "sharedExtendedProperty")] {
        for constraint in parameters.all(name) {
            let parts = constraint.split_once('=');
            let (key, value) = parts.ok_or_else(|| ApiError::invalid(name, "Not of the form propertyName=value."))?;
            found.push((kind, key.to_owned(), value.to_owned()));
        }
    }
    Ok(found)
}
