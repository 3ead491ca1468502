//! To whom no mail is written at all.

use crate::meeting::Address;

/// Mailboxes behind which nobody reads: mail to them would come back, or be answered by another machine (RFC 3834 §2).
const NOBODY: [&str; 8] =
    ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];

/// Calendars and rooms that look like people in invitations.
const GENERATED: [&str; 3] =
    ["group.calendar.google.com", "resource.calendar.google.com", "import.calendar.google.com"];

/// Whether mail to this address could only start a loop or vanish. `own` is the address that mails come from.
pub fn never_mailed(address: &Address, own: &Address) -> bool {
    let local = address.local().split('+').next().unwrap_or_default();
    address == own
        || NOBODY.iter().any(|nobody| local.eq_ignore_ascii_case(nobody))
        || GENERATED.iter().any(|domain| address.domain().eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_rooms_and_meetgate_itself_are_never_mailed() {
        let address = |text| Address::parse(text).unwrap();
        let own = address("meetgate@example.com");
        for nobody in [
            "MAILER-DAEMON@example.com",
            "no-reply+x@example.com",
            "c_1@group.calendar.google.com",
            "meetgate@example.com",
        ] {
            assert!(never_mailed(&address(nobody), &own), "{nobody}");
        }
        assert!(!never_mailed(&address("nora.reply@example.com"), &own));
    }
}
