//! When people are busy: `getSchedule`, asked with the rights of one mailbox.
//!
//! A tentative stretch is busy: nobody is proposed a time at which somebody may have something.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use graph_rs_sdk::http::Method;
use serde::Deserialize;
use serde_json::json;

use super::Outlook;
use super::call::Call;
use super::read::read;
use super::times::instant;
use super::wire::Time;
use crate::meeting::{Address, Window};
use crate::provider::{Busy, Mailbox, ProviderError};

/// So many addresses fit into one question.
const MOST: usize = 20;
/// A question may cover less than 62 days.
const LONGEST: TimeDelta = TimeDelta::days(60);
/// How many questions in time one call makes: ten years are no wish.
const MAX_STRETCHES: usize = 12;
/// Minutes of a digit in the view.
const INTERVAL: i64 = 15;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    value: Vec<Schedule>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Schedule {
    schedule_id: String,
    availability_view: Option<String>,
    schedule_items: Option<Vec<Item>>,
    error: Option<Trouble>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
    status: Option<String>,
    start: Option<Time>,
    end: Option<Time>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Trouble {
    response_code: Option<String>,
}

type Times = Result<Vec<Window>, String>;

impl Outlook {
    /// When these people are busy. Nobody is asked about who is not enrolled.
    pub(super) async fn schedules(
        &self,
        asker: &Mailbox,
        of: &[Address],
        window: Window,
    ) -> Result<Vec<Busy>, ProviderError> {
        let mut found: HashMap<&Address, Times> = HashMap::new();
        let known: Vec<&Address> = of.iter().filter(|address| self.client.admits(address)).collect();
        for stretch in stretches(window) {
            for some in known.chunks(MOST) {
                self.ask(asker, some, stretch, &mut found).await?;
            }
        }
        let busy = |address: &Address| {
            let unknown = || Err("this person is not enrolled, so that nobody was asked".to_owned());
            let times = found.get(address).cloned().unwrap_or_else(unknown).map(joined);
            Busy { address: address.clone(), times }
        };
        Ok(of.iter().map(busy).collect())
    }

    async fn ask<'a>(
        &self,
        asker: &Mailbox,
        some: &[&'a Address],
        stretch: Window,
        found: &mut HashMap<&'a Address, Times>,
    ) -> Result<(), ProviderError> {
        let what = "POST getSchedule";
        let time =
            |at: DateTime<Utc>| json!({ "dateTime": at.format("%Y-%m-%dT%H:%M:%S").to_string(), "timeZone": "UTC" });
        let schedules: Vec<&str> = some.iter().map(|address| address.as_str()).collect();
        let body = json!({
            "schedules": schedules,
            "startTime": time(stretch.from),
            "endTime": time(stretch.to),
            "availabilityViewInterval": INTERVAL,
        });
        let url = self.at(asker, &["calendar", "getSchedule"]);
        let reply = self.client.send(&Call::write(what, &asker.address, Method::POST, url, body)).await?;
        let answer: Answer = read(reply.body, what)?;
        for address in some {
            let of_them = |schedule: &&Schedule| Address::parse(&schedule.schedule_id).as_ref() == Some(*address);
            let schedule = answer.value.iter().find(of_them);
            let times = schedule.map_or_else(|| Err("Graph left this person out".to_owned()), |s| s.times(stretch));
            let all = found.entry(*address).or_insert_with(|| Ok(Vec::new()));
            match (times, all) {
                (Ok(times), Ok(all)) => all.extend(times),
                (Err(why), all) => *all = Err(why),
                (Ok(_), Err(_)) => {}
            }
        }
        Ok(())
    }
}

impl Schedule {
    /// The entries, or where there are none to be seen the digits of the view.
    fn times(&self, stretch: Window) -> Times {
        if let Some(trouble) = &self.error {
            let code = trouble.response_code.as_deref().unwrap_or("no code");
            let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).take(60).collect();
            return Err(format!("Graph cannot say ({code})"));
        }
        match self.schedule_items.as_deref() {
            Some(items) if !items.is_empty() => {
                let busy = items.iter().filter(|item| !is_free(item.status.as_deref()));
                let times = busy.map(|item| {
                    let (start, end) = item.start.as_ref().zip(item.end.as_ref()).ok_or("an entry has no times")?;
                    Ok(Window { from: instant(start)?.max(stretch.from), to: instant(end)?.min(stretch.to) })
                });
                times.collect()
            }
            _ => Ok(self.of_view(stretch)),
        }
    }

    fn of_view(&self, stretch: Window) -> Vec<Window> {
        let digits = self.availability_view.as_deref().unwrap_or_default().chars().zip(0_i64..);
        let busy = digits.filter(|(digit, _)| matches!(digit, '1'..='3'));
        let times = busy.map(|(_, index)| {
            let from = stretch.from + TimeDelta::minutes(index * INTERVAL);
            Window { from, to: (from + TimeDelta::minutes(INTERVAL)).min(stretch.to) }
        });
        times.collect()
    }
}

fn is_free(status: Option<&str>) -> bool {
    matches!(status, Some("free" | "workingElsewhere"))
}

/// The window in stretches that Graph takes.
fn stretches(window: Window) -> Vec<Window> {
    let mut found = Vec::new();
    let mut from = window.from;
    while from < window.to && found.len() < MAX_STRETCHES {
        let to = window.to.min(from + LONGEST);
        found.push(Window { from, to });
        from = to;
    }
    found
}

/// In order, overlapping and touching ones joined.
fn joined(mut times: Vec<Window>) -> Vec<Window> {
    times.retain(|time| time.from < time.to);
    times.sort_by_key(|time| (time.from, time.to));
    let mut found: Vec<Window> = Vec::with_capacity(times.len());
    for time in times {
        match found.last_mut().filter(|last| time.from <= last.to) {
            Some(last) => last.to = last.to.max(time.to),
            None => found.push(time),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        Window { from: "2019-03-15T16:00:00Z".parse().unwrap(), to: "2019-03-16T01:00:00Z".parse().unwrap() }
    }

    fn hours(schedule: serde_json::Value) -> Vec<String> {
        let schedule: Schedule = serde_json::from_value(schedule).unwrap();
        let times = joined(schedule.times(window()).unwrap());
        times.iter().map(|time| format!("{}-{}", time.from.format("%H:%M"), time.to.format("%H:%M"))).collect()
    }

    #[test]
    fn entries_are_read_in_their_zone_and_joined() {
        let at = |time: &str| json!({ "dateTime": format!("2019-03-15T{time}:00.0000000"), "timeZone": "Pacific Standard Time" });
        let item = |status: &str, from: &str, to: &str| json!({ "status": status, "start": at(from), "end": at(to) });
        let items = [
            item("tentative", "12:00", "13:00"),
            item("busy", "12:30", "14:00"),
            item("free", "15:00", "16:00"),
            item("oof", "09:30", "10:00"),
        ];
        assert_eq!(hours(json!({ "scheduleItems": items })), ["16:30-17:00", "19:00-21:00"]);
    }

    #[test]
    fn where_entries_are_hidden_the_view_tells() {
        assert_eq!(hours(json!({ "availabilityView": "0022010" })), ["16:30-17:00", "17:15-17:30"]);
    }

    #[test]
    fn an_error_is_not_free() {
        let schedule: Schedule = serde_json::from_value(
            json!({ "error": { "responseCode": "ErrorMailRecipientNotFound", "message": "x" } }),
        )
        .unwrap();
        assert_eq!(schedule.times(window()), Err("Graph cannot say (ErrorMailRecipientNotFound)".into()));
    }

    #[test]
    fn long_windows_are_asked_about_in_stretches() {
        let from = window().from;
        let found = stretches(Window { from, to: from + TimeDelta::days(130) });
        assert_eq!(found.iter().map(|w| (w.to - w.from).num_days()).collect::<Vec<_>>(), [60, 60, 10]);
    }
}
