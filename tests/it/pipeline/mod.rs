//! The pipeline from calendars on disk to mails and answers, on both databases.

mod answers;
mod failures;
mod series;
mod slow;
mod switches;
