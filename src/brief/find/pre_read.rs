//! A document to read beforehand: a link or an attached file.

use super::super::link::Kind;
use super::super::{Attachment, Certainty, Finding, words};
use super::{Gathered, Reading};

/// Finds the pre-read.
pub(super) fn find(reading: &Reading<'_>) -> Finding {
    let mut found = Gathered::default();
    for attachment in reading.invitation.attachments.iter().filter(|attachment| document(attachment)) {
        found.add(Certainty::Sure, "attachment", &attachment.name);
    }
    for link in reading.own.iter().flat_map(|line| line.links.iter()) {
        let (certainty, code) = match link.kind {
            Kind::Document => (Certainty::Sure, "document-link"),
            Kind::Conference => (Certainty::Absent, "conferencing"),
            Kind::Map => (Certainty::Absent, "map-link"),
            Kind::Booking => (Certainty::Absent, "booking-link"),
            Kind::Social => (Certainty::Absent, "profile-link"),
            Kind::Home => (Certainty::Absent, "home-page"),
            Kind::Contact | Kind::Footer => continue,
        };
        found.add(certainty, code, &link.url);
    }
    found.finding()
}

/// Whether an attached file is something to read; signature pictures, invitations and business cards are not.
fn document(attachment: &Attachment) -> bool {
    let name = attachment.name.to_lowercase();
    let mime = attachment.mime.as_deref().unwrap_or_default().to_lowercase();
    let card = [".ics", ".vcf", ".vcs", ".p7s", ".p7m", ".asc", ".sig"].iter().any(|end| name.ends_with(end));
    let typed = ["text/calendar", "text/vcard", "text/x-vcard", "application/ics", "pgp-signature", "pkcs7-signature"];
    let generic = mime.starts_with("image/") && words::normal(&name).starts_with(" image0");
    !attachment.inline && !card && !generic && name != "winmail.dat" && !typed.iter().any(|kind| mime.contains(kind))
}
