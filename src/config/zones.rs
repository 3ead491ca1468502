//! Time zones: IANA names only, with the right name suggested for everything else that people write.

use chrono_tz::{TZ_VARIANTS, Tz};
use windows_timezones::WindowsTimezone;

use super::reader::Cell;
use super::suggest;

/// An IANA zone, for example `Europe/Berlin`.
pub(super) fn zone(cell: Cell<'_>) -> Option<Tz> {
    if let Ok(zone) = cell.text.parse() {
        return Some(zone);
    }
    if let Ok(windows) = cell.text.parse::<WindowsTimezone>() {
        let help = format!("write the IANA name: {:?}", current(windows.tzdb_id()));
        return cell.refuse(format!("{:?} is a Windows name of a time zone", cell.text), Some(&help));
    }
    let help = match nearest(cell.text) {
        Some(name) => format!("did you mean {name:?}?"),
        None => "write an IANA name, for example \"Europe/Berlin\"".to_owned(),
    };
    cell.refuse(format!("unknown time zone {:?}", cell.text), Some(&help))
}

/// Today's name of a zone; the table of Windows names still uses some that were replaced.
fn current(name: &'static str) -> &'static str {
    match name {
        "America/Buenos_Aires" => "America/Argentina/Buenos_Aires",
        "America/Godthab" => "America/Nuuk",
        "America/Indianapolis" => "America/Indiana/Indianapolis",
        "Asia/Calcutta" => "Asia/Kolkata",
        "Asia/Katmandu" => "Asia/Kathmandu",
        "Asia/Rangoon" => "Asia/Yangon",
        "Europe/Kiev" => "Europe/Kyiv",
        name => name,
    }
}

/// The city that stands for a zone: the last part of its name.
pub(super) fn city(zone: Tz) -> String {
    let name = zone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

fn nearest(text: &str) -> Option<&'static str> {
    let wanted = text.trim().replace(' ', "_");
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    let by_city =
        || names().find(|name| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&wanted)));
    suggest::nearest(&wanted, names().filter(|name| name.contains('/'))).or_else(by_city)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_alone_and_a_slip_both_lead_to_the_zone() {
        assert_eq!(nearest("Europe/Berln"), Some("Europe/Berlin"));
        assert_eq!(nearest("Kolkata"), Some("Asia/Kolkata"));
        assert_eq!(nearest("america/new york"), Some("America/New_York"));
        assert_eq!(nearest("the moon"), None);
    }

    #[test]
    fn the_city_is_the_last_part_of_the_name() {
        assert_eq!(city(chrono_tz::America::New_York), "New York");
        assert_eq!(city(chrono_tz::America::Argentina::Buenos_Aires), "Buenos Aires");
        assert_eq!(city(Tz::UTC), "UTC");
    }
}
