//! Identifiers in the shapes that Graph gives them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

/// How every global object identifier of Outlook begins.
const GLOBAL: &str = "040000008200E00074C5B7101A82E008";

/// An id of the ordinary kind: it changes when the item is moved or answered.
pub fn ordinary(mailbox: &str, number: u64) -> String {
    format!("AAMkAD{}", URL_SAFE.encode(digest(&format!("ordinary {mailbox}"), number, 51)))
}

/// An id of the immutable kind.
pub fn immutable(mailbox: &str, number: u64) -> String {
    format!("AAkALg{}", URL_SAFE.encode(digest(&format!("immutable {mailbox}"), number, 45)))
}

/// A change key; an etag is `W/"<change key>"`.
pub fn change_key(number: u64) -> String {
    STANDARD.encode(digest("change", number, 22))
}

/// A GUID.
pub fn guid(what: &str, number: u64) -> String {
    let hex: String = digest(what, number, 16).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// A token that says nothing to whoever holds it.
pub fn token(what: &str, number: u64) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest(what, number, 60))
}

/// The global object identifier of a new meeting, its date part zeroed.
pub fn global(number: u64) -> String {
    let unique: String = digest("meeting", number, 16).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{GLOBAL}00000000{:016X}000000000000000010000000{unique}", 0x01DC_0000_0000_0000 + number)
}

/// The identifier of one occurrence: the series' one with the day in its date part. Foreign ones stay as they are.
pub fn global_of_day(series: &str, day: NaiveDate) -> String {
    let (Some(GLOBAL), Some(rest)) = (series.get(..GLOBAL.len()), series.get(GLOBAL.len() + 8..)) else {
        return series.to_owned();
    };
    format!("{GLOBAL}{:04X}{:02X}{:02X}{rest}", day.year(), day.month(), day.day())
}

/// The series' identifier and the day in an identifier like that of [`global_of_day`].
pub fn read_global_of_day(uid: &str) -> Option<(String, NaiveDate)> {
    let (date, rest) = (uid.strip_prefix(GLOBAL)?.get(..8)?, uid.get(GLOBAL.len() + 8..)?);
    let part = |from: usize, to: usize| u32::from_str_radix(date.get(from..to)?, 16).ok();
    let day = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)?;
    Some((format!("{GLOBAL}00000000{rest}"), day))
}

/// The id of an occurrence that has none of its own.
pub fn occurrence(master: &str, day: NaiveDate) -> String {
    format!("OID.{master}.{day}")
}

/// The master's id and the day in an id like that of [`occurrence`].
pub fn read_occurrence(id: &str) -> Option<(&str, NaiveDate)> {
    let (master, day) = id.strip_prefix("OID.")?.rsplit_once('.')?;
    Some((master, day.parse().ok()?))
}

/// A number drawn from a seed and what it is drawn for: the same for the same, whatever came between.
pub fn draw(seed: u64, what: &str) -> u64 {
    digest(what, seed, 8).iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn digest(what: &str, number: u64, length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for round in 0u8..=u8::MAX {
        if bytes.len() >= length {
            break;
        }
        bytes.extend_from_slice(&Sha256::digest(format!("{what} {number} {round}")));
    }
    bytes.truncate(length);
    bytes
}
