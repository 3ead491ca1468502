//! The UID in the one spelling that all providers share.

use chrono::NaiveDate;

/// What every Outlook global object id begins with (MS-OXOCAL §2.2.1.27, "Byte Array ID").
const OUTLOOK: &str = "040000008200E00074C5B7101A82E008";
/// Class id, instance date, creation time, reserved, size: in hexadecimal digits.
const HEADER: usize = 80;
/// What wraps a UID that was not made by Outlook: `vCal-Uid` and the number one, in hexadecimal digits.
const WRAPPER: &str = "7643616C2D55696401000000";

/// Outlook's global object ids carry the date of the instance they were copied from: that part becomes zero. Those
/// that only wrap another product's UID give that UID. All others stay as they are.
pub fn canonical(uid: &str) -> String {
    let uid = uid.trim();
    let upper = uid.to_ascii_uppercase();
    let is_outlook =
        upper.starts_with(OUTLOOK) && upper.len() >= 40 && upper.bytes().all(|byte| byte.is_ascii_hexdigit());
    match (is_outlook, upper.get(OUTLOOK.len() + 8..)) {
        (true, Some(rest)) => wrapped(&upper).unwrap_or_else(|| format!("{OUTLOOK}00000000{rest}")),
        _ => uid.to_owned(),
    }
}

/// The day of the occurrence that an Outlook global object id names, where it names one: its year, month and day as
/// written in the series' own zone (MS-OXOCAL §2.2.1.27). Someone who is invited to one occurrence only has it so.
pub fn instance_day(uid: &str) -> Option<NaiveDate> {
    let uid = uid.trim().to_ascii_uppercase();
    let rest = uid.strip_prefix(OUTLOOK)?;
    let number = |range: std::ops::Range<usize>| u32::from_str_radix(rest.get(range)?, 16).ok();
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(4..6)?, number(6..8)?).filter(|_| year > 1600)
}

fn wrapped(id: &str) -> Option<String> {
    let inner = id.get(HEADER..)?.strip_prefix(WRAPPER)?;
    let pairs = (0..inner.len() / 2).map(|index| u8::from_str_radix(inner.get(2 * index..2 * index + 2)?, 16).ok());
    let bytes: Vec<u8> = pairs.collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok()?;
    let text = text.trim_end_matches('\0').trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instance_date_of_an_outlook_id_does_not_matter() {
        let series = "040000008200E00074C5B7101A82E0080000000010B1F7A5D15CDC010000000000000000100000006E6B0F54A1B2C34DB5C6D7E8F9A0B1C2";
        let instance = "040000008200e00074c5b7101a82e00807ea0b1a10b1f7a5d15cdc010000000000000000100000006e6b0f54a1b2c34db5c6d7e8f9a0b1c2";
        assert_eq!(canonical(series), series);
        assert_eq!(canonical(instance), series);
        assert_eq!(instance_day(instance), NaiveDate::from_ymd_opt(2026, 11, 26));
        assert_eq!((instance_day(series), instance_day("040000008200e00074c5b7101a82e00807éa")), (None, None));
    }

    #[test]
    fn a_wrapped_uid_is_unwrapped() {
        let uid = "5k3t9@google.com";
        let hex: String = uid.bytes().map(|byte| format!("{byte:02X}")).collect();
        let id = format!("{OUTLOOK}07EA0B1A{}{}{WRAPPER}{hex}00", "0".repeat(32), "1D000000");
        assert_eq!(canonical(&id), uid);
    }

    #[test]
    fn all_others_stay_as_they_are() {
        for uid in ["abc_R20261126T130000@google.com", "040000008200E00074C5B7101A82E008", "é", ""] {
            assert_eq!(canonical(uid), uid);
        }
    }
}
