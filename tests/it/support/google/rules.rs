//! What an event must be to be stored.

use serde_json::{Value, json};

use super::calendar::Calendar;
use super::error::ApiError;
use super::merge::{properties, set_properties};
use super::series;
use super::state::{Fields, State, text};
use super::time::{Moment, normalized};

/// Longest key of an extended property; longer ones are dropped.
const LONGEST_KEY: usize = 44;
/// Longest value; longer ones are cut.
const LONGEST_VALUE: usize = 1024;

impl State {
    /// Checks an event that is to be stored and brings it into the stored form.
    pub fn checked(&self, calendar: &Calendar, mut fields: Fields) -> Result<Fields, ApiError> {
        for name in ["start", "end"] {
            let value = fields.get(name).filter(|value| !value.is_null());
            let missing = || ApiError::global(400, "required", format!("Missing {name} time."));
            let value = normalized(value.ok_or_else(missing)?, name)?;
            fields.insert(name.to_owned(), value);
        }
        check_span(&fields)?;
        check_words(&fields)?;
        check_counts(&fields)?;
        series::check(&fields)?;
        self.check_type(calendar, &fields)?;
        trim_properties(&mut fields);
        self.check_properties(calendar, &fields)?;
        if self.switches.descriptions_are_cleaned
            && let Some(text) = fields.get("description").and_then(Value::as_str)
        {
            let clean = cleaned(text);
            fields.insert("description".to_owned(), clean.into());
        }
        Ok(fields)
    }

    fn check_type(&self, calendar: &Calendar, fields: &Fields) -> Result<(), ApiError> {
        let kind = text(fields, "eventType");
        let refuse = |text: &str| Err(ApiError::global(400, "eventTypeRestriction", text).of("calendar"));
        for name in ["focusTime", "outOfOffice"] {
            if kind != name && fields.contains_key(&format!("{name}Properties")) {
                return refuse("These properties do not belong to this event type.");
            }
        }
        match kind {
            "focusTime" | "outOfOffice" => {}
            "default" | "" => return Ok(()),
            _ => return refuse("Events of this type cannot be created."),
        }
        let account = self.accounts.get(&calendar.owner);
        if !calendar.primary() {
            return refuse("Events of this type can only be on a primary calendar.");
        }
        if !account.is_some_and(|account| account.status_events) {
            return refuse("This account does not have events of this type.");
        }
        if matches!(series::span(fields), Some((Moment::Day(_), _))) {
            return refuse("Events of this type cannot be all-day.");
        }
        if text(fields, "transparency") == "transparent" {
            return refuse("Events of this type must be opaque.");
        }
        if kind == "outOfOffice" && (fields.contains_key("attendees") || fields.contains_key("description")) {
            return refuse("Out of office has neither guests nor a description.");
        }
        check_decline_mode(fields.get(&format!("{kind}Properties")))
    }

    /// At most 300 properties and 32 kB in all, counting the shared ones and every copy's private ones.
    fn check_properties(&self, own: &Calendar, fields: &Fields) -> Result<(), ApiError> {
        let meeting = (text(fields, "iCalUID").to_owned(), super::state::original(fields));
        let kinds = ["private", "shared"].into_iter().filter_map(|kind| properties(fields, kind));
        let (mut count, mut size) = kinds.map(weight).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if count > 0 && !meeting.0.is_empty() {
            for calendar in self.calendars.values().filter(|calendar| calendar.id != own.id) {
                let copy = calendar.find(&meeting);
                if let Some(properties) = copy.and_then(|copy| properties(&copy.fields, "private")) {
                    let (more, bytes) = weight(properties);
                    (count, size) = (count + more, size + bytes);
                }
            }
        }
        if count > 300 || size > 32 * 1024 {
            return Err(ApiError::invalid("extendedProperties", "Too many extended properties, or too large."));
        }
        Ok(())
    }
}

fn weight(properties: &Value) -> (usize, usize) {
    let map = properties.as_object();
    let sizes = map.into_iter().flatten().map(|(key, value)| key.len() + value.as_str().unwrap_or_default().len());
    (map.map_or(0, |map| map.len()), sizes.sum())
}

fn check_span(fields: &Fields) -> Result<(), ApiError> {
    let (start, end) = series::span(fields).ok_or_else(|| ApiError::bad("Invalid start or end time."))?;
    match (start, end) {
        (Moment::At(start), Moment::At(end)) if start <= end => Ok(()),
        (Moment::Day(start), Moment::Day(end)) if start < end => Ok(()),
        (Moment::At(_), Moment::Day(_)) | (Moment::Day(_), Moment::At(_)) => {
            Err(ApiError::bad("Start and end times must either both be date or both be dateTime."))
        }
        _ => Err(ApiError::global(400, "timeRangeEmpty", "The specified time range is empty.").of("calendar")),
    }
}

fn check_words(fields: &Fields) -> Result<(), ApiError> {
    let allowed: [(&str, &[&str]); 3] = [
        ("status", &["confirmed", "tentative", "cancelled"]),
        ("visibility", &["default", "public", "private", "confidential"]),
        ("transparency", &["opaque", "transparent"]),
    ];
    for (name, words) in allowed {
        if let Some(word) = fields.get(name).and_then(Value::as_str)
            && !words.contains(&word)
        {
            return Err(ApiError::invalid(name, format!("Invalid value for {name}.")));
        }
    }
    Ok(())
}

fn check_counts(fields: &Fields) -> Result<(), ApiError> {
    let length = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
    if length(fields.get("attachments")) > 25 {
        return Err(ApiError::invalid("attachments", "Too many attachments."));
    }
    let overrides = fields.get("reminders").and_then(|reminders| reminders.get("overrides"));
    let far = |one: &Value| !(0..=40_320).contains(&one.get("minutes").and_then(Value::as_i64).unwrap_or(-1));
    if length(overrides) > 5 || overrides.and_then(Value::as_array).is_some_and(|all| all.iter().any(far)) {
        return Err(ApiError::global(400, "cannotUseReminders", "Invalid reminder overrides.").of("calendar"));
    }
    Ok(())
}

fn check_decline_mode(properties: Option<&Value>) -> Result<(), ApiError> {
    const MODES: [&str; 3] =
        ["declineNone", "declineAllConflictingInvitations", "declineOnlyNewConflictingInvitations"];
    const CHATS: [&str; 2] = ["available", "doNotDisturb"];
    let word = |name: &str| properties.and_then(|all| all.get(name)).and_then(Value::as_str);
    if word("autoDeclineMode").is_some_and(|mode| !MODES.contains(&mode)) {
        return Err(ApiError::invalid("autoDeclineMode", "Invalid autoDeclineMode."));
    }
    if word("chatStatus").is_some_and(|status| !CHATS.contains(&status)) {
        return Err(ApiError::invalid("chatStatus", "Invalid chatStatus."));
    }
    Ok(())
}

fn trim_properties(fields: &mut Fields) {
    for kind in ["private", "shared"] {
        let Some(map) = properties(fields, kind).and_then(Value::as_object) else { continue };
        let short = map.iter().filter(|(key, _)| key.chars().count() <= LONGEST_KEY);
        let cut = |value: &Value| value.as_str().unwrap_or_default().chars().take(LONGEST_VALUE).collect::<String>();
        let kept: Fields = short.map(|(key, value)| (key.clone(), json!(cut(value)))).collect();
        set_properties(fields, kind, (!kept.is_empty()).then(|| kept.into()));
    }
}

/// The text without tags beyond the simplest.
fn cleaned(text: &str) -> String {
    const KEPT: [&str; 11] = ["br", "b", "i", "u", "a", "ul", "ol", "li", "p", "strong", "em"];
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let Some((inside, after)) = tag.split_once('>') else {
            rest = tag;
            continue;
        };
        let name = inside.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default().to_lowercase();
        if KEPT.contains(&name.as_str()) {
            out.push_str(&format!("<{inside}>"));
        }
        rest = after;
    }
    out + rest
}
