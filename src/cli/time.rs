//! Times on the command line and in its output.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Reads an instant with its offset, as in `2026-11-24T09:00:00Z` or `2026-11-24T10:00+01:00`.
pub fn parse(text: &str) -> Result<DateTime<Utc>, String> {
    let formats = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%d %H:%M:%S%#z", "%Y-%m-%d %H:%M%#z"];
    formats
        .iter()
        .find_map(|format| DateTime::parse_from_str(text, format).ok())
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| {
            "write a date, a time and an offset, for example 2026-11-24T09:00:00Z or 2026-11-24T10:00+01:00".to_owned()
        })
}

/// `Wed 25 Nov 2026, 15:00` in a zone.
pub fn show(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %-d %b %Y, %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_need_an_offset() {
        let nine: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        for text in ["2026-11-24T09:00:00Z", "2026-11-24T10:00+01:00", "2026-11-24 09:00Z", "2026-11-24T09:00:00.000Z"]
        {
            assert_eq!(parse(text), Ok(nine), "{text}");
        }
        assert!(parse("2026-11-24T09:00").is_err());
        assert!(parse("tomorrow").is_err());
    }
}
