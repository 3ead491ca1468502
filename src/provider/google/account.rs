//! What an account says of itself and others: when people are busy, the owner's zone and working hours, and what we are
//! allowed to do.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use google_calendar3::api::{FreeBusyCalendar, FreeBusyRequest, FreeBusyRequestItem};
use google_calendar3::hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::failure::{ELSEWHERE, Failure, Watch, needs_scope};
use super::listing::{Query, first};
use super::options::Access;
use super::session::{Need, Session};
use super::{api, wire};
use crate::meeting::zone::resolve;
use crate::meeting::{Address, Hours, Window};
use crate::provider::{Ability, Busy, Mailbox, ProviderError, Settings};

/// Of so many calendars the times are asked for at once ("Freebusy: query", calendarExpansionMax).
const AT_ONCE: usize = 50;
/// An id that no event has, for finding out whether one might be written to.
const NOBODYS: &str = "meetgate0000000000000000";

/// When people are busy. Google answers for each calendar by itself; one that it says nothing of is not free.
pub(super) async fn busy(
    session: &Session,
    asker: &Mailbox,
    of: &[Address],
    window: Window,
) -> Result<Vec<Busy>, ProviderError> {
    let mut found = Vec::new();
    for people in of.chunks(AT_ONCE) {
        let answered =
            ask(session, asker, people, window).await.map_err(|failure| failure.end("asking for free times"))?;
        found.extend(people.iter().map(|address| {
            let calendar = answered.iter().find(|(id, _)| id.eq_ignore_ascii_case(address.as_str()));
            let times = calendar.map_or_else(|| Err("Google does not answer for it".to_owned()), |(_, c)| times(c));
            Busy { address: address.clone(), times }
        }));
    }
    Ok(found)
}

async fn ask(
    session: &Session,
    asker: &Mailbox,
    people: &[Address],
    window: Window,
) -> Result<BTreeMap<String, FreeBusyCalendar>, Failure> {
    let items = people.iter().map(|address| FreeBusyRequestItem { id: Some(address.to_string()) });
    let request = FreeBusyRequest {
        time_min: Some(window.from),
        time_max: Some(window.to),
        items: Some(items.collect()),
        ..FreeBusyRequest::default()
    };
    session
        .call(asker, Need::of(Access::FreeBusy), |token| {
            let request = request.clone();
            async move {
                let hub = session.http.hub(&token);
                let mut watch = Watch::default();
                let result = hub.freebusy().query(request).delegate(&mut watch).doit().await;
                let answer = watch.sort(result).map_err(|(failure, _)| failure)?;
                Ok(answer.calendars.unwrap_or_default().into_iter().collect())
            }
        })
        .await
}

/// In order, overlapping ones joined.
fn times(calendar: &FreeBusyCalendar) -> Result<Vec<Window>, String> {
    if let Some(error) = calendar.errors.iter().flatten().next() {
        return Err(match error.reason.as_deref() {
            Some("notFound") => "there is no such calendar, or its times may not be seen".to_owned(),
            Some("internalError") => "Google could not tell just now".to_owned(),
            Some(other) => format!("Google does not say ({})", super::people::one_line(other)),
            None => "Google does not say".to_owned(),
        });
    }
    let period = |period: &google_calendar3::api::TimePeriod| Some(Window { from: period.start?, to: period.end? });
    let mut periods: Vec<Window> = calendar.busy.iter().flatten().filter_map(period).collect();
    periods.sort_by_key(|period| period.from);
    let mut joined: Vec<Window> = Vec::new();
    for period in periods.into_iter().filter(|period| period.from < period.to) {
        match joined.last_mut() {
            Some(last) if period.from <= last.to => last.to = last.to.max(period.to),
            _ => joined.push(period),
        }
    }
    Ok(joined)
}

/// The owner's zone, and working hours where the account has them and we may see them.
pub(super) async fn settings(session: &Session, mailbox: &Mailbox) -> Result<Settings, ProviderError> {
    let zone = zone(session, mailbox).await.map_err(|failure| failure.end("reading the account's zone"))?;
    let hours = match calendar(session, mailbox).await {
        Ok(calendar) => hours(&calendar),
        Err(Failure::Human(_) | Failure::Refused { .. }) => None,
        Err(failure) => return Err(failure.end("reading the account's working hours")),
    };
    Ok(Settings { zone, hours })
}

async fn zone(session: &Session, mailbox: &Mailbox) -> Result<Option<chrono_tz::Tz>, Failure> {
    let asked = session.call(mailbox, Need::of(Access::Settings), |token| async move {
        let hub = session.http.hub(&token);
        let mut watch = Watch::default();
        let result = hub.settings().get("timezone").delegate(&mut watch).doit().await;
        watch.sort(result).map_err(|(failure, _)| failure)
    });
    Ok(asked.await?.value.as_deref().and_then(resolve))
}

/// The crate does not know the field for working hours.
async fn calendar(session: &Session, mailbox: &Mailbox) -> Result<Value, Failure> {
    let path = format!("calendars/{}", wire::calendar(session, mailbox));
    api::send(session, mailbox, Need::of(Access::Calendars), (Method::GET, &path), None, None).await
}

/// "Calendars": workingHours, in minutes from the start of the day.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WorkingHours {
    #[serde(default)]
    working_hours_enabled: bool,
    #[serde(default)]
    available_times: Vec<Period>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    day_of_week: String,
    period_start: u32,
    period_end: u32,
}

/// Working hours that are the same stretch on every day they name.
fn hours(calendar: &Value) -> Option<Hours> {
    let hours: WorkingHours = serde_json::from_value(calendar.get("workingHours")?.clone()).ok()?;
    let first = hours.available_times.first().filter(|_| hours.working_hours_enabled)?;
    let stretch = (first.period_start, first.period_end);
    let same = hours.available_times.iter().all(|period| (period.period_start, period.period_end) == stretch);
    let days: Vec<String> =
        hours.available_times.iter().filter_map(|period| Some(period.day_of_week.get(..3)?.to_owned())).collect();
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let end = if stretch.1 == 24 * 60 { stretch.1 - 1 } else { stretch.1 };
    let text = format!("{} {}-{}", days.join(","), clock(stretch.0), clock(end));
    same.then(|| text.parse().ok())?
}

/// Tries one ability without changing anything.
pub(super) async fn probe(session: &Session, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
    let (access, tried) = match ability {
        Ability::Read => (Access::Events, first(session, mailbox, &Query::default()).await),
        Ability::Write => (Access::Events, might_write(session, mailbox).await),
        Ability::FreeBusy => {
            let window = Window {
                from: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000),
                to: DateTime::UNIX_EPOCH + TimeDelta::days(20_001),
            };
            let asked = ask(session, mailbox, std::slice::from_ref(&mailbox.address), window).await;
            (Access::FreeBusy, asked.map(drop))
        }
        Ability::Settings => match zone(session, mailbox).await {
            Err(failure) => (Access::Settings, Err(failure)),
            Ok(_) => (Access::Calendars, calendar(session, mailbox).await.map(drop)),
        },
    };
    tried.map_err(|failure| missing(session, access, failure))
}

/// A patch of an event that is not there: one who might write is told that it is not there.
async fn might_write(session: &Session, mailbox: &Mailbox) -> Result<(), Failure> {
    let path = format!("{}?sendUpdates=none", wire::events(session, mailbox, Some(NOBODYS)));
    let body = json!({ "colorId": "1" });
    match api::send(session, mailbox, Need::PATCH, (Method::PATCH, &path), None, Some(&body)).await {
        Err(failure) if failure.is(404) || failure.is(410) || failure.is(412) => Ok(()),
        tried => tried.map(drop),
    }
}

/// Names the scope and the page where it is granted.
fn missing(session: &Session, access: Access, failure: Failure) -> ProviderError {
    let scope = access.scope(session.options.act);
    match failure {
        Failure::Refused { reason, .. } if needs_scope(&reason) && session.tokens.delegated() => {
            ProviderError::NeedsHuman(format!(
                "the service account lacks the scope {scope}; add it to its client ID: Admin console › Security › Access \
                 and data control › API controls › Manage Domain Wide Delegation"
            ))
        }
        Failure::Refused { reason, .. } if needs_scope(&reason) => ProviderError::NeedsHuman(format!(
            "the login lacks the scope {scope}; run `meetgate google login` again and tick every box"
        )),
        Failure::Refused { status: 404, reason } if reason.is_empty() => {
            ProviderError::NeedsHuman(ELSEWHERE.to_owned())
        }
        Failure::Refused { status: 404, .. } => ProviderError::NeedsHuman(
            "Google shows no such calendar to this login; check the person's address in the people file".to_owned(),
        ),
        Failure::Refused { status: 403, reason } => ProviderError::NeedsHuman(format!(
            "Google does not allow it ({reason}); check the account: Admin console › Apps › Google Workspace › Calendar"
        )),
        failure => failure.end("trying what is allowed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn answered(json: Value) -> Result<Vec<Window>, String> {
        times(&serde_json::from_value(json).unwrap())
    }

    #[test]
    fn busy_times_are_in_order_and_joined() {
        let period = |from: u32, to: u32| json!({ "start": format!("1970-01-01T{from:02}:00:00Z"), "end": format!("1970-01-01T{to:02}:00:00Z") });
        let calendar = json!({ "busy": [period(5, 6), period(1, 3), period(2, 4), period(4, 5), period(9, 9)] });
        assert_eq!(answered(calendar), Ok(vec![Window { from: at(1), to: at(6) }]));
        assert_eq!(answered(json!({})), Ok(vec![]));
    }

    #[test]
    fn a_calendar_with_an_error_is_not_free() {
        for reason in ["notFound", "internalError", "groupTooBig", "somethingNew"] {
            let told = answered(json!({ "busy": [], "errors": [{ "domain": "global", "reason": reason }] }));
            assert!(told.is_err(), "{reason}");
        }
    }

    #[test]
    fn working_hours_are_read_when_every_day_has_the_same_stretch() {
        let period = |day: &str, to: u32| json!({ "dayOfWeek": day, "periodStart": 540, "periodEnd": to });
        let account = |enabled: bool, times: Vec<Value>| {
            hours(&json!({ "workingHours": { "workingHoursEnabled": enabled, "availableTimes": times } }))
        };
        let days = || vec![period("monday", 1050), period("wednesday", 1050)];
        assert_eq!(account(true, days()), Some("Mon,Wed 09:00-17:30".parse().unwrap()));
        assert_eq!(account(false, days()), None);
        assert_eq!(account(true, vec![period("monday", 1050), period("friday", 900)]), None);
        assert_eq!(account(true, vec![]), None);
        assert_eq!(account(true, vec![period("é", 99_999)]), None);
        assert_eq!(account(true, vec![period("monday", 1440)]), Some("Mon 09:00-23:59".parse().unwrap()));
        assert_eq!(hours(&json!({})), None);
        assert_eq!(hours(&json!({ "workingHours": [] })), None);
    }
}
