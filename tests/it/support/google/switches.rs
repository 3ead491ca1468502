//! The switches for everything the reference could not confirm.

/// How the things go that no source confirms. The defaults are what most sources suggest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches {
    /// Whether a guest's copy has the organizer's id.
    pub guest_copies_share_the_id: bool,
    /// Whether ids of occurrences are the master's with the start behind it, or tell nothing.
    pub occurrence_ids_tell_the_start: bool,
    /// Whether a comment counts in the light form of an answer (`attendeesOmitted`).
    pub light_form_takes_the_comment: bool,
    /// Whether other fields count in that form, or the answer alone.
    pub light_form_takes_other_fields: bool,
    /// Whether a comment travels to the organizer with the answer.
    pub comment_travels: bool,
    /// Whether an answer changes the other guests' copies, and with them their etags.
    pub answers_touch_other_copies: bool,
    /// Whether an answer to the series overwrites answers to single occurrences.
    pub series_answer_overwrites_occurrences: bool,
    /// Whether removing one's copy also declines.
    pub removing_declines: bool,
    /// Whether deleting an occurrence also adds an EXDATE to the master.
    pub deleting_adds_exdate: bool,
    /// What becomes of a guest's changes to shared fields.
    pub guest_edits: GuestEdits,
    /// Whether a guest's changes reach everyone where `guestsCanModify` is true.
    pub modifying_guests_change_all: bool,
    /// What a listing answers whose query is not its token's.
    pub changed_query: ChangedQuery,
    /// What an incremental listing says of what left the first query's window.
    pub moved_out: MovedOut,
    /// Whether an empty incremental listing returns the token it was given.
    pub unchanged_token_stays: bool,
    /// Whether cancelled events lose their details on the organizer's calendar, too.
    pub organizer_tombstones_are_bare: bool,
    /// Whether declined events make busy.
    pub declined_is_busy: bool,
    /// Whether null in a patch removes an extended property (else it becomes an empty text).
    pub null_removes_property: bool,
    /// Whether descriptions lose tags beyond the simplest.
    pub descriptions_are_cleaned: bool,
    /// Whether a refresh token comes with each consent, or with the first and `prompt=consent` alone.
    pub refresh_token_each_time: bool,
    /// Whether the parts of a batch may speak for different users.
    pub batch_mixes_users: bool,
    /// Whether a listing by UID holds cancelled occurrences that show no UID.
    pub uid_finds_bare_tombstones: bool,
    /// How far ahead endless series are expanded without `timeMax`, in days.
    pub expansion_days: i64,
    /// How far ahead a deleted series shows its occurrences as cancelled, in days.
    pub deleted_series_days: i64,
    /// Whether a changed occurrence makes its whole series come again in incremental listings.
    pub occurrence_resends_series: bool,
    /// Whether two writes to one event within a batch conflict.
    pub batch_conflicts: bool,
    /// Whether the second half of a split series has an id made of the first's.
    pub split_id_tells_the_origin: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            guest_copies_share_the_id: true,
            occurrence_ids_tell_the_start: true,
            light_form_takes_the_comment: true,
            light_form_takes_other_fields: true,
            comment_travels: true,
            answers_touch_other_copies: true,
            series_answer_overwrites_occurrences: false,
            removing_declines: true,
            deleting_adds_exdate: false,
            guest_edits: GuestEdits::StayOnTheCopy,
            modifying_guests_change_all: true,
            changed_query: ChangedQuery::Refused,
            moved_out: MovedOut::Delivered,
            unchanged_token_stays: false,
            organizer_tombstones_are_bare: false,
            declined_is_busy: false,
            null_removes_property: true,
            descriptions_are_cleaned: false,
            refresh_token_each_time: false,
            batch_mixes_users: true,
            uid_finds_bare_tombstones: true,
            expansion_days: 730,
            deleted_series_days: 183,
            occurrence_resends_series: false,
            batch_conflicts: false,
            split_id_tells_the_origin: true,
        }
    }
}

impl Switches {
    /// Every switch the other way.
    pub fn other_way() -> Self {
        Self {
            guest_copies_share_the_id: false,
            occurrence_ids_tell_the_start: false,
            light_form_takes_the_comment: false,
            light_form_takes_other_fields: false,
            comment_travels: false,
            answers_touch_other_copies: false,
            series_answer_overwrites_occurrences: true,
            removing_declines: false,
            deleting_adds_exdate: true,
            guest_edits: GuestEdits::Refused,
            modifying_guests_change_all: false,
            changed_query: ChangedQuery::TokenWins,
            moved_out: MovedOut::Withheld,
            unchanged_token_stays: true,
            organizer_tombstones_are_bare: true,
            declined_is_busy: true,
            null_removes_property: false,
            descriptions_are_cleaned: true,
            refresh_token_each_time: true,
            batch_mixes_users: false,
            uid_finds_bare_tombstones: false,
            expansion_days: 365,
            deleted_series_days: 0,
            occurrence_resends_series: true,
            batch_conflicts: true,
            split_id_tells_the_origin: false,
        }
    }
}

/// What becomes of a guest's changes to shared fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestEdits {
    /// They stay on the guest's copy until the organizer's next change.
    StayOnTheCopy,
    /// 403.
    Refused,
}

/// What a listing answers whose query is not its token's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedQuery {
    /// 400.
    Refused,
    /// What the token's own query says.
    TokenWins,
}

/// What an incremental listing says of what left the first query's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedOut {
    /// The event as it is.
    Delivered,
    /// Nothing.
    Withheld,
    /// As if it were deleted.
    Cancelled,
}
