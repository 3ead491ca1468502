//! The facts of one meeting, as judged: the meeting, its copies, and what they say together.

use crate::brief::{Brief, Finding};
use crate::meeting::{AttendeeKind, Copy, Meeting};

use super::{Policy, Series};

/// A copy and what its text says.
#[derive(Debug, Clone, PartialEq)]
pub struct BriefedCopy {
    /// The copy.
    pub copy: Copy,
    /// What its text says.
    pub brief: Brief,
}

/// The facts of one meeting, as judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The meeting.
    pub meeting: &'a Meeting,
    /// All its copies.
    pub copies: &'a [BriefedCopy],
}

impl Case<'_> {
    /// Whether a guest or the organizer is from outside. Guests whose address is a group of the organization are
    /// inside.
    pub fn has_outsiders(&self, policy: &Policy) -> bool {
        let organizer = self.meeting.organizer.iter();
        let guests = self.meeting.guests.iter().map(|guest| &guest.address);
        organizer.chain(guests).any(|address| !policy.is_internal(address))
    }

    /// Whether this copy is of anyone's concern: of an enrolled person, not the organizer's, not private, not called
    /// off, not of a room or a group.
    pub(crate) fn concerns(&self, policy: &Policy, copy: &Copy) -> bool {
        let Some(person) = policy.directory.find(&copy.mailbox) else { return false };
        let organizer = copy.is_organizer || self.meeting.organizer.iter().any(|address| person.owns(address));
        let closed = copy.event.private || copy.event.cancelled;
        let invited = copy.event.attendees.iter().find(|attendee| person.owns(&attendee.address));
        let is_person = invited.is_none_or(|attendee| attendee.kind == AttendeeKind::Person);
        !organizer && !closed && is_person
    }

    /// What the copies say together: a requirement that any current copy meets is met. Current means: at the
    /// meeting's own times; a copy that has not yet received a move may hold an old text.
    pub(super) fn brief(&self, series: Series) -> Brief {
        let current =
            |briefed: &&BriefedCopy| (briefed.copy.start, briefed.copy.end) == (self.meeting.start, self.meeting.end);
        let own = |briefed: &&BriefedCopy| series == Series::Standing || !briefed.copy.standing_text;
        self.copies.iter().filter(current).filter(own).fold(Brief::default(), |sum, next| strongest(sum, &next.brief))
    }
}

fn strongest(mut sum: Brief, next: &Brief) -> Brief {
    let keep = |sum: &mut Finding, next: &Finding| {
        if next.certainty > sum.certainty || (sum.evidence.is_empty() && next.certainty == sum.certainty) {
            *sum = next.clone();
        }
    };
    keep(&mut sum.agenda, &next.agenda);
    keep(&mut sum.outcomes, &next.outcomes);
    keep(&mut sum.pre_read, &next.pre_read);
    keep(&mut sum.pre_read_waived, &next.pre_read_waived);
    keep(&mut sum.inform_only, &next.inform_only);
    keep(&mut sum.social, &next.social);
    sum.excerpt = sum.excerpt.or_else(|| next.excerpt.clone());
    sum.conference |= next.conference;
    sum
}
