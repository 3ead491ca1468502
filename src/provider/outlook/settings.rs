//! What the account says of its owner: zone and working hours.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use serde::Deserialize;

use super::Outlook;
use super::call::Call;
use super::failure::{Refusal, Trouble};
use super::read::{read, with};
use crate::meeting::Hours;
use crate::meeting::zone::{Observance, resolve, resolve_rules};
use crate::provider::{Mailbox, ProviderError, Settings};

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct MailboxSettings {
    time_zone: Option<String>,
    working_hours: Option<WorkingHours>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WorkingHours {
    days_of_week: Option<Vec<String>>,
    start_time: Option<String>,
    end_time: Option<String>,
    time_zone: Option<Zone>,
}

/// A name, or in place of one the rules of a zone ("customTimeZone").
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Zone {
    name: Option<String>,
    bias: Option<i32>,
    standard_offset: Option<Offset>,
    daylight_offset: Option<Offset>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Offset {
    daylight_bias: Option<i32>,
    time: Option<String>,
    day_occurrence: Option<i32>,
    day_of_week: Option<String>,
    month: Option<u32>,
}

impl Outlook {
    /// Zone and working hours. Nothing where the app may not read them, which is a permission of its own.
    pub(super) async fn of_owner(&self, mailbox: &Mailbox) -> Result<Settings, ProviderError> {
        match self.mailbox_settings(mailbox).await {
            Ok(settings) => Ok(settings.told()),
            Err(Trouble::Refused(Refusal { status: 403, .. })) => Ok(Settings::default()),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// The settings as Graph has them.
    pub(super) async fn mailbox_settings(&self, mailbox: &Mailbox) -> Result<MailboxSettings, Trouble> {
        let what = "GET mailboxSettings";
        let url = with(self.at(mailbox, &["mailboxSettings"]), &[("$select", "timeZone,workingHours")]);
        let reply = self.client.send(&Call::get(what, &mailbox.address, url)).await?;
        Ok(read(reply.body, what)?)
    }
}

impl MailboxSettings {
    /// Working hours are told in the owner's zone; those of another zone are not told.
    fn told(&self) -> Settings {
        let named = self.time_zone.as_deref().and_then(resolve);
        let hours = self.working_hours.as_ref();
        let theirs = hours.and_then(|hours| hours.time_zone.as_ref()).and_then(|zone| zone.resolved(named));
        let zone = named.or(theirs);
        let same = theirs.is_none_or(|theirs| zone.is_none_or(|zone| same_clock(zone, theirs)));
        Settings { zone, hours: hours.filter(|_| same).and_then(WorkingHours::told) }
    }
}

impl WorkingHours {
    fn told(&self) -> Option<Hours> {
        let day = |name: &String| name.to_ascii_lowercase().parse::<chrono::Weekday>().ok();
        let days: Option<Vec<_>> = self.days_of_week.as_ref()?.iter().map(day).collect();
        let days: Vec<String> = days?.iter().map(ToString::to_string).collect();
        let (from, to) = (time(self.start_time.as_deref()?)?, time(self.end_time.as_deref()?)?);
        format!("{} {}-{}", days.join(","), from.format("%H:%M"), to.format("%H:%M")).parse().ok()
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M:%S%.f").ok()
}

impl Zone {
    /// The zone. Rules are read as real answers have them, UTC = local + bias; the documentation says the opposite,
    /// and some answers have summer and winter exchanged: what agrees with the mailbox's own zone is taken, else the
    /// first reading that is any zone.
    fn resolved(&self, owners: Option<Tz>) -> Option<Tz> {
        if let Some(zone) = self.name.as_deref().and_then(resolve) {
            return Some(zone);
        }
        let readings = [(-1, false), (-1, true), (1, false), (1, true)];
        let zones: Vec<Tz> = readings.iter().filter_map(|(sign, swapped)| self.reading(*sign, *swapped)).collect();
        let agrees = zones.iter().find(|zone| owners.is_some_and(|owners| same_clock(owners, **zone)));
        agrees.or(zones.first()).copied()
    }

    fn reading(&self, sign: i32, swapped: bool) -> Option<Tz> {
        let bias = self.bias?;
        let saving = self.daylight_offset.as_ref().and_then(|offset| offset.daylight_bias).unwrap_or_default();
        let seconds = |minutes: i32| minutes.checked_mul(60 * sign).filter(|seconds| seconds.abs() < 86_400);
        let (winter, summer) = (seconds(bias)?, seconds(bias.checked_add(saving)?)?);
        let rules = |offset: Option<&Offset>| offset.and_then(Offset::rule);
        let (mut standard, mut daylight) = (rules(self.standard_offset.as_ref()), rules(self.daylight_offset.as_ref()));
        if swapped {
            std::mem::swap(&mut standard, &mut daylight);
        }
        let observance = |(start, rule): (NaiveDateTime, String), offset_from, offset_to| Observance {
            start,
            offset_from,
            offset_to,
            rules: vec![rule],
            dates: Vec::new(),
        };
        match (standard, daylight) {
            (Some(standard), Some(daylight)) => {
                resolve_rules(&[observance(standard, summer, winter), observance(daylight, winter, summer)])
            }
            _ => {
                let start = NaiveDate::from_ymd_opt(1970, 1, 1)?.and_time(NaiveTime::MIN);
                let (rules, dates) = (Vec::new(), Vec::new());
                resolve_rules(&[Observance { start, offset_from: winter, offset_to: winter, rules, dates }])
            }
        }
    }
}

impl Offset {
    /// When it begins, and the rule by which it does every year; the fifth of a weekday is the last.
    fn rule(&self) -> Option<(NaiveDateTime, String)> {
        let month = self.month.filter(|month| (1..=12).contains(month))?;
        let day: chrono::Weekday = self.day_of_week.as_deref()?.to_ascii_lowercase().parse().ok()?;
        let short = day.to_string().get(..2)?.to_ascii_uppercase();
        let nth = self.day_occurrence.filter(|nth| (1..=5).contains(nth))?;
        let (weeks, nth) = if nth == 5 { (4, -1) } else { (u8::try_from(nth).ok()?, nth) };
        let first = NaiveDate::from_weekday_of_month_opt(2007, month, day, weeks)?;
        let start = first.and_time(time(self.time.as_deref()?)?);
        Some((start, format!("FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{short}")))
    }
}

/// Whether two zones show the same time in winter and summer.
fn same_clock(a: Tz, b: Tz) -> bool {
    let on = |month| NaiveDate::from_ymd_opt(2026, month, 15).map(|date| date.and_time(NaiveTime::MIN).and_utc());
    let same =
        |month| on(month).is_some_and(|at| at.with_timezone(&a).naive_local() == at.with_timezone(&b).naive_local());
    same(1) && same(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(value: serde_json::Value) -> Settings {
        serde_json::from_value::<MailboxSettings>(value).unwrap().told()
    }

    fn hours(zone: serde_json::Value) -> serde_json::Value {
        json!({
            "daysOfWeek": ["Monday", "tuesday", "friday"],
            "startTime": "08:00:00.0000000", "endTime": "16:30:00.0000000", "timeZone": zone,
        })
    }

    fn custom(bias: i32, saving: i32) -> serde_json::Value {
        json!({
            "@odata.type": "#microsoft.graph.customTimeZone", "bias": bias, "name": "Customized Time Zone",
            "standardOffset": { "time": "02:00:00.0000000", "dayOccurrence": 1, "dayOfWeek": "sunday", "month": 11, "year": 0 },
            "daylightOffset": { "daylightBias": saving, "time": "02:00:00.0000000", "dayOccurrence": 2, "dayOfWeek": "sunday", "month": 3, "year": 0 },
        })
    }

    #[test]
    fn windows_zones_and_hours_are_told() {
        let found = told(
            json!({ "timeZone": "Pacific Standard Time", "workingHours": hours(json!({ "name": "Pacific Standard Time" })) }),
        );
        assert_eq!(found.zone, Some(Tz::America__Los_Angeles));
        assert_eq!(found.hours, "Mon,Tue,Fri 08:00-16:30".parse().ok());
    }

    #[test]
    fn custom_zones_are_read_as_real_answers_have_them() {
        let found = told(json!({ "timeZone": "Customized Time Zone", "workingHours": hours(custom(480, -60)) }));
        assert_eq!(found.zone, Some(Tz::America__Los_Angeles));
        assert!(found.hours.is_some());
    }

    #[test]
    fn a_custom_zone_with_the_other_sign_agrees_with_the_mailboxs_own() {
        let found = told(json!({ "timeZone": "Eastern Standard Time", "workingHours": hours(custom(-300, 60)) }));
        assert_eq!(found.zone, Some(Tz::America__New_York));
        assert!(found.hours.is_some());
    }

    #[test]
    fn hours_of_another_zone_are_not_told() {
        let found = told(json!({ "timeZone": "UTC", "workingHours": hours(json!({ "name": "Tokyo Standard Time" })) }));
        assert_eq!((found.zone, found.hours), (Some(Tz::UTC), None));
    }

    #[test]
    fn a_mailbox_that_was_never_opened_says_nothing() {
        assert_eq!(told(json!({})), Settings::default());
        assert_eq!(told(json!({ "timeZone": "", "workingHours": { "timeZone": { "bias": i32::MAX } } })).zone, None);
    }
}
