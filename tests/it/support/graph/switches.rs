//! What is marked (unverified) in what is known about Graph.

/// What nobody has confirmed about Graph. The defaults are what is thought more likely.
#[derive(Clone, Debug)]
pub struct Switches {
    /// An attachment alone makes a delta send the event again.
    pub attachment_in_delta: bool,
    /// An organizer's attachment alone reaches the attendees' copies.
    pub attachment_travels: bool,
    /// `$select` works on attachments; else it is overlooked and bytes come.
    pub attachment_select: bool,
    /// A received answer moves the change key of the organizer's copy.
    pub change_key_on_answer: bool,
    /// A list's member does not stand among the attendees of his copy.
    pub members_unnamed: bool,
    /// An application reads private events in full.
    pub private_readable: bool,
    /// Answering one occurrence makes it an exception.
    pub answer_makes_exception: bool,
    /// A decline through Graph heeds the mailbox's wish to keep declined meetings.
    pub decline_heeds_preserve: bool,
    /// Answering gives the item a new immutable id, too.
    pub answer_changes_immutable_id: bool,
    /// Forwarding puts the meeting onto the recipient's calendar.
    pub forward_delivers: bool,
    /// An organizer's change of categories alone mails the attendees.
    pub category_change_mails: bool,
    /// An organizer's update overwrites categories, `showAs` and reminder of attendees' copies.
    pub update_overwrites_private: bool,
    /// An organizer's categories reach the attendees' copies.
    pub categories_travel: bool,
    /// Every organizer's update asks for a new answer; else only a moved meeting does.
    pub update_resets_answer: bool,
    /// An attendee's delete declines.
    pub delete_declines: bool,
    /// Deleting again is 400 `ErrorInvalidRequest`; else 404.
    pub delete_again_is_400: bool,
    /// A repeated `transactionId` is 409; else 201 with the event that is there.
    pub transaction_conflicts: bool,
    /// The code of a 412.
    pub precondition_code: String,
    /// The code for an unknown user.
    pub unknown_user_code: String,
    /// `originalStart` comes only when it is selected.
    pub original_start_on_select: bool,
    /// Each occurrence of a series has an `iCalUId` of its own.
    pub uid_per_occurrence: bool,
    /// An attendee's cancelled occurrence lingers as a cancelled exception.
    pub cancelled_occurrence_lingers: bool,
    /// Page size of lists when none is asked for.
    pub page: usize,
    /// More than four requests to one mailbox inside one batch: the others are throttled.
    pub batch_concurrency: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            attachment_in_delta: true,
            attachment_travels: true,
            attachment_select: true,
            change_key_on_answer: true,
            members_unnamed: true,
            private_readable: true,
            answer_makes_exception: true,
            decline_heeds_preserve: true,
            answer_changes_immutable_id: false,
            forward_delivers: true,
            category_change_mails: false,
            update_overwrites_private: false,
            categories_travel: false,
            update_resets_answer: false,
            delete_declines: false,
            delete_again_is_400: false,
            transaction_conflicts: false,
            precondition_code: "ErrorIrresolvableConflict".to_owned(),
            unknown_user_code: "ErrorInvalidUser".to_owned(),
            original_start_on_select: true,
            uid_per_occurrence: true,
            cancelled_occurrence_lingers: false,
            page: 10,
            batch_concurrency: true,
        }
    }
}

impl Switches {
    /// Every doubt decided the other way.
    pub fn contrary() -> Self {
        let usual = Self::default();
        Self {
            attachment_in_delta: !usual.attachment_in_delta,
            attachment_travels: !usual.attachment_travels,
            attachment_select: !usual.attachment_select,
            change_key_on_answer: !usual.change_key_on_answer,
            members_unnamed: !usual.members_unnamed,
            private_readable: !usual.private_readable,
            answer_makes_exception: !usual.answer_makes_exception,
            decline_heeds_preserve: !usual.decline_heeds_preserve,
            answer_changes_immutable_id: !usual.answer_changes_immutable_id,
            forward_delivers: !usual.forward_delivers,
            category_change_mails: !usual.category_change_mails,
            update_overwrites_private: !usual.update_overwrites_private,
            categories_travel: !usual.categories_travel,
            update_resets_answer: !usual.update_resets_answer,
            delete_declines: !usual.delete_declines,
            delete_again_is_400: !usual.delete_again_is_400,
            transaction_conflicts: !usual.transaction_conflicts,
            precondition_code: "ErrorItemChangedSinceLastRead".to_owned(),
            unknown_user_code: "Request_ResourceNotFound".to_owned(),
            original_start_on_select: !usual.original_start_on_select,
            uid_per_occurrence: !usual.uid_per_occurrence,
            cancelled_occurrence_lingers: !usual.cancelled_occurrence_lingers,
            page: 1,
            batch_concurrency: usual.batch_concurrency,
        }
    }
}
