//! Ids that are asked for to be unique: of requests and of assertions.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Gives one id after another. They differ within a process and, by the instant at which it began, between processes.
pub(super) struct Ids {
    begun: String,
    count: AtomicU64,
}

impl Ids {
    /// Ids of an application that begins work now.
    pub fn new(client_id: &str, now: DateTime<Utc>) -> Self {
        let begun = format!("{client_id} {:?} {}", now, std::process::id());
        Self { begun, count: AtomicU64::new(0) }
    }

    /// The next id, in the form of a GUID (RFC 9562 §5.8, version 8).
    pub fn next(&self) -> String {
        guid(&format!("{} {}", self.begun, self.count.fetch_add(1, Ordering::Relaxed)))
    }

    /// A number from 0 to 999 that looks random: pauses before repetitions shall differ.
    pub fn jitter(&self) -> u32 {
        let digest = Sha256::digest(format!("{} jitter {}", self.begun, self.count.fetch_add(1, Ordering::Relaxed)));
        digest.iter().take(2).fold(0, |sum, byte| sum * 256 + u32::from(*byte)) % 1000
    }
}

/// A GUID made of what it names: the same name, the same GUID.
pub(super) fn guid(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_names_do_not() {
        let ids = Ids::new("app", DateTime::UNIX_EPOCH);
        assert_ne!(ids.next(), ids.next());
        assert_eq!(guid("a"), guid("a"));
        assert_eq!(guid("a").len(), 36);
    }
}
