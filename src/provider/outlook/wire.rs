//! Graph's JSON, as far as it is read (resource "event" and its parts). Everything may be missing or null; what is
//! unknown is skipped.

use serde::Deserialize;
use serde_json::Value;

/// A row of a listing, or an event.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Row {
    /// Names the event in its mailbox.
    pub id: String,
    /// Changes with every change.
    #[serde(rename = "@odata.etag")]
    pub etag: Option<String>,
    /// The same without the form of an etag.
    pub change_key: Option<String>,
    /// Present on rows of a delta that are no longer in the view.
    #[serde(rename = "@removed")]
    pub removed: Option<Value>,
    /// `singleInstance`, `seriesMaster`, `occurrence`, `exception`.
    pub r#type: Option<String>,
    /// Of occurrences and exceptions: the id of their master.
    pub series_master_id: Option<String>,
    /// `OID.<master>.<date>`; exceptions keep it when their id becomes an ordinary one.
    pub occurrence_id: Option<String>,
    /// Of occurrences and exceptions: the start before any change, UTC.
    pub original_start: Option<String>,
    /// The zone in which it was booked; Windows, IANA or custom.
    pub original_start_time_zone: Option<String>,
    /// The iCalendar UID, or a global object id.
    #[serde(rename = "iCalUId")]
    pub i_cal_u_id: Option<String>,
    /// The same in newer answers.
    pub uid: Option<String>,
    /// The title.
    pub subject: Option<String>,
    /// The text.
    pub body: Option<ItemBody>,
    /// Whether anything is attached, pictures of the body included or not, as the server likes.
    pub has_attachments: Option<bool>,
    /// Who invites.
    pub organizer: Option<Recipient>,
    /// Whether the calendar's owner does.
    pub is_organizer: Option<bool>,
    /// Who is invited.
    pub attendees: Option<Vec<Invited>>,
    /// The owner's answer.
    pub response_status: Option<Status>,
    /// Whether the organizer wants to hear of answers.
    pub response_requested: Option<bool>,
    /// Whether those invited may propose another time.
    pub allow_new_time_proposals: Option<bool>,
    /// Called off.
    pub is_cancelled: Option<bool>,
    /// Changed and not yet sent.
    pub is_draft: Option<bool>,
    /// Days without times.
    pub is_all_day: Option<bool>,
    /// `normal`, `personal`, `private`, `confidential`.
    pub sensitivity: Option<String>,
    /// `free`, `tentative`, `busy`, `oof`, `workingElsewhere`, `unknown`.
    pub show_as: Option<String>,
    /// The mailbox's own labels.
    pub categories: Option<Vec<String>>,
    /// Begin.
    pub start: Option<Time>,
    /// End.
    pub end: Option<Time>,
    /// When it was booked.
    pub created_date_time: Option<String>,
    /// When anything of it changed last.
    pub last_modified_date_time: Option<String>,
    /// A page that opens it.
    pub web_link: Option<String>,
    /// What an application named it when creating it.
    pub transaction_id: Option<String>,
    /// How it repeats.
    pub recurrence: Option<Value>,
    /// Of a master, only where asked for: `OID.<master>.<date>` of each occurrence that was removed.
    pub cancelled_occurrences: Option<Vec<String>>,
    /// Properties of applications, only where asked for.
    pub single_value_extended_properties: Option<Vec<Property>>,
}

/// A wall clock and its zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Time {
    /// `2026-05-04T09:00:00.0000000`.
    pub date_time: String,
    /// Windows or IANA; UTC where none is said.
    pub time_zone: Option<String>,
}

/// A text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ItemBody {
    /// `html` or `text`.
    pub content_type: Option<String>,
    /// The text.
    pub content: Option<String>,
}

/// Someone with an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Recipient {
    /// Name and address.
    pub email_address: Option<Mail>,
}

/// Name and address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Mail {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// Someone invited.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Invited {
    /// `required`, `optional`, `resource`.
    pub r#type: Option<String>,
    /// The answer.
    pub status: Option<Status>,
    /// Name and address.
    pub email_address: Option<Mail>,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    /// `none`, `organizer`, `tentativelyAccepted`, `accepted`, `declined`, `notResponded`.
    pub response: Option<String>,
    /// When it was given; year 1 for never.
    pub time: Option<String>,
}

/// A property of an application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Property {
    /// `String {GUID} Name <name>`.
    pub id: String,
    /// The value.
    pub value: Option<String>,
}

/// What is attached, without the bytes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AttachmentRow {
    /// The file's name.
    pub name: Option<String>,
    /// The media type.
    pub content_type: Option<String>,
    /// A picture of the body.
    pub is_inline: Option<bool>,
}

/// A page of a listing. Rows stay raw, so that one that cannot be read does not take the others along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    /// The rows.
    pub value: Vec<Value>,
    /// Where the next page is.
    #[serde(rename = "@odata.nextLink")]
    pub next: Option<String>,
    /// Where the next round begins; on the last page.
    #[serde(rename = "@odata.deltaLink")]
    pub delta: Option<String>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// An event by itself.
    Single,
    /// The master of a series: never an occurrence itself.
    Master,
    /// An occurrence as its series has it.
    Occurrence,
    /// An occurrence that differs.
    Exception,
}

impl Row {
    /// What it is; a row without a type is an occurrence where it names a master.
    pub fn kind(&self) -> RowKind {
        match self.r#type.as_deref() {
            Some("seriesMaster") => RowKind::Master,
            Some("exception") => RowKind::Exception,
            Some("occurrence") => RowKind::Occurrence,
            None if self.series_master_id.is_some() => RowKind::Occurrence,
            _ => RowKind::Single,
        }
    }

    /// What changes with every change.
    pub fn etag(&self) -> String {
        let key = || self.change_key.as_ref().map(|key| format!("W/\"{key}\""));
        self.etag.clone().or_else(key).unwrap_or_default()
    }

    /// Whether it says no more than that there is such an occurrence.
    pub fn is_stub(&self) -> bool {
        self.subject.is_none() && self.body.is_none() && self.attendees.is_none() && self.organizer.is_none()
    }

    /// The value of one application property.
    pub fn property(&self, id: &str) -> Option<&str> {
        let properties = self.single_value_extended_properties.as_ref()?;
        properties.iter().find(|property| property.id.eq_ignore_ascii_case(id))?.value.as_deref()
    }

    /// Whether the calendar's owner invites.
    pub fn by_owner(&self) -> bool {
        self.is_organizer == Some(true) || self.answer() == Some("organizer")
    }

    /// The owner's answer as written.
    pub fn answer(&self) -> Option<&str> {
        self.response_status.as_ref()?.response.as_deref()
    }
}
